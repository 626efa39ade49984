//! The texts of violations that show values, lists and times.

use super::*;

#[test]
fn e1_texts_of_violations_say_what_was_found_and_what_is_allowed() {
    use ViolationKind as V;
    let quoted = || Sanitized::new("x");
    assert_texts([
        (V::BodyTooLong { found: 9, max: 8 }, "the body has 9 octets, but at most 8 are allowed"),
        (V::MalformedJson { line: 1, column: 2 }, "the body cannot be read as JSON (line 1, column 2)"),
        (
            V::UnknownPurpose { known: &["server_auth", "client_auth"] },
            "there is no such purpose; omit it, or send false; the purposes are server_auth, client_auth",
        ),
        (V::WrongType { found: "null", expected: "a string" }, "found null, but expected a string"),
        (V::TooMany { found: 21, max: 20 }, "there are 21 entries, but at most 20 are allowed"),
        (
            V::NotOneOf { found: quoted(), allowed: &["A", "B"] },
            "found \"x\", but the allowed values are A, B",
        ),
        (V::OutOfRange { found: -1, min: 0, max: 6 }, "found -1, but 0 to 6 are allowed"),
        (
            V::NotAUuid(quoted()),
            "found \"x\", but expected the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (hexadecimal)",
        ),
        (
            V::DistinguishedName(DistinguishedNameError::ControlCharacter('\u{7}')),
            "the control character U+0007 ALERT is not allowed; remove it",
        ),
        (
            V::DistinguishedName(DistinguishedNameError::Country(quoted())),
            "the country (C) must be two letters A-Z or a-z, not \"x\"; use a code of ISO 3166-1, such as \
             DE, or omit the country",
        ),
        (
            V::Name(NameError { found: quoted(), kind: NameErrorKind::EmptyLabel }),
            "\"x\": it has an empty label; remove the dot at its start, or one of two consecutive dots",
        ),
        (V::ObjectIdentifier(ObjectIdentifierError::EmptyArc), "not an object identifier: an arc is empty"),
        (
            V::NeedsKeyAgreement("encipherOnly"),
            "encipherOnly requires keyAgreement; add keyAgreement, or omit encipherOnly",
        ),
        (
            V::RepeatedPolicy(oid()),
            "the certificate policy 2.999.1 is requested more than once; keep one of them",
        ),
        (
            V::HashNotGranted { found: "SHA512", granted: alloc::vec!["SHA256", "SHA384"] },
            "found SHA512, but this authority signs with SHA256, SHA384",
        ),
        (
            V::RequestedKey(RequestedKeyError::NotListed { found: quoted(), listed: alloc::vec!["RSA3072"] }),
            "found \"x\", but the allowed values are RSA3072",
        ),
        (
            V::RequestedKey(RequestedKeyError::OnlySigns { usage: "keyAgreement", key: "ED25519" }),
            "keyAgreement is not for ED25519 keys, which only sign (RFC 8410 §5, RFC 9881 §5); use \
             digitalSignature, or another key",
        ),
        (
            V::KeyType { found: "RSA", accepted: alloc::vec!["EC256", "EC384"] },
            "found a key of type RSA, but the accepted types are EC256, EC384",
        ),
        (
            V::PublicKey(PublicKeyError::EvenModulus),
            "the public key is not accepted: its modulus is even; generate a new key with other software",
        ),
        (
            V::IssuerPathLength { issuer: 0, asked: 0 },
            "the issuer's path length is 0, so it cannot issue a CA",
        ),
        (
            V::IssuerPathLength { issuer: 2, asked: 2 },
            "the issuer's path length is 2, so a CA below it must have a path length of at most 1, not 2",
        ),
    ]);
}

#[test]
fn e1_texts_of_violations_in_bodies_of_a_host() {
    use HostBodyError as H;
    assert_texts([
        (
            H::NotAPathSegment(Sanitized::new("x/y")),
            "found \"x/y\", but a part of a URL has only the characters A-Z, a-z, 0-9, \".\", \"_\" and \"-\", \
             and is neither \".\" nor \"..\"",
        ),
        (H::PasswordTooLong { found: 33, max: 32 }, "found 33 octets, but at most 32 are allowed"),
        (
            H::NeedsCompression("IIS"),
            "an export of the type IIS is a binary file, which is only sent compressed; send true",
        ),
        (
            H::Certificate(alloc::boxed::Box::new(IssuerError::NotOneCertificate { found: 2 })),
            "the text must contain one certificate, but contains 2",
        ),
    ]);
}

#[test]
fn e5_texts_of_violations_show_times_in_rfc_3339() {
    use ViolationKind as V;
    let (now, not_before, not_after) = (at(1_769_860_800_000), at(0), at(86_399_999));
    assert_texts([
        (
            V::StartTooEarly { start_from: 1_645_146_939, earliest: 1_769_860_500_000 },
            "found 1645146939 (1970-01-20T00:59:06Z), but the earliest start is 1769860500000 \
             (2026-01-31T11:55:00Z), five minutes before now; omit it to start now",
        ),
        (
            V::StartTooEarly { start_from: i128::from(i64::MIN), earliest: -62_167_219_200_001 },
            "found -9223372036854775808, but the earliest start is -62167219200001, five minutes before \
             now; omit it to start now",
        ),
        (
            V::ValidityTooLong { max: 20, unit: "YEAR", in_months: true },
            "the validity is too long; at most 20 years are allowed (a MONTH is 31 days)",
        ),
        (
            V::ValidityTooLong { max: 20, unit: "YEAR", in_months: false },
            "the validity is too long; at most 20 years are allowed",
        ),
        (
            V::ValidityTooLong { max: 1, unit: "MONTH", in_months: false },
            "the validity is too long; at most 1 month is allowed (a MONTH is 31 days)",
        ),
        (
            V::ValidityTooLong { max: 1, unit: "DAY", in_months: false },
            "the validity is too long; at most 1 day is allowed",
        ),
        (
            V::IssuerNotValid { now, not_before, not_after },
            "the issuer is valid from 1970-01-01T00:00:00Z to 1970-01-01T23:59:59Z, but not now \
             (2026-01-31T12:00:00Z)",
        ),
        (
            V::ChainNotValid { certificate: ChainCertificate::new(2, None), now, not_before, not_after },
            "CA 2 above the issuer is valid from 1970-01-01T00:00:00Z to 1970-01-01T23:59:59Z, but not now \
             (2026-01-31T12:00:00Z); load the issuer with a certificate of that CA that is valid",
        ),
        (
            V::Crl(CrlError::OutsideChainValidity {
                certificate: ChainCertificate::new(1, None),
                not_before,
                not_after,
            }),
            "thisUpdate must be within the validity of CA 1 above the issuer, 1970-01-01T00:00:00Z to \
             1970-01-01T23:59:59Z; load the issuer with a certificate of that CA that is valid at that time",
        ),
        (
            V::OutsideIssuerValidity { not_before, not_after },
            "the validity must be within the issuer's, 1970-01-01T00:00:00Z to 1970-01-01T23:59:59Z",
        ),
        (
            V::Validity(ValidityError::EndsBeforeStart { not_before: now, not_after }),
            "the validity would end at 1970-01-01T23:59:59Z, before its start at 2026-01-31T12:00:00Z; \
             request a later end or an earlier start",
        ),
        (
            V::Validity(ValidityError::WithinBackdating { now, not_before, not_after }),
            "the validity would end at 1970-01-01T23:59:59Z, and it is 2026-01-31T12:00:00Z now: the profile \
             back-dates its start to 1970-01-01T00:00:00Z, and the period counts from there; request a longer \
             period, or a start",
        ),
        (
            V::Validity(ValidityError::MaximumWithinBackdating { backdating: 48, unit: "HOUR" }),
            "the longest validity must be longer than the back-dating of 48 hours, because it counts from the \
             back-dated start; raise it, or lower the back-dating",
        ),
        (
            V::Validity(ValidityError::MaximumWithinBackdating { backdating: 1, unit: "MINUTE" }),
            "the longest validity must be longer than the back-dating of 1 minute, because it counts from the \
             back-dated start; raise it, or lower the back-dating",
        ),
        (
            V::AlreadyOver { now, not_after },
            "the validity ended at 1970-01-01T23:59:59Z, and it is 2026-01-31T12:00:00Z now",
        ),
    ]);
}

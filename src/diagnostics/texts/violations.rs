//! The texts of what a request, an issuer or a chain is refused for.

use super::*;

#[test]
fn e1_texts_of_violations() {
    use ViolationKind as V;
    let (now, not_before, not_after) = (at(1_769_860_800_000), at(0), at(86_399_999));
    let quoted = || Sanitized::new("x");
    let common_name =
        |kind| V::NameConstraint(NameConstraintError::CommonName { found: Sanitized::new("a"), kind });
    assert_texts([
        (V::BodyTooLong { found: 9, max: 8 }, "the body has 9 octets, at most 8 are allowed"),
        (V::MalformedJson { line: 1, column: 2 }, "the body cannot be read as JSON (line 1, column 2)"),
        (
            V::ByteOrderMark,
            "the body starts with a byte order mark (U+FEFF); send UTF-8 without it (RFC 8259 §8.1)",
        ),
        (V::WideEncoding, "the body looks like UTF-16 or UTF-32; send UTF-8 (RFC 8259 §8.1)"),
        (
            V::NotUtf8 { line: 1, column: 2 },
            "the body is not UTF-8 (line 1, column 2); send UTF-8 (RFC 8259 §8.1)",
        ),
        (V::Missing, "a value is required"),
        (V::UnknownMember, "this request has no such member; correct its name, or leave it out"),
        (
            V::UnknownPurpose { known: &["server_auth", "client_auth"] },
            "there is no such purpose; leave it out, or send false; there are server_auth, client_auth",
        ),
        (V::WrongType { found: "null", expected: "a string" }, "found null, expected a string"),
        (V::DuplicateMember, "this member occurs more than once"),
        (V::TooMany { found: 21, max: 20 }, "21 entries, at most 20 are allowed"),
        (V::NotOneOf { found: quoted(), allowed: &["A", "B"] }, "found \"x\", allowed are A, B"),
        (V::Length(LengthError { found: 0, min: 1, max: 64 }), "0 characters, 1 to 64 are allowed"),
        (V::OutOfRange { found: -1, min: 0, max: 6 }, "found -1, 0 to 6 are allowed"),
        (
            V::NotAUuid(quoted()),
            "found \"x\", expected the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (hexadecimal)",
        ),
        (
            V::DistinguishedName(DistinguishedNameError::ControlCharacter('\u{7}')),
            "the control character U+0007 ALERT is not allowed; leave it out",
        ),
        (
            V::DistinguishedName(DistinguishedNameError::Country(quoted())),
            "the country (C) \"x\" is not two letters A-Z or a-z; send the code of ISO 3166-1, such as DE, or leave \
             the country out",
        ),
        (
            V::Name(NameError { found: quoted(), kind: NameErrorKind::EmptyLabel }),
            "\"x\": it has an empty label; leave out the dot at its start, or one of two in a row",
        ),
        (V::ObjectIdentifier(ObjectIdentifierError::EmptyArc), "not an object identifier: an arc is empty"),
        (
            V::CustomExtension(CustomExtensionError::Reserved),
            "extensions under 2.5.29 and 1.3.6.1.5.5.7.1 cannot be given as custom extensions",
        ),
        (V::RepeatedExtension, "this extension is given more than once"),
        (
            V::CustomExtension(CustomExtensionError::NotDer),
            "the value of an extension must be exactly one DER value",
        ),
        (
            V::KeyCertSign,
            "keyCertSign is for CA certificates (RFC 5280 §4.2.1.9); leave it out, or apply for a subordinate CA",
        ),
        (V::NeedsKeyAgreement("encipherOnly"), "encipherOnly has a meaning only together with keyAgreement"),
        (
            V::NotForEcKey("keyEncipherment"),
            "keyEncipherment cannot be used with an EC key (RFC 8813 §3); use keyAgreement, or an RSA key",
        ),
        (
            V::StartTooEarly { start_from: 1_645_146_939, earliest: 1_769_860_500_000 },
            "found 1645146939 (1970-01-20T00:59:06Z), the earliest start is 1769860500000 \
             (2026-01-31T11:55:00Z), five minutes before now; leave it out to start now",
        ),
        (
            V::StartTooEarly { start_from: i128::from(i64::MIN), earliest: -62_167_219_200_001 },
            "found -9223372036854775808, the earliest start is -62167219200001, five minutes before now; leave \
             it out to start now",
        ),
        (
            V::ValidityTooLong { max: 20, unit: "YEAR" },
            "the validity is too long, at most 20 years are allowed (a MONTH is 31 days)",
        ),
        (V::TimeNotExpressible, "the validity leaves the years 1950 to 9999, which certificates can express"),
        (
            V::IssuerNotValid { now, not_before, not_after },
            "the issuer is valid from 1970-01-01T00:00:00Z to 1970-01-01T23:59:59Z, not now (2026-01-31T12:00:00Z)",
        ),
        (
            V::ChainNotValid { certificate: ChainCertificate::new(2, None), now, not_before, not_after },
            "CA 2 above the issuer is valid from 1970-01-01T00:00:00Z to 1970-01-01T23:59:59Z, not now \
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
            V::AlreadyOver { now, not_after },
            "the validity ended at 1970-01-01T23:59:59Z, it is 2026-01-31T12:00:00Z",
        ),
        (V::IssuerPathLength { issuer: 0, asked: 0 }, "the issuer's path length is 0: it cannot issue a CA"),
        (
            V::IssuerPathLength { issuer: 2, asked: 2 },
            "the issuer's path length is 2: a CA below it has at most 1, not 2",
        ),
        (
            V::Csr(CsrError::Version),
            "the version of a CSR must be 0 (RFC 2986 §4.1); generate the CSR again with this version",
        ),
        (V::NameConstraintsOfEntity, "name constraints are for CA certificates (RFC 5280 §4.2.1.10)"),
        (V::Crl(CrlError::SerialNumberZero), "a serial number must be positive"),
        (V::RepeatedPolicy(oid()), "the certificate policy 2.999.1 is given more than once; leave one out"),
        (
            V::DistinguishedName(DistinguishedNameError::NotDer),
            "the name is not a distinguished name in strict DER",
        ),
        (
            V::SubjectOfIssuer,
            "the subject is the issuer's own, as verifiers compare names, so that the certificate could speak for \
             the issuer (RFC 5280 §4.1.2.6); ask for another one",
        ),
        (
            V::SubjectOfCaAbove { position: 2 },
            "the subject is that of CA 2 above the issuer, as verifiers compare names, so that the certificate could \
             speak for that CA (RFC 5280 §4.1.2.6); ask for another one",
        ),
        (
            common_name(NameConstraintErrorKind::Excluded),
            "\"a\": without a DNS name beside it, verifiers match this common name against host names, and the \
             issuer's name constraints exclude it as one; add a DNS name that they do not exclude, choose a common \
             name that is no host name, or ask for purposes without serverAuth",
        ),
        (
            common_name(NameConstraintErrorKind::NotApplicable),
            "\"a\": without a DNS name beside it, verifiers match this common name against host names, and a name \
             constraint of the issuer on dNSName cannot be applied; use another issuer, choose a common name that is \
             no host name, or ask for purposes without serverAuth",
        ),
        (
            V::HashNotGranted { found: "SHA512", granted: alloc::vec!["SHA256", "SHA384"] },
            "found SHA512, this authority signs with SHA256, SHA384",
        ),
        (
            V::KeyType { found: "RSA", accepted: alloc::vec!["EC256", "EC384"] },
            "found a key of type RSA, accepted are EC256, EC384",
        ),
        (
            V::RsaKeySize { found: 2048, min: 3072, max: 4096 },
            "found an RSA key of 2048 bits, 3072 to 4096 are accepted",
        ),
        (V::NoAlternativeName, "at least one alternative name is required"),
        (
            V::NotForCa("keyAgreement"),
            "keyAgreement is not for CAs; digitalSignature, nonRepudiation, keyCertSign and cRLSign are",
        ),
        (V::NeedsKeyCertSign, "the key usages of a CA contain keyCertSign (RFC 5280 §4.2.1.9)"),
        (
            V::ValidityTooLong { max: 1, unit: "DAY" },
            "the validity is too long, at most 1 day is allowed (a MONTH is 31 days)",
        ),
        (V::Rfc(RfcError::TimeStampingNotAlone), "timeStamping must be the only purpose (RFC 3161 §2.3)"),
        (
            V::KeyNotOfAlgorithm { asked: "EC256" },
            "the public key is not one of the algorithm EC256, which the request names",
        ),
        (
            V::PublicKey(PublicKeyError::EvenModulus),
            "the public key is not accepted: its modulus is even; make a new key elsewhere",
        ),
    ]);
}

//! Every text that a refusal, a notice or an error can have.

use alloc::string::{String, ToString};

use time::UtcDateTime;

use super::*;
use crate::extension::{ExtendedKeyUsage, KeyPurpose};
use crate::oid::ObjectIdentifier;

pub(super) fn oid() -> ObjectIdentifier {
    ObjectIdentifier::new("2.999.1").expect("an identifier")
}

fn at(milliseconds: i128) -> UtcDateTime {
    UtcDateTime::from_unix_timestamp_nanos(milliseconds * 1_000_000).expect("a time")
}

/// Compares texts in pairs; each is one line.
pub(super) fn assert_texts<T: ToString>(pairs: impl IntoIterator<Item = (T, &'static str)>) {
    for (value, text) in pairs {
        let found = value.to_string();
        assert_eq!(found, text);
        assert!(!found.contains(char::is_control), "{found:?}");
    }
}

#[test]
fn e1_texts_of_violations() {
    use ViolationKind as V;
    let (now, not_before, not_after) = (at(1_769_860_800_000), at(0), at(86_399_999));
    let quoted = || Quoted::new("x");
    let defect = NameDefect::EmptyLabel;
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
        (V::Length { found: 0, min: 1, max: 64 }, "0 characters, 1 to 64 are allowed"),
        (V::OutOfRange { found: -1, min: 0, max: 6 }, "found -1, 0 to 6 are allowed"),
        (
            V::NotAUuid(quoted()),
            "found \"x\", expected the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (hexadecimal)",
        ),
        (V::ControlCharacter(7), "the control character U+0007 BELL is not allowed; leave it out"),
        (V::ControlCharacter(0x7f), "the control character U+007F DELETE is not allowed; leave it out"),
        (V::ControlCharacter(0x85), "the control character U+0085 is not allowed; leave it out"),
        (V::Country(quoted()), "found \"x\", expected two letters A-Z or a-z"),
        (V::Name { found: quoted(), defect }, "\"x\": it has an empty label"),
        (V::ObjectIdentifier(ObjectIdentifierDefect::EmptyArc), "not an object identifier: an arc is empty"),
        (
            V::ReservedExtension,
            "extensions under 2.5.29 and 1.3.6.1.5.5.7.1 cannot be given as custom extensions",
        ),
        (V::RepeatedExtension, "this extension is given more than once"),
        (V::ExtensionValueNotDer, "the value of an extension must be exactly one DER value"),
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
            V::Crl(CrlDefect::OutsideChainValidity {
                certificate: ChainCertificate::new(1, None),
                not_before,
                not_after,
            }),
            "thisUpdate must be within the validity of CA 1 above the issuer, 1970-01-01T00:00:00Z to \
             1970-01-01T23:59:59Z; load the issuer with a certificate of that CA that is valid then",
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
        (V::Csr(CsrDefect::Version), "the version must be 0 (v1)"),
        (V::NameConstraintsOfEntity, "name constraints are for CA certificates (RFC 5280 §4.2.1.10)"),
        (V::Crl(CrlDefect::SerialNumberZero), "a serial number must be positive"),
        (V::RepeatedPolicy(oid()), "the certificate policy 2.999.1 is given more than once"),
        (V::NameNotDer, "the name is not a distinguished name in strict DER"),
        (
            V::SubjectOfIssuer,
            "the subject is the issuer's own, for which the certificate could speak (RFC 5280 §4.1.2.6); ask \
             for another one",
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
        (V::Rfc(RfcDefect::TimeStampingNotAlone), "timeStamping must be the only purpose (RFC 3161 §2.3)"),
        (
            V::KeyNotOfAlgorithm { asked: "EC256" },
            "the public key is not one of the algorithm EC256, which the request names",
        ),
        (V::PublicKey(PublicKeyDefect::EvenModulus), "the public key is not accepted: its modulus is even"),
    ]);
}

#[test]
fn e1_texts_of_what_a_profile_or_a_chain_does_not_allow() {
    use ViolationKind as V;
    let none = || ExtendedKeyUsage::default();
    let two = || ExtendedKeyUsage::new([KeyPurpose::ClientAuth, KeyPurpose::SmartCardLogon]);
    assert_texts([
        (
            V::TlsFeature,
            "the value of the TLS feature must be a SEQUENCE of INTEGERs, the numbers of TLS extensions, at least one \
             (RFC 7633 §4.1)",
        ),
        (
            V::ExtensionNotAllowed { found: oid(), allowed: Vec::new() },
            "the extension 2.999.1 is not allowed, nor is any other here; leave it out",
        ),
        (
            V::ExtensionNotAllowed { found: oid(), allowed: alloc::vec![oid(), oid()] },
            "the extension 2.999.1 is not allowed; leave it out, or ask for one of 2.999.1, 2.999.1",
        ),
        (
            V::PurposeNotAllowed { found: KeyPurpose::ServerAuth, allowed: none() },
            "the purpose serverAuth is not allowed, nor is any other here; leave it out",
        ),
        (
            V::PurposeNotAllowed { found: KeyPurpose::ServerAuth, allowed: two() },
            "the purpose serverAuth is not allowed; allowed are clientAuth, smartCardLogon",
        ),
        (
            V::PurposeBeyondIssuer { found: KeyPurpose::Other(oid()), allowed: two() },
            "the purpose 2.999.1 is beyond those of the issuer and the CAs above it (clientAuth, smartCardLogon), so \
             that verifiers refuse it; leave it out, or use another issuer",
        ),
        (
            V::PurposeBeyondIssuer { found: KeyPurpose::ServerAuth, allowed: none() },
            "the purpose serverAuth is beyond those of the issuer and the CAs above it (none), so that verifiers \
             refuse it; leave it out, or use another issuer",
        ),
        (
            V::NoPurposeGranted { found: two(), grantable: none() },
            "none of the purposes asked for (clientAuth, smartCardLogon) is granted, and without any the certificate \
             would serve every purpose; leave extKeyUsage out of the CSR, or use another issuer or profile",
        ),
        (
            V::NoPurposeGranted { found: two(), grantable: two() },
            "none of the purposes asked for (clientAuth, smartCardLogon) is granted, and without any the certificate \
             would serve every purpose; ask for those that are allowed: clientAuth, smartCardLogon",
        ),
        (
            V::DefaultPurposesBeyondIssuer { default: two(), allowed: none() },
            "none of the default purposes (clientAuth, smartCardLogon) is one of the issuer and the CAs above it \
             (none); ask for a purpose of the issuer, or use another issuer",
        ),
        (V::NoPurpose { allowed: None }, "at least one purpose (extended key usage) is required"),
        (
            V::NoPurpose { allowed: Some(none()) },
            "at least one purpose (extended key usage) is required; allowed are none",
        ),
        (
            V::NoPurpose { allowed: Some(two()) },
            "at least one purpose (extended key usage) is required; allowed are clientAuth, smartCardLogon",
        ),
        (
            V::CrlSignOfEntity,
            "cRLSign is for CAs: an end entity could sign revocation lists in a CA's name; leave it out",
        ),
        (
            V::CaByCsr,
            "no CA is issued for a CSR here; send type ENTITY_CERT, or ask the operator for a subordinate CA",
        ),
        (
            V::LimitOfCaNotGranted(oid()),
            "the CSR asks for a CA that is limited by the extension 2.999.1, which is not granted: it would come out \
             without the limit; leave the extension out, or have the CA's operator set name constraints",
        ),
        (
            V::ServerWithoutAlternativeName,
            "a server certificate needs an alternative name, because verifiers do not look at the common name (RFC \
             9525 §2); ask for the server's DNS name or IP address",
        ),
    ]);
    use NoticeKind as N;
    assert_texts([
        (
            N::NoPurposeBelowLimitedIssuer(two()),
            "the certificate has no purposes, but the issuer and the CAs above it are for clientAuth, smartCardLogon \
             alone: verifiers accept it for nothing else; ask for the purposes that you need",
        ),
        (
            N::NoPurposeBelowLimitedIssuer(none()),
            "the issuer and the CAs above it have no purpose in common: some verifiers accept nothing below them; use \
             another issuer",
        ),
        (
            N::ServerWithoutAlternativeName,
            "there is no alternative name, and verifiers of servers look at nothing else (RFC 9525 §2); ask for the \
             server's DNS name or IP address",
        ),
        (N::CommonNameAdded, "the common name was added as a DNS name"),
    ]);
}

#[test]
fn e1_texts_of_name_constraints() {
    use NameConstraintFault as F;
    let violation = |form, fault| ViolationKind::NameConstraint { found: Quoted::new("x"), form, fault };
    assert_texts([
        (
            violation(NameForm::Dns, F::NotPermitted),
            "\"x\": the issuer's name constraints do not permit this dNSName; ask for a name that they permit, \
             or use another issuer",
        ),
        (
            violation(NameForm::Ip, F::Excluded),
            "\"x\": the issuer's name constraints exclude this iPAddress; ask for a name that they do not \
             exclude, or use another issuer",
        ),
        (
            violation(NameForm::Email, F::NotApplicable),
            "\"x\": the issuer has a name constraint on rfc822Name that cannot be applied, so that it issues no \
             such name; use another issuer",
        ),
        (
            violation(NameForm::Uri, F::NotComparable),
            "\"x\": verifiers do not agree how this uniformResourceIdentifier compares with the issuer's name \
             constraints; ask for a plainer name, or use another issuer",
        ),
    ]);
    assert_texts([(NameForm::DirectoryName, "directoryName")]);
}

#[test]
fn e1_texts_of_names_and_identifiers() {
    use NameDefect as N;
    assert_texts([
        (N::NotAscii, "it holds characters outside ASCII; send internationalized names as A-labels (xn--…)"),
        (N::Character(' '), "it holds the character  , which is not allowed there"),
        (N::Character('\n'), "it holds the character \\u{a}, which is not allowed there"),
        (N::EmptyLabel, "it has an empty label"),
        (N::TrailingDot, "it ends with a dot; leave the dot out"),
        (N::LabelTooLong, "it has a label of more than 63 characters"),
        (N::HostTooLong, "its host name has more than 253 characters"),
        (N::Hyphen, "it has a label that starts or ends with a hyphen"),
        (N::Wildcard, "* may only be the whole leftmost label, with another label after it"),
        (N::Ipv4Address, "it is an IPv4 address; send it with type IP"),
        (
            N::NotAnIpAddress,
            "it is neither an IPv4 address in dotted decimal without leading zeros nor an IPv6 address; \
             zone, port and prefix are not allowed",
        ),
        (N::At, "it is not of the form local-part@domain"),
        (N::NumericLastLabel, "its last label is all digits, which no host name has"),
        (N::BitsAfterPrefix, "it has bits set after its prefix; clear them, or lengthen the prefix"),
        (
            N::LocalPart,
            "the part before @ must be atoms of ASCII letters, digits and !#$%&'*+-/=?^_`{|}~ joined by single dots",
        ),
        (N::AddressDomain, "its domain must be a DNS name, not an IP address"),
        (N::Scheme, "it must start with a scheme such as https: or spiffe:"),
        (N::EmptyAfterScheme, "nothing follows the scheme"),
        (N::EmptyHost, "its host is empty"),
        (N::Host, "its host is neither a DNS name nor an IP address"),
        (N::Port, "its port is not a number"),
        (N::PercentEncoding, "it holds a % that two hexadecimal digits do not follow"),
    ]);
    use ObjectIdentifierDefect as O;
    assert_texts([
        (O::FirstArc, "the first arc must be 0, 1 or 2"),
        (O::TooFewArcs, "there must be at least two arcs"),
        (O::SecondArc, "the second arc must be below 40 under 0 and 1"),
        (O::EmptyArc, "an arc is empty"),
        (O::LeadingZero, "an arc has a leading zero"),
        (O::Character, "only digits and dots are allowed"),
    ]);
}

#[test]
fn e1_texts_of_keys_and_csrs() {
    use PublicKeyDefect as P;
    assert_texts([
        (P::Pem, "it is not one PEM block labelled PUBLIC KEY"),
        (P::Malformed, "it is not a SubjectPublicKeyInfo in strict DER"),
        (P::Algorithm(oid()), "its algorithm 2.999.1 is not accepted; RSA and ECDSA on P-256 and P-384 are"),
        (P::Curve(oid()), "its curve 2.999.1 is not accepted; P-256 and P-384 are"),
        (P::ExplicitCurve, "its curve must be given by name, P-256 or P-384"),
        (P::Point, "it is not an uncompressed or compressed point on its curve"),
        (P::ModulusBits(1024), "its modulus has 1024 bits; 2048 to 4096 in steps of 8 are accepted"),
        (P::EvenModulus, "its modulus is even"),
        (P::SmallFactor(3), "its modulus is divisible by 3"),
        (P::Roca, "its modulus has the pattern of CVE-2017-15361 (ROCA); make a new key elsewhere"),
        (P::ClosePrimes, "its modulus is the product of two close primes; make a new key elsewhere"),
        (P::Exponent, "its public exponent must be odd, at least 65537 and below 2^33"),
        (P::Backend, "none of the cryptographic backends that are compiled in takes it here"),
    ]);
    use CsrDefect as C;
    assert_texts([
        (C::NoPemBlock, "there is no PEM block; expected -----BEGIN CERTIFICATE REQUEST-----"),
        (C::SeveralPemBlocks, "there is more than one PEM block; send exactly one"),
        (C::PemLabel, "the PEM block must be a CERTIFICATE REQUEST or NEW CERTIFICATE REQUEST"),
        (C::PemEnd, "the PEM block has no END line that matches its BEGIN line"),
        (C::Base64, "the PEM block is not valid base64"),
        (C::TooLong { found: 2, max: 1 }, "the CSR has 2 octets, at most 1 are accepted"),
        (C::Der("subject"), "the CSR is not strict DER: subject"),
        (C::Version, "the version must be 0 (v1)"),
        (C::NoAttributes, "the attributes are missing; they may be empty, not absent (RFC 2986 §4.1)"),
        (C::RepeatedAttribute(oid()), "the attribute 2.999.1 occurs more than once"),
        (C::ExtensionRequestValues(2), "extensionRequest has 2 values, exactly one is allowed"),
        (C::RepeatedExtension(oid()), "the extension 2.999.1 is requested more than once"),
        (C::ProofOfPossession, "the signature does not verify under the CSR's own public key"),
        (C::SignatureAlgorithmForOtherKey, "the signature algorithm does not fit the public key"),
        (
            C::WeakSignatureAlgorithm("sha1WithRSAEncryption"),
            "sha1WithRSAEncryption is not accepted; sign the CSR with RSA or ECDSA and SHA-256, SHA-384 or SHA-512",
        ),
        (
            C::UnknownSignatureAlgorithm(oid()),
            "the signature algorithm 2.999.1 is not accepted; RSA and ECDSA with SHA-256, SHA-384 or SHA-512 are",
        ),
        (C::SignatureParameters, "the parameters of the signature algorithm are not those of its standard"),
        (C::MaskGenerationHash, "RSASSA-PSS must use one hash for the signature and the mask generation"),
        (C::NoName, "the subject is empty and there is no alternative name"),
        (C::EmptySubject, "the subject of a CA must not be empty"),
        (C::StringType(oid()), "the attribute 2.999.1 must be a PrintableString or UTF8String"),
        (
            C::StringContent(oid()),
            "the attribute 2.999.1 holds octets that its string type or its definition does not allow",
        ),
        (C::RepeatedInRdn(oid()), "an RDN has the attribute 2.999.1 twice with the same value"),
        (C::EmptyAttribute(oid()), "the attribute 2.999.1 is empty"),
        (
            C::AttributeLength { attribute: oid(), found: 65, min: 1, max: 64 },
            "the attribute 2.999.1 has 65 characters, 1 to 64 are allowed",
        ),
        (
            C::NameForm("otherName"),
            "alternative names of the form otherName are not accepted; dNSName, iPAddress, rfc822Name and \
             uniformResourceIdentifier are",
        ),
        (C::IpOctets(5), "an IP address has 4 or 16 octets, not 5"),
        (C::CaTrueInEntity, "the CSR asks for a CA (cA TRUE); send type INTERMEDIATE_CA if a CA is wanted"),
        (
            C::CaFalseInCa,
            "the CSR says that it is no CA (cA FALSE); send type ENTITY_CERT, or a CSR without it",
        ),
        (
            C::KeyCertSignInEntity,
            "the CSR asks for keyCertSign, which only a CA has; send type INTERMEDIATE_CA if a CA is wanted",
        ),
        (
            C::NoKeyCertSignInCa,
            "the keyUsage of a CA must contain keyCertSign; add it, or leave keyUsage out",
        ),
    ]);
}

#[test]
fn e1_texts_of_notices() {
    use NoticeKind as N;
    assert_texts([
        (N::UnknownMember, "this request has no such member; it was ignored"),
        (
            N::MemberOfHost,
            "this member is for the service around this library; the certificate does not depend on it",
        ),
        (
            N::IgnoredForRoot,
            "a root has no issuer, any number of CAs below it, and the key usages that the profile sets; it was \
             ignored",
        ),
        (N::PathLengthOfEntity, "path_length has a meaning only with type INTERMEDIATE_CA; it was ignored"),
        (N::ReservedMember, "this member is reserved; the names in the CSR are used"),
        (N::PathLengthInCsr, "the path length inside the CSR is not used; path_length of the request is"),
        (
            N::KeyUsagesOfRoot,
            "the key usages of a root are those that the profile sets; those given were ignored",
        ),
        (N::ExtensionNotGranted(oid()), "the extension 2.999.1 is not granted"),
        (N::KeyPurposeNotGranted(oid()), "the key purpose 2.999.1 is not granted"),
        (N::KeyUsageNotGranted("cRLSign"), "the key usage cRLSign is not granted"),
        (N::DefaultKeyUsages, "none of the key usages asked for is granted; the default ones are"),
        (
            N::KeyAgreementWithRsaKey,
            "keyAgreement is not a usage of RSA keys (RFC 3279 §2.3.1), and some verifiers refuse such a \
             server certificate; name the key usages that you need",
        ),
        (
            N::SelfIssued,
            "the CA bears its issuer's own name and can speak for it, by CRLs say; such a certificate is for a \
             new key of the issuer itself (RFC 5280 §3.2)",
        ),
        (
            N::CommonNameUnderDnsConstraints,
            "the issuer's name constraints do not admit all DNS names, and there is none: some verifiers take \
             the common name for one and refuse it; ask for a DNS name that is admitted",
        ),
        (
            N::TimeStampingNotAlone,
            "RFC 3161 §2.3 demands timeStamping alone and critical; beside other purposes it is not critical",
        ),
        (N::NotAfterTruncated(at(0)), "notAfter was cut to the issuer's, 1970-01-01T00:00:00Z"),
        (N::NotBeforeRaised(at(0)), "notBefore was raised to the issuer's, 1970-01-01T00:00:00Z"),
        (
            N::OutlivesCa { certificate: ChainCertificate::new(1, None), not_after: at(0) },
            "CA 1 above the issuer ends at 1970-01-01T00:00:00Z, before the certificate; from then on verifiers refuse \
             it, unless that CA is renewed with the same key",
        ),
    ]);
}

#[test]
fn e2_a_refusal_joins_its_violations_and_is_cut_at_a_character() {
    let mut violations = Violations::new();
    violations.push("/a", Code::Validity, ViolationKind::Missing);
    violations.push("", Code::Parameter, ViolationKind::DuplicateMember);
    let error = violations.unless_any::<()>(None).expect_err("a refusal");
    assert_eq!(error.message(), "/a: a value is required; this member occurs more than once");
    assert_eq!(error.code(), Code::Validity);

    let mut violations = Violations::new();
    let allowed = &["é"; 600];
    violations.push("/é", Code::Validity, ViolationKind::NotOneOf { found: Quoted::new("é"), allowed });
    let message: String = violations.unless_any::<()>(None).expect_err("a refusal").message();
    assert_eq!(message.chars().count(), Error::MAX_MESSAGE_CHARACTERS);
    assert!(message.ends_with('…'));

    // The pointer makes up the rest: ": a value is required" has 21 characters.
    let message = |pointer: usize| {
        let mut violations = Violations::new();
        violations.push("é".repeat(pointer), Code::Validity, ViolationKind::Missing);
        violations.unless_any::<()>(None).expect_err("a refusal").message()
    };
    assert_eq!(message(1_003), alloc::format!("{}: a value is required", "é".repeat(1_003)));
    assert_eq!(message(1_004), alloc::format!("{}: a value is requir…", "é".repeat(1_004)));
}

//! Every text that a refusal, a notice or an error can have.

use alloc::string::{String, ToString};

use time::UtcDateTime;

use super::*;
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
        (V::Missing, "a value is required"),
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
        (V::ControlCharacter(7), "the control character U+0007 is not allowed"),
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
            V::StartTooEarly { start_from: 1, earliest: 2 },
            "found 1, the earliest start is 2 (five minutes before now, in milliseconds)",
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
            "the subject is the issuer's own, as verifiers compare names, so that the certificate could speak for \
             the issuer (RFC 5280 §4.1.2.6); ask for another one",
        ),
        (
            V::SubjectOfCaAbove { position: 2 },
            "the subject is that of a CA above the issuer, certificate 2 of its chain, as verifiers compare names, so \
             that the certificate could speak for that CA (RFC 5280 §4.1.2.6); ask for another one",
        ),
        (
            V::CommonNameConstraint { found: Quoted::new("a"), fault: NameConstraintFault::Excluded },
            "\"a\": without a DNS name beside it, verifiers match this common name against host names, and the \
             issuer's name constraints exclude it as one; add a DNS name that they do not exclude, choose a common \
             name that is no host name, or ask for purposes without serverAuth",
        ),
        (
            V::CommonNameConstraint { found: Quoted::new("a"), fault: NameConstraintFault::NotApplicable },
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
        (V::Rfc(RfcDefect::TimeStampingNotAlone), "timeStamping must be the only purpose (RFC 3161 §2.3)"),
        (
            V::KeyNotOfAlgorithm { asked: "EC256" },
            "the public key is not one of the algorithm EC256, which the request names",
        ),
        (V::PublicKey(PublicKeyDefect::EvenModulus), "the public key is not accepted: its modulus is even"),
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
        (
            N::NumericLastLabel,
            "its last label is a number, so that URL parsers read it as an IPv4 address; send an IP address with \
             type IP, in dotted decimal",
        ),
        (
            N::Ipv4Mapped([10, 1, 2, 3].into()),
            "it is an IPv4-mapped IPv6 address, which some verifiers take for the IPv4 address 10.1.2.3; send \
             10.1.2.3",
        ),
        (N::BitsAfterPrefix, "it has bits set after its prefix; clear them, or lengthen the prefix"),
        (
            N::LocalPart,
            "the part before @ must be atoms of ASCII letters, digits and !#$%&'*+-/=?^_`{|}~ joined by single dots",
        ),
        (
            N::AddressDomain,
            "its domain must be a DNS name, not an IP address; a last label that is a number makes it read as one",
        ),
        (N::Scheme, "it must start with a scheme such as https: or spiffe:"),
        (N::EmptyAfterScheme, "nothing follows the scheme"),
        (N::EmptyHost, "its host is empty"),
        (N::Host, "its host is neither a DNS name nor an IP address"),
        (
            N::NumericHost,
            "its host ends in a number, so that URL parsers read it as an IPv4 address; write the address in dotted \
             decimal, or send it with type IP",
        ),
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
        (N::PathLengthOfEntity, "path_length has a meaning only with type INTERMEDIATE_CA; it was ignored"),
        (N::ReservedMember, "this member is reserved; the names in the CSR are used"),
        (N::PathLengthInCsr, "the path length inside the CSR is not used; path_length of the request is"),
        (
            N::KeyUsagesOfCa,
            "the key usages of a CA are those that the profile sets; those given were ignored",
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
            N::NameOfCaAbove,
            "the CA bears the name of a CA above its issuer, as verifiers compare names, and can speak for it, by \
             CRLs say; choose another name",
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

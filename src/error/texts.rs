//! Every text that a refusal, a notice or an error can have.

use alloc::string::{String, ToString};

use time::UtcDateTime;

use super::*;
use crate::extension::{ExtendedKeyUsage, KeyPurpose};
use crate::oid::ObjectIdentifier;

pub(super) fn oid() -> ObjectIdentifier {
    ObjectIdentifier::new("2.999.1").expect("an identifier")
}

fn named(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).expect("an identifier")
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
        (V::ControlCharacter(7), "the control character U+0007 ALERT is not allowed; leave it out"),
        (
            V::Country(quoted()),
            "the country (C) \"x\" is not two letters A-Z or a-z; send the code of ISO 3166-1, such as DE, or leave \
             the country out",
        ),
        (
            V::Name { found: quoted(), defect },
            "\"x\": it has an empty label; leave out the dot at its start, or one of two in a row",
        ),
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
        (V::Csr(CsrDefect::Version), "the version of a CSR is 0 (RFC 2986 §4.1); make the CSR again with it"),
        (V::NameConstraintsOfEntity, "name constraints are for CA certificates (RFC 5280 §4.2.1.10)"),
        (V::Crl(CrlDefect::SerialNumberZero), "a serial number must be positive"),
        (V::RepeatedPolicy(oid()), "the certificate policy 2.999.1 is given more than once; leave one out"),
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
        (
            V::PublicKey(PublicKeyDefect::EvenModulus),
            "the public key is not accepted: its modulus is even; make a new key elsewhere",
        ),
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
        (N::Character(' '), "it holds the character U+0020 SPACE, which is not allowed there; leave it out"),
        (N::Character('/'), "it holds the character U+002F /, which is not allowed there; leave it out"),
        (N::EmptyLabel, "it has an empty label; leave out the dot at its start, or one of two in a row"),
        (N::TrailingDot, "it ends with a dot; leave the dot out"),
        (N::LabelTooLong, "it has a label of more than 63 characters; shorten it"),
        (N::HostTooLong, "its host name has more than 253 characters; shorten it"),
        (N::Hyphen, "it has a label that starts or ends with a hyphen; leave that hyphen out"),
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
        (N::EmptyAfterScheme, "nothing follows the scheme; send the whole URI"),
        (N::EmptyHost, "its host is empty; name one"),
        (N::Host, "its host is neither a DNS name nor an IP address; name one of them"),
        (
            N::NumericHost,
            "its host ends in a number, so that URL parsers read it as an IPv4 address; write the address in dotted \
             decimal, or send it with type IP",
        ),
        (N::Port, "its port is not a number; send digits, or leave port and colon out"),
        (
            N::PercentEncoding,
            "it holds a % that two hexadecimal digits do not follow; send %25 for the character itself",
        ),
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
        (
            P::Malformed,
            "it is not DER (X.690): something in it is cut off, left over, or not in the one form that DER has",
        ),
        (
            P::Structure,
            "it is DER, but not a SubjectPublicKeyInfo: an algorithm and a BIT STRING (RFC 5280 §4.1.2.7)",
        ),
        (
            P::RsaParameters,
            "its algorithm rsaEncryption does not have the parameters NULL, as RFC 3279 §2.3.1 demands; encode the \
             key with them",
        ),
        (
            P::RsaPublicKey,
            "it does not hold an RSAPublicKey in DER, a modulus and an exponent that are positive (RFC 3279 §2.3.1); \
             encode a number whose first bit is set with a zero octet before it",
        ),
        (
            P::Algorithm(oid()),
            "its algorithm 2.999.1 is not accepted; use RSA, or an EC key on P-256 or P-384",
        ),
        (
            P::Algorithm(named("1.3.101.112")),
            "its algorithm Ed25519 is not accepted; use RSA, or an EC key on P-256 or P-384",
        ),
        (P::Curve(named("1.3.132.0.35")), "its curve secp521r1 (P-521) is not accepted; use P-256 or P-384"),
        (P::ExplicitCurve, "its curve must be given by name, P-256 or P-384, not by parameters"),
        (P::Point, "it is not an uncompressed or compressed point on its curve; make a new key"),
        (P::ModulusBits(1024), "its modulus has 1024 bits; use a key of 2048 to 4096 bits, a multiple of 8"),
        (P::EvenModulus, "its modulus is even; make a new key elsewhere"),
        (P::SmallFactor(3), "its modulus is divisible by 3; make a new key elsewhere"),
        (P::Roca, "its modulus has the pattern of CVE-2017-15361 (ROCA); make a new key elsewhere"),
        (P::ClosePrimes, "its modulus is the product of two close primes; make a new key elsewhere"),
        (
            P::Exponent,
            "its public exponent must be odd, at least 65537 and below 2^33; make a key with 65537",
        ),
        (P::Backend, "none of the cryptographic backends that are compiled in takes it here"),
    ]);
    use CsrDefect as C;
    assert_texts([
        (
            C::NoPemBlock,
            "there is no PEM block; send one that starts with -----BEGIN CERTIFICATE REQUEST-----",
        ),
        (C::SeveralPemBlocks, "there is more than one PEM block; send exactly one"),
        (
            C::PemLabel,
            "the PEM block must be labelled CERTIFICATE REQUEST or NEW CERTIFICATE REQUEST; send the CSR, not a \
             certificate or a key",
        ),
        (C::PemEnd, "the PEM block has no END line that matches its BEGIN line; send the whole block"),
        (C::Base64, "the PEM block is not valid base64; send it as it was made"),
        (
            C::TooLong { found: 2, max: 1 },
            "the CSR has 2 octets, at most 1 are accepted; ask for fewer names or extensions",
        ),
        (
            C::Der("the subject"),
            "the subject is not DER (X.690): something in it is cut off, left over, or not in the one form that DER \
             has; make the CSR again",
        ),
        (
            C::Structure { part: "the subject", expected: "a Name (RFC 5280 §4.1.2.4)" },
            "the subject has another structure than its standard; expected a Name (RFC 5280 §4.1.2.4)",
        ),
        (
            C::RdnOrder,
            "an RDN of the subject has its attributes in another order than DER has for a SET OF (X.690 §11.6); sort \
             them by their encodings, or give each attribute an RDN of its own",
        ),
        (C::NoKeyUsage, "keyUsage holds no usage; name at least one, or leave the extension out"),
        (
            C::UnknownKeyUsage,
            "keyUsage has a bit set beyond decipherOnly, which stands for no usage; leave it out",
        ),
        (C::NoKeyPurpose, "extKeyUsage holds no purpose; name at least one, or leave the extension out"),
        (
            C::NoNamesInExtension,
            "subjectAltName holds no name; name at least one, or leave the extension out",
        ),
        (
            C::PathLengthWithoutCa,
            "basicConstraints has a path length without cA TRUE (RFC 5280 §4.2.1.9); leave the path length out",
        ),
        (C::Version, "the version of a CSR is 0 (RFC 2986 §4.1); make the CSR again with it"),
        (
            C::Deviation(EncodingDeviation::CriticalFalse),
            "critical FALSE is encoded; DER leaves it out: mend this in the CSR, because the profile demands strict CSRs \
             (csr_encoding)",
        ),
        (C::RepeatedAttribute(oid()), "the attribute 2.999.1 occurs more than once; leave one out"),
        (
            C::RepeatedAttribute(named("1.2.840.113549.1.9.7")),
            "the attribute challengePassword occurs more than once; leave one out",
        ),
        (
            C::ExtensionRequestValues(2),
            "the extension request has 2 values, exactly one is allowed; put all extensions into it",
        ),
        (
            C::TwoExtensionRequests,
            "Microsoft's extension request stands beside extensionRequest, so that it is not clear what is asked for; \
             send one of them",
        ),
        (
            C::RepeatedExtension(named("2.5.29.19")),
            "the extension basicConstraints is requested more than once; leave one out",
        ),
        (
            C::ProofOfPossession,
            "the signature does not verify under the CSR's own public key; sign the CSR with the private key that \
             belongs to it, and change nothing afterwards",
        ),
        (
            C::SignatureAlgorithmForOtherKey,
            "the signature algorithm does not fit the public key, RSA or EC; sign the CSR with the private key that \
             belongs to it",
        ),
        (
            C::WeakSignatureAlgorithm("sha1WithRSAEncryption"),
            "sha1WithRSAEncryption is not accepted; sign the CSR with RSA or ECDSA and SHA-256, SHA-384 or SHA-512",
        ),
        (
            C::UnknownSignatureAlgorithm(named("1.3.101.113")),
            "the signature algorithm Ed448 is not accepted; sign the CSR with RSA or ECDSA and SHA-256, SHA-384 or \
             SHA-512",
        ),
        (
            C::SignatureParameters,
            "the parameters of the signature algorithm are not those of its standard: NULL for RSA, none for ECDSA, \
             RSASSA-PSS-params for RSASSA-PSS (RFC 4055, RFC 5758)",
        ),
        (
            C::MaskGenerationHash,
            "RSASSA-PSS must use one hash for the signature and the mask generation; sign the CSR so",
        ),
        (C::NoName, "the subject is empty and there is no alternative name; give the CSR one of them"),
        (C::EmptySubject, "the subject of a CA must not be empty; give the CSR one"),
        (
            C::NameForm("x400Address"),
            "alternative names of the form x400Address are not accepted; ask for dNSName, iPAddress, rfc822Name or \
             uniformResourceIdentifier, or leave it out",
        ),
        (
            C::OtherName(named("1.3.6.1.4.1.311.20.2.3")),
            "an otherName of the type userPrincipalName (UPN) is not accepted; ask for dNSName, iPAddress, rfc822Name \
             or uniformResourceIdentifier, or leave it out",
        ),
        (C::IpOctets(5), "an IP address has 4 or 16 octets, not 5; leave a mask out"),
        (C::CaTrueInEntity, "the CSR asks for a CA (cA TRUE); send type INTERMEDIATE_CA if a CA is wanted"),
        (
            C::CaFalseInCa,
            "the CSR says that it is no CA (cA FALSE); send type ENTITY_CERT, or a CSR without basicConstraints",
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
fn e5_texts_of_the_attributes_of_a_subject() {
    use AttributeDefect as A;
    let text = |dotted, defect| CsrDefect::Attribute { attribute: named(dotted), defect };
    let quoted = Quoted::new;
    assert_texts([
        (
            text("2.5.4.3", A::StringType { found: "BMPString", allowed: "a UTF8String or PrintableString" }),
            "the attribute common name (CN) is encoded as BMPString; encode it as a UTF8String or PrintableString",
        ),
        (
            text(
                "2.5.4.10",
                A::StringCharacter {
                    value: quoted("Smith & Sons"),
                    string: "PrintableString",
                    character: '&',
                },
            ),
            "the attribute organization (O), \"Smith & Sons\", holds U+0026 &, which a PrintableString cannot hold; \
             encode it as a UTF8String, or leave the character out",
        ),
        (
            text(
                "2.5.4.5",
                A::DefinedCharacter { value: quoted("é"), allowed: "letters alone", character: 'é' },
            ),
            "the attribute serialNumber, \"é\", holds U+00E9 é, which its definition does not allow; use letters \
             alone",
        ),
        (
            text("2.5.4.11", A::StringOctet { string: "UTF8String", octet: 0xe9 }),
            "the attribute organizational unit (OU) holds the octet E9, which is not valid in a UTF8String; encode \
             the text in UTF-8 as a UTF8String",
        ),
        (
            text("2.5.4.3", A::ControlCharacter { value: quoted("a\n"), character: '\n' }),
            "the attribute common name (CN), \"a\\u{a}\", holds the control character U+000A LINE FEED; leave it \
             out",
        ),
        (text("2.999.1", A::Empty), "the attribute 2.999.1 is empty; give it a value, or leave it out"),
        (
            text("2.5.4.3", A::Length { value: quoted(""), found: 0, min: 1, max: 64 }),
            "the attribute common name (CN) is empty; give it a value, or leave it out",
        ),
        (
            text("2.5.4.3", A::Length { value: quoted("a b"), found: 65, min: 1, max: 64 }),
            "the attribute common name (CN), \"a b\", has 65 characters, 1 to 64 are allowed; shorten it",
        ),
        (
            text("1.2.840.113549.1.9.1", A::RepeatedInRdn),
            "an RDN holds the attribute emailAddress twice with the same value; leave one out",
        ),
    ]);
}

#[test]
fn e5_texts_of_deviations() {
    use EncodingDeviation as E;
    assert_texts([
        (E::CriticalFalse, "critical FALSE is encoded; DER leaves it out"),
        (E::CriticalTrue, "critical TRUE is not encoded as FF"),
        (E::CaFalse, "cA FALSE is encoded; DER leaves it out"),
        (E::CaTrue, "cA TRUE is not encoded as FF"),
        (E::KeyUsageTrailingZeroBits, "keyUsage has trailing zero bits; DER removes them"),
        (E::CsrVersion(2), "the version is 2; that of a CSR is 0 (RFC 2986 §4.1)"),
        (E::NoAttributes, "the attributes are missing; they may be empty, not absent (RFC 2986 §4.1)"),
        (E::AttributeOrder, "the attributes are not in the order that DER has for a SET OF"),
        (
            E::AttributeValueOrder,
            "the values of the attribute are not in the order that DER has for a SET OF",
        ),
        (E::AttributeWithoutValue, "the attribute has no value; PKCS #10 demands one at least"),
        (E::NoExtensions, "the extension request is empty; leave it out where no extension is asked for"),
        (
            E::EcdsaNullParameters,
            "the ECDSA signature algorithm has NULL parameters; it has none (RFC 5758 §3.2)",
        ),
        (E::RsaWithoutNull, "the RSA signature algorithm has no parameters; they are NULL (RFC 4055 §5)"),
        (E::PssDefault, "default parameters of RSASSA-PSS are encoded; DER leaves them out"),
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
        (
            N::Encoding(EncodingDeviation::CaFalse),
            "cA FALSE is encoded; DER leaves it out; accepted, because its meaning is clear",
        ),
        (
            N::AttributeIgnored(named("1.2.840.113549.1.9.7")),
            "the attribute challengePassword of the CSR was ignored",
        ),
        (
            N::MicrosoftExtensionRequest,
            "the extensions were taken from Microsoft's attribute, as if from extensionRequest",
        ),
        (
            N::NameNotGranted(alloc::boxed::Box::new(ViolationKind::Csr(CsrDefect::IpOctets(5)))),
            "this name, which has no function in a CA's certificate, is not granted: an IP address has 4 or 16 \
             octets, not 5; leave a mask out",
        ),
        (
            N::NamesNotGranted { found: 101, max: 100 },
            "101 names are asked for; names have no function in a CA's certificate, and those after the first 100 are \
             not granted",
        ),
        (N::ExtensionNotGranted(oid()), "the extension 2.999.1 is not granted"),
        (N::ExtensionNotGranted(named("2.5.29.14")), "the extension subjectKeyIdentifier is not granted"),
        (N::KeyPurposeNotGranted(oid()), "the key purpose 2.999.1 is not granted"),
        (N::KeyPurposeNotGranted(named("2.5.29.37.0")), "the key purpose anyExtendedKeyUsage is not granted"),
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

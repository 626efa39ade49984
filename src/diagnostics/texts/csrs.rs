//! The texts of what is wrong with keys and CSRs.

use super::*;

#[test]
fn e1_texts_of_keys_and_csrs() {
    use PublicKeyError as P;
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
        (
            P::ExplicitCurve,
            "its parameters must be the name of its curve, P-256 or P-384; make the request with the named curve",
        ),
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
    use CsrError as C;
    assert_texts([
        (
            C::TooLong { found: 2, max: 1 },
            "the CSR has 2 octets, but at most 1 are allowed; request fewer names or extensions",
        ),
        (
            C::Der("the subject"),
            "the subject is not DER (X.690): it is truncated, has data left over, or uses an encoding that DER does \
             not allow; generate the CSR again",
        ),
        (
            C::Structure { part: "the subject", expected: "a Name (RFC 5280 §4.1.2.4)" },
            "the subject does not have the structure that its standard defines; expected a Name (RFC 5280 §4.1.2.4)",
        ),
        (
            C::Deviation(EncodingDeviation::CriticalFalse),
            "critical FALSE is encoded; DER leaves it out; correct this in the CSR, because the profile requires \
             strict encoding (csr_encoding)",
        ),
        (C::RepeatedAttribute(oid()), "the attribute 2.999.1 occurs more than once; keep one of them"),
        (
            C::RepeatedAttribute(named("1.2.840.113549.1.9.7")),
            "the attribute challengePassword occurs more than once; keep one of them",
        ),
        (
            C::RepeatedExtension(named("2.5.29.19")),
            "the extension basicConstraints is requested more than once; keep one of them",
        ),
        (
            C::ProofOfPossession,
            "the signature does not verify with the CSR's own public key; sign the CSR with the private key that \
             belongs to it, and do not change it afterwards",
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
            C::OtherName(named("1.3.6.1.4.1.311.20.2.3")),
            "an otherName of the type userPrincipalName (UPN) is not accepted; use dNSName, iPAddress, rfc822Name or \
             uniformResourceIdentifier, or omit the name",
        ),
        (C::IpOctets(5), "an IP address must have 4 or 16 octets, not 5; omit the mask if there is one"),
    ]);
}

#[test]
fn e5_texts_of_the_attributes_of_a_subject() {
    use AttributeErrorKind as A;
    let text = |dotted, defect| CsrError::Attribute { attribute: named(dotted), defect };
    let quoted = Sanitized::new;
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

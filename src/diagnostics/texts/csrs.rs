//! The texts of what is wrong with keys and CSRs.

use super::*;

#[test]
fn e1_texts_of_keys_and_csrs() {
    use PublicKeyError as P;
    assert_texts([
        (
            P::Algorithm(oid()),
            "its algorithm 2.999.1 is not accepted; use RSA, an EC key on P-256, P-384 or P-521, or Ed25519",
        ),
        (
            P::Algorithm(named("1.3.101.113")),
            "its algorithm Ed448 is not accepted; use RSA, an EC key on P-256, P-384 or P-521, or Ed25519",
        ),
        (P::Curve(named("1.3.132.0.10")), "its curve secp256k1 is not accepted; use P-256, P-384 or P-521"),
        (
            P::Parameters(named("1.3.101.112")),
            "its algorithm Ed25519 must have no parameters (RFC 8410 §3, RFC 9881 §2); encode the key \
             without them",
        ),
        (
            P::Octets { found: 33, expected: 32 },
            "it has 33 octets, but a key of its algorithm has 32; generate a new key",
        ),
        (
            P::ModulusBits(1024),
            "its modulus has 1024 bits; use a key of 2048 to 4096 bits, in a multiple of 8",
        ),
        (P::SmallFactor(3), "its modulus is divisible by 3; generate a new key with other software"),
    ]);
    use CsrError as C;
    assert_texts([
        (
            C::TooLong { found: 2, max: 1 },
            "the CSR has 2 octets, but at most 1 are allowed; request fewer names or extensions",
        ),
        (
            C::Der("the subject"),
            "the subject is not DER (X.690): it is truncated, has data left over, or uses an encoding that \
             DER does not allow; generate the CSR again",
        ),
        (
            C::Structure { part: "the subject", expected: "a Name (RFC 5280 §4.1.2.4)" },
            "the subject does not have the structure that its standard defines; expected a Name (RFC 5280 \
             §4.1.2.4)",
        ),
        (
            C::Deviation(EncodingDeviation::CriticalFalse),
            "critical FALSE is encoded, but DER omits it; correct this in the CSR, because the profile \
             requires strict encoding (csr_encoding)",
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
            "the signature does not verify with the CSR's own public key; sign the CSR with the private key \
             that belongs to it, and do not change it afterwards",
        ),
        (
            C::WeakSignatureAlgorithm("sha1WithRSAEncryption"),
            "sha1WithRSAEncryption is not accepted; sign the CSR with RSA or ECDSA and SHA-256, SHA-384 or \
             SHA-512, or with Ed25519",
        ),
        (
            C::UnknownSignatureAlgorithm(named("1.3.101.113")),
            "the signature algorithm Ed448 is not accepted; sign the CSR with RSA or ECDSA and SHA-256, \
             SHA-384 or SHA-512, or with Ed25519",
        ),
        (
            C::OtherName(named("1.3.6.1.4.1.311.20.2.3")),
            "an otherName of the type userPrincipalName (UPN) is not granted; omit the name, or ask the \
             operator to list its type in the profile (csr_other_names)",
        ),
        (
            C::NameFormNotGranted(NameForm::DirectoryName),
            "alternative names of the form directoryName are not granted; omit the name, or ask the operator \
             to list the form in the profile (csr_alternative_name_forms)",
        ),
        (C::IpOctets(5), "an IP address must have 4 or 16 octets, not 5; omit the mask if there is one"),
    ]);
}

#[test]
fn e5_texts_of_the_attributes_of_a_subject() {
    use AttributeErrorKind as A;
    let text = |dotted, kind| CsrError::Attribute { attribute: named(dotted), kind };
    let quoted = Sanitized::new;
    assert_texts([
        (
            text("2.5.4.3", A::StringType { found: "BMPString", allowed: "a UTF8String or PrintableString" }),
            "the attribute common name (CN) is encoded as BMPString; encode it as a UTF8String or \
             PrintableString",
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
            "the attribute organization (O), \"Smith & Sons\", contains U+0026 &, which a PrintableString \
             does not allow; encode it as a UTF8String, or remove the character",
        ),
        (
            text("2.5.4.5", A::DefinedCharacter { value: quoted("é"), allowed: "letters", character: 'é' }),
            "the attribute serialNumber, \"é\", contains U+00E9 é, which its definition does not allow; use \
             only letters",
        ),
        (
            text("2.5.4.11", A::StringOctet { string: "UTF8String", octet: 0xe9 }),
            "the attribute organizational unit (OU) contains the octet E9, which is not valid in a \
             UTF8String; encode the text in UTF-8 as a UTF8String",
        ),
        (
            text("2.5.4.3", A::ControlCharacter { value: quoted("a\n"), character: '\n' }),
            "the attribute common name (CN), \"a\\u{a}\", contains the control character U+000A LINE FEED; \
             remove it",
        ),
        (text("2.999.1", A::NotDer), "the value of the attribute 2.999.1 must be exactly one DER value"),
        (text("2.999.1", A::Empty), "the attribute 2.999.1 is empty; give it a value, or omit it"),
        (
            text("2.5.4.3", A::Length { value: quoted(""), found: 0, min: 1, max: 64 }),
            "the attribute common name (CN) is empty; give it a value, or omit it",
        ),
        (
            text("2.5.4.3", A::Length { value: quoted("a b"), found: 65, min: 1, max: 64 }),
            "the attribute common name (CN), \"a b\", has 65 characters, but must have 1 to 64; shorten it",
        ),
        (
            text("1.2.840.113549.1.9.1", A::RepeatedInRdn),
            "an RDN contains the attribute emailAddress twice with the same value; keep one of them",
        ),
    ]);
}

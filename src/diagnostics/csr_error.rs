//! Why a certificate signing request is refused.

use core::fmt;

use crate::x509::EncodingDeviation;
use crate::x509::general_name::NameForm;
use crate::x509::name::AttributeErrorKind;
use crate::x509::oid::ObjectIdentifier;

/// Why a certificate signing request (CSR) is refused (rules
/// [C1](crate::docs::rules#c1)–[C6](crate::docs::rules#c6)).
///
/// The texts do not repeat what the CSR contains, because it may contain anything, even a private
/// key. Only requested names and attributes of the subject are quoted, as for any request: see
/// [`Sanitized`](crate::error::Sanitized).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CsrError {
    /// The text contains no PEM block.
    #[error("no PEM block was found; send one that starts with -----BEGIN CERTIFICATE REQUEST-----")]
    NoPemBlock,
    /// The text contains more than one PEM block.
    #[error("more than one PEM block was found; send exactly one")]
    SeveralPemBlocks,
    /// The PEM label is neither `CERTIFICATE REQUEST` nor `NEW CERTIFICATE REQUEST`.
    #[error(
        "the PEM label must be CERTIFICATE REQUEST or NEW CERTIFICATE REQUEST; send the CSR, not a \
         certificate or a key"
    )]
    PemLabel,
    /// The PEM block has no END line that matches its BEGIN line.
    #[error("the PEM block has no END line that matches its BEGIN line; send the complete block")]
    PemEnd,
    /// The text between BEGIN and END is not base64.
    #[error("the PEM block is not valid base64; send it exactly as it was generated")]
    Base64,
    /// The DER is too long.
    #[error("the CSR has {found} octets, but at most {max} are allowed; request fewer names or extensions")]
    TooLong {
        /// The number of octets.
        found: usize,
        /// The maximum number of octets.
        max: usize,
    },
    /// A part is not DER; the part in which the error was found.
    #[error(
        "{0} is not DER (X.690): it is truncated, has data left over, or uses an encoding that DER does not \
         allow; generate the CSR again"
    )]
    Der(&'static str),
    /// A part is DER, but its standard defines another structure at this place.
    #[error("{part} does not have the structure that its standard defines; expected {expected}")]
    Structure {
        /// The part.
        part: &'static str,
        /// What the standard requires at this place.
        expected: &'static str,
    },
    /// The attributes of an RDN of the subject are not in the order of a SET OF (X.690 §11.6).
    #[error(
        "an RDN of the subject does not have its attributes in the order that DER requires for a SET OF \
         (X.690 §11.6); sort them by their encodings, or put each attribute into its own RDN"
    )]
    RdnOrder,
    /// keyUsage is empty (RFC 5280 §4.2.1.3).
    #[error("keyUsage is empty; request at least one usage, or omit the extension")]
    NoKeyUsage,
    /// keyUsage has a bit after decipherOnly, which is not assigned to a usage.
    #[error("keyUsage has a bit set after decipherOnly, which is not assigned to any usage; clear it")]
    UnknownKeyUsage,
    /// extKeyUsage is empty (RFC 5280 §4.2.1.12).
    #[error("extKeyUsage is empty; request at least one purpose, or omit the extension")]
    NoKeyPurpose,
    /// subjectAltName is empty (RFC 5280 §4.2.1.6).
    #[error("subjectAltName is empty; request at least one name, or omit the extension")]
    NoNamesInExtension,
    /// basicConstraints has a path length, but not cA TRUE (RFC 5280 §4.2.1.9).
    #[error("basicConstraints has a path length, but not cA TRUE (RFC 5280 §4.2.1.9); omit the path length")]
    PathLengthWithoutCa,
    /// The version is neither 0 (v1) nor one that is tolerated in its place.
    #[error("the version of a CSR must be 0 (RFC 2986 §4.1); generate the CSR again with this version")]
    Version,
    /// The encoding deviates from the standard, and the profile requires strict CSRs.
    #[error("{0}; correct this in the CSR, because the profile requires strict encoding (csr_encoding)")]
    Deviation(EncodingDeviation),
    /// An attribute type occurs more than once.
    #[error("the attribute {} occurs more than once; keep one of them", .0.named())]
    RepeatedAttribute(ObjectIdentifier),
    /// The extension request does not have exactly one value.
    #[error(
        "the extension request has {0} values, but exactly one is allowed; put all extensions into one value"
    )]
    ExtensionRequestValues(usize),
    /// The CSR has both extensionRequest and Microsoft's extension request.
    #[error(
        "the CSR has both extensionRequest and Microsoft's extension request, so it is unclear which of them \
         applies; send only one"
    )]
    TwoExtensionRequests,
    /// An extension is requested more than once.
    #[error("the extension {} is requested more than once; keep one of them", .0.named())]
    RepeatedExtension(ObjectIdentifier),
    /// The CSR's signature does not verify with the CSR's own public key.
    #[error(
        "the signature does not verify with the CSR's own public key; sign the CSR with the private key that \
         belongs to it, and do not change it afterwards"
    )]
    ProofOfPossession,
    /// The signature algorithm is for another type of key.
    #[error(
        "the signature algorithm does not match the type of the public key; sign the CSR with the private \
         key that belongs to it"
    )]
    SignatureAlgorithmForOtherKey,
    /// The signature algorithm is known, but not accepted; its name.
    #[error(
        "{0} is not accepted; sign the CSR with RSA or ECDSA and SHA-256, SHA-384 or SHA-512, or with Ed25519"
    )]
    WeakSignatureAlgorithm(&'static str),
    /// This library does not verify signatures of this algorithm.
    #[error(
        "the signature algorithm {} is not accepted; sign the CSR with RSA or ECDSA and SHA-256, SHA-384 or \
         SHA-512, or with Ed25519",
        .0.named()
    )]
    UnknownSignatureAlgorithm(ObjectIdentifier),
    /// The parameters of the signature algorithm are not those that its standard requires.
    #[error(
        "the parameters of the signature algorithm are not those that its standard requires: NULL for RSA, \
         none for ECDSA, Ed25519 and ML-DSA, RSASSA-PSS-params for RSASSA-PSS (RFC 4055, RFC 5758, RFC \
         8410, RFC 9881)"
    )]
    SignatureParameters,
    /// The mask generation of RSASSA-PSS uses another hash than the signature.
    #[error(
        "RSASSA-PSS must use the same hash for the signature and for mask generation; sign the CSR again \
         with one hash"
    )]
    MaskGenerationHash,
    /// The CSR, or a request without one, has neither a subject nor an alternative name.
    #[error("the subject is empty and there is no alternative name; request one of them")]
    NoName,
    /// The subject is empty, which is not allowed for a CA.
    #[error("the subject of a CA must not be empty; request one")]
    EmptySubject,
    /// An attribute of the subject cannot be used.
    #[error(fmt = write_attribute)]
    Attribute {
        /// The type of the attribute.
        attribute: ObjectIdentifier,
        /// Why it cannot be used.
        kind: AttributeErrorKind,
    },
    /// An alternative name has a form that is never issued.
    #[error(
        "alternative names of the form {0} are not accepted; use dNSName, iPAddress, rfc822Name or \
         uniformResourceIdentifier, or omit the name"
    )]
    NameForm(&'static str),
    /// The profile does not grant a CSR alternative names of this form
    /// ([rule S7](crate::docs::rules#s7)).
    #[error(
        "alternative names of the form {0} are not granted; omit the name, or ask the operator to list the \
         form in the profile (csr_alternative_name_forms)"
    )]
    NameFormNotGranted(NameForm),
    /// The profile does not grant a CSR an otherName of this type
    /// ([rule S7](crate::docs::rules#s7)).
    #[error(
        "an otherName of the type {} is not granted; omit the name, or ask the operator to list its type in \
         the profile (csr_other_names)",
        .0.named()
    )]
    OtherName(ObjectIdentifier),
    /// An iPAddress has neither 4 nor 16 octets.
    #[error("an IP address must have 4 or 16 octets, not {0}; omit the mask if there is one")]
    IpOctets(usize),
    /// The certificate has the type ENTITY_CERT, but the CSR has cA TRUE.
    #[error("the CSR requests a CA (cA TRUE); send type INTERMEDIATE_CA if you want a CA")]
    CaTrueInEntity,
    /// The certificate has the type INTERMEDIATE_CA, but the CSR has cA FALSE.
    #[error(
        "the CSR does not request a CA (cA FALSE); send type ENTITY_CERT, or a CSR without basicConstraints"
    )]
    CaFalseInCa,
    /// The certificate has the type ENTITY_CERT, but the CSR requests keyCertSign.
    #[error(
        "the CSR requests keyCertSign, which is for CAs only; send type INTERMEDIATE_CA if you want a CA"
    )]
    KeyCertSignInEntity,
    /// The certificate has the type INTERMEDIATE_CA, but the keyUsage of the CSR lacks keyCertSign.
    #[error("the keyUsage of a CA must include keyCertSign; add it, or omit keyUsage")]
    NoKeyCertSignInCa,
}

fn write_attribute(
    attribute: &ObjectIdentifier,
    kind: &AttributeErrorKind,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    kind.write(f, attribute)
}

//! What is wrong with a CSR.

use core::fmt;

use crate::x509::EncodingDeviation;
use crate::x509::name::AttributeErrorKind;
use crate::x509::oid::ObjectIdentifier;

/// What is wrong with a certificate signing request (rules C1–C6).
///
/// Nothing of the CSR's text is repeated: it may be anything, a private key included. (Names that a CSR asks
/// for, and attributes of its subject, are quoted where they are refused, as those of any request.)
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsrError {
    /// No PEM block is there.
    NoPemBlock,
    /// More than one PEM block.
    SeveralPemBlocks,
    /// The block's label is neither `CERTIFICATE REQUEST` nor `NEW CERTIFICATE REQUEST`.
    PemLabel,
    /// The block has no matching END line.
    PemEnd,
    /// The text between BEGIN and END is not base64.
    Base64,
    /// The DER is too long.
    TooLong {
        /// The octets found.
        found: usize,
        /// The most octets.
        max: usize,
    },
    /// Octets that are not DER; the part in which the fault was met.
    Der(&'static str),
    /// DER, but another structure than the standard has at this place.
    Structure {
        /// The part.
        part: &'static str,
        /// What stands there by the standard.
        expected: &'static str,
    },
    /// Attributes of an RDN of the subject that are not in the order of a SET OF (X.690 §11.6).
    RdnOrder,
    /// keyUsage without a usage (RFC 5280 §4.2.1.3).
    NoKeyUsage,
    /// keyUsage with a bit beyond decipherOnly, which stands for no usage.
    UnknownKeyUsage,
    /// extKeyUsage without a purpose (RFC 5280 §4.2.1.12).
    NoKeyPurpose,
    /// subjectAltName without a name (RFC 5280 §4.2.1.6).
    NoNamesInExtension,
    /// basicConstraints with a path length and without cA TRUE (RFC 5280 §4.2.1.9).
    PathLengthWithoutCa,
    /// The version is neither 0 (v1) nor one of those that are accepted in its place.
    Version,
    /// A deviation of the encoding, where the profile demands strict CSRs.
    Deviation(EncodingDeviation),
    /// An attribute type occurs twice.
    RepeatedAttribute(ObjectIdentifier),
    /// extensionRequest has more than one value.
    ExtensionRequestValues(usize),
    /// Microsoft's extension request stands beside extensionRequest.
    TwoExtensionRequests,
    /// An extension is requested twice.
    RepeatedExtension(ObjectIdentifier),
    /// The CSR's signature does not verify under the CSR's key.
    ProofOfPossession,
    /// The signature algorithm is one of the other key family.
    SignatureAlgorithmForOtherKey,
    /// The signature algorithm is known and not accepted; its name.
    WeakSignatureAlgorithm(&'static str),
    /// The signature algorithm is none that this library verifies.
    UnknownSignatureAlgorithm(ObjectIdentifier),
    /// The parameters of the signature algorithm are not those that its standard demands.
    SignatureParameters,
    /// RSASSA-PSS whose mask generation uses another hash than the signature.
    MaskGenerationHash,
    /// Neither the subject nor an alternative name says who this is.
    NoName,
    /// The subject is empty, which a CA's may not be.
    EmptySubject,
    /// An attribute of the subject.
    Attribute {
        /// The type of the attribute.
        attribute: ObjectIdentifier,
        /// What is wrong with it.
        defect: AttributeErrorKind,
    },
    /// A form of alternative name other than DNS name, IP address, e-mail address and URI.
    NameForm(&'static str),
    /// An otherName; its type.
    OtherName(ObjectIdentifier),
    /// An iPAddress that is neither 4 nor 16 octets long.
    IpOctets(usize),
    /// A certificate of type ENTITY_CERT was requested by a CSR with cA TRUE.
    CaTrueInEntity,
    /// A certificate of type INTERMEDIATE_CA was requested by a CSR with cA FALSE.
    CaFalseInCa,
    /// A certificate of type ENTITY_CERT was requested by a CSR with keyCertSign.
    KeyCertSignInEntity,
    /// A certificate of type INTERMEDIATE_CA was requested by a CSR whose keyUsage lacks keyCertSign.
    NoKeyCertSignInCa,
}

impl fmt::Display for CsrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NoPemBlock => {
                "there is no PEM block; send one that starts with -----BEGIN CERTIFICATE REQUEST-----"
            }
            Self::SeveralPemBlocks => "there is more than one PEM block; send exactly one",
            Self::PemLabel => {
                "the PEM block must be labelled CERTIFICATE REQUEST or NEW CERTIFICATE REQUEST; send the CSR, not \
                 a certificate or a key"
            }
            Self::PemEnd => "the PEM block has no END line that matches its BEGIN line; send the whole block",
            Self::Base64 => "the PEM block is not valid base64; send it as it was made",
            Self::TooLong { found, max } => {
                return write!(
                    f,
                    "the CSR has {found} octets, at most {max} are accepted; ask for fewer names or extensions"
                );
            }
            Self::Der(part) => {
                return write!(
                    f,
                    "{part} is not DER (X.690): something in it is cut off, left over, or not in the one form that \
                     DER has; make the CSR again"
                );
            }
            Self::Structure { part, expected } => {
                return write!(f, "{part} has another structure than its standard; expected {expected}");
            }
            Self::RdnOrder => {
                "an RDN of the subject has its attributes in another order than DER has for a SET OF (X.690 §11.6); \
                 sort them by their encodings, or give each attribute an RDN of its own"
            }
            Self::NoKeyUsage => "keyUsage holds no usage; name at least one, or leave the extension out",
            Self::UnknownKeyUsage => {
                "keyUsage has a bit set beyond decipherOnly, which stands for no usage; leave it out"
            }
            Self::NoKeyPurpose => {
                "extKeyUsage holds no purpose; name at least one, or leave the extension out"
            }
            Self::NoNamesInExtension => {
                "subjectAltName holds no name; name at least one, or leave the extension out"
            }
            Self::PathLengthWithoutCa => {
                "basicConstraints has a path length without cA TRUE (RFC 5280 §4.2.1.9); leave the path length out"
            }
            Self::Version => "the version of a CSR is 0 (RFC 2986 §4.1); make the CSR again with it",
            Self::Deviation(deviation) => {
                return write!(
                    f,
                    "{deviation}: mend this in the CSR, because the profile demands strict CSRs (csr_encoding)"
                );
            }
            Self::RepeatedAttribute(oid) => {
                return write!(f, "the attribute {} occurs more than once; leave one out", oid.named());
            }
            Self::ExtensionRequestValues(found) => {
                return write!(
                    f,
                    "the extension request has {found} values, exactly one is allowed; put all extensions into it"
                );
            }
            Self::TwoExtensionRequests => {
                "Microsoft's extension request stands beside extensionRequest, so that it is not clear what is asked \
                 for; send one of them"
            }
            Self::RepeatedExtension(oid) => {
                return write!(f, "the extension {} is requested more than once; leave one out", oid.named());
            }
            Self::ProofOfPossession => {
                "the signature does not verify under the CSR's own public key; sign the CSR with the private key \
                 that belongs to it, and change nothing afterwards"
            }
            Self::SignatureAlgorithmForOtherKey => {
                "the signature algorithm does not fit the public key, RSA or EC; sign the CSR with the private key \
                 that belongs to it"
            }
            Self::WeakSignatureAlgorithm(name) => {
                return write!(
                    f,
                    "{name} is not accepted; sign the CSR with RSA or ECDSA and SHA-256, SHA-384 or SHA-512"
                );
            }
            Self::UnknownSignatureAlgorithm(oid) => {
                return write!(
                    f,
                    "the signature algorithm {} is not accepted; sign the CSR with RSA or ECDSA and SHA-256, SHA-384 \
                     or SHA-512",
                    oid.named()
                );
            }
            Self::SignatureParameters => {
                "the parameters of the signature algorithm are not those of its standard: NULL for RSA, none for \
                 ECDSA, RSASSA-PSS-params for RSASSA-PSS (RFC 4055, RFC 5758)"
            }
            Self::MaskGenerationHash => {
                "RSASSA-PSS must use one hash for the signature and the mask generation; sign the CSR so"
            }
            Self::NoName => "the subject is empty and there is no alternative name; give the CSR one of them",
            Self::EmptySubject => "the subject of a CA must not be empty; give the CSR one",
            Self::Attribute { attribute, defect } => return defect.write(f, attribute),
            Self::NameForm(form) => {
                return write!(
                    f,
                    "alternative names of the form {form} are not accepted; ask for dNSName, iPAddress, rfc822Name or \
                     uniformResourceIdentifier, or leave it out"
                );
            }
            Self::OtherName(oid) => {
                return write!(
                    f,
                    "an otherName of the type {} is not accepted; ask for dNSName, iPAddress, rfc822Name or \
                     uniformResourceIdentifier, or leave it out",
                    oid.named()
                );
            }
            Self::IpOctets(length) => {
                return write!(f, "an IP address has 4 or 16 octets, not {length}; leave a mask out");
            }
            Self::CaTrueInEntity => {
                "the CSR asks for a CA (cA TRUE); send type INTERMEDIATE_CA if a CA is wanted"
            }
            Self::CaFalseInCa => {
                "the CSR says that it is no CA (cA FALSE); send type ENTITY_CERT, or a CSR without basicConstraints"
            }
            Self::KeyCertSignInEntity => {
                "the CSR asks for keyCertSign, which only a CA has; send type INTERMEDIATE_CA if a CA is wanted"
            }
            Self::NoKeyCertSignInCa => {
                "the keyUsage of a CA must contain keyCertSign; add it, or leave keyUsage out"
            }
        };
        f.write_str(text)
    }
}

impl core::error::Error for CsrError {}

//! What exactly is wrong with a name, an identifier, a key or a CSR.

use core::fmt;
use core::net::Ipv4Addr;

use super::{AttributeDefect, EncodingDeviation, Visible};
use crate::oid::ObjectIdentifier;

/// What is wrong with a DNS name, IP address, e-mail address or URI (rules S2–S5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameDefect {
    /// A character outside ASCII.
    NotAscii,
    /// A character that may not stand there.
    Character(char),
    /// Two dots in a row, or a dot at the start.
    EmptyLabel,
    /// A dot at the end.
    TrailingDot,
    /// A label of more than 63 characters.
    LabelTooLong,
    /// A host name of more than 253 characters.
    HostTooLong,
    /// A label that starts or ends with a hyphen.
    Hyphen,
    /// `*` anywhere but as the whole leftmost label with a label after it.
    Wildcard,
    /// An IPv4 address, not a name.
    Ipv4Address,
    /// A last label that is a number, decimal or `0x` and hexadecimal digits: URL parsers read such a name as an
    /// IPv4 address.
    NumericLastLabel,
    /// Neither an IPv4 nor an IPv6 address.
    NotAnIpAddress,
    /// An IPv4-mapped IPv6 address, and the IPv4 address that it stands for.
    Ipv4Mapped(Ipv4Addr),
    /// Not exactly one `@` between a local part and a domain.
    At,
    /// The local part of a mailbox is not a dot-atom (RFC 5322 §3.2.3).
    LocalPart,
    /// The domain of a mailbox is an IP address, or is read as one because its last label is a number.
    AddressDomain,
    /// No scheme, or one that is not a letter followed by letters, digits, `+`, `-`, `.`.
    Scheme,
    /// Nothing after the scheme.
    EmptyAfterScheme,
    /// A URI's authority without a host, or an e-mail address without a domain.
    EmptyHost,
    /// A host that is neither a DNS name nor an IP address.
    Host,
    /// A host whose last label is a number, and that is no IPv4 address in dotted decimal.
    NumericHost,
    /// A port that is not a number.
    Port,
    /// A `%` that two hexadecimal digits do not follow.
    PercentEncoding,
    /// An address with bits set after its prefix, in a name constraint.
    BitsAfterPrefix,
}

impl fmt::Display for NameDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NotAscii => {
                "it holds characters outside ASCII; send internationalized names as A-labels (xn--…)"
            }
            Self::Character(character) => {
                return write!(
                    f,
                    "it holds the character {}, which is not allowed there; leave it out",
                    Visible(*character)
                );
            }
            Self::EmptyLabel => {
                "it has an empty label; leave out the dot at its start, or one of two in a row"
            }
            Self::TrailingDot => "it ends with a dot; leave the dot out",
            Self::LabelTooLong => "it has a label of more than 63 characters; shorten it",
            Self::HostTooLong => "its host name has more than 253 characters; shorten it",
            Self::Hyphen => "it has a label that starts or ends with a hyphen; leave that hyphen out",
            Self::Wildcard => "* may only be the whole leftmost label, with another label after it",
            Self::Ipv4Address => "it is an IPv4 address; send it with type IP",
            Self::NumericLastLabel => {
                "its last label is a number, so that URL parsers read it as an IPv4 address; send an IP address \
                 with type IP, in dotted decimal"
            }
            Self::Ipv4Mapped(address) => {
                return write!(
                    f,
                    "it is an IPv4-mapped IPv6 address, which some verifiers take for the IPv4 address {address}; \
                     send {address}"
                );
            }
            Self::NotAnIpAddress => {
                "it is neither an IPv4 address in dotted decimal without leading zeros nor an IPv6 address; \
                 zone, port and prefix are not allowed"
            }
            Self::At => "it is not of the form local-part@domain",
            Self::LocalPart => {
                "the part before @ must be atoms of ASCII letters, digits and !#$%&'*+-/=?^_`{|}~ joined by single dots"
            }
            Self::AddressDomain => {
                "its domain must be a DNS name, not an IP address; a last label that is a number makes it read as one"
            }
            Self::Scheme => "it must start with a scheme such as https: or spiffe:",
            Self::EmptyAfterScheme => "nothing follows the scheme; send the whole URI",
            Self::EmptyHost => "its host is empty; name one",
            Self::Host => "its host is neither a DNS name nor an IP address; name one of them",
            Self::NumericHost => {
                "its host ends in a number, so that URL parsers read it as an IPv4 address; write the address in \
                 dotted decimal, or send it with type IP"
            }
            Self::Port => "its port is not a number; send digits, or leave port and colon out",
            Self::PercentEncoding => {
                "it holds a % that two hexadecimal digits do not follow; send %25 for the character itself"
            }
            Self::BitsAfterPrefix => "it has bits set after its prefix; clear them, or lengthen the prefix",
        };
        f.write_str(text)
    }
}

/// What is wrong with an object identifier in dotted decimal (rule U5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectIdentifierDefect {
    /// The first arc is not 0, 1 or 2.
    FirstArc,
    /// Fewer than two arcs.
    TooFewArcs,
    /// The second arc is 40 or more under 0 or 1.
    SecondArc,
    /// An arc has no digits.
    EmptyArc,
    /// An arc starts with a zero that is not all of it.
    LeadingZero,
    /// Something other than digits and dots.
    Character,
}

impl fmt::Display for ObjectIdentifierDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::FirstArc => "the first arc must be 0, 1 or 2",
            Self::TooFewArcs => "there must be at least two arcs",
            Self::SecondArc => "the second arc must be below 40 under 0 and 1",
            Self::EmptyArc => "an arc is empty",
            Self::LeadingZero => "an arc has a leading zero",
            Self::Character => "only digits and dots are allowed",
        };
        f.write_str(text)
    }
}

/// Why a public key is not accepted (rule C4).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKeyDefect {
    /// Not PEM text with exactly one block labelled `PUBLIC KEY`.
    Pem,
    /// Octets that are not DER.
    Malformed,
    /// DER, but no SubjectPublicKeyInfo.
    Structure,
    /// rsaEncryption without the parameters NULL, or with others (RFC 3279 §2.3.1).
    RsaParameters,
    /// An RSA key whose subjectPublicKey is not an RSAPublicKey in DER: a modulus and an exponent that are positive
    /// (RFC 3279 §2.3.1).
    RsaPublicKey,
    /// An algorithm other than RSA and elliptic curves.
    Algorithm(ObjectIdentifier),
    /// An elliptic curve other than P-256 and P-384, by its identifier.
    Curve(ObjectIdentifier),
    /// An elliptic curve given by its parameters instead of by name.
    ExplicitCurve,
    /// Not a point on the curve in uncompressed or compressed form.
    Point,
    /// An RSA modulus outside 2048–4096 bits, or of a size that is no multiple of 8.
    ModulusBits(usize),
    /// An even RSA modulus.
    EvenModulus,
    /// An RSA modulus that a small prime divides.
    SmallFactor(u16),
    /// An RSA modulus of the pattern of CVE-2017-15361 (ROCA).
    Roca,
    /// An RSA modulus whose two primes are close to each other.
    ClosePrimes,
    /// An RSA public exponent that is even, below 65537, or 2^33 and more.
    Exponent,
    /// None of the cryptographic backends that are compiled in takes the key on this processor: without the
    /// feature `rustcrypto`, graviola is the only one, and it needs certain instructions.
    Backend,
}

impl fmt::Display for PublicKeyDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Pem => "it is not one PEM block labelled PUBLIC KEY",
            Self::Malformed => {
                "it is not DER (X.690): something in it is cut off, left over, or not in the one form that DER has"
            }
            Self::Structure => {
                "it is DER, but not a SubjectPublicKeyInfo: an algorithm and a BIT STRING (RFC 5280 §4.1.2.7)"
            }
            Self::RsaParameters => {
                "its algorithm rsaEncryption does not have the parameters NULL, as RFC 3279 §2.3.1 demands; encode \
                 the key with them"
            }
            Self::RsaPublicKey => {
                "it does not hold an RSAPublicKey in DER, a modulus and an exponent that are positive (RFC 3279 §2.3.1); \
                 encode a number whose first bit is set with a zero octet before it"
            }
            Self::Algorithm(oid) => {
                return write!(
                    f,
                    "its algorithm {} is not accepted; use RSA, or an EC key on P-256 or P-384",
                    oid.named()
                );
            }
            Self::Curve(oid) => {
                return write!(f, "its curve {} is not accepted; use P-256 or P-384", oid.named());
            }
            Self::ExplicitCurve => "its curve must be given by name, P-256 or P-384, not by parameters",
            Self::Point => "it is not an uncompressed or compressed point on its curve; make a new key",
            Self::ModulusBits(bits) => {
                return write!(
                    f,
                    "its modulus has {bits} bits; use a key of 2048 to 4096 bits, a multiple of 8"
                );
            }
            Self::EvenModulus => "its modulus is even; make a new key elsewhere",
            Self::SmallFactor(prime) => {
                return write!(f, "its modulus is divisible by {prime}; make a new key elsewhere");
            }
            Self::Roca => "its modulus has the pattern of CVE-2017-15361 (ROCA); make a new key elsewhere",
            Self::ClosePrimes => "its modulus is the product of two close primes; make a new key elsewhere",
            Self::Exponent => {
                "its public exponent must be odd, at least 65537 and below 2^33; make a key with 65537"
            }
            Self::Backend => "none of the cryptographic backends that are compiled in takes it here",
        };
        f.write_str(text)
    }
}

/// What is wrong with a certificate signing request (rules C1–C6).
///
/// Nothing of the CSR's text is repeated: it may be anything, a private key included. (Names that a CSR asks
/// for, and attributes of its subject, are quoted where they are refused, as those of any request.)
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsrDefect {
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
        defect: AttributeDefect,
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

impl fmt::Display for CsrDefect {
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

impl core::error::Error for NameDefect {}
impl core::error::Error for ObjectIdentifierDefect {}
impl core::error::Error for PublicKeyDefect {}
impl core::error::Error for CsrDefect {}

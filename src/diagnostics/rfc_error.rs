//! What the API allows and an RFC does not. A profile that conforms to the RFCs refuses it.

use crate::x509::Sanitized;
use crate::x509::oid::ObjectIdentifier;

/// What the API allows and an RFC does not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RfcError {
    /// keyAgreement with an RSA key (RFC 3279 §2.3.1, RFC 4055 §1.2).
    #[error("keyAgreement is not for RSA keys (RFC 3279 §2.3.1); use keyEncipherment, or an EC key")]
    KeyAgreementOfRsaKey,
    /// encipherOnly together with decipherOnly (RFC 3279 §2.3.5).
    #[error("encipherOnly and decipherOnly are not allowed together (RFC 3279 §2.3.5); use one of them")]
    EncipherOnlyAndDecipherOnly,
    /// timeStamping together with other purposes (RFC 3161 §2.3).
    #[error("timeStamping must be the only purpose (RFC 3161 §2.3)")]
    TimeStampingNotAlone,
    /// A DNS name that contains `_`, or whose last label is a number (RFC 5280 §4.2.1.6, RFC 1034
    /// §3.5, RFC 1123 §2.1).
    #[error(
        "{0}: a DNS name must consist of letters, digits and hyphens, and its last label must not be a \
         number (RFC 5280 §4.2.1.6, RFC 1123 §2.1)"
    )]
    DnsName(Sanitized),
    /// An e-mail address that is not a Mailbox of RFC 2821 §4.1.2 (RFC 5280 §4.2.1.6): it has more
    /// than 64 characters before the `@` (RFC 2821 §4.5.3.1), or its domain has only one label,
    /// contains `_`, or ends in a number.
    #[error(
        "{0}: an e-mail address must have at most 64 characters before the @, and a domain of two or more \
         labels after it (RFC 2821 §4.1.2)"
    )]
    Mailbox(Sanitized),
    /// A URI whose host is neither a fully qualified domain name nor an IP address (RFC 5280
    /// §4.2.1.6).
    #[error(
        "{0}: the host of a URI must be a fully qualified domain name or an IP address (RFC 5280 §4.2.1.6)"
    )]
    UriHost(Sanitized),
    /// An attribute with a string type that its definition does not allow
    /// (RFC 5280 App. A).
    #[error(
        "the attribute {} does not have the string type of its definition (RFC 5280 App. A)",
        .0.named()
    )]
    StringType(ObjectIdentifier),
    /// An attribute that is longer than its definition allows (X.520 Annex C).
    #[error(
        "the attribute {} has {found} characters, but at most {max} are allowed (X.520); \
         shorten it",
        .attribute.named()
    )]
    AttributeLength {
        /// The type of the attribute.
        attribute: ObjectIdentifier,
        /// The number of characters.
        found: usize,
        /// The maximum number of characters.
        max: usize,
    },
    /// An attribute that is not for names: those that PKCS #9 defines for requests and keys (RFC
    /// 2985 §5.4), and personal data, which belong in subjectDirectoryAttributes (RFC 3739 §3.2.2).
    #[error("the attribute {} is not for names; omit it", .0.named())]
    AttributeNotForNames(ObjectIdentifier),
    /// Two attributes of one type in one RDN (X.501 §9.3).
    #[error(
        "an RDN contains the attribute {} more than once (X.501 §9.3); put each of them into \
         its own RDN",
        .0.named()
    )]
    SeveralOfOneType(ObjectIdentifier),
    /// Domain components that do not form a domain name (RFC 4519 §2.4).
    #[error("the domain components {0} do not form a domain name (RFC 4519 §2.4); correct or omit them")]
    DomainComponents(Sanitized),
    /// An emailAddress in the subject that is not also an alternative name (RFC 5280 §4.1.2.6).
    #[error("the subject's emailAddress {0} must also be an alternative name (RFC 5280 §4.1.2.6)")]
    EmailAddressNotInNames(Sanitized),
    /// A constraint on DNS names that starts with a dot, which RFC 5280 §4.2.1.10 defines for URIs
    /// only.
    #[error("{0}: a constraint on DNS names must not start with a dot (RFC 5280 §4.2.1.10)")]
    DnsConstraint(Sanitized),
    /// An extension whose content is defined by a standard and not checked by this library.
    #[error(
        "the content of the extension {} is defined by a standard, but is not checked here; omit the \
         extension",
        .0.named()
    )]
    DefinedExtension(ObjectIdentifier),
}

//! What the API pages allow and an RFC does not: refused under a profile that conforms to the RFCs.

use core::fmt;

use crate::x509::Sanitized;
use crate::x509::oid::ObjectIdentifier;

/// What the API pages allow and an RFC does not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RfcError {
    /// keyAgreement with an RSA key (RFC 3279 §2.3.1, RFC 4055 §1.2).
    KeyAgreementOfRsaKey,
    /// encipherOnly beside decipherOnly (RFC 3279 §2.3.5).
    EncipherOnlyAndDecipherOnly,
    /// timeStamping beside other purposes (RFC 3161 §2.3).
    TimeStampingNotAlone,
    /// A DNS name with `_`, or whose last label is a number (RFC 5280 §4.2.1.6, RFC 1034 §3.5, RFC 1123
    /// §2.1).
    DnsName(Sanitized),
    /// An e-mail address that is no Mailbox of RFC 2821 §4.1.2 (RFC 5280 §4.2.1.6): more than 64
    /// characters before the `@` (RFC 2821 §4.5.3.1), or a domain of one label, with `_`, or that ends
    /// in a number.
    Mailbox(Sanitized),
    /// A URI whose host is neither a fully qualified domain name nor an IP address (RFC 5280 §4.2.1.6).
    UriHost(Sanitized),
    /// An attribute of the subject in another string type than its definition's (RFC 5280 App. A).
    StringType(ObjectIdentifier),
    /// An attribute of the subject that is longer than its definition allows (X.520 Annex C).
    AttributeLength {
        /// The type of the attribute.
        attribute: ObjectIdentifier,
        /// The characters found.
        found: usize,
        /// The most characters.
        max: usize,
    },
    /// An attribute that is not one of a name: those of PKCS #9 for requests and keys (RFC 2985 §5.4),
    /// and personal data, which are for subjectDirectoryAttributes (RFC 3739 §3.2.2).
    AttributeNotForNames(ObjectIdentifier),
    /// Two attributes of one type in one RDN (X.501 §9.3).
    SeveralOfOneType(ObjectIdentifier),
    /// Domain components that make no domain name (RFC 4519 §2.4).
    DomainComponents(Sanitized),
    /// An emailAddress in the subject that is not also an alternative name (RFC 5280 §4.1.2.6).
    EmailAddressNotInNames(Sanitized),
    /// A constraint on DNS names with a leading dot, which RFC 5280 §4.2.1.10 has for URIs alone.
    DnsConstraint(Sanitized),
    /// An extension whose content a standard defines, and this library does not check.
    DefinedExtension(ObjectIdentifier),
}

impl fmt::Display for RfcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyAgreementOfRsaKey => f.write_str(
                "keyAgreement is not a usage of RSA keys (RFC 3279 §2.3.1); use keyEncipherment, or an EC key",
            ),
            Self::EncipherOnlyAndDecipherOnly => {
                f.write_str("encipherOnly and decipherOnly exclude each other (RFC 3279 §2.3.5)")
            }
            Self::TimeStampingNotAlone => f.write_str("timeStamping must be the only purpose (RFC 3161 §2.3)"),
            Self::DnsName(found) => write!(
                f,
                "{found}: a DNS name has letters, digits and hyphens, and its last label is not a number \
                 (RFC 5280 §4.2.1.6, RFC 1123 §2.1)"
            ),
            Self::Mailbox(found) => write!(
                f,
                "{found}: an e-mail address has at most 64 characters before the @, and a domain of two or \
                 more labels after it (RFC 2821 §4.1.2)"
            ),
            Self::UriHost(found) => write!(
                f,
                "{found}: the host of a URI is a fully qualified domain name or an IP address (RFC 5280 §4.2.1.6)"
            ),
            Self::StringType(oid) => write!(
                f,
                "the subject's attribute {} is not of the string type of its definition (RFC 5280 App. A)",
                oid.named()
            ),
            Self::AttributeLength { attribute, found, max } => write!(
                f,
                "the subject's attribute {} has {found} characters, at most {max} are allowed (X.520); shorten it",
                attribute.named()
            ),
            Self::AttributeNotForNames(oid) => {
                write!(f, "the attribute {} is not for names; leave it out", oid.named())
            }
            Self::SeveralOfOneType(oid) => write!(
                f,
                "one RDN of the subject holds the attribute {} more than once (X.501 §9.3); give each an RDN of its \
                 own",
                oid.named()
            ),
            Self::DomainComponents(found) => {
                write!(f, "the domain components {found} are not labels of a domain name (RFC 4519 §2.4)")
            }
            Self::EmailAddressNotInNames(found) => write!(
                f,
                "the emailAddress {found} of the subject must also be an alternative name (RFC 5280 §4.1.2.6)"
            ),
            Self::DnsConstraint(found) => {
                write!(f, "{found}: a constraint on DNS names has no leading dot (RFC 5280 §4.2.1.10)")
            }
            Self::DefinedExtension(oid) => {
                write!(
                    f,
                    "the content of the extension {} is a standard's, and is not checked here; leave it out",
                    oid.named()
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn e1_texts_of_what_the_rfcs_refuse() {
        use RfcError as R;
        let oid = || ObjectIdentifier::new("2.999.1").expect("an identifier");
        let found = || Sanitized::new("x");
        for (defect, text) in [
            (
                R::KeyAgreementOfRsaKey,
                "keyAgreement is not a usage of RSA keys (RFC 3279 §2.3.1); use keyEncipherment, or an EC key",
            ),
            (
                R::EncipherOnlyAndDecipherOnly,
                "encipherOnly and decipherOnly exclude each other (RFC 3279 §2.3.5)",
            ),
            (R::TimeStampingNotAlone, "timeStamping must be the only purpose (RFC 3161 §2.3)"),
            (
                R::DnsName(found()),
                "\"x\": a DNS name has letters, digits and hyphens, and its last label is not a number (RFC \
                 5280 §4.2.1.6, RFC 1123 §2.1)",
            ),
            (
                R::Mailbox(found()),
                "\"x\": an e-mail address has at most 64 characters before the @, and a domain of two or more \
                 labels after it (RFC 2821 §4.1.2)",
            ),
            (
                R::UriHost(found()),
                "\"x\": the host of a URI is a fully qualified domain name or an IP address (RFC 5280 §4.2.1.6)",
            ),
            (
                R::StringType(oid()),
                "the subject's attribute 2.999.1 is not of the string type of its definition (RFC 5280 App. A)",
            ),
            (
                R::AttributeLength { attribute: oid(), found: 41, max: 40 },
                "the subject's attribute 2.999.1 has 41 characters, at most 40 are allowed (X.520); shorten it",
            ),
            (R::AttributeNotForNames(oid()), "the attribute 2.999.1 is not for names; leave it out"),
            (
                R::SeveralOfOneType(oid()),
                "one RDN of the subject holds the attribute 2.999.1 more than once (X.501 §9.3); give each an RDN of its own",
            ),
            (
                R::DomainComponents(found()),
                "the domain components \"x\" are not labels of a domain name (RFC 4519 §2.4)",
            ),
            (
                R::EmailAddressNotInNames(found()),
                "the emailAddress \"x\" of the subject must also be an alternative name (RFC 5280 §4.1.2.6)",
            ),
            (
                R::DnsConstraint(found()),
                "\"x\": a constraint on DNS names has no leading dot (RFC 5280 §4.2.1.10)",
            ),
            (
                R::DefinedExtension(oid()),
                "the content of the extension 2.999.1 is a standard's, and is not checked here; leave it out",
            ),
        ] {
            assert_eq!(defect.to_string(), text);
        }
    }
}

//! What an issuer is loaded with although stricter verifiers refuse it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::ChainCertificate;
use crate::x509::EncodingDeviation;
use crate::x509::general_name::NameForm;
use crate::x509::oid::ObjectIdentifier;

/// Something about a certificate of an issuer's chain for which verifiers that are stricter than this library
/// refuse what is issued below it (rule A6).
///
/// [`Notice`](super::Notice) is its counterpart for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerNotice {
    certificate: ChainCertificate,
    kind: IssuerNoticeKind,
}

impl IssuerNotice {
    pub(crate) fn new(certificate: ChainCertificate, kind: IssuerNoticeKind) -> Self {
        Self { certificate, kind }
    }

    /// Which certificate of the chain is meant.
    #[must_use]
    pub fn certificate(&self) -> &ChainCertificate {
        &self.certificate
    }

    /// What the notice says.
    #[must_use]
    pub fn kind(&self) -> &IssuerNoticeKind {
        &self.kind
    }
}

impl fmt::Display for IssuerNotice {
    /// `CERTIFICATE: message`, always one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.certificate, self.kind)
    }
}

/// What a notice of an issuer says. Extensions and other parts are named as in RFC 5280.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssuerNoticeKind {
    /// A part is not encoded as the standards prescribe, and has one meaning.
    Encoding {
        /// The part.
        part: &'static str,
        /// What is odd about its encoding.
        deviation: EncodingDeviation,
    },
    /// An extension is not critical that is to be: basicConstraints, keyUsage, nameConstraints, policyConstraints or
    /// inhibitAnyPolicy.
    NotCritical {
        /// The extension.
        extension: &'static str,
    },
    /// An extension is critical that is not to be: an authority or subject key identifier, say.
    Critical {
        /// The extension.
        extension: &'static str,
    },
    /// A critical extension about policies, which RFC 5280 allows and not every verifier processes.
    CriticalPolicy {
        /// The extension.
        extension: &'static str,
    },
    /// An extension is not there: keyUsage, subjectKeyIdentifier, or the key identifier in the authorityKeyIdentifier
    /// of a certificate that is not self-signed.
    Missing {
        /// The extension.
        extension: &'static str,
    },
    /// An extension is an empty list: subjectAltName or nameConstraints.
    Empty {
        /// The extension.
        extension: &'static str,
    },
    /// A name constraint on dNSName starts with a dot, which RFC 5280 §4.2.1.10 does not define; the constraint as
    /// [`GeneralSubtree`](crate::x509::name_constraints::GeneralSubtree) shows it, such as `dNSName .example.com`.
    LeadingDot(String),
    /// A name constraint on names of this form cannot be applied: its base has another syntax than RFC 5280 §4.2.1.10
    /// defines, or it has a `maximum` or a `minimum` other than 0. No name of this form is issued below it (rule A3).
    ConstraintNotApplicable(NameForm),
    /// policyConstraints has requireExplicitPolicy (RFC 5280 §4.2.1.11), critical or not.
    ExplicitPolicy {
        /// Its value: from as many certificates below it on, each has policies.
        certificates: u32,
    },
    /// A self-signed certificate has purposes (extKeyUsage).
    PurposesOfRoot,
    /// The authorityKeyIdentifier has an issuer without a serial number or the reverse (RFC 5280 App. A.2).
    AuthorityIssuerOrSerialNumber,
    /// The authorityKeyIdentifier names the next certificate's key, and the serial number of another certificate: that
    /// of a root before it was renewed with the same key, say (rule V9).
    AuthoritySerialNumber {
        /// The serial number that is named, the content of its INTEGER.
        named: Vec<u8>,
        /// That of the next certificate.
        next: Vec<u8>,
    },
    /// The authorityKeyIdentifier names the next certificate's key, and another issuer of its certificate: the root
    /// has a certificate of its own and one by another CA, say.
    AuthorityIssuer,
    /// The serial number is zero or negative (RFC 5280 §4.1.2.2).
    SerialNumberNotPositive,
    /// The serial number has more than 20 octets (RFC 5280 §4.1.2.2).
    SerialNumberTooLong {
        /// The octets, a sign octet aside.
        octets: usize,
    },
    /// issuerUniqueID or subjectUniqueID is there (RFC 5280 §4.1.2.8).
    UniqueIdentifier,
    /// An attribute of a name is not text of its string type: `@` in a PrintableString, say.
    AttributeString {
        /// The name: issuer or subject.
        part: &'static str,
        /// The attribute.
        attribute: ObjectIdentifier,
    },
    /// The certificate is signed with an algorithm that verifiers have given up, by its name.
    WeakSignature(&'static str),
    /// The parameters of the signature's algorithm are not those of its standard (RFC 4055 §5, RFC 5758 §3).
    SignatureParameters,
}

#[cfg(test)]
mod tests {
    use super::super::texts::assert_texts;
    use super::*;

    #[test]
    fn e5_a_notice_of_an_issuer_names_the_certificate() {
        let root = ChainCertificate::new(1, Some(&"CN=Root"));
        let notice = IssuerNotice::new(root, IssuerNoticeKind::UniqueIdentifier);
        assert_texts([(
            notice.clone(),
            "CA 1 above the issuer (CN=Root): a unique identifier is there (RFC 5280 §4.1.2.8); rustls-webpki refuses \
             what is below it",
        )]);
        assert_eq!(notice.certificate().position(), 1);
        assert_eq!(notice.kind(), &IssuerNoticeKind::UniqueIdentifier);
    }
}

//! What was asked for and not granted, without being a reason to refuse.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use time::UtcDateTime;

use super::{ChainCertificate, Field, Instant, ViolationKind};

use crate::x509::EncodingDeviation;
use crate::x509::extension::ExtendedKeyUsage;
use crate::x509::oid::ObjectIdentifier;

/// Something that the result does not hold although it was asked for, or that the caller should know.
///
/// Nothing asked for is dropped in silence: it is an error or a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    field: Field,
    kind: NoticeKind,
}

impl Notice {
    /// The JSON pointer to the field, as in [`Violation::pointer`](super::Violation::pointer).
    #[must_use]
    pub fn pointer(&self) -> String {
        self.field.pointer()
    }

    /// What the notice is about.
    #[must_use]
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// What the notice says.
    #[must_use]
    pub fn kind(&self) -> &NoticeKind {
        &self.kind
    }
}

impl fmt::Display for Notice {
    /// `POINTER: message`, always one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.kind)
    }
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoticeKind {
    /// A member of the body that this request does not have.
    UnknownMember,
    /// A member that is the host's business; the certificate does not depend on it.
    MemberOfHost,
    /// A member that the body of a root has and that a root does not need (rule W6).
    IgnoredForRoot,
    /// path_length with ENTITY_CERT (rule C12).
    PathLengthOfEntity,
    /// subject_alternative_names beside a CSR is reserved (rule C12).
    ReservedMember,
    /// The path length inside the CSR; the request's own is used (rule C12).
    PathLengthInCsr,
    /// key_usages of a root: its key usages are the profile's (rule A4).
    KeyUsagesOfRoot,
    /// A deviation of an encoding that is only read and has exactly one meaning (rule C2).
    Encoding(EncodingDeviation),
    /// An attribute of the CSR that no rule looks at; its type (rule C2).
    AttributeIgnored(ObjectIdentifier),
    /// The extensions asked for stand in Microsoft's attribute, which counts as extensionRequest (rule C2).
    MicrosoftExtensionRequest,
    /// An alternative name of a CA's CSR that is not granted, and why (rule C16).
    NameNotGranted(Box<ViolationKind>),
    /// A CA's CSR asks for more alternative names than are granted (rule C16).
    NamesNotGranted {
        /// The names asked for.
        found: usize,
        /// The most names that are granted, those that come first.
        max: usize,
    },
    /// An extension of the CSR that is not granted (rule C6).
    ExtensionNotGranted(ObjectIdentifier),
    /// A purpose of the CSR's extKeyUsage, or a default one of the profile, that is not granted (rules C7 and
    /// A7).
    KeyPurposeNotGranted(ObjectIdentifier),
    /// No purposes below an issuer that, or a CA above which, is for these alone (rule A7).
    NoPurposeBelowLimitedIssuer(ExtendedKeyUsage),
    /// A server certificate without an alternative name (rule S8).
    ServerWithoutAlternativeName,
    /// The common name of a server was added as a DNS name (rule S8).
    CommonNameAdded,
    /// A key usage of the CSR, or of a subordinate CA's body, that is not granted (rules C9 and W6).
    KeyUsageNotGranted(&'static str),
    /// None of the key usages of the CSR is granted; the default ones are.
    DefaultKeyUsages,
    /// keyAgreement with an RSA key, which RFC 3279 §2.3.1 does not list (rule C8).
    KeyAgreementWithRsaKey,
    /// A CA that bears its issuer's own name (RFC 5280 §3.2).
    SelfIssued,
    /// A CA that bears the name of a CA above its issuer.
    NameOfCaAbove,
    /// There is no DNS name, and the issuer's name constraints do not admit all: verifiers that take any
    /// common name for a DNS name may refuse this one (rule A3).
    CommonNameUnderDnsConstraints,
    /// timeStamping beside other purposes, so that extKeyUsage is not critical (rule U4).
    TimeStampingNotAlone,
    /// `notAfter` was cut to the issuer's (rule V6).
    NotAfterTruncated(UtcDateTime),
    /// `notBefore` was raised to the issuer's (rule V6).
    NotBeforeRaised(UtcDateTime),
    /// The certificate is valid for longer than a CA above its issuer (rule V9).
    OutlivesCa {
        /// The CA; of several the one that ends first.
        certificate: ChainCertificate,
        /// The end of its validity.
        not_after: UtcDateTime,
    },
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::UnknownMember => "this request has no such member; it was ignored",
            Self::MemberOfHost => {
                "this member is for the service around this library; the certificate does not depend on it"
            }
            Self::IgnoredForRoot => {
                "a root has no issuer, any number of CAs below it, and the key usages that the profile sets; it \
                 was ignored"
            }
            Self::PathLengthOfEntity => {
                "path_length has a meaning only with type INTERMEDIATE_CA; it was ignored"
            }
            Self::ReservedMember => "this member is reserved; the names in the CSR are used",
            Self::PathLengthInCsr => {
                "the path length inside the CSR is not used; path_length of the request is"
            }
            Self::KeyUsagesOfRoot => {
                "the key usages of a root are those that the profile sets; those given were ignored"
            }
            Self::NoPurposeBelowLimitedIssuer(allowed) if allowed.is_empty() => {
                "the issuer and the CAs above it have no purpose in common: some verifiers accept nothing below \
                 them; use another issuer"
            }
            Self::NoPurposeBelowLimitedIssuer(allowed) => {
                return write!(
                    f,
                    "the certificate has no purposes, but the issuer and the CAs above it are for {allowed} alone: \
                     verifiers accept it for nothing else; ask for the purposes that you need"
                );
            }
            Self::ServerWithoutAlternativeName => {
                "there is no alternative name, and verifiers of servers look at nothing else (RFC 9525 §2); ask \
                 for the server's DNS name or IP address"
            }
            Self::CommonNameAdded => "the common name was added as a DNS name",
            Self::Encoding(deviation) => {
                return write!(f, "{deviation}; accepted, because its meaning is clear");
            }
            Self::AttributeIgnored(oid) => {
                return write!(f, "the attribute {} of the CSR was ignored", oid.named());
            }
            Self::MicrosoftExtensionRequest => {
                "the extensions were taken from Microsoft's attribute, as if from extensionRequest"
            }
            Self::NameNotGranted(kind) => {
                return write!(
                    f,
                    "this name, which has no function in a CA's certificate, is not granted: {kind}"
                );
            }
            Self::NamesNotGranted { found, max } => {
                return write!(
                    f,
                    "{found} names are asked for; names have no function in a CA's certificate, and those after the \
                     first {max} are not granted"
                );
            }
            Self::ExtensionNotGranted(oid) => {
                return write!(
                    f,
                    "the extension {} is not granted; only what the profile lists is copied, and only if its value is \
                     well formed",
                    oid.named()
                );
            }
            Self::KeyPurposeNotGranted(oid) => {
                return write!(f, "the key purpose {} is not granted", oid.named());
            }
            Self::KeyUsageNotGranted(usage) => {
                return write!(f, "the key usage {usage} is not granted to such a key and certificate");
            }
            Self::DefaultKeyUsages => {
                "none of the key usages asked for is granted; the certificate has those of a CSR that asks for none \
                 (csr_key_usages of the profile)"
            }
            Self::KeyAgreementWithRsaKey => {
                "keyAgreement is not a usage of RSA keys (RFC 3279 §2.3.1), and some verifiers refuse such a \
                 server certificate; name the key usages that you need"
            }
            Self::SelfIssued => {
                "the CA bears its issuer's own name and can speak for it, by CRLs say; such a certificate is for \
                 a new key of the issuer itself (RFC 5280 §3.2)"
            }
            Self::NameOfCaAbove => {
                "the CA bears the name of a CA above its issuer, as verifiers compare names, and can speak for it, by \
                 CRLs say; choose another name"
            }
            Self::CommonNameUnderDnsConstraints => {
                "the issuer's name constraints do not admit all DNS names, and there is none: some verifiers take \
                 the common name for one and refuse it, others match it without looking at the constraints; ask for \
                 a DNS name that is admitted"
            }
            Self::TimeStampingNotAlone => {
                "RFC 3161 §2.3 demands timeStamping alone and critical; beside other purposes it is not critical"
            }
            Self::NotAfterTruncated(at) => {
                return write!(f, "notAfter was cut to the issuer's, {}", Instant(*at));
            }
            Self::NotBeforeRaised(at) => {
                return write!(f, "notBefore was raised to the issuer's, {}", Instant(*at));
            }
            Self::OutlivesCa { certificate, not_after } => {
                return write!(
                    f,
                    "{certificate} ends at {}, before the certificate; from then on verifiers refuse it, unless that CA \
                     is renewed with the same key",
                    Instant(*not_after)
                );
            }
        };
        f.write_str(text)
    }
}

/// Collects notices on the way from the body to the result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notices(pub(crate) Vec<Notice>);

impl Notices {
    /// Takes over what was noted elsewhere.
    pub(crate) fn append(&mut self, others: &Self) {
        self.0.extend_from_slice(&others.0);
    }

    pub(crate) fn push(&mut self, field: Field, kind: NoticeKind) {
        self.0.push(Notice { field, kind });
    }
}

//! What was asked for and not granted, without being a reason to refuse.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use time::UtcDateTime;

use super::Instant;
use crate::oid::ObjectIdentifier;

/// Something that the result does not hold although it was asked for, or that the caller should know.
///
/// Nothing asked for is dropped in silence: it is an error or a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pointer: String,
    kind: NoticeKind,
}

impl Notice {
    /// The JSON pointer to the field, as in [`Violation::pointer`](super::Violation::pointer).
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
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
        write!(f, "{}: {}", self.pointer, self.kind)
    }
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoticeKind {
    /// A member of the body that this request does not have.
    UnknownMember,
    /// path_length with ENTITY_CERT (rule C12).
    PathLengthOfEntity,
    /// subject_alternative_names beside a CSR is reserved (rule C12).
    ReservedMember,
    /// The path length inside the CSR; the request's own is used (rule C12).
    PathLengthInCsr,
    /// key_usages of a CA request: a CA's key usages are the profile's (rule A4).
    KeyUsagesOfCa,
    /// An extension of the CSR that is not granted (rule C6).
    ExtensionNotGranted(ObjectIdentifier),
    /// A purpose of the CSR's extKeyUsage that is not granted (rule C7).
    KeyPurposeNotGranted(ObjectIdentifier),
    /// A key usage of the CSR that is not granted (rule C9).
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
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::UnknownMember => "this request has no such member; it was ignored",
            Self::PathLengthOfEntity => {
                "path_length has a meaning only with type INTERMEDIATE_CA; it was ignored"
            }
            Self::ReservedMember => "this member is reserved; the names in the CSR are used",
            Self::PathLengthInCsr => {
                "the path length inside the CSR is not used; path_length of the request is"
            }
            Self::KeyUsagesOfCa => {
                "the key usages of a CA are those that the profile sets; those given were ignored"
            }
            Self::ExtensionNotGranted(oid) => return write!(f, "the extension {oid} is not granted"),
            Self::KeyPurposeNotGranted(oid) => return write!(f, "the key purpose {oid} is not granted"),
            Self::KeyUsageNotGranted(usage) => return write!(f, "the key usage {usage} is not granted"),
            Self::DefaultKeyUsages => "none of the key usages asked for is granted; the default ones are",
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
                 the common name for one and refuse it; ask for a DNS name that is admitted"
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
        };
        f.write_str(text)
    }
}

/// Collects notices on the way from the body to the result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notices(pub(crate) Vec<Notice>);

impl Notices {
    pub(crate) fn push(&mut self, pointer: impl Into<String>, kind: NoticeKind) {
        self.0.push(Notice { pointer: pointer.into(), kind });
    }
}

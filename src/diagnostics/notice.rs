//! What the caller should know about a granted request.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use time::UtcDateTime;

use super::shown::Instant;
use super::{ChainCertificate, Field, ReplacedKind, ViolationKind};
use crate::x509::EncodingDeviation;
use crate::x509::extension::ExtendedKeyUsage;
use crate::x509::oid::ObjectIdentifier;

/// Something that was requested but not granted, or that the caller should know.
///
/// Nothing that is requested is dropped silently: it causes an error or a notice.
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

    /// The field that the notice is about.
    #[must_use]
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// What the notice says about the field.
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

/// What a [`Notice`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoticeKind {
    /// The body has a member that this request does not have.
    UnknownMember,
    /// The body has a member that is meant for the host. The certificate does not depend on it.
    MemberOfHost,
    /// The body of a root has a member that a root does not need
    /// ([rule W6](crate::docs::rules#w6)).
    IgnoredForRoot,
    /// The body of a CA without a certificate has a member that counts when it is activated
    /// ([rule W12](crate::docs::rules#w12)).
    NotUntilActivation,
    /// The body that activates a CA has a member that was fixed when the CA was created
    /// ([rule W12](crate::docs::rules#w12)).
    FixedAtCreation,
    /// path_length is set for type ENTITY_CERT ([rule C12](crate::docs::rules#c12)).
    PathLengthOfEntity,
    /// subject_alternative_names is reserved for a request with a CSR
    /// ([rule C12](crate::docs::rules#c12)).
    ReservedMember,
    /// The CSR has a path length, but that of the request is used
    /// ([rule C12](crate::docs::rules#c12)).
    PathLengthInCsr,
    /// key_usages is set for a root, but the profile sets the key usages of a root
    /// ([rule A4](crate::docs::rules#a4)).
    KeyUsagesOfRoot,
    /// An encoding deviates from its standard, but is only read and is unambiguous
    /// ([rule C2](crate::docs::rules#c2)).
    Encoding(EncodingDeviation),
    /// No rule uses this attribute of the CSR; its type ([rule C2](crate::docs::rules#c2)).
    AttributeIgnored(ObjectIdentifier),
    /// The requested extensions are in Microsoft's attribute, which counts as extensionRequest
    /// ([rule C2](crate::docs::rules#c2)).
    MicrosoftExtensionRequest,
    /// An alternative name in the CSR of a CA is not granted, and why
    /// ([rule C16](crate::docs::rules#c16)).
    NameNotGranted(Box<ViolationKind>),
    /// The CSR of a CA requests more alternative names than are granted
    /// ([rule C16](crate::docs::rules#c16)).
    NamesNotGranted {
        /// The number of requested names.
        found: usize,
        /// The maximum number of granted names; the first ones are granted.
        max: usize,
    },
    /// The CA sets a part of the certificate itself, so the CSR does not get this
    /// ([rule C15](crate::docs::rules#c15)).
    Replaced(ReplacedKind),
    /// An extension of the CSR is not granted ([rule C6](crate::docs::rules#c6)).
    ExtensionNotGranted(ObjectIdentifier),
    /// An extension of the CSR is granted, but not as critical ([rule C6](crate::docs::rules#c6)).
    CriticalNotGranted(ObjectIdentifier),
    /// A purpose in the CSR's extKeyUsage, or a default purpose of the profile, is not granted
    /// (rules [C7](crate::docs::rules#c7) and [A7](crate::docs::rules#a7)).
    KeyPurposeNotGranted(ObjectIdentifier),
    /// The certificate has no purposes, but the issuer and the CAs above it are for these only
    /// ([rule A7](crate::docs::rules#a7)).
    NoPurposeBelowLimitedIssuer(ExtendedKeyUsage),
    /// A server certificate has no alternative name ([rule S8](crate::docs::rules#s8)).
    ServerWithoutAlternativeName,
    /// The common name of a server was added as a DNS name ([rule S8](crate::docs::rules#s8)).
    CommonNameAdded,
    /// The CA replaced the names of a CSR and kept its subject, whose common name verifiers may take
    /// for the host's name ([rule C15](crate::docs::rules#c15)).
    CommonNameAsHost,
    /// A key usage in the CSR, or in the body of a subordinate CA, is not granted (rules
    /// [C9](crate::docs::rules#c9) and [W6](crate::docs::rules#w6)).
    KeyUsageNotGranted(&'static str),
    /// None of the key usages in the CSR is granted; the default ones are used.
    DefaultKeyUsages,
    /// keyAgreement is used with an RSA key, which RFC 3279 §2.3.1 does not provide for
    /// ([rule C8](crate::docs::rules#c8)).
    KeyAgreementWithRsaKey,
    /// A CA has its issuer's own name (RFC 5280 §3.2).
    SelfIssued,
    /// A CA has the name of a CA above its issuer.
    NameOfCaAbove,
    /// A directoryName of an end entity is the name of the issuer or of a CA above it
    /// ([rule A8](crate::docs::rules#a8)).
    DirectoryNameOfCa,
    /// There is no DNS name, and the issuer's name constraints do not permit every DNS name.
    /// Verifiers that treat any common name as a DNS name may reject this one
    /// ([rule A3](crate::docs::rules#a3)).
    CommonNameUnderDnsConstraints,
    /// A hash of the signature is requested, but the issuer's key signs without a separate one
    /// ([rule K2](crate::docs::rules#k2)).
    HashNotUsed {
        /// The requested hash.
        asked: &'static str,
        /// The type of the issuer's key, such as ED25519.
        key: &'static str,
    },
    /// timeStamping is used with other purposes, so extKeyUsage is not critical
    /// ([rule U4](crate::docs::rules#u4)).
    TimeStampingNotAlone,
    /// `notAfter` was limited to that of the issuer ([rule V6](crate::docs::rules#v6)).
    NotAfterTruncated(UtcDateTime),
    /// `notBefore` was raised to that of the issuer ([rule V6](crate::docs::rules#v6)).
    NotBeforeRaised(UtcDateTime),
    /// The certificate is valid for longer than a CA above its issuer
    /// ([rule V9](crate::docs::rules#v9)).
    OutlivesCa {
        /// The CA; if there are several, the one that expires first.
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
                "this member is for the service that uses this library; the certificate does not depend on it"
            }
            Self::IgnoredForRoot => {
                "a root has no issuer and no path length, and the profile sets its key usages; this member \
                 was ignored"
            }
            Self::NotUntilActivation => {
                "the CA has no certificate yet; this member was not used, send it with the request that \
                 activates the CA"
            }
            Self::FixedAtCreation => {
                "the key and the name of the CA were fixed when it was created; this member was ignored"
            }
            Self::PathLengthOfEntity => "path_length applies to type INTERMEDIATE_CA only; it was ignored",
            Self::ReservedMember => "this member is reserved; the names in the CSR are used",
            Self::PathLengthInCsr => {
                "the path length in the CSR was ignored; path_length of the request is used"
            }
            Self::KeyUsagesOfRoot => {
                "the profile sets the key usages of a root; the requested key usages were ignored"
            }
            Self::NoPurposeBelowLimitedIssuer(allowed) if allowed.is_empty() => {
                "the issuer and the CAs above it have no purpose in common, so some verifiers accept \
                 nothing below them; use another issuer"
            }
            Self::NoPurposeBelowLimitedIssuer(allowed) => {
                return write!(
                    f,
                    "the certificate has no purposes, but the issuer and the CAs above it are for {allowed} \
                     only, so verifiers accept it for nothing else; request the purposes that you need"
                );
            }
            Self::ServerWithoutAlternativeName => {
                "there is no alternative name, but verifiers of servers check nothing else (RFC 9525 §2); \
                 request the server's DNS name or IP address"
            }
            Self::CommonNameAdded => "the common name was added as a DNS name",
            Self::CommonNameAsHost => {
                "the CA sets the alternative names, but keeps the common name of the CSR; some verifiers \
                 (OpenSSL) take it for the name of the host, because there is no DNS name; set the subject \
                 as well, or set a DNS name"
            }
            Self::Encoding(deviation) => {
                return write!(f, "{deviation}; accepted, because its meaning is unambiguous");
            }
            Self::AttributeIgnored(oid) => {
                return write!(f, "the attribute {} of the CSR was ignored", oid.named());
            }
            Self::MicrosoftExtensionRequest => {
                "the extensions were taken from Microsoft's attribute, as if it were extensionRequest"
            }
            Self::NameNotGranted(kind) => {
                return write!(
                    f,
                    "this name is not granted (names have no function in a CA's certificate): {kind}"
                );
            }
            Self::NamesNotGranted { found, max } => {
                return write!(
                    f,
                    "{found} names are requested, and those after the first {max} are not granted; names \
                     have no function in a CA's certificate"
                );
            }
            Self::Replaced(kind) => return kind.fmt(f),
            Self::ExtensionNotGranted(oid) => {
                return write!(
                    f,
                    "the extension {} is not granted; only extensions that the profile lists are copied, \
                     and only if their values are well formed",
                    oid.named()
                );
            }
            Self::CriticalNotGranted(oid) => {
                return write!(
                    f,
                    "the extension {} is copied, but not as critical, because verifiers that do not know it \
                     would reject the certificate",
                    oid.named()
                );
            }
            Self::KeyPurposeNotGranted(oid) => {
                return write!(f, "the key purpose {} is not granted", oid.named());
            }
            Self::KeyUsageNotGranted(usage) => {
                return write!(
                    f,
                    "the key usage {usage} is not granted for this key and kind of certificate"
                );
            }
            Self::DefaultKeyUsages => {
                "none of the requested key usages is granted; the certificate has those of a CSR that \
                 requests none (csr_key_usages of the profile)"
            }
            Self::KeyAgreementWithRsaKey => {
                "keyAgreement is not for RSA keys (RFC 3279 §2.3.1), and some verifiers reject a server \
                 certificate that has it; request the key usages that you need"
            }
            Self::SelfIssued => {
                "the CA has its issuer's own name and can act as the issuer, for example by signing CRLs; \
                 such a certificate is meant for a new key of the issuer itself (RFC 5280 §3.2)"
            }
            Self::NameOfCaAbove => {
                "verifiers treat the CA's name as equal to that of a CA above its issuer, so it can act as \
                 that CA, for example by signing CRLs; choose another name"
            }
            Self::DirectoryNameOfCa => {
                "this directoryName is the name of a CA of the chain, and software that looks at alternative \
                 names could treat the certificate as that CA's; omit the name"
            }
            Self::CommonNameUnderDnsConstraints => {
                "the issuer's name constraints do not permit every DNS name, and there is none: some \
                 verifiers treat the common name as a DNS name and reject it, others match it without \
                 checking the constraints; request a permitted DNS name"
            }
            Self::HashNotUsed { asked, key } => {
                return write!(
                    f,
                    "the issuer's key of type {key} signs without a separate hash; {asked} was ignored"
                );
            }
            Self::TimeStampingNotAlone => {
                "RFC 3161 §2.3 requires timeStamping to be the only purpose, and critical; with other \
                 purposes it is not critical"
            }
            Self::NotAfterTruncated(at) => {
                return write!(f, "notAfter was limited to the issuer's, {}", Instant(*at));
            }
            Self::NotBeforeRaised(at) => {
                return write!(f, "notBefore was raised to the issuer's, {}", Instant(*at));
            }
            Self::OutlivesCa { certificate, not_after } => {
                return write!(
                    f,
                    "{certificate} expires at {}, before the certificate; verifiers reject it from then on, \
                     unless that CA is renewed with the same key",
                    Instant(*not_after)
                );
            }
        };
        f.write_str(text)
    }
}

/// Collects notices while a request is read and checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notices(pub(crate) Vec<Notice>);

impl Notices {
    /// Adds the notices of another collection.
    pub(crate) fn append(&mut self, others: &Self) {
        self.0.extend_from_slice(&others.0);
    }

    pub(crate) fn push(&mut self, field: Field, kind: NoticeKind) {
        self.0.push(Notice { field, kind });
    }
}

//! What a CSR asks for and does not get because the CA sets that part itself.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;

use super::ViolationKind;
use crate::x509::Sanitized;
use crate::x509::extension::{ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;

/// What a CSR asks for and does not get because the CA sets that part itself
/// ([rule C15](crate::docs::rules#c15)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplacedKind {
    /// The subject of the CSR.
    Subject(DistinguishedName),
    /// Alternative names of the CSR.
    AlternativeNames {
        /// Those that could have been granted.
        names: Vec<SubjectAlternativeName>,
        /// The number of those that could not.
        others: usize,
    },
    /// Key usages of the CSR.
    KeyUsages(KeyUsages),
    /// Purposes of the CSR.
    ExtendedKeyUsage(ExtendedKeyUsage),
    /// Something is wrong with a part of the CSR. It does not matter, because the CA sets that part.
    Fault(Box<ViolationKind>),
    /// The certificate serves every purpose, because the CA sets no purposes, or
    /// anyExtendedKeyUsage. The CSR asks for these, not all of which are listed now.
    EveryPurpose(ExtendedKeyUsage),
}

impl ReplacedKind {
    /// Returns whether nothing is left out.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Subject(subject) => subject.is_empty(),
            Self::AlternativeNames { names, others } => names.is_empty() && *others == 0,
            Self::KeyUsages(usages) => usages.is_empty(),
            Self::ExtendedKeyUsage(purposes) | Self::EveryPurpose(purposes) => purposes.is_empty(),
            Self::Fault(_) => false,
        }
    }
}

/// How many names a text shows.
const SHOWN: usize = 3;

impl fmt::Display for ReplacedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject(subject) => {
                let subject = Sanitized::new(&subject.to_string());
                write!(f, "the CA sets the subject; that of the CSR, {subject}, is not used")
            }
            Self::AlternativeNames { names, others } => {
                f.write_str("the CA sets the alternative names; these of the CSR are not granted: ")?;
                for (position, name) in names.iter().take(SHOWN).enumerate() {
                    let separator = if position == 0 { "" } else { ", " };
                    write!(f, "{separator}{}", Sanitized::new(&name.to_string()))?;
                }
                match (names.len().min(SHOWN), names.len().saturating_sub(SHOWN) + others) {
                    (_, 0) => Ok(()),
                    (0, hidden) => write!(f, "{hidden} that no request can have"),
                    (_, hidden) => write!(f, ", and {hidden} more"),
                }
            }
            Self::KeyUsages(usages) => {
                write!(f, "the CA sets the key usages; these of the CSR are not granted: {usages}")
            }
            Self::ExtendedKeyUsage(purposes) => {
                write!(f, "the CA sets the purposes; these of the CSR are not granted: {purposes}")
            }
            Self::Fault(kind) => {
                write!(f, "the CA sets this part, so a fault of the CSR's is ignored: {kind}")
            }
            Self::EveryPurpose(purposes) => write!(
                f,
                "the CA sets the purposes so that the certificate serves every purpose; the CSR requests \
                 only these: {purposes}; set the purposes that the certificate is for"
            ),
        }
    }
}

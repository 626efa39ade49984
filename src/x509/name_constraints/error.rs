//! Why name constraints are not valid, and why they refuse a name.

use core::fmt;

use crate::x509::Sanitized;
use crate::x509::general_name::NameForm;

/// Why lists of subtrees cannot be name constraints ([rule A3](crate::docs::rules#a3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameConstraintsError {
    /// There are no subtrees, which RFC 5280 §4.2.1.10 forbids.
    #[error("a value is required")]
    Empty,
    /// There are too many subtrees.
    #[error("there are {found} entries, but at most {max} are allowed")]
    TooMany {
        /// The number of subtrees, permitted and excluded together.
        found: usize,
        /// The maximum number of subtrees.
        max: usize,
    },
}

/// Why the name constraints of the issuer, or of a CA above it, refuse a name
/// ([rule A3](crate::docs::rules#a3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameConstraintErrorKind {
    /// There are permitted subtrees for the name's form, but the name is in none of them.
    NotPermitted,
    /// The name, or one that its wildcard stands for, is in an excluded subtree.
    Excluded,
    /// A constraint on the name's form cannot be applied, so no name of this form is issued.
    NotApplicable,
    /// Verifiers disagree on how such a name compares with constraints, or do not compare it at
    /// all.
    NotComparable,
}

/// A name that the name constraints of the issuer, or of a CA above it, refuse
/// ([rule A3](crate::docs::rules#a3)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameConstraintError {
    /// A name that is compared with the constraints of its form.
    Name {
        /// The name.
        found: Sanitized,
        /// The form under which it was compared.
        form: NameForm,
        /// Why it is refused.
        kind: NameConstraintErrorKind,
    },
    /// A common name that verifiers match against host names, because there is no DNS name.
    CommonName {
        /// The common name.
        found: Sanitized,
        /// Why it is refused.
        kind: NameConstraintErrorKind,
    },
}

impl NameConstraintError {
    /// Why the name is refused.
    #[must_use]
    pub fn kind(&self) -> NameConstraintErrorKind {
        match self {
            Self::Name { kind, .. } | Self::CommonName { kind, .. } => *kind,
        }
    }
}

impl fmt::Display for NameConstraintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { found, form, kind } => {
                write!(f, "{found}: ")?;
                kind.write(f, *form)
            }
            Self::CommonName { found, kind } => {
                write!(
                    f,
                    "{found}: if there is no DNS name, verifiers match this common name against host names, "
                )?;
                kind.write_of_common_name(f)?;
                f.write_str(
                    ", choose a common name that is not a host name, or request purposes without serverAuth",
                )
            }
        }
    }
}

impl core::error::Error for NameConstraintError {}

impl NameConstraintErrorKind {
    /// Writes why a common name is refused as a host name, and the first thing to do.
    fn write_of_common_name(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotPermitted => {
                "and the issuer's name constraints do not permit it as one; add a DNS name that they permit"
            }
            Self::Excluded => {
                "and the issuer's name constraints exclude it as one; add a DNS name that they do not exclude"
            }
            Self::NotApplicable => {
                "and a name constraint of the issuer on dNSName cannot be applied; use another issuer"
            }
            Self::NotComparable => {
                "and disagree on how it compares with the issuer's name constraints; add a DNS name that \
                 they permit"
            }
        })
    }

    /// Writes the text that follows the quoted name.
    fn write(self, f: &mut fmt::Formatter<'_>, form: NameForm) -> fmt::Result {
        match self {
            Self::NotPermitted => write!(
                f,
                "the issuer's name constraints do not permit this {form}; request a name that they permit, \
                 or use another issuer"
            ),
            Self::Excluded => write!(
                f,
                "the issuer's name constraints exclude this {form}; request a name that they do not \
                 exclude, or use another issuer"
            ),
            Self::NotApplicable => write!(
                f,
                "the issuer has a name constraint on {form} that cannot be applied, so it does not issue \
                 such names; use another issuer"
            ),
            Self::NotComparable => write!(
                f,
                "verifiers disagree on how this {form} compares with the issuer's name constraints; request \
                 a simpler name, or use another issuer"
            ),
        }
    }
}

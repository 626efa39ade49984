//! Why an issuer's name constraints refuse a name.

use core::fmt;

/// The forms of name that name constraints and this crate share (RFC 5280 §4.2.1.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameForm {
    /// dNSName.
    Dns,
    /// iPAddress, IPv4 and IPv6 alike.
    Ip,
    /// rfc822Name; also the emailAddress attributes of the subject.
    Email,
    /// uniformResourceIdentifier.
    Uri,
    /// directoryName: the subject.
    DirectoryName,
}

impl fmt::Display for NameForm {
    /// The name of the form in RFC 5280.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "dNSName",
            Self::Ip => "iPAddress",
            Self::Email => "rfc822Name",
            Self::Uri => "uniformResourceIdentifier",
            Self::DirectoryName => "directoryName",
        })
    }
}

/// Why the name constraints of the issuer, or of a CA above it, refuse a name (rule A3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameConstraintError {
    /// There are permitted subtrees of the name's form, and the name is in none of them.
    NotPermitted,
    /// The name, or one that its wildcard stands for, is in an excluded subtree.
    Excluded,
    /// A constraint of the name's form cannot be applied, so that no name of this form is issued.
    NotApplicable,
    /// Verifiers read such a name differently, or not at all, where they compare it with constraints.
    NotComparable,
}

impl NameConstraintError {
    /// Writes why a common name is refused as a host name, and the first thing to do.
    pub(super) fn write_of_common_name(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
                "and do not agree how it compares with the issuer's name constraints; add a DNS name that they permit"
            }
        })
    }

    /// Writes the text that follows the quoted name.
    pub(super) fn write(self, f: &mut fmt::Formatter<'_>, form: NameForm) -> fmt::Result {
        match self {
            Self::NotPermitted => write!(
                f,
                "the issuer's name constraints do not permit this {form}; ask for a name that they permit, or use another issuer"
            ),
            Self::Excluded => write!(
                f,
                "the issuer's name constraints exclude this {form}; ask for a name that they do not exclude, or use another issuer"
            ),
            Self::NotApplicable => write!(
                f,
                "the issuer has a name constraint on {form} that cannot be applied, so that it issues no such name; use another issuer"
            ),
            Self::NotComparable => write!(
                f,
                "verifiers do not agree how this {form} compares with the issuer's name constraints; ask for a plainer name, or use another issuer"
            ),
        }
    }
}

//! E-mail addresses (rule S4).

use alloc::string::String;

use super::dns::{check_host_name, check_name};
use super::{NameError, NameErrorKind};

/// The maximum number of characters of an e-mail address, from the API page.
const MAX_CHARACTERS: usize = 256;

/// An rfc822Name: an ASCII mailbox `dot-atom@domain`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Checks an address: at most 256 characters, a dot-atom (RFC 5322 §3.2.3) before the `@`, and
    /// a DNS name without a wildcard after it.
    ///
    /// # Errors
    /// [`NameError`] if the text is not such an address.
    pub fn new(address: &str) -> Result<Self, NameError> {
        check_name(address, MAX_CHARACTERS, check_mailbox)?;
        Ok(Self(address.into()))
    }

    /// Returns the address as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

pub(crate) fn check_mailbox(address: &str) -> Result<(), NameErrorKind> {
    let (local_part, domain) = address.split_once('@').ok_or(NameErrorKind::At)?;
    if domain.contains('@') {
        return Err(NameErrorKind::At);
    }
    if !local_part.split('.').all(is_atom) {
        return Err(NameErrorKind::LocalPart);
    }
    check_domain(domain)
}

/// Checks the domain of a mailbox.
pub(super) fn check_domain(domain: &str) -> Result<(), NameErrorKind> {
    check_host_name(domain).map_err(|defect| match defect {
        NameErrorKind::Ipv4Address | NameErrorKind::NumericLastLabel => NameErrorKind::AddressDomain,
        other => other,
    })
}

/// Returns whether the text is `1*atext` (RFC 5322 §3.2.3).
fn is_atom(atom: &str) -> bool {
    !atom.is_empty() && atom.chars().all(is_atext)
}

/// Returns whether the character is `atext` (RFC 5322 §3.2.3).
pub(super) fn is_atext(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
}

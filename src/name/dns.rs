//! DNS names (rule S2).

use alloc::string::String;
use core::net::Ipv4Addr;

use crate::error::{NameDefect, Quoted, ViolationKind};

/// The most characters of a DNS name in text form (RFC 1035 §2.3.4, less the root label).
const MAX_CHARACTERS: usize = 253;
/// The most characters of a label (RFC 1035 §2.3.4).
const MAX_LABEL_CHARACTERS: usize = 63;

/// A DNS name as a certificate holds it, possibly with a wildcard as its leftmost label.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DnsName(String);

impl DnsName {
    /// Checks a name: at most 253 characters; labels of 1–63 letters, digits, `-` and `_`, no `-` at
    /// either end; no trailing dot; `*` only as the whole leftmost label with a label after it. Single
    /// labels such as `localhost` are allowed, IPv4 addresses are not.
    ///
    /// # Errors
    /// [`ViolationKind::Length`] or [`ViolationKind::Name`].
    pub fn new(name: &str) -> Result<Self, ViolationKind> {
        check_name(name, MAX_CHARACTERS, check_dns_name)?;
        Ok(Self(name.into()))
    }

    /// The name as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What all four kinds of alternative name share: a length in characters, then a form.
pub(super) fn check_name<T>(
    name: &str,
    max: usize,
    check_form: impl FnOnce(&str) -> Result<T, NameDefect>,
) -> Result<T, ViolationKind> {
    ViolationKind::check_length(name, 1, max)?;
    let checked = if name.is_ascii() { check_form(name) } else { Err(NameDefect::NotAscii) };
    checked.map_err(|defect| ViolationKind::Name { found: Quoted::new(name), defect })
}

fn check_dns_name(name: &str) -> Result<(), NameDefect> {
    match name.strip_prefix("*.") {
        Some("") => Err(NameDefect::Wildcard),
        Some(parent) => check_host_name(parent),
        None => check_host_name(name),
    }
}

/// A DNS name without a wildcard: the host of a URI, the domain of an e-mail address.
pub(super) fn check_host_name(name: &str) -> Result<(), NameDefect> {
    if name.is_empty() {
        return Err(NameDefect::EmptyHost);
    }
    if reads_as_ipv4(name) {
        return Err(NameDefect::Ipv4Address);
    }
    if name.len() > MAX_CHARACTERS {
        return Err(NameDefect::HostTooLong);
    }
    if name.ends_with('.') && name != "." {
        return Err(NameDefect::TrailingDot);
    }
    check_labels(name)
}

/// Looks at each octet once. The first fault counts; in a label, characters before its length and hyphens.
fn check_labels(name: &str) -> Result<(), NameDefect> {
    let mut start = 0;
    for (position, octet) in name.bytes().enumerate() {
        if octet == b'.' {
            check_label(&name.as_bytes()[start..position])?;
            start = position + 1;
        } else if !IN_LABELS[usize::from(octet)] {
            // The first octet that is not allowed starts a character.
            return Err(match name.get(position..).and_then(|rest| rest.chars().next()) {
                Some(character) if character != '*' => NameDefect::Character(character),
                _ => NameDefect::Wildcard,
            });
        }
    }
    check_label(&name.as_bytes()[start..])
}

/// The octets of which labels are made.
const IN_LABELS: [bool; 256] = {
    let mut in_labels = [false; 256];
    let mut octet = 0u8;
    while octet < 128 {
        in_labels[octet as usize] = octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
        octet += 1;
    }
    in_labels
};

fn check_label(label: &[u8]) -> Result<(), NameDefect> {
    match label {
        [] => Err(NameDefect::EmptyLabel),
        label if label.len() > MAX_LABEL_CHARACTERS => Err(NameDefect::LabelTooLong),
        [b'-', ..] | [.., b'-'] => Err(NameDefect::Hyphen),
        _ => Ok(()),
    }
}

/// Four labels of digits, whether or not they make a valid address.
fn reads_as_ipv4(name: &str) -> bool {
    let all_digits = |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit());
    if !name.as_bytes().last().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    name.parse::<Ipv4Addr>().is_ok() || (name.split('.').count() == 4 && name.split('.').all(all_digits))
}

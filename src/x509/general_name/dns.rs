//! DNS names (rule S2).

use core::net::Ipv4Addr;

use smol_str::SmolStr;

use super::{NameError, NameErrorKind};
use crate::x509::length::check_length;

/// The maximum number of characters of a DNS name in text form (RFC 1035 §2.3.4, without the root
/// label).
const MAX_CHARACTERS: usize = 253;
/// The maximum number of characters of a label (RFC 1035 §2.3.4).
const MAX_LABEL_CHARACTERS: usize = 63;

/// A DNS name as a certificate contains it, possibly with a wildcard as its leftmost label.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DnsName(SmolStr);

impl DnsName {
    /// Checks a name: at most 253 characters; labels of 1–63 letters, digits, `-` and `_`, with no
    /// `-` at either end; no trailing dot; `*` only as the whole leftmost label with a label after
    /// it. Single labels such as `localhost` are allowed. The last label must not be a number, in
    /// decimal or as `0x` and hexadecimal digits, because URL parsers read such a name as an IPv4
    /// address (WHATWG URL Standard §3.5, "ends in a number").
    ///
    /// # Errors
    /// [`NameError`] if the text is not such a name.
    #[inline]
    pub fn new(name: &str) -> Result<Self, NameError> {
        check_name(name, MAX_CHARACTERS, check_dns_name)?;
        Ok(Self(name.into()))
    }

    /// Returns the name as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks what all four kinds of alternative name share: the length in characters, then the form.
pub(crate) fn check_name<T>(
    name: &str,
    max: usize,
    check_form: impl FnOnce(&str) -> Result<T, NameErrorKind>,
) -> Result<T, NameError> {
    check_length(name, 1, max)
        .map_err(NameErrorKind::Length)
        .and_then(|()| if name.is_ascii() { check_form(name) } else { Err(NameErrorKind::NotAscii) })
        .map_err(|kind| NameError::new(name, kind))
}

fn check_dns_name(name: &str) -> Result<(), NameErrorKind> {
    match name.strip_prefix("*.") {
        Some("") => Err(NameErrorKind::Wildcard),
        Some(parent) => check_host_name(parent),
        None => check_host_name(name),
    }
}

/// Checks a DNS name without a wildcard, such as the host of a URI or the domain of an e-mail
/// address.
pub(crate) fn check_host_name(name: &str) -> Result<(), NameErrorKind> {
    if name.is_empty() {
        return Err(NameErrorKind::EmptyHost);
    }
    if name.len() > MAX_CHARACTERS {
        return Err(NameErrorKind::HostTooLong);
    }
    if name.ends_with('.') && name != "." {
        return Err(NameErrorKind::TrailingDot);
    }
    match is_number(check_labels(name)?) {
        true if name.parse::<Ipv4Addr>().is_ok() => Err(NameErrorKind::Ipv4Address),
        true => Err(NameErrorKind::NumericLastLabel),
        false => Ok(()),
    }
}

/// Returns whether URL parsers take a host for an IPv4 address, even an invalid one: its last label
/// is decimal digits, or `0x` and any number of hexadecimal digits (WHATWG URL Standard §3.5).
pub(crate) fn ends_in_a_number(host: &str) -> bool {
    is_number(host.rsplit('.').next().unwrap_or(host).as_bytes())
}

fn is_number(label: &[u8]) -> bool {
    match label {
        [b'0', b'x' | b'X', digits @ ..] => digits.iter().all(u8::is_ascii_hexdigit),
        digits => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
    }
}

/// Checks the labels in one pass and reports the first fault; returns the last label. Within a label,
/// its characters are checked before its length and hyphens.
fn check_labels(name: &str) -> Result<&[u8], NameErrorKind> {
    let mut rest = name.as_bytes();
    loop {
        let Some(end) = rest.iter().position(|octet| !IN_LABELS[usize::from(*octet)]) else {
            return check_label(rest).map(|()| rest);
        };
        if rest[end] != b'.' {
            // The first invalid octet is the start of a character.
            let position = name.len() - rest.len() + end;
            return Err(match name.get(position..).and_then(|rest| rest.chars().next()) {
                Some(character) if character != '*' => NameErrorKind::Character(character),
                _ => NameErrorKind::Wildcard,
            });
        }
        check_label(&rest[..end])?;
        rest = &rest[end + 1..];
    }
}

/// The octets that are allowed in labels.
const IN_LABELS: [bool; 256] = {
    let mut in_labels = [false; 256];
    // Both count alike, because a constant cannot convert one to the other.
    let (mut octet, mut position) = (0u8, 0);
    while octet < 128 {
        in_labels[position] = octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
        octet += 1;
        position += 1;
    }
    in_labels
};

fn check_label(label: &[u8]) -> Result<(), NameErrorKind> {
    match label {
        [] => Err(NameErrorKind::EmptyLabel),
        label if label.len() > MAX_LABEL_CHARACTERS => Err(NameErrorKind::LabelTooLong),
        [b'-', ..] | [.., b'-'] => Err(NameErrorKind::Hyphen),
        _ => Ok(()),
    }
}

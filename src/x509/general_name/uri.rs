//! Uniform resource identifiers (rule S5).

use alloc::string::String;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::dns::{check_host_name, check_name};
use super::subject_alternative_name::check_not_mapped;
use super::{NameError, NameErrorKind};

/// An absolute URI (RFC 3986), such as `spiffe://example.org/workload` or `urn:uuid:…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Uri(String);

impl Uri {
    /// The maximum number of characters of a URI, which is that of a SPIFFE ID (SPIFFE-ID §2.3).
    pub const MAX_CHARACTERS: usize = 2_048;

    /// Checks a URI: at most 2,048 ASCII characters, with a scheme and something after it. If it
    /// has an authority, the host must be a DNS name or an IP address other than an IPv4-mapped one
    /// (RFC 5280 §4.2.1.6, RFC 3986). The `value` of a JSON body is limited to 253 characters.
    ///
    /// # Errors
    /// [`NameError`] if the text is not such a URI.
    pub fn new(uri: &str) -> Result<Self, NameError> {
        check_name(uri, Self::MAX_CHARACTERS, check_uri)?;
        Ok(Self(uri.into()))
    }

    /// Returns the URI as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks `scheme ":" hier-part [ "?" query ] [ "#" fragment ]` (RFC 3986 §3).
fn check_uri(uri: &str) -> Result<(), NameErrorKind> {
    let (scheme, rest) = uri.split_once(':').ok_or(NameErrorKind::Scheme)?;
    let is_scheme_character = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    if !scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        || !scheme.bytes().all(is_scheme_character)
    {
        return Err(NameErrorKind::Scheme);
    }
    if rest.is_empty() {
        return Err(NameErrorKind::EmptyAfterScheme);
    }
    let path = match rest.strip_prefix("//") {
        Some(after) => {
            let (authority, path) = after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
            check_authority(authority)?;
            path
        }
        None => rest,
    };
    let (before_fragment, fragment) = path.split_once('#').unwrap_or((path, ""));
    check_characters(before_fragment, b":@/?")?;
    check_characters(fragment, b":@/?")
}

/// Checks `[ userinfo "@" ] host [ ":" port ]` (RFC 3986 §3.2).
fn check_authority(authority: &str) -> Result<(), NameErrorKind> {
    let (user_info, host_and_port) = authority.rsplit_once('@').unwrap_or(("", authority));
    check_characters(user_info, b":")?;
    let (host, port) = match host_and_port.strip_prefix('[') {
        Some(literal) => {
            let (address, port) = literal.split_once(']').ok_or(NameErrorKind::Host)?;
            check_not_mapped(address.parse::<Ipv6Addr>().map_err(|_| NameErrorKind::Host)?.into())?;
            (
                None,
                if port.is_empty() { None } else { Some(port.strip_prefix(':').ok_or(NameErrorKind::Port)?) },
            )
        }
        None => match host_and_port.split_once(':') {
            Some((host, port)) => (Some(host), Some(port)),
            None => (Some(host_and_port), None),
        },
    };
    if port.is_some_and(|port| !port.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(NameErrorKind::Port);
    }
    match host {
        Some("") => Err(NameErrorKind::EmptyHost),
        Some(name) if name.parse::<Ipv4Addr>().is_err() => {
            check_host_name(name).map_err(|defect| match defect {
                NameErrorKind::NumericLastLabel => NameErrorKind::NumericHost,
                _ => NameErrorKind::Host,
            })
        }
        _ => Ok(()),
    }
}

/// Allows unreserved characters, sub-delims, percent-encoded octets and the characters in
/// `further`.
fn check_characters(part: &str, further: &[u8]) -> Result<(), NameErrorKind> {
    let mut bytes = part.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let two_digits = [bytes.next(), bytes.next()];
                if !two_digits.iter().all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit())) {
                    return Err(NameErrorKind::PercentEncoding);
                }
            }
            _ if byte.is_ascii_alphanumeric()
                || b"-._~!$&'()*+,;=".contains(&byte)
                || further.contains(&byte) => {}
            _ => return Err(NameErrorKind::Character(byte.into())),
        }
    }
    Ok(())
}

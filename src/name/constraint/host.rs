//! Host names as bases: what dNSName, rfc822Name and URI constraints have in common.

use super::super::dns::check_host_name;
use crate::error::NameDefect;

/// Checks a host name, or the same with a leading dot. A last label of digits alone is refused: such a
/// name is none to some verifiers (rustls-webpki), which then refuse every certificate, and an IPv4
/// address to others.
pub(super) fn check_host_base(base: &str) -> Result<(), NameDefect> {
    let host = base.strip_prefix('.').unwrap_or(base);
    if has_numeric_last_label(host) {
        return Err(NameDefect::NumericLastLabel);
    }
    check_host_name(host).map_err(|defect| match defect {
        NameDefect::Wildcard => NameDefect::Character('*'),
        other => other,
    })
}

/// What RFC 1123 §2.1 tells an address by.
pub(crate) fn has_numeric_last_label(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `host` is the base, or below it where the base has a leading dot (RFC 5280 §4.2.1.10, of URIs
/// and e-mail addresses).
pub(super) fn is_host_of(base: &str, host: &str) -> bool {
    if base.starts_with('.') {
        host.len() > base.len() && ends_with_ignore_case(host, base)
    } else {
        host.eq_ignore_ascii_case(base)
    }
}

/// Whether `host` is `domain` or below it.
pub(super) fn is_at_or_below(domain: &str, host: &str) -> bool {
    match host.len().checked_sub(domain.len() + 1) {
        None => host.eq_ignore_ascii_case(domain),
        Some(dot) => host.as_bytes()[dot] == b'.' && ends_with_ignore_case(host, domain),
    }
}

pub(super) fn ends_with_ignore_case(text: &str, suffix: &str) -> bool {
    let start = text.len().checked_sub(suffix.len());
    start.is_some_and(|start| text.as_bytes()[start..].eq_ignore_ascii_case(suffix.as_bytes()))
}

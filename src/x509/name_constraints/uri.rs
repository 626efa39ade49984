//! uniformResourceIdentifier subtrees.

use alloc::string::String;
use core::net::Ipv4Addr;

use super::host::check_host_base;
use crate::x509::general_name::NameErrorKind;

/// `host` for the URIs of exactly this host, `.domain` for those of the hosts below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UriSubtree(String);

impl UriSubtree {
    pub(crate) fn new(base: &str) -> Result<Self, NameErrorKind> {
        check_host_base(base)?;
        Ok(Self(base.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the host of a URI, or `None` if verifiers do not all find the same one.
///
/// By RFC 5280 §4.2.1.10, verifiers reject a URI without an authority, or whose host is an IP
/// address. In addition, OpenSSL does not split a URI as RFC 3986 does: the host that it compares
/// extends from `://` to the next `:`, or to the next `/` if no `:` follows. User information, a
/// `?` or `#` directly after the host, and a `:` in the path of a URI without a port therefore
/// change the host.
pub(super) fn host(uri: &str) -> Option<&str> {
    let after = uri.split_once(':')?.1.strip_prefix("//")?;
    let (authority, path) = after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
    let host = match authority.split_once(':') {
        Some((host, _port)) => host,
        None if path.contains(':') => return None,
        None => authority,
    };
    let plain = !authority.contains(['@', '[']) && (path.is_empty() || path.starts_with('/'));
    (plain && !host.is_empty() && host.parse::<Ipv4Addr>().is_err()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::super::host::{Hosts, host_key};
    use super::*;

    #[test]
    fn a3_uri_compares_its_host() {
        for (base, uri, expected) in [
            ("example.com", "https://example.com", true),
            ("example.com", "https://EXAMPLE.com/a?b#c", true),
            ("example.com", "https://example.com:8443/a:b", true),
            ("example.com", "spiffe://example.com/workload", true),
            ("example.com", "https://a.example.com/", false),
            ("example.com", "https://example.org/example.com", false),
            (".example.com", "https://a.example.com/", true),
            (".example.com", "https://a.b.Example.com:1", true),
            (".example.com", "https://example.com/", false),
            (".example.com", "https://badexample.com/", false),
        ] {
            let subtree = UriSubtree::new(base).expect("a base");
            let host = host_key(host(uri).expect("a host"));
            let bases = Hosts::at_or_below(core::iter::once(subtree.as_str()));
            assert_eq!(bases.contains(&host), expected, "{uri} in {base}");
        }
    }

    #[test]
    fn a3_uri_without_a_host_that_all_verifiers_find_is_not_compared() {
        for uri in [
            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "mailto:user@example.com",
            "file:///etc/hosts",
            "https:/example.com",
            "https://192.0.2.1/",
            "https://192.0.2.1:443/",
            "https://[2001:db8::1]/",
            "https://user@example.com/",
            "https://user:secret@example.com/",
            "https://example.com?query",
            "https://example.com#fragment",
            "https://example.com:443?query",
            "https://example.com/a:b",
            "https://example.com/?time=12:00",
        ] {
            assert_eq!(host(uri), None, "{uri}");
        }
        assert_eq!(host("https://example.com:/"), Some("example.com"));
        assert_eq!(host("https://example.com:443"), Some("example.com"));
    }
}

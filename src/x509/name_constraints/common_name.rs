//! Common names that take the place of a dNSName.

use crate::x509::general_name::DnsName;

/// The host of a common name that could be asked for as one, so that dNSName constraints apply to it; without the dot
/// at its end.
///
/// RFC 5280 constrains alternative names alone, but where there is no dNSName, verifiers match host names against the
/// common name. OpenSSL compares it with the constraints first, but only where it has a `.` inside and none at its end;
/// it then takes `intranet` and `evil.example.` for the hosts of these names, whatever the constraints say. Here every
/// text of the characters of host names counts, also with `*`.
pub(super) fn host(common_name: &str) -> Option<&str> {
    let host = common_name.strip_suffix('.').unwrap_or(common_name);
    let of_host = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'.' | b'*');
    (!host.is_empty() && host.bytes().all(of_host)).then_some(host)
}

/// Whether a common name is a DNS name to every verifier that takes common names for some.
pub(super) fn is_dns_name(common_name: &str) -> bool {
    DnsName::new(common_name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a3_common_names_that_could_be_asked_for_as_hosts() {
        for (name, expected) in [
            ("www.example.com", Some("www.example.com")),
            ("a_b.example", Some("a_b.example")),
            ("192.0.2.1", Some("192.0.2.1")),
            ("*.example.com", Some("*.example.com")),
            ("w*.example", Some("w*.example")),
            ("localhost", Some("localhost")),
            ("TestCert", Some("TestCert")),
            ("www.example.com.", Some("www.example.com")),
            (".example.com", Some(".example.com")),
            ("a..b", Some("a..b")),
            ("Example Ltd. v1.2", None),
            ("Device 42", None),
            ("user@example.com", None),
            ("bücher.example", None),
            ("2001:db8::1", None),
            (".", None),
            ("", None),
        ] {
            assert_eq!(host(name), expected, "{name}");
        }
    }
}

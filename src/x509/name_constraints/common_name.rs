//! Common names that verifiers use in place of a dNSName.

use crate::x509::general_name::DnsName;

/// Returns the host of a common name that could be requested as a host name, without a trailing
/// dot, so that dNSName constraints apply to it.
///
/// RFC 5280 constrains only alternative names. But if there is no dNSName, verifiers match host
/// names against the common name. OpenSSL first compares it with the constraints, but only if it
/// has an inner `.` and none at its end. It then accepts `intranet` and `evil.example.` as hosts of
/// these names, whatever the constraints say. Here every text made of the characters of host names
/// counts, including `*`.
pub(super) fn host(common_name: &str) -> Option<&str> {
    let host = common_name.strip_suffix('.').unwrap_or(common_name);
    let of_host = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'.' | b'*');
    (!host.is_empty() && host.bytes().all(of_host)).then_some(host)
}

/// Returns whether every verifier that reads common names as DNS names reads this one as such.
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

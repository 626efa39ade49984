//! Common names that take the place of a dNSName.

/// Whether a common name reads as a DNS name, so that dNSName constraints apply to it.
///
/// RFC 5280 constrains alternative names alone, but verifiers that fall back to the common name where there
/// is no dNSName would be led around the constraints; OpenSSL therefore compares every common name that
/// looks like a host. As there: letters, digits and `_`, inside of it also `-` and `.`, no `.` beside
/// another or a `-`, and at least one `.`. Here a leading `*.` is looked through as well, because host names
/// are matched against it.
pub(super) fn reads_as_dns_name(common_name: &str) -> bool {
    let name = common_name.strip_prefix("*.").unwrap_or(common_name);
    let is_label = |label: &str| {
        let of_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        !label.is_empty() && label.bytes().all(of_host) && !label.starts_with('-') && !label.ends_with('-')
    };
    common_name.contains('.') && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a3_common_names_that_read_as_dns_names() {
        for (name, expected) in [
            ("www.example.com", true),
            ("a_b.example", true),
            ("192.0.2.1", true),
            ("*.example.com", true),
            ("*.example", true),
            ("localhost", false),
            ("TestCert", false),
            ("Example Ltd. v1.2", false),
            ("www.example.com.", false),
            (".example.com", false),
            ("a..b", false),
            ("a-.b", false),
            ("a.-b", false),
            ("bücher.example", false),
            ("", false),
        ] {
            assert_eq!(reads_as_dns_name(name), expected, "{name}");
        }
    }
}

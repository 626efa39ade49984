//! dNSName subtrees.

use alloc::string::String;

use super::host::{check_host_base, has_numeric_last_label, is_at_or_below, is_host_of};
use crate::error::NameDefect;

/// `example.com` for the name and all below it, `.example.com` for those below it, empty for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DnsSubtree(String);

impl DnsSubtree {
    /// Every DNS name.
    pub(super) fn all() -> Self {
        Self(String::new())
    }

    pub(crate) fn new(base: &str) -> Result<Self, NameDefect> {
        if !base.is_empty() {
            check_host_base(base)?;
        }
        Ok(Self(base.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the name is in the subtree; a wildcard name is where every name that it stands for is.
    ///
    /// RFC 5280 §4.2.1.10: any labels can be added to the left side of the base.
    pub(super) fn permits(&self, name: &str) -> bool {
        // As the text `*.x` ends with the base exactly where all names below x do, it needs no case of its
        // own: the label `*` is one that is added.
        match self.0.as_str() {
            "" => true,
            base if base.starts_with('.') => is_host_of(base, name),
            base => is_at_or_below(base, name),
        }
    }

    /// Whether the name, or one that a wildcard name may stand for, is in the subtree.
    pub(super) fn excludes(&self, name: &str) -> bool {
        let Some(parent) = name.strip_prefix("*.") else { return self.permits(name) };
        // `*.x` stands for one label more than x, and so for this very base. With a leading dot the base
        // means only names further down, which no wildcard reaches; rustls-webpki sees a match there too,
        // and a certificate that it refuses is of no use.
        let domain = self.0.trim_start_matches('.');
        let is_parent_of_base =
            domain.split_once('.').is_some_and(|(_, above)| above.eq_ignore_ascii_case(parent));
        self.permits(name) || is_parent_of_base
    }
}

/// Whether verifiers compare such a name with constraints at all. rustls-webpki takes a name whose last
/// label is all digits, and a wildcard directly below a single label, for malformed as soon as there is
/// one dNSName constraint.
pub(super) fn is_comparable(name: &str) -> bool {
    let wildcard_below_one_label = name.strip_prefix("*.").is_some_and(|parent| !parent.contains('.'));
    !wildcard_below_one_label && !has_numeric_last_label(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subtree(base: &str) -> DnsSubtree {
        DnsSubtree::new(base).expect("a base")
    }

    #[test]
    fn a3_dns_base_is_the_name_and_all_below() {
        for (base, name, expected) in [
            ("example.com", "example.com", true),
            ("example.com", "EXAMPLE.com", true),
            ("Example.COM", "a.b.example.com", true),
            ("example.com", "badexample.com", false),
            ("example.com", "example.com.evil.org", false),
            ("example.com", "com", false),
            ("example.com", "xample.com", false),
            ("com", "example.com", true),
            (".example.com", "a.example.com", true),
            (".example.com", "A.B.Example.Com", true),
            (".example.com", "example.com", false),
            (".example.com", "aexample.com", false),
            ("", "example.com", true),
            ("", "localhost", true),
            ("localhost", "localhost", true),
        ] {
            assert_eq!(subtree(base).permits(name), expected, "{name} in {base}");
            assert_eq!(subtree(base).excludes(name), expected, "{name} in {base}");
        }
    }

    #[test]
    fn a3_dns_wildcard_is_permitted_where_all_its_names_are() {
        for (base, name, expected) in [
            ("example.com", "*.example.com", true),
            (".example.com", "*.example.com", true),
            ("example.com", "*.a.example.com", true),
            ("", "*.example.com", true),
            ("a.example.com", "*.example.com", false),
            (".a.example.com", "*.example.com", false),
            ("example.com", "*.com", false),
            ("example.com", "*.badexample.com", false),
        ] {
            assert_eq!(subtree(base).permits(name), expected, "{name} in {base}");
        }
    }

    #[test]
    fn a3_dns_wildcard_is_excluded_where_one_of_its_names_is() {
        for (base, name, expected) in [
            ("example.com", "*.example.com", true),
            (".example.com", "*.example.com", true),
            ("a.example.com", "*.example.com", true),
            ("A.example.com", "*.EXAMPLE.com", true),
            ("com", "*.example.com", true),
            ("", "*.example.com", true),
            (".a.example.com", "*.example.com", true),
            ("b.a.example.com", "*.example.com", false),
            ("other.com", "*.example.com", false),
            ("aexample.com", "*.example.com", false),
        ] {
            assert_eq!(subtree(base).excludes(name), expected, "{name} in {base}");
        }
    }

    #[test]
    fn a3_dns_names_that_verifiers_take_for_malformed_are_not_compared() {
        for (name, expected) in [
            ("example.com", true),
            ("localhost", true),
            ("1.example", true),
            ("*.example.com", true),
            ("*.localhost", false),
            ("1.2.3", false),
            ("example.1", false),
            ("7", false),
        ] {
            assert_eq!(is_comparable(name), expected, "{name}");
        }
    }
}

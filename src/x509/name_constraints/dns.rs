//! dNSName subtrees.

use alloc::string::String;
use alloc::vec::Vec;

use super::host::{Hosts, check_host_base, host_key, push_host, push_reversed};
use super::keys::KeySet;
use crate::x509::general_name::NameErrorKind;

/// `example.com` for the name and all names below it, `.example.com` for those below it, empty for
/// all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DnsSubtree(String);

impl DnsSubtree {
    /// Returns the subtree of all DNS names.
    pub(super) fn all() -> Self {
        Self(String::new())
    }

    pub(crate) fn new(base: &str) -> Result<Self, NameErrorKind> {
        if !base.is_empty() {
            check_host_base(base)?;
        }
        Ok(Self(base.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The bases of dNSName constraints. Any labels can be added to the left of a base (RFC 5280
/// §4.2.1.10).
///
/// A wildcard name is permitted if every name that it covers is. This needs no special case,
/// because the label `*` is itself an added label. A wildcard name is excluded if any name that it
/// covers is.
#[derive(Debug)]
pub(super) struct DnsBases {
    hosts: Hosts,
    /// The names one label above a base.
    ///
    /// `*.x` covers names with one label more than `x`, and so a base directly below `x`. A base
    /// with a leading dot covers only names further down, which no wildcard reaches. But
    /// rustls-webpki sees a match there too, and a certificate that it rejects is of no use.
    parents: KeySet,
    /// The bases as octets in reverse order.
    endings: KeySet,
}

impl DnsBases {
    pub(super) fn new<'a>(bases: impl Iterator<Item = &'a DnsSubtree> + Clone) -> Self {
        let bases = bases.map(DnsSubtree::as_str);
        let domains = bases.clone().map(|base| base.strip_prefix('.').unwrap_or(base));
        let parents = domains.clone().filter_map(|domain| domain.split_once('.')).map(|(_, parent)| parent);
        Self {
            hosts: Hosts::at_and_below(bases),
            parents: KeySet::distinct(parents, push_host),
            endings: KeySet::shortest(domains, push_reversed),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hosts.is_empty()
    }

    /// Returns whether the name, or every name that a wildcard name covers, is in one of the
    /// subtrees.
    pub(super) fn contain(&self, name: &SoughtDns) -> bool {
        self.hosts.contains(&name.key)
    }

    /// Returns whether the name, or any name that a wildcard name may cover, is in one of the
    /// subtrees.
    pub(super) fn may_contain(&self, name: &SoughtDns) -> bool {
        self.contain(name)
            || match &name.star {
                None => false,
                Some(Star::Leftmost { parent }) => self.parents.contains(parent),
                Some(Star::Elsewhere { rest }) => self.hosts.is_above_any(rest),
            }
    }

    /// Returns whether a text of any kind, with its octets reversed, ends like a base.
    pub(super) fn end(&self, reversed: &[u8]) -> bool {
        self.endings.start_of(reversed).is_some()
    }
}

/// A DNS name in the form used for lookup, from the last label to the first.
pub(super) struct SoughtDns {
    key: Vec<u8>,
    star: Option<Star>,
}

/// The position of the `*` in a name.
enum Star {
    /// `*.parent`.
    Leftmost { parent: Vec<u8> },
    /// Anywhere else, as in a common name. `rest` follows the last label that contains a `*`.
    Elsewhere { rest: Vec<u8> },
}

impl SoughtDns {
    pub(super) fn new(name: &str) -> Self {
        let star = name.rsplit_once('*').map(|(before, after)| match after.strip_prefix('.') {
            Some(parent) if before.is_empty() => Star::Leftmost { parent: host_key(parent) },
            _ => {
                Star::Elsewhere { rest: after.split_once('.').map_or(Vec::new(), |(_, rest)| host_key(rest)) }
            }
        });
        Self { key: host_key(name), star }
    }
}

/// Returns whether verifiers compare such a name with constraints at all. If there is any dNSName
/// constraint, rustls-webpki takes a wildcard directly below a single label for malformed.
pub(super) fn is_comparable(name: &str) -> bool {
    name.strip_prefix("*.").is_none_or(|parent| parent.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(base: &str, name: &str) -> bool {
        bases(&[base]).contain(&SoughtDns::new(name))
    }

    fn excludes(base: &str, name: &str) -> bool {
        bases(&[base]).may_contain(&SoughtDns::new(name))
    }

    fn bases(of: &[&str]) -> DnsBases {
        let subtrees: Vec<_> = of.iter().map(|base| DnsSubtree::new(base).expect("a base")).collect();
        DnsBases::new(subtrees.iter())
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
            assert_eq!(permits(base, name), expected, "{name} in {base}");
            assert_eq!(excludes(base, name), expected, "{name} in {base}");
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
            assert_eq!(permits(base, name), expected, "{name} in {base}");
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
            assert_eq!(excludes(base, name), expected, "{name} in {base}");
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
        ] {
            assert_eq!(is_comparable(name), expected, "{name}");
        }
    }

    #[test]
    fn a3_a_star_anywhere_in_a_common_name_stands_for_whatever_could_be_meant() {
        for (base, name, expected) in [
            ("www.example.com", "w*.example.com", true),
            ("a.www.example.com", "w*.example.com", true),
            ("example.com", "a.*.example.com", true),
            ("b.example.com", "a.*.com", true),
            ("b.example.org", "a.*.com", false),
            ("example.com", "*", true),
            ("example.com", "*.*.com", true),
            ("other.com", "w*.example.com", false),
        ] {
            assert_eq!(excludes(base, name), expected, "{name} in {base}");
        }
        assert!(permits("example.com", "w*.example.com") && !permits("www.example.com", "w*.example.com"));
    }

    #[test]
    fn a3_many_dns_bases_are_as_each_of_them() {
        let all = ["a.org", ".b.org", "x.a.org", "c.net", "ab.org", "y.c.net", "x.y.z.com"];
        for name in [
            "a.org",
            "x.a.org",
            "b.org",
            "x.b.org",
            "ab.org",
            "b.ab.org",
            "net",
            "*.net",
            "*.y.z.com",
            "z.com",
        ] {
            let sought = SoughtDns::new(name);
            assert_eq!(bases(&all).contain(&sought), all.iter().any(|base| permits(base, name)), "{name}");
            assert_eq!(
                bases(&all).may_contain(&sought),
                all.iter().any(|base| excludes(base, name)),
                "{name}"
            );
        }
    }
}

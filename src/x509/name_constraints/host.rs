//! Host names, which dNSName, rfc822Name and URI constraints share.

use alloc::vec::Vec;

use super::keys::KeySet;
use crate::x509::general_name::NameErrorKind;
use crate::x509::general_name::dns::check_host_name;

/// Checks a host name, with or without a leading dot. The last label must not be a number: some
/// verifiers (rustls-webpki) do not accept such a name and reject every certificate, others take it
/// for an IPv4 address.
pub(super) fn check_host_base(base: &str) -> Result<(), NameErrorKind> {
    check_host_name(base.strip_prefix('.').unwrap_or(base)).map_err(|defect| match defect {
        NameErrorKind::Wildcard => NameErrorKind::Character('*'),
        NameErrorKind::Ipv4Address => NameErrorKind::NumericLastLabel,
        other => other,
    })
}

/// Appends the labels of a host name in reverse order, in lower case, each followed by a dot. The
/// key of a host is a prefix of the keys of all hosts at or below it.
pub(super) fn push_host(host: &str, key: &mut Vec<u8>) {
    if !host.is_empty() {
        push_reversed(host, key);
        key.push(b'.');
    }
}

pub(super) fn push_reversed(text: &str, key: &mut Vec<u8>) {
    key.extend(text.bytes().rev().map(|octet| octet.to_ascii_lowercase()));
}

pub(super) fn host_key(host: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(host.len() + 1);
    push_host(host, &mut key);
    key
}

/// Bases that are hosts. Each covers the host itself, the hosts below it, or both.
#[derive(Debug)]
pub(super) struct Hosts {
    at: KeySet,
    below: KeySet,
}

impl Hosts {
    /// Indexes the bases of rfc822Name and URI constraints: a host covers itself; with a leading
    /// dot, the hosts below it.
    pub(super) fn at_or_below<'a>(bases: impl Iterator<Item = &'a str> + Clone) -> Self {
        let below = bases.clone().filter(|base| base.starts_with('.'));
        Self { at: Self::at(bases), below: Self::below(below) }
    }

    /// Indexes the bases of dNSName constraints: a host covers itself and the hosts below it; with
    /// a leading dot, only those below it.
    pub(super) fn at_and_below<'a>(bases: impl Iterator<Item = &'a str> + Clone) -> Self {
        Self { at: Self::at(bases.clone()), below: Self::below(bases) }
    }

    fn at<'a>(bases: impl Iterator<Item = &'a str> + Clone) -> KeySet {
        KeySet::distinct(bases.filter(|base| !base.is_empty() && !base.starts_with('.')), push_host)
    }

    fn below<'a>(bases: impl Iterator<Item = &'a str> + Clone) -> KeySet {
        KeySet::shortest(bases.map(|base| base.strip_prefix('.').unwrap_or(base)), push_host)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at.is_empty() && self.below.is_empty()
    }

    /// Returns whether one of the bases covers the host.
    pub(super) fn contains(&self, host: &[u8]) -> bool {
        self.at.contains(host) || self.below.start_of(host).is_some_and(|base| base.len() < host.len())
    }

    /// Returns whether one of the bases is at or below this host.
    pub(super) fn is_above_any(&self, host: &[u8]) -> bool {
        self.at.has_start(host) || self.below.has_start(host)
    }
}

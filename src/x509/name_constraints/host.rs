//! Host names: what dNSName, rfc822Name and URI constraints have in common.

use alloc::vec::Vec;

use super::keys::KeySet;
use crate::x509::general_name::NameErrorKind;
use crate::x509::general_name::dns::check_host_name;

/// Checks a host name, or the same with a leading dot. A last label that is a number is refused: some verifiers
/// (rustls-webpki) take such a name for none and refuse every certificate, others take it for an IPv4 address.
pub(super) fn check_host_base(base: &str) -> Result<(), NameErrorKind> {
    check_host_name(base.strip_prefix('.').unwrap_or(base)).map_err(|defect| match defect {
        NameErrorKind::Wildcard => NameErrorKind::Character('*'),
        NameErrorKind::Ipv4Address => NameErrorKind::NumericLastLabel,
        other => other,
    })
}

/// Appends a host name from its last label to its first, in lower case, each label with a dot after it: one starts
/// another where the other is at or below it.
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

/// Bases that are hosts: each for itself, for the hosts below it, or for both.
#[derive(Debug)]
pub(super) struct Hosts {
    at: KeySet,
    below: KeySet,
}

impl Hosts {
    /// Bases as rfc822Name and URI constraints have them: a host for itself, with a leading dot for the hosts below.
    pub(super) fn at_or_below<'a>(bases: impl Iterator<Item = &'a str> + Clone) -> Self {
        let below = bases.clone().filter(|base| base.starts_with('.'));
        Self { at: Self::at(bases), below: Self::below(below) }
    }

    /// Bases as dNSName constraints have them: a host for itself and the hosts below, with a leading dot for those
    /// below alone.
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

    /// Whether a host is in one of the bases.
    pub(super) fn contains(&self, host: &[u8]) -> bool {
        self.at.contains(host) || self.below.start_of(host).is_some_and(|base| base.len() < host.len())
    }

    /// Whether one of the bases is at or below this host.
    pub(super) fn is_above_any(&self, host: &[u8]) -> bool {
        self.at.has_start(host) || self.below.has_start(host)
    }
}

//! iPAddress subtrees.

use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;
use core::net::IpAddr;

use crate::x509::general_name::{NameError, NameErrorKind};

/// The addresses of one network, which all start with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IpSubtree {
    network: IpAddr,
    prefix_length: u8,
}

impl IpSubtree {
    pub(super) fn new(network: IpAddr, prefix_length: u8) -> Result<Self, NameError> {
        let max = if network.is_ipv4() { 32 } else { 128 };
        let subtree = Self { network, prefix_length };
        let error = |kind| NameError::new(&alloc::format!("{subtree}"), kind);
        if prefix_length > max {
            return Err(error(NameErrorKind::PrefixLength { found: prefix_length, max }));
        }
        if let IpAddr::V6(address) = network
            && let Some(address) = address.to_ipv4_mapped()
            && prefix_length >= 96
        {
            return Err(error(NameErrorKind::Ipv4Mapped(address)));
        }
        if bits(network) & !subtree.mask() != 0 {
            return Err(error(NameErrorKind::BitsAfterPrefix));
        }
        Ok(subtree)
    }

    /// Reads address and mask, 8 octets for IPv4 and 32 for IPv6 (RFC 5280 §4.2.1.10). Returns
    /// `None` for any other length, or if the mask is not a prefix (RFC 4632). Bits of the address
    /// after the prefix are ignored.
    pub(crate) fn from_octets(octets: &[u8]) -> Option<Self> {
        let (network, mask) = octets.split_at(octets.len() / 2);
        let address = |octets: &[u8]| {
            let v4 = <[u8; 4]>::try_from(octets).map(IpAddr::from);
            v4.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok()
        };
        let mask = bits(address(mask)?);
        let subtree = Self { network: address(network)?, prefix_length: leading_ones(mask) };
        (subtree.mask() == mask).then_some(subtree)
    }

    /// Passes the octets of the address, followed by those of the mask, to `use_octets`.
    pub(crate) fn octets<T>(self, use_octets: impl FnOnce(&[u8]) -> T) -> T {
        let mask = self.mask();
        match self.network {
            IpAddr::V4(network) => {
                let [a, b, c, d, ..] = mask.to_be_bytes();
                use_octets([network.octets(), [a, b, c, d]].as_flattened())
            }
            IpAddr::V6(network) => use_octets([network.octets(), mask.to_be_bytes()].as_flattened()),
        }
    }

    /// Returns the first and the last address. IPv4 and IPv6 do not overlap.
    fn range(&self) -> (IpAddr, IpAddr) {
        let bits = bits(self.network);
        let (first, last) = (bits & self.mask(), bits | !self.mask());
        match self.network {
            // An IPv4 address has only the leftmost 32 bits.
            IpAddr::V4(_) => (v4(first), v4(last)),
            IpAddr::V6(_) => (IpAddr::V6(first.into()), IpAddr::V6(last.into())),
        }
    }

    /// Returns the mask of the prefix, as the leftmost of 128 bits.
    fn mask(&self) -> u128 {
        u128::MAX.checked_shl(128 - u32::from(self.prefix_length)).unwrap_or(0)
    }
}

/// The bases of iPAddress constraints: sorted networks, none inside another.
#[derive(Debug)]
pub(super) struct Networks(Vec<(IpAddr, IpAddr)>);

impl Networks {
    pub(super) fn new<'a>(bases: impl Iterator<Item = &'a IpSubtree>) -> Self {
        let mut ranges: Vec<_> = bases.map(IpSubtree::range).collect();
        // Of networks with the same start, the largest comes first. Two networks overlap only if
        // one contains the other.
        ranges.sort_unstable_by_key(|(first, last)| (*first, Reverse(*last)));
        ranges.dedup_by(|(_, last), (_, before)| last <= before);
        Self(ranges)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn contain(&self, address: IpAddr) -> bool {
        let after = self.0.partition_point(|(first, _)| *first <= address);
        after.checked_sub(1).is_some_and(|position| address <= self.0[position].1)
    }
}

/// Counts the leading ones: at most 128, which fits an octet.
fn leading_ones(mask: u128) -> u8 {
    u8::try_from(mask.leading_ones()).unwrap_or(128)
}

/// Returns the IPv4 address in the leftmost of 128 bits.
fn v4(bits: u128) -> IpAddr {
    let [a, b, c, d, ..] = bits.to_be_bytes();
    [a, b, c, d].into()
}

/// Returns an address as the leftmost of 128 bits.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl fmt::Display for IpSubtree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.prefix_length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a3_ip_compares_under_the_mask() {
        for (network, prefix_length, address, expected) in [
            ("192.0.2.0", 24, "192.0.2.255", true),
            ("192.0.2.0", 24, "192.0.3.0", false),
            ("192.0.2.128", 25, "192.0.2.128", true),
            ("192.0.2.128", 25, "192.0.2.127", false),
            ("192.0.2.7", 32, "192.0.2.7", true),
            ("192.0.2.7", 32, "192.0.2.6", false),
            ("0.0.0.0", 0, "255.255.255.255", true),
            ("0.0.0.0", 0, "::", false),
            ("2001:db8::", 32, "2001:db8:ffff::1", true),
            ("2001:db8::", 32, "2001:db9::", false),
            ("2001:db8::1", 128, "2001:db8::1", true),
            ("2001:db8::1", 128, "2001:db8::", false),
            ("::", 0, "2001:db8::1", true),
            ("::", 0, "192.0.2.1", false),
        ] {
            let network: IpAddr = network.parse().expect("an address");
            let subtree = IpSubtree::new(network, prefix_length).expect("a subtree");
            let address = address.parse().expect("an address");
            assert_eq!(
                Networks::new(core::iter::once(&subtree)).contain(address),
                expected,
                "{address} in {subtree}"
            );
            assert_eq!(subtree.octets(IpSubtree::from_octets), Some(subtree));
        }
    }

    #[test]
    fn a3_ip_octets_are_address_and_prefix_mask() {
        let v4 = |octets: [u8; 8]| IpSubtree::from_octets(&octets);
        assert_eq!(v4([192, 0, 2, 0, 255, 255, 255, 0]), IpSubtree::new([192, 0, 2, 0].into(), 24).ok());
        // Bits after the prefix are ignored.
        let loose = v4([192, 0, 2, 77, 255, 255, 255, 0]).expect("a subtree");
        assert!(Networks::new(core::iter::once(&loose)).contain([192, 0, 2, 1].into()));
        assert_eq!(v4([192, 0, 2, 0, 255, 0, 255, 0]), None);
        assert_eq!(v4([192, 0, 2, 0, 0, 255, 255, 255]), None);
        assert_eq!(v4([192, 0, 2, 0, 255, 255, 255, 1]), None);
        for length in [0, 1, 4, 7, 9, 16, 31, 33] {
            assert_eq!(IpSubtree::from_octets(&alloc::vec![0; length]), None, "{length}");
        }
        assert_eq!(
            IpSubtree::new([10, 0, 0, 0].into(), 8).map(|it| it.octets(<[u8]>::to_vec)),
            Ok(alloc::vec![10, 0, 0, 0, 255, 0, 0, 0])
        );
    }

    #[test]
    fn a3_ip_prefix_has_its_bounds() {
        let v6 = IpAddr::from([0; 16]);
        let refused = |network, prefix_length, shown: &str, kind| {
            assert_eq!(IpSubtree::new(network, prefix_length), Err(NameError::new(shown, kind)));
        };
        let prefix_length = |found, max| NameErrorKind::PrefixLength { found, max };
        refused([0; 4].into(), 33, "0.0.0.0/33", prefix_length(33, 32));
        refused(v6, 129, "::/129", prefix_length(129, 128));
        assert!(IpSubtree::new(v6, 128).is_ok());
        refused([192, 0, 2, 1].into(), 24, "192.0.2.1/24", NameErrorKind::BitsAfterPrefix);
    }

    #[test]
    fn s3_a_network_of_ipv4_mapped_addresses_is_no_base() {
        let new = |network: &str, prefix_length| IpSubtree::new(network.parse().expect("one"), prefix_length);
        for (prefix_length, network, mapped) in [
            (96, "::ffff:0.0.0.0", [0; 4]),
            (104, "::ffff:10.0.0.0", [10, 0, 0, 0]),
            (128, "::ffff:10.1.2.3", [10, 1, 2, 3]),
        ] {
            let found = alloc::format!("{network}/{prefix_length}").replace("::ffff:0:0", "::ffff:0.0.0.0");
            let expected = NameError::new(&found, NameErrorKind::Ipv4Mapped(mapped.into()));
            assert_eq!(new(network, prefix_length), Err(expected));
        }
        // Networks that also contain other addresses.
        assert!(new("::", 0).is_ok() && new("::ffff:0:0", 95).is_err() && new("::fffe:0:0", 95).is_ok());
        // A constraint read from a certificate is accepted unchanged.
        let octets: Vec<u8> = [[0; 10].as_slice(), &[0xff, 0xff, 10, 0, 0, 0], &[0xff; 13], &[0; 3]].concat();
        assert!(IpSubtree::from_octets(&octets).is_some());
    }

    #[test]
    fn a3_many_networks_are_as_each_of_them() {
        let subtree = |text: &str| {
            let (network, length) = text.split_once('/').expect("a prefix");
            IpSubtree::new(network.parse().expect("one"), length.parse().expect("a length")).expect("one")
        };
        let all = [
            "10.0.0.0/8",
            "10.1.0.0/16",
            "10.0.0.0/16",
            "192.0.2.0/24",
            "2001:db8::/32",
            "0.0.0.1/32",
            "::/96",
        ];
        let subtrees = all.map(subtree);
        let networks = Networks::new(subtrees.iter());
        for address in [
            "10.255.0.1",
            "10.1.2.3",
            "11.0.0.0",
            "192.0.2.255",
            "192.0.3.0",
            "0.0.0.1",
            "0.0.0.2",
            "2001:db8::1",
            "2001:db9::",
            "::1",
            "::1:0:0:1",
            "9.255.255.255",
        ] {
            let address = address.parse().expect("an address");
            let expected = subtrees.iter().any(|one| Networks::new(core::iter::once(one)).contain(address));
            assert_eq!(networks.contain(address), expected, "{address}");
        }
        assert!(!Networks::new(core::iter::empty()).contain([10, 0, 0, 1].into()));
    }
}

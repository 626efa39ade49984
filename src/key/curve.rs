//! The curves on which keys are accepted and generated.

use super::KeyAlgorithm;
use crate::x509::oid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
}

impl Curve {
    /// The curve that this identifier names; `None` for all others.
    pub(super) fn from_oid(oid: &[u8]) -> Option<Self> {
        [Self::P256, Self::P384].into_iter().find(|curve| curve.oid() == oid)
    }

    /// RFC 5480 §2.1.1.1.
    pub(super) const fn oid(self) -> &'static [u8] {
        match self {
            Self::P256 => oid::SECP256R1,
            Self::P384 => oid::SECP384R1,
        }
    }

    /// The octets of a coordinate, and of a number below the order.
    pub(super) const fn octets(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    /// The algorithm by which keys on this curve are generated.
    pub(super) const fn algorithm(self) -> KeyAlgorithm {
        match self {
            Self::P256 => KeyAlgorithm::Ec256,
            Self::P384 => KeyAlgorithm::Ec384,
        }
    }
}

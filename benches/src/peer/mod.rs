//! The peers that do the work.

#[cfg(feature = "suite")]
pub mod certmint;
#[cfg(feature = "suite")]
pub mod floor;
#[cfg(feature = "suite")]
pub mod openssl;
#[cfg(any(feature = "suite", feature = "rcgen-ring"))]
pub mod rcgen;
#[cfg(feature = "suite")]
pub mod rcgen_ring;
#[cfg(feature = "suite")]
pub mod x509_cert;

/// Prepares an item, if the peer can do it.
#[cfg(feature = "suite")]
type Prepare = fn(crate::Item) -> Option<Box<dyn crate::Measured>>;

/// The names of all peers, and what they do.
#[cfg(feature = "suite")]
pub const ALL: [(&str, Prepare); 7] = [
    ("certmint", certmint::prepare),
    ("certmint+aws-lc-rs", certmint::prepare_aws_lc_rs),
    ("floor", floor::prepare),
    ("rcgen-ring", rcgen_ring::prepare),
    ("rcgen-aws-lc-rs", rcgen::prepare),
    ("x509-cert", x509_cert::prepare),
    ("openssl", openssl::prepare),
];

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

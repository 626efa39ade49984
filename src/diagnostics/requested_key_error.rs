//! Why a request does not get the key that it asks for.

use alloc::vec::Vec;

use super::shown::List;
use crate::x509::Sanitized;

/// Why a request does not get the key, or the use of the key, that it asks for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestedKeyError {
    /// The profile does not list this algorithm for JSON bodies, and lists others than the API's
    /// ([rule K1](crate::docs::rules#k1)).
    #[error("found {found}, but the allowed values are {}", List(.listed))]
    NotListed {
        /// The value that was sent.
        found: Sanitized,
        /// The algorithms that the profile lists.
        listed: Vec<&'static str>,
    },
    /// A key usage other than a signature is requested for a key that only signs
    /// ([rule U3](crate::docs::rules#u3)).
    #[error(
        "{usage} is not for {key} keys, which only sign (RFC 8410 §5, RFC 9881 §5); use digitalSignature, or \
         another key"
    )]
    OnlySigns {
        /// The key usage.
        usage: &'static str,
        /// The type of the key, such as ED25519.
        key: &'static str,
    },
}

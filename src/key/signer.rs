//! Whoever signs for an issuer: a key of this crate, or an HSM, a KMS, another library.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{PublicKey, SignatureAlgorithm};
use crate::diagnostics::SignerError;

/// Signs with an issuer's key: a key of this crate, or one in an HSM, a KMS or another library
/// (rule K5).
///
/// The signature is verified under the issuer's public key before a certificate exists, so a signer
/// that fails can do no other harm. For asynchronous signing, do not implement this trait: send the
/// bytes of the [`ToBeSigned`](crate::ToBeSigned) away and bring the signature back.
///
/// ```
/// use certmint::error::SignerError;
/// use certmint::key::{SignatureAlgorithm, ecdsa_sig_value};
/// use certmint::{PublicKey, Signer};
/// # struct Session;
/// # impl Session {
/// #     fn sign(&self, _: &[u8]) -> Result<[u8; 64], std::io::Error> { Ok([1; 64]) }
/// # }
///
/// struct Hsm { session: Session, public_key: PublicKey }
///
/// impl Signer for Hsm {
///     fn public_key(&self) -> &PublicKey { &self.public_key }
///
///     fn sign(&self, _algorithm: SignatureAlgorithm, message: &[u8])
///     -> Result<Vec<u8>, SignerError> {
///         let rs = self.session.sign(message).map_err(SignerError::new)?;
///         Ok(ecdsa_sig_value(&rs[..32], &rs[32..]))
///     }
/// }
/// ```
pub trait Signer {
    /// The public key that verifies the signatures.
    fn public_key(&self) -> &PublicKey;

    /// Signs `message`, which is not hashed yet.
    ///
    /// An RSASSA-PKCS1-v1_5 signature has the length of the modulus. An ECDSA signature is the DER of
    /// `ECDSA-Sig-Value` (RFC 3279 §2.2.3), which [`ecdsa_sig_value`](crate::key::ecdsa_sig_value) writes. A
    /// panic is not caught; nothing is issued then.
    ///
    /// # Errors
    /// [`SignerError`] for whatever keeps the signer from signing.
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError>;

    /// Whether this is a key of this crate, whose signatures need no check. Cannot be overridden
    /// elsewhere: its argument has no name there.
    #[doc(hidden)]
    fn is_own_key(&self, _: Internal) -> bool {
        false
    }
}

macro_rules! sign_through {
    ($($pointer:ty),*) => {
        $(impl<S: Signer + ?Sized> Signer for $pointer {
            fn public_key(&self) -> &PublicKey {
                (**self).public_key()
            }

            fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
                (**self).sign(algorithm, message)
            }

            fn is_own_key(&self, internal: Internal) -> bool {
                (**self).is_own_key(internal)
            }
        })*
    };
}

sign_through!(&S, Box<S>, Arc<S>);

/// Closes a method to implementations outside this crate.
#[allow(missing_debug_implementations, reason = "never seen outside")]
pub struct Internal(pub(crate) ());

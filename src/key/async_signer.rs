//! Signers that answer later.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{PublicKey, SignatureAlgorithm, SignerError};

/// Signs with an issuer's key and answers later: the key is in a KMS, an HSM behind a network, or
/// another process ([rule K5](crate::docs::rules#k5)).
///
/// An authority with such a signer ([`Authority::with_async_signer`]) issues with
/// [`Authority::issue_async`]. No runtime is needed: the future that is returned awaits only what
/// `sign` awaits. The signature is verified under the issuer's public key before a certificate
/// exists.
///
/// The futures are `Send`, so that a server can spawn them on any thread. For a client whose
/// futures are not, use [`Authority::prepare`] and
/// [`ToBeSigned::complete`](crate::ToBeSigned::complete).
///
/// [`Authority::with_async_signer`]: crate::Authority::with_async_signer
/// [`Authority::issue_async`]: crate::Authority::issue_async
/// [`Authority::prepare`]: crate::Authority::prepare
///
/// ```
/// use certmint::error::SignerError;
/// use certmint::key::{AsyncSigner, SignatureAlgorithm};
/// use certmint::PublicKey;
/// # struct Client;
/// # impl Client {
/// #     async fn sign(&self, _: &[u8]) -> Result<Vec<u8>, std::io::Error> {
/// #         Ok(vec![1; 64])
/// #     }
/// # }
///
/// struct Kms { client: Client, public_key: PublicKey }
///
/// impl AsyncSigner for Kms {
///     fn public_key(&self) -> &PublicKey { &self.public_key }
///
///     async fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8])
///     -> Result<Vec<u8>, SignerError> {
///         // This KMS signs digests.
///         let digest = algorithm.digest(message);
///         let digest = digest.ok_or_else(|| SignerError::new("no hash"))?;
///         let signed = self.client.sign(digest.as_bytes()).await;
///         signed.map_err(SignerError::new)
///     }
/// }
/// ```
pub trait AsyncSigner {
    /// The public key that verifies the signatures.
    fn public_key(&self) -> &PublicKey;

    /// Signs `message`, which is not hashed yet. The signature has the form that
    /// [`Signer::sign`](crate::Signer::sign) describes.
    ///
    /// # Errors
    /// [`SignerError`] for whatever keeps the signer from signing.
    fn sign(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, SignerError>> + Send;
}

macro_rules! sign_through {
    ($($pointer:ty),*) => {
        $(impl<S: AsyncSigner + ?Sized> AsyncSigner for $pointer {
            fn public_key(&self) -> &PublicKey {
                (**self).public_key()
            }

            fn sign(
                &self,
                algorithm: SignatureAlgorithm,
                message: &[u8],
            ) -> impl Future<Output = Result<Vec<u8>, SignerError>> + Send {
                (**self).sign(algorithm, message)
            }
        })*
    };
}

sign_through!(&S, Box<S>, Arc<S>);

/// Stands for a signer that is elsewhere: an [`Authority`](crate::Authority) with it prepares what
/// is to be signed, and signs nothing itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoSigner;

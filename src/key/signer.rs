//! Signers for an issuer: a key of this crate, an HSM, a KMS or another library.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::{self, Write};

pub(crate) use self::sealed::Token;
use super::{PublicKey, SignatureAlgorithm};
use crate::x509::write_character;

/// Signs with an issuer's key: a key of this crate, or one in an HSM, a KMS or another library
/// ([rule K5](crate::docs::rules#k5)).
///
/// The signature is verified under the issuer's public key before a certificate exists, so a signer
/// that fails can do no other harm. A signer that answers later implements
/// [`AsyncSigner`](crate::key::AsyncSigner) instead. One that signs digests gets
/// [`SignatureAlgorithm::digest`] of the message.
///
/// ```
/// use certmint::error::SignerError;
/// use certmint::key::{SignatureAlgorithm, ecdsa_sig_value};
/// use certmint::{PublicKey, Signer};
/// # struct Session;
/// # impl Session {
/// #     fn sign(&self, _: &[u8]) -> Result<[u8; 64], std::io::Error> {
/// #         Ok([1; 64])
/// #     }
/// # }
///
/// struct Hsm { session: Session, public_key: PublicKey }
///
/// impl Signer for Hsm {
///     fn public_key(&self) -> &PublicKey { &self.public_key }
///
///     fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8])
///     -> Result<Vec<u8>, SignerError> {
///         let digest = algorithm.digest(message);
///         let digest = digest.ok_or_else(|| SignerError::new("no hash"))?;
///         let signed = self.session.sign(digest.as_bytes());
///         let rs = signed.map_err(SignerError::new)?;
///         Ok(ecdsa_sig_value(&rs[..32], &rs[32..]))
///     }
/// }
/// ```
pub trait Signer {
    /// The public key that verifies the signatures.
    fn public_key(&self) -> &PublicKey;

    /// Signs `message`, which is not hashed yet.
    ///
    /// An RSASSA-PKCS1-v1_5 signature has the length of the modulus. An ECDSA signature is the DER
    /// of `ECDSA-Sig-Value` (RFC 3279 §2.2.3), which
    /// [`ecdsa_sig_value`](crate::key::ecdsa_sig_value) writes. An Ed25519 signature has 64 octets (RFC
    /// 8032 §5.1.6), and an ML-DSA signature is that of the pure mode with an empty context (RFC 9881 §3);
    /// there is no digest of their messages. A panic is not caught; nothing is
    /// issued then.
    ///
    /// # Errors
    /// [`SignerError`] for whatever keeps the signer from signing.
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError>;

    /// Returns whether this is a key of this crate, whose signatures need no check. Other crates
    /// cannot override this method, because they cannot name the type of its argument.
    #[doc(hidden)]
    fn is_own_key(&self, _: Token) -> bool {
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

            fn is_own_key(&self, internal: Token) -> bool {
                (**self).is_own_key(internal)
            }
        })*
    };
}

sign_through!(&S, Box<S>, Arc<S>);

mod sealed {
    /// Keeps other crates from implementing a method of a public trait.
    #[derive(Debug)]
    pub struct Token(pub(crate) ());
}

/// Why a [`Signer`](crate::Signer) could not sign.
#[derive(Debug)]
pub struct SignerError(Box<dyn core::error::Error + Send + Sync>);

impl SignerError {
    /// Wraps the signer's own error, or a text. It appears in the text of [`Error`](crate::Error),
    /// and so in logs, but not in [`Error::message`](crate::Error::message). It must not contain a
    /// secret.
    pub fn new(error: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for SignerError {
    /// The signer's own text, with characters that are unsafe in a log escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.to_string().chars().try_for_each(|character| match character {
            '"' | '\\' => f.write_char(character),
            other => write_character(f, other),
        })
    }
}

impl core::error::Error for SignerError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&*self.0)
    }
}

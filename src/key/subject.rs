//! The key that a request asks to have certified: one to be generated, or one made elsewhere.

use rand_core::TryCryptoRng;

use super::{Internal, KeyAlgorithm, KeyFamily, PrivateKey, PublicKey, Signer};
use crate::error::Error;

/// The key that a request asks to have certified: a [`KeyAlgorithm`] for a key to be generated, or a
/// [`PublicKey`] that was made elsewhere, in an HSM or by another library. That whoever asks possesses
/// the private key is then the caller's own statement: nothing here can check it, as a
/// [`Csr`](crate::Csr) can.
///
/// Nothing else can implement it.
pub trait SubjectKey: Clone {
    /// Whether it is an RSA or an elliptic-curve key.
    fn family(&self) -> KeyFamily;

    /// The public key, and the private key where it is generated from `rng`. Cannot be implemented
    /// elsewhere: its argument has no name there.
    #[doc(hidden)]
    fn obtain<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
        _: Internal,
    ) -> Result<(Option<PrivateKey>, PublicKey), Error>;
}

impl SubjectKey for KeyAlgorithm {
    fn family(&self) -> KeyFamily {
        KeyAlgorithm::family(*self)
    }

    fn obtain<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
        _: Internal,
    ) -> Result<(Option<PrivateKey>, PublicKey), Error> {
        let private_key = PrivateKey::generate(self, rng)?;
        let public_key = private_key.public_key().clone();
        Ok((Some(private_key), public_key))
    }
}

impl SubjectKey for PublicKey {
    fn family(&self) -> KeyFamily {
        PublicKey::family(self)
    }

    fn obtain<R: TryCryptoRng + ?Sized>(
        self,
        _: &mut R,
        _: Internal,
    ) -> Result<(Option<PrivateKey>, PublicKey), Error> {
        Ok((None, self))
    }
}

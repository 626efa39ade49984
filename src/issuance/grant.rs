//! Grants: requests that were checked against the issuer, the profile and the time. Only a grant
//! can become a certificate.

use rand_core::TryCryptoRng;

use super::{CertificateFields, Error};
#[cfg(feature = "serde")]
use crate::diagnostics::ViolationKind;
use crate::key::{KeyAlgorithm, PrivateKey, PublicKey};
#[cfg(feature = "serde")]
use crate::request::params::check_key;

/// A checked request, either for a key still to be generated (`Grant<KeyAlgorithm>`) or for an
/// existing key (`Grant<PublicKey>`).
#[derive(Debug)]
pub struct Grant<K> {
    pub(crate) key: K,
    pub(crate) fields: CertificateFields,
}

impl<K> Grant<K> {
    /// Returns the fields of the future certificate.
    #[must_use]
    pub fn fields(&self) -> &CertificateFields {
        &self.fields
    }
}

impl Grant<KeyAlgorithm> {
    /// Returns the algorithm of the key to be generated.
    #[must_use]
    pub fn key_algorithm(&self) -> KeyAlgorithm {
        self.key
    }

    /// Generates the key from `rng`, to keep it apart from the certificate.
    /// [`Grant::to_be_signed`] generates it as well, and hands it on to the issued certificate.
    ///
    /// # Errors
    /// [`Error::Entropy`] if `rng` fails.
    pub fn generate_key<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
    ) -> Result<(PrivateKey, Grant<PublicKey>), Error> {
        let private_key = PrivateKey::generate(self.key, rng)?;
        let key = private_key.public_key().clone();
        Ok((private_key, Grant { key, fields: self.fields }))
    }

    /// Puts a key that the host made in place of its algorithm.
    ///
    /// # Errors
    /// [`ViolationKind::KeyNotOfAlgorithm`] if it is of another algorithm.
    #[cfg(feature = "serde")]
    pub(crate) fn with_key(self, key: PublicKey) -> Result<Grant<PublicKey>, ViolationKind> {
        check_key(self.key, &key)?;
        Ok(Grant { key, fields: self.fields })
    }
}

impl Grant<PublicKey> {
    /// Returns the key to be certified.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }
}

//! What is granted: a request checked against the issuer, the profile and the time. Only a grant can
//! become a certificate.

mod check;
mod csr;
mod profile;
mod rfc;
mod terms;

use alloc::vec::Vec;

use rand_core::TryCryptoRng;

use crate::error::{Error, Notice, Notices};
use crate::extension::{BasicConstraints, ExtendedKeyUsage, Extension, KeyUsages};
use crate::issuer::Issuer;
use crate::key::{HashAlgorithm, Internal, KeyAlgorithm, PrivateKey, PublicKey, SubjectKey};
use crate::name::{Name, NameConstraints, SubjectAlternativeName};
use crate::validity::Period;
pub(crate) use check::without_duplicates;
pub(crate) use csr::grantable_key_usages;
#[cfg(feature = "serde")]
pub(crate) use terms::{Circumstances, Terms};
pub(crate) use terms::{Place, check_issuer_validity, check_names, check_path_length};

/// A checked request, either for a key that is still to be generated (`Grant<KeyAlgorithm>`) or with the
/// key that will be certified (`Grant<PublicKey>`).
#[derive(Debug)]
pub struct Grant<K> {
    pub(crate) key: K,
    pub(crate) contents: Contents,
}

/// All of a certificate but its key and its serial number.
#[derive(Debug)]
pub(crate) struct Contents {
    /// `None` for a root, which issues itself.
    pub(crate) issuer: Option<Issuer>,
    pub(crate) hash: HashAlgorithm,
    pub(crate) subject: Name,
    pub(crate) validity: Period,
    pub(crate) key_usages: KeyUsages,
    pub(crate) extended_key_usage: ExtendedKeyUsage,
    pub(crate) basic_constraints: BasicConstraints,
    pub(crate) alternative_names: Vec<SubjectAlternativeName>,
    /// Of a subordinate CA only.
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) extensions: Vec<Extension>,
    pub(crate) notices: Notices,
}

impl Grant<KeyAlgorithm> {
    /// The algorithm of the key that is to be generated.
    #[must_use]
    pub fn key_algorithm(&self) -> KeyAlgorithm {
        self.key
    }

    /// Generates the key from `rng`.
    ///
    /// # Errors
    /// [`Error::Entropy`] where `rng` fails.
    pub fn generate_key<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
    ) -> Result<(PrivateKey, Grant<PublicKey>), Error> {
        let private_key = PrivateKey::generate(self.key, rng)?;
        let key = crate::key::Signer::public_key(&private_key).clone();
        Ok((private_key, Grant { key, contents: self.contents }))
    }
}

impl<K: SubjectKey> Grant<K> {
    /// The grant for the key itself, and the private key where it is generated.
    pub(crate) fn obtain_key<R: TryCryptoRng + ?Sized>(
        self,
        rng: &mut R,
    ) -> Result<(Option<PrivateKey>, Grant<PublicKey>), Error> {
        let (private_key, key) = self.key.obtain(rng, Internal(()))?;
        Ok((private_key, Grant { key, contents: self.contents }))
    }
}

impl Grant<PublicKey> {
    /// The key that will be certified.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }
}

impl<K> Grant<K> {
    /// The subject that the certificate will have, inherited attributes included.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.contents.subject
    }

    /// The validity that the certificate will have.
    #[must_use]
    pub fn validity(&self) -> Period {
        self.contents.validity
    }

    /// The key usages that the certificate will have.
    #[must_use]
    pub fn key_usages(&self) -> KeyUsages {
        self.contents.key_usages
    }

    /// The purposes that the certificate will name.
    #[must_use]
    pub fn extended_key_usage(&self) -> &ExtendedKeyUsage {
        &self.contents.extended_key_usage
    }

    /// The alternative names that the certificate will have.
    #[must_use]
    pub fn alternative_names(&self) -> &[SubjectAlternativeName] {
        &self.contents.alternative_names
    }

    /// What was asked for and not granted, or should be known.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.contents.notices.0
    }
}

//! RSA.

use alloc::vec;
use alloc::vec::Vec;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PKCS1_SHA256,
    RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RSA_PSS_2048_8192_SHA512, RsaEncoding, RsaKeyPair, RsaParameters, RsaPssSaltLength,
    RsaPublicKeyComponents,
};

use super::KeyRefusal;
use crate::key::public::rsa_numbers;
use crate::key::rsa::RsaComponents;
use crate::key::{HashAlgorithm, SignerError};
use crate::x509::der::NotDer;

pub(crate) struct SigningKey(RsaKeyPair);

impl SigningKey {
    pub(super) fn new(components: &RsaComponents) -> Result<Self, KeyRefusal> {
        // The numbers belong together, so what is refused is their size.
        RsaKeyPair::from_der(components.as_pkcs1_der()).map(Self).map_err(|_| KeyRefusal::Unsupported)
    }

    pub(super) fn sign(&self, hash: HashAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let encoding: &dyn RsaEncoding = match hash {
            HashAlgorithm::Sha256 => &RSA_PKCS1_SHA256,
            HashAlgorithm::Sha384 => &RSA_PKCS1_SHA384,
            HashAlgorithm::Sha512 => &RSA_PKCS1_SHA512,
        };
        let mut signature = vec![0; self.0.public_modulus_len()];
        // The generator is not used.
        self.0.sign(encoding, &SystemRandom::new(), message, &mut signature)?;
        Ok(signature)
    }
}

/// The numbers of the key. aws-lc-rs has keys that are read once, but each has one hash, and a key
/// of a CSR verifies once.
pub(crate) struct VerifyingKey(RsaPublicKeyComponents<Vec<u8>>);

impl VerifyingKey {
    pub(super) fn from_pkcs1_der(rsa_public_key: &[u8]) -> Result<Self, KeyRefusal> {
        let (modulus, exponent) = rsa_numbers(rsa_public_key).map_err(|NotDer| KeyRefusal::Invalid)?;
        Ok(Self(RsaPublicKeyComponents { n: modulus.to_vec(), e: exponent.to_vec() }))
    }

    pub(super) fn verify_pkcs1(&self, hash: HashAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        let parameters = match hash {
            HashAlgorithm::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
            HashAlgorithm::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
            HashAlgorithm::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
        };
        self.0.verify(parameters, message, signature).is_ok()
    }

    pub(super) fn verify_pss(
        &self,
        hash: HashAlgorithm,
        salt_length: u16,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let parameters: RsaParameters = match hash {
            HashAlgorithm::Sha256 => RSA_PSS_2048_8192_SHA256,
            HashAlgorithm::Sha384 => RSA_PSS_2048_8192_SHA384,
            HashAlgorithm::Sha512 => RSA_PSS_2048_8192_SHA512,
        };
        let parameters = parameters.with_pss_salt_length(RsaPssSaltLength::Custom(salt_length));
        self.0.verify(&parameters, message, signature).is_ok()
    }
}

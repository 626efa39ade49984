//! RSA. This module verifies what graviola does not: moduli of other than whole words of 64 bits,
//! public exponents of 33 bits, and RSASSA-PSS with a salt of another length than its hash's.

use alloc::vec;
use alloc::vec::Vec;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use graviola::signing::rsa;

use super::{KeyRefusal, emsa};
use crate::key::public::rsa_numbers;
use crate::key::rsa::RsaComponents;
use crate::key::{HashAlgorithm, SignerError};
use crate::x509::der::NotDer;

const WORD_OCTETS: usize = 8;

pub(crate) struct SigningKey {
    key: rsa::SigningKey,
    modulus_octets: usize,
}

impl SigningKey {
    pub(super) fn new(components: &RsaComponents) -> Result<Self, KeyRefusal> {
        // graviola takes a number modulo the second prime for one modulo the first (RFC 8017 §5.1.2
        // step 2b iii). If it is not, graviola cannot sign the message.
        let ordered = components.with_larger_prime_first();
        let key = rsa::SigningKey::from_pkcs1_der(&ordered).map_err(|_| KeyRefusal::Invalid)?;
        let modulus_octets = key.modulus_len_bytes();
        // graviola computes with whole words, here of each prime.
        if modulus_octets % (2 * WORD_OCTETS) == 0 {
            Ok(Self { key, modulus_octets })
        } else {
            Err(KeyRefusal::Unsupported)
        }
    }

    pub(super) fn sign(&self, hash: HashAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let mut signature = vec![0; self.modulus_octets];
        match hash {
            HashAlgorithm::Sha256 => self.key.sign_pkcs1_sha256(&mut signature, message),
            HashAlgorithm::Sha384 => self.key.sign_pkcs1_sha384(&mut signature, message),
            HashAlgorithm::Sha512 => self.key.sign_pkcs1_sha512(&mut signature, message),
        }?;
        Ok(signature)
    }
}

pub(crate) struct VerifyingKey {
    /// `None` if graviola does not support the key.
    key: Option<rsa::VerifyingKey>,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl VerifyingKey {
    pub(super) fn from_pkcs1_der(rsa_public_key: &[u8]) -> Result<Self, KeyRefusal> {
        let (modulus, exponent) = rsa_numbers(rsa_public_key).map_err(|NotDer| KeyRefusal::Invalid)?;
        let whole_words = modulus.len().is_multiple_of(WORD_OCTETS).then_some(rsa_public_key);
        let key = whole_words.and_then(|key| rsa::VerifyingKey::from_pkcs1_der(key).ok());
        Ok(Self { key, modulus: modulus.to_vec(), exponent: exponent.to_vec() })
    }

    pub(super) fn verify_pkcs1(&self, hash: HashAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        match &self.key {
            Some(key) => match hash {
                HashAlgorithm::Sha256 => key.verify_pkcs1_sha256(signature, message),
                HashAlgorithm::Sha384 => key.verify_pkcs1_sha384(signature, message),
                HashAlgorithm::Sha512 => key.verify_pkcs1_sha512(signature, message),
            }
            .is_ok(),
            None => {
                self.encoded_message(signature).is_some_and(|encoded| emsa::is_pkcs1(&encoded, hash, message))
            }
        }
    }

    pub(super) fn verify_pss(
        &self,
        hash: HashAlgorithm,
        salt_octets: usize,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        match &self.key {
            Some(key) if salt_octets == hash.octets() => match hash {
                HashAlgorithm::Sha256 => key.verify_pss_sha256(signature, message),
                HashAlgorithm::Sha384 => key.verify_pss_sha384(signature, message),
                HashAlgorithm::Sha512 => key.verify_pss_sha512(signature, message),
            }
            .is_ok(),
            _ => self
                .encoded_message(signature)
                .is_some_and(|encoded| emsa::is_pss(&encoded, hash, salt_octets, message)),
        }
    }

    /// Computes the encoded message from which the signature was made: RSAVP1 and I2OSP (RFC 8017
    /// §5.2.2, §8.2.2).
    fn encoded_message(&self, signature: &[u8]) -> Option<Vec<u8>> {
        if signature.len() != self.modulus.len() {
            return None;
        }
        // At most 8192 bits.
        let number = |octets: &[u8]| {
            let bits = u32::try_from(octets.len() * 8).ok()?;
            BoxedUint::from_be_slice(octets, bits).ok()
        };
        let modulus = number(&self.modulus)?;
        let signature = number(signature).filter(|signature| *signature < modulus)?;
        let parameters = BoxedMontyParams::new_vartime(Option::from(Odd::new(modulus))?);
        let power = BoxedMontyForm::new(signature, &parameters).pow(&number(&self.exponent)?);
        let octets = power.retrieve().to_be_bytes();
        // The number fills whole words.
        Some(octets[octets.len() - self.modulus.len()..].to_vec())
    }
}

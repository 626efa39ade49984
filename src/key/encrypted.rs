//! Private keys encrypted with a password: PKCS#8 by PBES2.

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::pbes2::{Cipher, Pbes2};
use super::read::{Structure, read};
use super::{Entropy, KeyDerivationFunction, PrivateKey};
use crate::diagnostics::PrivateKeyError;
use crate::issuance::Error;
use crate::x509::der::{Reader, Writer, is_one_value, tag};

/// The block of AES, by which CBC pads.
const BLOCK_OCTETS: usize = 16;

#[cfg(feature = "pem")]
const PEM_LABEL: &str = "ENCRYPTED PRIVATE KEY";

impl PrivateKey {
    /// The key as encrypted PKCS#8 in DER (RFC 5958 §3): PBES2 with AES-256-CBC and the key derivation
    /// `function`. The salt and the initialization vector, 16 octets each, come from `rng`.
    ///
    /// AES-CBC keeps the key secret and does not authenticate it: what guards the file guards its integrity.
    ///
    /// # Errors
    /// [`PrivateKeyError::EmptyPassword`], which would protect nothing, and [`Error::Entropy`] where `rng` fails.
    pub fn to_encrypted_pkcs8_der<R: TryCryptoRng + ?Sized>(
        &self,
        password: &[u8],
        function: KeyDerivationFunction,
        rng: &mut R,
    ) -> Result<Vec<u8>, Error> {
        if password.is_empty() {
            return Err(PrivateKeyError::EmptyPassword.into());
        }
        let salt: [u8; 16] = Entropy::octets(rng)?;
        let initialization_vector = Entropy::octets(rng)?;
        let scheme = Pbes2 { function, salt: &salt, cipher: Cipher::Aes256, initialization_vector };
        Ok(encrypt(&scheme, password, &self.to_pkcs8_der())?)
    }

    /// The key as encrypted PKCS#8 in PEM (RFC 7468 §11), as
    /// [`to_encrypted_pkcs8_der`](Self::to_encrypted_pkcs8_der) does it in DER.
    ///
    /// # Errors
    /// [`PrivateKeyError::EmptyPassword`], and [`Error::Entropy`] where `rng` fails.
    #[cfg(feature = "pem")]
    pub fn to_encrypted_pkcs8_pem<R: TryCryptoRng + ?Sized>(
        &self,
        password: &[u8],
        function: KeyDerivationFunction,
        rng: &mut R,
    ) -> Result<alloc::string::String, Error> {
        let der = self.to_encrypted_pkcs8_der(password, function, rng)?;
        Ok(crate::x509::pem::encode(PEM_LABEL, &der))
    }

    /// Loads an encrypted PKCS#8 key in DER, whose content must be as [`from_der`](Self::from_der) demands.
    /// Accepted are PBES2 with scrypt or PBKDF2-HMAC-SHA-256, -384 or -512, a salt of 1–32 octets, and
    /// AES-128, -192 or -256 in CBC mode; SHA-1, DES, triple DES, RC2, RC4 and PBES1 are refused by name. An
    /// empty password is accepted, because OpenSSL writes such keys.
    ///
    /// The password takes as long as the key says, within the bounds of [`KeyDerivationFunction`], and
    /// those bounds are looked at first.
    ///
    /// # Errors
    /// [`PrivateKeyError`], which says nothing about the key's content or the password. A wrong password and a
    /// damaged key are both [`PrivateKeyError::Decryption`].
    pub fn from_encrypted_pkcs8_der(der: &[u8], password: &[u8]) -> Result<Self, PrivateKeyError> {
        if der.len() > Self::MAX_DER_OCTETS {
            return Err(PrivateKeyError::TooLong { found: der.len(), max: Self::MAX_DER_OCTETS });
        }
        if !is_one_value(der) {
            return Err(PrivateKeyError::Malformed);
        }
        match Structure::of_der(der) {
            Err(PrivateKeyError::Encrypted) => {}
            Ok(_) => return Err(PrivateKeyError::NotEncrypted),
            Err(error) => return Err(error),
        }
        let mut reader = Reader::of_sequence(der)?;
        let scheme = Pbes2::read(reader.content_of(tag::SEQUENCE)?)?;
        decrypt(&scheme, password, reader.content_of(tag::OCTET_STRING)?)
    }

    /// Loads an encrypted PKCS#8 key in PEM, one block labelled `ENCRYPTED PRIVATE KEY`, as
    /// [`from_encrypted_pkcs8_der`](Self::from_encrypted_pkcs8_der) does it from DER.
    ///
    /// # Errors
    /// [`PrivateKeyError`], which says nothing about the key's content or the password.
    #[cfg(feature = "pem")]
    pub fn from_encrypted_pkcs8_pem(pem: &str, password: &[u8]) -> Result<Self, PrivateKeyError> {
        match super::pem::decode(pem)? {
            (PEM_LABEL, der) => Self::from_encrypted_pkcs8_der(&der, password),
            ("PRIVATE KEY" | "EC PRIVATE KEY" | "RSA PRIVATE KEY", _) => Err(PrivateKeyError::NotEncrypted),
            _ => Err(PrivateKeyError::Pem),
        }
    }
}

/// ```asn1
/// EncryptedPrivateKeyInfo ::= SEQUENCE {
///   encryptionAlgorithm  EncryptionAlgorithmIdentifier,
///   encryptedData        OCTET STRING }
/// ```
fn encrypt(scheme: &Pbes2<'_>, password: &[u8], pkcs8: &[u8]) -> Result<Vec<u8>, PrivateKeyError> {
    let mut buffer = Zeroizing::new(alloc::vec![0; pkcs8.len() + BLOCK_OCTETS]);
    buffer[..pkcs8.len()].copy_from_slice(pkcs8);
    // The buffer has room for the padding, and the parameters are within the bounds of the algorithms.
    let encrypted = scheme
        .to_pkcs5()?
        .encrypt_in_place(password, &mut buffer, pkcs8.len())
        .map_err(|_| PrivateKeyError::Malformed)?;
    let mut w = Writer::with_capacity(encrypted.len() + 128);
    w.sequence(|w| {
        scheme.encode(w);
        w.value(tag::OCTET_STRING, encrypted);
    });
    Ok(w.into_bytes())
}

/// What comes out with a wrong password looks like anything. To say more of it than what is public would
/// also tell somebody who alters the file, and sees the answers, what is inside.
fn decrypt(scheme: &Pbes2<'_>, password: &[u8], encrypted: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let mut buffer = Zeroizing::new(encrypted.to_vec());
    let pkcs8 = scheme
        .to_pkcs5()?
        .decrypt_in_place(password, &mut buffer)
        .map_err(|_| PrivateKeyError::Decryption)?;
    if Structure::of_der(pkcs8) != Ok(Structure::Pkcs8) {
        return Err(PrivateKeyError::Decryption);
    }
    read(pkcs8).map_err(|error| match error {
        PrivateKeyError::Unsupported(_) | PrivateKeyError::MultiPrime => error,
        _ => PrivateKeyError::Decryption,
    })
}

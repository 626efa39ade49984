//! Private keys encrypted with a password: PKCS#8 with PBES2.

use alloc::vec::Vec;

use der::Encode;
use pkcs5::pbes2::{EncryptionScheme, Parameters};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::pbes2;
use super::read::{KeyFormat, read};
use super::{Entropy, KeyDerivationFunction, PrivateKey, PrivateKeyError};
use crate::x509::der::{Reader, Writer, is_one_value, tag};

/// The block size of AES, to which CBC pads.
const BLOCK_OCTETS: usize = 16;

#[cfg(feature = "pem")]
const PEM_LABEL: &str = "ENCRYPTED PRIVATE KEY";

impl PrivateKey {
    /// Returns the key as encrypted PKCS#8 in DER (RFC 5958 §3): PBES2 with AES-256-CBC and the key
    /// derivation `function`. The salt and the initialization vector, 16 octets each, come from
    /// `rng`.
    ///
    /// AES-CBC keeps the key secret but does not authenticate it. Protect the file against changes.
    ///
    /// # Errors
    /// [`PrivateKeyError::EmptyPassword`], and [`PrivateKeyError::Entropy`] if `rng` fails.
    pub fn to_encrypted_pkcs8_der<R: TryCryptoRng + ?Sized>(
        &self,
        password: &[u8],
        function: KeyDerivationFunction,
        rng: &mut R,
    ) -> Result<Vec<u8>, PrivateKeyError> {
        if password.is_empty() {
            return Err(PrivateKeyError::EmptyPassword);
        }
        let salt: [u8; 16] = Entropy::octets(rng)?;
        let encryption = EncryptionScheme::Aes256Cbc { iv: Entropy::octets(rng)? };
        let parameters = Parameters { kdf: pbes2::kdf(function, &salt)?, encryption };
        encrypt(parameters, password, &self.to_pkcs8_der())
    }

    /// Returns the key as encrypted PKCS#8 in PEM (RFC 7468 §11). See
    /// [`to_encrypted_pkcs8_der`](Self::to_encrypted_pkcs8_der).
    ///
    /// # Errors
    /// [`PrivateKeyError::EmptyPassword`], and [`PrivateKeyError::Entropy`] if `rng` fails.
    #[cfg(feature = "pem")]
    pub fn to_encrypted_pkcs8_pem<R: TryCryptoRng + ?Sized>(
        &self,
        password: &[u8],
        function: KeyDerivationFunction,
        rng: &mut R,
    ) -> Result<alloc::string::String, PrivateKeyError> {
        let der = self.to_encrypted_pkcs8_der(password, function, rng)?;
        Ok(crate::x509::pem::encode(PEM_LABEL, &der))
    }

    /// Loads an encrypted PKCS#8 key in DER. The decrypted key must meet the requirements of
    /// [`from_der`](Self::from_der).
    ///
    /// Accepts PBES2 with scrypt or PBKDF2-HMAC-SHA-256, -384 or -512, a salt of 1–32 octets, and
    /// AES-128, -192 or -256 in CBC mode. SHA-1, DES, triple DES, RC2, RC4 and PBES1 are refused by
    /// name. An empty password is accepted, because OpenSSL writes such keys.
    ///
    /// The encrypted key states the cost of the derivation. The limits of [`KeyDerivationFunction`]
    /// are checked before the derivation starts.
    ///
    /// # Errors
    /// [`PrivateKeyError`], which reveals nothing about the key's content or the password. A wrong
    /// password and a damaged key both give [`PrivateKeyError::Decryption`].
    pub fn from_encrypted_pkcs8_der(der: &[u8], password: &[u8]) -> Result<Self, PrivateKeyError> {
        if der.len() > Self::MAX_DER_OCTETS {
            return Err(PrivateKeyError::TooLong { found: der.len(), max: Self::MAX_DER_OCTETS });
        }
        if !is_one_value(der) {
            return Err(PrivateKeyError::Malformed);
        }
        match KeyFormat::of_der(der) {
            Err(PrivateKeyError::Encrypted) => {}
            Ok(_) => return Err(PrivateKeyError::NotEncrypted),
            Err(error) => return Err(error),
        }
        let mut reader = Reader::of_sequence(der)?;
        let parameters = pbes2::read(reader.next()?.bytes)?;
        decrypt(&parameters, password, reader.content_of(tag::OCTET_STRING)?)
    }

    /// Loads an encrypted PKCS#8 key in PEM, one block with the label `ENCRYPTED PRIVATE KEY`. See
    /// [`from_encrypted_pkcs8_der`](Self::from_encrypted_pkcs8_der).
    ///
    /// # Errors
    /// [`PrivateKeyError`], which reveals nothing about the key's content or the password.
    #[cfg(feature = "pem")]
    pub fn from_encrypted_pkcs8_pem(pem: &str, password: &[u8]) -> Result<Self, PrivateKeyError> {
        match super::pem::decode(pem)? {
            (PEM_LABEL, der) => Self::from_encrypted_pkcs8_der(&der, password),
            ("PRIVATE KEY" | "EC PRIVATE KEY" | "RSA PRIVATE KEY", _) => Err(PrivateKeyError::NotEncrypted),
            _ => Err(PrivateKeyError::Pem),
        }
    }
}

impl PrivateKey {
    /// Loads a key in DER in any of the supported structures, with a password if it is encrypted.
    /// See [`from_der`](Self::from_der) and
    /// [`from_encrypted_pkcs8_der`](Self::from_encrypted_pkcs8_der).
    ///
    /// # Errors
    /// Those of [`from_pem_with_password`](Self::from_pem_with_password), except those of PEM.
    pub fn from_der_with_password(der: &[u8], password: Option<&[u8]>) -> Result<Self, PrivateKeyError> {
        match password {
            None => Self::from_der(der),
            Some(password) => Self::from_encrypted_pkcs8_der(der, password),
        }
    }

    /// Loads a key in PEM in any of the supported structures, with a password if it is encrypted.
    /// See [`from_pem`](Self::from_pem) and
    /// [`from_encrypted_pkcs8_pem`](Self::from_encrypted_pkcs8_pem).
    ///
    /// ```
    /// use certmint::PrivateKey;
    ///
    /// /// The key and, if it is encrypted, the password of a configuration.
    /// fn load(
    ///     path: &str,
    ///     password: Option<&str>,
    /// ) -> Result<PrivateKey, Box<dyn core::error::Error>> {
    ///     let pem = std::fs::read_to_string(path)?;
    ///     let password = password.map(str::as_bytes);
    ///     Ok(PrivateKey::from_pem_with_password(&pem, password)?)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`PrivateKeyError::Encrypted`] if the key is encrypted and there is no password;
    /// [`PrivateKeyError::NotEncrypted`] if there is a password and the key is not encrypted,
    /// because a key that its owner believes to be encrypted lies in the open; otherwise a
    /// [`PrivateKeyError`] that reveals nothing about the key's content or the password.
    #[cfg(feature = "pem")]
    pub fn from_pem_with_password(pem: &str, password: Option<&[u8]>) -> Result<Self, PrivateKeyError> {
        match password {
            None => Self::from_pem(pem),
            Some(password) => Self::from_encrypted_pkcs8_pem(pem, password),
        }
    }
}

/// ```asn1
/// EncryptedPrivateKeyInfo ::= SEQUENCE {
///   encryptionAlgorithm  EncryptionAlgorithmIdentifier,
///   encryptedData        OCTET STRING }
/// ```
fn encrypt(parameters: Parameters, password: &[u8], pkcs8: &[u8]) -> Result<Vec<u8>, PrivateKeyError> {
    let mut buffer = Zeroizing::new(alloc::vec![0; pkcs8.len() + BLOCK_OCTETS]);
    buffer[..pkcs8.len()].copy_from_slice(pkcs8);
    // Cannot fail: the buffer has room for the padding, and the parameters are within the
    // algorithms' bounds.
    let encrypted = parameters
        .encrypt_in_place(password, &mut buffer, pkcs8.len())
        .map_err(|_| PrivateKeyError::Malformed)?;
    let algorithm = pkcs5::EncryptionScheme::from(parameters).to_der()?;
    let mut w = Writer::with_capacity(encrypted.len() + algorithm.len() + 16);
    w.sequence(|w| {
        w.raw(&algorithm);
        w.value(tag::OCTET_STRING, encrypted);
    });
    Ok(w.into_bytes())
}

/// Decrypts a key. A wrong password yields arbitrary octets. A more detailed error would reveal the
/// content to an attacker who alters the file and observes the errors.
fn decrypt(
    parameters: &Parameters,
    password: &[u8],
    encrypted: &[u8],
) -> Result<PrivateKey, PrivateKeyError> {
    let mut buffer = Zeroizing::new(encrypted.to_vec());
    let pkcs8 =
        parameters.decrypt_in_place(password, &mut buffer).map_err(|_| PrivateKeyError::Decryption)?;
    if KeyFormat::of_der(pkcs8) != Ok(KeyFormat::Pkcs8) {
        return Err(PrivateKeyError::Decryption);
    }
    read(pkcs8).map_err(|error| match error {
        PrivateKeyError::Unsupported(_) | PrivateKeyError::MultiPrime => error,
        _ => PrivateKeyError::Decryption,
    })
}

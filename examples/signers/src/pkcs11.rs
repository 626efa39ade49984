//! Keys in a PKCS#11 token: a [`Signer`] and a source of randomness.
//!
//! ```no_run
//! use std::path::Path;
//! use std::sync::Arc;
//!
//! use certmint::KeyAlgorithm;
//! use certmint_signers::pkcs11::{AuthPin, Token, TokenRng};
//!
//! # fn run(pin: String) -> Result<(), Box<dyn std::error::Error>> {
//! let module = Path::new("/usr/lib/softhsm/libsofthsm2.so");
//! let token = Token::open(module, "certmint", AuthPin::new(pin.into()))?;
//! let key = token.key("root", KeyAlgorithm::Ec384)?;
//! let rng = TokenRng(Arc::clone(&token));
//! # drop((key, rng));
//! # Ok(())
//! # }
//! ```

use std::error::Error;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use certmint::error::{PublicKeyError, SignerError};
use certmint::key::{Curve, SignatureAlgorithm, ecdsa_sig_value};
use certmint::rand_core::{TryCryptoRng, TryRng};
use certmint::{KeyAlgorithm, PublicKey, Signer};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
pub use cryptoki::types::AuthPin;
use cryptoki::types::Ulong;

/// An error of a token. Its text contains no PIN and no key.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The module or the token returned an error, such as a wrong PIN.
    Pkcs11(cryptoki::error::Error),
    /// The token with this label does not exist or is not unique.
    Token(String),
    /// The key with this label does not exist or is not unique.
    Key(String),
    /// The public key cannot be read.
    PublicKey(Box<dyn Error + Send + Sync>),
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pkcs11(error) => error.fmt(f),
            Self::Token(label) => write!(f, "there is not exactly one token with the label {label:?}"),
            Self::Key(label) => write!(f, "there is not exactly one key with the label {label:?}"),
            Self::PublicKey(error) => write!(f, "the token's public key cannot be used: {error}"),
        }
    }
}

impl Error for TokenError {}

impl From<cryptoki::error::Error> for TokenError {
    fn from(error: cryptoki::error::Error) -> Self {
        Self::Pkcs11(error)
    }
}

impl From<PublicKeyError> for TokenError {
    fn from(error: PublicKeyError) -> Self {
        Self::PublicKey(error.into())
    }
}

/// A token and one session with it.
///
/// A session does one thing at a time, so it is behind a mutex. To sign in parallel, open one
/// `Token` per thread. A session in which anything failed is closed, and the next call opens
/// another. After an outage, the same signer can therefore be used again.
pub struct Token {
    pkcs11: Pkcs11,
    slot: Slot,
    pin: AuthPin,
    session: Mutex<Option<Session>>,
}

impl Token {
    /// Loads the PKCS#11 module of the token's manufacturer and logs in to the token with this
    /// label.
    ///
    /// A module can be loaded only once in a process. To open another of its tokens, or the same one
    /// again, use [`Token::log_in_to`].
    ///
    /// # Errors
    ///
    /// [`TokenError::Pkcs11`] if the module cannot be loaded or the PIN is wrong,
    /// [`TokenError::Token`] if not exactly one token has this label.
    pub fn open(module: &Path, label: &str, pin: AuthPin) -> Result<Arc<Self>, TokenError> {
        let pkcs11 = Pkcs11::new(module)?;
        pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))?;
        Self::log_in_to(pkcs11, label, pin)
    }

    /// Opens a token like [`Token::open`], with a module that is already loaded.
    ///
    /// # Errors
    ///
    /// As [`Token::open`].
    pub fn log_in_to(pkcs11: Pkcs11, label: &str, pin: AuthPin) -> Result<Arc<Self>, TokenError> {
        let mut found = Vec::new();
        for slot in pkcs11.get_slots_with_initialized_token()? {
            if pkcs11.get_token_info(slot)?.label() == label {
                found.push(slot);
            }
        }
        let [slot] = found[..] else { return Err(TokenError::Token(label.into())) };
        let token = Self { pkcs11, slot, pin, session: Mutex::new(None) };
        token.with_session(|_| Ok(()))?;
        Ok(Arc::new(token))
    }

    /// Does something else with the token, such as deleting a key. If it fails, the session is closed.
    ///
    /// # Errors
    ///
    /// Those of `work`, and [`TokenError::Pkcs11`] if no session can be opened.
    pub fn with_session<T>(
        &self,
        work: impl FnOnce(&Session) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        let mut kept = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let session = match kept.take() {
            Some(session) => session,
            None => {
                let session = self.pkcs11.open_rw_session(self.slot)?;
                session.login(UserType::User, Some(&self.pin))?;
                session
            }
        };
        let done = work(&session)?;
        *kept = Some(session);
        Ok(done)
    }

    /// Returns the key with this label, generating it if necessary. It never leaves the token.
    ///
    /// # Errors
    ///
    /// [`TokenError::Key`] if there are several, [`TokenError::PublicKey`] if it is neither RSA nor
    /// on a curve of certmint, [`TokenError::Pkcs11`] if the token fails.
    pub fn key(self: &Arc<Self>, label: &str, algorithm: KeyAlgorithm) -> Result<Key, TokenError> {
        self.with_session(|session| {
            if session.find_objects(&template(ObjectClass::PRIVATE_KEY, label))?.is_empty() {
                generate(session, label, algorithm)?;
            }
            Ok(())
        })?;
        self.existing_key(label)
    }

    /// Returns the key with this label. Use it for the key of a CA that exists: a new key would be
    /// of no use to it.
    ///
    /// # Errors
    ///
    /// Those of [`Token::key`]; [`TokenError::Key`] also if there is no such key.
    pub fn existing_key(self: &Arc<Self>, label: &str) -> Result<Key, TokenError> {
        let public_key = self.with_session(|session| {
            read_public_key(session, find_one(session, ObjectClass::PUBLIC_KEY, label)?)
        })?;
        Ok(Key { token: Arc::clone(self), label: label.into(), public_key })
    }
}

fn template(class: ObjectClass, label: &str) -> Vec<Attribute> {
    vec![Attribute::Class(class), Attribute::Label(label.into())]
}

fn find_one(session: &Session, class: ObjectClass, label: &str) -> Result<ObjectHandle, TokenError> {
    match session.find_objects(&template(class, label))?[..] {
        [object] => Ok(object),
        _ => Err(TokenError::Key(label.into())),
    }
}

fn generate(session: &Session, label: &str, algorithm: KeyAlgorithm) -> Result<(), TokenError> {
    let (mechanism, parameters) = match algorithm {
        KeyAlgorithm::Ec256 => (Mechanism::EccKeyPairGen, ec_parameters(Curve::P256)),
        KeyAlgorithm::Ec384 => (Mechanism::EccKeyPairGen, ec_parameters(Curve::P384)),
        KeyAlgorithm::Rsa2048 => (Mechanism::RsaPkcsKeyPairGen, rsa_parameters(Ulong::new(2_048))),
        KeyAlgorithm::Rsa3072 => (Mechanism::RsaPkcsKeyPairGen, rsa_parameters(Ulong::new(3_072))),
        KeyAlgorithm::Rsa4096 => (Mechanism::RsaPkcsKeyPairGen, rsa_parameters(Ulong::new(4_096))),
        other => {
            let text = format!("this example does not generate keys of the algorithm {other}");
            return Err(TokenError::PublicKey(text.into()));
        }
    };
    let both = [Attribute::Token(true), Attribute::Label(label.into())];
    let public = [&both[..], &parameters, &[Attribute::Verify(true)]].concat();
    let private = [
        &both[..],
        &[Attribute::Private(true), Attribute::Sensitive(true), Attribute::Extractable(false)],
        &[Attribute::Sign(true)],
    ]
    .concat();
    session.generate_key_pair(&mechanism, &public, &private)?;
    Ok(())
}

fn ec_parameters(curve: Curve) -> Vec<Attribute> {
    vec![Attribute::EcParams(curve.to_parameters_der())]
}

fn rsa_parameters(bits: Ulong) -> Vec<Attribute> {
    vec![Attribute::ModulusBits(bits), Attribute::PublicExponent(vec![1, 0, 1])]
}

fn read_public_key(session: &Session, key: ObjectHandle) -> Result<PublicKey, TokenError> {
    let [Attribute::KeyType(key_type)] = session.get_attributes(key, &[AttributeType::KeyType])?[..] else {
        return Err(TokenError::PublicKey("it has no type".into()));
    };
    let octets = |which| octets(session, key, which);
    match key_type {
        KeyType::EC => {
            let curve = Curve::from_parameters_der(&octets(AttributeType::EcParams)?)?;
            Ok(PublicKey::from_ec_point(curve, &octets(AttributeType::EcPoint)?)?)
        }
        KeyType::RSA => {
            let (modulus, exponent) = (AttributeType::Modulus, AttributeType::PublicExponent);
            Ok(PublicKey::from_rsa_components(&octets(modulus)?, &octets(exponent)?)?)
        }
        _ => Err(TokenError::PublicKey("it is neither an RSA nor an EC key".into())),
    }
}

fn octets(session: &Session, key: ObjectHandle, which: AttributeType) -> Result<Vec<u8>, TokenError> {
    match session.get_attributes(key, &[which])?.pop() {
        Some(
            Attribute::EcParams(octets)
            | Attribute::EcPoint(octets)
            | Attribute::Modulus(octets)
            | Attribute::PublicExponent(octets),
        ) => Ok(octets),
        _ => Err(TokenError::PublicKey(format!("the token does not return its {which}").into())),
    }
}

/// A key pair in the token.
pub struct Key {
    token: Arc<Token>,
    label: String,
    public_key: PublicKey,
}

impl Signer for Key {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        // Both mechanisms sign what the caller hashed; every token supports them.
        let (mechanism, data) = match algorithm {
            SignatureAlgorithm::Ecdsa(hash) => (Mechanism::Ecdsa, hash.digest(message).as_bytes().to_vec()),
            SignatureAlgorithm::RsaPkcs1(hash) => {
                (Mechanism::RsaPkcs, hash.digest(message).to_digest_info_der())
            }
            _ => return Err(SignerError::new("the token signs with RSASSA-PKCS1-v1_5 and ECDSA only")),
        };
        let signed = self.token.with_session(|session| {
            // Private-key handles are invalid after logout, so the key is looked up each time.
            let key = find_one(session, ObjectClass::PRIVATE_KEY, &self.label)?;
            Ok(session.sign(&mechanism, key, &data)?)
        });
        let signature = signed.map_err(SignerError::new)?;
        Ok(match algorithm {
            SignatureAlgorithm::Ecdsa(_) => {
                let (r, s) = signature.split_at(signature.len() / 2);
                ecdsa_sig_value(r, s)
            }
            _ => signature,
        })
    }
}

/// The token's random number generator, for serial numbers.
pub struct TokenRng(
    /// The token.
    pub Arc<Token>,
);

impl TryRng for TokenRng {
    type Error = TokenError;

    fn try_next_u32(&mut self) -> Result<u32, TokenError> {
        let mut octets = [0; 4];
        self.try_fill_bytes(&mut octets)?;
        Ok(u32::from_le_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, TokenError> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets)?;
        Ok(u64::from_le_bytes(octets))
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), TokenError> {
        self.0.with_session(|session| Ok(session.generate_random_slice(octets)?))
    }
}

impl TryCryptoRng for TokenRng {}

//! A checked CA certificate, with what every certificate that it issues repeats.

mod extensions;
mod limits;

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::certificate::{CaCertificate, Certificate};
use crate::der::Writer;
use crate::error::IssuerError;
use crate::extension::encode_authority_key_identifier;
use crate::key::PublicKey;
use crate::name::{CaNames, Name, NameConstraintSet};
use crate::validity::Period;
pub use extensions::IssuerExtensions;
pub(crate) use extensions::{FETCHED_BY, add_url};
use limits::Limits;

/// A CA certificate that was checked when it was loaded (rule A1), the chain above it, and what the
/// issuer says of itself in all that it issues. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Issuer {
    loaded: Arc<Loaded>,
    repeated: Arc<Repeated>,
}

/// What every certificate of the issuer repeats.
#[derive(Debug, Default)]
struct Repeated {
    extensions: IssuerExtensions,
    /// The same, encoded.
    der: Vec<u8>,
}

#[derive(Debug)]
struct Loaded {
    /// The issuer's own certificate first, then those above it, as far as they are known.
    chain: Vec<Certificate>,
    ca: CaCertificate,
    limits: Limits,
    /// The names of all CAs of the chain.
    names: CaNames,
    /// The authorityKeyIdentifier of all that the issuer signs, encoded.
    authority_key_identifier: Vec<u8>,
}

impl Issuer {
    /// Loads an issuer from its certificate in DER: X.509 v3, cA TRUE, keyCertSign where keyUsage is
    /// present, a key that this library can verify with. Of the chain above it nothing is known then: name
    /// constraints and path lengths there do not bind what is issued, and only a self-signed certificate
    /// has a signature that can be checked.
    ///
    /// A certificate without keyUsage, or whose basicConstraints is not critical, loads; OpenSSL in its strict
    /// mode refuses what it issues.
    ///
    /// # Errors
    /// [`IssuerError`]
    pub fn from_der(certificate: &[u8]) -> Result<Self, IssuerError> {
        Self::from_chain(Vec::from([Certificate::from_der(certificate)?]))
    }

    /// Loads an issuer and the certificates above it, each issued by the next one, from PEM blocks
    /// labelled `CERTIFICATE`, however wrapped. Text around them is tolerated, other blocks are not.
    ///
    /// # Errors
    /// [`IssuerError::Pem`], and those of [`Issuer::from_chain`].
    #[cfg(feature = "pem")]
    pub fn from_chain_pem(text: &str) -> Result<Self, IssuerError> {
        Self::from_chain(Certificate::from_pem_blocks(text)?)
    }

    /// Loads an issuer and the certificates above it, each issued by the next one.
    ///
    /// # Errors
    /// [`IssuerError`], where each link is checked by name, key identifier, validity and signature, the last
    /// certificate, if it is self-signed, by its own signature, and each CA by the path lengths and name
    /// constraints of those above it; [`IssuerError::NotACa`] where there is no certificate at all.
    pub fn from_chain(chain: Vec<Certificate>) -> Result<Self, IssuerError> {
        let mut cas: Vec<_> = chain.iter().map(CaCertificate::read).collect::<Result<_, _>>()?;
        for (position, pair) in cas.windows(2).enumerate() {
            if let [below, above] = pair {
                below.check_issued_by(above).map_err(|reason| IssuerError::Chain { position, reason })?;
            }
        }
        if let Some((last, position)) = cas.last().zip(cas.len().checked_sub(1)) {
            last.check_self_signature().map_err(|reason| IssuerError::Chain { position, reason })?;
        }
        let mut limits = Limits::default();
        for (position, ca) in cas.iter_mut().enumerate().rev() {
            limits = limits.below(ca).map_err(|reason| IssuerError::Chain { position, reason })?;
        }
        if cas.is_empty() {
            return Err(IssuerError::NotACa);
        }
        let names = CaNames::new(cas.iter().map(|ca| &ca.subject));
        let ca = cas.swap_remove(0);
        let mut w = Writer::with_capacity(64);
        encode_authority_key_identifier(&mut w, &ca.key_identifier());
        let loaded = Loaded { chain, ca, limits, names, authority_key_identifier: w.into_bytes() };
        Ok(Self { loaded: Arc::new(loaded), repeated: Arc::default() })
    }

    /// Sets what the issuer says of itself in all that it issues (rule A5), in place of what it said.
    #[must_use]
    pub fn with_extensions(mut self, extensions: IssuerExtensions) -> Self {
        self.repeated = Arc::new(Repeated { der: extensions.to_der(), extensions });
        self
    }

    /// What the issuer says of itself in all that it issues.
    #[must_use]
    pub fn extensions(&self) -> &IssuerExtensions {
        &self.repeated.extensions
    }

    /// The subject, which the certificates that it issues name as their issuer (rule N5).
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.loaded.ca.subject
    }

    /// The validity of the issuer itself.
    #[must_use]
    pub fn validity(&self) -> Period {
        self.loaded.ca.validity
    }

    /// The public key that verifies what the issuer signs.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.loaded.ca.public_key
    }

    /// The issuer's certificate first, then those above it, as far as they are known.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.loaded.chain
    }

    /// How many CAs may follow below, by the issuer's own path length and those of the chain above; `None`
    /// for any number.
    #[must_use]
    pub fn path_length(&self) -> Option<u32> {
        self.loaded.limits.path_length
    }

    /// [`Issuer::extensions`] in DER, one after the other.
    pub(crate) fn extensions_der(&self) -> &[u8] {
        &self.repeated.der
    }

    /// The name constraints of the issuer and of every CA above it.
    pub(crate) fn name_constraints(&self) -> &NameConstraintSet {
        &self.loaded.limits.name_constraints
    }

    /// The names of the issuer and of every CA above it.
    pub(crate) fn ca_names(&self) -> &CaNames {
        &self.loaded.names
    }

    /// The extension authorityKeyIdentifier in DER: the issuer's subjectKeyIdentifier, computed from its key
    /// where it has none.
    pub(crate) fn authority_key_identifier_der(&self) -> &[u8] {
        &self.loaded.authority_key_identifier
    }

    /// Whether the issuer may sign CRLs: cRLSign, where keyUsage is there (RFC 5280 §4.2.1.3).
    pub(crate) fn may_sign_crls(&self) -> bool {
        self.loaded.ca.extensions.crl_sign
    }
}

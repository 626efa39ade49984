//! A checked CA certificate, with what every certificate that it issues repeats.

pub(crate) mod certificate;
mod extensions;
mod limits;

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::diagnostics::{ChainCertificate, IssuerError, IssuerNotice};
use crate::issuer::certificate::{CaCertificate, Certificate};
use crate::key::{HashAlgorithm, PublicKey};
use crate::x509::der::Writer;
use crate::x509::extension::{ExtendedKeyUsage, encode_authority_key_identifier};
use crate::x509::name::{CaNames, DistinguishedName};
use crate::x509::name_constraints::NameConstraintSet;
use crate::x509::validity::Validity;
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
    /// The CAs above the issuer, from the next one on, and how long each is valid.
    above: Vec<(ChainCertificate, Validity)>,
    limits: Limits,
    /// The names of all CAs of the chain.
    names: CaNames,
    /// The authorityKeyIdentifier of all that the issuer signs, encoded.
    authority_key_identifier: Vec<u8>,
    notices: Vec<IssuerNotice>,
}

impl Issuer {
    /// Loads an issuer from its certificate in DER: X.509 v3, cA TRUE, keyCertSign where keyUsage is
    /// present, a key that this library can verify with. Of the chain above it nothing is known then: name
    /// constraints, path lengths, purposes and validities there do not bind what is issued, and only a self-signed certificate
    /// has a signature that can be checked.
    ///
    /// A certificate loads as it is where it has one meaning: without keyUsage, say, or with a keyUsage that is not
    /// quite DER. [`Issuer::notices`] says what verifiers refuse below such an issuer.
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
    /// [`IssuerError`], where each link is checked by name, key identifier and signature, the last
    /// certificate, if it says that it is self-signed and its algorithm is one that is verified here, by its own
    /// signature, and each CA by the path lengths and name constraints of those above it.
    ///
    /// A chain may end anywhere: where a CA has a key that this library cannot verify with, Ed25519 or P-521 say,
    /// give the chain without it and those above it. Of what is left out, the path lengths, the name constraints
    /// (rule A3), the purposes (rule A7) and the validity (rule V9) do not bind what is issued.
    pub fn from_chain(chain: Vec<Certificate>) -> Result<Self, IssuerError> {
        let mut cas = Vec::with_capacity(chain.len());
        for (position, certificate) in chain.iter().enumerate() {
            let ca = CaCertificate::read(certificate).map_err(|error| IssuerError::Certificate {
                certificate: certificate.named(position),
                error,
            })?;
            cas.push((ChainCertificate::new(position, Some(&ca.subject)), ca));
        }
        let names: Vec<_> = cas.iter().map(|(certificate, _)| certificate.clone()).collect();
        let error = |certificate: &ChainCertificate| {
            let certificate = certificate.clone();
            let above = names.get(certificate.position() + 1).cloned();
            move |error| IssuerError::Chain { certificate, above, error }
        };
        for position in 1..cas.len() {
            if let [(certificate, below), (_, above)] = &mut cas[position - 1..=position] {
                let notice = below.check_issued_by(above).map_err(error(certificate))?;
                below.notices.extend(notice);
            }
        }
        if let Some((certificate, last)) = cas.last() {
            last.check_self_signature().map_err(error(certificate))?;
        }
        let mut limits = Limits::default();
        for (certificate, ca) in cas.iter_mut().rev() {
            limits = limits.below(ca).map_err(error(certificate))?;
        }
        let mut notices = Vec::new();
        for (certificate, ca) in &mut cas {
            let kinds = core::mem::take(&mut ca.notices).into_iter();
            notices.extend(kinds.map(|kind| IssuerNotice::new(certificate.clone(), kind)));
        }
        // The last certificate names a CA, too, where it is not a root's: of that one nothing else is known.
        let top = cas.last().filter(|(_, ca)| !ca.is_self_issued()).map(|(_, ca)| &ca.issuer);
        let names = CaNames::new(cas.iter().map(|(_, ca)| &ca.subject).chain(top));
        let mut cas = cas.into_iter();
        let (_, ca) = cas.next().ok_or(IssuerError::NoCertificate)?;
        let above = cas.map(|(certificate, ca)| (certificate, ca.validity)).collect();
        let mut w = Writer::with_capacity(64);
        encode_authority_key_identifier(&mut w, &ca.key_identifier());
        let authority_key_identifier = w.into_bytes();
        let loaded = Loaded { chain, ca, above, limits, names, authority_key_identifier, notices };
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
    pub fn subject(&self) -> &DistinguishedName {
        &self.loaded.ca.subject
    }

    /// The validity of the issuer itself.
    #[must_use]
    pub fn validity(&self) -> Validity {
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

    /// The purposes that what is issued can have, by the extKeyUsage of the issuer and of each CA of the
    /// chain above that has one (rule A7); `None` for any purpose. Where it is empty, verifiers accept
    /// nothing below the issuer that has a purpose.
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<&ExtendedKeyUsage> {
        self.loaded.limits.extended_key_usage.as_ref()
    }

    /// What verifiers that are stricter than this library refuse below this issuer, and which certificate of the
    /// chain is at fault: what the issuer is loaded with in spite of it (rule A6). To be shown to whoever runs the CA.
    ///
    /// ```
    /// # fn show(chain: &str) -> Result<(), certmint::error::IssuerError> {
    /// let issuer = certmint::Issuer::from_chain_pem(chain)?;
    /// for notice in issuer.notices() {
    ///     eprintln!("{notice}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn notices(&self) -> &[IssuerNotice] {
        &self.loaded.notices
    }

    /// The CAs above the issuer, as far as they are known, from the next one on, with their validities.
    pub(crate) fn above(&self) -> impl Iterator<Item = (&ChainCertificate, Validity)> {
        self.loaded.above.iter().map(|(certificate, validity)| (certificate, *validity))
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

    /// The hash of the signature on the issuer's own certificate, where its algorithm is one with which this
    /// crate signs.
    pub(crate) fn signature_hash(&self) -> Option<HashAlgorithm> {
        self.loaded.ca.signature_hash()
    }

    /// Whether the issuer may sign CRLs: cRLSign, where keyUsage is there (RFC 5280 §4.2.1.3).
    pub(crate) fn may_sign_crls(&self) -> bool {
        self.loaded.ca.extensions.crl_sign
    }
}

//! An issuer: a CA's certificate and the chain above it, loaded and checked.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::IssuerExtensions;
use super::limits::Limits;
use crate::diagnostics::{ChainCertificate, IssuerError, IssuerNotice};
use crate::issuer::certificate::{CaCertificate, Certificate};
use crate::key::{HashAlgorithm, KeyRole, PublicKey, SignatureAlgorithm};
use crate::x509::SerialNumber;
use crate::x509::der::Writer;
use crate::x509::extension::{ExtendedKeyUsage, encode_authority_key_identifier};
use crate::x509::name::{CaNames, DistinguishedName};
use crate::x509::name_constraints::NameConstraintSet;
use crate::x509::oid::ObjectIdentifier;
use crate::x509::validity::Validity;

/// A CA certificate that was checked when it was loaded, the chain above it, and what the issuer
/// publishes in its certificates (rules [A1](crate::docs::rules#a1) and
/// [A5](crate::docs::rules#a5)). Cheap to clone.
///
/// ```
/// use certmint::issuer::IssuerExtensions;
/// use certmint::{Error, Issuer};
///
/// fn load(chain: &str) -> Result<Issuer, Error> {
///     let issuer = Issuer::from_chain_pem(chain)?;
///     // What verifiers refuse below this issuer.
///     for notice in issuer.notices() {
///         eprintln!("{notice}");
///     }
///     let urls = IssuerExtensions::default()
///         .with_crl_url("http://pki.example.org/ca.crl")?;
///     Ok(issuer.with_extensions(urls))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Issuer {
    chain: Arc<CheckedChain>,
    published: Arc<PublishedExtensions>,
}

/// What every certificate of the issuer repeats.
#[derive(Debug, Default)]
struct PublishedExtensions {
    extensions: IssuerExtensions,
    /// The extensions, encoded.
    der: Vec<u8>,
}

#[derive(Debug)]
struct CheckedChain {
    /// The issuer's own certificate first, then the known ones above it.
    chain: Vec<Certificate>,
    ca: CaCertificate,
    /// The CAs above the issuer, the nearest first, with their validities.
    above: Vec<(ChainCertificate, Validity)>,
    limits: Limits,
    /// The names of all CAs of the chain.
    names: CaNames,
    /// The encoded authorityKeyIdentifier of everything that the issuer signs.
    authority_key_identifier: Vec<u8>,
    notices: Vec<IssuerNotice>,
}

impl Issuer {
    /// Loads an issuer from its certificate in DER: X.509 v3 with cA TRUE, with keyCertSign if it
    /// has keyUsage, and with a key that this library can verify with.
    ///
    /// Nothing is known of the chain above it. Name constraints, path lengths, purposes and
    /// validities of CAs above do not bind what is issued, and only a self-signed certificate has a
    /// signature that can be checked.
    ///
    /// A certificate that has one meaning loads, for example one without keyUsage, or with a
    /// keyUsage that is not quite DER. [`Issuer::notices`] says what verifiers refuse below such an
    /// issuer.
    ///
    /// # Errors
    /// [`IssuerError`]
    pub fn from_der(certificate: &[u8]) -> Result<Self, IssuerError> {
        Self::from_chain(Vec::from([Certificate::from_der(certificate)?]))
    }

    /// Loads an issuer and the certificates above it, each issued by the next one, from PEM blocks
    /// labelled `CERTIFICATE`, wrapped at any width. Text around the blocks is ignored; blocks with
    /// another label are an error.
    ///
    /// # Errors
    /// [`IssuerError::Pem`], and those of [`Issuer::from_chain`].
    #[cfg(feature = "pem")]
    pub fn from_chain_pem(text: &str) -> Result<Self, IssuerError> {
        Self::from_chain(Certificate::list_from_pem(text)?)
    }

    /// Loads an issuer and the certificates above it, each issued by the next one.
    ///
    /// Each link is checked by name, key identifier and signature. The last certificate is checked
    /// by its own signature if it says that it is self-signed and this library verifies its
    /// algorithm. Each CA is checked by the path lengths and name constraints of those above it.
    ///
    /// CAs above the issuer only verify, so their RSA keys can have up to 8192 bits.
    ///
    /// A chain may end anywhere. If a CA has a key that this library cannot verify with, such as
    /// Ed448, give the chain without that CA and those above it. What is left out does
    /// not bind what is issued: neither its path lengths, name constraints
    /// ([rule A3](crate::docs::rules#a3)) and purposes ([rule A7](crate::docs::rules#a7)) nor its
    /// validity ([rule V9](crate::docs::rules#v9)).
    ///
    /// # Errors
    /// [`IssuerError`], which names the certificate.
    pub fn from_chain(chain: Vec<Certificate>) -> Result<Self, IssuerError> {
        let (mut cas, mut keys) = (Vec::with_capacity(chain.len()), Vec::with_capacity(chain.len()));
        for (position, certificate) in chain.iter().enumerate() {
            let role = if position == 0 { KeyRole::Subject } else { KeyRole::CaAbove };
            let (ca, key) = CaCertificate::read(certificate, role).map_err(|error| {
                IssuerError::Certificate { certificate: certificate.named(position), error }
            })?;
            cas.push((ChainCertificate::new(position, Some(&ca.subject)), ca));
            keys.push(key);
        }
        let names: Vec<_> = cas.iter().map(|(certificate, _)| certificate.clone()).collect();
        let error = |certificate: &ChainCertificate| {
            let certificate = certificate.clone();
            let above = names.get(certificate.position() + 1).cloned();
            move |error| IssuerError::Chain { certificate, above, error }
        };
        for (position, key) in keys.iter().enumerate().skip(1) {
            if let [(certificate, below), (_, above)] = &mut cas[position - 1..=position] {
                let notice = below.check_issued_by(above, key).map_err(error(certificate))?;
                below.notices.extend(notice);
            }
        }
        if let (Some((certificate, last)), Some(key)) = (cas.last(), keys.last()) {
            last.check_self_signature(key).map_err(error(certificate))?;
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
        // The last certificate names another CA unless it is a root's. Nothing else is known of
        // that CA.
        let top = cas.last().filter(|(_, ca)| !ca.is_self_issued()).map(|(_, ca)| &ca.issuer);
        let names = CaNames::new(cas.iter().map(|(_, ca)| &ca.subject).chain(top));
        let mut cas = cas.into_iter();
        let (_, ca) = cas.next().ok_or(IssuerError::NoCertificate)?;
        let above = cas.map(|(certificate, ca)| (certificate, ca.validity)).collect();
        let mut w = Writer::with_capacity(64);
        encode_authority_key_identifier(&mut w, &ca.key_identifier());
        let authority_key_identifier = w.into_bytes();
        let checked = CheckedChain { chain, ca, above, limits, names, authority_key_identifier, notices };
        Ok(Self { chain: Arc::new(checked), published: Arc::default() })
    }

    /// Sets what the issuer publishes in everything that it issues
    /// ([rule A5](crate::docs::rules#a5)). This replaces what was set before.
    #[must_use]
    pub fn with_extensions(mut self, extensions: IssuerExtensions) -> Self {
        self.published = Arc::new(PublishedExtensions { der: extensions.to_der(), extensions });
        self
    }

    /// What the issuer publishes in everything that it issues.
    #[must_use]
    pub fn extensions(&self) -> &IssuerExtensions {
        &self.published.extensions
    }

    /// The subject, which is the issuer field of everything that it issues
    /// ([rule N5](crate::docs::rules#n5)).
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        &self.chain.ca.subject
    }

    /// Returns the issuer field of the issuer's own certificate: the name of the CA above it, or its
    /// own subject if it is a root.
    #[must_use]
    pub fn issuer_name(&self) -> &DistinguishedName {
        &self.chain.ca.issuer
    }

    /// Returns the serial number of the issuer's own certificate, by which the CA above revokes it;
    /// `None` if it is not positive or has more than 20 octets, as foreign certificates may have it
    /// ([rule A6](crate::docs::rules#a6)). A CRL or an OCSP response cannot name such a certificate.
    #[must_use]
    pub fn serial_number(&self) -> Option<SerialNumber> {
        SerialNumber::from_integer(&self.chain.ca.serial_number)
    }

    /// Returns the algorithm of the signature on the issuer's own certificate.
    ///
    /// # Errors
    /// The identifier of the algorithm if this library does not verify it. [`Issuer::from_chain`]
    /// says which signatures are verified.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm, &ObjectIdentifier> {
        self.chain.ca.signature_algorithm()
    }

    /// Returns the validity of the issuer itself.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.chain.ca.validity
    }

    /// Returns the public key that verifies what the issuer signs.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.chain.ca.public_key
    }

    /// The issuer's certificate first, then those above it, as far as they were loaded.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain.chain
    }

    /// How many CAs may follow below the issuer, by its own path length and those of the chain
    /// above; `None` for any number.
    #[must_use]
    pub fn path_length(&self) -> Option<u32> {
        self.chain.limits.path_length
    }

    /// The purposes that certificates of this issuer can have, by the extKeyUsage of the issuer and
    /// of each CA above it that has one ([rule A7](crate::docs::rules#a7)); `None` for any purpose.
    /// If it is empty, verifiers accept nothing below the issuer that has a purpose.
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<&ExtendedKeyUsage> {
        self.chain.limits.extended_key_usage.as_ref()
    }

    /// What stricter verifiers refuse below this issuer, and which certificate of the chain causes
    /// it ([rule A6](crate::docs::rules#a6)). Show it to the operator of the CA.
    ///
    /// ```
    /// # fn show(issuer: &certmint::Issuer) {
    /// for notice in issuer.notices() {
    ///     eprintln!("{notice}");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn notices(&self) -> &[IssuerNotice] {
        &self.chain.notices
    }

    /// Returns the known CAs above the issuer with their validities, the nearest first.
    pub(crate) fn above(&self) -> impl Iterator<Item = (&ChainCertificate, Validity)> {
        self.chain.above.iter().map(|(certificate, validity)| (certificate, *validity))
    }

    /// Returns [`Issuer::extensions`] in DER, one after the other.
    pub(crate) fn extensions_der(&self) -> &[u8] {
        &self.published.der
    }

    /// Returns the name constraints of the issuer and of every CA above it.
    pub(crate) fn name_constraints(&self) -> &NameConstraintSet {
        &self.chain.limits.name_constraints
    }

    /// Returns the names of the issuer and of every CA above it.
    pub(crate) fn ca_names(&self) -> &CaNames {
        &self.chain.names
    }

    /// Returns the extension authorityKeyIdentifier in DER: the issuer's subjectKeyIdentifier,
    /// computed from its key if it has none.
    pub(crate) fn authority_key_identifier_der(&self) -> &[u8] {
        &self.chain.authority_key_identifier
    }

    /// Returns the hash of the signature on the issuer's own certificate, if this crate signs with
    /// its algorithm.
    pub(crate) fn signature_hash(&self) -> Option<HashAlgorithm> {
        self.chain.ca.signature_hash()
    }

    /// Returns whether the issuer may sign CRLs: cRLSign, if keyUsage is present (RFC 5280
    /// §4.2.1.3).
    pub(crate) fn may_sign_crls(&self) -> bool {
        self.chain.ca.extensions.crl_sign
    }

    /// Returns whether the issuer may sign OCSP responses: digitalSignature, if keyUsage is present
    /// (RFC 5280 §4.2.1.3).
    pub(crate) fn may_sign_data(&self) -> bool {
        self.chain.ca.extensions.digital_signature
    }
}

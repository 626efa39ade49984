//! Conversions to and from the types of `rustls-pki-types`, which rustls takes.

use alloc::vec::Vec;

use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::issuance::Issued;
use crate::issuance::crl::Crl;
use crate::issuer::certificate::{CaCertificate, Certificate};
use crate::key::{KeyRole, PrivateKey, PrivateKeyError};

impl<'a> From<&'a Certificate> for CertificateDer<'a> {
    /// Borrows the DER; [`CertificateDer::into_owned`] copies it.
    fn from(certificate: &'a Certificate) -> Self {
        Self::from(certificate.as_der())
    }
}

impl From<Certificate> for CertificateDer<'static> {
    fn from(certificate: Certificate) -> Self {
        CertificateDer::from(&certificate).into_owned()
    }
}

impl<'a> From<&'a Crl> for CertificateRevocationListDer<'a> {
    /// Borrows the DER.
    fn from(crl: &'a Crl) -> Self {
        Self::from(crl.as_der())
    }
}

impl From<Crl> for CertificateRevocationListDer<'static> {
    fn from(crl: Crl) -> Self {
        Self::from(crl.as_der().to_vec())
    }
}

impl TryFrom<&PrivateKeyDer<'_>> for PrivateKey {
    type Error = PrivateKeyError;

    /// Loads the key in any of its three forms.
    ///
    /// # Errors
    /// Those of [`PrivateKey::from_der`].
    fn try_from(key: &PrivateKeyDer<'_>) -> Result<Self, PrivateKeyError> {
        Self::from_der(key.secret_der())
    }
}

impl From<&PrivateKey> for PrivatePkcs8KeyDer<'static> {
    /// Returns the key as unencrypted PKCS#8. Unlike a [`PrivateKey`], the result is not zeroized
    /// when dropped; call its `zeroize` for that.
    fn from(key: &PrivateKey) -> Self {
        // Moved out of its wrapper rather than copied, so that no second copy stays behind.
        Self::from(core::mem::take(&mut *key.to_pkcs8_der()))
    }
}

impl From<&PrivateKey> for PrivateKeyDer<'static> {
    /// Returns the key as unencrypted PKCS#8. Unlike a [`PrivateKey`], the result is not zeroized
    /// when dropped; call its `zeroize` for that.
    fn from(key: &PrivateKey) -> Self {
        PrivatePkcs8KeyDer::from(key).into()
    }
}

impl Issued {
    /// Returns the chain as a TLS peer sends it: the certificate itself first, then those above it,
    /// without the root. The other peer has the root already, or does not trust it (RFC 8446
    /// §4.4.2). The known chain is [`Issued::chain`]; its last certificate is left out if it is
    /// signed with its own key. The certificate itself is always included.
    ///
    /// Pass it to rustls's `with_single_cert` or `with_client_auth_cert`, together with
    /// [`Issued::private_key`]. The root, as a `CertificateDer`, goes to the peer's
    /// `RootCertStore`.
    ///
    /// ```
    /// use certmint::Issued;
    /// use rustls_pki_types::{CertificateDer, PrivateKeyDer};
    ///
    /// type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);
    ///
    /// /// The arguments of `with_single_cert`.
    /// fn identity(issued: &Issued) -> Option<Identity> {
    ///     let key = issued.private_key()?;
    ///     Some((issued.tls_chain(), key.into()))
    /// }
    /// ```
    #[must_use]
    pub fn tls_chain(&self) -> Vec<CertificateDer<'static>> {
        let mut chain: Vec<&Certificate> = self.chain().collect();
        if let [_, .., last] = chain[..]
            && is_root(last)
        {
            chain.pop();
        }
        chain.into_iter().map(|certificate| CertificateDer::from(certificate).into_owned()).collect()
    }
}

/// Returns whether a CA's certificate is signed with its own key. A certificate that is self-issued
/// for a new key (RFC 5280 §3.2) is signed with the old one, and the peer may need it.
fn is_root(certificate: &Certificate) -> bool {
    CaCertificate::read(certificate, KeyRole::CaAbove)
        .is_ok_and(|(ca, key)| ca.check_issued_by(&ca, &key).is_ok())
}

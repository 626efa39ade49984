//! Self-signed certificates for development.

use alloc::string::ToString;
use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use time::UtcDateTime;

use super::{Error, Issued};
use crate::key::{HashAlgorithm, KeyAlgorithm};
use crate::profile::Profile;
use crate::request::validity::RequestedValidity;
use crate::request::{CertificateParams, EndEntityRequest};
use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::{DistinguishedName, DistinguishedNameError};

impl Issued {
    /// Makes a self-signed certificate with a generated P-256 key, for servers and clients under
    /// development ([rule A9](crate::docs::rules#a9)). [`Issued::private_key`] has the key.
    ///
    /// The certificate is checked like any other, by the default profile. It is for serverAuth and
    /// clientAuth, is no CA, and has the first name as its common name if that fits.
    ///
    /// Do not use it in production. There is no chain, so a client must be given this very
    /// certificate and trust it by itself (pinning), again after each renewal. There is no
    /// revocation: if the key is lost, every client must be changed. And a client that is told to
    /// accept such certificates unseen accepts those of an attacker as well. For more than one
    /// certificate, make a root with [`Authority::create_root`](crate::Authority::create_root) and
    /// have the clients trust that.
    ///
    /// ```
    /// use certmint::name::SubjectAlternativeName;
    /// use certmint::request::ValidityUnit;
    /// use certmint::time::UtcDateTime;
    /// use certmint::{Error, Issued, RequestedValidity};
    ///
    /// let names = vec![
    ///     SubjectAlternativeName::dns("localhost")?,
    ///     SubjectAlternativeName::ip("127.0.0.1")?,
    /// ];
    /// let days = RequestedValidity::new(ValidityUnit::Day, 30)?;
    /// let (now, rng) = (UtcDateTime::now(), &mut getrandom::SysRng);
    /// let issued = Issued::self_signed_for_development(names, days, now, rng)?;
    /// let certificate = issued.certificate().to_pem();
    /// let key = issued.private_key().map(|key| key.to_pkcs8_pem());
    /// # assert!(key.is_some() && certificate.starts_with("-----BEGIN CERT"));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found, also if there is no name; [`Error::Entropy`]
    /// if `rng` fails.
    pub fn self_signed_for_development<R: TryCryptoRng + ?Sized>(
        names: Vec<SubjectAlternativeName>,
        validity: RequestedValidity,
        now: UtcDateTime,
        rng: &mut R,
    ) -> Result<Self, Error> {
        let subject = common_name(&names)?;
        let purposes = ExtendedKeyUsage::new([KeyPurpose::ServerAuth, KeyPurpose::ClientAuth]);
        let params = CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, subject, validity)
            .with_extended_key_usage(purposes)
            .with_alternative_names(names)?;
        let grant = EndEntityRequest::new(params).check_self_signed(&Profile::default(), now)?;
        grant.to_be_signed(rng)?.sign_with_own_key()
    }
}

/// Returns a name with the text of the first alternative name, if it can be a common name.
fn common_name(names: &[SubjectAlternativeName]) -> Result<DistinguishedName, DistinguishedNameError> {
    let text = names.first().map(ToString::to_string).unwrap_or_default();
    // After the form: `DNS:`, `IP:`.
    let text = text.split_once(':').map_or("", |(_, text)| text);
    DistinguishedName::new(text).or_else(|_| DistinguishedName::new("self-signed"))
}

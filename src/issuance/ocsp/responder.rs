//! A responder: for whom it answers, and with whose key.

use alloc::sync::Arc;
use alloc::vec::Vec;

use time::UtcDateTime;

use super::cert_id::{IssuerHashes, key_hash, key_of};
use super::responder_certificate::ResponderCertificate;
use super::{
    CertId, CertStatus, OcspError, OcspErrorStatus, OcspRequest, OcspResponderError, OcspResponse, OcspTimes,
};
use crate::diagnostics::ChainCertificate;
use crate::issuance::{Error, ToBeSigned};
use crate::issuer::Issuer;
use crate::issuer::certificate::Certificate;
use crate::key::{HashAlgorithm, PublicKey};
use crate::x509::der::{Writer, tag};
use crate::x509::name::DistinguishedName;
use crate::x509::validity::{Validity, is_expressible};
use crate::x509::{RevocationReason, SerialNumber};

/// Answers for one issuer: with the issuer's own key, or with that of a delegated responder, whose
/// certificate the issuer has issued ([rule O7](crate::docs::rules#o7)). Cheap to clone.
///
/// It makes responses that lack only their signature, for signers that answer later.
/// [`OcspService`](super::OcspService) is a responder together with its signer.
///
/// ```
/// use certmint::ocsp::{
///     CertStatus, OcspRequest, OcspResponder, OcspResponse, OcspTimes,
/// };
/// use certmint::time::{Duration, UtcDateTime};
/// use certmint::{Error, ToBeSigned};
///
/// async fn answer(
///     responder: &OcspResponder,
///     request: &[u8],
///     now: UtcDateTime,
///     kms: impl AsyncFn(&[u8]) -> Vec<u8>,
/// ) -> Result<OcspResponse, Error> {
///     let request = OcspRequest::from_der(request)?;
///     let times = OcspTimes::new(now).with_next_update(now + Duration::DAY);
///     let status = |_serial_number| Ok(CertStatus::Good);
///     let to_be_signed = responder.to_be_signed(&request, times, status)?;
///     let signature = kms(to_be_signed.as_bytes()).await;
///     // Verifies the signature; there is no response without it.
///     to_be_signed.complete(&signature)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct OcspResponder {
    pub(super) identity: Arc<Identity>,
    pub(super) hash: Option<HashAlgorithm>,
    pub(super) by_name: bool,
}

/// What all answers of a responder have in common.
#[derive(Debug)]
pub(super) struct Identity {
    issuer: Issuer,
    hashes: IssuerHashes,
    /// The delegated responder; `None` if the issuer answers itself.
    delegate: Option<ResponderCertificate>,
    pub(super) key_hash: Vec<u8>,
    /// `certs [0]` of the response in DER, which is absent if the issuer answers itself.
    pub(super) certificates: Vec<u8>,
}

impl Identity {
    pub(super) fn public_key(&self) -> &PublicKey {
        self.delegate.as_ref().map_or(self.issuer.public_key(), |delegate| &delegate.public_key)
    }

    pub(super) fn name(&self) -> &DistinguishedName {
        self.delegate.as_ref().map_or(self.issuer.subject(), |delegate| &delegate.subject)
    }

    fn validity(&self) -> Validity {
        self.delegate.as_ref().map_or(self.issuer.validity(), |delegate| delegate.validity)
    }
}

impl OcspResponder {
    /// Makes a responder that signs with the issuer's own key.
    ///
    /// # Errors
    /// [`OcspResponderError::NoDigitalSignature`] if the issuer's certificate has a keyUsage
    /// without digitalSignature, which RFC 5280 §4.2.1.3 requires. Such an issuer needs a delegated
    /// responder.
    pub fn direct(issuer: Issuer) -> Result<Self, OcspResponderError> {
        if !issuer.may_sign_data() {
            return Err(OcspResponderError::NoDigitalSignature);
        }
        Ok(Self::new(issuer, None, Vec::new()))
    }

    /// Makes a responder that signs with the key of this certificate, which the issuer itself must
    /// have issued with the purpose OCSPSigning, and which must be valid at `now`.
    /// [`EndEntityRequest::ocsp_responder`](crate::EndEntityRequest::ocsp_responder) asks for one.
    /// The responses contain the certificate.
    ///
    /// # Errors
    /// [`OcspResponderError`]
    pub fn delegated(
        issuer: Issuer,
        certificate: &Certificate,
        now: UtcDateTime,
    ) -> Result<Self, OcspResponderError> {
        let delegate = ResponderCertificate::read(certificate, &issuer, now)?;
        let mut w = Writer::with_capacity(certificate.as_der().len() + 16);
        w.nested(tag::context_constructed(0), |w| w.sequence(|w| w.raw(certificate.as_der())));
        Ok(Self::new(issuer, Some(delegate), w.into_bytes()))
    }

    fn new(issuer: Issuer, delegate: Option<ResponderCertificate>, certificates: Vec<u8>) -> Self {
        let hashes = IssuerHashes::new(&issuer);
        // A delegate's key is what its certificate holds; an issuer's may have been completed.
        let key_hash = match &delegate {
            Some(delegate) => key_hash(delegate.public_key.subject_public_key()),
            None => key_hash(key_of(&issuer)),
        };
        let identity = Identity { issuer, hashes, delegate, key_hash, certificates };
        Self { identity: Arc::new(identity), hash: None, by_name: false }
    }

    /// Sets the hash of the signature. The default is SHA-256, or SHA-512 for a key on P-521; the key
    /// determines the scheme, and an Ed25519 or ML-DSA key uses no hash ([rule K2](crate::docs::rules#k2)).
    #[must_use]
    pub fn with_hash(mut self, hash: HashAlgorithm) -> Self {
        self.hash = Some(hash);
        self
    }

    /// Identifies the responder in the responses by its subject (`byName`, RFC 6960 §4.2.1). By
    /// default they identify it by the hash of its key, which is shorter.
    #[must_use]
    pub fn with_id_by_name(mut self) -> Self {
        self.by_name = true;
        self
    }

    /// Returns the issuer for which this responder answers.
    #[must_use]
    pub fn issuer(&self) -> &Issuer {
        &self.identity.issuer
    }

    /// Returns the public key that verifies the responses.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        self.identity.public_key()
    }

    /// Returns whether the certificate is one of this responder's issuer, by the issuer's name and
    /// key. A host with several issuers finds the responder of a request by it.
    #[must_use]
    pub fn answers_for(&self, id: &CertId) -> bool {
        self.identity.hashes.match_issuer_of(id)
    }

    /// Returns the serial numbers for which [`OcspResponder::to_be_signed`] asks the status, so that
    /// they can be looked up before, in a database for example.
    pub fn serial_numbers(&self, request: &OcspRequest) -> impl Iterator<Item = SerialNumber> {
        let own = request.certificates().iter().filter(|id| self.answers_for(id));
        own.filter_map(CertId::serial_number)
    }

    /// Answers a request, up to the signature. `status` is asked once for each certificate, in the
    /// order of the request. To look them up asynchronously, ask for
    /// [`OcspResponder::serial_numbers`] first.
    ///
    /// A certificate of another issuer is not asked for, and nothing is signed for the whole request
    /// ([rule O4](crate::docs::rules#o4)). A serial number that no issuer can give is answered with
    /// `unknown` and not asked for. A `nextUpdate` after the end of the responder's certificate is
    /// cut to it ([rule O6](crate::docs::rules#o6)).
    ///
    /// # Errors
    /// [`Error::Ocsp`]. [`OcspResponse::from_error`] makes the response that tells the client so.
    pub fn to_be_signed(
        &self,
        request: &OcspRequest,
        times: OcspTimes,
        mut status: impl FnMut(SerialNumber) -> Result<CertStatus, OcspErrorStatus>,
    ) -> Result<ToBeSigned<OcspResponse>, Error> {
        let is_of_other = |id: &CertId| !self.answers_for(id);
        if let Some(position) = request.certificates().iter().position(is_of_other) {
            return Err(OcspError::OtherIssuer { position }.into());
        }
        let times = self.check_times(times)?;
        let mut statuses = Vec::with_capacity(request.certificates().len());
        for id in request.certificates() {
            let status = id.serial_number().map_or(Ok(CertStatus::Unknown), &mut status);
            let status = status.map_err(OcspError::Host)?;
            if matches!(status, CertStatus::Revoked { at, .. } if !is_expressible(at)) {
                return Err(OcspError::RevocationTime(id.clone()).into());
            }
            if matches!(status, CertStatus::Revoked { reason: RevocationReason::RemoveFromCrl, .. }) {
                return Err(OcspError::RemoveFromCrl(id.clone()).into());
            }
            statuses.push(status);
        }
        Ok(self.encode(request, times, &statuses))
    }

    /// Checks rules O6 and V9. The validities come first: after the end of the certificate, no
    /// `nextUpdate` is possible.
    fn check_times(&self, times: OcspTimes) -> Result<OcspTimes, OcspError> {
        let Identity { issuer, .. } = &*self.identity;
        let validity = self.identity.validity();
        let times = times.truncated()?;
        let is_outside = |validity: &Validity| !validity.contains(times.produced_at);
        if is_outside(&validity) {
            let Validity { not_before, not_after } = validity;
            return Err(OcspError::OutsideValidity { not_before, not_after });
        }
        let outside = if is_outside(&issuer.validity()) {
            Some((ChainCertificate::new(0, Some(issuer.subject())), issuer.validity()))
        } else {
            let mut above = issuer.above();
            let outside = above.find(|(_, validity)| is_outside(validity));
            outside.map(|(certificate, validity)| (certificate.clone(), validity))
        };
        match outside {
            Some((certificate, Validity { not_before, not_after })) => {
                Err(OcspError::OutsideChainValidity { certificate, not_before, not_after })
            }
            None => times.checked(validity.not_after),
        }
    }
}

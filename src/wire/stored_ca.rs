//! A CA as a host stores it.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use time::UtcDateTime;
use uuid::Uuid;

use super::exported::pem_of;
use super::list_query::{self, SortKey};
use super::record::millisecond;
use super::{
    CaOperation, CaRecord, CaStatus, CertificateRecord, CrlRecord, ExportBody, GenMode, ListQuery,
    PendingCaRequest, Provenance,
};
use crate::diagnostics::{Field, IssuerError, ViolationKind, Violations};
use crate::issuance::csr::SignedCsr;
use crate::issuance::{Error, Issued, ToBeSigned};
use crate::issuer::certificate::Certificate;
use crate::issuer::{Issuer, IssuerExtensions};
use crate::key::PublicKey;
use crate::request::csr_builder::CsrBuilder;
use crate::x509::name::DistinguishedName;

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// A CA as a host stores it, in JSON for example: what the API shows of it, its state, and its
/// chain. It knows which operations its state allows, and what they make of it
/// ([rule W21](crate::docs::rules#w21)). The host adds where the private key is.
///
/// ```
/// use certmint::time::UtcDateTime;
/// use certmint::wire::{CaOperation, CaStatus, StoredCa};
/// use certmint::Error;
///
/// /// `POST /v1/private-certificate-authorities/{ca_id}/disable`
/// fn disable(ca: &mut StoredCa) -> Result<(), Error> {
///     ca.apply(CaOperation::Disable, UtcDateTime::now())?;
///     assert_eq!(ca.status, CaStatus::Disabled);
///     Ok(())
/// }
///
/// /// `GET /v1/private-certificate-authorities/{ca_id}`
/// fn show(ca: &StoredCa) -> serde_json::Result<String> {
///     serde_json::to_string(&ca.shown(UtcDateTime::now()))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCa {
    /// Its id.
    pub id: Uuid,
    /// Its state, which is never EXPIRED: that depends on the time ([`StoredCa::shown_status`]).
    pub status: CaStatus,
    /// When a DELETED CA can no longer be restored, in milliseconds since 1970.
    pub delete_time: Option<i64>,
    /// What the API shows of it and changes seldom.
    pub record: CaRecord,
    /// The certificate of the CA, then those above it, in PEM. It is empty while the CA is PENDING.
    pub chain: String,
}

impl StoredCa {
    /// Makes a CA whose certificate was just issued. `id` is that of its certificate, unless it was
    /// PENDING before.
    #[must_use]
    pub fn issued(id: Uuid, issued: &Issued, crl: CrlRecord, provenance: Provenance) -> Self {
        let record = CaRecord::new(issued, crl, provenance);
        Self { id, status: CaStatus::Active, delete_time: None, record, chain: issued.chain_pem() }
    }

    /// Makes a CA that has no certificate yet.
    #[must_use]
    pub fn pending(id: Uuid, request: &PendingCaRequest, crl: CrlRecord, provenance: Provenance) -> Self {
        let record = CaRecord::pending(request, crl, provenance);
        Self { id, status: CaStatus::Pending, delete_time: None, record, chain: String::new() }
    }

    /// Returns the state as the API shows it: a CA that is ACTIVED becomes EXPIRED.
    #[must_use]
    pub fn shown_status(&self, now: UtcDateTime) -> CaStatus {
        self.record.status(self.status, now)
    }

    /// Returns the JSON that the API shows of the CA.
    #[must_use]
    pub fn shown(&self, now: UtcDateTime) -> impl Serialize {
        self.record.shown(self.id, self.shown_status(now), self.delete_time)
    }

    /// Returns whether the CA is deleted and can no longer be restored. For the API it does not
    /// exist any more.
    #[must_use]
    pub fn is_gone(&self, now: UtcDateTime) -> bool {
        self.status == CaStatus::Deleted && self.delete_time.is_none_or(|time| time <= millisecond(now))
    }

    /// Returns whether the host has its key. It has not if the key came in a CSR: such a CA is shown
    /// and revoked, but it is not listed and issues nothing. The key of a CA that is gone can be
    /// destroyed.
    #[must_use]
    pub fn has_key(&self, now: UtcDateTime) -> bool {
        self.record.certificate.gen_mode != GenMode::Csr && !self.is_gone(now)
    }

    /// Returns whether it can sign, in whatever state: it has a key and a certificate.
    #[must_use]
    pub fn can_sign(&self, now: UtcDateTime) -> bool {
        self.has_key(now) && !self.chain.is_empty()
    }

    /// Returns its certificate, then those above it.
    ///
    /// # Errors
    /// [`Error::Issuer`] if the stored PEM cannot be read.
    pub fn chain(&self) -> Result<Vec<Certificate>, Error> {
        Ok(Certificate::list_from_pem(&self.chain)?)
    }

    /// Loads it as an issuer, with the URL of its revocation lists. If its certificate allows it to
    /// sign OCSP responses, what it issues also names the responder at `ocsp_url`.
    ///
    /// # Errors
    /// [`Error::Issuer`] if the stored chain cannot be used; [`Error::Refused`] for a URL.
    pub fn issuer(&self, ocsp_url: Option<&str>) -> Result<Issuer, Error> {
        let issuer = Issuer::from_chain_pem(&self.chain)?;
        let mut extensions = IssuerExtensions::default();
        if let Some(url) = &self.record.crl_configuration.crl_dis_point {
            extensions = extensions.with_crl_url(url)?;
        }
        if let Some(url) = ocsp_url.filter(|_| issuer.may_sign_data()) {
            extensions = extensions.with_ocsp_url(url)?;
        }
        Ok(issuer.with_extensions(extensions))
    }

    /// Returns the answer to an export of the CA.
    ///
    /// # Errors
    /// [`Error::Issuer`] if the stored PEM cannot be read.
    pub fn export(&self) -> Result<ExportBody, Error> {
        let chain = self.chain()?;
        let (own, above) = chain.split_first().ok_or(IssuerError::NoCertificate)?;
        Ok(ExportBody::new(own, above))
    }

    /// Returns the CSR of a PENDING CA with this key, to be signed with it.
    ///
    /// # Errors
    /// Those of [`CsrBuilder::to_be_signed`].
    pub fn csr(&self, key: &PublicKey) -> Result<ToBeSigned<SignedCsr>, Error> {
        CsrBuilder::new(self.subject()?).for_ca(None).to_be_signed(key)
    }

    /// Returns the origin of the certificate that an issuer here gives this PENDING CA
    /// ([`ResolvedBody::read_activation`](super::ResolvedBody::read_activation)).
    #[must_use]
    pub fn provenance_below(&self, issuer_id: Uuid) -> Provenance {
        let CertificateRecord { create_time, enterprise_project_id, .. } = &self.record.certificate;
        Provenance {
            issuer_id: Some(issuer_id),
            gen_mode: GenMode::Generate,
            create_time: *create_time,
            enterprise_project_id: enterprise_project_id.clone(),
        }
    }

    /// Returns its common name; the empty string if it has none.
    #[must_use]
    pub fn common_name(&self) -> &str {
        self.record.certificate.distinguished_name.common_name.as_deref().unwrap_or_default()
    }

    /// Returns the subject that it has, or that it asks for while it is PENDING.
    ///
    /// # Errors
    /// [`Error::Refused`] if what is stored is not a name.
    pub fn subject(&self) -> Result<DistinguishedName, Error> {
        Ok(DistinguishedName::try_from(&self.record.certificate.distinguished_name)?)
    }

    /// Checks whether the CA can do this, or this can be done with it.
    ///
    /// # Errors
    /// [`Error::StateForbids`] if its state does not allow it, if a key is needed that the host does
    /// not have, or if it is to be revoked and has no issuer here.
    pub fn check(&self, operation: CaOperation, now: UtcDateTime) -> Result<(), Error> {
        use CaOperation::{DisableCrl, EnableCrl, Issue, Revoke};
        let status = self.shown_status(now);
        let lacks = match operation {
            _ if !operation.is_allowed_in(status) => status.as_str(),
            Issue | EnableCrl | DisableCrl if !self.has_key(now) => "without a key here",
            Revoke if self.record.certificate.issuer_id.is_none() => "without an issuer here",
            _ => return Ok(()),
        };
        Err(Error::state_forbids(self.id, lacks, operation))
    }

    /// Does what an operation does to the state of the CA, if it allows it. To delete a CA use
    /// [`StoredCa::delete`].
    ///
    /// # Errors
    /// Those of [`StoredCa::check`].
    pub fn apply(&mut self, operation: CaOperation, now: UtcDateTime) -> Result<(), Error> {
        self.check(operation, now)?;
        if let Some(status) = operation.new_status() {
            (self.status, self.delete_time) = (status, None);
        }
        Ok(())
    }

    /// Deletes the CA. `query` are the parameters of the request, decoded: `pending_days` (7–30) is
    /// how long it can be restored. A PENDING CA is deleted at once.
    ///
    /// # Errors
    /// Those of [`StoredCa::check`]; [`Error::Refused`] if `pending_days` is missing or out of
    /// bounds.
    pub fn delete(
        &mut self,
        query: &[(impl AsRef<str>, impl AsRef<str>)],
        now: UtcDateTime,
    ) -> Result<(), Error> {
        self.check(CaOperation::Delete, now)?;
        let days = match (self.status, list_query::pending_days(query)?) {
            (CaStatus::Pending, _) => 0,
            (_, Some(days)) => days,
            (_, None) => {
                let mut violations = Violations::new();
                violations.push(Field::Parameter("pending_days"), ViolationKind::Missing);
                return Err(violations.unless_any(None)?);
            }
        };
        self.status = CaStatus::Deleted;
        self.delete_time = Some(millisecond(now) + days * DAY);
        Ok(())
    }

    /// Takes the certificate that was imported for a PENDING CA
    /// ([`Body::read_import`](super::Body::read_import)). The host compares the key with its own.
    ///
    /// # Errors
    /// Those of [`StoredCa::check`].
    pub fn import(&mut self, issuer: &Issuer, now: UtcDateTime) -> Result<(), Error> {
        self.check(CaOperation::Import, now)?;
        self.status = CaStatus::Active;
        self.chain = pem_of(issuer.chain());
        self.record = self.record.clone().with_imported(issuer);
        Ok(())
    }
}

impl ListQuery<CaStatus> {
    /// Returns how many of the CAs the list has, and those on its page
    /// ([rule W19](crate::docs::rules#w19)). `cas` are all that the sender sees, the oldest first.
    /// Those that are gone, and those whose key came in a CSR, are not listed. Case does not count
    /// in names.
    ///
    /// ```
    /// use certmint::time::UtcDateTime;
    /// use certmint::wire::{ListQuery, StoredCa};
    /// use certmint::Error;
    /// use serde_json::{Value, json};
    ///
    /// /// `GET /v1/private-certificate-authorities`
    /// fn list(pairs: &[(String, String)], cas: &[StoredCa]) -> Result<Value, Error> {
    ///     let now = UtcDateTime::now();
    ///     let (total, page) = ListQuery::of_cas(pairs)?.select(cas, now);
    ///     let shown: Vec<_> = page.iter().map(|ca| ca.shown(now)).collect();
    ///     Ok(json!({ "total": total, "certificate_authorities": shown }))
    /// }
    /// ```
    pub fn select<'c>(
        &self,
        cas: impl IntoIterator<Item = &'c StoredCa>,
        now: UtcDateTime,
    ) -> (usize, Vec<&'c StoredCa>) {
        let name = self.name.as_deref().unwrap_or_default().to_lowercase();
        let is_listed = |ca: &&StoredCa| {
            ca.has_key(now)
                && self.status.is_none_or(|status| ca.shown_status(now) == status)
                && self.ca_type.is_none_or(|ca_type| ca.record.ca_type == ca_type)
                && ca.common_name().to_lowercase().contains(&name)
        };
        let mut listed: Vec<_> = cas.into_iter().filter(is_listed).collect();
        match self.sort_key {
            SortKey::CommonName => listed.sort_by_key(|ca| ca.common_name()),
            SortKey::Type => listed.sort_by_key(|ca| ca.record.ca_type.as_str()),
            SortKey::NotAfter => listed.sort_by_key(|ca| ca.record.certificate.not_after),
            _ => {}
        }
        if self.descending {
            listed.reverse();
        }
        let total = listed.len();
        (total, listed.into_iter().skip(self.offset).take(self.limit).collect())
    }
}

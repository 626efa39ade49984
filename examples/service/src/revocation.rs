//! CRLs, the task that renews them, and OCSP.

use std::collections::BTreeMap;

use certmint::crl::RevocationReason;
use certmint::ocsp::{CertStatus, OcspErrorStatus, OcspRequest, OcspResponse, OcspTimes};
use certmint::time::Duration;
use certmint::wire::{CertificateRecord, CrlConfiguration, CrlRecord};

use crate::prelude::*;
use crate::store::{
    CrlRow, Transaction, crl_of, millis, reason_of, revoke, revoked, save_authority, save_crl, time,
};

/// How long an OCSP response may be used.
const OCSP_LIFETIME: Duration = Duration::hours(1);

impl App {
    /// Reserves the place where the CRLs of a CA are to be published.
    pub async fn crl_record(&self, id: Uuid, asked: Option<&CrlConfiguration>) -> Result<CrlRecord> {
        let Some(asked) = asked else { return Ok(CrlRecord::default()) };
        let url = |bucket: &str, name: &str| format!("{}/crl/{bucket}/{name}.crl", self.cas.public_url);
        let mut record = CrlRecord::new(asked, id, url);
        if let (Some(bucket), Some(name)) = (&record.obs_bucket_name, &record.crl_name) {
            let file = self.store.reserve_crl(id, bucket, name).await?;
            record.crl_dis_point = Some(url(bucket, &file));
        }
        Ok(record)
    }

    /// Revokes what a CA issued here, and publishes its CRL. Returns whether it was not revoked yet.
    pub async fn revoke(
        &self,
        tx: &mut Transaction,
        record: &CertificateRecord,
        reason: RevocationReason,
    ) -> Result<bool> {
        let issuer = self.store.lock_authority(tx, record.issuer_id.unwrap_or_default()).await?;
        let Some(issuer) = issuer else { return Ok(false) };
        let is_new = revoke(tx, record, reason).await?;
        if is_new {
            self.publish_crl(tx, &issuer).await?;
        }
        Ok(is_new)
    }

    /// Signs the next CRL of a CA, if it publishes CRLs. The transaction has locked the CA.
    pub async fn publish_crl(&self, tx: &mut Transaction, row: &AuthorityRow) -> Result<()> {
        let Some(last) = crl_of(tx, row.ca.id).await? else { return Ok(()) };
        let now = UtcDateTime::now();
        let next = row.ca.record.crl_configuration.next_crl(last.number.unsigned_abs(), now);
        let Some(next) = next.filter(|_| row.ca.can_sign(now)) else {
            return save_crl(tx, &CrlRow { renew_at: None, ..last }).await;
        };
        // Its key and its chain never change. The row may not be committed, so it is not kept.
        let ca = self.cas.loaded.get(&row.ca.id).map_or_else(|| self.cas.load(row), Ok)?;
        let to_be_signed = ca.prepare_crl(&next.with_all_revoked(revoked(tx, row.ca.id, now).await?))?;
        let crl = ca.key.sign(to_be_signed)?;
        let number = crl.number().to_u64().and_then(|number| number.try_into().ok()).unwrap_or(i64::MAX);
        let renew_at = Some(millis(now + (crl.next_update() - now) / 2));
        save_crl(tx, &CrlRow { number, renew_at, der: crl.as_der().into(), ..last }).await
    }

    /// Publishes the next CRL of a CA that was not changed.
    pub async fn renew_crl(&self, id: Uuid) -> Result<()> {
        let mut tx = self.store.begin().await?;
        let Some(row) = self.store.lock_authority(&mut tx, id).await? else { return Ok(()) };
        self.publish_crl(&mut tx, &row).await?;
        Ok(tx.commit().await?)
    }

    /// What is due: CRLs, and the keys of CAs that can no longer be restored.
    pub async fn housekeeping(&self) -> Result<()> {
        self.metrics.run_upkeep();
        self.recover().await?;
        for id in self.store.crls_to_renew().await? {
            // One CA whose key cannot be reached does not keep the others from it.
            if let Err(error) = self.renew_crl(id).await {
                tracing::warn!("the CRL of CA {id} is not renewed: {error}");
            }
        }
        for mut row in self.store.authorities().await? {
            if row.ca.is_gone(UtcDateTime::now()) && row.private_key.take().is_some() {
                let mut tx = self.store.begin().await?;
                save_authority(&mut tx, &row).await?;
                tx.commit().await?;
                self.cas.forget(row.ca.id);
            }
        }
        Ok(())
    }

    /// Answers an OCSP request about certificates of a CA.
    pub async fn answer_ocsp(&self, ca_id: Uuid, request: Result<OcspRequest, Error>) -> OcspResponse {
        match self.ocsp(ca_id, request).await {
            Ok(response) => response,
            Err(ApiError::Certmint(error)) => OcspResponse::from_error(&error),
            Err(error) => {
                tracing::warn!("OCSP for {ca_id}: {error}");
                OcspResponse::error(OcspErrorStatus::TryLater)
            }
        }
    }

    async fn ocsp(&self, ca_id: Uuid, request: Result<OcspRequest, Error>) -> Result<OcspResponse> {
        let request = request?;
        let no_responder = || Error::Ocsp(OcspErrorStatus::Unauthorized.into());
        let ca = self.cas.signer(&self.store, ca_id).await?.ok_or_else(no_responder)?;
        let responder = ca.responder.as_ref().ok_or_else(no_responder)?;
        let mut found = BTreeMap::new();
        for serial_number in responder.serial_numbers(&request) {
            let status = match self.store.revocation(ca_id, serial_number.as_bytes()).await? {
                None => CertStatus::Unknown,
                Some((None, _)) => CertStatus::Good,
                Some((Some(at), reason)) => CertStatus::Revoked { at: time(at)?, reason: reason_of(reason)? },
            };
            found.insert(serial_number, status);
        }
        let now = UtcDateTime::now();
        let times = OcspTimes::new(now).with_next_update(now + OCSP_LIFETIME);
        let status = |serial_number| found.get(&serial_number).copied().ok_or(OcspErrorStatus::InternalError);
        let to_be_signed = responder.to_be_signed(&request, times, status)?;
        Ok(ca.key.sign(to_be_signed)?)
    }
}

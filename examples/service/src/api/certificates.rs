//! The endpoints of certificates: `/v1/private-certificates`.

use certmint::wire::{CertificateStatus, CsrDescription, Response as IssuedBody};

use super::*;
use crate::export::{Exported, Material, export as exported};
use crate::store::unlist;

/// Issues a certificate for a key that is generated.
pub async fn apply(call: Call, json: Bytes) -> Answer {
    let issued = call.issue(&json, true, |body, now| {
        let provenance = body.provenance(GenMode::Generate, now);
        let (issuer, request) = body.read_end_entity(now)?;
        let to_be_signed = issuer.prepare(&request, now, &mut SysRng)?;
        call.prepare(Some(&issuer), &issuer.key, to_be_signed, provenance)
    });
    Ok(Json(json!(IssuedBody::from(&issued.await?))))
}

/// Certifies the key of a CSR.
pub async fn from_csr(call: Call, json: Bytes) -> Answer {
    let issued = call.issue(&json, false, |body, now| {
        let provenance = body.provenance(GenMode::Csr, now);
        let (issuer, request) = body.read_csr(now)?;
        let to_be_signed = issuer.prepare(&request, now, &mut SysRng)?;
        call.prepare(Some(&issuer), &issuer.key, to_be_signed, provenance)
    });
    Ok(Json(json!(IssuedBody::from(&issued.await?))))
}

impl CertificateRow {
    fn status(&self) -> CertificateStatus {
        self.record.0.status(self.revoked_at.is_some(), UtcDateTime::now())
    }

    pub fn shown(&self) -> Value {
        json!(self.record.0.shown(self.id, self.status()))
    }

    pub fn common_name(&self) -> &str {
        self.record.0.distinguished_name.common_name.as_deref().unwrap_or("certificate")
    }

    pub fn certificate(&self) -> Result<Certificate> {
        Ok(Certificate::from_der(&self.der).map_err(Error::from)?)
    }
}

impl Call {
    /// Returns a certificate that the caller sees.
    pub async fn certificate(&self, id: &str) -> Result<CertificateRow> {
        // The nil id is nobody's.
        let row = self.app.store.certificate(id.parse().unwrap_or_default()).await?;
        row.filter(|row| row.listed == 1 && self.caller.scope.sees(&row.domain))
            .ok_or_else(|| Error::not_found("certificate", id).into())
    }

    /// Returns the CA that issued a certificate.
    pub async fn issuer_of(&self, row: &CertificateRow) -> Result<StoredCa> {
        let issuer_id = row.record.0.issuer_id.unwrap_or_default();
        Ok(self.app.store.authority(issuer_id).await?.ok_or(ApiError::NO_RESOURCE)?.ca)
    }
}

pub async fn list(call: Call, Query(pairs): Query<Pairs>) -> Answer {
    let (total, shown) = listed(&call, &ListQuery::of_certificates(&pairs)?).await?;
    Ok(Json(json!({ "total": total, "certificates": shown })))
}

/// Returns how many certificates a list has, and a page of it.
pub async fn listed(call: &Call, query: &ListQuery<CertificateStatus>) -> Result<(usize, Vec<Value>)> {
    if query.name.as_deref().is_some_and(|name| name.contains('\0')) {
        return Err(ApiError::parameter("a name has no U+0000"));
    }
    let (total, rows) = call.app.store.certificates(&call.caller.scope, query).await?;
    Ok((usize::try_from(total).unwrap_or_default(), rows.iter().map(CertificateRow::shown).collect()))
}

/// The quotas are shown, not enforced.
pub async fn quotas(call: Call) -> Answer {
    let used = call.app.store.count(&call.caller.scope).await?;
    Ok(Json(json!(Quota::of_certificates(used.unsigned_abs()))))
}

pub async fn show(call: Call, Path(id): Path<String>) -> Answer {
    Ok(Json(call.certificate(&id).await?.shown()))
}

pub async fn export(call: Call, Path(id): Path<String>, json: Bytes) -> Result<Response> {
    let request = Body::from_json(&json)?.read_export()?;
    let row = call.certificate(&id).await?;
    if row.status() != CertificateStatus::Issued {
        return Err(Error::state_forbids(row.id, row.status(), "export").into());
    }
    let (certificate, chain) = (row.certificate()?, call.issuer_of(&row).await?.chain()?);
    let unseal = |sealed: &String| call.app.cas.keys.sealing.open(row.id, sealed);
    let key = row.private_key.as_ref().map(unseal).transpose()?;
    let name = row.common_name();
    let material = Material { name, certificate: &certificate, chain: &chain, key: key.as_ref() };
    let exported = call.app.slowly(|| exported(&material, &request)).await?;
    call.app.store.audit(&call.audit(row.id, &[])).await?;
    Ok(match exported {
        Exported::Json(body) => Json(body).into_response(),
        Exported::Zip(content) => attachment("application/zip", &request.format().zip_name(name), content),
    })
}

pub async fn revoke(call: Call, Path(id): Path<String>, json: Bytes) -> Done {
    let request = Body::from_json(&json)?.read_revocation()?;
    let row = call.certificate(&id).await?;
    let mut tx = call.app.store.begin().await?;
    if !call.app.revoke(&mut tx, &row.record.0, request.reason()).await? {
        return Err(Error::state_forbids(row.id, "REVOKED", "revoke").into());
    }
    call.commit(tx, row.id, request.notices()).await
}

pub async fn delete(call: Call, Path(id): Path<String>) -> Done {
    let row = call.certificate(&id).await?;
    let mut tx = call.app.store.begin().await?;
    unlist(&mut tx, row.id).await?;
    call.commit(tx, row.id, &[]).await
}

pub async fn parse_csr(_: Call, json: Bytes) -> Answer {
    Ok(Json(json!(CsrDescription::from(&Body::from_json(&json)?.read_csr_to_parse()?))))
}

//! The endpoints of CAs: `/v1/private-certificate-authorities`.

use certmint::wire::{CaResponse, CaStatus, CrlRecord};

use super::*;
use crate::store::save_authority;

type Route = MethodRouter<Arc<App>>;

/// POST: creates a root, a subordinate, or a subordinate that is to be activated.
pub async fn create(call: Call, json: Bytes) -> Answer {
    let id = Uuid::now_v7();
    let created = try_create(&call, &json, id).await;
    if created.is_err() {
        call.app.store.free_crl(id).await?;
    }
    created
}

async fn try_create(call: &Call, json: &[u8], id: Uuid) -> Answer {
    let cas = &call.app.cas;
    let body = Body::from_json(json)?;
    let crl = call.app.crl_record(id, body.crl_configuration()?.as_ref()).await?;
    if body.is_pending_ca() {
        return create_pending(call, &body, id, crl).await;
    }
    let make_key = |algorithm| {
        let key = cas.keys.generate(id, algorithm)?;
        Ok::<_, ApiError>((key.signer.public_key().clone(), key))
    };
    let issued = call.issue(json, true, |body, now| {
        let provenance = body.provenance(GenMode::Generate, now);
        let request = body.read_ca(&cas.profile, now)?;
        let (issuer, key, to_be_signed) =
            request.prepare_with_key(&cas.profile, now, &mut SysRng, make_key)?;
        let signing_key = issuer.as_ref().map_or(&key, |issuer| &issuer.key);
        let mut prepared = call.prepare(issuer.as_ref(), signing_key, to_be_signed, provenance)?;
        prepared.to_be_signed = prepared.to_be_signed.with_certificate_id(id);
        prepared.draft = Draft { crl: crl.clone(), private_key: key.sealed.clone(), ..prepared.draft };
        Ok(prepared)
    });
    Ok(Json(json!(CaResponse::from(&issued.await?))))
}

async fn create_pending(call: &Call, body: &Body<'_>, id: Uuid, crl: CrlRecord) -> Answer {
    let request = body.read_pending_ca()?;
    let make_key = || call.app.cas.keys.generate(id, request.key_algorithm());
    let private_key = call.app.slowly(make_key).await?.sealed.clone();
    let provenance = body.provenance(GenMode::Generate, UtcDateTime::now());
    let ca = StoredCa::pending(id, &request, crl, provenance);
    let mut tx = call.app.store.begin().await?;
    save_authority(&mut tx, &AuthorityRow { ca, version: 0, domain: call.domain(), private_key }).await?;
    call.commit(tx, id, request.notices()).await?;
    Ok(Json(json!({ "ca_id": id })))
}

pub async fn list(call: Call, Query(pairs): Query<Pairs>) -> Answer {
    let (total, shown) = listed(&call, &ListQuery::of_cas(&pairs)?).await?;
    Ok(Json(json!({ "total": total, "certificate_authorities": shown })))
}

/// Returns a page of the CAs that the caller sees. There are few, so that no index is needed.
pub async fn listed(call: &Call, query: &ListQuery<CaStatus>) -> Result<(usize, Vec<Value>)> {
    let (rows, now) = (call.app.store.authorities().await?, UtcDateTime::now());
    let seen = rows.iter().filter(|row| call.caller.scope.sees(&row.domain)).map(|row| &row.ca);
    let (total, page) = query.select(seen, now);
    Ok((total, page.into_iter().map(|ca| json!(ca.shown(now))).collect()))
}

pub async fn quotas(call: Call) -> Answer {
    let (used, _) = listed(&call, &ListQuery::default()).await?;
    Ok(Json(json!(Quota::of_cas(used as u64))))
}

pub async fn show(call: Call, Path(id): Path<String>) -> Answer {
    Ok(Json(json!(call.authority(&id).await?.ca.shown(UtcDateTime::now()))))
}

pub async fn export(call: Call, Path(id): Path<String>) -> Answer {
    let row = call.authority_that_allows(&id, CaOperation::Export).await?;
    Ok(Json(json!(row.ca.export()?)))
}

/// The handler of an operation that changes nothing but the state.
pub fn change(operation: CaOperation) -> Route {
    post(async move |call: Call, Path(id): Path<String>| {
        call.change_authority(&id, |ca, now| ca.apply(operation, now)).await?.save(&[]).await
    })
}

pub async fn delete(call: Call, Path(id): Path<String>, Query(pairs): Query<Pairs>) -> Done {
    call.change_authority(&id, |ca, now| ca.delete(&pairs, now)).await?.save(&[]).await
}

/// Returns the CSR of a CA that is to be activated.
pub async fn csr(call: Call, Path(id): Path<String>) -> Answer {
    let AuthorityRow { ca, private_key, .. } =
        call.authority_that_allows(&id, CaOperation::ExportCsr).await?;
    let key = call.app.cas.keys.get(ca.id, &private_key)?;
    let csr = key.sign(ca.csr(key.signer.public_key())?)?;
    Ok(Json(json!({ "csr": csr.to_pem().replace('\n', "\r\n") })))
}

/// Certifies the key of a CA that was created without an issuer.
pub async fn activate(call: Call, Path(id): Path<String>, json: Bytes) -> Done {
    let AuthorityRow { ca, version, domain, private_key } =
        call.authority_that_allows(&id, CaOperation::Activate).await?;
    let key = call.app.cas.keys.get(ca.id, &private_key)?;
    let crl = match Body::from_json(&json)?.crl_configuration()? {
        None => ca.record.crl_configuration.clone(),
        asked => call.app.crl_record(ca.id, asked.as_ref()).await?,
    };
    call.issue(&json, false, |body, now| {
        let (issuer, request) = body.read_activation(key.signer.public_key().clone(), ca.subject()?, now)?;
        let to_be_signed = issuer.prepare(&request, now, &mut SysRng)?;
        let provenance = ca.provenance_below(issuer.id);
        let mut prepared = call.prepare(Some(&issuer), &issuer.key, to_be_signed, provenance)?;
        prepared.draft = Draft {
            domain: domain.clone(),
            crl: crl.clone(),
            activates: Some((ca.id, version)),
            private_key: private_key.clone(),
            ..prepared.draft
        };
        Ok(prepared)
    })
    .await?;
    call.app.cas.forget(ca.id);
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the certificate that another CA issued for the CSR.
pub async fn import(call: Call, Path(id): Path<String>, json: Bytes) -> Done {
    let issuer = Body::from_json(&json)?.read_import()?;
    let mut change = call.change_authority(&id, |ca, now| ca.import(&issuer, now)).await?;
    let AuthorityRow { ca, private_key, .. } = &change.row;
    if call.app.cas.keys.get(ca.id, private_key)?.signer.public_key() != issuer.public_key() {
        return Err(Error::CertificateKeyMismatch.into());
    }
    call.app.publish_crl(&mut change.tx, &change.row).await?;
    change.save(&[]).await
}

/// Revokes a subordinate, in the name of its issuer.
pub async fn revoke(call: Call, Path(id): Path<String>, json: Bytes) -> Done {
    let request = Body::from_json(&json)?.read_revocation()?;
    let mut change = call.change_authority(&id, |ca, now| ca.apply(CaOperation::Revoke, now)).await?;
    call.app.revoke(&mut change.tx, &change.row.ca.record.certificate, request.reason()).await?;
    change.save(request.notices()).await
}

/// The handler that turns the CRLs of a CA on or off.
pub fn set_crl(operation: CaOperation) -> Route {
    post(async move |call: Call, Path(id): Path<String>, json: Bytes| {
        let asked = match operation {
            CaOperation::EnableCrl => Some(Body::from_json(&json)?.read_crl_configuration()?),
            _ => None,
        };
        let row = call.authority_that_allows(&id, operation).await?;
        let crl = call.app.crl_record(row.ca.id, asked.as_ref()).await?;
        let mut change = call.change_authority(&id, |ca, now| ca.apply(operation, now)).await?;
        change.row.ca.record.crl_configuration = crl;
        call.app.publish_crl(&mut change.tx, &change.row).await?;
        change.save(&[]).await
    })
}

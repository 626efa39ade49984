//! Issuing without losing anything: the to-be-signed bytes are in the database before there is a
//! signature, and the certificate is there before there is an answer.

use certmint::wire::{CertificateRecord, CrlRecord, Provenance, ResolvedBody};
use certmint::{Issued, ToBeSigned};

use crate::ca::{Ca, CaKey};
use crate::prelude::*;
use crate::store::{CertificateRow, Draft, Finished, FromJson, Pending, Write};

/// How often a request is read anew because its CA was changed meanwhile.
const ATTEMPTS: usize = 5;

/// A certificate that is to be signed with a key, and what it becomes.
pub struct Prepared {
    pub to_be_signed: ToBeSigned,
    pub draft: Draft,
    key: Arc<CaKey>,
    /// That of the issuer; `None` for a root.
    version: Option<i64>,
}

impl Call {
    /// Prepares what an issuer is to sign, or a root with its own key.
    pub fn prepare(
        &self,
        issuer: Option<&Ca>,
        key: &Arc<CaKey>,
        to_be_signed: ToBeSigned,
        provenance: Provenance,
    ) -> Result<Prepared> {
        let to_be_signed = to_be_signed.with_certificate_id(Uuid::now_v7());
        let seal = |key| self.app.cas.keys.sealing.seal(to_be_signed.certificate_id(), key);
        let domain = self.caller.scope.domain.as_deref().or(issuer.map(|ca| &*ca.domain));
        let draft = Draft {
            domain: domain.unwrap_or_default().into(),
            provenance,
            crl: CrlRecord::default(),
            activates: None,
            private_key: to_be_signed.private_key().map(seal).transpose()?,
            audit: self.audit("", &[]),
        };
        Ok(Prepared { to_be_signed, draft, key: Arc::clone(key), version: issuer.map(|ca| ca.version) })
    }

    /// Issues what a body asks for. `prepare`, which may be slow, is repeated if the issuer is changed
    /// meanwhile.
    pub async fn issue(
        &self,
        json: &[u8],
        is_slow: bool,
        prepare: impl Fn(ResolvedBody<Ca>, UtcDateTime) -> Result<Prepared>,
    ) -> Result<Issued> {
        let App { store, cas, .. } = &*self.app;
        for _ in 0..ATTEMPTS {
            let find = |id| cas.issuer(store, &self.caller.scope, id);
            let body = Body::from_json(json)?.resolve_async(find).await?;
            let work = || prepare(body, UtcDateTime::now());
            let prepared = if is_slow { self.app.slowly(work).await? } else { work()? };
            let issuer_id = prepared.draft.provenance.issuer_id;
            match self.app.issue(prepared).await? {
                Some(issued) => return Ok(issued),
                None => cas.forget(issuer_id.unwrap_or_default()),
            }
        }
        Err(ApiError::BUSY)
    }
}

impl App {
    /// Stores the bytes, signs them, and stores the certificate. Goes on if the client goes away.
    /// Returns `None` if the issuer is no longer of this version.
    async fn issue(self: &Arc<Self>, prepared: Prepared) -> Result<Option<Issued>> {
        let Prepared { to_be_signed, mut draft, key, version } = prepared;
        let id = to_be_signed.certificate_id();
        draft.audit.target = draft.activates.map_or(id, |(ca_id, _)| ca_id).to_string();
        draft.audit.notices = to_be_signed.fields().notices().iter().map(ToString::to_string).collect();
        let bytes = to_be_signed.as_bytes().into();
        let pending = Pending { id, to_be_signed: bytes, draft: FromJson(draft.clone()) };
        let app = Arc::clone(self);
        let task = tokio::spawn(async move {
            if !app.store.write(Write::Begin(pending.into(), version)).await? {
                return Ok(None);
            }
            let issued = app.finish(&key, to_be_signed, draft).await;
            if issued.is_err() {
                app.store.give_up(id).await?;
            }
            issued.map(Some)
        });
        task.await.unwrap_or_else(|error| Err(ApiError::internal(error)))
    }

    /// Signs what is in the database, and stores the certificate instead.
    async fn finish(&self, key: &CaKey, to_be_signed: ToBeSigned, draft: Draft) -> Result<Issued> {
        let (issued, activates) = (key.sign(to_be_signed)?, draft.activates);
        let finished = finished(&issued, draft);
        let ca_id = finished.authority.as_ref().map(|row| row.ca.id);
        if !self.store.write(Write::Finish(finished.into())).await? {
            return Err(match activates {
                Some((id, _)) => Error::state_forbids(id, "no longer PENDING", "activate").into(),
                None => ApiError::Internal(format!("{} was finished elsewhere", issued.certificate_id())),
            });
        }
        let kind = if ca_id.is_some() { "ca" } else { "certificate" };
        metrics::counter!("certmint_certificates_issued_total", "kind" => kind).increment(1);
        if let Some(ca_id) = ca_id {
            self.renew_crl(ca_id).await?;
        }
        Ok(issued)
    }

    /// Finishes what was begun by instances that are gone. What would not be issued any more is given
    /// up: nobody has seen it.
    pub async fn recover(&self) -> Result<()> {
        for Pending { id, to_be_signed, draft: FromJson(draft) } in self.store.take_over().await? {
            match self.resume(id, &to_be_signed, draft).await {
                Ok(_) => tracing::info!("finished certificate {id}, which was begun before"),
                Err(error) => {
                    tracing::warn!("gave up certificate {id}, which was begun before: {error}");
                    self.store.give_up(id).await?;
                }
            }
        }
        Ok(())
    }

    async fn resume(&self, id: Uuid, bytes: &[u8], draft: Draft) -> Result<Issued> {
        let now = UtcDateTime::now();
        let (key, to_be_signed) = match draft.provenance.issuer_id {
            Some(issuer) => {
                let ca = self.cas.issuer(&self.store, &Scope::default(), issuer).await?;
                let ca = ca.ok_or(ApiError::NO_RESOURCE)?;
                let resumed = ToBeSigned::resume(bytes, id, ca.issuer(), now)?;
                (ca.key, resumed)
            }
            None => {
                let key = self.cas.keys.get(id, &draft.private_key)?;
                (key, ToBeSigned::resume_root(bytes, id, now)?)
            }
        };
        self.finish(&key, to_be_signed, draft).await
    }
}

/// Returns the rows of what was issued.
fn finished(issued: &Issued, draft: Draft) -> Finished {
    let Draft { domain, provenance, crl, activates, private_key, audit } = draft;
    let (id, is_ca) = (issued.certificate_id(), issued.fields().is_ca());
    let certificate = provenance.issuer_id.map(|_| CertificateRow {
        id,
        domain: domain.clone(),
        listed: i64::from(!is_ca),
        revoked_at: None,
        reason: None,
        record: FromJson(CertificateRecord::new(issued, provenance.clone())),
        der: issued.certificate().as_der().into(),
        private_key: private_key.clone().filter(|_| !is_ca),
    });
    let authority = is_ca.then(|| {
        let (ca_id, version) = activates.unwrap_or((id, 0));
        let ca = StoredCa::issued(ca_id, issued, crl, provenance);
        AuthorityRow { ca, version, domain, private_key }
    });
    Finished { id, certificate, authority, audit }
}

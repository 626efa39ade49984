//! What all handlers share, and what each call is.

use axum::extract::{FromRequestParts, MatchedPath};
use certmint::error::Notice;
use certmint::wire::CaOperation;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::task::block_in_place;

use crate::api::Done;
use crate::ca::Cas;
use crate::credentials::Credentials;
use crate::prelude::*;
use crate::store::{Audit, Transaction, insert_audit, now, save_authority};

pub struct App {
    pub store: Arc<Store>,
    pub cas: Cas,
    pub metrics: PrometheusHandle,
    pub credentials: Arc<Credentials>,
    /// Generating RSA keys and deriving keys from passwords takes long, so few at a time do it.
    pub slow: Semaphore,
}

/// A call: who makes it, and what for. Handlers take it.
#[derive(Clone)]
pub struct Call {
    pub app: Arc<App>,
    pub request_id: Uuid,
    pub caller: Caller,
    /// The method and the route.
    pub action: String,
}

impl App {
    /// Does what takes long, a few at a time.
    pub async fn slowly<T>(&self, work: impl FnOnce() -> T) -> T {
        let _slow = self.slow.acquire().await;
        block_in_place(work)
    }

    /// Refuses to start where the keys of CAs cannot be used.
    pub async fn check_keys(&self) -> Result<(), String> {
        let rows = self.store.authorities().await.map_err(at("the database"))?;
        for row in rows.iter().filter(|row| row.ca.has_key(UtcDateTime::now())) {
            let key = self.cas.keys.get(row.ca.id, &row.private_key);
            key.map_err(at(format!("the key of CA {}", row.ca.id)))?;
        }
        Ok(())
    }
}

impl Call {
    /// The domain that belongs to what the caller creates, unless it has an issuer.
    pub fn domain(&self) -> String {
        self.caller.scope.domain.clone().unwrap_or_default()
    }

    /// The audit row of a success.
    pub fn audit(&self, target: impl ToString, notices: &[Notice]) -> Audit {
        Audit {
            time: now(),
            request_id: self.request_id,
            caller: self.caller.name.clone(),
            domain: self.domain(),
            action: self.action.clone(),
            target: target.to_string(),
            result: "ok".into(),
            notices: notices.iter().map(ToString::to_string).collect(),
        }
    }

    /// Returns a CA that the caller sees, in whatever state.
    pub async fn authority(&self, id: &str) -> Result<AuthorityRow> {
        // The nil id is nobody's.
        let row = self.app.store.authority(id.parse().unwrap_or_default()).await?;
        row.filter(|row| self.caller.scope.sees(&row.domain) && !row.ca.is_gone(UtcDateTime::now()))
            .ok_or_else(|| Error::not_found("certificate authority", id).into())
    }

    /// Returns a CA that the caller sees, if its state allows the operation.
    pub async fn authority_that_allows(&self, id: &str, operation: CaOperation) -> Result<AuthorityRow> {
        let row = self.authority(id).await?;
        row.ca.check(operation, UtcDateTime::now())?;
        Ok(row)
    }

    /// Begins to change a CA that the caller sees, if its state allows it.
    pub async fn change_authority(
        &self,
        id: &str,
        change: impl FnOnce(&mut StoredCa, UtcDateTime) -> Result<(), Error>,
    ) -> Result<AuthorityChange<'_>> {
        let id = self.authority(id).await?.ca.id;
        let mut tx = self.app.store.begin().await?;
        let mut row = self.app.store.lock_authority(&mut tx, id).await?.ok_or(ApiError::NO_RESOURCE)?;
        change(&mut row.ca, UtcDateTime::now())?;
        Ok(AuthorityChange { call: self, tx, row })
    }

    /// Ends a change of the target, together with its audit row.
    pub async fn commit(&self, mut tx: Transaction, target: Uuid, notices: &[Notice]) -> Done {
        insert_audit(&mut tx, &self.audit(target, notices)).await?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    }
}

impl FromRequestParts<Arc<App>> for Call {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let caller = parts.extensions.get::<Caller>().ok_or(Error::NotAuthenticated)?.clone();
        let request_id = parts.extensions.get().copied().unwrap_or_default();
        let route = parts.extensions.get::<MatchedPath>().map_or("other", MatchedPath::as_str);
        Ok(Self { app: Arc::clone(app), request_id, caller, action: format!("{} {route}", parts.method) })
    }
}

/// A change of a CA: one transaction with its audit row. If it is dropped, nothing has changed.
pub struct AuthorityChange<'a> {
    call: &'a Call,
    pub tx: Transaction,
    pub row: AuthorityRow,
}

impl AuthorityChange<'_> {
    pub async fn save(mut self, notices: &[Notice]) -> Done {
        save_authority(&mut self.tx, &self.row).await?;
        let done = self.call.commit(self.tx, self.row.ca.id, notices).await?;
        self.call.app.cas.forget(self.row.ca.id);
        Ok(done)
    }
}

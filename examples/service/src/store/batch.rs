//! What is stored while a certificate is issued. With SQLite, all requests that are in flight share the
//! next transaction, so that the disk is waited for once for all of them.

use std::time::Instant;
use std::{iter, thread};

use metrics::histogram;
use rusqlite::Connection;
use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot};

use super::authorities::save_authority;
use super::certificates::insert_certificate;
use super::records::{insert_audit, to_json};
use super::statements::{Statements, Value};
use super::{Audit, AuthorityRow, CertificateRow, PRAGMAS, Pending, Store};
use crate::prelude::*;

const COMMIT_SECONDS: &str = "certmint_database_commit_seconds";
/// The most writes in one transaction.
pub const MAX_BATCH: usize = 128;
/// How long a transaction of several writes waits for more of them: a fraction of what the disk takes.
const GATHERING: Duration = Duration::from_micros(150);

#[derive(Debug)]
pub enum Write {
    /// To-be-signed bytes, provided that the issuer is still of this version. A root has none.
    Begin(Box<Pending>, Option<i64>),
    /// A certificate instead of them, unless another instance took them over.
    Finish(Box<Finished>),
}

/// What is stored when a certificate has been signed.
#[derive(Debug)]
pub struct Finished {
    pub id: Uuid,
    /// `None` for a root.
    pub certificate: Option<CertificateRow>,
    /// The CA that was created, or that is no longer PENDING.
    pub authority: Option<AuthorityRow>,
    pub audit: Audit,
}

pub type Job = (Write, oneshot::Sender<Result<bool>>);

impl Store {
    /// Writes in the next transaction. Returns whether the condition was fulfilled.
    pub async fn write(&self, write: Write) -> Result<bool> {
        if self.is_postgres {
            // Which has a group commit of its own.
            let (start, mut tx) = (Instant::now(), self.begin().await?);
            let is_done = self.apply(&mut tx, &write).await?;
            tx.commit().await?;
            histogram!(COMMIT_SECONDS).record(start.elapsed());
            return Ok(is_done);
        }
        let gone = || ApiError::internal("the thread that commits has ended");
        let (reply, answer) = oneshot::channel();
        self.batch.send((write, reply)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    /// Starts the thread that commits to SQLite. Each statement of sqlx would wait for another thread, and
    /// among the tasks of requests for several of those.
    pub fn start_commits(self: &Arc<Self>, path: &str, jobs: mpsc::Receiver<Job>) -> Result<()> {
        let db = Connection::open(path)?;
        db.execute_batch(PRAGMAS)?;
        let runtime = Builder::new_current_thread().enable_time().build().map_err(ApiError::internal)?;
        let commits = Arc::clone(self).commit_all(db, jobs);
        let thread = thread::Builder::new().name("commits".into());
        thread.spawn(move || runtime.block_on(commits)).map_err(ApiError::internal)?;
        Ok(())
    }

    async fn commit_all(self: Arc<Self>, mut db: Connection, mut jobs: mpsc::Receiver<Job>) {
        let mut batch = Vec::with_capacity(MAX_BATCH);
        while let Some(first) = jobs.recv().await {
            if !jobs.is_empty() {
                thread::sleep(GATHERING);
            }
            batch.push(first);
            batch.extend(iter::from_fn(|| jobs.try_recv().ok()).take(MAX_BATCH - 1));
            let start = Instant::now();
            let result = self.commit(&mut db, &batch).await;
            histogram!(COMMIT_SECONDS).record(start.elapsed());
            if result.is_err() {
                // SQLite itself may have done so.
                let _ = db.execute_batch("ROLLBACK");
            }
            for (place, (_, reply)) in batch.drain(..).enumerate() {
                let is_done = result.as_ref().map(|done| done[place]);
                // A request may have ended meanwhile.
                drop(reply.send(is_done.map_err(ApiError::internal)));
            }
        }
    }

    /// Writes all in one transaction.
    async fn commit(&self, db: &mut Connection, batch: &[Job]) -> Result<Vec<bool>> {
        // Who has the pool's only connection may write.
        let _turn = self.write.acquire().await?;
        db.execute_batch("BEGIN IMMEDIATE")?;
        let mut done = Vec::with_capacity(batch.len());
        for (write, _) in batch {
            done.push(self.apply(db, write).await?);
        }
        db.execute_batch("COMMIT")?;
        Ok(done)
    }

    /// Returns whether the condition of a write was fulfilled.
    async fn apply(&self, tx: &mut impl Statements, write: &Write) -> Result<bool> {
        let instance = self.instance.to_string();
        match write {
            Write::Begin(pending, version) => {
                let Pending { id, to_be_signed, draft } = &**pending;
                let (id, draft) = (id.to_string(), &draft.0);
                let issuer = draft.provenance.issuer_id.unwrap_or_default().to_string();
                let draft = to_json(draft);
                let mut insert =
                    "INSERT INTO pending (id, instance, to_be_signed, draft) SELECT $1, $2, $3, $4"
                        .to_owned();
                let mut values: Vec<&dyn Value> = vec![&id, &instance, to_be_signed, &draft];
                if let Some(version) = version {
                    insert += " FROM authorities WHERE id = $5 AND version = $6";
                    // Nobody changes the issuer before this transaction ends.
                    insert += if self.is_postgres { " FOR SHARE" } else { "" };
                    values.extend([&issuer as &dyn Value, version]);
                }
                tx.changes(&insert, &values).await
            }
            Write::Finish(finished) => {
                let Finished { id, certificate, authority, audit } = &**finished;
                let own = "DELETE FROM pending WHERE id = $1 AND instance = $2";
                if !tx.changes(own, &[&id.to_string(), &instance]).await? {
                    return Ok(false);
                }
                if let Some(row) = authority
                    && !save_authority(tx, row).await?
                {
                    return Ok(false);
                }
                insert_audit(tx, audit).await?;
                if let Some(row) = certificate {
                    insert_certificate(tx, row).await?;
                }
                Ok(true)
            }
        }
    }
}

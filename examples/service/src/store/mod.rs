//! The database: SQLite in the data folder, or PostgreSQL for several instances. Both run the same
//! statements, except where a row is locked.

mod authorities;
mod batch;
mod certificates;
mod instances;
mod records;
mod statements;

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyPool, ConnectOptions, Connection, Executor};
use tokio::sync::mpsc;

pub use self::{authorities::*, batch::*, certificates::*, instances::*, records::*};
use crate::prelude::*;

/// How long an instance may be silent before others take over what it began.
const DEAD_AFTER: Duration = Duration::from_secs(30);
/// For each connection to SQLite. A commit is on disk before it returns.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000; \
    PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000";

/// A transaction that writes.
pub type Transaction = sqlx::Transaction<'static, Any>;

pub struct Store {
    /// SQLite has one connection that writes, and several that read.
    write: AnyPool,
    read: AnyPool,
    is_postgres: bool,
    /// This process, among those that share the database.
    instance: Uuid,
    batch: mpsc::Sender<batch::Job>,
    /// Keeps other processes away from an SQLite database.
    _lock: Option<File>,
}

impl Store {
    /// Opens the database, brings its tables up to date, and starts the thread that commits to SQLite.
    pub async fn open(url: &str) -> Result<Arc<Self>> {
        install_default_drivers();
        let is_postgres = url.starts_with("postgres");
        let (path, writers, setup, migrations) = if is_postgres {
            (None, 8, "", sqlx::migrate!("migrations/postgres"))
        } else {
            let path = url.parse::<SqliteConnectOptions>()?.get_filename().display().to_string();
            (Some(path), 1, PRAGMAS, sqlx::migrate!("migrations/sqlite"))
        };
        let lock = path.as_deref().map(lock).transpose()?;
        let options = url.parse::<AnyConnectOptions>()?.disable_statement_logging();
        let pool = |connections| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(DEAD_AFTER / 2)
                // A file does not go away as a server does.
                .test_before_acquire(is_postgres)
                .after_connect(move |connection, _| {
                    Box::pin(async move { connection.execute(setup).await.map(|_| ()) })
                })
                // After a full disk, for example, a connection is still within a transaction that failed.
                .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
                .connect_with(options.clone())
        };
        let write = pool(writers).await?;
        migrations.run(&write).await.map_err(sqlx::Error::from)?;
        let instance = Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext));
        let (batch, jobs) = mpsc::channel(4 * MAX_BATCH);
        let read = pool(4).await?;
        let store = Arc::new(Self { write, read, is_postgres, instance, batch, _lock: lock });
        store.beat().await?;
        if let Some(path) = path {
            store.start_commits(&path, jobs)?;
        }
        Ok(store)
    }

    /// Begins a transaction. With SQLite there is one at a time.
    pub async fn begin(&self) -> sqlx::Result<Transaction> {
        // Otherwise SQLite would begin as a reader, and fail where two of them want to write.
        self.write.begin_with(if self.is_postgres { "BEGIN" } else { "BEGIN IMMEDIATE" }).await
    }

    /// Fails if the database cannot be reached.
    pub async fn ping(&self) -> sqlx::Result<()> {
        self.read.execute("SELECT 1").await.map(|_| ())
    }

    /// Stores one audit row.
    pub async fn audit(&self, audit: &Audit) -> Result<()> {
        let mut tx = self.begin().await?;
        insert_audit(&mut tx, audit).await?;
        Ok(tx.commit().await?)
    }
}

/// Locks an SQLite database, and creates it if it does not exist. The lock ends with the process.
fn lock(path: &str) -> Result<File> {
    let open = |path| File::options().append(true).create(true).mode(0o600).open(path);
    // SQLite gives its other files the mode of this one.
    let file = open(path.to_owned()).and_then(|_| open(format!("{path}.lock")));
    let file = file.map_err(|error| ApiError::Internal(format!("{path}: {error}")))?;
    let is_used = |_| ApiError::Internal(format!("{path}: another process uses this database"));
    file.try_lock().map_err(is_used)?;
    Ok(file)
}

/// Milliseconds since 1970.
pub fn now() -> i64 {
    millis(UtcDateTime::now())
}

pub fn millis(time: UtcDateTime) -> i64 {
    // Years have at most four digits, so that this fits.
    time.unix_timestamp() * 1_000 + i64::from(time.millisecond())
}

//! The processes that share the database, and what each has begun; the tags, and the ended sessions
//! of the page.

use sqlx::Executor;

use super::statements::Statements;
use super::{DEAD_AFTER, Pending, Store, Transaction, now};
use crate::prelude::*;

impl Store {
    /// Says that this instance is alive.
    pub async fn beat(&self) -> Result<()> {
        let upsert = "INSERT INTO instances (id, seen) VALUES ($1, $2)
            ON CONFLICT (id) DO UPDATE SET seen = excluded.seen";
        self.change(upsert, &[&self.instance.to_string(), &now()]).await.map(drop)
    }

    /// Takes over what instances began that are gone, and returns all of it.
    pub async fn take_over(&self) -> Result<Vec<Pending>> {
        let mut tx = self.begin().await?;
        let instance = self.instance.to_string();
        // No other process can have opened an SQLite database.
        let silent_since = if self.is_postgres { now() - DEAD_AFTER.as_millis() as i64 } else { i64::MAX };
        let dead = "DELETE FROM instances WHERE id <> $1 AND seen < $2";
        tx.changes(dead, &[&instance, &silent_since]).await?;
        let taken = "UPDATE pending SET instance = $1 WHERE instance NOT IN (SELECT id FROM instances)
            RETURNING id, to_be_signed, draft";
        let taken = sqlx::query_as(taken).bind(instance).fetch_all(&mut *tx).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// Gives up to-be-signed bytes that must not be signed any more.
    pub async fn give_up(&self, id: Uuid) -> Result<()> {
        self.change("DELETE FROM pending WHERE id = $1", &[&id.to_string()]).await.map(drop)
    }

    /// Says that this instance is gone. All that SQLite has is then in one file.
    pub async fn close(&self) -> Result<()> {
        let gone = "DELETE FROM instances WHERE id = $1";
        self.change(gone, &[&self.instance.to_string()]).await?;
        if !self.is_postgres {
            self.write.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(())
    }

    pub async fn tags(&self, resource: Uuid) -> sqlx::Result<Vec<(String, String)>> {
        let select = "SELECT key, value FROM tags WHERE resource_id = $1 ORDER BY key";
        sqlx::query_as(select).bind(resource.to_string()).fetch_all(&self.read).await
    }

    pub async fn end_session(&self, id: Uuid, expires: i64) -> Result<()> {
        // Those that have expired are refused without their row.
        self.change("DELETE FROM ended_sessions WHERE expires < $1", &[&now()]).await?;
        let insert = "INSERT INTO ended_sessions (id, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.change(insert, &[&id.to_string(), &expires]).await.map(drop)
    }

    pub async fn is_session_ended(&self, id: Uuid) -> sqlx::Result<bool> {
        let select = sqlx::query("SELECT id FROM ended_sessions WHERE id = $1").bind(id.to_string());
        Ok(select.fetch_optional(&self.read).await?.is_some())
    }
}

pub async fn save_tag(tx: &mut Transaction, id: Uuid, key: &str, value: &str) -> Result<()> {
    let upsert = "INSERT INTO tags (resource_id, key, value) VALUES ($1, $2, $3)
        ON CONFLICT (resource_id, key) DO UPDATE SET value = excluded.value";
    tx.changes(upsert, &[&id.to_string(), &key.to_owned(), &value.to_owned()]).await.map(drop)
}

pub async fn delete_tag(tx: &mut Transaction, id: Uuid, key: &str) -> Result<()> {
    let delete = "DELETE FROM tags WHERE resource_id = $1 AND key = $2";
    tx.changes(delete, &[&id.to_string(), &key.to_owned()]).await.map(drop)
}

//! CAs and their CRLs.

use certmint::crl::{RevocationReason, RevokedCertificate};
use certmint::time::Duration;
use sqlx::AssertSqlSafe;

use super::records::to_json;
use super::statements::Statements;
use super::{AuthorityRow, Store, Transaction, millis, now};
use crate::prelude::*;

/// Entries stay in CRLs after their certificate has expired, for one more CRL (RFC 5280 §3.3).
const LONGEST_CRL: Duration = Duration::days(30);

/// A published CRL.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CrlRow {
    #[sqlx(try_from = "String")]
    pub ca_id: Uuid,
    pub number: i64,
    /// `None` where no more are published.
    pub renew_at: Option<i64>,
    pub der: Vec<u8>,
}

/// Reads a row of the table: the version and the document.
fn read((version, data): (i64, String)) -> Result<AuthorityRow> {
    let row = serde_json::from_str(&data).map_err(ApiError::internal)?;
    Ok(AuthorityRow { version, ..row })
}

impl Store {
    pub async fn authority(&self, id: Uuid) -> Result<Option<AuthorityRow>> {
        let select =
            sqlx::query_as("SELECT version, data FROM authorities WHERE id = $1").bind(id.to_string());
        select.fetch_optional(&self.read).await?.map(read).transpose()
    }

    /// Returns all CAs, the oldest first. There are few of them.
    pub async fn authorities(&self) -> Result<Vec<AuthorityRow>> {
        let select = sqlx::query_as("SELECT version, data FROM authorities ORDER BY id");
        select.fetch_all(&self.read).await?.into_iter().map(read).collect()
    }

    /// Reads a CA that the transaction is going to change.
    pub async fn lock_authority(&self, tx: &mut Transaction, id: Uuid) -> Result<Option<AuthorityRow>> {
        let lock = if self.is_postgres { " FOR UPDATE" } else { "" };
        let select = format!("SELECT version, data FROM authorities WHERE id = $1{lock}");
        let select = sqlx::query_as(AssertSqlSafe(select)).bind(id.to_string());
        select.fetch_optional(&mut **tx).await?.map(read).transpose()
    }

    /// Reserves a place for the CRLs of a CA, and returns the name of their file. If another CA has
    /// the name, the id of the CA is added to it.
    pub async fn reserve_crl(&self, ca_id: Uuid, bucket: &str, name: &str) -> Result<String> {
        let reserve = "INSERT INTO crls (ca_id, bucket, name, number, renew_at, der)
            VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT (bucket, name)
            DO UPDATE SET ca_id = excluded.ca_id WHERE crls.ca_id = excluded.ca_id";
        let (id, bucket) = (ca_id.to_string(), bucket.to_owned());
        let names = [name.to_owned(), format!("{name}-{ca_id}")];
        for name in &names {
            if self.change(reserve, &[&id, &bucket, name, &now(), &Vec::<u8>::new()]).await? {
                return Ok(name.clone());
            }
        }
        Err(ApiError::internal("no place for its CRLs is free"))
    }

    /// Frees what was reserved for a CA that was not created.
    pub async fn free_crl(&self, ca_id: Uuid) -> Result<()> {
        let free = "DELETE FROM crls WHERE ca_id = $1 AND number = 0";
        self.change(free, &[&ca_id.to_string()]).await.map(drop)
    }

    pub async fn crl(&self, bucket: &str, name: &str) -> sqlx::Result<Option<CrlRow>> {
        let select = sqlx::query_as("SELECT * FROM crls WHERE bucket = $1 AND name = $2");
        select.bind(bucket).bind(name).fetch_optional(&self.read).await
    }

    /// Returns the CAs whose CRL is to be renewed.
    pub async fn crls_to_renew(&self) -> sqlx::Result<Vec<Uuid>> {
        // A CA has one list, in all the places that it ever had.
        let select = sqlx::query_scalar("SELECT DISTINCT ca_id FROM crls WHERE renew_at <= $1").bind(now());
        let ids: Vec<String> = select.fetch_all(&self.read).await?;
        Ok(ids.into_iter().filter_map(|id| id.parse().ok()).collect())
    }
}

/// Stores a new CA, or the next version of one. Returns whether it was still the version read.
pub async fn save_authority(tx: &mut impl Statements, row: &AuthorityRow) -> Result<bool> {
    let upsert = "INSERT INTO authorities (id, version, data) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE
        SET version = excluded.version + 1, data = excluded.data WHERE authorities.version = excluded.version";
    tx.changes(upsert, &[&row.ca.id.to_string(), &row.version, &to_json(row)]).await
}

/// Returns what is revoked of a CA.
pub async fn revoked(tx: &mut Transaction, ca_id: Uuid, now: UtcDateTime) -> Result<Vec<RevokedCertificate>> {
    let select = "SELECT serial_number, revoked_at, reason FROM certificates
        WHERE issuer_id = $1 AND not_after >= $2 AND revoked_at IS NOT NULL";
    let expired = millis(now.saturating_sub(LONGEST_CRL));
    let rows = sqlx::query_as(select).bind(ca_id.to_string()).bind(expired).fetch_all(&mut **tx).await?;
    let entry = |(serial_number, at, reason): (Vec<u8>, i64, Option<i64>)| {
        Ok(RevokedCertificate::new(serial_number, time(at)?).with_reason(reason_of(reason)?))
    };
    rows.into_iter().map(entry).collect()
}

/// The reason with this number in the database.
pub fn reason_of(number: Option<i64>) -> Result<RevocationReason> {
    let number = u8::try_from(number.unwrap_or_default()).map_err(ApiError::internal)?;
    Ok(RevocationReason::try_from(number).map_err(Error::from)?)
}

/// The second of this time in the database.
pub fn time(millis: i64) -> Result<UtcDateTime> {
    UtcDateTime::from_unix_timestamp(millis.div_euclid(1_000)).map_err(ApiError::internal)
}

pub async fn save_crl(tx: &mut Transaction, row: &CrlRow) -> Result<()> {
    let update = "UPDATE crls SET number = $1, renew_at = $2, der = $3 WHERE ca_id = $4";
    tx.changes(update, &[&row.number, &row.renew_at, &row.der, &row.ca_id.to_string()]).await.map(drop)
}

pub async fn crl_of(tx: &mut Transaction, ca_id: Uuid) -> sqlx::Result<Option<CrlRow>> {
    let select = sqlx::query_as("SELECT * FROM crls WHERE ca_id = $1 ORDER BY number DESC LIMIT 1")
        .bind(ca_id.to_string());
    select.fetch_optional(&mut **tx).await
}

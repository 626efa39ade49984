//! Certificates, and the lists of them.

use certmint::SerialNumber;
use certmint::crl::RevocationReason;
use certmint::wire::{CertificateRecord, CertificateStatus, SortKey};
use sqlx::AssertSqlSafe;

use super::records::to_json;
use super::statements::{Statements, Value, arguments};
use super::{CertificateRow, FromJson, Store, Transaction, now};
use crate::prelude::*;

/// A condition on the domain, which is `$1`.
fn is_visible(scope: &Scope) -> &'static str {
    match (&scope.domain, scope.is_bound) {
        (None, _) => "$1 = ''",
        (_, true) => "domain = $1",
        // An expression, so that the index on the domain is not used: it cannot give the order.
        (_, false) => "domain || '' IN ('', $1)",
    }
}

impl Store {
    pub async fn certificate(&self, id: Uuid) -> sqlx::Result<Option<CertificateRow>> {
        let select = sqlx::query_as("SELECT * FROM certificates WHERE id = $1").bind(id.to_string());
        select.fetch_optional(&self.read).await
    }

    /// Returns what an OCSP responder needs: whether a CA issued this serial number, and when and
    /// why it was revoked.
    pub async fn revocation(
        &self,
        issuer_id: Uuid,
        serial_number: &[u8],
    ) -> sqlx::Result<Option<(Option<i64>, Option<i64>)>> {
        let select = "SELECT revoked_at, reason FROM numbered WHERE serial_number = $1 AND issuer_id = $2";
        let select = sqlx::query_as(select).bind(serial_number.to_vec()).bind(issuer_id.to_string());
        select.fetch_optional(&self.read).await
    }

    /// Returns a page of the certificates of these domains, and how many there are in all.
    pub async fn certificates(
        &self,
        scope: &Scope,
        query: &ListQuery<CertificateStatus>,
    ) -> sqlx::Result<(i64, Vec<CertificateRow>)> {
        let name = query.name.as_deref().unwrap_or_default();
        let name = name.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        // All parameters occur in each statement, also where they do not narrow the list.
        let is_named =
            if name.is_empty() { "$2 = '%%'" } else { r"lower(common_name) LIKE lower($2) ESCAPE '\'" };
        let in_state = match query.status {
            Some(CertificateStatus::Revoked) => "$3 > 0 AND revoked_at IS NOT NULL",
            Some(CertificateStatus::Expired) => "revoked_at IS NULL AND not_after < $3",
            Some(CertificateStatus::Issued) => "revoked_at IS NULL AND not_after >= $3",
            None => "$3 > 0",
        };
        let found = format!(
            "FROM certificates WHERE listed = 1 AND {} AND {is_named} AND {in_state}",
            is_visible(scope)
        );
        let (domain, pattern) = (scope.domain.clone().unwrap_or_default(), format!("%{name}%"));
        let values = || arguments(&[&domain, &pattern, &now()]);
        let total = if name.is_empty() && query.status.is_none() {
            self.count(scope).await?
        } else {
            let count = AssertSqlSafe(format!("SELECT COUNT(*) {found}"));
            sqlx::query_scalar_with(count, values()).fetch_one(&self.read).await?
        };
        let direction = if query.descending { "DESC" } else { "ASC" };
        let order = match query.sort_key {
            SortKey::CreateTime => String::new(),
            key => format!("{} {direction}, ", key.as_str()),
        };
        let ListQuery { limit, offset, .. } = query;
        let select = format!("SELECT * {found} ORDER BY {order}id {direction} LIMIT {limit} OFFSET {offset}");
        let select = sqlx::query_as_with(AssertSqlSafe(select), values());
        Ok((total, select.fetch_all(&self.read).await?))
    }

    /// Returns how many certificates are listed in these domains.
    pub async fn count(&self, scope: &Scope) -> sqlx::Result<i64> {
        let sum = "SELECT CAST(COALESCE(SUM(certificates), 0) AS BIGINT) FROM counts WHERE";
        let sum = sqlx::query_scalar(AssertSqlSafe(format!("{sum} {}", is_visible(scope))));
        sum.bind(scope.domain.as_deref().unwrap_or_default()).fetch_one(&self.read).await
    }
}

/// Removes a certificate from the lists, and its private key. CRLs and OCSP still know it.
pub async fn unlist(tx: &mut Transaction, id: Uuid) -> Result<bool> {
    let update = "UPDATE certificates SET listed = 0, private_key = NULL WHERE id = $1";
    tx.changes(update, &[&id.to_string()]).await
}

pub async fn insert_certificate(tx: &mut impl Statements, row: &CertificateRow) -> Result<()> {
    let insert = "INSERT INTO certificates (id, domain, issuer_id, issuer_name, common_name, serial_number,
        not_after, listed, record, der, private_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let CertificateRow { id, domain, listed, record: FromJson(record), der, private_key, .. } = row;
    let (id, issuer_id) = (id.to_string(), record.issuer_id.unwrap_or_default().to_string());
    let CertificateRecord { issuer_name, not_after, .. } = record;
    let serial_number = octets_of(record)?;
    let common_name = record.distinguished_name.common_name.clone().unwrap_or_default();
    let names: [&dyn Value; 6] = [&id, domain, &issuer_id, issuer_name, &common_name, &serial_number];
    let record = to_json(record);
    let values = [&names[..], &[not_after, listed, &record, der, private_key]].concat();
    tx.changes(insert, &values).await.map(drop)
}

/// Marks the certificate of an issuer as revoked. Returns whether it was not yet.
pub async fn revoke(
    tx: &mut Transaction,
    record: &CertificateRecord,
    reason: RevocationReason,
) -> Result<bool> {
    let update = "UPDATE certificates SET revoked_at = $1, reason = $2
        WHERE number = (SELECT number FROM numbered WHERE serial_number = $3 AND issuer_id = $4)
        AND revoked_at IS NULL";
    let (reason, issuer_id) = (i64::from(reason.number()), record.issuer_id.unwrap_or_default());
    tx.changes(update, &[&now(), &reason, &octets_of(record)?, &issuer_id.to_string()]).await
}

/// The octets of a serial number.
fn octets_of(record: &CertificateRecord) -> Result<Vec<u8>> {
    let serial_number = record.serial_number.as_deref().unwrap_or_default().parse::<SerialNumber>();
    Ok(serial_number.map_err(Error::from)?.as_bytes().into())
}

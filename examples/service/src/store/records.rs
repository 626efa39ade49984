//! The rows of the tables, and what they hold as JSON.

use certmint::wire::{CertificateRecord, CrlRecord, Provenance};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::statements::Statements;
use crate::prelude::*;

/// What a column holds as JSON.
#[derive(Clone, Debug)]
pub struct FromJson<T>(pub T);

impl<T: DeserializeOwned> TryFrom<String> for FromJson<T> {
    type Error = serde_json::Error;

    fn try_from(json: String) -> serde_json::Result<Self> {
        serde_json::from_str(&json).map(Self)
    }
}

pub fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("records have text keys only, so they are JSON")
}

/// A CA.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuthorityRow {
    #[serde(flatten)]
    pub ca: StoredCa,
    /// That of the row, when it was read.
    #[serde(skip)]
    pub version: i64,
    pub domain: String,
    /// Sealed; `None` for a key in a token, and for one that came in a CSR.
    pub private_key: Option<String>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CertificateRow {
    #[sqlx(try_from = "String")]
    pub id: Uuid,
    pub domain: String,
    /// 0 for certificates of CAs, and for those that were deleted.
    pub listed: i64,
    pub revoked_at: Option<i64>,
    pub reason: Option<i64>,
    #[sqlx(try_from = "String")]
    pub record: FromJson<CertificateRecord>,
    pub der: Vec<u8>,
    /// Sealed.
    pub private_key: Option<String>,
}

/// What is to become of a certificate that is being issued: enough to finish it after a crash.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Draft {
    pub domain: String,
    pub provenance: Provenance,
    /// The CRLs of a CA.
    pub crl: CrlRecord,
    /// The PENDING CA that the certificate is for, and its version.
    pub activates: Option<(Uuid, i64)>,
    /// The private key of the certificate, sealed.
    pub private_key: Option<String>,
    pub audit: Audit,
}

/// To-be-signed bytes in the database.
#[derive(Debug, sqlx::FromRow)]
pub struct Pending {
    #[sqlx(try_from = "String")]
    pub id: Uuid,
    pub to_be_signed: Vec<u8>,
    #[sqlx(try_from = "String")]
    pub draft: FromJson<Draft>,
}

/// A row of the audit table: who did what, when, to what, and with which result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Audit {
    pub time: i64,
    pub request_id: Uuid,
    pub caller: String,
    pub domain: String,
    pub action: String,
    pub target: String,
    /// `ok`, or the code of the error.
    pub result: String,
    pub notices: Vec<String>,
}

/// Appends to the audit table.
pub async fn insert_audit(tx: &mut impl Statements, row: &Audit) -> Result<()> {
    let insert = "INSERT INTO audit (time, request_id, caller, domain, action, target, result, notices)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let Audit { time, request_id, caller, domain, action, target, result, notices } = row;
    let (request_id, notices) = (request_id.to_string(), to_json(notices));
    tx.changes(insert, &[time, &request_id, caller, domain, action, target, result, &notices]).await.map(drop)
}

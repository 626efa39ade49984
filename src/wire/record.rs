//! What the API shows of a certificate.

use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};
use time::UtcDateTime;
use uuid::Uuid;

use super::CertificateStatus;
use crate::issuance::Issued;
use crate::key::HashAlgorithm;
use crate::x509::name::{AttributeType, NameMembers};
use crate::x509::validity::Validity;

/// How the service got a certificate: the `gen_mode` of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum GenMode {
    /// `GENERATE`: its key was generated here.
    Generate,
    /// `IMPORT`: its key was generated here, and another CA issued it.
    Import,
    /// `CSR`: its key came in a CSR.
    Csr,
}

/// What only the host knows of a certificate that it shows ([`Body::provenance`](super::Body::provenance)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The id of the issuer; `None` for a root.
    pub issuer_id: Option<Uuid>,
    /// How the host got it.
    pub gen_mode: GenMode,
    /// When it was made, in milliseconds since 1970.
    pub create_time: i64,
    /// The project that it belongs to ([`Body::enterprise_project_id`](super::Body::enterprise_project_id)).
    pub enterprise_project_id: String,
}

/// What the API shows of a certificate and does not change
/// ([rule W18](crate::docs::rules#w18)). A host stores it as JSON beside the certificate, and reads
/// it again to show it.
///
/// Times are in milliseconds since 1970.
///
/// ```
/// use certmint::time::UtcDateTime;
/// use certmint::uuid::Uuid;
/// use certmint::wire::{CertificateRecord, GenMode, Provenance};
/// use certmint::Issued;
///
/// /// What is stored of a certificate.
/// fn stored(issued: &Issued, issuer_id: Uuid, create_time: i64) -> String {
///     let record = CertificateRecord::new(issued, Provenance {
///         issuer_id: Some(issuer_id),
///         gen_mode: GenMode::Csr,
///         create_time,
///         enterprise_project_id: "0".into(),
///     });
///     serde_json::to_string(&record).expect("records are JSON")
/// }
///
/// /// The answer to `GET /v1/private-certificates/{id}`.
/// fn answer(stored: &str, id: Uuid, is_revoked: bool, now: UtcDateTime) -> serde_json::Result<String> {
///     let record: CertificateRecord = serde_json::from_str(stored)?;
///     serde_json::to_string(&record.shown(id, record.status(is_revoked, now)))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CertificateRecord {
    /// The id of the issuer; `None` for a root, and for a CA whose issuer is elsewhere.
    pub issuer_id: Option<Uuid>,
    /// The common name of the issuer; `None` for a root.
    pub issuer_name: Option<String>,
    /// The name of the key's algorithm, such as `EC256`.
    pub key_algorithm: String,
    /// The hash of the signature; `None` for one that this library does not sign with.
    pub signature_algorithm: Option<HashAlgorithm>,
    /// How the host got the certificate.
    pub gen_mode: GenMode,
    /// The serial number in hexadecimal.
    pub serial_number: Option<String>,
    /// When the certificate was made.
    pub create_time: i64,
    /// The start of its validity.
    pub not_before: Option<i64>,
    /// The end of its validity.
    pub not_after: Option<i64>,
    /// Its subject, with the attributes that it inherited.
    pub distinguished_name: NameMembers,
    /// The project that it belongs to.
    pub enterprise_project_id: String,
}

impl CertificateRecord {
    /// Makes the record of a certificate that was just issued.
    #[must_use]
    pub fn new(issued: &Issued, provenance: Provenance) -> Self {
        let fields = issued.fields();
        let Provenance { issuer_id, gen_mode, create_time, enterprise_project_id } = provenance;
        let [not_before, not_after] = milliseconds(fields.validity());
        Self {
            issuer_id,
            issuer_name: fields
                .issuer()
                .and_then(|issuer| issuer.subject().member(&AttributeType::CommonName)),
            key_algorithm: issued.subject_public_key().api_name(),
            signature_algorithm: issued.signature_algorithm().hash(),
            gen_mode,
            serial_number: Some(issued.serial_number().to_string()),
            create_time,
            not_before,
            not_after,
            distinguished_name: fields.subject().members(),
            enterprise_project_id,
        }
    }

    /// Returns the state of the certificate. It has expired when `not_after` has passed; what was
    /// revoked stays so.
    #[must_use]
    pub fn status(&self, is_revoked: bool, now: UtcDateTime) -> CertificateStatus {
        if is_revoked {
            CertificateStatus::Revoked
        } else if self.has_expired(now) {
            CertificateStatus::Expired
        } else {
            CertificateStatus::Issued
        }
    }

    pub(super) fn has_expired(&self, now: UtcDateTime) -> bool {
        self.not_after.is_some_and(|end| end < millisecond(now))
    }

    /// Returns the JSON that the API shows of the certificate.
    #[must_use]
    pub fn shown(&self, id: Uuid, status: CertificateStatus) -> impl Serialize {
        #[derive(Serialize)]
        struct Shown<'a> {
            certificate_id: Uuid,
            status: CertificateStatus,
            freeze_flag: u8,
            delete_time: Option<i64>,
            enc_cert_info: Option<()>,
            #[serde(flatten)]
            record: &'a CertificateRecord,
        }
        Shown {
            certificate_id: id,
            status,
            freeze_flag: 0,
            delete_time: None,
            enc_cert_info: None,
            record: self,
        }
    }
}

/// Returns both ends of a validity, which are the same for every record.
pub(super) fn milliseconds(validity: Validity) -> [Option<i64>; 2] {
    [validity.not_before(), validity.not_after()].map(|time| Some(millisecond(time)))
}

pub(super) fn millisecond(time: UtcDateTime) -> i64 {
    // A year has at most four digits, or six with a feature of `time`.
    time.unix_timestamp() * 1_000 + i64::from(time.millisecond())
}

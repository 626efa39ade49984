//! What the API shows of a CA.

use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};
use time::{Duration, UtcDateTime};
use uuid::Uuid;

use super::record::milliseconds;
use super::{CaStatus, CaType, CertificateRecord, CrlConfiguration, GenMode, PendingCaRequest, Provenance};
use crate::issuance::Issued;
use crate::issuance::crl::CrlRequest;
use crate::issuer::Issuer;
use crate::x509::name::AttributeType;

/// The path length that the API shows for a root, whose certificate has none.
const SHOWN_PATH_LENGTH_OF_ROOT: u32 = 7;

/// What the API shows of a CA's revocation lists. The default is that none are published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CrlRecord {
    /// Whether lists are published.
    pub enabled: bool,
    /// The name of the list.
    pub crl_name: Option<String>,
    /// The name of the bucket in which the list is.
    pub obs_bucket_name: Option<String>,
    /// The number of days from a list to the next.
    pub valid_days: Option<u8>,
    /// The URL of the list, which is in the certificates of the CA.
    pub crl_dis_point: Option<String>,
}

impl CrlRecord {
    /// Makes what is shown of lists at a URL. Without a `crl_name` in the request, their name is the
    /// id of the CA. The URL is made of the bucket and the name.
    ///
    /// ```
    /// use certmint::uuid::Uuid;
    /// use certmint::wire::{Body, CrlRecord};
    ///
    /// let json = br#"{"obs_bucket_name":"lists","valid_days":7}"#;
    /// let lists = Body::from_json(json)?.read_crl_configuration()?;
    /// let url = |bucket: &str, name: &str| format!("http://ca.example/{bucket}/{name}.crl");
    /// let record = CrlRecord::new(&lists, Uuid::nil(), url);
    /// assert_eq!(
    ///     record.crl_dis_point.as_deref(),
    ///     Some("http://ca.example/lists/00000000-0000-0000-0000-000000000000.crl")
    /// );
    /// # Ok::<(), certmint::Error>(())
    /// ```
    #[must_use]
    pub fn new(
        configuration: &CrlConfiguration,
        ca_id: Uuid,
        url: impl FnOnce(&str, &str) -> String,
    ) -> Self {
        let CrlConfiguration { enabled: true, crl_name, obs_bucket_name: Some(bucket), valid_days } =
            configuration
        else {
            return Self::default();
        };
        let name = crl_name.clone().unwrap_or_else(|| ca_id.to_string());
        Self {
            enabled: true,
            crl_dis_point: Some(url(bucket, &name)),
            crl_name: Some(name),
            obs_bucket_name: Some(bucket.clone()),
            valid_days: *valid_days,
        }
    }

    /// Returns the request for the next list, without its entries: `None` if no lists are published.
    /// `last` is the number of the last one.
    ///
    /// The number is at least the time in milliseconds, so that numbers grow also after an old backup
    /// of the host's database was restored. The list can be used for `valid_days`; the host should
    /// replace it before they are over.
    #[must_use]
    pub fn next_crl(&self, last: u64, now: UtcDateTime) -> Option<CrlRequest> {
        let days = self.valid_days.filter(|_| self.enabled)?;
        let now_millis = now.unix_timestamp().unsigned_abs() * 1_000 + u64::from(now.millisecond());
        let number = last.saturating_add(1).max(now_millis);
        Some(CrlRequest::new(number.into(), now, now.saturating_add(Duration::days(days.into()))))
    }
}

/// What the API shows of a CA and changes seldom ([rule W18](crate::docs::rules#w18)). A host stores
/// it as JSON beside the certificate of the CA, and reads it again to show it.
///
/// ```
/// use certmint::time::UtcDateTime;
/// use certmint::uuid::Uuid;
/// use certmint::wire::{CaRecord, CaStatus, CrlRecord, GenMode, Provenance};
/// use certmint::Issued;
///
/// /// The answer to `GET /v1/private-certificate-authorities/{ca_id}`.
/// fn answer(root: &Issued, now: UtcDateTime) -> serde_json::Result<String> {
///     let record = CaRecord::new(root, CrlRecord::default(), Provenance {
///         issuer_id: None,
///         gen_mode: GenMode::Generate,
///         create_time: now.unix_timestamp() * 1_000,
///         enterprise_project_id: "0".into(),
///     });
///     let status = record.status(CaStatus::Active, now);
///     serde_json::to_string(&record.shown(root.certificate_id(), status, None))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CaRecord {
    /// Whether it is a root.
    #[serde(rename = "type")]
    pub ca_type: CaType,
    /// The path length of its certificate; `None` if this has none.
    pub path_length: Option<u32>,
    /// Its revocation lists.
    pub crl_configuration: CrlRecord,
    /// What is shown of its certificate. While the CA has none, this holds its key's algorithm, its
    /// name, and what the host knows.
    #[serde(flatten)]
    pub certificate: CertificateRecord,
}

impl CaRecord {
    /// Makes the record of a CA whose certificate was just issued.
    #[must_use]
    pub fn new(issued: &Issued, crl_configuration: CrlRecord, provenance: Provenance) -> Self {
        let fields = issued.fields();
        Self {
            ca_type: if fields.issuer().is_some() { CaType::Subordinate } else { CaType::Root },
            path_length: fields.path_length(),
            crl_configuration,
            certificate: CertificateRecord::new(issued, provenance),
        }
    }

    /// Makes the record of a CA that has no certificate yet ([rule W12](crate::docs::rules#w12)).
    #[must_use]
    pub fn pending(request: &PendingCaRequest, crl_configuration: CrlRecord, provenance: Provenance) -> Self {
        let Provenance { issuer_id, gen_mode, create_time, enterprise_project_id } = provenance;
        Self {
            ca_type: CaType::Subordinate,
            path_length: None,
            crl_configuration,
            certificate: CertificateRecord {
                issuer_id,
                issuer_name: None,
                key_algorithm: request.key_algorithm().as_str().into(),
                signature_algorithm: None,
                gen_mode,
                serial_number: None,
                create_time,
                not_before: None,
                not_after: None,
                distinguished_name: request.subject().members(),
                enterprise_project_id,
            },
        }
    }

    /// Returns the record of this CA with the certificate that was imported for it
    /// ([rule W15](crate::docs::rules#w15)).
    #[must_use]
    pub fn with_imported(self, issuer: &Issuer) -> Self {
        let [not_before, not_after] = milliseconds(issuer.validity());
        Self {
            path_length: issuer.path_length(),
            certificate: CertificateRecord {
                issuer_name: issuer.issuer_name().member(&AttributeType::CommonName),
                key_algorithm: issuer.public_key().api_name(),
                signature_algorithm: issuer.signature_algorithm().ok().and_then(|algorithm| algorithm.hash()),
                gen_mode: GenMode::Import,
                serial_number: issuer.serial_number().map(|number| number.to_string()),
                not_before,
                not_after,
                distinguished_name: issuer.subject().members(),
                ..self.certificate
            },
            ..self
        }
    }

    /// Returns the state to show of a CA that the host has in this state: one that is ACTIVED
    /// becomes EXPIRED when `not_after` has passed.
    #[must_use]
    pub fn status(&self, stored: CaStatus, now: UtcDateTime) -> CaStatus {
        match stored {
            CaStatus::Active if self.certificate.has_expired(now) => CaStatus::Expired,
            stored => stored,
        }
    }

    /// Returns the JSON that the API shows of the CA. `delete_time`, in milliseconds since 1970, is
    /// when a DELETED CA can no longer be restored.
    #[must_use]
    pub fn shown(&self, id: Uuid, status: CaStatus, delete_time: Option<i64>) -> impl Serialize {
        #[derive(Serialize)]
        struct Shown<'a> {
            ca_id: Uuid,
            #[serde(rename = "type")]
            ca_type: CaType,
            status: CaStatus,
            path_length: Option<u32>,
            crl_configuration: &'a CrlRecord,
            freeze_flag: u8,
            delete_time: Option<i64>,
            free_quota: u32,
            charging_mode: u8,
            cluster_id: Option<()>,
            domain_id: Option<()>,
            #[serde(flatten)]
            certificate: &'a CertificateRecord,
        }
        let Self { ca_type, path_length, crl_configuration, certificate } = self;
        Shown {
            ca_id: id,
            ca_type: *ca_type,
            status,
            path_length: match ca_type {
                CaType::Root => Some(SHOWN_PATH_LENGTH_OF_ROOT),
                CaType::Subordinate => *path_length,
            },
            crl_configuration,
            freeze_flag: 0,
            delete_time,
            free_quota: 0,
            charging_mode: 1,
            cluster_id: None,
            domain_id: None,
            certificate,
        }
    }
}

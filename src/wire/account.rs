//! What the API shows of an account.

use serde::{Serialize, Serializer};

/// The answer to `GET …/quotas`: how many CAs or certificates there are, and how many there may be.
///
/// ```
/// use certmint::wire::Quota;
///
/// assert_eq!(
///     serde_json::to_string(&Quota::of_cas(3))?,
///     r#"{"quotas":{"resources":[{"type":"CERTIFICATE_AUTHORITY","used":3,"quota":100}]}}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    resource: &'static str,
    used: u64,
    quota: u64,
}

impl Quota {
    /// Returns the quota of CAs in the API, 100, and how many there are.
    #[must_use]
    pub const fn of_cas(used: u64) -> Self {
        Self { resource: "CERTIFICATE_AUTHORITY", used, quota: 100 }
    }

    /// Returns the quota of certificates in the API, 100,000, and how many there are.
    #[must_use]
    pub const fn of_certificates(used: u64) -> Self {
        Self { resource: "CERTIFICATE", used, quota: 100_000 }
    }

    /// Sets how many there may be.
    #[must_use]
    pub const fn with_quota(self, quota: u64) -> Self {
        Self { quota, ..self }
    }
}

impl Serialize for Quota {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Body {
            quotas: Resources,
        }
        #[derive(Serialize)]
        struct Resources {
            resources: [Resource; 1],
        }
        #[derive(Serialize)]
        struct Resource {
            r#type: &'static str,
            used: u64,
            quota: u64,
        }
        let Self { resource, used, quota } = *self;
        Body { quotas: Resources { resources: [Resource { r#type: resource, used, quota }] } }
            .serialize(serializer)
    }
}

/// The answer to `GET /v1/pca/config/console`: what the console of the cloud offers. By default,
/// nothing of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ConsoleConfiguration {
    /// Whether there are enterprise projects.
    pub is_support_eps: bool,
    /// Whether there are SM2 keys.
    pub is_support_sm2: bool,
    /// Whether there are dedicated HSMs.
    pub is_support_dhsm: bool,
    /// The regions that have some.
    pub dhsm_regions: &'static [&'static str],
    /// Whether a CA can be paid for by the year or month.
    pub is_support_yearly_monthly_ca: bool,
    /// Whether there are permissions of IAM 5.
    pub is_support_iam5: bool,
    /// Whether OCSP can be turned on for a CA.
    pub is_support_ocsp: bool,
}

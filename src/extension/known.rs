//! The extensions that CA certificates have, as a table: their names, and whether they are to be critical.

use crate::oid;

/// Whether a conforming CA marks an extension as critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// RFC 5280 demands or recommends that it is critical.
    Critical,
    /// RFC 5280 demands or recommends that it is not.
    NotCritical,
    /// Either.
    Either,
}

struct Known {
    oid: &'static [u8],
    name: &'static str,
    /// `None` where a critical one keeps a certificate from issuing: no verifier is known to process it.
    rule: Option<Rule>,
}

const fn known(oid: &'static [u8], name: &'static str, rule: Rule) -> Known {
    Known { oid, name, rule: Some(rule) }
}

const fn named(oid: &'static [u8], name: &'static str) -> Known {
    Known { oid, name, rule: None }
}

/// The extensions of RFC 5280 about policies. Not every verifier processes them.
pub(crate) const POLICY_EXTENSIONS: [&[u8]; 4] =
    [oid::CERTIFICATE_POLICIES, oid::POLICY_MAPPINGS, oid::POLICY_CONSTRAINTS, oid::INHIBIT_ANY_POLICY];

/// RFC 5280 §4.2, and privateKeyUsagePeriod of RFC 3280 §4.2.1.4; then those that have a name alone.
const KNOWN: [Known; 24] = [
    known(oid::SUBJECT_DIRECTORY_ATTRIBUTES, "subjectDirectoryAttributes", Rule::NotCritical),
    known(oid::SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier", Rule::NotCritical),
    known(oid::KEY_USAGE, "keyUsage", Rule::Critical),
    known(oid::PRIVATE_KEY_USAGE_PERIOD, "privateKeyUsagePeriod", Rule::NotCritical),
    known(oid::SUBJECT_ALT_NAME, "subjectAltName", Rule::Either),
    known(oid::ISSUER_ALT_NAME, "issuerAltName", Rule::NotCritical),
    known(oid::BASIC_CONSTRAINTS, "basicConstraints", Rule::Critical),
    known(oid::NAME_CONSTRAINTS, "nameConstraints", Rule::Critical),
    known(oid::CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints", Rule::NotCritical),
    known(oid::CERTIFICATE_POLICIES, "certificatePolicies", Rule::Either),
    known(oid::POLICY_MAPPINGS, "policyMappings", Rule::Either),
    known(oid::AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier", Rule::NotCritical),
    known(oid::POLICY_CONSTRAINTS, "policyConstraints", Rule::Critical),
    known(oid::EXTENDED_KEY_USAGE, "extKeyUsage", Rule::Either),
    known(oid::FRESHEST_CRL, "freshestCRL", Rule::NotCritical),
    known(oid::INHIBIT_ANY_POLICY, "inhibitAnyPolicy", Rule::Critical),
    named(oid::AUTHORITY_INFO_ACCESS, "authorityInfoAccess"),
    named(oid::SUBJECT_INFO_ACCESS, "subjectInfoAccess"),
    named(oid::QC_STATEMENTS, "qcStatements"),
    named(oid::TLS_FEATURE, "tlsFeature"),
    named(oid::ISSUING_DISTRIBUTION_POINT, "issuingDistributionPoint"),
    named(oid::PRECERTIFICATE_POISON, "CT precertificate poison"),
    named(oid::PROXY_CERTIFICATE_INFORMATION, "proxyCertInfo"),
    named(oid::NETSCAPE_CERTIFICATE_TYPE, "netscape-cert-type"),
];

fn find(oid: &[u8]) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.oid == oid)
}

/// The name of an extension; `None` for those that have none here.
pub(crate) fn name_of(oid: &[u8]) -> Option<&'static str> {
    find(oid).map(|known| known.name)
}

/// Name and rule of an extension that does not keep a certificate from issuing where it is critical.
pub(crate) fn rule_of(oid: &[u8]) -> Option<(&'static str, Rule)> {
    find(oid).and_then(|known| Some((known.name, known.rule?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn e5_each_extension_has_one_name() {
        let oids: BTreeSet<_> = KNOWN.iter().map(|known| known.oid).collect();
        let names: BTreeSet<_> = KNOWN.iter().map(|known| known.name).collect();
        assert_eq!((oids.len(), names.len()), (KNOWN.len(), KNOWN.len()));
        assert_eq!(name_of(&[0x55, 0x1d, 36]), Some("policyConstraints"));
        assert_eq!(name_of(&[0x55, 0x1d, 99]), None);
        assert_eq!(rule_of(&[0x55, 0x1d, 36]), Some(("policyConstraints", Rule::Critical)));
        assert_eq!(rule_of(oid::AUTHORITY_INFO_ACCESS), None);
    }
}

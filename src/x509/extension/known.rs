//! The extensions of CA certificates, as a table: whether they must be critical. Their names are in
//! the table of identifiers, [`oid::name`].

use crate::x509::oid;

/// Whether a conforming CA marks an extension as critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// RFC 5280 requires or recommends that it is critical.
    Critical,
    /// RFC 5280 requires or recommends that it is not critical.
    NotCritical,
    /// Critical or not.
    Either,
}

struct Known {
    oid: &'static [u8],
    /// `None` if a certificate cannot issue while the extension is critical, because no verifier is
    /// known to process it.
    rule: Option<Rule>,
}

const fn known(oid: &'static [u8], rule: Rule) -> Known {
    Known { oid, rule: Some(rule) }
}

const fn named(oid: &'static [u8]) -> Known {
    Known { oid, rule: None }
}

/// The policy extensions of RFC 5280. Not every verifier processes them.
pub(crate) const POLICY_EXTENSIONS: [&[u8]; 4] =
    [oid::CERTIFICATE_POLICIES, oid::POLICY_MAPPINGS, oid::POLICY_CONSTRAINTS, oid::INHIBIT_ANY_POLICY];

/// The extensions of RFC 5280 §4.2 and privateKeyUsagePeriod of RFC 3280 §4.2.1.4, then those with
/// a name but no rule.
const KNOWN: [Known; 24] = [
    known(oid::SUBJECT_DIRECTORY_ATTRIBUTES, Rule::NotCritical),
    known(oid::SUBJECT_KEY_IDENTIFIER, Rule::NotCritical),
    known(oid::KEY_USAGE, Rule::Critical),
    known(oid::PRIVATE_KEY_USAGE_PERIOD, Rule::NotCritical),
    known(oid::SUBJECT_ALT_NAME, Rule::Either),
    known(oid::ISSUER_ALT_NAME, Rule::NotCritical),
    known(oid::BASIC_CONSTRAINTS, Rule::Critical),
    known(oid::NAME_CONSTRAINTS, Rule::Critical),
    known(oid::CRL_DISTRIBUTION_POINTS, Rule::NotCritical),
    known(oid::CERTIFICATE_POLICIES, Rule::Either),
    known(oid::POLICY_MAPPINGS, Rule::Either),
    known(oid::AUTHORITY_KEY_IDENTIFIER, Rule::NotCritical),
    known(oid::POLICY_CONSTRAINTS, Rule::Critical),
    known(oid::EXTENDED_KEY_USAGE, Rule::Either),
    known(oid::FRESHEST_CRL, Rule::NotCritical),
    known(oid::INHIBIT_ANY_POLICY, Rule::Critical),
    named(oid::AUTHORITY_INFO_ACCESS),
    named(oid::SUBJECT_INFO_ACCESS),
    named(oid::QC_STATEMENTS),
    named(oid::TLS_FEATURE),
    named(oid::ISSUING_DISTRIBUTION_POINT),
    named(oid::PRECERTIFICATE_POISON),
    named(oid::PROXY_CERTIFICATE_INFORMATION),
    named(oid::NETSCAPE_CERTIFICATE_TYPE),
];

fn find(oid: &[u8]) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.oid == oid)
}

/// Returns the name of an extension, or `None` if it is not in this table.
pub(crate) fn name_of(oid: &[u8]) -> Option<&'static str> {
    find(oid).and_then(|known| oid::name(known.oid))
}

/// Returns the rule of an extension whose critical form does not prevent issuing.
pub(crate) fn rule_of(oid: &[u8]) -> Option<Rule> {
    find(oid).and_then(|known| known.rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn e5_each_extension_has_one_name() {
        let oids: BTreeSet<_> = KNOWN.iter().map(|known| known.oid).collect();
        let names: BTreeSet<_> = KNOWN.iter().filter_map(|known| name_of(known.oid)).collect();
        assert_eq!((oids.len(), names.len()), (KNOWN.len(), KNOWN.len()));
        assert_eq!(name_of(&[0x55, 0x1d, 36]), Some("policyConstraints"));
        assert_eq!(name_of(&[0x55, 0x1d, 99]), None);
        assert_eq!(rule_of(&[0x55, 0x1d, 36]), Some(Rule::Critical));
        assert_eq!(rule_of(oid::AUTHORITY_INFO_ACCESS), None);
    }
}

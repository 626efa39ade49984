//! Checks of revocation lists (rules R1–R9), and the data of a requested list.

use std::collections::BTreeSet;

use certmint::HashAlgorithm;
use x509_cert::crl::CertificateList;
use x509_cert::der::Decode;

use super::asked::usage_bits;
use super::asked::{AUTHORITY_KEY_IDENTIFIER, AskedIssuer, CaParts, KEY_USAGE, RawExtension, extension_of};
use super::der::{self, ENUMERATED, GENERALIZED_TIME, INTEGER, sequence, sequence_members, tlv, unsigned};
use super::expected::authority_key_identifier;
use super::validity::{digits, time};
use super::{algorithm, parse, signature};

/// A requested list. Times are in seconds since 1970.
#[derive(Clone, Debug)]
pub struct AskedCrl {
    /// Big-endian.
    pub number: Vec<u8>,
    /// The number of the base, if it is a delta CRL; big-endian.
    pub base: Option<Vec<u8>>,
    pub this_update: i64,
    pub next_update: i64,
    pub hash: HashAlgorithm,
    pub revoked: Vec<AskedEntry>,
    /// The value of issuingDistributionPoint.
    pub point: Option<Vec<u8>>,
    /// The value of freshestCRL.
    pub freshest: Option<Vec<u8>>,
}

/// A requested entry.
#[derive(Clone, Debug)]
pub struct AskedEntry {
    /// Big-endian.
    pub serial_number: Vec<u8>,
    pub revocation_date: i64,
    /// The number of the CRLReason.
    pub reason: Option<u8>,
    pub invalidity_date: Option<i64>,
}

/// The numbers of two CRLReasons.
const UNSPECIFIED: u8 = 0;
const REMOVE_FROM_CRL: u8 = 8;

impl AskedCrl {
    /// Returns whether the issuer may issue the list.
    pub fn may_be_issued(&self, issuer: &AskedIssuer) -> bool {
        let own = issuer.own();
        let signs =
            extension_of(&own.extensions, KEY_USAGE).is_none_or(|value| usage_bits(value) & 1 << 6 != 0);
        let mut seen = BTreeSet::new();
        let entries = self.revoked.iter().all(|entry| {
            let serial_number = significant(&entry.serial_number);
            (1..=20).contains(&serial_number.len())
                && seen.insert(serial_number)
                && is_expressible(entry.revocation_date)
                && (self.base.is_some() || entry.reason != Some(REMOVE_FROM_CRL))
                && entry.invalidity_date.is_none_or(is_expressible)
        });
        let validities = [vec![own.validity], issuer.above()].concat();
        let this_update = validities.iter().all(|ca| ca.contains(self.this_update));
        let base = self.base.as_ref().is_none_or(|base| {
            let [base, own] = [base, &self.number].map(|octets| significant(octets));
            (base.len(), base) < (own.len(), own) && self.freshest.is_none()
        });
        signs
            && entries
            && base
            && this_update
            && is_expressible(self.this_update)
            && is_expressible(self.next_update)
            && self.this_update < self.next_update
    }

    fn to_be_signed(&self, own: &CaParts<'_>) -> Vec<u8> {
        let identifier = sequence([tlv(0x80, authority_key_identifier(own))]);
        let mut extensions = vec![
            RawExtension::new(AUTHORITY_KEY_IDENTIFIER, false, identifier),
            RawExtension::new(b"\x55\x1d\x14", false, unsigned(&self.number)),
        ];
        let base = self.base.iter().map(|base| unsigned(base));
        extensions.extend(base.map(|value| RawExtension::new(b"\x55\x1d\x1b", true, value)));
        let point = self.point.iter().cloned();
        extensions.extend(point.map(|value| RawExtension::new(b"\x55\x1d\x1c", true, value)));
        let freshest = self.freshest.iter().cloned();
        extensions.extend(freshest.map(|value| RawExtension::new(b"\x55\x1d\x2e", false, value)));
        let entries = match self.revoked.as_slice() {
            [] => Vec::new(),
            entries => sequence(entries.iter().map(AskedEntry::encode)),
        };
        sequence([
            &tlv(INTEGER, [1]),
            &algorithm::signature_algorithm(own.public_key, self.hash),
            &own.subject.to_vec(),
            &time(self.this_update),
            &time(self.next_update),
            &entries,
            &tlv(0xa0, sequence(extensions.iter().map(RawExtension::encode))),
        ])
    }
}

impl AskedEntry {
    fn encode(&self) -> Vec<u8> {
        let mut extensions = Vec::new();
        if let Some(reason) = self.reason.filter(|reason| *reason != UNSPECIFIED) {
            extensions.push(RawExtension::new(b"\x55\x1d\x15", false, tlv(ENUMERATED, [reason])));
        }
        if let Some(at) = self.invalidity_date {
            extensions.push(RawExtension::new(b"\x55\x1d\x18", false, tlv(GENERALIZED_TIME, digits(at))));
        }
        let extensions = match extensions.as_slice() {
            [] => Vec::new(),
            extensions => sequence(extensions.iter().map(RawExtension::encode)),
        };
        sequence([unsigned(&self.serial_number), time(self.revocation_date), extensions])
    }
}

fn significant(octets: &[u8]) -> &[u8] {
    &octets[octets.iter().take_while(|octet| **octet == 0).count()..]
}

/// From 1950 through 9999.
fn is_expressible(at: i64) -> bool {
    (-631_152_000..253_402_300_800).contains(&at)
}

/// An issued list holds what was requested.
///
/// # Panics
/// If it does not.
pub fn check_crl(der: &[u8], asked: &AskedCrl, issuer: &AskedIssuer) {
    assert!(asked.may_be_issued(issuer), "{asked:?}");
    let own = issuer.own();
    let [to_be_signed, identifier, value] = sequence_members(der).expect("a CertificateList")[..] else {
        panic!("three members of a CertificateList")
    };
    assert_eq!(to_be_signed.bytes, asked.to_be_signed(&own));
    assert_eq!(identifier.bytes, algorithm::signature_algorithm(own.public_key, asked.hash));
    der::check_strict(value).expect("strict DER");
    let [0, value @ ..] = value.content else { panic!("a signature of whole octets") };
    assert!(signature::verifies(own.public_key, asked.hash, to_be_signed.bytes, value));
    // x509-cert does not read times before 1970 or names with unknown types.
    let dates = asked.revoked.iter().map(|entry| entry.revocation_date);
    let reads_name =
        x509_cert::name::Name::from_der(own.subject).is_ok_and(|_| super::is_readable(&[own.subject]));
    if reads_name && dates.chain([asked.this_update]).all(|at| at >= 0) {
        let list: CertificateList = parse(der);
        let entries = list.tbs_cert_list.revoked_certificates.unwrap_or_default();
        assert_eq!(entries.len(), asked.revoked.len());
    }
}

//! Arbitrary typed requests for a revocation list, and arbitrary issuers.

use arbitrary::{Arbitrary, Unstructured};
use certmint::crl::{
    CertificateScope, CrlNumber, IssuingDistributionPoint, RevocationReason, RevokedCertificate,
};
use certmint::time::UtcDateTime;
use certmint::{CrlRequest, HashAlgorithm};

use super::super::input::extensions::distribution_point;
use super::super::input::issuer::{IssuerInput, Loaded};
use super::super::input::time::When;
use super::super::oracle::check_refusal;
use super::super::oracle::crl::{AskedCrl, AskedEntry, check_crl};
use super::super::oracle::der::{constructed, sequence, tlv};
use super::super::oracle::refusal::check_text;
use super::super::pool;
use super::Outcome;

#[derive(Arbitrary, Debug)]
struct Input {
    now: When,
    issuer: IssuerInput,
    number: Vec<u8>,
    this_update: When,
    next_update: When,
    hash: u8,
    urls: Vec<String>,
    scope: Option<bool>,
    revoked: Vec<Entry>,
    /// This many more entries, with consecutive numbers.
    further: u8,
    /// The number of the base of a delta CRL.
    base: Option<Vec<u8>>,
    /// The URLs of the delta CRL.
    freshest: Vec<String>,
}

#[derive(Arbitrary, Debug)]
struct Entry {
    serial_number: Vec<u8>,
    revocation_date: When,
    reason: Option<u8>,
    invalidity_date: Option<When>,
}

/// Runs one input.
pub fn crl(input: &[u8]) -> Outcome {
    let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(input)) else {
        return Outcome::default();
    };
    let now = input.now.from(pool::now()).unwrap_or_else(pool::now);
    let Loaded { issuer, asked: asked_issuer, key } = match input.issuer.load(now) {
        Ok(loaded) => loaded,
        Err(error) => {
            check_text(&error.to_string());
            return Outcome::refused(&error);
        }
    };
    let (request, asked) = input.typed(now);
    match request.to_be_signed(&issuer) {
        Ok(to_be_signed) => {
            let list = to_be_signed.sign(key).expect("the issuer's own key");
            check_crl(list.as_der(), &asked, &asked_issuer);
            assert_eq!(list.base_crl_number().is_some(), asked.base.is_some());
            assert_eq!(list.this_update().unix_timestamp(), asked.this_update);
            assert_eq!(list.next_update().unix_timestamp(), asked.next_update);
            Outcome::accepted(format!(
                "a list of {} by a key of type {}, {:?}",
                asked.revoked.len().min(9),
                key.public_key().key_type(),
                (asked.point.is_some(), asked.base.is_some(), asked.freshest.is_some())
            ))
        }
        Err(error) => {
            check_refusal(&error);
            assert!(!asked.may_be_issued(&asked_issuer), "{error} {asked:?}");
            Outcome::refused(&error)
        }
    }
}

impl Input {
    /// The typed request, and the same as data.
    fn typed(&self, now: UtcDateTime) -> (CrlRequest, AskedCrl) {
        let at = |when: When| when.from(now).unwrap_or(now);
        let (number, octets) = match CrlNumber::new(&self.number) {
            Ok(number) => (number, self.number.clone()),
            Err(_) => (CrlNumber::from(7), vec![7]),
        };
        let (this_update, next_update) = (at(self.this_update), at(self.next_update));
        let hash = HashAlgorithm::ALL[usize::from(self.hash % 3)];
        let mut request = CrlRequest::new(number, this_update, next_update).with_hash(hash);
        let mut revoked = Vec::new();
        for entry in &self.revoked {
            let (typed, asked) = entry.typed(now);
            request = request.with_revoked(typed);
            revoked.push(asked);
        }
        for number in 0..self.further {
            let serial_number = vec![0x40, number];
            request = request.with_revoked(RevokedCertificate::new(&serial_number, now));
            let revocation_date = now.unix_timestamp();
            revoked.push(AskedEntry { serial_number, revocation_date, reason: None, invalidity_date: None });
        }
        let (point, point_der) = self.point();
        if let Some(point) = point {
            request = request.with_issuing_distribution_point(point);
        }
        let base = self.base.as_ref().and_then(|octets| Some((CrlNumber::new(octets).ok()?, octets.clone())));
        if let Some((base, _)) = base {
            request = request.with_base_crl_number(base);
        }
        let mut freshest = Vec::new();
        for url in &self.freshest {
            let url = url_of(url, url.len());
            let Ok(with) = request.clone().with_freshest_crl_url(&url) else { continue };
            request = with;
            let name = tlv(0x86, url);
            if !freshest.contains(&name) {
                freshest.push(name);
            }
        }
        let asked = AskedCrl {
            number: octets,
            base: base.map(|(_, octets)| octets),
            freshest: (!freshest.is_empty()).then(|| distribution_point(freshest)),
            this_update: this_update.unix_timestamp(),
            next_update: next_update.unix_timestamp(),
            hash,
            revoked,
            point: point_der,
        };
        (request, asked)
    }

    fn point(&self) -> (Option<IssuingDistributionPoint>, Option<Vec<u8>>) {
        let mut names: Vec<Vec<u8>> = Vec::new();
        let mut point: Option<IssuingDistributionPoint> = None;
        for (url, number) in self.urls.iter().zip(0..) {
            let url = url_of(url, number);
            let with = point
                .clone()
                .map_or_else(|| IssuingDistributionPoint::at(&url), |point| point.with_url(&url));
            if let Ok(with) = with {
                point = Some(with);
                let name = tlv(0x86, url);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let mut members = Vec::new();
        if !names.is_empty() {
            members.push(constructed(0xa0, [constructed(0xa0, names)]));
        }
        if let Some(ca) = self.scope {
            let scope =
                if ca { CertificateScope::CaCertificates } else { CertificateScope::UserCertificates };
            members.push(tlv(if ca { 0x82 } else { 0x81 }, [0xff]));
            point =
                Some(point.map_or(IssuingDistributionPoint::only(scope), |point| point.with_scope(scope)));
        }
        (point, (!members.is_empty()).then(|| sequence(members)))
    }
}

/// A URL in every other case: random text is almost never one.
fn url_of(text: &str, number: usize) -> String {
    if number.is_multiple_of(2) { format!("http://pki.example.org/{}", text.len()) } else { text.to_string() }
}

impl Entry {
    fn typed(&self, now: UtcDateTime) -> (RevokedCertificate, AskedEntry) {
        let revocation_date = self.revocation_date.from(now).unwrap_or(now);
        let mut typed = RevokedCertificate::new(&self.serial_number, revocation_date);
        let reason = self.reason.map(|selector| {
            // The numbers of CRLReason, and no others.
            let number = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10][usize::from(selector) % 10];
            (RevocationReason::try_from(number).expect("a reason"), number)
        });
        if let Some((reason, _)) = reason {
            typed = typed.with_reason(reason);
        }
        let invalidity_date = self.invalidity_date.and_then(|when| when.from(now));
        if let Some(at) = invalidity_date {
            typed = typed.with_invalidity_date(at);
        }
        let asked = AskedEntry {
            serial_number: self.serial_number.clone(),
            revocation_date: revocation_date.unix_timestamp(),
            reason: reason.map(|(_, number)| number),
            invalidity_date: invalidity_date.map(UtcDateTime::unix_timestamp),
        };
        (typed, asked)
    }
}

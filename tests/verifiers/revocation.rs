//! What says that certificates are revoked: a list and OCSP responses by each issuer key and hash.

use certmint::crl::{CrlNumber, RevokedCertificate};
use certmint::ocsp::{CertId, CertIdHash, CertStatus, OcspRequest, OcspResponder, OcspService};
use certmint::time::{Duration, UtcDateTime};
use certmint::{Certificate, CrlRequest, HashAlgorithm, KeyAlgorithm};
use rand_chacha::ChaCha20Rng;
use toolkit::{now, rng, years};

use crate::authorities::root;
use crate::contents::server;
use crate::keys::{all_algorithms, hashes};
use crate::paths::a_day_later;

/// A root, a certificate below it that is revoked, and one that is not.
pub(crate) struct Revocation {
    pub(crate) name: String,
    pub(crate) root: Certificate,
    pub(crate) revoked: Certificate,
    pub(crate) good: Certificate,
    pub(crate) list: Vec<u8>,
    pub(crate) response_revoked: Vec<u8>,
    pub(crate) response_good: Vec<u8>,
    /// The time at which to verify them.
    pub(crate) at: UtcDateTime,
}

/// One by each issuer key and hash.
pub(crate) fn revocations() -> Vec<Revocation> {
    let mut rng = rng(111);
    let issuers = all_algorithms().into_iter();
    let combinations = issuers.flat_map(|issuer| hashes(issuer).iter().map(move |hash| (issuer, *hash)));
    combinations.map(|(issuer, hash)| revocation(issuer, hash, &mut rng)).collect()
}

fn revocation(issuer: KeyAlgorithm, hash: HashAlgorithm, rng: &mut ChaCha20Rng) -> Revocation {
    let name = format!("revoked-by-{issuer}-{}", hash.as_str()).to_lowercase();
    let ca = root(&format!("Root {name}"), issuer, hash, None, &[], rng);
    let mut issue = || {
        let request = server().apply_request(KeyAlgorithm::Ec256, hash, years(1));
        ca.issue(&request, now(), rng).expect("an end entity")
    };
    let (revoked, good) = (issue(), issue());
    let at = a_day_later();
    let list = CrlRequest::new(CrlNumber::from(1), now(), now() + Duration::days(7))
        .with_hash(hash)
        .with_revoked(RevokedCertificate::new(revoked.serial_number(), now()));
    let list = ca.issue_crl(&list).expect("a list").as_der().to_vec();
    let responder = OcspResponder::direct(ca.issuer().clone()).expect("a responder").with_hash(hash);
    let service = OcspService::new(responder, ca.signer()).expect("a service");
    let response = |serial_number| {
        let asked = CertId::new(ca.issuer(), serial_number, CertIdHash::Sha1);
        let asked = OcspRequest::new(vec![asked]).expect("a request");
        let entry = RevokedCertificate::new(revoked.serial_number(), now());
        let status = |serial_number| {
            let is_revoked = serial_number == revoked.serial_number();
            Ok(if is_revoked { CertStatus::from(&entry) } else { CertStatus::Good })
        };
        service.try_respond(&asked, at, status).expect("a response").as_der().to_vec()
    };
    Revocation {
        name,
        root: ca.issuer().chain()[0].clone(),
        response_revoked: response(revoked.serial_number()),
        response_good: response(good.serial_number()),
        revoked: revoked.certificate().clone(),
        good: good.certificate().clone(),
        list,
        at,
    }
}

//! The verdict of rustls-webpki on the lists.

use std::time::Duration;

use certmint::crl::{CertificateScope, IssuingDistributionPoint, RevocationReason};
use certmint::extension::KeyPurpose;
use certmint::{Authority, Crl, CrlRequest, EndEntityRequest, Issued, KeyAlgorithm};
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{
    BorrowedCertRevocationList, CertRevocationList, EndEntityCert, Error, ExpirationPolicy, KeyUsage,
    RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
};

use crate::material::{hierarchy, point, request, revoked};
use toolkit::{NOW_MILLISECONDS, now, params, rng, years};

fn end_entity(authority: &Authority, seed: u8) -> Issued {
    let usage = certmint::extension::ExtendedKeyUsage::new([KeyPurpose::ServerAuth]);
    let params = params(KeyAlgorithm::Ec256, "Leaf", years(1)).with_extended_key_usage(usage);
    authority.issue(&EndEntityRequest::new(params), now(), &mut rng(seed)).expect("a certificate")
}

/// Verifies with the lists this many seconds after the issuing time. Every certificate except the
/// root's must be in the scope of a list and on none.
fn verify(issued: &Issued, lists: &[&Crl], seconds: u64) -> Result<(), Error> {
    let chain: Vec<CertificateDer<'_>> =
        issued.chain().map(|certificate| CertificateDer::from(certificate.as_der())).collect();
    let [leaf, intermediates @ .., root] = chain.as_slice() else { panic!("a chain") };
    let anchor = anchor_from_trusted_cert(root)?;
    let lists: Vec<CertRevocationList<'_>> = lists
        .iter()
        .map(|crl| Ok(BorrowedCertRevocationList::from_der(crl.as_der())?.to_owned()?.into()))
        .collect::<Result<_, Error>>()?;
    let lists: Vec<&CertRevocationList<'_>> = lists.iter().collect();
    let options = RevocationOptionsBuilder::new(&lists)
        .expect("lists")
        .with_depth(RevocationCheckDepth::Chain)
        .with_status_policy(UnknownStatusPolicy::Deny)
        .with_expiration_policy(ExpirationPolicy::Enforce)
        .build();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(NOW_MILLISECONDS as u64 / 1_000 + seconds));
    EndEntityCert::try_from(leaf)?.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &[anchor],
        intermediates,
        time,
        KeyUsage::server_auth(),
        Some(options),
        None,
    )?;
    Ok(())
}

#[test]
fn r3_webpki_refuses_what_is_revoked_and_nothing_else() {
    let (root, sub) = hierarchy();
    let (good, bad) = (end_entity(&sub, 50), end_entity(&sub, 51));
    let entries = [revoked([5]), revoked(bad.serial_number()).with_reason(RevocationReason::KeyCompromise)];
    let list = || -> CrlRequest { request().with_all_revoked(entries) };
    let of_root = root.issue_crl(&request()).unwrap();
    let users = point().with_scope(CertificateScope::UserCertificates);
    for request in [
        list(),
        list().with_issuing_distribution_point(point()),
        list().with_issuing_distribution_point(users),
    ] {
        let of_sub = sub.issue_crl(&request).unwrap();
        assert_eq!(verify(&good, &[&of_root, &of_sub], 0), Ok(()));
        assert_eq!(verify(&bad, &[&of_root, &of_sub], 0), Err(Error::CertRevoked));
    }
}

#[test]
fn r7_webpki_takes_a_list_for_what_it_is_about() {
    let (root, sub) = hierarchy();
    let good = end_entity(&sub, 50);
    let of_root = root.issue_crl(&request()).unwrap();
    let elsewhere = IssuingDistributionPoint::at("http://pki.example.org/other.crl").unwrap();
    let cas = point().with_scope(CertificateScope::CaCertificates);
    for point in [elsewhere, cas] {
        let of_sub = sub.issue_crl(&request().with_issuing_distribution_point(point)).unwrap();
        assert_eq!(verify(&good, &[&of_root, &of_sub], 0), Err(Error::UnknownRevocationStatus));
    }
}

#[test]
fn r2_webpki_takes_a_list_until_the_next_update() {
    let (root, sub) = hierarchy();
    let good = end_entity(&sub, 50);
    let lists = [&root, &sub].map(|ca| ca.issue_crl(&request()).unwrap());
    let week = 7 * 86_400;
    assert_eq!(verify(&good, &[&lists[0], &lists[1]], week - 1), Ok(()));
    let error = verify(&good, &[&lists[0], &lists[1]], week + 1);
    assert!(matches!(error, Err(Error::CrlExpired { .. })), "{error:?}");
}

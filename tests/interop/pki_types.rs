//! Results as types of rustls-pki-types (rule X5).

use certmint::crl::CrlNumber;
use certmint::{
    Authority, Certificate, CrlRequest, EndEntityRequest, Error, Issued, Issuer, KeyAlgorithm, PrivateKey,
    Signer,
};
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use toolkit::forge::{AUTHORITY_KEY_IDENTIFIER, Forged, SUBJECT_KEY_IDENTIFIER};
use toolkit::openssl::openssl;
use toolkit::stock::{ALGORITHMS, key};
use toolkit::{now, params, rng, root, subordinate, years};

fn leaf<S: Signer>(authority: &Authority<S>) -> Result<Issued, Error> {
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Leaf", years(1)));
    authority.issue(&request, now(), &mut rng(150))
}

fn ders<'a>(chain: impl IntoIterator<Item = &'a Certificate>) -> Vec<Vec<u8>> {
    chain.into_iter().map(|certificate| certificate.as_der().to_vec()).collect()
}

#[test]
fn x5_certificate_der_is_the_certificate_byte_for_byte() {
    let issued = leaf(&root(KeyAlgorithm::Ec256)).unwrap();
    let certificate = issued.certificate().clone();
    let borrowed = CertificateDer::from(&certificate);
    assert_eq!(borrowed.as_ref(), certificate.as_der());
    // Actually borrowed: the same memory.
    assert_eq!(borrowed.as_ref().as_ptr(), certificate.as_der().as_ptr());
    assert_eq!(Certificate::from_der(&borrowed), Ok(certificate.clone()));

    let owned: CertificateDer<'static> = certificate.clone().into();
    assert_eq!(owned.as_ref(), certificate.as_der());
}

#[test]
fn x5_private_key_der_is_the_pkcs8_of_the_key() {
    for algorithm in ALGORITHMS {
        let key = key(algorithm);
        let pkcs8 = key.to_pkcs8_der();
        let PrivateKeyDer::Pkcs8(any) = PrivateKeyDer::from(&key) else {
            panic!("{algorithm:?} is not PKCS#8")
        };
        let own = PrivatePkcs8KeyDer::from(&key);
        assert_eq!(any.secret_pkcs8_der(), pkcs8.as_slice());
        assert_eq!(own.secret_pkcs8_der(), pkcs8.as_slice());
        let back = PrivateKey::from_der(own.secret_pkcs8_der()).unwrap();
        assert_eq!(back.public_key(), key.public_key());
    }
}

#[test]
fn x5_a_private_key_der_of_any_form_is_loaded() {
    let key = key(KeyAlgorithm::Ec384);
    let pkcs8 = PrivateKeyDer::from(&key);
    assert_eq!(PrivateKey::try_from(&pkcs8).unwrap().public_key(), key.public_key());
    // SEC 1: the ECPrivateKey without parameters inside PKCS#8; OpenSSL writes it with them.
    let sec1 = openssl("ec -inform DER -outform DER", pkcs8.secret_der());
    let sec1 = PrivateKeyDer::Sec1(sec1.into());
    assert_eq!(PrivateKey::try_from(&sec1).unwrap().public_key(), key.public_key());
    let broken = PrivateKeyDer::Pkcs1(vec![0x30, 0].into());
    assert!(PrivateKey::try_from(&broken).is_err());
}

#[test]
fn x5_a_crl_is_borrowed_byte_for_byte() {
    let request = CrlRequest::new(CrlNumber::from(1), now(), now() + std::time::Duration::from_secs(60));
    let crl = root(KeyAlgorithm::Ec256).issue_crl(&request).unwrap();
    assert_eq!(CertificateRevocationListDer::from(&crl).as_ref(), crl.as_der());
}

#[test]
fn x5_tls_chain_has_the_leaf_first_and_no_root() {
    let root = root(KeyAlgorithm::Ec256);
    let directly = leaf(&root).unwrap();
    assert_eq!(ders(directly.chain()).len(), 2);
    assert_eq!(directly.tls_chain(), [CertificateDer::from(directly.certificate())]);

    let above = subordinate(&root, KeyAlgorithm::Ec256, 1);
    let issued = leaf(&subordinate(&above, KeyAlgorithm::Ec384, 0)).unwrap();
    let chain = ders(issued.chain());
    assert_eq!(chain.len(), 4);
    assert_eq!(issued.tls_chain(), chain[..3].iter().cloned().map(CertificateDer::from).collect::<Vec<_>>());
}

#[test]
fn x5_tls_chain_keeps_the_last_certificate_where_it_is_no_root() {
    let below = subordinate(&root(KeyAlgorithm::Ec256), KeyAlgorithm::Ec256, 0);
    let alone = Issuer::from_chain(vec![below.issuer().chain()[0].clone()]).unwrap();
    let issued = leaf(&Authority::new(alone, below.signer()).unwrap()).unwrap();
    assert_eq!(issued.tls_chain().len(), 2);
    assert_eq!(issued.tls_chain()[1].as_ref(), below.issuer().chain()[0].as_der());

    // Self-issued, but signed with another key: a CA's new key, certified by its old one (RFC 5280
    // §3.2).
    let (old, new) = (key(KeyAlgorithm::Ec384), key(KeyAlgorithm::Ec256));
    // keyIdentifier "old": without an authority key identifier, it would count as self-signed (RFC
    // 5280 §4.2.1.1).
    let renewed = Forged::ca("Renewed", &new)
        .with_extension(SUBJECT_KEY_IDENTIFIER, false, b"\x04\x03new")
        .with_extension(AUTHORITY_KEY_IDENTIFIER, false, b"\x30\x05\x80\x03old")
        .sign(&old);
    let issuer = Issuer::from_der(&renewed).unwrap();
    let issued = leaf(&Authority::new(issuer, new).unwrap()).unwrap();
    assert_eq!(issued.tls_chain()[1].as_ref(), renewed);
}

#[test]
fn x5_tls_chain_of_a_root_is_the_root() {
    let issued = toolkit::stock::root_issued();
    assert_eq!(issued.tls_chain(), [CertificateDer::from(issued.certificate())]);
}

#[test]
fn x5_tls_chain_leaves_out_a_root_that_another_writer_made() {
    let authority = toolkit::stock::authority(KeyAlgorithm::Rsa2048);
    assert_eq!(leaf(&authority).unwrap().tls_chain().len(), 1);
}

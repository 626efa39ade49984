//! W3: algorithms that an apply body leaves to the issuer.

use certmint::error::{ErrorCode, ViolationKind};
use certmint::extension::{KeyUsage, KeyUsages};
use certmint::key::{AlgorithmChoice, KeyType};
use certmint::wire::Body;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Issuer, KeyAlgorithm,
    PrivateKey, Profile, PublicKey, RootRequest, SubordinateRequest,
};
use serde_json::{Value, json};

use crate::{apply, held, now, refused, root};
use toolkit::{only, profile_with, rng, years};

fn with(changes: &[(&str, Value)]) -> Vec<u8> {
    let mut body = json!({
        "issuer_id": "2cb2878b-6cd1-460d-bd25-afe655159bdc",
        "distinguished_name": { "common_name": "Leaf" },
        "validity": { "type": "DAY", "value": 1 }
    });
    for (member, value) in changes {
        body[*member] = value.clone();
    }
    body.to_string().into_bytes()
}

/// A root with this key whose own certificate is signed with this hash.
fn root_with(algorithm: KeyAlgorithm, hash: HashAlgorithm) -> Authority {
    let subject = DistinguishedName::new("Root").expect("a name");
    let request = RootRequest::new(CertificateParams::new(algorithm, hash, subject, years(30)));
    let issued = Authority::create_root(&request, &Profile::default(), now(), &mut rng(21)).expect("a root");
    Authority::try_from(issued).expect("an authority")
}

/// The hash of a signature algorithm of RFC 4055 or RFC 5758.
fn hash_of(oid: &str) -> &'static str {
    match oid {
        "1.2.840.113549.1.1.11" | "1.2.840.10045.4.3.2" => "SHA256",
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => "SHA384",
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" => "SHA512",
        other => panic!("{other} is none of these"),
    }
}

#[test]
fn w3_the_algorithms_are_the_issuers_own_where_a_body_names_none() {
    use KeyAlgorithm::{Ec256, Ec384, Rsa2048};
    for (algorithm, hash, name) in [
        (Ec256, HashAlgorithm::Sha512, "SHA512"),
        (Ec384, HashAlgorithm::Sha256, "SHA256"),
        (Ec384, HashAlgorithm::Sha384, "SHA384"),
        (Rsa2048, HashAlgorithm::Sha384, "SHA384"),
    ] {
        let authority = root_with(algorithm, hash);
        for absent in [json!(null), json!("")] {
            let changes = [("key_algorithm", absent.clone()), ("signature_algorithm", absent)];
            let issued = apply(&authority, &with(&changes)).expect("a certificate");
            assert_eq!(held(&issued).key, Some(algorithm));
            assert_eq!(hash_of(&held(&issued).signature), name);
            assert_eq!(issued.fields().notices(), []);
        }
        // Only one of them.
        let issued = apply(&authority, &with(&[("key_algorithm", json!("EC256"))])).expect("a certificate");
        assert_eq!((held(&issued).key, hash_of(&held(&issued).signature)), (Some(Ec256), name));
        let issued =
            apply(&authority, &with(&[("signature_algorithm", json!("SHA256"))])).expect("a certificate");
        assert_eq!((held(&issued).key, hash_of(&held(&issued).signature)), (Some(algorithm), "SHA256"));
    }
}

#[test]
fn w3_an_rsa_issuer_has_rsa_keys_of_two_sizes() {
    let above = root(KeyAlgorithm::Ec256);
    for (pem, expected) in [
        (include_str!("rsa_3072.public.pem"), KeyAlgorithm::Rsa2048),
        (include_str!("rsa_4096.public.pem"), KeyAlgorithm::Rsa4096),
    ] {
        let key = PublicKey::from_pem(pem).expect("a key");
        let subject = DistinguishedName::new("Sub").expect("a name");
        let params = CertificateParams::new(key, HashAlgorithm::Sha256, subject, years(1));
        let ca = above.issue(&SubordinateRequest::new(params), now(), &mut rng(22)).expect("a CA");
        let issuer = Issuer::try_from(&ca).expect("an issuer");
        let (_, request) = Body::from_json(&with(&[])).unwrap().read_end_entity().expect("a request");
        let grant = request.check(&issuer, &Profile::default(), now()).expect("a grant");
        assert_eq!(grant.key_algorithm(), expected);
        // digitalSignature and keyEncipherment (rule U2).
        let usages = KeyUsages::of(&[KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment]);
        assert_eq!(grant.fields().key_usages(), usages);
    }
}

#[test]
fn w3_an_issuer_signed_with_another_algorithm_signs_with_sha256() {
    // sha1WithRSAEncryption: trusting a root does not require its signature.
    let issuer = root_with(KeyAlgorithm::Rsa2048, HashAlgorithm::Sha384);
    let mut der = issuer.issuer().chain()[0].as_der().to_vec();
    let sha384 = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c";
    let places: Vec<usize> = der
        .windows(sha384.len())
        .enumerate()
        .filter(|(_, found)| found == sha384)
        .map(|(at, _)| at)
        .collect();
    assert_eq!(places.len(), 2);
    for at in places {
        der[at + sha384.len() - 1] = 5;
    }
    let issuer = Issuer::from_der(&der).expect("an issuer");
    let (_, request) = Body::from_json(&with(&[])).unwrap().read_end_entity().expect("a request");
    let grant = request.check(&issuer, &Profile::default(), now()).expect("a grant");
    let (_, grant) = grant.generate_key(&mut rng(23)).expect("a key");
    let algorithm = grant.to_be_signed(&mut rng(24)).expect("a serial number").algorithm();
    assert_eq!(algorithm.hash(), Some(HashAlgorithm::Sha256));
}

#[test]
fn w3_the_profile_applies_to_the_issuers_own() {
    let authority = root(KeyAlgorithm::Ec256).with_profile(profile_with(|settings| {
        settings.end_entity_keys.types = vec![KeyType::Rsa];
        settings.signature_algorithms = vec![HashAlgorithm::Sha384];
    }));
    let expected = [
        (
            "/key_algorithm".to_string(),
            ErrorCode::KeyAlgorithm,
            ViolationKind::KeyType { found: "EC256", accepted: vec!["RSA"] },
        ),
        (
            "/signature_algorithm".to_string(),
            ErrorCode::SignatureAlgorithm,
            ViolationKind::HashNotGranted { found: "SHA256", granted: vec!["SHA384"] },
        ),
    ];
    assert_eq!(refused(apply(&authority, &with(&[]))), expected);
    // The same next to unreadable members.
    let mut with_other = refused(apply(&authority, &with(&[("customized_extension", json!(7))])));
    with_other.retain(|(pointer, ..)| pointer != "/customized_extension");
    assert_eq!(with_other, expected);
}

#[test]
fn w3_usages_are_judged_by_the_issuers_own_key() {
    let usages = [("key_usages", json!(["keyEncipherment"]))];
    let not_for_ec =
        || only("/key_usages", ErrorCode::Parameter, ViolationKind::NotForEcKey("keyEncipherment"));
    assert_eq!(refused(apply(&root(KeyAlgorithm::Ec384), &with(&usages))), not_for_ec());
    let issued = apply(&root(KeyAlgorithm::Rsa2048), &with(&usages)).expect("a certificate");
    assert_eq!(held(&issued).usages, ["keyEncipherment"]);
    // Once, and next to unreadable members.
    let both = [usages[0].clone(), ("customized_extension", json!(7))];
    let mut found = refused(apply(&root(KeyAlgorithm::Ec384), &with(&both)));
    found.retain(|(pointer, ..)| pointer != "/customized_extension");
    assert_eq!(found, not_for_ec());
    // A fault of every key is found without an issuer.
    let body = Body::from_json(&with(&[("key_usages", json!(["keyCertSign", "keyEncipherment"]))])).unwrap();
    assert_eq!(
        refused(body.read_end_entity()),
        only("/key_usages", ErrorCode::Parameter, ViolationKind::KeyCertSign)
    );
}

#[test]
fn w3_rust_code_can_leave_algorithms_to_the_issuer() {
    let subject = || DistinguishedName::new("Leaf").expect("a name");
    let same = AlgorithmChoice::SameAsIssuer;
    let authority = root_with(KeyAlgorithm::Ec384, HashAlgorithm::Sha512);
    let key: AlgorithmChoice<KeyAlgorithm> = same_key();
    let request = EndEntityRequest::new(CertificateParams::new(key, same, subject(), years(1)));
    let issued = authority.issue(&request, now(), &mut rng(25)).expect("a certificate");
    assert_eq!((held(&issued).key, hash_of(&held(&issued).signature)), (Some(KeyAlgorithm::Ec384), "SHA512"));
    let request =
        SubordinateRequest::new(CertificateParams::new(key, HashAlgorithm::Sha256, subject(), years(1)));
    let issued = authority.issue(&request, now(), &mut rng(26)).expect("a CA");
    assert_eq!((held(&issued).key, hash_of(&held(&issued).signature)), (Some(KeyAlgorithm::Ec384), "SHA256"));
    // A root has no issuer: SHA-256.
    let request = RootRequest::new(CertificateParams::new(KeyAlgorithm::Ec256, same, subject(), years(1)));
    let issued = Authority::create_root(&request, &Profile::default(), now(), &mut rng(27)).expect("a root");
    assert_eq!(hash_of(&held(&issued).signature), "SHA256");
}

fn same_key() -> AlgorithmChoice<KeyAlgorithm> {
    AlgorithmChoice::SameAsIssuer
}

#[test]
fn w3_a_key_made_elsewhere_is_of_the_algorithm_that_a_body_names_or_of_any() {
    let key = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(28)).expect("a key");
    let read = |changes: &[(&str, Value)]| {
        Body::from_json(&with(changes)).unwrap().read_end_entity().expect("a request").1
    };
    let authority = root(KeyAlgorithm::Ec384);
    let request = read(&[]).with_public_key(key.public_key().clone()).expect("a key of any algorithm");
    let issued = authority.issue(&request, now(), &mut rng(29)).expect("a certificate");
    assert_eq!(held(&issued).key, Some(KeyAlgorithm::Ec256));
    let named = read(&[("key_algorithm", json!("EC384"))]).with_public_key(key.public_key().clone());
    assert_eq!(named, Err(ViolationKind::KeyNotOfAlgorithm { asked: "EC384" }));
}

#[test]
fn w3_bodies_of_cas_name_both() {
    let body = Body::from_json(&with(&[])).unwrap();
    let missing = [
        ("/key_algorithm".to_string(), ErrorCode::KeyAlgorithm, ViolationKind::Missing),
        ("/signature_algorithm".to_string(), ErrorCode::SignatureAlgorithm, ViolationKind::Missing),
    ];
    assert_eq!(refused(body.read_root()), missing);
    assert_eq!(refused(body.read_subordinate()), missing);
}

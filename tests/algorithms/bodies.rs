//! The names of algorithms in JSON bodies (rules K1 and W3).

use certmint::error::{ErrorCode, RequestedKeyError, ViolationKind};
use certmint::wire::Body;
use certmint::{KeyAlgorithm, Profile};
use serde_json::{Value, json};
use toolkit::{apply_json, body_with, only, profile_with, refused, root};

const FURTHER: [&str; 1] = ["RSA3072"];

fn named(name: &str) -> Value {
    body_with(&[("/key_algorithm", name.into())])
}

#[test]
fn k1_a_body_names_further_algorithms_only_if_the_profile_lists_them() {
    let authority = root(KeyAlgorithm::Ec256);
    for name in FURTHER {
        let [(pointer, code, ViolationKind::NotOneOf { allowed, .. })] =
            &refused(apply_json(&authority, &named(name)))[..]
        else {
            panic!("{name}")
        };
        assert_eq!((pointer.as_str(), *code), ("/key_algorithm", ErrorCode::KeyAlgorithm));
        assert_eq!(*allowed, ["RSA2048", "RSA4096", "EC256", "EC384"]);
        // A body that is read without a profile has the names of the API.
        let body = named(name).to_string();
        assert!(Body::from_json(body.as_bytes()).expect("JSON").read_end_entity().is_err());
    }
}

#[test]
fn k1_a_body_names_the_algorithms_that_the_profile_lists_and_no_others() {
    let profile = profile_with(|settings| {
        settings.body_key_algorithms = vec![KeyAlgorithm::Rsa3072, KeyAlgorithm::Ec256];
    });
    let authority = root(KeyAlgorithm::Ec256).with_profile(profile);
    let issued = apply_json(&authority, &named("RSA3072")).expect("a certificate");
    assert_eq!(issued.subject_public_key().algorithm(), Some(KeyAlgorithm::Rsa3072));
    assert_eq!(issued.subject_public_key().api_name(), "RSA3072");
    for name in ["RSA2048", "rsa3072", "RSA3073", "SM2"] {
        let [(pointer, code, ViolationKind::RequestedKey(RequestedKeyError::NotListed { listed, .. }))] =
            &refused(apply_json(&authority, &named(name)))[..]
        else {
            panic!("{name}")
        };
        assert_eq!((pointer.as_str(), *code), ("/key_algorithm", ErrorCode::KeyAlgorithm));
        assert_eq!(*listed, ["RSA3072", "EC256"]);
    }
}

#[test]
fn k1_a_profile_lists_at_least_one_algorithm_by_its_name() {
    let read = |names: Value| serde_json::from_value::<Profile>(json!({ "body_key_algorithms": names }));
    let settings = read(json!(["RSA3072"])).expect("a profile").settings().clone();
    assert_eq!(settings.body_key_algorithms, [KeyAlgorithm::Rsa3072]);
    assert!(read(json!([])).unwrap_err().to_string().contains("/body_key_algorithms: a value is required"));
    assert!(read(json!(["RSA1024"])).unwrap_err().to_string().contains("unknown variant `RSA1024`"));
}

#[test]
fn w3_a_body_below_an_rsa_key_of_3072_bits_gets_rsa_2048() {
    let authority = root(KeyAlgorithm::Rsa3072);
    let mut body = named("RSA2048");
    body.as_object_mut().expect("an object").remove("key_algorithm");
    let issued = apply_json(&authority, &body).expect("a certificate");
    assert_eq!(issued.subject_public_key().algorithm(), Some(KeyAlgorithm::Rsa2048));
    crate::openssl::verifies(&issued);
}

#[test]
fn k1_a_key_of_a_further_algorithm_that_is_not_accepted_is_refused_by_its_type() {
    let profile = profile_with(|settings| {
        settings.body_key_algorithms = KeyAlgorithm::ALL.into();
        settings.end_entity_keys.rsa_max_bits = 2_048;
    });
    let refused = refused(apply_json(&root(KeyAlgorithm::Ec256).with_profile(profile), &named("RSA3072")));
    let kind = ViolationKind::RsaKeySize { found: 3_072, min: 2_048, max: 2_048 };
    assert_eq!(refused, only("/key_algorithm", ErrorCode::KeyAlgorithm, kind));
}

//! Existing public keys: the caller confirms that the requester has the private key.

use certmint::error::{Notice, PublicKeyError, ViolationKind};
use certmint::extension::{KeyUsage, KeyUsages};
use certmint::wire::Body;
use certmint::{
    Authority, Certificate, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Issued,
    Issuer, KeyAlgorithm, PrivateKey, Profile, PublicKey, RequestedValidity, RootRequest, SubordinateRequest,
};
use serde_json::json;
use webpki::KeyUsage as Purpose;

use toolkit::openssl::{openssl, rsa_key};
use toolkit::oracle::{spki, verify_chain};
use toolkit::stock::{ALGORITHMS, key};
use toolkit::{
    NOW_MILLISECONDS, apply_body, extension, now, params, reproducible, rng, root, subordinate, years,
};

fn own(key: &PublicKey, name: &str, validity: RequestedValidity) -> CertificateParams<PublicKey> {
    let subject = DistinguishedName::new(name).expect("a common name");
    CertificateParams::new(key.clone(), HashAlgorithm::Sha256, subject, validity)
}

/// A root for a key, which signs it.
fn own_root(key: &PrivateKey, params: CertificateParams<PublicKey>) -> Issued {
    let grant = RootRequest::new(params).check(&Profile::default(), now()).expect("a grant");
    grant.to_be_signed(&mut rng(170)).expect("entropy").sign(key).expect("a signature")
}

/// A key of a size that this crate does not generate.
fn rsa3072() -> PrivateKey {
    PrivateKey::from_der(&rsa_key(3_072)).expect("a key")
}

/// Runs `openssl verify` at the issuing time, trusting the last certificate of the chain.
fn openssl_verifies(issued: &Issued) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(issued.certificate_id().to_string());
    std::fs::create_dir_all(&folder).expect("a folder");
    let chain: Vec<String> = issued.chain().map(Certificate::to_pem).collect();
    for (name, text) in [("chain", chain.concat()), ("root", chain.last().expect("a root").clone())] {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    let (chain, root) = (folder.join("chain"), folder.join("root"));
    let seconds = NOW_MILLISECONDS / 1_000;
    let arguments = format!(
        "verify -x509_strict -attime {seconds} -CAfile {} -untrusted {}",
        root.display(),
        chain.display()
    );
    // The certificate to verify comes on standard input.
    let said = openssl(&arguments, issued.certificate().to_pem().as_bytes());
    assert_eq!(String::from_utf8_lossy(&said), "stdin: OK\n");
    std::fs::remove_dir_all(folder).expect("a folder");
}

#[test]
fn c13_own_key_is_certified_and_no_private_key_comes_out() {
    for algorithm in ALGORITHMS {
        let key = key(algorithm);
        let root = own_root(&key, own(key.public_key(), "Own Root", years(30)));
        let authority = Authority::new(Issuer::try_from(&root).unwrap(), key).unwrap();
        let key = authority.signer().public_key();
        let request = SubordinateRequest::new(own(key, "Own Subordinate", years(20)));
        let below = authority.issue(&request, now(), &mut rng(171)).unwrap();
        let authority = Authority::new(Issuer::try_from(&below).unwrap(), authority.signer()).unwrap();
        let request = EndEntityRequest::new(own(key, "Own Leaf", years(1)));
        let leaf = authority.issue(&request, now(), &mut rng(172)).unwrap();
        assert_eq!(leaf.chain().count(), 3);
        assert_eq!(verify_chain(&leaf, Purpose::server_auth(), 0), Ok(()));
        for issued in [root, below, leaf] {
            assert_eq!(spki(issued.certificate().as_der()), key.as_spki_der());
            assert!(issued.private_key().is_none());
            openssl_verifies(&issued);
        }
    }
}

#[test]
fn k1_own_key_can_come_in_pem() {
    for bits in [2_048, 3_072] {
        let spki = openssl("rsa -inform DER -pubout -outform DER", &rsa_key(bits));
        let pem = String::from_utf8(openssl("rsa -pubin -inform DER -pubout", &spki)).expect("text");
        let one_line =
            pem.replace('\n', "").replace("KEY-----", "KEY-----\n").replace("-----END", "\n-----END");
        let explained = format!("of the signer:\n\n{pem}\n");
        for accepted in [&pem, &one_line, &explained, &pem.replace('\n', " \r\n")] {
            assert_eq!(PublicKey::from_pem(accepted).unwrap().as_spki_der(), spki, "{accepted}");
        }
        for refused in [
            pem.replacen('M', "!", 1),
            pem.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
            pem.replace("-----END PUBLIC KEY-----", ""),
            format!("{pem}{pem}"),
            String::new(),
        ] {
            assert_eq!(PublicKey::from_pem(&refused), Err(PublicKeyError::Pem), "{refused}");
        }
    }
}

#[test]
fn k1_own_key_must_be_of_the_algorithm_asked_for() {
    let rsa3072 = rsa3072();
    for asked in ALGORITHMS {
        let params = params(asked, "Asked", years(1));
        let mut keys: Vec<PublicKey> = ALGORITHMS.map(|other| key(other).public_key().clone()).to_vec();
        keys.push(rsa3072.public_key().clone());
        for key in keys {
            let apply = EndEntityRequest::new(params.clone()).with_public_key(key.clone()).map(drop);
            let sub = SubordinateRequest::new(params.clone()).with_public_key(key.clone()).map(drop);
            let root = RootRequest::new(params.clone()).with_public_key(key.clone()).map(drop);
            let fits = key.algorithm() == Some(asked);
            let expected =
                if fits { Ok(()) } else { Err(ViolationKind::KeyNotOfAlgorithm { asked: asked.as_str() }) };
            assert_eq!([&apply, &sub, &root], [&expected; 3], "{asked:?} and {key:?}");
        }
    }
}

#[test]
fn k1_the_api_names_keys_of_any_size() {
    for algorithm in ALGORITHMS {
        assert_eq!(key(algorithm).public_key().api_name(), algorithm.as_str());
    }
    assert_eq!(rsa3072().public_key().api_name(), "RSA3072");
}

#[test]
fn k1_own_key_of_a_body_keeps_all_that_was_asked_for() {
    let authority = root(KeyAlgorithm::Ec256);
    let mut body = apply_body();
    body["subject_alternative_names"] = json!([{ "type": "DNS", "value": "own.example" }]);
    body["extended_key_usage"] = json!({ "client_auth": true });
    body["customized_extension"] = json!({ "object_identifier": "1.2.3.4", "value": "text" });
    body["key_usages"] = json!(["digitalSignature"]);
    body["unknown"] = json!(1);
    let body = Body::from_json(body.to_string().as_bytes()).unwrap().for_authority(&authority, now());
    let (_, request) = body.read_end_entity().unwrap();
    let generated = authority.issue(&request, now(), &mut rng(173)).unwrap();
    let request = request.with_public_key(key(KeyAlgorithm::Ec256).public_key().clone()).unwrap();
    let issued = authority.issue(&request, now(), &mut rng(174)).unwrap();

    assert_eq!(issued.fields().subject(), generated.fields().subject());
    assert_eq!(issued.fields().validity(), generated.fields().validity());
    for oid in ["2.5.29.15", "2.5.29.37", "2.5.29.19", "2.5.29.35", "2.5.29.17", "1.2.3.4"] {
        assert!(extension(&issued, oid).is_some(), "{oid}");
        assert_eq!(extension(&issued, oid), extension(&generated, oid), "{oid}");
    }
    let pointers = |notices: &[Notice]| notices.iter().map(|n| n.pointer()).collect::<Vec<_>>();
    assert_eq!(pointers(issued.fields().notices()), ["/unknown"]);
    assert_eq!(issued.fields().notices(), generated.fields().notices());
}

#[test]
fn c4_own_rsa_key_of_3072_bits_is_certified() {
    let key = rsa3072();
    assert_eq!(key.public_key().algorithm(), Some(KeyAlgorithm::Rsa3072));
    let root = root(KeyAlgorithm::Ec256);
    let authority = subordinate(&root, KeyAlgorithm::Ec256, 0);
    let request = EndEntityRequest::new(own(key.public_key(), "RSA 3072", years(1)));
    let issued = authority.issue(&request, now(), &mut rng(175)).unwrap();
    assert_eq!(spki(issued.certificate().as_der()), key.public_key().as_spki_der());
    assert_eq!(verify_chain(&issued, Purpose::server_auth(), 0), Ok(()));
    openssl_verifies(&issued);
}

#[test]
fn c4_own_rsa_key_of_3072_bits_can_be_that_of_a_ca() {
    let key = rsa3072();
    let root = own_root(&key, own(key.public_key(), "RSA 3072", years(30)));
    let authority = Authority::new(Issuer::try_from(&root).unwrap(), key).unwrap();
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Leaf", years(1)));
    let issued = authority.issue(&request, now(), &mut rng(176)).unwrap();
    assert_eq!(verify_chain(&issued, Purpose::server_auth(), 0), Ok(()));
    openssl_verifies(&issued);
}

#[test]
fn u2_own_key_gets_the_default_usages_of_its_family() {
    use KeyUsage::{DigitalSignature, KeyAgreement, KeyEncipherment};
    let authority = root(KeyAlgorithm::Ec256);
    let rsa = [DigitalSignature, KeyEncipherment];
    let ec = [DigitalSignature, KeyAgreement];
    for (key, usages) in [
        (rsa3072(), rsa),
        (key(KeyAlgorithm::Rsa2048), rsa),
        (key(KeyAlgorithm::Ec256), ec),
        (key(KeyAlgorithm::Ec384), ec),
    ] {
        let request = EndEntityRequest::new(own(key.public_key(), "Usages", years(1)));
        let issued = authority.issue(&request, now(), &mut rng(177)).unwrap();
        assert_eq!(issued.fields().key_usages(), KeyUsages::of(&usages), "{key:?}");
        // Bits 0 and 2, or 0 and 4 (RFC 5280 §4.2.1.3).
        let encoded: &[u8] = if usages == rsa { b"\x03\x02\x05\xa0" } else { b"\x03\x02\x03\x88" };
        assert_eq!(extension(&issued, "2.5.29.15"), Some((true, encoded.to_vec())));
    }
}

#[test]
fn u3_own_key_cannot_have_usages_of_the_other_family() {
    for usage in [KeyUsage::KeyEncipherment, KeyUsage::DataEncipherment] {
        let ask = |algorithm| {
            let params = own(key(algorithm).public_key(), "Usages", years(1));
            EndEntityRequest::new(params).with_key_usages(KeyUsages::of(&[usage])).map(drop)
        };
        assert_eq!(ask(KeyAlgorithm::Rsa2048), Ok(()));
        assert!(matches!(ask(KeyAlgorithm::Ec256), Err(ViolationKind::NotForEcKey(..))));
        assert!(matches!(ask(KeyAlgorithm::Ec384), Err(ViolationKind::NotForEcKey(..))));
    }
    let cert_sign = KeyUsages::of(&[KeyUsage::KeyCertSign]);
    let params = own(key(KeyAlgorithm::Ec256).public_key(), "Usages", years(1));
    let error = EndEntityRequest::new(params).with_key_usages(cert_sign).unwrap_err();
    assert!(matches!(error, ViolationKind::KeyCertSign), "{error:?}");
}

/// The first key generated from a seed, and the remaining randomness.
fn generated(algorithm: KeyAlgorithm, seed: u8) -> (PrivateKey, rand_chacha::ChaCha20Rng) {
    let mut rest = rng(seed);
    let key = PrivateKey::generate(algorithm, &mut rest).expect("a key");
    (key, rest)
}

#[test]
fn x4_own_key_gives_the_certificate_that_generating_it_gives() {
    let authority = subordinate(&root(KeyAlgorithm::Ec256), KeyAlgorithm::Ec384, 1);
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::Ec256, KeyAlgorithm::Ec384] {
        let (key, rest) = generated(algorithm, 178);
        let public = || key.public_key().clone();

        let request = EndEntityRequest::new(params(algorithm, "Same", years(1)));
        let one = authority.issue(&request, now(), &mut rng(178)).unwrap();
        let request = request.with_public_key(public()).unwrap();
        let another = authority.issue(&request, now(), &mut rest.clone()).unwrap();
        same(&one, &another);

        let request = SubordinateRequest::new(params(algorithm, "Same", years(1)));
        let one = authority.issue(&request, now(), &mut rng(178)).unwrap();
        let request = request.with_public_key(public()).unwrap();
        let another = authority.issue(&request, now(), &mut rest.clone()).unwrap();
        same(&one, &another);

        let request = RootRequest::new(params(algorithm, "Same", years(1)));
        let one = Authority::create_root(&request, &Profile::default(), now(), &mut rng(178)).unwrap();
        let request = request.with_public_key(public()).unwrap();
        let grant = request.check(&Profile::default(), now()).unwrap();
        let another = grant.to_be_signed(&mut rest.clone()).unwrap().sign(&key).unwrap();
        same(&one, &another);
    }
}

/// Signatures by this crate's keys are deterministic, so the whole certificates are equal, except
/// where ECDSA is randomized.
fn same(generated: &Issued, own: &Issued) {
    assert_eq!(reproducible(own.certificate().as_der()), reproducible(generated.certificate().as_der()));
    assert_eq!(own.certificate_id(), generated.certificate_id());
    assert!(generated.private_key().is_some());
    assert!(own.private_key().is_none());
}

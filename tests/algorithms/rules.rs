//! What the rules say of keys that only sign and of signatures without a separate hash.

use certmint::csr::CsrBuilder;
use certmint::error::{ErrorCode, NoticeKind, RequestedKeyError, SignerError, ViolationKind};
use certmint::extension::{KeyUsage, KeyUsages};
use certmint::key::SignatureAlgorithm;
use certmint::request::CertificateType;
use certmint::wire::{Body, CsrDescription};
use certmint::{Authority, Csr, CsrRequest, DistinguishedName, EndEntityRequest, Error, HashAlgorithm};
use certmint::{Issued, KeyAlgorithm, PublicKey, Signer, ToBeSigned};
use serde_json::{Value, json};
use toolkit::forge::{csr, extension};
use toolkit::stock::key;
use toolkit::{
    apply_json, body_with, csr_body, csr_json, now, only, refused, rng, root as default_root, years,
};

use crate::material::{further, open, own, root};

const ED25519: KeyAlgorithm = KeyAlgorithm::Ed25519;
const HASHES: [HashAlgorithm; 3] = HashAlgorithm::ALL;

fn ed25519_root() -> Authority {
    root(ED25519, HashAlgorithm::Sha256)
}

/// The body of an Ed25519 key with these members.
fn body(changes: &[(&str, Value)]) -> Value {
    let mut body = body_with(changes);
    body["key_algorithm"] = "ED25519".into();
    body
}

pub(crate) fn notices(issued: &Issued) -> Vec<(String, NoticeKind)> {
    let notices = issued.fields().notices().iter();
    notices.map(|notice| (notice.pointer(), notice.kind().clone())).collect()
}

fn only_signs(usage: &'static str) -> ViolationKind {
    ViolationKind::RequestedKey(RequestedKeyError::OnlySigns { usage, key: "ED25519" })
}

#[test]
fn k1_the_default_profile_certifies_the_types_of_the_api_alone() {
    let authority = default_root(KeyAlgorithm::Ec256);
    for (algorithm, found) in [(KeyAlgorithm::Ed25519, "ED25519"), (KeyAlgorithm::Ec521, "EC521")] {
        if !further().contains(&algorithm) {
            continue;
        }
        let kind = ViolationKind::KeyType { found, accepted: vec!["RSA", "EC256", "EC384"] };
        let key = key(algorithm);
        let request = EndEntityRequest::new(own(&key, HashAlgorithm::Sha256, "Leaf"));
        let error = authority.issue(&request, now(), &mut rng(20));
        assert_eq!(refused(error), only("/key_algorithm", ErrorCode::KeyAlgorithm, kind.clone()));
        let subject = DistinguishedName::new("csr.example").expect("a name");
        let csr = CsrBuilder::new(subject).sign(&key).expect("a CSR");
        let refusal = refused(csr_json(&authority, &csr_body(&csr.to_pem())));
        assert_eq!(refusal, only("/csr#/subjectPKInfo", ErrorCode::KeyAlgorithm, kind));
    }
}

#[test]
fn k1_a_body_gets_a_further_key_if_the_profile_lists_it_and_accepts_its_type() {
    let authority = default_root(KeyAlgorithm::Ec256).with_profile(open(|_| ()));
    for algorithm in further() {
        let body = body_with(&[("/key_algorithm", algorithm.as_str().into())]);
        let issued = apply_json(&authority, &body).expect("a certificate");
        assert_eq!(issued.subject_public_key().algorithm(), Some(algorithm));
        assert_eq!(issued.subject_public_key().api_name(), algorithm.as_str());
    }
}

#[test]
fn k2_an_ed25519_issuer_uses_no_hash_and_says_so() {
    let authority = ed25519_root();
    for hash in HASHES {
        let expected = NoticeKind::HashNotUsed { asked: hash.as_str(), key: "ED25519" };
        let expected = [("/signature_algorithm".to_string(), expected)];
        let body = body_with(&[("/signature_algorithm", hash.as_str().into())]);
        let issued = apply_json(&authority, &body).expect("a certificate");
        assert_eq!(notices(&issued), expected);
        assert_eq!(issued.signature_algorithm(), SignatureAlgorithm::Ed25519);
        let subject = DistinguishedName::new("csr.example").expect("a name");
        let csr = CsrBuilder::new(subject).sign(&key(ED25519)).expect("a CSR");
        let csr = Csr::from_der(csr.as_der()).expect("a CSR");
        let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1)).expect("a request");
        let issued = authority.issue(&request.with_hash(hash), now(), &mut rng(21)).expect("a certificate");
        assert!(notices(&issued).contains(&expected[0]));
    }
    let text = NoticeKind::HashNotUsed { asked: "SHA256", key: "ED25519" }.to_string();
    assert_eq!(text, "the issuer's key of type ED25519 signs without a separate hash; SHA256 was ignored");
}

#[test]
fn k2_a_hash_that_nobody_asked_for_draws_no_notice() {
    let authority = ed25519_root();
    let mut body = body_with(&[]);
    body.as_object_mut().expect("an object").remove("signature_algorithm");
    assert_eq!(notices(&apply_json(&authority, &body).expect("a certificate")), []);
    let subject = DistinguishedName::new("csr.example").expect("a name");
    let csr = CsrBuilder::new(subject).sign(&key(KeyAlgorithm::Ec256)).expect("a CSR");
    let issued = csr_json(&authority, &csr_body(&csr.to_pem())).expect("a certificate");
    assert!(notices(&issued).iter().all(|(_, kind)| !matches!(kind, NoticeKind::HashNotUsed { .. })));
    assert_eq!(issued.signature_algorithm(), SignatureAlgorithm::Ed25519);
}

/// A hash that is not used is not refused either.
#[test]
fn k2_the_hashes_of_the_profile_do_not_bind_an_ed25519_issuer() {
    let profile = open(|settings| {
        settings.signature_algorithms = vec![HashAlgorithm::Sha512];
        settings.csr_signature_algorithm = HashAlgorithm::Sha512;
    });
    assert!(apply_json(&ed25519_root().with_profile(profile.clone()), &body_with(&[])).is_ok());
    let refusal =
        refused(apply_json(&default_root(KeyAlgorithm::Ec256).with_profile(profile), &body_with(&[])));
    assert!(matches!(refusal[0].2, ViolationKind::HashNotGranted { .. }));
}

#[cfg(any(feature = "rustcrypto", feature = "aws-lc-rs"))]
#[test]
fn k2_a_key_on_p_521_signs_with_sha_512_unless_another_hash_is_asked_for() {
    use certmint::RootRequest;
    use certmint::key::AlgorithmChoice;
    let signer = key(KeyAlgorithm::Ec521);
    let subject = DistinguishedName::new("Root").expect("a name");
    let params = certmint::CertificateParams::new(
        signer.public_key().clone(),
        AlgorithmChoice::SameAsIssuer,
        subject,
        years(1),
    );
    let prepared = Authority::prepare_root(&RootRequest::new(params), &open(|_| ()), now(), &mut rng(22));
    assert_eq!(prepared.expect("a root").algorithm(), SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha512));
    let csr = CsrBuilder::new(DistinguishedName::new("csr.example").expect("a name"));
    let csr = Csr::from_der(csr.sign(&signer).expect("a CSR").as_der()).expect("a CSR");
    assert_eq!(csr.signature_algorithm(), SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha512));
    let description = CsrDescription::from(&csr);
    assert_eq!((description.key_algorithm, description.key_algorithm_length), ("EC", 521));
    assert_eq!(description.signature_algorithm, "SHA512withECDSA");
}

#[test]
fn w3_a_body_without_algorithms_gets_those_of_a_further_issuer() {
    for algorithm in further() {
        let mut body = body_with(&[]);
        for member in ["key_algorithm", "signature_algorithm"] {
            body.as_object_mut().expect("an object").remove(member);
        }
        let issued = apply_json(&root(algorithm, HashAlgorithm::Sha384), &body).expect("a certificate");
        // Of RSA, the sizes of the API.
        let expected = if algorithm == KeyAlgorithm::Rsa3072 { KeyAlgorithm::Rsa2048 } else { algorithm };
        assert_eq!(issued.subject_public_key().algorithm(), Some(expected));
        let expected = SignatureAlgorithm::new(algorithm.key_type(), HashAlgorithm::Sha384);
        assert_eq!(issued.signature_algorithm(), expected);
    }
}

#[test]
fn u2_a_key_that_only_signs_has_digital_signature_by_default() {
    let issued = apply_json(&ed25519_root(), &body(&[])).expect("a certificate");
    assert_eq!(issued.fields().key_usages(), KeyUsages::of(&[KeyUsage::DigitalSignature]));
}

#[test]
fn u3_a_key_that_only_signs_has_no_usage_for_anything_else() {
    let authority = ed25519_root();
    for usage in ["keyEncipherment", "dataEncipherment", "keyAgreement"] {
        let refusal = refused(apply_json(&authority, &body(&[("/key_usages", json!([usage]))])));
        assert_eq!(refusal, only("/key_usages", ErrorCode::Parameter, only_signs(usage)));
    }
    // Not told to ask for keyAgreement as well.
    let refusal = refused(apply_json(&authority, &body(&[("/key_usages", json!(["encipherOnly"]))])));
    assert_eq!(refusal, only("/key_usages", ErrorCode::Parameter, only_signs("encipherOnly")));
    let allowed = json!(["digitalSignature", "nonRepudiation"]);
    let issued = apply_json(&authority, &body(&[("/key_usages", allowed)])).expect("a certificate");
    let expected = KeyUsages::of(&[KeyUsage::DigitalSignature, KeyUsage::NonRepudiation]);
    assert_eq!(issued.fields().key_usages(), expected);
    // The issuer determines the type of the key.
    let mut body = body(&[("/key_usages", json!(["keyAgreement"]))]);
    body.as_object_mut().expect("an object").remove("key_algorithm");
    let refusal = refused(apply_json(&authority, &body));
    assert_eq!(refusal, only("/key_usages", ErrorCode::Parameter, only_signs("keyAgreement")));
}

#[test]
fn p1_the_default_usages_of_keys_that_only_sign_are_checked() {
    let read = |usages: Value| {
        let settings = json!({ "apply_key_usages": { "signature": usages } });
        serde_json::from_value::<certmint::Profile>(settings).map_err(|error| error.to_string())
    };
    assert!(read(json!(["nonRepudiation"])).is_ok());
    let error = read(json!(["keyAgreement"])).unwrap_err();
    assert!(error.contains("/apply_key_usages/signature: keyAgreement is not for ED25519 keys"), "{error}");
    assert!(read(json!([])).unwrap_err().contains("/apply_key_usages/signature: a value is required"));
}

#[test]
fn c9_a_csr_with_a_key_that_only_signs_does_not_get_other_usages() {
    let pointer = "/csr#/extensionRequest/keyUsage";
    // keyUsage of digitalSignature, keyEncipherment and keyAgreement; of keyAgreement alone.
    for (usages, names, default) in [
        (b"\x03\x02\x03\xa8", &["keyEncipherment", "keyAgreement"][..], false),
        (b"\x03\x02\x03\x08", &["keyAgreement"], true),
    ] {
        let asked = [extension(b"\x55\x1d\x0f", true, usages)];
        let csr = ed25519_csr(&asked);
        let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1)).expect("a request");
        let issued = ed25519_root().issue(&request, now(), &mut rng(23)).expect("a certificate");
        assert_eq!(issued.fields().key_usages(), KeyUsages::of(&[KeyUsage::DigitalSignature]));
        let found = notices(&issued);
        for usage in KeyUsage::ALL.map(KeyUsage::as_str) {
            let notice = (pointer.to_string(), NoticeKind::KeyUsageNotGranted(usage));
            assert_eq!(found.contains(&notice), names.contains(&usage), "{usage}");
        }
        assert_eq!(found.contains(&(pointer.to_string(), NoticeKind::DefaultKeyUsages)), default);
    }
}

/// A CSR that asks for these extensions.
fn ed25519_csr(extensions: &[Vec<u8>]) -> Csr {
    use toolkit::forge::{common_name, sequence, tlv};
    let key = key(ED25519);
    let values = tlv(0x31, &tlv(0x30, &extensions.concat()));
    let attributes = sequence(&[b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e", &values]);
    let spki = key.public_key().as_spki_der();
    let info = sequence(&[b"\x02\x01\x00", &common_name("csr.example"), spki, &tlv(0xa0, &attributes)]);
    let signature = key.sign(SignatureAlgorithm::Ed25519, &info).expect("a signature");
    let signature = tlv(0x03, &[&[0], &signature[..]].concat());
    let der = sequence(&[&info, b"\x30\x05\x06\x03\x2b\x65\x70", &signature]);
    let csr = Csr::from_der(&der).expect("a CSR");
    let description = CsrDescription::from(&csr);
    assert_eq!((description.key_algorithm, description.key_algorithm_length), ("EdDSA", 255));
    assert_eq!(description.signature_algorithm, "Ed25519");
    csr
}

#[test]
fn c17_a_csr_that_no_ca_could_grant_to_a_key_that_only_signs_is_not_written() {
    let builder = CsrBuilder::new(DistinguishedName::new("csr.example").expect("a name"))
        .with_key_usages(KeyUsages::of(&[KeyUsage::KeyAgreement]));
    let refusal = refused(builder.sign(&key(ED25519)));
    assert_eq!(refusal[0].2, only_signs("keyAgreement"));
}

/// A signer that signs digests, as many KMS do.
struct SignsDigests<'a>(&'a PublicKey);

impl Signer for SignsDigests<'_> {
    fn public_key(&self) -> &PublicKey {
        self.0
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        algorithm.digest(message).map(|_| vec![0; 64]).ok_or_else(|| SignerError::new("no digest"))
    }
}

#[test]
fn k5_there_is_no_digest_of_what_an_ed25519_key_signs() {
    let ca = ed25519_root();
    let issuer = ca.issuer().clone();
    let request = EndEntityRequest::new(own(&key(ED25519), HashAlgorithm::Sha256, "Leaf"));
    let remote = Authority::without_signer(issuer.clone()).with_profile(open(|_| ()));
    let prepared = remote.prepare(&request, now(), &mut rng(24)).expect("a certificate");
    assert_eq!((prepared.algorithm(), prepared.digest()), (SignatureAlgorithm::Ed25519, None));
    let public_key = issuer.public_key().clone();
    let authority = Authority::new(issuer, SignsDigests(&public_key)).expect("an authority");
    let error = authority.with_profile(open(|_| ())).issue(&request, now(), &mut rng(25)).unwrap_err();
    assert!(matches!(&error, Error::Signer(error) if error.to_string() == "no digest"), "{error}");
}

#[test]
fn k5_what_was_stored_for_a_further_issuer_is_taken_up_again() {
    for algorithm in further() {
        for hash in HASHES {
            let ca = root(algorithm, hash);
            let request = EndEntityRequest::new(own(&key(algorithm), hash, "Leaf"));
            let prepared = ca.prepare(&request, now(), &mut rng(26)).expect("a certificate");
            let (bytes, id) = (prepared.as_bytes().to_vec(), prepared.certificate_id());
            let resumed = ToBeSigned::resume(&bytes, id, ca.issuer(), now()).expect("the same bytes");
            assert_eq!((resumed.as_bytes(), resumed.algorithm()), (&bytes[..], prepared.algorithm()));
            let signature = ca.signer().sign(resumed.algorithm(), resumed.as_bytes()).expect("a signature");
            let mut damaged = signature.clone();
            *damaged.last_mut().expect("octets") ^= 1;
            assert!(matches!(prepared.complete(&damaged), Err(Error::SignatureInvalid)));
            let issued = resumed.complete(&signature).expect("a certificate");
            crate::openssl::verifies(&issued);
        }
    }
}

#[test]
fn w18_the_record_of_a_certificate_signed_with_ed25519_has_no_hash() {
    let issued = apply_json(&ed25519_root(), &body(&[])).expect("a certificate");
    assert_eq!(issued.signature_algorithm().hash(), None);
    assert_eq!(issued.signature_algorithm().to_string(), "Ed25519");
    assert_eq!(issued.subject_public_key().api_name(), "ED25519");
}

#[test]
fn k1_a_ca_of_a_body_gets_a_further_key_if_the_profile_lists_it() {
    let create = json!({
        "type": "ROOT",
        "key_algorithm": "ED25519",
        "signature_algorithm": "SHA256",
        "distinguished_name": { "common_name": "Root" },
        "validity": { "type": "YEAR", "value": 1 }
    });
    let json = create.to_string();
    let profile = open(|_| ());
    let body = || Body::from_json(json.as_bytes()).expect("JSON");
    let request = body().for_root(&profile, now()).read_root().expect("a request");
    let issued = Authority::create_root(&request, &profile, now(), &mut rng(27)).expect("a root");
    let expected = NoticeKind::HashNotUsed { asked: "SHA256", key: "ED25519" };
    assert_eq!(notices(&issued), [("/signature_algorithm".to_string(), expected)]);
    assert!(body().read_root().is_err());
    // A CSR of the toolkit, which signs with SHA-256, is of another kind of key.
    assert!(csr(&key(KeyAlgorithm::Ec256), "csr.example", &[]).faults().is_empty());
}

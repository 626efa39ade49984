//! X5: the results that come with the certificate.

use certmint::error::NoticeKind;
use certmint::uuid::{Uuid, Variant, Version};
use certmint::wire::{Body, Refusal, Response};
use certmint::{Certificate, EndEntityRequest, Error, KeyAlgorithm, PrivateKey};
use serde_json::json;
use x509_cert::der::DecodePem;

use toolkit::forge::csr;
use toolkit::stock::{entity, key};
use toolkit::{
    apply_body, apply_json, csr_body, csr_json, notices_of_csr, now, params, parse, rng, root, subordinate,
    years,
};

const INTERMEDIATE: &str = include_str!("../../examples/data/intermediate_ca.json");

#[test]
fn x5_a_chain_has_the_leaf_first_and_the_root_last() {
    let top = root(KeyAlgorithm::Ec384);
    let middle = subordinate(&top, KeyAlgorithm::Ec256, 1);
    let bottom = subordinate(&middle, KeyAlgorithm::Ec256, 0);
    let issued = apply_json(&bottom, &apply_body()).unwrap();
    let chain: Vec<&Certificate> = issued.chain().collect();
    let expected = [
        issued.certificate(),
        &bottom.issuer().chain()[0],
        &middle.issuer().chain()[0],
        &top.issuer().chain()[0],
    ];
    assert_eq!(chain, expected);
    let read: Vec<_> = issued
        .chain_pem()
        .split_inclusive("-----END CERTIFICATE-----\n")
        .map(|block| x509_cert::Certificate::from_pem(block).unwrap().tbs_certificate().subject().to_string())
        .collect();
    let names = ["CN=TestCert", "CN=Test Subordinate", "CN=Test Subordinate", "CN=Test Root"];
    assert_eq!(read.len(), 4);
    for (subject, name) in read.iter().zip(names) {
        assert!(subject.starts_with(name), "{subject}");
    }
    // A root is its own chain.
    assert_eq!(toolkit::stock::root_issued().chain().count(), 1);
}

#[test]
fn x5_pem_is_one_block_of_the_same_certificate() {
    let issued = apply_json(&root(KeyAlgorithm::Ec256), &apply_body()).unwrap();
    let pem = issued.certificate().to_pem();
    let lines: Vec<&str> = pem.lines().collect();
    assert_eq!(lines.first(), Some(&"-----BEGIN CERTIFICATE-----"));
    assert_eq!(lines.last(), Some(&"-----END CERTIFICATE-----"));
    assert!(lines[1..lines.len() - 2].iter().all(|line| line.len() == 64));
    assert!(pem.ends_with("-----\n") && !pem.contains('\r'));
    assert_eq!(x509_cert::Certificate::from_pem(&pem).unwrap(), parse(&issued));
    assert!(issued.chain_pem().starts_with(&pem));
}

#[test]
fn x5_the_private_key_is_there_where_one_was_generated() {
    let mut issued = apply_json(&root(KeyAlgorithm::Ec256), &apply_body()).unwrap();
    let spki = parse(&issued).tbs_certificate().subject_public_key_info().clone();
    let private_key: PrivateKey = issued.take_private_key().unwrap();
    let der = private_key.public_key().as_spki_der();
    assert_eq!(x509_cert::der::Encode::to_der(&spki).unwrap(), der);
    assert!(issued.take_private_key().is_none() && issued.private_key().is_none());
    // Rule C13: nothing of a CSR's key is exported.
    let issued = entity(&root(KeyAlgorithm::Ec256), csr(&key(KeyAlgorithm::Ec256), "X5", &[])).unwrap();
    assert!(issued.private_key().is_none());
}

#[test]
fn x5_a_certificate_id_is_a_random_uuid_of_version_4() {
    let authority = root(KeyAlgorithm::Ec256);
    let mut rng = rng(60);
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "X5", years(1)));
    let mut ids: Vec<Uuid> = (0..32)
        .map(|_| {
            let issued = authority.issue(&request, now(), &mut rng).unwrap();
            let id = issued.certificate_id();
            assert_eq!((id.get_version(), id.get_variant()), (Some(Version::Random), Variant::RFC4122));
            // The id cannot be guessed from the certificate.
            assert!(
                !issued.serial_number().as_bytes().windows(8).any(|window| window == &id.as_bytes()[8..])
            );
            id
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 32);
}

#[test]
fn x5_the_wire_response_is_the_id_alone() {
    let issued = apply_json(&root(KeyAlgorithm::Ec256), &apply_body()).unwrap();
    let text = serde_json::to_string(&Response::from(&issued)).unwrap();
    assert_eq!(text, format!("{{\"certificate_id\":\"{}\"}}", issued.certificate_id()));
    assert_eq!(Response::from(&issued).certificate_id.len(), 36);
}

#[test]
fn x5_an_intermediate_ca_is_known_by_the_same_id() {
    let body = Body::from_json(INTERMEDIATE.as_bytes()).unwrap();
    let (issuer_id, request) = body.read_csr().unwrap();
    assert_eq!(issuer_id.to_string(), "2cb2878b-6cd1-460d-bd25-afe655159bdc");
    let issued = root(KeyAlgorithm::Ec384).issue(&request, now(), &mut rng(61)).unwrap();
    assert_eq!(Response::from(&issued).certificate_id, issued.certificate_id().to_string());
    assert_ne!(issued.certificate_id(), issuer_id);
}

#[test]
fn x5_a_refusal_has_code_and_message_and_no_id() {
    let mut body = apply_body();
    body["validity"]["value"] = 21.into();
    let error = apply_json(&root(KeyAlgorithm::Ec256), &body).unwrap_err();
    let sent = serde_json::to_value(Refusal::from(&error)).unwrap();
    let message = "/validity/value: the validity is too long; at most 20 years are allowed";
    assert_eq!(sent, json!({ "error_code": "PCA.00020109", "error_msg": message }));

    let sent = serde_json::to_value(Refusal::from(&Error::Entropy)).unwrap();
    let message = "the random number generator failed";
    assert_eq!(sent, json!({ "error_code": "PCA.00010001", "error_msg": message }));
    let unknown = Error::IssuerNotFound(Uuid::nil());
    assert_eq!(Refusal::from(&unknown).error_code, "PCA.00030102");
    assert_eq!(unknown.code().http_status(), 404);
}

#[test]
fn x5_notices_say_what_was_not_granted() {
    let authority = root(KeyAlgorithm::Ec256);
    assert_eq!(apply_json(&authority, &apply_body()).unwrap().fields().notices(), []);
    let mut body = apply_body();
    body["favourite_colour"] = "blue".into();
    let issued = apply_json(&authority, &body).unwrap();
    let [notice] = issued.fields().notices() else { panic!("{:?}", issued.fields().notices()) };
    assert_eq!((notice.pointer().as_str(), notice.kind()), ("/favourite_colour", &NoticeKind::UnknownMember));
    assert_eq!(notice.to_string(), "/favourite_colour: this request has no such member; it was ignored");

    let mut body = csr_body(&pem_csr());
    body["path_length"] = 3.into();
    let issued = csr_json(&authority, &body).unwrap();
    assert_eq!(notices_of_csr(&issued), [("/path_length", NoticeKind::PathLengthOfEntity)]);
}

fn pem_csr() -> String {
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).expect("a key");
    let params = rcgen::CertificateParams::default();
    params.serialize_request(&pair).expect("a CSR").pem().expect("PEM")
}

#[test]
fn x5_what_the_result_says_is_what_the_certificate_says() {
    let authority = root(KeyAlgorithm::Ec256);
    let mut body = apply_body();
    body["subject_alternative_names"] = json!([{ "type": "DNS", "value": "x5.example" }]);
    let issued = apply_json(&authority, &body).unwrap();
    let read = parse(&issued);
    let tbs = read.tbs_certificate();
    assert_eq!(tbs.serial_number().as_bytes(), issued.serial_number().as_bytes());
    assert_eq!(x509_cert::der::Encode::to_der(tbs.subject()).unwrap(), issued.fields().subject().as_der());
    let seconds = |time: x509_cert::time::Time| time.to_unix_duration().as_secs() as i64;
    let validity = issued.fields().validity();
    assert_eq!(seconds(tbs.validity().not_before), validity.not_before().unix_timestamp());
    assert_eq!(seconds(tbs.validity().not_after), validity.not_after().unix_timestamp());
    assert_eq!(issued.fields().key_usages().to_string(), "digitalSignature, keyAgreement");
    assert_eq!(issued.fields().alternative_names()[0].to_string(), "DNS:x5.example");
    assert!(issued.fields().extended_key_usage().purposes().is_empty());
}

#[test]
fn x5_grant_to_be_signed_and_issued_tell_the_same() {
    use certmint::extension::PathLength;
    use certmint::name::{GeneralSubtree, NameConstraints};
    use certmint::{Profile, SubordinateRequest};
    let root = root(KeyAlgorithm::Ec256);
    let constraints = NameConstraints::new(vec![GeneralSubtree::dns("example.org").unwrap()], Vec::new());
    let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "X5", years(3)))
        .with_path_length(PathLength::new(2).unwrap())
        .with_name_constraints(constraints.clone().unwrap());
    let grant = request.check(root.issuer(), &Profile::default(), now()).unwrap();
    let (_, grant) = grant.generate_key(&mut rng(78)).unwrap();
    macro_rules! told {
        ($value:expr) => {
            (
                $value.fields().subject().to_string(),
                $value.fields().validity(),
                $value.fields().key_usages(),
                ($value.fields().is_ca(), $value.fields().path_length()),
                $value.fields().name_constraints().cloned(),
                $value.fields().issuer().map(|issuer| issuer.subject().clone()),
            )
        };
    }
    let granted = told!(grant);
    assert_eq!(granted.3, (true, Some(2)));
    assert_eq!(granted.4, constraints.ok());
    assert_eq!(granted.5.as_ref(), Some(root.issuer().subject()));
    let to_be_signed = grant.to_be_signed(&mut rng(79)).unwrap();
    assert_eq!(told!(to_be_signed), granted);
    let serial_number = to_be_signed.serial_number();
    let issued = to_be_signed.sign(root.signer()).unwrap();
    assert_eq!(told!(issued), granted);
    assert_eq!(issued.serial_number(), serial_number);
    let entity = toolkit::stock::entity(
        &root,
        toolkit::forge::csr(&toolkit::stock::key(KeyAlgorithm::Ec384), "EE", &[]),
    );
    assert_eq!(
        (entity.as_ref().unwrap().fields().is_ca(), entity.as_ref().unwrap().fields().path_length()),
        (false, None)
    );
    assert!(toolkit::stock::root_issued().fields().issuer().is_none());
}

//! W15: imported certificates of CAs.

use certmint::error::{ChainError, ErrorCode, HostBodyError, IssuerError, ViolationKind};
use certmint::extension::PathLength;
use certmint::key::SignatureAlgorithm;
use certmint::wire::Body;
use certmint::{Authority, EndEntityRequest, Error, HashAlgorithm, Issuer, KeyAlgorithm, SubordinateRequest};
use serde_json::{Value, json};

use toolkit::openssl::openssl_text;
use toolkit::stock::key;
use toolkit::{now, only, params, refusals, refused, rng, root, subordinate, years};

fn read(certificate: impl Into<Value>, chain: impl Into<Value>) -> Result<Issuer, Error> {
    let json = json!({ "certificate": certificate.into(), "certificate_chain": chain.into() });
    Body::from_json(json.to_string().as_bytes())?.read_import()
}

/// The certificates of an authority and of those above it in PEM.
fn pems(authority: &Authority) -> Vec<String> {
    authority.issuer().chain().iter().map(certmint::Certificate::to_pem).collect()
}

fn hierarchy() -> (Authority, Authority) {
    let root = root(KeyAlgorithm::Ec256);
    let middle = subordinate(&root, KeyAlgorithm::Ec384, 1);
    let below = subordinate(&middle, KeyAlgorithm::Ec256, 0);
    (root, below)
}

/// The certificate of an [`Issuer`] error.
fn certificate_fault(refusal: &[(String, ErrorCode, ViolationKind)]) -> (&str, &IssuerError) {
    let [(pointer, ErrorCode::Parameter, ViolationKind::HostBody(HostBodyError::Certificate(error)))] =
        refusal
    else {
        panic!("{refusal:?}")
    };
    (pointer, error)
}

#[test]
fn w15_a_ca_is_imported_with_and_without_its_chain() {
    let (_, below) = hierarchy();
    let [own, middle, root] = &pems(&below)[..] else { panic!("three certificates") };
    let chain = format!("{middle}{root}");
    for (certificate, chain, count) in [
        (own.clone(), json!(chain), 3),
        (own.replace('\n', "\r\n"), json!(chain.replace('\n', "\r\n")), 3),
        // Escaped line ends (rule C1).
        (own.replace('\n', "\\n"), json!(chain.replace('\n', "\\r\\n")), 3),
        (own.clone(), json!(middle), 2),
        (own.clone(), json!(""), 1),
        (own.clone(), json!(null), 1),
    ] {
        let issuer = read(certificate, chain).expect("an issuer");
        assert_eq!(issuer.chain(), &below.issuer().chain()[..count]);
        assert_eq!(issuer.public_key(), below.issuer().public_key());
    }
}

#[test]
fn w15_what_is_shown_of_an_imported_ca_is_what_openssl_shows() {
    let (root, _) = hierarchy();
    let request = SubordinateRequest::new(params(KeyAlgorithm::Ec384, "Shown", years(2)))
        .with_path_length(PathLength::new(3).expect("a path length"));
    let issued = root.issue(&request, now(), &mut rng(31)).expect("a CA");
    let pem = issued.certificate().to_pem();
    let issuer = read(pem.clone(), json!(null)).expect("an issuer");
    let shown = |what: &str| openssl_text(&format!("x509 -noout {what}"), pem.as_bytes());
    assert_eq!(issuer.subject(), issued.fields().subject());
    assert_eq!(issuer.issuer_name(), root.issuer().subject());
    let name = shown("-issuer").replace(" = ", "=");
    assert_eq!(name, format!("issuer={}\n", issuer.issuer_name()));
    let serial_number = issuer.serial_number().expect("a serial number").to_string();
    assert_eq!(shown("-serial").trim().to_lowercase(), format!("serial={}", serial_number.to_lowercase()));
    assert_eq!(issuer.validity(), issued.fields().validity());
    assert_eq!(issuer.path_length(), Some(3));
    assert_eq!(issuer.public_key().algorithm(), Some(KeyAlgorithm::Ec384));
    assert_eq!(issuer.signature_algorithm(), Ok(SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256)));
    assert_eq!(root.issuer().issuer_name(), root.issuer().subject());
}

#[test]
fn w15_faults_are_the_senders_and_have_a_pointer() {
    let (other, below) = hierarchy();
    let [own, middle, root] = &pems(&below)[..] else { panic!("three certificates") };
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "leaf", years(1)));
    let leaf = other.issue(&request, now(), &mut rng(32)).expect("a certificate").certificate().to_pem();
    let broken = "-----BEGIN CERTIFICATE-----\n";
    let key = key(KeyAlgorithm::Ec256).to_pkcs8_pem();
    type Is = fn(&IssuerError) -> bool;
    let is_pem: Is = |error| *error == IssuerError::Pem;
    let is_certificate: Is = |error| matches!(error, IssuerError::Certificate { .. });
    let is_name: Is = |error| matches!(error, IssuerError::Chain { error: ChainError::Name, .. });
    let empty = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    for (certificate, chain, pointer, is) in [
        (broken, json!(null), "/certificate", is_pem),
        ("x", json!(null), "/certificate", is_pem),
        (&*key, json!(null), "/certificate", is_pem),
        (own, json!(broken), "/certificate_chain", is_pem),
        (own, json!(*key), "/certificate_chain", is_pem),
        (empty, json!(middle), "/certificate", is_certificate),
        (own, json!(empty), "/certificate_chain", is_certificate),
        (&leaf, json!(root), "/certificate", is_certificate),
        (own, json!(leaf), "/certificate_chain", is_certificate),
        (own, json!(root), "/certificate_chain", is_name),
        (own, json!(format!("{root}{middle}")), "/certificate_chain", is_name),
    ] {
        let result = read(certificate, chain);
        assert_eq!(result.as_ref().expect_err("a refusal").code().http_status(), 400);
        let refusal = refused(result);
        let (found, error) = certificate_fault(&refusal);
        assert_eq!(found, pointer, "{error}");
        assert!(is(error), "{error}");
    }
    let several = read(format!("{own}{middle}"), json!(null));
    let kind = HostBodyError::Certificate(Box::new(IssuerError::NotOneCertificate { found: 2 })).into();
    assert_eq!(refused(several), only("/certificate", ErrorCode::Parameter, kind));
    let both = read(json!(null), json!("x"));
    assert_eq!(
        refusals(both),
        ["/certificate", "/certificate_chain"].map(|pointer| (pointer.to_string(), ErrorCode::Parameter))
    );
}

#[test]
fn w15_a_damaged_root_is_the_certificates_own_fault() {
    let (root, below) = hierarchy();
    let mut der = root.issuer().chain()[0].as_der().to_vec();
    *der.last_mut().expect("an octet") ^= 1;
    let damaged = toolkit::builder::to_pem("CERTIFICATE", &der);
    let refusal = refused(read(damaged.clone(), json!(null)));
    let (pointer, error) = certificate_fault(&refusal);
    assert!(matches!(error, IssuerError::Chain { error: ChainError::Signature, above: None, .. }), "{error}");
    assert_eq!(pointer, "/certificate");
    let [own, middle, _] = &pems(&below)[..] else { panic!("three certificates") };
    let refusal = refused(read(own.clone(), json!(format!("{middle}{damaged}"))));
    assert_eq!(certificate_fault(&refusal).0, "/certificate_chain");
}

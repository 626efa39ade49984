//! A2 and A4: path lengths, roots and subordinate CAs.

use certmint::error::{ErrorCode, NoticeKind, PrivateKeyError, ViolationKind};
use certmint::extension::{KeyUsage, KeyUsages, PathLength};
use certmint::name::AttributeType;
use certmint::request::CertificateType;
use certmint::wire::Body;
use certmint::{
    Authority, CertificateParams, CsrRequest, DistinguishedName, EndEntityRequest, Error, HashAlgorithm,
    Issued, Issuer, KeyAlgorithm, Profile, RootRequest, SubordinateRequest,
};
use serde_json::json;

use toolkit::forge::{BASIC_CONSTRAINTS, Forged, csr, extension};
use toolkit::oracle::{spki, tbs_members, verifies};
use toolkit::stock::{entity, key};
use toolkit::{apply_body, extension as find, extensions, now, params, parse, rng, root, violation, years};

const BASIC: &str = "2.5.29.19";
const AUTHORITY_KEY: &str = "2.5.29.35";

fn length(value: u8) -> PathLength {
    PathLength::new(value).expect("a path length")
}

/// A root with this path length.
fn root_of(path_length: Option<u8>) -> Authority {
    let mut request = RootRequest::new(params(KeyAlgorithm::Ec256, "Root", years(30)));
    if let Some(value) = path_length {
        request = request.with_path_length(length(value));
    }
    let issued = Authority::create_root(&request, &Profile::default(), now(), &mut rng(50)).expect("a root");
    Authority::try_from(issued).expect("an authority")
}

fn subordinate(above: &Authority, path_length: u8) -> Result<Issued, Error> {
    let params = params(KeyAlgorithm::Ec256, "Sub", years(20));
    let request = SubordinateRequest::new(params).with_path_length(length(path_length));
    above.issue(&request, now(), &mut rng(51))
}

fn intermediate(above: &Authority, path_length: u8) -> Result<Issued, Error> {
    let csr = csr(&key(KeyAlgorithm::Ec384), "Sub", &[]);
    let request = CsrRequest::new(csr, CertificateType::IntermediateCa(length(path_length)), years(20))?;
    above.issue(&request, now(), &mut rng(52))
}

/// BasicConstraints { cA TRUE, pathLenConstraint }.
fn ca_of(path_length: u8) -> (bool, Vec<u8>) {
    (true, vec![0x30, 6, 1, 1, 0xff, 2, 1, path_length])
}

#[test]
fn a2_a_root_without_path_length_has_any_ca_below() {
    let root = root_of(None);
    for value in 0..=6 {
        assert_eq!(find(&subordinate(&root, value).unwrap(), BASIC), Some(ca_of(value)));
        assert_eq!(find(&intermediate(&root, value).unwrap(), BASIC), Some(ca_of(value)));
    }
}

#[test]
fn a2_below_path_length_n_at_most_n_minus_1() {
    for limit in 0..=6u8 {
        let root = root_of(Some(limit));
        assert_eq!(root.issuer().path_length(), Some(limit.into()));
        for asked in 0..=6u8 {
            for result in [subordinate(&root, asked), intermediate(&root, asked)] {
                if asked < limit {
                    assert_eq!(find(&result.unwrap(), BASIC), Some(ca_of(asked)));
                    continue;
                }
                let violation = violation(result);
                assert_eq!(
                    (violation.pointer().as_str(), violation.code()),
                    ("/path_length", ErrorCode::PathLength)
                );
                let expected = ViolationKind::IssuerPathLength { issuer: limit, asked };
                assert_eq!(violation.kind(), &expected);
            }
        }
    }
}

#[test]
fn a2_path_length_zero_issues_no_ca_but_end_entities() {
    let below = Authority::try_from(subordinate(&root_of(Some(1)), 0).unwrap()).unwrap();
    let refused = violation(subordinate(&below, 0));
    assert_eq!(refused.kind().to_string(), "the issuer's path length is 0, so it cannot issue a CA");
    assert_eq!(refused.code().as_str(), "PCA.00020203");
    assert_eq!(violation(intermediate(&below, 0)), refused);

    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Leaf", years(1)));
    let issued = below.issue(&request, now(), &mut rng(53)).unwrap();
    assert_eq!(find(&issued, BASIC), Some((true, b"\x30\x00".to_vec())));
    assert_eq!(issued.chain().count(), 3);
    let issued = entity(&below, csr(&key(KeyAlgorithm::Ec384), "Leaf", &[])).unwrap();
    assert_eq!(find(&issued, BASIC), Some((true, b"\x30\x00".to_vec())));
}

#[test]
fn a2_a_foreign_path_length_beyond_six_limits_nothing() {
    let signer = || key(KeyAlgorithm::Ec256);
    let value = b"\x30\x07\x01\x01\xff\x02\x02\x01\x00";
    let mut forged = Forged::ca("Root", &signer());
    forged.extensions[0] = extension(BASIC_CONSTRAINTS, true, value);
    let issuer = Issuer::from_der(&forged.sign(&signer())).unwrap();
    assert_eq!(issuer.path_length(), Some(256));
    let authority = Authority::new(issuer, signer()).unwrap();
    assert_eq!(find(&subordinate(&authority, 6).unwrap(), BASIC), Some(ca_of(6)));
}

#[test]
fn a2_a_path_length_above_six_cannot_be_asked_for() {
    assert_eq!(PathLength::new(6).map(PathLength::get), Ok(6));
    let refused = PathLength::new(7).unwrap_err();
    assert_eq!((refused.found, refused.to_string()), (7, "found 7, but 0 to 6 are allowed".into()));
    let mut body = apply_body();
    for (value, found) in [(json!(7), 7), (json!(-1), -1)] {
        body["path_length"] = value;
        let body = Body::from_json(body.to_string().as_bytes()).unwrap();
        for violation in [violation(body.read_root()), violation(body.read_subordinate())] {
            assert_eq!(
                (violation.pointer().as_str(), violation.code()),
                ("/path_length", ErrorCode::PathLength)
            );
            assert_eq!(violation.kind(), &ViolationKind::OutOfRange { found, min: 0, max: 6 });
        }
    }
}

/// digitalSignature, keyCertSign, cRLSign.
const CA_USAGES: [u8; 4] = [3, 2, 1, 0x86];

#[test]
fn a4_a_root_is_self_signed_and_names_no_authority_key() {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let root = root(algorithm);
        let der = root.issuer().chain()[0].as_der();
        let parts = tbs_members(der);
        assert_eq!(parts[3], parts[5]);
        assert_eq!(spki(der), root.signer().public_key().as_spki_der());
        assert!(verifies(der, HashAlgorithm::Sha256, spki(der)));
        assert_eq!(root.issuer().chain().len(), 1);
    }
    let issued = toolkit::stock::root_issued();
    assert_eq!(find(&issued, AUTHORITY_KEY), None);
    let listed: Vec<_> = extensions(&issued).into_iter().map(|(oid, critical, _)| (oid, critical)).collect();
    let expected = [("2.5.29.15", true), (BASIC, true), ("2.5.29.14", false)];
    assert_eq!(listed, expected.map(|(oid, critical)| (oid.to_string(), critical)));
    assert_eq!(find(&issued, "2.5.29.15"), Some((true, CA_USAGES.to_vec())));
    // There is no path length unless one was given.
    assert_eq!(find(&issued, BASIC), Some((true, b"\x30\x03\x01\x01\xff".to_vec())));
}

#[test]
fn a4_a_root_has_the_path_length_that_was_given() {
    for value in [0, 6] {
        let mut body = apply_body();
        body["path_length"] = value.into();
        let request = Body::from_json(body.to_string().as_bytes()).unwrap().read_root().unwrap();
        let issued = Authority::create_root(&request, &Profile::default(), now(), &mut rng(54)).unwrap();
        assert_eq!(find(&issued, BASIC), Some(ca_of(value)));
    }
}

#[test]
fn a4_a_root_lives_thirty_years_and_everything_below_twenty() {
    let create = |value| {
        let request = RootRequest::new(params(KeyAlgorithm::Ec256, "Root", years(value)));
        Authority::create_root(&request, &Profile::default(), now(), &mut rng(55))
    };
    let validity = create(30).unwrap().fields().validity();
    assert_eq!((validity.not_before().year(), validity.not_after().year()), (2026, 2056));
    let too_long = violation(create(31));
    assert_eq!((too_long.pointer().as_str(), too_long.code()), ("/validity/value", ErrorCode::Validity));
    assert_eq!(too_long.kind(), &ViolationKind::ValidityTooLong { max: 30, unit: "YEAR", in_months: false });

    let below = |value| {
        let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Sub", years(value)));
        root_of(None).issue(&request, now(), &mut rng(56))
    };
    assert_eq!(below(20).unwrap().fields().validity().not_after().year(), 2046);
    assert_eq!(
        violation(below(21)).kind(),
        &ViolationKind::ValidityTooLong { max: 20, unit: "YEAR", in_months: false }
    );
}

#[test]
fn a4_a_roots_names_come_from_the_request_alone() {
    let issued = toolkit::stock::root_issued();
    assert_eq!(issued.fields().subject().to_string(), "CN=Root");
    assert_eq!(
        root(KeyAlgorithm::Ec256).issuer().subject().to_string(),
        "C=DE, ST=Bavaria, L=Munich, O=Example, OU=PKI, CN=Test Root"
    );
}

#[test]
fn a4_a_root_without_a_name_is_refused() {
    let mut body = apply_body();
    body["distinguished_name"] = json!({ "country": "DE" });
    let body = Body::from_json(body.to_string().as_bytes()).unwrap();
    let violation = violation(body.read_root());
    assert_eq!(violation.pointer(), "/distinguished_name/common_name");
    assert_eq!((violation.code(), violation.kind()), (ErrorCode::DistinguishedName, &ViolationKind::Missing));
}

#[test]
fn a4_a_subordinate_ca_has_its_own_key_and_inherits_names() {
    let root = root(KeyAlgorithm::Ec384);
    let name =
        DistinguishedName::new("Sub").unwrap().with(AttributeType::OrganizationalUnit, "Devices").unwrap();
    let params = CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, name, years(20));
    let request = SubordinateRequest::new(params);
    let issued = root.issue(&request, now(), &mut rng(57)).unwrap();
    assert_eq!(
        issued.fields().subject().to_string(),
        "C=DE, ST=Bavaria, L=Munich, O=Example, OU=Devices, CN=Sub"
    );
    // Path length 0 unless another was requested.
    assert_eq!(find(&issued, BASIC), Some(ca_of(0)));
    assert_eq!(find(&issued, "2.5.29.15"), Some((true, CA_USAGES.to_vec())));
    let generated = issued.private_key().unwrap().public_key().as_spki_der();
    assert_eq!(spki(issued.certificate().as_der()), generated);
    assert_eq!(
        parse(&issued).tbs_certificate().issuer().to_string(),
        "CN=Test Root,OU=PKI,O=Example,L=Munich,ST=Bavaria,C=DE"
    );
    assert!(Authority::try_from(issued).is_ok());
}

#[test]
fn a4_a_subordinate_ca_of_a_csr_has_the_csrs_key_and_name() {
    let root = root(KeyAlgorithm::Ec384);
    let issued = intermediate(&root, 2).unwrap();
    assert_eq!(issued.fields().subject().to_string(), "CN=Sub");
    assert_eq!(find(&issued, BASIC), Some(ca_of(2)));
    assert_eq!(find(&issued, "2.5.29.15"), Some((true, CA_USAGES.to_vec())));
    assert!(issued.private_key().is_none());
    let own = key(KeyAlgorithm::Ec384);
    assert_eq!(spki(issued.certificate().as_der()), own.public_key().as_spki_der());
    let issuer = Issuer::from_chain(issued.chain().cloned().collect()).unwrap();
    assert!(Authority::new(issuer, own).is_ok());
    // Without the key there is no authority here.
    assert!(matches!(Authority::try_from(issued), Err(Error::Key(PrivateKeyError::Missing))));
}

#[test]
fn a4_key_usages_asked_for_a_root_draw_a_notice() {
    let mut body = apply_body();
    body["key_usages"] = json!(["digitalSignature", "keyEncipherment"]);
    let body = Body::from_json(body.to_string().as_bytes()).unwrap();
    let issued =
        Authority::create_root(&body.read_root().unwrap(), &Profile::default(), now(), &mut rng(58)).unwrap();
    let ca = KeyUsages::of(&[KeyUsage::DigitalSignature, KeyUsage::KeyCertSign, KeyUsage::CrlSign]);
    assert_eq!(issued.fields().key_usages(), ca);
    let notice = issued.fields().notices().iter().find(|notice| notice.pointer() == "/key_usages").unwrap();
    assert_eq!(notice.kind(), &NoticeKind::KeyUsagesOfRoot);
}

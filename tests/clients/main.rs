//! W8: the bodies that the official clients of the API send: the Python client's in `sdk` and the
//! Terraform provider's in `terraform`. Each is issued, or refused with the required code. Those of
//! the Python client that ask for no certificate are in `host`.

mod choice;
mod create_ca;
mod host_bodies;
mod members;
mod two_steps;

use std::fs;
use std::path::PathBuf;

use certmint::error::{ErrorCode, Notice, NoticeKind, Violation, ViolationKind};
use certmint::time::UtcDateTime;
use certmint::wire::Body;
use certmint::{Authority, Error, Issued, KeyAlgorithm, Profile, PublicKey};
use toolkit::{parse, rng};
use x509_cert::der::Encode;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName};

/// The `start_from` of the bodies, in milliseconds since 1970: 2026-11-29T18:51:58.103Z.
const SENT: i64 = 1_795_978_318_103;

/// Two seconds after the bodies were sent.
pub(crate) fn now() -> UtcDateTime {
    UtcDateTime::from_unix_timestamp_nanos(i128::from(SENT + 2_000) * 1_000_000).expect("a time")
}

fn folder() -> PathBuf {
    toolkit::path("tests/clients")
}

/// A body by its directory and name.
pub(crate) fn body(file: &str) -> Vec<u8> {
    fs::read(folder().join(file)).expect("a body")
}

/// A root that is valid when the bodies were sent.
pub(crate) fn root(algorithm: KeyAlgorithm) -> Authority {
    toolkit::root(algorithm)
}

pub(crate) fn apply(authority: &Authority, json: &[u8]) -> Result<Issued, Error> {
    let (_, request) = Body::from_json(json)?.for_authority(authority, now()).read_end_entity()?;
    authority.issue(&request, now(), &mut rng(3))
}

fn csr(authority: &Authority, json: &[u8]) -> Result<Issued, Error> {
    let (_, request) = Body::from_json(json)?.for_authority(authority, now()).read_csr()?;
    authority.issue(&request, now(), &mut rng(4))
}

pub(crate) fn create_root(json: &[u8]) -> Result<Issued, Error> {
    let profile = Profile::default();
    let request = Body::from_json(json)?.for_root(&profile, now()).read_root()?;
    Authority::create_root(&request, &profile, now(), &mut rng(5))
}

pub(crate) fn subordinate(authority: &Authority, json: &[u8]) -> Result<Issued, Error> {
    let (_, request) = Body::from_json(json)?.for_authority(authority, now()).read_subordinate()?;
    authority.issue(&request, now(), &mut rng(6))
}

/// The content of a certificate, as x509-cert reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) subject: String,
    pub(crate) key: Option<KeyAlgorithm>,
    pub(crate) signature: String,
    /// Seconds since 1970, and the duration in seconds.
    pub(crate) validity: (u64, u64),
    pub(crate) usages: Vec<&'static str>,
    /// The last arcs.
    pub(crate) purposes: Vec<String>,
    /// cA and the path length.
    pub(crate) ca: Option<Option<u8>>,
    pub(crate) names: Vec<String>,
    /// The value of 1.3.6.1.4.1.2011.4.99.
    pub(crate) custom: Option<Vec<u8>>,
}

pub(crate) fn held(issued: &Issued) -> Held {
    let certificate = parse(issued);
    let tbs = certificate.tbs_certificate();
    let spki = tbs.subject_public_key_info().to_der().expect("a key in DER");
    let seconds = |time: x509_cert::time::Time| time.to_unix_duration().as_secs();
    let not_before = seconds(tbs.validity().not_before);
    let (_, constraints) = tbs.get_extension::<BasicConstraints>().expect("DER").expect("basicConstraints");
    let (_, usages) = tbs.get_extension::<KeyUsage>().expect("DER").expect("keyUsage");
    let purposes = tbs.get_extension::<ExtendedKeyUsage>().expect("DER").map(|(_, purposes)| purposes.0);
    let names = tbs.get_extension::<SubjectAltName>().expect("DER").map(|(_, names)| names.0);
    let custom = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.2011.4.99");
    let custom = tbs.extensions().expect("extensions").iter().find(|extension| extension.extn_id == custom);
    let bits = [
        ("digitalSignature", usages.digital_signature()),
        ("nonRepudiation", usages.non_repudiation()),
        ("keyEncipherment", usages.key_encipherment()),
        ("dataEncipherment", usages.data_encipherment()),
        ("keyAgreement", usages.key_agreement()),
        ("keyCertSign", usages.key_cert_sign()),
        ("cRLSign", usages.crl_sign()),
    ];
    Held {
        subject: tbs.subject().to_string(),
        key: PublicKey::from_spki_der(&spki).expect("a key").algorithm(),
        signature: certificate.signature_algorithm().oid.to_string(),
        validity: (not_before, seconds(tbs.validity().not_after) - not_before),
        usages: bits.into_iter().filter(|(_, set)| *set).map(|(usage, _)| usage).collect(),
        purposes: purposes.unwrap_or_default().iter().map(ToString::to_string).collect(),
        ca: constraints.ca.then_some(constraints.path_len_constraint),
        names: names.unwrap_or_default().iter().map(shown).collect(),
        custom: custom.map(|extension| extension.extn_value.as_bytes().to_vec()),
    }
}

fn shown(name: &x509_cert::ext::pkix::name::GeneralName) -> String {
    use x509_cert::ext::pkix::name::GeneralName as G;
    match name {
        G::DnsName(name) => format!("DNS {}", name.as_str()),
        G::IpAddress(octets) => format!("IP {:?}", octets.as_bytes()),
        G::Rfc822Name(name) => format!("EMAIL {}", name.as_str()),
        G::UniformResourceIdentifier(name) => format!("URI {}", name.as_str()),
        other => panic!("{other:?} was not asked for"),
    }
}

/// Pointers and kinds.
pub(crate) fn notices(issued: &Issued) -> Vec<(&'static str, NoticeKind)> {
    issued
        .fields()
        .notices()
        .iter()
        .map(|notice: &Notice| (&*notice.pointer().leak(), notice.kind().clone()))
        .collect()
}

#[track_caller]
pub(crate) fn refused<T: core::fmt::Debug>(
    result: Result<T, Error>,
) -> Vec<(String, ErrorCode, ViolationKind)> {
    let error = result.expect_err("a refusal");
    let parts = |violation: &Violation| (violation.pointer(), violation.code(), violation.kind().clone());
    error.violations().iter().map(parts).collect()
}

const DAY: u64 = 86_400;
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
const SMART_CARD_LOGON: &str = "1.3.6.1.4.1.311.20.2.2";
pub(crate) const ECDSA_WITH_SHA256: &str = "1.2.840.10045.4.3.2";
pub(crate) const OF_HOST: (&str, NoticeKind) = ("/enterprise_project_id", NoticeKind::MemberOfHost);

/// The content of the certificate for `sdk/01_apply_all_fields.json`, from which the others differ
/// in one part.
fn all_fields() -> Held {
    Held {
        subject: "CN=db.example.org,OU=CloudBU,O=Example,L=Chengdu,ST=Sichuan,C=CN".into(),
        key: Some(KeyAlgorithm::Rsa2048),
        signature: ECDSA_WITH_SHA256.into(),
        validity: (1_795_978_318, 90 * DAY),
        usages: vec!["digitalSignature", "nonRepudiation", "keyEncipherment"],
        purposes: vec![SERVER_AUTH.into(), CLIENT_AUTH.into()],
        ca: None,
        names: vec![
            "DNS db.example.org".into(),
            "IP [192, 0, 2, 7]".into(),
            "IP [32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]".into(),
            "EMAIL ops@example.org".into(),
            "URI https://db.example.org/x".into(),
        ],
        custom: Some(b"\x0c\x05hello".to_vec()),
    }
}

/// The attributes of the subject of [`toolkit::root`], and a common name.
fn inherited(common_name: &str) -> String {
    format!("CN={common_name},OU=PKI,O=Example,L=Munich,ST=Bavaria,C=DE")
}

#[test]
fn w8_apply_bodies_of_the_python_client() {
    let authority = root(KeyAlgorithm::Ec256);
    let all = all_fields();
    let minimal = Held {
        subject: inherited("min"),
        key: Some(KeyAlgorithm::Ec256),
        validity: (1_795_978_320, DAY),
        usages: vec!["digitalSignature", "keyAgreement"],
        purposes: Vec::new(),
        names: Vec::new(),
        custom: None,
        ..all_fields()
    };
    let every_purpose = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.4"];
    let every_purpose = [&every_purpose[..], &["1.3.6.1.5.5.7.3.8", SMART_CARD_LOGON]].concat();
    let beside_others = ("/extended_key_usage", NoticeKind::TimeStampingNotAlone);
    for (file, expected, noted) in [
        ("01_apply_all_fields", all.clone(), vec![OF_HOST]),
        ("02_apply_minimal", minimal.clone(), vec![]),
        ("03_apply_minimal_algs", minimal, vec![]),
        (
            "04_apply_eku_all_true",
            Held { purposes: every_purpose.iter().map(ToString::to_string).collect(), ..all.clone() },
            vec![OF_HOST, beside_others],
        ),
        (
            "05_apply_smart_card_logon_only",
            Held { purposes: vec![SMART_CARD_LOGON.into()], ..all.clone() },
            vec![OF_HOST],
        ),
        (
            "09_apply_empty_lists_and_objects",
            Held {
                usages: vec!["digitalSignature", "keyEncipherment"],
                purposes: vec![],
                names: vec![],
                custom: None,
                ..all.clone()
            },
            vec![OF_HOST],
        ),
        (
            "10_apply_empty_strings",
            Held { subject: inherited("e"), custom: None, ..all.clone() },
            vec![OF_HOST],
        ),
        ("11_apply_hour", Held { validity: (1_795_978_318, 12 * 3_600), ..all.clone() }, vec![OF_HOST]),
        ("12_apply_month", Held { validity: (1_795_978_318, 3 * 31 * DAY), ..all.clone() }, vec![OF_HOST]),
        (
            "13_apply_wildcard_cn_san_64",
            Held {
                subject: "CN=*.example.org,OU=CloudBU,O=Example,L=Chengdu,ST=Sichuan,C=CN".into(),
                names: vec!["DNS *.example.org".into()],
                ..all
            },
            vec![OF_HOST],
        ),
    ] {
        let issued = apply(&authority, &body(&format!("sdk/{file}.json"))).expect(file);
        assert_eq!(held(&issued), expected, "{file}");
        assert_eq!(notices(&issued), noted, "{file}");
        assert!(issued.private_key().is_some(), "{file}");
    }
}

#[test]
fn w8_key_algorithms_that_the_api_has_and_this_library_refuses() {
    let authority = root(KeyAlgorithm::Ec256);
    for (file, found) in
        [("06_apply_key_SM2", "SM2"), ("07_apply_key_RSA3072", "RSA3072"), ("08_apply_key_EC521", "EC521")]
    {
        let error = apply(&authority, &body(&format!("sdk/{file}.json"))).expect_err(file);
        let first = &error.violations()[0];
        assert_eq!(
            (first.pointer().as_str(), first.code()),
            ("/key_algorithm", ErrorCode::KeyAlgorithm),
            "{file}"
        );
        assert_eq!(
            first.kind().to_string(),
            format!("found \"{found}\", but the allowed values are RSA2048, RSA4096, EC256, EC384")
        );
        assert_eq!(error.code().as_str(), "PCA.00020102");
        let others: Vec<_> =
            error.violations()[1..].iter().map(|other| (&*other.pointer().leak(), other.code())).collect();
        let expected: &[_] =
            if found == "SM2" { &[("/signature_algorithm", ErrorCode::SignatureAlgorithm)] } else { &[] };
        assert_eq!(others, expected, "{file}");
    }
}

#[test]
fn w8_csr_bodies_of_the_python_client() {
    let authority = root(KeyAlgorithm::Ec256);
    let entity = Held {
        subject: "CN=db.example.org,O=Example,C=CN".into(),
        signature: "1.2.840.10045.4.3.3".into(),
        usages: vec!["digitalSignature", "keyAgreement"],
        purposes: vec![],
        names: vec!["DNS db.example.org".into()],
        custom: None,
        ..all_fields()
    };
    let rsa = ("/csr#/extensionRequest/keyUsage", NoticeKind::KeyAgreementWithRsaKey);
    let reserved = ("/subject_alternative_names", NoticeKind::ReservedMember);
    let path_length = ("/path_length", NoticeKind::PathLengthOfEntity);
    let of_entity = vec![path_length, reserved.clone(), OF_HOST, rsa.clone()];
    for (file, expected, noted) in [
        ("14_csr_all_fields_entity", entity.clone(), of_entity.clone()),
        ("17_csr_escaped_newlines", entity.clone(), of_entity.clone()),
        ("18_csr_escaped_crlf", entity.clone(), of_entity),
        ("16_csr_minimal", Held { validity: (1_795_978_320, 30 * DAY), ..entity.clone() }, vec![rsa]),
        (
            "15_csr_all_fields_intermediate",
            Held { ca: Some(Some(0)), usages: vec!["digitalSignature", "keyCertSign", "cRLSign"], ..entity },
            vec![reserved, OF_HOST],
        ),
    ] {
        let issued = csr(&authority, &body(&format!("sdk/{file}.json"))).expect(file);
        assert_eq!(held(&issued), expected, "{file}");
        assert_eq!(notices(&issued), noted, "{file}");
        assert!(issued.private_key().is_none(), "{file}");
    }
}

#[test]
fn w8_apply_bodies_of_the_terraform_provider() {
    let authority = root(KeyAlgorithm::Ec256);
    let basic = Held {
        subject: "CN=tf.example.org,OU=cloud,O=Example,L=SZ,ST=GD,C=CN".into(),
        validity: (1_795_978_320, DAY),
        usages: vec!["nonRepudiation", "keyEncipherment"],
        purposes: vec![],
        names: vec![],
        custom: None,
        ..all_fields()
    };
    let default = Held { usages: vec!["digitalSignature", "keyEncipherment"], ..basic.clone() };
    let with_extension = Held { custom: Some(b"\x0c\x01x".to_vec()), ..default.clone() };
    for (file, expected) in [
        ("apply_acceptance_basic", basic.clone()),
        ("apply_acceptance_basic_without_customized_extension", basic),
        ("apply_doc_example", Held { subject: inherited("tf-example"), ..default }),
        ("apply_start_at", Held { validity: (1_795_978_317, DAY), ..with_extension.clone() }),
        ("apply_value_string", with_extension),
    ] {
        let issued = apply(&authority, &body(&format!("terraform/{file}.json"))).expect(file);
        assert_eq!(held(&issued), expected, "{file}");
        assert_eq!(notices(&issued), [], "{file}");
    }
}

#[test]
fn w8_no_body_is_forgotten() {
    let tests: String = ["main.rs", "create_ca.rs", "two_steps.rs", "host_bodies.rs"]
        .map(|file| fs::read_to_string(folder().join(file)).expect("a test"))
        .concat();
    for client in ["sdk", "host", "terraform"] {
        for entry in fs::read_dir(folder().join(client)).expect("a folder") {
            let name = entry.expect("an entry").file_name().into_string().expect("a name");
            let name = name.strip_suffix(".json").expect("a body");
            assert!(
                tests.contains(&format!("{name}\"")) || tests.contains(&format!("{name}.json\"")),
                "{client}/{name} is in no test"
            );
        }
    }
}

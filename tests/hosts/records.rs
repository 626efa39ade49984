//! W18: what the API shows of certificates and CAs.

use certmint::time::{Duration, UtcDateTime};
use certmint::uuid::Uuid;
use certmint::wire::{
    Body, CaRecord, CaStatus, CaType, CertificateRecord, CertificateStatus, CrlRecord, GenMode, Provenance,
};
use certmint::{Authority, Issued, Issuer, KeyAlgorithm, Profile, RootRequest, SubordinateRequest};
use serde_json::{Value, json};

use toolkit::{apply_body, apply_json, now, params, rng, root, years};

const CREATED: i64 = 1_795_978_318_103;
const ISSUER: Uuid = Uuid::from_u128(0x2cb2878b_6cd1_460d_bd25_afe655159bdc);
const ISSUER_TEXT: &str = "2cb2878b-6cd1-460d-bd25-afe655159bdc";
const ID: Uuid = Uuid::from_u128(7);

fn json<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("JSON")
}

fn provenance(issuer_id: Option<Uuid>, gen_mode: GenMode) -> Provenance {
    Provenance { issuer_id, gen_mode, create_time: CREATED, enterprise_project_id: "0".into() }
}

fn issued() -> Issued {
    apply_json(&root(KeyAlgorithm::Ec384), &apply_body()).expect("a certificate")
}

fn record(issued: &Issued) -> CertificateRecord {
    CertificateRecord::new(issued, provenance(Some(ISSUER), GenMode::Generate))
}

fn new_root() -> Issued {
    let request = RootRequest::new(params(KeyAlgorithm::Ec256, "Some Root", years(10)));
    Authority::create_root(&request, &Profile::default(), now(), &mut rng(3)).expect("a root")
}

#[test]
fn w18_a_certificate_is_shown_as_it_was_granted() {
    let issued = issued();
    let fields = issued.fields();
    let shown = json(&record(&issued).shown(ID, CertificateStatus::Issued));
    let expected = json!({
        "certificate_id": ID.to_string(),
        "status": "ISSUED",
        "issuer_id": ISSUER_TEXT,
        "issuer_name": fields.issuer().expect("an issuer").subject().members().common_name,
        "key_algorithm": issued.subject_public_key().api_name(),
        "signature_algorithm": issued.signature_algorithm().hash().expect("a hash").as_str(),
        "freeze_flag": 0,
        "gen_mode": "GENERATE",
        "serial_number": issued.serial_number().to_string(),
        "create_time": CREATED,
        "delete_time": null,
        "not_before": fields.validity().not_before().unix_timestamp() * 1_000,
        "not_after": fields.validity().not_after().unix_timestamp() * 1_000,
        "distinguished_name": json(&fields.subject().members()),
        "enc_cert_info": null,
        "enterprise_project_id": "0",
    });
    assert_eq!(shown, expected);
    assert!(shown["issuer_name"].is_string());
}

#[test]
fn w18_a_record_is_read_back_from_its_json() {
    let certificate = record(&issued());
    let text = serde_json::to_string(&certificate).expect("JSON");
    assert_eq!(serde_json::from_str::<CertificateRecord>(&text).expect("a record"), certificate);
    let lists = br#"{"obs_bucket_name":"lists","crl_name":"root","valid_days":7}"#;
    let lists = Body::from_json(lists).expect("JSON").read_crl_configuration().expect("a configuration");
    let crl = CrlRecord::new(&lists, ID, |bucket, name| format!("http://x/{bucket}/{name}"));
    for crl in [crl, CrlRecord::default()] {
        let ca = CaRecord::new(&new_root(), crl, provenance(None, GenMode::Generate));
        let text = serde_json::to_string(&ca).expect("JSON");
        assert_eq!(serde_json::from_str::<CaRecord>(&text).expect("a record"), ca);
    }
}

#[test]
fn w18_what_has_ended_is_expired_and_what_was_revoked_stays_so() {
    let issued = issued();
    let record = record(&issued);
    let end = issued.fields().validity().not_after();
    let later = end + Duration::milliseconds(1);
    for (is_revoked, at, expected) in [
        (false, now(), CertificateStatus::Issued),
        (false, end, CertificateStatus::Issued),
        (false, later, CertificateStatus::Expired),
        (true, now(), CertificateStatus::Revoked),
        (true, later, CertificateStatus::Revoked),
    ] {
        assert_eq!(record.status(is_revoked, at), expected);
    }
    let root = new_root();
    let ca = CaRecord::new(&root, CrlRecord::default(), provenance(None, GenMode::Generate));
    let later = root.fields().validity().not_after() + Duration::seconds(1);
    for status in CaStatus::ALL {
        assert_eq!(ca.status(status, now()), status);
        let expected = if status == CaStatus::Active { CaStatus::Expired } else { status };
        assert_eq!(ca.status(status, later), expected);
    }
}

#[test]
fn w18_a_root_is_shown_with_the_path_length_7_and_without_an_issuer() {
    let ca = CaRecord::new(&new_root(), CrlRecord::default(), provenance(None, GenMode::Generate));
    assert_eq!((ca.ca_type, ca.path_length), (CaType::Root, None));
    let shown = json(&ca.shown(ID, CaStatus::Active, None));
    let names: Vec<_> = shown.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut expected = [
        "ca_id",
        "type",
        "status",
        "path_length",
        "issuer_id",
        "issuer_name",
        "key_algorithm",
        "signature_algorithm",
        "freeze_flag",
        "gen_mode",
        "serial_number",
        "create_time",
        "delete_time",
        "not_before",
        "not_after",
        "distinguished_name",
        "crl_configuration",
        "enterprise_project_id",
        "free_quota",
        "charging_mode",
        "cluster_id",
        "domain_id",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(
        (&shown["type"], &shown["status"], &shown["path_length"]),
        (&json!("ROOT"), &json!("ACTIVED"), &json!(7))
    );
    assert_eq!((&shown["issuer_id"], &shown["issuer_name"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (&shown["freeze_flag"], &shown["free_quota"], &shown["charging_mode"]),
        (&json!(0), &json!(0), &json!(1))
    );
    assert_eq!(
        shown["crl_configuration"],
        json!({
            "enabled": false, "crl_name": null, "obs_bucket_name": null, "valid_days": null,
            "crl_dis_point": null
        })
    );
}

#[test]
fn w18_a_subordinate_is_shown_with_its_path_length() {
    let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Sub", years(5)))
        .with_path_length(certmint::extension::PathLength::new(2).expect("a path length"));
    let sub = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(3)).expect("a CA");
    let ca = CaRecord::new(&sub, CrlRecord::default(), provenance(Some(ISSUER), GenMode::Csr));
    let shown = json(&ca.shown(ID, CaStatus::Deleted, Some(CREATED)));
    assert_eq!(
        (&shown["type"], &shown["path_length"], &shown["gen_mode"]),
        (&json!("SUBORDINATE"), &json!(2), &json!("CSR"))
    );
    assert_eq!((&shown["delete_time"], &shown["issuer_id"]), (&json!(CREATED), &json!(ISSUER_TEXT)));
}

#[test]
fn w18_a_pending_ca_is_shown_with_what_is_known_and_later_with_what_was_imported() {
    let json_body = br#"{"type":"SUBORDINATE","key_algorithm":"EC256",
        "distinguished_name":{"common_name":"Waiting"},"enterprise_project_id":"p"}"#;
    let body = Body::from_json(json_body).expect("JSON");
    let request = body.read_pending_ca().expect("a request");
    let enterprise_project_id = body.enterprise_project_id();
    let provenance = Provenance { enterprise_project_id, ..provenance(None, GenMode::Generate) };
    let pending = CaRecord::pending(&request, CrlRecord::default(), provenance);
    let shown = json(&pending.shown(ID, CaStatus::Pending, None));
    for unknown in
        ["serial_number", "signature_algorithm", "not_before", "not_after", "path_length", "issuer_name"]
    {
        assert_eq!(shown[unknown], Value::Null, "{unknown}");
    }
    assert_eq!((&shown["key_algorithm"], &shown["enterprise_project_id"]), (&json!("EC256"), &json!("p")));
    assert_eq!(shown["distinguished_name"]["common_name"], "Waiting");
    assert_eq!(pending.status(CaStatus::Active, UtcDateTime::MAX), CaStatus::Active);

    let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Imported", years(5)));
    let issued = root(KeyAlgorithm::Ec384).issue(&request, now(), &mut rng(3)).expect("a CA");
    let issuer = Issuer::from_chain_pem(&issued.chain_pem()).expect("an issuer");
    let imported = pending.clone().with_imported(&issuer);
    // All but what the host knows is that of a CA which was issued here.
    let mut expected = CaRecord::new(
        &issued,
        CrlRecord::default(),
        Provenance {
            issuer_id: None,
            gen_mode: GenMode::Import,
            create_time: CREATED,
            enterprise_project_id: "p".into(),
        },
    );
    assert_eq!(imported, expected);
    expected.certificate.gen_mode = GenMode::Generate;
    assert_ne!(imported, expected);
    assert!(imported.certificate.issuer_name.is_some());
}

#[test]
fn w18_lists_that_are_not_published_have_no_url() {
    let read = |json: &[u8]| {
        let body = Body::from_json(json).expect("JSON");
        body.crl_configuration().expect("a configuration").expect("a configuration")
    };
    let url = |bucket: &str, name: &str| format!("{bucket} {name}");
    let on = read(br#"{"crl_configuration":{"enabled":true,"obs_bucket_name":"b","valid_days":"8"}}"#);
    let record = json(&CrlRecord::new(&on, ID, url));
    let id = ID.to_string();
    let expected = json!({
        "enabled": true, "crl_name": id, "obs_bucket_name": "b", "valid_days": 8,
        "crl_dis_point": format!("b {id}")
    });
    assert_eq!(record, expected);
    let off = read(br#"{"crl_configuration":{"enabled":false,"obs_bucket_name":"b","valid_days":8}}"#);
    assert_eq!(CrlRecord::new(&off, ID, url), CrlRecord::default());
}

#[test]
fn w18_the_project_is_that_of_the_body() {
    for (body, expected) in [
        (r#"{"enterprise_project_id":"p"}"#, "p"),
        (r#"{"enterprise_project_id":""}"#, "0"),
        (r#"{"enterprise_project_id":null}"#, "0"),
        (r#"{"enterprise_project_id":7}"#, "0"),
        ("{}", "0"),
        ("[]", "0"),
    ] {
        let body = Body::from_json(body.as_bytes()).expect("JSON");
        assert_eq!(body.enterprise_project_id(), expected, "{body:?}");
    }
}

//! W21: what a host stores of a CA, and what its state allows.

use certmint::error::{ErrorCode, ViolationKind};
use certmint::ocsp::{OcspRequest, OcspResponder, OcspResponse};
use certmint::time::{Duration, UtcDateTime};
use certmint::uuid::Uuid;
use certmint::wire::{
    Body, CaOperation, CaStatus, CaType, CertificateDescription, ConsoleConfiguration, CrlRecord, GenMode,
    ListQuery, Provenance, Quota, ResolvedCaRequest, SortKey, StoredCa,
};
use certmint::{
    Authority, Certificate, Error, Issued, KeyAlgorithm, PrivateKey, Profile, RootRequest, SubordinateRequest,
};
use serde_json::json;

use toolkit::{apply_body, apply_json, now, only, params, refused, rng, root, years};

const ISSUER: Uuid = Uuid::from_u128(7);
const ID: Uuid = Uuid::from_u128(8);
const DAY: i64 = 86_400_000;
const ALL: [CaOperation; 12] = [
    CaOperation::Issue,
    CaOperation::Export,
    CaOperation::Disable,
    CaOperation::Enable,
    CaOperation::Delete,
    CaOperation::Restore,
    CaOperation::Revoke,
    CaOperation::EnableCrl,
    CaOperation::DisableCrl,
    CaOperation::ExportCsr,
    CaOperation::Activate,
    CaOperation::Import,
];

fn provenance(issuer_id: Option<Uuid>, gen_mode: GenMode) -> Provenance {
    Provenance { issuer_id, gen_mode, create_time: 1, enterprise_project_id: "0".into() }
}

fn issued(name: &str) -> Issued {
    let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, name, years(5)));
    root(KeyAlgorithm::Ec384).issue(&request, now(), &mut rng(3)).expect("a CA")
}

/// A subordinate that is ACTIVED.
fn stored(id: u128, name: &str) -> StoredCa {
    let provenance = provenance(Some(ISSUER), GenMode::Generate);
    StoredCa::issued(Uuid::from_u128(id), &issued(name), CrlRecord::default(), provenance)
}

fn pending() -> StoredCa {
    let body =
        br#"{"type":"SUBORDINATE","key_algorithm":"EC256","distinguished_name":{"common_name":"Waiting"}}"#;
    let body = Body::from_json(body).expect("JSON");
    let request = body.read_pending_ca().expect("a request");
    StoredCa::pending(ISSUER, &request, CrlRecord::default(), body.provenance(GenMode::Generate, now()))
}

fn code(result: Result<(), Error>) -> Option<ErrorCode> {
    result.err().map(|error| error.code())
}

#[test]
fn w21_the_state_decides_what_is_done() {
    use CaStatus::*;
    for (operation, allowed) in ALL.into_iter().zip([
        &[Active][..],
        &[Active, Expired],
        &[Active, Expired],
        &[Disabled],
        &[Pending, Disabled],
        &[Deleted],
        &[Active, Disabled, Expired],
        &[Active, Disabled, Expired],
        &[Active, Disabled, Expired],
        &[Pending],
        &[Pending],
        &[Pending],
    ]) {
        for status in CaStatus::ALL {
            assert_eq!(operation.is_allowed_in(status), allowed.contains(&status), "{operation} {status}");
            let mut ca = stored(1, "Some CA");
            let at = if status == Expired { UtcDateTime::MAX } else { now() };
            ca.status = if status == Expired { Active } else { status };
            assert_eq!(ca.shown_status(at), status);
            let expected = (!allowed.contains(&status)).then_some(ErrorCode::StateForbids);
            assert_eq!(code(ca.check(operation, at)), expected, "{operation} {status}");
        }
    }
}

#[test]
fn w21_operations_change_the_state() {
    let mut ca = stored(1, "Some CA");
    for (operation, after) in [
        (CaOperation::Export, CaStatus::Active),
        (CaOperation::Disable, CaStatus::Disabled),
        (CaOperation::Enable, CaStatus::Active),
        (CaOperation::EnableCrl, CaStatus::Active),
        (CaOperation::Revoke, CaStatus::Revoked),
    ] {
        ca.apply(operation, now()).expect("allowed");
        assert_eq!((ca.status, ca.delete_time), (after, None), "{operation}");
    }
    let before = ca.clone();
    assert_eq!(code(ca.apply(CaOperation::Enable, now())), Some(ErrorCode::StateForbids));
    assert_eq!(ca, before);
}

#[test]
fn w21_a_deleted_ca_can_be_restored_until_its_days_are_over() {
    let delete = |ca: &mut StoredCa, days: &str| ca.delete(&[("pending_days", days)], now());
    let mut ca = stored(1, "Some CA");
    assert_eq!(code(delete(&mut ca, "7")), Some(ErrorCode::StateForbids));
    ca.apply(CaOperation::Disable, now()).expect("disabled");
    let missing = refused(ca.delete(&[("pending_days", "")], now()));
    assert_eq!(missing, only("?pending_days", ErrorCode::Parameter, ViolationKind::Missing));
    for days in ["6", "31", "x", "-7", "7.5"] {
        assert_eq!(code(delete(&mut ca, days)), Some(ErrorCode::Parameter), "{days}");
    }
    delete(&mut ca, "30").expect("deleted");
    let end = now().unix_timestamp() * 1_000 + i64::from(now().millisecond()) + 30 * DAY;
    assert_eq!((ca.status, ca.delete_time), (CaStatus::Deleted, Some(end)));
    assert!(!ca.is_gone(now()) && !ca.is_gone(now() + Duration::days(29)));
    assert!(ca.is_gone(now() + Duration::days(30)));
    ca.apply(CaOperation::Restore, now()).expect("restored");
    assert_eq!((ca.status, ca.delete_time, ca.is_gone(UtcDateTime::MAX)), (CaStatus::Disabled, None, false));

    for days in ["", "7"] {
        let mut ca = pending();
        delete(&mut ca, days).expect("deleted");
        assert!(ca.is_gone(now()), "{days}");
    }
    assert_eq!(code(delete(&mut pending(), "99")), Some(ErrorCode::Parameter));
}

#[test]
fn w21_without_a_key_or_an_issuer_here_some_things_cannot_be_done() {
    let from_csr = provenance(Some(ISSUER), GenMode::Csr);
    let from_csr = StoredCa::issued(ISSUER, &issued("Elsewhere"), CrlRecord::default(), from_csr);
    let root = RootRequest::new(params(KeyAlgorithm::Ec256, "Some Root", years(10)));
    let root = Authority::create_root(&root, &Profile::default(), now(), &mut rng(3)).expect("a root");
    let root = StoredCa::issued(ISSUER, &root, CrlRecord::default(), provenance(None, GenMode::Generate));
    let has = |ca: &StoredCa| (ca.has_key(now()), ca.can_sign(now()));
    assert_eq!([has(&from_csr), has(&root), has(&pending())], [(false, false), (true, true), (true, false)]);
    let mut gone = root.clone();
    (gone.status, gone.delete_time) = (CaStatus::Deleted, Some(0));
    assert_eq!(has(&gone), (false, false));
    for operation in ALL {
        use CaOperation::{DisableCrl, EnableCrl, Issue, Revoke};
        let allowed = operation.is_allowed_in(CaStatus::Active);
        let needs_key = matches!(operation, Issue | EnableCrl | DisableCrl);
        assert_eq!(from_csr.check(operation, now()).is_ok(), allowed && !needs_key, "{operation}");
        assert_eq!(root.check(operation, now()).is_ok(), allowed && operation != Revoke, "{operation}");
    }
    let text = from_csr.check(CaOperation::Issue, now()).expect_err("refused").to_string();
    assert!(text.contains("without a key here") && text.ends_with("the operation issue"), "{text}");
}

#[test]
fn w21_an_imported_certificate_makes_a_ca_active() {
    let issued = issued("Waiting");
    let issuer = certmint::Issuer::from_chain_pem(&issued.chain_pem()).expect("an issuer");
    let mut ca = pending();
    assert_eq!(ca.common_name(), "Waiting");
    assert!(ca.export().is_err());
    let key = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(1)).expect("a key");
    let csr = ca.csr(key.public_key()).expect("a CSR").sign(&key).expect("signed").to_pem();
    let csr = certmint::Csr::from_pem(&csr).expect("a CSR");
    assert_eq!(
        (csr.public_key(), csr.subject().members().common_name.as_deref()),
        (key.public_key(), Some("Waiting"))
    );
    let expected = Provenance {
        create_time: ca.record.certificate.create_time,
        ..provenance(Some(ID), GenMode::Generate)
    };
    assert_eq!(ca.provenance_below(ID), expected);
    ca.import(&issuer, now()).expect("imported");
    assert_eq!((ca.status, ca.record.certificate.gen_mode), (CaStatus::Active, GenMode::Import));
    assert_eq!(ca.chain().expect("a chain"), issuer.chain());
    let above = ca.export().expect("an export").certificate_chain;
    assert_eq!(above.matches("BEGIN CERTIFICATE").count(), 1);
    assert_eq!(code(ca.import(&issuer, now())), Some(ErrorCode::StateForbids));
}

#[test]
fn w21_a_stored_ca_is_json_and_issues_with_its_urls() {
    let lists = br#"{"obs_bucket_name":"lists","crl_name":"sub","valid_days":7}"#;
    let lists = Body::from_json(lists).expect("JSON").read_crl_configuration().expect("a configuration");
    let mut ca = stored(1, "Some CA");
    ca.record.crl_configuration =
        CrlRecord::new(&lists, ca.id, |bucket, name| format!("http://x/{bucket}/{name}"));
    let text = serde_json::to_string(&ca).expect("JSON");
    assert_eq!(serde_json::from_str::<StoredCa>(&text).expect("a CA"), ca);
    assert_eq!(serde_json::to_value(ca.shown(now())).expect("JSON")["status"], "ACTIVED");
    assert_eq!(ca.subject().expect("a name").members().common_name.as_deref(), Some("Some CA"));
    let subject = apply_body();
    for (ocsp_url, expected) in [(None, false), (Some("http://x/ocsp"), true)] {
        let issuer = ca.issuer(ocsp_url).expect("an issuer");
        let to_be_signed = Authority::without_signer(issuer)
            .prepare(&request_of(&subject), now(), &mut rng(4))
            .expect("prepared");
        let has = |url: &str| to_be_signed.as_bytes().windows(url.len()).any(|part| part == url.as_bytes());
        assert!(has("http://x/lists/sub"));
        // Whether it is named depends on the key usages of the CA, too.
        let answers = OcspResponder::direct(ca.issuer(None).expect("an issuer")).is_ok();
        assert_eq!(has("http://x/ocsp"), expected && answers);
    }
}

fn request_of(
    body: &serde_json::Value,
) -> certmint::EndEntityRequest<certmint::key::AlgorithmChoice<KeyAlgorithm>> {
    let body = serde_json::to_vec(body).expect("JSON");
    Body::from_json(&body).expect("JSON").read_end_entity().expect("a request").1
}

#[test]
fn w19_cas_are_filtered_sorted_and_paged() {
    let mut cas: Vec<_> =
        ["b", "A", "cA", "ba"].into_iter().zip(1..).map(|(name, id)| stored(id, name)).collect();
    cas[2].status = CaStatus::Disabled;
    let mut gone = stored(8, "gone");
    (gone.status, gone.delete_time) = (CaStatus::Deleted, Some(0));
    let from_csr = provenance(Some(ISSUER), GenMode::Csr);
    let from_csr = StoredCa::issued(ISSUER, &issued("csr"), CrlRecord::default(), from_csr);
    cas.extend([gone, from_csr]);
    let select = |query: ListQuery<CaStatus>| {
        let (total, page) = query.select(&cas, now());
        let names: Vec<_> = page.into_iter().map(StoredCa::common_name).collect();
        (total, names.join(" "))
    };
    let all = ListQuery::<CaStatus>::default;
    assert_eq!(select(all()), (4, "ba cA A b".into()));
    assert_eq!(select(ListQuery { descending: false, ..all() }), (4, "b A cA ba".into()));
    assert_eq!(select(ListQuery { limit: 2, offset: 1, ..all() }), (4, "cA A".into()));
    assert_eq!(select(ListQuery { offset: 9, ..all() }), (4, String::new()));
    assert_eq!(select(ListQuery { name: Some("a".into()), ..all() }), (3, "ba cA A".into()));
    assert_eq!(select(ListQuery { status: Some(CaStatus::Disabled), ..all() }), (1, "cA".into()));
    assert_eq!(select(ListQuery { ca_type: Some(CaType::Root), ..all() }), (0, String::new()));
    let by_name = ListQuery { sort_key: SortKey::CommonName, descending: false, ..all() };
    assert_eq!(select(by_name), (4, "A b ba cA".into()));
}

#[test]
fn w13_the_numbers_of_lists_grow_and_are_at_least_the_time() {
    let record = |json: &[u8]| {
        let lists = Body::from_json(json).expect("JSON").read_crl_configuration().expect("a configuration");
        CrlRecord::new(&lists, ISSUER, |_, _| String::new())
    };
    let record = record(br#"{"obs_bucket_name":"lists","valid_days":9}"#);
    let millis = now().unix_timestamp().unsigned_abs() * 1_000;
    for (last, expected) in [(0, millis), (millis, millis + 1), (millis + 9, millis + 10)] {
        let request = record.next_crl(last, now()).expect("a list");
        let crl = root(KeyAlgorithm::Ec256).issue_crl(&request).expect("a list");
        assert_eq!(crl.number().to_u64(), Some(expected));
        assert_eq!(crl.next_update() - crl.this_update(), Duration::days(9));
    }
    assert_eq!(CrlRecord::default().next_crl(0, now()), None);
}

#[test]
fn w6_a_key_is_made_when_nothing_else_is_wrong() {
    let above = root(KeyAlgorithm::Ec256);
    let profile = Profile::default();
    for (json, is_root) in [
        (json!({"type": "ROOT"}), true),
        (json!({"type": "SUBORDINATE", "issuer_id": ISSUER.to_string()}), false),
    ] {
        let read = |validity: u64| -> ResolvedCaRequest<&Authority> {
            let mut body = json.clone();
            for (name, value) in [
                ("key_algorithm", json!("EC256")),
                ("signature_algorithm", json!("SHA256")),
                ("distinguished_name", json!({"common_name": "New"})),
                ("validity", json!({"type": "YEAR", "value": validity})),
            ] {
                body[name] = value;
            }
            let body = Body::from_json(body.to_string().as_bytes()).expect("JSON");
            body.resolve(|_| Some(&above)).expect("resolved").read_ca(&profile, now()).expect("a request")
        };
        let make = |algorithm| {
            let key = PrivateKey::generate(algorithm, &mut rng(5))?;
            Ok::<_, Error>((key.public_key().clone(), key))
        };
        let (issuer, key, to_be_signed) =
            read(1).prepare_with_key(&profile, now(), &mut rng(6), make).expect("prepared");
        assert_eq!(issuer.is_none(), is_root);
        assert_eq!(to_be_signed.subject_public_key(), key.public_key());
        let signer = issuer.map_or(&key, Authority::signer);
        assert!(to_be_signed.sign(signer).expect("signed").fields().is_ca());
        // Longer than the issuer, or than a root may live.
        let refused = read(1).prepare_with_key(
            &profile,
            UtcDateTime::MAX,
            &mut rng(6),
            |_| -> Result<(_, ()), Error> { panic!("no key is needed") },
        );
        assert!(refused.is_err());
    }
}

#[test]
fn o9_a_responder_says_what_it_will_ask_for() {
    let (own, other) = (root(KeyAlgorithm::Ec256), root(KeyAlgorithm::Ec384));
    let responder = OcspResponder::direct(own.issuer().clone()).expect("a responder");
    let number = |octet| certmint::SerialNumber::new(&[octet]).expect("a serial number");
    let id = |issuer, octet| {
        certmint::ocsp::CertId::new(issuer, number(octet), certmint::ocsp::CertIdHash::Sha256)
    };
    let ids = vec![id(own.issuer(), 2), id(other.issuer(), 3), id(own.issuer(), 1)];
    let request = OcspRequest::new(ids).expect("a request");
    assert_eq!(responder.serial_numbers(&request).collect::<Vec<_>>(), [number(2), number(1)]);
    let error = OcspResponse::error(certmint::ocsp::OcspErrorStatus::TryLater);
    assert_eq!(error.cache_control(now()), "no-store");
}

#[test]
fn w18_an_account_and_a_certificate_are_described() {
    let quota = serde_json::to_value(Quota::of_certificates(2).with_quota(5)).expect("JSON");
    let resource = json!({"type": "CERTIFICATE", "used": 2, "quota": 5});
    assert_eq!(quota, json!({"quotas": {"resources": [resource]}}));
    let console = serde_json::to_value(ConsoleConfiguration::default()).expect("JSON");
    assert_eq!((&console["is_support_ocsp"], &console["dhsm_regions"]), (&json!(false), &json!([])));
    assert_eq!(console.as_object().map(serde_json::Map::len), Some(7));

    let issued = apply_json(&root(KeyAlgorithm::Ec256), &apply_body()).expect("a certificate");
    let described = CertificateDescription::try_from(issued.certificate()).expect("a description");
    let names: Vec<_> = issued.fields().alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(described.subject_alternative_names, names);
    assert_eq!(described.key_usages, issued.fields().key_usages().to_string());
    let octets: Vec<_> = described.fingerprint.split(':').collect();
    assert!(octets.len() == 32 && octets.iter().all(|octet| octet.len() == 2), "{}", described.fingerprint);
    let other = Certificate::from_der(root(KeyAlgorithm::Ec256).issuer().chain()[0].as_der()).expect("DER");
    assert!(CertificateDescription::try_from(&other).is_ok_and(|other| other != described));
}

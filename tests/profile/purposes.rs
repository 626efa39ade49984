//! U6 and C7: the purposes that may be requested, those that are issued by default, and whether one
//! is required.

use certmint::error::{ErrorCode, NoticeKind, ViolationKind};
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, PathLength};
use certmint::request::CertificateType;
use certmint::wire::Body;
use certmint::{
    Authority, Csr, CsrRequest, Error, Issued, KeyAlgorithm, ObjectIdentifier, Profile, RootRequest,
    SubordinateRequest,
};
use serde_json::{Value, json};

use crate::issue::{apply, authority, body_with, csr, only, refused, typed_csr};
use toolkit::asn1::ext_key_usage;
use toolkit::builder::{Builder, p256};
use toolkit::{
    csr_body, csr_json, extension, notices_of_csr, now, params, profile_with, refusals, rng, years,
};

const EXT_KEY_USAGE: &str = "2.5.29.37";
const MEMBER: &str = "/extended_key_usage";
const POINTER: &str = "/csr#/extensionRequest/extKeyUsage";
const SERVER: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT: &str = "1.3.6.1.5.5.7.3.2";
const TIME: &str = "1.3.6.1.5.5.7.3.8";
const ANY: &str = "2.5.29.37.0";

/// DER of extKeyUsage with clientAuth alone.
const CLIENT_ALONE: &[u8] = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02";

fn purposes(purposes: impl IntoIterator<Item = KeyPurpose>) -> ExtendedKeyUsage {
    ExtendedKeyUsage::new(purposes)
}

fn client() -> ExtendedKeyUsage {
    purposes([KeyPurpose::ClientAuth])
}

fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).unwrap()
}

fn asking(purposes: &[&str]) -> Builder {
    Builder::new(p256()).extensions(&[ext_key_usage(purposes)])
}

/// Changes to a body that make it request these purposes.
fn members(names: &[&str]) -> [(&'static str, Value); 1] {
    [(MEMBER, Value::Object(names.iter().map(|name| ((*name).to_string(), json!(true))).collect()))]
}

fn not_allowed(found: KeyPurpose, allowed: ExtendedKeyUsage) -> ViolationKind {
    ViolationKind::PurposeNotAllowed { found, allowed }
}

fn none_granted(found: &[KeyPurpose], grantable: &[KeyPurpose]) -> ViolationKind {
    let [found, grantable] = [found, grantable].map(|list| purposes(list.iter().cloned()));
    ViolationKind::NoPurposeGranted { found, grantable }
}

fn found(issued: &Issued) -> &[KeyPurpose] {
    issued.fields().extended_key_usage().purposes()
}

fn ca() -> CertificateType {
    CertificateType::IntermediateCa(PathLength::default())
}

/// A root and a subordinate CA whose requests ask for these purposes.
fn cas(profile: &Profile, asked: &ExtendedKeyUsage) -> [Result<Issued, Error>; 2] {
    let params = |name| params(KeyAlgorithm::Ec256, name, years(1)).with_extended_key_usage(asked.clone());
    let root = RootRequest::new(params("Root"));
    let subordinate = SubordinateRequest::new(params("Subordinate"));
    [
        Authority::create_root(&root, profile, now(), &mut rng(7)),
        authority(profile.clone()).issue(&subordinate, now(), &mut rng(8)),
    ]
}

#[test]
fn c7_a_csr_none_of_whose_purposes_is_granted_is_refused() {
    // As seen in practice: a client's profile and a server's CSR.
    let profile: Profile = serde_json::from_str(include_str!("field/profile-client-only.json")).unwrap();
    let body = csr_body(include_str!("field/purpose-server-only.csr.pem"));
    let result = csr_json(&authority(profile.clone()), &body);
    let kind = none_granted(&[KeyPurpose::ServerAuth], &[KeyPurpose::ClientAuth]);
    assert_eq!(refused(result), only(POINTER, ErrorCode::Parameter, kind));
    let message = csr_json(&authority(profile.clone()), &body).unwrap_err().message();
    assert_eq!(
        message,
        "/csr#/extensionRequest/extKeyUsage: none of the requested purposes (serverAuth) is granted, and a \
         certificate without purposes could be used for all of them; request those that are allowed: \
         clientAuth"
    );
    // Under the default profile, the requested purposes are issued.
    let issued = csr_json(&authority(Profile::default()), &body).unwrap();
    assert_eq!(found(&issued), [KeyPurpose::ServerAuth]);
    // One granted purpose is enough, and the other one draws a notice.
    let issued = csr(&profile, &asking(&[SERVER, CLIENT]), &[]).unwrap();
    assert_eq!(extension(&issued, EXT_KEY_USAGE), Some((false, CLIENT_ALONE.to_vec())));
    assert_eq!(notices_of_csr(&issued), [(POINTER, NoticeKind::KeyPurposeNotGranted(oid(SERVER)))]);
}

#[test]
fn c7_any_purpose_alone_is_refused_of_an_end_entity_and_a_ca() {
    let any = KeyPurpose::Other(oid(ANY));
    for profile in [Profile::default(), Profile::rfc()] {
        let result = csr(&profile, &asking(&[ANY]), &[]);
        let kind = none_granted(std::slice::from_ref(&any), &KeyPurpose::NAMED);
        assert_eq!(refused(result), only(POINTER, ErrorCode::Parameter, kind));
    }
    let result = csr(&Profile::default(), &asking(&[ANY]), &[("type", json!("INTERMEDIATE_CA"))]);
    let kind = none_granted(std::slice::from_ref(&any), &KeyPurpose::NAMED);
    assert_eq!(refused(result), only(POINTER, ErrorCode::Parameter, kind));
    // A profile can list it.
    let profile = profile_with(|settings| settings.csr_extended_key_usage = purposes([any.clone()]));
    assert_eq!(found(&csr(&profile, &asking(&[ANY]), &[]).unwrap()), [any]);
}

#[test]
fn c7_a_profile_that_grants_no_purpose_refuses_those_who_ask_for_one() {
    let profile = profile_with(|settings| settings.csr_extended_key_usage = ExtendedKeyUsage::default());
    let result = csr(&profile, &asking(&[SERVER]), &[]);
    let message = result.as_ref().unwrap_err().message();
    assert!(
        message.ends_with(
            "a certificate without purposes could be used for all of them; use another issuer \
                           or profile"
        ),
        "{message}"
    );
    assert_eq!(
        refused(result),
        only(POINTER, ErrorCode::Parameter, none_granted(&[KeyPurpose::ServerAuth], &[]))
    );
    let issued = csr(&profile, &Builder::new(p256()), &[]).unwrap();
    assert_eq!(extension(&issued, EXT_KEY_USAGE), None);
}

#[test]
fn c7_a_refusal_is_told_beside_all_else_and_not_beside_purposes_that_cannot_be_read() {
    let profile = profile_with(|settings| {
        settings.csr_extended_key_usage = client();
        settings.end_entity_needs_extended_key_usage = true;
    });
    let changes = [("path_length", json!("x")), ("type", json!("INTERMEDIATE_CA"))];
    let pointers: Vec<_> = refusals(csr(&profile, &asking(&[SERVER]), &changes))
        .into_iter()
        .map(|(pointer, _)| pointer)
        .collect();
    assert_eq!(pointers, ["/path_length", POINTER]);
    // As a SET, and more than a hundred.
    let malformed =
        toolkit::asn1::extension(EXT_KEY_USAGE, toolkit::asn1::tlv(0x31, toolkit::asn1::oid(SERVER)));
    let numbers: Vec<String> = (0..101).map(|number| format!("1.2.3.{number}")).collect();
    let many = ext_key_usage(&numbers.iter().map(String::as_str).collect::<Vec<_>>());
    for extension in [malformed, many] {
        let found = refusals(csr(&profile, &Builder::new(p256()).extensions(&[extension]), &[]));
        assert_eq!(found, [(POINTER.to_string(), ErrorCode::Parameter)]);
    }
}

#[test]
fn c7_smart_card_logon_is_granted_by_name_and_by_identifier() {
    let issued = csr(&Profile::default(), &asking(&["1.3.6.1.4.1.311.20.2.2"]), &[]).unwrap();
    assert_eq!(found(&issued), [KeyPurpose::SmartCardLogon]);
    assert_eq!(issued.fields().notices(), []);
    let body = members(&["smart_card_logon"]);
    assert_eq!(found(&apply(&Profile::default(), &body).unwrap()), [KeyPurpose::SmartCardLogon]);
    assert_eq!(KeyPurpose::SmartCardLogon.to_string(), "smartCardLogon");
}

#[test]
fn u6_the_purposes_that_a_body_may_ask_for() {
    let profile = profile_with(|settings| settings.apply_extended_key_usage = Some(client()));
    let issued = apply(&profile, &members(&["client_auth"])).unwrap();
    assert_eq!(extension(&issued, EXT_KEY_USAGE), Some((false, CLIENT_ALONE.to_vec())));
    let result = apply(&profile, &members(&["server_auth", "client_auth", "smart_card_logon"]));
    assert_eq!(
        result.as_ref().unwrap_err().message(),
        "/extended_key_usage/server_auth: the purpose serverAuth is not allowed; the allowed purposes are \
         clientAuth; /extended_key_usage/smart_card_logon: the purpose smartCardLogon is not allowed; the \
         allowed purposes are clientAuth"
    );
    let kinds = [("server_auth", KeyPurpose::ServerAuth), ("smart_card_logon", KeyPurpose::SmartCardLogon)];
    let expected = kinds.map(|(member, purpose)| {
        (format!("{MEMBER}/{member}"), ErrorCode::Parameter, not_allowed(purpose, client()))
    });
    assert_eq!(refused(result), expected);
    // None is requested: the list alone does not require one.
    assert_eq!(extension(&apply(&profile, &[]).unwrap(), EXT_KEY_USAGE), None);
    // CSRs have their own list.
    assert_eq!(found(&csr(&profile, &asking(&[SERVER]), &[]).unwrap()), [KeyPurpose::ServerAuth]);
}

#[test]
fn u6_purposes_are_judged_in_a_body_that_could_be_read_only_in_part() {
    let profile = profile_with(|settings| settings.apply_extended_key_usage = Some(client()));
    let mut changes = members(&["server_auth"]).to_vec();
    changes.push(("/signature_algorithm", json!("MD5")));
    let pointers: Vec<_> =
        refusals(apply(&profile, &changes)).into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(pointers, ["/signature_algorithm", "/extended_key_usage/server_auth"]);
    // Unreadable purposes draw no further violation.
    let needing = profile_with(|settings| settings.end_entity_needs_extended_key_usage = true);
    let found = refusals(apply(&needing, &[(MEMBER, json!({ "server_auth": "yes" }))]));
    assert_eq!(found, [("/extended_key_usage/server_auth".to_string(), ErrorCode::Parameter)]);
}

#[test]
fn u6_a_typed_request_may_ask_for_the_same_as_a_body() {
    let ocsp = KeyPurpose::Other(oid("1.3.6.1.5.5.7.3.9"));
    let request = |asked: &KeyPurpose| {
        let params = params(KeyAlgorithm::Ec256, "Typed", years(1));
        certmint::EndEntityRequest::new(params.with_extended_key_usage(purposes([asked.clone()])))
    };
    let issue =
        |profile: &Profile, asked| authority(profile.clone()).issue(&request(asked), now(), &mut rng(3));
    assert_eq!(found(&issue(&Profile::default(), &ocsp).unwrap()), std::slice::from_ref(&ocsp));
    let profile = profile_with(|settings| settings.apply_extended_key_usage = Some(client()));
    let refusal = refused(issue(&profile, &ocsp));
    assert_eq!(refusal, only(MEMBER, ErrorCode::Parameter, not_allowed(ocsp.clone(), client())));
    let nothing =
        profile_with(|settings| settings.apply_extended_key_usage = Some(ExtendedKeyUsage::default()));
    assert_eq!(
        issue(&nothing, &ocsp).unwrap_err().message(),
        "/extended_key_usage: the purpose OCSPSigning is not allowed, nor is any other; use another profile"
    );
}

#[test]
fn u6_cas_ask_for_what_the_kind_of_their_request_may_unless_the_profile_says_otherwise() {
    let server = purposes([KeyPurpose::ServerAuth]);
    let by_kind = profile_with(|settings| {
        settings.apply_extended_key_usage = Some(client());
        settings.csr_extended_key_usage = server.clone();
    });
    for (asked, is_allowed) in [(&client(), true), (&server, false), (&ExtendedKeyUsage::default(), true)] {
        for issued in cas(&by_kind, asked) {
            match issued {
                Ok(issued) => assert!(is_allowed && issued.fields().extended_key_usage() == asked),
                Err(error) => {
                    let kind = not_allowed(KeyPurpose::ServerAuth, client());
                    let pointer = "/extended_key_usage/server_auth";
                    assert_eq!(refused(Err::<(), _>(error)), only(pointer, ErrorCode::Parameter, kind));
                    assert!(!is_allowed);
                }
            }
        }
    }
    assert_eq!(found(&typed_csr(&by_kind, &asking(&[SERVER]), ca()).unwrap()), [KeyPurpose::ServerAuth]);
    let kind = none_granted(&[KeyPurpose::ClientAuth], &[KeyPurpose::ServerAuth]);
    let refusal = refused(typed_csr(&by_kind, &asking(&[CLIENT]), ca()));
    assert_eq!(refusal, only(POINTER, ErrorCode::Parameter, kind));

    let of_cas = profile_with(|settings| settings.ca_extended_key_usage = Some(client()));
    for issued in cas(&of_cas, &server) {
        let kind = not_allowed(KeyPurpose::ServerAuth, client());
        assert_eq!(refused(issued), only("/extended_key_usage/server_auth", ErrorCode::Parameter, kind));
    }
    assert!(
        cas(&of_cas, &client()).into_iter().all(|issued| found(&issued.unwrap()) == [KeyPurpose::ClientAuth])
    );
    let issued = typed_csr(&of_cas, &asking(&[TIME, CLIENT]), ca()).unwrap();
    assert_eq!(found(&issued), [KeyPurpose::ClientAuth]);
    assert_eq!(notices_of_csr(&issued), [(POINTER, NoticeKind::KeyPurposeNotGranted(oid(TIME)))]);
    let kind = none_granted(&[KeyPurpose::ServerAuth], &[KeyPurpose::ClientAuth]);
    assert_eq!(
        refused(typed_csr(&of_cas, &asking(&[SERVER]), ca())),
        only(POINTER, ErrorCode::Parameter, kind)
    );
    // End entities are unaffected.
    assert_eq!(found(&csr(&of_cas, &asking(&[SERVER]), &[]).unwrap()), [KeyPurpose::ServerAuth]);
    assert_eq!(found(&apply(&of_cas, &members(&["server_auth"])).unwrap()), [KeyPurpose::ServerAuth]);
}

#[test]
fn u6_a_body_of_a_ca_may_ask_for_what_the_profile_says() {
    let profile = profile_with(|settings| settings.ca_extended_key_usage = Some(client()));
    let authority = authority(profile.clone());
    let body = body_with(&members(&["email_protection"])).to_string();
    let kind = not_allowed(KeyPurpose::EmailProtection, client());
    let expected = only("/extended_key_usage/email_protection", ErrorCode::Parameter, kind);
    let (_, request) = Body::from_json(body.as_bytes()).unwrap().read_subordinate().unwrap();
    assert_eq!(refused(request.check(authority.issuer(), &profile, now())), expected);
    let request = Body::from_json(body.as_bytes()).unwrap().read_root().unwrap();
    assert_eq!(refused(request.check(&profile, now())), expected);
}

#[test]
fn u6_default_purposes_are_issued_where_none_is_asked_for() {
    let profile = profile_with(|settings| {
        settings.end_entity_default_extended_key_usage = client();
        settings.subordinate_default_extended_key_usage = purposes([KeyPurpose::TimeStamping]);
    });
    let expected = Some((false, CLIENT_ALONE.to_vec()));
    assert_eq!(extension(&apply(&profile, &[]).unwrap(), EXT_KEY_USAGE), expected);
    let by_csr = csr(&profile, &Builder::new(p256()), &[]).unwrap();
    assert_eq!(extension(&by_csr, EXT_KEY_USAGE), expected);
    assert_eq!(by_csr.fields().notices(), []);
    // Requested purposes replace them.
    let issued = apply(&profile, &members(&["email_protection"])).unwrap();
    assert_eq!(found(&issued), [KeyPurpose::EmailProtection]);
    let issued = csr(&profile, &asking(&[TIME]), &[]).unwrap();
    assert_eq!(found(&issued), [KeyPurpose::TimeStamping]);
    // A subordinate has its own, as the only one and critical (RFC 3161 §2.3), a root none.
    let [root, subordinate] = cas(&profile, &ExtendedKeyUsage::default()).map(Result::unwrap);
    assert_eq!(extension(&root, EXT_KEY_USAGE), None);
    let time_stamping = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x08".to_vec();
    assert_eq!(extension(&subordinate, EXT_KEY_USAGE), Some((true, time_stamping.clone())));
    let issued = typed_csr(&profile, &Builder::new(p256()), ca()).unwrap();
    assert_eq!(extension(&issued, EXT_KEY_USAGE), Some((true, time_stamping)));
}

#[test]
fn u6_default_purposes_do_not_stand_in_for_those_that_are_refused() {
    let profile = profile_with(|settings| {
        settings.csr_extended_key_usage = client();
        settings.end_entity_default_extended_key_usage = client();
    });
    let kind = none_granted(&[KeyPurpose::ServerAuth], &[KeyPurpose::ClientAuth]);
    assert_eq!(refused(csr(&profile, &asking(&[SERVER]), &[])), only(POINTER, ErrorCode::Parameter, kind));
}

#[test]
fn u6_time_stamping_beside_other_default_purposes_draws_a_notice() {
    let profile = profile_with(|settings| {
        settings.end_entity_default_extended_key_usage =
            purposes([KeyPurpose::TimeStamping, KeyPurpose::ClientAuth]);
    });
    let issued = apply(&profile, &[]).unwrap();
    let [notice] = issued.fields().notices() else { panic!("{:?}", issued.fields().notices()) };
    assert_eq!((notice.pointer().as_str(), notice.kind()), (MEMBER, &NoticeKind::TimeStampingNotAlone));
}

#[test]
fn u6_there_must_be_a_purpose_where_the_profile_says_so() {
    let profile = profile_with(|settings| {
        settings.end_entity_needs_extended_key_usage = true;
        settings.apply_extended_key_usage = Some(client());
    });
    let kind = || ViolationKind::NoPurpose { allowed: Some(client()) };
    for changes in [&[][..], &[(MEMBER, json!({}))], &[(MEMBER, json!({ "client_auth": false }))]] {
        assert_eq!(refused(apply(&profile, changes)), only(MEMBER, ErrorCode::Parameter, kind()));
    }
    assert_eq!(found(&apply(&profile, &members(&["client_auth"])).unwrap()), [KeyPurpose::ClientAuth]);
    let message = "/extended_key_usage: at least one purpose (extended key usage) is required; the allowed purposes \
         are clientAuth";
    assert_eq!(apply(&profile, &[]).unwrap_err().message(), message);
    let of_csr = ViolationKind::NoPurpose { allowed: Some(purposes(KeyPurpose::NAMED)) };
    assert_eq!(
        refused(csr(&profile, &Builder::new(p256()), &[])),
        only(POINTER, ErrorCode::Parameter, of_csr)
    );
    assert_eq!(found(&csr(&profile, &asking(&[SERVER]), &[]).unwrap()), [KeyPurpose::ServerAuth]);
    // Default purposes count. CAs have a separate setting.
    let mut settings = profile.settings().clone();
    settings.end_entity_default_extended_key_usage = client();
    assert_eq!(found(&apply(&Profile::new(settings).unwrap(), &[]).unwrap()), [KeyPurpose::ClientAuth]);
    assert!(cas(&profile, &ExtendedKeyUsage::default()).iter().all(Result::is_ok));
}

#[test]
fn u6_a_subordinate_must_have_a_purpose_where_the_profile_says_so_and_a_root_need_not() {
    let profile = profile_with(|settings| settings.subordinate_needs_extended_key_usage = true);
    let [root, subordinate] = cas(&profile, &ExtendedKeyUsage::default());
    assert_eq!(found(&root.unwrap()), []);
    let kind = ViolationKind::NoPurpose { allowed: None };
    assert_eq!(refused(subordinate), only(MEMBER, ErrorCode::Parameter, kind));
    let of_csr = ViolationKind::NoPurpose { allowed: Some(purposes(KeyPurpose::NAMED)) };
    let refusal = refused(typed_csr(&profile, &Builder::new(p256()), ca()));
    assert_eq!(refusal, only(POINTER, ErrorCode::Parameter, of_csr));
    assert_eq!(found(&typed_csr(&profile, &asking(&[CLIENT]), ca()).unwrap()), [KeyPurpose::ClientAuth]);
    assert!(cas(&profile, &client()).iter().all(Result::is_ok));
    assert!(apply(&profile, &[]).is_ok());
}

#[test]
fn c7_the_typed_request_is_judged_as_the_body_is() {
    let profile = profile_with(|settings| settings.csr_extended_key_usage = client());
    let request = CsrRequest::new(
        Csr::from_der(&asking(&[SERVER]).der()).unwrap(),
        CertificateType::EntityCert,
        years(1),
    );
    let result = request.unwrap().check(authority(profile.clone()).issuer(), &profile, now());
    let kind = none_granted(&[KeyPurpose::ServerAuth], &[KeyPurpose::ClientAuth]);
    assert_eq!(refused(result), only(POINTER, ErrorCode::Parameter, kind));
}

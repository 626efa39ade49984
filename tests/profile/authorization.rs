//! Decisions that a requester must not make alone: whether a CSR becomes a CA (C14), the limits of
//! that CA, and the extensions of a body (U5).

use certmint::error::{CustomExtensionError, ErrorCode, NoticeKind, ViolationKind};
use certmint::extension::PathLength;
use certmint::extension::{CustomExtension, TlsFeature};
use certmint::name::{GeneralSubtree, NameConstraints};
use certmint::request::CertificateType;
use certmint::{
    Csr, CsrRequest, Error, HashAlgorithm, Issued, KeyAlgorithm, ObjectIdentifier, Profile, RootRequest,
    SubordinateRequest,
};
use serde_json::json;

use crate::issue::{apply, authority, csr, only, refused, typed_csr};
use toolkit::asn1::{ca_true, critical_extension, extension, sequence, tlv};
use toolkit::builder::{Builder, p256};
use toolkit::openssl::openssl_text;
use toolkit::{
    self, copying, csr_body, csr_json, notices_of_csr, now, params, profile_with, refusals, rng, years,
};

const NAME_CONSTRAINTS: &str = "2.5.29.30";
const POLICY_CONSTRAINTS: &str = "2.5.29.36";
const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
const TLS_FEATURE: &str = "1.3.6.1.5.5.7.1.24";

fn ca() -> CertificateType {
    CertificateType::IntermediateCa(PathLength::default())
}

fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).unwrap()
}

#[test]
fn c14_a_profile_can_forbid_that_a_csr_becomes_a_ca() {
    let forbidding = profile_with(|settings| settings.csr_intermediate_ca = Some(false));
    let ca_of_body = [("type", json!("INTERMEDIATE_CA"))];
    let request = Builder::new(p256()).extensions(&[ca_true(None)]);
    for profile in [&forbidding, &Profile::rfc()] {
        for request in [&Builder::new(p256()), &request] {
            let expected = only("/type", ErrorCode::Parameter, ViolationKind::CaByCsr);
            assert_eq!(refused(csr(profile, request, &ca_of_body)), expected);
            assert_eq!(refused(typed_csr(profile, request, ca())), expected);
        }
        assert!(!csr(profile, &Builder::new(p256()), &[]).unwrap().fields().is_ca());
    }
    let message = csr(&forbidding, &request, &ca_of_body).unwrap_err();
    assert_eq!(message.code().as_str(), "PCA.00020001");
    assert_eq!(
        message.message(),
        "/type: no CA is issued for a CSR here; send type ENTITY_CERT, or ask the operator for a subordinate CA"
    );
    // It does by default and if the profile says so. This does not affect CAs without a CSR.
    assert!(csr(&Profile::default(), &request, &ca_of_body).unwrap().fields().is_ca());
    let mut settings = Profile::rfc().settings().clone();
    settings.csr_intermediate_ca = Some(true);
    assert!(csr(&Profile::new(settings).unwrap(), &request, &ca_of_body).unwrap().fields().is_ca());
    let subordinate = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Sub", years(1)));
    assert!(authority(forbidding).issue(&subordinate, now(), &mut rng(8)).unwrap().fields().is_ca());
}

#[test]
fn c14_it_is_told_beside_all_else() {
    let profile = profile_with(|settings| settings.csr_intermediate_ca = Some(false));
    let mut body = csr_body(&Builder::new(p256()).pem());
    body["type"] = json!("INTERMEDIATE_CA");
    body["validity"]["value"] = json!(0);
    let found = refusals(csr_json(&authority(profile), &body));
    let expected = [("/validity/value", ErrorCode::Validity), ("/type", ErrorCode::Parameter)];
    assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_string(), code)));
}

#[test]
fn c14_a_host_sees_what_is_asked_for_before_it_issues() {
    let builder = Builder::new(p256());
    let body = json!({ "type": "INTERMEDIATE_CA", "path_length": 2 });
    let mut whole = csr_body(&builder.pem());
    whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    let body = certmint::wire::Body::from_json(whole.to_string().as_bytes()).unwrap();
    let (_, request) = body.read_csr().unwrap();
    let of_length = |length| CertificateType::IntermediateCa(PathLength::new(length).unwrap());
    assert_eq!(request.certificate_type(), of_length(2));
    assert_eq!(request.validity(), years(1));
    assert_eq!(request.csr().public_key().as_spki_der(), builder.key.spki());
    assert_eq!((request.hash(), request.name_constraints()), (None, None));
    let request = request.with_hash(HashAlgorithm::Sha512).with_name_constraints(constraints()).unwrap();
    assert_eq!(
        (request.hash(), request.name_constraints()),
        (Some(HashAlgorithm::Sha512), Some(&constraints()))
    );
    let entity =
        CsrRequest::new(Csr::from_der(&builder.der()).unwrap(), CertificateType::default(), years(1));
    assert_eq!(entity.unwrap().certificate_type(), CertificateType::EntityCert);
}

fn constraints() -> NameConstraints {
    NameConstraints::new(vec![GeneralSubtree::dns("example.org").unwrap()], Vec::new()).unwrap()
}

/// A CSR that asks for a CA with this extension.
fn limited(dotted: &str) -> Builder {
    // permittedSubtrees [0] of dNSName example.org; its content is not checked.
    let value = sequence([tlv(0xa0, sequence([tlv(0x82, "example.org")]))]);
    Builder::new(p256()).extensions(&[ca_true(None), critical_extension(dotted, value)])
}

#[test]
fn c6_a_csr_that_would_lose_a_limit_of_the_ca_is_refused() {
    for (dotted, extension) in [
        (NAME_CONSTRAINTS, "nameConstraints"),
        (POLICY_CONSTRAINTS, "policyConstraints"),
        (INHIBIT_ANY_POLICY, "inhibitAnyPolicy"),
    ] {
        let pointer = format!("/csr#/extensionRequest/{dotted}");
        let kind = || ViolationKind::LimitOfCaNotGranted(oid(dotted));
        let refusal = refused(typed_csr(&Profile::default(), &limited(dotted), ca()));
        assert_eq!(refusal, only(&pointer, ErrorCode::Parameter, kind()));
        let by_body = csr(&Profile::default(), &limited(dotted), &[("type", json!("INTERMEDIATE_CA"))]);
        assert_eq!(
            by_body.as_ref().unwrap_err().message(),
            format!(
                "{pointer}: the CSR requests a CA that is limited by the extension {extension}, which is \
                 not granted, so the CA would not have the limit; omit the extension, or have the CA's \
                 operator set name constraints"
            )
        );
        assert_eq!(refused(by_body), only(&pointer, ErrorCode::Parameter, kind()));
    }
    // certificatePolicies is not a limit that could be lost: a CA without it is valid under no
    // policy.
    let issued = typed_csr(&Profile::default(), &limited("2.5.29.32"), ca()).unwrap();
    let kind = NoticeKind::ExtensionNotGranted(oid("2.5.29.32"));
    assert_eq!(notices_of_csr(&issued), [("/csr#/extensionRequest/2.5.29.32", kind)]);
}

#[test]
fn c6_name_constraints_that_the_ca_sets_stand_in_for_those_of_the_csr() {
    let issue = |dotted| -> Result<Issued, Error> {
        let request = CsrRequest::new(Csr::from_der(&limited(dotted).der())?, ca(), years(1))?;
        let request = request.with_name_constraints(constraints())?;
        authority(Profile::default()).issue(&request, now(), &mut rng(4))
    };
    let issued = issue(NAME_CONSTRAINTS).unwrap();
    let kind = NoticeKind::ExtensionNotGranted(oid(NAME_CONSTRAINTS));
    assert_eq!(notices_of_csr(&issued), [("/csr#/extensionRequest/2.5.29.30", kind)]);
    let value = b"\x30\x11\xa0\x0f\x30\x0d\x82\x0bexample.org".to_vec();
    assert_eq!(toolkit::extension(&issued, NAME_CONSTRAINTS), Some((true, value)));
    // They do not mention policies.
    let kind = ViolationKind::LimitOfCaNotGranted(oid(POLICY_CONSTRAINTS));
    let expected = only("/csr#/extensionRequest/2.5.29.36", ErrorCode::Parameter, kind);
    assert_eq!(refused(issue(POLICY_CONSTRAINTS)), expected);
}

#[test]
fn c6_a_limit_that_is_lost_is_told_beside_all_else_where_it_is_sure() {
    let pointers = |dotted| -> Vec<String> {
        let changes = [("type", json!("INTERMEDIATE_CA")), ("path_length", json!(7))];
        let found = refusals(csr(&Profile::default(), &limited(dotted), &changes));
        found.into_iter().map(|(pointer, _)| pointer).collect()
    };
    assert_eq!(pointers(POLICY_CONSTRAINTS), ["/path_length", "/csr#/extensionRequest/2.5.29.36"]);
    // Name constraints can still be set on the typed request.
    assert_eq!(pointers(NAME_CONSTRAINTS), ["/path_length"]);
}

#[test]
fn c6_an_end_entity_has_no_use_for_the_limits_of_a_ca() {
    for dotted in [NAME_CONSTRAINTS, POLICY_CONSTRAINTS, INHIBIT_ANY_POLICY] {
        let request = Builder::new(p256()).extensions(&[extension(dotted, sequence::<&[u8]>([]))]);
        let issued = csr(&Profile::default(), &request, &[]).unwrap();
        let pointer = format!("/csr#/extensionRequest/{dotted}");
        assert_eq!(notices_of_csr(&issued), [(&*pointer, NoticeKind::ExtensionNotGranted(oid(dotted)))]);
    }
}

#[test]
fn u5_the_extensions_that_a_body_may_have() {
    let profile =
        profile_with(|settings| settings.apply_extensions = Some(vec![oid("1.2.3.1"), oid("1.2.3.2")]));
    let with =
        |dotted: &str| [("/customized_extension", json!({ "object_identifier": dotted, "value": "x" }))];
    let issued = apply(&profile, &with("1.2.3.2")).unwrap();
    assert_eq!(toolkit::extension(&issued, "1.2.3.2"), Some((false, tlv(0x0c, "x"))));
    let refusal = apply(&profile, &with("1.2.3.3"));
    assert_eq!(
        refusal.as_ref().unwrap_err().message(),
        "/customized_extension/object_identifier: the extension 1.2.3.3 is not allowed; omit it, or request \
         one of 1.2.3.1, 1.2.3.2"
    );
    let allowed = vec![oid("1.2.3.1"), oid("1.2.3.2")];
    let kind = ViolationKind::ExtensionNotAllowed { found: oid("1.2.3.3"), allowed };
    assert_eq!(refused(refusal), only("/customized_extension/object_identifier", ErrorCode::Parameter, kind));
    // None at all, and by default any.
    let none = profile_with(|settings| settings.apply_extensions = Some(Vec::new()));
    assert!(apply(&none, &[]).is_ok());
    assert_eq!(
        apply(&none, &with("1.2.3.1")).unwrap_err().message(),
        "/customized_extension/object_identifier: the extension 1.2.3.1 is not allowed, nor is any other; \
         omit it"
    );
    assert!(apply(&Profile::default(), &with("1.2.3.3")).is_ok());
    // Next to other faults.
    let mut changes = with("1.2.3.3").to_vec();
    changes.push(("/validity", json!({ "type": "YEAR", "value": 0 })));
    let pointers: Vec<_> =
        refusals(apply(&profile, &changes)).into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(pointers, ["/validity/value", "/customized_extension/object_identifier"]);
}

#[test]
fn u5_the_extensions_of_typed_requests_and_of_cas_are_those_of_bodies() {
    let profile = profile_with(|settings| settings.apply_extensions = Some(vec![oid("1.2.3.1")]));
    let kind = || ViolationKind::ExtensionNotAllowed { found: oid("1.2.3.3"), allowed: vec![oid("1.2.3.1")] };
    let expected = only("/customized_extension/object_identifier", ErrorCode::Parameter, kind());
    for (dotted, is_allowed) in [("1.2.3.1", true), ("1.2.3.3", false)] {
        let params = || {
            let extension = CustomExtension::new(oid(dotted), true, vec![5, 0]).unwrap();
            params(KeyAlgorithm::Ec256, "Typed", years(1)).with_extension(extension).unwrap()
        };
        let authority = authority(profile.clone());
        let apply = certmint::EndEntityRequest::new(params()).check(authority.issuer(), &profile, now());
        let subordinate = SubordinateRequest::new(params()).check(authority.issuer(), &profile, now());
        for grant in [apply, subordinate, RootRequest::new(params()).check(&profile, now())] {
            if is_allowed {
                assert!(grant.is_ok());
            } else {
                assert_eq!(refused(grant), expected);
            }
        }
    }
    // For CSRs, another list applies.
    let request = Builder::new(p256()).extensions(&[extension("1.2.3.1", tlv(5, ""))]);
    assert_eq!(toolkit::extension(&csr(&profile, &request, &[]).unwrap(), "1.2.3.1"), None);
}

#[test]
fn u5_the_tls_feature_of_a_csr_is_copied_where_the_profile_lists_it() {
    let body = csr_body(include_str!("field/must-staple.csr.pem"));
    let issued = csr_json(&authority(copying(&[TLS_FEATURE])), &body).unwrap();
    // status_request.
    assert_eq!(toolkit::extension(&issued, TLS_FEATURE), Some((false, b"\x30\x03\x02\x01\x05".to_vec())));
    assert_eq!(issued.fields().notices(), []);
    let pointer = format!("/csr#/extensionRequest/{TLS_FEATURE}");
    let not_granted = [(&*pointer, NoticeKind::ExtensionNotGranted(oid(TLS_FEATURE)))];
    let issued = csr_json(&authority(Profile::default()), &body).unwrap();
    assert_eq!(toolkit::extension(&issued, TLS_FEATURE), None);
    assert_eq!(notices_of_csr(&issued), not_granted);
    // Not with a value of another content.
    for value in [&b"\x30\x00"[..], b"\x02\x01\x05", b"\x30\x03\x0c\x01a", b"\x30\x05\x02\x03\x01\x00\x00"] {
        let request = Builder::new(p256()).extensions(&[extension(TLS_FEATURE, value)]);
        let issued = csr(&copying(&[TLS_FEATURE]), &request, &[]).unwrap();
        assert_eq!(toolkit::extension(&issued, TLS_FEATURE), None);
        assert_eq!(notices_of_csr(&issued), not_granted);
    }
}

#[test]
fn u5_a_critical_tls_feature_is_copied_as_not_critical_and_not_made() {
    let value = b"\x30\x03\x02\x01\x05";
    let critical = [toolkit::asn1::critical_extension(TLS_FEATURE, value)];
    let request = Builder::new(p256()).extensions(&critical);
    let pointer = format!("/csr#/extensionRequest/{TLS_FEATURE}");
    let mut strict = Profile::rfc().settings().clone();
    strict.csr_extensions = vec![oid(TLS_FEATURE)];
    for profile in [copying(&[TLS_FEATURE]), Profile::new(strict).unwrap()] {
        let issued = csr(&profile, &request, &[]).unwrap();
        assert_eq!(toolkit::extension(&issued, TLS_FEATURE), Some((false, value.to_vec())));
        let noted = [(&*pointer, NoticeKind::CriticalNotGranted(oid(TLS_FEATURE)))];
        assert_eq!(notices_of_csr(&issued), noted);
        // OpenSSL rejects a critical one.
        let text = openssl_text("x509 -noout -ext tlsfeature", issued.certificate().to_pem().as_bytes());
        assert!(text.contains("status_request") && !text.contains("critical"), "{text}");
    }
    let critical = CustomExtension::new(oid(TLS_FEATURE), true, value.to_vec());
    assert_eq!(critical, Err(CustomExtensionError::CriticalTlsFeature));
}

#[test]
fn u5_the_tls_feature_from_rust_has_its_content_and_from_a_body_is_refused() {
    let new = |value: &[u8]| CustomExtension::new(oid(TLS_FEATURE), false, value.to_vec());
    let both = b"\x30\x06\x02\x01\x05\x02\x01\x11";
    let params = params(KeyAlgorithm::Ec256, "Typed", years(1));
    let params = params.with_extension(new(both).unwrap()).unwrap();
    let request = certmint::EndEntityRequest::new(params);
    for profile in [Profile::default(), Profile::rfc()] {
        let issued = authority(profile).issue(&request, now(), &mut rng(3)).unwrap();
        assert_eq!(toolkit::extension(&issued, TLS_FEATURE), Some((false, both.to_vec())));
    }
    let typed = CustomExtension::tls_feature(&[TlsFeature::STATUS_REQUEST, TlsFeature::STATUS_REQUEST_V2]);
    assert_eq!(typed, new(both));
    let numbers = [TlsFeature::new(5), TlsFeature::new(0xff01), TlsFeature::STATUS_REQUEST];
    assert_eq!(CustomExtension::tls_feature(&numbers), new(b"\x30\x08\x02\x01\x05\x02\x03\x00\xff\x01"));
    assert_eq!(numbers.map(TlsFeature::number), [5, 0xff01, 5]);
    assert_eq!(CustomExtension::tls_feature(&[]), Err(CustomExtensionError::TlsFeature));
    // OpenSSL reads it.
    let staple = CustomExtension::tls_feature(&[TlsFeature::STATUS_REQUEST]).unwrap();
    let params = self::params(KeyAlgorithm::Ec256, "Typed", years(1)).with_extension(staple).unwrap();
    let issued =
        authority(Profile::rfc()).issue(&certmint::EndEntityRequest::new(params), now(), &mut rng(3));
    let pem = issued.unwrap().certificate().to_pem();
    let text = openssl_text("x509 -noout -ext tlsfeature", pem.as_bytes());
    assert!(text.contains("status_request") && !text.contains("critical"), "{text}");
    for value in [&b"\x30\x00"[..], b"\x05\x00", b"\x30\x03\x02\x01\xff", b"\x30\x02\x05\x00"] {
        assert_eq!(new(value), Err(CustomExtensionError::TlsFeature), "{value:02x?}");
    }
    assert_eq!(new(b"\x30"), Err(CustomExtensionError::NotDer));
    assert_eq!(CustomExtension::text(oid(TLS_FEATURE), "x"), Err(CustomExtensionError::Reserved));
    let body = [("/customized_extension", json!({ "object_identifier": TLS_FEATURE, "value": "x" }))];
    let expected = only(
        "/customized_extension/object_identifier",
        ErrorCode::Parameter,
        ViolationKind::CustomExtension(CustomExtensionError::Reserved),
    );
    assert_eq!(refused(apply(&Profile::default(), &body)), expected);
}

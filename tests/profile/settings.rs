//! Each setting: what it accepts, what it refuses, and that its default follows the API
//! documentation.

use certmint::error::{ErrorCode, NoticeKind, ViolationKind};
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages, PathLength};
use certmint::key::{Curve, KeyType};
use certmint::name::{NameForm, SubjectAlternativeName};
use certmint::profile::{
    AcceptedKeys, Backdating, MaximumValidity, ProfileSettings, ServerNamePolicy, ValidityPolicy,
};
use certmint::request::{CertificateType, ValidityUnit};
use certmint::time::Duration;
use certmint::wire::Body;
use certmint::{
    Authority, Csr, CsrRequest, EndEntityRequest, HashAlgorithm, Issued, KeyAlgorithm, ObjectIdentifier,
    Profile, PublicKey, SubordinateRequest,
};
use serde_json::{Value, json};

use crate::issue::{apply, authority, body_with, create_root, csr, only, refused, typed_csr};
use toolkit::asn1::{dns, ext_key_usage, extension, key_usage, subject_alt_name, tlv};
use toolkit::builder::{Builder, Key, p256, p384, rsa_2048};
use toolkit::rsa_keys::{RSA_3072, RSA_4096};
use toolkit::{
    self, apply_body, apply_json, csr_body, csr_json, notices_of_csr as notices, now, params, profile_with,
    refusals, rng, root, violation, years,
};

fn ca() -> CertificateType {
    CertificateType::IntermediateCa(PathLength::default())
}

fn too_long(max: u64, unit: &'static str) -> Vec<(String, ErrorCode, ViolationKind)> {
    too_long_in("YEAR", max, unit)
}

/// The refusal of a period in the unit `asked`.
fn too_long_in(asked: &str, max: u64, unit: &'static str) -> Vec<(String, ErrorCode, ViolationKind)> {
    let in_months = asked == "MONTH";
    only("/validity/value", ErrorCode::Validity, ViolationKind::ValidityTooLong { max, unit, in_months })
}

fn period(unit: &str, value: u64) -> [(&'static str, Value); 1] {
    [("/validity", json!({ "type": unit, "value": value }))]
}

fn subordinate(profile: &Profile, body: &Value) -> Result<Issued, certmint::Error> {
    let authority = authority(profile.clone());
    let text = body.to_string();
    let (_, request) =
        Body::from_json(text.as_bytes())?.for_authority(&authority, now()).read_subordinate()?;
    authority.issue(&request, now(), &mut rng(8))
}

#[test]
fn the_default_is_what_the_api_pages_say() {
    use KeyUsage::*;
    let usages = |usages: &[KeyUsage]| Some(KeyUsages::of(usages));
    let profile = Profile::default();
    let settings = profile.settings();
    assert_eq!((settings.validity_policy, settings.backdating), (ValidityPolicy::Reject, None));
    for (found, value) in [
        (settings.root_validity, 30),
        (settings.subordinate_validity, 20),
        (settings.end_entity_validity, 20),
    ] {
        assert_eq!(found, MaximumValidity { unit: ValidityUnit::Year, value });
    }
    let (agreement, ca) = (&[DigitalSignature, KeyAgreement][..], &[DigitalSignature, KeyCertSign, CrlSign]);
    for (found, rsa, ec, signature) in [
        (
            settings.apply_key_usages,
            &[DigitalSignature, KeyEncipherment][..],
            agreement,
            &[DigitalSignature][..],
        ),
        (settings.csr_key_usages, agreement, agreement, &[DigitalSignature]),
        (settings.ca_key_usages, ca, ca, ca),
    ] {
        assert_eq!((found.rsa, found.ec, found.signature), (usages(rsa), usages(ec), usages(signature)));
    }
    assert_eq!(settings.body_key_algorithms, KeyAlgorithm::API);
    let all = AcceptedKeys { types: KeyType::API.into(), rsa_min_bits: 2_048, rsa_max_bits: 4_096 };
    assert_eq!((&settings.end_entity_keys, &settings.ca_keys), (&all, &all));
    assert_eq!(settings.csr_signature_algorithm, HashAlgorithm::Sha384);
    assert_eq!(settings.csr_extended_key_usage.purposes(), KeyPurpose::NAMED);
    let none = ExtendedKeyUsage::default();
    assert_eq!((&settings.apply_extended_key_usage, &settings.ca_extended_key_usage), (&None, &None));
    assert_eq!(settings.end_entity_default_extended_key_usage, none);
    assert_eq!(settings.subordinate_default_extended_key_usage, none);
    assert!(!settings.end_entity_needs_extended_key_usage && !settings.subordinate_needs_extended_key_usage);
    assert!(!settings.end_entity_crl_sign);
    assert_eq!((&settings.apply_extensions, settings.csr_intermediate_ca), (&None, Some(true)));
    assert_eq!(settings.server_without_alternative_name, ServerNamePolicy::Notice);
    assert_eq!(settings.csr_extensions, []);
    assert_eq!((settings.apply_alternative_names, settings.csr_alternative_names), (20, 100));
    let forms = [NameForm::Dns, NameForm::Ip, NameForm::Email, NameForm::Uri];
    assert_eq!(
        (&settings.csr_alternative_name_forms[..], &settings.csr_other_names[..]),
        (&forms[..], &[][..])
    );
    assert!(settings.inherit_subject && !settings.end_entity_needs_alternative_name);
    assert_eq!(settings.conformance, certmint::profile::Conformance::Api);
}

#[test]
fn v4_the_longest_validity_of_an_end_entity() {
    let profile = profile_with(|settings| {
        settings.end_entity_validity = MaximumValidity { unit: ValidityUnit::Day, value: 90 };
    });
    for (unit, longest) in [("DAY", 90), ("HOUR", 90 * 24), ("MONTH", 2)] {
        assert!(apply(&profile, &period(unit, longest)).is_ok());
        let refusal = refused(apply(&profile, &period(unit, longest + 1)));
        assert_eq!(refusal, too_long_in(unit, 90, "DAY"), "{unit}");
    }
    assert_eq!(refused(apply(&profile, &period("YEAR", 1))), too_long(90, "DAY"));
    let validity = |value| [("validity", json!({ "type": "DAY", "value": value }))];
    assert!(csr(&profile, &Builder::new(p256()), &validity(90)).is_ok());
    assert_eq!(refused(csr(&profile, &Builder::new(p256()), &validity(91))), too_long(90, "DAY"));
    // CAs have their own.
    assert!(typed_csr(&profile, &Builder::new(p256()), ca()).is_ok());
    assert!(create_root(&profile, KeyAlgorithm::Ec256, years(30)).is_ok());
}

#[test]
fn v4_the_longest_validity_of_cas() {
    let profile = profile_with(|settings| {
        settings.subordinate_validity = MaximumValidity { unit: ValidityUnit::Month, value: 24 };
        settings.root_validity = MaximumValidity { unit: ValidityUnit::Year, value: 40 };
    });
    assert!(subordinate(&profile, &body_with(&period("MONTH", 24))).is_ok());
    let refusal = refused(subordinate(&profile, &body_with(&period("MONTH", 25))));
    assert_eq!(refusal, too_long_in("MONTH", 24, "MONTH"));
    let validity =
        |value| [("type", json!("INTERMEDIATE_CA")), ("validity", json!({ "type": "DAY", "value": value }))];
    assert!(csr(&profile, &Builder::new(p256()), &validity(24 * 31)).is_ok());
    let refusal = refused(csr(&profile, &Builder::new(p256()), &validity(24 * 31 + 1)));
    assert_eq!(refusal, too_long(24, "MONTH"));
    assert!(create_root(&profile, KeyAlgorithm::Ec256, years(40)).is_ok());
    assert_eq!(refused(create_root(&profile, KeyAlgorithm::Ec256, years(41))), too_long(40, "YEAR"));
    assert!(apply(&profile, &period("YEAR", 20)).is_ok());
}

#[test]
fn v4_a_maximum_that_time_cannot_express_limits_nothing_else() {
    let profile = profile_with(|settings| {
        settings.root_validity = MaximumValidity { unit: ValidityUnit::Year, value: i64::MAX as u64 };
    });
    assert!(create_root(&profile, KeyAlgorithm::Ec256, years(7_000)).is_ok());
    let refusal = refused(create_root(&profile, KeyAlgorithm::Ec256, years(8_000)));
    assert_eq!(refusal, only("/validity/value", ErrorCode::Validity, ViolationKind::TimeNotExpressible));
}

#[test]
fn v8_the_start_of_what_a_csr_gets_is_backdated() {
    let five_minutes = Some(Backdating::new(ValidityUnit::Minute, 5));
    for (backdating, minutes) in [(None, 0), (five_minutes, 5)] {
        let profile = profile_with(|settings| settings.backdating = backdating);
        let lasting = Authority::try_from(create_root(&profile, KeyAlgorithm::Ec256, years(2)).unwrap());
        let authority = lasting.unwrap().with_profile(profile);
        // Ten minutes after the authority was made.
        let now = now() + Duration::minutes(10);
        for kind in [CertificateType::EntityCert, ca()] {
            let request = Csr::from_der(&Builder::new(p256()).der()).unwrap();
            let request = CsrRequest::new(request, kind, years(1)).unwrap();
            let issued = authority.issue(&request, now, &mut rng(5)).unwrap();
            let start = issued.fields().validity().not_before();
            assert_eq!(start, now - Duration::minutes(minutes));
        }
    }
}

#[test]
fn u2_the_default_key_usages_of_an_apply_request() {
    use KeyUsage::*;
    let profile = profile_with(|settings| {
        settings.apply_key_usages.rsa = Some(KeyUsages::of(&[NonRepudiation]));
        settings.apply_key_usages.ec = Some(KeyUsages::of(&[DigitalSignature]));
    });
    let issued = apply(&profile, &[]).unwrap();
    assert_eq!(issued.fields().key_usages(), KeyUsages::of(&[DigitalSignature]));
    assert_eq!(toolkit::extension(&issued, "2.5.29.15"), Some((true, vec![3, 2, 7, 0x80])));
    let asked = [("/key_usages", json!(["keyAgreement"]))];
    assert_eq!(apply(&profile, &asked).unwrap().fields().key_usages(), KeyUsages::of(&[KeyAgreement]));
    let key = PublicKey::from_spki_der(&rsa_2048().spki()).unwrap();
    let request = EndEntityRequest::new(params(KeyAlgorithm::Rsa2048, "RSA", years(1))).with_public_key(key);
    let issued = authority(profile).issue(&request.unwrap(), now(), &mut rng(3)).unwrap();
    assert_eq!(issued.fields().key_usages(), KeyUsages::of(&[NonRepudiation]));
}

#[test]
fn c8_the_default_key_usages_of_a_csr() {
    use KeyUsage::*;
    let profile = profile_with(|settings| {
        settings.csr_key_usages.rsa = Some(KeyUsages::of(&[DigitalSignature, KeyEncipherment]));
        settings.csr_key_usages.ec = Some(KeyUsages::of(&[NonRepudiation]));
    });
    for (key, usages) in [(rsa_2048(), &[DigitalSignature, KeyEncipherment][..]), (p384(), &[NonRepudiation])]
    {
        let issued = csr(&profile, &Builder::new(key.clone()), &[]).unwrap();
        assert_eq!(issued.fields().key_usages(), KeyUsages::of(usages));
        assert_eq!(notices(&issued), []);
        let asking = Builder::new(key).extensions(&[key_usage(&[KeyAgreement])]);
        assert_eq!(
            csr(&profile, &asking, &[]).unwrap().fields().key_usages(),
            KeyUsages::of(&[KeyAgreement])
        );
    }
}

#[test]
fn a4_the_key_usages_of_cas() {
    use KeyUsage::*;
    let [rsa, ec] = [KeyUsages::of(&[KeyCertSign, NonRepudiation]), KeyUsages::of(&[KeyCertSign, CrlSign])];
    let profile = profile_with(|settings| {
        settings.ca_key_usages.rsa = Some(rsa);
        settings.ca_key_usages.ec = Some(ec);
    });
    assert_eq!(create_root(&profile, KeyAlgorithm::Ec256, years(1)).unwrap().fields().key_usages(), ec);
    let mut body = body_with(&[]);
    assert_eq!(subordinate(&profile, &body).unwrap().fields().key_usages(), ec);
    body["key_usages"] = json!(["digitalSignature"]);
    let issued = subordinate(&profile, &body).unwrap();
    assert_eq!(
        issued.fields().key_usages(),
        KeyUsages::of(&[KeyCertSign, DigitalSignature]),
        "its own are preferred"
    );
    let key = PublicKey::from_spki_der(&rsa_2048().spki()).unwrap();
    let request = SubordinateRequest::new(params(KeyAlgorithm::Rsa2048, "RSA", years(1)));
    let issued =
        authority(profile.clone()).issue(&request.with_public_key(key).unwrap(), now(), &mut rng(3)).unwrap();
    assert_eq!(issued.fields().key_usages(), rsa);
    for (key, usages) in [(rsa_2048(), rsa), (p256(), ec)] {
        assert_eq!(
            typed_csr(&profile, &Builder::new(key.clone()), ca()).unwrap().fields().key_usages(),
            usages
        );
        let asking = Builder::new(key).extensions(&[key_usage(&[KeyCertSign, DigitalSignature])]);
        let issued = typed_csr(&profile, &asking, ca()).unwrap();
        assert_eq!(
            issued.fields().key_usages(),
            KeyUsages::of(&[KeyCertSign, DigitalSignature]),
            "its own are preferred"
        );
    }
}

#[test]
fn c11_the_hash_of_the_signature_for_csrs() {
    let algorithm = |issued: &Issued| toolkit::parse(issued).signature_algorithm().oid.to_string();
    let profile = profile_with(|settings| settings.csr_signature_algorithm = HashAlgorithm::Sha512);
    let builder = Builder::new(p256());
    let [sha256, sha384, sha512] = ["1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4"];
    assert_eq!(algorithm(&csr(&Profile::default(), &builder, &[]).unwrap()), sha384);
    assert_eq!(algorithm(&csr(&profile, &builder, &[]).unwrap()), sha512);
    assert_eq!(algorithm(&typed_csr(&profile, &builder, ca()).unwrap()), sha512);
    let request =
        CsrRequest::new(Csr::from_der(&builder.der()).unwrap(), CertificateType::EntityCert, years(1))
            .unwrap();
    let issued =
        authority(profile.clone()).issue(&request.with_hash(HashAlgorithm::Sha256), now(), &mut rng(4));
    assert_eq!(algorithm(&issued.unwrap()), sha256);
    // An apply request names its own.
    assert_eq!(algorithm(&apply(&profile, &[]).unwrap()), sha256);
}

#[test]
fn c7_fewer_purposes_and_others_are_granted() {
    let [server, client, ocsp] = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.9"];
    let oid = |dotted| ObjectIdentifier::new(dotted).unwrap();
    let profile = profile_with(|settings| {
        settings.csr_extended_key_usage =
            ExtendedKeyUsage::new([KeyPurpose::ClientAuth, KeyPurpose::Other(oid(ocsp))]);
    });
    let issued =
        csr(&profile, &Builder::new(p256()).extensions(&[ext_key_usage(&[ocsp, server, client])]), &[])
            .unwrap();
    assert_eq!(
        issued.fields().extended_key_usage().purposes(),
        [KeyPurpose::Other(oid(ocsp)), KeyPurpose::ClientAuth]
    );
    let pointer = "/csr#/extensionRequest/extKeyUsage";
    assert_eq!(notices(&issued), [(pointer, NoticeKind::KeyPurposeNotGranted(oid(server)))]);
}

#[test]
fn c6_the_extensions_that_are_copied() {
    let builder = Builder::new(p256()).extensions(&[extension("1.2.3.4", tlv(0x0c, "a"))]);
    let issued = csr(&toolkit::copying(&["1.2.3.4"]), &builder, &[]).unwrap();
    assert_eq!(toolkit::extension(&issued, "1.2.3.4"), Some((false, tlv(0x0c, "a"))));
    assert_eq!(notices(&issued), []);
    let issued = csr(&toolkit::copying(&["1.2.3"]), &builder, &[]).unwrap();
    assert_eq!(toolkit::extension(&issued, "1.2.3.4"), None);
    let kind = NoticeKind::ExtensionNotGranted(ObjectIdentifier::new("1.2.3.4").unwrap());
    assert_eq!(notices(&issued), [("/csr#/extensionRequest/1.2.3.4", kind)]);
}

#[test]
fn k1_the_types_of_keys_of_end_entities() {
    let profile = profile_with(|settings| {
        settings.end_entity_keys.types = vec![KeyType::Ec(Curve::P384), KeyType::Rsa]
    });
    let kind = |found| ViolationKind::KeyType { found, accepted: vec!["EC384", "RSA"] };
    assert!(apply(&profile, &[("/key_algorithm", json!("EC384"))]).is_ok());
    assert_eq!(refused(apply(&profile, &[])), only("/key_algorithm", ErrorCode::KeyAlgorithm, kind("EC256")));
    assert!(csr(&profile, &Builder::new(p384()), &[]).is_ok());
    assert!(csr(&profile, &Builder::new(rsa_2048()), &[]).is_ok());
    let refusal = refused(csr(&profile, &Builder::new(p256()), &[]));
    assert_eq!(refusal, only("/csr#/subjectPKInfo", ErrorCode::KeyAlgorithm, kind("EC256")));
    // CAs have a separate setting.
    assert!(typed_csr(&profile, &Builder::new(p256()), ca()).is_ok());
    assert!(create_root(&profile, KeyAlgorithm::Ec256, years(1)).is_ok());
}

#[test]
fn k1_the_types_of_keys_of_cas() {
    let profile = profile_with(|settings| settings.ca_keys.types = vec![KeyType::Ec(Curve::P384)]);
    let refusal = |pointer, found| {
        only(pointer, ErrorCode::KeyAlgorithm, ViolationKind::KeyType { found, accepted: vec!["EC384"] })
    };
    assert!(create_root(&profile, KeyAlgorithm::Ec384, years(1)).is_ok());
    let root = create_root(&profile, KeyAlgorithm::Ec256, years(1));
    assert_eq!(refused(root), refusal("/key_algorithm", "EC256"));
    assert_eq!(refused(subordinate(&profile, &body_with(&[]))), refusal("/key_algorithm", "EC256"));
    assert!(typed_csr(&profile, &Builder::new(p384()), ca()).is_ok());
    let by_csr = typed_csr(&profile, &Builder::new(rsa_2048()), ca());
    assert_eq!(refused(by_csr), refusal("/csr#/subjectPKInfo", "RSA"));
    assert!(apply(&profile, &[]).is_ok());
}

#[test]
fn c4_the_sizes_of_rsa_keys() {
    let profile = profile_with(|settings| {
        settings.end_entity_keys.rsa_min_bits = 3_072;
        settings.ca_keys.rsa_max_bits = 3_072;
    });
    let kind = |found, min, max| ViolationKind::RsaKeySize { found, min, max };
    let refusal = |kind| only("/csr#/subjectPKInfo", ErrorCode::KeyAlgorithm, kind);
    for key in [&RSA_3072, &RSA_4096] {
        assert!(csr(&profile, &Builder::new(Key::rsa(key)), &[]).is_ok());
    }
    let refused_csr = refused(csr(&profile, &Builder::new(rsa_2048()), &[]));
    assert_eq!(refused_csr, refusal(kind(2_048, 3_072, 4_096)));
    let body = apply(&profile, &[("/key_algorithm", json!("RSA2048"))]);
    assert_eq!(refused(body), only("/key_algorithm", ErrorCode::KeyAlgorithm, kind(2_048, 3_072, 4_096)));
    assert!(typed_csr(&profile, &Builder::new(rsa_2048()), ca()).is_ok());
    let ca = typed_csr(&profile, &Builder::new(Key::rsa(&RSA_4096)), ca());
    assert_eq!(refused(ca), refusal(kind(4_096, 2_048, 3_072)));
    assert!(csr(&profile, &Builder::new(p256()), &[]).is_ok());
}

fn dns_names(count: usize) -> Value {
    json!(
        (0..count)
            .map(|number| json!({ "type": "DNS", "value": format!("{number}.org") }))
            .collect::<Vec<_>>()
    )
}

#[test]
fn s1_the_number_of_names_of_a_body() {
    const NAMES: &str = "/subject_alternative_names";
    for max in [1, 3, 20, 100] {
        let profile = profile_with(|settings| settings.apply_alternative_names = max);
        assert_eq!(
            apply(&profile, &[(NAMES, dns_names(max))]).unwrap().fields().alternative_names().len(),
            max
        );
        let found = max + 1;
        let kind = ViolationKind::TooMany { found, max };
        let refusal = refused(apply(&profile, &[(NAMES, dns_names(found))]));
        assert_eq!(refusal, only(NAMES, ErrorCode::Parameter, kind.clone()));
        // As a typed request, and for a CA.
        let names = (0..found.min(100)).map(|number| SubjectAlternativeName::dns(&format!("{number}.org")));
        let names: Vec<_> = names.collect::<Result<_, _>>().unwrap();
        let params = params(KeyAlgorithm::Ec256, "Names", years(1)).with_alternative_names(names);
        let request = SubordinateRequest::new(params.unwrap());
        let result = authority(profile).issue(&request, now(), &mut rng(8));
        if max < 100 {
            assert_eq!(refused(result), only(NAMES, ErrorCode::Parameter, kind));
        } else {
            assert!(result.is_ok());
        }
    }
}

#[test]
fn s1_the_number_of_names_of_a_csr() {
    let asking = |count: usize| {
        let names: Vec<Vec<u8>> = (0..count).map(|number| dns(&format!("{number}.org"))).collect();
        Builder::new(p256()).extensions(&[subject_alt_name(&names)])
    };
    let profile = profile_with(|settings| settings.csr_alternative_names = 2);
    assert!(csr(&profile, &asking(2), &[]).is_ok());
    let kind = ViolationKind::TooMany { found: 3, max: 2 };
    let refusal = refused(csr(&profile, &asking(3), &[]));
    assert_eq!(refusal, only("/csr#/extensionRequest/subjectAltName", ErrorCode::Parameter, kind));
    assert!(csr(&Profile::default(), &asking(100), &[]).is_ok());
}

#[test]
fn s1_an_end_entity_that_needs_an_alternative_name() {
    let profile = profile_with(|settings| settings.end_entity_needs_alternative_name = true);
    const NAMES: &str = "/subject_alternative_names";
    const CSR_NAMES: &str = "/csr#/extensionRequest/subjectAltName";
    assert!(apply(&profile, &[(NAMES, dns_names(1))]).is_ok());
    for changes in [&[][..], &[(NAMES, json!([]))], &[(NAMES, Value::Null)]] {
        let refusal = refused(apply(&profile, changes));
        assert_eq!(refusal, only(NAMES, ErrorCode::Parameter, ViolationKind::NoAlternativeName));
    }
    assert!(
        csr(&profile, &Builder::new(p256()).extensions(&[subject_alt_name(&[dns("a.org")])]), &[]).is_ok()
    );
    let refusal = refused(csr(&profile, &Builder::new(p256()), &[]));
    assert_eq!(refusal, only(CSR_NAMES, ErrorCode::Parameter, ViolationKind::NoAlternativeName));
    // Not for a CA, and not next to invalid names.
    assert!(typed_csr(&profile, &Builder::new(p256()), ca()).is_ok());
    assert!(create_root(&profile, KeyAlgorithm::Ec256, years(1)).is_ok());
    let wrong = [(NAMES, json!([{ "type": "DNS", "value": "a..b" }]))];
    assert_eq!(refused(apply(&profile, &wrong)).len(), 1);
    let wrong = Builder::new(p256()).extensions(&[subject_alt_name(&[dns("a..b")])]);
    assert_eq!(refused(csr(&profile, &wrong, &[])).len(), 1);
}

#[test]
fn e1_what_the_profile_refuses_is_told_beside_all_else() {
    let profile = profile_with(|settings| {
        settings.end_entity_keys.types = vec![KeyType::Ec(Curve::P384)];
        settings.end_entity_validity = MaximumValidity { unit: ValidityUnit::Day, value: 1 };
        settings.end_entity_needs_alternative_name = true;
    });
    let body = body_with(&[("/signature_algorithm", json!("MD5"))]);
    let expected =
        ["/signature_algorithm", "/key_algorithm", "/subject_alternative_names", "/validity/value"];
    let found = refusals(apply_json(&authority(profile.clone()), &body));
    assert_eq!(found.iter().map(|(pointer, _)| pointer.as_str()).collect::<Vec<_>>(), expected);
    let mut body = csr_body(&Builder::new(p256()).pem());
    body["issuer_id"] = json!(9);
    let expected =
        ["/issuer_id", "/csr#/subjectPKInfo", "/csr#/extensionRequest/subjectAltName", "/validity/value"];
    let found = refusals(csr_json(&authority(profile), &body));
    assert_eq!(found.iter().map(|(pointer, _)| pointer.as_str()).collect::<Vec<_>>(), expected);
}

#[test]
fn k2_the_profile_says_which_hashes_are_granted() {
    let profile = profile_with(|settings| {
        settings.signature_algorithms = vec![HashAlgorithm::Sha256];
        settings.csr_signature_algorithm = HashAlgorithm::Sha256;
    });
    let authority = root(KeyAlgorithm::Ec256).with_profile(profile.clone());
    let mut body = apply_body();
    assert!(apply_json(&authority, &body).is_ok());
    body["signature_algorithm"] = json!("SHA512");
    let refused = violation(apply_json(&authority, &body));
    assert_eq!(
        (refused.pointer().as_str(), refused.code()),
        ("/signature_algorithm", ErrorCode::SignatureAlgorithm)
    );
    let granted = vec!["SHA256"];
    assert_eq!(refused.kind(), &ViolationKind::HashNotGranted { found: "SHA512", granted });
    // Together with all other faults.
    body["validity"]["value"] = json!(0);
    assert_eq!(refusals(apply_json(&authority, &body)).len(), 2);
}

#[test]
fn k2_a_profile_grants_the_hash_of_its_csrs() {
    let settings = |algorithms: &[HashAlgorithm]| ProfileSettings {
        signature_algorithms: algorithms.to_vec(),
        ..ProfileSettings::default()
    };
    assert!(Profile::new(settings(&[HashAlgorithm::Sha384])).is_ok());
    for (algorithms, path) in
        [(&[HashAlgorithm::Sha256][..], "/csr_signature_algorithm"), (&[], "/signature_algorithms")]
    {
        let error = Profile::new(settings(algorithms)).unwrap_err();
        let paths: Vec<String> = error.violations().iter().map(|violation| violation.pointer()).collect();
        assert_eq!(paths, [path]);
    }
}

#[test]
fn c4_a_range_of_rsa_sizes_holds_one_that_there_is() {
    let range = |rsa_min_bits, rsa_max_bits| {
        let ca_keys = AcceptedKeys { rsa_min_bits, rsa_max_bits, ..AcceptedKeys::default() };
        Profile::new(ProfileSettings { ca_keys, ..ProfileSettings::default() })
    };
    assert!(range(2_049, 2_056).is_ok());
    assert_eq!(range(2_049, 2_050).unwrap_err().violations()[0].pointer(), "/ca_keys/rsa_max_bits");
}

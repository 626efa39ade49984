//! The strict profile: what it refuses, what it does not grant, and that nothing else differs.
//!
//! The certificates that it issues are written to a directory, as are those that it refuses and the
//! default issues. `.ci/run` checks both with a linter.

use std::fs;
use std::path::Path;

use certmint::error::{ErrorCode, NoticeKind, RfcError, Sanitized, ViolationKind};
use certmint::extension::CustomExtension;
use certmint::extension::{KeyUsage, KeyUsages};
use certmint::{Authority, EndEntityRequest, KeyAlgorithm, ObjectIdentifier, Profile, RootRequest};
use serde_json::json;

use crate::issue::{apply, authority, csr, only, refused};
use crate::{corpus, corpus_csr};
use toolkit::asn1::{UTF8, ext_key_usage, extension, key_usage, null, tlv};
use toolkit::builder::{Builder, p256, rsa_2048};
use toolkit::{self, notices_of_csr as notices, now, params, profile_with, rng, years};

/// The directory in which the linter finds the certificates.
const FOLDER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/strict");

#[test]
fn the_default_issues_all_and_the_strict_profile_refuses_what_a_linter_finds() {
    let folder = Path::new(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    let [issued_folder, refused_folder] = ["issued", "refused"].map(|name| folder.join(name));
    fs::create_dir_all(&issued_folder).unwrap();
    fs::create_dir_all(&refused_folder).unwrap();
    // The linter must also see cRLSign in end entities and in CAs from CSRs, which neither
    // conformance affects.
    let [default_profile, strict] = [Profile::default(), Profile::rfc()].map(|profile| {
        let mut settings = profile.settings().clone();
        settings.end_entity_crl_sign = true;
        settings.csr_intermediate_ca = Some(true);
        Profile::new(settings).unwrap()
    });
    for (number, case) in corpus::cases().into_iter().chain(corpus_csr::cases()).enumerate() {
        let default = (case.issue)(&default_profile);
        let default = default.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let (folder, issued) = match (case.issue)(&strict) {
            Ok(issued) => {
                assert!(case.refused.is_empty(), "{} is issued", case.name);
                (&issued_folder, issued)
            }
            Err(error) => {
                let pointers: Vec<String> =
                    error.violations().iter().map(certmint::error::Violation::pointer).collect();
                assert_eq!(pointers, case.refused, "{}: {error}", case.name);
                let by_rfc = |violation: &certmint::error::Violation| {
                    matches!(violation.kind(), ViolationKind::Rfc(_))
                };
                assert!(error.violations().iter().all(by_rfc), "{}: {error}", case.name);
                (&refused_folder, default)
            }
        };
        let name = case.name.replace(|character: char| !character.is_ascii_alphanumeric(), "-");
        let name: String = name.chars().take(60).collect();
        fs::write(folder.join(format!("{number:03}-{name}.der")), issued.certificate().as_der()).unwrap();
    }
}

const USAGE: &str = "/csr#/extensionRequest/keyUsage";
const PURPOSES: &str = "/csr#/extensionRequest/extKeyUsage";

#[test]
fn c8_an_rsa_csr_without_usages_has_those_that_rfc_3279_lists() {
    use KeyUsage::*;
    let issued = csr(&Profile::rfc(), &Builder::new(rsa_2048()), &[]).unwrap();
    assert_eq!(issued.fields().key_usages(), KeyUsages::of(&[DigitalSignature, KeyEncipherment]));
    assert_eq!(notices(&issued), []);
    let issued = csr(&Profile::rfc(), &Builder::new(p256()), &[]).unwrap();
    assert_eq!(issued.fields().key_usages(), KeyUsages::of(&[DigitalSignature, KeyAgreement]));
}

#[test]
fn c9_key_agreement_of_an_rsa_csr_is_not_granted_and_noted() {
    use KeyUsage::*;
    let not_granted = |usage: KeyUsage| (USAGE, NoticeKind::KeyUsageNotGranted(usage.as_str()));
    let asked =
        Builder::new(rsa_2048()).extensions(&[key_usage(&[DigitalSignature, KeyAgreement, EncipherOnly])]);
    let issued = csr(&Profile::rfc(), &asked, &[]).unwrap();
    assert_eq!(issued.fields().key_usages(), KeyUsages::of(&[DigitalSignature]));
    assert_eq!(notices(&issued), [not_granted(KeyAgreement), not_granted(EncipherOnly)]);

    let asked = Builder::new(rsa_2048()).extensions(&[key_usage(&[KeyAgreement])]);
    let issued = csr(&Profile::rfc(), &asked, &[]).unwrap();
    assert_eq!(issued.fields().key_usages(), KeyUsages::of(&[DigitalSignature, KeyEncipherment]));
    assert_eq!(notices(&issued), [not_granted(KeyAgreement), (USAGE, NoticeKind::DefaultKeyUsages)]);
}

#[test]
fn c9_encipher_only_beside_decipher_only_is_refused_since_each_limits_key_agreement() {
    use KeyUsage::*;
    let both = RfcError::EncipherOnlyAndDecipherOnly;
    for more in [&[][..], &[DigitalSignature]] {
        let usages = [&[KeyAgreement, EncipherOnly, DecipherOnly], more].concat();
        let asked = Builder::new(p256()).extensions(&[key_usage(&usages)]);
        let found = refused(csr(&Profile::rfc(), &asked, &[]));
        assert_eq!(found, only(USAGE, ErrorCode::Parameter, ViolationKind::Rfc(both.clone())));
    }
    let asked = Builder::new(p256()).extensions(&[key_usage(&[KeyAgreement, EncipherOnly])]);
    let issued = csr(&Profile::rfc(), &asked, &[]).unwrap();
    assert_eq!(issued.fields().key_usages(), KeyUsages::of(&[KeyAgreement, EncipherOnly]));
}

#[test]
fn c7_time_stamping_of_a_csr_is_granted_alone() {
    let [server, time, ocsp] = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9"];
    let not_granted =
        |dotted| (PURPOSES, NoticeKind::KeyPurposeNotGranted(ObjectIdentifier::new(dotted).unwrap()));
    let asked = Builder::new(p256()).extensions(&[ext_key_usage(&[time, server])]);
    let issued = csr(&Profile::rfc(), &asked, &[]).unwrap();
    assert_eq!(
        issued.fields().extended_key_usage().purposes(),
        [certmint::extension::KeyPurpose::ServerAuth]
    );
    assert_eq!(notices(&issued), [not_granted(time)]);
    // What is not granted is not reported again.
    let asked = Builder::new(p256()).extensions(&[ext_key_usage(&[time, ocsp])]);
    let issued = csr(&Profile::rfc(), &asked, &[]).unwrap();
    assert_eq!(
        issued.fields().extended_key_usage().purposes(),
        [certmint::extension::KeyPurpose::TimeStamping]
    );
    assert_eq!(notices(&issued), [not_granted(ocsp)]);
    assert!(toolkit::extension(&issued, "2.5.29.37").unwrap().0, "critical");
}

#[test]
fn c6_a_listed_extension_of_another_content_is_not_copied() {
    const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
    let oid = || ObjectIdentifier::new(NO_CHECK).unwrap();
    let mut settings = Profile::rfc().settings().clone();
    settings.csr_extensions = vec![oid()];
    let strict = Profile::new(settings).unwrap();
    let asking = |value: &[u8]| Builder::new(p256()).extensions(&[extension(NO_CHECK, value)]);
    let issued = csr(&strict, &asking(&null()), &[]).unwrap();
    assert_eq!(toolkit::extension(&issued, NO_CHECK), Some((false, null())));
    assert_eq!(notices(&issued), []);
    let issued = csr(&strict, &asking(&tlv(UTF8, "a")), &[]).unwrap();
    assert_eq!(toolkit::extension(&issued, NO_CHECK), None);
    let pointer = format!("/csr#/extensionRequest/{NO_CHECK}");
    assert_eq!(notices(&issued), [(&*pointer, NoticeKind::ExtensionNotGranted(oid()))]);
    let lenient = profile_with(|settings| settings.csr_extensions = vec![oid()]);
    let issued = csr(&lenient, &asking(&tlv(UTF8, "a")), &[]).unwrap();
    assert_eq!(toolkit::extension(&issued, NO_CHECK), Some((false, tlv(UTF8, "a"))));
}

#[test]
fn e1_everything_that_the_rfcs_refuse_is_told_at_once_beside_all_else() {
    let changes = [
        ("/key_algorithm", json!("RSA2048")),
        ("/key_usages", json!(["keyAgreement", "keyCertSign"])),
        ("/extended_key_usage", json!({ "time_stamping": true, "client_auth": true })),
        (
            "/subject_alternative_names",
            json!([{ "type": "DNS", "value": "a_b.org" }, { "type": "IP", "value": "x" }]),
        ),
        ("/customized_extension", json!({ "object_identifier": "1.2.840.113549.1.9.15", "value": "x" })),
    ];
    let mut found = refused(apply(&Profile::rfc(), &changes));
    found.retain(|(_, _, kind)| matches!(kind, ViolationKind::Rfc(_)));
    let rfc = |pointer: &str, code, defect| (pointer.to_string(), code, ViolationKind::Rfc(defect));
    let Some((_, _, ViolationKind::Rfc(RfcError::DnsName(name)))) = found.get(2).cloned() else {
        panic!("{found:?}")
    };
    assert_eq!(Sanitized::to_string(&name), "\"a_b.org\"");
    let smime = ObjectIdentifier::new("1.2.840.113549.1.9.15").unwrap();
    assert_eq!(
        found,
        [
            rfc("/key_usages", ErrorCode::Parameter, RfcError::KeyAgreementOfRsaKey),
            rfc("/extended_key_usage", ErrorCode::Parameter, RfcError::TimeStampingNotAlone),
            rfc("/subject_alternative_names/0/value", ErrorCode::DnsName, RfcError::DnsName(name)),
            rfc("/customized_extension", ErrorCode::Parameter, RfcError::DefinedExtension(smime)),
        ]
    );
    // The two that any profile refuses.
    assert_eq!(refused(apply(&Profile::rfc(), &changes)).len(), found.len() + 2);
}

#[test]
fn n4_an_inherited_country_of_another_string_type_is_refused() {
    let subject = toolkit::asn1::name(&[("2.5.4.6", UTF8, "DE"), ("2.5.4.3", UTF8, "Issuer")]);
    let ca = Builder::new(p256()).subject(subject);
    let kind = certmint::request::CertificateType::IntermediateCa(certmint::extension::PathLength::default());
    let issued = crate::issue::typed_csr(&Profile::default(), &ca, kind).unwrap();
    let issuer = certmint::Issuer::try_from(&issued).unwrap();
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Leaf", years(1)));
    let country = ObjectIdentifier::new("2.5.4.6").unwrap();
    match request.check(&issuer, &Profile::rfc(), now()) {
        Err(error) => {
            let violation = &error.violations()[0];
            assert_eq!(violation.pointer(), "/distinguished_name");
            assert_eq!(violation.kind(), &ViolationKind::Rfc(RfcError::StringType(country)));
        }
        Ok(grant) => panic!("{grant:?}"),
    }
    assert!(request.check(&issuer, &Profile::default(), now()).is_ok());
}

#[test]
fn u5_an_extension_from_rust_is_refused_as_one_of_a_body() {
    let oid = ObjectIdentifier::new("1.3.6.1.5.5.7.48.1.5").unwrap();
    let with = |critical, value: Vec<u8>| {
        let extension = CustomExtension::new(oid.clone(), critical, value).unwrap();
        let params = params(KeyAlgorithm::Ec256, "OCSP", years(1)).with_extension(extension).unwrap();
        authority(Profile::rfc()).issue(&EndEntityRequest::new(params), now(), &mut rng(3))
    };
    assert!(with(false, null()).is_ok());
    for (critical, value) in [(true, null()), (false, tlv(UTF8, "a"))] {
        let kind = ViolationKind::Rfc(RfcError::DefinedExtension(oid.clone()));
        assert_eq!(refused(with(critical, value)), only("/customized_extension", ErrorCode::Parameter, kind));
    }
}

#[test]
fn a_root_is_checked_too() {
    let names = vec![certmint::name::SubjectAlternativeName::dns("a_b.org").unwrap()];
    let params = params(KeyAlgorithm::Ec256, "Root", years(1)).with_alternative_names(names).unwrap();
    let request = RootRequest::new(params);
    let create = |profile: Profile| Authority::create_root(&request, &profile, now(), &mut rng(7));
    assert!(create(Profile::default()).is_ok());
    assert_eq!(refused(create(Profile::rfc()))[0].0, "/subject_alternative_names/0/value");
}

//! O7, O8: responders that the issuer has delegated, and their certificates.

use certmint::error::{OcspResponderError, ViolationKind};
use certmint::extension::{CustomExtension, ExtendedKeyUsage, KeyPurpose, KeyUsage};
use certmint::ocsp::{OcspResponder, OcspService};
use certmint::request::CertificateType;
use certmint::time::Duration;
use certmint::{
    Authority, Certificate, CsrRequest, EndEntityRequest, Issuer, KeyAlgorithm, ObjectIdentifier, PrivateKey,
    Profile,
};

use crate::material::*;
use toolkit::asn1::{ext_key_usage, key_usage_value, null, oid, sequence};
use toolkit::forge::{Forged, KEY_USAGE, common_name, csr};
use toolkit::oracle::tbs_members;
use toolkit::stock::{authority, key};
use toolkit::{extension, now, params, profile_with, rng, root, subordinate, years};

const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
const EXT_KEY_USAGE: &[u8] = b"\x55\x1d\x25";

#[test]
fn o8_the_certificate_of_a_responder_is_issued_by_the_default_and_the_strict_profile() {
    for profile in [Profile::default(), Profile::rfc()] {
        let ca = root(KeyAlgorithm::Ec256).with_profile(profile);
        for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Rsa2048] {
            let issued = responder_certificate(&ca, algorithm);
            assert_eq!(extension(&issued, NO_CHECK), Some((false, null())));
            assert_eq!(extension(&issued, "2.5.29.37"), Some((false, sequence([oid(OCSP_SIGNING)]))));
            let digital_signature = key_usage_value(&[KeyUsage::DigitalSignature]);
            assert_eq!(extension(&issued, "2.5.29.15"), Some((true, digital_signature)));
            assert!(issued.fields().notices().is_empty(), "{:?}", issued.fields().notices());
        }
    }
    // Of the extension there is one.
    let twice = params(KeyAlgorithm::Ec256, "R", years(1)).with_extension(CustomExtension::ocsp_no_check());
    assert!(EndEntityRequest::ocsp_responder(twice.unwrap()).is_err());
}

#[test]
fn o8_a_csr_gets_ocsp_signing_only_where_the_profile_lists_it() {
    let ca = root(KeyAlgorithm::Ec256);
    let csr = csr(&key(KeyAlgorithm::Ec256), "Responder", &[ext_key_usage(&[OCSP_SIGNING])]);
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1)).unwrap();
    assert!(ca.issue(&request, now(), &mut rng(71)).is_err());
    let listing = profile_with(|settings| {
        settings.csr_extended_key_usage = ExtendedKeyUsage::new([KeyPurpose::ocsp_signing()]);
    });
    let issued = ca.with_profile(listing).issue(&request, now(), &mut rng(71)).unwrap();
    assert!(issued.fields().extended_key_usage().contains(&KeyPurpose::ocsp_signing()));
}

#[test]
fn o7_a_delegated_answer_is_signed_by_the_delegate_and_holds_its_certificate() {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let ca = subordinate(&root(KeyAlgorithm::Ec256), KeyAlgorithm::Ec384, 0);
        let service = delegated(&ca, algorithm);
        let response = service.respond(&Parts::of(&[cert_id(ca.issuer(), SHA1, &[1])]).der(), now(), good);
        let read = parse(&response);
        let certificate = responder_certificate(&ca, algorithm);
        // Issued twice. Signatures can differ, everything else is the same.
        let [held] = &read.certificates[..] else { panic!("one certificate") };
        assert_eq!(tbs_members(held), tbs_members(certificate.certificate().as_der()));
        let responder_key = service.responder().public_key();
        assert_ne!(responder_key, ca.issuer().public_key());
        let key_type = responder_key.key_type();
        let algorithm = certmint::key::SignatureAlgorithm::new(key_type, certmint::HashAlgorithm::Sha256);
        assert!(responder_key.verify(algorithm, &read.tbs, &read.signature));
        let bits = responder_key.as_spki_der();
        let bits = toolkit::content(toolkit::members(bits)[1])[1..].to_vec();
        assert!(read.responder_id.ends_with(&hash(SHA1, &bits)));
    }
}

type Change = Box<dyn FnOnce(&mut Forged)>;

/// A responder's certificate by `stock::authority`, with one part changed.
fn load(change: impl FnOnce(&mut Forged)) -> Result<OcspResponder, OcspResponderError> {
    let ca = authority(KeyAlgorithm::Ec256);
    let mut forged = Forged::ca("Forged Root", ca.signer());
    forged.subject = common_name("Responder");
    forged.spki = key(KeyAlgorithm::Ec384).public_key().as_spki_der().to_vec();
    forged.extensions.clear();
    let mut forged = forged
        .with_extension(KEY_USAGE, true, &key_usage_value(&[KeyUsage::DigitalSignature]))
        .with_extension(EXT_KEY_USAGE, false, &sequence([oid(OCSP_SIGNING)]));
    change(&mut forged);
    let certificate = Certificate::from_der(&forged.sign(ca.signer())).unwrap();
    OcspResponder::delegated(ca.issuer().clone(), &certificate, now())
}

#[test]
fn o7_a_responders_certificate_is_checked_when_it_is_loaded() {
    use OcspResponderError::*;
    let usage = |usages: &[KeyUsage]| key_usage_value(usages);
    let ext = |dotted: &str| toolkit::forge::extension(EXT_KEY_USAGE, false, &sequence([oid(dotted)]));
    let custom = |dotted: &str| ObjectIdentifier::new(dotted).unwrap();
    assert!(load(|_| ()).is_ok());
    assert!(load(|forged| _ = forged.extensions.remove(0)).is_ok(), "without keyUsage");
    let cases: Vec<(Change, OcspResponderError)> = vec![
        (Box::new(|forged| forged.version = b"\xa0\x03\x02\x01\x01".to_vec()), Version),
        (Box::new(|forged| forged.version.clear()), Version),
        (Box::new(|forged| forged.issuer = common_name("Other")), OtherIssuer),
        (Box::new(|forged| forged.extensions.clear()), NoOcspSigning),
        (Box::new(|forged| _ = forged.extensions.pop()), NoOcspSigning),
        // anyExtendedKeyUsage does not stand for it, and neither does serverAuth.
        (Box::new(move |forged| forged.extensions[1] = ext("2.5.29.37.0")), NoOcspSigning),
        (Box::new(move |forged| forged.extensions[1] = ext("1.3.6.1.5.5.7.3.1")), NoOcspSigning),
        (
            Box::new(move |forged| {
                let value = usage(&[KeyUsage::KeyAgreement]);
                forged.extensions[0] = toolkit::forge::extension(KEY_USAGE, true, &value);
            }),
            NoDigitalSignature,
        ),
        (
            Box::new(|forged| {
                let value = b"\x04\x01\x00";
                forged.extensions[0] = toolkit::forge::extension(KEY_USAGE, true, value);
            }),
            Malformed { part: "keyUsage" },
        ),
        (
            Box::new(|forged| forged.extensions.push(unknown_critical())),
            CriticalExtension(custom("1.3.6.1.4.1.99999.1")),
        ),
        (
            Box::new(move |forged| forged.extensions.push(ext(OCSP_SIGNING))),
            RepeatedExtension(custom("2.5.29.37")),
        ),
        (Box::new(|forged| forged.spki = null()), PublicKey(certmint::error::PublicKeyError::Structure)),
        (Box::new(|forged| forged.validity = null()), Malformed { part: "validity" }),
    ];
    for (change, expected) in cases {
        assert_eq!(load(change).unwrap_err(), expected);
    }
}

#[test]
fn o7_a_certificate_that_the_issuer_has_not_issued_is_refused() {
    let ca = root(KeyAlgorithm::Ec256);
    let own = responder_certificate(&ca, KeyAlgorithm::Ec256);
    // The same name, with another key.
    let other = root(KeyAlgorithm::Ec384);
    let foreign = responder_certificate(&other, KeyAlgorithm::Ec256);
    let load = |certificate: &Certificate| OcspResponder::delegated(ca.issuer().clone(), certificate, now());
    assert!(load(own.certificate()).is_ok());
    assert_eq!(load(foreign.certificate()).unwrap_err(), OcspResponderError::Signature);
    // The CA below has issued it, not this one.
    let below = subordinate(&ca, KeyAlgorithm::Ec256, 0);
    let indirect = responder_certificate(&below, KeyAlgorithm::Ec256);
    assert_eq!(load(indirect.certificate()).unwrap_err(), OcspResponderError::OtherIssuer);
    let mut altered = own.certificate().as_der().to_vec();
    *altered.last_mut().unwrap() ^= 1;
    let altered = Certificate::from_der(&altered).unwrap();
    assert_eq!(load(&altered).unwrap_err(), OcspResponderError::Signature);
    for octets in [&b"\x30\x00"[..], b"\x30\x02\x05\x00"] {
        let error = load(&Certificate::from_der(octets).unwrap()).unwrap_err();
        assert_eq!(error, OcspResponderError::Malformed { part: "Certificate" });
    }
    // The issuer's own certificate is not a responder's.
    assert_eq!(load(&ca.issuer().chain()[0]).unwrap_err(), OcspResponderError::NoOcspSigning);
}

#[test]
fn o7_a_responders_certificate_must_be_valid() {
    let ca = root(KeyAlgorithm::Ec256);
    let issued = responder_certificate(&ca, KeyAlgorithm::Ec256);
    let (not_before, not_after) = (now(), now() + Duration::days(30));
    let load = |at| OcspResponder::delegated(ca.issuer().clone(), issued.certificate(), at);
    assert!(load(not_before).is_ok() && load(not_after).is_ok());
    for at in [not_before - Duration::SECOND, not_after + Duration::SECOND] {
        let expected = OcspResponderError::OutsideValidity { not_before, not_after };
        assert_eq!(load(at).unwrap_err(), expected);
    }
}

#[test]
fn o7_an_issuer_answers_itself_only_with_digital_signature() {
    // keyCertSign and cRLSign.
    let ca = authority(KeyAlgorithm::Ec256);
    let error = OcspResponder::direct(ca.issuer().clone()).unwrap_err();
    assert_eq!(error, OcspResponderError::NoDigitalSignature);
    // Without keyUsage, and with digitalSignature.
    let forged = Forged::ca("CA", ca.signer());
    let load = |forged: &Forged| {
        let issuer = Issuer::from_der(&forged.sign(ca.signer())).unwrap();
        OcspResponder::direct(issuer)
    };
    let without = Forged { extensions: forged.extensions[..1].to_vec(), ..Forged::ca("CA", ca.signer()) };
    assert!(load(&without).is_ok());
    let usages = key_usage_value(&[KeyUsage::DigitalSignature, KeyUsage::KeyCertSign]);
    assert!(load(&without.with_extension(KEY_USAGE, true, &usages)).is_ok());
    // It can delegate.
    assert!(load(&forged).is_err());
    let ca: Authority = ca;
    let service = delegated(&ca, KeyAlgorithm::Ec256);
    let response = service.respond(&Parts::of(&[cert_id(ca.issuer(), SHA1, &[1])]).der(), now(), good);
    assert_eq!(response.error_status(), None);
}

#[test]
fn o7_the_signer_must_hold_the_key_of_the_responder() {
    let ca = root(KeyAlgorithm::Ec256);
    let issued = responder_certificate(&ca, KeyAlgorithm::Ec256);
    let responder = OcspResponder::delegated(ca.issuer().clone(), issued.certificate(), now()).unwrap();
    let other = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(72)).unwrap();
    let own = issued.private_key().unwrap();
    assert_eq!(own.public_key(), responder.public_key());
    // Not even the issuer's.
    for signer in [&other, ca.signer()] {
        let error = OcspService::new(responder.clone(), signer).unwrap_err();
        assert_eq!(error, OcspResponderError::SignerMismatch);
    }
    assert!(OcspService::new(responder, own).is_ok());
    assert!(
        ExtendedKeyUsage::new([KeyPurpose::ocsp_signing()])
            .contains(&KeyPurpose::from(ObjectIdentifier::new(OCSP_SIGNING).unwrap()))
    );
}

#[test]
fn o8_a_responder_needs_no_alternative_name_and_what_a_profile_lists_for_it() {
    let request =
        || EndEntityRequest::ocsp_responder(params(KeyAlgorithm::Ec256, "Responder", years(1))).unwrap();
    let profile = |purposes: &[KeyPurpose], extensions: &[&str]| {
        profile_with(|settings| {
            settings.end_entity_needs_alternative_name = true;
            settings.apply_extended_key_usage = Some(ExtendedKeyUsage::new(purposes.iter().cloned()));
            let parsed = extensions.iter().map(|dotted| dotted.parse::<ObjectIdentifier>().unwrap());
            settings.apply_extensions = Some(parsed.collect());
        })
    };
    let ca = |profile| root(KeyAlgorithm::Ec256).with_profile(profile);
    let (signing, client) = (KeyPurpose::ocsp_signing(), KeyPurpose::ClientAuth);
    let listing = || profile(&[signing.clone(), client.clone()], &[NO_CHECK]);
    let issued = ca(listing()).issue(&request(), now(), &mut rng(77)).unwrap();
    assert_eq!(extension(&issued, "2.5.29.17"), None);
    // Beside another purpose it needs one.
    let both = params(KeyAlgorithm::Ec256, "Responder", years(1))
        .with_extended_key_usage(ExtendedKeyUsage::new([signing.clone(), client.clone()]));
    let refused = toolkit::violation(ca(listing()).issue(&EndEntityRequest::new(both), now(), &mut rng(77)));
    assert_eq!(*refused.kind(), ViolationKind::NoAlternativeName);
    for profile in [profile(&[client], &[NO_CHECK]), profile(&[signing], &[])] {
        assert!(ca(profile).issue(&request(), now(), &mut rng(77)).is_err());
    }
}

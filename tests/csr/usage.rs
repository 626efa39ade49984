//! C8 and C9: key usages.

use certmint::Issued;
use certmint::error::{CsrError, EncodingDeviation, ErrorCode, NoticeKind, ViolationKind};
use certmint::extension::KeyUsage::{
    self, CrlSign, DataEncipherment, DecipherOnly, DigitalSignature, EncipherOnly, KeyAgreement, KeyCertSign,
    KeyEncipherment, NonRepudiation,
};

use crate::check::{defective, notices, of_another_structure, set, tolerated, violations, with_profile};
use toolkit::asn1::{KEY_USAGE, ca_true, extension, key_usage, key_usage_value};
use toolkit::builder::{Builder, Key, p256, p384, rsa_2048};
use toolkit::{self, profile_with};

const POINTER: &str = "/csr#/extensionRequest/keyUsage";
const RSA_AGREEMENT: (&str, NoticeKind) = (POINTER, NoticeKind::KeyAgreementWithRsaKey);

fn asking(key: Key, usages: &[KeyUsage]) -> Builder {
    Builder::new(key).extensions(&[key_usage(usages)])
}

/// The certificate has these usages, critical, and the result reports them.
#[track_caller]
fn assert_usages(issued: &Issued, usages: &[KeyUsage]) {
    let expected = (!usages.is_empty()).then(|| (true, key_usage_value(usages)));
    assert_eq!(toolkit::extension(issued, KEY_USAGE), expected);
    assert_eq!(issued.fields().key_usages(), set(usages));
}

fn not_granted(usages: &[KeyUsage]) -> Vec<(&'static str, NoticeKind)> {
    usages.iter().map(|usage| (POINTER, NoticeKind::KeyUsageNotGranted(usage.as_str()))).collect()
}

fn not_granted_but_default(usages: &[KeyUsage]) -> Vec<(&'static str, NoticeKind)> {
    let mut notices = not_granted(usages);
    notices.push((POINTER, NoticeKind::DefaultKeyUsages));
    notices
}

#[test]
fn c8_the_default_of_an_end_entity_is_that_of_the_api_page() {
    for key in [p256(), p384()] {
        let issued = Builder::new(key).issue().expect("a certificate");
        assert_eq!(toolkit::extension(&issued, KEY_USAGE), Some((true, vec![3, 2, 3, 0x88])));
        assert_usages(&issued, &[DigitalSignature, KeyAgreement]);
        assert_eq!(notices(&issued), []);
    }
}

#[test]
fn c8_the_default_with_an_rsa_key_draws_a_notice() {
    let issued = Builder::new(rsa_2048()).issue().expect("a certificate");
    assert_usages(&issued, &[DigitalSignature, KeyAgreement]);
    assert_eq!(notices(&issued), [RSA_AGREEMENT]);
}

#[test]
fn c8_the_default_of_a_ca_is_that_of_the_api_page() {
    for key in [p256(), p384(), rsa_2048()] {
        let issued = Builder::new(key).issue_ca().expect("a CA");
        assert_eq!(toolkit::extension(&issued, KEY_USAGE), Some((true, vec![3, 2, 1, 0x86])));
        assert_usages(&issued, &[DigitalSignature, KeyCertSign, CrlSign]);
        assert_eq!(notices(&issued), []);
    }
}

#[test]
fn c8_the_profile_sets_the_default_per_key_type() {
    let encipherment = [DigitalSignature, KeyEncipherment];
    let authority = with_profile(profile_with(|settings| {
        settings.csr_key_usages.rsa = Some(set(&encipherment));
    }));
    let issued = Builder::new(rsa_2048()).issue_from_der(&authority).expect("a certificate");
    assert_usages(&issued, &encipherment);
    assert_eq!(notices(&issued), []);
    let issued = Builder::new(p256()).issue_from_der(&authority).expect("a certificate");
    assert_usages(&issued, &[DigitalSignature, KeyAgreement]);
    // The CSR's own usages take precedence.
    let issued = asking(rsa_2048(), &[NonRepudiation]).issue_from_der(&authority).expect("a certificate");
    assert_usages(&issued, &[NonRepudiation]);
}

#[test]
fn c9_what_the_csr_asks_for_is_granted_to_an_end_entity() {
    let of_entities: Vec<KeyUsage> =
        KeyUsage::ALL.into_iter().filter(|usage| !matches!(usage, KeyCertSign | CrlSign)).collect();
    for (key, usages) in [
        (p256(), &[DigitalSignature][..]),
        (p256(), &[KeyAgreement]),
        (p256(), &[NonRepudiation, KeyAgreement, DecipherOnly]),
        (p384(), &[KeyAgreement, EncipherOnly]),
        (p384(), &[DigitalSignature, NonRepudiation]),
        (rsa_2048(), &[DigitalSignature, KeyEncipherment]),
        (rsa_2048(), &[DataEncipherment]),
        (rsa_2048(), &of_entities),
    ] {
        let issued = asking(key.clone(), usages).issue().expect("a certificate");
        assert_usages(&issued, usages);
        let rsa_agreement = matches!(key, Key::Rsa(_)) && usages.contains(&KeyAgreement);
        assert_eq!(notices(&issued), Vec::from_iter(rsa_agreement.then_some(RSA_AGREEMENT)));
    }
}

#[test]
fn c9_encipherment_with_an_ec_key_is_not_granted_and_noted() {
    // RFC 8813 §3.
    let asked = [DigitalSignature, KeyEncipherment, DataEncipherment, KeyAgreement];
    for key in [p256(), p384()] {
        let issued = asking(key, &asked).issue().expect("a certificate");
        assert_usages(&issued, &[DigitalSignature, KeyAgreement]);
        assert_eq!(notices(&issued), not_granted(&[KeyEncipherment, DataEncipherment]));
    }
}

#[test]
fn c9_an_end_entity_left_without_usages_has_the_default_ones() {
    // Without keyUsage a certificate is unrestricted (RFC 5280 §4.2.1.3).
    for usages in [&[KeyEncipherment][..], &[KeyEncipherment, DataEncipherment]] {
        let issued = asking(p256(), usages).issue().expect("a certificate");
        assert_usages(&issued, &[DigitalSignature, KeyAgreement]);
        assert_eq!(notices(&issued), not_granted_but_default(usages));
    }
    let authority = with_profile(profile_with(|settings| {
        settings.csr_key_usages.ec = Some(set(&[DigitalSignature]));
    }));
    let issued = asking(p256(), &[KeyEncipherment]).issue_from_der(&authority).expect("a certificate");
    assert_usages(&issued, &[DigitalSignature]);
    assert_eq!(notices(&issued), not_granted_but_default(&[KeyEncipherment]));
}

#[test]
fn u7_crl_sign_of_an_end_entity_is_not_granted_and_noted() {
    for key in [p256(), rsa_2048()] {
        let issued = asking(key, &[DigitalSignature, CrlSign]).issue().expect("a certificate");
        assert_usages(&issued, &[DigitalSignature]);
        assert_eq!(notices(&issued), not_granted(&[CrlSign]));
    }
    // If it is the only one, the defaults remain.
    let issued = asking(p256(), &[CrlSign]).issue().expect("a certificate");
    assert_usages(&issued, &[DigitalSignature, KeyAgreement]);
    assert_eq!(notices(&issued), not_granted_but_default(&[CrlSign]));
}

#[test]
fn u7_crl_sign_of_an_end_entity_is_granted_where_the_profile_says_so() {
    let authority = with_profile(profile_with(|settings| settings.end_entity_crl_sign = true));
    let request = asking(p384(), &[DigitalSignature, CrlSign]);
    let issued = request.issue_from_der(&authority).expect("a certificate");
    assert_usages(&issued, &[DigitalSignature, CrlSign]);
    assert_eq!(notices(&issued), []);
    // Never without a subject (RFC 5280 §4.1.2.6).
    let names = toolkit::asn1::subject_alt_name(&[toolkit::asn1::dns("a.example")]);
    let nameless = Builder::new(p384()).empty_subject();
    let nameless = nameless.extensions(&[key_usage(&[DigitalSignature, CrlSign]), names]);
    let issued = nameless.issue_from_der(&authority).expect("a certificate");
    assert_usages(&issued, &[DigitalSignature]);
    assert_eq!(notices(&issued), not_granted(&[CrlSign]));
}

#[test]
fn c9_key_cert_sign_of_an_end_entity_is_refused() {
    for key in [p256(), rsa_2048()] {
        let request = asking(key, &[DigitalSignature, KeyCertSign]);
        defective(request.issue(), POINTER, ErrorCode::Parameter, CsrError::KeyCertSignInEntity);
        let message = request.issue().expect_err("a refusal").message();
        assert!(message.contains("INTERMEDIATE_CA"), "{message}");
    }
}

#[test]
fn c9_encipher_only_and_decipher_only_need_key_agreement() {
    for (usages, expected) in [
        (&[EncipherOnly][..], &["encipherOnly"][..]),
        (&[DigitalSignature, DecipherOnly], &["decipherOnly"]),
        (&[EncipherOnly, DecipherOnly], &["encipherOnly", "decipherOnly"]),
    ] {
        for key in [p256(), rsa_2048()] {
            let expected: Vec<_> = expected
                .iter()
                .map(|usage| {
                    (POINTER.to_string(), ErrorCode::Parameter, ViolationKind::NeedsKeyAgreement(usage))
                })
                .collect();
            assert_eq!(violations(asking(key, usages).issue()), expected);
        }
    }
}

#[test]
fn c9_a_ca_has_what_it_asks_for_within_its_bounds() {
    for usages in [
        &[KeyCertSign][..],
        &[KeyCertSign, CrlSign],
        &[DigitalSignature, NonRepudiation, KeyCertSign, CrlSign],
    ] {
        for key in [p256(), rsa_2048()] {
            let request = Builder::new(key).extensions(&[key_usage(usages), ca_true(None)]);
            let issued = request.issue_ca().expect("a CA");
            assert_usages(&issued, usages);
            assert_eq!(notices(&issued), []);
        }
    }
}

#[test]
fn c9_other_usages_of_a_ca_are_not_granted_and_noted() {
    for key in [p256(), rsa_2048()] {
        let issued = asking(key, &KeyUsage::ALL).issue_ca().expect("a CA");
        assert_usages(&issued, &[DigitalSignature, NonRepudiation, KeyCertSign, CrlSign]);
        let refused = [KeyEncipherment, DataEncipherment, KeyAgreement, EncipherOnly, DecipherOnly];
        assert_eq!(notices(&issued), not_granted(&refused));
    }
}

#[test]
fn c9_the_usages_of_a_ca_contain_key_cert_sign() {
    for usages in [&[DigitalSignature][..], &[CrlSign], &[DigitalSignature, NonRepudiation, CrlSign]] {
        let request = asking(p256(), usages);
        defective(request.issue_ca(), POINTER, ErrorCode::Parameter, CsrError::NoKeyCertSignInCa);
    }
}

#[test]
fn c2_key_usages_may_have_trailing_zero_bits() {
    for value in [&[3, 2, 0, 0x80][..], &[3, 3, 7, 0x80, 0], &[3, 2, 1, 0x80]] {
        let request = Builder::new(p256()).extensions(&[extension(KEY_USAGE, value)]);
        let issued = tolerated(&request, &[(POINTER, EncodingDeviation::KeyUsageTrailingZeroBits)]);
        // Encoded in DER.
        assert_eq!(toolkit::extension(&issued, KEY_USAGE), Some((true, vec![3, 2, 7, 0x80])));
    }
}

#[test]
fn c9_usages_that_are_none_are_refused_for_what_they_are() {
    let request = |value: &[u8]| Builder::new(p256()).extensions(&[extension(KEY_USAGE, value)]).issue();
    // No bit at all, and undefined bits (RFC 5280 §4.2.1.3, X.690 §11.2.2).
    for value in [&[3, 1, 0][..], &[3, 2, 0, 0], &[3, 2, 7, 0]] {
        defective(request(value), POINTER, ErrorCode::Parameter, CsrError::NoKeyUsage);
    }
    // A tenth usage.
    defective(request(&[3, 3, 6, 0x80, 0x40]), POINTER, ErrorCode::Parameter, CsrError::UnknownKeyUsage);
    of_another_structure(request(&[4, 2, 7, 0x80]), POINTER, "keyUsage");
    for value in [&[][..], &[3, 2, 7, 0x81], &[3, 2, 7, 0x80, 0], &[3, 0x81, 2, 7, 0x80]] {
        defective(request(value), POINTER, ErrorCode::Parameter, CsrError::Der("keyUsage"));
    }
}

#[test]
fn c9_the_criticality_that_the_csr_asks_for_is_of_no_account() {
    let value = key_usage_value(&[DigitalSignature]);
    let issued = Builder::new(p256()).extensions(&[extension(KEY_USAGE, value)]).issue();
    assert_usages(&issued.expect("a certificate"), &[DigitalSignature]);
}

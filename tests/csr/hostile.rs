//! Input that should never occur but does: keys sent by mistake, excessive sizes, random octets
//! (rules E2 and E4).

use std::time::{Duration, Instant};

use certmint::error::{CsrError, ErrorCode, NoticeKind, ViolationKind};
use certmint::wire::{Body, Refusal};
use certmint::{Csr, PrivateKey};
use proptest::prelude::*;

use crate::check::{authority, certified_subject, defective, notices, object_identifier, violations};
use toolkit::asn1::{
    OCTET_STRING, UTF8, attribute, concat, dns, ext_key_usage, extension, extension_request, integer,
    name_attribute, null, sequence, subject_alt_name, tlv,
};
use toolkit::builder::{Builder, p256, rsa_2048, to_pem};
use toolkit::{csr_body, csr_json, rng};

/// Neither the messages of a refusal nor its Debug form contain a piece of the secret.
#[track_caller]
fn assert_not_echoed(text: &str, secret: &str) {
    let error = csr_json(authority(), &csr_body(text)).expect_err("a refusal");
    let refusal = Refusal::from(&error);
    let typed = Csr::from_pem(text).expect_err("a refusal");
    let shown = [
        format!("{error:?}"),
        error.to_string(),
        error.message(),
        refusal.error_msg.clone(),
        format!("{refusal:?}"),
        format!("{typed:?}"),
    ];
    let pieces: Vec<&str> = secret
        .as_bytes()
        .chunks(8)
        .map(|piece| std::str::from_utf8(piece).expect("base64 is ASCII"))
        .filter(|piece| piece.len() == 8)
        .collect();
    for text in shown {
        assert!(!text.contains("PRIVATE"), "{text}");
        for piece in &pieces {
            assert!(!text.contains(piece), "{piece} in {text}");
        }
    }
    assert_eq!(refusal.error_code, "PCA.00020001");
}

/// A private key as PKCS#8 in PEM, and its base64.
fn private_key() -> (String, String) {
    let key = PrivateKey::generate(certmint::KeyAlgorithm::Ec256, &mut rng(7)).expect("a key");
    let pem = key.to_pkcs8_pem().to_string();
    let base64 = pem.lines().filter(|line| !line.contains("-----")).collect();
    (pem, base64)
}

#[test]
fn e2_a_private_key_sent_as_csr_is_not_echoed() {
    let (pem, base64) = private_key();
    let request = Builder::new(p256()).pem();
    for text in [
        pem.clone(),
        pem.replace('\n', "\\n"),
        pem.replace("PRIVATE KEY", "EC PRIVATE KEY"),
        base64.clone(),
        pem.replace("PRIVATE KEY", "CERTIFICATE REQUEST"),
        pem.replace("-----END PRIVATE KEY-----", ""),
        format!("-----BEGIN {base64}-----\n-----END {base64}-----"),
        format!("{request}{pem}"),
        format!("{pem}{request}"),
        request.replace("-----END", &format!("{pem}-----END")),
        format!("{}\n{base64}!\n-----END CERTIFICATE REQUEST-----", "-----BEGIN CERTIFICATE REQUEST-----"),
    ] {
        assert_not_echoed(&text, &base64);
    }
}

#[test]
fn e2_a_body_with_a_private_key_does_not_show_it_in_debug() {
    let (pem, base64) = private_key();
    let body = Body::from_json(csr_body(&pem).to_string().as_bytes()).expect("JSON");
    let shown = format!("{body:?}");
    assert!(!shown.contains(&base64[..16]), "{shown}");
}

#[test]
fn e2_a_private_key_inside_the_csr_is_not_echoed() {
    let (_, base64) = private_key();
    let name = &base64[..60];
    for request in [
        Builder::new(p256())
            .subject(sequence([tlv(0x31, name_attribute("2.5.4.3", UTF8, format!("{name}\n")))])),
        Builder::new(p256()).extensions(&[subject_alt_name(&[dns(&format!("{name}..b"))])]),
        Builder::new(p256()).extensions(&[subject_alt_name(&[tlv(0x86, format!("{name} x"))])]),
    ] {
        let error = request.issue().expect_err("a refusal");
        for text in [format!("{error:?}"), error.message()] {
            assert!(!text.contains(&name[..16]), "{text}");
        }
    }
}

#[test]
fn e4_32768_octets_are_read_and_32769_refused() {
    let filled_to = |octets: usize| {
        let with = |filler: usize| {
            let value = tlv(OCTET_STRING, vec![0; filler]);
            // RSA signatures have a fixed length; ECDSA signatures in DER do not.
            Builder::new(rsa_2048()).attributes(&[attribute("1.3.6.1.4.1.55555.1", &[value])]).der()
        };
        let der = with(octets - (with(30_000).len() - 30_000));
        assert_eq!(der.len(), octets);
        der
    };
    let csr = Csr::from_der(&filled_to(32_768)).expect("a CSR");
    assert_eq!(csr.public_key().as_spki_der(), rsa_2048().spki());
    let result = Csr::from_der(&filled_to(32_769));
    defective(result, "/csr", ErrorCode::Parameter, CsrError::TooLong { found: 32_769, max: 32_768 });
    let result = Csr::from_der(&vec![0x30; 10_000_000]);
    defective(result, "/csr", ErrorCode::Parameter, CsrError::TooLong { found: 10_000_000, max: 32_768 });
}

#[test]
fn e4_a_hundred_extensions_are_noted_once_each() {
    let numbered = |number: u32| extension(&format!("1.3.6.1.4.1.55555.{number}"), [5, 0]);
    let extensions: Vec<Vec<u8>> = (0..100).map(numbered).collect();
    let issued =
        Builder::new(p256()).extensions(&extensions).issue_from_der(authority()).expect("a certificate");
    assert_eq!(notices(&issued).len(), 100);
    let kind = NoticeKind::ExtensionNotGranted(object_identifier("1.3.6.1.4.1.55555.99"));
    assert_eq!(notices(&issued)[99].1, kind);
}

#[test]
fn e4_more_than_a_hundred_entries_are_counted_and_not_looked_at() {
    let numbered = |number: u32| format!("1.3.6.1.4.1.55555.{number}");
    let extensions =
        |count| (0..count).map(|number| extension(&numbered(number), [5, 0])).collect::<Vec<_>>();
    let attributes =
        |count| (0..count).map(|number| attribute(&numbered(number), &[null()])).collect::<Vec<_>>();
    let purposes = |count| {
        // One name that is granted, and others.
        let purposes = ["1.3.6.1.5.5.7.3.2".to_string()].into_iter().chain((1..count).map(numbered));
        let purposes: Vec<String> = purposes.collect();
        ext_key_usage(&purposes.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let new = || Builder::new(p256());
    for (pointer, request) in [
        ("/csr#/attributes", &(|count| new().attributes(&attributes(count))) as &dyn Fn(u32) -> Builder),
        ("/csr#/extensionRequest", &|count| new().extensions(&extensions(count))),
        ("/csr#/extensionRequest/extKeyUsage", &|count| new().extensions(&[purposes(count)])),
    ] {
        assert!(request(100).issue_from_der(authority()).is_ok(), "{pointer}");
        for found in [101, 1_000] {
            let kind = ViolationKind::TooMany { found, max: 100 };
            let expected = [(pointer.to_string(), ErrorCode::Parameter, kind)];
            assert_eq!(violations(request(found as u32).issue_from_der(authority())), expected);
        }
    }
}

#[test]
fn e4_a_hundred_repeated_extensions_are_a_violation_each() {
    let extensions = vec![extension("1.3.6.1.4.1.55555.1", [5, 0]); 100];
    let result = Builder::new(p256()).extensions(&extensions).issue_from_der(authority());
    let error = result.expect_err("a refusal");
    let kind = ViolationKind::Csr(CsrError::RepeatedExtension(object_identifier("1.3.6.1.4.1.55555.1")));
    assert_eq!(error.violations().iter().filter(|violation| *violation.kind() == kind).count(), 99);
    assert!(error.message().chars().count() <= 1_024);
}

#[test]
fn e4_thousands_of_names_are_counted() {
    let names = vec![dns("a"); 10_000];
    let start = Instant::now();
    let result = Builder::new(p256()).extensions(&[subject_alt_name(&names)]).issue_from_der(authority());
    let expected = (
        "/csr#/extensionRequest/subjectAltName".to_string(),
        ErrorCode::Parameter,
        ViolationKind::TooMany { found: 10_000, max: 100 },
    );
    assert_eq!(violations(result), [expected]);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn e4_a_subject_of_a_hundred_attributes_is_copied_and_of_more_refused() {
    let of = |attributes: u32| {
        let rdn = |number: u32| tlv(0x31, name_attribute("2.5.4.11", UTF8, number.to_string()));
        sequence((0..attributes).map(rdn))
    };
    let issued = Builder::new(p256()).subject(of(100)).issue_from_der(authority());
    assert_eq!(certified_subject(&issued.expect("a certificate")), of(100));
    let attribute = |number: u32| name_attribute("2.5.4.11", UTF8, format!("{number:04}"));
    let in_one_rdn = sequence([tlv(0x31, concat((0..1_000).map(attribute)))]);
    let of_empty_rdns = sequence(vec![[0x31, 0]; 300]);
    for (subject, found) in [(of(101), 101), (of(1_000), 1_000), (in_one_rdn, 1_000), (of_empty_rdns, 300)] {
        let result = Builder::new(p256()).subject(subject).issue_from_der(authority());
        let expected = ("/csr#/subject", ViolationKind::TooMany { found, max: 100 });
        let violations = violations(result);
        assert_eq!(violations, [(expected.0.to_string(), ErrorCode::DistinguishedName, expected.1)]);
    }
}

#[test]
fn e4_deep_nesting_ends_no_stack() {
    let mut deep = Vec::new();
    for _ in 0..8_000 {
        deep = tlv(0x30, deep);
    }
    let result = Csr::from_der(&deep);
    defective(result, "/csr", ErrorCode::Parameter, CsrError::Der("the CSR"));
    let within = Builder::new(p256()).attributes(&[attribute("1.3.6.1.4.1.55555.1", &[deep])]);
    let issued = within.issue_from_der(authority()).expect("a certificate");
    let kind = NoticeKind::AttributeIgnored(object_identifier("1.3.6.1.4.1.55555.1"));
    assert_eq!(crate::check::notices(&issued), [("/csr#/attributes/1.3.6.1.4.1.55555.1", kind)]);
}

#[test]
fn e4_an_enormous_identifier_is_named_in_short() {
    // One arc of 20,000 octets: its decimal form has 42,000 digits.
    let mut content = vec![0xff; 20_000];
    content.push(0x7f);
    let strange = sequence([tlv(0x06, &content), tlv(OCTET_STRING, [5, 0])]);
    let start = Instant::now();
    let issued = Builder::new(p256()).extensions(&[strange]).issue_from_der(authority());
    let issued = issued.expect("a certificate");
    assert_eq!(notices(&issued).len(), 1);
    let notice = issued.fields().notices().last().expect("a notice");
    assert!(notice.to_string().len() < 500, "{}", notice.to_string().len());
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn e4_enormous_rsa_numbers_are_refused_at_once() {
    let key = sequence([integer(&[0xff; 15_000]), integer(&[0xff; 15_000])]);
    let algorithm = toolkit::asn1::algorithm("1.2.840.113549.1.1.1", &toolkit::asn1::null());
    let request =
        Builder { signature: Some(toolkit::asn1::bit_string(&[0xff; 1_000])), ..Builder::new(rsa_2048()) }
            .spki(toolkit::asn1::spki(&algorithm, &key));
    let start = Instant::now();
    let kind = ViolationKind::PublicKey(certmint::error::PublicKeyError::ModulusBits(120_000));
    let expected = ("/csr#/subjectPKInfo".to_string(), ErrorCode::KeyAlgorithm, kind);
    assert_eq!(violations(Csr::from_der(&request.der())), [expected]);
    assert!(start.elapsed() < Duration::from_secs(5));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn e4_octets_at_random_end_in_a_refusal(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        let error = Csr::from_der(&octets).expect_err("no CSR by chance");
        prop_assert!(!error.violations().is_empty());
        let error = Csr::from_pem(&to_pem("CERTIFICATE REQUEST", &octets)).expect_err("no CSR by chance");
        prop_assert!(!error.violations().is_empty());
    }

    #[test]
    fn e4_a_request_with_one_octet_changed_is_never_issued(position in 0usize..10_000, change in 1u8..) {
        let request = Builder::new(p256())
            .attributes(&[extension_request(&[subject_alt_name(&[dns("a.example")])])]);
        let mut der = request.der();
        let position = position % der.len();
        der[position] ^= change;
        let error = Csr::from_der(&der).expect_err("the signature covers it");
        prop_assert!(error.violations().iter().all(|violation| violation.pointer().starts_with("/csr")));
    }

    #[test]
    fn e4_text_at_random_ends_in_a_refusal(text in "(-----BEGIN |-----END |CERTIFICATE REQUEST|-----|\\\\n|\n|[A-Za-z0-9+/=é]){0,40}") {
        prop_assert!(Csr::from_pem(&text).is_err());
    }
}

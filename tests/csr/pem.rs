//! C1: the text around a CSR.

use certmint::Csr;
use certmint::error::{CsrError, ErrorCode, LengthError, ViolationKind};
use serde_json::{Value, json};

use crate::check::{authority, certified_subject, defective, refused};
use toolkit::asn1::{PRINTABLE, UTF8, dns, name, subject_alt_name};
use toolkit::builder::{Builder, p256, to_pem};
use toolkit::{csr_body, csr_json, extension};

const BEGIN: &str = "-----BEGIN CERTIFICATE REQUEST-----";
const END: &str = "-----END CERTIFICATE REQUEST-----";

fn request() -> Builder {
    Builder::new(p256()).extensions(&[subject_alt_name(&[dns("test.example")])])
}

/// The base64 of a CSR, without line breaks.
fn base64() -> String {
    request().pem().lines().filter(|line| !line.contains("-----")).collect()
}

/// The text is read as the CSR of [`request`], with exactly the signed bytes.
#[track_caller]
fn assert_read(text: &str) {
    let issued = csr_json(authority(), &csr_body(text)).unwrap_or_else(|error| panic!("{error}: {text:?}"));
    assert_eq!(certified_subject(&issued), request().subject);
    assert_eq!(extension(&issued, "2.5.29.17"), Some((false, b"\x30\x0e\x82\x0ctest.example".to_vec())));
}

#[track_caller]
fn assert_defect(text: &str, defect: CsrError) {
    let pem = csr_json(authority(), &csr_body(text));
    defective(pem, "/csr", ErrorCode::Parameter, defect.clone());
    defective(Csr::from_pem(text), "/csr", ErrorCode::Parameter, defect);
}

#[test]
fn c1_the_request_of_the_api_page_is_issued() {
    let body: Value =
        serde_json::from_str(include_str!("../../examples/data/csr.json")).expect("the sample is JSON");
    let issued = csr_json(authority(), &body).expect("a certificate");
    // Spelled as in the API documentation.
    let subject = name(&[
        ("2.5.4.6", PRINTABLE, "CN"),
        ("2.5.4.8", PRINTABLE, "sichaun"),
        ("2.5.4.7", PRINTABLE, "chengdu"),
        ("2.5.4.10", PRINTABLE, "HW"),
        ("2.5.4.11", PRINTABLE, "IT"),
        ("2.5.4.3", PRINTABLE, "test.com"),
    ]);
    assert_eq!(certified_subject(&issued), subject);
    assert_eq!(extension(&issued, "2.5.29.17"), Some((false, b"\x30\x0a\x82\x08test.com".to_vec())));
    // digitalSignature and keyAgreement, the default of the API documentation.
    assert_eq!(extension(&issued, "2.5.29.15"), Some((true, vec![3, 2, 3, 0x88])));
}

#[test]
fn c1_both_labels_are_accepted() {
    for label in ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"] {
        assert_read(&to_pem(label, &request().der()));
    }
}

#[test]
fn c1_every_kind_of_line_end_is_accepted() {
    for line_end in ["\n", "\r\n", "\\n", "\\r\\n", "\r", "\\r", " \n\t"] {
        assert_read(&request().pem().replace('\n', line_end));
    }
}

#[test]
fn c1_line_ends_of_both_kinds_may_be_mixed() {
    let pem = request().pem();
    let (head, rest) = pem.split_at(100);
    assert_read(&format!("{}{}", head.replace('\n', "\\r\\n"), rest.replace('\n', "\r\n")));
}

#[test]
fn c1_base64_may_be_wrapped_at_any_width() {
    let base64 = base64();
    for width in [1, 3, 7, 63, 64, 65, 76, 79, 1_000] {
        let lines: Vec<&str> = base64
            .as_bytes()
            .chunks(width)
            .map(|line| std::str::from_utf8(line).expect("base64 is ASCII"))
            .collect();
        assert_read(&format!("{BEGIN}\n{}\n{END}\n", lines.join("\n")));
    }
}

#[test]
fn c1_text_outside_the_block_is_tolerated() {
    let pem = request().pem();
    assert_read(&format!("Request of Zoë — für den Server:\nsubject: CN=Test\n\n{pem}\n\nKind regards\n"));
    assert_read(pem.trim_end());
}

#[test]
fn c1_5120_characters_are_accepted_and_5121_are_refused() {
    let pem = request().pem();
    // Two octets each: the limit counts characters.
    let padding = "é".repeat(5_120 - pem.chars().count());
    assert_read(&format!("{padding}{pem}"));
    for text in [format!("{padding}é{pem}"), format!("{padding}{pem}x"), "A".repeat(5_121)] {
        let kind = ViolationKind::Length(LengthError { found: 5_121, min: 1, max: 5_120 });
        refused(csr_json(authority(), &csr_body(&text)), "/csr", ErrorCode::Parameter, kind.clone());
        refused(Csr::from_pem(&text), "/csr", ErrorCode::Parameter, kind);
    }
}

#[test]
fn c1_an_escape_counts_as_the_characters_that_it_has() {
    let pem = request().pem().replace('\n', "\\n");
    let padding = "\\n".repeat((5_120 - pem.len()) / 2);
    assert_read(&format!("{padding}{pem}"));
    let kind =
        ViolationKind::Length(LengthError { found: padding.len() + pem.len() + 2, min: 1, max: 5_120 });
    refused(Csr::from_pem(&format!("{padding}\\n{pem}")), "/csr", ErrorCode::Parameter, kind);
}

#[test]
fn c1_an_empty_text_is_refused() {
    refused(csr_json(authority(), &csr_body("")), "/csr", ErrorCode::Parameter, ViolationKind::Missing);
    let kind = ViolationKind::Length(LengthError { found: 0, min: 1, max: 5_120 });
    refused(Csr::from_pem(""), "/csr", ErrorCode::Parameter, kind);
}

#[test]
fn c1_a_csr_that_is_missing_or_no_text_is_refused() {
    let mut body = csr_body("");
    let object = body.as_object_mut().expect("an object");
    object.remove("csr");
    refused(csr_json(authority(), &body), "/csr", ErrorCode::Parameter, ViolationKind::Missing);
    for (value, found) in [(json!(7), "an integer"), (json!([request().pem()]), "an array")] {
        body["csr"] = value;
        let kind = ViolationKind::WrongType { found, expected: "a string" };
        refused(csr_json(authority(), &body), "/csr", ErrorCode::Parameter, kind);
    }
}

#[test]
fn c1_without_a_block_there_is_nothing_to_read() {
    for text in [" ", "\\n", "no request at all", &base64(), "-----begin certificate request-----"] {
        assert_defect(text, CsrError::NoPemBlock);
    }
}

#[test]
fn c1_more_than_one_block_is_refused() {
    let pem = request().pem();
    let certificate = to_pem("CERTIFICATE", b"\x30\x00");
    for text in [pem.repeat(2), format!("{pem}{certificate}"), format!("{certificate}{pem}")] {
        assert_defect(&text, CsrError::SeveralPemBlocks);
    }
}

#[test]
fn c1_other_labels_are_refused() {
    let der = request().der();
    for label in [
        "CERTIFICATE",
        "X509 CRL",
        "PUBLIC KEY",
        "certificate request",
        "CERTIFICATE REQUEST ",
        " CERTIFICATE REQUEST",
        "OLD CERTIFICATE REQUEST",
    ] {
        let text = request().pem().replace("CERTIFICATE REQUEST", label);
        assert_defect(&text, CsrError::PemLabel);
    }
    assert_defect(&to_pem("CERTIFICATE", &der), CsrError::PemLabel);
    assert_defect("-----BEGIN CERTIFICATE REQUEST", CsrError::PemLabel);
}

#[test]
fn c1_the_end_must_match_the_beginning() {
    let base64 = base64();
    for end in [
        "",
        "-----END NEW CERTIFICATE REQUEST-----",
        "-----END CERTIFICATE-----",
        "-----END CERTIFICATE REQUEST",
        "-----END CERTIFICATE REQUEST----",
        "----END CERTIFICATE REQUEST-----",
    ] {
        assert_defect(&format!("{BEGIN}\n{base64}\n{end}"), CsrError::PemEnd);
    }
}

#[test]
fn c1_what_is_not_base64_is_refused() {
    let base64 = base64();
    let cut = &base64[..base64.len() - 1];
    for content in [
        cut,
        &format!("{cut}*"),
        &format!("{base64}="),
        &format!("====\n{base64}"),
        // RFC 4648 §5: another alphabet.
        &format!("{}--__", base64.trim_end_matches('=')),
        &format!("Proc-Type: 4,ENCRYPTED\n\n{base64}"),
        &format!("{base64}\u{a0}"),
        &format!("{base64}\\t"),
    ] {
        assert_defect(&format!("{BEGIN}\n{content}\n{END}\n"), CsrError::Base64);
    }
}

#[test]
fn c1_an_empty_block_is_no_request() {
    assert_defect(&format!("{BEGIN}\n{END}\n"), CsrError::Der("the CSR"));
}

#[test]
fn c1_der_is_accepted_from_rust_code() {
    let csr = Csr::from_der(&request().der()).expect("a CSR");
    assert_eq!(csr.subject().as_der(), request().subject);
    assert_eq!(csr.public_key().as_spki_der(), request().spki);
    let names: Vec<String> = csr.alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["DNS:test.example"]);
}

#[test]
fn c1_pem_is_no_der() {
    let pem = request().pem();
    let result = Csr::from_der(pem.as_bytes());
    defective(result, "/csr", ErrorCode::Parameter, CsrError::Der("the CSR"));
}

#[test]
fn c1_the_subject_of_a_text_with_letters_beyond_ascii_survives() {
    let subject = name(&[("2.5.4.3", UTF8, "Zoë 証明書 🔑")]);
    let issued = request().subject(subject.clone()).issue().expect("a certificate");
    assert_eq!(certified_subject(&issued), subject);
}

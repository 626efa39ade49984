//! W20: what exports hold.

use std::collections::BTreeMap;

use certmint::wire::ExportFormat::{Apache, Iis, Nginx, Other, Tomcat};
use certmint::wire::{Body, Export, ExportBody, ExportFormat, file_stem};
use certmint::{Authority, Certificate, EndEntityRequest, Issued, KeyAlgorithm, PrivateKey};
use serde_json::{Value, json};

use toolkit::{now, params, rng, root, subordinate, years};

struct Sample {
    issued: Issued,
    above: Vec<Certificate>,
}

fn sample() -> Sample {
    let below: Authority = subordinate(&root(KeyAlgorithm::Ec256), KeyAlgorithm::Ec256, 0);
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "leaf", years(1)));
    let issued = below.issue(&request, now(), &mut rng(3)).expect("a certificate");
    let above: Vec<_> = issued.chain().skip(1).cloned().collect();
    assert_eq!(above.len(), 2);
    Sample { issued, above }
}

impl Sample {
    fn key(&self) -> &PrivateKey {
        self.issued.private_key().expect("a key")
    }

    fn export(&self, format: ExportFormat, is_compressed: bool, with_key: bool, password: &str) -> Export {
        let json = json!({ "is_compressed": is_compressed, "type": format.as_str(), "password": password });
        let request = Body::from_json(json.to_string().as_bytes()).expect("JSON").read_export();
        let key = with_key.then(|| self.key());
        let request = request.expect("a request");
        request.export(self.issued.certificate(), &self.above, key, &mut rng(9)).expect("an export")
    }

    fn own(&self) -> String {
        self.issued.certificate().to_pem()
    }

    fn chain(&self) -> String {
        self.above.iter().map(Certificate::to_pem).collect()
    }
}

fn files(export: Export) -> BTreeMap<&'static str, String> {
    let Export::Files(files) = export else { panic!("no files: {export:?}") };
    files.iter().map(|file| (file.name, file.content.to_string())).collect()
}

fn json_of(export: Export) -> Value {
    let Export::Body(body) = export else { panic!("no body: {export:?}") };
    serde_json::to_value(body).expect("JSON")
}

#[test]
fn w20_each_format_has_the_files_of_the_api() {
    let sample = sample();
    let (own, chain, key) = (sample.own(), sample.chain(), sample.key().to_pkcs8_pem().to_string());
    let with_chain = format!("{own}{chain}");
    for (format, expected) in [
        (Apache, vec![("server.key", &key), ("server.crt", &own), ("chain.crt", &chain)]),
        (Nginx, vec![("server.key", &key), ("server.crt", &with_chain)]),
        (Other, vec![("server.key", &key), ("server.pem", &own), ("chain.pem", &chain)]),
    ] {
        let expected = expected.into_iter().map(|(name, pem)| (name, pem.clone())).collect();
        assert_eq!(files(sample.export(format, true, true, "")), expected, "{format}");
    }
    assert!(matches!(sample.export(Iis, true, true, "secret"), Export::Pkcs12));
    assert!(matches!(sample.export(Tomcat, true, true, ""), Export::JavaKeyStore));
}

#[test]
fn w20_a_key_of_a_csr_is_in_no_export() {
    let sample = sample();
    let (own, chain) = (sample.own(), sample.chain());
    let with_chain = format!("{own}{chain}");
    for (format, expected) in [
        (Apache, vec![("server.crt", &own), ("chain.crt", &chain)]),
        (Nginx, vec![("server.crt", &with_chain)]),
        (Iis, vec![("server.crt", &own), ("chain.crt", &chain)]),
        (Tomcat, vec![("server.crt", &own), ("chain.crt", &chain)]),
        (Other, vec![("cert.pem", &own), ("chain.pem", &chain)]),
    ] {
        let expected: BTreeMap<_, _> = expected.into_iter().map(|(name, pem)| (name, pem.clone())).collect();
        for password in ["", "secret"] {
            assert_eq!(files(sample.export(format, true, false, password)), expected, "{format}");
        }
    }
    let body = json_of(sample.export(Other, false, false, "secret"));
    assert_eq!(body.as_object().expect("an object").len(), 2);
}

#[test]
fn w20_without_compression_lines_end_with_crlf() {
    let sample = sample();
    let crlf = |pem: &str| pem.replace('\n', "\r\n");
    for format in [Apache, Nginx, Other] {
        let expected = json!({
            "private_key": crlf(&sample.key().to_pkcs8_pem()),
            "certificate": crlf(&sample.own()),
            "certificate_chain": crlf(&sample.chain()),
        });
        assert_eq!(json_of(sample.export(format, false, true, "")), expected);
    }
    let of_ca = serde_json::to_value(ExportBody::new(sample.issued.certificate(), &[])).expect("JSON");
    assert_eq!(of_ca, json!({ "certificate": crlf(&sample.own()), "certificate_chain": "" }));
}

#[test]
fn w20_a_password_encrypts_the_key() {
    let sample = sample();
    let decrypted = |pem: &str| {
        assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"), "{pem}");
        PrivateKey::from_encrypted_pkcs8_pem(pem, "pässword".as_bytes()).expect("a key").to_pkcs8_der()
    };
    let body = json_of(sample.export(Apache, false, true, "pässword"));
    assert_eq!(decrypted(body["private_key"].as_str().expect("PEM")), sample.key().to_pkcs8_der());
    let files = files(sample.export(Nginx, true, true, "pässword"));
    assert_eq!(decrypted(&files["server.key"]), sample.key().to_pkcs8_der());
}

#[test]
fn e2_no_debug_output_of_an_export_shows_the_key() {
    let sample = sample();
    let key = sample.key().to_pkcs8_pem();
    let secret = key.lines().nth(1).expect("a line");
    for export in [sample.export(Other, false, true, ""), sample.export(Other, true, true, "")] {
        let told = format!("{export:?}");
        assert!(!told.contains(secret) && !told.contains("PRIVATE KEY"), "{told}");
    }
}

#[test]
fn w20_names_of_files_are_safe() {
    assert_eq!(Nginx.zip_name("*.example.org"), "_.example.org_nginx.zip");
    assert_eq!(file_stem("ä/..\\\"x;\u{202e}\r\n"), "__..__x____");
}

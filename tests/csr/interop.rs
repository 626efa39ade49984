//! Requests made by other software.

use certmint::Issued;
use certmint::error::NoticeKind;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, KeyUsagePurpose};
use x509_cert::der::{Decode, Encode};

use crate::check::{authority, certified_spki, certified_subject, notices, object_identifier};
use toolkit::openssl::{openssl, openssl_text};
use toolkit::{csr_body, csr_json, extension};

/// `openssl req -new -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest`, OpenSSL
/// 3.0, with a challenge password, an unstructured name and five extensions.
const OPENSSL_PSS: &str = "\
-----BEGIN CERTIFICATE REQUEST-----
MIIDyDCCAnwCAQAwOTELMAkGA1UEBhMCREUxEDAOBgNVBAoMB0V4YW1wbGUxGDAW
BgNVBAMMD3Bzcy5leGFtcGxlLm9yZzCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC
AQoCggEBAKIP3mlJcAyxUukRHH89t2M4MIFLd0XJDGD2sJhf9p5GTQqXV9ChG5UI
Hr92ncbzPOMj5oiBoLCTMmOdl2F+BrD+lsYK8Pk+zLIiwT8MUHL+ghu0D3osrUAi
MaNZG+JNmsTDA40KvcYkDcwaDxmqDiOAy5u6I26A1gY8TifDi6Tw8pLnd6qDNuGU
+zSe/p1jHoECvpugETH/ttb00VWqp4l8g2ogNCMbNb7VR5hIOVcS5Fna7YjoHJfK
ULaJp2LPh1OVdHeiZXx96+w7ZdoFprpmbLtO+Qbt5lDjyaIJVx0LPmIiEtZol7xN
ktRR83W4Ro3kYoJ60hUtazNMwIwN4w8CAwEAAaCCARQwIwYJKoZIhvcNAQkCMRYM
FEFuIFVuc3RydWN0dXJlZCBOYW1lMCQGCSqGSIb3DQEJBzEXDBVjb3JyZWN0IGhv
cnNlIGJhdHRlcnkwgcYGCSqGSIb3DQEJDjGBuDCBtTBaBgNVHREEUzBRgg9wc3Mu
ZXhhbXBsZS5vcmeHBMAAAgeHECABDbgAAAAAAAAAAAAAAAeBD29wc0BleGFtcGxl
Lm9yZ4YVaHR0cHM6Ly9leGFtcGxlLm9yZy9hMA4GA1UdDwEB/wQEAwIFoDAdBgNV
HSUEFjAUBggrBgEFBQcDAQYIKwYBBQUHAwIwCQYDVR0TBAIwADAdBgNVHQ4EFgQU
t7H1amlxBXmRSfBP5Ff6bT+3hwUwQQYJKoZIhvcNAQEKMDSgDzANBglghkgBZQME
AgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEgA4IBAQBaNAzh
HD5TFnfPI5eZddZdvHqIhU5rGFghkDY2x54mgmpbndvTpb7c0UcUHS7Jr18V4gy7
JwcY6h/r7zosgH6deTI6sEcIn4GoODKuFevGwjDXjDMcLTARUf6f4CaHJ8cipA6a
a49sty5/lj4EnUQgzVwLd8shk9859COnFh+7vYsmhsF7SEGklu/Jb4OHWBy4W4Ru
bO5be4WP9yrq8Eq9+SJoY+EK/hBO2CEN5QInpW7TgQdjxQIDpzBb7mHhx0GsiG2v
f+a701hvIKWn0L4mnmjNyZYFeQHsuy7BCFhgIY22hBfaE1QXFTNnSKGIEPYCDa3I
9le2JycM/bfzJKmP
-----END CERTIFICATE REQUEST-----";

/// `openssl req -new -sha512` with a P-384 key, cA TRUE and pathlen 3.
const OPENSSL_CA: &str = "\
-----BEGIN CERTIFICATE REQUEST-----
MIIBQjCByQIBADAVMRMwEQYDVQQDDApJc3N1aW5nIENBMHYwEAYHKoZIzj0CAQYF
K4EEACIDYgAEgkgyqWVhEnEJFOPXtlDkUTq6AlZK9EQQlJY6kr20O9M0GO162FV9
jHDOLdOatoKeWNxqiFInKcgOc74rX2iqRkjnYmKxvYoA+98oQ2/zrPDahCO8Jr+6
jXfDopIdjGE7oDUwMwYJKoZIhvcNAQkOMSYwJDAOBgNVHQ8BAf8EBAMCAYYwEgYD
VR0TAQH/BAgwBgEB/wIBAzAKBggqhkjOPQQDBANoADBlAjEA/21+Moz57AHmYDcz
a0SD8A8bn6+0SNWMf71o07ycZ54PgXxZ/ePsrHgp0a4AyWyNAjBHtQYzIg/NlLO/
7LE8gzqYwNCFGoJvqB78aC6CAHFnUsbVDEprrnooG9iAQfeleDY=
-----END CERTIFICATE REQUEST-----";

/// `openssl req -new -sha384 -subj /C=DE/OU=a+OU=b/CN=plain` with a P-256 key and no extensions.
const OPENSSL_PLAIN: &str = "\
-----BEGIN CERTIFICATE REQUEST-----
MIHuMIGVAgEAMDMxCzAJBgNVBAYTAkRFMRQwCAYDVQQLDAFhMAgGA1UECwwBYjEO
MAwGA1UEAwwFcGxhaW4wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASlNcxF3jsW
9ATETFbTlMWyEXIsVGYThv0OfQzGz5RR2/jjJQNWXsqRS47Wqma5pdU4DSEgEU3T
3A7nCCz3PRXsoAAwCgYIKoZIzj0EAwMDSAAwRQIgWLzqtOT77gUlpVbVQKSJ9JVs
RqNsIT9/ZtLNuK7Y1cICIQCAwJqS2+RtZEnrLAIRXKOSTYDS2MdaWeCArwsYIXB7
bg==
-----END CERTIFICATE REQUEST-----";

/// Issues for the text. Key and subject equal those that x509-cert reads in it.
fn issue(pem: &str, kind: &str) -> Issued {
    let mut body = csr_body(pem);
    body["type"] = kind.into();
    let issued = csr_json(authority(), &body).unwrap_or_else(|error| panic!("{error}"));
    let (_, der) = x509_cert::der::pem::decode_vec(pem.trim().as_bytes()).expect("PEM");
    let request = x509_cert::request::CertReq::from_der(&der).expect("a CSR");
    assert_eq!(certified_spki(&issued), request.info.public_key.to_der().expect("DER"));
    assert_eq!(certified_subject(&issued), request.info.subject.to_der().expect("DER"));
    issued
}

#[test]
fn c3_a_pss_request_of_openssl_is_issued() {
    let issued = issue(OPENSSL_PSS, "ENTITY_CERT");
    let names: Vec<String> = issued.fields().alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(
        names,
        [
            "DNS:pss.example.org",
            "IP:192.0.2.7",
            "IP:2001:db8::7",
            "EMAIL:ops@example.org",
            "URI:https://example.org/a"
        ]
    );
    assert_eq!(issued.fields().key_usages().to_string(), "digitalSignature, keyEncipherment");
    let purposes: Vec<String> =
        issued.fields().extended_key_usage().purposes().iter().map(ToString::to_string).collect();
    assert_eq!(purposes, ["serverAuth", "clientAuth"]);
    let ignored = |dotted| NoticeKind::AttributeIgnored(object_identifier(dotted));
    assert_eq!(
        notices(&issued),
        [
            ("/csr#/attributes/1.2.840.113549.1.9.2", ignored("1.2.840.113549.1.9.2")),
            ("/csr#/attributes/1.2.840.113549.1.9.7", ignored("1.2.840.113549.1.9.7")),
            (
                "/csr#/extensionRequest/2.5.29.14",
                NoticeKind::ExtensionNotGranted(object_identifier("2.5.29.14"))
            ),
        ]
    );
}

#[test]
fn c3_pss_requests_of_openssl_with_any_salt_are_issued() {
    for (bits, hash) in [(2_048, "sha256"), (2_056, "sha384"), (3_072, "sha512")] {
        let key = openssl(&format!("genrsa {bits}"), b"");
        // Without a length, OpenSSL uses the longest salt that fits.
        for salt in [
            "",
            " -sigopt rsa_pss_saltlen:max",
            " -sigopt rsa_pss_saltlen:digest",
            " -sigopt rsa_pss_saltlen:0",
        ] {
            let options = format!("-subj /CN=pss.example -{hash} -sigopt rsa_padding_mode:pss{salt}");
            let pem = openssl_text(&format!("req -new -key /dev/stdin {options}"), &key);
            assert_eq!(issue(&pem, "ENTITY_CERT").fields().subject().to_string(), "CN=pss.example");
        }
    }
}

#[test]
fn c4_requests_of_openssl_with_compressed_points_are_issued() {
    for curve in ["prime256v1", "secp384r1"] {
        let option = format!("ecparam -name {curve} -genkey -noout");
        // Every second point has an odd y.
        for _ in 0..6 {
            let key = openssl("ec -conv_form compressed", &openssl(&option, b""));
            let pem = openssl_text("req -new -key /dev/stdin -subj /CN=compressed.example -sha256", &key);
            let issued = issue(&pem, "ENTITY_CERT");
            let (octets, spki) = (if curve == "prime256v1" { 32 } else { 48 }, certified_spki(&issued));
            assert!(matches!(spki[spki.len() - octets - 1], 2 | 3), "{spki:02x?}");
        }
    }
}

#[test]
fn c10_a_ca_request_of_openssl_is_issued_as_ca_alone() {
    let issued = issue(OPENSSL_CA, "INTERMEDIATE_CA");
    assert_eq!(extension(&issued, "2.5.29.19"), Some((true, vec![0x30, 6, 1, 1, 0xff, 2, 1, 0])));
    assert_eq!(issued.fields().key_usages().to_string(), "digitalSignature, keyCertSign, cRLSign");
    let pointer = "/csr#/extensionRequest/basicConstraints";
    assert_eq!(notices(&issued), [(pointer, NoticeKind::PathLengthInCsr)]);
    let error = csr_json(authority(), &csr_body(OPENSSL_CA)).expect_err("a refusal");
    let pointers: Vec<String> = error.violations().iter().map(|violation| violation.pointer()).collect();
    assert_eq!(pointers, [pointer, "/csr#/extensionRequest/keyUsage"]);
    assert_eq!(error.code().as_str(), "PCA.00020001");
}

#[test]
fn c2_a_request_of_openssl_without_extensions_is_issued() {
    let issued = issue(OPENSSL_PLAIN, "ENTITY_CERT");
    assert_eq!(issued.fields().subject().to_string(), "C=DE, OU=a+OU=b, CN=plain");
    assert_eq!(notices(&issued), []);
}

#[test]
fn c3_requests_of_rcgen_are_issued() {
    for algorithm in [&rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384] {
        let key = KeyPair::generate_for(algorithm).expect("a key");
        let params = CertificateParams::new(vec!["rcgen.example".into(), "192.0.2.9".into()]).expect("names");
        let pem = params.serialize_request(&key).expect("a CSR").pem().expect("PEM");
        let issued = issue(&pem, "ENTITY_CERT");
        let names: Vec<String> =
            issued.fields().alternative_names().iter().map(ToString::to_string).collect();
        assert_eq!(names, ["DNS:rcgen.example", "IP:192.0.2.9"]);
    }
}

#[test]
fn c10_a_ca_request_of_rcgen_is_no_ca_unless_the_type_says_so() {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let pem = params.serialize_request(&key).expect("a CSR").pem().expect("PEM");
    let error = csr_json(authority(), &csr_body(&pem)).expect_err("a refusal");
    assert_eq!(error.code().as_str(), "PCA.00020001");
    let issued = issue(&pem, "INTERMEDIATE_CA");
    assert_eq!(issued.fields().key_usages().to_string(), "keyCertSign, cRLSign");
}

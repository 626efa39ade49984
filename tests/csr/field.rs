//! Requests that devices, CAs and other software send: those in `field`, each with its result.

use certmint::request::CertificateType;
use certmint::{Authority, Csr, CsrRequest, Error, Issued, Profile};

use crate::check::{authority, with_profile};
use toolkit::{now, rng, years};

fn csr(name: &str) -> Csr {
    let path = toolkit::path(&format!("tests/csr/field/{name}.csr.pem"));
    Csr::from_pem(&std::fs::read_to_string(path).expect("a file")).unwrap_or_else(|error| panic!("{error}"))
}

fn issue_by(name: &str, authority: &Authority) -> Result<Issued, Error> {
    let path = toolkit::path(&format!("tests/csr/field/{name}.csr.pem"));
    let csr = Csr::from_pem(&std::fs::read_to_string(path).expect("a file"))?;
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1))?;
    authority.issue(&request, now(), &mut rng(4))
}

/// The issued certificate has this subject, these names and key usages, and the result has these
/// notices.
#[track_caller]
fn assert_issued(name: &str, subject: &str, names: &[&str], key_usages: &str, notices: &[&str]) {
    let issued = issue_by(name, authority()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(issued.fields().subject().to_string(), subject);
    let found: Vec<String> = issued.fields().alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(found, names);
    assert_eq!(issued.fields().key_usages().to_string(), key_usages);
    let found: Vec<String> = issued.fields().notices().iter().map(ToString::to_string).collect();
    assert_eq!(found, notices);
    // Copied values are byte-for-byte equal.
    let csr = csr(name);
    assert_eq!(issued.fields().subject().as_der(), csr.subject().as_der());
    assert_eq!(crate::check::certified_spki(&issued), csr.public_key().as_spki_der());
    assert_eq!(crate::check::certified_subject(&issued), csr.subject().as_der());
}

const DEFAULT: &str = "digitalSignature, keyAgreement";
const RSA_AGREEMENT: &str = "/csr#/extensionRequest/keyUsage: keyAgreement is not for RSA keys (RFC 3279 \
                             §2.3.1), and some verifiers reject a server certificate that has it; request \
                             the key usages that you need";
const NULL_PARAMETERS: &str = "/csr#/signatureAlgorithm: the parameters of the ECDSA signature algorithm \
                               are NULL, but must be absent (RFC 5758 §3.2); accepted, because its meaning \
                               is unambiguous";
const NAMELESS_SERVER: &str = "/csr#/extensionRequest/subjectAltName: there is no alternative name, but \
                               verifiers of servers check nothing else (RFC 9525 §2); request the server's \
                               DNS name or IP address";
const NO_EXTENSIONS: &str = "/csr#/extensionRequest: the extension request is empty; omit it if no \
                             extension is requested; accepted, because its meaning is unambiguous";

#[test]
fn c2_mbed_tls_writes_null_parameters() {
    assert_issued(
        "mbedtls-ec",
        "CN=esp32-0042, O=Example",
        &[],
        DEFAULT,
        &[NULL_PARAMETERS, NAMELESS_SERVER],
    );
}

#[test]
fn c2_matter_nodes_write_an_empty_extension_request() {
    assert_issued("matter-node", "O=CSA", &[], DEFAULT, &[NO_EXTENSIONS, NAMELESS_SERVER]);
}

#[test]
fn c2_mbed_tls_writes_key_usages_with_trailing_zero_bits() {
    assert_issued(
        "mbedtls-key-usage-7-bits",
        "CN=device.example.org",
        &[],
        "digitalSignature",
        &[
            "/csr#/extensionRequest/keyUsage: keyUsage has trailing zero bits, but DER omits them; \
             accepted, because its meaning is unambiguous",
            NAMELESS_SERVER,
        ],
    );
}

#[test]
fn c5_cisco_writes_unstructured_names_as_ia5_strings() {
    assert_issued(
        "cisco-ios",
        "C=US, CN=r1.example.org, unstructuredName=r1.example.org",
        &[],
        "digitalSignature, keyEncipherment",
        &[NAMELESS_SERVER],
    );
}

#[test]
fn c2_scep_clients_write_attributes_in_their_own_order() {
    assert_issued(
        "scep-client-rsa",
        "O=Example, CN=laptop-17.example.org",
        &["DNS:laptop-17.example.org", "IP:10.1.2.3"],
        DEFAULT,
        &[
            "/csr#/attributes/1.2.840.113549.1.9.7: the attribute challengePassword of the CSR was ignored",
            "/csr#/attributes: the attributes are not in the order that DER requires for a SET OF; \
             accepted, because its meaning is unambiguous",
            RSA_AGREEMENT,
        ],
    );
}

#[test]
fn c2_windows_writes_extensions_into_an_attribute_of_microsofts() {
    assert_issued(
        "microsoft-extension-attribute",
        "CN=device.example.org",
        &["DNS:ms.example.org"],
        DEFAULT,
        &[
            "/csr#/attributes/1.3.6.1.4.1.311.2.1.14: the extensions were taken from Microsoft's attribute, \
             as if it were extensionRequest",
            RSA_AGREEMENT,
        ],
    );
}

#[test]
fn c6_must_staple_is_named_where_it_is_not_granted() {
    assert_issued(
        "must-staple",
        "CN=x",
        &["DNS:x.example.org"],
        DEFAULT,
        &["/csr#/extensionRequest/1.3.6.1.5.5.7.1.24: the extension TLS feature (must-staple) is not \
             granted; only extensions that the profile lists are copied, and only if their values are well \
             formed"],
    );
}

#[test]
fn s8_a_server_with_a_common_name_alone_is_issued_and_told() {
    assert_issued(
        "server-common-name-only",
        "CN=printer7.corp.example.org",
        &[],
        DEFAULT,
        &[NAMELESS_SERVER],
    );
    let issued = issue_by("server-common-name-only", authority()).expect("a certificate");
    assert_eq!(
        issued.fields().extended_key_usage().purposes(),
        [certmint::extension::KeyPurpose::ServerAuth]
    );
}

#[test]
fn c5_a_printable_string_with_an_ampersand_is_refused_for_that_character() {
    let error = issue_by("forge-printable-string", authority()).expect_err("a refusal");
    assert_eq!(
        error.message(),
        "/csr#/subject: the attribute organization (O), \"Smith & Sons\", contains U+0026 &, which a \
         PrintableString does not allow; encode it as a UTF8String, or remove the character"
    );
    assert_eq!(error.code().as_str(), "PCA.00020101");
}

#[test]
fn s7_a_user_principal_name_is_refused_by_its_name_unless_the_profile_lists_its_type() {
    let error = issue_by("dns-and-upn", authority()).expect_err("a refusal");
    assert_eq!(
        error.message(),
        "/csr#/extensionRequest/subjectAltName/1: an otherName of the type userPrincipalName (UPN) is not granted; \
         omit the name, or ask the operator to list its type in the profile (csr_other_names)"
    );
    assert_eq!(error.code().as_str(), "PCA.00020112");
    let upn = "1.3.6.1.4.1.311.20.2.3".parse().expect("an identifier");
    let listing = with_profile(toolkit::profile_with(|settings| settings.csr_other_names = vec![upn]));
    let issued = issue_by("dns-and-upn", &listing).expect("a certificate");
    let names: Vec<String> = issued.fields().alternative_names().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["DNS:pc1.corp.example", "UPN:PC1$@corp.example"]);
    let text = toolkit::openssl::openssl_text(
        "x509 -inform DER -noout -ext subjectAltName",
        issued.certificate().as_der(),
    );
    assert!(text.contains("DNS:pc1.corp.example, othername: UPN::PC1$@corp.example"), "{text}");
}

#[test]
fn c2_the_strict_profile_refuses_what_deviates_and_nothing_else() {
    let strict = with_profile(Profile::rfc());
    for (name, pointer) in [
        ("mbedtls-ec", "/csr#/signatureAlgorithm"),
        ("matter-node", "/csr#/extensionRequest"),
        ("mbedtls-key-usage-7-bits", "/csr#/extensionRequest/keyUsage"),
        ("scep-client-rsa", "/csr#/attributes"),
    ] {
        let error = issue_by(name, &strict).expect_err("a refusal");
        let pointers: Vec<String> =
            error.violations().iter().map(certmint::error::Violation::pointer).collect();
        assert_eq!(pointers, [pointer], "{name}");
        assert!(
            error.message().ends_with("because the profile requires strict encoding (csr_encoding)"),
            "{error}"
        );
    }
    for name in ["cisco-ios", "microsoft-extension-attribute", "must-staple"] {
        assert!(issue_by(name, &strict).is_ok(), "{name}");
    }
}

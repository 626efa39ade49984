//! A6: deviations that an issuer's certificate may have, their notices, and the verdicts of
//! verifiers.

use std::fs;
use std::path::PathBuf;

use certmint::error::{EncodingDeviation, IssuerError, IssuerNoticeKind};
use certmint::name::NameForm;
use certmint::{Authority, Certificate, Issued, Issuer, KeyAlgorithm, ObjectIdentifier, PrivateKey};

use toolkit::NOW_MILLISECONDS;
use toolkit::forge::{
    AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, CA, CERT_SIGN, COMMON_NAME, Forged, KEY_USAGE,
    NAME_CONSTRAINTS, ORGANIZATION, SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER, common_name, csr, extension,
    members, name, sequence, tlv,
};
use toolkit::openssl::try_openssl;
use toolkit::oracle::{tbs_members, verify_ders};
use toolkit::stock::{entity, key};

use IssuerNoticeKind as N;

const EXTENDED_KEY_USAGE: &[u8] = b"\x55\x1d\x25";

/// The verifiers that are run here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verifier {
    OpenSsl,
    /// OpenSSL with -x509_strict.
    OpenSslStrict,
    RustlsWebpki,
}

const NOBODY: &[Verifier] = &[];
const STRICT: &[Verifier] = &[Verifier::OpenSslStrict];
const OPENSSL: &[Verifier] = &[Verifier::OpenSsl, Verifier::OpenSslStrict];
const WEBPKI: &[Verifier] = &[Verifier::RustlsWebpki];
const ALL: &[Verifier] = &[Verifier::OpenSsl, Verifier::OpenSslStrict, Verifier::RustlsWebpki];

/// A case: a change to a valid CA below a valid root, the notices of the issuer, and the verifiers
/// here that refuse what it issues.
struct Case {
    name: &'static str,
    algorithm: KeyAlgorithm,
    refused_by: &'static [Verifier],
    change: fn(&mut Forged),
    expected: Vec<IssuerNoticeKind>,
}

fn case(
    name: &'static str,
    refused_by: &'static [Verifier],
    change: fn(&mut Forged),
    expected: Vec<IssuerNoticeKind>,
) -> Case {
    Case { name, algorithm: KeyAlgorithm::Ec256, refused_by, change, expected }
}

fn encoding(part: &'static str, deviation: EncodingDeviation) -> Vec<IssuerNoticeKind> {
    vec![N::Encoding { part, deviation }]
}

/// Replaces the extension with this identifier, or appends it.
fn replace(forged: &mut Forged, oid: &[u8], with: Vec<u8>) {
    let identifier = tlv(0x06, oid);
    match forged.extensions.iter().position(|extension| members(extension)[0] == identifier) {
        Some(position) => forged.extensions[position] = with,
        None => forged.extensions.push(with),
    }
}

fn remove(forged: &mut Forged, oid: &[u8]) {
    let identifier = tlv(0x06, oid);
    forged.extensions.retain(|extension| members(extension)[0] != identifier);
}

fn with_critical(oid: &[u8], critical: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(0x06, oid), critical, &tlv(0x04, value)])
}

fn cases() -> Vec<Case> {
    use EncodingDeviation as E;
    vec![
        case("nothing", NOBODY, |_| {}, vec![]),
        case(
            "a trailing zero bit of keyUsage",
            NOBODY,
            |ca| replace(ca, KEY_USAGE, extension(KEY_USAGE, true, b"\x03\x02\x00\x06")),
            encoding("keyUsage", E::KeyUsageTrailingZeroBits),
        ),
        case(
            "a trailing octet of keyUsage",
            NOBODY,
            |ca| replace(ca, KEY_USAGE, extension(KEY_USAGE, true, b"\x03\x03\x07\x06\x00")),
            encoding("keyUsage", E::KeyUsageTrailingZeroBits),
        ),
        case(
            "critical FALSE",
            NOBODY,
            |ca| {
                replace(ca, EXTENDED_KEY_USAGE, with_critical(b"\x2a\x03\x04", b"\x01\x01\x00", b"\x05\x00"))
            },
            encoding("extensions", E::CriticalFalse),
        ),
        case(
            "critical TRUE as 01",
            WEBPKI,
            |ca| replace(ca, BASIC_CONSTRAINTS, with_critical(BASIC_CONSTRAINTS, b"\x01\x01\x01", CA)),
            encoding("basicConstraints", E::CriticalTrue),
        ),
        case(
            "cA TRUE as 01",
            WEBPKI,
            |ca| replace(ca, BASIC_CONSTRAINTS, extension(BASIC_CONSTRAINTS, true, b"\x30\x03\x01\x01\x01")),
            encoding("basicConstraints", E::CaTrue),
        ),
        case(
            "an RDN out of order",
            NOBODY,
            |ca| {
                let attribute = |oid: &[u8], text: &[u8]| sequence(&[&tlv(0x06, oid), &tlv(0x0c, text)]);
                let rdn = [attribute(ORGANIZATION, b"Example"), attribute(COMMON_NAME, b"A6")].concat();
                ca.subject = sequence(&[&tlv(0x31, &rdn)]);
            },
            encoding("subject", E::RdnOrder),
        ),
        case(
            "an RDN without attributes",
            NOBODY,
            |ca| ca.subject = sequence(&[toolkit::content(&common_name("A6")), b"\x31\x00"]),
            encoding("subject", E::EmptyRdn),
        ),
        case(
            "GeneralizedTime before 2050",
            NOBODY,
            |ca| ca.validity = sequence(&[&tlv(0x18, b"20260101000000Z"), &tlv(0x17, b"491231235959Z")]),
            encoding("validity", E::GeneralizedTimeBefore2050),
        ),
        case(
            "minimum 0 of a subtree",
            WEBPKI,
            |ca| {
                let subtree = sequence(&[&tlv(0x82, b"x.example"), b"\x80\x01\x00"]);
                ca.extensions.push(extension(NAME_CONSTRAINTS, true, &sequence(&[&tlv(0xa1, &subtree)])));
            },
            encoding("nameConstraints", E::SubtreeMinimumZero),
        ),
        Case {
            algorithm: KeyAlgorithm::Rsa2048,
            ..case(
                "an RSA key without NULL",
                WEBPKI,
                |ca| {
                    let key = members(&ca.spki)[1].to_vec();
                    ca.spki = sequence(&[b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", &key]);
                },
                encoding("subjectPublicKeyInfo", E::RsaKeyWithoutNull),
            )
        },
        Case {
            algorithm: KeyAlgorithm::Rsa2048,
            ..case(
                "an RSA modulus without its sign",
                WEBPKI,
                |ca| {
                    let spki = ca.spki.clone();
                    let [algorithm, bits] = members(&spki)[..] else { panic!() };
                    let numbers = &toolkit::content(bits)[1..];
                    let [n, e] = members(numbers)[..] else { panic!() };
                    let n = toolkit::content(n);
                    assert_eq!(n[0], 0);
                    let key = sequence(&[&tlv(0x02, &n[1..]), e]);
                    ca.spki = sequence(&[algorithm, &tlv(0x03, &[&[0], &key[..]].concat())]);
                },
                encoding("subjectPublicKeyInfo", E::RsaModulusWithoutSign),
            )
        },
        case(
            "basicConstraints not critical",
            STRICT,
            |ca| replace(ca, BASIC_CONSTRAINTS, extension(BASIC_CONSTRAINTS, false, CA)),
            vec![N::NotCritical { extension: "basicConstraints" }],
        ),
        case(
            "keyUsage not critical",
            NOBODY,
            |ca| replace(ca, KEY_USAGE, extension(KEY_USAGE, false, CERT_SIGN)),
            vec![N::NotCritical { extension: "keyUsage" }],
        ),
        case(
            "nameConstraints not critical",
            NOBODY,
            |ca| {
                let subtree = sequence(&[&tlv(0x82, b"x.example")]);
                ca.extensions.push(extension(NAME_CONSTRAINTS, false, &sequence(&[&tlv(0xa1, &subtree)])));
            },
            vec![N::NotCritical { extension: "nameConstraints" }],
        ),
        case(
            "policyConstraints not critical",
            NOBODY,
            |ca| ca.extensions.push(extension(b"\x55\x1d\x24", false, b"\x30\x03\x81\x01\x00")),
            vec![N::NotCritical { extension: "policyConstraints" }],
        ),
        case(
            "policyConstraints critical",
            WEBPKI,
            |ca| ca.extensions.push(extension(b"\x55\x1d\x24", true, b"\x30\x03\x81\x01\x00")),
            vec![N::CriticalPolicy { extension: "policyConstraints" }],
        ),
        case(
            "inhibitAnyPolicy not critical",
            NOBODY,
            |ca| ca.extensions.push(extension(b"\x55\x1d\x36", false, b"\x02\x01\x00")),
            vec![N::NotCritical { extension: "inhibitAnyPolicy" }],
        ),
        case(
            "inhibitAnyPolicy critical",
            WEBPKI,
            |ca| ca.extensions.push(extension(b"\x55\x1d\x36", true, b"\x02\x01\x00")),
            vec![N::CriticalPolicy { extension: "inhibitAnyPolicy" }],
        ),
        case(
            "certificatePolicies critical",
            WEBPKI,
            |ca| {
                ca.extensions.push(extension(b"\x55\x1d\x20", true, b"\x30\x07\x30\x05\x06\x03\x2a\x03\x04"))
            },
            vec![N::CriticalPolicy { extension: "certificatePolicies" }],
        ),
        case(
            "policyMappings critical",
            WEBPKI,
            |ca| {
                ca.extensions.push(extension(
                    b"\x55\x1d\x21",
                    true,
                    b"\x30\x0c\x30\x0a\x06\x03\x2a\x03\x04\x06\x03\x2a\x03\x05",
                ));
            },
            vec![N::CriticalPolicy { extension: "policyMappings" }],
        ),
        case(
            "issuerAltName critical",
            ALL,
            |ca| ca.extensions.push(extension(b"\x55\x1d\x12", true, b"\x30\x05\x82\x03a.b")),
            vec![N::Critical { extension: "issuerAltName" }],
        ),
        case(
            "cRLDistributionPoints critical",
            NOBODY,
            |ca| {
                let point =
                    sequence(&[&sequence(&[&tlv(0xa0, &tlv(0xa0, &tlv(0x86, b"http://a.example/c")))])]);
                ca.extensions.push(extension(b"\x55\x1d\x1f", true, &point));
            },
            vec![N::Critical { extension: "cRLDistributionPoints" }],
        ),
        case(
            "freshestCRL critical",
            ALL,
            |ca| {
                let point =
                    sequence(&[&sequence(&[&tlv(0xa0, &tlv(0xa0, &tlv(0x86, b"http://a.example/c")))])]);
                ca.extensions.push(extension(b"\x55\x1d\x2e", true, &point));
            },
            vec![N::Critical { extension: "freshestCRL" }],
        ),
        case(
            "subjectDirectoryAttributes critical",
            ALL,
            |ca| {
                let attribute = sequence(&[b"\x06\x03\x55\x04\x03", &tlv(0x31, b"\x0c\x01a")]);
                ca.extensions.push(extension(b"\x55\x1d\x09", true, &sequence(&[&attribute])));
            },
            vec![N::Critical { extension: "subjectDirectoryAttributes" }],
        ),
        case(
            "privateKeyUsagePeriod critical",
            ALL,
            |ca| {
                ca.extensions.push(extension(
                    b"\x55\x1d\x10",
                    true,
                    &sequence(&[&tlv(0x80, b"20260101000000Z")]),
                ));
            },
            vec![N::Critical { extension: "privateKeyUsagePeriod" }],
        ),
        case(
            "subjectKeyIdentifier critical",
            ALL,
            |ca| {
                replace(
                    ca,
                    SUBJECT_KEY_IDENTIFIER,
                    extension(SUBJECT_KEY_IDENTIFIER, true, &tlv(0x04, b"own")),
                )
            },
            vec![N::Critical { extension: "subjectKeyIdentifier" }],
        ),
        case(
            "authorityKeyIdentifier critical",
            ALL,
            |ca| {
                let value = sequence(&[&tlv(0x80, b"root")]);
                replace(ca, AUTHORITY_KEY_IDENTIFIER, extension(AUTHORITY_KEY_IDENTIFIER, true, &value));
            },
            vec![N::Critical { extension: "authorityKeyIdentifier" }],
        ),
        case("no keyUsage", STRICT, |ca| remove(ca, KEY_USAGE), vec![N::Missing { extension: "keyUsage" }]),
        case(
            "no subjectKeyIdentifier",
            STRICT,
            |ca| remove(ca, SUBJECT_KEY_IDENTIFIER),
            vec![N::Missing { extension: "subjectKeyIdentifier" }],
        ),
        case(
            "no authorityKeyIdentifier",
            STRICT,
            |ca| remove(ca, AUTHORITY_KEY_IDENTIFIER),
            vec![N::Missing { extension: "authorityKeyIdentifier" }],
        ),
        case(
            "authorityKeyIdentifier without a key",
            STRICT,
            |ca| {
                let value = sequence(&[&tlv(0xa1, &tlv(0xa4, &common_name("A6 Root"))), &tlv(0x82, &[1])]);
                replace(ca, AUTHORITY_KEY_IDENTIFIER, extension(AUTHORITY_KEY_IDENTIFIER, false, &value));
            },
            vec![N::Missing { extension: "authorityKeyIdentifier" }],
        ),
        case(
            "authorityKeyIdentifier with a serial number alone",
            NOBODY,
            |ca| {
                let value = sequence(&[&tlv(0x80, b"root"), &tlv(0x82, &[1])]);
                replace(ca, AUTHORITY_KEY_IDENTIFIER, extension(AUTHORITY_KEY_IDENTIFIER, false, &value));
            },
            vec![N::AuthorityIssuerOrSerialNumber],
        ),
        case(
            "authorityKeyIdentifier with an issuer alone",
            NOBODY,
            |ca| {
                let value = sequence(&[&tlv(0x80, b"root"), &tlv(0xa1, &tlv(0xa4, &common_name("A6 Root")))]);
                replace(ca, AUTHORITY_KEY_IDENTIFIER, extension(AUTHORITY_KEY_IDENTIFIER, false, &value));
            },
            vec![N::AuthorityIssuerOrSerialNumber],
        ),
        // The root's serial number before it was renewed with the same key (rule V9).
        case(
            "another serial number in the authorityKeyIdentifier",
            OPENSSL,
            |ca| {
                let issuer = tlv(0xa1, &tlv(0xa4, &common_name("A6 Root")));
                let value = sequence(&[&tlv(0x80, b"root"), &issuer, &tlv(0x82, &[2])]);
                replace(ca, AUTHORITY_KEY_IDENTIFIER, extension(AUTHORITY_KEY_IDENTIFIER, false, &value));
            },
            vec![N::AuthoritySerialNumber { named: vec![2], next: vec![1] }],
        ),
        case(
            "another issuer in the authorityKeyIdentifier",
            OPENSSL,
            |ca| {
                let issuer = tlv(0xa1, &tlv(0xa4, &common_name("A6 Other")));
                let value = sequence(&[&tlv(0x80, b"root"), &issuer, &tlv(0x82, &[1])]);
                replace(ca, AUTHORITY_KEY_IDENTIFIER, extension(AUTHORITY_KEY_IDENTIFIER, false, &value));
            },
            vec![N::AuthorityIssuer],
        ),
        case(
            "an empty subjectAltName",
            STRICT,
            |ca| ca.extensions.push(extension(SUBJECT_ALT_NAME, false, b"\x30\x00")),
            vec![N::Empty { extension: "subjectAltName" }],
        ),
        case(
            "empty nameConstraints",
            NOBODY,
            |ca| ca.extensions.push(extension(NAME_CONSTRAINTS, true, b"\x30\x00")),
            vec![N::Empty { extension: "nameConstraints" }],
        ),
        case(
            "a leading dot",
            NOBODY,
            |ca| {
                let subtree = sequence(&[&tlv(0x82, b".x.example")]);
                ca.extensions.push(extension(NAME_CONSTRAINTS, true, &sequence(&[&tlv(0xa1, &subtree)])));
            },
            vec![N::LeadingDot("dNSName .x.example".into())],
        ),
        case(
            "a base of rfc822Name that is none",
            NOBODY,
            |ca| {
                let subtree = sequence(&[&tlv(0x81, b"a@")]);
                ca.extensions.push(extension(NAME_CONSTRAINTS, true, &sequence(&[&tlv(0xa1, &subtree)])));
            },
            vec![N::ConstraintNotApplicable(NameForm::Email)],
        ),
        case(
            "requireExplicitPolicy",
            NOBODY,
            |ca| ca.extensions.push(extension(b"\x55\x1d\x24", false, b"\x30\x03\x80\x01\x00")),
            vec![N::NotCritical { extension: "policyConstraints" }, N::ExplicitPolicy { certificates: 0 }],
        ),
        case("serial number zero", NOBODY, |ca| ca.serial_number = vec![0], vec![N::SerialNumberNotPositive]),
        case(
            "a negative serial number",
            NOBODY,
            |ca| ca.serial_number = vec![0x80],
            vec![N::SerialNumberNotPositive],
        ),
        case(
            "a long serial number",
            NOBODY,
            |ca| ca.serial_number = vec![0x7f; 21],
            vec![N::SerialNumberTooLong { octets: 21 }],
        ),
        case(
            "a unique identifier",
            WEBPKI,
            |ca| ca.unique_identifiers = b"\x82\x02\x00\x01".to_vec(),
            vec![N::UniqueIdentifier],
        ),
        case(
            "@ in a PrintableString",
            NOBODY,
            |ca| ca.subject = name(&[(COMMON_NAME, 0x13, b"a@b")]),
            vec![N::AttributeString {
                part: "subject",
                attribute: ObjectIdentifier::new("2.5.4.3").expect("an identifier"),
            }],
        ),
        case("TeletexString", NOBODY, |ca| ca.subject = name(&[(COMMON_NAME, 0x14, b"M\xfcller")]), vec![]),
        case("BMPString", NOBODY, |ca| ca.subject = name(&[(COMMON_NAME, 0x1e, b"\0A\0B")]), vec![]),
        case("UniversalString", NOBODY, |ca| ca.subject = name(&[(COMMON_NAME, 0x1c, b"\0\0\0A")]), vec![]),
        case("IA5String", NOBODY, |ca| ca.subject = name(&[(COMMON_NAME, 0x16, b"abc")]), vec![]),
    ]
}

fn sound_root(key: &PrivateKey) -> Forged {
    Forged::ca("A6 Root", key).with_extension(SUBJECT_KEY_IDENTIFIER, false, &tlv(0x04, b"root"))
}

fn sound(key: &PrivateKey) -> Forged {
    let mut forged = Forged::ca("A6", key)
        .with_extension(SUBJECT_KEY_IDENTIFIER, false, &tlv(0x04, b"own"))
        .with_extension(AUTHORITY_KEY_IDENTIFIER, false, &sequence(&[&tlv(0x80, b"root")]));
    forged.issuer = common_name("A6 Root");
    forged
}

/// The CA of a case, its forged certificate, and an end entity below it.
fn issue(case: &Case) -> (Forged, Issued) {
    let (key, root_key) = (key(case.algorithm), key(KeyAlgorithm::Ec384));
    let mut forged = sound(&key);
    (case.change)(&mut forged);
    forged.algorithm = sound_root(&root_key).algorithm;
    let chain = [forged.sign(&root_key), sound_root(&root_key).sign(&root_key)];
    let issuer = load(&chain).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    let authority = Authority::new(issuer, key).expect("its key");
    let names = extension(SUBJECT_ALT_NAME, false, &sequence(&[&tlv(0x82, b"leaf.example")]));
    let csr = csr(&toolkit::stock::key(KeyAlgorithm::Ec256), "leaf.example", &[names]);
    let issued = entity(&authority, csr).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    (forged, issued)
}

fn load(chain: &[Vec<u8>]) -> Result<Issuer, IssuerError> {
    Issuer::from_chain(chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>()?)
}

fn told(issuer: &Issuer) -> Vec<(usize, IssuerNoticeKind)> {
    let told = issuer.notices().iter();
    told.map(|notice| (notice.certificate().position(), notice.kind().clone())).collect()
}

#[test]
fn a6_what_deviates_loads_and_is_told_and_name_and_key_identifier_are_kept() {
    for case in cases() {
        let (forged, issued) = issue(&case);
        let issuer = issued.fields().issuer().expect("an issuer");
        let expected: Vec<_> = case.expected.iter().map(|kind| (0, kind.clone())).collect();
        assert_eq!(told(issuer), expected, "{}", case.name);
        let leaf = tbs_members(issued.certificate().as_der());
        assert_eq!(leaf[3], forged.subject, "{}", case.name);
        let has_identifier = !case.expected.contains(&N::Missing { extension: "subjectKeyIdentifier" });
        let computed = issuer.public_key().key_identifier();
        let identifier = if has_identifier { b"own".as_slice() } else { &computed };
        let value = sequence(&[&tlv(0x80, identifier)]);
        let expected = extension(AUTHORITY_KEY_IDENTIFIER, false, &value);
        assert!(leaf[7].windows(expected.len()).any(|octets| octets == expected), "{}", case.name);
    }
}

/// The output of `openssl verify` for the chain.
fn openssl_accepts(issued: &Issued, options: &str) -> bool {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("a6_tolerated");
    fs::create_dir_all(&folder).expect("a folder");
    let [leaf, sub, root] = ["leaf", "sub", "root"].map(|name| folder.join(format!("{name}.pem")));
    for (path, certificate) in [&leaf, &sub, &root].into_iter().zip(issued.chain()) {
        fs::write(path, certificate.to_pem()).expect("a file");
    }
    let arguments = format!(
        "verify {options} -attime {} -CAfile {} -untrusted {} {}",
        NOW_MILLISECONDS / 1_000,
        root.display(),
        sub.display(),
        leaf.display()
    );
    try_openssl(&arguments, b"").is_ok()
}

/// Other verifiers were run by hand: Java and pyca/cryptography 48. The texts of the notices state
/// their verdicts.
#[test]
fn a6_verifiers_refuse_below_a_tolerated_issuer_what_its_notices_say_and_nothing_else() {
    for case in cases() {
        let (_, issued) = issue(&case);
        let chain: Vec<&[u8]> = issued.chain().map(Certificate::as_der).collect();
        let webpki = verify_ders(&chain, webpki::KeyUsage::server_auth(), 0);
        let accepted = [
            (Verifier::OpenSsl, openssl_accepts(&issued, "-purpose sslserver")),
            (Verifier::OpenSslStrict, openssl_accepts(&issued, "-x509_strict")),
            (Verifier::RustlsWebpki, webpki.is_ok()),
        ];
        let refused_by: Vec<_> =
            accepted.into_iter().filter(|(_, accepted)| !accepted).map(|(verifier, _)| verifier).collect();
        assert_eq!(refused_by, case.refused_by, "{}", case.name);
        let notices = issued.fields().issuer().expect("an issuer").notices();
        let text: String = notices.iter().map(ToString::to_string).collect();
        let named = |name: &str| text.contains(name);
        assert_eq!(named("OpenSSL with -x509_strict"), case.refused_by == STRICT, "{text}");
        assert_eq!(named("OpenSSL, Java"), case.refused_by == ALL, "{text}");
        assert_eq!(named("OpenSSL rejects"), case.refused_by == OPENSSL, "{text}");
        assert_eq!(named("rustls-webpki"), refused_by.contains(&Verifier::RustlsWebpki), "{text}");
    }
}

#[test]
fn a6_sound_chains_have_no_notices() {
    let root = toolkit::root(KeyAlgorithm::Ec384);
    assert_eq!(root.issuer().notices(), []);
    let below = toolkit::subordinate(&root, KeyAlgorithm::Ec256, 1);
    assert_eq!(below.issuer().notices(), []);
    let key = key(KeyAlgorithm::Ec256);
    assert_eq!(told(&load(&[sound_root(&key).sign(&key)]).unwrap()), []);
}

#[test]
fn a6_notices_say_which_certificate_of_the_chain_is_meant() {
    let key = key(KeyAlgorithm::Ec256);
    let mut below = sound(&key);
    replace(&mut below, BASIC_CONSTRAINTS, extension(BASIC_CONSTRAINTS, false, CA));
    let mut root = sound_root(&key);
    remove(&mut root, KEY_USAGE);
    // serverAuth and clientAuth.
    let purposes =
        sequence(&[b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01", b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02"]);
    root.extensions.push(extension(EXTENDED_KEY_USAGE, false, &purposes));
    let issuer = load(&[below.sign(&key), root.sign(&key)]).unwrap();
    assert_eq!(
        told(&issuer),
        [
            (0, N::NotCritical { extension: "basicConstraints" }),
            (1, N::Missing { extension: "keyUsage" }),
            (1, N::PurposesOfRoot),
        ]
    );
    let texts: Vec<_> = issuer.notices().iter().map(ToString::to_string).collect();
    assert!(
        texts[0].starts_with("the issuer's certificate (CN=A6): basicConstraints is not critical;"),
        "{texts:?}"
    );
    assert!(texts[1].starts_with("CA 1 above the issuer (CN=A6 Root): keyUsage is missing"), "{texts:?}");
    // The purposes of a CA that is not a root are valid.
    let mut below = sound(&key);
    below.extensions.push(extension(EXTENDED_KEY_USAGE, false, &purposes));
    assert_eq!(told(&load(&[below.sign(&key), sound_root(&key).sign(&key)]).unwrap()), []);
}

#[test]
fn a6_signatures_that_verifiers_have_given_up_are_told_of_subordinates_alone() {
    let key = key(KeyAlgorithm::Ec256);
    // Nobody verifies the signature of the last certificate, so it can use any algorithm.
    let of = |forged: Forged, algorithm: &[u8]| {
        let forged = Forged { algorithm: algorithm.to_vec(), ..forged };
        let der = forged.sign(&key);
        let [body, _, signature] = members(&der)[..] else { panic!("three members") };
        told(&load(&[sequence(&[body, algorithm, signature])]).unwrap())
    };
    let sha1: &[u8] = b"\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x04\x01";
    assert_eq!(of(sound(&key), sha1), [(0, N::WeakSignature("ecdsa-with-SHA1"))]);
    assert_eq!(of(sound_root(&key), sha1), []);
    let with_null: &[u8] = b"\x30\x0c\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02\x05\x00";
    assert_eq!(of(sound(&key), with_null), [(0, N::SignatureParameters)]);
}

#[test]
fn a6_notices_of_one_certificate_are_few_and_each_is_there_once() {
    let key = key(KeyAlgorithm::Ec256);
    let mut ca = sound_root(&key);
    let base = |number: u8| [b'.', b'a' + number / 26, b'a' + number % 26];
    let subtree = |number: u8| sequence(&[&tlv(0x82, &base(number))]);
    let subtrees: Vec<u8> =
        (0..200).flat_map(|number| [subtree(number), subtree(number)]).flatten().collect();
    ca.extensions.push(extension(NAME_CONSTRAINTS, true, &sequence(&[&tlv(0xa1, &subtrees)])));
    let told = told(&load(&[ca.sign(&key)]).unwrap());
    assert_eq!(told.len(), 32);
    assert_eq!(told[31], (0, N::LeadingDot("dNSName .bf".into())));
}

#[test]
fn a6_constraints_that_cannot_be_applied_are_told_by_form() {
    let key = key(KeyAlgorithm::Ec256);
    let load = |base: &[u8], further: &[u8]| {
        let subtree = sequence(&[base, further]);
        let constraints = sequence(&[&tlv(0xa0, &[&subtree[..], &subtree].concat())]);
        told(
            &load(&[sound_root(&key).with_extension(NAME_CONSTRAINTS, true, &constraints).sign(&key)])
                .unwrap(),
        )
    };
    const MINIMUM_1: &[u8] = b"\x80\x01\x01";
    const MAXIMUM_0: &[u8] = b"\x81\x01\x00";
    for (base, further, form) in [
        (tlv(0x82, b"example.org."), &b""[..], NameForm::Dns),
        (tlv(0x82, b"*.example.org"), b"", NameForm::Dns),
        (tlv(0x82, b"example.org"), MINIMUM_1, NameForm::Dns),
        (tlv(0x81, b"example.org"), MAXIMUM_0, NameForm::Email),
        (tlv(0x81, b"a@"), b"", NameForm::Email),
        (tlv(0x86, b"http://example.org"), b"", NameForm::Uri),
        (tlv(0x87, &[10, 0, 0, 0, 255]), b"", NameForm::Ip),
        (tlv(0xa4, &common_name("A6")), MAXIMUM_0, NameForm::DirectoryName),
        (tlv(0x88, b"\x2a\x03\x04"), b"", NameForm::RegisteredId),
        (tlv(0xa0, b"\x06\x03\x2a\x03\x04\xa0\x02\x05\x00"), b"", NameForm::OtherName),
    ] {
        assert_eq!(load(&base, further), [(0, N::ConstraintNotApplicable(form))], "{base:02x?}");
    }
    // Constraints that can be applied, and a form of which no name is issued: x400Address.
    assert_eq!(load(&tlv(0x82, b"example.org"), b""), []);
    assert_eq!(load(&tlv(0xa3, b"\x2a\x03\x04"), b""), []);
}

#[test]
fn a6_policies_that_are_required_are_told_of_subordinates_alone() {
    let key = key(KeyAlgorithm::Ec256);
    let value = b"\x30\x03\x80\x01\x02";
    let of = |forged: Forged| {
        told(&load(&[forged.with_extension(b"\x55\x1d\x24", true, value).sign(&key)]).unwrap())
    };
    let critical = || (0, N::CriticalPolicy { extension: "policyConstraints" });
    assert_eq!(of(sound(&key)), [critical(), (0, N::ExplicitPolicy { certificates: 2 })]);
    // Verifiers ignore the policies of a trust anchor.
    assert_eq!(of(sound_root(&key)), [critical()]);
}

#[test]
fn a6_certificates_of_the_field_load_and_tell() {
    let load = |pem: &str| told(&Issuer::from_chain_pem(pem).expect("an issuer"));
    let encoding = |part, deviation| (0, N::Encoding { part, deviation });
    // A root that browsers include, and a CA of a public hierarchy.
    assert_eq!(
        load(include_str!("../vectors/issuers/ca-key-usage-trailing-bits.pem")),
        [encoding("keyUsage", EncodingDeviation::KeyUsageTrailingZeroBits)]
    );
    assert_eq!(
        load(include_str!("../vectors/issuers/ca-critical-false.pem")),
        [encoding("extKeyUsage", EncodingDeviation::CriticalFalse)]
    );
}

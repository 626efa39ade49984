//! A6: what an issuer's certificate is loaded with, what is told of it, and what verifiers make of it.

use std::fs;
use std::path::PathBuf;

use certmint::{
    Authority, Certificate, EncodingDeviation, Issued, Issuer, IssuerNoticeKind, KeyAlgorithm,
    ObjectIdentifier, PrivateKey,
};

use crate::forge::{
    AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, CA, CERT_SIGN, COMMON_NAME, Forged, KEY_USAGE,
    NAME_CONSTRAINTS, ORGANIZATION, SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER, common_name, csr, extension,
    members, name, sequence, tlv,
};
use crate::openssl::try_openssl;
use crate::oracle::verify_ders;
use crate::stock::{entity, key};
use crate::support::NOW_MILLISECONDS;

use IssuerNoticeKind as N;

const EXTENDED_KEY_USAGE: &[u8] = b"\x55\x1d\x25";

/// A case: what is changed of a sound CA, below a sound root, and what its issuer tells then.
struct Case {
    name: &'static str,
    algorithm: KeyAlgorithm,
    change: fn(&mut Forged),
    expected: Vec<IssuerNoticeKind>,
}

fn case(name: &'static str, change: fn(&mut Forged), expected: Vec<IssuerNoticeKind>) -> Case {
    Case { name, algorithm: KeyAlgorithm::Ec256, change, expected }
}

fn encoding(part: &'static str, deviation: EncodingDeviation) -> Vec<IssuerNoticeKind> {
    vec![N::Encoding { part, deviation }]
}

/// Puts an extension in place of the one that has this identifier, or behind the others.
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
    let excluded = |base: &[u8]| sequence(&[&tlv(0xa1, &sequence(&[&tlv(0x82, base)]))]);
    let _ = excluded;
    vec![
        case("sound", |_| {}, vec![]),
        case(
            "keyUsage trailing 1",
            |ca| replace(ca, KEY_USAGE, extension(KEY_USAGE, true, b"\x03\x02\x00\x06")),
            encoding("keyUsage", E::KeyUsageTrailingZeroBits),
        ),
        case(
            "keyUsage trailing octet",
            |ca| replace(ca, KEY_USAGE, extension(KEY_USAGE, true, b"\x03\x03\x07\x06\x00")),
            encoding("keyUsage", E::KeyUsageTrailingZeroBits),
        ),
        case(
            "critical false",
            |ca| {
                replace(ca, EXTENDED_KEY_USAGE, with_critical(b"\x2a\x03\x04", b"\x01\x01\x00", b"\x05\x00"))
            },
            encoding("extensions", E::CriticalFalse),
        ),
        case(
            "critical true 01",
            |ca| replace(ca, BASIC_CONSTRAINTS, with_critical(BASIC_CONSTRAINTS, b"\x01\x01\x01", CA)),
            encoding("basicConstraints", E::CriticalTrue),
        ),
        case(
            "cA true 01",
            |ca| replace(ca, BASIC_CONSTRAINTS, extension(BASIC_CONSTRAINTS, true, b"\x30\x03\x01\x01\x01")),
            encoding("basicConstraints", E::CaTrue),
        ),
        case(
            "rdn order",
            |ca| {
                let attribute = |oid: &[u8], text: &[u8]| sequence(&[&tlv(0x06, oid), &tlv(0x0c, text)]);
                let rdn = [attribute(ORGANIZATION, b"O"), attribute(COMMON_NAME, b"A6")].concat();
                ca.subject = sequence(&[&tlv(0x31, &rdn)]);
            },
            encoding("subject", E::RdnOrder),
        ),
        case(
            "empty rdn",
            |ca| ca.subject = sequence(&[crate::support::content(&common_name("A6")), b"\x31\x00"]),
            encoding("subject", E::EmptyRdn),
        ),
        case(
            "generalized",
            |ca| ca.validity = sequence(&[&tlv(0x18, b"20260101000000Z"), &tlv(0x17, b"491231235959Z")]),
            encoding("validity", E::GeneralizedTimeBefore2050),
        ),
        case(
            "minimum",
            |ca| {
                let subtree = sequence(&[&tlv(0x82, b"x.example"), b"\x80\x01\x00"]);
                ca.extensions.push(extension(NAME_CONSTRAINTS, true, &sequence(&[&tlv(0xa1, &subtree)])));
            },
            encoding("nameConstraints", E::SubtreeMinimumZero),
        ),
        Case {
            algorithm: KeyAlgorithm::Rsa2048,
            ..case(
                "rsa no null",
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
                "rsa negative",
                |ca| {
                    let spki = ca.spki.clone();
                    let [algorithm, bits] = members(&spki)[..] else { panic!() };
                    let numbers = &crate::support::content(bits)[1..];
                    let [n, e] = members(numbers)[..] else { panic!() };
                    let n = crate::support::content(n);
                    assert_eq!(n[0], 0);
                    let key = sequence(&[&tlv(0x02, &n[1..]), e]);
                    ca.spki = sequence(&[algorithm, &tlv(0x03, &[&[0], &key[..]].concat())]);
                },
                encoding("subjectPublicKeyInfo", E::RsaModulusWithoutSign),
            )
        },
        case(
            "bc not critical",
            |ca| replace(ca, BASIC_CONSTRAINTS, extension(BASIC_CONSTRAINTS, false, CA)),
            vec![N::NotCritical { extension: "basicConstraints" }],
        ),
        case(
            "ku not critical",
            |ca| replace(ca, KEY_USAGE, extension(KEY_USAGE, false, CERT_SIGN)),
            vec![N::NotCritical { extension: "keyUsage" }],
        ),
        case(
            "nc not critical",
            |ca| {
                let subtree = sequence(&[&tlv(0x82, b"x.example")]);
                ca.extensions.push(extension(NAME_CONSTRAINTS, false, &sequence(&[&tlv(0xa1, &subtree)])));
            },
            vec![N::NotCritical { extension: "nameConstraints" }],
        ),
        case(
            "pc not critical",
            |ca| ca.extensions.push(extension(b"\x55\x1d\x24", false, b"\x30\x03\x81\x01\x00")),
            vec![N::NotCritical { extension: "policyConstraints" }],
        ),
        case(
            "pc critical",
            |ca| ca.extensions.push(extension(b"\x55\x1d\x24", true, b"\x30\x03\x81\x01\x00")),
            vec![N::CriticalPolicy { extension: "policyConstraints" }],
        ),
        case(
            "iap not critical",
            |ca| ca.extensions.push(extension(b"\x55\x1d\x36", false, b"\x02\x01\x00")),
            vec![N::NotCritical { extension: "inhibitAnyPolicy" }],
        ),
        case(
            "iap critical",
            |ca| ca.extensions.push(extension(b"\x55\x1d\x36", true, b"\x02\x01\x00")),
            vec![N::CriticalPolicy { extension: "inhibitAnyPolicy" }],
        ),
        case(
            "cp critical",
            |ca| {
                ca.extensions.push(extension(b"\x55\x1d\x20", true, b"\x30\x07\x30\x05\x06\x03\x2a\x03\x04"))
            },
            vec![N::CriticalPolicy { extension: "certificatePolicies" }],
        ),
        case(
            "pm critical",
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
            "ian critical",
            |ca| ca.extensions.push(extension(b"\x55\x1d\x12", true, b"\x30\x05\x82\x03a.b")),
            vec![N::Critical { extension: "issuerAltName" }],
        ),
        case(
            "crldp critical",
            |ca| {
                let point =
                    sequence(&[&sequence(&[&tlv(0xa0, &tlv(0xa0, &tlv(0x86, b"http://a.example/c")))])]);
                ca.extensions.push(extension(b"\x55\x1d\x1f", true, &point));
            },
            vec![N::Critical { extension: "cRLDistributionPoints" }],
        ),
        case(
            "freshest critical",
            |ca| {
                let point =
                    sequence(&[&sequence(&[&tlv(0xa0, &tlv(0xa0, &tlv(0x86, b"http://a.example/c")))])]);
                ca.extensions.push(extension(b"\x55\x1d\x2e", true, &point));
            },
            vec![N::Critical { extension: "freshestCRL" }],
        ),
        case(
            "sda critical",
            |ca| {
                let attribute = sequence(&[b"\x06\x03\x55\x04\x03", &tlv(0x31, b"\x0c\x01a")]);
                ca.extensions.push(extension(b"\x55\x1d\x09", true, &sequence(&[&attribute])));
            },
            vec![N::Critical { extension: "subjectDirectoryAttributes" }],
        ),
        case(
            "pkup critical",
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
            "ski critical",
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
            "aki critical",
            |ca| {
                let value = sequence(&[&tlv(0x80, b"root")]);
                replace(ca, AUTHORITY_KEY_IDENTIFIER, extension(AUTHORITY_KEY_IDENTIFIER, true, &value));
            },
            vec![N::Critical { extension: "authorityKeyIdentifier" }],
        ),
        case("ku missing", |ca| remove(ca, KEY_USAGE), vec![N::Missing { extension: "keyUsage" }]),
        case(
            "ski missing",
            |ca| remove(ca, SUBJECT_KEY_IDENTIFIER),
            vec![N::Missing { extension: "subjectKeyIdentifier" }],
        ),
        case(
            "aki missing",
            |ca| remove(ca, AUTHORITY_KEY_IDENTIFIER),
            vec![N::Missing { extension: "authorityKeyIdentifier" }],
        ),
        case(
            "aki without key",
            |ca| {
                let value = sequence(&[&tlv(0xa1, &tlv(0xa4, &common_name("A6 Root"))), &tlv(0x82, &[1])]);
                replace(ca, AUTHORITY_KEY_IDENTIFIER, extension(AUTHORITY_KEY_IDENTIFIER, false, &value));
            },
            vec![N::Missing { extension: "authorityKeyIdentifier" }],
        ),
        case(
            "aki serial alone",
            |ca| {
                let value = sequence(&[&tlv(0x80, b"root"), &tlv(0x82, &[1])]);
                replace(ca, AUTHORITY_KEY_IDENTIFIER, extension(AUTHORITY_KEY_IDENTIFIER, false, &value));
            },
            vec![N::AuthorityIssuerOrSerialNumber],
        ),
        case(
            "aki issuer alone",
            |ca| {
                let value = sequence(&[&tlv(0x80, b"root"), &tlv(0xa1, &tlv(0xa4, &common_name("A6 Root")))]);
                replace(ca, AUTHORITY_KEY_IDENTIFIER, extension(AUTHORITY_KEY_IDENTIFIER, false, &value));
            },
            vec![N::AuthorityIssuerOrSerialNumber],
        ),
        case(
            "san empty",
            |ca| ca.extensions.push(extension(SUBJECT_ALT_NAME, false, b"\x30\x00")),
            vec![N::Empty { extension: "subjectAltName" }],
        ),
        case(
            "nc empty",
            |ca| ca.extensions.push(extension(NAME_CONSTRAINTS, true, b"\x30\x00")),
            vec![N::Empty { extension: "nameConstraints" }],
        ),
        case(
            "leading dot",
            |ca| {
                let subtree = sequence(&[&tlv(0x82, b".x.example")]);
                ca.extensions.push(extension(NAME_CONSTRAINTS, true, &sequence(&[&tlv(0xa1, &subtree)])));
            },
            vec![],
        ),
        case("serial zero", |ca| ca.serial_number = vec![0], vec![N::SerialNumberNotPositive]),
        case("serial negative", |ca| ca.serial_number = vec![0x80], vec![N::SerialNumberNotPositive]),
        case(
            "serial 21",
            |ca| ca.serial_number = vec![0x7f; 21],
            vec![N::SerialNumberTooLong { octets: 21 }],
        ),
        case(
            "unique id",
            |ca| ca.unique_identifiers = b"\x82\x02\x00\x01".to_vec(),
            vec![N::UniqueIdentifier],
        ),
        case(
            "printable @",
            |ca| ca.subject = name(&[(COMMON_NAME, 0x13, b"a@b")]),
            vec![N::AttributeString {
                part: "subject",
                attribute: ObjectIdentifier::new("2.5.4.3").unwrap(),
            }],
        ),
        case("teletex", |ca| ca.subject = name(&[(COMMON_NAME, 0x14, b"M\xfcller")]), vec![]),
        case("bmp", |ca| ca.subject = name(&[(COMMON_NAME, 0x1e, b"\0A\0B")]), vec![]),
        case("universal", |ca| ca.subject = name(&[(COMMON_NAME, 0x1c, b"\0\0\0A")]), vec![]),
        case(
            "broken utf8",
            |ca| ca.subject = name(&[(COMMON_NAME, 0x0c, b"\xff")]),
            vec![N::AttributeString {
                part: "subject",
                attribute: ObjectIdentifier::new("2.5.4.3").unwrap(),
            }],
        ),
        case("ia5 cn", |ca| ca.subject = name(&[(COMMON_NAME, 0x16, b"abc")]), vec![]),
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

fn issue(case: &Case) -> (Issuer, Issued) {
    let (key, root_key) = (key(case.algorithm), key(KeyAlgorithm::Ec384));
    let mut forged = sound(&key);
    (case.change)(&mut forged);
    forged.algorithm = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02".to_vec();
    let chain = [forged.sign(&root_key), sound_root(&root_key).sign(&root_key)];
    let chain = chain.map(|der| Certificate::from_der(&der).expect("a certificate"));
    let issuer = Issuer::from_chain(chain.into()).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    let authority = Authority::new(issuer.clone(), key).expect("its key");
    let names = sequence(&[&tlv(0x82, b"leaf.example")]);
    let csr = csr(
        &crate::stock::key(KeyAlgorithm::Ec256),
        "leaf.example",
        &[extension(SUBJECT_ALT_NAME, false, &names)],
    );
    let issued = entity(&authority, csr).unwrap_or_else(|error| panic!("{}: {error}", case.name));
    (issuer, issued)
}

/// What `openssl verify` says.
fn openssl_verdict(issued: &Issued, options: &str) -> Result<(), String> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("a6");
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
    try_openssl(arguments.trim(), b"").map(drop)
}

#[test]
fn a6_experiment() {
    for case in cases() {
        let (issuer, issued) = issue(&case);
        let kinds: Vec<_> = issuer.notices().iter().map(|notice| notice.kind().clone()).collect();
        let chain: Vec<&[u8]> = issued.chain().map(Certificate::as_der).collect();
        let dir = std::path::Path::new("/tmp/f/matrix").join(case.name.replace(' ', "_"));
        fs::create_dir_all(&dir).unwrap();
        for (n, der) in chain.iter().enumerate() {
            fs::write(dir.join(format!("{n}.der")), der).unwrap();
        }
        let short = |r: Result<(), String>| {
            r.map_err(|e| {
                e.lines()
                    .filter(|l| l.contains("error"))
                    .collect::<Vec<_>>()
                    .join("|")
                    .chars()
                    .take(150)
                    .collect::<String>()
            })
        };
        println!(
            "{}\n   {}\n   default {:?}\n   strict {:?}\n   webpki {:?}",
            case.name,
            if kinds == case.expected { "as expected".into() } else { format!("DIFFERS {kinds:?}") },
            short(openssl_verdict(&issued, "-purpose sslserver")),
            short(openssl_verdict(&issued, "-x509_strict")),
            verify_ders(&chain, webpki::KeyUsage::server_auth(), 0),
        );
    }
}

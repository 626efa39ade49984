//! A1: the chain above an issuer, as certificates and as PEM.

use std::fs;
use std::path::PathBuf;

use certmint::error::{CertificateError, ChainError, IssuerError, IssuerNoticeKind};
use certmint::{Certificate, Issuer, KeyAlgorithm, ObjectIdentifier};

use toolkit::forge::{
    AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, CA, COMMON_NAME, Forged, NAME_CONSTRAINTS, ORGANIZATION,
    SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER, common_name, extension, name, sequence, tlv, validity,
};
use toolkit::openssl::{openssl, openssl_text};
use toolkit::oracle::tbs_members;
use toolkit::root;
use toolkit::stock::{Told, key, subordinate, told};

/// The certificate with ecdsa-with-SHA256 replaced by ecdsa-with-SHA224 everywhere.
pub(crate) fn with_sha224(certificate: &[u8]) -> Vec<u8> {
    const SHA256: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
    let mut changed = certificate.to_vec();
    for position in 0..changed.len() - SHA256.len() {
        if changed[position..].starts_with(SHA256) {
            changed[position + SHA256.len() - 1] = 0x01;
        }
    }
    assert_ne!(changed, certificate);
    changed
}

fn broken(position: usize, fault: ChainError) -> Result<(), Told> {
    Err(Told::Chain(position, fault))
}

#[test]
fn a1_a_link_with_an_unknown_algorithm_is_broken() {
    let top = root(KeyAlgorithm::Ec256);
    let mut forged = Forged::ca("Below", &key(KeyAlgorithm::Ec256));
    forged.issuer = top.issuer().subject().as_der().to_vec();
    forged.validity = validity(b"260201000000Z", b"491231235959Z");
    let der = with_sha224(&forged.sign(&key(KeyAlgorithm::Ec256)));
    let below = Issuer::from_der(&der).unwrap().chain()[0].clone();
    let result = told(Issuer::from_chain(vec![below, top.issuer().chain()[0].clone()]));
    assert_eq!(
        result,
        broken(0, ChainError::Algorithm(ObjectIdentifier::new("1.2.840.10045.4.3.1").unwrap()))
    );
}

/// A chain that OpenSSL signed with these options: a CA, and a root.
fn signed_by_openssl(name: &str, options: &str) -> Vec<Certificate> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let [key_file, root_file] = ["key.pem", "root.der"].map(|part| folder.join(format!("a5_{name}_{part}")));
    fs::write(&key_file, &*key(KeyAlgorithm::Rsa2048).to_pkcs8_pem()).expect("a file");
    let issue = |subject: &str, further: &str| {
        let key = key_file.display();
        openssl(
            &format!("req -x509 -new -key {key} -subj /CN={subject} -outform DER {options}{further}"),
            b"",
        )
    };
    let root = issue("Root", "");
    fs::write(&root_file, &root).expect("a file");
    let below = issue("Below", &format!(" -CA {} -CAkey {}", root_file.display(), key_file.display()));
    [below, root].map(|der| Certificate::from_der(&der).expect("a certificate")).into()
}

#[test]
fn a5_links_and_roots_signed_with_rsassa_pss_are_verified() {
    const PSS: &str = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen";
    for (name, options) in [
        ("256", format!("-sha256 {PSS}:32")),
        ("384", format!("-sha384 {PSS}:48")),
        ("512", format!("-sha512 {PSS}:20")),
    ] {
        let chain = signed_by_openssl(name, &options);
        let issuer = Issuer::from_chain(chain.clone()).expect("an issuer");
        assert_eq!(issuer.chain(), chain);
        // Each signature ends the certificate.
        let damaged = |position: usize| {
            let mut chain = chain.clone();
            let mut der = chain[position].as_der().to_vec();
            *der.last_mut().expect("an octet") ^= 1;
            chain[position] = Certificate::from_der(&der).expect("a certificate");
            told(Issuer::from_chain(chain))
        };
        assert_eq!(damaged(0), broken(0, ChainError::Signature), "{name}");
        assert_eq!(damaged(1), broken(1, ChainError::Signature), "{name}");
    }
    let pss = ObjectIdentifier::new("1.2.840.113549.1.1.10").unwrap();
    let other_mask = format!("-sha256 {PSS}:32 -sigopt rsa_mgf1_md:sha1");
    let result = told(Issuer::from_chain(signed_by_openssl("mask", &other_mask)));
    assert_eq!(result, broken(0, ChainError::Algorithm(pss)));
}

#[test]
fn a1_each_link_of_a_chain_is_checked_by_name_and_signature() {
    let top = root(KeyAlgorithm::Ec384);
    let middle = subordinate(&top, KeyAlgorithm::Ec256, 1);
    let bottom = subordinate(&middle, KeyAlgorithm::Ec384, 0);
    let chain = bottom.issuer().chain().to_vec();
    assert_eq!(chain.len(), 3);
    assert_eq!(Issuer::from_chain(chain.clone()).unwrap().subject(), bottom.issuer().subject());

    let link = |chain: Vec<Certificate>| told(Issuer::from_chain(chain));
    let [leaf, between, above] = &chain[..] else { panic!("three") };
    assert_eq!(link(vec![leaf.clone(), above.clone()]), broken(0, ChainError::Name));
    assert_eq!(link(vec![above.clone(), between.clone()]), broken(0, ChainError::Name));
    // The same name, another key.
    let subject = tbs_members(above.as_der())[5].to_vec();
    let mut forged = Forged::ca("", &key(KeyAlgorithm::Rsa2048));
    (forged.issuer, forged.subject) = (subject.clone(), subject);
    let namesake = Issuer::from_der(&forged.sign(&key(KeyAlgorithm::Rsa2048))).unwrap().chain()[0].clone();
    assert_eq!(link(vec![leaf.clone(), between.clone(), namesake]), broken(1, ChainError::Signature));
    assert_eq!(link(Vec::new()), Err(Told::Other(IssuerError::NoCertificate)));
}

#[test]
fn a1_a_certificate_that_says_it_is_self_signed_is() {
    let (own, other) = (key(KeyAlgorithm::Ec256), key(KeyAlgorithm::Ec384));
    let load = |forged: &Forged, signer| told(Issuer::from_der(&forged.sign(signer)));
    let broken = |position| broken(position, ChainError::Signature);
    let root = || ca("Root");
    assert_eq!(load(&root(), &own), Ok(()));
    let other_algorithm = Forged { algorithm: Forged::ca("", &other).algorithm, ..root() };
    assert_eq!(load(&other_algorithm, &other), broken(0));
    let mut damaged = root().sign(&own);
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(told(Issuer::from_der(&damaged)), broken(0));
    // At the end of a chain.
    let mut below = ca("Below");
    below.issuer = common_name("Root");
    let chain = [below.sign(&own), damaged].map(|der| Certificate::from_der(&der).unwrap());
    assert_eq!(told(Issuer::from_chain(chain.into())), broken(1));

    // A CA's new key, certified by its old key. The certificate says so and is not self-signed (RFC
    // 4210 §4.4).
    let names = |own: &[u8], issuer: &[u8]| {
        root().with_extension(SUBJECT_KEY_IDENTIFIER, false, &tlv(0x04, own)).with_extension(
            AUTHORITY_KEY_IDENTIFIER,
            false,
            &sequence(&[&tlv(0x80, issuer)]),
        )
    };
    let by_other = |forged| Forged { algorithm: Forged::ca("", &other).algorithm, ..forged };
    assert_eq!(load(&by_other(names(b"new", b"old")), &other), Ok(()));
    assert_eq!(load(&by_other(names(b"new", b"new")), &other), broken(0));
    assert_eq!(load(&names(b"new", b"new"), &own), Ok(()));
    // A signature that nobody verifies does not make it less of a root.
    assert_eq!(told(Issuer::from_der(&with_sha224(&root().sign(&own)))), Ok(()));
}

/// A forged CA with this path length below `above`, signed by it.
fn below(above: &Forged, name: &str, path_length: Option<u8>) -> Forged {
    let mut forged = Forged::ca(name, &key(KeyAlgorithm::Ec256));
    forged.issuer = above.subject.clone();
    let constraints = match path_length {
        Some(length) => vec![0x30, 6, 1, 1, 0xff, 2, 1, length],
        None => CA.to_vec(),
    };
    forged.extensions[0] = extension(BASIC_CONSTRAINTS, true, &constraints);
    forged
}

#[test]
fn a2_the_path_lengths_of_the_chain_above_count_too() {
    let load = |lengths: &[Option<u8>]| {
        let top = Forged::ca("Top", &key(KeyAlgorithm::Ec256));
        let mut cas = vec![below(&top, "Top", lengths[0])];
        for (position, length) in lengths.iter().enumerate().skip(1) {
            cas.push(below(&cas[position - 1], &format!("CA {position}"), *length));
        }
        let sign = |forged: &Forged| Certificate::from_der(&forged.sign(&key(KeyAlgorithm::Ec256))).unwrap();
        Issuer::from_chain(cas.iter().rev().map(sign).collect()).map(|issuer| issuer.path_length())
    };
    assert_eq!(load(&[None]), Ok(None));
    assert_eq!(load(&[Some(3)]), Ok(Some(3)));
    assert_eq!(load(&[None, None]), Ok(None));
    assert_eq!(load(&[Some(1), None]), Ok(Some(0)));
    assert_eq!(load(&[Some(2), Some(5)]), Ok(Some(1)));
    assert_eq!(load(&[Some(5), Some(2)]), Ok(Some(2)));
    assert_eq!(load(&[Some(4), None, Some(6)]), Ok(Some(2)));
    let broken = |position| broken(position, ChainError::PathLength);
    assert_eq!(told(load(&[Some(0), None])), broken(0));
    assert_eq!(told(load(&[Some(1), None, None])), broken(0));
    assert_eq!(told(load(&[Some(0), None, None])), broken(1));
}

#[test]
fn a2_a_self_issued_ca_takes_no_share_of_the_path_length() {
    let mut above = ca("Above");
    above.extensions[0] = extension(BASIC_CONSTRAINTS, true, &[0x30, 6, 1, 1, 0xff, 2, 1, 0]);
    assert_eq!(link(above, ca("Above")), Ok(()));
}

#[test]
fn a3_the_subjects_of_a_chain_keep_to_the_constraints_above_them() {
    // excludedSubtrees: directoryName CN=Below.
    let base = sequence(&[&tlv(0xa4, &common_name("Below"))]);
    let value = sequence(&[&tlv(0xa1, &base)]);
    let above = || ca("Above").with_extension(NAME_CONSTRAINTS, true, &value);
    assert_eq!(link(above(), ca("Other")), Ok(()));
    assert_eq!(link(above(), ca("Above")), Ok(()));
    let broken = || broken(0, ChainError::NameConstraints);
    assert_eq!(link(above(), ca("Below")), broken());
    // Its own constraints apply to the certificates below it.
    assert_eq!(link(ca("Above"), ca("Below").with_extension(NAME_CONSTRAINTS, true, &value)), Ok(()));
}

/// The number of comparisons that verifiers make at most (rustls-webpki 250,000). All of them take
/// time.
#[test]
fn a3_a_chain_takes_no_more_comparisons_of_names_than_verifiers_make() {
    let base = sequence(&[&tlv(0x82, b"a.example")]);
    let value = sequence(&[&tlv(0xa1, &base.repeat(500))]);
    let above = || ca("Above").with_extension(NAME_CONSTRAINTS, true, &value);
    let below = |names: usize| {
        let names = sequence(&[&tlv(0x82, b"b.example").repeat(names)]);
        ca("Below").with_extension(SUBJECT_ALT_NAME, false, &names)
    };
    // The subject counts as one more name.
    assert_eq!(link(above(), below(499)), Ok(()));
    let broken = || broken(0, ChainError::TooManyComparisons);
    assert_eq!(link(above(), below(500)), broken());
    assert_eq!(link(ca("Above"), below(500)), Ok(()));
}

/// The result of loading a chain of these two, whose keys and names fit.
fn link(above: Forged, mut below: Forged) -> Result<(), Told> {
    let key = key(KeyAlgorithm::Ec256);
    below.issuer = above.subject.clone();
    let sign = |forged: &Forged| Certificate::from_der(&forged.sign(&key)).expect("a certificate");
    told(Issuer::from_chain(vec![sign(&below), sign(&above)]))
}

fn ca(name: &str) -> Forged {
    Forged::ca(name, &key(KeyAlgorithm::Ec256))
}

#[test]
fn a5_the_key_identifiers_of_a_chain_fit_where_both_are_there() {
    let identified = |own: &[u8]| ca("Above").with_extension(SUBJECT_KEY_IDENTIFIER, false, &tlv(0x04, own));
    let naming = |authority: &[u8]| {
        ca("Below").with_extension(AUTHORITY_KEY_IDENTIFIER, false, &sequence(&[authority]))
    };
    assert_eq!(link(identified(b"one"), naming(&tlv(0x80, b"one"))), Ok(()));
    assert_eq!(link(identified(b"one"), ca("Below")), Ok(()));
    assert_eq!(link(identified(b"one"), naming(&[])), Ok(()));
    assert_eq!(link(ca("Above"), naming(&tlv(0x80, b"one"))), Ok(()));
    let broken = || broken(0, ChainError::KeyIdentifier);
    assert_eq!(link(identified(b"one"), naming(&tlv(0x80, b"two"))), broken());
    assert_eq!(link(identified(b"one"), naming(&tlv(0x80, b""))), broken());
}

#[test]
fn a5_the_names_of_a_chain_are_compared_as_verifiers_compare_them() {
    let check = |above_tag, above: &[u8], below_tag, below: &[u8]| {
        let key = key(KeyAlgorithm::Ec256);
        let mut upper = ca("");
        upper.subject = name(&[(ORGANIZATION, above_tag, above)]);
        let mut lower = ca("Below");
        lower.issuer = name(&[(ORGANIZATION, below_tag, below)]);
        let sign = |forged: &Forged| Certificate::from_der(&forged.sign(&key)).expect("a certificate");
        told(Issuer::from_chain(vec![sign(&lower), sign(&upper)]))
    };
    const UTF8: u8 = 0x0c;
    const PRINTABLE: u8 = 0x13;
    // RFC 5280 §7.1: case and white space are insignificant, and the two string types are
    // equivalent.
    assert_eq!(check(UTF8, b"Example", UTF8, b"Example"), Ok(()));
    assert_eq!(check(UTF8, b"Example", PRINTABLE, b"Example"), Ok(()));
    assert_eq!(check(PRINTABLE, b"Example  CA", UTF8, b" EXAMPLE ca"), Ok(()));
    let broken = || broken(0, ChainError::Name);
    assert_eq!(check(UTF8, b"Example", UTF8, b"Examples"), broken());
    assert_eq!(check(UTF8, b"ExampleCA", UTF8, b"Example CA"), broken());
    // Beyond ASCII, some verifiers do not fold case.
    assert_eq!(check(UTF8, "Ä".as_bytes(), UTF8, "ä".as_bytes()), broken());
}

#[test]
fn a5_the_issuer_and_serial_number_of_an_authority_key_identifier_fit() {
    let directory_name = |text| tlv(0xa1, &tlv(0xa4, &common_name(text)));
    let dns_name = tlv(0xa1, &tlv(0x82, b"example.org"));
    let notices = |value: Vec<u8>| {
        let key = key(KeyAlgorithm::Ec256);
        let mut below = ca("Below").with_extension(AUTHORITY_KEY_IDENTIFIER, false, &value);
        below.issuer = common_name("Above");
        let chain = [below, ca("Above")].map(|forged| Certificate::from_der(&forged.sign(&key)).unwrap());
        let issuer = Issuer::from_chain(chain.into()).expect("an issuer");
        let about_authority = |kind: &IssuerNoticeKind| {
            matches!(kind, IssuerNoticeKind::AuthoritySerialNumber { .. } | IssuerNoticeKind::AuthorityIssuer)
        };
        let kinds = issuer.notices().iter().map(|notice| notice.kind().clone());
        kinds.filter(about_authority).collect::<Vec<_>>()
    };
    let naming =
        |issuer: &[u8], serial_number: &[u8]| notices(sequence(&[issuer, &tlv(0x82, serial_number)]));
    // Forged certificates have the serial number 1, and this one names itself as its issuer.
    assert_eq!(naming(&directory_name("Above"), &[1]), []);
    assert_eq!(naming(&dns_name, &[1]), []);
    // The key is the same, but its certificate differs (rule V9).
    let other_serial_number =
        || vec![IssuerNoticeKind::AuthoritySerialNumber { named: vec![2], next: vec![1] }];
    let other_issuer = || vec![IssuerNoticeKind::AuthorityIssuer];
    assert_eq!(naming(&directory_name("Above"), &[2]), other_serial_number());
    assert_eq!(naming(&directory_name("Below"), &[1]), other_issuer());
    // The same name in another string type.
    let printable = name(&[(COMMON_NAME, 0x13, b"above")]);
    assert_eq!(naming(&tlv(0xa1, &tlv(0xa4, &printable)), &[1]), []);
    // One without the other (rule A6).
    assert_eq!(naming(&[], &[1]), []);
    assert_eq!(naming(&[], &[2]), other_serial_number());
    let alone = |issuer: &[u8]| notices(sequence(&[issuer]));
    assert_eq!(alone(&dns_name), []);
    assert_eq!(alone(&directory_name("Above")), []);
    assert_eq!(alone(&directory_name("Below")), other_issuer());
    let other = ca("Below").with_extension(AUTHORITY_KEY_IDENTIFIER, false, &tlv(0x04, b"one"));
    assert_eq!(link(ca("Above"), other), Err(Told::Content(0, "authorityKeyIdentifier")));
}

#[test]
fn v9_what_a_root_signed_before_it_was_renewed_with_the_same_key_loads_below_it() {
    let key = key(KeyAlgorithm::Ec256);
    let identifier = tlv(0x04, b"key");
    let mut root = ca("Above").with_extension(SUBJECT_KEY_IDENTIFIER, false, &identifier);
    let below = |named: &[u8]| {
        let issuer = tlv(0xa1, &tlv(0xa4, &common_name("Above")));
        let value = sequence(&[&tlv(0x80, named), &issuer, &tlv(0x82, &[1])]);
        let mut below = ca("Below").with_extension(AUTHORITY_KEY_IDENTIFIER, false, &value);
        below.issuer = common_name("Above");
        below
    };
    let load = |below: Forged, root: &Forged| {
        Issuer::from_chain(
            [below.sign(&key), root.sign(&key)].map(|der| Certificate::from_der(&der).unwrap()).into(),
        )
    };
    let texts =
        |issuer: Issuer| -> String { issuer.notices().iter().map(|notice| format!("{notice}\n")).collect() };
    let named = "the issuer's certificate (CN=Below): authorityKeyIdentifier names a certificate with the serial number 01, \
                 but the next certificate in the chain, which has the same key, has 02;";
    assert!(!texts(load(below(b"key"), &root).unwrap()).contains(named));
    root.serial_number = vec![2];
    let renewed = texts(load(below(b"key"), &root).unwrap());
    assert!(renewed.contains(named), "{renewed}");
    assert_eq!(told(load(below(b"other"), &root)), broken(0, ChainError::KeyIdentifier));
    root.extensions.pop();
    root.spki = toolkit::stock::key(KeyAlgorithm::Ec384).public_key().as_spki_der().to_vec();
    assert_eq!(told(load(below(b"key"), &root)), broken(0, ChainError::Signature));
}

#[test]
fn a1_an_issuer_has_no_critical_extension_that_is_not_known() {
    let unknown = b"\x2a\x03\x04";
    let load = |oid: &[u8], critical| {
        let mut forged = Forged::ca("Critical", &key(KeyAlgorithm::Ec256));
        forged.extensions.push(extension(oid, critical, b"\x05\x00"));
        told(Issuer::from_der(&forged.sign(&key(KeyAlgorithm::Ec256))))
    };
    assert_eq!(load(unknown, false), Ok(()));
    // policyConstraints, which RFC 5280 §4.2.1.11 requires to be critical.
    assert_eq!(load(b"\x55\x1d\x24", true), Ok(()));
    // issuingDistributionPoint, which belongs in CRLs, and an unknown extension.
    for (oid, dotted) in [
        (unknown.as_slice(), "1.2.3.4"),
        (b"\x55\x1d\x1c", "2.5.29.28"),
        (b"\x55\x1d\x63", "2.5.29.99"),
        (b"\x55\x1d", "2.5.29"),
    ] {
        let fault = CertificateError::CriticalExtension(ObjectIdentifier::new(dotted).unwrap());
        assert_eq!(load(oid, true), Err(Told::Certificate(0, fault)));
    }
}

#[test]
fn a1_a_chain_in_pem_has_no_block_that_is_not_a_certificate() {
    let authority = subordinate(&root(KeyAlgorithm::Ec384), KeyAlgorithm::Ec256, 0);
    let pem: String = authority.issuer().chain().iter().map(Certificate::to_pem).collect();
    let issuer = Issuer::from_chain_pem(&pem).unwrap();
    assert_eq!(issuer.chain(), authority.issuer().chain());
    // RFC 7468 §2: text around the blocks explains them.
    let explained = pem.replace("-----BEGIN", "subject=CN = Subordinate\n\n-----BEGIN");
    for accepted in [format!("\n\n{pem}\n"), pem.replace('\n', "\r\n"), explained, format!("{pem}more")] {
        assert_eq!(Issuer::from_chain_pem(&accepted).unwrap().chain(), issuer.chain());
    }
    let key = key(KeyAlgorithm::Ec256).to_pkcs8_pem();
    let csr_block = pem.replace("CERTIFICATE-----", "CERTIFICATE REQUEST-----");
    for refused in [
        String::new(),
        "no PEM".into(),
        csr_block,
        format!("{pem}{}", *key),
        format!("{}{pem}", *key),
        pem.replace("-----END CERTIFICATE-----\n", ""),
        pem.replacen("-----END CERTIFICATE-----\n", "", 1),
        pem.replacen("M", "!", 1),
    ] {
        assert_eq!(told(Issuer::from_chain_pem(&refused)), Err(Told::Other(IssuerError::Pem)), "{refused}");
    }
}

#[test]
fn a1_one_certificate_is_read_from_pem() {
    let authority = subordinate(&root(KeyAlgorithm::Ec384), KeyAlgorithm::Ec256, 0);
    let chain = authority.issuer().chain();
    let pem = chain[0].to_pem();
    let explained = format!("subject=CN = Subordinate\n{pem}more");
    let old_label = pem.replace("CERTIFICATE-----", "X509 CERTIFICATE-----");
    for accepted in [pem.clone(), wrapped(&pem, usize::MAX), pem.replace('\n', "\r\n"), explained, old_label]
    {
        assert_eq!(Certificate::from_pem(&accepted).as_ref(), Ok(&chain[0]), "{accepted}");
    }
    let key = key(KeyAlgorithm::Ec256).to_pkcs8_pem();
    for refused in [
        String::new(),
        "no PEM".into(),
        pem.replace("CERTIFICATE-----", "CERTIFICATE REQUEST-----"),
        pem.replace("CERTIFICATE-----", "TRUSTED CERTIFICATE-----"),
        format!("{pem}{}", *key),
        pem.replacen("M", "!", 1),
    ] {
        assert_eq!(Certificate::from_pem(&refused), Err(IssuerError::Pem), "{refused}");
    }
    let two: String = chain.iter().map(Certificate::to_pem).collect();
    assert_eq!(Certificate::from_pem(&two), Err(IssuerError::NotOneCertificate { found: 2 }));
    // No more than from_der takes.
    let octets = pem.replacen("MII", "AII", 1);
    let der = openssl("base64 -d", octets.split("-----").nth(2).unwrap().trim_start().as_bytes());
    assert_eq!(Certificate::from_pem(&octets), Certificate::from_der(&der));
    assert!(matches!(Certificate::from_pem(&octets), Err(IssuerError::Certificate { .. })));
}

/// The text with its base64 in lines of this many characters.
fn wrapped(pem: &str, width: usize) -> String {
    let mut base64 = String::new();
    let mut text = String::new();
    for line in pem.lines() {
        if !line.starts_with("-----") {
            base64.push_str(line);
            continue;
        }
        while !base64.is_empty() {
            let rest = base64.split_off(width.min(base64.len()));
            text.extend([&base64, "\n"]);
            base64 = rest;
        }
        text.extend([line, "\n"]);
    }
    text
}

#[test]
fn a1_certificates_in_pem_are_read_in_the_layouts_that_openssl_reads() {
    let authority = subordinate(&root(KeyAlgorithm::Ec384), KeyAlgorithm::Ec256, 0);
    let pem: String = authority.issuer().chain().iter().map(Certificate::to_pem).collect();
    assert_eq!(wrapped(&pem, 64), pem);
    for text in [
        wrapped(&pem, usize::MAX),
        wrapped(&pem, 76),
        wrapped(&pem, 4),
        pem.replace('\n', " \t\n"),
        pem.replace("-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n\n"),
        pem.replace("CERTIFICATE-----", "X509 CERTIFICATE-----"),
        pem.replacen("CERTIFICATE-----", "X509 CERTIFICATE-----", 2),
    ] {
        let issuer = Issuer::from_chain_pem(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(issuer.chain(), authority.issuer().chain(), "{text}");
        let read = openssl("x509 -outform DER", text.as_bytes());
        assert_eq!(read, authority.issuer().chain()[0].as_der(), "{text}");
    }
}

#[test]
fn a1_pem_that_holds_more_or_less_than_certificates_is_refused() {
    let certificate = root(KeyAlgorithm::Ec256).issuer().chain()[0].clone();
    let pem = certificate.to_pem();
    // The output of `openssl x509 -trustout` has trust settings after the certificate.
    let trusted = openssl_text("x509 -trustout -addtrust serverAuth", pem.as_bytes());
    assert!(trusted.starts_with("-----BEGIN TRUSTED CERTIFICATE-----"), "{trusted}");
    for refused in [
        trusted.replace("TRUSTED ", "X509 "),
        trusted,
        pem.replace("CERTIFICATE-----", "x509 certificate-----"),
        pem.replacen("CERTIFICATE-----", "X509 CERTIFICATE-----", 1),
        pem.replace("-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nName: value\n\n"),
    ] {
        assert!(Issuer::from_chain_pem(&refused).is_err(), "{refused}");
    }
}

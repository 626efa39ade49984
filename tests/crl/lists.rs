//! R1, R2, R4, R7 and R8: the list without its entries.

use certmint::crl::{CertificateScope, CrlNumber, IssuingDistributionPoint};
use certmint::time::Duration;
use certmint::{CrlRequest, HashAlgorithm, Issuer, KeyAlgorithm};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint as ReadPoint;

use crate::material::{URL, at, computed_key_identifier, extensions, issue, of, parse, point, request};
use toolkit::forge::{
    COMMON_NAME, Forged, ORGANIZATION, SUBJECT_KEY_IDENTIFIER, members, name, sequence, tlv,
};
use toolkit::oracle::verifies;
use toolkit::stock::{ALGORITHMS, authority, key};
use toolkit::{now, root};

const ECDSA_WITH_SHA256: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";

#[test]
fn r1_the_octets_of_a_list_without_entries() {
    let crl = issue(&request());
    let [tbs, algorithm, _] = members(crl.as_der())[..] else { panic!("three members") };
    let identifier = tlv(0x80, &computed_key_identifier(KeyAlgorithm::Ec256));
    let authority_key_identifier = sequence(&[b"\x06\x03\x55\x1d\x23", &tlv(0x04, &tlv(0x30, &identifier))]);
    let crl_number = sequence(&[b"\x06\x03\x55\x1d\x14", b"\x04\x03\x02\x01\x07"]);
    let expected = sequence(&[
        b"\x02\x01\x01",
        ECDSA_WITH_SHA256,
        authority(KeyAlgorithm::Ec256).issuer().subject().as_der(),
        &tlv(0x17, b"260131120000Z"),
        &tlv(0x17, b"260207120000Z"),
        // revokedCertificates is absent (RFC 5280 §5.1.2.6).
        &tlv(0xa0, &sequence(&[&authority_key_identifier, &crl_number])),
    ]);
    assert_eq!(tbs, expected);
    assert_eq!(algorithm, ECDSA_WITH_SHA256);
    assert_eq!(parse(&crl).tbs_cert_list.revoked_certificates, None);
    assert_eq!(crl.number(), CrlNumber::from(7));
    assert_eq!((crl.this_update(), crl.next_update()), (now(), now() + Duration::days(7)));
}

#[test]
fn r1_any_hash_goes_with_any_key() {
    for algorithm in ALGORITHMS {
        let authority = authority(algorithm);
        for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
            let crl = authority.issue_crl(&request().with_hash(hash)).unwrap();
            let list = parse(&crl);
            assert_eq!(list.signature_algorithm, list.tbs_cert_list.signature);
            let spki = authority.issuer().public_key().as_spki_der();
            assert!(verifies(crl.as_der(), hash, spki), "{algorithm:?} {hash:?}");
        }
    }
}

#[test]
fn r1_the_issuer_is_named_byte_for_byte() {
    let signer = || key(KeyAlgorithm::Ec256);
    let subject = name(&[(COMMON_NAME, 0x13, b"CN  first"), (ORGANIZATION, 0x14, b"Teletex")]);
    let mut forged = Forged::ca("", &signer());
    (forged.subject, forged.issuer) = (subject.clone(), subject.clone());
    let crl = of(&forged, signer()).issue_crl(&request()).unwrap();
    assert_eq!(members(members(crl.as_der())[0])[2], subject);
}

#[test]
fn r1_the_same_request_gives_the_same_bytes() {
    let issuer = authority(KeyAlgorithm::Ec384).issuer().clone();
    let [one, other] = [(); 2].map(|()| request().to_be_signed(&issuer).unwrap());
    assert_eq!(one.as_bytes(), other.as_bytes());
}

#[test]
fn r1_pem_is_labelled_x509_crl() {
    let crl = issue(&request());
    let pem = crl.to_pem();
    assert!(pem.starts_with("-----BEGIN X509 CRL-----\n"), "{pem}");
    let (label, der) = x509_cert::der::pem::decode_vec(pem.as_bytes()).unwrap();
    assert_eq!((label, der.as_slice()), ("X509 CRL", crl.as_der()));
}

#[test]
fn r2_times_are_utctime_through_2049() {
    // Up to and including the issuer's last second.
    let request = CrlRequest::new(CrlNumber::from(1), at(2_524_607_999), at(2_524_608_000));
    let crl = issue(&request);
    let tbs = members(members(crl.as_der())[0]);
    assert_eq!(tbs[3], tlv(0x17, b"491231235959Z"));
    assert_eq!(tbs[4], tlv(0x18, b"20500101000000Z"));
    parse(&crl);
}

#[test]
fn r2_times_are_cut_to_the_second() {
    let almost = Duration::milliseconds(999);
    let request = CrlRequest::new(CrlNumber::from(1), now() + almost, now() + Duration::SECOND + almost);
    let crl = issue(&request);
    assert_eq!((crl.this_update(), crl.next_update()), (now(), now() + Duration::SECOND));
    let tbs = members(members(crl.as_der())[0]);
    assert_eq!(tbs[3], tlv(0x17, b"260131120000Z"));
    assert_eq!(tbs[4], tlv(0x17, b"260131120001Z"));
}

#[test]
fn r4_numbers_have_up_to_twenty_octets() {
    let largest = [&[0x7f][..], &[0xff; 19]].concat();
    for (number, encoded) in [
        (CrlNumber::from(0), vec![0]),
        (CrlNumber::from(0x7f), vec![0x7f]),
        (CrlNumber::from(0x80), vec![0, 0x80]),
        (CrlNumber::from(u64::MAX), [&[0][..], &[0xff; 8]].concat()),
        (CrlNumber::new(&[]).unwrap(), vec![0]),
        (CrlNumber::new(&[0; 30]).unwrap(), vec![0]),
        (CrlNumber::new(&[0, 0, 1, 0]).unwrap(), vec![1, 0]),
        (CrlNumber::new(&largest).unwrap(), largest.clone()),
    ] {
        let request = CrlRequest::new(number, now(), now() + Duration::DAY);
        let expected = ("2.5.29.20".to_string(), false, tlv(0x02, &encoded));
        assert_eq!(extensions(&issue(&request))[1], expected);
    }
}

#[test]
fn r4_numbers_compare_as_numbers() {
    let number = |octets: &[u8]| CrlNumber::new(octets).unwrap();
    assert!(number(&[0xff]) < number(&[1, 0]));
    assert_eq!(number(&[0, 5]), CrlNumber::from(5));
    assert_eq!((number(&[0, 1, 0]).as_bytes(), number(&[0]).as_bytes()), (&[1, 0][..], &[][..]));
    let next = |octets: &[u8]| number(octets).next();
    for (octets, expected) in
        [(&[][..], &[1][..]), (&[0xfe], &[0xff]), (&[0xff], &[1, 0]), (&[1, 0xff, 0xff], &[2, 0, 0])]
    {
        assert_eq!(next(octets), Ok(number(expected)));
    }
    let largest = [&[0x7f][..], &[0xff; 19]].concat();
    assert_eq!(next(&largest).unwrap_err().to_string(), CrlNumber::new(&[1; 21]).unwrap_err().to_string());
    assert_eq!(format!("{:?} {:?}", number(&[1, 0]), number(&[])), "CrlNumber(0x0100) CrlNumber(0x00)");
}

#[test]
fn r4_numbers_are_read_from_hexadecimal_text_and_written_as_such() {
    let largest = format!("7f{}", "ff".repeat(19));
    for (text, octets, written) in [
        ("0B", &[0x0b][..], "0b"),
        ("0", &[], "00"),
        ("00", &[], "00"),
        ("100", &[1, 0], "0100"),
        ("00:AB:cd", &[0xab, 0xcd], "abcd"),
        (&largest, &[&[0x7f][..], &[0xff; 19]].concat(), &largest),
    ] {
        let number: CrlNumber = text.parse().expect("a CRL number");
        assert_eq!((number.as_bytes(), number.to_string()), (octets, written.to_string()), "{text}");
        assert_eq!(written.parse(), Ok(number));
    }
}

#[test]
fn r4_numbers_below_2_to_the_64_are_integers() {
    for number in [0, 1, 0xff, 1 << 32, u64::MAX] {
        assert_eq!(CrlNumber::from(number).to_u64(), Some(number));
        assert_eq!(CrlNumber::from(number).to_string().parse(), Ok(CrlNumber::from(number)));
    }
    assert_eq!(CrlNumber::from(u64::MAX).next().unwrap().to_u64(), None);
    assert_eq!(CrlNumber::new(&[1; 20]).unwrap().to_u64(), None);
}

/// The octets of the issuingDistributionPoint. Asserts that x509-cert reads and writes them
/// unchanged.
fn point_of(point: IssuingDistributionPoint) -> (Vec<u8>, ReadPoint) {
    let crl = issue(&request().with_issuing_distribution_point(point));
    let (oid, critical, value) = extensions(&crl).remove(2);
    assert_eq!((oid.as_str(), critical), ("2.5.29.28", true));
    let read = ReadPoint::from_der(&value).expect("x509-cert reads the point");
    assert_eq!(read.to_der().expect("x509-cert encodes the point"), value);
    (value, read)
}

#[test]
fn r7_a_distribution_point_of_urls() {
    let other = "ldap://pki.example.org/cn=sub?certificateRevocationList;binary";
    let urls = [tlv(0x86, URL.as_bytes()), tlv(0x86, other.as_bytes())];
    let (value, _) = point_of(point());
    assert_eq!(value, tlv(0x30, &tlv(0xa0, &tlv(0xa0, &urls[0]))));
    // Duplicates are written once.
    let (value, read) = point_of(point().with_url(other).unwrap().with_url(URL).unwrap());
    assert_eq!(value, tlv(0x30, &tlv(0xa0, &tlv(0xa0, &urls.concat()))));
    assert!(!read.only_contains_user_certs && !read.only_contains_ca_certs && !read.indirect_crl);
}

#[test]
fn r7_a_distribution_point_of_one_kind_of_certificate() {
    let (users, cas) = (CertificateScope::UserCertificates, CertificateScope::CaCertificates);
    assert_eq!(point_of(IssuingDistributionPoint::only(users)).0, b"\x30\x03\x81\x01\xff");
    assert_eq!(point_of(IssuingDistributionPoint::only(cas)).0, b"\x30\x03\x82\x01\xff");
    let (_, read) = point_of(point().with_scope(users).with_scope(cas));
    assert!(read.distribution_point.is_some());
    assert_eq!((read.only_contains_user_certs, read.only_contains_ca_certs), (false, true));
}

#[test]
fn r8_the_authority_key_identifier_is_the_issuers_own() {
    let signer = || key(KeyAlgorithm::Ec256);
    let forged = Forged::ca("CA", &signer()).with_extension(SUBJECT_KEY_IDENTIFIER, false, b"\x04\x03abc");
    let crl = of(&forged, signer()).issue_crl(&request()).unwrap();
    assert_eq!(extensions(&crl)[0], ("2.5.29.35".to_string(), false, b"\x30\x05\x80\x03abc".to_vec()));
}

#[test]
fn r8_of_an_issuer_without_key_identifier_it_is_what_its_certificates_name() {
    let root = root(KeyAlgorithm::Ec384);
    let computed = root.issuer().public_key().key_identifier();
    let value = tlv(0x30, &tlv(0x80, &computed));
    assert_eq!(extensions(&root.issue_crl(&request()).unwrap())[0], ("2.5.29.35".into(), false, value));

    let computed = computed_key_identifier(KeyAlgorithm::Ec256);
    let value = tlv(0x30, &tlv(0x80, &computed));
    assert_eq!(extensions(&issue(&request()))[0], ("2.5.29.35".into(), false, value));
}

#[test]
fn r8_the_extensions_come_in_one_order() {
    let order = |request: CrlRequest| -> Vec<(String, bool)> {
        let extensions = extensions(&issue(&request.with_issuing_distribution_point(point())));
        extensions.into_iter().map(|(oid, critical, _)| (oid, critical)).collect()
    };
    let of = |(oid, critical): (&str, bool)| (oid.to_string(), critical);
    let [identifier, number, base, point, freshest] = [
        ("2.5.29.35", false),
        ("2.5.29.20", false),
        ("2.5.29.27", true),
        ("2.5.29.28", true),
        ("2.5.29.46", false),
    ]
    .map(of);
    let full = request().with_freshest_crl_url(URL).unwrap();
    assert_eq!(order(full), [identifier.clone(), number.clone(), point.clone(), freshest]);
    let delta = request().with_base_crl_number(CrlNumber::from(6));
    assert_eq!(order(delta), [identifier, number, base, point]);
}

#[test]
fn r1_what_the_issuer_says_in_certificates_is_not_in_lists() {
    let with_url = certmint::issuer::IssuerExtensions::default().with_crl_url(URL).unwrap();
    let with_url = with_url.with_freshest_crl_url(URL).unwrap();
    let plain: Issuer = authority(KeyAlgorithm::Ec256).issuer().clone();
    let bytes = request().to_be_signed(&plain).unwrap().as_bytes().to_vec();
    assert_eq!(request().to_be_signed(&plain.with_extensions(with_url)).unwrap().as_bytes(), bytes);
}

//! A1: the requirements on an issuer's certificate and chain when they are loaded.

use certmint::error::{CertificateError, IssuerError, PrivateKeyError, PublicKeyError};
use certmint::key::SignatureAlgorithm;
use certmint::{
    Authority, EndEntityRequest, Error, HashAlgorithm, Issuer, KeyAlgorithm, ObjectIdentifier, PrivateKey,
    SerialNumber, SubordinateRequest,
};

use toolkit::forge::{
    AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, CA, CERT_SIGN, COMMON_NAME, Forged, KEY_USAGE,
    SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER, common_name, csr, extension, members, name, sequence, tlv,
};
use toolkit::oracle::{tbs_members, verify_chain};
use toolkit::stock::{ALGORITHMS, Told, authority, entity, key, root_issued, told};
use toolkit::{now, params, rng, root, years};

fn ec() -> PrivateKey {
    key(KeyAlgorithm::Ec256)
}

/// The result of loading a forged CA after a change.
fn load(change: impl FnOnce(&mut Forged)) -> Result<Issuer, IssuerError> {
    let mut forged = Forged::ca("A1", &ec());
    change(&mut forged);
    Issuer::from_der(&forged.sign(&ec()))
}

/// A refusal of a certificate without a chain.
fn broken(fault: CertificateError) -> Result<(), Told> {
    Err(Told::Certificate(0, fault))
}

fn not_der(part: &'static str) -> Result<(), Told> {
    broken(CertificateError::NotDer { part })
}

fn content(part: &'static str) -> Result<(), Told> {
    Err(Told::Content(0, part))
}

#[test]
fn a1_a_certificate_of_another_writer_is_loaded_and_issues() {
    for algorithm in ALGORITHMS {
        let authority = authority(algorithm);
        assert_eq!(authority.issuer().subject().as_der(), common_name("Forged Root"));
        assert_eq!(authority.issuer().path_length(), None);
        let issued = entity(&authority, csr(&ec(), "A1", &[])).unwrap();
        assert_eq!(verify_chain(&issued, webpki::KeyUsage::client_auth(), 0), Ok(()), "{algorithm:?}");
    }
}

#[test]
fn a1_a_ca_of_rcgen_is_loaded_and_issues() {
    let mut foreign = rcgen::CertificateParams::default();
    foreign.distinguished_name.push(rcgen::DnType::OrganizationName, "Example");
    foreign.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    foreign.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let certificate = foreign.self_signed(&pair).unwrap();
    let issuer = Issuer::from_der(certificate.der()).unwrap();
    assert_eq!(issuer.path_length(), Some(0));
    let signer = PrivateKey::from_der(pair.serialized_der()).unwrap();
    let authority = Authority::new(issuer, signer).unwrap();
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "A1", years(1)));
    let issued = authority.issue(&request, now(), &mut rng(40)).unwrap();
    assert_eq!(verify_chain(&issued, webpki::KeyUsage::server_auth(), 0), Ok(()));
}

#[test]
fn a1_only_version_3_issues() {
    for version in [&b""[..], b"\xa0\x03\x02\x01\x00", b"\xa0\x03\x02\x01\x01", b"\xa0\x03\x02\x01\x03"] {
        let loaded = told(load(|forged| forged.version = version.to_vec()));
        assert_eq!(loaded, broken(CertificateError::Version), "{version:02x?}");
    }
    let version_1 = load(|forged| {
        forged.version.clear();
        forged.extensions.clear();
    });
    assert_eq!(told(version_1), broken(CertificateError::Version));
}

#[test]
fn a1_basic_constraints_must_say_ca() {
    let without = load(|forged| drop(forged.extensions.remove(0)));
    assert_eq!(told(without), broken(CertificateError::NotACa));
    let no_extensions = load(|forged| forged.extensions.clear());
    assert_eq!(told(no_extensions), broken(CertificateError::NotACa));
    let empty = load(|forged| forged.extensions = vec![Vec::new()]);
    assert_eq!(told(empty), broken(CertificateError::NotACa));
    let constraints = |value: &'static [u8]| {
        load(|forged| forged.extensions[0] = extension(BASIC_CONSTRAINTS, true, value))
    };
    let path_length = |value| constraints(value).map(|issuer| issuer.path_length());
    assert_eq!(path_length(CA), Ok(None));
    assert_eq!(path_length(b"\x30\x06\x01\x01\xff\x02\x01\x03"), Ok(Some(3)));
    for value in [&b"\x30\x00"[..], b"\x30\x03\x01\x01\x00"] {
        assert_eq!(told(constraints(value)), broken(CertificateError::NotACa), "{value:02x?}");
    }
    for value in [
        // A path length without cA (RFC 5280 §4.2.1.9), a negative one, something after it,
        // something in its place.
        &b"\x30\x03\x02\x01\x00"[..],
        b"\x30\x06\x01\x01\xff\x02\x01\xff",
        b"\x30\x05\x01\x01\xff\x05\x00",
        b"\x05\x00",
    ] {
        assert_eq!(told(constraints(value)), content("basicConstraints"), "{value:02x?}");
    }
    // A path length with a leading zero, a boolean without octets, nothing at all.
    for value in [&b"\x30\x07\x01\x01\xff\x02\x02\x00\x01"[..], b"\x30\x02\x01\x00", b""] {
        assert_eq!(told(constraints(value)), not_der("basicConstraints"), "{value:02x?}");
    }
}

#[test]
fn a1_key_usage_needs_key_cert_sign_where_it_is_there() {
    let usage =
        |value: &'static [u8]| told(load(|forged| forged.extensions[1] = extension(KEY_USAGE, true, value)));
    assert_eq!(usage(b"\x03\x02\x01\x06"), Ok(()));
    assert_eq!(usage(b"\x03\x02\x02\x04"), Ok(()));
    assert_eq!(load(|forged| drop(forged.extensions.pop())).map(drop), Ok(()));
    // digitalSignature; cRLSign.
    assert_eq!(usage(b"\x03\x02\x07\x80"), broken(CertificateError::NoKeyCertSign));
    assert_eq!(usage(b"\x03\x02\x01\x02"), broken(CertificateError::NoKeyCertSign));
    // No bit, an undefined bit, another type; nonzero unused bits, trailing octets.
    for value in [&b"\x03\x01\x00"[..], b"\x03\x03\x06\x06\x40", b"\x04\x02\x01\x06"] {
        assert_eq!(usage(value), content("keyUsage"), "{value:02x?}");
    }
    for value in [&b"\x03\x02\x02\x06"[..], b"\x03\x02\x01\x06\x00"] {
        assert_eq!(usage(value), not_der("keyUsage"), "{value:02x?}");
    }
}

#[test]
fn a1_the_key_must_be_one_that_is_verified_with() {
    let with = |spki: Vec<u8>| match load(|forged| forged.spki = spki) {
        Err(IssuerError::Certificate { error: CertificateError::PublicKey(error), .. }) => error,
        other => panic!("{other:?}"),
    };
    let ec_key = |curve: &[u8], point: &[u8]| {
        let algorithm = sequence(&[b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01", curve]);
        sequence(&[&algorithm, &tlv(0x03, &[&[0], point].concat())])
    };
    // secp256k1.
    let PublicKeyError::Curve(oid) = with(ec_key(b"\x06\x05\x2b\x81\x04\x00\x0a", &[4; 65])) else {
        panic!()
    };
    assert_eq!(oid.to_string(), "1.3.132.0.10");
    // Ed448 (RFC 8410 §3).
    let ed448 = sequence(&[b"\x30\x05\x06\x03\x2b\x65\x71", &tlv(0x03, &[0; 58])]);
    let PublicKeyError::Algorithm(oid) = with(ed448) else { panic!() };
    assert_eq!(oid.to_string(), "1.3.101.113");
    let p256 = b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
    assert_eq!(with(ec_key(p256, &[4; 65])), PublicKeyError::Point);
    assert_eq!(with(ec_key(p256, &[0])), PublicKeyError::Point);
    assert_eq!(with(ec_key(b"\x30\x03\x02\x01\x01", &[4; 65])), PublicKeyError::ExplicitCurve);
    let rsa = |modulus: &[u8], exponent: &[u8]| {
        let numbers = sequence(&[&tlv(0x02, modulus), &tlv(0x02, exponent)]);
        let algorithm: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
        sequence(&[algorithm, &tlv(0x03, &[&[0], &numbers[..]].concat())])
    };
    let modulus = |octets| [vec![0], vec![0xff; octets]].concat();
    assert_eq!(with(rsa(&modulus(128), &[1, 0, 1])), PublicKeyError::ModulusBits(1_024));
    assert_eq!(with(rsa(&modulus(1_024), &[1, 0, 1])), PublicKeyError::ModulusBits(8_192));
    assert_eq!(with(rsa(&modulus(256), &[3])), PublicKeyError::Exponent);
    assert_eq!(with(Vec::from(b"\x30\x00")), PublicKeyError::Structure);
}

#[test]
fn a1_a_certificate_that_is_not_strict_der_is_refused() {
    let der = Forged::ca("A1", &ec()).sign(&ec());
    for length in 0..der.len() {
        assert_eq!(told(Issuer::from_der(&der[..length])), not_der("Certificate"), "{length}");
    }
    let trailing = [&der[..], &[0]].concat();
    assert_eq!(told(Issuer::from_der(&trailing)), not_der("Certificate"));
    // The length in one octet more than needed (X.690 §10.1).
    let mut long = der.clone();
    assert_eq!(long[1], 0x82);
    long.splice(1..2, [0x83, 0x00]);
    assert_eq!(told(Issuer::from_der(&long)), not_der("Certificate"));
    let serial_number = load(|forged| forged.serial_number = vec![0, 1]);
    assert_eq!(told(serial_number), not_der("serialNumber"));
    // DER, but not a certificate.
    for other in [&b"\x05\x00"[..], b"\x30\x00", b"\x30\x05\x30\x00\x02\x01\x00"] {
        assert_eq!(told(Issuer::from_der(other)), content("Certificate"), "{other:02x?}");
    }
    let key_usage = certmint::ObjectIdentifier::new("2.5.29.15").unwrap();
    let two = load(|forged| forged.extensions.push(extension(KEY_USAGE, true, CERT_SIGN)));
    assert_eq!(told(two), broken(CertificateError::RepeatedExtension(key_usage)));
    // RFC 5280 §4.1.1.2: both algorithms are the same.
    let other =
        load(|forged| forged.algorithm = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03".to_vec());
    assert_eq!(told(other), broken(CertificateError::AlgorithmMismatch));
}

#[test]
fn a1_no_octet_of_a_certificate_can_be_changed_into_a_panic() {
    let der = Forged::ca("A1", &ec())
        .with_extension(SUBJECT_KEY_IDENTIFIER, false, b"\x04\x02\x01\x02")
        .sign(&ec());
    for position in 0..der.len() {
        for value in [0x00, 0x01, 0x7f, 0x80, 0xff, der[position] ^ 0x01, der[position] ^ 0x20] {
            let mut changed = der.clone();
            changed[position] = value;
            if let Ok(issuer) = Issuer::from_der(&changed) {
                assert_eq!(issuer.chain()[0].as_der(), changed);
            }
        }
    }
}

#[test]
fn a1_a_ca_has_a_subject() {
    let nameless = load(|forged| {
        forged.subject = b"\x30\x00".to_vec();
        forged.extensions.push(extension(SUBJECT_ALT_NAME, true, b"\x30\x07\x82\x05ca.xy"));
    });
    assert_eq!(told(nameless), broken(CertificateError::EmptySubject));
    let without_attributes = load(|forged| forged.subject = b"\x30\x02\x31\x00".to_vec());
    assert_eq!(told(without_attributes), broken(CertificateError::EmptySubject));
}

#[test]
fn a1_what_is_issued_for_an_entity_issues_nothing() {
    let root_certificate = authority(KeyAlgorithm::Ec256).issuer().chain()[0].clone();
    let issued = entity(&authority(KeyAlgorithm::Ec256), csr(&ec(), "A1", &[])).unwrap();
    let loaded = Issuer::from_chain(issued.chain().cloned().collect());
    assert_eq!(told(loaded), broken(CertificateError::NotACa));
    // It is not accepted above another CA either.
    let loaded = Issuer::from_chain(vec![root_certificate, issued.certificate().clone()]);
    assert_eq!(told(loaded), Err(Told::Certificate(1, CertificateError::NotACa)));
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "A1", years(1)));
    let issued = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(41)).unwrap();
    let error = Authority::try_from(issued).unwrap_err();
    let Error::Issuer(error) = error else { panic!("{error:?}") };
    assert_eq!(told::<()>(Err(error)), broken(CertificateError::NotACa));
}

#[test]
fn a1_the_signers_key_is_the_certificates() {
    let issuer = authority(KeyAlgorithm::Ec256).issuer().clone();
    assert!(Authority::new(issuer.clone(), ec()).is_ok());
    let error = Authority::new(issuer, key(KeyAlgorithm::Ec384)).unwrap_err();
    assert!(matches!(error, Error::SignerMismatch), "{error:?}");
    let error = Authority::try_from({
        let mut issued = root_issued();
        issued.take_private_key();
        issued
    });
    assert!(matches!(error, Err(Error::Key(PrivateKeyError::Missing))));
}

#[test]
fn a1_a_compressed_key_is_the_same_key_as_its_signers() {
    let point = ec().public_key().as_spki_der()[26..].to_vec();
    // SEC 1 §2.3.3: 02 or 03 by the parity of y, then x.
    let compressed = [&[2 + (point[64] & 1)][..], &point[1..33]].concat();
    let algorithm = members(ec().public_key().as_spki_der())[0].to_vec();
    let spki = sequence(&[&algorithm, &tlv(0x03, &[&[0], &compressed[..]].concat())]);
    let issuer = load(|forged| forged.spki = spki.clone()).unwrap();
    assert_eq!(issuer.public_key().as_spki_der(), spki);
    assert!(Authority::new(issuer, ec()).is_ok());
}

#[test]
fn a1_a_name_is_kept_whatever_its_strings_are() {
    // TeletexString and BMPString, which RFC 5280 §4.1.2.4 lets old CAs keep.
    let subject = name(&[(COMMON_NAME, 0x14, b"Stra\xdfe"), (COMMON_NAME, 0x1e, b"\0A\0B")]);
    let issuer = load(|forged| {
        forged.subject.clone_from(&subject);
        forged.extensions.push(extension(AUTHORITY_KEY_IDENTIFIER, false, b"\x30\x03\x80\x01\x09"));
    });
    let authority = Authority::new(issuer.unwrap(), ec()).unwrap();
    let issued = entity(&authority, csr(&ec(), "A2", &[])).unwrap();
    assert_eq!(tbs_members(issued.certificate().as_der())[3], subject);
}

#[test]
fn a1_a_certificate_may_have_been_signed_with_an_algorithm_that_is_not_used_here() {
    // ecdsa-with-SHA224 in both places. Only signatures within the chain are verified.
    let der = crate::issuer_chains::with_sha224(&Forged::ca("A1", &ec()).sign(&ec()));
    let issuer = Issuer::from_der(&der).unwrap();
    assert_eq!(issuer.public_key(), ec().public_key());
    let sha224 = ObjectIdentifier::new("1.2.840.10045.4.3.1").unwrap();
    assert_eq!(issuer.signature_algorithm(), Err(&sha224));
    assert_eq!(sha224.name(), Some("ecdsa-with-SHA224"));
}

#[test]
fn a1_an_issuer_tells_the_serial_number_and_signature_of_its_certificate() {
    let with_number = |content: &[u8]| load(|forged| forged.serial_number = content.to_vec()).unwrap();
    for (content, serial_number) in [
        (&[1][..], Some(&[1][..])),
        (&[0, 0x80], Some(&[0x80])),
        (&[0x7f; 20], Some(&[0x7f; 20])),
        (&[&[0][..], &[0xff; 20]].concat(), Some(&[0xff; 20])),
        // Zero, negative, too long.
        (&[0], None),
        (&[0x80], None),
        (&[&[0x80][..], &[0; 19]].concat(), None),
        (&[1; 21], None),
    ] {
        let found = with_number(content).serial_number();
        assert_eq!(found.as_ref().map(SerialNumber::as_bytes), serial_number, "{content:02x?}");
    }
    for algorithm in ALGORITHMS {
        let issuer = authority(algorithm).issuer().clone();
        let key_type = issuer.public_key().key_type();
        let expected = SignatureAlgorithm::new(key_type, HashAlgorithm::Sha256);
        assert_eq!(issuer.signature_algorithm(), Ok(expected));
    }
}

#[test]
fn a1_what_was_issued_and_its_issuer_tell_the_same() {
    for algorithm in ALGORITHMS {
        let top = root(algorithm);
        let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "A1", years(1)));
        let to_be_signed = top.prepare(&request, now(), &mut rng(41)).unwrap();
        let algorithm = to_be_signed.algorithm();
        let issued = to_be_signed.sign(top.signer()).unwrap();
        assert_eq!(issued.signature_algorithm(), algorithm);
        let issuer = Issuer::try_from(&issued).unwrap();
        assert_eq!(issuer.serial_number(), Some(issued.serial_number()));
        assert_eq!(issuer.signature_algorithm(), Ok(algorithm));
    }
    // A root is signed with its own key.
    let issued = root_issued();
    let issuer = Issuer::try_from(&issued).unwrap();
    assert_eq!(issuer.serial_number(), Some(issued.serial_number()));
    assert_eq!(issuer.signature_algorithm(), Ok(issued.signature_algorithm()));
}

fn years_of(not_before: Vec<u8>, not_after: Vec<u8>) -> Result<(i32, i32), IssuerError> {
    let validity = load(|forged| forged.validity = sequence(&[&not_before, &not_after]))?.validity();
    Ok((validity.not_before().year(), validity.not_after().year()))
}

fn utc(text: &str) -> Vec<u8> {
    tlv(0x17, text.as_bytes())
}

fn general(text: &str) -> Vec<u8> {
    tlv(0x18, text.as_bytes())
}

#[test]
fn a1_utc_and_generalized_times_to_the_second_are_read() {
    let forever = || general("99991231235959Z");
    assert_eq!(years_of(utc("000101000000Z"), utc("491231235959Z")), Ok((2000, 2049)));
    assert_eq!(years_of(utc("700101000000Z"), forever()), Ok((1970, 9999)));
    for bad in [
        utc("260101000000"),
        utc("260101000000+0000"),
        utc("2601010000Z"),
        utc("261301000000Z"),
        general("20260101000000.5Z"),
    ] {
        assert_eq!(told(years_of(bad.clone(), forever())), content("validity"), "{bad:02x?}");
    }
}

#[test]
fn a1_utc_times_before_1970_are_read() {
    // RFC 5280 §4.1.2.5.1: years from 50 on are in the last century.
    assert_eq!(years_of(utc("500101000000Z"), utc("491231235959Z")), Ok((1950, 2049)));
}

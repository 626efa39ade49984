//! X1–X4: serial number, extensions, DER, and reproducible bytes.

use certmint::error::CustomExtensionError;
use certmint::extension::CustomExtension;
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use certmint::name::SubjectAlternativeName;
use certmint::rand_core::TryRng;
use certmint::request::CertificateType;
use certmint::{Authority, CsrRequest, EndEntityRequest, Issuer, KeyAlgorithm, ObjectIdentifier};
use sha2::{Digest, Sha256};

use toolkit::forge::{
    Forged, KEY_USAGE, SUBJECT_ALT_NAME, SUBJECT_KEY_IDENTIFIER, content, csr, csr_der, extension, members,
};
use toolkit::oracle::{spki, tbs_members};
use toolkit::stock::{authority, entity, key};
use toolkit::{
    copying, extension as find, extensions, now, params, parse, profile_with, reproducible, rng, root,
    subordinate, years,
};

const ONE_YEAR: u64 = 1;

fn request(name: &str) -> EndEntityRequest {
    EndEntityRequest::new(params(KeyAlgorithm::Ec256, name, years(ONE_YEAR)))
}

#[test]
fn x1_serial_numbers_are_positive_and_of_20_octets_with_150_random_bits() {
    let authority = root(KeyAlgorithm::Ec256);
    let csr = csr(&key(KeyAlgorithm::Ec256), "X1", &[]);
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(ONE_YEAR)).unwrap();
    let mut rng = rng(70);
    let (mut ones, mut zeros) = ([0u8; 20], [0u8; 20]);
    let mut serials = Vec::new();
    for _ in 0..200 {
        // The same key, name, validity and issuer each time.
        let issued = authority.issue(&request, now(), &mut rng).unwrap();
        let parts = tbs_members(issued.certificate().as_der());
        // Version 3, and an INTEGER of 20 octets whose first octet is neither negative nor padding.
        assert_eq!(parts[0], b"\xa0\x03\x02\x01\x02");
        assert_eq!(parts[1][..2], [0x02, 20]);
        let serial = content(parts[1]);
        assert_eq!(serial, issued.serial_number().as_bytes());
        assert!((0x01..=0x7f).contains(&serial[0]));
        for (position, octet) in serial.iter().enumerate() {
            ones[position] |= octet;
            zeros[position] |= !octet;
        }
        serials.push(serial.to_vec());
    }
    let varied: u32 = ones.iter().zip(zeros).map(|(one, zero)| (one & zero).count_ones()).sum();
    assert!(varied >= 150, "{varied} bits vary");
    serials.sort_unstable();
    serials.dedup();
    assert_eq!(serials.len(), 200);
}

/// A generator of one repeated octet. It is not random but shows the bounds of a serial number.
struct Constant(u8);

impl TryRng for Constant {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_ne_bytes([self.0; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from_ne_bytes([self.0; 8]))
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Self::Error> {
        octets.fill(self.0);
        Ok(())
    }
}

impl certmint::rand_core::TryCryptoRng for Constant {}

#[test]
fn x1_no_randomness_makes_a_serial_number_zero_negative_or_short() {
    let authority = root(KeyAlgorithm::Ec256);
    let own = key(KeyAlgorithm::Ec256);
    let csr = csr(&own, "X1", &[]);
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(ONE_YEAR)).unwrap();
    for octet in [0x00, 0x01, 0x7f, 0x80, 0xff] {
        let issued = authority.issue(&request, now(), &mut Constant(octet)).unwrap();
        let serial = tbs_members(issued.certificate().as_der())[1].to_vec();
        assert_eq!(serial[..2], [0x02, 20], "{octet:02x}");
        assert!((0x01..=0x7f).contains(&serial[2]), "{octet:02x}");
        let combined = own.public_key().key_identifier().map(|of_key| of_key ^ octet);
        assert_eq!(serial[3..], combined[1..]);
    }
}

#[test]
fn x1_generators_in_one_state_give_each_key_another_serial_number_and_id_whatever_is_issued() {
    let authority = root(KeyAlgorithm::Ec256);
    // Each of these runs on a machine restored from the same snapshot.
    let mut numbers = Vec::new();
    let mut add = |issued: certmint::Issued| {
        numbers.push((issued.serial_number(), issued.certificate_id()));
    };
    for (algorithm, seed) in [(KeyAlgorithm::Ec256, 1), (KeyAlgorithm::Ec256, 2), (KeyAlgorithm::Ec384, 3)] {
        let own = certmint::PrivateKey::generate(algorithm, &mut rng(seed)).unwrap();
        let csr = csr(&own, "X1", &[]);
        let request = CsrRequest::new(csr, CertificateType::EntityCert, years(ONE_YEAR)).unwrap();
        add(authority.issue(&request, now(), &mut rng(78)).unwrap());
    }
    let public_key = |seed| {
        let own = certmint::PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(seed)).unwrap();
        own.public_key().clone()
    };
    let params = params(KeyAlgorithm::Ec256, "X1", years(ONE_YEAR));
    let request = EndEntityRequest::new(params.clone()).with_public_key(public_key(4)).unwrap();
    add(authority.issue(&request, now(), &mut rng(78)).unwrap());
    let request = certmint::SubordinateRequest::new(params.clone()).with_public_key(public_key(5));
    add(authority.issue(&request.unwrap(), now(), &mut rng(78)).unwrap());
    let own = certmint::PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(6)).unwrap();
    let request = certmint::RootRequest::new(params).with_public_key(own.public_key().clone()).unwrap();
    let grant = request.check(&certmint::Profile::default(), now()).unwrap();
    add(grant.to_be_signed(&mut rng(78)).unwrap().sign(&own).unwrap());

    let serial_numbers: std::collections::BTreeSet<_> = numbers.iter().map(|number| number.0).collect();
    let ids: std::collections::BTreeSet<_> = numbers.iter().map(|number| number.1).collect();
    assert_eq!((numbers.len(), serial_numbers.len(), ids.len()), (6, 6, 6));
}

fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).expect("an identifier")
}

/// Identifier and criticality of each extension.
fn listed(issued: &certmint::Issued) -> Vec<(String, bool)> {
    extensions(issued).into_iter().map(|(oid, critical, _)| (oid, critical)).collect()
}

fn expected<const N: usize>(list: [(&str, bool); N]) -> Vec<(String, bool)> {
    list.map(|(oid, critical)| (oid.to_string(), critical)).into()
}

#[test]
fn x2_all_extensions_of_an_apply_request_in_their_order() {
    let params = params(KeyAlgorithm::Ec256, "X2", years(ONE_YEAR))
        // Custom extensions in the given order, which is not that of their identifiers.
        .with_extension(CustomExtension::text(oid("1.3.6.1.4.1.99999.2"), "two").unwrap())
        .and_then(|params| params.with_extension(CustomExtension::new(oid("1.2.3"), true, vec![5, 0])?))
        .and_then(|params| params.with_alternative_names(vec![SubjectAlternativeName::dns("x2.example")?]))
        .unwrap()
        .with_extended_key_usage(ExtendedKeyUsage::new([KeyPurpose::ClientAuth, KeyPurpose::ServerAuth]));
    let issued =
        root(KeyAlgorithm::Ec256).issue(&EndEntityRequest::new(params), now(), &mut rng(71)).unwrap();
    assert_eq!(
        listed(&issued),
        expected([
            ("2.5.29.15", true),
            ("2.5.29.37", false),
            ("2.5.29.19", true),
            ("2.5.29.14", false),
            ("2.5.29.35", false),
            ("2.5.29.17", false),
            ("1.3.6.1.4.1.99999.2", false),
            ("1.2.3", true),
        ])
    );
}

#[test]
fn x2_all_extensions_of_a_csr_in_their_order() {
    let authority = root(KeyAlgorithm::Ec256).with_profile(copying(&["1.2.3"]));
    // An empty subject, so that subjectAltName is critical (RFC 5280 §4.2.1.6), and the reverse
    // order.
    let asked = [
        extension(b"\x2a\x03", true, b"\x05\x00"),
        extension(SUBJECT_ALT_NAME, false, b"\x30\x04\x82\x02xy"),
        extension(b"\x55\x1d\x25", true, b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01"),
        extension(KEY_USAGE, true, b"\x03\x02\x07\x80"),
    ];
    let der = csr_der(&key(KeyAlgorithm::Ec256), b"\x30\x00", &asked);
    let issued = entity(&authority, certmint::Csr::from_der(&der).unwrap()).unwrap();
    assert_eq!(
        listed(&issued),
        expected([
            ("2.5.29.15", true),
            ("2.5.29.37", false),
            ("2.5.29.19", true),
            ("2.5.29.14", false),
            ("2.5.29.35", false),
            ("2.5.29.17", true),
            ("1.2.3", true),
        ])
    );
}

#[test]
fn x2_key_identifiers_are_160_bits_of_the_sha_256_of_the_key() {
    let root = root(KeyAlgorithm::Ec384);
    let below = subordinate(&root, KeyAlgorithm::Ec256, 0);
    let issued = below.issue(&request("X2"), now(), &mut rng(72)).unwrap();
    // RFC 7093 §2 method 1: the subjectPublicKey bits, without their count of unused bits.
    let identifier = |certificate: &[u8]| {
        let digest = Sha256::digest(&content(members(spki(certificate))[1])[1..]);
        digest[..20].to_vec()
    };
    let own = identifier(issued.certificate().as_der());
    assert_eq!(find(&issued, "2.5.29.14"), Some((false, [&[4, 20], &own[..]].concat())));
    let issuers = identifier(below.issuer().chain()[0].as_der());
    assert_eq!(find(&issued, "2.5.29.35"), Some((false, [&[0x30, 22, 0x80, 20], &issuers[..]].concat())));
    assert_eq!(below.issuer().public_key().key_identifier()[..], issuers);
}

#[test]
fn x2_the_issuers_own_key_identifier_is_copied_whatever_it_is() {
    let signer = || key(KeyAlgorithm::Ec256);
    let forged = Forged::ca("X2 CA", &signer()).with_extension(SUBJECT_KEY_IDENTIFIER, false, b"\x04\x03abc");
    let issuer = Issuer::from_der(&forged.sign(&signer())).unwrap();
    let issued = entity(&Authority::new(issuer, signer()).unwrap(), csr(&signer(), "X2", &[])).unwrap();
    assert_eq!(find(&issued, "2.5.29.35"), Some((false, b"\x30\x05\x80\x03abc".to_vec())));

    // If the issuer has none, it is computed.
    let without = authority(KeyAlgorithm::Ec256);
    let issued = entity(&without, csr(&signer(), "X2", &[])).unwrap();
    let computed = [&[0x30, 22, 0x80, 20], &signer().public_key().key_identifier()[..]].concat();
    assert_eq!(find(&issued, "2.5.29.35"), Some((false, computed)));
}

#[test]
fn x2_an_extension_that_the_library_writes_cannot_be_added() {
    for managed in ["2.5.29.15", "2.5.29.19", "2.5.29.14", "2.5.29.99", "2.5.29", "1.3.6.1.5.5.7.1.1"] {
        let refused = CustomExtension::new(oid(managed), false, vec![5, 0]);
        assert_eq!(refused, Err(CustomExtensionError::Reserved), "{managed}");
        assert_eq!(
            CustomExtension::text(oid(managed), "x"),
            Err(CustomExtensionError::Reserved),
            "{managed}"
        );
    }
}

fn with_usages(algorithm: KeyAlgorithm, usages: &[KeyUsage]) -> Vec<u8> {
    let request = EndEntityRequest::new(params(algorithm, "X3", years(ONE_YEAR)));
    let request = request.with_key_usages(KeyUsages::of(usages)).expect("what was asked for");
    let authority =
        root(KeyAlgorithm::Ec256).with_profile(profile_with(|settings| settings.end_entity_crl_sign = true));
    let issued = authority.issue(&request, now(), &mut rng(73)).expect("what was asked for");
    find(&issued, "2.5.29.15").expect("what was asked for").1
}

#[test]
fn x3_key_usage_has_no_trailing_zero_bits() {
    use KeyUsage::*;
    let ec = |usages: &[KeyUsage]| with_usages(KeyAlgorithm::Ec256, usages);
    assert_eq!(ec(&[DigitalSignature]), b"\x03\x02\x07\x80");
    assert_eq!(ec(&[DigitalSignature, NonRepudiation]), b"\x03\x02\x06\xc0");
    assert_eq!(ec(&[KeyAgreement]), b"\x03\x02\x03\x08");
    assert_eq!(ec(&[CrlSign]), b"\x03\x02\x01\x02");
    assert_eq!(ec(&[KeyAgreement, EncipherOnly]), b"\x03\x02\x00\x09");
    // Nine bits if decipherOnly is one of them.
    assert_eq!(ec(&[KeyAgreement, DecipherOnly]), b"\x03\x03\x07\x08\x80");
    let all = KeyUsage::ALL.into_iter().filter(|usage| *usage != KeyCertSign).collect::<Vec<_>>();
    assert_eq!(with_usages(KeyAlgorithm::Rsa2048, &all), b"\x03\x03\x07\xfb\x80");
}

#[test]
fn x3_no_default_is_encoded() {
    let issued = root(KeyAlgorithm::Ec256).issue(&request("X3"), now(), &mut rng(74)).unwrap();
    // cA FALSE.
    assert_eq!(find(&issued, "2.5.29.19"), Some((true, b"\x30\x00".to_vec())));
    let parts = tbs_members(issued.certificate().as_der());
    for extension in members(content(parts[7])) {
        let parts = members(extension);
        // critical FALSE; TRUE is FF (X.690 §11.1).
        if parts.len() == 3 {
            assert_eq!(parts[1], [1, 1, 0xff]);
        } else {
            assert_eq!((parts.len(), parts[1][0]), (2, 0x04));
        }
    }
}

#[test]
fn x3_inner_and_outer_algorithm_are_the_same_bytes() {
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::Ec256, KeyAlgorithm::Ec384] {
        let issued = authority(algorithm).issue(&request("X3"), now(), &mut rng(75)).unwrap();
        let certificate = issued.certificate().as_der();
        assert_eq!(tbs_members(certificate)[2], members(certificate)[1], "{algorithm:?}");
        // x509-cert reads it and encodes the same bytes again.
        assert_eq!(parse(&issued).tbs_certificate().version(), x509_cert::Version::V3);
    }
}

#[test]
fn x3_an_extension_value_that_is_not_der_is_refused() {
    for value in [&b""[..], b"\x05", b"\x05\x00\x00", b"\x04\x81\x01a", b"\x30\x80\x00\x00", b"text"] {
        let refused = CustomExtension::new(oid("1.2.3"), false, value.to_vec());
        assert_eq!(refused, Err(CustomExtensionError::NotDer), "{value:02x?}");
    }
}

#[test]
fn x4_the_same_inputs_give_the_same_bytes() {
    let authority = subordinate(&root(KeyAlgorithm::Rsa2048), KeyAlgorithm::Ec384, 0);
    let apply = |seed| authority.issue(&request("X4"), now(), &mut rng(seed)).unwrap();
    let (one, same) = (apply(76), apply(76));
    assert_eq!(reproducible(one.certificate().as_der()), reproducible(same.certificate().as_der()));
    assert_eq!(one.certificate_id(), same.certificate_id());
    let secret = |issued: &certmint::Issued| issued.private_key().unwrap().to_pkcs8_der().to_vec();
    assert_eq!(secret(&one), secret(&same));
    // The same holds after the authority was loaded from PEM.
    let issuer = Issuer::from_chain_pem(
        &one.chain_pem().split_inclusive("END CERTIFICATE-----\n").skip(1).collect::<String>(),
    );
    let signer = certmint::PrivateKey::from_der(&authority.signer().to_pkcs8_der()).unwrap();
    let loaded = Authority::new(issuer.unwrap(), signer).unwrap();
    let again = loaded.issue(&request("X4"), now(), &mut rng(76)).unwrap();
    assert_eq!(reproducible(again.certificate().as_der()), reproducible(one.certificate().as_der()));

    assert_ne!(reproducible(apply(77).certificate().as_der()), reproducible(one.certificate().as_der()));
    let later = now() + certmint::time::Duration::seconds(1);
    let issued = authority.issue(&request("X4"), later, &mut rng(76)).unwrap();
    assert_eq!(issued.serial_number(), one.serial_number());
    assert_ne!(reproducible(issued.certificate().as_der()), reproducible(one.certificate().as_der()));
}

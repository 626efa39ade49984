//! Faults seen in other libraries, in what they sign and how they encode it. certmint must not have
//! them.

use certmint::error::SignerError;
use certmint::extension::PathLength;
use certmint::key::SignatureAlgorithm;
use certmint::request::CertificateType;
use certmint::{
    Authority, Csr, CsrRequest, EndEntityRequest, Error, HashAlgorithm, Issuer, KeyAlgorithm, Profile,
    PublicKey, Signer, SubordinateRequest,
};
use webpki::KeyUsage;

use toolkit::forge::{
    AUTHORITY_KEY_IDENTIFIER, COMMON_NAME, COUNTRY, Forged, KEY_USAGE, ORGANIZATION, ORGANIZATIONAL_UNIT,
    SUBJECT_KEY_IDENTIFIER, common_name, content, csr, csr_der, extension, members, name, sequence, tlv,
};
use toolkit::oracle::{spki, tbs_members, verify_chain};
use toolkit::stock::{authority, entity, key};
use toolkit::{extension as find, extensions, now, params, reproducible, rng, root, years};

#[test]
fn neighbour_p384_csr_signed_with_sha256_keeps_its_public_key() {
    let key = key(KeyAlgorithm::Ec384);
    let issued = entity(&authority(KeyAlgorithm::Ec256), csr(&key, "P-384", &[])).unwrap();
    let certified = spki(issued.certificate().as_der());
    assert_eq!(certified, key.public_key().as_spki_der());
    // 1.3.132.0.34 with 97 octets of point.
    assert_eq!(content(members(certified)[1]).len(), 98);

    // The same key by another encoder: rcgen derives the hash from the algorithm, so this one is
    // SHA-384.
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let params = rcgen::CertificateParams::new(["p384.example".to_string()]).unwrap();
    let der = params.serialize_request(&pair).unwrap().der().to_vec();
    let issued = entity(&authority(KeyAlgorithm::Ec256), Csr::from_der(&der).unwrap()).unwrap();
    assert_eq!(spki(issued.certificate().as_der()), rcgen::PublicKeyData::subject_public_key_info(&pair));
}

#[test]
fn neighbour_issuer_with_two_ous_is_named_byte_for_byte() {
    let signer = || key(KeyAlgorithm::Ec256);
    let two_ous = name(&[
        (COMMON_NAME, 0x13, b"CN first"),
        (ORGANIZATIONAL_UNIT, 0x13, b"One"),
        (ORGANIZATIONAL_UNIT, 0x0c, b"Two"),
        (ORGANIZATION, 0x14, b"Teletex"),
        (COUNTRY, 0x13, b"DE"),
    ]);
    let attribute = |oid: &[u8], text: &[u8]| sequence(&[&tlv(0x06, oid), &tlv(0x0c, text)]);
    let units = [attribute(ORGANIZATIONAL_UNIT, b"One"), attribute(ORGANIZATIONAL_UNIT, b"Two")].concat();
    let one_rdn_of_two = tlv(0x30, &[tlv(0x31, &units), tlv(0x31, &attribute(COMMON_NAME, b"CA"))].concat());
    for subject in [two_ous, one_rdn_of_two] {
        let mut forged = Forged::ca("", &signer());
        (forged.subject, forged.issuer) = (subject.clone(), subject.clone());
        let authority = Authority::new(Issuer::from_der(&forged.sign(&signer())).unwrap(), signer()).unwrap();
        let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Leaf", years(1)));
        let issued = authority.issue(&request, now(), &mut rng(110)).unwrap();
        assert_eq!(tbs_members(issued.certificate().as_der())[3], subject);
        assert_eq!(verify_chain(&issued, KeyUsage::server_auth(), 0), Ok(()));
        // Both are inherited (rule N4).
        assert_eq!(issued.fields().subject().to_string().matches("OU=").count(), 2);
    }
}

#[test]
fn neighbour_key_usage_as_only_extension_is_not_dropped() {
    let asked = [extension(KEY_USAGE, true, b"\x03\x02\x06\xc0")];
    let issued =
        entity(&authority(KeyAlgorithm::Ec256), csr(&key(KeyAlgorithm::Ec256), "KU", &asked)).unwrap();
    assert_eq!(find(&issued, "2.5.29.15"), Some((true, b"\x03\x02\x06\xc0".to_vec())));
}

#[test]
fn neighbour_ca_false_is_not_encoded() {
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Leaf", years(1)));
    let issued = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(111)).unwrap();
    assert_eq!(find(&issued, "2.5.29.19"), Some((true, b"\x30\x00".to_vec())));
    let encoded_false = b"\x01\x01\x00";
    assert!(!issued.certificate().as_der().windows(3).any(|octets| octets == encoded_false));
}

#[test]
fn neighbour_same_key_gets_another_serial_number_each_time() {
    let authority = authority(KeyAlgorithm::Ec256);
    let csr = csr(&key(KeyAlgorithm::Ec256), "Same", &[]);
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1)).unwrap();
    let mut rng = rng(112);
    let mut issue = || authority.issue(&request, now(), &mut rng).unwrap().serial_number();
    assert_ne!(issue(), issue());
}

#[test]
fn neighbour_serial_numbers_have_twenty_octets_and_are_not_zero() {
    let authority = authority(KeyAlgorithm::Ec256);
    let request =
        CsrRequest::new(csr(&key(KeyAlgorithm::Ec256), "Serial", &[]), Default::default(), years(1)).unwrap();
    for seed in 0..=255 {
        let issued = authority.issue(&request, now(), &mut rng(seed)).unwrap();
        let serial = tbs_members(issued.certificate().as_der())[1].to_vec();
        assert_eq!(serial.len(), 2 + 20);
        // Positive, and not shortened by a leading zero.
        assert!((1..=0x7f).contains(&serial[2]), "{serial:02x?}");
    }
}

/// Returns an empty signature.
struct Garbage(PublicKey);

impl Signer for Garbage {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(b"garbage".to_vec())
    }
}

#[test]
fn neighbour_garbage_of_a_signer_is_not_accepted() {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Rsa2048] {
        let issuer = authority(algorithm).issuer().clone();
        let authority = Authority::new(issuer.clone(), Garbage(issuer.public_key().clone())).unwrap();
        let error = entity(&authority, csr(&key(KeyAlgorithm::Ec256), "Garbage", &[])).unwrap_err();
        assert!(matches!(error, Error::SignatureInvalid), "{error:?}");
        let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Sub", years(1)));
        let error = authority.issue(&request, now(), &mut rng(113)).unwrap_err();
        assert!(matches!(error, Error::SignatureInvalid), "{error:?}");
    }
}

#[test]
fn neighbour_finishing_twice_appends_no_extension() {
    let authority = authority(KeyAlgorithm::Ec256);
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Twice", years(1)));
    // A request can be issued twice; a grant and a to-be-signed certificate are consumed.
    let once = authority.issue(&request, now(), &mut rng(114)).unwrap();
    let twice = authority.issue(&request, now(), &mut rng(114)).unwrap();
    assert_eq!(reproducible(once.certificate().as_der()), reproducible(twice.certificate().as_der()));
    assert_eq!(extensions(&twice).len(), 4);

    let grant = request.check(authority.issuer(), &Profile::default(), now()).unwrap();
    let mut rng = rng(114);
    let pending = grant.generate_key(&mut rng).unwrap().1.to_be_signed(&mut rng).unwrap();
    let bytes = pending.as_bytes().to_vec();
    let issued = pending.sign(authority.signer()).unwrap();
    assert_eq!(members(issued.certificate().as_der())[0], bytes);
    assert_eq!(reproducible(issued.certificate().as_der()), reproducible(once.certificate().as_der()));
}

#[test]
fn neighbour_key_identifier_is_not_copied_from_another_extension() {
    // Its own authorityKeyIdentifier comes first, where other libraries look for the
    // subjectKeyIdentifier.
    let signer = || key(KeyAlgorithm::Ec256);
    let mut forged = Forged::ca("Sub", &signer());
    forged
        .extensions
        .insert(0, extension(AUTHORITY_KEY_IDENTIFIER, false, b"\x30\x06\x80\x04\xaa\xaa\xaa\xaa"));
    let forged = forged
        .with_extension(b"\x2a\x03", false, b"\x04\x04\xbb\xbb\xbb\xbb")
        .with_extension(SUBJECT_KEY_IDENTIFIER, false, b"\x04\x04\xcc\xcc\xcc\xcc")
        .with_extension(b"\x2a\x04", false, b"\x04\x04\xdd\xdd\xdd\xdd");
    let authority = Authority::new(Issuer::from_der(&forged.sign(&signer())).unwrap(), signer()).unwrap();
    let csr = csr(&key(KeyAlgorithm::Ec384), "Below", &[]);
    let ca = CertificateType::IntermediateCa(PathLength::default());
    let request = CsrRequest::new(csr, ca, years(1)).unwrap().with_hash(HashAlgorithm::Sha256);
    let below = authority.issue(&request, now(), &mut rng(115)).unwrap();
    assert_eq!(find(&below, "2.5.29.35"), Some((false, b"\x30\x06\x80\x04\xcc\xcc\xcc\xcc".to_vec())));
    let own = key(KeyAlgorithm::Ec384).public_key().key_identifier();
    assert_eq!(find(&below, "2.5.29.14"), Some((false, [&[4, 20], &own[..]].concat())));
    // Certificates issued by the subordinate name the subordinate's identifier.
    let issuer = Issuer::from_chain(below.chain().cloned().collect()).unwrap();
    let below = Authority::new(issuer, key(KeyAlgorithm::Ec384)).unwrap();
    let der = csr_der(&signer(), &common_name("Leaf"), &[]);
    let leaf = entity(&below, Csr::from_der(&der).unwrap()).unwrap();
    assert_eq!(find(&leaf, "2.5.29.35"), Some((false, [&[0x30, 22, 0x80, 20], &own[..]].concat())));
}

//! O2: issuers whose key is not encoded in DER, which loads with a notice (rule A6). Clients hash
//! the octets of the certificate.

use certmint::error::{EncodingDeviation, IssuerNoticeKind};
use certmint::ocsp::{CertId, CertIdHash, OcspResponder, OcspService};
use certmint::{Issuer, KeyAlgorithm, SerialNumber};
use toolkit::asn1::{bit_string, sequence, tlv};
use toolkit::forge::{self, Forged};
use toolkit::{content, members, now, stock};

use crate::material::*;

/// A root whose RSA modulus lacks the octet of its sign.
fn without_sign() -> Issuer {
    let key = stock::key(KeyAlgorithm::Rsa2048);
    let spki = key.public_key().as_spki_der();
    let [algorithm, key_bits] = members(spki)[..] else { panic!("algorithm, subjectPublicKey") };
    let [modulus, exponent] = members(&content(key_bits)[1..])[..] else { panic!("modulus, exponent") };
    assert_eq!(content(modulus)[0], 0);
    let numbers = sequence([&tlv(2, &content(modulus)[1..]), exponent]);
    let odd = sequence([algorithm, &bit_string(&numbers)]);
    let mut ca = Forged::ca("O2", &key);
    ca.spki = odd;
    // digitalSignature, keyCertSign, cRLSign.
    ca.extensions[1] = forge::extension(forge::KEY_USAGE, true, b"\x03\x02\x01\x86");
    Issuer::from_der(&ca.sign(&key)).expect("an issuer")
}

#[test]
fn o2_the_key_is_hashed_as_the_certificate_holds_it() {
    let issuer = without_sign();
    let deviation = EncodingDeviation::RsaModulusWithoutSign;
    let part = "subjectPublicKeyInfo";
    assert!(issuer.notices().iter().any(|n| *n.kind() == IssuerNoticeKind::Encoding { part, deviation }));
    let responder = OcspResponder::direct(issuer.clone()).unwrap();
    for (hash, dotted) in CertIdHash::ALL.iter().zip([SHA1, SHA256, SHA384, SHA512]) {
        let asked = cert_id(&issuer, dotted, &[0x12, 0x34]);
        assert_eq!(CertId::new(&issuer, SerialNumber::new(&[0x12, 0x34]).unwrap(), *hash).as_der(), asked);
        let request = read(&Parts::of(&[asked]).der());
        assert!(responder.answers_for(&request.certificates()[0]), "{dotted}");
    }
    // The responder goes by the same octets.
    let key = stock::key(KeyAlgorithm::Rsa2048);
    let service = OcspService::new(responder, key).unwrap();
    let request = Parts::of(&[cert_id(&issuer, SHA1, &[1])]).der();
    let response = parse(&service.respond(&request, now(), good));
    let (_, key) = name_and_key(&issuer);
    assert_eq!(response.responder_id, tlv(0xa2, tlv(0x04, hash(SHA1, &key))));
    // They are not those of the completed key.
    assert!(!service.responder().public_key().as_spki_der().ends_with(&key));
}

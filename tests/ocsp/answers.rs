//! O4–O6: what a response holds.

use certmint::crl::RevocationReason;
use certmint::error::OcspError;
use certmint::error::SignerError;
use certmint::ocsp::{
    CertId, CertIdHash, CertStatus, OcspErrorStatus, OcspRequest, OcspResponder, OcspResponse,
};
use certmint::{HashAlgorithm, KeyAlgorithm, SerialNumber, Signer};

use crate::material::*;
use toolkit::asn1::{OCTET_STRING, integer, null, sequence, tlv};
use toolkit::{content, members, now, subordinate};

const NOW: &[u8] = b"20260131120000Z";
const TOMORROW: &[u8] = b"20260201120000Z";

fn good_single(id: &[u8]) -> Vec<Vec<u8>> {
    let next_update = tlv(0xa0, tlv(0x18, TOMORROW));
    vec![id.to_vec(), vec![0x80, 0], tlv(0x18, NOW), next_update]
}

#[test]
fn o5_a_good_answer_is_what_rfc_6960_defines_octet_for_octet() {
    let service = direct(KeyAlgorithm::Ec256);
    let issuer = service.responder().issuer().clone();
    for dotted in [SHA1, SHA256, SHA384, SHA512] {
        let id = cert_id(&issuer, dotted, &[0x80, 1]);
        let request = Parts::of(std::slice::from_ref(&id)).with_nonce(&[9; 32]);
        let response = service.respond(&request.der(), now(), |serial_number| {
            assert_eq!(serial_number.as_bytes(), [0x80, 1]);
            Ok(CertStatus::Good)
        });
        assert_eq!(response.error_status(), None);
        let read = parse(&response);
        let (_, key) = name_and_key(&issuer);
        let expected = sequence([
            tlv(0xa2, tlv(OCTET_STRING, hash(SHA1, &key))),
            tlv(0x18, NOW),
            sequence([sequence(good_single(&id))]),
            tlv(0xa1, sequence([nonce(&[9; 32])])),
        ]);
        assert_eq!(read.tbs, expected);
        assert!(read.certificates.is_empty());
        let algorithm = certmint::key::SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256);
        assert!(issuer.public_key().verify(algorithm, &read.tbs, &read.signature));
    }
}

#[test]
fn o5_each_certificate_has_its_status_in_the_order_of_the_request() {
    let service = direct(KeyAlgorithm::Ec256);
    let issuer = service.responder().issuer().clone();
    let at = at(1_700_000_000);
    let revoked = |reason| CertStatus::Revoked { at, reason };
    let time = tlv(0x18, "20231114221320Z");
    let with_reason = |code| tlv(0xa1, [time.clone(), tlv(0xa0, [0x0a, 1, code])].concat());
    let cases = [
        (CertStatus::Unknown, vec![0x82, 0]),
        (revoked(RevocationReason::Unspecified), tlv(0xa1, &time)),
        (revoked(RevocationReason::KeyCompromise), with_reason(1)),
        (CertStatus::Good, vec![0x80, 0]),
        (revoked(RevocationReason::CertificateHold), with_reason(6)),
        (revoked(RevocationReason::AaCompromise), with_reason(10)),
    ];
    // Each twice, with different hashes.
    let ids: Vec<_> = (0..2 * cases.len())
        .map(|position| cert_id(&issuer, [SHA1, SHA256][position / cases.len()], &[position as u8 % 6 + 1]))
        .collect();
    let mut asked = Vec::new();
    let response = service.respond(&Parts::of(&ids).der(), now(), |serial_number| {
        asked.push(serial_number.as_bytes()[0]);
        Ok(cases[usize::from(serial_number.as_bytes()[0]) - 1].0)
    });
    assert_eq!(asked, [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
    let read = parse(&response);
    assert_eq!(read.extensions, None);
    assert_eq!(read.singles.len(), ids.len());
    for (position, single) in read.singles.iter().enumerate() {
        assert_eq!(single[0], ids[position]);
        assert_eq!(single[1], cases[position % 6].1);
        assert_eq!(single[2..], good_single(&[])[2..]);
    }
}

#[test]
fn o4_nothing_is_signed_for_a_certificate_of_another_issuer() {
    struct NoSigner(certmint::PrivateKey);
    impl Signer for NoSigner {
        fn public_key(&self) -> &certmint::PublicKey {
            self.0.public_key()
        }
        fn sign(&self, _: certmint::key::SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, SignerError> {
            panic!("asked for a signature")
        }
    }
    let root = toolkit::root(KeyAlgorithm::Ec256);
    let sub = subordinate(&root, KeyAlgorithm::Ec256, 0);
    let (own, other) = (sub.issuer().clone(), root.issuer().clone());
    let key = certmint::PrivateKey::from_der(&sub.signer().to_pkcs8_der()).unwrap();
    let responder = OcspResponder::direct(own.clone()).unwrap();
    let service = certmint::ocsp::OcspService::new(responder, NoSigner(key)).unwrap();
    let (own_name, own_key) = name_and_key(&own);
    let (other_name, other_key) = name_and_key(&other);
    let id = |name: &[u8], key: &[u8], dotted: &str| {
        let algorithm = toolkit::asn1::algorithm(dotted, &null());
        let hashes = [tlv(OCTET_STRING, hash(dotted, name)), tlv(OCTET_STRING, hash(dotted, key))];
        sequence([&[algorithm], &hashes[..], &[integer(&[1])]].concat())
    };
    let mut labelled_otherwise = cert_id(&own, SHA256, &[1]);
    // The hashes of SHA-256 under the name of SHA-384.
    labelled_otherwise[14] = 2;
    let others = [
        cert_id(&other, SHA1, &[1]),
        cert_id(&other, SHA512, &[1]),
        // The issuer's name with another key, as after a change of its key, and the reverse.
        id(&own_name, &other_key, SHA1),
        id(&other_name, &own_key, SHA256),
        // The name and the key exchanged.
        id(&own_key, &own_name, SHA1),
        labelled_otherwise,
    ];
    for other in others {
        let own = cert_id(&own, SHA1, &[1]);
        for (ids, position) in [
            (vec![other.clone()], 0),
            (vec![own.clone(), other.clone()], 1),
            (vec![own.clone(), own.clone(), other.clone(), own.clone()], 2),
        ] {
            let der = Parts::of(&ids).with_nonce(&[1; 32]).der();
            let response = service.respond(&der, now(), |_| panic!("asked for a status"));
            assert_eq!(response.as_der(), [0x30, 3, 0x0a, 1, 6]);
            let error = service.try_respond(&read(&der), now(), good).unwrap_err();
            let expected = OcspError::OtherIssuer { position };
            assert_eq!(ocsp_error(error), (expected, Some(OcspErrorStatus::Unauthorized)));
        }
    }
}

#[test]
fn o4_hashes_that_are_not_known_and_cut_ones_are_nobodys() {
    let service = direct(KeyAlgorithm::Ec256);
    let issuer = service.responder().issuer();
    let (name, key) = name_and_key(issuer);
    // SHA-224, and SHA-256 cut to 20 octets.
    let sha224 = |message: &[u8]| toolkit::openssl::openssl("dgst -sha224 -binary", message);
    let cut = |message: &[u8]| hash(SHA256, message)[..20].to_vec();
    for (dotted, name, key) in [
        ("2.16.840.1.101.3.4.2.4", sha224(&name), sha224(&key)),
        (SHA256, cut(&name), cut(&key)),
        (SHA1, Vec::new(), Vec::new()),
    ] {
        let id = sequence([
            toolkit::asn1::algorithm(dotted, &null()),
            tlv(OCTET_STRING, name),
            tlv(OCTET_STRING, key),
            integer(&[1]),
        ]);
        let response = service.respond(&Parts::of(&[id]).der(), now(), good);
        assert_eq!(response.error_status(), Some(OcspErrorStatus::Unauthorized), "{dotted}");
    }
}

#[test]
fn o5_a_serial_number_that_no_issuer_gives_is_unknown_and_not_asked_for() {
    let service = direct(KeyAlgorithm::Ec256);
    let issuer = service.responder().issuer().clone();
    let with_number = |number: &[u8]| {
        let id = cert_id(&issuer, SHA1, &[1]);
        let [algorithm, name, key, _] = members(&id)[..] else { panic!("four members") };
        sequence([algorithm, name, key, number])
    };
    let ids: Vec<_> = [&[0][..], &[0xff], &[1; 21]].map(|number| with_number(&tlv(2, number))).into();
    let response = service.respond(&Parts::of(&ids).der(), now(), |_| panic!("asked for a status"));
    let read = parse(&response);
    for (single, id) in read.singles.iter().zip(&ids) {
        assert_eq!((&single[0], &single[1][..]), (id, &[0x82, 0][..]));
    }
}

#[test]
fn o4_error_responses_are_five_octets_without_a_signature() {
    let service = direct(KeyAlgorithm::Ec256);
    let request = Parts::of(&[cert_id(service.responder().issuer(), SHA1, &[1])]).der();
    for (status, code) in OcspErrorStatus::ALL.into_iter().zip([1, 2, 3, 5, 6]) {
        let expected = [0x30, 3, 0x0a, 1, code];
        assert_eq!(OcspResponse::error(status).as_der(), expected);
        let response = service.respond(&request, now(), |_| Err(status));
        assert_eq!(response.as_der(), expected);
        assert_eq!(response.error_status(), Some(status));
        assert_eq!((response.this_update(), response.max_age(now())), (None, None));
        let error = service.try_respond(&read(&request), now(), |_| Err(status)).unwrap_err();
        assert_eq!(ocsp_error(error), (OcspError::Host(status), Some(status)));
    }
    for malformed in [&b""[..], b"junk", &request[1..], &[request.clone(), vec![0]].concat()] {
        let response = service.respond(malformed, now(), |_| panic!("asked for a status"));
        assert_eq!(response.as_der(), [0x30, 3, 0x0a, 1, 1]);
    }
    let response = service.respond_to_get("*", now(), |_| panic!("asked for a status"));
    assert_eq!(response.error_status(), Some(OcspErrorStatus::MalformedRequest));
}

#[test]
fn o5_a_revocation_that_cannot_be_encoded_is_an_internal_error() {
    let service = direct(KeyAlgorithm::Ec256);
    let request = Parts::of(&[cert_id(service.responder().issuer(), SHA1, &[1])]).der();
    let revoked =
        |seconds| Ok(CertStatus::Revoked { at: at(seconds), reason: RevocationReason::Unspecified });
    let error = service.try_respond(&read(&request), now(), |_| revoked(-631_152_001)).unwrap_err();
    assert!(error.to_string().contains("revocation of 01 is not within"), "{error}");
    assert_eq!(ocsp_error(error).1, Some(OcspErrorStatus::InternalError));
    for seconds in [-631_152_000, 4_000_000_000, 253_402_300_799] {
        assert_eq!(service.respond(&request, now(), |_| revoked(seconds)).error_status(), None);
    }
}

#[test]
fn o6_the_responder_is_named_by_its_key_or_its_subject() {
    let service = direct(KeyAlgorithm::Ec256);
    let request = Parts::of(&[cert_id(service.responder().issuer(), SHA1, &[1])]).der();
    let responder = service.responder().clone().with_id_by_name();
    let to_be_signed = responder.to_be_signed(&read(&request), day(), good).unwrap();
    let (name, _) = name_and_key(service.responder().issuer());
    assert_eq!(members(to_be_signed.as_bytes())[0], tlv(0xa1, name));
}

#[test]
fn o2_a_response_can_be_signed_in_advance() {
    let service = direct(KeyAlgorithm::Ec256);
    let issuer = service.responder().issuer().clone();
    let id = CertId::new(&issuer, SerialNumber::new(&[7]).unwrap(), CertIdHash::Sha1);
    let request = OcspRequest::new(vec![id]).unwrap();
    let in_advance = service.try_respond(&request, now(), good).unwrap();
    let asked = service.respond(&Parts::of(&[cert_id(&issuer, SHA1, &[7])]).der(), now(), good);
    assert_eq!(parse(&in_advance).tbs, parse(&asked).tbs);
    assert!(service.responder().answers_for(&request.certificates()[0]));
}

#[test]
fn o9_what_a_cache_may_keep_is_told() {
    use certmint::time::Duration;
    let service = direct(KeyAlgorithm::Ec256).with_lifetime(Duration::hours(2)).unwrap();
    let parts = Parts::of(&[cert_id(service.responder().issuer(), SHA1, &[1])]);
    let response = service.respond(&parts.der(), now() + Duration::milliseconds(700), good);
    assert_eq!(response.produced_at(), Some(now()));
    assert_eq!(response.this_update(), Some(now()));
    assert_eq!(response.next_update(), Some(now() + Duration::hours(2)));
    for (after, seconds) in [(0, Some(7_200)), (7_199, Some(1)), (7_200, None), (10_000, None)] {
        let max_age = response.max_age(now() + Duration::seconds(after));
        assert_eq!(max_age.map(|age| age.as_secs()), seconds);
    }
    // An answer to a nonce is for one client.
    let response = service.respond(&parts.with_nonce(&[1; 16]).der(), now(), good);
    assert_eq!((response.error_status(), response.max_age(now())), (None, None));
    assert_eq!(content(&parse(&response).extensions.unwrap()), sequence([nonce(&[1; 16])]));
}

#[test]
fn o5_remove_from_crl_is_no_reason_of_a_response() {
    let service = direct(KeyAlgorithm::Ec256);
    let request = read(&Parts::of(&[cert_id(service.responder().issuer(), SHA1, &[1])]).der());
    let removed = CertStatus::Revoked { at: now(), reason: RevocationReason::RemoveFromCrl };
    let error = service.try_respond(&request, now(), |_| Ok(removed)).unwrap_err();
    let expected = OcspError::RemoveFromCrl(request.certificates()[0].clone());
    assert_eq!(ocsp_error(error), (expected, Some(OcspErrorStatus::InternalError)));
}

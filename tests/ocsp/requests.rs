//! O1–O3: what is read of a request, and what is refused.

use certmint::error::OcspRequestError;
use certmint::ocsp::{CertId, CertIdHash, OcspRequest};
use certmint::{KeyAlgorithm, ObjectIdentifier, SerialNumber};

use crate::material::*;
use toolkit::asn1::{
    OCTET_STRING, algorithm, critical_extension, extension, integer, null, oid, sequence, tlv,
};

fn issuer() -> certmint::Issuer {
    toolkit::root(KeyAlgorithm::Ec256).issuer().clone()
}

fn error(der: &[u8]) -> OcspRequestError {
    OcspRequest::from_der(der).expect_err("an error")
}

fn malformed(part: &'static str) -> OcspRequestError {
    OcspRequestError::Malformed { part }
}

/// A CertID with these parts.
fn custom_id(algorithm: Vec<u8>, serial_number: Vec<u8>) -> Vec<u8> {
    sequence([algorithm, tlv(OCTET_STRING, [7; 20]), tlv(OCTET_STRING, [8; 20]), serial_number])
}

fn sha1_id(serial_number: Vec<u8>) -> Vec<u8> {
    custom_id(algorithm(SHA1, &null()), serial_number)
}

#[test]
fn o2_certificates_are_read_in_order_and_kept_octet_for_octet() {
    let issuer = issuer();
    let ids: Vec<_> = [(SHA1, &[1][..]), (SHA256, &[0x80; 20]), (SHA384, &[0x7f]), (SHA512, &[1])]
        .map(|(dotted, serial_number)| cert_id(&issuer, dotted, serial_number))
        .into();
    let request = read(&Parts::of(&ids).with_nonce(&[5; 16]).der());
    let found: Vec<_> = request.certificates().iter().map(|id| id.as_der().to_vec()).collect();
    assert_eq!(found, ids);
    let hashes: Vec<_> = request.certificates().iter().filter_map(|id| id.hash()).collect();
    assert_eq!(hashes, CertIdHash::ALL);
    assert_eq!(request.certificates()[1].serial_number(), SerialNumber::new(&[0x80; 20]).ok());
    assert_eq!(request.nonce(), Some(&[5; 16][..]));
    assert!(!request.is_signed());
    let (name, key) = name_and_key(&issuer);
    for (id, dotted) in request.certificates().iter().zip([SHA1, SHA256, SHA384, SHA512]) {
        assert_eq!(id.issuer_name_hash(), hash(dotted, &name));
        assert_eq!(id.issuer_key_hash(), hash(dotted, &key));
    }
}

#[test]
fn o2_a_cert_id_from_rust_is_the_one_that_clients_send() {
    let issuer = issuer();
    for (hash, dotted) in CertIdHash::ALL.iter().copied().zip([SHA1, SHA256, SHA384, SHA512]) {
        for serial_number in [&[1][..], &[0x80; 20], &[0x7f; 20], &[0, 0xff]] {
            let expected = cert_id(&issuer, dotted, serial_number);
            let made = CertId::new(&issuer, SerialNumber::new(serial_number).unwrap(), hash);
            assert_eq!(made.as_der(), expected);
            let request = read(&Parts::of(&[expected]).der());
            assert_eq!(request, OcspRequest::new(vec![made]).unwrap());
        }
    }
}

#[test]
fn o1_what_is_only_read_may_be_written_in_another_way() {
    let plain = Parts::of(&[sha1_id(integer(&[1]))]);
    let expected = read(&plain.der());
    // A version that is the default, the name of a requestor, and unknown extensions that are not
    // critical, of which one says so although that is the default.
    let explicit_false = sequence([oid("1.3.6.1.4.1.99999.2"), vec![1, 1, 0], tlv(OCTET_STRING, null())]);
    for parts in [
        Parts { version: tlv(0xa0, integer(&[0])), ..plain.clone() },
        Parts { requestor: tlv(0xa1, tlv(0x82, "client.example.org")), ..plain.clone() },
        Parts {
            extensions: vec![extension("1.3.6.1.4.1.99999.1", null()), explicit_false.clone()],
            ..plain.clone()
        },
        Parts {
            list: vec![sequence([sha1_id(integer(&[1])), tlv(0xa0, sequence([explicit_false]))])],
            ..plain.clone()
        },
    ] {
        assert_eq!(read(&parts.der()), expected);
    }
    let signed = Parts { signature: tlv(0xa0, sequence([null()])), ..plain };
    let signed = read(&signed.der());
    assert!(signed.is_signed());
    assert_eq!(signed.certificates(), expected.certificates());
}

#[test]
fn o2_hashes_have_null_or_no_parameters() {
    for dotted in [SHA1, SHA256, SHA384, SHA512] {
        for parameters in [null(), Vec::new()] {
            let id = custom_id(algorithm(dotted, &parameters), integer(&[1]));
            assert!(read(&Parts::of(&[id]).der()).certificates()[0].hash().is_some());
        }
        for parameters in [integer(&[1]), [null(), null()].concat(), vec![5]] {
            let id = custom_id(algorithm(dotted, &parameters), integer(&[1]));
            assert_eq!(error(&Parts::of(&[id]).der()), malformed("reqCert"));
        }
    }
    // SHA-224 and MD5 are not known, and so are nobody's.
    for dotted in ["2.16.840.1.101.3.4.2.4", "1.2.840.113549.2.5"] {
        let id = custom_id(algorithm(dotted, &null()), integer(&[1]));
        assert_eq!(read(&Parts::of(&[id]).der()).certificates()[0].hash(), None);
    }
}

#[test]
fn o2_serial_numbers_that_no_issuer_gives_are_read_and_are_none() {
    for content in [&[0][..], &[0x80], &[0xff, 0x7f], &[1; 21], &[0x7f; 200]] {
        let request = read(&Parts::of(&[sha1_id(tlv(2, content))]).der());
        assert_eq!(request.certificates()[0].serial_number(), None, "{content:02x?}");
    }
    // −1 is not 255, and 20 octets may need a leading zero.
    assert_eq!(read(&Parts::of(&[sha1_id(vec![2, 1, 0xff])]).der()).certificates()[0].serial_number(), None);
    let longest = read(&Parts::of(&[sha1_id(tlv(2, [&[0][..], &[0xff; 20]].concat()))]).der());
    assert_eq!(longest.certificates()[0].serial_number(), SerialNumber::new(&[0xff; 20]).ok());
}

#[test]
fn o2_a_cert_id_that_is_not_strict_der_is_malformed() {
    let sha1 = || algorithm(SHA1, &null());
    for id in [
        sha1_id(vec![2, 0]),
        sha1_id(vec![2, 2, 0, 1]),
        sha1_id(vec![2, 2, 0xff, 0xff]),
        sha1_id(vec![2, 0x81, 1, 1]),
        sha1_id(tlv(4, [1])),
        sequence([sha1_id(integer(&[1]))]),
        sequence([sha1(), tlv(OCTET_STRING, [7; 20]), integer(&[1])]),
        sequence([sha1(), tlv(0x24, [7; 20]), tlv(OCTET_STRING, [8; 20]), integer(&[1])]),
        [&sha1_id(integer(&[1]))[..], &null()].concat()[..40].to_vec(),
        custom_id(sequence([vec![6, 1, 0x80], null()]), integer(&[1])),
        tlv(0x31, sha1_id(integer(&[1]))),
    ] {
        let error = error(&Parts::of(std::slice::from_ref(&id)).der());
        assert!([malformed("reqCert"), malformed("Request")].contains(&error), "{id:02x?} {error}");
    }
    // The indefinite length of BER.
    let id = sha1_id(integer(&[1]));
    let indefinite = [&[0x30, 0x80][..], &id[2..], &[0, 0]].concat();
    assert_eq!(error(&Parts::of(&[indefinite]).der()), malformed("reqCert"));
}

#[test]
fn o1_a_structure_that_is_not_a_request_is_malformed() {
    let plain = Parts::of(&[sha1_id(integer(&[1]))]);
    let der = plain.der();
    let request = "OCSPRequest";
    for (der, part) in [
        (Vec::new(), request),
        (b"not DER".to_vec(), request),
        (sequence::<&[u8]>([]), request),
        ([&der[..], &[0]].concat(), request),
        (der[..der.len() - 1].to_vec(), request),
        (sequence([sequence([sequence(&plain.list)]), null()]), request),
        (sequence([sequence([sequence(&plain.list), null()])]), "tbsRequest"),
        (sequence([sequence([null()])]), "requestList"),
        (sequence([sequence([sequence([null()])])]), "Request"),
        (Parts { extensions: vec![null()], ..plain.clone() }.der(), "requestExtensions"),
        (sequence([sequence([sequence(&plain.list), tlv(0xa2, null())])]), "requestExtensions"),
        (Parts { list: vec![sequence([sha1_id(integer(&[1])), null()])], ..plain.clone() }.der(), "Request"),
        (
            Parts { list: vec![sequence([sha1_id(integer(&[1])), tlv(0xa0, null())])], ..plain.clone() }
                .der(),
            "singleRequestExtensions",
        ),
    ] {
        assert_eq!(error(&der), malformed(part), "{der:02x?}");
    }
    for version in [tlv(0xa0, integer(&[1])), tlv(0xa0, []), tlv(0xa0, null())] {
        assert_eq!(error(&Parts { version, ..plain.clone() }.der()), OcspRequestError::Version);
    }
    assert_eq!(error(&Parts::default().der()), OcspRequestError::NoCertificates);
}

#[test]
fn o3_a_nonce_has_1_to_128_octets_and_occurs_once() {
    let plain = Parts::of(&[sha1_id(integer(&[1]))]);
    for octets in [1, 16, 32, 33, 127, 128] {
        let der = plain.clone().with_nonce(&vec![7; octets]).der();
        assert_eq!(read(&der).nonce(), Some(&vec![7; octets][..]));
    }
    for found in [0, 129, 1_000] {
        let der = plain.clone().with_nonce(&vec![7; found]).der();
        assert_eq!(error(&der), OcspRequestError::NonceLength { found });
    }
    let twice = plain.clone().with_nonce(&[1]).with_nonce(&[1]).der();
    assert_eq!(error(&twice), OcspRequestError::RepeatedNonce);
    // RFC 2560 left open whether the value is wrapped; it is strict because it is repeated.
    for value in [&[7; 16][..], &null(), &[4, 1, 1, 0], &[4, 0x81, 1, 1]] {
        let parts = Parts { extensions: vec![extension(NONCE, value)], ..plain.clone() };
        assert_eq!(error(&parts.der()), malformed("nonce"), "{value:02x?}");
    }
    // Critical, as some clients mark it.
    let critical = critical_extension(NONCE, tlv(OCTET_STRING, [3; 8]));
    assert_eq!(read(&Parts { extensions: vec![critical], ..plain }.der()).nonce(), Some(&[3; 8][..]));
}

#[test]
fn o1_a_critical_extension_that_is_not_known_is_refused() {
    let plain = Parts::of(&[sha1_id(integer(&[1]))]);
    let expected = OcspRequestError::CriticalExtension(ObjectIdentifier::new("1.3.6.1.4.1.99999.1").unwrap());
    let of_request = Parts { extensions: vec![unknown_critical()], ..plain.clone() };
    let single = sequence([sha1_id(integer(&[1])), tlv(0xa0, sequence([unknown_critical()]))]);
    let of_certificate = Parts { list: vec![single], ..plain };
    for parts in [of_request, of_certificate] {
        assert_eq!(error(&parts.der()), expected);
    }
}

#[test]
fn o1_a_request_has_at_most_32_768_octets_and_100_certificates() {
    let id = sha1_id(integer(&[1]));
    let of = |count: usize| Parts::of(&vec![id.clone(); count]).der();
    assert_eq!(read(&of(100)).certificates().len(), 100);
    assert_eq!(error(&of(101)), OcspRequestError::TooManyCertificates);

    // Filled up with an extension that is ignored.
    let filled = |octets: usize| {
        let parts = Parts::of(std::slice::from_ref(&id));
        let filler = |octets| Parts {
            extensions: vec![extension("1.3.6.1.4.1.99999.1", vec![0; octets])],
            ..parts.clone()
        };
        let header = filler(20_000).der().len() - 20_000;
        filler(octets - header).der()
    };
    assert_eq!(filled(32_768).len(), 32_768);
    assert!(OcspRequest::from_der(&filled(32_768)).is_ok());
    assert_eq!(error(&filled(32_769)), OcspRequestError::TooLarge);

    // As many empty extensions as fit.
    let extensions = vec![extension("1.3.6.1.4.1.99999.1", []); 1_500];
    assert!(OcspRequest::from_der(&Parts { extensions, ..Parts::of(&[id]) }.der()).is_ok());
    assert_eq!(OcspRequest::new(Vec::new()).unwrap_err(), OcspRequestError::NoCertificates);
}

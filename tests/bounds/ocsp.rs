//! OCSP requests that cause the most work of each kind.

use base64ct::{Base64, Encoding};
use certmint::SerialNumber;
use certmint::ocsp::{CertId, CertIdHash, OcspRequest};
use toolkit::asn1::{OCTET_STRING, algorithm, extension, integer, null, sequence, tlv};

use crate::entry_points::authority;
use crate::inputs::{Input, UNKNOWN, deep};

fn request(ids: &[Vec<u8>], extensions: &[Vec<u8>]) -> Vec<u8> {
    let list = sequence(ids.iter().map(|id| sequence([id])));
    sequence([sequence([list, tlv(0xa2, sequence(extensions))])])
}

/// Each in DER, and as a path.
pub(crate) fn ocsp_requests() -> Vec<Input> {
    let issuer = authority().issuer();
    let own = |hash, number: u8| {
        CertId::new(issuer, SerialNumber::new(&[number; 20]).expect("a number"), hash).as_der().to_vec()
    };
    let most = OcspRequest::MAX_CERTIFICATES;
    let all = |hash| -> Vec<_> { (1..=most).map(|number| own(hash, number as u8)).collect() };
    let short =
        sequence([algorithm(UNKNOWN, &null()), tlv(OCTET_STRING, []), tlv(OCTET_STRING, []), integer(&[1])]);
    let nonce = |octets: usize| extension("1.3.6.1.5.5.7.48.1.2", tlv(OCTET_STRING, vec![7; octets]));
    let of_length = |octets: usize| {
        let filled = |octets| request(&[own(CertIdHash::Sha1, 1)], &[extension(UNKNOWN, vec![7; octets])]);
        filled(octets - (filled(20_000).len() - 20_000))
    };
    let empty = extension(UNKNOWN, []);
    let mut inputs = vec![
        ("one", request(&[own(CertIdHash::Sha1, 1)], &[nonce(32)])),
        ("most of SHA-1", request(&all(CertIdHash::Sha1), &[nonce(128)])),
        ("most of SHA-512", request(&all(CertIdHash::Sha512), &[nonce(128)])),
        ("too many", request(&vec![own(CertIdHash::Sha1, 1); 300], &[])),
        ("the shortest", request(&vec![short.clone(); most], &[])),
        ("a long identifier", {
            let long = tlv(0x06, [&[0x2a][..], &[0xff; 30_000], &[1]].concat());
            let id = sequence([sequence([long]), tlv(4, []), tlv(4, []), integer(&[1])]);
            request(&[id], &[])
        }),
        ("a long serial number", {
            let id = sequence([algorithm(UNKNOWN, &null()), tlv(4, []), tlv(4, []), integer(&[7; 30_000])]);
            request(&[id], &[])
        }),
        ("many extensions", request(&[own(CertIdHash::Sha256, 1)], &vec![empty; 1_500])),
        ("many nonces", request(&[own(CertIdHash::Sha256, 1)], &vec![nonce(8); 1_000])),
        ("a long nonce", request(&[own(CertIdHash::Sha256, 1)], &[nonce(30_000)])),
        ("the longest", of_length(OcspRequest::MAX_OCTETS)),
        ("longer", of_length(OcspRequest::MAX_OCTETS + 1)),
        ("deep", deep(OcspRequest::MAX_OCTETS)),
        ("much longer", vec![0x30; 1 << 20]),
    ];
    let critical = sequence([toolkit::asn1::oid(UNKNOWN), vec![1, 1, 0xff], tlv(4, [7; 20_000])]);
    inputs.push(("critical", request(&[short], &[critical])));
    let paths: Vec<_> = inputs
        .iter()
        .map(|(name, der)| {
            let base64 = Base64::encode_string(der);
            let escaped: String = base64.bytes().map(|octet| format!("%{octet:02x}")).collect();
            [
                (format!("{name}, path"), base64.into_bytes()),
                (format!("{name}, escaped"), escaped.into_bytes()),
            ]
        })
        .collect();
    let der = inputs.into_iter().map(|(name, der)| (name.to_string(), der));
    der.chain(paths.into_iter().flatten()).collect()
}

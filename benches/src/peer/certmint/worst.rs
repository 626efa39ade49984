//! W11: the slowest CSRs within certmint's limits.
//!
//! Both have an RSA-4096 key with e = 2^33 − 1, the largest accepted exponent, are signed with
//! SHA-512, and have the maximum length. They request 100 distinct DNS names of 253 characters and
//! 100 distinct purposes in random order. An attribute fills the rest of their 32,768 octets. One
//! is signed correctly and issued, with a notice for each purpose that is not granted. The
//! signature of the other does not verify, which is detected last. The time beyond that
//! verification is the cost of hostile input.

use ::openssl::hash::MessageDigest;
use ::openssl::pkey::PKey;
use ::openssl::sign::Signer;
use certmint::error::RequestError;
use certmint::request::{CertificateType, ValidityUnit};
use certmint::{Csr, CsrRequest, HashAlgorithm, RequestedValidity};
use rand_core::Rng;

use super::{authority, now};
use crate::fixture::{DAYS, rng};
use crate::{Algorithm, Made, Measured, measured};

const RSA_4096: &str = include_str!("../../../fixtures/rsa4096.key.pem");

pub(super) fn accepted() -> Box<dyn Measured> {
    let (authority, mut rng) = (authority(Algorithm::Ec256), rng());
    let csr = slowest_csr();
    let work = move || {
        let validity = RequestedValidity::new(ValidityUnit::Day, DAYS.into()).expect("a period");
        let csr = Csr::from_der(&csr).expect("a CSR");
        let request = CsrRequest::new(csr, CertificateType::EntityCert, validity).expect("a request");
        authority.issue(&request.with_hash(HashAlgorithm::Sha256), now(), &mut rng).expect("a certificate")
    };
    measured(work, |_| Made::Nothing)
}

pub(super) fn refused() -> Box<dyn Measured> {
    let mut csr = slowest_csr();
    if let Some(last) = csr.last_mut() {
        *last ^= 1;
    }
    let work = move || -> RequestError { Csr::from_der(&csr).expect_err("a signature that does not verify") };
    measured(work, |_| Made::Nothing)
}

/// ```asn1
/// CertificationRequest ::= SEQUENCE {
///   certificationRequestInfo  CertificationRequestInfo,
///   signatureAlgorithm        AlgorithmIdentifier,
///   signature                 BIT STRING }
///
/// CertificationRequestInfo ::= SEQUENCE {
///   version        INTEGER { v1(0) },
///   subject        Name,
///   subjectPKInfo  SubjectPublicKeyInfo,
///   attributes     [0] SET OF Attribute }
/// ```
fn slowest_csr() -> Vec<u8> {
    let empty = csr_with(&[]);
    // The lengths of the values around the filler take more octets.
    let csr = csr_with(&vec![0; Csr::MAX_DER_OCTETS - empty.len() - 8]);
    assert!((Csr::MAX_DER_OCTETS - 8..=Csr::MAX_DER_OCTETS).contains(&csr.len()), "{}", csr.len());
    csr
}

fn csr_with(filler: &[u8]) -> Vec<u8> {
    const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14];
    /// 1.3.6.1.4.1.55555.1, an identifier that sorts first.
    const FILLER: &[u8] = &[0x2b, 6, 1, 4, 1, 0x83, 0xb2, 3, 1];
    const EXT_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
    const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
    const SHA512_WITH_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13];
    const COMMON_NAME: &[u8] = &[0x55, 4, 3];

    let key = PKey::private_key_from_pem(RSA_4096.as_bytes()).expect("a key");
    let spki = key.public_key_to_der().expect("a public key");
    let subject = sequence(&[&tlv(0x31, &[&sequence(&[&tlv(6, &[COMMON_NAME]), &tlv(12, &[b"x"])])])]);
    let extension = |oid: &[u8], value: &[u8]| sequence(&[&tlv(6, &[oid]), &tlv(4, &[&tlv(0x30, &[value])])]);
    let purposes = extension(EXT_KEY_USAGE, &purposes(Csr::MAX_ENTRIES));
    let names = extension(SUBJECT_ALT_NAME, &names(Csr::MAX_ALTERNATIVE_NAMES));
    let attribute = |oid: &[u8], value: &[u8]| sequence(&[&tlv(6, &[oid]), &tlv(0x31, &[value])]);
    let mut attributes = [
        attribute(EXTENSION_REQUEST, &sequence(&[&purposes, &names])),
        attribute(FILLER, &tlv(4, &[filler])),
    ];
    attributes.sort_unstable();
    let info = sequence(&[&[2, 1, 0], &subject, &spki, &tlv(0xa0, &[&attributes.concat()])]);
    let mut signer = Signer::new(MessageDigest::sha512(), &key).expect("a signer");
    let signature = signer.sign_oneshot_to_vec(&info).expect("a signature");
    let algorithm = sequence(&[&tlv(6, &[SHA512_WITH_RSA]), &[5, 0]]);
    sequence(&[&info, &algorithm, &tlv(3, &[&[0], &signature])])
}

/// This many distinct DNS names of 253 characters.
fn names(count: usize) -> Vec<u8> {
    let label = "a".repeat(63);
    let rest = format!("{}.{label}.{label}.{}", &label[3..], &label[2..]);
    (0..count).flat_map(|number| tlv(0x82, &[format!("{number:03}{rest}").as_bytes()])).collect()
}

/// This many purposes in random order: object identifiers under 1.2, each of five octets, none of
/// which is granted, and finally serverAuth, without which the request would be refused.
fn purposes(count: usize) -> Vec<u8> {
    const SERVER_AUTH: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1];
    let (count, mut rng) = (u16::try_from(count - 1).expect("few octets"), rng());
    let mut purposes: Vec<_> = (0..count).map(|number| (rng.next_u32(), number)).collect();
    purposes.sort_unstable();
    // One arc of two octets, of which the first must not be 0x80.
    let octets = |number: u16| [6, 3, 0x2a, 0x81 + (number >> 7) as u8, (number & 0x7f) as u8];
    let others = purposes.into_iter().flat_map(|(_, number)| octets(number));
    others.chain(SERVER_AUTH.iter().copied()).collect()
}

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

pub(super) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).expect("less than 64 KiB");
    let [high, low] = length.to_be_bytes();
    let head = match length {
        ..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [head, content].concat()
}

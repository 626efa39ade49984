//! Arbitrary octets as an OCSP request, in DER and in the path of a GET request, answered by the
//! issuer or by a delegate. The first octet chooses the responder.

use std::sync::OnceLock;

use certmint::crl::RevocationReason;
use certmint::error::OcspRequestError;
use certmint::ocsp::{CertStatus, OcspErrorStatus, OcspRequest, OcspResponder, OcspResponse, OcspTimes};
use certmint::request::ValidityUnit;
use certmint::time::{Duration, UtcDateTime};
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Issued, PrivateKey,
    RequestedValidity, SerialNumber,
};

use super::super::oracle::der::{SEQUENCE, sequence_members};
use super::super::oracle::ocsp::{AskedOcsp, AskedResponder, AskedStatus, check_response};
use super::super::oracle::refusal::{check_text, check_wire};
use super::super::pool;
use super::Outcome;

/// Runs one input.
pub fn ocsp(input: &[u8]) -> Outcome {
    let Some((options, octets)) = input.split_first() else { return Outcome::default() };
    let mut outcome = answer(*options, OcspRequest::from_der(octets), Some(octets));
    if let Ok(path) = std::str::from_utf8(octets) {
        outcome += answer(*options, OcspRequest::from_get_path(path), None);
    }
    outcome
}

/// The bit of the options that chooses the authority with an Ed25519 key, whose delegate has a key on
/// P-521.
const FURTHER: u8 = 0x80;

/// The authority that the options choose, and the key of its delegate.
fn authority(options: u8) -> (&'static Authority<&'static PrivateKey>, &'static PrivateKey) {
    match options & FURTHER {
        0 => (pool::authority(), pool::private_key(2)),
        _ => (pool::further_authority(), pool::private_key(pool::FURTHER + 1)),
    }
}

/// The delegate's certificate.
fn delegate(options: u8) -> &'static Issued {
    static DELEGATES: [OnceLock<Issued>; 2] = [OnceLock::new(), OnceLock::new()];
    DELEGATES[usize::from(options & FURTHER != 0)].get_or_init(|| {
        let (authority, key) = authority(options);
        let subject = DistinguishedName::new("Fuzz Responder").expect("a common name");
        let month = RequestedValidity::new(ValidityUnit::Day, 30).expect("a period");
        let key = key.public_key().clone();
        let params = CertificateParams::new(key, HashAlgorithm::Sha256, subject, month);
        let request = EndEntityRequest::ocsp_responder(params).expect("a request");
        authority.issue(&request, pool::now(), &mut pool::rng(11)).expect("a certificate")
    })
}

/// The Name and the SubjectPublicKeyInfo of a certificate's subject.
fn name_and_key(certificate: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let tbs = sequence_members(certificate).expect("a certificate")[0];
    let parts = sequence_members(tbs.bytes).expect("a TBSCertificate");
    assert_eq!((parts[5].tag, parts[6].tag), (SEQUENCE, SEQUENCE));
    (parts[5].bytes.to_vec(), parts[6].bytes.to_vec())
}

/// The responder that the options choose, its key, and the same as data.
fn responder(options: u8) -> (OcspResponder, &'static PrivateKey, AskedResponder) {
    let (authority, key_of_delegate) = authority(options);
    let (issuer, now) = (authority.issuer().clone(), pool::now());
    let own = name_and_key(issuer.chain()[0].as_der());
    let hash = HashAlgorithm::ALL[usize::from(options >> 2) % 3];
    let is_delegated = options & 1 != 0;
    let certificate = is_delegated.then(|| delegate(options).certificate());
    let (responder, key) = match certificate {
        Some(certificate) => (OcspResponder::delegated(issuer, certificate, now), key_of_delegate),
        None => (OcspResponder::direct(issuer), *authority.signer()),
    };
    let mut responder = responder.expect("a responder").with_hash(hash);
    let by_name = options & 2 != 0;
    if by_name {
        responder = responder.with_id_by_name();
    }
    let certificate = certificate.map(|certificate| certificate.as_der().to_vec());
    let asked = AskedResponder {
        signer: certificate.as_deref().map_or_else(|| own.clone(), name_and_key),
        issuer: own,
        certificate,
        by_name,
        hash,
        now: now.unix_timestamp(),
        next_update: (options & 0x40 == 0).then(|| (now + Duration::DAY).unix_timestamp()),
    };
    (responder, key, asked)
}

/// The status of a serial number; `None` if the host cannot say.
fn status_of(serial_number: &[u8]) -> Option<AskedStatus> {
    let selector = serial_number.last().copied().unwrap_or_default();
    let at = i64::from(selector) * 10_000_000;
    match selector % 8 {
        0 => None,
        1..=3 => Some(AskedStatus::Good),
        4 => Some(AskedStatus::Unknown),
        5 => Some(AskedStatus::Revoked { at, reason: None }),
        6 => Some(AskedStatus::Revoked { at, reason: Some(1) }),
        _ => Some(AskedStatus::Revoked { at, reason: Some(6) }),
    }
}

fn typed(status: AskedStatus) -> CertStatus {
    match status {
        AskedStatus::Good => CertStatus::Good,
        AskedStatus::Unknown => CertStatus::Unknown,
        AskedStatus::Revoked { at, reason } => {
            let at = UtcDateTime::from_unix_timestamp(at).expect("a time");
            let reason = RevocationReason::try_from(reason.unwrap_or(0)).expect("a reason");
            CertStatus::Revoked { at, reason }
        }
    }
}

/// Answers a request. `der` is what it was read from, if it was DER.
fn answer(options: u8, request: Result<OcspRequest, OcspRequestError>, der: Option<&[u8]>) -> Outcome {
    let asked = der.map(AskedOcsp::read);
    let request = match request {
        Ok(request) => request,
        Err(error) => {
            assert!(!matches!(asked, Some(Ok(Some(_)))), "{error} {asked:?}");
            check_text(&error.to_string());
            let error = certmint::Error::from(error);
            check_wire(&error);
            assert_eq!(OcspResponse::from_error(&error).as_der(), [0x30, 3, 0x0a, 1, 1]);
            return Outcome::refused(&error);
        }
    };
    assert!(!matches!(asked, Some(Ok(None))), "read although it is malformed: {request:?}");
    check_text(&format!("{request:?}"));
    let asked = match asked {
        Some(Ok(Some(asked))) => asked,
        // The path is decoded by others in the tests. What it holds is read as DER is.
        _ => match again(&request) {
            Some(asked) => asked,
            None => return Outcome::accepted("not compared"),
        },
    };
    compare(&request, &asked);
    let (responder, key, expected) = responder(options);
    let mut times = OcspTimes::new(pool::now());
    if expected.next_update.is_some() {
        times = times.with_next_update(pool::now() + Duration::DAY);
    }
    let mut told = Vec::new();
    let answered = responder.to_be_signed(&request, times, |serial_number: SerialNumber| {
        told.push(serial_number.as_bytes().to_vec());
        status_of(serial_number.as_bytes()).map(typed).ok_or(OcspErrorStatus::TryLater)
    });
    // Until the first one without a status.
    let serial_numbers = asked.certificates.iter().filter_map(|id| id.serial_number());
    let statuses: Option<Vec<_>> = asked
        .certificates
        .iter()
        .map(|id| id.serial_number().map_or(Some(AskedStatus::Unknown), status_of))
        .collect();
    match answered {
        Ok(to_be_signed) => {
            let response = to_be_signed.sign(key).expect("the responder's own key");
            assert!(told.iter().map(Vec::as_slice).eq(serial_numbers), "asked in another order");
            check_response(response.as_der(), &asked, &expected, &statuses.expect("a status of each"));
            assert_eq!(response.max_age(pool::now()).is_some(), asked.nonce.is_none() && options & 0x40 == 0);
            let (count, has_nonce) = (asked.certificates.len().min(3), asked.nonce.is_some());
            Outcome::accepted(format!("{count} certificates, nonce {has_nonce}, options {}", options & 0xc3))
        }
        Err(error) => {
            check_wire(&error);
            let status = OcspResponse::from_error(&error).error_status();
            if asked.is_of(&expected) {
                assert_eq!((status, statuses.is_none()), (Some(OcspErrorStatus::TryLater), true));
            } else {
                assert_eq!((status, told.len()), (Some(OcspErrorStatus::Unauthorized), 0));
            }
            Outcome::refused(&error)
        }
    }
}

/// The request written again and read by the oracle.
fn again(request: &OcspRequest) -> Option<AskedOcsp> {
    use super::super::oracle::der::{OCTET_STRING, OID, oid_content, sequence, tlv};
    let list = request.certificates().iter().map(|id| sequence([id.as_der()]));
    let nonce = request.nonce().map(|nonce| {
        let value = tlv(OCTET_STRING, tlv(OCTET_STRING, nonce));
        tlv(0xa2, sequence([sequence([tlv(OID, oid_content("1.3.6.1.5.5.7.48.1.2")), value])]))
    });
    let tbs = sequence([sequence(list), nonce.unwrap_or_default()]);
    AskedOcsp::read(&sequence([tbs])).ok().map(|asked| asked.expect("what was read can be written"))
}

/// What the library reads is what the oracle reads.
fn compare(request: &OcspRequest, asked: &AskedOcsp) {
    assert_eq!(request.nonce(), asked.nonce.as_deref());
    assert_eq!(request.certificates().len(), asked.certificates.len());
    for (id, asked) in request.certificates().iter().zip(&asked.certificates) {
        assert_eq!(id.as_der(), asked.der);
        let serial_number = id.serial_number();
        assert_eq!(serial_number.as_ref().map(SerialNumber::as_bytes), asked.serial_number());
    }
}

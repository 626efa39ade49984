//! Requests written by hand, responders, and the content of responses as these tests read it.

use certmint::ocsp::{
    CertStatus, OcspErrorStatus, OcspRequest, OcspResponder, OcspResponse, OcspService, OcspTimes,
};
use certmint::request::ValidityUnit;
use certmint::time::{Duration, UtcDateTime};
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, Error, HashAlgorithm, Issued, Issuer,
    KeyAlgorithm, PrivateKey, RequestedValidity, SerialNumber,
};
use sha2::{Digest, Sha256, Sha384, Sha512};

use toolkit::asn1::{
    OCTET_STRING, algorithm, concat, critical_extension, extension, integer, null, oid, sequence, tlv,
};
use toolkit::{content, members, now, rng};

pub(crate) const SHA1: &str = "1.3.14.3.2.26";
pub(crate) const SHA256: &str = "2.16.840.1.101.3.4.2.1";
pub(crate) const SHA384: &str = "2.16.840.1.101.3.4.2.2";
pub(crate) const SHA512: &str = "2.16.840.1.101.3.4.2.3";
pub(crate) const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";

pub(crate) fn at(seconds: i64) -> UtcDateTime {
    UtcDateTime::from_unix_timestamp(seconds).expect("a time")
}

/// The hash of another implementation; of SHA-1, OpenSSL's.
pub(crate) fn hash(dotted: &str, message: &[u8]) -> Vec<u8> {
    match dotted {
        SHA1 => toolkit::openssl::openssl("dgst -sha1 -binary", message),
        SHA256 => Sha256::digest(message).to_vec(),
        SHA384 => Sha384::digest(message).to_vec(),
        SHA512 => Sha512::digest(message).to_vec(),
        other => panic!("{other}"),
    }
}

/// The name and the key of an issuer, as its certificate holds them.
pub(crate) fn name_and_key(issuer: &Issuer) -> (Vec<u8>, Vec<u8>) {
    let certificate = issuer.chain()[0].as_der();
    let tbs = members(members(certificate)[0]);
    let (subject, spki) = (tbs[5], tbs[6]);
    (subject.to_vec(), content(members(spki)[1])[1..].to_vec())
}

/// A CertID with NULL parameters of the hash.
pub(crate) fn cert_id(issuer: &Issuer, dotted: &str, serial_number: &[u8]) -> Vec<u8> {
    let (name, key) = name_and_key(issuer);
    let hashes = [name, key].map(|part| tlv(OCTET_STRING, hash(dotted, &part)));
    sequence([algorithm(dotted, &null()), concat(hashes), integer(serial_number)])
}

/// Request ::= SEQUENCE { reqCert, singleRequestExtensions }.
pub(crate) fn single(cert_id: &[u8]) -> Vec<u8> {
    sequence([cert_id])
}

pub(crate) fn nonce(octets: &[u8]) -> Vec<u8> {
    extension(NONCE, tlv(OCTET_STRING, octets))
}

/// The parts of a request, each in DER.
#[derive(Clone, Default)]
pub(crate) struct Parts {
    pub(crate) version: Vec<u8>,
    pub(crate) requestor: Vec<u8>,
    pub(crate) list: Vec<Vec<u8>>,
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) signature: Vec<u8>,
}

impl Parts {
    pub(crate) fn of(ids: &[Vec<u8>]) -> Self {
        Self { list: ids.iter().map(|id| single(id)).collect(), ..Self::default() }
    }

    pub(crate) fn with_nonce(mut self, octets: &[u8]) -> Self {
        self.extensions.push(nonce(octets));
        self
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let extensions = match self.extensions.as_slice() {
            [] => Vec::new(),
            extensions => tlv(0xa2, sequence(extensions)),
        };
        let tbs = sequence([&self.version, &self.requestor, &sequence(&self.list), &extensions]);
        sequence([&tbs, &self.signature])
    }
}

/// A critical extension that nobody knows.
pub(crate) fn unknown_critical() -> Vec<u8> {
    critical_extension("1.3.6.1.4.1.99999.1", null())
}

/// An issuer with digitalSignature, and the responder that signs with its key.
pub(crate) fn direct(algorithm: KeyAlgorithm) -> OcspService {
    service_of(toolkit::root(algorithm))
}

pub(crate) fn service_of(authority: Authority) -> OcspService {
    let key = PrivateKey::from_der(&authority.signer().to_pkcs8_der()).expect("a key");
    let responder = OcspResponder::direct(authority.issuer().clone()).expect("a responder");
    OcspService::new(responder, key).expect("a service")
}

/// A responder's certificate of 30 days, with its key.
pub(crate) fn responder_certificate(ca: &Authority, algorithm: KeyAlgorithm) -> Issued {
    let subject = DistinguishedName::new("OCSP Responder").expect("a common name");
    let month = RequestedValidity::new(ValidityUnit::Day, 30).expect("a validity");
    let params = CertificateParams::new(algorithm, HashAlgorithm::Sha256, subject, month);
    let request = EndEntityRequest::ocsp_responder(params).expect("a request");
    ca.issue(&request, now(), &mut rng(70)).expect("a responder's certificate")
}

pub(crate) fn delegated(ca: &Authority, algorithm: KeyAlgorithm) -> OcspService {
    let mut issued = responder_certificate(ca, algorithm);
    let key = issued.take_private_key().expect("a key");
    let responder = OcspResponder::delegated(ca.issuer().clone(), issued.certificate(), now());
    OcspService::new(responder.expect("a responder"), key).expect("a service")
}

/// The times of a response for a day.
pub(crate) fn day() -> OcspTimes {
    OcspTimes::new(now()).with_next_update(now() + Duration::DAY)
}

pub(crate) fn good(_: SerialNumber) -> Result<CertStatus, OcspErrorStatus> {
    Ok(CertStatus::Good)
}

pub(crate) fn read(der: &[u8]) -> OcspRequest {
    OcspRequest::from_der(der).expect("a request")
}

/// The error of an answer that is not given, and what the client is told.
#[track_caller]
pub(crate) fn ocsp_error(error: Error) -> (certmint::error::OcspError, Option<OcspErrorStatus>) {
    let status = OcspResponse::from_error(&error).error_status();
    match error {
        Error::Ocsp(error) => (error, status),
        other => panic!("{other:?}"),
    }
}

/// A signed response, taken apart.
pub(crate) struct Read {
    pub(crate) tbs: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) responder_id: Vec<u8>,
    pub(crate) produced_at: Vec<u8>,
    pub(crate) singles: Vec<Vec<Vec<u8>>>,
    pub(crate) extensions: Option<Vec<u8>>,
}

fn owned(values: Vec<&[u8]>) -> Vec<Vec<u8>> {
    values.into_iter().map(<[u8]>::to_vec).collect()
}

/// Takes a signed response apart and asserts everything about it that never varies.
pub(crate) fn parse(response: &OcspResponse) -> Read {
    let [status, bytes] = members(response.as_der())[..] else { panic!("responseStatus, responseBytes") };
    assert_eq!((status, bytes[0]), (&[0x0a, 1, 0][..], 0xa0));
    let [kind, octets] = members(content(bytes))[..] else { panic!("responseType, response") };
    assert_eq!(kind, oid("1.3.6.1.5.5.7.48.1.1"));
    let basic = owned(members(content(octets)));
    let tbs = owned(members(&basic[0]));
    let certificates = basic.get(3).map(|certs| owned(members(content(certs)))).unwrap_or_default();
    assert!(tbs[1][0] == 0x18, "producedAt is a GeneralizedTime");
    Read {
        tbs: basic[0].clone(),
        signature: content(&basic[2])[1..].to_vec(),
        certificates,
        responder_id: tbs[0].clone(),
        produced_at: content(&tbs[1]).to_vec(),
        singles: members(&tbs[2]).into_iter().map(|single| owned(members(single))).collect(),
        extensions: tbs.get(3).cloned(),
    }
}

//! Checks of OCSP (rules O1–O7): a reader of requests, and a writer of the expected responses.

use certmint::HashAlgorithm;
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384, Sha512};

use super::der::{
    self, BOOLEAN, ENUMERATED, GENERALIZED_TIME, INTEGER, NULL, NotDer, OCTET_STRING, OID, SEQUENCE, Value,
    constructed, members, oid_content, sequence, sequence_members, tlv,
};
use super::validity::digits;
use super::{algorithm, signature};

const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";

/// A request as these checks read it.
#[derive(Clone, Debug)]
pub struct AskedOcsp {
    pub certificates: Vec<AskedId>,
    pub nonce: Option<Vec<u8>>,
}

/// A CertID, whole and in parts.
#[derive(Clone, Debug)]
pub struct AskedId {
    pub der: Vec<u8>,
    algorithm: Vec<u8>,
    name_hash: Vec<u8>,
    key_hash: Vec<u8>,
    /// The content of the INTEGER.
    serial_number: Vec<u8>,
}

/// The status that the host gives.
#[derive(Clone, Copy, Debug)]
pub enum AskedStatus {
    Good,
    Revoked { at: i64, reason: Option<u8> },
    Unknown,
}

/// Who answers: the issuer, and who signs in its name.
#[derive(Clone, Debug)]
pub struct AskedResponder {
    /// The issuer's Name and SubjectPublicKeyInfo.
    pub issuer: (Vec<u8>, Vec<u8>),
    /// The signer's Name and SubjectPublicKeyInfo.
    pub signer: (Vec<u8>, Vec<u8>),
    /// The delegate's certificate.
    pub certificate: Option<Vec<u8>>,
    pub by_name: bool,
    pub hash: HashAlgorithm,
    /// In seconds since 1970.
    pub now: i64,
    pub next_update: Option<i64>,
}

/// The octets of the subjectPublicKey.
fn key_bits(spki: &[u8]) -> Vec<u8> {
    let parts = sequence_members(spki).expect("a SubjectPublicKeyInfo");
    parts[1].content[1..].to_vec()
}

/// Whether a value has a tag of several octets, which these checks do not read.
fn is_beyond(content: &[u8]) -> bool {
    content.first().is_some_and(|tag| tag & 0x1f == 0x1f)
}

impl AskedOcsp {
    /// Reads a request; `None` if it is malformed, and an error if these checks do not decide it.
    pub fn read(der: &[u8]) -> Result<Option<Self>, NotDer> {
        if der.len() > 32_768 {
            return Ok(None);
        }
        match Self::read_outer(der) {
            Ok(asked) => Ok(Some(asked)),
            Err(NotDer(UNDECIDED)) => Err(NotDer(UNDECIDED)),
            Err(_) => Ok(None),
        }
    }

    fn read_outer(der: &[u8]) -> Result<Self, NotDer> {
        let tbs = match sequence_members(der)?[..] {
            [tbs] => tbs,
            [tbs, signature] if signature.tag == 0xa0 => tbs,
            _ => return Err(NotDer("tbsRequest, optionalSignature")),
        };
        let mut parts = members(tbs.content_of(SEQUENCE)?)?;
        let mut take = |tag: u8| (parts.first()?.tag == tag).then(|| parts.remove(0));
        if take(0xa0).is_some_and(|version| version.content != [INTEGER, 1, 0]) {
            return Err(NotDer("version"));
        }
        take(0xa1);
        let list = take(SEQUENCE).ok_or(NotDer("requestList"))?.members()?;
        let extensions = take(0xa2);
        if !parts.is_empty() || !(1..=100).contains(&list.len()) {
            return Err(NotDer("requestList"));
        }
        let certificates = list.into_iter().map(AskedId::read_request).collect::<Result<_, _>>()?;
        let nonces = extensions.map(|extensions| read_extensions(extensions.content, true)).transpose()?;
        match nonces.unwrap_or_default().as_slice() {
            [] => Ok(Self { certificates, nonce: None }),
            [nonce] => {
                let nonce = Value::of(nonce)?.content_of(OCTET_STRING)?.to_vec();
                let is_allowed = (1..=128).contains(&nonce.len());
                let nonce = Some(nonce).filter(|_| is_allowed).ok_or(NotDer("a nonce"))?;
                Ok(Self { certificates, nonce: Some(nonce) })
            }
            _ => Err(NotDer("one nonce")),
        }
    }

    /// Whether all certificates are of this issuer.
    pub fn is_of(&self, responder: &AskedResponder) -> bool {
        self.certificates.iter().all(|id| id.is_of(responder))
    }
}

const UNDECIDED: &str = "parameters of an algorithm that is not known";

/// Checks the Extensions and returns the values of nonces.
fn read_extensions(bytes: &[u8], knows_nonce: bool) -> Result<Vec<Vec<u8>>, NotDer> {
    let mut nonces = Vec::new();
    for extension in sequence_members(bytes)? {
        let mut parts = members(extension.content_of(SEQUENCE)?)?;
        let critical = parts.get(1).filter(|part| part.tag == BOOLEAN).copied();
        if critical.is_some() {
            parts.remove(1);
        }
        let is_critical = match critical.map(|critical| critical.content) {
            None => false,
            Some([octet]) => *octet != 0,
            Some(_) => return Err(NotDer("critical")),
        };
        let [oid, value] = parts[..] else { return Err(NotDer("an extension")) };
        let (oid, value) = (oid.content_of(OID)?, value.content_of(OCTET_STRING)?);
        if knows_nonce && oid == oid_content(NONCE) {
            nonces.push(value.to_vec());
        } else if is_critical {
            return Err(NotDer("a critical extension"));
        }
    }
    Ok(nonces)
}

impl AskedId {
    fn read_request(request: Value<'_>) -> Result<Self, NotDer> {
        let parts = members(request.content_of(SEQUENCE)?);
        let id = match parts?[..] {
            [id] => id,
            [id, extensions] if extensions.tag == 0xa0 => {
                read_extensions(extensions.content, false)?;
                id
            }
            _ => return Err(NotDer("reqCert, singleRequestExtensions")),
        };
        let [algorithm, name, key, serial_number] = members(id.content_of(SEQUENCE)?)?[..] else {
            return Err(NotDer("four members of a CertID"));
        };
        let (oid, parameters) = Value::first(algorithm.content_of(SEQUENCE)?)?;
        let oid = oid.content_of(OID)?;
        let (name_hash, key_hash) = (name.content_of(OCTET_STRING)?, key.content_of(OCTET_STRING)?);
        serial_number.content_of(INTEGER)?;
        der::check_strict(serial_number)?;
        if !der::is_oid(oid) {
            return Err(NotDer("an identifier"));
        }
        let is_known = digest_of(oid, &[]).is_some();
        if parameters != [NULL, 0] && !parameters.is_empty() {
            if is_known {
                return Err(NotDer("parameters of a hash"));
            }
            if is_beyond(parameters) {
                return Err(NotDer(UNDECIDED));
            }
            Value::of(parameters)?;
        }
        Ok(Self {
            der: id.bytes.to_vec(),
            algorithm: oid.to_vec(),
            name_hash: name_hash.to_vec(),
            key_hash: key_hash.to_vec(),
            serial_number: serial_number.content.to_vec(),
        })
    }

    /// The magnitude, if it is a serial number that an issuer can give.
    pub fn serial_number(&self) -> Option<&[u8]> {
        let magnitude = match self.serial_number.as_slice() {
            [0, magnitude @ ..] => magnitude,
            [0x80..=0xff, ..] => return None,
            magnitude => magnitude,
        };
        (1..=20).contains(&magnitude.len()).then_some(magnitude)
    }

    fn is_of(&self, responder: &AskedResponder) -> bool {
        let (name, spki) = &responder.issuer;
        digest_of(&self.algorithm, name).is_some_and(|hash| hash == self.name_hash)
            && digest_of(&self.algorithm, &key_bits(spki)).is_some_and(|hash| hash == self.key_hash)
    }
}

/// The digest by the algorithm with this identifier, if it is one of the four.
fn digest_of(oid: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let is = |dotted| oid == oid_content(dotted);
    if is("1.3.14.3.2.26") {
        Some(Sha1::digest(message).to_vec())
    } else if is("2.16.840.1.101.3.4.2.1") {
        Some(Sha256::digest(message).to_vec())
    } else if is("2.16.840.1.101.3.4.2.2") {
        Some(Sha384::digest(message).to_vec())
    } else if is("2.16.840.1.101.3.4.2.3") {
        Some(Sha512::digest(message).to_vec())
    } else {
        None
    }
}

impl AskedResponder {
    fn response_data(&self, asked: &AskedOcsp, statuses: &[AskedStatus]) -> Vec<u8> {
        let time = |at| tlv(GENERALIZED_TIME, digits(at));
        let id = if self.by_name {
            tlv(0xa1, &self.signer.0)
        } else {
            tlv(0xa2, tlv(OCTET_STRING, Sha1::digest(key_bits(&self.signer.1))))
        };
        let singles = asked.certificates.iter().zip(statuses).map(|(id, status)| {
            let status = match *status {
                AskedStatus::Good => tlv(0x80, []),
                AskedStatus::Unknown => tlv(0x82, []),
                AskedStatus::Revoked { at, reason } => {
                    let reason = reason.map(|reason| tlv(0xa0, tlv(ENUMERATED, [reason])));
                    constructed(0xa1, [time(at), reason.unwrap_or_default()])
                }
            };
            let next_update = self.next_update.map(|at| tlv(0xa0, time(at))).unwrap_or_default();
            sequence([id.der.clone(), status, time(self.now), next_update])
        });
        let nonce = asked.nonce.as_ref().map(|nonce| {
            let value = tlv(OCTET_STRING, tlv(OCTET_STRING, nonce));
            tlv(0xa1, sequence([sequence([tlv(OID, oid_content(NONCE)), value])]))
        });
        sequence([id, time(self.now), sequence(singles), nonce.unwrap_or_default()])
    }
}

/// A signed response says what it should, and nothing else, and verifies.
///
/// # Panics
/// If it does not.
pub fn check_response(
    response: &[u8],
    asked: &AskedOcsp,
    responder: &AskedResponder,
    statuses: &[AskedStatus],
) {
    assert!(asked.is_of(responder), "signed for another issuer: {asked:?}");
    assert_eq!(asked.certificates.len(), statuses.len());
    let [status, bytes] = sequence_members(response).expect("an OCSPResponse")[..] else {
        panic!("two members of an OCSPResponse")
    };
    assert_eq!(status.bytes, [ENUMERATED, 1, 0]);
    let bytes = sequence_members(bytes.content_of(0xa0).expect("responseBytes")).expect("ResponseBytes");
    let [kind, basic] = bytes[..] else { panic!("two members of ResponseBytes") };
    assert_eq!(kind.bytes, tlv(OID, oid_content("1.3.6.1.5.5.7.48.1.1")));
    let basic = sequence_members(basic.content_of(OCTET_STRING).expect("a response"));
    let basic = basic.expect("a BasicOCSPResponse");
    let certificates = basic.get(3).map(|part| part.bytes);
    assert_eq!(basic[0].bytes, responder.response_data(asked, statuses));
    assert_eq!(basic[1].bytes, algorithm::signature_algorithm(&responder.signer.1, responder.hash));
    let expected = responder.certificate.as_ref().map(|certificate| tlv(0xa0, sequence([certificate])));
    assert_eq!(certificates, expected.as_deref());
    assert!(basic.len() <= 4);
    let [0, value @ ..] = basic[2].content else { panic!("a signature of whole octets") };
    assert!(signature::verifies(&responder.signer.1, responder.hash, basic[0].bytes, value));
}

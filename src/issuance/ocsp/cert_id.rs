//! The identifier of a certificate: its issuer, by two hashes, and its serial number.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384, Sha512};

use super::OcspRequestError;
use crate::issuer::Issuer;
use crate::issuer::certificate::Certificate;
use crate::x509::SerialNumber;
use crate::x509::algorithm_identifier::{AlgorithmIdentifier, Parameters};
use crate::x509::der::{NotDer, Reader, Value, Writer, tag};
use crate::x509::oid;

/// The hash by which a client identifies the issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertIdHash {
    /// SHA-1, which most clients use (RFC 5019 §2.1.1). It only selects the issuer.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl CertIdHash {
    /// All hashes.
    pub const ALL: &[Self] = &[Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    const fn oid(self) -> &'static [u8] {
        match self {
            Self::Sha1 => oid::SHA1,
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
        }
    }

    fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(message).to_vec(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

/// The hashes by which clients identify an issuer.
#[derive(Debug)]
pub(super) struct IssuerHashes(Vec<(CertIdHash, Vec<u8>, Vec<u8>)>);

impl IssuerHashes {
    pub(super) fn new(issuer: &Issuer) -> Self {
        let of = |hash: &CertIdHash| {
            let (name, key) = hashes(issuer, *hash);
            (*hash, name, key)
        };
        Self(CertIdHash::ALL.iter().map(of).collect())
    }

    /// Returns whether the issuer of the certificate is this one, by its name and by its key.
    pub(super) fn match_issuer_of(&self, id: &CertId) -> bool {
        self.0.iter().any(|(hash, name, key)| {
            Some(*hash) == id.hash && name == id.issuer_name_hash() && key == id.issuer_key_hash()
        })
    }
}

/// Returns the hashes of the issuer's name and of its key. The key is the content of the BIT STRING
/// without the octet that counts unused bits.
fn hashes(issuer: &Issuer, hash: CertIdHash) -> (Vec<u8>, Vec<u8>) {
    (hash.digest(issuer.subject().as_der()), hash.digest(key_of(issuer)))
}

/// Returns the issuer's key as its certificate holds it, which is what clients hash. An RSA key
/// whose encoding was completed (rule A6) is longer.
pub(super) fn key_of(issuer: &Issuer) -> &[u8] {
    let own = issuer.chain().first().and_then(Certificate::subject_public_key);
    own.unwrap_or(issuer.public_key().subject_public_key())
}

/// Returns the KeyHash of a responder: the SHA-1 of its public key (RFC 6960 §4.2.1).
pub(super) fn key_hash(subject_public_key: &[u8]) -> Vec<u8> {
    CertIdHash::Sha1.digest(subject_public_key)
}

/// A certificate that a client asks about: the CertID of the request, which the response repeats
/// octet for octet ([rule O2](crate::docs::rules#o2)).
#[derive(Clone, PartialEq, Eq)]
pub struct CertId {
    der: Vec<u8>,
    /// The hash, if it is known.
    hash: Option<CertIdHash>,
    name_hash: Range<usize>,
    key_hash: Range<usize>,
    serial_number: Range<usize>,
}

impl CertId {
    /// Makes the identifier of a certificate of this issuer, for responses that are signed in
    /// advance.
    #[must_use]
    pub fn new(issuer: &Issuer, serial_number: SerialNumber, hash: CertIdHash) -> Self {
        let (name_hash, key_hash) = hashes(issuer, hash);
        let mut w = Writer::with_capacity(2 * name_hash.len() + 64);
        encode(&mut w, hash, &name_hash, &key_hash, serial_number);
        let der = w.into_bytes();
        // The parts stand at the end, one after the other. The INTEGER is shorter than 128 octets.
        let integer = der.len() - serial_number_octets(serial_number);
        let key = integer - 2 - key_hash.len();
        let name = key - 2 - name_hash.len();
        Self {
            hash: Some(hash),
            name_hash: name..name + name_hash.len(),
            key_hash: key..key + key_hash.len(),
            serial_number: integer..der.len(),
            der,
        }
    }

    /// Reads a CertID in strict DER, because the response repeats it.
    pub(super) fn read(value: Value<'_>) -> Result<Self, OcspRequestError> {
        Self::read_parts(value).map_err(|NotDer| OcspRequestError::Malformed { part: "reqCert" })
    }

    fn read_parts(value: Value<'_>) -> Result<Self, NotDer> {
        let bytes = value.bytes;
        let mut reader = Reader::new(value.content_of(tag::SEQUENCE)?);
        let algorithm = AlgorithmIdentifier::read(reader.next()?)?;
        let name_hash = reader.content_of(tag::OCTET_STRING)?;
        let key_hash = reader.content_of(tag::OCTET_STRING)?;
        let serial_number = reader.content_of(tag::INTEGER)?;
        reader.finish()?;
        if !oid::is_content(algorithm.algorithm) || !is_shortest_integer(serial_number) {
            return Err(NotDer);
        }
        let hash = CertIdHash::ALL.iter().copied().find(|hash| hash.oid() == algorithm.algorithm);
        // Clients write SHA-1 with NULL, and the others with or without (RFC 5754 §2).
        match algorithm.parameters {
            Parameters::Absent | Parameters::Null => {}
            Parameters::Malformed => return Err(NotDer),
            _ if hash.is_some() => return Err(NotDer),
            _ => {}
        }
        // The parts stand at the end, one after the other, each with a tag and a length.
        let serial_end = bytes.len();
        let serial_start = serial_end - serial_number.len();
        let key_end = serial_start - header_octets(serial_number.len());
        let key_start = key_end - key_hash.len();
        let name_end = key_start - header_octets(key_hash.len());
        Ok(Self {
            der: bytes.to_vec(),
            hash,
            name_hash: name_end - name_hash.len()..name_end,
            key_hash: key_start..key_end,
            serial_number: serial_start..serial_end,
        })
    }

    /// Returns the hash; `None` for one that this library does not know. It then knows no
    /// certificate by it.
    #[must_use]
    pub fn hash(&self) -> Option<CertIdHash> {
        self.hash
    }

    /// Returns the hash of the issuer's name.
    #[must_use]
    pub fn issuer_name_hash(&self) -> &[u8] {
        &self.der[self.name_hash.clone()]
    }

    /// Returns the hash of the issuer's public key.
    #[must_use]
    pub fn issuer_key_hash(&self) -> &[u8] {
        &self.der[self.key_hash.clone()]
    }

    /// Returns the serial number; `None` if it is not positive or has more than 20 octets. No
    /// certificate of an RFC 5280 issuer has such a number.
    #[must_use]
    pub fn serial_number(&self) -> Option<SerialNumber> {
        SerialNumber::from_integer(&self.der[self.serial_number.clone()])
    }

    /// Returns the CertID in DER.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the serial number for messages.
    pub(super) fn shown_serial_number(&self) -> String {
        self.serial_number().map_or_else(|| "an invalid serial number".into(), |number| number.to_string())
    }
}

/// ```asn1
/// CertID ::= SEQUENCE {
///   hashAlgorithm   AlgorithmIdentifier,
///   issuerNameHash  OCTET STRING,
///   issuerKeyHash   OCTET STRING,
///   serialNumber    CertificateSerialNumber }
/// ```
fn encode(w: &mut Writer, hash: CertIdHash, name_hash: &[u8], key_hash: &[u8], serial_number: SerialNumber) {
    w.sequence(|w| {
        // With NULL, as clients write it: a response that is signed in advance should be the one
        // that they ask for.
        AlgorithmIdentifier { algorithm: hash.oid(), parameters: Parameters::Null }.encode(w);
        w.value(tag::OCTET_STRING, name_hash);
        w.value(tag::OCTET_STRING, key_hash);
        serial_number.encode(w);
    });
}

/// Returns the number of content octets of the INTEGER.
fn serial_number_octets(serial_number: SerialNumber) -> usize {
    let octets = serial_number.as_bytes();
    octets.len() + usize::from(octets.first().is_some_and(|first| *first >= 0x80))
}

/// Returns the octets of tag and length of a value whose content has this many octets.
const fn header_octets(length: usize) -> usize {
    match length {
        0..0x80 => 2,
        0x80..0x100 => 3,
        0x100..0x1_0000 => 4,
        0x1_0000..0x100_0000 => 5,
        _ => 6,
    }
}

/// Returns whether these are the content octets of an INTEGER in its shortest form (X.690 §8.3.2).
fn is_shortest_integer(content: &[u8]) -> bool {
    !matches!(content, [] | [0, 0..0x80, ..] | [0xff, 0x80..=0xff, ..])
}

impl fmt::Debug for CertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertId({:?}, {:?})", self.hash, self.serial_number())
    }
}

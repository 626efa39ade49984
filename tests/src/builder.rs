//! Builds a PKCS#10 (RFC 2986 §4) from parts that a test can replace.

use std::sync::OnceLock;

use certmint::HashAlgorithm::{self, Sha256, Sha384, Sha512};
use certmint::request::CertificateType;
use certmint::{Authority, Csr, CsrRequest, Error, Issued, KeyAlgorithm};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, PrivateKey as RsaPrivateKey, Pss};
use serde_json::json;
use sha2::Digest;

use crate::asn1::{
    ATTRIBUTES, COMMON_NAME, INTEGER, UTF8, algorithm, bit_string, extension_request, integer, name, null,
    oid, rsa_spki, sequence, spki, tlv,
};
use crate::rsa_keys::{FixedKey, RSA_2048};
use crate::{csr_body, csr_json, now, rng, root, years};

pub const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
pub const MGF1: &str = "1.2.840.113549.1.1.8";
pub const P256: &str = "1.2.840.10045.3.1.7";
pub const P384: &str = "1.3.132.0.34";

/// The key that signs a CSR.
#[derive(Clone)]
pub enum Key {
    Rsa(&'static RsaPrivateKey),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

pub fn rsa_2048() -> Key {
    Key::rsa(&RSA_2048)
}

pub fn p256() -> Key {
    Key::P256(p256::ecdsa::SigningKey::from_slice(&[0x17; 32]).expect("a scalar below the order"))
}

pub fn p384() -> Key {
    Key::P384(p384::ecdsa::SigningKey::from_slice(&[0x17; 48]).expect("a scalar below the order"))
}

/// The signature scheme of a CSR.
#[derive(Clone, Copy, Debug)]
pub enum Scheme {
    Pkcs1(HashAlgorithm),
    Pss { hash: HashAlgorithm, salt: usize },
    Ecdsa(HashAlgorithm),
}

impl Scheme {
    /// AlgorithmIdentifier: NULL parameters for PKCS#1 v1.5 (RFC 4055 §5), none for ECDSA (RFC 5758
    /// §3.2).
    pub fn algorithm(self) -> Vec<u8> {
        let last = |hash| match hash {
            Sha256 => 1,
            Sha384 => 2,
            Sha512 => 3,
        };
        match self {
            Self::Pkcs1(hash) => algorithm(&format!("1.2.840.113549.1.1.{}", last(hash) + 10), &null()),
            Self::Ecdsa(hash) => algorithm(&format!("1.2.840.10045.4.3.{}", last(hash) + 1), &[]),
            Self::Pss { hash, salt } => {
                let hash = hash_algorithm(hash);
                let members = [Some(hash.clone()), Some(algorithm(MGF1, &hash)), Some(salt_length(salt))];
                pss_algorithm(members)
            }
        }
    }
}

/// The identifier of a hash, with NULL parameters (RFC 4055 §2.1).
pub fn hash_algorithm(hash: HashAlgorithm) -> Vec<u8> {
    let last = match hash {
        Sha256 => 1,
        Sha384 => 2,
        Sha512 => 3,
    };
    algorithm(&format!("2.16.840.1.101.3.4.2.{last}"), &null())
}

pub fn salt_length(salt: usize) -> Vec<u8> {
    integer(&salt.to_be_bytes())
}

/// RSASSA-PSS with the given parameters: `[0]`, `[1]`, `[2]` (RFC 4055 §3.1).
pub fn pss_algorithm(members: [Option<Vec<u8>>; 3]) -> Vec<u8> {
    let members = members.into_iter().zip(0xa0..).filter_map(|(member, tag)| Some(tlv(tag, member?)));
    algorithm(RSASSA_PSS, &sequence(members))
}

fn digest(hash: HashAlgorithm, message: &[u8]) -> Vec<u8> {
    match hash {
        Sha256 => sha2::Sha256::digest(message).to_vec(),
        Sha384 => sha2::Sha384::digest(message).to_vec(),
        Sha512 => sha2::Sha512::digest(message).to_vec(),
    }
}

impl Key {
    pub fn rsa(key: &'static FixedKey) -> Self {
        Self::Rsa(key.get())
    }

    /// RSASSA-PSS with SHA-256.
    fn scheme(&self) -> Scheme {
        match self {
            Self::Rsa(_) => Scheme::Pkcs1(Sha256),
            Self::P256(_) | Self::P384(_) => Scheme::Ecdsa(Sha256),
        }
    }

    pub fn spki(&self) -> Vec<u8> {
        match self {
            Self::Rsa(key) => rsa_spki(&key.n().to_be_bytes(), &key.e().to_be_bytes()),
            Self::P256(_) => ec_spki(P256, &self.point(false)),
            Self::P384(_) => ec_spki(P384, &self.point(false)),
        }
    }

    /// The public point of an EC key (SEC 1 §2.3.3).
    pub fn point(&self, compressed: bool) -> Vec<u8> {
        match self {
            Self::Rsa(_) => panic!("an RSA key has no point"),
            Self::P256(key) => key.verifying_key().to_sec1_point(compressed).as_bytes().to_vec(),
            Self::P384(key) => key.verifying_key().to_sec1_point(compressed).as_bytes().to_vec(),
        }
    }

    pub fn sign(&self, scheme: Scheme, message: &[u8]) -> Vec<u8> {
        match (self, scheme) {
            (Self::Rsa(key), Scheme::Pkcs1(hash)) => {
                let padding = match hash {
                    Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
                    Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
                    Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
                };
                key.sign(padding, &digest(hash, message)).expect("a signature")
            }
            (Self::Rsa(key), Scheme::Pss { hash, salt }) => {
                let (digest, mut rng) = (digest(hash, message), rng(9));
                match hash {
                    Sha256 => key.sign_with_rng(&mut rng, Pss::<sha2::Sha256>::new_with_salt(salt), &digest),
                    Sha384 => key.sign_with_rng(&mut rng, Pss::<sha2::Sha384>::new_with_salt(salt), &digest),
                    Sha512 => key.sign_with_rng(&mut rng, Pss::<sha2::Sha512>::new_with_salt(salt), &digest),
                }
                .expect("a signature")
            }
            (Self::P256(key), Scheme::Ecdsa(hash)) => {
                let signature: p256::ecdsa::Signature =
                    key.sign_prehash(&digest(hash, message)).expect("a signature");
                signature.to_der().as_bytes().to_vec()
            }
            (Self::P384(key), Scheme::Ecdsa(hash)) => {
                let signature: p384::ecdsa::Signature =
                    key.sign_prehash(&digest(hash, message)).expect("a signature");
                signature.to_der().as_bytes().to_vec()
            }
            // The bytes are not a signature by this key.
            _ => vec![0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01],
        }
    }
}

/// SubjectPublicKeyInfo of an EC key on a named curve.
pub fn ec_spki(curve: &str, point: &[u8]) -> Vec<u8> {
    spki(&algorithm("1.2.840.10045.2.1", &oid(curve)), point)
}

/// The parts of a CSR. The signature covers the parts as they are set.
#[derive(Clone)]
pub struct Builder {
    pub key: Key,
    pub scheme: Scheme,
    pub version: Vec<u8>,
    pub subject: Vec<u8>,
    pub spki: Vec<u8>,
    /// The attributes with their tag; empty to omit the member.
    pub attributes: Vec<u8>,
    /// Octets after the attributes, covered by the signature.
    pub after_attributes: Vec<u8>,
    pub algorithm: Vec<u8>,
    /// A BIT STRING with its tag, used instead of a valid signature.
    pub signature: Option<Vec<u8>>,
    /// Octets after the signature, within the outer SEQUENCE.
    pub after_signature: Vec<u8>,
    pub trailing: Vec<u8>,
}

impl Builder {
    /// A valid CSR: CN=Test, empty attributes, signed with SHA-256.
    pub fn new(key: Key) -> Self {
        let scheme = key.scheme();
        Self {
            scheme,
            version: tlv(INTEGER, [0]),
            subject: name(&[(COMMON_NAME, UTF8, "Test")]),
            spki: key.spki(),
            attributes: tlv(ATTRIBUTES, []),
            after_attributes: Vec::new(),
            algorithm: scheme.algorithm(),
            signature: None,
            after_signature: Vec::new(),
            trailing: Vec::new(),
            key,
        }
    }

    pub fn scheme(self, scheme: Scheme) -> Self {
        Self { scheme, algorithm: scheme.algorithm(), ..self }
    }

    pub fn subject(self, subject: Vec<u8>) -> Self {
        Self { subject, ..self }
    }

    /// Removes all attributes of the subject.
    pub fn empty_subject(self) -> Self {
        self.subject(vec![0x30, 0x00])
    }

    pub fn spki(self, spki: Vec<u8>) -> Self {
        Self { spki, ..self }
    }

    pub fn attributes(self, attributes: &[Vec<u8>]) -> Self {
        Self { attributes: tlv(ATTRIBUTES, attributes.concat()), ..self }
    }

    pub fn extensions(self, extensions: &[Vec<u8>]) -> Self {
        self.attributes(&[extension_request(extensions)])
    }

    pub fn info(&self) -> Vec<u8> {
        sequence([&self.version, &self.subject, &self.spki, &self.attributes, &self.after_attributes])
    }

    pub fn der(&self) -> Vec<u8> {
        let info = self.info();
        let signature =
            self.signature.clone().unwrap_or_else(|| bit_string(&self.key.sign(self.scheme, &info)));
        let mut der = sequence([&info, &self.algorithm, &signature, &self.after_signature]);
        der.extend(&self.trailing);
        der
    }

    pub fn pem(&self) -> String {
        to_pem("CERTIFICATE REQUEST", &self.der())
    }
}

/// An issuer with an EC key and no path length.
pub fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| root(KeyAlgorithm::Ec256))
}

impl Builder {
    /// Issues an ENTITY_CERT from the JSON body.
    pub fn issue(&self) -> Result<Issued, Error> {
        csr_json(authority(), &csr_body(&self.pem()))
    }

    /// Issues a CA with the default path length from the JSON body.
    pub fn issue_ca(&self) -> Result<Issued, Error> {
        let mut body = csr_body(&self.pem());
        body["type"] = json!("INTERMEDIATE_CA");
        csr_json(authority(), &body)
    }

    /// Issues an end-entity certificate from a CSR in DER, through the typed request.
    pub fn issue_from_der(&self, authority: &Authority) -> Result<Issued, Error> {
        let csr = Csr::from_der(&self.der())?;
        authority.issue(&CsrRequest::new(csr, CertificateType::EntityCert, years(1))?, now(), &mut rng(4))
    }
}

/// A PEM block with lines of 64 characters.
pub fn to_pem(label: &str, der: &[u8]) -> String {
    use x509_cert::der::pem::{LineEnding, encode_string};
    encode_string(label, LineEnding::LF, der).expect("PEM")
}

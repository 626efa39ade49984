//! Builds a PKCS#10 (RFC 2986 §4) from parts, each of which a test can replace.

use certmint::HashAlgorithm::{self, Sha256, Sha384, Sha512};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, PrivateKey as RsaPrivateKey, Pss};
use sha2::Digest;

use crate::asn1::{
    ATTRIBUTES, COMMON_NAME, INTEGER, UTF8, algorithm, bit_string, extension_request, integer, name, null,
    oid, rsa_spki, sequence, spki, tlv,
};
use crate::rsa_keys::{FixedKey, RSA_2048};
use crate::support::rng;

pub(crate) const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
pub(crate) const MGF1: &str = "1.2.840.113549.1.1.8";
pub(crate) const P256: &str = "1.2.840.10045.3.1.7";
pub(crate) const P384: &str = "1.3.132.0.34";

/// Whoever signs a CSR.
#[derive(Clone)]
pub(crate) enum Key {
    Rsa(&'static RsaPrivateKey),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

pub(crate) fn rsa_2048() -> Key {
    Key::rsa(&RSA_2048)
}

pub(crate) fn p256() -> Key {
    Key::P256(p256::ecdsa::SigningKey::from_slice(&[0x17; 32]).expect("a scalar below the order"))
}

pub(crate) fn p384() -> Key {
    Key::P384(p384::ecdsa::SigningKey::from_slice(&[0x17; 48]).expect("a scalar below the order"))
}

/// How a CSR is signed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scheme {
    Pkcs1(HashAlgorithm),
    Pss { hash: HashAlgorithm, salt: usize },
    Ecdsa(HashAlgorithm),
}

impl Scheme {
    /// AlgorithmIdentifier: NULL parameters for PKCS#1 v1.5 (RFC 4055 §5), none for ECDSA (RFC 5758 §3.2).
    pub(crate) fn algorithm(self) -> Vec<u8> {
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
pub(crate) fn hash_algorithm(hash: HashAlgorithm) -> Vec<u8> {
    let last = match hash {
        Sha256 => 1,
        Sha384 => 2,
        Sha512 => 3,
    };
    algorithm(&format!("2.16.840.1.101.3.4.2.{last}"), &null())
}

pub(crate) fn salt_length(salt: usize) -> Vec<u8> {
    integer(&salt.to_be_bytes())
}

/// RSASSA-PSS with those of its parameters that are given: `[0]`, `[1]`, `[2]` (RFC 4055 §3.1).
pub(crate) fn pss_algorithm(members: [Option<Vec<u8>>; 3]) -> Vec<u8> {
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
    pub(crate) fn rsa(key: &'static FixedKey) -> Self {
        Self::Rsa(key.get())
    }

    /// With SHA-256.
    fn scheme(&self) -> Scheme {
        match self {
            Self::Rsa(_) => Scheme::Pkcs1(Sha256),
            Self::P256(_) | Self::P384(_) => Scheme::Ecdsa(Sha256),
        }
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        match self {
            Self::Rsa(key) => rsa_spki(&key.n().to_be_bytes(), &key.e().to_be_bytes()),
            Self::P256(_) => ec_spki(P256, &self.point(false)),
            Self::P384(_) => ec_spki(P384, &self.point(false)),
        }
    }

    /// The public point of an EC key (SEC 1 §2.3.3).
    pub(crate) fn point(&self, compressed: bool) -> Vec<u8> {
        match self {
            Self::Rsa(_) => panic!("an RSA key has no point"),
            Self::P256(key) => key.verifying_key().to_sec1_point(compressed).as_bytes().to_vec(),
            Self::P384(key) => key.verifying_key().to_sec1_point(compressed).as_bytes().to_vec(),
        }
    }

    pub(crate) fn sign(&self, scheme: Scheme, message: &[u8]) -> Vec<u8> {
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
            // Whatever stands there is not a signature by this key.
            _ => vec![0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01],
        }
    }
}

/// SubjectPublicKeyInfo of an EC key on a named curve.
pub(crate) fn ec_spki(curve: &str, point: &[u8]) -> Vec<u8> {
    spki(&algorithm("1.2.840.10045.2.1", &oid(curve)), point)
}

/// The parts of a CSR. What is signed is what the parts make.
#[derive(Clone)]
pub(crate) struct Builder {
    pub(crate) key: Key,
    pub(crate) scheme: Scheme,
    pub(crate) version: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    /// With its tag; empty where the member is to be absent.
    pub(crate) attributes: Vec<u8>,
    /// After the attributes, within what is signed.
    pub(crate) after_attributes: Vec<u8>,
    pub(crate) algorithm: Vec<u8>,
    /// The BIT STRING with its tag, in place of a good one.
    pub(crate) signature: Option<Vec<u8>>,
    /// After the signature, within the outer SEQUENCE.
    pub(crate) after_signature: Vec<u8>,
    pub(crate) trailing: Vec<u8>,
}

impl Builder {
    /// A sound CSR: CN=Test, empty attributes, signed with SHA-256.
    pub(crate) fn new(key: Key) -> Self {
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

    pub(crate) fn scheme(self, scheme: Scheme) -> Self {
        Self { scheme, algorithm: scheme.algorithm(), ..self }
    }

    pub(crate) fn subject(self, subject: Vec<u8>) -> Self {
        Self { subject, ..self }
    }

    /// No attribute of the subject at all.
    pub(crate) fn empty_subject(self) -> Self {
        self.subject(vec![0x30, 0x00])
    }

    pub(crate) fn spki(self, spki: Vec<u8>) -> Self {
        Self { spki, ..self }
    }

    pub(crate) fn attributes(self, attributes: &[Vec<u8>]) -> Self {
        Self { attributes: tlv(ATTRIBUTES, attributes.concat()), ..self }
    }

    pub(crate) fn extensions(self, extensions: &[Vec<u8>]) -> Self {
        self.attributes(&[extension_request(extensions)])
    }

    pub(crate) fn info(&self) -> Vec<u8> {
        sequence([&self.version, &self.subject, &self.spki, &self.attributes, &self.after_attributes])
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let info = self.info();
        let signature =
            self.signature.clone().unwrap_or_else(|| bit_string(&self.key.sign(self.scheme, &info)));
        let mut der = sequence([&info, &self.algorithm, &signature, &self.after_signature]);
        der.extend(&self.trailing);
        der
    }

    pub(crate) fn pem(&self) -> String {
        to_pem("CERTIFICATE REQUEST", &self.der())
    }
}

/// A PEM block with lines of 64 characters.
pub(crate) fn to_pem(label: &str, der: &[u8]) -> String {
    use x509_cert::der::pem::{LineEnding, encode_string};
    encode_string(label, LineEnding::LF, der).expect("PEM")
}

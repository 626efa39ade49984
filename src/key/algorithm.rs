//! The algorithms of keys, hashes and signatures (rules K1 and K2).

use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::x509::der::{Writer, tag};
use crate::x509::oid;

/// The algorithm and size of a key to be generated (rule K1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// RSA, modulus of 2048 bits, e = 65537.
    Rsa2048,
    /// RSA, modulus of 4096 bits, e = 65537.
    Rsa4096,
    /// ECDSA on P-256 (secp256r1).
    Ec256,
    /// ECDSA on P-384 (secp384r1).
    Ec384,
}

impl KeyAlgorithm {
    /// The name that the wire has for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rsa2048 => "RSA2048",
            Self::Rsa4096 => "RSA4096",
            Self::Ec256 => "EC256",
            Self::Ec384 => "EC384",
        }
    }

    /// Whether keys of this algorithm are RSA or elliptic-curve keys.
    #[must_use]
    pub const fn family(self) -> KeyFamily {
        match self {
            Self::Rsa2048 | Self::Rsa4096 => KeyFamily::Rsa,
            Self::Ec256 | Self::Ec384 => KeyFamily::Ec,
        }
    }
}

/// The two families of keys. Which key usages and signatures fit a key depends on it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyFamily {
    /// RSA.
    Rsa,
    /// Elliptic curves.
    Ec,
}

/// A hash algorithm. Any of them goes with any key (rule K2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum HashAlgorithm {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl HashAlgorithm {
    /// All of them, from the shortest to the longest.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// The name that the wire has for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA256",
            Self::Sha384 => "SHA384",
            Self::Sha512 => "SHA512",
        }
    }

    /// The octets of a digest.
    #[cfg_attr(not(feature = "graviola"), expect(dead_code, reason = "the other backend asks nobody"))]
    pub(crate) const fn octets(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Hashes a message and hands the digest, of the algorithm's length, to `use_digest`.
    pub(crate) fn digest<T>(self, message: &[u8], use_digest: impl FnOnce(&[u8]) -> T) -> T {
        match self {
            Self::Sha256 => use_digest(&Sha256::digest(message)),
            Self::Sha384 => use_digest(&Sha384::digest(message)),
            Self::Sha512 => use_digest(&Sha512::digest(message)),
        }
    }
}

/// The algorithm of a signature: the hash is the request's, the family the issuer key's (rule K2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2, RFC 4055 §5).
    RsaPkcs1(HashAlgorithm),
    /// ECDSA (RFC 5758 §3.2).
    Ecdsa(HashAlgorithm),
}

impl SignatureAlgorithm {
    pub(crate) const fn new(family: KeyFamily, hash: HashAlgorithm) -> Self {
        match family {
            KeyFamily::Rsa => Self::RsaPkcs1(hash),
            KeyFamily::Ec => Self::Ecdsa(hash),
        }
    }

    /// The algorithm of this identifier; `None` for those that this crate never signs with.
    pub(crate) fn from_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.oid() == oid)
    }

    const ALL: [Self; 6] = [
        Self::RsaPkcs1(HashAlgorithm::Sha256),
        Self::RsaPkcs1(HashAlgorithm::Sha384),
        Self::RsaPkcs1(HashAlgorithm::Sha512),
        Self::Ecdsa(HashAlgorithm::Sha256),
        Self::Ecdsa(HashAlgorithm::Sha384),
        Self::Ecdsa(HashAlgorithm::Sha512),
    ];

    /// The family of the keys that make such signatures.
    #[must_use]
    pub const fn family(self) -> KeyFamily {
        match self {
            Self::RsaPkcs1(_) => KeyFamily::Rsa,
            Self::Ecdsa(_) => KeyFamily::Ec,
        }
    }

    /// The hash of the message that is signed.
    #[must_use]
    pub const fn hash(self) -> HashAlgorithm {
        match self {
            Self::RsaPkcs1(hash) | Self::Ecdsa(hash) => hash,
        }
    }

    const fn oid(self) -> &'static [u8] {
        use HashAlgorithm::{Sha256, Sha384, Sha512};
        match self {
            Self::RsaPkcs1(Sha256) => oid::SHA256_WITH_RSA,
            Self::RsaPkcs1(Sha384) => oid::SHA384_WITH_RSA,
            Self::RsaPkcs1(Sha512) => oid::SHA512_WITH_RSA,
            Self::Ecdsa(Sha256) => oid::ECDSA_WITH_SHA256,
            Self::Ecdsa(Sha384) => oid::ECDSA_WITH_SHA384,
            Self::Ecdsa(Sha512) => oid::ECDSA_WITH_SHA512,
        }
    }

    /// NULL parameters for RSA (RFC 4055 §5), absent ones for ECDSA (RFC 5758 §3.2).
    ///
    /// ```asn1
    /// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
    /// ```
    pub(crate) fn encode(self, w: &mut Writer) {
        w.sequence(|w| {
            w.object_identifier(self.oid());
            if self.family() == KeyFamily::Rsa {
                w.value(tag::NULL, &[]);
            }
        });
    }
}

/// How a signature is verified: what this crate signs with, and RSASSA-PSS, which only CSRs use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Pkcs1(HashAlgorithm),
    Pss { hash: HashAlgorithm, salt_octets: u16 },
    Ecdsa(HashAlgorithm),
}

impl Scheme {
    pub(crate) const fn family(self) -> KeyFamily {
        match self {
            Self::Pkcs1(_) | Self::Pss { .. } => KeyFamily::Rsa,
            Self::Ecdsa(_) => KeyFamily::Ec,
        }
    }

    pub(crate) const fn hash(self) -> HashAlgorithm {
        match self {
            Self::Pkcs1(hash) | Self::Pss { hash, .. } | Self::Ecdsa(hash) => hash,
        }
    }
}

impl From<SignatureAlgorithm> for Scheme {
    fn from(algorithm: SignatureAlgorithm) -> Self {
        match algorithm {
            SignatureAlgorithm::RsaPkcs1(hash) => Self::Pkcs1(hash),
            SignatureAlgorithm::Ecdsa(hash) => Self::Ecdsa(hash),
        }
    }
}

//! Why a public key is not accepted.

use crate::x509::oid::ObjectIdentifier;

/// Why a public key is not accepted ([rule C4](crate::docs::rules#c4)).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// The text does not contain exactly one PEM block labelled `PUBLIC KEY`.
    #[error("it is not exactly one PEM block labelled PUBLIC KEY")]
    Pem,
    /// The octets are not DER.
    #[error(
        "it is not DER (X.690): it is truncated, has data left over, or uses an encoding that DER does not \
         allow"
    )]
    Malformed,
    /// The octets are DER, but not a SubjectPublicKeyInfo.
    #[error(
        "it is DER, but not a SubjectPublicKeyInfo with an algorithm and a BIT STRING (RFC 5280 §4.1.2.7)"
    )]
    Structure,
    /// The parameters of rsaEncryption are not NULL (RFC 3279 §2.3.1).
    #[error(
        "the parameters of its algorithm rsaEncryption must be NULL (RFC 3279 §2.3.1); encode the key with \
         them"
    )]
    RsaParameters,
    /// The subjectPublicKey of an RSA key is not an RSAPublicKey in DER with a positive modulus and
    /// exponent (RFC 3279 §2.3.1).
    #[error(
        "it does not contain an RSAPublicKey in DER with a positive modulus and exponent (RFC 3279 §2.3.1); \
         encode a number whose first bit is set with a leading zero octet"
    )]
    RsaPublicKey,
    /// The algorithm is not supported; its identifier.
    #[error(
        "its algorithm {} is not accepted; use RSA, an EC key on P-256, P-384 or P-521, or Ed25519",
        .0.named()
    )]
    Algorithm(ObjectIdentifier),
    /// An algorithm that has no parameters has some; its identifier (RFC 8410 §3, RFC 9881 §2).
    #[error(
        "its algorithm {} must have no parameters (RFC 8410 §3, RFC 9881 §2); encode the key without them",
        .0.named()
    )]
    Parameters(ObjectIdentifier),
    /// The elliptic curve is not supported; its identifier.
    #[error("its curve {} is not accepted; use P-256, P-384 or P-521", .0.named())]
    Curve(ObjectIdentifier),
    /// The elliptic curve is specified by its parameters instead of its name.
    #[error(
        "its parameters must be the name of its curve, P-256, P-384 or P-521; generate the request with a \
         named curve"
    )]
    ExplicitCurve,
    /// The point is not on the curve, or is neither uncompressed nor compressed.
    #[error("it is not an uncompressed or compressed point on its curve; generate a new key")]
    Point,
    /// A key without a structure, such as one of Ed25519 (RFC 8410 §4) or ML-DSA (RFC 9881 §4), has
    /// another length.
    #[error("it has {found} octets, but a key of its algorithm has {expected}; generate a new key")]
    Octets {
        /// The octets of the subjectPublicKey.
        found: usize,
        /// The octets of a key of this algorithm.
        expected: usize,
    },
    /// The Ed25519 key is not the canonical encoding of a point on the curve, or its point is of small
    /// order, so that one signature fits many messages (RFC 8032 §5.1.3).
    #[error(
        "it is not the canonical encoding of a point on edwards25519, or the point is of small order (RFC \
         8032 §5.1.3); generate a new key"
    )]
    EdwardsPoint,
    /// The RSA modulus has fewer than 2048 or more than 4096 bits (8192 for a CA above an issuer), or
    /// a number of bits that is not a multiple of 8.
    #[error("its modulus has {0} bits; use a key of 2048 to 4096 bits, in a multiple of 8")]
    ModulusBits(usize),
    /// The RSA modulus is even.
    #[error("its modulus is even; generate a new key with other software")]
    EvenModulus,
    /// The RSA modulus is divisible by a small prime.
    #[error("its modulus is divisible by {0}; generate a new key with other software")]
    SmallFactor(u16),
    /// The RSA modulus has the pattern of CVE-2017-15361 (ROCA).
    #[error("its modulus has the pattern of CVE-2017-15361 (ROCA); generate a new key with other software")]
    Roca,
    /// The two primes of the RSA modulus are close to each other.
    #[error("its modulus is the product of two close primes; generate a new key with other software")]
    ClosePrimes,
    /// The RSA public exponent is even, below 65537, or at least 2^33.
    #[error("its public exponent must be odd, at least 65537 and below 2^33; generate a key with 65537")]
    Exponent,
    /// No cryptographic backend that is compiled in supports the key on this processor. The backend
    /// `graviola` requires certain instructions, and ML-DSA the feature `ml-dsa`.
    #[error("no cryptographic backend that is compiled in supports it on this processor")]
    Backend,
}

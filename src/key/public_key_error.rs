//! Why a public key is not accepted.

use core::fmt;

use crate::x509::oid::ObjectIdentifier;

/// Why a public key is not accepted (rule C4).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// Not PEM text with exactly one block labelled `PUBLIC KEY`.
    Pem,
    /// Octets that are not DER.
    Malformed,
    /// DER, but no SubjectPublicKeyInfo.
    Structure,
    /// rsaEncryption without the parameters NULL, or with others (RFC 3279 §2.3.1).
    RsaParameters,
    /// An RSA key whose subjectPublicKey is not an RSAPublicKey in DER: a modulus and an exponent
    /// that are positive (RFC 3279 §2.3.1).
    RsaPublicKey,
    /// An algorithm other than RSA and elliptic curves.
    Algorithm(ObjectIdentifier),
    /// An elliptic curve other than P-256 and P-384, by its identifier.
    Curve(ObjectIdentifier),
    /// An elliptic curve given by its parameters instead of by name.
    ExplicitCurve,
    /// Not a point on the curve in uncompressed or compressed form.
    Point,
    /// An RSA modulus outside 2048–4096 bits, or of a size that is no multiple of 8.
    ModulusBits(usize),
    /// An even RSA modulus.
    EvenModulus,
    /// An RSA modulus that a small prime divides.
    SmallFactor(u16),
    /// An RSA modulus of the pattern of CVE-2017-15361 (ROCA).
    Roca,
    /// An RSA modulus whose two primes are close to each other.
    ClosePrimes,
    /// An RSA public exponent that is even, below 65537, or 2^33 and more.
    Exponent,
    /// None of the cryptographic backends that are compiled in takes the key on this processor:
    /// without the feature `rustcrypto`, graviola is the only one, and it needs certain
    /// instructions.
    Backend,
}

impl fmt::Display for PublicKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Pem => "it is not one PEM block labelled PUBLIC KEY",
            Self::Malformed => {
                "it is not DER (X.690): something in it is cut off, left over, or not in the one form that DER has"
            }
            Self::Structure => {
                "it is DER, but not a SubjectPublicKeyInfo: an algorithm and a BIT STRING (RFC 5280 §4.1.2.7)"
            }
            Self::RsaParameters => {
                "its algorithm rsaEncryption does not have the parameters NULL, as RFC 3279 §2.3.1 demands; encode \
                 the key with them"
            }
            Self::RsaPublicKey => {
                "it does not hold an RSAPublicKey in DER, a modulus and an exponent that are positive (RFC 3279 §2.3.1); \
                 encode a number whose first bit is set with a zero octet before it"
            }
            Self::Algorithm(oid) => {
                return write!(
                    f,
                    "its algorithm {} is not accepted; use RSA, or an EC key on P-256 or P-384",
                    oid.named()
                );
            }
            Self::Curve(oid) => {
                return write!(f, "its curve {} is not accepted; use P-256 or P-384", oid.named());
            }
            Self::ExplicitCurve => {
                "its parameters must be the name of its curve, P-256 or P-384; make the request with the named curve"
            }
            Self::Point => "it is not an uncompressed or compressed point on its curve; make a new key",
            Self::ModulusBits(bits) => {
                return write!(
                    f,
                    "its modulus has {bits} bits; use a key of 2048 to 4096 bits, a multiple of 8"
                );
            }
            Self::EvenModulus => "its modulus is even; make a new key elsewhere",
            Self::SmallFactor(prime) => {
                return write!(f, "its modulus is divisible by {prime}; make a new key elsewhere");
            }
            Self::Roca => "its modulus has the pattern of CVE-2017-15361 (ROCA); make a new key elsewhere",
            Self::ClosePrimes => "its modulus is the product of two close primes; make a new key elsewhere",
            Self::Exponent => {
                "its public exponent must be odd, at least 65537 and below 2^33; make a key with 65537"
            }
            Self::Backend => "none of the cryptographic backends that are compiled in takes it here",
        };
        f.write_str(text)
    }
}

impl core::error::Error for PublicKeyError {}

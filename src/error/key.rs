//! Errors of signers and issuers: what an operator meets, not what a request can cause.

use alloc::boxed::Box;
use alloc::string::ToString;
use core::fmt::{self, Write};

use super::{PublicKeyDefect, write_character};
use crate::oid::ObjectIdentifier;

/// What a [`Signer`](crate::Signer) says when it cannot sign.
#[derive(Debug)]
pub struct SignerError(Box<dyn core::error::Error + Send + Sync>);

impl SignerError {
    /// Wraps the signer's own error, or a text. It appears in the text of [`Error`](crate::Error) and so in
    /// logs, not in what the wire carries; it must hold no secret.
    pub fn new(error: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for SignerError {
    /// The signer's own text, escaped so that it disturbs no log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.to_string().chars().try_for_each(|character| match character {
            '"' | '\\' => f.write_char(character),
            other => write_character(f, other),
        })
    }
}

impl core::error::Error for SignerError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&*self.0)
    }
}

/// Why a certificate cannot be an issuer, or a chain cannot stand above one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssuerError {
    /// Not one certificate in strict DER with nothing after it.
    Malformed {
        /// The part in which the fault was met.
        part: &'static str,
    },
    /// The text does not hold PEM blocks labelled `CERTIFICATE`, at least one and no others.
    Pem,
    /// Not an X.509 v3 certificate.
    Version,
    /// The subject is empty, which RFC 5280 §4.1.2.6 forbids for a CA.
    EmptySubject,
    /// basicConstraints with cA TRUE is missing (RFC 5280 §4.2.1.9).
    NotACa,
    /// keyUsage is present without keyCertSign (RFC 5280 §4.2.1.3).
    NoKeyCertSign,
    /// The public key cannot be used.
    PublicKey(PublicKeyDefect),
    /// A critical extension that this version does not know (RFC 5280 §4.2): verifiers that do not know it
    /// would refuse all that is issued.
    CriticalExtension(ObjectIdentifier),
    /// A certificate of the chain did not issue the one before it.
    Chain {
        /// The position of the certificate that should have been issued by the next one, or by itself where
        /// it is the last; the issuer is 0.
        position: usize,
        /// What does not fit.
        reason: ChainFault,
    },
}

/// What does not fit between a certificate and the one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChainFault {
    /// The issuer name is not the next certificate's subject.
    Name,
    /// The authorityKeyIdentifier names another key or certificate than the next one.
    KeyIdentifier,
    /// The validity is not within the next certificate's.
    Validity,
    /// The signature does not verify under the next certificate's key; of a self-signed one, under its own.
    Signature,
    /// The signature's algorithm is none that this library verifies.
    Algorithm,
    /// The path lengths of the CAs above leave no room for it.
    PathLength,
    /// The name constraints of the CAs above refuse its subject or one of its alternative names.
    NameConstraints,
    /// It has more names, and the CAs above have more name constraints, than verifiers compare.
    TooManyComparisons,
}

impl fmt::Display for IssuerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { part } => write!(f, "the certificate is not strict DER: {part}"),
            Self::Pem => f.write_str(
                "the text does not hold PEM blocks labelled CERTIFICATE, at least one and no others",
            ),
            Self::Version => f.write_str("an issuer must be an X.509 v3 certificate"),
            Self::EmptySubject => f.write_str("an issuer must have a subject"),
            Self::NotACa => f.write_str("the certificate is not a CA: basicConstraints cA TRUE is missing"),
            Self::NoKeyCertSign => f.write_str("the certificate's keyUsage does not contain keyCertSign"),
            Self::PublicKey(defect) => write!(f, "the certificate's public key cannot be used: {defect}"),
            Self::CriticalExtension(oid) => {
                write!(f, "the certificate has the critical extension {oid}, which is not known")
            }
            Self::Chain { position, reason } => write!(f, "certificate {position} of the chain {reason}"),
        }
    }
}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "names another issuer than the next one's subject",
            Self::KeyIdentifier => "names another key or certificate as its issuer's than the next one",
            Self::Validity => "is not valid within the validity of the next one",
            Self::Signature => "is not signed by the next one's key, or its own where it is self-signed",
            Self::Algorithm => "is signed with an algorithm that is not supported",
            Self::PathLength => "is one more CA than the path lengths of those above it allow",
            Self::NameConstraints => "has a name that the name constraints of those above it refuse",
            Self::TooManyComparisons => "has too many names for the many name constraints of those above it",
        })
    }
}

impl core::error::Error for IssuerError {}

#[cfg(test)]
mod tests {
    use super::super::texts::{assert_texts, oid};
    use super::super::*;

    #[test]
    fn e3_texts_of_what_is_not_the_requests_fault() {
        let id = Uuid::nil();
        assert_texts([
            (Error::IssuerNotFound(id), "there is no issuer 00000000-0000-0000-0000-000000000000"),
            (Error::Signer(SignerError::new("the HSM is away")), "the signer failed: the HSM is away"),
            (Error::SignatureInvalid, "the signer's signature does not verify under the issuer's public key"),
            (
                Error::NotAsWritten { part: "keyUsage" },
                "the stored bytes are not what is written for this issuer: keyUsage differs",
            ),
            (Error::SignerMismatch, "the signer's public key is not the issuer's"),
            (Error::Entropy, "the random number generator failed"),
            (Error::Key(KeyError::Missing), "there is no private key"),
            (
                Error::Issuer(IssuerError::Malformed { part: "version" }),
                "the certificate is not strict DER: version",
            ),
        ]);
        use IssuerError as I;
        assert_texts([
            (I::Pem, "the text does not hold PEM blocks labelled CERTIFICATE, at least one and no others"),
            (I::Version, "an issuer must be an X.509 v3 certificate"),
            (I::EmptySubject, "an issuer must have a subject"),
            (I::NotACa, "the certificate is not a CA: basicConstraints cA TRUE is missing"),
            (I::NoKeyCertSign, "the certificate's keyUsage does not contain keyCertSign"),
            (
                I::PublicKey(PublicKeyDefect::Point),
                "the certificate's public key cannot be used: it is not an uncompressed or compressed point on its curve; make a new key",
            ),
            (
                I::CriticalExtension(oid()),
                "the certificate has the critical extension 2.999.1, which is not known",
            ),
            (
                I::Chain { position: 0, reason: ChainFault::Name },
                "certificate 0 of the chain names another issuer than the next one's subject",
            ),
            (
                I::Chain { position: 0, reason: ChainFault::KeyIdentifier },
                "certificate 0 of the chain names another key or certificate as its issuer's than the next one",
            ),
            (
                I::Chain { position: 0, reason: ChainFault::Validity },
                "certificate 0 of the chain is not valid within the validity of the next one",
            ),
            (
                I::Chain { position: 1, reason: ChainFault::Signature },
                "certificate 1 of the chain is not signed by the next one's key, or its own where it is self-signed",
            ),
            (
                I::Chain { position: 1, reason: ChainFault::Algorithm },
                "certificate 1 of the chain is signed with an algorithm that is not supported",
            ),
            (
                I::Chain { position: 1, reason: ChainFault::PathLength },
                "certificate 1 of the chain is one more CA than the path lengths of those above it allow",
            ),
            (
                I::Chain { position: 1, reason: ChainFault::NameConstraints },
                "certificate 1 of the chain has a name that the name constraints of those above it refuse",
            ),
            (
                I::Chain { position: 1, reason: ChainFault::TooManyComparisons },
                "certificate 1 of the chain has too many names for the many name constraints of those above it",
            ),
        ]);
    }
}

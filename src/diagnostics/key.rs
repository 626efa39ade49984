//! Errors of signers and issuers: what an operator meets, not what a request can cause.

use alloc::boxed::Box;
use alloc::string::ToString;
use core::fmt::{self, Write};

use super::{CertificateError, ChainCertificate};
use crate::x509::oid::{self, ObjectIdentifier};
use crate::x509::write_character;

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
    /// The text does not hold PEM blocks labelled `CERTIFICATE`, at least one and no others.
    Pem,
    /// There is no certificate at all.
    NoCertificate,
    /// A certificate cannot be used, whatever stands above it.
    Certificate {
        /// Which one.
        certificate: ChainCertificate,
        /// What is wrong with it.
        fault: CertificateError,
    },
    /// A certificate of the chain does not fit those above it.
    Chain {
        /// The certificate that should have been issued by the next one, or by itself where it is the last.
        certificate: ChainCertificate,
        /// The next one; `None` for the last.
        above: Option<ChainCertificate>,
        /// What does not fit.
        fault: ChainError,
    },
}

/// What does not fit between a certificate and those above it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChainError {
    /// The issuer name is not the next certificate's subject.
    Name,
    /// The authorityKeyIdentifier names another key than that of the next certificate.
    KeyIdentifier,
    /// The signature does not verify under the next certificate's key; of a self-signed one, under its own.
    Signature,
    /// The signature's algorithm, by its identifier, is none that this library verifies: another than RSA (PKCS #1
    /// v1.5 or PSS) and ECDSA with SHA-256, SHA-384 or SHA-512.
    Algorithm(ObjectIdentifier),
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
            Self::Pem => f.write_str(
                "the text does not hold PEM blocks labelled CERTIFICATE, at least one and no others",
            ),
            Self::NoCertificate => f.write_str("there is no certificate"),
            Self::Certificate { certificate, fault } => {
                write!(f, "{certificate}: {fault}")?;
                match certificate.position() {
                    0 if fault.is_unsupported_key() => {
                        f.write_str("; nothing can be issued with such a key here, nor verified")
                    }
                    1.. if fault.may_be_left_out() => {
                        f.write_str("; the chain may be given without it and those above it")
                    }
                    _ => Ok(()),
                }
            }
            Self::Chain { certificate, above: Some(above), fault } => {
                write_link(f, certificate, above, fault)
            }
            Self::Chain { certificate, above: None, fault } => write_last(f, certificate, fault),
        }
    }
}

/// What does not fit between a certificate and the next one.
fn write_link(
    f: &mut fmt::Formatter<'_>,
    certificate: &ChainCertificate,
    above: &ChainCertificate,
    fault: &ChainError,
) -> fmt::Result {
    match fault {
        ChainError::Name => write!(
            f,
            "{certificate}: the issuer that it names is not the next certificate, {above}; give each certificate \
             right before that of its issuer"
        ),
        ChainError::KeyIdentifier => write!(
            f,
            "{certificate}: its authorityKeyIdentifier names another key than that of the next certificate, {above}; \
             give the certificate of the key that signed it"
        ),
        ChainError::Signature => write!(
            f,
            "{certificate}: its signature does not verify under the key of the next certificate, {above}; give the \
             certificate of the key that signed it"
        ),
        ChainError::Algorithm(_) => {
            write_last(f, certificate, fault)?;
            write!(f, "; the chain may be given without the next certificate, {above}, and those above it")
        }
        ChainError::PathLength | ChainError::NameConstraints | ChainError::TooManyComparisons => {
            write_last(f, certificate, fault)
        }
    }
}

/// What does not fit where the next certificate has no part in it.
fn write_last(f: &mut fmt::Formatter<'_>, certificate: &ChainCertificate, fault: &ChainError) -> fmt::Result {
    let text = match fault {
        ChainError::Signature => {
            "it says that it is self-signed, and its signature does not verify under its own key; it was damaged or \
             altered"
        }
        ChainError::PathLength => "it is one more CA than the path lengths of those above it allow",
        ChainError::NameConstraints => "it has a name that the name constraints of those above it refuse",
        ChainError::TooManyComparisons => {
            "it has too many names for the many name constraints of those above it"
        }
        ChainError::Name => "it names another issuer",
        ChainError::KeyIdentifier => "its authorityKeyIdentifier names another key",
        ChainError::Algorithm(oid) if oid.as_content() == oid::RSASSA_PSS => {
            "its signature is of RSASSA-PSS with other parameters than one of SHA-256, SHA-384 and SHA-512 for both \
             message and mask, and is not verified here"
        }
        ChainError::Algorithm(oid) => {
            return write!(
                f,
                "{certificate}: its signature is of the algorithm {}, which is not verified here",
                oid.named()
            );
        }
    };
    write!(f, "{certificate}: {text}")
}

impl core::error::Error for IssuerError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Certificate { fault, .. } => Some(fault),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts::assert_texts;
    use super::super::*;
    use alloc::string::ToString;

    #[test]
    fn e3_texts_of_what_is_not_the_requests_fault() {
        let id = Uuid::nil();
        assert_texts([
            (Error::NotAuthenticated, "the sender is not authenticated; send valid credentials"),
            (Error::IssuerNotFound(id), "there is no issuer 00000000-0000-0000-0000-000000000000"),
            (
                Error::StateForbids { id, state: "DISABLED", operation: "export" },
                "00000000-0000-0000-0000-000000000000 is in the state DISABLED, which forbids the operation export",
            ),
            (Error::Frozen(id), "00000000-0000-0000-0000-000000000000 is frozen"),
            (Error::CertificateKeyMismatch, "the certificate and the private key do not match"),
            (Error::Signer(SignerError::new("the HSM is away")), "the signer failed: the HSM is away"),
            (Error::SignatureInvalid, "the signer's signature does not verify under the issuer's public key"),
            (
                Error::NotAsWritten { part: "keyUsage" },
                "the stored bytes are not what is written for this issuer: keyUsage differs",
            ),
            (Error::SignerMismatch, "the signer's public key is not the issuer's"),
            (Error::Entropy, "the random number generator failed"),
            (Error::Key(PrivateKeyError::Missing), "there is no private key"),
            (
                Error::Issuer(certificate(0, CertificateError::NotACa)),
                "the issuer's certificate (CN=CA 0): it is not a CA's: basicConstraints with cA TRUE is missing",
            ),
        ]);
        assert_texts([
            (
                IssuerError::Pem,
                "the text does not hold PEM blocks labelled CERTIFICATE, at least one and no others",
            ),
            (IssuerError::NoCertificate, "there is no certificate"),
        ]);
    }

    fn named(position: usize) -> ChainCertificate {
        ChainCertificate::new(position, Some(&format_args!("CN=CA {position}")))
    }

    fn certificate(position: usize, fault: CertificateError) -> IssuerError {
        IssuerError::Certificate { certificate: named(position), fault }
    }

    #[test]
    fn e5_where_a_key_is_not_supported_the_chain_may_be_given_without_it() {
        let key = CertificateError::PublicKey;
        let bits = "its public key cannot be used: its modulus has 8192 bits; use a key of 2048 to 4096 bits, a multiple of 8";
        let texts = [
            certificate(0, key(PublicKeyError::ModulusBits(8_192))),
            certificate(1, key(PublicKeyError::ModulusBits(8_192))),
            certificate(1, key(PublicKeyError::EvenModulus)),
            certificate(2, CertificateError::EmptySubject),
        ]
        .map(|error| error.to_string());
        assert_eq!(
            texts,
            [
                alloc::format!(
                    "the issuer's certificate (CN=CA 0): {bits}; nothing can be issued with such a key here, nor verified"
                ),
                alloc::format!(
                    "CA 1 above the issuer (CN=CA 1): {bits}; the chain may be given without it and those above it"
                ),
                "CA 1 above the issuer (CN=CA 1): its public key cannot be used: its modulus is even; make a new key elsewhere".into(),
                "CA 2 above the issuer (CN=CA 2): its subject is empty; a CA has a name (RFC 5280 §4.1.2.6)"
                    .into(),
            ]
        );
    }

    #[test]
    fn e5_the_chain_may_be_given_without_a_root_of_version_1_or_with_another_critical_extension() {
        let critical = || CertificateError::CriticalExtension(super::super::texts::oid());
        let version = "it is not an X.509 v3 certificate, and only those say that they are a CA's";
        let extension = "its extension 2.999.1 is critical, and is not processed here; verifiers that do not process it \
                         refuse all that is issued";
        let without = "; the chain may be given without it and those above it";
        let text = |error: IssuerError| error.to_string();
        for (fault, said) in [(CertificateError::Version, version), (critical(), extension)] {
            assert_eq!(
                [text(certificate(0, fault.clone())), text(certificate(2, fault))],
                [
                    alloc::format!("the issuer's certificate (CN=CA 0): {said}"),
                    alloc::format!("CA 2 above the issuer (CN=CA 2): {said}{without}"),
                ]
            );
        }
    }

    #[test]
    fn e5_texts_of_chains_say_which_certificate_is_meant() {
        let link = |fault| IssuerError::Chain { certificate: named(0), above: Some(named(1)), fault };
        let last = |fault| IssuerError::Chain { certificate: named(1), above: None, fault };
        use ChainError as F;
        let [sha1, pss] = ["1.2.840.113549.1.1.5", "1.2.840.113549.1.1.10"]
            .map(|dotted| crate::x509::oid::ObjectIdentifier::new(dotted).expect("an identifier"));
        assert_texts([
            (
                link(F::Name),
                "the issuer's certificate (CN=CA 0): the issuer that it names is not the next certificate, CA 1 above \
                 the issuer (CN=CA 1); give each certificate right before that of its issuer",
            ),
            (
                link(F::KeyIdentifier),
                "the issuer's certificate (CN=CA 0): its authorityKeyIdentifier names another key than that \
                 of the next certificate, CA 1 above the issuer (CN=CA 1); give the certificate of the key that signed it",
            ),
            (
                link(F::Signature),
                "the issuer's certificate (CN=CA 0): its signature does not verify under the key of the next \
                 certificate, CA 1 above the issuer (CN=CA 1); give the certificate of the key that signed it",
            ),
            (
                link(F::Algorithm(sha1)),
                "the issuer's certificate (CN=CA 0): its signature is of the algorithm sha1WithRSAEncryption, which is \
                 not verified here; the chain may be given without the next certificate, CA 1 above the issuer \
                 (CN=CA 1), and those above it",
            ),
            (
                link(F::Algorithm(pss)),
                "the issuer's certificate (CN=CA 0): its signature is of RSASSA-PSS with other parameters than one of \
                 SHA-256, SHA-384 and SHA-512 for both message and mask, and is not verified here; the chain may be \
                 given without the next certificate, CA 1 above the issuer (CN=CA 1), and those above it",
            ),
            (
                link(F::PathLength),
                "the issuer's certificate (CN=CA 0): it is one more CA than the path lengths of those above it allow",
            ),
            (
                last(F::Signature),
                "CA 1 above the issuer (CN=CA 1): it says that it is self-signed, and its signature does not verify \
                 under its own key; it was damaged or altered",
            ),
            (
                link(F::NameConstraints),
                "the issuer's certificate (CN=CA 0): it has a name that the name constraints of those above it refuse",
            ),
            (
                link(F::TooManyComparisons),
                "the issuer's certificate (CN=CA 0): it has too many names for the many name constraints of those \
                 above it",
            ),
        ]);
    }
}

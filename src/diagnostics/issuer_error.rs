//! Why an issuer is not loaded. An operator sees these errors; a request cannot cause them.

use core::fmt;

use super::{CertificateError, ChainCertificate};
use crate::x509::oid::{self, ObjectIdentifier};

/// Why a certificate cannot be an issuer's, or why a chain is not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssuerError {
    /// The text does not consist of one or more PEM blocks labelled `CERTIFICATE`.
    #[error("the text must contain at least one PEM block labelled CERTIFICATE, and no other blocks")]
    Pem,
    /// The text has several PEM blocks where one is expected.
    #[error("the text must contain one certificate, but contains {found}")]
    NotOneCertificate {
        /// The number of certificates.
        found: usize,
    },
    /// There is no certificate.
    #[error("there is no certificate")]
    NoCertificate,
    /// A certificate cannot be used, regardless of the others.
    #[error("{certificate}: {error}{}", remedy(.certificate, .error))]
    Certificate {
        /// The certificate.
        certificate: ChainCertificate,
        /// Why it cannot be used.
        #[source]
        error: CertificateError,
    },
    /// A certificate is not valid below those above it in the chain.
    #[error(fmt = write_chain_error)]
    Chain {
        /// The certificate that the next one should have issued, or that should have issued itself
        /// if it is the last.
        certificate: ChainCertificate,
        /// The next certificate in the chain; `None` for the last.
        above: Option<ChainCertificate>,
        /// Why it is not valid.
        error: ChainError,
    },
}

/// Why a certificate is not valid below those above it in the chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// The issuer name is not the subject of the next certificate.
    #[error("its issuer is not the subject of the next certificate")]
    Name,
    /// The authorityKeyIdentifier does not identify the key of the next certificate.
    #[error("its authorityKeyIdentifier does not identify the key of the next certificate")]
    KeyIdentifier,
    /// The signature does not verify with the key of the next certificate, or with the
    /// certificate's own key if it is self-signed.
    #[error("its signature does not verify")]
    Signature,
    /// This library does not verify signatures of this algorithm. It verifies RSA (PKCS #1 v1.5 or
    /// PSS) and ECDSA with SHA-256, SHA-384 or SHA-512.
    #[error(fmt = write_algorithm)]
    Algorithm(ObjectIdentifier),
    /// The path length of a CA above does not allow the certificate.
    #[error("it exceeds the path length of a CA above it")]
    PathLength,
    /// The name constraints of the CAs above do not allow its subject or one of its alternative
    /// names.
    #[error("it has a name that the name constraints of the CAs above it do not allow")]
    NameConstraints,
    /// The certificate has more names, and the CAs above it have more name constraints, than
    /// verifiers compare.
    #[error("it has too many names for the many name constraints of the CAs above it")]
    TooManyComparisons,
}

/// What can be done about a certificate that this library does not support.
fn remedy(certificate: &ChainCertificate, error: &CertificateError) -> &'static str {
    match certificate.position() {
        0 if error.is_unsupported_key() => "; this library cannot issue with such a key",
        1.. if error.may_be_left_out() => "; you can omit it and the certificates above it from the chain",
        _ => "",
    }
}

fn write_chain_error(
    certificate: &ChainCertificate,
    above: &Option<ChainCertificate>,
    error: &ChainError,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "{certificate}: {error}")?;
    match (error, above) {
        (ChainError::Name, Some(above)) => {
            write!(f, ", {above}; put each certificate directly before that of its issuer")
        }
        (ChainError::KeyIdentifier, Some(above)) => {
            write!(f, ", {above}; provide the certificate of the key that signed it")
        }
        (ChainError::Signature, Some(above)) => write!(
            f,
            " with the key of the next certificate, {above}; provide the certificate of the key that signed \
             it"
        ),
        (ChainError::Signature, None) => {
            f.write_str(" with its own key, although it claims to be self-signed; it was damaged or altered")
        }
        (ChainError::Algorithm(_), Some(above)) => {
            write!(f, "; you can omit the next certificate, {above}, and those above it from the chain")
        }
        _ => Ok(()),
    }
}

fn write_algorithm(algorithm: &ObjectIdentifier, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if algorithm.as_content() == oid::RSASSA_PSS {
        return f.write_str(
            "its signature uses RSASSA-PSS with parameters other than one of SHA-256, SHA-384 and SHA-512 \
             for both message and mask, which is not supported",
        );
    }
    write!(f, "its signature uses the algorithm {}, which is not supported", algorithm.named())
}

#[cfg(test)]
mod tests {
    use super::super::texts::assert_texts;
    use super::super::*;
    use crate::key::PublicKeyError;
    use alloc::string::ToString;

    fn named(position: usize) -> ChainCertificate {
        ChainCertificate::new(position, Some(&format_args!("CN=CA {position}")))
    }

    fn certificate(position: usize, error: CertificateError) -> IssuerError {
        IssuerError::Certificate { certificate: named(position), error }
    }

    #[test]
    fn e5_where_a_key_is_not_supported_the_chain_may_be_given_without_it() {
        let key = CertificateError::PublicKey;
        let bits = "its public key cannot be used: its modulus has 8192 bits; use a key of 2048 to 4096 \
                    bits, in a multiple of 8";
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
                    "the issuer's certificate (CN=CA 0): {bits}; this library cannot issue with such a key"
                ),
                alloc::format!(
                    "CA 1 above the issuer (CN=CA 1): {bits}; you can omit it and the certificates above it \
                     from the chain"
                ),
                "CA 1 above the issuer (CN=CA 1): its public key cannot be used: its modulus is even; \
                 generate a new key with other software"
                    .into(),
                "CA 2 above the issuer (CN=CA 2): its subject is empty, but a CA must have a name (RFC 5280 \
                 §4.1.2.6)"
                    .into(),
            ]
        );
    }

    #[test]
    fn e5_the_chain_may_be_given_without_a_root_of_version_1_or_with_another_critical_extension() {
        let critical = || CertificateError::CriticalExtension(super::super::texts::oid());
        let version = "it is not an X.509 v3 certificate, and no other version can identify a CA";
        let extension = "its extension 2.999.1 is critical, and is not supported here; verifiers that do \
                         not support it reject every certificate below this one";
        let without = "; you can omit it and the certificates above it from the chain";
        let text = |error: IssuerError| error.to_string();
        for (error, said) in [(CertificateError::Version, version), (critical(), extension)] {
            assert_eq!(
                [text(certificate(0, error.clone())), text(certificate(2, error))],
                [
                    alloc::format!("the issuer's certificate (CN=CA 0): {said}"),
                    alloc::format!("CA 2 above the issuer (CN=CA 2): {said}{without}"),
                ]
            );
        }
    }

    #[test]
    fn e5_texts_of_chains_say_which_certificate_is_meant() {
        let link = |error| IssuerError::Chain { certificate: named(0), above: Some(named(1)), error };
        let last = |error| IssuerError::Chain { certificate: named(1), above: None, error };
        use ChainError as F;
        let [sha1, pss] = ["1.2.840.113549.1.1.5", "1.2.840.113549.1.1.10"]
            .map(|dotted| crate::x509::oid::ObjectIdentifier::new(dotted).expect("an identifier"));
        assert_texts([
            (
                link(F::Name),
                "the issuer's certificate (CN=CA 0): its issuer is not the subject of the next certificate, \
                 CA 1 above the issuer (CN=CA 1); put each certificate directly before that of its issuer",
            ),
            (
                link(F::KeyIdentifier),
                "the issuer's certificate (CN=CA 0): its authorityKeyIdentifier does not identify the key \
                 of the next certificate, CA 1 above the issuer (CN=CA 1); provide the certificate of the \
                 key that signed it",
            ),
            (
                link(F::Signature),
                "the issuer's certificate (CN=CA 0): its signature does not verify with the key of the next \
                 certificate, CA 1 above the issuer (CN=CA 1); provide the certificate of the key that \
                 signed it",
            ),
            (
                link(F::Algorithm(sha1)),
                "the issuer's certificate (CN=CA 0): its signature uses the algorithm \
                 sha1WithRSAEncryption, which is not supported; you can omit the next certificate, CA 1 \
                 above the issuer (CN=CA 1), and those above it from the chain",
            ),
            (
                link(F::Algorithm(pss)),
                "the issuer's certificate (CN=CA 0): its signature uses RSASSA-PSS with parameters other \
                 than one of SHA-256, SHA-384 and SHA-512 for both message and mask, which is not \
                 supported; you can omit the next certificate, CA 1 above the issuer (CN=CA 1), and those \
                 above it from the chain",
            ),
            (
                last(F::Signature),
                "CA 1 above the issuer (CN=CA 1): its signature does not verify with its own key, although \
                 it claims to be self-signed; it was damaged or altered",
            ),
        ]);
    }
}

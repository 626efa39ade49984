//! The signature algorithm of a CSR (rule C3), with SHA-256, SHA-384 or SHA-512. Violations name
//! all other algorithms.

use crate::diagnostics::CsrError;

use crate::key::{SignatureAlgorithm, UnsupportedSignature};
use crate::x509::EncodingDeviation;
use crate::x509::algorithm_identifier::AlgorithmIdentifier;
use crate::x509::der::{NotDer, is_one_value};
use crate::x509::oid::ObjectIdentifier;

const PART: &str = "the signature algorithm";

/// Reads the AlgorithmIdentifier and returns how its encoding deviates, if it does.
pub(super) fn read_signature_algorithm(
    bytes: &[u8],
) -> Result<(SignatureAlgorithm, Option<EncodingDeviation>), CsrError> {
    let not_read = || match is_one_value(bytes) {
        true => CsrError::Structure { part: PART, expected: "an AlgorithmIdentifier (RFC 5280 §4.1.1.2)" },
        false => CsrError::Der(PART),
    };
    let identifier = AlgorithmIdentifier::from_der(bytes).map_err(|NotDer| not_read())?;
    SignatureAlgorithm::read(&identifier).map_err(|unsupported| match unsupported {
        UnsupportedSignature::Malformed => not_read(),
        UnsupportedSignature::Weak(name) => CsrError::WeakSignatureAlgorithm(name),
        UnsupportedSignature::Unknown(oid) => ObjectIdentifier::from_content(oid)
            .map_or(CsrError::Der(PART), CsrError::UnknownSignatureAlgorithm),
        UnsupportedSignature::Parameters => CsrError::SignatureParameters,
        UnsupportedSignature::MaskGenerationHash => CsrError::MaskGenerationHash,
    })
}

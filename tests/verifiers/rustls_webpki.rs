//! rustls-webpki, the verifier of rustls.

use std::time::Duration;

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, ServerName, SignatureVerificationAlgorithm,
    UnixTime, alg_id,
};
use sha2::{Digest, Sha512};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use crate::contents::Purpose;
use crate::paths::{Path, all};

/// ECDSA with SHA-512, with which ring does not verify certificates.
#[derive(Debug)]
enum EcdsaSha512 {
    P256,
    P384,
}

impl SignatureVerificationAlgorithm for EcdsaSha512 {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let digest = Sha512::digest(message);
        let verified = match self {
            Self::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(key)
                .and_then(|key| key.verify_prehash(&digest, &p256::ecdsa::Signature::from_der(signature)?)),
            Self::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(key)
                .and_then(|key| key.verify_prehash(&digest, &p384::ecdsa::Signature::from_der(signature)?)),
        };
        verified.map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        match self {
            Self::P256 => alg_id::ECDSA_P256,
            Self::P384 => alg_id::ECDSA_P384,
        }
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA512
    }
}

/// The purposes of extKeyUsage (RFC 5280 §4.2.1.12), below 1.3.6.1.5.5.7.3.
fn usage(purpose: Purpose) -> KeyUsage {
    match purpose {
        Purpose::Server => KeyUsage::server_auth(),
        Purpose::Client | Purpose::Any | Purpose::Ca => KeyUsage::client_auth(),
        Purpose::CodeSigning => KeyUsage::required_if_present(b"\x2b\x06\x01\x05\x05\x07\x03\x03"),
        Purpose::Email => KeyUsage::required_if_present(b"\x2b\x06\x01\x05\x05\x07\x03\x04"),
        Purpose::TimeStamping => KeyUsage::required_if_present(b"\x2b\x06\x01\x05\x05\x07\x03\x08"),
    }
}

/// Verifies a path for its purpose, at its time, and for its servers. `chain` replaces its
/// certificates.
pub(crate) fn verify(path: &Path, chain: &[&[u8]]) -> Result<(), webpki::Error> {
    let chain: Vec<_> = chain.iter().map(|der| CertificateDer::from(*der)).collect();
    let [leaf, intermediates @ .., root] = chain.as_slice() else { return Err(webpki::Error::UnknownIssuer) };
    let anchor = anchor_from_trusted_cert(root)?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(path.at.unix_timestamp().unsigned_abs()));
    let algorithms: Vec<&dyn SignatureVerificationAlgorithm> = ALL_VERIFICATION_ALGS
        .iter()
        .copied()
        .chain([&EcdsaSha512::P256 as _, &EcdsaSha512::P384 as _])
        .collect();
    let leaf = EndEntityCert::try_from(leaf)?;
    leaf.verify_for_usage(&algorithms, &[anchor], intermediates, time, usage(path.purpose), None, None)?;
    for server in path.servers {
        let name = ServerName::try_from(*server).expect("a name");
        leaf.verify_is_valid_for_subject_name(&name)?;
    }
    Ok(())
}

#[test]
fn k2_every_certificate_is_accepted_by_rustls_webpki() {
    let mut verified = 0;
    for path in all() {
        let chain: Vec<_> = path.chain.iter().map(certmint::Certificate::as_der).collect();
        let result = verify(path, &chain);
        if path.purpose == Purpose::Ca {
            // It verifies only end entities. Each CA and root is in the chain of one.
            assert!(result.is_err(), "{}", path.name);
            let is_above =
                |other: &Path| other.purpose != Purpose::Ca && other.chain.contains(&path.chain[0]);
            assert!(all().iter().any(is_above), "{}", path.name);
        } else {
            assert_eq!(result, Ok(()), "{}", path.name);
            verified += 1;
        }
        // It is refused for any other server.
        let other = Path { servers: &["other.example.org"], ..path.clone() };
        assert!(verify(&other, &chain).is_err(), "{}", path.name);
    }
    assert!(verified > 200, "{verified} end entities");
}

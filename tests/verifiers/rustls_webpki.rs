//! rustls-webpki, the verifier of rustls.

use std::collections::BTreeMap;
use std::time::Duration;

use certmint::Certificate;
use certmint::time::UtcDateTime;
use rustls_pki_types::{CertificateDer, ServerName, SignatureVerificationAlgorithm, UnixTime};
use webpki::{
    ALL_VERIFICATION_ALGS, BorrowedCertRevocationList, CertRevocationList, EndEntityCert, KeyUsage,
    RevocationOptionsBuilder, anchor_from_trusted_cert,
};

use crate::contents::Purpose;
use crate::coverage::key_of;
#[cfg(not(feature = "ml-dsa"))]
use crate::coverage::signature_of;
use crate::keys::{all_algorithms, hashes};
use crate::paths::{Path, all};
use crate::revocation::{Revocation, revocations};

/// ECDSA with which ring does not verify certificates. The feature `ml-dsa` brings AWS-LC, with which
/// rustls-webpki verifies everything.
#[cfg(not(feature = "ml-dsa"))]
mod beside_ring {
    use certmint::HashAlgorithm;
    use p256::ecdsa::signature::hazmat::PrehashVerifier;
    use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
    use sha2::{Digest, Sha256, Sha384, Sha512};

    #[derive(Debug)]
    enum Curve {
        P256,
        P384,
        P521,
    }

    #[derive(Debug)]
    pub(super) struct Ecdsa {
        curve: Curve,
        hash: HashAlgorithm,
    }

    pub(super) static ALL: [&dyn SignatureVerificationAlgorithm; 5] = [
        &Ecdsa { curve: Curve::P256, hash: HashAlgorithm::Sha512 },
        &Ecdsa { curve: Curve::P384, hash: HashAlgorithm::Sha512 },
        &Ecdsa { curve: Curve::P521, hash: HashAlgorithm::Sha256 },
        &Ecdsa { curve: Curve::P521, hash: HashAlgorithm::Sha384 },
        &Ecdsa { curve: Curve::P521, hash: HashAlgorithm::Sha512 },
    ];

    /// Returns whether ring lacks a signature with this hash by this key.
    pub(super) fn is_needed(key: &str, hash: &str) -> bool {
        key == "EC521" || ["EC256", "EC384"].contains(&key) && hash == "SHA512"
    }

    impl SignatureVerificationAlgorithm for Ecdsa {
        fn verify_signature(
            &self,
            key: &[u8],
            message: &[u8],
            signature: &[u8],
        ) -> Result<(), InvalidSignature> {
            let digest = match self.hash {
                HashAlgorithm::Sha256 => Sha256::digest(message).to_vec(),
                HashAlgorithm::Sha384 => Sha384::digest(message).to_vec(),
                HashAlgorithm::Sha512 => Sha512::digest(message).to_vec(),
            };
            let verified = match self.curve {
                Curve::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(key).and_then(|key| {
                    key.verify_prehash(&digest, &p256::ecdsa::Signature::from_der(signature)?)
                }),
                Curve::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(key).and_then(|key| {
                    key.verify_prehash(&digest, &p384::ecdsa::Signature::from_der(signature)?)
                }),
                Curve::P521 => {
                    // The same integer. The crate refuses digests shorter than half the order.
                    let digest = [&vec![0; 66 - digest.len()], &digest[..]].concat();
                    p521::ecdsa::VerifyingKey::from_sec1_bytes(key).and_then(|key| {
                        key.verify_prehash(&digest, &p521::ecdsa::Signature::from_der(signature)?)
                    })
                }
            };
            verified.map_err(|_| InvalidSignature)
        }

        fn public_key_alg_id(&self) -> AlgorithmIdentifier {
            match self.curve {
                Curve::P256 => alg_id::ECDSA_P256,
                Curve::P384 => alg_id::ECDSA_P384,
                Curve::P521 => alg_id::ECDSA_P521,
            }
        }

        fn signature_alg_id(&self) -> AlgorithmIdentifier {
            match self.hash {
                HashAlgorithm::Sha256 => alg_id::ECDSA_SHA256,
                HashAlgorithm::Sha384 => alg_id::ECDSA_SHA384,
                HashAlgorithm::Sha512 => alg_id::ECDSA_SHA512,
            }
        }
    }
}

fn algorithms() -> Vec<&'static dyn SignatureVerificationAlgorithm> {
    #[cfg(not(feature = "ml-dsa"))]
    let beside = beside_ring::ALL;
    #[cfg(feature = "ml-dsa")]
    let beside = [];
    ALL_VERIFICATION_ALGS.iter().copied().chain(beside).collect()
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

fn time(at: UtcDateTime) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(at.unix_timestamp().unsigned_abs()))
}

/// Verifies a path for its purpose, at its time, and for its servers. `chain` replaces its
/// certificates.
pub(crate) fn verify(path: &Path, chain: &[&[u8]]) -> Result<(), webpki::Error> {
    verify_with(&algorithms(), path, chain)
}

fn verify_with(
    algorithms: &[&dyn SignatureVerificationAlgorithm],
    path: &Path,
    chain: &[&[u8]],
) -> Result<(), webpki::Error> {
    let chain: Vec<_> = chain.iter().map(|der| CertificateDer::from(*der)).collect();
    let [leaf, intermediates @ .., root] = chain.as_slice() else { return Err(webpki::Error::UnknownIssuer) };
    let anchor = anchor_from_trusted_cert(root)?;
    let leaf = EndEntityCert::try_from(leaf)?;
    let purpose = usage(path.purpose);
    leaf.verify_for_usage(algorithms, &[anchor], intermediates, time(path.at), purpose, None, None)?;
    for server in path.servers {
        let name = ServerName::try_from(*server).expect("a name");
        leaf.verify_is_valid_for_subject_name(&name)?;
    }
    Ok(())
}

#[test]
fn k2_every_certificate_is_accepted_by_rustls_webpki() {
    let mut verified = BTreeMap::new();
    for path in all() {
        let chain: Vec<_> = path.chain.iter().map(Certificate::as_der).collect();
        let result = verify(path, &chain);
        if path.purpose == Purpose::Ca {
            // It verifies only end entities. Each CA and root is in the chain of one.
            assert!(result.is_err(), "{}", path.name);
            let is_above =
                |other: &Path| other.purpose != Purpose::Ca && other.chain.contains(&path.chain[0]);
            assert!(all().iter().any(is_above), "{}", path.name);
        } else {
            assert_eq!(result, Ok(()), "{}", path.name);
            *verified.entry(key_of(&path.chain[1])).or_insert(0) += 1;
        }
        // It is refused for any other server.
        let other = Path { servers: &["other.example.org"], ..path.clone() };
        assert!(verify(&other, &chain).is_err(), "{}", path.name);
    }
    // End entities below issuers with each key.
    for algorithm in all_algorithms() {
        let verified = verified.get(algorithm.as_str());
        assert!(verified.is_some_and(|verified| *verified >= 10), "{verified:?} by {algorithm}");
    }
}

/// Once ring has what is verified beside it, this fails.
#[cfg(not(feature = "ml-dsa"))]
#[test]
fn k2_ring_alone_accepts_all_but_some_signatures_of_ecdsa() {
    let mut lacking = 0;
    for path in all().iter().filter(|path| path.purpose != Purpose::Ca) {
        let chain: Vec<_> = path.chain.iter().map(Certificate::as_der).collect();
        // Nobody verifies the signature of a trust anchor.
        let mut links = path.chain.iter().zip(&path.chain[1..]);
        let is_lacking =
            links.any(|(signed, issuer)| beside_ring::is_needed(key_of(issuer), signature_of(signed).1));
        let result = verify_with(ALL_VERIFICATION_ALGS, path, &chain);
        assert_eq!(result.is_err(), is_lacking, "{}: {result:?}", path.name);
        lacking += usize::from(is_lacking);
    }
    assert!(lacking > 50, "{lacking}");
}

#[test]
fn r1_every_list_is_accepted_by_rustls_webpki() {
    let revocations = revocations();
    for revocation in &revocations {
        let verify = |certificate: &Certificate, list: &[u8]| {
            let list = CertRevocationList::from(BorrowedCertRevocationList::from_der(list)?);
            let lists = [&list];
            let options = RevocationOptionsBuilder::new(&lists).expect("a list").build();
            let root = CertificateDer::from(revocation.root.as_der());
            let leaf = CertificateDer::from(certificate.as_der());
            let (leaf, anchor) = (EndEntityCert::try_from(&leaf)?, anchor_from_trusted_cert(&root)?);
            let (at, purpose) = (time(revocation.at), usage(Purpose::Server));
            leaf.verify_for_usage(&algorithms(), &[anchor], &[], at, purpose, Some(options), None).map(drop)
        };
        let Revocation { name, list, good, revoked, .. } = revocation;
        assert_eq!(verify(good, list), Ok(()), "{name}");
        assert_eq!(verify(revoked, list), Err(webpki::Error::CertRevoked), "{name}");
        let mut altered = list.clone();
        *altered.last_mut().expect("octets") ^= 1;
        assert!(verify(good, &altered).is_err(), "{name}");
    }
    let combinations = all_algorithms().into_iter().map(|issuer| hashes(issuer).len());
    assert_eq!(revocations.len(), combinations.sum::<usize>());
}

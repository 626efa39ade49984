//! Verifiers that share no code, or at least no decisions, with certmint's own.

use certmint::{Certificate, HashAlgorithm, Issued};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::pkcs8::DecodePublicKey;
use rsa::traits::SignatureScheme;
use rsa::{Pkcs1v15Sign, PublicKey as RsaPublicKey};
use rustls_pki_types::{CertificateDer, UnixTime};
use sha2::{Digest, Sha256, Sha384, Sha512};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use crate::NOW_MILLISECONDS;
use crate::forge::{content, members};

/// The encoded fields of a TBSCertificate written by this crate: version, serialNumber, signature,
/// issuer, validity, subject, subjectPublicKeyInfo, extensions.
pub fn tbs_members(certificate: &[u8]) -> [&[u8]; 8] {
    members(members(certificate)[0]).try_into().expect("eight members")
}

/// The SubjectPublicKeyInfo of a certificate.
pub fn spki(certificate: &[u8]) -> &[u8] {
    tbs_members(certificate)[6]
}

/// Returns whether the key verifies the certificate's signature, using the crate of the key's
/// algorithm.
pub fn verifies(certificate: &[u8], hash: HashAlgorithm, spki: &[u8]) -> bool {
    let parts = members(certificate);
    // The first octet of a BIT STRING counts its unused bits.
    let [0, signature @ ..] = content(parts[2]) else { return false };
    let digest = match hash {
        HashAlgorithm::Sha256 => Sha256::digest(parts[0]).to_vec(),
        HashAlgorithm::Sha384 => Sha384::digest(parts[0]).to_vec(),
        HashAlgorithm::Sha512 => Sha512::digest(parts[0]).to_vec(),
    };
    if let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_der(spki) {
        let signature = p256::ecdsa::Signature::from_der(signature);
        return signature.is_ok_and(|signature| key.verify_prehash(&digest, &signature).is_ok());
    }
    if let Ok(key) = p384::ecdsa::VerifyingKey::from_public_key_der(spki) {
        let signature = p384::ecdsa::Signature::from_der(signature);
        return signature.is_ok_and(|signature| key.verify_prehash(&digest, &signature).is_ok());
    }
    let key = RsaPublicKey::from_public_key_der(spki).expect("an RSA key");
    let padding = match hash {
        HashAlgorithm::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        HashAlgorithm::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        HashAlgorithm::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    };
    padding.verify(&key, &digest, signature).is_ok()
}

/// Verifies the chain of a certificate at `NOW` + `seconds`. The last certificate is the trusted
/// root.
pub fn verify_chain(issued: &Issued, usage: KeyUsage, seconds: u64) -> Result<(), webpki::Error> {
    let chain: Vec<&[u8]> = issued.chain().map(Certificate::as_der).collect();
    verify_ders(&chain, usage, seconds)
}

/// Verifies certificates in DER like [`verify_chain`], the leaf first.
pub fn verify_ders(chain: &[&[u8]], usage: KeyUsage, seconds: u64) -> Result<(), webpki::Error> {
    let chain: Vec<CertificateDer<'_>> = chain.iter().map(|der| CertificateDer::from(*der)).collect();
    let [leaf, intermediates @ .., root] = chain.as_slice() else { return Err(webpki::Error::UnknownIssuer) };
    let anchor = anchor_from_trusted_cert(root)?;
    let time =
        UnixTime::since_unix_epoch(std::time::Duration::from_secs(NOW_MILLISECONDS as u64 / 1_000 + seconds));
    let leaf = EndEntityCert::try_from(leaf)?;
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    leaf.verify_for_usage(algorithms, &[anchor], intermediates, time, usage, None, None)?;
    Ok(())
}

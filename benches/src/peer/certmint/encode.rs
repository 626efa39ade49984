//! W1 and W7: certmint without its cryptography.
//!
//! certmint verifies a signature by a foreign key before it returns a certificate, which cannot be
//! turned off. The last step is therefore written out here: the TBSCertificate in [`ToBeSigned`] is
//! wrapped with algorithm and signature, as [`ToBeSigned::complete`] does after verification.
//! Before measuring, the code asserts with a valid signature that both produce the same bytes. The
//! time includes the check of the request, the serial number and the id, the hash that identifies
//! the key, the encoding, the wrapping, and dropping the result.

#[cfg(doc)]
use certmint::ToBeSigned;
use certmint::error::ViolationKind;
use certmint::extension::{ExtendedKeyUsage, KeyPurpose};
use certmint::issuance::Grant;
use certmint::name::{AttributeType, SubjectAlternativeName};
use certmint::profile::ProfileSettings;
use certmint::request::ValidityUnit;
use certmint::{
    Authority, CertificateParams, Csr, DistinguishedName, EndEntityRequest, HashAlgorithm, Profile,
    PublicKey, RequestedValidity, Signer,
};

use certmint::wire::Body;
use rand_chacha::ChaCha20Rng;

use super::{authority, now};
use crate::fixture::{COMMON_NAME, COUNTRY, DAYS, ORGANIZATION, SIGNATURE, body, dns_names, fixture, rng};
use crate::{Algorithm, Made, Measured, measured};

/// From a prepared request.
pub(super) fn typed(names: usize) -> Box<dyn Measured> {
    let authority = authority_for(names);
    let request = request(names).expect("a request");
    assert_same_as_completed(&authority, &request);
    let mut rng = rng();
    measured(move || encode(&authority, &request, &mut rng), Made::Certificate)
}

/// From its JSON.
pub(super) fn json(names: usize) -> Box<dyn Measured> {
    let (authority, mut rng) = (authority_for(names), rng());
    let (body, key) = (body(names), public_key());
    let work = move || {
        let body = Body::from_json(body.as_bytes()).expect("JSON").for_authority(&authority, now());
        let (_, request) = body.read_end_entity().expect("a request");
        encode(&authority, &request.with_public_key(key.clone()).expect("a request"), &mut rng)
    };
    measured(work, Made::Certificate)
}

fn authority_for(names: usize) -> Authority {
    let settings = ProfileSettings { apply_alternative_names: names, ..ProfileSettings::default() };
    authority(Algorithm::Ec256).with_profile(Profile::new(settings).expect("a profile"))
}

fn encode(authority: &Authority, request: &EndEntityRequest<PublicKey>, rng: &mut ChaCha20Rng) -> Vec<u8> {
    let to_be_signed = grant(authority, request).to_be_signed(rng).expect("bytes");
    certificate(to_be_signed.as_bytes(), &SIGNATURE)
}

fn public_key() -> PublicKey {
    Csr::from_pem(fixture(Algorithm::Ec256).csr).expect("a CSR").public_key().clone()
}

fn request(names: usize) -> Result<EndEntityRequest<PublicKey>, ViolationKind> {
    let subject = DistinguishedName::new(COMMON_NAME)?
        .with(AttributeType::Country, COUNTRY)?
        .with(AttributeType::Organization, ORGANIZATION)?;
    let validity = RequestedValidity::new(ValidityUnit::Day, DAYS.into())?;
    let names: Result<_, _> = dns_names(names).map(|name| SubjectAlternativeName::dns(&name)).collect();
    let params = CertificateParams::new(public_key(), HashAlgorithm::Sha256, subject, validity)
        .with_alternative_names(names?)?
        .with_extended_key_usage(ExtendedKeyUsage::new([KeyPurpose::ServerAuth]));
    Ok(EndEntityRequest::new(params))
}

fn grant(authority: &Authority, request: &EndEntityRequest<PublicKey>) -> Grant<PublicKey> {
    request.check(authority.issuer(), authority.profile(), now()).expect("a grant")
}

fn assert_same_as_completed(authority: &Authority, request: &EndEntityRequest<PublicKey>) {
    let to_be_signed = grant(authority, request).to_be_signed(&mut rng()).expect("bytes");
    let signature = authority.signer().sign(to_be_signed.algorithm(), to_be_signed.as_bytes());
    let signature = signature.expect("a signature");
    let wrapped = certificate(to_be_signed.as_bytes(), &signature);
    let completed = to_be_signed.complete(&signature).expect("a certificate");
    assert_eq!(wrapped, completed.certificate().as_der());
}

/// ```asn1
/// Certificate ::= SEQUENCE {
///   tbsCertificate      TBSCertificate,
///   signatureAlgorithm  AlgorithmIdentifier,
///   signatureValue      BIT STRING }
/// ```
fn certificate(tbs_certificate: &[u8], signature: &[u8]) -> Vec<u8> {
    const ECDSA_WITH_SHA256: [u8; 12] = [0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    // BIT STRING: tag, a length of one octet, no unused bits.
    let bits = u8::try_from(signature.len() + 1).expect("an ECDSA signature");
    let content = tbs_certificate.len() + ECDSA_WITH_SHA256.len() + 3 + signature.len();
    let [high, low] = u16::try_from(content).expect("less than 64 KiB").to_be_bytes();
    let mut der = Vec::with_capacity(4 + content);
    der.extend([0x30, 0x82, high, low]);
    der.extend(tbs_certificate);
    der.extend(ECDSA_WITH_SHA256);
    der.extend([3, bits, 0]);
    der.extend(signature);
    der
}

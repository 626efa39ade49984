//! Ready keys and an authority. Creating them would take longer than the code under test.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use certmint::extension::PathLength;
use certmint::issuer::IssuerExtensions;
use certmint::key::{KeyType, SignatureAlgorithm};
use certmint::name::AttributeType;
use certmint::profile::{AcceptedKeys, ProfileSettings};
use certmint::rand_core::{Rng, SeedableRng};
use certmint::request::ValidityUnit;
use certmint::time::UtcDateTime;
use certmint::{
    Authority, CertificateParams, DistinguishedName, HashAlgorithm, Issued, Issuer, KeyAlgorithm, PrivateKey,
    Profile, PublicKey, RequestedValidity, RootRequest, Signer, SubordinateRequest,
};
use rand_chacha::ChaCha20Rng;

use super::oracle::algorithm::signature_algorithm;
use super::oracle::asked::{AskedIssuer, RawExtension};
use super::oracle::der::{bit_string, sequence};

/// 2026-01-31T12:00:00Z.
pub fn now() -> UtcDateTime {
    UtcDateTime::from_unix_timestamp(1_769_860_800).expect("a time of this century")
}

pub fn rng(seed: u8) -> ChaCha20Rng {
    ChaCha20Rng::from_seed([seed; 32])
}

/// The first octets that `rng` returns: those of a serial number and of a certificate id.
pub fn randomness(seed: u8) -> ([u8; 20], [u8; 16]) {
    let (mut of_serial_number, mut of_id) = ([0; 20], [0; 16]);
    let mut rng = rng(seed);
    rng.fill_bytes(&mut of_serial_number);
    rng.fill_bytes(&mut of_id);
    (of_serial_number, of_id)
}

/// Whether there are keys of ML-DSA.
pub const HAS_ML_DSA: bool = cfg!(feature = "ml-dsa");

/// The first selector of a key that is not of the API's types, which a profile must list.
pub const FURTHER: u8 = 0xc0;

/// The first selector of an algorithm whose keys are generated ([`generated`]).
const GENERATED: u8 = 0xe0;

/// The algorithms that are not of the API and generate keys fast.
const FURTHER_ALGORITHMS: [KeyAlgorithm; 5] = match HAS_ML_DSA {
    true => [
        KeyAlgorithm::Ed25519,
        KeyAlgorithm::Ec521,
        KeyAlgorithm::MlDsa44,
        KeyAlgorithm::MlDsa65,
        KeyAlgorithm::MlDsa87,
    ],
    // Ed25519 stands in for ML-DSA: its keys only sign as well.
    false => [
        KeyAlgorithm::Ed25519,
        KeyAlgorithm::Ec521,
        KeyAlgorithm::Ed25519,
        KeyAlgorithm::Ed25519,
        KeyAlgorithm::Ed25519,
    ],
};

/// A private key: P-256, P-384 or RSA 2048; from [`FURTHER`] on Ed25519, P-521 or ML-DSA.
pub fn private_key(selector: u8) -> &'static PrivateKey {
    static OF_API: OnceLock<[PrivateKey; 4]> = OnceLock::new();
    static FURTHER_KEYS: OnceLock<[PrivateKey; FURTHER_ALGORITHMS.len()]> = OnceLock::new();
    if let Some(selector) = selector.checked_sub(FURTHER) {
        let generate = |algorithm| PrivateKey::generate(algorithm, &mut rng(12)).expect("a key");
        let keys = FURTHER_KEYS.get_or_init(|| FURTHER_ALGORITHMS.map(generate));
        return &keys[usize::from(selector) % keys.len()];
    }
    let keys = OF_API.get_or_init(|| {
        let generate = |algorithm, seed| PrivateKey::generate(algorithm, &mut rng(seed)).expect("a key");
        let rsa = PrivateKey::from_der(include_bytes!("../seeds/key/accepted_pkcs1_rsa2048.der"));
        [
            generate(KeyAlgorithm::Ec256, 1),
            generate(KeyAlgorithm::Ec256, 2),
            generate(KeyAlgorithm::Ec384, 3),
            rsa.expect("a key"),
        ]
    });
    &keys[usize::from(selector) % keys.len()]
}

/// All private keys.
pub fn private_keys() -> impl Iterator<Item = &'static PrivateKey> {
    let further = (FURTHER..).take(FURTHER_ALGORITHMS.len());
    (0..4).chain(further).map(private_key)
}

/// The algorithm of a key to generate that these selectors choose, if they choose one.
pub fn generated(selector: u8) -> Option<KeyAlgorithm> {
    let selector = usize::from(selector.checked_sub(GENERATED)?);
    Some(FURTHER_ALGORITHMS[selector % FURTHER_ALGORITHMS.len()])
}

/// An existing public key of any type and size; from [`FURTHER`] on that of a private key.
pub fn public_key(selector: u8) -> &'static PublicKey {
    static KEYS: OnceLock<[PublicKey; 6]> = OnceLock::new();
    if selector >= FURTHER {
        return private_key(selector).public_key();
    }
    let keys = KEYS.get_or_init(|| {
        [
            include_bytes!("../seeds/key/accepted_spki_p256.der").as_slice(),
            include_bytes!("../seeds/key/accepted_spki_p256_compressed.der"),
            include_bytes!("../seeds/key/accepted_spki_p384.der"),
            include_bytes!("../seeds/key/accepted_spki_rsa2048.der"),
            include_bytes!("../seeds/key/accepted_spki_rsa3072.der"),
            include_bytes!("../seeds/key/accepted_spki_rsa4096.der"),
        ]
        .map(|der| PublicKey::from_spki_der(der).expect("a key"))
    });
    &keys[usize::from(selector) % keys.len()]
}

/// A ready key of this algorithm, used instead of a slow key generation.
pub fn public_key_of(algorithm: KeyAlgorithm) -> &'static PublicKey {
    let mut keys = (0..6).map(public_key);
    keys.find(|key| key.algorithm() == Some(algorithm)).expect("one of each algorithm")
}

/// The SEQUENCE of signed data, algorithm and signature.
pub fn signed(body: &[u8], key: &'static PrivateKey, hash: HashAlgorithm) -> Vec<u8> {
    let signature = signature(body, key, SignatureAlgorithm::new(key.public_key().key_type(), hash));
    let identifier = signature_algorithm(key.public_key().as_spki_der(), hash);
    sequence([body, &identifier, &bit_string(&signature)])
}

/// Returns a cached signature. Most inputs of a fuzzer differ only in the part that is not signed.
fn signature(body: &[u8], key: &'static PrivateKey, algorithm: SignatureAlgorithm) -> Vec<u8> {
    type Made = HashMap<(Vec<u8>, Vec<u8>, SignatureAlgorithm), Vec<u8>>;
    static MADE: Mutex<Option<Made>> = Mutex::new(None);
    const MOST: usize = 4_096;
    let name = (body.to_vec(), key.public_key().as_spki_der().to_vec(), algorithm);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let made = made.get_or_insert_default();
    if made.len() == MOST {
        made.clear();
    }
    let sign = || key.sign(algorithm, body).expect("a key of this family");
    made.entry(name).or_insert_with(sign).clone()
}

/// A subordinate CA below a root with every attribute that is inherited, both with P-256 keys.
pub fn authority() -> &'static Authority<&'static PrivateKey> {
    static AUTHORITY: OnceLock<Authority<&'static PrivateKey>> = OnceLock::new();
    AUTHORITY.get_or_init(|| subordinate(private_key(0), private_key(1), &Profile::default()))
}

/// A subordinate CA with an Ed25519 key, which signs no hash, below a root with a P-521 key. Its
/// profile accepts keys of all types, and the names of their algorithms in bodies.
pub fn further_authority() -> &'static Authority<&'static PrivateKey> {
    static AUTHORITY: OnceLock<Authority<&'static PrivateKey>> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        let is_ml_dsa = |algorithm: &KeyAlgorithm| matches!(algorithm.key_type(), KeyType::MlDsa(_));
        let is_there = |algorithm: &KeyAlgorithm| HAS_ML_DSA || !is_ml_dsa(algorithm);
        let settings = ProfileSettings {
            body_key_algorithms: KeyAlgorithm::ALL.into_iter().filter(is_there).collect(),
            ..of_all_types()
        };
        let profile = Profile::new(settings).expect("settings that are allowed");
        subordinate(private_key(FURTHER + 1), private_key(FURTHER), &profile).with_profile(profile)
    })
}

/// The default settings, with keys of all types.
pub fn of_all_types() -> ProfileSettings {
    let keys = AcceptedKeys { types: KeyType::ALL.into(), ..AcceptedKeys::default() };
    ProfileSettings { end_entity_keys: keys.clone(), ca_keys: keys, ..ProfileSettings::default() }
}

fn subordinate(
    root_key: &'static PrivateKey,
    own_key: &'static PrivateKey,
    profile: &Profile,
) -> Authority<&'static PrivateKey> {
    let params = |subject, years, key: &PrivateKey| {
        let validity = RequestedValidity::new(ValidityUnit::Year, years).expect("a period");
        CertificateParams::new(key.public_key().clone(), HashAlgorithm::Sha256, subject, validity)
    };
    let mut subject = DistinguishedName::new("Fuzz Root").expect("a common name");
    for (attribute, value) in
        AttributeType::MEMBERS.into_iter().zip(["DE", "Bavaria", "Munich", "Example", "PKI"])
    {
        subject = subject.with(attribute, value).expect("an attribute");
    }
    let root = RootRequest::new(params(subject, 30, root_key)).check(profile, now()).expect("a grant");
    let root = root.to_be_signed(&mut rng(4)).expect("entropy").sign(root_key).expect("a root");
    let root = authority_of(&root, root_key).with_profile(profile.clone());
    let subject = DistinguishedName::new("Fuzz CA").expect("a common name");
    let request = SubordinateRequest::new(params(subject, 20, own_key))
        .with_path_length(PathLength::new(3).expect("a path length"));
    let subordinate = root.issue(&request, now(), &mut rng(5)).expect("a subordinate");
    authority_of(&subordinate, own_key)
}

/// The authority of [`authority`] with a strict profile that grants few names.
pub fn strict_authority() -> &'static Authority<&'static PrivateKey> {
    static AUTHORITY: OnceLock<Authority<&'static PrivateKey>> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        let settings = ProfileSettings { apply_alternative_names: 3, ..ProfileSettings::rfc() };
        let profile = Profile::new(settings).expect("settings that are allowed");
        let issuer = authority().issuer().clone();
        Authority::new(issuer, *authority().signer()).expect("its key").with_profile(profile)
    })
}

fn authority_of(issued: &Issued, key: &'static PrivateKey) -> Authority<&'static PrivateKey> {
    Authority::new(Issuer::try_from(issued).expect("a CA"), key).expect("its key")
}

/// A loaded issuer as data. `extensions` is the content of its [`IssuerExtensions`].
pub fn asked_issuer(issuer: &Issuer, extensions: Vec<RawExtension>) -> AskedIssuer {
    assert_eq!(extensions.is_empty(), *issuer.extensions() == IssuerExtensions::default());
    AskedIssuer { chain: issuer.chain().iter().map(|ca| ca.as_der().to_vec()).collect(), extensions }
}

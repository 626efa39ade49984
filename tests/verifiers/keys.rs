//! The algorithms of the keys, and RSA keys that are made once, because searching for their primes
//! is slow. All other keys are generated for each certificate.

use std::sync::OnceLock;

use certmint::key::KeyType;
use certmint::profile::AcceptedKeys;
use certmint::{HashAlgorithm, KeyAlgorithm, PrivateKey, Profile, PublicKey};

use toolkit::asn1::{bit_string, sequence};
use toolkit::{content, members, profile_with, rng};

/// The algorithms beyond the API's that this build has. graviola alone does not have P-521.
pub(crate) fn further() -> Vec<KeyAlgorithm> {
    const ML_DSA: [KeyAlgorithm; 3] = [KeyAlgorithm::MlDsa44, KeyAlgorithm::MlDsa65, KeyAlgorithm::MlDsa87];
    let mut further = vec![KeyAlgorithm::Rsa3072, KeyAlgorithm::Ed25519];
    if cfg!(any(feature = "rustcrypto", feature = "aws-lc-rs")) {
        further.push(KeyAlgorithm::Ec521);
    }
    if cfg!(feature = "ml-dsa") {
        further.extend(ML_DSA);
    }
    further
}

/// The algorithms of the API and those beyond it.
pub(crate) fn all_algorithms() -> Vec<KeyAlgorithm> {
    KeyAlgorithm::API.into_iter().chain(further()).collect()
}

/// The hashes of an issuer's signatures. A scheme without a separate hash has one, which it does not
/// use.
pub(crate) fn hashes(issuer: KeyAlgorithm) -> &'static [HashAlgorithm] {
    match issuer.key_type() {
        KeyType::Rsa | KeyType::Ec(_) => &HashAlgorithm::ALL,
        _ => &[HashAlgorithm::Sha512],
    }
}

/// A profile that accepts every key.
pub(crate) fn profile() -> Profile {
    profile_with(|settings| {
        let all = || AcceptedKeys { types: KeyType::ALL.into(), ..AcceptedKeys::default() };
        (settings.end_entity_keys, settings.ca_keys) = (all(), all());
    })
}

/// The owner of a key. No certificate has the key of its issuer, as in any PKI.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holder {
    Root,
    Ca,
    CaBelow,
    Entity,
}

/// The RSA key of this algorithm and owner; `None` for other keys.
pub(crate) fn rsa_key(algorithm: KeyAlgorithm, holder: Holder) -> Option<PrivateKey> {
    static MADE: [[OnceLock<Vec<u8>>; 4]; 2] = [const { [const { OnceLock::new() }; 4] }; 2];
    let size = match algorithm {
        KeyAlgorithm::Rsa2048 => 0,
        KeyAlgorithm::Rsa4096 => 1,
        KeyAlgorithm::Rsa3072 => return Some(rsa_3072(holder)),
        _ => return None,
    };
    let pkcs8 = MADE[size][holder as usize].get_or_init(|| {
        let seed = 100 + 4 * size as u8 + holder as u8;
        PrivateKey::generate(algorithm, &mut rng(seed)).expect("a key").to_pkcs8_der().to_vec()
    });
    Some(PrivateKey::from_der(pkcs8).expect("a key"))
}

/// Keys of `openssl genpkey`, whose generation here would take as long as that of all others.
fn rsa_3072(holder: Holder) -> PrivateKey {
    PrivateKey::from_pem(match holder {
        Holder::Root => include_str!("rsa_3072/root.pem"),
        Holder::Ca => include_str!("rsa_3072/ca.pem"),
        Holder::CaBelow => include_str!("rsa_3072/ca_below.pem"),
        Holder::Entity => include_str!("rsa_3072/entity.pem"),
    })
    .expect("a key")
}

/// The same EC key with its point compressed (RFC 5480 §2.2).
pub(crate) fn compressed(key: &PublicKey) -> PublicKey {
    let [algorithm, bits] = members(key.as_spki_der()).try_into().expect("two members");
    let [0, 4, point @ ..] = content(bits) else { panic!("an uncompressed point") };
    let (x, y) = point.split_at(point.len() / 2);
    let sign = 2 | y[y.len() - 1] & 1;
    PublicKey::from_spki_der(&sequence([algorithm, &bit_string(&[&[sign], x].concat())]))
        .expect("the same point")
}

//! RSA keys that are generated once, because searching for their primes is slow. EC keys are
//! generated for each certificate.

use std::sync::OnceLock;

use certmint::{KeyAlgorithm, PrivateKey, PublicKey};

use toolkit::asn1::{bit_string, sequence};
use toolkit::{content, members, rng};

pub(crate) const ALGORITHMS: [KeyAlgorithm; 4] =
    [KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa4096, KeyAlgorithm::Ec256, KeyAlgorithm::Ec384];

/// The owner of a key. No certificate has the key of its issuer, as in any PKI.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holder {
    Root,
    Ca,
    CaBelow,
    Entity,
}

/// The RSA key of this algorithm and owner; `None` for EC keys.
pub(crate) fn rsa_key(algorithm: KeyAlgorithm, holder: Holder) -> Option<PrivateKey> {
    static MADE: [[OnceLock<Vec<u8>>; 4]; 2] = [const { [const { OnceLock::new() }; 4] }; 2];
    let size = match algorithm {
        KeyAlgorithm::Rsa2048 => 0,
        KeyAlgorithm::Rsa4096 => 1,
        KeyAlgorithm::Ec256 | KeyAlgorithm::Ec384 => return None,
    };
    let pkcs8 = MADE[size][holder as usize].get_or_init(|| {
        let seed = 100 + 4 * size as u8 + holder as u8;
        PrivateKey::generate(algorithm, &mut rng(seed)).expect("a key").to_pkcs8_der().to_vec()
    });
    Some(PrivateKey::from_der(pkcs8).expect("a key"))
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

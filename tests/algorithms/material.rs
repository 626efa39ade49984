//! Keys and authorities of the further algorithms.

use certmint::key::KeyType;
use certmint::profile::{AcceptedKeys, ProfileSettings};
use certmint::{Authority, CertificateParams, DistinguishedName, HashAlgorithm, Issued, Issuer};
use certmint::{
    KeyAlgorithm, KeyAlgorithm::*, PrivateKey, Profile, PublicKey, RootRequest, SubordinateRequest,
};
use toolkit::{now, profile_with, rng, years};

/// The algorithms beyond the API's, without ML-DSA.
pub(crate) fn further() -> Vec<KeyAlgorithm> {
    let is_further = |algorithm: &KeyAlgorithm| matches!(algorithm, Rsa3072 | Ed25519 | Ec521);
    toolkit::algorithms().filter(is_further).collect()
}

/// A profile that accepts every key, in bodies as well.
pub(crate) fn open(change: impl FnOnce(&mut ProfileSettings)) -> Profile {
    profile_with(|settings| {
        let all = || AcceptedKeys { types: KeyType::ALL.into(), ..AcceptedKeys::default() };
        (settings.end_entity_keys, settings.ca_keys) = (all(), all());
        settings.body_key_algorithms = KeyAlgorithm::ALL.into();
        change(settings);
    })
}

/// Parameters of a certificate for a key that was made before, because RSA keys take long.
pub(crate) fn own(key: &PrivateKey, hash: HashAlgorithm, name: &str) -> CertificateParams<PublicKey> {
    let subject = DistinguishedName::new(name).expect("a common name");
    CertificateParams::new(key.public_key().clone(), hash, subject, years(1))
}

/// A root with the key of [`toolkit::stock::key`], whose signature has this hash if it has one.
pub(crate) fn root(algorithm: KeyAlgorithm, hash: HashAlgorithm) -> Authority {
    let key = toolkit::stock::key(algorithm);
    let request = RootRequest::new(own(&key, hash, "Further Root"));
    let profile = open(|_| ());
    let prepared = Authority::prepare_root(&request, &profile, now(), &mut rng(1)).expect("a root");
    let issued = prepared.sign(&key).expect("a root");
    crate::openssl::verifies(&issued);
    let issuer = Issuer::from_chain(issued.chain().cloned().collect()).expect("an issuer");
    assert_eq!(issuer.notices(), []);
    Authority::new(issuer, key).expect("an authority").with_profile(profile)
}

/// A CA below another one, with the key of [`toolkit::stock::key`] for an algorithm.
pub(crate) fn subordinate(
    above: &Authority,
    algorithm: KeyAlgorithm,
    hash: HashAlgorithm,
) -> (Issued, Authority) {
    let key = toolkit::stock::key(algorithm);
    let request = SubordinateRequest::new(own(&key, hash, "Further CA"));
    let issued = above.issue(&request, now(), &mut rng(2)).expect("a CA");
    let issuer = Issuer::from_chain(issued.chain().cloned().collect()).expect("an issuer");
    let authority = Authority::new(issuer, key).expect("an authority").with_profile(open(|_| ()));
    (issued, authority)
}

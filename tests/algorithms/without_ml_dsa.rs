//! Without the feature `ml-dsa`, its keys are known by name and refused.

use certmint::error::{PrivateKeyError, PublicKeyError};
use certmint::key::{KeyType, MlDsa};
use certmint::{Csr, Error, KeyAlgorithm, PrivateKey, PublicKey};
use toolkit::rng;

#[test]
fn c4_ml_dsa_keys_are_refused_without_their_feature() {
    let refused = PrivateKeyError::Unsupported(PublicKeyError::Backend);
    for algorithm in [KeyAlgorithm::MlDsa44, KeyAlgorithm::MlDsa65, KeyAlgorithm::MlDsa87] {
        assert_eq!(PrivateKey::generate(algorithm, &mut rng(1)).unwrap_err(), refused);
    }
    let key_type = KeyType::MlDsa(MlDsa::MlDsa44);
    let error = PublicKey::from_subject_public_key(key_type, &[1; 1_312]).unwrap_err();
    assert_eq!(error, PublicKeyError::Backend);
    let error = PrivateKey::from_pem(include_str!("ml_dsa/openssl-44-key.pem")).unwrap_err();
    assert_eq!(error, refused);
    let error = Error::from(Csr::from_der(include_bytes!("ml_dsa/openssl-65.csr")).unwrap_err());
    assert!(error.to_string().contains("no cryptographic backend"), "{error}");
}

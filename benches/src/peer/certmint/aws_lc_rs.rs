//! certmint with an issuer's key held by another library. certmint verifies its signatures.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair};
use certmint::error::SignerError;
use certmint::key::SignatureAlgorithm;
use certmint::{Authority, Issuer, PublicKey, Signer};

use super::{csr_request, now, show};
use crate::fixture::{der, fixture, rng};
use crate::{Algorithm, Item, Measured, measured};

/// Only P-384, where it is faster.
pub fn prepare(item: Item) -> Option<Box<dyn Measured>> {
    let Item::Csr(algorithm @ Algorithm::Ec384) = item else { return None };
    let fixture = fixture(algorithm);
    let issuer = Issuer::from_chain_pem(fixture.issuer).expect("an issuer");
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_ASN1_SIGNING, &der(fixture.issuer_key));
    let signer = AwsLcRs { public_key: issuer.public_key().clone(), key: key.expect("a key") };
    let authority = Authority::new(issuer, signer).expect("an authority");
    let mut rng = rng();
    let work = move || {
        authority.issue(&csr_request(fixture.csr, algorithm), now(), &mut rng).expect("a certificate")
    };
    Some(measured(work, show))
}

struct AwsLcRs {
    public_key: PublicKey,
    key: EcdsaKeyPair,
}

impl Signer for AwsLcRs {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The key signs only with the hash that it was loaded for, which is the request's.
    fn sign(&self, _: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let signature = self.key.sign(&SystemRandom::new(), message);
        signature.map(|signature| signature.as_ref().to_vec()).map_err(SignerError::new)
    }
}

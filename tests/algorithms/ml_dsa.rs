//! ML-DSA (FIPS 204, RFC 9881), compared with AWS-LC. What is issued is written to the folder
//! `ml_dsa` for other verifiers.

mod golden;
mod issued;
mod keys;

use certmint::key::{KeyType, MlDsa};
use certmint::{Authority, HashAlgorithm, Issuer, KeyAlgorithm, RootRequest};
use toolkit::stock::key;
use toolkit::{now, rng};

use crate::material::{open, own};

/// An algorithm and its constants: the last octet of the identifier; the octets of a public key, of a
/// signature and of an expanded key (RFC 9881 §2, FIPS 204 §4 table 2).
struct Expected {
    algorithm: KeyAlgorithm,
    set: MlDsa,
    last: u8,
    public: usize,
    signature: usize,
    expanded: usize,
    aws_lc: &'static aws_lc_rs::signature::PqdsaVerificationAlgorithm,
}

const ALL: [Expected; 3] = [
    Expected {
        algorithm: KeyAlgorithm::MlDsa44,
        set: MlDsa::MlDsa44,
        last: 0x11,
        public: 1_312,
        signature: 2_420,
        expanded: 2_560,
        aws_lc: &aws_lc_rs::signature::ML_DSA_44,
    },
    Expected {
        algorithm: KeyAlgorithm::MlDsa65,
        set: MlDsa::MlDsa65,
        last: 0x12,
        public: 1_952,
        signature: 3_309,
        expanded: 4_032,
        aws_lc: &aws_lc_rs::signature::ML_DSA_65,
    },
    Expected {
        algorithm: KeyAlgorithm::MlDsa87,
        set: MlDsa::MlDsa87,
        last: 0x13,
        public: 2_592,
        signature: 4_627,
        expanded: 4_896,
        aws_lc: &aws_lc_rs::signature::ML_DSA_87,
    },
];

impl Expected {
    /// The AlgorithmIdentifier without parameters.
    fn identifier(&self) -> Vec<u8> {
        [b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03", &[self.last][..]].concat()
    }

    fn key_type(&self) -> KeyType {
        KeyType::MlDsa(self.set)
    }

    /// Asserts that AWS-LC accepts a signature under the key.
    #[track_caller]
    fn verifies(&self, public: &[u8], message: &[u8], signature: &[u8]) {
        assert_eq!((public.len(), signature.len()), (self.public, self.signature));
        let key = aws_lc_rs::signature::UnparsedPublicKey::new(self.aws_lc, public);
        key.verify(message, signature).expect("AWS-LC accepts the signature");
    }
}

/// A root with the key of [`toolkit::stock::key`].
fn root(algorithm: KeyAlgorithm) -> Authority {
    let key = key(algorithm);
    let request = RootRequest::new(own(&key, HashAlgorithm::Sha256, "ML-DSA Root"));
    let profile = open(|_| ());
    let prepared = Authority::prepare_root(&request, &profile, now(), &mut rng(1)).expect("a root");
    let issued = prepared.sign(&key).expect("a root");
    let issuer = Issuer::from_chain(issued.chain().cloned().collect()).expect("an issuer");
    assert_eq!(issuer.notices(), []);
    Authority::new(issuer, key).expect("an authority").with_profile(profile)
}

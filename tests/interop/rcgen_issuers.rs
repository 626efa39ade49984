//! rcgen's keys sign for issuers of this crate.

use certmint::error::{PrivateKeyError, PublicKeyError};
use certmint::interop::{AlgorithmMismatch, RcgenSigner};
use certmint::key::SignatureAlgorithm;
use certmint::{
    Authority, CertificateParams, Csr, CsrRequest, DistinguishedName, EndEntityRequest, Error, HashAlgorithm,
    Issuer, KeyAlgorithm, PrivateKey, Profile, RootRequest, Signer, SubordinateRequest,
};
use rcgen::{KeyPair, PublicKeyData, SigningKey};
use webpki::KeyUsage;

use crate::rcgen_requests::self_signed;
use toolkit::oracle::{tbs_members, verifies, verify_chain};
use toolkit::stock::key;
use toolkit::{now, rng, years};

/// A key of each algorithm that rcgen and this crate share, with its hash.
fn keys() -> Vec<(KeyPair, HashAlgorithm)> {
    use HashAlgorithm::{Sha256, Sha384, Sha512};
    let rsa = key(KeyAlgorithm::Rsa2048).to_pkcs8_pem();
    let rsa = |algorithm| KeyPair::from_pkcs8_pem_and_sign_algo(&rsa, algorithm).expect("a key");
    vec![
        (KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).expect("a key"), Sha256),
        (KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).expect("a key"), Sha384),
        (rsa(&rcgen::PKCS_RSA_SHA256), Sha256),
        (rsa(&rcgen::PKCS_RSA_SHA384), Sha384),
        (rsa(&rcgen::PKCS_RSA_SHA512), Sha512),
    ]
}

fn params(hash: HashAlgorithm, name: &str) -> CertificateParams {
    let subject = DistinguishedName::new(name).expect("a common name");
    CertificateParams::new(KeyAlgorithm::Ec256, hash, subject, years(1))
}

/// An issuer whose certificate was also written by rcgen.
fn authority<K: SigningKey>(key: K) -> Result<Authority<RcgenSigner<K>>, Error> {
    let certificate = self_signed("rcgen CA", &key);
    Authority::new(Issuer::from_der(&certificate)?, RcgenSigner::new(key)?)
}

#[test]
fn k5_rcgen_key_signs_for_an_issuer() {
    for (key, hash) in keys() {
        let spki = key.subject_public_key_info();
        let authority = authority(key).unwrap();
        let request = EndEntityRequest::new(params(hash, "Leaf"));
        let leaf = authority.issue(&request, now(), &mut rng(152)).unwrap();
        assert!(verifies(leaf.certificate().as_der(), hash, &spki), "{hash:?}");
        assert_eq!(verify_chain(&leaf, KeyUsage::server_auth(), 0), Ok(()));

        let request = SubordinateRequest::new(params(hash, "Below"));
        let below = authority.issue(&request, now(), &mut rng(153)).unwrap();
        let below = Authority::try_from(below).unwrap();
        let request = EndEntityRequest::new(params(HashAlgorithm::Sha256, "Leaf"));
        let leaf = below.issue(&request, now(), &mut rng(154)).unwrap();
        assert_eq!(leaf.chain().count(), 3);
        assert_eq!(verify_chain(&leaf, KeyUsage::server_auth(), 0), Ok(()));
    }
}

#[test]
fn a4_root_of_an_rcgen_key_is_made_here() {
    for (key, hash) in keys() {
        let signer = RcgenSigner::new(key).unwrap();
        let subject = DistinguishedName::new("Root").unwrap();
        let params = CertificateParams::new(signer.public_key().clone(), hash, subject, years(10));
        let grant = RootRequest::new(params).check(&Profile::default(), now()).unwrap();
        let root = grant.to_be_signed(&mut rng(155)).unwrap().sign(&signer).unwrap();
        let spki = signer.key().subject_public_key_info();
        assert!(verifies(root.certificate().as_der(), hash, &spki), "{hash:?}");
        assert_eq!(tbs_members(root.certificate().as_der())[6], spki);
        assert!(Authority::new(Issuer::try_from(&root).unwrap(), signer).is_ok());
    }
}

#[test]
fn k5_rcgen_key_refuses_the_hash_that_it_is_not_bound_to() {
    use SignatureAlgorithm::{Ecdsa, RsaPkcs1};
    let hashes = [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];
    for (key, bound) in keys() {
        let is_rsa = format!("{:?}", key.algorithm()).starts_with("PKCS_RSA");
        let algorithm = |hash| if is_rsa { RsaPkcs1(hash) } else { Ecdsa(hash) };
        let authority = authority(key).unwrap();
        assert_eq!(authority.signer().algorithm(), algorithm(bound));
        for asked in hashes.into_iter().filter(|hash| *hash != bound) {
            let request = EndEntityRequest::new(params(asked, "Leaf"));
            let error = authority.issue(&request, now(), &mut rng(156)).unwrap_err();
            let Error::Signer(error) = error else { panic!("{error:?}") };
            let expected = AlgorithmMismatch { own: algorithm(bound), asked: algorithm(asked) };
            let source = std::error::Error::source(&error).unwrap();
            assert_eq!(source.downcast_ref::<AlgorithmMismatch>(), Some(&expected));
        }
    }
    let error = AlgorithmMismatch { own: Ecdsa(HashAlgorithm::Sha256), asked: Ecdsa(HashAlgorithm::Sha384) };
    assert_eq!(
        error.to_string(),
        "the key signs with ecdsa-with-SHA256 only, not with ecdsa-with-SHA384; set the hash of the request"
    );
    let error =
        AlgorithmMismatch { own: RsaPkcs1(HashAlgorithm::Sha512), asked: RsaPkcs1(HashAlgorithm::Sha256) };
    assert_eq!(
        error.to_string(),
        "the key signs with sha512WithRSAEncryption only, not with sha256WithRSAEncryption; set the hash of the request"
    );
}

#[test]
fn c11_csr_under_an_rcgen_key_of_p256_needs_its_hash_set() {
    let authority = authority(KeyPair::generate().unwrap()).unwrap();
    let params = rcgen::CertificateParams::new(["csr.example".to_string()]).unwrap();
    let der = params.serialize_request(&key(KeyAlgorithm::Ec256)).unwrap().der().to_vec();
    let request = CsrRequest::new(Csr::from_der(&der).unwrap(), Default::default(), years(1)).unwrap();
    let error = authority.issue(&request, now(), &mut rng(157)).unwrap_err();
    assert!(matches!(error, Error::Signer(_)), "{error:?}");
    let request = request.with_hash(HashAlgorithm::Sha256);
    let issued = authority.issue(&request, now(), &mut rng(157)).unwrap();
    assert_eq!(verify_chain(&issued, KeyUsage::server_auth(), 0), Ok(()));
}

#[test]
fn k5_rcgen_key_that_this_crate_does_not_have_is_refused() {
    /// Ed448 (RFC 8410 §3).
    struct Ed448;

    impl PublicKeyData for Ed448 {
        fn subject_public_key_info(&self) -> Vec<u8> {
            toolkit::forge::sequence(&[b"\x30\x05\x06\x03\x2b\x65\x71", &toolkit::tlv(0x03, &[0; 58])])
        }

        fn der_bytes(&self) -> &[u8] {
            &[0; 57]
        }

        fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
            &rcgen::PKCS_ED25519
        }
    }

    impl SigningKey for Ed448 {
        fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
            Err(rcgen::Error::RemoteKeyError)
        }
    }

    let oid = certmint::ObjectIdentifier::new("1.3.101.113").unwrap();
    let error = RcgenSigner::new(Ed448).unwrap_err();
    assert_eq!(error, PrivateKeyError::Unsupported(PublicKeyError::Algorithm(oid)));
}

#[test]
fn k5_rcgen_key_of_ed25519_signs_for_an_issuer() {
    let pair = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let signer = RcgenSigner::new(pair).unwrap();
    assert_eq!(signer.algorithm(), certmint::key::SignatureAlgorithm::Ed25519);
    let signature = Signer::sign(&signer, signer.algorithm(), b"message").unwrap();
    assert!(Signer::public_key(&signer).verify(signer.algorithm(), b"message", &signature));
    assert!(
        Signer::sign(&signer, certmint::key::SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256), b"").is_err()
    );
}

/// A key of this crate that reports another algorithm to rcgen, or fails.
struct Odd {
    key: PrivateKey,
    algorithm: &'static rcgen::SignatureAlgorithm,
    fails: bool,
}

impl PublicKeyData for Odd {
    fn subject_public_key_info(&self) -> Vec<u8> {
        self.key.public_key().as_spki_der().to_vec()
    }

    fn der_bytes(&self) -> &[u8] {
        self.key.der_bytes()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        self.algorithm
    }
}

impl SigningKey for Odd {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        if self.fails { Err(rcgen::Error::RemoteKeyError) } else { SigningKey::sign(&self.key, message) }
    }
}

fn odd(algorithm: &'static rcgen::SignatureAlgorithm, fails: bool) -> Odd {
    Odd { key: key(KeyAlgorithm::Ec256), algorithm, fails }
}

#[test]
fn k5_rcgen_key_that_contradicts_itself_signs_nothing() {
    let error = RcgenSigner::new(odd(&rcgen::PKCS_ED25519, false)).unwrap_err();
    assert_eq!(error, PrivateKeyError::Unsupported(PublicKeyError::Malformed));

    // It reports P-384 with SHA-384 but signs with SHA-256, so the signature does not verify.
    let signer = RcgenSigner::new(odd(&rcgen::PKCS_ECDSA_P384_SHA384, false)).unwrap();
    let issuer = toolkit::stock::authority(KeyAlgorithm::Ec256).issuer().clone();
    let authority = Authority::new(issuer, signer).unwrap();
    let request = EndEntityRequest::new(params(HashAlgorithm::Sha384, "Leaf"));
    let error = authority.issue(&request, now(), &mut rng(158)).unwrap_err();
    assert!(matches!(error, Error::SignatureInvalid), "{error:?}");
}

#[test]
fn k5_rcgen_key_that_fails_is_the_source_of_the_error() {
    let signer = RcgenSigner::new(odd(&rcgen::PKCS_ECDSA_P256_SHA256, true)).unwrap();
    let issuer = toolkit::stock::authority(KeyAlgorithm::Ec256).issuer().clone();
    let authority = Authority::new(issuer, signer).unwrap();
    let request = EndEntityRequest::new(params(HashAlgorithm::Sha256, "Leaf"));
    let Err(Error::Signer(error)) = authority.issue(&request, now(), &mut rng(159)) else {
        panic!("not refused by the signer")
    };
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.downcast_ref(), Some(&rcgen::Error::RemoteKeyError));
}

#[test]
fn k3_rcgen_signer_shows_no_key() {
    let pair = KeyPair::generate().unwrap();
    let signer = RcgenSigner::new(pair).unwrap();
    assert_eq!(format!("{signer:?}"), "RcgenSigner(PublicKey(P-256), Ecdsa(Sha256))");
}

//! K5: digests and DigestInfos for signers that do not hash.

use certmint::key::{KeyType, SignatureAlgorithm, ecdsa_sig_value};
use certmint::{Authority, HashAlgorithm, KeyAlgorithm, Signer};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::pkcs8::DecodePrivateKey;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::traits::SignatureScheme;
use sha2::{Digest, Sha256, Sha384, Sha512};

use toolkit::stock::{authority, key};
use toolkit::{now, params, rng, years};

fn sha2(hash: HashAlgorithm, message: &[u8]) -> Vec<u8> {
    match hash {
        HashAlgorithm::Sha256 => Sha256::digest(message).to_vec(),
        HashAlgorithm::Sha384 => Sha384::digest(message).to_vec(),
        HashAlgorithm::Sha512 => Sha512::digest(message).to_vec(),
    }
}

/// The octets before the digest, as the notes of RFC 8017 §9.2 list them.
fn prefix(hash: HashAlgorithm) -> &'static [u8] {
    match hash {
        HashAlgorithm::Sha256 => {
            b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"
        }
        HashAlgorithm::Sha384 => {
            b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30"
        }
        HashAlgorithm::Sha512 => {
            b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40"
        }
    }
}

#[test]
fn k5_digests_and_digest_infos_are_those_of_rfc_8017() {
    for hash in HashAlgorithm::ALL {
        for message in [&b""[..], b"abc", &[0x61; 1_000]] {
            let digest = hash.digest(message);
            assert_eq!(digest.algorithm(), hash);
            assert_eq!(digest.as_bytes(), sha2(hash, message));
            assert_eq!(digest.as_ref().len(), hash.octets());
            assert_eq!(digest.to_digest_info_der(), [prefix(hash), &sha2(hash, message)].concat());
            for key_type in KeyType::ALL {
                // These keys sign the message itself.
                let signs_messages = matches!(key_type, KeyType::Ed25519 | KeyType::MlDsa(_));
                let expected = (!signs_messages).then_some(digest);
                assert_eq!(SignatureAlgorithm::new(key_type, hash).digest(message), expected);
            }
        }
    }
    let shown = format!("{:?}", HashAlgorithm::Sha256.digest(b"abc"));
    assert_eq!(shown, "Digest(SHA256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad)");
}

#[test]
fn k5_what_is_to_be_signed_is_completed_by_a_signature_of_its_digest() {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Rsa2048] {
        let remote = Authority::without_signer(authority(algorithm).issuer().clone());
        for hash in HashAlgorithm::ALL {
            let subject = certmint::DistinguishedName::new("K5").unwrap();
            let asked = certmint::CertificateParams::new(KeyAlgorithm::Ec256, hash, subject, years(1));
            let request = certmint::EndEntityRequest::new(asked);
            let prepared = remote.prepare(&request, now(), &mut rng(51)).unwrap();
            let digest = prepared.digest().unwrap();
            assert_eq!(digest.as_bytes(), sha2(hash, prepared.as_bytes()));
            let pkcs8 = key(algorithm).to_pkcs8_der();
            let signature = match prepared.algorithm() {
                // CKM_ECDSA: r and s of the digest.
                SignatureAlgorithm::Ecdsa(_) => {
                    let key = p256::ecdsa::SigningKey::from_pkcs8_der(&pkcs8).unwrap();
                    let signature: p256::ecdsa::Signature = key.sign_prehash(digest.as_bytes()).unwrap();
                    let (r, s) = signature.split_bytes();
                    ecdsa_sig_value(&r, &s)
                }
                // CKM_RSA_PKCS: pads and signs the DigestInfo.
                _ => {
                    let key = rsa::PrivateKey::from_pkcs8_der(&pkcs8).unwrap();
                    let rng = None::<&mut rand_chacha::ChaCha20Rng>;
                    Pkcs1v15Sign::new_unprefixed().sign(rng, &key, &digest.to_digest_info_der()).unwrap()
                }
            };
            assert!(prepared.complete(&signature).is_ok(), "{algorithm:?} {hash:?}");
        }
    }
    let local = authority(KeyAlgorithm::Ec256);
    let request = certmint::EndEntityRequest::new(params(KeyAlgorithm::Ec256, "K5", years(1)));
    let prepared = local.prepare(&request, now(), &mut rng(52)).unwrap();
    let of_bytes = local.signer().sign(prepared.algorithm(), prepared.as_bytes()).unwrap();
    assert!(prepared.complete(&of_bytes).is_ok());
}

//! CAs above an issuer, which only verify. `openssl ca` made the chains: an issuing CA with a P-256
//! key below a root of each algorithm, valid from 2026 to 2049.

use certmint::error::{CertificateError, ChainError, PublicKeyError};
use certmint::{Authority, Certificate, EndEntityRequest, Issuer, KeyAlgorithm, PrivateKey};
use toolkit::forge::{content, members, sequence, tlv};
use toolkit::stock::{Told, told};
use toolkit::{now, params, rng, years};

const RSA_8192: &str = include_str!("chains/rsa_8192.pem");

fn chain(pem: &str) -> Vec<Certificate> {
    Certificate::list_from_pem(pem).expect("certificates")
}

/// Issues below the chain, and has OpenSSL verify the result.
#[track_caller]
fn issues_below(pem: &str) {
    let key =
        PrivateKey::from_pem(include_str!("chains/issuing.key.pem")).expect("the key of the issuing CA");
    let issuer = Issuer::from_chain_pem(pem).expect("an issuer");
    assert_eq!(issuer.notices(), []);
    let authority = Authority::new(issuer, key).expect("an authority");
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "leaf.example", years(1)));
    let issued = authority.issue(&request, now(), &mut rng(1)).expect("a certificate");
    crate::openssl::verifies(&issued);
}

#[test]
fn a5_a_root_with_an_rsa_key_of_8192_bits_verifies_the_issuer() {
    issues_below(RSA_8192);
}

#[test]
fn a5_a_root_with_an_ed25519_key_verifies_the_issuer() {
    issues_below(include_str!("chains/ed25519.pem"));
}

#[cfg(any(feature = "rustcrypto", feature = "aws-lc-rs"))]
#[test]
fn a5_a_root_with_a_key_on_p_521_verifies_the_issuer() {
    issues_below(include_str!("chains/ec_521.pem"));
}

#[test]
fn a5_a_damaged_signature_of_a_root_with_8192_bits_is_found() {
    let [issuing, root] = chain(RSA_8192).try_into().expect("two certificates");
    for position in [0, 1] {
        let mut chain = [issuing.as_der().to_vec(), root.as_der().to_vec()];
        *chain[position].last_mut().expect("octets") ^= 1;
        let chain = chain.map(|der| Certificate::from_der(&der).expect("a certificate"));
        assert_eq!(told(Issuer::from_chain(chain.into())), Err(Told::Chain(position, ChainError::Signature)));
    }
}

#[test]
fn a1_an_issuer_signs_with_at_most_4096_bits() {
    let [_, root] = chain(RSA_8192).try_into().expect("two certificates");
    let defect = CertificateError::PublicKey(PublicKeyError::ModulusBits(8_192));
    assert_eq!(told(Issuer::from_chain(vec![root])), Err(Told::Certificate(0, defect)));
}

#[test]
fn a5_a_ca_above_has_at_most_8192_bits() {
    let [issuing, root] = chain(RSA_8192).try_into().expect("two certificates");
    // SubjectPublicKeyInfo of 8200 bits in place of that of 8192.
    let parts = members(root.as_der());
    let mut fields: Vec<Vec<u8>> = members(parts[0]).into_iter().map(<[u8]>::to_vec).collect();
    let [algorithm, _] = members(&fields[6])[..] else { panic!("two members") };
    let numbers = sequence(&[&tlv(0x02, &[&[0], &[0xff; 1_025][..]].concat()), b"\x02\x03\x01\x00\x01"]);
    fields[6] = sequence(&[algorithm, &tlv(0x03, &[&[0], &numbers[..]].concat())]);
    let tbs = tlv(0x30, &fields.concat());
    let large = Certificate::from_der(&sequence(&[&tbs, parts[1], parts[2]])).expect("a certificate");
    let defect = CertificateError::PublicKey(PublicKeyError::ModulusBits(8_200));
    assert_eq!(told(Issuer::from_chain(vec![issuing, large])), Err(Told::Certificate(1, defect)));
    assert_eq!(content(parts[1])[0], 6, "an object identifier");
}

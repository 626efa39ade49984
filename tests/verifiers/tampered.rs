//! Negative tests: certificates with one altered octet are refused by rustls-webpki and by this
//! crate. `.ci/verify.py` runs other verifiers.

use certmint::key::SignatureAlgorithm;
use certmint::uuid::Uuid;
use certmint::{Certificate, Issuer, KeyAlgorithm, ToBeSigned};

use crate::contents::Purpose;
use crate::keys::further;
use crate::paths::{Path, all};
use crate::rustls_webpki::verify;
use toolkit::{content, members, now};

/// The alterations of an octet: its lowest bit, its highest bit, and the bit that distinguishes
/// upper from lower case and constructed from primitive values.
const FLIPS: [u8; 3] = [0x01, 0x20, 0x80];

/// Paths that together use each signature algorithm for an end entity and for the CA above it, each
/// with a purpose that every verifier supports.
pub(crate) fn paths() -> Vec<&'static Path> {
    let mut paths = Vec::new();
    let mut add = |ca: &str, root: &str, hash: &str| {
        let is_meant = |path: &&Path| {
            let words: Vec<&str> = path.name.split('-').collect();
            let [_, _, _, "below", "subordinate" | "intermediate", its_ca, "by", its_root, its_hash, ..] =
                words[..]
            else {
                return false;
            };
            its_ca.starts_with(ca)
                && its_root.starts_with(root)
                && its_hash == hash
                && !matches!(path.purpose, Purpose::CodeSigning | Purpose::TimeStamping)
        };
        paths.push(all().iter().find(is_meant).expect("a path of each combination"));
    };
    for hash in ["sha256", "sha384", "sha512"] {
        add("ec", "rsa2048", hash);
        add("rsa2048", "ec", hash);
    }
    // One with P-384 is enough: the signature algorithm is the same.
    add("ec384", "ec384", "sha384");
    add("ed25519", "ed25519", "sha512");
    if further().contains(&KeyAlgorithm::Ec521) {
        add("ec521", "ec521", "sha512");
    }
    paths
}

/// The certificate at a position of a path with one octet altered, each octet in turn.
fn altered(path: &Path, position: usize) -> impl Iterator<Item = (usize, Vec<u8>)> {
    alterations(path.chain[position].as_der())
}

fn alterations(der: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..der.len()).flat_map(move |octet| {
        FLIPS.into_iter().map(move |flip| {
            let mut altered = der.to_vec();
            altered[octet] ^= flip;
            (octet, altered)
        })
    })
}

#[test]
fn x3_an_octet_altered_in_an_end_entity_or_a_ca_is_noticed_by_rustls_webpki() {
    for path in paths() {
        let path = &Path { servers: &[], ..path.clone() };
        let chain: Vec<&[u8]> = path.chain.iter().map(Certificate::as_der).collect();
        assert_eq!(verify(path, &chain), Ok(()), "{}", path.name);
        for position in [0, 1] {
            for (octet, der) in altered(path, position) {
                let mut chain = chain.clone();
                chain[position] = &der;
                assert!(verify(path, &chain).is_err(), "{}: octet {octet} of {position}", path.name);
            }
        }
    }
}

#[test]
fn a5_an_octet_altered_in_a_ca_is_noticed_when_its_chain_is_loaded() {
    for path in paths() {
        let [_, ca, root] = path.chain.as_slice() else { panic!("{}", path.name) };
        assert!(Issuer::from_chain(vec![ca.clone(), root.clone()]).is_ok(), "{}", path.name);
        for (octet, der) in altered(path, 1) {
            let Ok(ca) = Certificate::from_der(&der) else { continue };
            assert!(Issuer::from_chain(vec![ca, root.clone()]).is_err(), "{}: octet {octet}", path.name);
        }
    }
}

/// Except in the two names of a root: if one is altered, another CA appears to have issued it,
/// whose key is unknown here.
#[test]
fn a1_an_octet_altered_in_a_root_is_noticed_when_it_is_loaded() {
    for root in paths().iter().map(|path| path.chain.last().expect("a root").as_der()) {
        assert!(Issuer::from_der(root).is_ok());
        let [_, _, _, issuer, _, subject, ..] = members(members(root)[0])[..] else { panic!("a root") };
        let place = |name: &[u8]| {
            let start = name.as_ptr() as usize - root.as_ptr() as usize;
            start..start + name.len()
        };
        for (octet, der) in alterations(root) {
            let is_in_name = place(issuer).contains(&octet) || place(subject).contains(&octet);
            assert!(is_in_name || Issuer::from_der(&der).is_err(), "octet {octet}");
        }
    }
}

/// One octet of the signed bytes or of the returned signature differs: no certificate is issued.
#[test]
fn k5_an_octet_altered_in_what_was_signed_or_in_its_signature_makes_no_certificate() {
    for path in paths() {
        let der = path.chain[0].as_der();
        let [tbs, _, signature] = members(der).try_into().expect("three members");
        let [0, signature @ ..] = content(signature) else { panic!("unused bits") };
        let issuer = Issuer::from_chain(path.chain[1..].to_vec()).expect("an issuer");
        let issuer = issuer.with_extensions(path.extensions.clone());
        let complete = |tbs: &[u8], signature: &[u8]| {
            let to_be_signed = ToBeSigned::resume(tbs, Uuid::nil(), &issuer, now())?;
            to_be_signed.complete(signature)
        };
        let whole = complete(tbs, signature).expect("as it was");
        assert_eq!(whole.certificate().as_der(), der);
        for (octet, altered) in alterations(tbs) {
            assert!(complete(&altered, signature).is_err(), "{}: octet {octet} of what is signed", path.name);
        }
        let algorithm: SignatureAlgorithm =
            ToBeSigned::resume(tbs, Uuid::nil(), &issuer, now()).expect("as it was").algorithm();
        for (octet, altered) in alterations(signature) {
            assert!(
                !issuer.public_key().verify(algorithm, tbs, &altered),
                "{}: octet {octet} of the signature",
                path.name
            );
        }
    }
}

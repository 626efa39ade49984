//! C3: RSASSA-PSS, with hash, mask and salt as parameters (RFC 4055 §3.1).

use certmint::HashAlgorithm::{Sha256, Sha384, Sha512};
use certmint::error::{CsrError, EncodingDeviation};

use crate::check::tolerated;
use crate::proof::{assert_algorithm_refused, assert_issued, assert_unproved, with_algorithm};
use toolkit::asn1::{algorithm, null, sequence, tlv};
use toolkit::builder::{
    Builder, MGF1, RSASSA_PSS, Scheme, hash_algorithm, pss_algorithm, rsa_2048, salt_length,
};

#[test]
fn c3_pss_takes_every_salt_that_fits() {
    // A modulus of 2048 bits has room for 256 − 32 − 2 octets; 20 is the DEFAULT of RFC 4055 §3.1.
    for salt in [0, 1, 32, 48, 222] {
        assert_issued(&Builder::new(rsa_2048()).scheme(Scheme::Pss { hash: Sha256, salt }));
    }
    let hash = hash_algorithm(Sha256);
    let default_salt = pss_algorithm([Some(hash.clone()), Some(algorithm(MGF1, &hash)), None]);
    let request = Builder::new(rsa_2048()).scheme(Scheme::Pss { hash: Sha256, salt: 20 });
    assert_issued(&Builder { algorithm: default_salt, ..request });
}

#[test]
fn c2_pss_with_encoded_defaults_is_noted() {
    // X.690 §11.5: a value that equals its DEFAULT is not encoded. trailerField is always 1.
    const POINTER: &str = "/csr#/signatureAlgorithm";
    let request = Builder::new(rsa_2048()).scheme(Scheme::Pss { hash: Sha256, salt: 20 });
    tolerated(&request, &[(POINTER, EncodingDeviation::PssDefault)]);
    let hash = hash_algorithm(Sha256);
    let parts = [tlv(0xa0, &hash), tlv(0xa1, algorithm(MGF1, &hash)), tlv(0xa2, salt_length(32))];
    let trailer = tlv(0xa3, [2, 1, 1]);
    let algorithm = algorithm(RSASSA_PSS, &sequence([parts.concat(), trailer]));
    let request = Builder::new(rsa_2048()).scheme(Scheme::Pss { hash: Sha256, salt: 32 });
    tolerated(&Builder { algorithm, ..request }, &[(POINTER, EncodingDeviation::PssDefault)]);
}

#[test]
fn c3_pss_with_a_salt_that_does_not_fit_is_refused() {
    let hash = hash_algorithm(Sha256);
    let with_salt = |salt: Vec<u8>| {
        let members = [Some(hash.clone()), Some(algorithm(MGF1, &hash)), Some(salt)];
        with_algorithm(rsa_2048(), pss_algorithm(members))
    };
    for salt in [223, 512, 65_535] {
        assert_unproved(&with_salt(salt_length(salt)));
    }
    for salt in [salt_length(65_536), salt_length(usize::MAX), tlv(2, [0xff]), tlv(2, [0, 32]), tlv(4, [32])]
    {
        assert_algorithm_refused(&with_salt(salt), CsrError::SignatureParameters);
    }
}

#[test]
fn c3_pss_with_the_defaults_is_sha1_and_refused() {
    let sha256 = hash_algorithm(Sha256);
    let mask = algorithm(MGF1, &sha256);
    for bytes in [
        algorithm(RSASSA_PSS, &[]),
        pss_algorithm([None, None, None]),
        pss_algorithm([None, None, Some(salt_length(32))]),
        pss_algorithm([Some(sha256), None, Some(salt_length(32))]),
        pss_algorithm([None, Some(mask), Some(salt_length(32))]),
    ] {
        let defect = CsrError::WeakSignatureAlgorithm("RSASSA-PSS with SHA-1");
        assert_algorithm_refused(&with_algorithm(rsa_2048(), bytes), defect);
    }
}

#[test]
fn c3_pss_with_other_hashes_is_refused() {
    // SHA-1, SHA-224, SHA3-256.
    for dotted in ["1.3.14.3.2.26", "2.16.840.1.101.3.4.2.4", "2.16.840.1.101.3.4.2.8"] {
        let hash = algorithm(dotted, &null());
        let members = [Some(hash.clone()), Some(algorithm(MGF1, &hash)), Some(salt_length(20))];
        let defect = CsrError::WeakSignatureAlgorithm(
            "RSASSA-PSS with a hash other than SHA-256, SHA-384 and SHA-512",
        );
        assert_algorithm_refused(&with_algorithm(rsa_2048(), pss_algorithm(members)), defect);
    }
}

#[test]
fn c3_pss_uses_one_hash_for_signature_and_mask() {
    for (hash, mask) in [(Sha256, Sha384), (Sha384, Sha256), (Sha512, Sha256)] {
        let mask = algorithm(MGF1, &hash_algorithm(mask));
        let members = [Some(hash_algorithm(hash)), Some(mask), Some(salt_length(32))];
        let request = with_algorithm(rsa_2048(), pss_algorithm(members));
        assert_algorithm_refused(&request, CsrError::MaskGenerationHash);
    }
}

#[test]
fn c3_pss_parameters_of_another_form_are_refused() {
    let hash = hash_algorithm(Sha256);
    let members = |mask: Vec<u8>| [Some(hash.clone()), Some(mask), Some(salt_length(32))];
    let sound = [tlv(0xa0, &hash), tlv(0xa1, algorithm(MGF1, &hash)), tlv(0xa2, salt_length(32))];
    let with = |trailer: Vec<u8>| algorithm(RSASSA_PSS, &sequence([sound.concat(), trailer]));
    for bytes in [
        algorithm(RSASSA_PSS, &null()),
        pss_algorithm(members(algorithm("1.3.6.1.4.1.55555", &hash))),
        pss_algorithm(members(algorithm(MGF1, &[]))),
        // trailerField: values other than 1 are unknown.
        with(tlv(0xa3, [2, 1, 2])),
        with(tlv(0xa3, [2, 2, 0, 1])),
        with(tlv(0xa4, [5, 0])),
        algorithm(RSASSA_PSS, &sequence([&sound[1], &sound[0], &sound[2]])),
    ] {
        assert_algorithm_refused(&with_algorithm(rsa_2048(), bytes), CsrError::SignatureParameters);
    }
}

//! Private and public keys: the vectors of the RFCs, and exchange with OpenSSL.

use certmint::error::{PrivateKeyError, PublicKeyError};
use certmint::key::{KeyDerivationFunction, KeyType, SignatureAlgorithm};
use certmint::{KeyAlgorithm, PrivateKey, PublicKey, Signer};
use toolkit::forge::{content, members, sequence, tlv};
use toolkit::openssl::{openssl, openssl_text};
use toolkit::rng;
use toolkit::stock::key as key_of;

use crate::material::further;

const ED25519: SignatureAlgorithm = SignatureAlgorithm::Ed25519;
const ED25519_ID: &[u8] = b"\x30\x05\x06\x03\x2b\x65\x70";

fn octets(hexadecimal: &str) -> Vec<u8> {
    let digits: Vec<u8> = hexadecimal.bytes().filter(u8::is_ascii_hexdigit).collect();
    let octet = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).expect("ASCII"), 16).expect("digits");
    digits.chunks(2).map(octet).collect()
}

fn pkcs8(seed: &[u8]) -> Vec<u8> {
    sequence(&[b"\x02\x01\x00", ED25519_ID, &tlv(0x04, &tlv(0x04, seed))])
}

fn spki(public: &[u8]) -> Vec<u8> {
    sequence(&[ED25519_ID, &tlv(0x03, &[&[0], public].concat())])
}

/// Secret key, public key, message and signature of RFC 8032 §7.1, tests 1, 2, 3 and SHA(abc).
const RFC_8032: [[&str; 4]; 4] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd\
         25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c38\
         7b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a\
         7c15e9716ed28dc027beceea1ec40a",
    ],
    [
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd45\
         4d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303d\
         ca179c138ac17ad9bef1177331a704",
    ],
];

#[test]
fn k5_ed25519_signs_as_rfc_8032_says() {
    for [seed, public, message, signature] in RFC_8032.map(|vector| vector.map(octets)) {
        let key = PrivateKey::from_der(&pkcs8(&seed)).expect("a key");
        assert_eq!(key.public_key().as_spki_der(), spki(&public));
        assert_eq!(key.sign(ED25519, &message).expect("a signature"), signature);
        assert!(key.public_key().verify(ED25519, &message, &signature));
        assert!(!key.public_key().verify(ED25519, b"another", &signature));
        for length in [0, 32, 63] {
            assert!(!key.public_key().verify(ED25519, &message, &signature[..length]));
        }
    }
}

/// RFC 8410 §10.1 and §10.3.
const RFC_8410_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----";
const RFC_8410_V1: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----";
const RFC_8410_V2: &str = "-----BEGIN PRIVATE KEY-----
MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
Z9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PRIVATE KEY-----";

#[test]
fn k3_the_ed25519_keys_of_rfc_8410_are_read() {
    let public = PublicKey::from_pem(RFC_8410_PUBLIC).expect("a key");
    for pem in [RFC_8410_V1, RFC_8410_V2] {
        let key = PrivateKey::from_pem(pem).expect("a key");
        assert_eq!(*key.public_key(), public);
        assert_eq!(key.to_pkcs8_pem().trim_end(), RFC_8410_V1);
        assert_eq!(format!("{key:?}"), "PrivateKey(Ed25519, 255 bits, secret)");
    }
    assert_eq!(format!("{public:?}"), "PublicKey(Ed25519)");
    assert_eq!((public.bits(), public.api_name().as_str()), (255, "ED25519"));
    assert_eq!(public.algorithm(), Some(KeyAlgorithm::Ed25519));
}

#[test]
fn k3_an_ed25519_key_beside_another_public_key_is_refused() {
    let [seed, _, ..] = RFC_8032[0].map(octets);
    let [_, other, ..] = RFC_8032[1].map(octets);
    let key = |public: &[u8]| {
        let public = tlv(0x81, &[&[0], public].concat());
        sequence(&[b"\x02\x01\x01", ED25519_ID, &tlv(0x04, &tlv(0x04, &seed)), &public])
    };
    let error = PrivateKey::from_der(&key(&other)).unwrap_err();
    assert_eq!(error, PrivateKeyError::Inconsistent { part: "publicKey" });
    assert!(PrivateKey::from_der(&key(&octets(RFC_8032[0][1]))).is_ok());
}

#[test]
fn k3_an_ed25519_key_is_a_seed_of_32_octets_without_parameters() {
    for found in [0, 31, 33, 64] {
        let error = PrivateKey::from_der(&pkcs8(&vec![7; found])).unwrap_err();
        assert_eq!(error, PrivateKeyError::SeedLength { found, expected: 32 });
    }
    let seed = tlv(0x04, &[7; 32]);
    for (algorithm, private_key) in [
        (&b"\x30\x07\x06\x03\x2b\x65\x70\x05\x00"[..], &seed[..]),
        // The seed without its OCTET STRING, with another tag, and with octets after it.
        (ED25519_ID, &[7; 32]),
        (ED25519_ID, &tlv(0x80, &[7; 32])),
        (ED25519_ID, &[&seed[..], &[0]].concat()),
    ] {
        let der = sequence(&[b"\x02\x01\x00", algorithm, &tlv(0x04, private_key)]);
        assert_eq!(PrivateKey::from_der(&der).unwrap_err(), PrivateKeyError::Malformed);
    }
}

#[test]
fn c4_the_octets_of_a_key_and_its_type_make_the_key() {
    let public = octets(RFC_8032[0][1]);
    let key = PublicKey::from_subject_public_key(KeyType::Ed25519, &public).expect("a key");
    assert_eq!(key.as_spki_der(), spki(&public));
    let error = PublicKey::from_subject_public_key(KeyType::Ed25519, &public[1..]).unwrap_err();
    assert_eq!(error, PublicKeyError::Octets { found: 31, expected: 32 });
    for algorithm in further() {
        let made = key_of(algorithm);
        let bits = members(made.public_key().as_spki_der())[1];
        let again = PublicKey::from_subject_public_key(algorithm.key_type(), &content(bits)[1..]);
        assert_eq!(again.as_ref(), Ok(made.public_key()));
    }
}

#[test]
fn c4_an_ed25519_key_has_32_octets_and_no_parameters() {
    let public = octets(RFC_8032[0][1]);
    assert!(PublicKey::from_spki_der(&spki(&public)).is_ok());
    for found in [0, 31, 33, 57, 64] {
        let error = PublicKey::from_spki_der(&spki(&vec![9; found])).unwrap_err();
        assert_eq!(error, PublicKeyError::Octets { found, expected: 32 });
    }
    for parameters in [&b"\x05\x00"[..], b"\x06\x03\x2b\x65\x70"] {
        let algorithm = sequence(&[b"\x06\x03\x2b\x65\x70", parameters]);
        let der = sequence(&[&algorithm, &tlv(0x03, &[&[0], &public[..]].concat())]);
        let error = PublicKey::from_spki_der(&der).unwrap_err();
        assert!(matches!(error, PublicKeyError::Parameters(oid) if oid.to_string() == "1.3.101.112"));
    }
}

/// With a key of small order, a signature whose S is 0 fits every message for which k·A = 0.
#[test]
fn c4_ed25519_keys_of_small_order_and_in_another_encoding_are_refused() {
    let mut p_minus_1 = [0xff; 32];
    (p_minus_1[0], p_minus_1[31]) = (0xec, 0x7f);
    let mut p = p_minus_1;
    p[0] = 0xed;
    let mut one = [0; 32];
    one[0] = 1;
    let of_order_8 = octets("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
    // No point: RFC 8032 §5.1.3 step 3 finds no square root.
    let mut two = [0; 32];
    two[0] = 2;
    for point in [&[0; 32][..], &one, &p_minus_1, &p, &[0xff; 32], &of_order_8, &two] {
        let error = PublicKey::from_spki_der(&spki(point)).unwrap_err();
        assert_eq!(error, PublicKeyError::EdwardsPoint, "{point:02x?}");
    }
}

/// RFC 6979 App. A.2.7, with SHA-512.
#[cfg(all(feature = "rustcrypto", not(feature = "aws-lc-rs")))]
#[test]
fn k5_p_521_signs_as_rfc_6979_says() {
    use certmint::HashAlgorithm::Sha512;
    let scalar = octets(
        "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466\
         f6d8fbec67db89ec0c08b0e996b83538",
    );
    let sec1 = sequence(&[b"\x02\x01\x01", &tlv(0x04, &scalar), &tlv(0xa0, b"\x06\x05\x2b\x81\x04\x00\x23")]);
    let key = PrivateKey::from_der(&sec1).expect("a key");
    for (message, r, s) in [
        (
            b"sample",
            "c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b53493\
             1d7d4e8455cc91f9b15bf05ec36e377fa",
            "617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1\
             a20f8ccb1dccc43997f1ee0e44da4a67a",
        ),
        (
            b"test\0\0",
            "13e99020abf5cee7525d16b69b229652ab6bdf2affcaef38773b4b7d08725f10cdb93482fdcc54edcee91eca4166b2a7c6\
             265ef0ce2bd7051b7cef945babd47ee6d",
            "1fbd0013c674aa79cb39849527916ce301c66ea7ce8b80682786ad60f98f7e78a19ca69eff5c57400e3b3a0ad66ce0978\
             214d13baf4e9ac60752f7b155e2de4dce3",
        ),
    ] {
        let pad = |hexadecimal: &str| octets(&format!("{hexadecimal:0>132}"));
        let message = message.strip_suffix(b"\0\0").unwrap_or(message);
        let signature = certmint::key::ecdsa_sig_value(&pad(r), &pad(s));
        assert_eq!(key.sign(SignatureAlgorithm::Ecdsa(Sha512), message).expect("a signature"), signature);
    }
}

#[test]
fn k3_openssl_reads_further_keys_and_certmint_reads_those_of_openssl() {
    for algorithm in further() {
        let made = key_of(algorithm);
        let der = made.to_pkcs8_der();
        assert_eq!(openssl("pkcs8 -topk8 -nocrypt -inform DER -outform DER", &der), *der);
        assert_eq!(openssl("pkey -inform DER -pubout -outform DER", &der), made.public_key().as_spki_der());
        let options = match algorithm {
            KeyAlgorithm::Rsa3072 => "RSA -pkeyopt rsa_keygen_bits:3072",
            KeyAlgorithm::Ec521 => "EC -pkeyopt ec_paramgen_curve:P-521",
            _ => "ED25519",
        };
        let theirs = openssl_text(&format!("genpkey -algorithm {options}"), b"");
        let read = PrivateKey::from_pem(&theirs).expect("a key");
        assert_eq!(read.public_key().algorithm(), Some(algorithm));
        let public = PublicKey::from_pem(&openssl_text("pkey -pubout", theirs.as_bytes())).expect("a key");
        assert_eq!(public, *read.public_key());
        let kdf =
            KeyDerivationFunction::pbkdf2_hmac_sha256(KeyDerivationFunction::MIN_ITERATIONS).expect("bounds");
        let encrypted = read.to_encrypted_pkcs8_pem(b"secret", kdf, &mut rng(40)).expect("a key");
        assert_eq!(openssl_text("pkey -passin pass:secret", encrypted.as_bytes()), *read.to_pkcs8_pem());
        let loaded = PrivateKey::from_encrypted_pkcs8_pem(&encrypted, b"secret").expect("a key");
        assert_eq!(*loaded.to_pkcs8_der(), *read.to_pkcs8_der());
        let theirs = openssl_text("pkcs8 -topk8 -passout pass:secret", theirs.as_bytes());
        assert!(PrivateKey::from_encrypted_pkcs8_pem(&theirs, b"secret").is_ok());
    }
}

#[test]
fn k4_the_same_randomness_makes_the_same_key() {
    for algorithm in further() {
        let make = |seed| PrivateKey::generate(algorithm, &mut rng(seed)).expect("a key").to_pkcs8_der();
        assert_eq!(*make(41), *make(41));
        assert_ne!(*make(41), *make(42));
    }
}

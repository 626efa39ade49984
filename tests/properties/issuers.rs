//! Keys, and issuers with the certificates that the properties need.

use std::sync::OnceLock;

use certmint::key::SignatureAlgorithm;
use certmint::rand_core::SeedableRng;
use certmint::{Certificate, HashAlgorithm, Issuer, KeyAlgorithm, PrivateKey, PublicKey, Signer};
use rand_chacha::ChaCha20Rng;

use crate::calendar::{Seconds, time};
use toolkit::{NOW_MILLISECONDS, tlv};

/// The second of [`now`](toolkit::now).
pub(crate) const NOW: Seconds = NOW_MILLISECONDS as Seconds / 1_000;

/// An EC key that is the same in each run.
pub(crate) fn private_key() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| {
        PrivateKey::generate(KeyAlgorithm::Ec256, &mut ChaCha20Rng::from_seed([90; 32])).expect("a key")
    })
}

/// Its public key.
pub(crate) fn ec_key() -> PublicKey {
    private_key().public_key().clone()
}

/// A modulus of 2048 bits and the exponent 65537, generated once with `openssl genrsa`.
pub(crate) fn rsa_key() -> PublicKey {
    static KEY: OnceLock<PublicKey> = OnceLock::new();
    KEY.get_or_init(|| PublicKey::from_pem(RSA_KEY).expect("a key")).clone()
}

const RSA_KEY: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApHQQvyQfiLKbJSti/YTs
yiXlqNAtMvEWa3muttBbTWyXGiUX72BnGHhB7yfu/xudPg236+I/h+nyEyUp72KA
EINspEYMDuecLNlebf0mhcHJBmh+uLLZXGyriN+7IuqYXGJ5Vkxz3UHaTFAfD89d
qD1oHz6j4DP2GqwmN0axgbwDQorc2OPrBD65AAjqfoUhTpZ5Mtz0XyBDkmQFlxJe
UG/5LICOUnMRLyyJrOfII85vmHKxK2pc4KKP6Bv09D6KKzgfiMmEgcf9n3oZq9P7
lhnXpMAj2Q7S1fXl/BvelU+9gjbBuf7I0dJ5csMh0mri6zWMUbKthFZXlcLIazvO
0wIDAQAB
-----END PUBLIC KEY-----
";

/// A CA certificate in which only these parts vary.
#[derive(Clone, Debug)]
pub(crate) struct CaCertificate {
    /// In DER.
    pub(crate) subject: Vec<u8>,
    pub(crate) not_before: Seconds,
    pub(crate) not_after: Seconds,
    pub(crate) path_length: Option<u32>,
    /// The value of nameConstraints in DER.
    pub(crate) name_constraints: Option<Vec<u8>>,
}

impl Default for CaCertificate {
    /// CN=Test CA, valid from a year before [`NOW`] for a little more than 40 years, without
    /// limits.
    fn default() -> Self {
        Self {
            subject: name(&[attribute(COMMON_NAME, 0x0c, b"Test CA")]),
            not_before: NOW - 365 * 86_400,
            not_after: NOW + 40 * 366 * 86_400,
            path_length: None,
            name_constraints: None,
        }
    }
}

impl CaCertificate {
    /// The issuer. The signature of a single certificate that names another issuer is not verified.
    pub(crate) fn load(&self) -> Issuer {
        let certificate = self.encode(&name(&[attribute(COMMON_NAME, 0x0c, b"Above")]), |_| {
            b"\x30\x06\x02\x01\x01\x02\x01\x01".to_vec()
        });
        Issuer::from_der(&certificate).expect("an issuer")
    }

    /// The issuer that is the first of these CAs. Each is issued by the next one, and the last one
    /// by itself.
    pub(crate) fn load_chain(cas: &[Self]) -> Issuer {
        let above = cas.iter().skip(1).chain(cas.last());
        let algorithm = SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256);
        let sign = |tbs: &[u8]| private_key().sign(algorithm, tbs).expect("a signature");
        let chain = cas.iter().zip(above).map(|(ca, above)| {
            Certificate::from_der(&ca.encode(&above.subject, sign)).expect("a certificate")
        });
        Issuer::from_chain(chain.collect()).expect("an issuer")
    }

    fn encode(&self, issuer: &[u8], sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let sequence = |parts: &[&[u8]]| tlv(0x30, &parts.concat());
        // ecdsa-with-SHA256.
        let algorithm: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
        let path_length = self.path_length.map_or(Vec::new(), |length| {
            // With an octet for the sign: never negative.
            tlv(0x02, &[&[0], &length.to_be_bytes()[..]].concat()[first_octet(length)..])
        });
        let mut extensions = vec![
            // keyUsage: keyCertSign, cRLSign.
            extension(b"\x55\x1d\x0f", b"\x03\x02\x01\x06"),
            extension(b"\x55\x1d\x13", &sequence(&[b"\x01\x01\xff", &path_length])),
        ];
        extensions.extend(self.name_constraints.as_ref().map(|value| extension(b"\x55\x1d\x1e", value)));
        let tbs = sequence(&[
            b"\xa0\x03\x02\x01\x02",
            b"\x02\x01\x01",
            algorithm,
            issuer,
            &sequence(&[&time(self.not_before), &time(self.not_after)]),
            &self.subject,
            ec_key().as_spki_der(),
            &tlv(0xa3, &tlv(0x30, &extensions.concat())),
        ]);
        let signature = tlv(0x03, &[&[0], &sign(&tbs)[..]].concat());
        sequence(&[&tbs, algorithm, &signature])
    }
}

/// The position at which the shortest encoding of a number starts, within its four octets and a
/// leading zero.
fn first_octet(number: u32) -> usize {
    let bits = 33 - number.leading_zeros() as usize;
    5 - bits.div_ceil(8)
}

fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x06, oid), b"\x01\x01\xff".as_slice(), &tlv(0x04, value)].concat())
}

pub(crate) const COMMON_NAME: &[u8] = b"\x55\x04\x03";
pub(crate) const COUNTRY: &[u8] = b"\x55\x04\x06";
pub(crate) const LOCALITY: &[u8] = b"\x55\x04\x07";
pub(crate) const STATE: &[u8] = b"\x55\x04\x08";
pub(crate) const ORGANIZATION: &[u8] = b"\x55\x04\x0a";
pub(crate) const ORGANIZATIONAL_UNIT: &[u8] = b"\x55\x04\x0b";

/// An AttributeTypeAndValue.
pub(crate) fn attribute(oid: &[u8], tag: u8, value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[tlv(0x06, oid), tlv(tag, value)].concat())
}

/// A Name with one attribute in each RDN.
pub(crate) fn name(attributes: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &attributes.iter().map(|attribute| tlv(0x31, attribute)).collect::<Vec<_>>().concat())
}

#[test]
fn a1_path_lengths_are_written_in_the_fewest_octets() {
    for (length, start) in
        [(0, 4), (127, 4), (128, 3), (255, 3), (256, 3), (32_768, 2), (1 << 24, 1), (u32::MAX, 0)]
    {
        assert_eq!(first_octet(length), start, "{length}");
        let issuer = CaCertificate { path_length: Some(length), ..CaCertificate::default() }.load();
        assert_eq!(issuer.path_length(), Some(length));
    }
}

//! What goes in: issuers, CSRs and bodies, the same for all.

use std::time::Duration;

use time::OffsetDateTime;

use crate::item::Algorithm;

/// An issuer's certificate and PKCS#8 key in PEM, and a CSR in PEM that asks for `digitalSignature`,
/// `serverAuth` and one DNS name. `fixtures/make.sh` made them.
pub struct Fixture {
    pub issuer: &'static str,
    pub issuer_key: &'static str,
    pub csr: &'static str,
    pub apply: &'static [u8],
}

macro_rules! fixture {
    ($name:literal, $key_algorithm:literal, $hash:literal) => {
        Fixture {
            issuer: include_str!(concat!("../fixtures/", $name, ".issuer.pem")),
            issuer_key: include_str!(concat!("../fixtures/", $name, ".issuer.key.pem")),
            csr: include_str!(concat!("../fixtures/", $name, ".csr.pem")),
            apply: concat!(
                r#"{
    "issuer_id": "2cb2878b-6cd1-460d-bd25-afe655159bdc",
    "key_algorithm": ""#,
                $key_algorithm,
                r#"", "signature_algorithm": ""#,
                $hash,
                r#"",
    "distinguished_name": { "country": "CN", "organization": "Example", "common_name": "db.example.org" },
    "subject_alternative_names": [ { "type": "DNS", "value": "db.example.org" } ],
    "extended_key_usage": { "server_auth": true },
    "validity": { "type": "DAY", "value": 90 }
}"#
            )
            .as_bytes(),
        }
    };
}

pub fn fixture(algorithm: Algorithm) -> Fixture {
    match algorithm {
        Algorithm::Ec256 => fixture!("ec256", "EC256", "SHA256"),
        Algorithm::Ec384 => fixture!("ec384", "EC384", "SHA384"),
        Algorithm::Rsa2048 => fixture!("rsa2048", "RSA2048", "SHA256"),
    }
}

/// How long what is issued for a CSR is valid, in days.
pub const DAYS: u32 = 90;

/// 2027-01-01.
pub const NOW: Duration = Duration::from_secs(1_798_761_600);

#[cfg(any(feature = "suite", feature = "rcgen-ring"))]
pub fn now() -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + NOW
}

/// The same generator for all that take one: fast, and seeded so that runs repeat.
pub fn rng() -> rand_chacha::ChaCha20Rng {
    rand_core::SeedableRng::from_seed([1; 32])
}

/// A serial number as certmint's: 20 octets, positive.
pub fn serial_number(rng: &mut rand_chacha::ChaCha20Rng) -> [u8; 20] {
    let mut octets = [0; 20];
    rand_core::Rng::fill_bytes(rng, &mut octets);
    octets[0] = octets[0] & 0x7f | 0x40;
    octets
}

/// The octets of a PEM text of one block.
#[cfg(feature = "graviola")]
pub fn der(pem: &str) -> Vec<u8> {
    p256::pkcs8::Document::from_pem(pem).expect("PEM").1.into_vec()
}

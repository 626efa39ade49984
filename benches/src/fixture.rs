//! The input: issuers, CSRs and bodies, the same for all peers.

use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::Rng;

use crate::item::Algorithm;

/// An issuer's certificate and PKCS#8 key in PEM, and a CSR in PEM that requests
/// `digitalSignature`, `serverAuth` and one DNS name. Created by `fixtures/make.sh`.
pub struct Fixture {
    pub issuer: &'static str,
    pub issuer_key: &'static str,
    pub csr: &'static str,
    /// The body of an apply request with the same content.
    pub apply: &'static str,
}

macro_rules! fixture {
    ($name:literal) => {
        Fixture {
            issuer: include_str!(concat!("../fixtures/", $name, ".issuer.pem")),
            issuer_key: include_str!(concat!("../fixtures/", $name, ".issuer.key.pem")),
            csr: include_str!(concat!("../fixtures/", $name, ".csr.pem")),
            apply: include_str!(concat!("../fixtures/", $name, ".apply.json")),
        }
    };
}

pub fn fixture(algorithm: Algorithm) -> Fixture {
    match algorithm {
        Algorithm::Ec256 => fixture!("ec256"),
        Algorithm::Ec384 => fixture!("ec384"),
        Algorithm::Rsa2048 => fixture!("rsa2048"),
    }
}

/// The body of an apply request for this many DNS names.
pub fn body(names: usize) -> String {
    let names: Vec<_> =
        dns_names(names).map(|name| format!(r#"{{ "type": "DNS", "value": "{name}" }}"#)).collect();
    let one = r#"{ "type": "DNS", "value": "db.example.org" }"#;
    fixture(Algorithm::Ec256).apply.replace(one, &names.join(", "))
}

/// The validity of certificates that are issued without a body, in days.
pub const DAYS: u32 = 90;

/// 2027-01-01.
pub const NOW: Duration = Duration::from_secs(1_798_761_600);

/// The days until the next revocation list is due.
pub const LIST_DAYS: u32 = 7;

pub const SECONDS_OF_DAY: u32 = 86_400;

/// The time this many days after [`NOW`].
pub fn after(days: u32) -> Duration {
    NOW + Duration::from_secs((days * SECONDS_OF_DAY).into())
}

/// The generator that all peers use if they take one: fast, and seeded so that runs repeat.
pub fn rng() -> ChaCha20Rng {
    rand_core::SeedableRng::from_seed([1; 32])
}

/// The same generator, seeded by the system. The duration of an RSA prime search varies with the
/// seed, and runs must not share it.
#[cfg(feature = "suite")]
pub fn fresh_rng() -> ChaCha20Rng {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).expect("the system's randomness");
    rand_core::SeedableRng::from_seed(seed)
}

/// A serial number like certmint's: 20 octets, positive.
pub fn serial_number(rng: &mut ChaCha20Rng) -> [u8; 20] {
    let mut octets = [0; 20];
    rng.fill_bytes(&mut octets);
    octets[0] = octets[0] & 0x7f | 0x40;
    octets
}

/// Serial numbers in random order.
pub fn serial_numbers(count: usize) -> Vec<[u8; 20]> {
    let mut rng = rng();
    (0..count).map(|_| serial_number(&mut rng)).collect()
}

pub const COUNTRY: &str = "CN";
pub const ORGANIZATION: &str = "Example";
pub const COMMON_NAME: &str = "db.example.org";

/// Distinct DNS names.
pub fn dns_names(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| format!("host-{number:03}.db.example.org"))
}

/// An `ECDSA-Sig-Value` of the most common length, for peers that do not sign.
pub const SIGNATURE: [u8; 70] = {
    let mut der = [0x11; 70];
    let integer = [0x02, 0x20];
    (der[0], der[1]) = (0x30, 68);
    (der[2], der[3]) = (integer[0], integer[1]);
    (der[36], der[37]) = (integer[0], integer[1]);
    der
};

/// The octets of a PEM text with one block.
pub fn der(text: &str) -> Vec<u8> {
    pem::parse(text).expect("PEM").into_contents()
}

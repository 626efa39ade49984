//! The private numbers of a key in PKCS#8. The structure is known, because this program generated
//! the key.

/// p, q, d mod (p − 1), d mod (q − 1) and q^-1 mod p, in big-endian octets.
pub struct Numbers([Number; 5]);

pub struct Number(Vec<u8>);

impl Numbers {
    pub fn read(pkcs8: &[u8]) -> Self {
        // PrivateKeyInfo ::= SEQUENCE { version, algorithm, privateKey OCTET STRING }
        let rsa_private_key = members(members(pkcs8)[0])[2];
        // RSAPrivateKey ::= SEQUENCE { version, n, e, d, p, q, dp, dq, qInv }
        let numbers = members(members(rsa_private_key)[0]);
        Self([4, 5, 6, 7, 8].map(|position| {
            let octets: &[u8] = numbers[position];
            Number(octets.iter().copied().skip_while(|octet| *octet == 0).collect())
        }))
    }

    pub fn all(&self) -> &[Number; 5] {
        &self.0
    }
}

impl Number {
    pub fn in_octets(&self) -> &[u8] {
        &self.0
    }

    /// The complete little-endian words, the lowest first.
    pub fn in_words(&self) -> Vec<u8> {
        let full = self.0.len() / 8 * 8;
        self.0.iter().rev().take(full).copied().collect()
    }
}

/// The contents of consecutive values.
fn members(mut der: &[u8]) -> Vec<&[u8]> {
    let mut members = Vec::new();
    while let [_, length, rest @ ..] = der {
        let (length, rest) = match length {
            0x82 => (usize::from(rest[0]) << 8 | usize::from(rest[1]), &rest[2..]),
            0x81 => (usize::from(rest[0]), &rest[1..]),
            length => (usize::from(*length), rest),
        };
        let (content, rest) = rest.split_at(length);
        members.push(content);
        der = rest;
    }
    members
}

pub fn holds(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}

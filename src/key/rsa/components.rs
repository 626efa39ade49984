//! The numbers of an RSA private key, and whether they belong together.

use alloc::vec::Vec;

use crypto_bigint::{BoxedUint, ConcatenatingMul, Limb, NonZero, Odd, Uint};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::{PUBLIC_EXPONENT, PUBLIC_EXPONENT_LIMB};
use crate::key::public::write_unsigned;
use crate::key::stack::{RSA_STACK_WORDS, clearing_stack};
use crate::key::{KeyRole, PrivateKeyError, rsa_modulus};
use crate::x509::der::{Reader, Writer, small_unsigned, tag, unsigned};

/// An RSA private key as RSAPrivateKey in DER, whose numbers all belong together. It is zeroized
/// when dropped.
pub(in crate::key) struct RsaComponents {
    pkcs1: Zeroizing<Vec<u8>>,
}

impl ZeroizeOnDrop for RsaComponents {}

/// ```asn1
/// RSAPrivateKey ::= SEQUENCE {
///   version          Version,
///   modulus          INTEGER,  -- n
///   publicExponent   INTEGER,  -- e
///   privateExponent  INTEGER,  -- d
///   prime1           INTEGER,  -- p
///   prime2           INTEGER,  -- q
///   exponent1        INTEGER,  -- d mod (p-1)
///   exponent2        INTEGER,  -- d mod (q-1)
///   coefficient      INTEGER,  -- (inverse of q) mod p
///   otherPrimeInfos  OtherPrimeInfos OPTIONAL }
/// ```
///
/// Each number is in big-endian octets without leading zeros.
pub(in crate::key) struct RsaIntegers<'a> {
    pub(in crate::key) modulus: &'a [u8],
    pub(in crate::key) public_exponent: &'a [u8],
    pub(in crate::key) private_exponent: &'a [u8],
    pub(in crate::key) prime1: &'a [u8],
    pub(in crate::key) prime2: &'a [u8],
    pub(in crate::key) exponent1: &'a [u8],
    pub(in crate::key) exponent2: &'a [u8],
    pub(in crate::key) coefficient: &'a [u8],
}

impl RsaComponents {
    /// Reads RSAPrivateKey in strict DER: a modulus and a public exponent of accepted size, n = p·q
    /// with primes of half the modulus' length, d < n, e·d ≡ 1 (mod p−1, mod q−1), and the numbers
    /// that follow from these. Does not check whether p and q are primes.
    pub(in crate::key) fn read(pkcs1: &[u8]) -> Result<Self, PrivateKeyError> {
        let numbers = RsaIntegers::read(pkcs1)?;
        clearing_stack::<RSA_STACK_WORDS, _>(|| numbers.check())?;
        Ok(Self { pkcs1: Zeroizing::new(pkcs1.to_vec()) })
    }

    /// Returns the key with these two odd primes of the same length and e = 65537, which divides
    /// neither p−1 nor q−1, and with the least d. `None` if the primes are too close to each other
    /// or d is too small (FIPS 186-5 App. A.1.1), which hardly ever happens with random primes.
    pub(super) fn from_primes<const LIMBS: usize>(
        p: &Odd<Uint<LIMBS>>,
        q: &Odd<Uint<LIMBS>>,
    ) -> Option<Self> {
        // The larger prime first, as most implementations write it.
        let (p, q) = if p < q { (q, p) } else { (p, q) };
        let apart = Zeroizing::new(p.wrapping_sub(q));
        let before = [p, q].map(|prime| Zeroizing::new(prime.wrapping_sub(&Uint::ONE)));
        // lcm(p − 1, q − 1). Its last step is a product of twice the width.
        let divisor = Zeroizing::new(NonZero::new(before[0].gcd(&before[1])).into_option()?);
        let quotient = Zeroizing::new(before[0].wrapping_div(&divisor));
        // Numbers of fixed width are computed on the stack. Those of variable width leave secrets
        // behind in freed memory, for example when they are inverted.
        let coefficient = boxed(&*Zeroizing::new(q.as_ref().invert_odd_mod(p).into_option()?));
        let [p, q] = [p, q].map(|prime| boxed(prime.as_ref()));
        let [before_p, before_q] = before.map(|number| boxed(&number));

        let modulus = p.concatenating_mul(&*q);
        let d = inverse_of_exponent(&Zeroizing::new(boxed(&quotient).concatenating_mul(&*before_q)));
        let half = modulus.bit_width() / 2;
        // |p − q| > 2^(nlen/2 − 100) and d > 2^(nlen/2). The bit width makes the first one bit
        // stricter.
        if apart.bit_width() <= half - 99 || d.bit_width() <= half {
            return None;
        }
        let [dp, dq] = [before_p, before_q].map(|modulus| inverse_of_exponent(&modulus));
        let e = BoxedUint::from(PUBLIC_EXPONENT);
        let numbers = [&modulus, &e, &d, &p, &q, &dp, &dq, &coefficient];
        Some(Self { pkcs1: write(numbers.into_iter()) })
    }

    /// Returns RSAPrivateKey in DER.
    pub(in crate::key) fn as_pkcs1_der(&self) -> &[u8] {
        &self.pkcs1
    }

    /// Returns RSAPrivateKey in DER with the larger prime first.
    #[cfg(feature = "graviola")]
    pub(in crate::key) fn with_larger_prime_first(&self) -> Zeroizing<Vec<u8>> {
        let numbers = self.integers();
        let [n, e, d, p, q, dp, dq, q_inv] = [
            numbers.modulus,
            numbers.public_exponent,
            numbers.private_exponent,
            numbers.prime1,
            numbers.prime2,
            numbers.exponent1,
            numbers.exponent2,
            numbers.coefficient,
        ]
        .map(number);
        match non_zero(&p) {
            Ok(divisor) if *p < *q => {
                // q · qInv = 1 + k · p, hence p · (q − k) ≡ 1 (mod q).
                let product = Zeroizing::new(q.concatenating_mul(&*q_inv));
                let (k, _) = &*divided(&product, &divisor);
                let p_inv = Zeroizing::new(q.wrapping_sub(k));
                write([&n, &e, &d, &q, &p, &dq, &dp, &p_inv].into_iter().map(|number| &**number))
            }
            _ => self.pkcs1.clone(),
        }
    }

    pub(in crate::key) fn integers(&self) -> RsaIntegers<'_> {
        RsaIntegers::read(&self.pkcs1).expect("it was read, or written as it is read")
    }
}

fn boxed<const LIMBS: usize>(number: &Uint<LIMBS>) -> Zeroizing<BoxedUint> {
    Zeroizing::new(BoxedUint::from(number))
}

/// Returns e^-1 modulo a number that e does not divide: (k · modulus + 1) / e, where k =
/// −modulus^-1 mod e makes the division exact. This avoids a division by a secret.
#[allow(clippy::as_conversions, reason = "`TryFrom` would branch on secrets")]
fn inverse_of_exponent(modulus: &BoxedUint) -> Zeroizing<BoxedUint> {
    let e = u64::from(PUBLIC_EXPONENT);
    let residue = u64::from(modulus.rem_limb(PUBLIC_EXPONENT_LIMB).0 as u32);
    // By Fermat, the inverse is the power e − 2, whose 16 bits are all set.
    let inverse = (0..16).fold(1, |power, _| power * power % e * residue % e);
    // Below e.
    let multiple = Zeroizing::new(modulus.concatenating_mul(Limb::from_u32((e - inverse) as u32)));
    let dividend = Zeroizing::new(multiple.wrapping_add(Limb::ONE));
    Zeroizing::new(dividend.div_rem_limb(PUBLIC_EXPONENT_LIMB).0)
}

fn write<'a>(numbers: impl Iterator<Item = &'a BoxedUint>) -> Zeroizing<Vec<u8>> {
    // More than a key of 4096 bits takes: a buffer that grows would leave a copy behind.
    let mut w = Writer::with_capacity(2_560);
    w.sequence(|w| {
        w.value(tag::INTEGER, &[0]);
        for number in numbers {
            write_unsigned(w, &Zeroizing::new(number.to_be_bytes()));
        }
    });
    Zeroizing::new(w.into_bytes())
}

impl<'a> RsaIntegers<'a> {
    fn read(pkcs1: &'a [u8]) -> Result<Self, PrivateKeyError> {
        let mut reader = Reader::of_sequence(pkcs1)?;
        let version = small_unsigned(reader.content_of(tag::INTEGER)?)?;
        let mut next = || unsigned(reader.content_of(tag::INTEGER)?);
        let numbers = Self {
            modulus: next()?,
            public_exponent: next()?,
            private_exponent: next()?,
            prime1: next()?,
            prime2: next()?,
            exponent1: next()?,
            exponent2: next()?,
            coefficient: next()?,
        };
        match version {
            0 => reader.finish()?,
            1 => return Err(PrivateKeyError::MultiPrime),
            _ => return Err(PrivateKeyError::Malformed),
        }
        Ok(numbers)
    }

    fn check(&self) -> Result<(), PrivateKeyError> {
        rsa_modulus::check_form(self.modulus, self.public_exponent, KeyRole::Subject)
            .map_err(PrivateKeyError::Unsupported)?;
        let (n, e, d) = (number(self.modulus), number(self.public_exponent), number(self.private_exponent));
        let (p, q) = (number(self.prime1), number(self.prime2));
        let half = n.bit_width().div_ceil(2);
        belongs("modulus", p.bit_width() <= half && q.bit_width() <= half && p.concatenating_mul(&*q) == *n)?;
        let (before_p, before_q) = (before(&p)?, before(&q)?);
        // RFC 8017 §3.2
        belongs("privateExponent", *d < *n)?;
        let (_, dp) = &*divided(&d, &before_p);
        let (_, dq) = &*divided(&d, &before_q);
        let inverse = is_one(dp, &e, &before_p) && is_one(dq, &e, &before_q);
        belongs("privateExponent", inverse)?;
        belongs("exponent1", *number(self.exponent1) == *dp)?;
        belongs("exponent2", *number(self.exponent2) == *dq)?;
        let coefficient = number(self.coefficient);
        let modulus = Zeroizing::new(non_zero(&p)?);
        belongs("coefficient", *coefficient < *p && is_one(&coefficient, &q, &modulus))
    }
}

/// Reads a number of at most PrivateKey::MAX_DER_OCTETS octets. Its length is not hidden.
fn number(octets: &[u8]) -> Zeroizing<BoxedUint> {
    Zeroizing::new(BoxedUint::from_be_slice_vartime(octets))
}

fn belongs(part: &'static str, belongs: bool) -> Result<(), PrivateKeyError> {
    if belongs { Ok(()) } else { Err(PrivateKeyError::Inconsistent { part }) }
}

/// Returns the number before a prime factor of the modulus. Such a factor is neither zero nor one.
fn before(prime: &BoxedUint) -> Result<Zeroizing<NonZero<BoxedUint>>, PrivateKeyError> {
    non_zero(&Zeroizing::new(prime.wrapping_sub(Limb::ONE)))
}

fn non_zero(number: &BoxedUint) -> Result<Zeroizing<NonZero<BoxedUint>>, PrivateKeyError> {
    let non_zero = NonZero::new(number.clone()).into_option().map(Zeroizing::new);
    non_zero.ok_or(PrivateKeyError::Inconsistent { part: "modulus" })
}

/// Returns whether a·b ≡ 1.
fn is_one(a: &BoxedUint, b: &BoxedUint, modulus: &NonZero<BoxedUint>) -> bool {
    let product = Zeroizing::new(a.concatenating_mul(b));
    divided(&product, modulus).1.is_one().to_bool()
}

/// Returns the quotient and the remainder. crypto-bigint's own remainder leaves the quotient
/// behind.
fn divided(dividend: &BoxedUint, divisor: &NonZero<BoxedUint>) -> Zeroizing<(BoxedUint, BoxedUint)> {
    Zeroizing::new(dividend.div_rem(divisor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::rsa::PrivateKey as RsaPrivateKey;
    use ::rsa::pkcs1::EncodeRsaPrivateKey;
    use ::rsa::traits::{PrivateKeyParts, PublicKeyParts};
    use crypto_bigint::U1024;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    use crate::key::rsa::generate_2048;

    fn generated() -> RsaComponents {
        generate_2048(&mut ChaCha20Rng::from_seed([7; 32]))
    }

    /// Oracle: the `rsa` crate, which checks the numbers that it is given and computes the others.
    fn of_rsa_crate(numbers: &RsaIntegers<'_>) -> RsaPrivateKey {
        let primes = [numbers.prime1, numbers.prime2].map(BoxedUint::from_be_slice_vartime);
        let [n, e, d] = [numbers.modulus, numbers.public_exponent, numbers.private_exponent]
            .map(BoxedUint::from_be_slice_vartime);
        RsaPrivateKey::from_components(n, e, d, primes.to_vec()).unwrap()
    }

    #[test]
    fn k3_a_generated_key_is_written_as_the_rsa_crate_writes_it_and_read() {
        let key = generated();
        let other = of_rsa_crate(&key.integers());
        assert_eq!(other.to_pkcs1_der().unwrap().as_bytes(), key.as_pkcs1_der());
        assert_eq!(RsaComponents::read(key.as_pkcs1_der()).unwrap().as_pkcs1_der(), key.as_pkcs1_der());
        // d = e^-1 mod lcm(p − 1, q − 1), not mod (p − 1)(q − 1).
        let [p, q] = [0, 1].map(|position| other.primes()[position].as_ref().clone());
        let least = RsaPrivateKey::from_p_q(p, q, other.e().clone()).unwrap();
        assert_eq!(least.d(), other.d());
    }

    #[test]
    fn k3_keys_of_the_rsa_crate_are_read() {
        let key = RsaPrivateKey::new(&mut ChaCha20Rng::from_seed([8; 32]), 2_048).unwrap();
        let der = key.to_pkcs1_der().unwrap();
        let read = RsaComponents::read(der.as_bytes()).unwrap();
        assert_eq!(read.as_pkcs1_der(), der.as_bytes());
        assert_eq!(of_rsa_crate(&read.integers()), key);
    }

    /// Returns the numbers with the one at `position`, counted from 0, replaced.
    fn with(numbers: &RsaIntegers<'_>, position: usize, replacement: &BoxedUint) -> Zeroizing<Vec<u8>> {
        let mut all = all(numbers);
        all[position] = replacement.clone();
        write(all.iter())
    }

    fn all(numbers: &RsaIntegers<'_>) -> [BoxedUint; 8] {
        [
            numbers.modulus,
            numbers.public_exponent,
            numbers.private_exponent,
            numbers.prime1,
            numbers.prime2,
            numbers.exponent1,
            numbers.exponent2,
            numbers.coefficient,
        ]
        .map(BoxedUint::from_be_slice_vartime)
    }

    #[test]
    fn k3_each_number_that_does_not_belong_to_the_others_is_refused_by_its_name() {
        let key = generated();
        let numbers = key.integers();
        let originals = all(&numbers);
        let parts = [
            (0, "modulus"),
            (1, "privateExponent"),
            (2, "privateExponent"),
            (3, "modulus"),
            (4, "modulus"),
            (5, "exponent1"),
            (6, "exponent2"),
            (7, "coefficient"),
        ];
        for (position, part) in parts {
            let original = &originals[position];
            for wrong in [original.wrapping_add(Limb::from_u32(2)), original.wrapping_sub(Limb::from_u32(2))]
            {
                // An exponent below 65537 is refused in its own right.
                let expected = match position {
                    1 if wrong < *original => {
                        PrivateKeyError::Unsupported(crate::key::PublicKeyError::Exponent)
                    }
                    _ => PrivateKeyError::Inconsistent { part },
                };
                assert_eq!(RsaComponents::read(&with(&numbers, position, &wrong)).err(), Some(expected));
            }
        }
        // The numbers that follow from the others, plus a multiple of the number that reduces them.
        let [n, _, d, p, q, dp, dq, coefficient] = &originals;
        for (position, wrong, part) in [
            (
                2,
                d.concatenating_add(p.wrapping_sub(Limb::ONE).concatenating_mul(q.wrapping_sub(Limb::ONE))),
                "privateExponent",
            ),
            (5, dp.concatenating_add(p.wrapping_sub(Limb::ONE)), "exponent1"),
            (6, dq.concatenating_add(q.wrapping_sub(Limb::ONE)), "exponent2"),
            (7, coefficient.concatenating_add(p), "coefficient"),
            (3, n.clone(), "modulus"),
            (3, BoxedUint::one(), "modulus"),
            (4, BoxedUint::zero(), "modulus"),
        ] {
            let found = RsaComponents::read(&with(&numbers, position, &wrong)).err();
            assert_eq!(found, Some(PrivateKeyError::Inconsistent { part }), "{position}");
        }
    }

    #[test]
    fn k4_primes_that_are_too_close_make_no_key() {
        let key = generated();
        let prime = Odd::new(U1024::from_be_slice(key.integers().prime1)).unwrap();
        // Odd numbers without a common factor do as well as primes here.
        let apart = |bits: u32| Odd::new(prime.wrapping_sub(&U1024::ONE.shl_vartime(bits))).unwrap();
        for other in [prime, apart(900), apart(1_024 - 100)] {
            assert!(RsaComponents::from_primes(&prime, &other).is_none());
            assert!(RsaComponents::from_primes(&other, &prime).is_none());
        }
        assert!(RsaComponents::from_primes(&prime, &apart(1_024 - 99)).is_some());
    }

    #[test]
    fn k1_an_exponent_of_half_the_length_of_the_modulus_makes_no_key() {
        let e = u64::from(PUBLIC_EXPONENT);
        // With p = 3g + 1 and q = 2g + 1, which differ by g, the modulus of d is 6g, just below
        // 2^1025.
        let third = U1024::MAX.wrapping_div(&NonZero::new(U1024::from_u8(3)).unwrap());
        let times = |number: &U1024, factor: u8| number.wrapping_mul(&U1024::from_u8(factor));
        // The largest even g below `third` for which −(6g)^-1 mod e is k, so that d is (6kg + 1) /
        // e.
        let from_factor = |k: u32| {
            let mut g = third.wrapping_sub(&U1024::from_u8(5));
            g = g.wrapping_sub(&U1024::from_u8(g.as_limbs()[0].0 as u8 & 1));
            let gives_k = |g: &U1024| {
                let residue = 6 * g.rem_limb(PUBLIC_EXPONENT_LIMB).0 % e;
                residue * u64::from(k) % e == e - 1
            };
            while !gives_k(&g) {
                g = g.wrapping_sub(&U1024::from_u8(2));
            }
            let [p, q] = [3, 2].map(|factor| Odd::new(times(&g, factor).wrapping_add(&U1024::ONE)).unwrap());
            RsaComponents::from_primes(&p, &q)
        };
        // d is 2^1024 if k is half of e.
        for k in [1, 1_000, PUBLIC_EXPONENT / 2] {
            assert!(from_factor(k).is_none(), "{k}");
        }
        for k in [PUBLIC_EXPONENT / 2 + 1, PUBLIC_EXPONENT - 1] {
            let key = from_factor(k).unwrap();
            let d = BoxedUint::from_be_slice_vartime(key.integers().private_exponent);
            assert_eq!(d.bit_width(), 1_025, "{k}");
        }
    }
}

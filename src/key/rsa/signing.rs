//! RSASSA-PKCS1-v1_5 signatures (RFC 8017 §8.2.1).
//!
//! All secret numbers have a fixed width and are zeroized. The `rsa` crate's numbers of variable
//! width stay behind in freed memory. The exponentiation is crypto-bigint's and takes the same time
//! for all exponents of a width.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::panic::{RefUnwindSafe, UnwindSafe};

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Limb, Odd, U1024, U1536, U2048, Uint};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::RsaComponents;
use super::components::RsaIntegers;
use crate::key::backend::{KeyRefusal, VerifyingKey};
use crate::key::{Digest, HashAlgorithm, KeyType, PublicKey, SignatureAlgorithm, SignerError};

/// A private key that signs.
pub(in crate::key) struct SigningKey {
    primitive: Box<dyn Rsasp1>,
    modulus_octets: usize,
    /// Verifies each signature, because a fault in the computation would reveal the primes.
    public: Box<VerifyingKey>,
}

impl SigningKey {
    pub(in crate::key) fn new(components: &RsaComponents) -> Result<Self, KeyRefusal> {
        let integers = components.integers();
        let public = PublicKey::from_rsa(integers.modulus, integers.public_exponent);
        // Made before secrets are on the stack: moving a value also copies what lies in its gaps.
        let public = Box::new(VerifyingKey::from_octets(KeyType::Rsa, public.subject_public_key())?);
        let modulus_octets = integers.modulus.len();
        Ok(Self { primitive: of_width(&integers).ok_or(KeyRefusal::Invalid)?, modulus_octets, public })
    }

    pub(in crate::key) fn sign(&self, hash: HashAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let encoded = emsa_pkcs1_v1_5(&hash.digest(message), self.modulus_octets);
        let signature = self.primitive.signature_of(&encoded);
        if self.public.verify(SignatureAlgorithm::RsaPkcs1(hash), message, &signature) {
            Ok(signature.to_vec())
        } else {
            Err(SignerError::new("the numbers of the RSA key do not make a signature"))
        }
    }
}

/// Encodes 00 01 FF … FF 00 and DigestInfo (RFC 8017 §9.2). The shortest modulus has room for the
/// longest hash.
pub(in crate::key) fn emsa_pkcs1_v1_5(digest: &Digest, octets: usize) -> Vec<u8> {
    let digest_info = digest.to_digest_info_der();
    let padding = vec![0xff; octets.saturating_sub(digest_info.len() + 3)];
    [&[0, 1][..], &padding, &[0], &digest_info].concat()
}

/// The signature primitive (RFC 8017 §5.2.1), for keys of any width.
trait Rsasp1: Send + Sync + UnwindSafe + RefUnwindSafe + ZeroizeOnDrop {
    /// Returns the signature of a message representative below the modulus. Both have as many
    /// octets as the modulus.
    fn signature_of(&self, representative: &[u8]) -> Zeroizing<Vec<u8>>;
}

/// Returns the key in the narrowest numbers that hold its primes.
fn of_width(integers: &RsaIntegers<'_>) -> Option<Box<dyn Rsasp1>> {
    let octets = integers.prime1.len().max(integers.prime2.len());
    Some(if octets <= U1024::BYTES {
        Box::new(CrtKey::<{ U1024::LIMBS }>::new(integers)?)
    } else if octets <= U1536::BYTES {
        Box::new(CrtKey::<{ U1536::LIMBS }>::new(integers)?)
    } else {
        Box::new(CrtKey::<{ U2048::LIMBS }>::new(integers)?)
    })
}

/// The quintuple of RFC 8017 §3.2, which computes a signature modulo each prime.
struct CrtKey<const LIMBS: usize> {
    p: FixedMontyParams<LIMBS>,
    q: FixedMontyParams<LIMBS>,
    dp: Uint<LIMBS>,
    dq: Uint<LIMBS>,
    q_inv: Uint<LIMBS>,
}

impl<const LIMBS: usize> CrtKey<LIMBS> {
    fn new(integers: &RsaIntegers<'_>) -> Option<Self> {
        let parameters = |prime| Odd::new(*number(prime)?).into_option().map(FixedMontyParams::new);
        Some(Self {
            p: parameters(integers.prime1)?,
            q: parameters(integers.prime2)?,
            dp: *number(integers.exponent1)?,
            dq: *number(integers.exponent2)?,
            q_inv: *number(integers.coefficient)?,
        })
    }
}

impl<const LIMBS: usize> Rsasp1 for CrtKey<LIMBS> {
    fn signature_of(&self, representative: &[u8]) -> Zeroizing<Vec<u8>> {
        // All signatures and their representatives are below p · q.
        let (high, low) = representative.split_at(representative.len().saturating_sub(Uint::<LIMBS>::BYTES));
        let [high, low] = [high, low].map(|half| number(half).unwrap_or_default());
        let power = |modulus: &FixedMontyParams<LIMBS>, exponent: &Uint<LIMBS>| {
            let [high, low] = [&high, &low].map(|half| FixedMontyForm::new(half, modulus));
            // 2^BITS modulo the prime; in Montgomery form, that is 2^(2 · BITS).
            let shift = FixedMontyForm::from_montgomery(*modulus.r2(), modulus);
            Zeroizing::new((high * shift + low).pow_amm(exponent))
        };
        let s1 = power(&self.p, &self.dp);
        let s2 = Zeroizing::new(power(&self.q, &self.dq).retrieve());
        let apart = Zeroizing::new(*s1 - FixedMontyForm::new(&s2, &self.p));
        let h = Zeroizing::new((*apart * FixedMontyForm::new(&self.q_inv, &self.p)).retrieve());
        let product = Zeroizing::new(h.widening_mul(self.q.modulus().as_ref()));
        let (low, carry) = product.0.carrying_add(&s2, Limb::ZERO);
        let high = product.1.wrapping_add(&Uint::from(carry));
        let octets = Zeroizing::new([high.to_be_bytes().as_ref(), low.to_be_bytes().as_ref()].concat());
        Zeroizing::new(octets[octets.len() - representative.len()..].to_vec())
    }
}

impl ZeroizeOnDrop for SigningKey {}

impl<const LIMBS: usize> ZeroizeOnDrop for CrtKey<LIMBS> {}

impl<const LIMBS: usize> Drop for CrtKey<LIMBS> {
    fn drop(&mut self) {
        let Self { p, q, dp, dq, q_inv } = self;
        [p, q].into_iter().for_each(Zeroize::zeroize);
        [dp, dq, q_inv].into_iter().for_each(Zeroize::zeroize);
    }
}

/// Returns the number, or `None` if it has more octets than there is room for.
fn number<const LIMBS: usize>(octets: &[u8]) -> Option<Zeroizing<Uint<LIMBS>>> {
    let mut padded = Zeroizing::new(vec![0; Uint::<LIMBS>::BYTES]);
    let start = padded.len().checked_sub(octets.len())?;
    padded[start..].copy_from_slice(octets);
    Some(Zeroizing::new(Uint::from_be_slice(&padded)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::rsa::pkcs1::EncodeRsaPrivateKey;
    use ::rsa::traits::{PrivateKeyParts, PublicKeyParts, SignatureScheme};
    use ::rsa::{BoxedUint, Pkcs1v15Sign, PrivateKey as RsaPrivateKey};
    use alloc::string::ToString;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;
    use sha2::{Sha256, Sha384, Sha512};

    fn key(bits: usize, exponent: u64) -> RsaPrivateKey {
        let mut rng = ChaCha20Rng::seed_from_u64(bits as u64);
        RsaPrivateKey::new_with_exp(&mut rng, bits, BoxedUint::from(exponent)).unwrap()
    }

    fn signing_key(key: &RsaPrivateKey) -> SigningKey {
        let der = key.to_pkcs1_der().unwrap();
        let components = RsaComponents::read(der.as_bytes()).unwrap();
        SigningKey::new(&components).unwrap_or_else(|_| panic!("a key"))
    }

    fn signature(key: &RsaPrivateKey, hash: HashAlgorithm, message: &[u8]) -> Vec<u8> {
        let padding = match hash {
            HashAlgorithm::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            HashAlgorithm::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            HashAlgorithm::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        };
        padding.sign(None::<&mut ChaCha20Rng>, key, hash.digest(message).as_bytes()).unwrap()
    }

    #[test]
    fn k2_signatures_are_those_of_the_rsa_crate_with_keys_of_every_width() {
        for (bits, exponent) in
            [(2_048, 65_537), (2_056, (1 << 33) - 1), (3_072, 65_537), (3_080, 65_539), (4_096, 65_537)]
        {
            let key = key(bits, exponent);
            let own = signing_key(&key);
            for hash in HashAlgorithm::ALL {
                assert_eq!(own.sign(hash, b"message").unwrap(), signature(&key, hash, b"message"), "{bits}");
            }
        }
    }

    #[test]
    fn k2_either_prime_may_be_the_larger_one() {
        // One prime begins with fc, the other with c0.
        let key = RsaPrivateKey::new(&mut ChaCha20Rng::seed_from_u64(4), 2_048).unwrap();
        let (n, e, d) = (key.n().as_ref(), key.e(), key.d());
        let [p, q] = [0, 1].map(|position| key.primes()[position].as_ref().clone());
        for primes in [vec![p.clone(), q.clone()], vec![q, p]] {
            let key = RsaPrivateKey::from_components(n.clone(), e.clone(), d.clone(), primes).unwrap();
            let own = signing_key(&key);
            for message in 0..=255_u8 {
                let expected = signature(&key, HashAlgorithm::Sha256, &[message]);
                assert_eq!(own.sign(HashAlgorithm::Sha256, &[message]).unwrap(), expected);
            }
        }
    }

    #[test]
    fn k2_a_fault_in_the_computation_lets_no_signature_out() {
        let key = key(2_048, 65_537);
        let der = key.to_pkcs1_der().unwrap();
        let components = RsaComponents::read(der.as_bytes()).unwrap();
        let integers = components.integers();
        let [dp, dq, q_inv] = [integers.exponent1, integers.exponent2, integers.coefficient].map(|number| {
            let mut faulty = number.to_vec();
            faulty[60] ^= 4;
            faulty
        });
        for faulty in [
            RsaIntegers { exponent1: &dp, ..components.integers() },
            RsaIntegers { exponent2: &dq, ..components.integers() },
            RsaIntegers { coefficient: &q_inv, ..components.integers() },
        ] {
            let mut own = signing_key(&key);
            own.primitive = of_width(&faulty).unwrap();
            let error = own.sign(HashAlgorithm::Sha256, b"message").unwrap_err();
            assert_eq!(error.to_string(), "the numbers of the RSA key do not make a signature");
        }
    }
}

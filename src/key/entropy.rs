//! The caller's random number generator, for code that cannot stop when the generator fails.

use core::convert::Infallible;
use rand_core::{TryCryptoRng, TryRng};

/// The caller's generator failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the random number generator failed")]
pub(crate) struct EntropyError;

/// Hands out the caller's randomness and remembers a failure.
///
/// Prime search needs a generator that cannot fail. After a failure it gets a fixed sequence, only
/// so that it terminates; [`Entropy::use_for`] then discards the result.
pub(crate) struct Entropy<'r, R: ?Sized> {
    source: &'r mut R,
    failed: bool,
    filler: u64,
}

impl<'r, R: TryCryptoRng + ?Sized> Entropy<'r, R> {
    /// Runs `draw` with the caller's randomness.
    ///
    /// # Errors
    /// [`EntropyError`] if the generator failed at any time.
    pub(crate) fn use_for<T>(
        source: &'r mut R,
        draw: impl FnOnce(&mut Self) -> T,
    ) -> Result<T, EntropyError> {
        let mut entropy = Self { source, failed: false, filler: 0 };
        let drawn = draw(&mut entropy);
        if entropy.failed { Err(EntropyError) } else { Ok(drawn) }
    }

    /// Returns `N` random octets.
    pub(crate) fn octets<const N: usize>(source: &'r mut R) -> Result<[u8; N], EntropyError> {
        let mut octets = [0; N];
        Self::use_for(source, |entropy| entropy.try_fill_bytes(&mut octets))?
            .unwrap_or_else(|never| match never {});
        Ok(octets)
    }
}

impl<R: TryCryptoRng + ?Sized> TryRng for Entropy<'_, R> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        // The low half of 64 bits. Drawing fewer would make other RSA keys of the same randomness.
        let [a, b, c, d, ..] = self.try_next_u64()?.to_le_bytes();
        Ok(u32::from_le_bytes([a, b, c, d]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets)?;
        Ok(u64::from_le_bytes(octets))
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Infallible> {
        self.failed = self.failed || self.source.try_fill_bytes(octets).is_err();
        if self.failed {
            for octet in octets {
                // A step of a linear congruential generator (Knuth, MMIX): varied, not random.
                self.filler = self
                    .filler
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                [.., *octet] = self.filler.to_le_bytes();
            }
        }
        Ok(())
    }
}

impl<R: TryCryptoRng + ?Sized> TryCryptoRng for Entropy<'_, R> {}

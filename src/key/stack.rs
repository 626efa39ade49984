//! Clearing of the stack after a computation with secrets. Values that zeroize themselves when
//! dropped were moved before, and functions of other crates leave intermediate results behind.

use core::hint::black_box;

/// 80 KiB, in words. With keys of 4096 bits, 24 KiB were measured, and 66 KiB in unoptimized
/// builds.
pub(super) const RSA_STACK_WORDS: usize = (80 << 10) / size_of::<u64>();

/// 24 KiB, in words. With P-384, 9 KiB were measured, and 23 KiB in unoptimized builds, without
/// what the caller's generator takes. Ed25519 needs less.
pub(super) const EC_STACK_WORDS: usize = (24 << 10) / size_of::<u64>();

/// 48 KiB, in words, for P-521.
#[cfg(any(feature = "rustcrypto", feature = "aws-lc-rs"))]
pub(super) const P521_STACK_WORDS: usize = (48 << 10) / size_of::<u64>();

/// 384 KiB, in words, for ML-DSA, whose computations keep all vectors on the stack. With ML-DSA-87,
/// 215 KiB were measured, and 350 KiB in unoptimized builds.
#[cfg(feature = "ml-dsa")]
pub(super) const ML_DSA_STACK_WORDS: usize = (384 << 10) / size_of::<u64>();

/// Runs `run`, then overwrites `WORDS` words of the stack that it used. The result may hold secrets
/// only behind a pointer.
pub(super) fn clearing_stack<const WORDS: usize, T>(run: impl FnOnce() -> T) -> T {
    let result = run_below(run);
    clear::<WORDS>();
    result
}

/// Keeps everything that `run` puts on the stack below the frame of [`clearing_stack`], where the
/// frame of [`clear`] comes next.
#[inline(never)]
fn run_below<T>(run: impl FnOnce() -> T) -> T {
    run()
}

#[inline(never)]
fn clear<const WORDS: usize>() {
    // `black_box` keeps the compiler from removing the write. `tests/freed_memory` checks it.
    black_box(&mut [0_u64; WORDS]);
}

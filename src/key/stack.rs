//! The stack after a computation with secrets. Values that zeroize themselves when dropped were
//! moved before, and the functions of other crates leave intermediate results behind.

use core::hint::black_box;

/// 80 KiB, in words. With keys of 4096 bits, 24 KiB were measured, and 66 KiB where nothing is
/// optimized.
pub(super) const RSA_STACK_WORDS: usize = (80 << 10) / size_of::<u64>();

/// 24 KiB, in words. With P-384, 9 KiB were measured, and 23 KiB where nothing is optimized, less
/// what the caller's generator takes.
pub(super) const EC_STACK_WORDS: usize = (24 << 10) / size_of::<u64>();

/// Runs it, and overwrites so much of the stack that it used. No secret may be in the result, but
/// behind a pointer.
pub(super) fn clearing_stack<const WORDS: usize, T>(run: impl FnOnce() -> T) -> T {
    let result = run_below(run);
    clear::<WORDS>();
    result
}

/// All that `run` puts on the stack is below the frame of [`clearing_stack`], where that of
/// [`clear`] is then.
#[inline(never)]
fn run_below<T>(run: impl FnOnce() -> T) -> T {
    run()
}

#[inline(never)]
fn clear<const WORDS: usize>() {
    // The compiler does not know that nobody looks at it. That it is written, `tests/freed_memory`
    // shows.
    black_box(&mut [0_u64; WORDS]);
}

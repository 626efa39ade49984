//! An allocator that inspects each block of memory before it is freed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::{Mutex, OnceLock, PoisonError};

/// This many consecutive octets, anywhere in a block, are a piece of a secret and not a
/// coincidence.
const PIECE: usize = 8;

/// The pieces of secrets to look for, sorted.
static PIECES: OnceLock<Mutex<Vec<[u8; PIECE]>>> = OnceLock::new();

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static FOUND: Cell<usize> = const { Cell::new(0) };
    /// Whether the block that is freed was inspected before it came to the system.
    static INSPECTED: Cell<bool> = const { Cell::new(false) };
}

struct Scanning;

#[global_allocator]
static ALLOCATOR: Scanning = Scanning;

// SAFETY: all calls are passed on to the system's allocator. `realloc` is the provided one, which
// copies to a new block and frees the old one by `dealloc`, so blocks that grow are inspected, too.
unsafe impl GlobalAlloc for Scanning {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that earlier content is not mistaken for what was written since.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block has this size, was zeroed when it was allocated, and still belongs to
        // the caller.
        inspect(unsafe { core::slice::from_raw_parts(block, layout.size()) });
        INSPECTED.set(true);
        unsafe { System.dealloc(block, layout) }
        INSPECTED.set(false);
    }
}

/// Counts a block that is about to be freed, if it holds a piece of a secret.
pub(crate) fn inspect(block: &[u8]) {
    if WATCHED.get() && !INSPECTED.get() && holds_a_piece(block) {
        FOUND.set(FOUND.get() + 1);
    }
}

fn windows(octets: &[u8]) -> impl Iterator<Item = [u8; PIECE]> {
    octets.windows(PIECE).map(|window| window.try_into().expect("as long as a piece"))
}

fn holds_a_piece(octets: &[u8]) -> bool {
    pieces_in(octets) > 0
}

/// The number of octets at which a piece of a secret begins.
pub(crate) fn pieces_in(octets: &[u8]) -> usize {
    let Some(pieces) = PIECES.get() else { return 0 };
    let pieces = pieces.lock().unwrap_or_else(PoisonError::into_inner);
    windows(octets).filter(|window| pieces.binary_search(window).is_ok()).count()
}

/// Marks these octets as a secret, also in reverse order, because arithmetic uses words with the
/// lowest one first.
pub(crate) fn keep_an_eye_on(secret: &[u8]) {
    assert!(secret.len() >= 2 * PIECE, "a secret of {} octets", secret.len());
    let reversed: Vec<u8> = secret.iter().rev().copied().collect();
    let all = windows(secret).chain(windows(&reversed));
    // Zeros and similar octets occur everywhere.
    let windows = all.filter(|window| window.iter().filter(|it| **it == window[0]).count() < 3);
    let mut pieces = PIECES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    pieces.extend(windows);
    pieces.sort_unstable();
    pieces.dedup();
}

/// Returns the result, and how many of the blocks freed meanwhile held a piece of a secret.
pub(crate) fn watched<T>(run: impl FnOnce() -> T) -> (T, usize) {
    FOUND.set(0);
    WATCHED.set(true);
    let result = run();
    WATCHED.set(false);
    (result, FOUND.get())
}

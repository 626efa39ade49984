//! An allocator that looks at each block of memory before it is given back.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::{Mutex, OnceLock, PoisonError};

/// So many octets in a row, at any place of a block, are a piece of a secret and no chance.
const PIECE: usize = 8;

/// What is looked for: pieces of secrets, in order.
static PIECES: OnceLock<Mutex<Vec<[u8; PIECE]>>> = OnceLock::new();

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static FOUND: Cell<usize> = const { Cell::new(0) };
}

struct Scanning;

#[global_allocator]
static ALLOCATOR: Scanning = Scanning;

// SAFETY: everything is passed on to the system's allocator. `realloc` is the provided one, which copies to a
// new block and gives the old one back by `dealloc`, so that what grows is looked at, too.
unsafe impl GlobalAlloc for Scanning {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // So that what was there before is not taken for what was written since.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // While a thread ends there is no `WATCHED` any more, and nothing to watch.
        if WATCHED.try_with(Cell::get) == Ok(true) {
            // SAFETY: the block has this size, was zeroed when it was handed out, and is still the caller's.
            let octets = unsafe { core::slice::from_raw_parts(block, layout.size()) };
            if holds_a_piece(octets) {
                FOUND.set(FOUND.get() + 1);
            }
        }
        unsafe { System.dealloc(block, layout) }
    }
}

fn windows(octets: &[u8]) -> impl Iterator<Item = [u8; PIECE]> {
    octets.windows(PIECE).map(|window| window.try_into().expect("as long as a piece"))
}

fn holds_a_piece(octets: &[u8]) -> bool {
    pieces_in(octets) > 0
}

/// How many of the octets begin a piece of a secret.
pub(crate) fn pieces_in(octets: &[u8]) -> usize {
    let Some(pieces) = PIECES.get() else { return 0 };
    let pieces = pieces.lock().unwrap_or_else(PoisonError::into_inner);
    windows(octets).filter(|window| pieces.binary_search(window).is_ok()).count()
}

/// From now on, these octets are a secret, and so are they in the other order: numbers are computed with in
/// words, of which the lowest is the first.
pub(crate) fn keep_an_eye_on(secret: &[u8]) {
    assert!(secret.len() >= 2 * PIECE, "a secret of {} octets", secret.len());
    let reversed: Vec<u8> = secret.iter().rev().copied().collect();
    let all = windows(secret).chain(windows(&reversed));
    // Zeros and the like are everywhere.
    let windows = all.filter(|window| window.iter().filter(|it| **it == window[0]).count() < 3);
    let mut pieces = PIECES.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    pieces.extend(windows);
    pieces.sort_unstable();
    pieces.dedup();
}

/// The result, and how many of the blocks that were given back on the way held a piece of a secret.
pub(crate) fn watched<T>(run: impl FnOnce() -> T) -> (T, usize) {
    FOUND.set(0);
    WATCHED.set(true);
    let result = run();
    WATCHED.set(false);
    (result, FOUND.get())
}

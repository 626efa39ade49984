//! An allocator that records the allocated blocks. It finds the memory of a key without a hook in
//! the library, and a signature where it is computed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::slice;

use crate::memcheck;

/// An allocated block of memory.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    pub start: usize,
    pub length: usize,
}

impl Block {
    pub fn octets(&self) -> &[u8] {
        // SAFETY: the owner of a `Block` keeps it allocated, and all of it is initialized: see
        // `Tracking::alloc`.
        unsafe { slice::from_raw_parts(self.start as *const u8, self.length) }
    }
}

const EMPTY: Block = Block { start: 0, length: 0 };
/// More blocks than are ever allocated at once.
const MAX_BLOCKS: usize = 256;

struct State {
    /// The blocks that were allocated since `is_tracking`.
    blocks: [Block; MAX_BLOCKS],
    is_tracking: bool,
    /// The value that is public as soon as it is computed.
    published: Block,
    /// The number of blocks holding it that were undefined.
    unpublished: usize,
}

struct Tracking(UnsafeCell<State>);

// SAFETY: the program has one thread.
unsafe impl Sync for Tracking {}

#[global_allocator]
static ALLOCATOR: Tracking = Tracking(UnsafeCell::new(State {
    blocks: [EMPTY; MAX_BLOCKS],
    is_tracking: false,
    published: EMPTY,
    unpublished: 0,
}));

// SAFETY: all calls are passed on to the system's allocator.
unsafe impl GlobalAlloc for Tracking {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that padding can be read, too.
        let start = unsafe { System.alloc_zeroed(layout) };
        self.with(|state| {
            state.publish();
            if state.is_tracking {
                let free = state.blocks.iter_mut().find(|block| block.start == 0);
                let Some(free) = free else { std::process::abort() };
                *free = Block { start: start as usize, length: layout.size() };
            }
        });
        start
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        self.with(|state| {
            state.publish();
            let block = state.blocks.iter_mut().find(|block| block.start == start as usize);
            block.into_iter().for_each(|block| *block = EMPTY);
        });
        unsafe { System.dealloc(start, layout) }
    }
}

impl Tracking {
    fn with<T>(&self, run: impl FnOnce(&mut State) -> T) -> T {
        // SAFETY: there is one thread, and nothing here allocates.
        run(unsafe { &mut *self.0.get() })
    }
}

impl State {
    /// Marks blocks that hold exactly the public value as defined, and no others.
    fn publish(&mut self) {
        if self.published.length == 0 {
            return;
        }
        let published = self.published.octets();
        for block in self.blocks.iter().filter(|block| block.length == published.len()) {
            let mut differing =
                [block.octets().iter().zip(published).fold(0, |all, (one, other)| all | (one ^ other))];
            // Whether a block is the public signature is itself public.
            memcheck::make_defined(&Block { start: differing.as_mut_ptr() as usize, length: 1 });
            if std::hint::black_box(differing)[0] == 0 {
                self.unpublished += usize::from(memcheck::is_undefined(block));
                memcheck::make_defined(block);
            }
        }
    }
}

/// Returns the result, and the blocks that were allocated for it and are still in use.
pub fn blocks_of<T>(run: impl FnOnce() -> T) -> (T, Vec<Block>) {
    ALLOCATOR.with(|state| state.is_tracking = true);
    let result = run();
    let blocks = ALLOCATOR.with(|state| {
        state.is_tracking = false;
        std::mem::replace(&mut state.blocks, [EMPTY; MAX_BLOCKS])
    });
    (result, blocks.into_iter().filter(|block| block.start != 0).collect())
}

/// Runs the function, treating these octets as public wherever they fill a block. Returns how many
/// such blocks were undefined before.
pub fn publishing(published: &[u8], run: impl FnOnce()) -> usize {
    ALLOCATOR.with(|state| {
        state.published = Block { start: published.as_ptr() as usize, length: published.len() };
        state.is_tracking = true;
        state.unpublished = 0;
    });
    run();
    ALLOCATOR.with(|state| {
        state.published = EMPTY;
        state.is_tracking = false;
        state.blocks = [EMPTY; MAX_BLOCKS];
        state.unpublished
    })
}

//! A thread whose stack is inspected when it has ended.

use std::alloc::{Layout, alloc, dealloc};
use std::ffi::c_void;
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::null_mut;
use std::slice;

use crate::allocator::pieces_in;

const STACK_OCTETS: usize = 1 << 20;
/// The part of the stack for the functions that start and end the thread, which would overwrite
/// what was left there.
const MARGIN_OCTETS: usize = 16 << 10;
/// The content of unwritten octets.
const UNTOUCHED: u8 = 0xa5;

/// The content of the stack, from the deepest octet that was written.
pub(crate) struct Left(Vec<u8>);

impl Left {
    /// The number of octets at which a piece of a secret begins.
    pub(crate) fn pieces(&self) -> usize {
        pieces_in(&self.0)
    }

    /// The depth that was written.
    pub(crate) fn depth(&self) -> usize {
        self.0.len()
    }
}

struct Task<'a> {
    run: Option<Box<dyn FnOnce() + Send + 'a>>,
    /// The start of `run`'s frames.
    top: usize,
}

/// Runs the function in a thread with its own stack and returns the content of that stack.
pub(crate) fn on_own_stack<T: Send>(run: impl FnOnce() -> T + Send) -> (T, Left) {
    let layout = Layout::from_size_align(STACK_OCTETS, 4_096).expect("a layout");
    // SAFETY: the layout is not empty.
    let stack = unsafe { alloc(layout) };
    assert!(!stack.is_null());
    // SAFETY: the block has this size.
    unsafe { stack.write_bytes(UNTOUCHED, STACK_OCTETS) };

    let mut result = None;
    let outcome = &mut result;
    let run = Box::new(move || *outcome = Some(Box::new(catch_unwind(AssertUnwindSafe(run)))));
    let mut task = Task { run: Some(run), top: 0 };
    // SAFETY: the thread ends before `task` and the stack are dropped, and `start` takes a `Task`.
    unsafe {
        let mut attributes = MaybeUninit::uninit();
        assert_eq!(libc::pthread_attr_init(attributes.as_mut_ptr()), 0);
        assert_eq!(libc::pthread_attr_setstack(attributes.as_mut_ptr(), stack.cast(), STACK_OCTETS), 0);
        let mut thread = MaybeUninit::uninit();
        let task = (&raw mut task).cast::<c_void>();
        assert_eq!(libc::pthread_create(thread.as_mut_ptr(), attributes.as_ptr(), start, task), 0);
        assert_eq!(libc::pthread_join(thread.assume_init(), null_mut()), 0);
        assert_eq!(libc::pthread_attr_destroy(attributes.as_mut_ptr()), 0);
    }
    let below = task.top - stack as usize;
    drop(task);
    // SAFETY: the part of the block below the frames of the thread's own functions. All of it was
    // written.
    let dead = unsafe { slice::from_raw_parts(stack, below) };
    let untouched = dead.iter().take_while(|octet| **octet == UNTOUCHED).count();
    let left = Left(dead[untouched..].to_vec());
    // SAFETY: it was allocated with this layout.
    unsafe { dealloc(stack, layout) };
    match *result.expect("the thread ran") {
        Ok(result) => (result, left),
        Err(panic) => resume_unwind(panic),
    }
}

extern "C" fn start(task: *mut c_void) -> *mut c_void {
    // SAFETY: `on_own_stack` waits for this thread, and accesses its task only then.
    let task = unsafe { &mut *task.cast::<Task<'_>>() };
    with_margin(task);
    null_mut()
}

#[inline(never)]
fn with_margin(task: &mut Task<'_>) {
    let margin = black_box([0_u8; MARGIN_OCTETS]);
    task.top = margin.as_ptr() as usize;
    if let Some(run) = task.run.take() {
        run();
    }
    black_box(&margin);
}

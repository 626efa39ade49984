//! The heap of C, in which AWS-LC keeps secrets: `malloc` and `free` of this program, which serve
//! everything that is linked into it.
#![cfg(all(feature = "aws-lc-rs", target_os = "linux", target_env = "gnu"))]

use std::ffi::c_void;

use crate::allocator;

unsafe extern "C" {
    fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
    fn __libc_free(block: *mut c_void);
}

/// Zeroed, so that earlier content is not mistaken for what was written since.
#[unsafe(no_mangle)]
unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
    // SAFETY: any size may be asked for.
    unsafe { __libc_calloc(1, size) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn free(block: *mut c_void) {
    if !block.is_null() {
        // SAFETY: the block is glibc's, was zeroed when it was allocated, and still belongs to the
        // caller.
        let octets = unsafe { core::slice::from_raw_parts(block.cast(), libc::malloc_usable_size(block)) };
        allocator::inspect(octets);
    }
    // SAFETY: the caller's guarantees are those that glibc requires.
    unsafe { __libc_free(block) }
}

#[test]
fn k3_what_c_leaves_in_freed_memory_would_be_seen() {
    for key in crate::Watched::all() {
        let leave = || {
            // SAFETY: the block is as long as what is copied into it, and used before it is freed.
            unsafe {
                let block = libc::malloc(key.pkcs8.len());
                assert!(!block.is_null());
                block.cast::<u8>().copy_from_nonoverlapping(key.pkcs8.as_ptr(), key.pkcs8.len());
                libc::free(std::hint::black_box(block));
            }
        };
        assert_eq!(allocator::watched(leave).1, 1, "{:?}", key.algorithm);
    }
}

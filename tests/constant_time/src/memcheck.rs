//! Requests to Valgrind from the program that it runs (Valgrind manual, §3.1 and §4.7). The
//! processor executes them as a sequence of instructions without effect.

use crate::allocator::Block;

#[cfg(not(target_arch = "x86_64"))]
compile_error!("the sequence of instructions is that of x86-64");

const RUNNING_ON_VALGRIND: usize = 0x1001;
const COUNT_ERRORS: usize = 0x1201;
/// Memcheck's request codes begin with its letters.
const MEMCHECK: usize = (b'M' as usize) << 24 | (b'C' as usize) << 16;
const MAKE_MEM_UNDEFINED: usize = MEMCHECK + 1;
const MAKE_MEM_DEFINED: usize = MEMCHECK + 2;
const GET_VBITS: usize = MEMCHECK + 8;

/// Returns the answer, or 0 if Valgrind does not run.
fn request(code: usize, arguments: [usize; 3]) -> usize {
    let [first, second, third] = arguments;
    let block = [code, first, second, third, 0, 0];
    let answer;
    // SAFETY: rdi is rotated by 128 bits in total, and rbx is exchanged with itself. Valgrind reads
    // the block. It changes only the definedness of the given memory, or writes `third` as
    // `vbits_of` allows.
    unsafe {
        std::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") block.as_ptr(),
            inlateout("rdx") 0_usize => answer,
            options(nostack),
        );
    }
    answer
}

pub fn is_running() -> bool {
    request(RUNNING_ON_VALGRIND, [0; 3]) > 0
}

/// The number of reports so far.
pub fn errors() -> usize {
    request(COUNT_ERRORS, [0; 3])
}

pub fn make_undefined(block: &Block) {
    request(MAKE_MEM_UNDEFINED, [block.start, block.length, 0]);
}

pub fn make_defined(block: &Block) {
    request(MAKE_MEM_DEFINED, [block.start, block.length, 0]);
}

/// Returns whether any bit of the block is undefined.
pub fn is_undefined(block: &Block) -> bool {
    let mut bits = [0_u8; 1024];
    let length = block.length.min(bits.len());
    let answer = request(GET_VBITS, [block.start, bits.as_mut_ptr() as usize, length]);
    assert_eq!(answer, 1, "the block is there");
    std::hint::black_box(&bits)[..length].iter().any(|bits| *bits != 0)
}

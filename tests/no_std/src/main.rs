//! Issues, without std, a root, a certificate below it for an apply request, and one for a CSR, and
//! encrypts and decrypts a key. Writes the three certificates in PEM, so that other programs can
//! verify them. Exit status 0 means that all certificates were issued and written and the key was
//! restored.
//!
//! Linking this program is the proof: std would add a second panic handler.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::String;
use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicUsize, Ordering};

use certmint::key::KeyDerivationFunction;
use certmint::rand_core::SeedableRng;
use certmint::time::UtcDateTime;
use certmint::wire::Body;
use certmint::{Authority, Error, KeyAlgorithm, PrivateKey, Profile};
use rand_chacha::ChaCha20Rng;

/// Allocates from the front of a fixed block and never frees.
struct Bump {
    memory: UnsafeCell<[u8; SIZE]>,
    used: AtomicUsize,
}

const SIZE: usize = 8 << 20;

// SAFETY: every allocation uses its own part of the block.
unsafe impl Sync for Bump {}

// SAFETY: the allocated parts do not overlap, are aligned and lie within the block.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let base = self.memory.get() as usize;
        let mut start = 0;
        let taken = self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
            start = (base + used).next_multiple_of(layout.align()) - base;
            start.checked_add(layout.size()).filter(|end| *end <= SIZE)
        });
        match taken {
            Ok(_) => (base + start) as *mut u8,
            Err(_) => core::ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Bump = Bump { memory: UnsafeCell::new([0; SIZE]), used: AtomicUsize::new(0) };

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// The certificates of a root, an apply request and a CSR.
fn issue() -> Result<[String; 3], Error> {
    let now = UtcDateTime::from_unix_timestamp(1_769_860_800).map_err(|_| Error::Entropy)?;
    let rng = &mut ChaCha20Rng::from_seed([7; 32]);
    let root = Body::from_json(include_bytes!("../../../examples/data/root.json"))?.read_root()?;
    let root = Authority::try_from(Authority::create_root(&root, &Profile::default(), now, rng)?)?;
    let (_, apply) =
        Body::from_json(include_bytes!("../../../examples/data/apply.json"))?.read_end_entity()?;
    let (_, csr) = Body::from_json(include_bytes!("../../../examples/data/csr.json"))?.read_csr()?;
    let (apply, csr) = (root.issue(&apply, now, rng)?, root.issue(&csr, now, rng)?);
    Ok([root.issuer().chain()[0].to_pem(), apply.certificate().to_pem(), csr.certificate().to_pem()])
}

/// Returns whether all of the text was written to standard output.
fn print(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        // SAFETY: the text has this many octets.
        match unsafe { write(1, rest.as_ptr(), rest.len()) } {
            written @ 1.. => rest = &rest[written as usize..],
            _ => return false,
        }
    }
    true
}

/// Returns whether an encrypted key can be decrypted. Uses PBKDF2, because scrypt needs more memory
/// than there is.
fn encrypt() -> Result<bool, Error> {
    let rng = &mut ChaCha20Rng::from_seed([8; 32]);
    let key = PrivateKey::generate(KeyAlgorithm::Ec256, rng)?;
    let function = KeyDerivationFunction::pbkdf2_hmac_sha256(KeyDerivationFunction::MIN_ITERATIONS)?;
    let der = key.to_encrypted_pkcs8_der(b"password", function, rng)?;
    let again = PrivateKey::from_encrypted_pkcs8_der(&der, b"password")?;
    Ok(again.public_key() == key.public_key())
}

// SAFETY: the C runtime calls the only function with this name.
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    let is_printed = issue().is_ok_and(|certificates| certificates.iter().all(|pem| print(pem)));
    i32::from(!is_printed || encrypt().ok() != Some(true))
}

// The prebuilt alloc is compiled for unwinding and refers to these two symbols; nothing unwinds
// here.

// SAFETY: std, which would define it, is not linked.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

// SAFETY: the unwinder, which would define it, is not linked.
#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() -> ! {
    loop {}
}

#[link(name = "c")]
unsafe extern "C" {
    fn write(file: i32, octets: *const u8, count: usize) -> isize;
}

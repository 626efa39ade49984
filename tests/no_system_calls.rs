//! Issuing makes no system call (rule K4). It runs in a process that Linux kills at the first
//! system call other than read, write and exit (seccomp in strict mode). Its memory is allocated
//! beforehand.
//!
//! The clock can be read without a system call (vDSO), which this test does not detect. For the
//! clock, the proof is the program without std in `tests/no_std`, with the types and functions that
//! `clippy.toml` forbids in the library.
//!
//! AWS-LC makes system calls in every task: it seeds its generator, and its memory is that of C.

#![cfg(all(target_os = "linux", not(feature = "aws-lc-rs")))]
#![allow(unsafe_code, reason = "system calls, and an allocator that makes none")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs::File;
use std::io::Read;
use std::os::fd::FromRawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use certmint::key::{Curve, KeyDerivationFunction, KeyType, SignatureAlgorithm};
use certmint::ocsp::{CertId, CertIdHash, CertStatus, OcspResponder, OcspService};
use certmint::wire::Refusal;
use certmint::{HashAlgorithm, KeyAlgorithm, PrivateKey, SerialNumber, Signer};
use serde_json::Value;
use toolkit::{apply_body, apply_json, csr_body, csr_json, now, rng, root, sequence, subordinate};

/// Allocates from the system and, once sealed, from the front of one block, without freeing.
struct Allocator {
    memory: AtomicPtr<u8>,
    used: AtomicUsize,
}

impl Allocator {
    /// Unused pages take no memory. Generating an RSA key uses the most, including freed memory.
    const OCTETS: usize = 1 << 30;

    const fn new() -> Self {
        Self { memory: AtomicPtr::new(ptr::null_mut()), used: AtomicUsize::new(0) }
    }

    /// Allocates the block that serves all later allocations.
    fn seal(&self) {
        let (protection, flags) = (
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
        );
        // SAFETY: the system chooses an unused address.
        let memory = unsafe { libc::mmap(ptr::null_mut(), Self::OCTETS, protection, flags, -1, 0) };
        if memory == libc::MAP_FAILED {
            exit(5);
        }
        self.memory.store(memory.cast(), Ordering::Relaxed);
    }
}

// SAFETY: System is a valid allocator. The parts of the block do not overlap, are aligned and lie
// within it.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let memory = self.memory.load(Ordering::Relaxed);
        if memory.is_null() {
            // SAFETY: the caller's guarantees are those that System requires.
            return unsafe { System.alloc(layout) };
        }
        let mut start = 0;
        let taken = self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
            // The block starts at a page boundary, which satisfies every alignment used.
            start = used.next_multiple_of(layout.align());
            start.checked_add(layout.size()).filter(|end| *end <= Self::OCTETS)
        });
        if taken.is_ok() { memory.wrapping_add(start) } else { ptr::null_mut() }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        if self.memory.load(Ordering::Relaxed).is_null() {
            // SAFETY: memory allocated before the block exists belongs to System.
            unsafe { System.dealloc(memory, layout) }
        }
    }
}

#[global_allocator]
static ALLOCATOR: Allocator = Allocator::new();

/// The way in which a process ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Exit(i32),
    Signal(i32),
}

/// Runs the function in a separate process, under seccomp in strict mode. Returns its result and
/// how the process ended.
fn sealed(run: impl FnOnce() -> Vec<u8>) -> (Vec<u8>, End) {
    let mut pipe = [0; 2];
    // SAFETY: there is room for two descriptors.
    assert_eq!(unsafe { libc::pipe(pipe.as_mut_ptr()) }, 0);
    let [reader, writer] = pipe;
    // SAFETY: the new process only executes what follows. No other thread holds a lock that it
    // takes: its allocations need none.
    let process = unsafe { libc::fork() };
    assert!(process >= 0, "{}", std::io::Error::last_os_error());
    if process == 0 {
        ALLOCATOR.seal();
        // SAFETY: the arguments are two numbers. The process has only this thread.
        if unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_STRICT) } != 0 {
            exit(2);
        }
        let Ok(mut result) = catch_unwind(AssertUnwindSafe(run)) else { exit(3) };
        while !result.is_empty() {
            // SAFETY: the vector has this many octets.
            match unsafe { libc::write(writer, result.as_ptr().cast(), result.len()) } {
                written @ 1.. => drop(result.drain(..written as usize)),
                _ => exit(4),
            }
        }
        exit(0);
    }
    // SAFETY: only this function uses the two descriptors.
    let (mut reader, writer) = unsafe { (File::from_raw_fd(reader), File::from_raw_fd(writer)) };
    drop(writer);
    let mut result = Vec::new();
    reader.read_to_end(&mut result).expect("a pipe");
    let mut status = 0;
    // SAFETY: the process is a child of this one, and there is room for its status.
    assert_eq!(unsafe { libc::waitpid(process, &mut status, 0) }, process);
    let end = match libc::WIFSIGNALED(status) {
        true => End::Signal(libc::WTERMSIG(status)),
        false => End::Exit(libc::WEXITSTATUS(status)),
    };
    (result, end)
}

/// Exits by the system call that strict mode allows; libc's functions call exit_group.
fn exit(code: i32) -> ! {
    loop {
        // SAFETY: the call ends this process, which has one thread.
        unsafe { libc::syscall(libc::SYS_exit, code) };
    }
}

/// A task, the type of the issuer's key, and the function that returns the resulting bytes.
struct Deed {
    name: &'static str,
    key_type: KeyType,
    run: fn() -> Vec<u8>,
}

const fn by_ec(name: &'static str, run: fn() -> Vec<u8>) -> Deed {
    Deed { name, key_type: KeyType::Ec(Curve::P256), run }
}

const fn by_rsa(name: &'static str, run: fn() -> Vec<u8>) -> Deed {
    Deed { name, key_type: KeyType::Rsa, run }
}

const DEEDS: [Deed; 13] = [
    by_ec("apply, EC256", || apply(KeyAlgorithm::Ec256, "EC256")),
    by_ec("apply, EC384", || apply(KeyAlgorithm::Ec384, "EC384")),
    by_ec("apply, RSA2048", || apply(KeyAlgorithm::Ec256, "RSA2048")),
    by_ec("CSR, EC256", || csr(KeyAlgorithm::Ec256, include_str!("../benches/fixtures/ec256.csr.pem"))),
    by_ec("CSR, RSA 2048", || csr(KeyAlgorithm::Ec384, include_str!("../benches/fixtures/rsa2048.csr.pem"))),
    by_ec("a subordinate CA", || {
        let below = subordinate(&root(KeyAlgorithm::Ec384), KeyAlgorithm::Ec256, 0);
        below.issuer().chain()[0].as_der().to_vec()
    }),
    by_ec("an OCSP response", || respond(KeyAlgorithm::Ec256)),
    by_rsa("an OCSP response, RSA issuer", || respond(KeyAlgorithm::Rsa2048)),
    by_rsa("apply, EC256, RSA issuer", || apply(KeyAlgorithm::Rsa2048, "EC256")),
    by_rsa("apply, RSA4096, RSA issuer", || apply(KeyAlgorithm::Rsa2048, "RSA4096")),
    by_rsa("CSR, EC384, RSA issuer", || {
        csr(KeyAlgorithm::Rsa2048, include_str!("../benches/fixtures/ec384.csr.pem"))
    }),
    by_rsa("refusals", || {
        let authority = root(KeyAlgorithm::Rsa2048);
        let mut body = csr_body("-----BEGIN CERTIFICATE REQUEST-----");
        body["validity"]["value"] = Value::from(0);
        let [apply, csr] =
            [apply_json(&authority, &body), csr_json(&authority, &body)].map(Result::unwrap_err);
        format!("{:?}{:?}", Refusal::from(&apply), Refusal::from(&csr)).into_bytes()
    }),
    by_rsa("private keys, out and in", || {
        let key = PrivateKey::generate(KeyAlgorithm::Rsa2048, &mut rng(5)).unwrap();
        let derivation = KeyDerivationFunction::scrypt(1 << 14, 8, 1).unwrap();
        let pem = key.to_encrypted_pkcs8_pem(b"password", derivation, &mut rng(6)).unwrap();
        PrivateKey::from_encrypted_pkcs8_pem(&pem, b"password").unwrap().to_pkcs8_der().to_vec()
    }),
];

/// From a new root and a JSON body to the certificate and its key.
fn apply(issuer: KeyAlgorithm, key_algorithm: &str) -> Vec<u8> {
    let mut body = apply_body();
    body["key_algorithm"] = Value::from(key_algorithm);
    let issued = apply_json(&root(issuer), &body).unwrap();
    let key = issued.private_key().unwrap().to_pkcs8_der();
    [issued.certificate().as_der(), &key].concat()
}

/// From a new root and an OCSP request to the response.
fn respond(issuer: KeyAlgorithm) -> Vec<u8> {
    let root = root(issuer);
    let responder = OcspResponder::direct(root.issuer().clone()).unwrap();
    let serial_number = SerialNumber::new(&[7; 20]).unwrap();
    let id = CertId::new(root.issuer(), serial_number, CertIdHash::Sha1);
    let request = sequence(&[&sequence(&[&sequence(&[&sequence(&[id.as_der()])])])]);
    let service = OcspService::new(responder, root.signer()).unwrap();
    let response = service.respond(&request, now(), |_| Ok(CertStatus::Good));
    assert_eq!(response.error_status(), None);
    response.as_der().to_vec()
}

/// From a new root and a JSON body to the certificate.
fn csr(issuer: KeyAlgorithm, pem: &str) -> Vec<u8> {
    csr_json(&root(issuer), &csr_body(pem)).unwrap().certificate().as_der().to_vec()
}

/// Whether ECDSA signatures use the operating system's randomness, as those of graviola do.
fn ecdsa_asks_for_randomness() -> bool {
    let key = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(5)).unwrap();
    let sign = || key.sign(SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256), b"message").unwrap();
    sign() != sign()
}

#[test]
fn k4_issuing_makes_no_system_call() {
    // All of them run before anything else in this process, so nothing is initialized for them.
    let sealed: Vec<_> = DEEDS.iter().map(|deed| sealed(deed.run)).collect();
    let killed = ecdsa_asks_for_randomness().then_some(KeyType::Ec(Curve::P256));
    for (deed, (result, end)) in DEEDS.iter().zip(sealed) {
        if killed == Some(deed.key_type) {
            assert_eq!(end, End::Signal(libc::SIGKILL), "{}", deed.name);
        } else {
            assert_eq!(end, End::Exit(0), "{}", deed.name);
            assert!(!result.is_empty() && result == (deed.run)(), "{}", deed.name);
        }
    }
}

/// Shows that the test above can fail.
#[test]
fn k4_a_system_call_is_noticed() {
    let (result, end) = sealed(|| b"nothing".to_vec());
    assert_eq!((result.as_slice(), end), (&b"nothing"[..], End::Exit(0)));
    type Call = fn() -> bool;
    let forbidden: [(&str, Call); 6] = [
        ("the clock", || {
            let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            // SAFETY: there is room for a time.
            unsafe { libc::syscall(libc::SYS_clock_gettime, libc::CLOCK_REALTIME, &raw mut now) == 0 }
        }),
        ("randomness", || {
            let mut octet = 0_u8;
            // SAFETY: there is room for one octet.
            unsafe { libc::getrandom((&raw mut octet).cast(), 1, 0) == 1 }
        }),
        ("a file", || File::open("/dev/null").is_ok()),
        ("a socket", || std::net::UdpSocket::bind("127.0.0.1:0").is_ok()),
        ("a thread", || std::thread::spawn(|| ()).join().is_ok()),
        ("a program", || std::process::Command::new("true").status().is_ok()),
    ];
    for (name, run) in forbidden {
        assert_eq!(sealed(|| vec![run().into()]), (Vec::new(), End::Signal(libc::SIGKILL)), "{name}");
    }
}

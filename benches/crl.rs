//! What a revocation list costs, by the number of its entries: checking and encoding alone, and with the
//! signature.

#![allow(missing_docs, reason = "criterion's macros make an undocumented main")]

mod support;

use std::hint::black_box;

use certmint::rand_core::{Rng, SeedableRng};
use certmint::time::Duration;
use certmint::{CrlNumber, CrlRequest, RevocationReason, RevokedCertificate};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand_chacha::ChaCha20Rng;
use support::{authority, now};

/// Entries of random serial numbers, each with a reason. In no order: the worst case of the search for
/// repeated ones.
fn request(entries: usize, rng: &mut ChaCha20Rng) -> CrlRequest {
    let revoked = (0..entries).map(|_| {
        let mut serial_number = [0; 20];
        rng.fill_bytes(&mut serial_number);
        RevokedCertificate::new(&serial_number, now()).with_reason(RevocationReason::Superseded)
    });
    CrlRequest::new(CrlNumber::from(1), now(), now() + Duration::days(7)).with_all_revoked(revoked)
}

fn benches(c: &mut Criterion) {
    let rng = &mut ChaCha20Rng::from_seed([1; 32]);
    let authority = authority(rng);
    let mut group = c.benchmark_group("crl");
    for entries in [1_000, 10_000, 100_000] {
        let request = request(entries, rng);
        group.throughput(Throughput::Elements(entries as u64));
        group.bench_with_input(BenchmarkId::new("check and encode", entries), &request, |b, request| {
            b.iter(|| black_box(request.to_be_signed(authority.issuer()).expect("bytes")));
        });
        group.bench_with_input(BenchmarkId::new("with EC256 signature", entries), &request, |b, request| {
            b.iter(|| black_box(authority.crl(request).expect("a list")));
        });
    }
    group.finish();
}

criterion_group!(crl, benches);
criterion_main!(crl);

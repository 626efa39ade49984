//! The demo: a small hierarchy and the certificates that it issues.

use std::path::Path;
use std::time::{Duration, Instant};

use certmint::crl::{CrlNumber, RevocationReason, RevokedCertificate};
use certmint::issuer::IssuerExtensions;
use certmint::time::UtcDateTime;
use certmint::time::format_description::well_known::Rfc3339;
use certmint::wire::Body;
use certmint::{Authority, CrlRequest, Error, Issued, Profile};
use rand_chacha::ChaCha20Rng;

use super::DAY;
use super::files::{Failure, refuse_other_key, write_file, write_files};

/// The directories of the certificates whose key is generated.
const WITH_KEYS: [&str; 3] = ["root", "subordinate", "apply"];

/// Creates a root and a subordinate CA, which then issues certificates and a revocation list.
pub fn demo(now: UtcDateTime, rng: &mut ChaCha20Rng, out: Option<&Path>) -> Result<(), Failure> {
    if let Some(out) = out {
        for name in WITH_KEYS {
            refuse_other_key(&out.join(name))?;
        }
    }
    let show = |name: &str, started: Instant, issued: &Issued, rng: &mut ChaCha20Rng| {
        let elapsed = started.elapsed();
        print_summary(name, issued, elapsed);
        println!("{}", issued.chain_pem());
        out.map_or(Ok(()), |out| write_files(issued, &out.join(name), None, rng))
    };

    let started = Instant::now();
    let body = Body::from_json(include_bytes!("../data/root.json"))?;
    let root = Authority::create_root(&body.read_root()?, &Profile::default(), now, rng)?;
    show("root", started, &root, rng)?;
    let root = Authority::try_from(root)?;

    let started = Instant::now();
    let body = Body::from_json(include_bytes!("../data/subordinate.json"))?;
    let subordinate = root.issue(&body.read_subordinate()?.1, now, rng)?;
    show("subordinate", started, &subordinate, rng)?;
    let extensions = IssuerExtensions::default()
        .with_crl_url("http://pki.example.com/subordinate.crl")
        .and_then(|extensions| extensions.with_ca_issuers_url("http://pki.example.com/subordinate.crt"))
        .map_err(Error::from)?;
    let subordinate = Authority::try_from(subordinate)?.with_extensions(extensions);

    let started = Instant::now();
    let body = Body::from_json(include_bytes!("../data/apply.json"))?;
    let issued = subordinate.issue(&body.read_end_entity()?.1, now, rng)?;
    show("apply", started, &issued, rng)?;

    let csr_requests: [(&str, &[u8]); 2] = [
        ("csr", include_bytes!("../data/csr.json")),
        ("intermediate_ca", include_bytes!("../data/intermediate_ca.json")),
    ];
    for (name, json) in csr_requests {
        let started = Instant::now();
        show(name, started, &subordinate.issue(&Body::from_json(json)?.read_csr()?.1, now, rng)?, rng)?;
    }
    revoke(&issued, &subordinate, now, out)
}

/// Issues the CA's revocation list for the next week, with one certificate on it.
fn revoke(issued: &Issued, by: &Authority, now: UtcDateTime, out: Option<&Path>) -> Result<(), Failure> {
    let revoked =
        RevokedCertificate::new(issued.serial_number(), now).with_reason(RevocationReason::Superseded);
    let crl = by.issue_crl(&CrlRequest::new(CrlNumber::from(1), now, now + 7 * DAY).with_revoked(revoked))?;
    println!("crl: list 1 of {}, the certificate of apply revoked\n{}", by.issuer().subject(), crl.to_pem());
    out.map_or(Ok(()), |out| write_file(&out.join("subordinate").join("crl.pem"), 0o644, &crl.to_pem()))
}

/// Prints a summary of an issued certificate.
pub fn print_summary(name: &str, issued: &Issued, elapsed: Duration) {
    let list = |items: Vec<String>| if items.is_empty() { "-".to_string() } else { items.join(", ") };
    let date = |at: UtcDateTime| at.format(&Rfc3339).unwrap_or_default();
    let names = issued.fields().alternative_names().iter().map(ToString::to_string).collect();
    let purposes = issued.fields().extended_key_usage().purposes().iter().map(ToString::to_string).collect();
    println!("{name}");
    println!("  subject        {}", issued.fields().subject());
    println!("  names          {}", list(names));
    println!("  key usages     {}", issued.fields().key_usages());
    println!("  purposes       {}", list(purposes));
    println!(
        "  valid          {} to {}",
        date(issued.fields().validity().not_before()),
        date(issued.fields().validity().not_after())
    );
    println!("  serial number  {}", issued.serial_number());
    for notice in issued.fields().notices() {
        println!("  notice         {notice}");
    }
    println!("  time taken     {:.1} ms", elapsed.as_secs_f64() * 1_000.0);
}

//! Issues certificates from the shell, and shows the crate at work. All of its input and output is here;
//! the library has none.
//!
//! `cargo run --example issue` is the demo: a root, a subordinate CA, both sample requests of the API
//! pages, a CA from a CSR and a revocation list. `cargo run --example issue -- --help` tells of the commands.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use certmint::rand_core::SeedableRng;
use certmint::time::UtcDateTime;
use certmint::time::format_description::well_known::Rfc3339;
use certmint::wire::{Body, Refusal};
use certmint::{
    Authority, CrlNumber, CrlRequest, Error, Issued, Issuer, PrivateKey, Profile, RevocationReason,
    RevokedCertificate,
};
use clap::{Parser, Subcommand};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A day, the unit in which revocation lists are renewed.
const DAY: Duration = Duration::from_secs(86_400);

/// Issues certificates from JSON requests. Without a command: a demo that makes a root and a subordinate
/// CA and issues the sample requests.
#[derive(Parser)]
#[command(name = "issue", version, infer_long_args = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The time of issuing: RFC 3339 (2026-01-31T12:00:00Z) or Unix milliseconds [default: the system clock]
    #[arg(long, global = true, value_parser = parse_time, allow_hyphen_values = true)]
    now: Option<UtcDateTime>,
    /// 64 hexadecimal digits that make every random choice reproducible [default: the system's entropy]
    #[arg(long, global = true, value_parser = parse_seed)]
    seed: Option<[u8; 32]>,
    /// Where the demo writes its certificates [default: nowhere]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Make a self-signed root CA
    Root {
        /// A JSON file, or - for standard input: the apply body without issuer_id, with optional path_length
        request: PathBuf,
        /// Where certificate.pem, chain.pem and private_key.pem are written
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Make a subordinate CA with a generated key; REQUEST is the apply body with optional path_length
    Subordinate(Issue),
    /// Issue an end-entity certificate with a generated key
    Apply(Issue),
    /// Issue a certificate for the key of a certificate signing request
    Csr(Issue),
}

#[derive(clap::Args)]
struct Issue {
    /// A JSON file, or - for standard input
    request: PathBuf,
    /// The issuing CA: a folder with chain.pem (or certificate.pem alone) and private_key.pem
    #[arg(long, value_name = "DIR")]
    ca: PathBuf,
    /// Where certificate.pem, chain.pem and, where a key was made, private_key.pem are written
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// What ends the program without a certificate.
enum Failure {
    /// The request was refused: exit 1, the wire error on stdout.
    Refused(Error),
    /// Files or usage: exit 2, a message on stderr.
    Usage(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            // A CA that cannot be loaded is not the request's fault.
            Error::Issuer(_) | Error::Key(_) | Error::SignerMismatch => Self::Usage(error.to_string()),
            _ => Self::Refused(error),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let now = arguments.now.unwrap_or_else(UtcDateTime::now);
    let mut seed = arguments.seed.unwrap_or_default();
    if arguments.seed.is_none() && getrandom::fill(&mut seed).is_err() {
        eprintln!("issue: the operating system gives no entropy");
        return ExitCode::from(2);
    }
    let done = match arguments.command {
        None => demo(now, seed, arguments.out.as_deref()),
        Some(command) => run(&command, now, seed),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused(error)) => {
            println!("{}", serde_json::json!(Refusal::from(&error)));
            for violation in error.violations() {
                eprintln!("{}: {}", violation.pointer(), violation.kind());
            }
            ExitCode::from(1)
        }
        Err(Failure::Usage(message)) => {
            eprintln!("issue: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command, now: UtcDateTime, seed: [u8; 32]) -> Result<(), Failure> {
    let (name, request, ca, out) = match command {
        Command::Root { request, out } => ("root", request, None, out),
        Command::Subordinate(issue) => ("subordinate", &issue.request, Some(&issue.ca), &issue.out),
        Command::Apply(issue) => ("apply", &issue.request, Some(&issue.ca), &issue.out),
        Command::Csr(issue) => ("csr", &issue.request, Some(&issue.ca), &issue.out),
    };
    let json = read_request(request)?;
    let authority = ca.map(|ca| load_authority(ca)).transpose()?;
    if ca.is_some_and(|ca| out.exists() && fs::canonicalize(ca).ok() == fs::canonicalize(out).ok()) {
        return Err(Failure::Usage("--out and --ca must be different folders".into()));
    }
    let rng = &mut rng(seed, name, &json);
    let body = Body::from_json(&json)?;
    let started = Instant::now();
    let issued = match (command, &authority) {
        (Command::Subordinate(_), Some(ca)) => {
            ca.subordinate(&body.for_authority(ca, now).subordinate()?.1, now, rng)?
        }
        (Command::Apply(_), Some(ca)) => ca.apply(&body.for_authority(ca, now).apply()?.1, now, rng)?,
        (Command::Csr(_), Some(ca)) => ca.csr(&body.for_authority(ca, now).csr()?.1, now, rng)?,
        _ => Authority::create_root(
            &body.for_root(&Profile::default(), now).root()?,
            &Profile::default(),
            now,
            rng,
        )?,
    };
    write_files(&issued, out)?;
    print_summary(name, &issued, started.elapsed());
    let notices: Vec<String> = issued.notices().iter().map(ToString::to_string).collect();
    println!(
        "{}",
        serde_json::json!({ "certificate_id": issued.certificate_id().to_string(), "notices": notices })
    );
    Ok(())
}

/// A root, a subordinate CA below it, and what the subordinate CA issues.
fn demo(now: UtcDateTime, seed: [u8; 32], out: Option<&Path>) -> Result<(), Failure> {
    let rng = &mut rng(seed, "demo", b"");
    let show = |name: &str, started: Instant, issued: &Issued| -> Result<(), Failure> {
        let elapsed = started.elapsed();
        if let Some(out) = out {
            write_files(issued, &out.join(name))?;
        }
        print_summary(name, issued, elapsed);
        println!("{}", issued.chain_pem());
        Ok(())
    };

    let started = Instant::now();
    let body = Body::from_json(include_bytes!("data/root.json"))?;
    let root = Authority::create_root(&body.root()?, &Profile::default(), now, rng)?;
    show("root", started, &root)?;
    let root = Authority::try_from(root)?;

    let started = Instant::now();
    let body = Body::from_json(include_bytes!("data/subordinate.json"))?;
    let subordinate = root.subordinate(&body.subordinate()?.1, now, rng)?;
    show("subordinate", started, &subordinate)?;
    let subordinate = Authority::try_from(subordinate)?;

    let started = Instant::now();
    let body = Body::from_json(include_bytes!("data/apply.json"))?;
    let issued = subordinate.apply(&body.apply()?.1, now, rng)?;
    show("apply", started, &issued)?;

    let csr_requests: [(&str, &[u8]); 2] = [
        ("csr", include_bytes!("data/csr.json")),
        ("intermediate_ca", include_bytes!("data/intermediate_ca.json")),
    ];
    for (name, json) in csr_requests {
        let started = Instant::now();
        show(name, started, &subordinate.csr(&Body::from_json(json)?.csr()?.1, now, rng)?)?;
    }
    revoke(&issued, &subordinate, now, out)
}

/// The revocation list of a CA for the next week, with one certificate on it.
fn revoke(issued: &Issued, by: &Authority, now: UtcDateTime, out: Option<&Path>) -> Result<(), Failure> {
    let revoked =
        RevokedCertificate::new(issued.serial_number(), now).with_reason(RevocationReason::Superseded);
    let crl = by.crl(&CrlRequest::new(CrlNumber::from(1), now, now + 7 * DAY).with_revoked(revoked))?;
    if let Some(out) = out {
        write_file(&out.join("subordinate"), "crl.pem", 0o644, &crl.to_pem())?;
    }
    println!("crl: list 1 of {}, the certificate of apply revoked\n{}", by.issuer().subject(), crl.to_pem());
    Ok(())
}

/// Randomness that depends on the command and the request, so that one seed used for several commands
/// does not give them the same key.
fn rng(seed: [u8; 32], command: &str, request: &[u8]) -> ChaCha20Rng {
    let hash = Sha256::new().chain_update(seed).chain_update(command).chain_update(request).finalize();
    ChaCha20Rng::from_seed(hash.into())
}

fn load_authority(folder: &Path) -> Result<Authority, Failure> {
    let chain = Some(folder.join("chain.pem")).filter(|path| path.exists());
    let chain = read_text(&chain.unwrap_or_else(|| folder.join("certificate.pem")))?;
    let in_folder = |error: &dyn std::fmt::Display| Failure::Usage(format!("{}: {error}", folder.display()));
    let issuer = Issuer::from_chain_pem(&chain).map_err(|error| in_folder(&error))?;
    let key_path = folder.join("private_key.pem");
    if !key_path.exists() {
        return Err(in_folder(&"this CA has no private_key.pem here; its key is with whoever made the CSR"));
    }
    let key =
        PrivateKey::from_pem(&Zeroizing::new(read_text(&key_path)?)).map_err(|error| in_folder(&error))?;
    Authority::new(issuer, key).map_err(|error| in_folder(&error))
}

fn read_request(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() != "-" {
        return fs::read(path).map_err(|error| unusable(path, &error));
    }
    let mut json = Vec::new();
    io::stdin().read_to_end(&mut json).map_err(|error| unusable(path, &error))?;
    Ok(json)
}

fn read_text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::Usage(format!("{}: {error}", path.display()))
}

fn write_files(issued: &Issued, folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
    let write = |name, mode, text: &str| write_file(folder, name, mode, text);
    if let Some(key) = issued.private_key() {
        write("private_key.pem", 0o600, &key.to_pkcs8_pem().map_err(Error::from)?)?;
    }
    write("certificate.pem", 0o644, &issued.certificate().to_pem())?;
    write("chain.pem", 0o644, &issued.chain_pem())
}

fn write_file(folder: &Path, name: &str, mode: u32, text: &str) -> Result<(), Failure> {
    let path = folder.join(name);
    let mut options = fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(mode).open(&path);
    file.and_then(|mut file| {
        // A file that was there before keeps its mode until it is told.
        file.set_permissions(fs::Permissions::from_mode(mode))?;
        file.write_all(text.as_bytes())
    })
    .map_err(|error| unusable(&path, &error))
}

fn print_summary(name: &str, issued: &Issued, elapsed: Duration) {
    let list = |items: Vec<String>| if items.is_empty() { "-".to_string() } else { items.join(", ") };
    let date = |at: UtcDateTime| at.format(&Rfc3339).unwrap_or_default();
    let names = issued.alternative_names().iter().map(ToString::to_string).collect();
    let purposes = issued.extended_key_usage().purposes().iter().map(ToString::to_string).collect();
    let serial_number: String = issued.serial_number().iter().map(|octet| format!("{octet:02x}")).collect();
    println!("{name}");
    println!("  subject        {}", issued.subject());
    println!("  names          {}", list(names));
    println!("  key usages     {}", issued.key_usages());
    println!("  purposes       {}", list(purposes));
    println!(
        "  valid          {} to {}",
        date(issued.validity().not_before()),
        date(issued.validity().not_after())
    );
    println!("  serial number  {serial_number}");
    for notice in issued.notices() {
        println!("  notice         {notice}");
    }
    println!("  time taken     {:.1} ms", elapsed.as_secs_f64() * 1_000.0);
}

fn parse_time(text: &str) -> Result<UtcDateTime, String> {
    let help = || "expected RFC 3339, such as 2026-01-31T12:00:00Z, or Unix milliseconds".to_string();
    if let Ok(milliseconds) = text.parse::<i64>() {
        return UtcDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000)
            .map_err(|_| help());
    }
    let at = certmint::time::OffsetDateTime::parse(text, &Rfc3339).map_err(|_| help())?;
    at.checked_to_utc().ok_or_else(help)
}

fn parse_seed(text: &str) -> Result<[u8; 32], String> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let octets: Option<Vec<u8>> = text
        .as_bytes()
        .chunks(2)
        .map(|pair| if let [high, low] = pair { Some(digit(*high)? << 4 | digit(*low)?) } else { None })
        .collect();
    octets.and_then(|octets| octets.try_into().ok()).ok_or("expected 64 hexadecimal digits".to_string())
}

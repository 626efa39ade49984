//! Issues certificates from the command line and shows how to use the crate. All input and output
//! happens here; the library does none.
//!
//! `cargo run --example issue` runs the demo: a root, a subordinate CA, both sample requests of the
//! API documentation, a CA from a CSR, and a revocation list. `cargo run --example issue -- --help`
//! lists the commands.
#![allow(missing_docs, unreachable_pub, reason = "a program of several files")]

mod arguments;
mod demo;
mod files;

use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use certmint::crl::{CrlNumber, RevokedCertificate};
use certmint::issuer::IssuerExtensions;
use certmint::name::NameConstraints;
use certmint::rand_core::SeedableRng;
use certmint::time::UtcDateTime;
use certmint::wire::{Body, Refusal};
use certmint::{Authority, CrlRequest, Error, Issued, Issuer, Profile, PublicKey};
use clap::Parser;
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};

use arguments::{Arguments, Command, Constraints, Crl, Issue, Key};
use demo::{demo, print_summary};
use files::{
    Failure, Password, load_authority, read_password, read_profile, read_public_key, read_request,
    refuse_other_key, write_file, write_files,
};

/// A day, the unit of a revocation list's lifetime.
const DAY: Duration = Duration::from_secs(86_400);

/// The settings that all commands share.
struct Settings {
    now: UtcDateTime,
    seed: [u8; 32],
    profile: Profile,
    password: Option<Password>,
    deny_unknown_members: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
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

fn run(arguments: Arguments) -> Result<(), Failure> {
    let mut seed = arguments.seed.unwrap_or_default();
    if arguments.seed.is_none() && getrandom::fill(&mut seed).is_err() {
        return Err(Failure::Usage("the operating system provides no entropy".into()));
    }
    let settings = Settings {
        now: arguments.now.unwrap_or_else(UtcDateTime::now),
        seed,
        profile: arguments.profile.as_deref().map(read_profile).transpose()?.unwrap_or_default(),
        password: arguments.password_file.as_deref().map(read_password).transpose()?,
        deny_unknown_members: arguments.deny_unknown_members,
    };
    match arguments.command {
        None => demo(settings.now, &mut rng(seed, "demo", b""), arguments.out.as_deref()),
        Some(Command::Root { request, out }) => settings.root(&request, &out),
        Some(Command::Subordinate { issue, key, constraints }) => {
            let key = key.load(&issue.out)?;
            settings.issue("subordinate", &issue, |ca, body, now, rng| {
                let (_, mut request) = body.read_subordinate()?;
                if let Some(constraints) = name_constraints(constraints)? {
                    request = request.with_name_constraints(constraints);
                }
                match key {
                    Some(key) => ca.issue(&request.with_public_key(key)?, now, rng),
                    None => ca.issue(&request, now, rng),
                }
            })
        }
        Some(Command::Apply { issue, key }) => {
            let key = key.load(&issue.out)?;
            settings.issue("apply", &issue, |ca, body, now, rng| {
                let (_, request) = body.read_end_entity()?;
                match key {
                    Some(key) => ca.issue(&request.with_public_key(key)?, now, rng),
                    None => ca.issue(&request, now, rng),
                }
            })
        }
        Some(Command::Csr { issue, constraints }) => settings.issue("csr", &issue, |ca, body, now, rng| {
            let (_, mut request) = body.read_csr()?;
            if let Some(constraints) = name_constraints(constraints)? {
                request = request.with_name_constraints(constraints)?;
            }
            ca.issue(&request, now, rng)
        }),
        Some(Command::Crl(crl)) => settings.crl(crl),
    }
}

impl Key {
    /// Returns the key given on the command line. Without one, a key will be generated, so `out`
    /// must not hold a key yet.
    fn load(&self, out: &Path) -> Result<Option<PublicKey>, Failure> {
        match &self.public_key {
            Some(path) => read_public_key(path).map(Some),
            None => refuse_other_key(out).map(|()| None),
        }
    }
}

impl Settings {
    fn body(&self, json: &[u8]) -> Result<Body<'static>, Error> {
        let body = Body::from_json(json)?;
        Ok(if self.deny_unknown_members { body.deny_unknown_members() } else { body })
    }

    fn root(&self, request: &Path, out: &Path) -> Result<(), Failure> {
        refuse_other_key(out)?;
        let json = read_request(request)?;
        let rng = &mut rng(self.seed, "root", &json);
        let body = self.body(&json)?;
        let started = Instant::now();
        let request = body.for_root(&self.profile, self.now).read_root()?;
        let issued = Authority::create_root(&request, &self.profile, self.now, rng)?;
        self.report("root", &issued, started.elapsed(), out, rng)
    }

    fn issue(
        &self,
        name: &str,
        issue: &Issue,
        by: impl FnOnce(&Authority, Body<'_>, UtcDateTime, &mut ChaCha20Rng) -> Result<Issued, Error>,
    ) -> Result<(), Failure> {
        let json = read_request(&issue.request)?;
        let (ca, out) = (&issue.ca, &issue.out);
        let authority = load_authority(ca, self.password.as_ref())?
            .with_profile(self.profile.clone())
            .with_extensions(issuer_extensions(issue)?);
        if out.exists() && fs::canonicalize(ca).ok() == fs::canonicalize(out).ok() {
            return Err(Failure::Usage("--out and --ca must be different directories".into()));
        }
        let rng = &mut rng(self.seed, name, &json);
        let body = self.body(&json)?;
        let started = Instant::now();
        let issued = by(&authority, body.for_authority(&authority, self.now), self.now, rng)?;
        self.report(name, &issued, started.elapsed(), out, rng)
    }

    /// Writes the files, then prints a summary and one line of JSON.
    fn report(
        &self,
        name: &str,
        issued: &Issued,
        elapsed: Duration,
        out: &Path,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Failure> {
        write_files(issued, out, self.password.as_ref(), rng)?;
        print_summary(name, issued, elapsed);
        let mut notices: Vec<String> = issued.fields().notices().iter().map(ToString::to_string).collect();
        notices.extend(issuer_notices(issued)?);
        let id = issued.certificate_id().to_string();
        println!("{}", serde_json::json!({ "certificate_id": id, "notices": notices }));
        Ok(())
    }

    fn crl(&self, crl: Crl) -> Result<(), Failure> {
        let authority = load_authority(&crl.ca, self.password.as_ref())?;
        let revoked = crl.revoke.iter().map(|(serial_number, reason)| {
            RevokedCertificate::new(serial_number, self.now).with_reason(*reason)
        });
        let next_update = self.now + crl.days * DAY;
        let mut request = CrlRequest::new(CrlNumber::from(crl.number), self.now, next_update);
        if let Some(base) = crl.base {
            request = request.with_base_crl_number(CrlNumber::from(base));
        }
        for url in &crl.freshest_crl_url {
            request = request.with_freshest_crl_url(url).map_err(wrong)?;
        }
        let list = authority.issue_crl(&request.with_all_revoked(revoked))?;
        write_file(&crl.out, 0o644, &list.to_pem())?;
        println!("{}", serde_json::json!({ "number": crl.number, "revoked": crl.revoke.len() }));
        Ok(())
    }
}

/// Returns what strict verifiers refuse below the new CA or, for an end entity, below its issuer.
/// The issuer's notices were already written to standard error when it was loaded.
fn issuer_notices(issued: &Issued) -> Result<Vec<String>, Failure> {
    let made =
        if issued.fields().is_ca() { Some(Issuer::try_from(issued).map_err(Error::from)?) } else { None };
    for notice in made.iter().flat_map(Issuer::notices) {
        if notice.certificate().position() == 0 {
            eprintln!("notice: {notice}");
        }
    }
    let issuer = made.as_ref().or(issued.fields().issuer());
    Ok(issuer.into_iter().flat_map(Issuer::notices).map(ToString::to_string).collect())
}

fn wrong(error: impl Display) -> Failure {
    Failure::Usage(error.to_string())
}

fn issuer_extensions(issue: &Issue) -> Result<IssuerExtensions, Failure> {
    let mut extensions = IssuerExtensions::default();
    for policy in &issue.policy {
        extensions = extensions.with_policy(policy.clone()).map_err(wrong)?;
    }
    for url in &issue.crl_url {
        extensions = extensions.with_crl_url(url).map_err(wrong)?;
    }
    for url in &issue.freshest_crl_url {
        extensions = extensions.with_freshest_crl_url(url).map_err(wrong)?;
    }
    for url in &issue.ocsp_url {
        extensions = extensions.with_ocsp_url(url).map_err(wrong)?;
    }
    for url in &issue.ca_issuers_url {
        extensions = extensions.with_ca_issuers_url(url).map_err(wrong)?;
    }
    Ok(extensions)
}

fn name_constraints(Constraints { permit, exclude }: Constraints) -> Result<Option<NameConstraints>, Error> {
    if permit.is_empty() && exclude.is_empty() {
        return Ok(None);
    }
    Ok(Some(NameConstraints::new(permit, exclude)?))
}

/// Returns a generator that depends on the command and the request, so that several commands with
/// one seed do not produce the same key.
fn rng(seed: [u8; 32], command: &str, request: &[u8]) -> ChaCha20Rng {
    let hash = Sha256::new().chain_update(seed).chain_update(command).chain_update(request).finalize();
    ChaCha20Rng::from_seed(hash.into())
}

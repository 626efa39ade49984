//! The command line.

use std::fmt::Display;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use certmint::crl::RevocationReason;
use certmint::extension::CertificatePolicy;
use certmint::name::GeneralSubtree;
use certmint::time::format_description::well_known::Rfc3339;
use certmint::time::{OffsetDateTime, UtcDateTime};
use certmint::{ObjectIdentifier, SerialNumber};
use clap::{Parser, Subcommand};

/// Issues certificates from JSON requests. Without a command, runs a demo that creates a root and a
/// subordinate CA and issues the sample requests.
#[derive(Parser)]
#[command(name = "issue", version, infer_long_args = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Issuing time, in RFC 3339 (2026-01-31T12:00:00Z) or Unix milliseconds [default: the system
    /// clock]
    #[arg(long, global = true, value_parser = parse_time, allow_hyphen_values = true)]
    pub now: Option<UtcDateTime>,
    /// Seed of 64 hexadecimal digits that makes all random choices reproducible [default: the
    /// system's entropy]
    #[arg(long, global = true, value_parser = parse_seed)]
    pub seed: Option<[u8; 32]>,
    /// JSON file with the profile's settings [default: the profile of the API documentation]
    #[arg(long, global = true, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// File with the password that encrypts and decrypts private keys; a trailing line break is
    /// ignored [default: keys are written unencrypted]
    #[arg(long, global = true, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Refuse members that the request does not define [default: ignore them with a notice]
    #[arg(long, global = true)]
    pub deny_unknown_members: bool,
    /// Directory in which the demo writes its certificates [default: none are written]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Create a self-signed root CA
    Root {
        /// JSON file, or - for standard input: a create-CA body of type ROOT, or, without a type,
        /// an apply body without issuer_id and with an optional path_length
        request: PathBuf,
        /// Directory for certificate.pem, chain.pem and private_key.pem; an existing
        /// private_key.pem is never overwritten
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Create a subordinate CA; REQUEST is a create-CA body of type SUBORDINATE or, without a type,
    /// an apply body with an optional path_length
    Subordinate {
        #[command(flatten)]
        issue: Issue,
        #[command(flatten)]
        key: Key,
        #[command(flatten)]
        constraints: Constraints,
    },
    /// Issue an end-entity certificate
    Apply {
        #[command(flatten)]
        issue: Issue,
        #[command(flatten)]
        key: Key,
    },
    /// Issue a certificate for the key of a certificate signing request
    Csr {
        #[command(flatten)]
        issue: Issue,
        #[command(flatten)]
        constraints: Constraints,
    },
    /// Create a certificate revocation list
    Crl(Crl),
}

#[derive(clap::Args)]
pub struct Issue {
    /// JSON file, or - for standard input
    pub request: PathBuf,
    /// Directory of the issuing CA, with chain.pem (or only certificate.pem) and private_key.pem
    #[arg(long, value_name = "DIR")]
    pub ca: PathBuf,
    /// Directory for certificate.pem, chain.pem and, if a key is generated, private_key.pem; an
    /// existing private_key.pem is never overwritten
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// URL of the issuing CA's CRL; can be repeated, as can the other URLs and --policy
    #[arg(long, value_name = "URL")]
    pub crl_url: Vec<String>,
    /// URL of the issuing CA's delta CRL
    #[arg(long, value_name = "URL")]
    pub freshest_crl_url: Vec<String>,
    /// URL of the issuing CA's OCSP responder
    #[arg(long, value_name = "URL")]
    pub ocsp_url: Vec<String>,
    /// URL of the issuing CA's certificate in DER
    #[arg(long, value_name = "URL")]
    pub ca_issuers_url: Vec<String>,
    /// Object identifier of a policy under which the CA issues
    #[arg(long, value_name = "OID", value_parser = parse_policy)]
    pub policy: Vec<CertificatePolicy>,
}

/// The key to certify.
#[derive(clap::Args)]
pub struct Key {
    /// PEM file with an existing public key of the algorithm that the request names [default:
    /// generate a key]
    #[arg(long, value_name = "FILE")]
    pub public_key: Option<PathBuf>,
}

/// The names that a CA may issue.
#[derive(clap::Args)]
pub struct Constraints {
    /// Names that the new CA may issue: dns:example.org, ip:10.0.0.0/8, email:example.org,
    /// uri:.example.org
    #[arg(long, value_name = "FORM:BASE", value_parser = parse_subtree)]
    pub permit: Vec<GeneralSubtree>,
    /// Names that the new CA must not issue, even if they are permitted
    #[arg(long, value_name = "FORM:BASE", value_parser = parse_subtree)]
    pub exclude: Vec<GeneralSubtree>,
}

#[derive(clap::Args)]
pub struct Crl {
    /// Directory of the CA, with chain.pem (or only certificate.pem) and private_key.pem
    #[arg(long, value_name = "DIR")]
    pub ca: PathBuf,
    /// Number of the list; must be greater than that of every earlier list
    #[arg(long)]
    pub number: u64,
    /// Days until the next list is due
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=3_650))]
    pub days: u32,
    /// Serial number of a revoked certificate in hexadecimal, with its reason if known, such as
    /// 4d1f…=keyCompromise or 4d1f…=KEY_COMPROMISE
    #[arg(long, value_name = "SERIAL[=REASON]", value_parser = parse_revoked)]
    pub revoke: Vec<(SerialNumber, RevocationReason)>,
    /// Make a delta CRL: a list of what changed since the full CRL with this number. The reason
    /// removeFromCRL removes an entry
    #[arg(long, value_name = "NUMBER")]
    pub base: Option<u64>,
    /// URL of the delta CRL, in a full CRL; can be repeated
    #[arg(long, value_name = "URL")]
    pub freshest_crl_url: Vec<String>,
    /// File for the list, in PEM
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

fn parse_time(text: &str) -> Result<UtcDateTime, String> {
    let help = || "expected RFC 3339, such as 2026-01-31T12:00:00Z, or Unix milliseconds".to_string();
    if let Ok(milliseconds) = text.parse::<i64>() {
        return UtcDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000)
            .map_err(|_| help());
    }
    let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| help())?;
    at.checked_to_utc().ok_or_else(help)
}

fn parse_seed(text: &str) -> Result<[u8; 32], String> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err("expected 64 hexadecimal digits".into());
    }
    let octet = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).expect("two digits");
    Ok(std::array::from_fn(octet))
}

fn parse_policy(text: &str) -> Result<CertificatePolicy, String> {
    ObjectIdentifier::new(text).map(CertificatePolicy::new).map_err(|kind| kind.to_string())
}

fn parse_subtree(text: &str) -> Result<GeneralSubtree, String> {
    let help = || "expected dns:, ip:, email: or uri: and a base".to_string();
    let (form, base) = text.split_once(':').ok_or_else(help)?;
    match form {
        "dns" => GeneralSubtree::dns(base),
        "email" => GeneralSubtree::email(base),
        "uri" => GeneralSubtree::uri(base),
        "ip" => {
            let (network, prefix_length) = base.split_once('/').ok_or("expected ip:ADDRESS/BITS")?;
            GeneralSubtree::ip(parse::<IpAddr>(network)?, parse(prefix_length)?)
        }
        _ => return Err(help()),
    }
    .map_err(|kind| kind.to_string())
}

fn parse<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| format!("{text}: {error}"))
}

fn parse_revoked(text: &str) -> Result<(SerialNumber, RevocationReason), String> {
    let (serial_number, reason) = text.split_once('=').map_or((text, None), |(s, r)| (s, Some(r)));
    // With an odd number of digits one was probably lost when the text was copied.
    if serial_number.bytes().filter(u8::is_ascii_hexdigit).count() % 2 != 0 {
        return Err("expected an even number of hexadecimal digits".into());
    }
    Ok((parse(serial_number)?, reason.map_or(Ok(RevocationReason::Unspecified), parse)?))
}

//! The command line.

use std::fmt::Display;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use certmint::ObjectIdentifier;
use certmint::crl::RevocationReason;
use certmint::extension::CertificatePolicy;
use certmint::name::GeneralSubtree;
use certmint::time::format_description::well_known::Rfc3339;
use certmint::time::{OffsetDateTime, UtcDateTime};
use clap::{Parser, Subcommand};

/// Issues certificates from JSON requests. Without a command: a demo that makes a root and a subordinate
/// CA and issues the sample requests.
#[derive(Parser)]
#[command(name = "issue", version, infer_long_args = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The time of issuing: RFC 3339 (2026-01-31T12:00:00Z) or Unix milliseconds [default: the system clock]
    #[arg(long, global = true, value_parser = parse_time, allow_hyphen_values = true)]
    pub now: Option<UtcDateTime>,
    /// 64 hexadecimal digits that make every random choice reproducible [default: the system's entropy]
    #[arg(long, global = true, value_parser = parse_octets::<32>)]
    pub seed: Option<[u8; 32]>,
    /// A JSON file with the settings of the profile [default: what the API pages say]
    #[arg(long, global = true, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// A file with the password by which private keys are written and read; its last line end does not count
    /// [default: keys are written without encryption]
    #[arg(long, global = true, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Refuse members that a request does not have [default: ignore them, with a notice]
    #[arg(long, global = true)]
    pub deny_unknown_members: bool,
    /// Where the demo writes its certificates [default: nowhere]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Make a self-signed root CA
    Root {
        /// A JSON file, or - for standard input: a create-CA body of the type ROOT, or without a type the apply
        /// body without issuer_id, with optional path_length
        request: PathBuf,
        /// Where certificate.pem, chain.pem and private_key.pem are written; a private_key.pem must not be there yet
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Make a subordinate CA; REQUEST is a create-CA body of the type SUBORDINATE, or without a type the apply
    /// body with optional path_length
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
    /// Make a certificate revocation list
    Crl(Crl),
}

#[derive(clap::Args)]
pub struct Issue {
    /// A JSON file, or - for standard input
    pub request: PathBuf,
    /// The issuing CA: a folder with chain.pem (or certificate.pem alone) and private_key.pem
    #[arg(long, value_name = "DIR")]
    pub ca: PathBuf,
    /// Where certificate.pem, chain.pem and, where a key was made, private_key.pem are written; that one must
    /// not be there yet
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// A URL of the issuing CA's CRL; can be given several times, as all of these
    #[arg(long, value_name = "URL")]
    pub crl_url: Vec<String>,
    /// A URL of the issuing CA's OCSP responder
    #[arg(long, value_name = "URL")]
    pub ocsp_url: Vec<String>,
    /// A URL of the issuing CA's certificate in DER
    #[arg(long, value_name = "URL")]
    pub ca_issuers_url: Vec<String>,
    /// The identifier of a policy under which the CA issues
    #[arg(long, value_name = "OID", value_parser = parse_policy)]
    pub policy: Vec<CertificatePolicy>,
}

/// The key that is certified.
#[derive(clap::Args)]
pub struct Key {
    /// A public key in PEM that was made elsewhere, of the algorithm that the request names [default: a key
    /// is generated]
    #[arg(long, value_name = "FILE")]
    pub public_key: Option<PathBuf>,
}

/// What a CA may issue.
#[derive(clap::Args)]
pub struct Constraints {
    /// Names that the new CA may issue: dns:example.org, ip:10.0.0.0/8, email:example.org, uri:.example.org
    #[arg(long, value_name = "FORM:BASE", value_parser = parse_subtree)]
    pub permit: Vec<GeneralSubtree>,
    /// Names that the new CA may not issue, even where they are permitted
    #[arg(long, value_name = "FORM:BASE", value_parser = parse_subtree)]
    pub exclude: Vec<GeneralSubtree>,
}

#[derive(clap::Args)]
pub struct Crl {
    /// The CA: a folder with chain.pem (or certificate.pem alone) and private_key.pem
    #[arg(long, value_name = "DIR")]
    pub ca: PathBuf,
    /// The number of the list, greater than that of each list before
    #[arg(long)]
    pub number: u64,
    /// The days until the next list is due
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=3_650))]
    pub days: u32,
    /// A certificate that is revoked: its serial number in hexadecimal, and the reason where known, such as
    /// 4d1f…=keyCompromise
    #[arg(long, value_name = "SERIAL[=REASON]", value_parser = parse_revoked)]
    pub revoke: Vec<(Vec<u8>, Option<RevocationReason>)>,
    /// The file that is written, in PEM
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

fn parse_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    text.as_bytes()
        .chunks(2)
        .map(|pair| if let [high, low] = pair { Some(digit(*high)? << 4 | digit(*low)?) } else { None })
        .collect()
}

fn parse_octets<const N: usize>(text: &str) -> Result<[u8; N], String> {
    let octets = parse_hexadecimal(text).and_then(|octets| octets.try_into().ok());
    octets.ok_or(format!("expected {} hexadecimal digits", 2 * N))
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

fn parse_revoked(text: &str) -> Result<(Vec<u8>, Option<RevocationReason>), String> {
    use RevocationReason::*;
    let (serial_number, reason) = text.split_once('=').map_or((text, None), |(s, r)| (s, Some(r)));
    let serial_number = parse_hexadecimal(serial_number).filter(|octets| !octets.is_empty());
    let reason = match reason {
        None => None,
        Some("keyCompromise") => Some(KeyCompromise),
        Some("cACompromise") => Some(CaCompromise),
        Some("affiliationChanged") => Some(AffiliationChanged),
        Some("superseded") => Some(Superseded),
        Some("cessationOfOperation") => Some(CessationOfOperation),
        Some("certificateHold") => Some(CertificateHold),
        Some("privilegeWithdrawn") => Some(PrivilegeWithdrawn),
        Some("aACompromise") => Some(AaCompromise),
        Some(other) => return Err(format!("{other} is no reason of RFC 5280 §5.3.1")),
    };
    Ok((serial_number.ok_or("expected an even number of hexadecimal digits")?, reason))
}

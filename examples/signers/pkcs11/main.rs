//! A CA whose keys are in an HSM and never leave it: SoftHSM2, or any token that speaks PKCS#11.
//!
//! Creates a root (P-384), a CA below it (RSA 2048) and a server's certificate (P-256). All three
//! keys are in the token, which also supplies the randomness of the serial numbers. A key whose
//! label exists already is used again.
//!
//! ```sh
//! export SOFTHSM2_CONF=/tmp/hsm/softhsm2.conf PKCS11_PIN=1234
//! mkdir -p /tmp/hsm/tokens && echo 'directories.tokendir = /tmp/hsm/tokens' > $SOFTHSM2_CONF
//! softhsm2-util --init-token --free --label certmint --so-pin 5678 --pin $PKCS11_PIN
//! cargo run --example pkcs11 -- --out /tmp/hsm
//! openssl verify -x509_strict -CAfile /tmp/hsm/root.pem -untrusted /tmp/hsm/chain.pem /tmp/hsm/chain.pem
//! ```

#[cfg(test)]
mod tests;

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use certmint::error::ViolationKind;
use certmint::extension::{ExtendedKeyUsage, KeyPurpose};
use certmint::name::SubjectAlternativeName;
use certmint::request::ValidityUnit;
use certmint::time::UtcDateTime;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, Issued, Issuer,
    KeyAlgorithm, Profile, PublicKey, RequestedValidity, RootRequest, Signer, SubordinateRequest,
};
use certmint_signers::pkcs11::{AuthPin, Token, TokenRng};
use clap::Parser;

/// The path of the module in Debian's package softhsm2.
const SOFTHSM2: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// Creates a root, a CA and a server's certificate whose keys are in a PKCS#11 token. The token's
/// PIN is read from the environment variable PKCS11_PIN.
#[derive(Parser)]
#[command(name = "pkcs11")]
struct Arguments {
    /// The PKCS#11 module of the token
    #[arg(long, value_name = "FILE", default_value = SOFTHSM2)]
    module: PathBuf,
    /// The label of the token
    #[arg(long, default_value = "certmint")]
    token: String,
    /// Directory for root.pem and chain.pem [default: none are written]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pkcs11: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let pin = std::env::var("PKCS11_PIN").map_err(|_| "PKCS11_PIN is not set")?;
    let token = Token::open(&arguments.module, &arguments.token, AuthPin::new(pin.into()))?;
    let [root, subordinate, server] = issue(&token, UtcDateTime::now())?;
    for issued in [&root, &subordinate, &server] {
        println!("{}\n  serial number  {}", issued.fields().subject(), issued.serial_number());
    }
    if let Some(out) = &arguments.out {
        fs::create_dir_all(out)?;
        fs::write(out.join("root.pem"), root.certificate().to_pem())?;
        fs::write(out.join("chain.pem"), server.chain_pem())?;
    }
    Ok(())
}

/// Creates a root, a CA below it and a server's certificate below that.
fn issue(token: &Arc<Token>, now: UtcDateTime) -> Result<[Issued; 3], Failure> {
    let rng = &mut TokenRng(Arc::clone(token));
    let key = token.key("root", KeyAlgorithm::Ec384)?;
    let request = RootRequest::new(params(key.public_key(), HashAlgorithm::Sha384, "Example HSM Root", 20)?);
    let root = Authority::create_root_with_signer(&request, &Profile::default(), &key, now, rng)?;
    let authority = Authority::new(Issuer::try_from(&root)?, key)?;

    let key = token.key("subordinate", KeyAlgorithm::Rsa2048)?;
    let request = params(key.public_key(), HashAlgorithm::Sha384, "Example HSM Issuing CA", 10)?;
    let subordinate = authority.issue(&SubordinateRequest::new(request), now, rng)?;
    let authority = Authority::new(Issuer::try_from(&subordinate)?, key)?;

    let key = token.key("server", KeyAlgorithm::Ec256)?;
    let request = params(key.public_key(), HashAlgorithm::Sha256, "hsm.example.org", 1)?
        .with_alternative_names(vec![SubjectAlternativeName::dns("hsm.example.org")?])?
        .with_extended_key_usage(ExtendedKeyUsage::new([KeyPurpose::ServerAuth]));
    let server = authority.issue(&EndEntityRequest::new(request), now, rng)?;
    Ok([root, subordinate, server])
}

fn params(
    key: &PublicKey,
    hash: HashAlgorithm,
    common_name: &str,
    years: u64,
) -> Result<CertificateParams<PublicKey>, ViolationKind> {
    let subject = DistinguishedName::new(common_name)?;
    Ok(CertificateParams::new(key.clone(), hash, subject, RequestedValidity::new(ValidityUnit::Year, years)?))
}

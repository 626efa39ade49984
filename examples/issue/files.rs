//! The files of a CA, and the ways in which the program can fail.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use certmint::error::PrivateKeyError;
use certmint::key::KeyDerivationFunction;
use certmint::{Authority, Error, Issued, Issuer, PrivateKey, Profile, PublicKey};
use rand_chacha::ChaCha20Rng;
use zeroize::Zeroizing;

/// The reason why the program ends without a certificate.
pub enum Failure {
    /// The request was refused: exit status 1, with the wire error on stdout.
    Refused(Error),
    /// A file or an argument is wrong: exit status 2, with a message on stderr.
    Usage(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            // If the CA cannot be loaded, the request is not at fault.
            Error::Issuer(_) | Error::Key(_) | Error::SignerMismatch => Self::Usage(error.to_string()),
            _ => Self::Refused(error),
        }
    }
}

const PRIVATE_KEY: &str = "private_key.pem";

/// The password that encrypts private keys.
pub type Password = Zeroizing<Vec<u8>>;

pub fn read_password(path: &Path) -> Result<Password, Failure> {
    let mut password = Zeroizing::new(fs::read(path).map_err(|error| unusable(path, &error))?);
    for line_end in [b'\n', b'\r'] {
        if password.last() == Some(&line_end) {
            password.pop();
        }
    }
    Ok(password)
}

pub fn read_profile(path: &Path) -> Result<Profile, Failure> {
    serde_json::from_str(&read_text(path)?)
        .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
}

pub fn read_public_key(path: &Path) -> Result<PublicKey, Failure> {
    PublicKey::from_pem(&read_text(path)?)
        .map_err(|defect| Failure::Usage(format!("{}: {defect}", path.display())))
}

pub fn load_authority(folder: &Path, password: Option<&Password>) -> Result<Authority, Failure> {
    let chain = Some(folder.join("chain.pem")).filter(|path| path.exists());
    let chain = read_text(&chain.unwrap_or_else(|| folder.join("certificate.pem")))?;
    let in_folder = |error: &dyn std::fmt::Display| Failure::Usage(format!("{}: {error}", folder.display()));
    let issuer = Issuer::from_chain_pem(&chain).map_err(|error| in_folder(&error))?;
    let key_path = folder.join(PRIVATE_KEY);
    if !key_path.exists() {
        return Err(in_folder(
            &"this CA has no private_key.pem here; its key is held by the requester of the CSR",
        ));
    }
    let pem = Zeroizing::new(read_text(&key_path)?);
    let key = match (PrivateKey::from_pem(&pem), password) {
        (Err(PrivateKeyError::Encrypted), Some(password)) => {
            PrivateKey::from_encrypted_pkcs8_pem(&pem, password)
        }
        (loaded, _) => loaded,
    };
    let key = key.map_err(|error| in_folder(&error))?;
    for notice in issuer.notices() {
        eprintln!("notice: {notice}");
    }
    Authority::new(issuer, key).map_err(|error| in_folder(&error))
}

pub fn read_request(path: &Path) -> Result<Vec<u8>, Failure> {
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

/// Refuses a directory that holds a private key, which may be the only copy of a CA's key. Call it
/// before anything is issued.
pub fn refuse_other_key(folder: &Path) -> Result<(), Failure> {
    let path = folder.join(PRIVATE_KEY);
    // A dangling symbolic link counts as a file.
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    let why = "a private key already exists and is not overwritten; choose another directory";
    Err(Failure::Usage(format!("{}: {why}", path.display())))
}

/// Writes what was issued. The key comes first, because no other copy exists.
pub fn write_files(
    issued: &Issued,
    folder: &Path,
    password: Option<&Password>,
    rng: &mut ChaCha20Rng,
) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
    if let Some(key) = issued.private_key() {
        let pem = match password {
            None => key.to_pkcs8_pem(),
            Some(password) => key
                .to_encrypted_pkcs8_pem(password, KeyDerivationFunction::SCRYPT, rng)
                .map_err(Error::from)?
                .into(),
        };
        write_key(&folder.join(PRIVATE_KEY), &pem)?;
    }
    write_file(&folder.join("certificate.pem"), 0o644, &issued.certificate().to_pem())?;
    write_file(&folder.join("chain.pem"), 0o644, &issued.chain_pem())
}

/// Writes the key to a new file. Fails if another process has created the file since the check.
fn write_key(path: &Path, pem: &str) -> Result<(), Failure> {
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(pem.as_bytes())).map_err(|error| unusable(path, &error))
}

pub fn write_file(path: &Path, mode: u32, text: &str) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(true).mode(mode).open(path);
    file.and_then(|mut file| {
        // `mode` applies only to new files; an existing file keeps its mode until it is changed
        // here.
        file.set_permissions(fs::Permissions::from_mode(mode))?;
        file.write_all(text.as_bytes())
    })
    .map_err(|error| unusable(path, &error))
}

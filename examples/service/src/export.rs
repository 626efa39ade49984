//! Exports of certificates: JSON, or a ZIP with what a kind of server reads. A key with a password
//! takes some 100 ms of one processor: call this outside the threads of the HTTP server.

use std::io::{Cursor, Write};

use certmint::wire::{Export, ExportBody, ExportRequest, file_stem};
use certmint::{Certificate, PrivateKey};
use p12_keystore::{Certificate as P12Certificate, KeyStore, KeyStoreEntry, PrivateKeyChain};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::prelude::*;
use crate::secrets::random;

/// Iterations of PKCS#12: twice for the encryption and once for the MAC. .NET refuses more than
/// 300,000 of one, Windows more than 600,000 together.
const PKCS12_ITERATIONS: u32 = 100_000;

/// What an export is made of.
pub struct Material<'a> {
    /// Names the entry in the key store.
    pub name: &'a str,
    pub certificate: &'a Certificate,
    /// The CAs above the certificate, the root last.
    pub chain: &'a [Certificate],
    /// Absent if the certificate came from a CSR.
    pub key: Option<&'a PrivateKey>,
}

pub enum Exported {
    Json(ExportBody),
    Zip(Vec<u8>),
}

/// Makes the answer to an export request.
pub fn export(material: &Material<'_>, request: &ExportRequest) -> Result<Exported> {
    let Material { certificate, chain, key, .. } = *material;
    let exported = request.export(certificate, chain, key, &mut getrandom::SysRng)?;
    let zipped = match (exported, key, request.password()) {
        (Export::Body(body), ..) => return Ok(Exported::Json(body)),
        (Export::Files(files), ..) => zip(files.iter().map(|file| (file.name, file.content.as_bytes()))),
        (Export::Pkcs12, Some(key), Some(password)) => {
            zip([("server.pfx", &material.pkcs12(key, password)?[..])])
        }
        (Export::Pkcs12, Some(key), None) => {
            // It needs no quotes in any shell or configuration.
            let bits = random().map_err(ApiError::internal)?;
            let password = Zeroizing::new(format!("{:032x}", u128::from_be_bytes(*bits)));
            let store = material.pkcs12(key, &password)?;
            zip([("server.pfx", &store[..]), ("keystorePass.txt", password.as_bytes())])
        }
        _ => {
            let advice = "/type: no Java key store can be written; take IIS, whose PKCS#12 file Java reads";
            return Err(ApiError::parameter(advice));
        }
    };
    zipped.map(Exported::Zip).map_err(ApiError::internal)
}

impl Material<'_> {
    /// The certificate, its chain and the key, encrypted with AES-256 and with an HMAC-SHA-256.
    fn pkcs12(&self, key: &PrivateKey, password: &str) -> Result<Vec<u8>> {
        // Java takes no other password, and readers differ in how they encode it.
        if !password.bytes().all(|octet| matches!(octet, b' '..=b'~')) {
            return Err(ApiError::parameter("/password: that of a PKCS#12 file must be printable ASCII"));
        }
        let certificates = std::iter::once(self.certificate).chain(self.chain);
        let certificates: Result<Vec<_>, _> =
            certificates.map(|certificate| P12Certificate::from_der(certificate.as_der())).collect();
        let key = p12_keystore::PrivateKey::from_der(&key.to_pkcs8_der()).map_err(ApiError::internal)?;
        let entry = PrivateKeyChain::new([1].as_slice(), key, certificates.map_err(ApiError::internal)?);
        let mut store = KeyStore::new();
        store.add_entry(&file_stem(self.name), KeyStoreEntry::PrivateKeyChain(entry));
        let writer = store.writer(password);
        let writer = writer.encryption_iterations(PKCS12_ITERATIONS).mac_iterations(PKCS12_ITERATIONS);
        writer.write().map_err(ApiError::internal)
    }
}

/// Makes a ZIP, whose entries bear no time.
fn zip<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> zip::result::ZipResult<Vec<u8>> {
    let options =
        SimpleFileOptions::default().last_modified_time(zip::DateTime::default()).unix_permissions(0o600);
    let mut zip = ZipWriter::new(Cursor::default());
    for (name, content) in files {
        zip.start_file(name, options)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests;

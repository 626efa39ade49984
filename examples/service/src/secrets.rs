//! Secrets: making them, the files that hold them, and private keys at rest and the cookies of the
//! page, encrypted with AES-256-GCM under a key-encryption key from a file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64ct::{Base64, Encoding};
use certmint::PrivateKey;

use crate::prelude::*;

/// The layout: this octet, the nonce, the ciphertext with its tag.
const VERSION: u8 = 1;
const NONCE_OCTETS: usize = 12;

pub struct KeyEncryptionKey(Zeroizing<[u8; 32]>);

impl KeyEncryptionKey {
    pub fn load_or_create(path: &Path) -> Result<Self, String> {
        let place = path.display();
        if !path.exists() {
            let text = Zeroizing::new(Base64::encode_string(&*random::<32>().map_err(at(&place))?) + "\n");
            create_file(path, &text).map_err(at(&place))?;
        }
        if is_open_to_others(path).map_err(at(&place))? {
            return Err(format!("{place}: others have access to it; run chmod 600 on it"));
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(at(&place))?);
        let mut key = Zeroizing::new([0; 32]);
        match Base64::decode(text.trim(), &mut *key) {
            Ok(octets) if octets.len() == 32 => Ok(Self(key)),
            _ => Err(format!("{place}: it does not hold 32 octets in base64")),
        }
    }

    /// Encrypts the private key of what has this id. Under another id it does not open.
    pub fn seal(&self, id: Uuid, key: &PrivateKey) -> Result<String> {
        self.encrypt(&format!("private key {id}"), &key.to_pkcs8_der())
    }

    /// Fails if it was changed, belongs to another id, or needs another key-encryption key.
    pub fn open(&self, id: Uuid, sealed: &str) -> Result<PrivateKey> {
        let plain = self.decrypt(&format!("private key {id}"), sealed);
        let plain = plain.ok_or_else(|| ApiError::internal("a sealed private key does not open"))?;
        Ok(PrivateKey::from_der(&plain).map_err(Error::from)?)
    }

    /// Encrypts what is decrypted only with the same purpose.
    pub fn encrypt(&self, purpose: &str, msg: &[u8]) -> Result<String> {
        let nonce = random::<NONCE_OCTETS>().map_err(ApiError::internal)?;
        let payload = Payload { msg, aad: purpose.as_bytes() };
        let sealed = self.cipher().encrypt(&Nonce::from(*nonce), payload).map_err(ApiError::internal)?;
        Ok(Base64::encode_string(&[&[VERSION], &nonce[..], &sealed].concat()))
    }

    pub fn decrypt(&self, purpose: &str, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let sealed = Base64::decode_vec(sealed).ok()?;
        let (nonce, msg) = sealed.strip_prefix(&[VERSION])?.split_first_chunk::<NONCE_OCTETS>()?;
        let payload = Payload { msg, aad: purpose.as_bytes() };
        self.cipher().decrypt(&Nonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*self.0).into())
    }
}

pub fn random<const N: usize>() -> io::Result<Zeroizing<[u8; N]>> {
    let mut octets = Zeroizing::new([0; N]);
    getrandom::fill(&mut *octets).map_err(io::Error::other)?;
    Ok(octets)
}

/// Writes a file that only its owner can read and that must not exist yet. It is on the disk afterwards.
pub fn create_file(path: &Path, content: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    File::open(path.parent().unwrap_or(path).join("."))?.sync_all()
}

pub fn is_open_to_others(path: &Path) -> io::Result<bool> {
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_id_and_octets_open() {
        let key = KeyEncryptionKey(Zeroizing::new([1; 32]));
        let (id, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let private_key = PrivateKey::generate(certmint::KeyAlgorithm::Ec256, &mut getrandom::SysRng);
        let private_key = private_key.expect("a key");
        let sealed = key.seal(id, &private_key).expect("sealed");
        let opened = key.open(id, &sealed).expect("opened");
        assert_eq!(*opened.to_pkcs8_der(), *private_key.to_pkcs8_der());
        assert_ne!(key.seal(id, &private_key).expect("sealed"), sealed);
        assert!(key.open(other, &sealed).is_err());
        assert!(KeyEncryptionKey(Zeroizing::new([2; 32])).open(id, &sealed).is_err());
        let octets = Base64::decode_vec(&sealed).expect("base64");
        for place in 0..octets.len() {
            let mut changed = octets.clone();
            changed[place] ^= 1;
            assert!(key.open(id, &Base64::encode_string(&changed)).is_err(), "octet {place}");
            assert!(key.open(id, &Base64::encode_string(&octets[..place])).is_err(), "{place} octets");
        }
        assert_eq!(key.decrypt("page session", &sealed), None);
    }

    #[test]
    fn the_file_is_made_once_and_refused_where_others_read_it() {
        let path = std::env::temp_dir().join(format!("certmint-{}", Uuid::now_v7()));
        let made = KeyEncryptionKey::load_or_create(&path).expect("made");
        let read = KeyEncryptionKey::load_or_create(&path).expect("read");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("chmod");
        let open = KeyEncryptionKey::load_or_create(&path).map(drop).expect_err("open to the group");
        fs::write(&path, "AAAA").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("chmod");
        let short = KeyEncryptionKey::load_or_create(&path).map(drop).expect_err("too short");
        fs::remove_file(&path).expect("removed");
        assert_eq!(made.0, read.0);
        assert!(open.contains("chmod 600"), "{open}");
        assert!(short.contains("32 octets"), "{short}");
    }
}

//! Access keys and tokens: the file, the first start, and looking them up.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::{fs, io};

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::prelude::*;
use crate::secrets::{create_file, is_open_to_others, random};

/// Who a caller is.
#[derive(Debug)]
pub struct Credential {
    /// The access key, or `token-1` for the first token. The log and the audit table show it.
    pub name: String,
    /// The only domain for which it acts.
    pub domain: Option<String>,
}

impl Credential {
    pub fn caller(&self) -> Caller {
        let scope = Scope { domain: self.domain.clone(), is_bound: self.domain.is_some() };
        Caller { name: self.name.clone(), scope }
    }
}

#[derive(Default)]
pub struct Credentials {
    /// With their secret keys.
    pub access_keys: HashMap<String, (Credential, String)>,
    /// With their digests.
    tokens: Vec<(Credential, [u8; 32])>,
}

/// The file. In the place of a secret, an object binds it to a domain.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Content {
    access_keys: BTreeMap<String, Entry>,
    tokens: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Entry {
    Unbound(String),
    Bound {
        #[serde(alias = "token")]
        secret: String,
        domain: String,
    },
}

impl Entry {
    fn checked(self, name: String) -> Result<(Credential, String), String> {
        let (secret, domain) = match self {
            Self::Unbound(secret) => (secret, None),
            Self::Bound { secret, domain } => (secret, Some(domain)),
        };
        if name.is_empty() || secret.is_empty() {
            return Err("an access key, a secret key or a token is empty".into());
        }
        if domain.as_ref().is_some_and(|domain| !is_domain(domain)) {
            return Err(format!("the domain of {name} {DOMAIN_FORM}"));
        }
        Ok((Credential { name, domain }, secret))
    }
}

impl Credentials {
    pub fn load(path: &Path) -> Result<Self, String> {
        let json = Zeroizing::new(fs::read(path).map_err(at(path.display()))?);
        if is_open_to_others(path).map_err(at(path.display()))? {
            tracing::warn!("{} can be read by others; run chmod 600 on it", path.display());
        }
        Self::from_json(&json).map_err(at(path.display()))
    }

    /// Makes the file with one access key and one token, and returns the text that shows them once.
    pub fn create(path: &Path) -> io::Result<String> {
        let access_key = format!("AK{}", Base64UrlUnpadded::encode_string(&*random::<12>()?));
        let secret_key = Base64UrlUnpadded::encode_string(&*random::<32>()?);
        let token = Base64UrlUnpadded::encode_string(&*random::<32>()?);
        let json = serde_json::json!({"access_keys": {(&*access_key): secret_key}, "tokens": [token]});
        create_file(path, &format!("{json:#}\n"))?;
        Ok(format!("access key: {access_key}\nsecret key: {secret_key}\ntoken:      {token}"))
    }

    pub fn from_json(json: &[u8]) -> Result<Self, String> {
        // The text of serde_json's errors can quote a secret.
        let content: Content = serde_json::from_slice(json).map_err(|error| {
            format!("not of the form that --help shows, line {}, column {}", error.line(), error.column())
        })?;
        let mut credentials = Self::default();
        for (name, entry) in content.access_keys {
            credentials.access_keys.insert(name.clone(), entry.checked(name)?);
        }
        for (entry, number) in content.tokens.into_iter().zip(1..) {
            let (credential, token) = entry.checked(format!("token-{number}"))?;
            credentials.tokens.push((credential, Sha256::digest(Zeroizing::new(token).as_bytes()).into()));
        }
        Ok(credentials)
    }

    /// Whose token it is. All are compared, so that the time tells nothing of them.
    pub fn by_token(&self, token: &[u8]) -> Option<&Credential> {
        let digest: [u8; 32] = Sha256::digest(token).into();
        let found = self.tokens.iter().filter(|(_, known)| known.ct_eq(&digest).into());
        found.fold(None, |_, (credential, _)| Some(credential))
    }
}

pub const DOMAIN_FORM: &str = "must be 1 to 64 letters, digits, hyphens and underscores";

pub fn is_domain(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_found() {
        let json = br#"{"access_keys":{"AK":"SK","B":{"secret":"S2","domain":"d"}},"tokens":["t",{"token":"u","domain":"e"}]}"#;
        let credentials = Credentials::from_json(json).expect("credentials");
        let found = |credential: Option<&Credential>| credential.map(|c| (c.name.clone(), c.domain.clone()));
        assert_eq!(found(credentials.by_token(b"t")), Some(("token-1".into(), None)));
        assert_eq!(found(credentials.by_token(b"u")), Some(("token-2".into(), Some("e".into()))));
        assert_eq!(found(credentials.by_token(b"")), None);
        let (credential, secret) = credentials.access_keys.get("B").expect("a key");
        assert_eq!((credential.domain.as_deref(), secret.as_str()), (Some("d"), "S2"));
        assert!(!credentials.access_keys.contains_key("ak"));
    }

    #[test]
    fn faults_are_told_without_the_secret() {
        for json in [
            r#"{"tokens":"hidden"}"#,
            r#"{"tokens":[""]}"#,
            r#"{"access_keys":{"A":{"secret":"hidden","domain":"a b"}}}"#,
            r#"{"access_keys":{"A":{"secret":"hidden","domian":"a"}}}"#,
            r#"{"access_key":{"A":"hidden"}}"#,
            "hidden",
        ] {
            let error = Credentials::from_json(json.as_bytes()).map(drop).expect_err(json);
            assert!(!error.contains("hidden"), "{error}");
        }
    }

    #[test]
    fn the_first_start_makes_a_file_that_only_its_owner_reads() {
        let path = std::env::temp_dir().join(format!("certmint-{}", uuid::Uuid::now_v7()));
        let shown = Credentials::create(&path).expect("a file");
        let open = is_open_to_others(&path).expect("a file");
        let again = Credentials::create(&path).expect_err("it exists");
        let credentials = Credentials::load(&path).expect("credentials");
        fs::remove_file(&path).expect("removed");
        assert!(!open && again.kind() == io::ErrorKind::AlreadyExists);
        let words: Vec<_> = shown.split_whitespace().collect();
        let ["access", "key:", access_key, "secret", "key:", secret_key, "token:", token] = words[..] else {
            panic!("{shown}");
        };
        assert!(credentials.by_token(token.as_bytes()).is_some());
        assert_eq!(credentials.access_keys.get(access_key).expect("the key").1, secret_key);
    }
}

//! The options of the command line, which can also come from the environment.

use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::path::PathBuf;

use certmint::Profile;
use clap::Parser;
use clap::builder::BoolishValueParser;

use crate::prelude::*;

/// A private certificate authority with an HTTP API.
///
/// Without options, the service listens on 127.0.0.1:8080 and keeps everything in ./certmint-service.
/// Its first start makes an access key and a token there and prints them once.
#[derive(Parser)]
#[command(name = "certmint-service", version)]
#[command(after_help = "\
The log goes to stderr; RUST_LOG sets its level. SIGTERM and SIGINT end the service after the requests in
flight. A wrong option or file is exit status 2.")]
pub struct Arguments {
    /// Address and port to listen on
    #[arg(long, env = "CERTMINT_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Folder of the database, the credentials and the key-encryption key; created if absent
    #[arg(long, env = "CERTMINT_DATA", value_name = "DIR", default_value = "./certmint-service")]
    pub data: PathBuf,
    /// Database, sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME [default: certmint.db in the data folder]
    // The value can hold a password, so that neither --help nor clap's own message may show it.
    #[arg(long, env = "CERTMINT_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// JSON file {"access_keys":{"AK":"SK"},"tokens":["TOKEN"]}; in the place of "SK" and "TOKEN", an
    /// object with "domain" binds to a domain [default: credentials.json in the data folder]
    #[arg(long, env = "CERTMINT_CREDENTIALS", value_name = "FILE")]
    pub credentials: Option<PathBuf>,
    /// URL under which clients reach the service; certificates name it [default: http(s)://ADDRESS:PORT]
    #[arg(long, env = "CERTMINT_PUBLIC_URL", value_name = "URL", value_parser = base_url)]
    public_url: Option<String>,
    /// JSON file of the certificate profile [default: the profile of certmint]
    #[arg(long, env = "CERTMINT_PROFILE", value_name = "FILE", value_parser = profile)]
    pub profile: Option<Profile>,
    /// Certificate chain of the service in PEM; turns on TLS
    #[arg(long, env = "CERTMINT_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Private key of the service in PEM
    #[arg(long, env = "CERTMINT_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Key that encrypts the private keys in the database: 32 octets in base64, mode 0600; made if absent
    /// [default: key-encryption.key in the data folder]
    #[arg(long, env = "CERTMINT_KEY_ENCRYPTION_KEY", value_name = "FILE")]
    pub key_encryption_key: Option<PathBuf>,
    /// PKCS#11 module of the token in which the keys of CAs are made; its PIN is read from the
    /// environment variable CERTMINT_PKCS11_PIN
    #[arg(long, env = "CERTMINT_PKCS11_MODULE", value_name = "FILE", requires = "pkcs11_token")]
    pub pkcs11_module: Option<PathBuf>,
    /// Label of that token
    #[arg(long, env = "CERTMINT_PKCS11_TOKEN", value_name = "LABEL", requires = "pkcs11_module")]
    pub pkcs11_token: Option<String>,
    /// Name the OCSP responder in certificates
    #[arg(long, env = "CERTMINT_OCSP", value_parser = BoolishValueParser::new())]
    pub ocsp: bool,
    /// Connections that are served at a time; more wait
    #[arg(long, env = "CERTMINT_MAX_CONNECTIONS", value_name = "N", default_value = "512")]
    pub max_connections: NonZeroU16,
}

impl Arguments {
    pub fn database_url(&self) -> Result<String, String> {
        let Some(url) = &self.database else {
            let file = self.data.join("certmint.db");
            let path = file.to_str().ok_or("--data is not UTF-8")?;
            // What would end the path in a URL is escaped, `%` first.
            let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            return Ok(format!("sqlite:{path}?mode=rwc"));
        };
        let scheme = url.split(':').next();
        let is_known = scheme.is_some_and(|scheme| ["sqlite", "postgres", "postgresql"].contains(&scheme));
        is_known.then(|| url.clone()).ok_or("--database takes a URL with sqlite: or postgres:".into())
    }

    pub fn public_url(&self) -> String {
        let scheme = if self.tls_cert.is_some() { "https" } else { "http" };
        self.public_url.clone().unwrap_or_else(|| format!("{scheme}://{}", self.listen))
    }
}

fn profile(path: &str) -> Result<Profile, String> {
    let json = std::fs::read(path).map_err(at("the file"))?;
    // An array, too, would be read as one.
    let object = serde_json::from_slice::<serde_json::Map<_, _>>(&json);
    object.and_then(|_| serde_json::from_slice(&json)).map_err(at("its content"))
}

/// An http or https URL to which a path is appended.
fn base_url(text: &str) -> Result<String, &'static str> {
    let uri: axum::http::Uri = text.parse().map_err(|_| "it is not a URL")?;
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    let is_base = is_http && !text.ends_with('/') && !text.contains(['?', '#', '@']);
    is_base.then(|| text.into()).ok_or("it must be http(s)://HOST[:PORT][/PATH] with no slash at the end")
}

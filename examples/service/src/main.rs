//! A private CA as a service: the API of its official client, on certmint.

mod api;
mod app;
mod arguments;
mod auth;
mod ca;
mod credentials;
mod error;
mod export;
mod issuing;
mod page;
mod prelude;
mod revocation;
mod secrets;
mod server;
mod signature;
mod store;
mod telemetry;

use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::process::ExitCode;
use std::{env, fs, thread};

use axum::middleware;
use certmint_signers::pkcs11::{AuthPin, Token};
use clap::Parser;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::arguments::Arguments;
use crate::ca::{Cas, Keys};
use crate::credentials::Credentials;
use crate::prelude::*;
use crate::secrets::KeyEncryptionKey;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    telemetry::init_logging();
    let Err(text) = run(Arguments::parse()).await else { return ExitCode::SUCCESS };
    eprintln!("certmint-service: {text}");
    ExitCode::from(2)
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let mut terminated = signal(SignalKind::terminate()).map_err(at("SIGTERM"))?;
    let mut interrupted = signal(SignalKind::interrupt()).map_err(at("SIGINT"))?;
    // Only its owner may look into the data folder.
    let folder = fs::DirBuilder::new().recursive(true).mode(0o700).create(&arguments.data);
    folder.map_err(at(arguments.data.display()))?;
    let tls = arguments.tls_cert.as_ref().zip(arguments.tls_key.as_ref());
    let tls = tls.map(|(certificate, key)| server::load_tls(certificate, key)).transpose()?;
    let pin = AuthPin::new(env::var("CERTMINT_PKCS11_PIN").unwrap_or_default().into());
    let token = arguments.pkcs11_module.as_ref().zip(arguments.pkcs11_token.as_ref());
    let token = token.map(|(module, label)| Token::open(module, label, pin));
    let token = token.transpose().map_err(at("the PKCS#11 token"))?;
    let in_data = |name| arguments.data.join(name);
    let file = arguments.key_encryption_key.clone().unwrap_or_else(|| in_data("key-encryption.key"));
    let sealing = KeyEncryptionKey::load_or_create(&file)?;
    let store = Store::open(&arguments.database_url()?).await.map_err(at("the database"))?;
    let file = arguments.credentials.clone().unwrap_or_else(|| in_data("credentials.json"));
    if arguments.credentials.is_none() && !file.exists() {
        let shown = Credentials::create(&file).map_err(at(file.display()))?;
        writeln!(io::stdout(), "{shown}").map_err(at("standard output"))?;
    }
    let credentials = Arc::new(Credentials::load(&file)?);

    let profile = arguments.profile.clone().unwrap_or_default();
    let cas = Cas::new(Keys { sealing, token }, profile, arguments.public_url(), arguments.ocsp);
    let slow = Semaphore::new(thread::available_parallelism().map_or(1, Into::into));
    let metrics = telemetry::init_metrics();
    let app = Arc::new(App { store, cas, metrics, credentials, slow });
    app.check_keys().await?;
    app.recover().await.map_err(at("what was begun before"))?;
    let listener = TcpListener::bind(arguments.listen).await.map_err(at(arguments.listen))?;
    // On its own, since others take an instance for dead that is silent while it does what is due.
    let alive = Arc::clone(&app.store);
    let beats = tokio::spawn(async move { repeat("heartbeat", || alive.beat()).await });
    let keeper = Arc::clone(&app);
    let due = tokio::spawn(async move { repeat("housekeeping", || keeper.housekeeping()).await });
    let url = &app.cas.public_url;
    if url.contains("://0.0.0.0") || url.contains("://[::]") {
        tracing::warn!("set --public-url to what clients reach: certificates name {url}");
    }
    tracing::info!("listening on {}, which clients reach at {url}", arguments.listen);
    let end = async { tokio::select!(_ = terminated.recv() => {}, _ = interrupted.recv() => {}) };
    server::serve(listener, tls, router(&app), arguments.max_connections.get().into(), end).await;
    beats.abort();
    due.abort();
    app.store.close().await.map_err(at("the database"))
}

fn router(app: &Arc<App>) -> Router {
    Router::new()
        .merge(api::router(app))
        .merge(api::public::router())
        .merge(page::router(app))
        .fallback(page::unknown)
        .method_not_allowed_fallback(page::unknown)
        .layer(middleware::from_fn(server::deadline))
        .layer(middleware::from_fn(telemetry::observe))
        .with_state(Arc::clone(app))
}

/// Does something again and again.
async fn repeat<F: Future<Output = error::Result<()>>>(what: &str, work: impl Fn() -> F) {
    loop {
        if let Err(error) = work().await {
            tracing::warn!("{what}: {error}");
        }
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
}

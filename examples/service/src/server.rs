//! The accept loop: TLS, limits, deadlines, and an end that loses no request.

use std::path::Path;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_util::either::Either;

use crate::prelude::*;

/// For the TLS handshake, and for the headers of a request; a connection that is kept alive is idle no
/// longer than that.
const HEADER_DEADLINE: Duration = Duration::from_secs(10);
/// A client that reads nothing of its answer for so long is cut off.
const WRITE_DEADLINE: Duration = Duration::from_secs(20);
const REQUEST_DEADLINE: Duration = Duration::from_secs(60);
/// For the requests in flight when the service ends.
const END_DEADLINE: Duration = Duration::from_secs(30);
/// After an error of the system, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

const MAX_HEADERS: usize = 64;
const MAX_HEADER_OCTETS: usize = 16 * 1_024;
const MAX_BUFFER_OCTETS: usize = 32 * 1_024;

/// Serves until `shutdown`, then ends the requests in flight.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    app: Router,
    max_connections: usize,
    shutdown: impl Future<Output = ()>,
) {
    let free = Arc::new(Semaphore::new(max_connections));
    let connections = GracefulShutdown::new();
    let accepting = async {
        loop {
            // More connections than permits wait in the backlog of the system.
            let permit = Arc::clone(&free).acquire_owned().await;
            let accepted = listener.accept().await;
            let accepted =
                accepted.inspect_err(|error| tracing::warn!("a connection was not accepted: {error}"));
            let Ok((stream, _)) = accepted else {
                sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let connection = connect(stream, tls.clone(), app.clone(), connections.watcher());
            tokio::spawn(async move {
                connection.await;
                drop(permit);
            });
        }
    };
    tokio::select!(() = accepting => {}, () = shutdown => {});
    drop(listener);
    if timeout(END_DEADLINE, connections.shutdown()).await.is_err() {
        tracing::warn!("requests in flight were cut off");
    }
}

async fn connect(stream: TcpStream, tls: Option<TlsAcceptor>, app: Router, watcher: Watcher) {
    // It only makes answers slower if this fails.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_DEADLINE));
    let stream = Box::pin(stream);
    let stream = match tls {
        None => Either::Left(stream),
        Some(tls) => match timeout(HEADER_DEADLINE, tls.accept(stream)).await.map_err(Into::into).flatten() {
            Ok(stream) => Either::Right(stream),
            Err(error) => return tracing::debug!(%error, "TLS handshake"),
        },
    };
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_DEADLINE)
        .max_headers(MAX_HEADERS)
        .max_header_size(MAX_HEADER_OCTETS)
        .max_buf_size(MAX_BUFFER_OCTETS)
        .half_close(false)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// Middleware: the request must end in time. It belongs inside `telemetry::observe`, which logs what it refuses.
pub async fn deadline(request: Request, next: Next) -> Result<Response, ApiError> {
    timeout(REQUEST_DEADLINE, next.run(request)).await.map_err(|_| ApiError::TIMED_OUT)
}

pub fn load_tls(certificate: &Path, key: &Path) -> Result<TlsAcceptor, String> {
    let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<_, _>>);
    let (chain, place) = (chain.map_err(at(certificate.display()))?, key.display());
    let key = PrivateKeyDer::from_pem_file(key).map_err(at(place))?;
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key);
    Ok(TlsAcceptor::from(Arc::new(config.map_err(at(certificate.display()))?)))
}

#[cfg(test)]
mod tests;

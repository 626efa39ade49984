//! What needs no authentication: CRLs, OCSP, and the state of the service.

use axum::http::Uri;
use certmint::ocsp::{OcspRequest, OcspResponse};

use super::*;
use crate::auth::read_body;
use crate::telemetry::METRICS_TYPE;

pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/crl/{bucket}/{name}", get(crl))
        .route("/ocsp/{ca_id}", post(ocsp))
        .route("/ocsp/{ca_id}/{*request}", get(ocsp))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

async fn crl(State(app): State<Arc<App>>, Path((bucket, name)): Path<(String, String)>) -> Result<Response> {
    let name = name.strip_suffix(".crl").ok_or(ApiError::NO_RESOURCE)?;
    let crl = app.store.crl(&bucket, name).await?.filter(|crl| !crl.der.is_empty());
    let crl = crl.ok_or(ApiError::NO_RESOURCE)?;
    Ok(([(header::CONTENT_TYPE, "application/pkix-crl")], crl.der).into_response())
}

/// The request is the body of a POST, or the rest of the path of a GET.
async fn ocsp(State(app): State<Arc<App>>, uri: Uri, body: HttpBody) -> Result<Response> {
    // The path as it was sent: the library decodes it.
    let mut path = uri.path().splitn(4, '/').skip(2);
    let ca_id = path.next().and_then(|id| id.parse().ok()).ok_or(ApiError::NO_RESOURCE)?;
    let request = match path.next() {
        Some(request) => OcspRequest::from_get_path(request),
        None => OcspRequest::from_der(&read_body(body, OcspRequest::MAX_OCTETS).await?),
    };
    let response = app.answer_ocsp(ca_id, request.map_err(Error::from)).await;
    let caching = response.cache_control(UtcDateTime::now());
    let headers = [(header::CONTENT_TYPE, OcspResponse::MEDIA_TYPE.into()), (header::CACHE_CONTROL, caching)];
    Ok((headers, response.as_der().to_vec()).into_response())
}

async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    match app.store.ping().await.inspect_err(|error| tracing::warn!("not ready: {error}")) {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be reached\n"),
    }
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    metrics::gauge!("certmint_database_up").set(u8::from(app.store.ping().await.is_ok()));
    // Without the empty lines between them.
    let text: String = app.metrics.render().split_inclusive('\n').filter(|line| *line != "\n").collect();
    ([(header::CONTENT_TYPE, METRICS_TYPE)], text).into_response()
}

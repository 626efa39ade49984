//! The endpoints. The modules of handlers share the names that are imported here.

pub mod authorities;
pub mod certificates;
pub mod public;
mod tags;

use axum::body::Body as HttpBody;
use axum::middleware;
use axum::routing::{MethodRouter, any, delete};
use certmint::Certificate;
use certmint::wire::{CaOperation, ConsoleConfiguration, GenMode, Quota};
use getrandom::SysRng;

use crate::auth::require_caller;
use crate::error::Refused;
use crate::prelude::*;
use crate::store::{Audit, CertificateRow, Draft};

/// The parameters of a query.
pub type Pairs = Vec<(String, String)>;
/// The answer 200 with JSON.
type Answer = Result<Json<Value>>;
/// The answer 204.
pub type Done = Result<StatusCode>;

/// An answer that a browser saves as a file of this name.
pub fn attachment(kind: &'static str, file: &str, content: impl IntoResponse) -> Response {
    let disposition = format!("attachment; filename=\"{file}\"");
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, &disposition)], content).into_response()
}

/// The endpoints under `/v1`, for authenticated callers.
pub fn router(app: &Arc<App>) -> Router<Arc<App>> {
    use authorities as ca;
    use certificates as cert;
    let authorities = Router::new()
        .route("/", post(ca::create).get(ca::list))
        .route("/quotas", get(ca::quotas))
        .route("/{id}", get(ca::show).delete(ca::delete))
        .route("/{id}/export", post(ca::export))
        .route("/{id}/disable", ca::change(CaOperation::Disable))
        .route("/{id}/enable", ca::change(CaOperation::Enable))
        .route("/{id}/restore", ca::change(CaOperation::Restore))
        .route("/{id}/revoke", post(ca::revoke))
        .route("/{id}/crl/enable", ca::set_crl(CaOperation::EnableCrl))
        .route("/{id}/crl/disable", ca::set_crl(CaOperation::DisableCrl))
        .route("/{id}/csr", get(ca::csr))
        .route("/{id}/activate", post(ca::activate))
        .route("/{id}/import", post(ca::import));
    let certificates = Router::new()
        .route("/", post(cert::apply).get(cert::list))
        .route("/csr", post(cert::from_csr))
        .route("/csr/parse", post(cert::parse_csr))
        .route("/quotas", get(cert::quotas))
        .route("/{id}", get(cert::show).delete(cert::delete))
        .route("/{id}/export", post(cert::export))
        .route("/{id}/revoke", post(cert::revoke));
    let tags = Router::new()
        .route("/{id}/tags", get(tags::list))
        .route("/{id}/tags/create", post(tags::change))
        .route("/{id}/tags/delete", delete(tags::change));
    Router::new()
        .nest("/v1/private-certificate-authorities", authorities.merge(tags.clone()))
        .nest("/v1/private-certificates", certificates.merge(tags))
        .route("/v1/pca/config/console", get(async |_: Call| Json(ConsoleConfiguration::default())))
        .route("/v1/", any(async || ApiError::NO_RESOURCE))
        .route("/v1/{*other}", any(async || ApiError::NO_RESOURCE))
        .method_not_allowed_fallback(async || ApiError::NO_RESOURCE)
        .layer(middleware::map_response(refused))
        .layer(middleware::from_fn_with_state(Arc::clone(app), record))
        .layer(middleware::from_fn_with_state(Arc::clone(&app.credentials), require_caller))
}

/// What axum's extractors refuse is answered like all else.
async fn refused(response: Response) -> Response {
    match response.extensions().get::<Refused>() {
        None if response.status().is_client_error() => {
            ApiError::parameter("the path or the query cannot be read").into_response()
        }
        _ => response,
    }
}

/// Writes the audit row of a refused change. That of a success is written together with the change.
pub async fn record(
    State(app): State<Arc<App>>,
    call: Result<Call>,
    request: Request,
    next: Next,
) -> Response {
    let is_change = request.method() != Method::GET && request.method() != Method::HEAD;
    let target = request.uri().path().to_owned();
    let response = next.run(request).await;
    let (Ok(call), true, Some(refused)) = (call, is_change, response.extensions().get::<Refused>()) else {
        return response;
    };
    let text = refused.text.chars().take(200).collect();
    let audit = Audit { result: refused.code.into(), notices: vec![text], ..call.audit(target, &[]) };
    app.store.audit(&audit).await.map_or_else(IntoResponse::into_response, |()| response)
}

//! Metrics, and the one log line of each request.

use std::borrow::Cow;
use std::time::Instant;

use axum::extract::MatchedPath;
use axum::http::HeaderValue;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::error::Refused;
use crate::prelude::*;

/// The content type of the metrics.
pub const METRICS_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
/// The rest of a longer path is not logged.
const MAX_PATH_CHARACTERS: usize = 256;

/// Sets up what is measured. All labels are of fixed sets, so that no request can add a series.
pub fn init_metrics() -> PrometheusHandle {
    let seconds: Vec<_> = (0..16).map(|times| 0.000_5 * 2_f64.powi(times)).collect();
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &seconds)
        .and_then(PrometheusBuilder::install_recorder)
        .expect("there are buckets, and no other recorder");
    describe_counter!("certmint_certificates_issued_total", "Certificates issued");
    describe_counter!("certmint_requests_refused_total", "Error answers");
    describe_histogram!("certmint_http_request_seconds", "Time to the answer");
    describe_histogram!("certmint_database_commit_seconds", "Time of a commit of issuing");
    describe_gauge!("certmint_database_up", "1 if the database answers");
    handle
}

/// Middleware, the outermost of all: gives the request an id, measures it and logs it.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let id = Uuid::now_v7();
    request.extensions_mut().insert(id);
    let known = ["GET", "HEAD", "POST", "DELETE"].into_iter().find(|known| request.method() == known);
    let method = known.unwrap_or("other");
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(Cow::Borrowed("other"), |route| route.as_str().to_owned().into());
    let path: String = request.uri().path().chars().take(MAX_PATH_CHARACTERS).collect();
    let mut response = next.run(request).await;

    let took = start.elapsed();
    let status = response.status();
    let refused = response.extensions().get::<Refused>();
    let caller = response.extensions().get::<Caller>().map(|caller| caller.name.as_str());
    let (code, error) = refused.map(|refused| (refused.code, refused.text.as_str())).unzip();
    let (ms, number) = (took.as_micros() as f64 / 1e3, status.as_u16());
    // The values are quoted and escaped, so that none can begin another line.
    if status.is_server_error() {
        tracing::warn!(%id, method, %route, path, status = number, ms, caller, code, error);
    } else {
        tracing::info!(%id, method, %route, path, status = number, ms, caller, code, error);
    }
    if let Some(code) = code {
        counter!("certmint_requests_refused_total", "code" => code).increment(1);
    }
    histogram!("certmint_http_request_seconds", "method" => method, "route" => route).record(took);
    let value = HeaderValue::try_from(id.to_string()).expect("a UUID is a header value");
    response.headers_mut().insert("x-request-id", value);
    response
}

/// Logs to stderr at the level that RUST_LOG names.
pub fn init_logging() {
    let filter = EnvFilter::builder().with_default_directive(tracing::Level::INFO.into()).from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::error::ApiError;

    #[tokio::test]
    async fn hostile_requests_add_no_series() {
        let metrics = init_metrics();
        let app = Router::new()
            .route("/v1/{id}", get(async || ApiError::NO_RESOURCE))
            .fallback(async || ApiError::NO_RESOURCE)
            .layer(from_fn(observe));
        for (method, path) in [("GET", "/v1/a"), ("GET", "/v1/b"), ("BREW", "/x"), ("FROB", "/y\"}")] {
            let request = Request::builder().method(method).uri(path).body(Body::empty());
            let response = app.clone().oneshot(request.expect("a request")).await.expect("an answer");
            let id = response.headers()["x-request-id"].to_str().expect("an id");
            assert!(Uuid::parse_str(id).is_ok(), "{id}");
        }
        let text = metrics.render();
        let series = |name: &str| text.lines().filter(|line| line.starts_with(name)).collect::<Vec<_>>();
        assert_eq!(
            series("certmint_requests_refused"),
            [r#"certmint_requests_refused_total{code="PCA.00030102"} 4"#]
        );
        let counts = series("certmint_http_request_seconds_count");
        assert_eq!(counts.len(), 2, "{text}");
        assert!(counts.iter().any(|line| line.ends_with(r#"{method="other",route="other"} 2"#)), "{text}");
        assert!(counts.iter().any(|line| line.ends_with(r#"{method="GET",route="/v1/{id}"} 2"#)), "{text}");
    }
}

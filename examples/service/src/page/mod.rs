//! The HTML page. It works through the functions of the API's handlers.

mod session;

use askama::Template;
use axum::body::to_bytes;
use axum::extract::{DefaultBodyLimit, Extension, Form};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use certmint::wire::{CaStatus, CertificateDescription, file_stem};
use serde::Serialize;

use self::session::{Session, is_same_origin};
use crate::api::{self, Pairs, attachment, authorities, certificates};
use crate::prelude::*;
use crate::store::{reason_of, time};

/// The longest body that the API reads, in percent-encoding.
const MAX_FORM_OCTETS: usize = 3 * certmint::wire::Body::MAX_OCTETS;
const HTML: &str = "text/html; charset=utf-8";
const PEM: &str = "application/x-pem-file";
const STYLE: &str = include_str!("../../templates/style.css");
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // With no-referrer, browsers send forms with the origin "null".
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

type Answer = Result<Response>;

pub fn router(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/", get(show_authorities))
        .route("/authorities/{id}/certificate.pem", get(download_authority))
        .route("/certificates", get(show_certificates))
        .route("/certificates/{id}", get(async |call, Path(id)| details(call, id, None).await))
        .route("/certificates/{id}/{file}", get(download_certificate))
        .route("/certificates/{id}/export", post(export))
        .route("/certificates/{id}/revoke", post(revoke))
        .route("/issue", get(show_issue).post(issue))
        .route("/logout", post(log_out))
        .layer(from_fn_with_state(Arc::clone(app), api::record))
        .route("/login", get(show_login).post(log_in))
        .route("/style.css", get(([(header::CONTENT_TYPE, "text/css")], STYLE)))
        .layer(DefaultBodyLimit::max(MAX_FORM_OCTETS))
        .layer(from_fn_with_state(Arc::clone(app), guard))
}

/// Middleware: lets through who has logged in, and refuses forms of other sites.
async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Answer {
    let is_open = matches!(request.uri().path(), "/login" | "/style.css");
    let is_foreign = request.method() == Method::POST && !is_same_origin(&app, request.headers());
    let session = Session::of(&app, request.headers()).await?;
    if let Some(session) = &session {
        request.extensions_mut().insert(session.caller.clone());
        request.extensions_mut().insert(session.clone());
    }
    let answer = match is_foreign {
        true => ApiError::OTHER_ORIGIN.into_response(),
        false if session.is_none() && !is_open => Redirect::to("/login").into_response(),
        false => next.run(request).await,
    };
    Ok(finish(answer, session).await)
}

/// What is at no path: a page for who has logged in, else the answer of the API.
pub async fn unknown(State(app): State<Arc<App>>, request: Request) -> Response {
    let answer = ApiError::NO_RESOURCE.into_response();
    match Session::of(&app, request.headers()).await {
        Ok(Some(session)) => finish(answer, Some(session)).await,
        _ => answer,
    }
}

/// What a handler shows. Middleware makes HTML of it, and of the API's answer to what was refused.
#[derive(Clone, Default, Template)]
#[template(path = "page.html")]
struct Page {
    /// The template of what differs.
    part: &'static str,
    title: String,
    data: Value,
    user: Option<Caller>,
    /// What the API answers where something was refused.
    alert: Value,
}

fn page(part: &'static str, title: &str, data: Value, refused: Option<ApiError>) -> Response {
    let mut answer = refused.map(IntoResponse::into_response).unwrap_or_default();
    answer.extensions_mut().insert(Page { part, title: title.into(), data, ..Page::default() });
    answer
}

/// Makes HTML of a page or an error, and adds the headers.
async fn finish(mut answer: Response, session: Option<Session>) -> Response {
    let user = session.map(|session| session.caller);
    let status = answer.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let error = || Page { part: "error", title: status.to_string(), ..Page::default() };
    if let Some(page) = answer.extensions_mut().remove::<Page>().or_else(|| is_error.then(error)) {
        let body = to_bytes(std::mem::take(answer.body_mut()), MAX_FORM_OCTETS).await.unwrap_or_default();
        let alert = serde_json::from_slice(&body).unwrap_or_default();
        match (Page { user: user.clone(), alert, ..page }).render() {
            Ok(html) => *answer.body_mut() = html.into(),
            Err(error) => return ApiError::Internal(format!("template: {error}")).into_response(),
        }
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    }
    // For the log.
    user.map(|user| answer.extensions_mut().insert(user));
    (HEADERS, answer).into_response()
}

/// What the templates read from JSON.
trait Shown {
    fn text(&self, pointer: &str) -> &str;
    fn name(&self) -> &str;
    fn list(&self, name: &str) -> &[Value];
    fn time(&self, name: &str) -> String;
}

impl Shown for Value {
    fn text(&self, pointer: &str) -> &str {
        self.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The common name. A subject from a CSR may have none.
    fn name(&self) -> &str {
        Some(self.text("/distinguished_name/common_name"))
            .filter(|name| !name.is_empty())
            .unwrap_or("unnamed")
    }

    fn list(&self, name: &str) -> &[Value] {
        self[name].as_array().map_or(&[], Vec::as_slice)
    }

    /// A time as HTML, or nothing.
    fn time(&self, name: &str) -> String {
        let Some(at) = self[name].as_i64().and_then(|at| time(at).ok()) else { return String::new() };
        let (date, (hour, minute, second)) = (at.date(), at.time().as_hms());
        let clock = format!("{hour:02}:{minute:02}:{second:02}");
        format!("<time datetime=\"{date}T{clock}Z\">{date} {clock}&nbsp;UTC</time>")
    }
}

async fn show_login() -> Response {
    page("login", "Log in", Value::Null, None)
}

async fn log_in(State(app): State<Arc<App>>, Form(form): Form<Value>) -> Answer {
    let unknown = ApiError::NotAuthenticated("an unknown token");
    Ok(match Session::begin(&app, form.text("/token"))? {
        Some(cookie) => ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response(),
        None => page("login", "Log in", Value::Null, Some(unknown)),
    })
}

async fn log_out(State(app): State<Arc<App>>, Extension(session): Extension<Session>) -> Answer {
    Ok(([(header::SET_COOKIE, session.end(&app).await?)], Redirect::to("/login")).into_response())
}

async fn show_authorities(call: Call, Query(pairs): Query<Pairs>) -> Answer {
    let query = ListQuery { limit: 100, offset: ListQuery::of_cas(&pairs)?.offset, ..ListQuery::default() };
    let (total, rows) = authorities::listed(&call, &query).await?;
    Ok(page("authorities", "Authorities", list(rows, &query, total), None))
}

async fn show_certificates(call: Call, Query(pairs): Query<Pairs>) -> Answer {
    let query = ListQuery { limit: 50, ..ListQuery::of_certificates(&pairs)? };
    let (total, rows) = certificates::listed(&call, &query).await?;
    Ok(page("certificates", "Certificates", list(rows, &query, total), None))
}

/// A page of a list, and where those beside it begin.
fn list<S: Serialize>(rows: Vec<Value>, query: &ListQuery<S>, total: usize) -> Value {
    let ListQuery { offset, limit, name, status, .. } = query;
    let previous = (*offset > 0).then(|| offset.saturating_sub(*limit));
    let next = Some(offset + limit).filter(|next| *next < total);
    json!({ "rows": rows, "total": total, "name": name, "status": status, "previous": previous, "next": next })
}

/// The page of a certificate, with what was refused there.
async fn details(call: Call, id: String, refused: Option<ApiError>) -> Answer {
    let row = call.certificate(&id).await?;
    let mut data = row.shown();
    data["contents"] = json!(CertificateDescription::try_from(&row.certificate()?)?);
    data["revoked_at"] = json!(row.revoked_at);
    data["reason"] = json!(reason_of(row.reason)?.api_name());
    let title = data.name().to_owned();
    Ok(page("certificate", &title, data, refused))
}

async fn download_authority(call: Call, Path(id): Path<String>) -> Answer {
    let row = call.authority(&id).await?;
    let own = row.ca.chain()?.first().ok_or(ApiError::NO_RESOURCE)?.to_pem();
    Ok(attachment(PEM, &format!("{}.pem", file_stem(row.ca.common_name())), own))
}

async fn download_certificate(call: Call, Path((id, file)): Path<(String, String)>) -> Answer {
    let row = call.certificate(&id).await?;
    let (kind, end, content) = match file.as_str() {
        "certificate.pem" => (PEM, ".pem", row.certificate()?.to_pem().into()),
        "certificate.der" => ("application/pkix-cert", ".der", row.der.clone()),
        "chain.pem" => (PEM, "_chain.pem", call.issuer_of(&row).await?.chain.into()),
        _ => return Err(ApiError::NO_RESOURCE),
    };
    Ok(attachment(kind, &(file_stem(row.common_name()) + end), content))
}

async fn export(call: Call, Path(id): Path<String>, Form(form): Form<Value>) -> Answer {
    let json = json!({ "is_compressed": "true", "type": form["type"], "password": form["password"] });
    match certificates::export(call.clone(), Path(id.clone()), json.to_string().into()).await {
        Err(error) => details(call, id, Some(error)).await,
        exported => exported,
    }
}

async fn revoke(call: Call, Path(id): Path<String>, Form(form): Form<Value>) -> Answer {
    let json = json!({ "reason": form["reason"] });
    let revoked = match form.get("confirm") {
        None => Err(ApiError::parameter("a revocation is final: tick the box to confirm it")),
        Some(_) => certificates::revoke(call.clone(), Path(id.clone()), json.to_string().into()).await,
    };
    match revoked {
        Err(error) => details(call, id, Some(error)).await,
        Ok(_) => Ok(redirect_to_certificate(&id)),
    }
}

fn redirect_to_certificate(id: &str) -> Response {
    Redirect::to(&format!("/certificates/{id}")).into_response()
}

async fn show_issue(call: Call, Query(query): Query<Value>) -> Answer {
    let form = json!({ "issuer_id": query["issuer_id"], "value": "1", "validity": "YEAR" });
    issue_form(&call, form, None).await
}

async fn issue_form(call: &Call, mut form: Value, refused: Option<ApiError>) -> Answer {
    let active = ListQuery { limit: 1_000, status: Some(CaStatus::Active), ..ListQuery::default() };
    form["issuers"] = authorities::listed(call, &active).await?.1.into();
    Ok(page("issue", "Issue a certificate", form, refused))
}

async fn issue(call: Call, Form(form): Form<Value>) -> Answer {
    let validity = json!({ "type": form["validity"], "value": form["value"] });
    let json = json!({ "issuer_id": form["issuer_id"], "csr": form["csr"], "validity": validity });
    match certificates::from_csr(call.clone(), json.to_string().into()).await {
        Err(error) => issue_form(&call, form, Some(error)).await,
        Ok(issued) => Ok(redirect_to_certificate(issued.text("/certificate_id"))),
    }
}

//! Who sends a request, and what they see.

use axum::body::{Body, HttpBody};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use crate::credentials::{Credentials, DOMAIN_FORM, is_domain};
use crate::prelude::*;
use crate::signature::signer;

/// What certmint reads, and room for what it refuses with a better message.
const MAX_BODY_OCTETS: usize = certmint::wire::Body::MAX_OCTETS + 1_024;
pub const BODY_DEADLINE: Duration = Duration::from_secs(15);

#[derive(Clone, Debug)]
pub struct Caller {
    /// The name of the credential.
    pub name: String,
    pub scope: Scope,
}

/// The domains that a caller sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The domain to which belongs what the caller creates. Without one, all are seen.
    pub domain: Option<String>,
    /// Whether it is a tenant. An operator who looks at one domain also sees what belongs to none.
    pub is_bound: bool,
}

impl Scope {
    pub fn sees(&self, domain: &str) -> bool {
        self.domain.as_ref().is_none_or(|own| own == domain || (!self.is_bound && domain.is_empty()))
    }
}

/// Accepts X-Auth-Token or a signature. A client may send both of which only one is valid.
pub fn authenticate(credentials: &Credentials, parts: &Parts, body: &[u8]) -> Result<Caller> {
    let token = parts.headers.get("x-auth-token");
    let credential = match token.and_then(|token| credentials.by_token(token.as_bytes())) {
        Some(credential) => credential,
        None => signer(credentials, parts, body, UtcDateTime::now()).map_err(ApiError::NotAuthenticated)?,
    };
    let mut domains = parts.headers.get_all("x-domain-id").iter().map(|value| value.to_str().ok());
    let requested = match (domains.next(), domains.next()) {
        (None, _) => None,
        (Some(Some(domain)), None) if is_domain(domain) => Some(domain.to_owned()),
        _ => return Err(ApiError::parameter(format!("X-Domain-Id {DOMAIN_FORM}"))),
    };
    let caller = credential.caller();
    match (requested, &caller.scope.domain) {
        (Some(requested), Some(own)) if requested != *own => Err(ApiError::OTHER_DOMAIN),
        (Some(_), Some(_)) | (None, _) => Ok(caller),
        (domain, None) => Ok(Caller { scope: Scope { domain, is_bound: false }, ..caller }),
    }
}

/// Middleware: lets only the authenticated through. The [`Caller`] goes into the extensions of the request for
/// the handlers, and into those of the response for the log.
pub async fn require_caller(
    State(credentials): State<Arc<Credentials>>,
    request: Request,
    next: Next,
) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    // Whoever sends no credentials gets no body read.
    if !parts.headers.contains_key("x-auth-token") && !parts.headers.contains_key("authorization") {
        return Err(ApiError::NotAuthenticated("neither a token nor a signature"));
    }
    let body = read_body(body, MAX_BODY_OCTETS).await?;
    let caller = authenticate(&credentials, &parts, &body)?;
    parts.extensions.insert(caller.clone());
    let mut response = next.run(Request::from_parts(parts, Body::from(body))).await;
    response.extensions_mut().insert(caller);
    Ok(response)
}

/// Reads a body that must be short and arrive in time.
pub async fn read_body(body: Body, max_octets: usize) -> Result<Bytes> {
    // What announces itself as too long is not waited for.
    if usize::try_from(body.size_hint().lower()).map_or(true, |octets| octets > max_octets) {
        return Err(ApiError::TOO_LONG);
    }
    match timeout(BODY_DEADLINE, Limited::new(body, max_octets).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(ApiError::TOO_LONG),
        // The client closed the connection or sent broken chunks.
        Ok(Err(_)) => Err(ApiError::parameter("the body could not be read")),
        Err(_) => Err(ApiError::TIMED_OUT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(token: &str, domain: Option<&str>) -> Result<Scope, u16> {
        let json = br#"{"tokens":["operator",{"token":"tenant","domain":"d"}]}"#;
        let credentials = Credentials::from_json(json).expect("credentials");
        let mut request = Request::builder().uri("/v1").header("x-auth-token", token);
        if let Some(domain) = domain {
            request = request.header("x-domain-id", domain);
        }
        let (parts, _) = request.body(Body::empty()).expect("a request").into_parts();
        let caller = authenticate(&credentials, &parts, b"");
        caller.map(|caller| caller.scope).map_err(|error| error.answer().0.as_u16())
    }

    #[test]
    fn the_credential_and_the_header_decide_what_is_seen() {
        let bound = |domain: &str| Scope { domain: Some(domain.into()), is_bound: true };
        let unbound = |domain: &str| Scope { is_bound: false, ..bound(domain) };
        assert_eq!(scope("operator", None), Ok(Scope::default()));
        assert_eq!(scope("operator", Some("e")), Ok(unbound("e")));
        assert_eq!(scope("tenant", None), Ok(bound("d")));
        assert_eq!(scope("tenant", Some("d")), Ok(bound("d")));
        assert_eq!(scope("tenant", Some("e")), Err(403));
        assert_eq!(scope("unknown", Some("'; --")), Err(401));
        for domain in ["", "'; --", "d d", &"d".repeat(65)] {
            assert_eq!(scope("operator", Some(domain)), Err(400), "{domain}");
        }
        let [operator, tenant] = [unbound("e"), bound("d")];
        assert_eq!([operator.sees("e"), operator.sees(""), operator.sees("d")], [true, true, false]);
        assert_eq!([tenant.sees("d"), tenant.sees(""), tenant.sees("e")], [true, false, false]);
    }
}

//! Who looks at the page: a cookie that holds the token, encrypted. It is valid as long as the token is.

use axum::http::HeaderMap;

use crate::prelude::*;
use crate::store::now;

const COOKIE: &str = "certmint_session";
const PURPOSE: &str = "page session";
const SECONDS: i64 = 8 * 3_600;

#[derive(Clone)]
pub struct Session {
    id: Uuid,
    expires: i64,
    pub caller: Caller,
}

impl Session {
    /// Returns the header that begins a session, if there is such a token.
    pub fn begin(app: &App, token: &str) -> Result<Option<String>> {
        if app.credentials.by_token(token.as_bytes()).is_none() {
            return Ok(None);
        }
        let content = format!("{} {} {token}", Uuid::now_v7(), now() + SECONDS * 1_000);
        let value = app.cas.keys.sealing.encrypt(PURPOSE, content.as_bytes())?;
        Ok(Some(set_cookie(app, &value, SECONDS)))
    }

    /// Ends the session, and returns the header that removes the cookie.
    pub async fn end(&self, app: &App) -> Result<String> {
        app.store.end_session(self.id, self.expires).await?;
        Ok(set_cookie(app, "", 0))
    }

    /// Returns the session of a request that has a valid one.
    pub async fn of(app: &App, headers: &HeaderMap) -> Result<Option<Self>> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|header| header.to_str().ok());
        let mut cookies = cookies.flat_map(|header| header.split(';')).map(str::trim);
        let value = cookies.find_map(|cookie| cookie.strip_prefix(COOKIE)?.strip_prefix('='));
        let Some(session) = value.and_then(|value| Self::open(app, value)) else { return Ok(None) };
        Ok(if app.store.is_session_ended(session.id).await? { None } else { Some(session) })
    }

    fn open(app: &App, value: &str) -> Option<Self> {
        let content = app.cas.keys.sealing.decrypt(PURPOSE, value)?;
        let mut parts = str::from_utf8(&content).ok()?.splitn(3, ' ');
        let (id, expires) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let caller = app.credentials.by_token(parts.next()?.as_bytes())?.caller();
        (expires > now()).then_some(Self { id, expires, caller })
    }
}

fn set_cookie(app: &App, value: &str, seconds: i64) -> String {
    let secure = if app.cas.public_url.starts_with("https:") { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

/// Whether a form was sent by a page of this service. Browsers send at least one of the headers;
/// behind a proxy, the origin is that of the public URL.
pub fn is_same_origin(app: &App, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let (scheme, public) = app.cas.public_url.split_once("://").unwrap_or_default();
    let hosts = [public.split('/').next(), text("host")];
    let is_own = |origin: &str| hosts.iter().flatten().any(|host| format!("{scheme}://{host}") == origin);
    match (text("origin"), text("sec-fetch-site")) {
        (None, None) => false,
        (origin, site) => origin.is_none_or(is_own) && site.is_none_or(|site| site == "same-origin"),
    }
}

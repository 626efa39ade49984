//! SDK-HMAC-SHA256: how the official client signs a request with its secret key.
//!
//! The reasons for which a signature is refused are for the log.

use axum::http::HeaderMap;
use base16ct::lower;
use certmint::time::Duration;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode, utf8_percent_encode};
use sha2::{Digest, Sha256};
use time::macros::format_description;

use crate::credentials::{Credential, Credentials};
use crate::prelude::*;

/// How far the date of a request may be from the clock of the service.
const MAX_SKEW: Duration = Duration::minutes(15);
/// All but the unreserved characters of RFC 3986 §2.3.
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const RESERVED_IN_PATH: AsciiSet = RESERVED.remove(b'/');

/// Who signed the request, at about this time.
pub fn signer<'a>(
    credentials: &'a Credentials,
    parts: &Parts,
    body: &[u8],
    now: UtcDateTime,
) -> Result<&'a Credential, &'static str> {
    let header = str::from_utf8(only(&parts.headers, "authorization")?).ok();
    let (access_key, signed, signature) = header.and_then(parse).ok_or("a malformed Authorization header")?;
    let is_signed = |name| signed.split(';').any(|header| header == name);
    // Without its host or date, a request could be sent elsewhere or again; X-Domain-Id decides what
    // the caller sees.
    if !is_signed("host") || !is_signed("x-sdk-date") {
        return Err("the host or the date is not signed");
    }
    if parts.headers.contains_key("x-domain-id") && !is_signed("x-domain-id") {
        return Err("X-Domain-Id is not signed");
    }
    let date = str::from_utf8(only(&parts.headers, "x-sdk-date")?).unwrap_or_default();
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    let time = UtcDateTime::parse(date, format).map_err(|_| "a malformed date")?;
    if (now - time).abs() > MAX_SKEW {
        return Err("its date is more than 15 minutes from the clock of the service");
    }
    let canonical = hash(&canonical_request(parts, signed, body)?);
    // With an unknown access key the work is the same, so that the time does not tell which exist.
    let known = credentials.access_keys.get(access_key);
    let secret_key = known.map_or("unknown", |(_, secret_key)| secret_key);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret_key.as_bytes()).expect("HMAC takes any length");
    mac.update(format!("SDK-HMAC-SHA256\n{date}\n{canonical}").as_bytes());
    // Compares in constant time.
    let verified = mac.verify_slice(&lower::decode_vec(signature).unwrap_or_default());
    match (known, verified) {
        (Some((credential, _)), Ok(())) => Ok(credential),
        _ => Err("a wrong access key or signature"),
    }
}

/// Reads the access key, the names of the signed headers, and the signature.
fn parse(authorization: &str) -> Option<(&str, &str, &str)> {
    let members = authorization.strip_prefix("SDK-HMAC-SHA256 Access=")?;
    let (access_key, members) = members.split_once(", SignedHeaders=")?;
    let (signed_headers, signature) = members.split_once(", Signature=")?;
    Some((access_key, signed_headers, signature))
}

/// The client can replace the hash of the body by the word UNSIGNED-PAYLOAD. Here it is always the
/// hash, so a body that is not signed never verifies.
fn canonical_request(parts: &Parts, signed_headers: &str, body: &[u8]) -> Result<Vec<u8>, &'static str> {
    let path: Vec<u8> = percent_decode_str(parts.uri.path()).collect();
    let path = percent_encode(&path, &RESERVED_IN_PATH).to_string();
    let path = path.strip_suffix('/').unwrap_or(&path);
    let query = canonical_query(parts.uri.query().unwrap_or_default());
    let mut canonical = format!("{}\n{path}/\n{query}\n", parts.method).into_bytes();
    for name in signed_headers.split(';') {
        let value = only(&parts.headers, name)?.trim_ascii();
        canonical.extend([name.as_bytes(), b":", value, b"\n"].concat());
    }
    canonical.extend(format!("\n{signed_headers}\n{}", hash(body)).as_bytes());
    Ok(canonical)
}

/// Read as the handlers read it, where `+` is a space, and sorted by name and value.
fn canonical_query(query: &str) -> String {
    let mut members: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    members.sort();
    let encode = |text| utf8_percent_encode(text, &RESERVED);
    let members = members.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    members.collect::<Vec<_>>().join("&")
}

fn hash(octets: &[u8]) -> String {
    lower::encode_string(&Sha256::digest(octets))
}

/// The value of a header that must be there once. Of several, the client signs one, and it would not be
/// clear which counts.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a [u8], &'static str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value.as_bytes()),
        _ => Err("a header is missing or repeated"),
    }
}

#[cfg(test)]
mod tests;

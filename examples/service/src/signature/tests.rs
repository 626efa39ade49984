//! Signatures of the official client, and requests that do not deserve one.

use axum::http::{Method, Request};

use super::*;

const SECRET: &str = "secret key";
const DATE: &str = "20261129T185129Z";
const SHORT: &str = "content-type;host;user-agent;x-domain-id;x-sdk-date";
const NOTE: &str = "content-type;host;user-agent;x-domain-id;x-note;x-sdk-date";
const CONTENT: &str = "content-type;host;user-agent;x-domain-id;x-sdk-content-sha256;x-sdk-date";
const CAS: &str = "/v1/private-certificate-authorities";

fn parts(method: Method, path: &str, headers: &[(&str, &str)]) -> Parts {
    let (mut parts, ()) =
        Request::builder().method(method).uri(path).body(()).expect("a request").into_parts();
    let usual = [
        ("host", "127.0.0.1:8080"),
        ("x-sdk-date", DATE),
        ("content-type", "application/json"),
        ("user-agent", "huaweicloud-usdk-python/3.0"),
        ("x-domain-id", "d-1"),
    ];
    for (name, value) in usual.iter().chain(headers) {
        let name = axum::http::HeaderName::from_bytes(name.as_bytes()).expect("a name");
        let value = axum::http::HeaderValue::from_bytes(value.as_bytes()).expect("a value");
        parts.headers.insert(name, value);
    }
    parts
}

fn verify(parts: &Parts, body: &str, signed: &str, signature: &str, late: i64) -> Result<(), &'static str> {
    let mut parts = parts.clone();
    let header = format!("SDK-HMAC-SHA256 Access=AK1, SignedHeaders={signed}, Signature={signature}");
    parts.headers.insert("authorization", header.parse().expect("a value"));
    let now = time::macros::utc_datetime!(2026-11-29 18:51:29) + Duration::seconds(late);
    let json = format!(r#"{{"access_keys":{{"AK1":"{SECRET}"}}}}"#);
    let credentials = Credentials::from_json(json.as_bytes()).expect("credentials");
    let found = signer(&credentials, &parts, body.as_bytes(), now)?;
    assert_eq!(found.name, "AK1");
    Ok(())
}

/// The signatures were computed by huaweicloudsdkcore 3.1.219.
#[test]
fn signatures_of_the_official_client_verify() {
    type Vector = (
        Method,
        &'static str,
        &'static str,
        &'static [(&'static str, &'static str)],
        &'static str,
        &'static str,
    );
    let query = |query| -> &'static str { String::leak(format!("{CAS}?{query}")) };
    let vectors: [Vector; 10] = [
        (
            Method::GET,
            CAS,
            "",
            &[],
            SHORT,
            "df6504583cac92fa0483d0a52a95dbec64dc2ce1ccdeeb4b98da09329324a1c6",
        ),
        (
            Method::POST,
            "/v1/private-certificates",
            r#"{"name":"Müller"}"#,
            &[],
            SHORT,
            "0fc490790873aa7a3a7646b826e63a922ff852b5dd67974f4c1ca05fc19d614e",
        ),
        (
            Method::GET,
            query("limit=10&name=&offset=0&sort_key=create_time"),
            "",
            &[],
            SHORT,
            "53f34b965362b3f60e4da7e92c694c26703484010fae65d426cd7e7e4e4d637a",
        ),
        (
            Method::GET,
            query("a=x%20y%2Bz%26%3D%2F~%2A%25&b=&b=1&b=2"),
            "",
            &[],
            SHORT,
            "3d66f92be268d9a06d36670d8316284fb861a5c9be14da216da838a408c9b52e",
        ),
        (
            Method::GET,
            query("name=%E5%90%8D%C3%A9&name2=a"),
            "",
            &[],
            SHORT,
            "bb31631afe9584df6cce10e2228b0637dd4ec90d3964c3d460d4e362a4b30beb",
        ),
        (
            Method::GET,
            "/v1/a%20b/c%2Fd/~e/%C3%A9*",
            "",
            &[],
            SHORT,
            "f09b0d7b6d5d108b3def6f3b31e270dafb288ccf17d42de7d155f940ab5d0a99",
        ),
        (
            Method::DELETE,
            "/v1/x/?pending_days=7",
            "",
            &[],
            SHORT,
            "fe4d6df055821ba452a868df1926532d7ff28c7f76b84b781cab31273c6803aa",
        ),
        (
            Method::GET,
            CAS,
            "",
            &[("x-note", " two  spaces ")],
            NOTE,
            "cb9122bb8db0f3fe9d01471fd3137e8b3f17baecd02c224fa2003db51c8c8a97",
        ),
        (
            Method::GET,
            CAS,
            "",
            &[("x-note", "é")],
            NOTE,
            "f42b76677282aa474ced99b3ad1ad4fddce21dbb0aa644e9326787168fd99935",
        ),
        (
            Method::GET,
            CAS,
            "",
            &[("content-type", "text/plain"), ("x-sdk-content-sha256", "UNSIGNED-PAYLOAD")],
            CONTENT,
            "482a6e203c3d19daa80d6646e08a3e1e8d23fe9cd728337e2ae192c7d0b7f850",
        ),
    ];
    for (method, path, body, headers, signed, signature) in vectors {
        let parts = parts(method, path, headers);
        assert_eq!(verify(&parts, body, signed, signature, 0), Ok(()), "{path} {headers:?}");
        assert_eq!(verify(&parts, body, signed, signature, -900), Ok(()), "{path}");
        assert!(verify(&parts, body, signed, signature, 901).is_err(), "{path}");
        assert!(verify(&parts, "other", signed, signature, 0).is_err(), "{path}");
    }
}

#[test]
fn what_is_not_signed_or_ambiguous_is_refused() {
    let good = "df6504583cac92fa0483d0a52a95dbec64dc2ce1ccdeeb4b98da09329324a1c6";
    let get = || parts(Method::GET, CAS, &[]);
    let refused = |parts: &Parts, signed: &str| verify(parts, "", signed, good, 0).expect_err("refused");
    assert_eq!(refused(&get(), "content-type;host"), "the host or the date is not signed");
    assert_eq!(refused(&get(), "x-sdk-date"), "the host or the date is not signed");
    assert_eq!(refused(&get(), "host;x-sdk-date"), "X-Domain-Id is not signed");
    assert_eq!(refused(&get(), NOTE), "a header is missing or repeated");
    let mut twice = get();
    twice.headers.append("user-agent", axum::http::HeaderValue::from_static("another"));
    assert_eq!(refused(&twice, SHORT), "a header is missing or repeated");
    for (name, value) in [("host", "other"), ("x-domain-id", "d-2"), ("x-sdk-date", "20261129T185130Z")] {
        assert_eq!(
            refused(&parts(Method::GET, CAS, &[(name, value)]), SHORT),
            "a wrong access key or signature"
        );
    }
    for date in ["", "2026-11-29T18:51Z", "20261329T185129Z", "20261129T185160Z", "+0261129T185129Z"] {
        assert_eq!(
            refused(&parts(Method::GET, CAS, &[("x-sdk-date", date)]), SHORT),
            "a malformed date",
            "{date}"
        );
    }
    assert!(verify(&parts(Method::POST, CAS, &[]), "", SHORT, good, 0).is_err());
    assert!(verify(&get(), "", SHORT, &good.to_uppercase(), 0).is_err());
    for wrong in ["", &format!("{good}, Signature=0")] {
        assert!(verify(&get(), "", SHORT, wrong, 0).is_err());
    }
    // The client's signature of a body that it does not sign.
    let unsigned = [("content-type", "text/plain"), ("x-sdk-content-sha256", "UNSIGNED-PAYLOAD")];
    let signature = "8f36781a9a60b4c2d0ce641f42fb2a498a7bf6854147020a21fb76a89f0e2e66";
    assert!(verify(&parts(Method::POST, CAS, &unsigned), "x", CONTENT, signature, 0).is_err());
}

#[test]
fn malformed_headers_are_refused() {
    for text in [
        "",
        "SDK-HMAC-SHA256",
        "SDK-HMAC-SM3 Access=A, SignedHeaders=host, Signature=0",
        "SDK-HMAC-SHA256 SignedHeaders=host, Access=A, Signature=0",
        "SDK-HMAC-SHA256 Access=A, SignedHeaders=host",
    ] {
        assert!(parse(text).is_none(), "{text}");
    }
}

//! O1: requests in the path of a GET request.

use base64ct::{Base64, Encoding};
use certmint::KeyAlgorithm;
use certmint::error::OcspRequestError;
use certmint::ocsp::OcspRequest;

use crate::material::*;

fn base64(der: &[u8]) -> String {
    Base64::encode_string(der)
}

fn percent_encoded(text: &str) -> String {
    text.bytes().map(|octet| format!("%{octet:02X}")).collect()
}

/// A request whose base64 has `/`, `+` and padding.
fn request() -> Vec<u8> {
    let issuer = toolkit::root(KeyAlgorithm::Ec256).issuer().clone();
    let id = cert_id(&issuer, SHA1, &[0x7f, 0xef, 0xfb, 0xff, 0xbe, 0xff, 0xef, 0xfb]);
    for octets in 1..40 {
        let der = Parts::of(std::slice::from_ref(&id)).with_nonce(&vec![0xfb; octets]).der();
        let text = base64(&der);
        if text.contains('/') && text.contains('+') && text.ends_with("==") {
            return der;
        }
    }
    unreachable!("one of them")
}

#[test]
fn o1_a_path_is_read_as_clients_and_servers_write_it() {
    let der = request();
    let expected = read(&der);
    let plain = base64(&der);
    let safe = plain.replace('+', "-").replace('/', "_");
    let escaped = plain.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let unpadded = plain.trim_end_matches('=').to_string();
    for path in [
        plain.clone(),
        escaped.clone(),
        escaped
            .to_lowercase()
            .replace(&escaped.to_lowercase(), &escaped.replace("%2B", "%2b").replace("%2F", "%2f")),
        format!("/{escaped}"),
        format!("//{plain}"),
        format!("%2F{plain}"),
        // Decoded as a form, in which `+` is a space.
        plain.replace('+', " "),
        plain.replace('+', "%20"),
        safe.clone(),
        safe.trim_end_matches('=').to_string(),
        unpadded.clone(),
        percent_encoded(&plain),
        format!("{}\n{}", &unpadded[..64], &unpadded[64..]),
        format!("{}%0D%0A{}", &unpadded[..64], &unpadded[64..]),
    ] {
        assert_eq!(OcspRequest::from_get_path(&path), Ok(expected.clone()), "{path}");
    }
}

#[test]
fn o1_a_path_that_is_not_base64_is_refused() {
    let plain = base64(&request());
    for path in [
        "%",
        "%4",
        "%zz",
        "%+1",
        "M",
        "é",
        "MA\u{0}A",
        &format!("{plain}="),
        &format!("{plain}=="),
        &format!("{plain}%253D"),
        &format!("{plain}?a=b"),
        &plain.replacen('+', "%252B", 1),
        &plain.replacen('+', "=", 1),
    ] {
        assert_eq!(OcspRequest::from_get_path(path), Err(OcspRequestError::NotBase64), "{path}");
    }
    for path in ["", "/", "====", "MAA=", "%4D%41%41%3D"] {
        let error = OcspRequest::from_get_path(path).unwrap_err();
        assert!(
            matches!(error, OcspRequestError::Malformed { .. } | OcspRequestError::NotBase64),
            "{path} {error}"
        );
    }
}

#[test]
fn o1_a_path_has_a_limit_too() {
    let longest = base64(&vec![0x30; OcspRequest::MAX_OCTETS]);
    for path in [percent_encoded(&longest), longest.clone(), "/".repeat(1_000)] {
        let error = OcspRequest::from_get_path(&path).unwrap_err();
        assert_eq!(error, OcspRequestError::Malformed { part: "OCSPRequest" });
    }
    let longer = base64(&vec![0x30; OcspRequest::MAX_OCTETS + 1]);
    for path in [longer, "A".repeat(1 << 20), "/".repeat(1 << 20)] {
        assert_eq!(OcspRequest::from_get_path(&path), Err(OcspRequestError::TooLarge));
    }
}

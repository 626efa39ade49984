//! S5: uniform resource identifiers.

use certmint::error::{ErrorCode, LengthError, NameErrorKind, ViolationKind};
use certmint::name::{SubjectAlternativeName, Uri};
use certmint::{EndEntityRequest, KeyAlgorithm};

use crate::helpers::{SEQUENCE, tlv};
use crate::names::{accepted, defect, refused_name};
use toolkit::{extension, now, params, rng, root, years};

const TAG: u8 = 0x86;

#[test]
fn s5_absolute_uris() {
    let longest = format!("urn:{}", "a".repeat(249));
    for uri in [
        "spiffe://example.org/ns/default/sa/web",
        "spiffe://example.org",
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "urn:example:a123,z456",
        "https://example.org",
        "HTTPS://Example.ORG/",
        "https://localhost:8443/a/b?c=d/?#e/?",
        "https://example.org?query",
        "https://example.org#fragment",
        "https://example.org:",
        // RFC 3986 §3.2.3 sets no bound: `port = *DIGIT`.
        "https://example.org:65536/",
        "https://user:pass%20word@example.org/",
        "https://@example.org/",
        "https://192.0.2.1/",
        "https://[2001:db8::1]/",
        "https://[2001:db8::1]:443/",
        "https://[::192.0.2.1]",
        "https://0x7f.example/",
        "ldap://[2001:db8::7]/c=GB?objectClass?one",
        "mailto:John.Doe@example.com",
        "tel:+1-816-555-1212",
        "file:/etc/passwd",
        "data:,a%20b",
        "a+b-c.1:x",
        "x:/",
        "x:a/b;c=d,e!$&'()*+~_.-",
        "https://a_b.example/",
        &longest,
    ] {
        accepted("URI", uri, TAG, uri.as_bytes());
    }
}

#[test]
fn s5_what_is_no_absolute_uri_is_refused() {
    use NameErrorKind::{
        Character, EmptyAfterScheme, EmptyHost, Host, Ipv4Mapped, NotAscii, NumericHost, PercentEncoding,
        Port, Scheme,
    };
    for (uri, expected) in [
        ("example.org", Scheme),
        ("/path", Scheme),
        ("//example.org/", Scheme),
        ("?q", Scheme),
        ("1http://example.org", Scheme),
        ("+a:b", Scheme),
        (":a", Scheme),
        ("a b:c", Scheme),
        ("ht_tp://example.org", Scheme),
        (" https://example.org", Scheme),
        ("https:", EmptyAfterScheme),
        ("urn:", EmptyAfterScheme),
        ("https://", EmptyHost),
        ("https:///path", EmptyHost),
        ("file:///etc/passwd", EmptyHost),
        ("https://?q", EmptyHost),
        ("https://#f", EmptyHost),
        ("https://:443/", EmptyHost),
        ("https://user@/", EmptyHost),
        ("https://a..b/", Host),
        ("https://-a/", Host),
        ("https://example.org./", Host),
        ("https://*.example.org/", Host),
        ("https://has space/", Host),
        ("https://exam%70le.org/", Host),
        ("https://256.0.0.1/", NumericHost),
        ("https://192.0.2.01/", NumericHost),
        ("https://127.1/", NumericHost),
        ("https://2130706433/", NumericHost),
        ("https://user@example.0x7F:443/", NumericHost),
        ("https://[::ffff:192.0.2.1]", Ipv4Mapped([192, 0, 2, 1].into())),
        ("https://[::FFFF:c000:0201]:443/", Ipv4Mapped([192, 0, 2, 1].into())),
        ("https://[192.0.2.1]/", Host),
        ("https://[::1/", Host),
        ("https://[fe80::1%25eth0]/", Host),
        ("https://[v1.x]/", Host),
        ("https://[]/", Host),
        ("https://::1/", Port),
        ("https://[::1]443/", Port),
        ("https://example.org:80a/", Port),
        ("https://example.org:-1/", Port),
        ("https://example.org:1:2/", Port),
        ("https://a@b@example.org/", Character('@')),
        ("https://us er@example.org/", Character(' ')),
        ("https://example.org/a b", Character(' ')),
        ("https://example.org/\n", Character('\n')),
        ("https://example.org/\u{0}", Character('\u{0}')),
        ("https://example.org/<a>", Character('<')),
        ("https://example.org/\"", Character('"')),
        ("https://example.org/\\", Character('\\')),
        ("https://example.org/^", Character('^')),
        ("https://example.org/`", Character('`')),
        ("https://example.org/{a}", Character('{')),
        ("https://example.org/a|b", Character('|')),
        ("https://example.org/[a]", Character('[')),
        ("https://example.org/#a#b", Character('#')),
        ("urn:a:%", PercentEncoding),
        ("urn:a:%4", PercentEncoding),
        ("urn:a:%4g", PercentEncoding),
        ("urn:a:%%41", PercentEncoding),
        ("https://example.org/é", NotAscii),
        ("https://bücher.example/", NotAscii),
    ] {
        assert_eq!(defect("URI", uri, ErrorCode::Parameter), expected, "{uri:?}");
    }
    let longer = format!("urn:{}", "a".repeat(250));
    let length = ViolationKind::Length(LengthError { found: 254, min: 1, max: 253 });
    assert_eq!(refused_name("URI", &longer, ErrorCode::Parameter).kind(), &length);
    assert_eq!(Uri::new(&longer).map(|uri| uri.as_str().len()), Ok(254));
}

/// SPIFFE-ID §2.3; the API documentation allows 253 in a body.
#[test]
fn s5_a_uri_from_rust_has_up_to_2048_characters() {
    let uri = |characters: usize| format!("spiffe://example.org/{}", "a".repeat(characters - 21));
    let longest = uri(2_048);
    assert_eq!(Uri::new(&longest).map(|uri| uri.as_str().to_string()), Ok(longest.clone()));
    let length = LengthError { found: 2_049, min: 1, max: 2_048 };
    let refused = Uri::new(&uri(2_049)).map_err(|error| error.kind);
    assert_eq!(refused, Err(NameErrorKind::Length(length)));

    let name = SubjectAlternativeName::uri(&longest).unwrap();
    let params = params(KeyAlgorithm::Ec256, "S5", years(1)).with_alternative_names(vec![name]);
    let request = EndEntityRequest::new(params.unwrap());
    let issued = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(3)).unwrap();
    let expected = tlv(SEQUENCE, &tlv(TAG, longest.as_bytes()));
    assert_eq!(extension(&issued, "2.5.29.17"), Some((false, expected)));
}

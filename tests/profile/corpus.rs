//! Various requests that are issued by default, and what the strict profile refuses in them.

use certmint::extension::KeyUsage;
use certmint::name::{GeneralSubtree, NameConstraints};
use certmint::wire::Body;
use certmint::{
    Authority, EndEntityRequest, Error, Issued, KeyAlgorithm, Profile, PublicKey, RootRequest,
    SubordinateRequest,
};
use serde_json::{Value, json};

use crate::issue::{authority, body_with};
use toolkit::builder::rsa_2048;
use toolkit::{now, params, rng, years};

type Issue = Box<dyn Fn(&Profile) -> Result<Issued, Error>>;

/// A request, and the pointers to what the strict profile refuses in it.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) issue: Issue,
    pub(crate) refused: Vec<&'static str>,
}

pub(crate) fn case(
    name: impl Into<String>,
    refused: &[&'static str],
    issue: impl Fn(&Profile) -> Result<Issued, Error> + 'static,
) -> Case {
    Case { name: name.into(), issue: Box::new(issue), refused: refused.into() }
}

const NAMES: &str = "/subject_alternative_names/0/value";
const USAGES: &str = "/key_usages";
const PURPOSES: &str = "/extended_key_usage";
const EXTENSION: &str = "/customized_extension";

/// An apply body; instead of generating an RSA key of 2048 bits, a fixed one is used.
fn apply(name: impl Into<String>, refused: &[&'static str], changes: &[(&'static str, Value)]) -> Case {
    let body = body_with(changes);
    case(name, refused, move |profile| {
        let authority = authority(profile.clone());
        let json = body.to_string();
        let (_, request) =
            Body::from_json(json.as_bytes())?.for_authority(&authority, now()).read_end_entity()?;
        if body["key_algorithm"] != "RSA2048" {
            return authority.issue(&request, now(), &mut rng(3));
        }
        let key = PublicKey::from_spki_der(&rsa_2048().spki()).expect("a key");
        let request: EndEntityRequest<PublicKey> = request.with_public_key(key)?;
        authority.issue(&request, now(), &mut rng(3))
    })
}

fn keys_and_hashes() -> Vec<Case> {
    let mut cases = Vec::new();
    for key in ["RSA2048", "EC256", "EC384"] {
        for hash in ["SHA256", "SHA384", "SHA512"] {
            let changes = [("/key_algorithm", json!(key)), ("/signature_algorithm", json!(hash))];
            cases.push(apply(format!("apply-{key}-{hash}"), &[], &changes));
        }
    }
    cases
}

fn usages() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut push = |key: &'static str, usages: &[KeyUsage], refused: bool| {
        let names: Vec<&str> = usages.iter().map(|usage| usage.as_str()).collect();
        let name = format!("usages-{key}-{}", names.join("-"));
        let changes = [("/key_algorithm", json!(key)), ("/key_usages", json!(names))];
        let refused: &[&str] = if refused { &[USAGES] } else { &[] };
        cases.push(apply(name, refused, &changes));
    };
    use KeyUsage::*;
    for usage in [DigitalSignature, NonRepudiation, KeyEncipherment, DataEncipherment, CrlSign] {
        push("RSA2048", &[usage], false);
    }
    push("RSA2048", &[DigitalSignature, NonRepudiation, KeyEncipherment, DataEncipherment, CrlSign], false);
    push("RSA2048", &[KeyAgreement], true);
    push("RSA2048", &[DigitalSignature, KeyAgreement, EncipherOnly], true);
    for usages in [&[DigitalSignature][..], &[NonRepudiation], &[KeyAgreement], &[CrlSign]] {
        push("EC256", usages, false);
    }
    push("EC384", &[KeyAgreement, EncipherOnly], false);
    push("EC256", &[KeyAgreement, DecipherOnly], false);
    push("EC256", &[KeyAgreement, EncipherOnly, DecipherOnly], true);
    cases
}

fn purposes() -> Vec<Case> {
    const ALL: [&str; 5] =
        ["server_auth", "client_auth", "code_signing", "email_protection", "time_stamping"];
    let set = |names: &[&str]| {
        json!(names.iter().map(|name| (*name, true)).collect::<std::collections::BTreeMap<_, _>>())
    };
    let mut cases = Vec::new();
    for purpose in ALL {
        cases.push(apply(format!("purpose-{purpose}"), &[], &[("/extended_key_usage", set(&[purpose]))]));
    }
    cases.push(apply("purposes-all-but-time", &[], &[("/extended_key_usage", set(&ALL[..4]))]));
    cases.push(apply("purposes-all", &[PURPOSES], &[("/extended_key_usage", set(&ALL))]));
    cases.push(apply(
        "purposes-time-and-client",
        &[PURPOSES],
        &[("/extended_key_usage", set(&[ALL[4], ALL[1]]))],
    ));
    cases
}

fn names() -> Vec<Case> {
    let long_label = "a".repeat(63);
    let longest = format!("{long_label}.{long_label}.{long_label}.{}", "b".repeat(61));
    let long_local_part = format!("{}@example.org", "a".repeat(64));
    let too_long_local_part = format!("{}@example.org", "a".repeat(65));
    let mut cases = Vec::new();
    let mut push = |kind: &str, value: &str, refused: bool| {
        let refused: &[&str] = if refused { &[NAMES] } else { &[] };
        let names = json!([{ "type": kind, "value": value }]);
        cases.push(apply(format!("{kind}-{value}"), refused, &[("/subject_alternative_names", names)]));
    };
    for (value, refused) in [
        ("example.org", false),
        ("EXAMPLE.ORG", false),
        ("*.example.org", false),
        ("localhost", false),
        ("db.internal", false),
        ("a.b", false),
        ("3com.com", false),
        ("1.0.0.127.in-addr.arpa", false),
        ("xn--mnchen-3ya.de", false),
        ("ab--cd.org", false),
        ("x.a1", false),
        (&longest, false),
        ("a_b.example.org", true),
        ("_dmarc.example.org", true),
        ("*.a_b.example.org", true),
    ] {
        push("DNS", value, refused);
    }
    for value in ["192.0.2.1", "0.0.0.0", "2001:db8::1", "::"] {
        push("IP", value, false);
    }
    for (value, refused) in [
        ("a@example.org", false),
        ("a.b+c@EXAMPLE.org", false),
        ("!#$%&'*+-/=?^_`{|}~@example.org", false),
        (&long_local_part, false),
        (&too_long_local_part, true),
        ("a@b.c", false),
        ("a@localhost", true),
        ("a@a_b.example.org", true),
    ] {
        push("EMAIL", value, refused);
    }
    for (value, refused) in [
        ("http://example.org", false),
        ("https://user@example.org:8443/a?b=c#d", false),
        ("http://192.0.2.1/", false),
        ("http://[2001:db8::1]:80/", false),
        ("http://a_b.example.org/", false),
        ("ftp://example.org/a;type=i", false),
        ("ldap://example.org/cn=x", false),
        ("spiffe://example.org/workload", false),
        ("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", false),
        ("mailto:a@example.org", false),
        ("tag:example.org,2026:x", false),
        ("http://localhost/", true),
        ("https://db:8443/x", true),
        ("spiffe://prod/workload", true),
    ] {
        push("URI", value, refused);
    }
    cases
}

fn many_names() -> Vec<Case> {
    let names: Vec<Value> =
        (0..20).map(|number| json!({ "type": "DNS", "value": format!("{number}.example.org") })).collect();
    let mixed = json!([
        { "type": "DNS", "value": "a_b.example.org" },
        { "type": "DNS", "value": "example.org" },
        { "type": "IP", "value": "192.0.2.1" },
        { "type": "EMAIL", "value": "a@localhost" },
    ]);
    let refused = [NAMES, "/subject_alternative_names/3/value"];
    vec![
        apply("twenty-names", &[], &[("/subject_alternative_names", json!(names))]),
        apply("mixed-names", &refused, &[("/subject_alternative_names", mixed)]),
    ]
}

fn subjects() -> Vec<Case> {
    let long = json!({
        "common_name": "é".repeat(64), "country": "zz", "state": "a".repeat(128), "locality": "b".repeat(128),
        "organization": "c".repeat(64), "organizational_unit": "d".repeat(64)
    });
    vec![
        apply("long-subject", &[], &[("/distinguished_name", long)]),
        apply(
            "odd-subject",
            &[],
            &[("/distinguished_name", json!({ "common_name": "a_b, \"c\" + 1.2.3 = ✓" }))],
        ),
    ]
}

fn extensions() -> Vec<Case> {
    let custom = |oid: &str, refused: &[&'static str]| {
        let extension = json!({ "object_identifier": oid, "value": "text" });
        apply(format!("extension-{oid}"), refused, &[("/customized_extension", extension)])
    };
    // The linter does not read identifiers of two octets or arcs of more than 32 bits.
    vec![
        custom("1.2.3.4", &[]),
        custom("2.25.65535", &[]),
        custom("1.3.6.1.4.1.311.20.2", &[]),
        // sMIMECapabilities, a list of SCTs, and two of OCSP.
        custom("1.2.840.113549.1.9.15", &[EXTENSION]),
        custom("1.3.6.1.4.1.11129.2.4.2", &[EXTENSION]),
        custom("1.3.6.1.5.5.7.48.1.2", &[EXTENSION]),
        custom("1.3.6.1.5.5.7.48.1.5", &[EXTENSION]),
    ]
}

fn authorities() -> Vec<Case> {
    let mut cases = Vec::new();
    for key in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384] {
        cases.push(case(format!("root-{key:?}"), &[], move |profile| {
            let request = RootRequest::new(params(key, "Root", years(30)));
            Authority::create_root(&request, profile, now(), &mut rng(7))
        }));
        cases.push(case(format!("subordinate-{key:?}"), &[], move |profile| {
            let request = SubordinateRequest::new(params(key, "Subordinate", years(20)));
            authority(profile.clone()).issue(&request, now(), &mut rng(8))
        }));
    }
    for (name, base, refused) in [
        ("subordinate-constrained", "example.org", &[][..]),
        ("subordinate-constrained-dot", ".example.org", &["/name_constraints"]),
    ] {
        cases.push(case(name, refused, move |profile| {
            let permitted = vec![
                GeneralSubtree::dns(base)?,
                GeneralSubtree::ip("192.0.2.0".parse().expect("an address"), 24)?,
                GeneralSubtree::email("example.org")?,
                GeneralSubtree::uri(".example.org")?,
            ];
            let excluded = vec![GeneralSubtree::dns("secret.example.org")?];
            let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Sub", years(1)))
                .with_name_constraints(NameConstraints::new(permitted, excluded)?);
            authority(profile.clone()).issue(&request, now(), &mut rng(8))
        }));
    }
    cases.push(case("subordinate-RSA", &[], |profile| {
        let key = PublicKey::from_spki_der(&rsa_2048().spki()).expect("a key");
        let request = SubordinateRequest::new(params(KeyAlgorithm::Rsa2048, "Subordinate", years(20)));
        authority(profile.clone()).issue(&request.with_public_key(key)?, now(), &mut rng(8))
    }));
    cases
}

/// All cases without a CSR.
pub(crate) fn cases() -> Vec<Case> {
    [keys_and_hashes(), usages(), purposes(), names(), many_names(), subjects(), extensions(), authorities()]
        .into_iter()
        .flatten()
        .collect()
}

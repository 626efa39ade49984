//! Bodies: valid ones, and ones with arbitrary values in arbitrary places.

use std::sync::OnceLock;

use certmint::key::AlgorithmChoice;
use certmint::wire::Body;
use certmint::{EndEntityRequest, Error, KeyAlgorithm};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::csrs::{csr, pem};
use crate::generators::{any_text, attribute_text, email_address, host_name, ip_address, nearly, uri};
use crate::issuers::{COMMON_NAME, attribute, name};
pub(crate) use toolkit::apply_body;
use toolkit::forge::extension;

/// Reads an apply body, without checking it against an authority.
pub(crate) fn apply(body: &Value) -> Result<EndEntityRequest<AlgorithmChoice<KeyAlgorithm>>, Error> {
    Body::from_json(body.to_string().as_bytes())?.read_end_entity().map(|(_, request)| request)
}

/// What a body asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Apply,
    Subordinate,
    Root,
    Csr,
}

pub(crate) const KINDS: [Kind; 4] = [Kind::Apply, Kind::Subordinate, Kind::Root, Kind::Csr];

/// A body as it is sent, and its kind.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

fn member(optional: impl Strategy<Value = Value>) -> impl Strategy<Value = Option<Value>> {
    prop::option::weighted(0.4, optional)
}

/// An integer, as a number or as a text (rule W2).
fn integer(number: impl Strategy<Value = i64>) -> impl Strategy<Value = Value> {
    (number, prop::bool::weighted(0.2))
        .prop_map(|(number, as_text)| if as_text { json!(number.to_string()) } else { json!(number) })
}

/// A member that can be absent in several ways (rule W1).
fn absent_or(optional: impl Strategy<Value = Value>) -> impl Strategy<Value = Option<Value>> {
    prop_oneof![3 => optional.prop_map(Some), 1 => Just(None), 1 => Just(Some(json!(""))), 1 => Just(Some(json!(null)))]
}

fn object(members: Vec<(&str, Option<Value>)>) -> Value {
    let given = members.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?)));
    Value::Object(given.collect::<Map<_, _>>())
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop::sample::select(texts).prop_map(Value::from)
}

fn distinguished_name() -> impl Strategy<Value = Value> {
    let text = |max| attribute_text(max).prop_map(Value::from);
    (
        text(64),
        absent_or("[A-Za-z]{2}".prop_map(Value::from)),
        member(text(128)),
        member(text(64)),
        member(text(64)),
    )
        .prop_map(|(name, country, locality, organization, unit)| {
            object(vec![
                ("common_name", Some(name)),
                ("country", country),
                ("locality", locality),
                ("organization", organization),
                ("organizational_unit", unit),
            ])
        })
}

fn validity() -> impl Strategy<Value = Value> {
    let period = prop_oneof![
        2 => ("YEAR", integer(1..22_i64)),
        2 => ("MONTH", integer(1..240_i64)),
        2 => ("DAY", integer(1..4_000_i64)),
        1 => ("HOUR", integer(1..20_000_i64)),
    ];
    let start =
        member(integer((-400_000..40_000_000_000_i64).prop_map(|lead| toolkit::NOW_MILLISECONDS + lead)));
    (period, start).prop_map(|((unit, value), start)| {
        object(vec![("type", Some(unit.into())), ("value", Some(value)), ("start_from", start)])
    })
}

fn alternative_names() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        3 => host_name().prop_map(|name| ("DNS", name)),
        1 => "[a-z]{1,9}\\.example\\.com".prop_map(|name| ("DNS", name)),
        2 => ip_address().prop_map(|address| ("IP", address.to_string())),
        1 => email_address().prop_map(|address| ("EMAIL", address)),
        1 => uri().prop_map(|uri| ("URI", uri)),
    ];
    prop::collection::vec(name, 0..6).prop_map(|names| {
        names.into_iter().map(|(kind, value)| json!({ "type": kind, "value": value })).collect()
    })
}

fn purposes() -> impl Strategy<Value = Value> {
    (member(any::<bool>().prop_map(Value::from)), member(any::<bool>().prop_map(Value::from)))
        .prop_map(|(server, time)| object(vec![("server_auth", server), ("time_stamping", time)]))
}

/// Valid requests, and one with an invalid signature.
fn requests() -> &'static [String] {
    static REQUESTS: OnceLock<Vec<String>> = OnceLock::new();
    REQUESTS.get_or_init(|| {
        let subject = name(&[attribute(COMMON_NAME, 0x0c, b"Test")]);
        let key_cert_sign = extension(b"\x55\x1d\x0f", true, b"\x03\x02\x02\x84");
        let dns = |name: &str| {
            extension(b"\x55\x1d\x11", false, &toolkit::tlv(0x30, &toolkit::tlv(0x82, name.as_bytes())))
        };
        let mut broken = csr(&subject, &[]);
        let last = broken.len() - 1;
        broken[last] ^= 1;
        let unknown = extension(b"\x2a\x03", false, b"\x05\x00");
        [
            csr(&subject, &[]),
            csr(&subject, &[dns("a.example.com"), unknown]),
            csr(b"\x30\x00", &[dns("a.example.com")]),
            csr(&subject, &[key_cert_sign, dns("b.example.com")]),
            csr(b"\x30\x00", &[dns("a..example")]),
            broken,
        ]
        .iter()
        .map(|der| pem(der))
        .collect()
    })
}

/// A body that is valid except for combinations of members.
fn sound(kind: Kind) -> impl Strategy<Value = Value> {
    const USAGES: &[&str] =
        &["digitalSignature", "nonRepudiation", "keyAgreement", "cRLSign", "decipherOnly"];
    // Only an apply body can leave them to the issuer (rule W3).
    let named = move |name: Option<Value>, default: &str| match (kind, name) {
        (Kind::Apply, name) => name,
        (_, name) => {
            Some(name.filter(|name| *name != json!("") && !name.is_null()).unwrap_or(json!(default)))
        }
    };
    let common = (
        absent_or(one_of(&["EC256", "EC256", "EC384", "RSA2048"])).prop_map(move |name| named(name, "EC256")),
        absent_or(one_of(&["SHA256", "SHA384", "SHA512"])).prop_map(move |name| named(name, "SHA256")),
        distinguished_name(),
        validity(),
    );
    let optional = (
        member(alternative_names()),
        member(prop::collection::vec(one_of(USAGES), 0..4).prop_map(Value::from)),
        member(purposes()),
        member(
            attribute_text(64)
                .prop_map(|text| json!({ "object_identifier": "1.3.6.1.4.1.55555.1", "value": text })),
        ),
        member(integer(0..7_i64)),
        member(one_of(&["0", ""])),
    );
    let of_csr = (prop::sample::select(requests()), member(one_of(&["ENTITY_CERT", "INTERMEDIATE_CA"])));
    // With a type, a CA's body is a create-CA body (rule W6).
    let of_ca = member(Just(json!(if kind == Kind::Root { "ROOT" } else { "SUBORDINATE" })));
    (common, optional, of_csr, of_ca).prop_map(
        move |(
            (key, hash, subject, validity),
            (names, usages, purposes, custom, length, project),
            (csr, of_type),
            ca_type,
        )| {
            let issuer = Some(json!("2cb2878b-6cd1-460d-bd25-afe655159bdc"));
            if kind == Kind::Csr {
                return object(vec![
                    ("issuer_id", issuer),
                    ("csr", Some(csr.into())),
                    ("type", of_type),
                    ("path_length", length),
                    ("validity", Some(validity)),
                    ("enterprise_project_id", project),
                ]);
            }
            object(vec![
                ("issuer_id", issuer.filter(|_| kind != Kind::Root)),
                ("type", ca_type.filter(|_| kind != Kind::Apply)),
                ("key_algorithm", key),
                ("signature_algorithm", hash),
                ("distinguished_name", Some(subject)),
                ("validity", Some(validity)),
                ("subject_alternative_names", names),
                ("key_usages", usages),
                ("extended_key_usage", purposes),
                ("customized_extension", custom),
                ("path_length", length.filter(|_| kind != Kind::Apply)),
                ("enterprise_project_id", project),
            ])
        },
    )
}

/// Texts that are meaningful in some member.
const KNOWN: &[&str] = &[
    "EC256",
    "RSA2048",
    "SHA256",
    "YEAR",
    "HOUR",
    "DNS",
    "IP",
    "URI",
    "EMAIL",
    "keyCertSign",
    "decipherOnly",
    "keyEncipherment",
    "DE",
    "Deutschland",
    "",
    "192.0.2.1",
    "www.example",
    "INTERMEDIATE_CA",
    "ROOT",
    "SUBORDINATE",
    "3",
    "1.2.3",
    "2.5.29.15",
];

/// Arbitrary JSON with a few levels.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => (-2..30_i8).prop_map(Value::from),
        3 => prop::sample::select(KNOWN).prop_map(Value::from),
        2 => any_text(70).prop_map(Value::from),
        1 => any_text(1_000).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(inner.clone(), 20..30).prop_map(Value::from),
            prop::collection::vec((any_text(12), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The pointers to all values inside `value` (RFC 6901).
fn pointers(value: &Value, own: String, all: &mut Vec<String>) {
    match value {
        Value::Array(entries) => {
            for (position, entry) in entries.iter().enumerate() {
                pointers(entry, format!("{own}/{position}"), all);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                pointers(member, format!("{own}/{}", name.replace('~', "~0").replace('/', "~1")), all);
            }
        }
        _ => {}
    }
    all.push(own);
}

/// The change made to a body.
#[derive(Clone, Debug)]
enum Change {
    /// A text becomes another text, and a number another number; nothing else changes.
    Alter(String, i64),
    Replace(Value),
    Remove,
    /// Within an object.
    Add(String, Value),
    /// The first member is duplicated.
    Repeat(Value),
}

fn change(body: &mut Value, position: prop::sample::Index, change: &Change) -> Option<(String, Value)> {
    let mut all = Vec::new();
    pointers(body, String::new(), &mut all);
    if let Change::Alter(..) = change {
        all.retain(|pointer| {
            body.pointer(pointer).is_some_and(|value| value.is_string() || value.is_number())
        });
    }
    let pointer = all.get(position.index(all.len().max(1)))?;
    match change {
        Change::Alter(text, number) => {
            let value = body.pointer_mut(pointer).expect("it is there");
            *value = if value.is_string() { json!(text) } else { json!(number) };
        }
        Change::Replace(value) => *body.pointer_mut(pointer).expect("it is there") = value.clone(),
        Change::Remove => {
            let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
            if let Some(Value::Object(members)) = body.pointer_mut(parent) {
                members.remove(name);
            }
        }
        Change::Add(name, value) => {
            if let Some(Value::Object(members)) = body.pointer_mut(pointer) {
                members.entry(name.clone()).or_insert(value.clone());
            }
        }
        Change::Repeat(value) => {
            let first = body.as_object().and_then(|members| members.keys().next());
            return first.map(|name| (name.clone(), value.clone()));
        }
    }
    None
}

/// Bodies of this kind. Half of them are valid; the others have one to three changes.
pub(crate) fn bodies(kind: Kind) -> impl Strategy<Value = Sent> {
    let text = prop_oneof![
        3 => prop::sample::select(KNOWN).prop_map(str::to_string),
        1 => any_text(70),
        1 => attribute_text(140),
        1 => nearly(host_name(), &['.', '-', '*', 'é']),
    ];
    // Numbers for periods, and for starts in milliseconds.
    let larger = &[240, 7_400, 180_000, 1_769_859_600_000, 2_400_000_000_000_i64];
    let number = prop_oneof![2 => -2..30_i64, 1 => any::<i64>(), 1 => prop::sample::select(&larger[..])];
    let one = prop_oneof![
        9 => (text, number).prop_map(|(text, number)| Change::Alter(text, number)),
        3 => any_json().prop_map(Change::Replace),
        2 => Just(Change::Remove),
        1 => (any_text(60), any_json()).prop_map(|(name, value)| Change::Add(name, value)),
        1 => any_json().prop_map(Change::Repeat),
    ];
    let changes = prop::collection::vec((any::<prop::sample::Index>(), one), 1..3);
    (sound(kind), prop_oneof![1 => Just(Vec::new()), 1 => changes]).prop_map(move |(mut body, changes)| {
        let mut repeated = None;
        for (position, one) in &changes {
            repeated = change(&mut body, *position, one).or(repeated);
        }
        let mut text = body.to_string();
        if let (Some((name, value)), true) = (repeated, text.starts_with("{\"")) {
            // At the front: the later one is the duplicate.
            text = format!("{{{}:{value},{}", Value::from(name), &text[1..]);
        }
        Sent { kind, text }
    })
}

pub(crate) fn any_body() -> impl Strategy<Value = Sent> {
    prop::sample::select(&KINDS[..]).prop_flat_map(bodies)
}

/// The body with this text in one of its places: as one of its texts, as the CSR, or as a member
/// name.
pub(crate) fn with_text(sent: &Sent, position: prop::sample::Index, text: &str, place: u8) -> String {
    let mut body: Value = serde_json::from_str(&sent.text).expect("JSON");
    match (place, &mut body) {
        (0, Value::Object(members)) => drop(members.insert("csr".into(), text.into())),
        (1, Value::Object(members)) => drop(members.insert(text.into(), 1.into())),
        _ => {
            change(&mut body, position, &Change::Alter(text.into(), 0));
        }
    }
    body.to_string()
}

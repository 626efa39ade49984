//! The bodies that ask for no certificate, compared with a reading of their JSON (rules W12–W17).

use certmint::error::ViolationKind;
use certmint::wire::{Body, CrlConfiguration, CsrDescription};
use certmint::{Certificate, Csr, Error, Issuer};
use serde_json::Value;

use super::super::oracle::check_refusal;
use super::super::oracle::refusal::check_pointers;
use super::Outcome;

/// Reads the body as each of them.
pub fn check_host_bodies(body: &Body<'_>, json: Option<&Value>) -> Outcome {
    let Some(json) = json else { return Outcome::default() };
    let mut outcome = Outcome::default();
    let mut count = |name: &str, accepted: bool| {
        if accepted {
            outcome += Outcome::accepted(name);
        }
    };
    count("publication", agree(body.read_crl_configuration().map(told), lists_of(json, true), json));
    let of_ca = match json {
        Value::Object(_) => match &json["crl_configuration"] {
            member if is_absent(member) || is_object_of_absent(member) => Some(None),
            member => member["enabled"].as_bool().and_then(|on| lists_of(member, on)).map(Some),
        },
        _ => None,
    };
    agree(body.crl_configuration().map(|lists| lists.map(told)), of_ca, json);
    count("tags", agree(body.read_tags().map(pairs), tags_of(json), json));
    let export = body.clone().read_export().map(|request| {
        let password = request.password().map(String::from);
        (request.is_compressed(), request.format().as_str().to_string(), password)
    });
    count("export", agree(export, export_of(json), json));
    let is_pending = json["type"] == "SUBORDINATE" && is_absent(&json["issuer_id"]);
    match body.read_pending_ca() {
        Ok(request) => {
            assert_eq!(text(&json["key_algorithm"]), Some(request.key_algorithm().as_str()));
            let common_name = request.subject().members().common_name;
            assert_eq!(text(&json["distinguished_name"]["common_name"]), common_name.as_deref());
            assert_eq!(body.is_pending_ca(), is_pending);
            count("pending", is_pending);
        }
        Err(error) => check(&error, json),
    }
    check_csr(body, json);
    count("import", check_import(body, json));
    outcome
}

/// Returns whether both accept. If only one does, the body has something that its reading as a
/// [`Value`] does not show.
fn agree<T: PartialEq + core::fmt::Debug>(
    found: Result<T, Error>,
    expected: Option<T>,
    json: &Value,
) -> bool {
    match (found, expected) {
        (Ok(found), Some(expected)) => {
            assert_eq!(found, expected);
            true
        }
        (Ok(found), None) => panic!("{found:?} from {json}"),
        (Err(error), expected) => {
            check(&error, json);
            let is_hidden = error.violations().iter().any(|one| match one.kind() {
                // A Value has no duplicate names and no bound on its entries.
                ViolationKind::DuplicateMember | ViolationKind::TooMany { .. } => true,
                ViolationKind::WrongType { found, .. } => found.contains("not read"),
                _ => false,
            });
            assert!(expected.is_none() || is_hidden, "{error}");
            false
        }
    }
}

fn check(error: &Error, json: &Value) {
    check_refusal(error);
    check_pointers(error.violations(), json);
}

fn is_absent(value: &Value) -> bool {
    value.is_null() || value == ""
}

fn is_object_of_absent(value: &Value) -> bool {
    value.as_object().is_some_and(|members| members.values().all(is_absent))
}

/// A text that is not absent.
fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

/// An absent member is `Some(None)`, one that cannot be read `None`.
fn optional<T>(value: &Value, read: impl FnOnce(&Value) -> Option<T>) -> Option<Option<T>> {
    if is_absent(value) { Some(None) } else { read(value).map(Some) }
}

fn segment(value: &Value) -> Option<String> {
    let text = text(value)?;
    let is_name = text.chars().all(|one| matches!(one, 'A'..='Z' | 'a'..='z' | '0'..='9' | '.' | '_' | '-'));
    (is_name && text.len() <= 64 && !["..", "."].contains(&text)).then(|| text.into())
}

fn days(value: &Value) -> Option<u8> {
    // The decimal texts of the numbers, without a leading zero.
    (7..=30).find(|days: &u8| value.as_u64() == Some((*days).into()) || value == days.to_string().as_str())
}

type Lists = (bool, Option<String>, Option<String>, Option<u8>);

fn told(lists: CrlConfiguration) -> Lists {
    (lists.enabled, lists.crl_name, lists.obs_bucket_name, lists.valid_days)
}

fn lists_of(json: &Value, enabled: bool) -> Option<Lists> {
    json.as_object()?;
    let name = optional(&json["crl_name"], segment)?;
    let bucket = optional(&json["obs_bucket_name"], segment)?;
    let days = optional(&json["valid_days"], days)?;
    (!enabled || bucket.is_some() && days.is_some()).then_some((enabled, name, bucket, days))
}

fn pairs(tags: Vec<certmint::wire::Tag>) -> Vec<(String, String)> {
    tags.into_iter().map(|tag| (tag.key, tag.value)).collect()
}

fn tags_of(json: &Value) -> Option<Vec<(String, String)>> {
    let entries = json.as_object()?.get("tags")?.as_array().filter(|entries| entries.len() <= 20)?;
    let mut tags = Vec::<(String, String)>::new();
    for entry in entries {
        entry.as_object()?;
        let key = text(&entry["key"]).filter(|key| key.chars().count() <= 128)?;
        let value = optional(&entry["value"], |value| text(value).map(String::from))?.unwrap_or_default();
        let is_new = tags.iter().all(|(known, _)| known != key);
        (is_new && value.chars().count() <= 255).then(|| tags.push((key.into(), value)))?;
    }
    Some(tags)
}

fn export_of(json: &Value) -> Option<(bool, String, Option<String>)> {
    let flag = |value: &Value| match value {
        Value::Bool(flag) => Some(*flag),
        value if value == "true" => Some(true),
        value if value == "false" => Some(false),
        _ => None,
    };
    json.as_object()?;
    let is_compressed = flag(&json["is_compressed"])?;
    let format = text(&json["type"])?;
    let is_known = match format {
        "APACHE" | "NGINX" | "OTHER" => true,
        "IIS" | "TOMCAT" => is_compressed,
        _ => false,
    };
    let is_sm = optional(&json["is_sm_standard"], flag)?.unwrap_or_default();
    let password = optional(&json["password"], |value| text(value).map(String::from))?;
    let is_short = password.as_ref().is_none_or(|password| password.len() <= 32);
    (is_known && !is_sm && is_short).then(|| (is_compressed, format.into(), password))
}

/// A CSR is described as it is read on its own.
fn check_csr(body: &Body<'_>, json: &Value) {
    let alone = json.as_object().and_then(|_| Csr::from_pem(text(&json["csr"])?).ok());
    let describe = |csr: Csr| CsrDescription::from(&csr);
    let alone = alone.map(describe);
    if let Some(description) = &alone {
        assert!(["RSA", "EC", "EdDSA", "ML-DSA"].contains(&description.key_algorithm));
        assert!(description.signature_algorithm.len() <= 15, "{description:?}");
    }
    agree(body.read_csr_to_parse().map(describe), alone, json);
}

/// An import is what loads without JSON.
fn check_import(body: &Body<'_>, json: &Value) -> bool {
    let certificates = |value: &Value| {
        let text = text(value)?.replace("\\r", "\r").replace("\\n", "\n");
        Some(text)
    };
    let alone = || {
        json.as_object()?;
        let own = certificates(&json["certificate"])?;
        Certificate::from_pem(&own).ok()?;
        let above = optional(&json["certificate_chain"], certificates)?.unwrap_or_default();
        // Two blocks stay two.
        Issuer::from_chain_pem(&format!("{own}\n{above}")).ok()
    };
    let chain = |issuer: Issuer| issuer.chain().to_vec();
    let is_chain_without_block =
        text(&json["certificate_chain"]).is_some_and(|chain| !chain.contains("-----BEGIN "));
    match body.read_import() {
        Err(error) if is_chain_without_block => {
            check(&error, json);
            false
        }
        read => agree(read.map(chain), alone().map(chain), json),
    }
}

//! Arbitrary octets as the JSON body of each request.

use certmint::error::{Violation, ViolationKind};
use certmint::extension::KeyUsage;
use certmint::issuance::Grant;
use certmint::key::KeyType;
use certmint::request::ValidityUnit;
use certmint::time::UtcDateTime;
use certmint::wire::{Body, CaRequest, CaType};
use certmint::{Authority, Error, HashAlgorithm, KeyAlgorithm, PrivateKey, Profile, PublicKey};
use serde_json::Value;
use std::net::IpAddr;

use super::super::oracle::algorithm;
use super::super::oracle::asked::{
    Asked, AskedIssuer, AskedSubject, Circumstances, CsrParts, Kind, RawExtension, Remarks,
};
use super::super::oracle::der::{UTF8_STRING, oid_content, tlv};
use super::super::oracle::refusal::check_pointers;
use super::super::oracle::validity::{AskedEnd, AskedValidity};
use super::super::oracle::{check_refusal, pem};
use super::super::pool;
use super::host::{check_resolved, check_revocation};
use super::host_bodies::check_host_bodies;
use super::{Outcome, finish};

/// Runs one input.
pub fn body(input: &[u8]) -> Outcome {
    // serde_json does not parse more deeply nested values.
    let json: Option<Value> = serde_json::from_slice(input).ok();
    let body = match Body::from_json(input) {
        Ok(body) => body,
        Err(error) => {
            check_refusal(&error);
            return Outcome::refused(&error);
        }
    };
    let mut outcome = Outcome::default();
    check_revocation(&body, json.as_ref());
    outcome += check_host_bodies(&body, json.as_ref());
    for authority in [pool::authority(), pool::strict_authority(), pool::further_authority()] {
        let issuer = pool::asked_issuer(authority.issuer(), Vec::new());
        check_resolved(&body, authority);
        outcome += issue(&body, json.as_ref(), authority, &issuer);
    }
    // In larger bodies, what is read depends on the order of the members.
    if let Some(json) = json.filter(|_| input.len() < 1_000) {
        check_alike(&body, &json);
    }
    outcome
}

/// Reads the body as each kind of request and issues it.
fn issue(
    body: &Body<'_>,
    json: Option<&Value>,
    authority: &Authority<&'static PrivateKey>,
    issuer: &AskedIssuer,
) -> Outcome {
    let (profile, signer, now) = (authority.profile(), *authority.signer(), pool::now());
    let alone = body;
    let body = body.clone().for_authority(authority, now);
    check_contained(alone.read_end_entity().map(drop), body.read_end_entity().map(drop), profile);
    check_contained(alone.read_csr().map(drop), body.read_csr().map(drop), profile);
    let mut outcome = Outcome::default();
    let below = Circumstances { issuer: Some(issuer), profile, now };
    let request = Request { json, circumstances: below, signer };
    outcome += request.issue(Kind::EndEntity, body.read_end_entity(), |(_, request), ready| match ready {
        None => request.check(authority.issuer(), profile, now).map(Granted::Generated),
        Some(key) => {
            request.with_public_key(key)?.check(authority.issuer(), profile, now).map(Granted::Given)
        }
    });
    check_contained(alone.read_ca().map(drop), body.read_ca().map(drop), profile);
    check_ca(&body);
    let path_length = json.and_then(path_length);
    let kind = Kind::Subordinate { path_length: path_length.unwrap_or_default() };
    outcome += request.issue(kind, body.read_subordinate(), |(_, request), ready| match ready {
        None => request.check(authority.issuer(), profile, now).map(Granted::Generated),
        Some(key) => {
            request.with_public_key(key)?.check(authority.issuer(), profile, now).map(Granted::Given)
        }
    });
    let of_type = json.and_then(|json| text(&json["type"]));
    let kind = match of_type {
        Some("INTERMEDIATE_CA") => Kind::CaOfCsr { path_length: path_length.unwrap_or_default() },
        _ => Kind::EndEntityOfCsr,
    };
    outcome += request.issue(kind, body.read_csr(), |(_, request), _| {
        request.check(authority.issuer(), profile, now).map(Granted::Given)
    });
    let body = alone.clone().for_root(profile, now);
    check_ca(&body);
    let of_root = Circumstances { issuer: None, ..below };
    let request = Request { json, circumstances: of_root, signer };
    // The path length of a create-CA body is ignored.
    let path_length = path_length.filter(|_| of_type.is_none());
    outcome += request.issue(Kind::Root { path_length }, body.read_root(), |request, ready| match ready {
        None => request.check(profile, now).map(Granted::Generated),
        Some(key) => request.with_public_key(key)?.check(profile, now).map(Granted::Given),
    });
    outcome
}

/// A create-CA body is what its type says (rule W6). A body without unknown members gives the same
/// result if unknown members are refused (rule W5).
fn check_ca(body: &Body<'_>) {
    let denying = body.clone().deny_unknown_members();
    match (body.ca_type(), body.read_ca()) {
        (Some(CaType::Root), Ok(CaRequest::Root(request))) => {
            assert_eq!(Some(request), body.read_root().ok());
        }
        (Some(CaType::Subordinate), Ok(CaRequest::Subordinate { issuer_id, request })) => {
            assert_eq!(Some((issuer_id, request)), body.read_subordinate().ok());
        }
        (Some(CaType::Root), Err(error)) => {
            assert_eq!(error.violations(), body.read_root().map(drop).expect_err("as by ca").violations());
        }
        (Some(CaType::Subordinate), Err(error)) => {
            assert_eq!(
                error.violations(),
                body.read_subordinate().map(drop).expect_err("as by ca").violations()
            );
        }
        (None, Err(error)) => {
            let is_of_type = |violation: &Violation| violation.pointer() == "/type";
            let is_no_object = error.violations()[0].pointer().is_empty();
            assert!(is_no_object || error.violations().iter().any(is_of_type), "{error}");
        }
        other => panic!("{other:?} is of another type"),
    }
    match (denying.read_ca(), body.read_ca()) {
        (Ok(denying), Ok(body)) => assert_eq!(denying, body),
        (Err(_), _) => {}
        (Ok(_), Err(error)) => panic!("refused only where unknown members are not: {error}"),
    }
    match (denying.read_end_entity(), body.read_end_entity()) {
        (Ok(denying), Ok(body)) => assert_eq!(denying, body),
        (Err(_), _) => {}
        (Ok(_), Err(error)) => panic!("refused only where unknown members are not: {error}"),
    }
}

/// The violations of the body alone are reported next to all others (rule E1).
fn check_contained(alone: Result<(), Error>, with_authority: Result<(), Error>, profile: &Profile) {
    let Err(alone) = alone else { return };
    let alone = alone.violations();
    // Without an authority only the algorithms of the API are known.
    let lists_further = profile.settings().body_key_algorithms != KeyAlgorithm::API;
    let is_of_api = |violation: &Violation| lists_further && violation.pointer() == "/key_algorithm";
    let with_authority = match with_authority {
        Err(with_authority) => with_authority,
        Ok(()) => return assert!(alone.iter().all(is_of_api), "a body that is refused by itself"),
    };
    let all = with_authority.violations();
    // An authority may grant fewer names and does not check the rest.
    let is_too_many = |violation: &Violation| matches!(violation.kind(), ViolationKind::TooMany { .. });
    let is_there = |violation: &&Violation| {
        let is_of =
            |other: &Violation| is_too_many(other) && violation.pointer().starts_with(&other.pointer());
        all.contains(violation) || all.iter().any(is_of) || is_of_api(violation)
    };
    if all.len() < certmint::error::RequestError::MAX_VIOLATIONS {
        let missing = alone.iter().find(|violation| !is_there(violation));
        assert_eq!(missing, None, "not among {all:?}");
    }
}

/// A body gives the same result through any JSON library. A [`Value`] has no duplicate names.
fn check_alike(body: &Body<'_>, json: &Value) {
    let through_value: Body<'_> = serde_json::from_value(json.clone()).expect("any value");
    // Its members are in another order, and so are the notices and violations.
    let told = |result: Result<_, Error>| {
        result.map(drop).map_err(|error| {
            let mut violations = error.violations().to_vec();
            violations.sort_by_cached_key(|violation| (violation.pointer(), violation.to_string()));
            violations
        })
    };
    let (alone, through_value) = (told(body.read_end_entity()), told(through_value.read_end_entity()));
    let is_repeated = |violation: &Violation| *violation.kind() == ViolationKind::DuplicateMember;
    match &alone {
        Err(alone)
            if alone.iter().any(is_repeated)
                || alone.len() == certmint::error::RequestError::MAX_VIOLATIONS => {}
        _ => assert_eq!(alone, through_value),
    }
}

/// A grant, for a key to generate or an existing one.
enum Granted {
    Generated(Grant<KeyAlgorithm>),
    Given(Grant<PublicKey>),
}

struct Request<'a> {
    json: Option<&'a Value>,
    circumstances: Circumstances<'a>,
    /// The issuer's key.
    signer: &'static PrivateKey,
}

impl Request<'_> {
    /// Issues what was read from the body. `check` is called again with a ready key if the key
    /// would take long to generate.
    fn issue<R: Clone>(
        &self,
        kind: Kind,
        read: Result<R, Error>,
        check: impl Fn(R, Option<PublicKey>) -> Result<Granted, Error>,
    ) -> Outcome {
        let granted = read.and_then(|request| Ok((check(request.clone(), None)?, request)));
        let (granted, request) = match granted {
            Ok(granted) => granted,
            Err(error) => {
                check_refusal(&error);
                self.json.iter().for_each(|json| check_pointers(error.violations(), json));
                return Outcome::refused(&error);
            }
        };
        // Requests ignore what is nested too deeply to be parsed again.
        let Some(json) = self.json else { return Outcome::accepted("body") };
        let mut asked = asked(json, kind, self.circumstances.issuer);
        if let Granted::Generated(grant) = &granted {
            self.check_key_algorithm(grant.key_algorithm(), json);
        }
        let granted = match granted {
            Granted::Given(grant) => Ok((None, grant)),
            Granted::Generated(grant) if grant.key_algorithm().key_type() != KeyType::Rsa => {
                grant.generate_key(&mut pool::rng(6)).map(|(key, grant)| (Some(key), grant))
            }
            Granted::Generated(grant) => {
                let ready = pool::public_key_of(grant.key_algorithm()).clone();
                asked.public_key = Some(ready.as_spki_der().to_vec());
                match check(request, Some(ready)) {
                    Ok(Granted::Given(grant)) => Ok((None, grant)),
                    _ => panic!("a ready key of the same algorithm is refused"),
                }
            }
        };
        let signer = match (kind, &granted) {
            (Kind::Root { .. }, Ok((Some(_), _))) => None,
            (Kind::Root { .. }, _) => Some(pool::private_key(3)),
            _ => Some(self.signer),
        };
        finish(granted, &asked, self.circumstances, signer)
    }

    /// The algorithm is the one that the body names, which the profile must list (rule K1), or else
    /// that of the issuer, whose keys in the pool have one size (rule W3).
    fn check_key_algorithm(&self, granted: KeyAlgorithm, json: &Value) {
        let listed = &self.circumstances.profile.settings().body_key_algorithms;
        match (text(&json["key_algorithm"]), self.circumstances.issuer) {
            (Some(named), _) => {
                assert_eq!(granted.as_str(), named, "another key algorithm");
                assert!(listed.contains(&granted), "a key algorithm that the profile does not list");
            }
            (None, Some(issuer)) => {
                let own = algorithm::key_type(issuer.own().public_key);
                assert_eq!(granted.as_str(), algorithm::name_of_type(own), "another key algorithm");
            }
            (None, None) => panic!("a root of a body without a key algorithm"),
        }
    }
}

/// What an accepted body requests.
fn asked(json: &Value, kind: Kind, issuer: Option<&AskedIssuer>) -> Asked {
    let validity = asked_validity(&json["validity"]);
    if kind.is_of_csr() {
        let pem = json["csr"].as_str().expect("a CSR");
        let der = pem::decode_escaped(pem).expect("PEM");
        return CsrParts::read(&der).expect("a CSR").asked(kind, validity).expect("a CSR");
    }
    let subject = ["country", "state", "locality", "organization", "organizational_unit", "common_name"];
    let extension = text(&json["customized_extension"]["value"]).map(|value| {
        let oid = text(&json["customized_extension"]["object_identifier"]).expect("an identifier");
        RawExtension::new(&oid_content(oid), false, tlv(UTF8_STRING, value))
    });
    // Those of a root are ignored, whatever they are.
    let usages = entries(&json["key_usages"]).filter(|_| !matches!(kind, Kind::Root { .. }));
    Asked {
        kind,
        public_key: None,
        hash: match (text(&json["signature_algorithm"]), issuer) {
            (Some("SHA256"), _) => Some(HashAlgorithm::Sha256),
            (Some("SHA384"), _) => Some(HashAlgorithm::Sha384),
            (Some("SHA512"), _) => Some(HashAlgorithm::Sha512),
            (None, Some(issuer)) => {
                let key = issuer.own().public_key;
                let hash = issuer.signature_hash().unwrap_or(algorithm::default_hash(key));
                Some(hash).filter(|_| algorithm::signs_hash(key))
            }
            other => panic!("{other:?} is no hash"),
        },
        subject: AskedSubject::Attributes(
            subject.map(|member| text(&json["distinguished_name"][member]).map(String::from)),
        ),
        validity,
        names: entries(&json["subject_alternative_names"]).map(alternative_name).collect(),
        key_usages: usages.fold(0, |bits, usage| bits | key_usage(usage)),
        purposes: purposes(&json["extended_key_usage"]),
        name_constraints: None,
        extensions: extension.into_iter().collect(),
        remarks: Remarks::default(),
    }
}

fn entries(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A non-empty text; an empty one counts as absent (rule W1).
fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

/// An integer, or a text that contains one (rule W2).
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| text(value)?.parse().ok())
}

fn path_length(json: &Value) -> Option<u8> {
    integer(&json["path_length"])?.try_into().ok()
}

fn asked_validity(validity: &Value) -> AskedValidity {
    let start_from = integer(&validity["start_from"]).map(|milliseconds| {
        UtcDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).expect("a time")
    });
    let unit = match validity["type"].as_str() {
        Some("YEAR") => ValidityUnit::Year,
        Some("MONTH") => ValidityUnit::Month,
        Some("DAY") => ValidityUnit::Day,
        _ => ValidityUnit::Hour,
    };
    let value = integer(&validity["value"]).and_then(|value| value.try_into().ok());
    AskedValidity { end: AskedEnd::After(unit, value.expect("a positive number")), start_from }
}

fn alternative_name(name: &Value) -> Vec<u8> {
    let value = name["value"].as_str().expect("a text");
    match (name["type"].as_str(), value.parse()) {
        (Some("IP"), Ok(IpAddr::V4(address))) => tlv(0x87, address.octets()),
        (Some("IP"), Ok(IpAddr::V6(address))) => tlv(0x87, address.octets()),
        (Some("DNS"), _) => tlv(0x82, value),
        (Some("EMAIL"), _) => tlv(0x81, value),
        (Some("URI"), _) => tlv(0x86, value),
        _ => panic!("{name} is no name"),
    }
}

fn key_usage(usage: &Value) -> u16 {
    let name = usage.as_str().expect("a name");
    let position = KeyUsage::ALL.iter().position(|usage| usage.as_str() == name);
    1 << position.expect("a usage")
}

/// id-kp of RFC 5280 §4.2.1.12 and smartCardLogon, in the order of the API documentation.
fn purposes(usage: &Value) -> Vec<Vec<u8>> {
    let named = [
        ("server_auth", "1.3.6.1.5.5.7.3.1"),
        ("client_auth", "1.3.6.1.5.5.7.3.2"),
        ("code_signing", "1.3.6.1.5.5.7.3.3"),
        ("email_protection", "1.3.6.1.5.5.7.3.4"),
        ("time_stamping", "1.3.6.1.5.5.7.3.8"),
        ("smart_card_logon", "1.3.6.1.4.1.311.20.2.2"),
    ];
    let asked = named.iter().filter(|(name, _)| usage[*name] == Value::Bool(true));
    asked.map(|(_, dotted)| oid_content(dotted)).collect()
}

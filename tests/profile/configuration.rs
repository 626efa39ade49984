//! The profile in a host's configuration file.

use certmint::error::ProfileError;
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use certmint::key::{Curve, KeyType};
use certmint::profile::{
    Backdating, Conformance, CsrEncoding, MaximumValidity, ProfileSettings, ValidityPolicy,
};
use certmint::request::ValidityUnit;
use certmint::{HashAlgorithm, ObjectIdentifier, Profile};
use serde_json::{Value, json};

/// A host's own configuration.
#[derive(serde::Deserialize)]
struct Host {
    profile: Profile,
}

fn read(profile: Value) -> Result<Profile, String> {
    let text = json!({ "profile": profile }).to_string();
    serde_json::from_str(&text).map(|host: Host| host.profile).map_err(|error| error.to_string())
}

/// All settings with values other than the defaults.
fn changed() -> Value {
    json!({
        "conformance": "RFC",
        "validity_policy": "truncate",
        "backdating": { "type": "MINUTE", "value": 5 },
        "root_validity": { "type": "MONTH", "value": 100 },
        "subordinate_validity": { "type": "DAY", "value": 1000 },
        "end_entity_validity": { "type": "MINUTE", "value": 1440 },
        "end_entity_keys": { "types": ["EC256"], "rsa_min_bits": 2048, "rsa_max_bits": 3072 },
        "ca_keys": { "types": ["RSA", "EC384"], "rsa_min_bits": 3072, "rsa_max_bits": 4096 },
        "body_key_algorithms": ["ED25519", "RSA3072"],
        "apply_key_usages": {
            "rsa": ["nonRepudiation"], "ec": ["digitalSignature"], "signature": ["nonRepudiation"]
        },
        "csr_key_usages": {
            "rsa": ["dataEncipherment"], "ec": ["keyAgreement", "encipherOnly"], "signature": ["cRLSign"]
        },
        "ca_key_usages": {
            "rsa": ["keyCertSign"], "ec": ["keyCertSign", "cRLSign"], "signature": ["keyCertSign"]
        },
        "signature_algorithms": ["SHA512", "SHA256"],
        "csr_signature_algorithm": "SHA512",
        "apply_extended_key_usage": ["serverAuth"],
        "csr_extended_key_usage": ["clientAuth", "1.3.6.1.5.5.7.3.9"],
        "ca_extended_key_usage": ["smartCardLogon", "2.5.29.37.0"],
        "end_entity_default_extended_key_usage": ["clientAuth"],
        "subordinate_default_extended_key_usage": ["timeStamping"],
        "end_entity_needs_extended_key_usage": true,
        "subordinate_needs_extended_key_usage": true,
        "end_entity_crl_sign": true,
        "apply_extensions": ["2.999.2", "1.3.6.1.5.5.7.1.24"],
        "csr_extensions": ["2.999.1", "1.3.6.1.5.5.7.48.1.5", "1.3.6.1.5.5.7.1.24"],
        "csr_intermediate_ca": false,
        "csr_encoding": "strict",
        "apply_alternative_names": 1,
        "csr_alternative_names": 7,
        "csr_alternative_name_forms": ["DNS", "DIRECTORY_NAME", "REGISTERED_ID"],
        "csr_other_names": ["1.3.6.1.4.1.311.20.2.3", "2.999.3"],
        "inherit_subject": false,
        "end_entity_needs_alternative_name": true,
        "server_without_alternative_name": "add_common_name"
    })
}

#[test]
fn an_empty_table_is_the_default_profile() {
    assert_eq!(read(json!({})), Ok(Profile::default()));
    assert_eq!(Profile::new(ProfileSettings::default()), Ok(Profile::default()));
}

#[test]
fn the_conformance_alone_makes_the_strict_profile() {
    assert_eq!(read(json!({ "conformance": "RFC" })), Ok(Profile::rfc()));
    assert_eq!(Profile::new(ProfileSettings::rfc()), Ok(Profile::rfc()));
    let settings = ProfileSettings { conformance: Conformance::Rfc, ..ProfileSettings::default() };
    assert_eq!(Profile::new(settings), Ok(Profile::rfc()));
}

#[test]
fn c2_how_csrs_are_encoded_follows_the_conformance_and_can_be_set() {
    let encoding = |settings| read(settings).unwrap().settings().csr_encoding;
    assert_eq!(encoding(json!({})), Some(CsrEncoding::Tolerant));
    assert_eq!(encoding(json!({ "csr_encoding": null })), Some(CsrEncoding::Tolerant));
    assert_eq!(encoding(json!({ "csr_encoding": "strict" })), Some(CsrEncoding::Strict));
    assert_eq!(encoding(json!({ "conformance": "RFC" })), Some(CsrEncoding::Strict));
    let tolerant = json!({ "conformance": "RFC", "csr_encoding": "tolerant" });
    assert_eq!(encoding(tolerant), Some(CsrEncoding::Tolerant));
    let error = read(json!({ "csr_encoding": "lax" })).unwrap_err();
    assert!(error.contains("tolerant") && error.contains("strict"), "{error}");
}

#[test]
fn what_is_written_reads_back_and_every_setting_arrives() {
    for profile in [Profile::default(), Profile::rfc(), read(changed()).unwrap()] {
        assert_eq!(read(serde_json::to_value(&profile).unwrap()), Ok(profile));
    }
    assert_eq!(serde_json::to_value(read(changed()).unwrap()).unwrap(), changed());
    let profile = read(changed()).unwrap();
    let default = serde_json::to_value(Profile::default()).unwrap();
    let different =
        changed().as_object().unwrap().iter().filter(|(name, value)| default[name] != **value).count();
    assert_eq!(different, default.as_object().unwrap().len(), "every setting is changed");
    let settings = profile.settings();
    assert_eq!(settings.validity_policy, ValidityPolicy::Truncate);
    assert_eq!(settings.end_entity_validity, MaximumValidity::new(ValidityUnit::Minute, 1_440));
    assert_eq!(settings.backdating, Some(Backdating::new(ValidityUnit::Minute, 5)));
    assert_eq!(settings.ca_keys.types, [KeyType::Rsa, KeyType::Ec(Curve::P384)]);
    assert_eq!(settings.csr_key_usages.rsa, Some(KeyUsages::of(&[KeyUsage::DataEncipherment])));
    assert_eq!(settings.csr_signature_algorithm, HashAlgorithm::Sha512);
    let ocsp_signing = KeyPurpose::Other(ObjectIdentifier::new("1.3.6.1.5.5.7.3.9").unwrap());
    assert_eq!(
        settings.csr_extended_key_usage,
        ExtendedKeyUsage::new([KeyPurpose::ClientAuth, ocsp_signing])
    );
}

#[test]
fn a_setting_that_is_left_out_is_the_default() {
    let profile = read(json!({
        "end_entity_keys": { "rsa_min_bits": 3072 }, "apply_key_usages": { "ec": ["digitalSignature"] }
    }));
    let profile = profile.unwrap();
    let (settings, default) = (profile.settings(), Profile::default());
    let default = default.settings();
    assert_eq!(settings.end_entity_keys.types, KeyType::API);
    assert_eq!(settings.end_entity_keys.rsa_max_bits, 4_096);
    assert_eq!(settings.apply_key_usages.rsa, default.apply_key_usages.rsa);
    assert_eq!(settings.csr_key_usages, default.csr_key_usages);
}

#[test]
fn the_order_and_repetition_of_key_usages_is_of_no_account() {
    let usages = json!({ "rsa": ["keyEncipherment", "digitalSignature", "keyEncipherment"] });
    assert_eq!(read(json!({ "apply_key_usages": usages })), Ok(Profile::default()));
    let purposes = json!([
        "serverAuth",
        "1.3.6.1.5.5.7.3.2",
        "codeSigning",
        "emailProtection",
        "timeStamping",
        "1.3.6.1.4.1.311.20.2.2",
        "serverAuth"
    ]);
    assert_eq!(read(json!({ "csr_extended_key_usage": purposes })), Ok(Profile::default()));
}

#[test]
fn names_that_no_setting_has_and_values_of_other_types_are_refused() {
    for (profile, text) in [
        (json!({ "conformence": "RFC" }), "unknown field `conformence`"),
        (
            json!({ "root_validity": { "type": "YEAR", "value": 1, "start_from": 1 } }),
            "unknown field `start_from`",
        ),
        (json!({ "root_validity": { "value": 1 } }), "missing field `type`"),
        (json!({ "end_entity_keys": { "rsa_bits": 2048 } }), "unknown field `rsa_bits`"),
        (json!({ "ca_key_usages": { "dsa": [] } }), "unknown field `dsa`"),
        (json!({ "conformance": "rfc" }), "unknown variant `rfc`, expected `API` or `RFC`"),
        (json!({ "validity_policy": "cut" }), "unknown variant `cut`, expected `reject` or `truncate`"),
        (json!({ "root_validity": { "type": "WEEK", "value": 1 } }), "unknown variant `WEEK`"),
        (json!({ "root_validity": { "type": "DAY", "value": -1 } }), "invalid value: integer `-1`"),
        (json!({ "ca_keys": { "types": ["ED448"] } }), "unknown variant `ED448`"),
        (json!({ "ca_key_usages": { "rsa": ["crlSign"] } }), "unknown variant `crlSign`"),
        (json!({ "csr_signature_algorithm": "SHA1" }), "unknown variant `SHA1`"),
        (
            json!({ "csr_extended_key_usage": ["serverauth"] }),
            "found \"serverauth\", but the allowed values are serverAuth, clientAuth, codeSigning, \
             emailProtection, timeStamping, smartCardLogon, object identifiers",
        ),
        (json!({ "csr_extended_key_usage": ["1.40"] }), "the second arc must be below 40"),
        (json!({ "csr_extensions": ["1..2"] }), "an arc is empty"),
        (json!({ "apply_alternative_names": "20" }), "invalid type: string"),
        (json!({ "end_entity_needs_alternative_name": 1 }), "invalid type: integer"),
        (
            json!({ "server_without_alternative_name": "ignore" }),
            "unknown variant `ignore`, expected one of `notice`, `refuse`, `add_common_name`",
        ),
        (json!({ "csr_intermediate_ca": "no" }), "invalid type: string"),
        (json!({ "apply_extensions": "2.999.1" }), "invalid type: string"),
    ] {
        let error = read(profile.clone()).expect_err("a refusal");
        assert!(error.contains(text), "{profile}: {error}");
    }
}

/// Path and text of each fault.
fn faults(profile: Value) -> Vec<String> {
    let settings: ProfileSettings = serde_json::from_value(profile.clone()).expect("settings");
    let error: ProfileError = Profile::new(settings).expect_err("a refusal");
    // A profile inside a configuration file is refused with the same text.
    assert!(read(profile).expect_err("a refusal").starts_with(&error.to_string()));
    error.violations().iter().map(ToString::to_string).collect()
}

#[test]
fn every_setting_that_is_not_allowed_is_told_with_its_path() {
    let nothing = json!([]);
    let found = faults(json!({
        "root_validity": { "type": "YEAR", "value": 0 },
        "subordinate_validity": { "type": "DAY", "value": 9_223_372_036_854_775_808_u64 },
        "end_entity_validity": { "type": "HOUR", "value": 0 },
        "end_entity_keys": { "types": nothing, "rsa_min_bits": 2047, "rsa_max_bits": 4097 },
        "ca_keys": { "rsa_min_bits": 4096, "rsa_max_bits": 3072 },
        "apply_key_usages": { "rsa": ["keyCertSign", "encipherOnly"], "ec": ["keyEncipherment", "dataEncipherment"] },
        "csr_key_usages": { "rsa": nothing, "ec": ["decipherOnly"] },
        "ca_key_usages": { "rsa": ["digitalSignature"], "ec": ["keyCertSign", "keyAgreement"] },
        "apply_extensions": ["2.5.29.19", "2.999.1"],
        "csr_extensions": ["2.999.1", "2.5.29.17", "1.3.6.1.5.5.7.1.1"],
        "apply_alternative_names": 0,
        "csr_alternative_names": 101
    }));
    let validity = "but 1 to 9223372036854775807 are allowed";
    let reserved = "extensions under 2.5.29 and 1.3.6.1.5.5.7.1 cannot be custom extensions";
    let not_for_ec = "is not for EC keys (RFC 8813 §3); use keyAgreement, or an RSA key";
    assert_eq!(found, [
        format!("/root_validity/value: found 0, {validity}"),
        format!("/subordinate_validity/value: found 9223372036854775808, {validity}"),
        format!("/end_entity_validity/value: found 0, {validity}"),
        "/end_entity_keys/types: a value is required".into(),
        "/end_entity_keys/rsa_min_bits: found 2047, but 2048 to 4096 are allowed".into(),
        "/end_entity_keys/rsa_max_bits: found 4097, but 2048 to 4096 are allowed".into(),
        "/ca_keys/rsa_max_bits: found 3072, but 4096 to 4096 are allowed".into(),
        "/apply_key_usages/rsa: keyCertSign is for CAs only (RFC 5280 §4.2.1.9); omit it, or request a \
         subordinate CA".into(),
        "/apply_key_usages/rsa: encipherOnly requires keyAgreement; add keyAgreement, or omit encipherOnly".into(),
        format!("/apply_key_usages/ec: keyEncipherment {not_for_ec}"),
        format!("/apply_key_usages/ec: dataEncipherment {not_for_ec}"),
        "/csr_key_usages/rsa: a value is required".into(),
        "/csr_key_usages/ec: decipherOnly requires keyAgreement; add keyAgreement, or omit decipherOnly".into(),
        "/ca_key_usages/rsa: the key usages of a CA must include keyCertSign (RFC 5280 §4.2.1.9)".into(),
        "/ca_key_usages/ec: keyAgreement is not for CAs; use digitalSignature, nonRepudiation, keyCertSign \
         and cRLSign".into(),
        format!("/apply_extensions/0: {reserved}"),
        format!("/csr_extensions/1: {reserved}"),
        format!("/csr_extensions/2: {reserved}"),
        "/apply_alternative_names: found 0, but 1 to 100 are allowed".into(),
        "/csr_alternative_names: found 101, but 1 to 100 are allowed".into(),
    ]);
}

#[test]
fn u7_default_usages_with_crl_sign_need_the_setting_that_allows_it() {
    let usages = json!({ "ec": ["digitalSignature", "cRLSign"] });
    let mut settings = json!({ "apply_key_usages": usages, "csr_key_usages": usages });
    let text = "cRLSign is for CAs only, because an end entity could sign CRLs in a CA's name; omit it";
    let expected = ["/apply_key_usages/ec", "/csr_key_usages/ec"].map(|path| format!("{path}: {text}"));
    assert_eq!(faults(settings.clone()), expected);
    settings["end_entity_crl_sign"] = json!(true);
    let profile = read(settings).unwrap();
    let usages = KeyUsages::of(&[KeyUsage::DigitalSignature, KeyUsage::CrlSign]);
    assert_eq!(profile.settings().apply_key_usages.ec, Some(usages));
}

#[test]
fn u6_default_purposes_keep_to_the_conformance() {
    let purposes = json!(["timeStamping", "clientAuth"]);
    let mut settings = json!({
        "end_entity_default_extended_key_usage": purposes, "subordinate_default_extended_key_usage": purposes
    });
    assert!(read(settings.clone()).is_ok());
    settings["conformance"] = json!("RFC");
    let text = "timeStamping must be the only purpose (RFC 3161 §2.3)";
    let paths = ["/end_entity_default_extended_key_usage", "/subordinate_default_extended_key_usage"];
    assert_eq!(faults(settings), paths.map(|path| format!("{path}: {text}")));
}

#[test]
fn c14_whether_a_csr_becomes_a_ca_follows_the_conformance_unless_it_is_set() {
    let of = |settings| read(settings).unwrap().settings().csr_intermediate_ca;
    assert_eq!(of(json!({})), Some(true));
    assert_eq!(of(json!({ "conformance": "RFC" })), Some(false));
    assert_eq!(of(json!({ "conformance": "RFC", "csr_intermediate_ca": null })), Some(false));
    assert_eq!(of(json!({ "conformance": "RFC", "csr_intermediate_ca": true })), Some(true));
    assert_eq!(of(json!({ "csr_intermediate_ca": false })), Some(false));
}

#[test]
fn settings_that_contradict_the_conformance_are_refused() {
    let usages = json!({ "rsa": ["digitalSignature", "keyAgreement"] });
    let both = json!({ "ec": ["keyAgreement", "encipherOnly", "decipherOnly"] });
    let settings = json!({
        "apply_key_usages": both, "csr_key_usages": usages, "csr_extensions": ["1.2.840.113549.1.9.15"]
    });
    assert!(read(settings.clone()).is_ok());
    let mut strict = settings;
    strict["conformance"] = json!("RFC");
    assert_eq!(
        faults(strict),
        [
            "/apply_key_usages/ec: encipherOnly and decipherOnly are not allowed together (RFC 3279 §2.3.5); \
         use one of them",
            "/csr_key_usages/rsa: keyAgreement is not for RSA keys (RFC 3279 §2.3.1); use keyEncipherment, \
         or an EC key",
            "/csr_extensions/0: the content of the extension smimeCapabilities is defined by a standard, but \
         is not checked here; omit the extension",
        ]
    );
}

//! Bodies of the Python client that concern the host only.

use certmint::crl::RevocationReason;
use certmint::error::{HostBodyError, ViolationKind};
use certmint::wire::{Body, CsrDescription, ExportFormat};
use serde_json::json;

use crate::{body, refused};

fn parsed(file: &str) -> Body<'static> {
    Body::from_json(&body(&format!("host/{file}.json"))).expect("JSON").deny_unknown_members()
}

#[test]
fn w8_revocations_of_the_python_client() {
    for (file, reason) in [
        ("34_ca_revoke", RevocationReason::CaCompromise),
        ("42_cert_revoke_reason", RevocationReason::KeyCompromise),
        ("43_cert_revoke_empty_body", RevocationReason::Unspecified),
    ] {
        assert_eq!(parsed(file).read_revocation().expect(file).reason(), reason, "{file}");
    }
}

#[test]
fn w8_exports_of_the_python_client() {
    let other = parsed("40_cert_export_other").read_export().expect("an export");
    assert_eq!((other.format(), other.is_compressed()), (ExportFormat::Other, false));
    assert_eq!(other.password(), Some("secret-1."));
    let tomcat = parsed("41_cert_export_tomcat_bool").read_export().expect("an export");
    assert_eq!((tomcat.format(), tomcat.is_compressed()), (ExportFormat::Tomcat, true));
    assert_eq!(tomcat.password(), None);
}

#[test]
fn w8_other_bodies_of_the_python_client() {
    let csr = parsed("19_csr_parse").read_csr_to_parse().expect("a CSR");
    let description = CsrDescription::from(&csr);
    assert_eq!((description.key_algorithm, description.key_algorithm_length), ("RSA", 2_048));
    assert_eq!(description.signature_algorithm, "SHA256withRSA");

    let lists = parsed("29_ca_crl_enable").read_crl_configuration().expect("a configuration");
    let expected = json!({ "enabled": true, "crl_name": "root", "obs_bucket_name": "b", "valid_days": 7 });
    assert_eq!(serde_json::to_value(lists).expect("JSON"), expected);

    let tags = parsed("47_cert_tags_create").read_tags().expect("tags");
    assert_eq!(serde_json::to_value(tags).expect("JSON"), json!([{ "key": "k", "value": "v" }]));

    // The recorded texts are only the first line of a block.
    let refusal = refused(parsed("25_ca_import").read_import());
    let pointers: Vec<_> = refusal.iter().map(|(pointer, ..)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/certificate", "/certificate_chain"]);
    assert!(
        refusal
            .iter()
            .all(|(.., kind)| matches!(kind, ViolationKind::HostBody(HostBodyError::Certificate(_))))
    );
}

#[test]
fn w13_lists_of_the_ca_bodies_of_the_clients() {
    let named = json!("root");
    for (file, name, bucket) in [
        ("sdk/20_ca_create_root", named.clone(), "crl-bucket"),
        ("sdk/21_ca_create_subordinate_active", named.clone(), "crl-bucket"),
        ("host/23_ca_activate", named, "crl-bucket"),
        ("terraform/ca_root", json!(null), "tf-crl-bucket"),
        ("terraform/ca_sub", json!(null), "tf-crl-bucket"),
    ] {
        let body = Body::from_json(&body(&format!("{file}.json"))).expect("JSON");
        let lists = body.crl_configuration().expect(file).expect(file);
        let expected =
            json!({ "enabled": true, "crl_name": name, "obs_bucket_name": bucket, "valid_days": 7 });
        assert_eq!(serde_json::to_value(lists).expect("JSON"), expected, "{file}");
    }
    for file in ["sdk/22_ca_create_subordinate_pending", "terraform/ca_root_path_length_7"] {
        let body = Body::from_json(&body(&format!("{file}.json"))).expect("JSON");
        assert_eq!(body.crl_configuration().expect(file), None, "{file}");
    }
}

//! The interface of the example: exit status, standard output and error, and files.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use certmint::{Issuer, PrivateKey};
use serde_json::{Value, json};
use toolkit::{apply_body, reproducible};
use x509_cert::der::Document;

const NOW: &str = "2026-01-31T12:00:00Z";
const SEED: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const ROOT: &str = include_str!("../../examples/data/root.json");
const SUBORDINATE: &str = include_str!("../../examples/data/subordinate.json");
const CSR: &str = include_str!("../../examples/data/csr.json");

/// The path of the example, which `cargo test` builds next to this test.
fn program() -> PathBuf {
    let this = std::env::current_exe().expect("the path of this test");
    let profile = this.parent().and_then(Path::parent).expect("target/<profile>/deps");
    let program = profile.join("examples").join("issue");
    assert!(program.exists(), "{} is missing: run `cargo build --example issue`", program.display());
    program
}

fn run(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(program());
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the example starts");
    // A program that exits before it reads closes the pipe, which is not an error here.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("the example ends")
}

/// A temporary directory, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("certmint-example-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(octets: &[u8]) -> &str {
    core::str::from_utf8(octets).expect("text")
}

/// Runs a command that must succeed and returns the last line of its output as JSON.
fn succeed(arguments: &[&str], input: &str) -> Value {
    let output = run(arguments, input);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    let last = text(&output.stdout).lines().last().expect("a line");
    serde_json::from_str(last).expect("JSON")
}

/// Creates a root and a subordinate CA in the directories `root` and `sub`.
fn authorities(folder: &Folder) -> (String, String) {
    let (root, sub) = (folder.path("root"), folder.path("sub"));
    succeed(&["root", "-", "--out", &root, "--now", NOW, "--seed", SEED], ROOT);
    succeed(&["subordinate", "-", "--ca", &root, "--out", &sub, "--now", NOW, "--seed", SEED], SUBORDINATE);
    (root, sub)
}

#[test]
fn a6_notices_of_the_issuer_are_in_the_last_line_and_on_standard_error() {
    let folder = Folder::new("issuer_notices");
    let (_, sub) = authorities(&folder);
    // A subordinate CA whose constraint starts with a dot, and an end entity below it.
    let (constrained, leaf) = (folder.path("constrained"), folder.path("leaf"));
    let mut body: Value = serde_json::from_str(SUBORDINATE).expect("JSON");
    body["distinguished_name"]["common_name"] = json!("Constrained");
    body["path_length"] = json!(0);
    let made = ["subordinate", "-", "--ca", &sub, "--out", &constrained, "--permit", "dns:.example.com"];
    let body = body.to_string();
    let mut entity = apply_body();
    entity["subject_alternative_names"] = json!([{ "type": "DNS", "value": "a.example.com" }]);
    let issued = ["apply", "-", "--ca", &constrained, "--out", &leaf];
    for (arguments, input) in [(&made[..], body), (&issued, entity.to_string())] {
        let output = run(&[arguments, &["--now", NOW]].concat(), &input);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let last = text(&output.stdout).lines().last().expect("a line");
        let line: Value = serde_json::from_str(last).expect("JSON");
        let [notice] = line["notices"].as_array().expect("notices").as_slice() else { panic!("{line}") };
        let notice = notice.as_str().expect("a text");
        assert!(notice.starts_with("the issuer's certificate ("), "{notice}");
        assert!(notice.contains("CN=Constrained): nameConstraints: dNSName .example.com starts"), "{notice}");
        assert_eq!(text(&output.stderr), format!("notice: {notice}\n"));
    }
}

#[test]
fn each_command_writes_its_files_and_a_last_line() {
    let folder = Folder::new("files");
    let (root, sub) = authorities(&folder);
    let out = folder.path("leaf");
    let line = succeed(&["apply", "-", "--ca", &sub, "--out", &out, "--now", NOW], &apply_body().to_string());
    assert_eq!(line["certificate_id"].as_str().map(str::len), Some(36));
    assert_eq!(line["notices"], json!([]));

    let read = |folder: &str, name: &str| fs::read_to_string(Path::new(folder).join(name)).expect("a file");
    let chain = [&out, &sub, &root].map(|folder| read(folder, "certificate.pem")).concat();
    assert_eq!(read(&out, "chain.pem"), chain);
    let key = PrivateKey::from_pem(&read(&sub, "private_key.pem")).expect("the key");
    let issuer = Issuer::from_chain_pem(&read(&sub, "chain.pem")).expect("the chain");
    assert_eq!(key.public_key(), issuer.public_key());
    let mode = fs::metadata(Path::new(&out).join("private_key.pem")).expect("the key").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let out = folder.path("csr");
    let line = succeed(&["csr", "-", "--ca", &sub, "--out", &out, "--now", NOW], CSR);
    let notice = line["notices"][0].as_str().expect("a notice");
    assert!(notice.starts_with("/csr#/extensionRequest/keyUsage: keyAgreement"), "{notice}");
    assert!(!Path::new(&out).join("private_key.pem").exists());
}

/// Returns the part of a file with one certificate that equal seeds and times reproduce: the whole
/// text, or the reproducible part of the certificate.
fn reproducible_pem(pem: Vec<u8>) -> Vec<u8> {
    let (_, certificate) = Document::from_pem(text(&pem)).expect("a certificate");
    match reproducible(certificate.as_bytes()) {
        whole if whole == certificate.as_bytes() => pem,
        part => part.to_vec(),
    }
}

#[test]
fn a_seed_and_a_time_make_the_same_certificates() {
    let folders = [Folder::new("one"), Folder::new("another")];
    let made = folders.each_ref().map(|folder| {
        let (root, sub) = authorities(folder);
        [root, sub].map(|ca| {
            let read = |name| fs::read(Path::new(&ca).join(name)).expect("a file");
            (reproducible_pem(read("certificate.pem")), read("private_key.pem"))
        })
    });
    assert_eq!(made[0], made[1]);
}

#[test]
fn a_refusal_is_the_wire_error_and_one_line_a_violation() {
    let folder = Folder::new("refusal");
    let (_, sub) = authorities(&folder);
    let mut body = apply_body();
    body["distinguished_name"]["country"] = json!("D");
    body["validity"]["value"] = json!(21);
    let out = folder.path("leaf");
    let output = run(&["apply", "-", "--ca", &sub, "--out", &out, "--now", NOW], &body.to_string());
    assert_eq!(output.status.code(), Some(1));
    let refusal: Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
    assert_eq!(refusal["error_code"], "PCA.00020101");
    assert_eq!(refusal.as_object().map(serde_json::Map::len), Some(2));
    let pointers: Vec<&str> =
        text(&output.stderr).lines().map(|line| line.split(": ").next().unwrap_or_default()).collect();
    assert_eq!(pointers, ["/distinguished_name/country", "/validity/value"]);
    assert!(!Path::new(&out).join("certificate.pem").exists());

    let output = run(&["root", "-", "--out", &out], "[1,");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), ": the body cannot be read as JSON (line 1, column 3)\n");
}

#[test]
fn wrong_usage_and_unreadable_files_exit_with_two() {
    let folder = Folder::new("usage");
    let (_, sub) = authorities(&folder);
    let (out, missing) = (folder.path("leaf"), folder.path("missing"));
    for (arguments, message) in [
        (&["apply"][..], "required"),
        (&["sign"], "unrecognized subcommand"),
        (&["root", &missing, "--out", &out], "No such file"),
        (&["apply", "-", "--ca", &missing, "--out", &out], "certificate.pem"),
        (&["csr", "-", "--ca", &sub, "--out", &sub], "different directories"),
        (&["root", "-", "--out", &out, "--now", "yesterday"], "RFC 3339"),
        // After the year 9999 in UTC.
        (&["root", "-", "--out", &out, "--now", "9999-12-31T23:59:59-23:59"], "RFC 3339"),
        (&["root", "-", "--out", &out, "--seed", "12"], "64 hexadecimal digits"),
    ] {
        let output = run(arguments, &apply_body().to_string());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(message), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    for help in [&["--help"][..], &["root", "--help"], &["apply", "--help"], &["csr", "--help"]] {
        let output = run(help, "");
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("Usage:"), "{help:?}");
    }
}

#[test]
fn private_keys_are_encrypted_where_there_is_a_password() {
    let folder = Folder::new("password");
    let (password, root) = (folder.path("password"), folder.path("root"));
    fs::write(&password, "from the safe\n").expect("a file");
    let with_password = ["--password-file", &password, "--now", NOW];
    succeed(&[&["root", "-", "--out", &root], &with_password[..]].concat(), ROOT);
    let key = fs::read_to_string(Path::new(&root).join("private_key.pem")).expect("a key");
    assert!(key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), "{key}");
    let read = PrivateKey::from_encrypted_pkcs8_pem(&key, b"from the safe").expect("the key");
    let issuer = Issuer::from_chain_pem(
        &fs::read_to_string(Path::new(&root).join("certificate.pem")).expect("a certificate"),
    );
    assert_eq!(read.public_key(), issuer.expect("an issuer").public_key());

    let sub = folder.path("sub");
    let subordinate = ["subordinate", "-", "--ca", &root, "--out", &sub];
    succeed(&[&subordinate[..], &with_password].concat(), SUBORDINATE);
    let another = folder.path("another");
    let subordinate = ["subordinate", "-", "--ca", &root, "--out", &another];
    let without = run(&[&subordinate[..], &["--now", NOW]].concat(), SUBORDINATE);
    assert_eq!(without.status.code(), Some(2));
    assert!(text(&without.stderr).contains("encrypted"), "{}", text(&without.stderr));
    fs::write(&password, "another").expect("a file");
    let wrong = run(&[&subordinate[..], &with_password].concat(), SUBORDINATE);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("password"), "{}", text(&wrong.stderr));
}

#[test]
fn a_ca_is_constrained_and_says_where_its_list_is() {
    let folder = Folder::new("constrained");
    let (root, sub, leaf) = (folder.path("root"), folder.path("sub"), folder.path("leaf"));
    succeed(&["root", "-", "--out", &root, "--now", NOW], ROOT);
    let permitted = ["--permit", "dns:example.com", "--exclude", "ip:0.0.0.0/0", "--exclude", "ip:::/0"];
    let subordinate = ["subordinate", "-", "--ca", &root, "--out", &sub, "--now", NOW];
    succeed(&[&subordinate[..], &permitted].concat(), SUBORDINATE);

    let mut body = apply_body();
    body["subject_alternative_names"] = json!([{ "type": "DNS", "value": "a.example.com" }]);
    let url = "http://pki.example.com/sub.crl";
    let apply = ["apply", "-", "--ca", &sub, "--out", &leaf, "--now", NOW, "--crl-url", url];
    succeed(&apply, &body.to_string());
    let printed = Command::new("openssl")
        .args(["x509", "-noout", "-ext", "crlDistributionPoints", "-in", &format!("{leaf}/certificate.pem")])
        .output()
        .expect("openssl runs");
    assert!(text(&printed.stdout).contains(&format!("URI:{url}")), "{}", text(&printed.stdout));

    body["subject_alternative_names"] =
        json!([{ "type": "DNS", "value": "example.org" }, { "type": "IP", "value": "10.0.0.1" }]);
    let another = folder.path("another");
    let apply = ["apply", "-", "--ca", &sub, "--out", &another, "--now", NOW];
    let refused = run(&apply, &body.to_string());
    assert_eq!(refused.status.code(), Some(1));
    let pointers: Vec<&str> =
        text(&refused.stderr).lines().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(pointers, ["/subject_alternative_names/0/value", "/subject_alternative_names/1/value"]);

    let wrong = run(&[&subordinate[..], &["--permit", "dns:a..b"]].concat(), SUBORDINATE);
    assert_eq!(wrong.status.code(), Some(2));
    let wrong = run(&[&apply[..], &["--ocsp-url", "ldap://example.org/"]].concat(), &body.to_string());
    assert_eq!(wrong.status.code(), Some(2), "{}", text(&wrong.stderr));
}

#[test]
fn a_key_that_was_made_elsewhere_is_certified() {
    let folder = Folder::new("own-key");
    let (_, sub) = authorities(&folder);
    let (public, out) = (folder.path("public.pem"), folder.path("leaf"));
    let key = PrivateKey::generate(certmint::KeyAlgorithm::Ec256, &mut toolkit::rng(9)).expect("a key");
    let spki = x509_cert::der::pem::encode_string(
        "PUBLIC KEY",
        x509_cert::der::pem::LineEnding::LF,
        key.public_key().as_spki_der(),
    );
    fs::write(&public, spki.expect("PEM")).expect("a file");
    let apply = ["apply", "-", "--ca", &sub, "--out", &out, "--now", NOW, "--public-key", &public];
    succeed(&apply, &apply_body().to_string());
    assert!(!Path::new(&out).join("private_key.pem").exists());
    let printed = Command::new("openssl")
        .args(["x509", "-noout", "-pubkey", "-in", &format!("{out}/certificate.pem")])
        .output()
        .expect("openssl runs");
    assert_eq!(text(&printed.stdout), fs::read_to_string(&public).expect("the key"));
    let mut body = apply_body();
    body["key_algorithm"] = json!("RSA2048");
    assert_eq!(run(&apply, &body.to_string()).status.code(), Some(1));
    fs::write(&public, "no key").expect("a file");
    assert_eq!(run(&apply, &apply_body().to_string()).status.code(), Some(2));
}

#[test]
fn a_revocation_list_holds_what_was_revoked() {
    let folder = Folder::new("crl");
    let (_, sub) = authorities(&folder);
    let out = folder.path("crl.pem");
    let crl = ["crl", "--ca", &sub, "--number", "7", "--out", &out, "--now", NOW];
    let revoked = ["--revoke", "4d1f=keyCompromise", "--revoke", "0102"];
    let line = succeed(&[&crl[..], &revoked].concat(), "");
    assert_eq!(line, json!({ "number": 7, "revoked": 2 }));
    let certificate = format!("{sub}/certificate.pem");
    let printed = Command::new("openssl")
        .args(["crl", "-noout", "-text", "-CAfile", &certificate, "-in", &out])
        .output()
        .expect("openssl runs");
    assert!(text(&printed.stderr).contains("verify OK"), "{}", text(&printed.stderr));
    for expected in ["Serial Number: 4D1F", "Key Compromise", "Serial Number: 0102", "Next Update: Feb  7"] {
        assert!(text(&printed.stdout).contains(expected), "{expected}: {}", text(&printed.stdout));
    }
    for wrong in ["xyz", "4d1f=because", "4d1f=", "123"] {
        assert_eq!(run(&[&crl[..], &["--revoke", wrong]].concat(), "").status.code(), Some(2), "{wrong}");
    }
    let twice = run(&[&crl[..], &["--revoke", "0102", "--revoke", "000102"]].concat(), "");
    assert_eq!(twice.status.code(), Some(1));
}

#[test]
fn a_delta_crl_has_a_base() {
    let folder = Folder::new("delta");
    let (_, sub) = authorities(&folder);
    let out = folder.path("crl.pem");
    let printed = || {
        let printed = Command::new("openssl").args(["crl", "-noout", "-text", "-in", &out]).output();
        text(&printed.expect("openssl runs").stdout).to_string()
    };
    let crl = ["crl", "--ca", &sub, "--number", "8", "--out", &out, "--now", NOW];
    let url = "http://pki.example.org/sub.delta.crl";
    succeed(&[&crl[..], &["--freshest-crl-url", url, "--revoke", "4d:1f=CERTIFICATE_HOLD"]].concat(), "");
    let full = printed();
    assert!(full.contains("X509v3 Freshest CRL") && full.contains("Certificate Hold"), "{full}");
    let line = succeed(&[&crl[..], &["--base", "7", "--revoke", "4d1f=removeFromCRL"]].concat(), "");
    assert_eq!(line, json!({ "number": 8, "revoked": 1 }));
    let delta = printed();
    assert!(delta.contains("Delta CRL Indicator: critical") && delta.contains("Remove From CRL"), "{delta}");
    // Refused: a base that is not smaller, a removal from a full CRL, a delta CRL that names one.
    for wrong in [
        &["--base", "8"][..],
        &["--revoke", "4d1f=removeFromCRL"],
        &["--base", "7", "--freshest-crl-url", url],
    ] {
        let output = run(&[&crl[..], wrong].concat(), "");
        assert_eq!(output.status.code(), Some(1), "{wrong:?}");
        let refusal: Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
        assert_eq!(refusal["error_code"], "PCA.00020001", "{wrong:?}");
    }
    assert_eq!(run(&[&crl[..], &["--freshest-crl-url", "delta.crl"]].concat(), "").status.code(), Some(2));
}

#[test]
fn a_profile_is_read_from_a_file() {
    let folder = Folder::new("profile");
    let (_, sub) = authorities(&folder);
    let (profile, out) = (folder.path("profile.json"), folder.path("leaf"));
    fs::write(&profile, r#"{ "end_entity_validity": { "type": "DAY", "value": 90 } }"#).expect("a file");
    let apply = ["apply", "-", "--ca", &sub, "--out", &out, "--now", NOW, "--profile", &profile];
    let refused = run(&apply, &apply_body().to_string());
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).starts_with("/validity/value: "), "{}", text(&refused.stderr));
    fs::write(&profile, r#"{ "end_entity_days": 90 }"#).expect("a file");
    let unusable = run(&apply, &apply_body().to_string());
    assert_eq!(unusable.status.code(), Some(2));
    assert!(text(&unusable.stderr).contains("end_entity_days"), "{}", text(&unusable.stderr));
}

#[test]
fn w8_the_bodies_of_the_official_clients_go_through_the_commands() {
    // The bodies of the clients and the times at which they were sent: see tests/clients.
    const SENT: &str = "1795978320103";
    let folder = Folder::new("clients");
    let root = folder.path("root");
    succeed(&["root", "-", "--out", &root, "--now", NOW], ROOT);
    let bodies = toolkit::path("tests/clients");
    let mut issued = 0;
    for path in ["sdk", "terraform"].into_iter().flat_map(|client| files(&bodies.join(client)).into_keys()) {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        let body: Value = serde_json::from_slice(&fs::read(&path).expect("a body")).expect("JSON");
        let (request, out) = (path.display().to_string(), folder.path(name));
        let command = match body["type"].as_str() {
            Some("ROOT") => "root",
            Some("SUBORDINATE") => "subordinate",
            _ if body["csr"].is_string() => "csr",
            _ => "apply",
        };
        let mut arguments = vec![command, &request, "--out", &out, "--now", SENT, "--deny-unknown-members"];
        if command != "root" {
            arguments.extend(["--ca", &root]);
        }
        let refused = match name {
            "06_apply_key_SM2" | "07_apply_key_RSA3072" | "08_apply_key_EC521" => Some("PCA.00020102"),
            // Without issuer_id: a subordinate that is created in two steps.
            "22_ca_create_subordinate_pending" | "ca_sub_said_to_be_root" => Some("PCA.00020201"),
            _ => None,
        };
        let Some(code) = refused else {
            let line = succeed(&arguments, "");
            assert_eq!(line["certificate_id"].as_str().map(str::len), Some(36), "{name}");
            assert!(Path::new(&out).join("certificate.pem").exists(), "{name}");
            issued += 1;
            continue;
        };
        let output = run(&arguments, "");
        assert_eq!(output.status.code(), Some(1), "{name}");
        let refusal: Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
        assert_eq!(refusal["error_code"], code, "{name}");
    }
    assert_eq!(issued, 26);
}

#[test]
fn w6_the_commands_take_create_ca_bodies_of_their_type_alone() {
    let folder = Folder::new("types");
    let (root, _) = authorities(&folder);
    let body = |ca_type: &str| {
        let mut body: Value = serde_json::from_str(SUBORDINATE).expect("JSON");
        body["type"] = json!(ca_type);
        body.to_string()
    };
    let (one, other) = (folder.path("one"), folder.path("other"));
    let make_root = ["root", "-", "--out", &one, "--now", NOW];
    let make_subordinate = ["subordinate", "-", "--ca", &root, "--out", &other, "--now", NOW];
    for (arguments, ca_type) in [(&make_root[..], "SUBORDINATE"), (&make_subordinate, "ROOT")] {
        let output = run(arguments, &body(ca_type));
        assert_eq!(output.status.code(), Some(1), "{ca_type}");
        let refusal: Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
        assert_eq!(refusal["error_code"], "PCA.00020202", "{ca_type}");
    }
    succeed(&make_root, &body("ROOT"));
    succeed(&make_subordinate, &body("SUBORDINATE"));
}

#[test]
fn w5_a_flag_has_unknown_members_refused() {
    let folder = Folder::new("unknown");
    let (_, sub) = authorities(&folder);
    let mut body = apply_body();
    body["subject_alternative_name"] = json!([{ "type": "DNS", "value": "a.example" }]);
    let out = folder.path("leaf");
    let apply = ["apply", "-", "--ca", &sub, "--out", &out, "--now", NOW];
    let output = run(&[&apply[..], &["--deny-unknown-members"]].concat(), &body.to_string());
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("/subject_alternative_name: "), "{}", text(&output.stderr));
    let line = succeed(&apply, &body.to_string());
    assert_eq!(line["notices"].as_array().map(Vec::len), Some(1));
}

/// The files in a directory and its subdirectories, with their content.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    found
}

#[test]
fn a_private_key_is_never_overwritten() {
    let folder = Folder::new("overwrite");
    let (root, sub) = authorities(&folder);
    let (leaf, demo) = (folder.path("leaf"), folder.path("demo"));
    let apply = ["apply", "-", "--ca", &sub, "--out", &leaf, "--now", NOW];
    let body = apply_body().to_string();
    succeed(&apply, &body);
    // The key is in the last directory into which the demo would write one. Nothing must be written
    // to the earlier ones.
    fs::create_dir_all(Path::new(&demo).join("apply")).expect("a folder");
    fs::write(Path::new(&demo).join("apply/private_key.pem"), "of somebody").expect("a file");
    let before = files(&folder.0);
    for (arguments, input) in [
        (&["root", "-", "--out", &root, "--now", NOW][..], ROOT),
        (&["subordinate", "-", "--ca", &root, "--out", &sub, "--now", NOW], SUBORDINATE),
        (&apply, &body),
        (&["--out", &demo], ""),
    ] {
        let output = run(arguments, input);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = text(&output.stderr);
        assert!(message.contains("private_key.pem: a private key already exists"), "{message}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(files(&folder.0), before);
}

#[test]
fn certificates_and_chains_are_replaced() {
    let folder = Folder::new("replace");
    let (_, sub) = authorities(&folder);
    let out = folder.path("csr");
    let [one, another] = ["2026-01-31T12:00:00Z", "2026-02-01T12:00:00Z"].map(|now| {
        succeed(&["csr", "-", "--ca", &sub, "--out", &out, "--now", now], CSR);
        files(Path::new(&out))
    });
    assert!(one.keys().eq(another.keys()));
    assert!(one.values().zip(another.values()).all(|(one, another)| one != another));
}

#[test]
fn times_are_rfc_3339_or_milliseconds() {
    let folder = Folder::new("time");
    let certificates = ["2026-01-31T13:00:00+01:00", "1769860800000", NOW].map(|now| {
        let out = folder.path(now);
        succeed(&["root", "-", "--out", &out, "--now", now, "--seed", SEED], ROOT);
        reproducible_pem(fs::read(Path::new(&out).join("certificate.pem")).expect("a certificate"))
    });
    assert!(certificates.windows(2).all(|pair| pair[0] == pair[1]));
}

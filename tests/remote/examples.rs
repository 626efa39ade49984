//! The example of an asynchronous signer, and OpenSSL's verdict on its certificates.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The path of the example, which `cargo test` builds next to this test.
fn program(name: &str) -> PathBuf {
    let this = std::env::current_exe().expect("the path of this test");
    let profile = this.parent().and_then(Path::parent).expect("target/<profile>/deps");
    let program = profile.join("examples").join(name);
    assert!(program.exists(), "{} is missing: run `cargo build --examples`", program.display());
    program
}

/// The PEM blocks of a text.
fn blocks(text: &str) -> Vec<String> {
    const END: &str = "-----END CERTIFICATE-----\n";
    let starts = text.match_indices("-----BEGIN CERTIFICATE-----").map(|(start, _)| &text[start..]);
    starts.map(|block| block[..block.find(END).expect("an end") + END.len()].to_string()).collect()
}

#[test]
fn k5_the_asynchronous_example_issues_through_an_outage_and_a_crash() {
    let done = Command::new(program("async_signer")).output().expect("the example runs");
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    assert!(done.status.success(), "{text}{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(text.matches("503 Service Unavailable (attempt 1)").count(), 1, "{text}");
    assert_eq!(text.matches("after a crash").count(), 1, "{text}");
    assert_eq!(text.matches("given up for good: ").count(), 1, "{text}");

    let blocks = blocks(&text);
    assert_eq!(blocks.len(), 8, "four chains of two: {text}");
    let folder = std::env::temp_dir().join(format!("certmint-remote-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (root, leaf) = (folder.join("root.pem"), folder.join("leaf.pem"));
    for chain in blocks.chunks(2) {
        assert_eq!(chain[1], blocks[1], "one root");
        std::fs::write(&leaf, &chain[0]).expect("a file");
        std::fs::write(&root, &chain[1]).expect("a file");
        let verify = Command::new("openssl")
            .args(["verify", "-x509_strict", "-CAfile"])
            .arg(&root)
            .arg(&leaf)
            .output();
        let verify = verify.expect("openssl is on the PATH");
        assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stderr));
    }
    std::fs::remove_dir_all(&folder).expect("the folder is there");
}

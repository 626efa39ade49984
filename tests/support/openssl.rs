//! The `openssl` command: standard input to standard output, so that no key touches a disk.

use std::io::Write;
use std::process::{Command, Stdio};

/// What the command says. It must be installed and must not fail.
pub(crate) fn openssl(arguments: &str, input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the openssl command is installed");
    // A command that needs no input may be gone by now.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("the command ends");
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments}: {messages}");
    output.stdout
}

/// A new RSA key of this many bits, as PKCS#8 in DER.
pub(crate) fn rsa_key(bits: u32) -> Vec<u8> {
    let key = openssl(&format!("genrsa {bits}"), b"");
    openssl("pkcs8 -topk8 -nocrypt -outform DER", &key)
}

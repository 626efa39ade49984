//! Runs the `openssl` command from standard input to standard output, so that no key is written to
//! disk.

use std::io::Write;
use std::process::{Command, Stdio};

/// Returns the command's output, or its error messages if it fails. OpenSSL must be installed.
pub fn try_openssl(arguments: &str, input: &[u8]) -> Result<Vec<u8>, String> {
    let mut child = Command::new("openssl")
        .args(arguments.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the openssl command is installed");
    // A command that needs no input may have exited already.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("the command ends");
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

pub fn openssl(arguments: &str, input: &[u8]) -> Vec<u8> {
    try_openssl(arguments, input).unwrap_or_else(|messages| panic!("openssl {arguments}: {messages}"))
}

pub fn openssl_text(arguments: &str, input: &[u8]) -> String {
    String::from_utf8(openssl(arguments, input)).expect("text")
}

/// Generates an RSA key of this many bits, as PKCS#8 in DER.
pub fn rsa_key(bits: u32) -> Vec<u8> {
    let key = openssl(&format!("genrsa {bits}"), b"");
    openssl("pkcs8 -topk8 -nocrypt -outform DER", &key)
}

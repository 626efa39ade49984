//! The verdicts of OpenSSL and rustls-webpki on certificates below constrained CAs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use certmint::Certificate;
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};

use toolkit::NOW_MILLISECONDS;

const NOW_SECONDS: u64 = NOW_MILLISECONDS as u64 / 1_000;

/// Returns whether `openssl verify -x509_strict` accepts each certificate. Fails the test if one is
/// refused for a reason other than name constraints.
pub(crate) fn openssl(chain: &[Vec<u8>], leaves: &[Vec<u8>]) -> Vec<bool> {
    let folder = Folder::new();
    let (root, intermediates) = chain.split_last().expect("a root");
    let root = folder.write("root.pem", std::slice::from_ref(root));
    let intermediates = folder.write("cas.pem", intermediates);
    let paths = leaves
        .iter()
        .enumerate()
        .map(|(number, leaf)| folder.write(&format!("{number}.pem"), std::slice::from_ref(leaf)));
    let paths: Vec<PathBuf> = paths.collect();
    let output = Command::new("openssl")
        .args(["verify", "-x509_strict", "-attime", &NOW_SECONDS.to_string(), "-CAfile"])
        .arg(root)
        .arg("-untrusted")
        .arg(intermediates)
        .args(&paths)
        .output()
        .expect("openssl is installed");
    let accepted = String::from_utf8(output.stdout).expect("text");
    let refused = String::from_utf8(output.stderr).expect("text");
    assert_only_name_constraints(&refused);
    let verdict = |path: &PathBuf| {
        let path = path.display();
        let is_accepted = accepted.contains(&format!("{path}: OK\n"));
        let is_refused = refused.contains(&format!("error {path}: verification failed\n"));
        assert!(is_accepted != is_refused, "{accepted}{refused}");
        is_accepted
    };
    paths.iter().map(verdict).collect()
}

/// Returns whether `openssl verify` accepts a certificate for a host.
pub(crate) fn openssl_as_host(chain: &[Vec<u8>], leaf: &[u8], host: &str) -> bool {
    let folder = Folder::new();
    let (root, intermediates) = chain.split_last().expect("a root");
    let output = Command::new("openssl")
        .args(["verify", "-attime", &NOW_SECONDS.to_string(), "-verify_hostname", host, "-CAfile"])
        .arg(folder.write("root.pem", std::slice::from_ref(root)))
        .arg("-untrusted")
        .arg(folder.write("cas.pem", intermediates))
        .arg(folder.write("leaf.pem", &[leaf.to_vec()]))
        .output()
        .expect("openssl is installed");
    output.status.success()
}

/// `error 47 at 0 depth lookup: permitted subtree violation`
fn assert_only_name_constraints(refused: &str) {
    for line in refused.lines() {
        let Some((code, _)) = line.strip_prefix("error ").and_then(|line| line.split_once(" at ")) else {
            continue;
        };
        // X509_V_ERR_PERMITTED_VIOLATION to X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, without the CRL
        // paths in between.
        assert!(["47", "48", "49", "51", "52", "53"].contains(&code), "{line}");
    }
}

/// A directory for the certificates of one call, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("constraints-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, certificates: &[Vec<u8>]) -> PathBuf {
        let path = self.0.join(name);
        let pem = |der: &Vec<u8>| Certificate::from_der(der).expect("a certificate").to_pem();
        fs::write(&path, certificates.iter().map(pem).collect::<String>()).expect("a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Files left in the build directory are not a failure of the code under test.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Returns whether rustls-webpki accepts each certificate, likewise.
pub(crate) fn webpki(chain: &[Vec<u8>], leaves: &[Vec<u8>]) -> Vec<bool> {
    let chain: Vec<_> = chain.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let (root, intermediates) = chain.split_last().expect("a root");
    let anchor = anchor_from_trusted_cert(root).expect("an anchor");
    let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(NOW_SECONDS));
    let verify = |leaf: &Vec<u8>| {
        let leaf = CertificateDer::from(leaf.as_slice());
        let leaf = EndEntityCert::try_from(&leaf).expect("a certificate");
        let (algorithms, usage) = (webpki::ALL_VERIFICATION_ALGS, KeyUsage::server_auth());
        let anchors = std::slice::from_ref(&anchor);
        match leaf.verify_for_usage(algorithms, anchors, intermediates, time, usage, None, None) {
            Ok(_) => true,
            Err(
                Error::NameConstraintViolation
                | Error::MalformedDnsIdentifier
                | Error::MalformedNameConstraint
                | Error::InvalidNetworkMaskConstraint,
            ) => false,
            Err(other) => panic!("{other:?}"),
        }
    };
    leaves.iter().map(verify).collect()
}

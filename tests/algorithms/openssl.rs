//! OpenSSL's verdicts. `openssl` must be on the PATH.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use certmint::{Certificate, Issued};
use toolkit::NOW_MILLISECONDS;

/// A folder that is removed again.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("certmint-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).expect("a folder");
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path in UTF-8").to_string()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).expect("a file");
        self.path(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of a failed test does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Returns all output of the command, which must succeed.
#[track_caller]
pub(crate) fn openssl(arguments: &[&str]) -> String {
    let output = Command::new("openssl").args(arguments).output().expect("openssl is on the PATH");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "openssl {arguments:?}: {text}");
    text
}

/// Asserts that OpenSSL accepts the chain of a certificate, strictly.
#[track_caller]
pub(crate) fn verifies(issued: &Issued) {
    let folder = Folder::new();
    let chain: Vec<&Certificate> = issued.chain().collect();
    let file = |name: &str, certificates: &[&Certificate]| {
        let pem: String = certificates.iter().map(|certificate| certificate.to_pem()).collect();
        folder.write(name, pem)
    };
    let (root, below) = chain.split_last().expect("a root");
    let time = (NOW_MILLISECONDS / 1_000 + 60).to_string();
    let anchors = file("root.pem", &[root]);
    let strictly = ["verify", "-x509_strict", "-attime", &time, "-CAfile", &anchors];
    match below {
        [] => openssl(&[&strictly[..], &["-check_ss_sig", &anchors]].concat()),
        [leaf] => openssl(&[&strictly[..], &[&file("leaf.pem", &[leaf])]].concat()),
        [leaf, above @ ..] => {
            let (leaf, above) = (file("leaf.pem", &[leaf]), file("above.pem", above));
            openssl(&[&strictly[..], &["-untrusted", &above, &leaf]].concat())
        }
    };
}

//! OpenSSL as the client: its requests, and its verdict on the responses. `openssl` must be on the
//! PATH. It compares with the clock of the machine, so these tests issue at the present time.

use std::path::{Path, PathBuf};
use std::process::Command;

use certmint::crl::RevocationReason;
use certmint::ocsp::{CertStatus, OcspResponder, OcspResponse, OcspService};
use certmint::time::{Duration, UtcDateTime};
use certmint::{
    Authority, EndEntityRequest, HashAlgorithm, Issued, KeyAlgorithm, PrivateKey, Profile, RootRequest,
};

use crate::material::{at, good};
use toolkit::{params, rng, years};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ocsp-{name}"));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a path in UTF-8").to_string()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).expect("a file");
        self.path(name)
    }
}

fn openssl(arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").args(arguments).output().expect("openssl is on the PATH");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

/// A CA and certificates of it, made now.
struct Ca {
    authority: Authority,
    leaves: Vec<Issued>,
    now: UtcDateTime,
}

impl Ca {
    fn new(algorithm: KeyAlgorithm, name: &str) -> Self {
        let now = UtcDateTime::now();
        let request = RootRequest::new(params(algorithm, name, years(10)));
        let issued = Authority::create_root(&request, &Profile::default(), now, &mut rng(60));
        let authority = Authority::try_from(issued.expect("a root")).expect("an authority");
        let leaves = [61, 62, 63].map(|seed| {
            let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Leaf", years(1)));
            authority.issue(&request, now, &mut rng(seed)).expect("a certificate")
        });
        Self { authority, leaves: leaves.into(), now }
    }

    fn direct(&self) -> OcspService {
        let key = PrivateKey::from_der(&self.authority.signer().to_pkcs8_der()).expect("a key");
        let responder = OcspResponder::direct(self.authority.issuer().clone()).expect("a responder");
        OcspService::new(responder, key).expect("a service")
    }

    fn delegated(&self, algorithm: KeyAlgorithm) -> OcspService {
        let request = EndEntityRequest::ocsp_responder(params(algorithm, "Responder", years(1)));
        let mut issued = self.authority.issue(&request.unwrap(), self.now, &mut rng(64)).unwrap();
        let key = issued.take_private_key().expect("a key");
        let issuer = self.authority.issuer().clone();
        let responder = OcspResponder::delegated(issuer, issued.certificate(), self.now);
        OcspService::new(responder.expect("a responder"), key).expect("a service")
    }

    /// Good, revoked, unknown.
    fn status(&self, serial_number: certmint::SerialNumber) -> CertStatus {
        match self.leaves.iter().position(|leaf| leaf.serial_number().as_ref() == serial_number.as_bytes()) {
            Some(0) => CertStatus::Good,
            Some(1) => CertStatus::Revoked { at: at(1_700_000_000), reason: RevocationReason::KeyCompromise },
            _ => CertStatus::Unknown,
        }
    }

    /// Writes the files of CA and leaves; returns their paths.
    fn write(&self, folder: &Folder) -> (String, Vec<String>) {
        let ca = folder.write("ca.pem", self.authority.issuer().chain()[0].to_pem());
        let leaves = self.leaves.iter().enumerate().map(|(position, leaf)| {
            folder.write(&format!("leaf{position}.pem"), leaf.certificate().to_pem())
        });
        (ca, leaves.collect())
    }
}

/// The options that name these certificates.
fn certificates<'a>(ca: &'a str, leaves: &[&'a str]) -> Vec<&'a str> {
    let leaves = leaves.iter().flat_map(|leaf| ["-cert", leaf]);
    ["-issuer", ca].into_iter().chain(leaves).collect()
}

/// Has OpenSSL write a request, and returns it.
fn request(folder: &Folder, options: &[&str]) -> Vec<u8> {
    let path = folder.path("request.der");
    let (succeeds, text) = openssl(&[&["ocsp"], options, &["-reqout", &path]].concat());
    assert!(succeeds, "{text}");
    std::fs::read(path).expect("a request")
}

/// OpenSSL's verdict on a response, as the client that sent `request.der`.
fn verdict(folder: &Folder, options: &[&str], ca: &str, response: &OcspResponse) -> String {
    let response = folder.write("response.der", response.as_der());
    let request = folder.path("request.der");
    // It would add a nonce to the request that it reads.
    let fixed = ["-no_nonce", "-reqin", &request, "-respin", &response, "-CAfile", ca];
    openssl(&[&["ocsp"], options, &fixed].concat()).1
}

#[test]
fn o5_openssl_accepts_the_answers_to_its_requests() {
    let folder = Folder::new("requests");
    let ca = Ca::new(KeyAlgorithm::Ec256, "OpenSSL's requests");
    let (ca_file, leaves) = ca.write(&folder);
    let [first, second, third] = [&leaves[0], &leaves[1], &leaves[2]].map(String::as_str);
    for service in [ca.direct(), ca.delegated(KeyAlgorithm::Ec256)] {
        for hash in ["-sha1", "-sha256", "-sha384", "-sha512"] {
            for nonce in ["-nonce", "-no_nonce"] {
                let several = [&[hash][..], &certificates(&ca_file, &[first, second, third])].concat();
                let options = [&several[..], &[nonce]].concat();
                let der = request(&folder, &options);
                let response = service.respond(&der, UtcDateTime::now(), |number| Ok(ca.status(number)));
                let text = verdict(&folder, &options, &ca_file, &response);
                assert!(text.contains("Response verify OK"), "{hash} {nonce}: {text}");
                assert!(!text.to_lowercase().contains("nonce verify error"), "{text}");
                assert!(!text.contains("WARNING: no nonce") || nonce == "-no_nonce", "{text}");
                assert!(!text.contains("Status times invalid"), "{text}");
                for expected in [
                    format!("{first}: good"),
                    format!("{second}: revoked"),
                    "Reason: keyCompromise".into(),
                    "Revocation Time: Nov 14 22:13:20 2023 GMT".into(),
                    format!("{third}: unknown"),
                ] {
                    assert!(text.contains(&expected), "{expected} is not in {text}");
                }
            }
        }
    }
}

#[test]
fn o5_openssl_verifies_answers_of_every_key_and_hash() {
    let folder = Folder::new("keys");
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let ca = Ca::new(algorithm, "Keys");
        let (ca_file, leaves) = ca.write(&folder);
        let options = certificates(&ca_file, &[&leaves[0]]);
        let der = request(&folder, &options);
        for (service, seed) in [(ca.direct(), 0), (ca.delegated(algorithm), 1)] {
            for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
                for responder in [
                    service.responder().clone().with_hash(hash),
                    service.responder().clone().with_hash(hash).with_id_by_name(),
                ] {
                    // The key of the delegate or of the CA.
                    let key = match seed {
                        0 => PrivateKey::from_der(&ca.authority.signer().to_pkcs8_der()).unwrap(),
                        _ => {
                            let request =
                                EndEntityRequest::ocsp_responder(params(algorithm, "Responder", years(1)));
                            let mut again =
                                ca.authority.issue(&request.unwrap(), ca.now, &mut rng(64)).unwrap();
                            again.take_private_key().unwrap()
                        }
                    };
                    let service = OcspService::new(responder, key).unwrap();
                    let response = service.respond(&der, UtcDateTime::now(), good);
                    let text = verdict(&folder, &options, &ca_file, &response);
                    assert!(text.contains("Response verify OK"), "{algorithm:?} {hash:?}: {text}");
                    assert!(text.contains(": good"), "{text}");
                }
            }
        }
    }
}

#[test]
fn o5_openssl_refuses_what_is_altered_or_of_another_issuer() {
    let folder = Folder::new("altered");
    let ca = Ca::new(KeyAlgorithm::Ec256, "Altered");
    let (ca_file, leaves) = ca.write(&folder);
    let options = certificates(&ca_file, &[&leaves[0]]);
    let der = request(&folder, &options);
    for service in [ca.direct(), ca.delegated(KeyAlgorithm::Ec256)] {
        let response = service.respond(&der, UtcDateTime::now(), good);
        // An octet of the signed part: the status good as another one.
        let mut altered = response.as_der().to_vec();
        let good = altered.windows(2).position(|pair| pair == [0x80, 0]).expect("the status");
        altered[good] = 0x82;
        let path = folder.write("altered.der", &altered);
        let request = folder.path("request.der");
        let arguments = [
            &["ocsp"],
            &options[..],
            &["-no_nonce", "-reqin", &request, "-respin", &path, "-CAfile", &ca_file],
        ]
        .concat();
        let (_, text) = openssl(&arguments);
        assert!(text.contains("Response Verify Failure"), "{text}");

        // Another CA with the same name is no issuer of the responder.
        let other = Ca::new(KeyAlgorithm::Ec384, "Altered");
        let other_folder = Folder::new("other");
        let (other_file, _) = other.write(&other_folder);
        let other_options = certificates(&other_file, &[&leaves[0]]);
        let text = verdict(&folder, &other_options, &other_file, &response);
        assert!(text.contains("Response Verify Failure"), "{text}");
        // To a client of that CA, nothing is signed.
        let der = self::request(&other_folder, &other_options);
        let response = service.respond(&der, UtcDateTime::now(), crate::material::good);
        let text = verdict(&other_folder, &other_options, &other_file, &response);
        assert!(text.contains("Responder Error: unauthorized (6)"), "{text}");
    }
    // A certificate of the CA without the purpose does not speak for it.
    let leaf = ca.leaves[0].certificate();
    let refused = OcspResponder::delegated(ca.authority.issuer().clone(), leaf, UtcDateTime::now());
    assert!(refused.is_err());
}

#[test]
fn o5_openssl_reads_every_field() {
    let folder = Folder::new("text");
    let ca = Ca::new(KeyAlgorithm::Ec256, "Text");
    let (ca_file, leaves) = ca.write(&folder);
    let options = [&["-sha256", "-nonce"][..], &certificates(&ca_file, &[&leaves[1]])].concat();
    let der = request(&folder, &options);
    let service = ca.delegated(KeyAlgorithm::Ec256).with_lifetime(Duration::hours(6)).unwrap();
    let response = service.respond(&der, UtcDateTime::now(), |number| Ok(ca.status(number)));
    let text = verdict(&folder, &[&options[..], &["-resp_text"]].concat(), &ca_file, &response);
    for expected in [
        "OCSP Response Status: successful (0x0)",
        "Response Type: Basic OCSP Response",
        "Version: 1 (0x0)",
        "Hash Algorithm: sha256",
        "Cert Status: revoked",
        "Revocation Reason: keyCompromise (0x1)",
        "Next Update:",
        "OCSP Nonce:",
        "Signature Algorithm: ecdsa-with-SHA256",
        "OCSP Signing",
        "OCSP No Check:",
        "Response verify OK",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
}

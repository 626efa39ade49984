//! Java's CertPath with a stapled response: `CertPathValidator` and `PKIXRevocationChecker`. The test
//! does nothing where there is no `java` on the PATH; `.ci/run` installs one.

use std::io::Write;
use std::process::{Command, Stdio};

use base64ct::{Base64, Encoding};
use certmint::crl::RevocationReason;
use certmint::ocsp::{CertStatus, OcspResponse};
use certmint::time::Duration;
use certmint::{Authority, EndEntityRequest, Issued, KeyAlgorithm};

use crate::material::*;
use toolkit::{now, params, rng, root, subordinate, years};

/// Java's verdicts, one for each line.
fn verdicts(lines: &str) -> Option<Vec<String>> {
    let program = toolkit::path("tests/ocsp/VerifyOcsp.java");
    let child = Command::new("java").arg(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            eprintln!("not asked: {error}");
            return None;
        }
    };
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some(String::from_utf8(output.stdout).unwrap().lines().map(String::from).collect())
}

fn line(seconds: i64, leaf: &Issued, ca: &Authority, response: &[u8]) -> String {
    let [leaf, ca, response] =
        [leaf.certificate().as_der(), ca.issuer().chain()[0].as_der(), response].map(Base64::encode_string);
    format!("{seconds} {leaf} {ca} {response}\n")
}

#[test]
fn o5_java_accepts_what_is_good_and_refuses_the_rest() {
    let mut lines = String::new();
    let mut expected = Vec::new();
    let seconds = now().unix_timestamp();
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let above = root(KeyAlgorithm::Ec256);
        for ca in [root(algorithm), subordinate(&above, algorithm, 0)] {
            let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Leaf", years(1)));
            let leaf = ca.issue(&request, now(), &mut rng(80)).unwrap();
            let der = Parts::of(&[cert_id(ca.issuer(), SHA1, leaf.serial_number().as_ref())]).der();
            let delegate = delegated(&ca, algorithm);
            let other = Parts::of(&[cert_id(ca.issuer(), SHA1, &[7])]).der();
            for service in [service_of(ca_again(&ca)), delegate] {
                let service = service.with_lifetime(Duration::HOUR).unwrap();
                let mut push = |at, response: &[u8], verdict| {
                    lines += &line(at, &leaf, &ca, response);
                    expected.push(verdict);
                };
                let answer = |status| service.respond(&der, now(), |_| Ok(status));
                let good = answer(CertStatus::Good);
                let reason = RevocationReason::KeyCompromise;
                let revoked = answer(CertStatus::Revoked { at: now() - Duration::DAY, reason });
                push(seconds, good.as_der(), "OK");
                push(seconds, revoked.as_der(), "Certificate has been revoked, reason: KEY_COMPROMISE");
                push(
                    seconds,
                    answer(CertStatus::Unknown).as_der(),
                    "Certificate's revocation status is unknown",
                );
                // The answer about another certificate, an altered one, and one that has expired.
                let other = service.respond(&other, now(), crate::material::good);
                push(seconds, other.as_der(), "OCSP response does not include a response for a certificate");
                push(seconds, &altered(&good), "Error verifying OCSP Response's signature");
                push(
                    seconds + 7_200,
                    good.as_der(),
                    "Response is unreliable: its validity interval is out-of-date",
                );
            }
        }
    }
    let Some(verdicts) = verdicts(&lines) else { return };
    assert_eq!(verdicts.len(), expected.len());
    for (verdict, expected) in verdicts.iter().zip(expected) {
        assert!(verdict.contains(expected), "{expected}: {verdict}");
    }
}

/// The same response with another status.
fn altered(response: &OcspResponse) -> Vec<u8> {
    let mut der = response.as_der().to_vec();
    let good = der.windows(2).position(|pair| pair == [0x80, 0]).expect("the status");
    // The time of thisUpdate follows.
    der[good + 4 + 13] ^= 1;
    der
}

fn ca_again(ca: &Authority) -> Authority {
    let key = certmint::PrivateKey::from_der(&ca.signer().to_pkcs8_der()).unwrap();
    Authority::new(ca.issuer().clone(), key).unwrap()
}

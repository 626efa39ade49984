//! The targets: functions of octets.

mod body;
mod constraints;
mod crl;
mod csr;
mod host;
mod host_bodies;
mod issue;
mod issuer;
mod key;
mod ocsp;
mod resume;

pub use body::body;
pub use constraints::constraints;
pub use crl::crl;
pub use csr::csr;
pub use issue::issue;
pub use issuer::issuer;
pub use key::key;
pub use ocsp::ocsp;
pub use resume::resume;

use std::collections::BTreeSet;

use certmint::error::{CsrError, ViolationKind};
use certmint::issuance::Grant;
use certmint::{Error, Issued, PrivateKey, PublicKey};

use super::oracle::asked::{Asked, Circumstances};
use super::oracle::{
    Told, check_issued, check_randomness, check_refusal, expected, pem, purposes, signature,
};
use super::pool;

/// A target.
pub type Target = fn(&[u8]) -> Outcome;

/// All targets by name.
pub const ALL: [(&str, Target); 9] = [
    ("body", body),
    ("constraints", constraints),
    ("crl", crl),
    ("csr", csr),
    ("issue", issue),
    ("issuer", issuer),
    ("key", key),
    ("ocsp", ocsp),
    ("resume", resume),
];

/// How often something was accepted and refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub accepted: usize,
    pub refused: usize,
    /// The results in short form. Inputs with different results are worth keeping as seeds.
    pub kinds: BTreeSet<String>,
}

impl Outcome {
    fn accepted(kind: impl Into<String>) -> Self {
        Self { accepted: 1, refused: 0, kinds: [kind.into()].into() }
    }

    /// Numbers in a reason are ignored.
    fn refused(reason: &impl std::fmt::Display) -> Self {
        let reason = reason.to_string();
        let kind = reason.chars().filter(|character| !character.is_ascii_digit()).take(60).collect();
        Self { accepted: 0, refused: 1, kinds: [kind].into() }
    }
}

impl std::ops::AddAssign for Outcome {
    fn add_assign(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.refused += other.refused;
        self.kinds.extend(other.kinds);
    }
}

/// The grant, and the private key if it was generated.
type Granted = Result<(Option<PrivateKey>, Grant<PublicKey>), Error>;

/// Issues the grant, if there is one, and passes the result to the oracle.
fn finish(
    granted: Granted,
    asked: &Asked,
    circumstances: Circumstances<'_>,
    signer: Option<&PrivateKey>,
) -> Outcome {
    finish_with(granted, asked, circumstances, signer, |_| ())
}

/// Like [`finish`], with one more check of what was issued.
fn finish_with(
    granted: Granted,
    asked: &Asked,
    circumstances: Circumstances<'_>,
    signer: Option<&PrivateKey>,
    look: impl FnOnce(&Issued),
) -> Outcome {
    let (private_key, grant) = match granted {
        Ok(granted) => granted,
        Err(error) => {
            check_refused(&error, asked, circumstances);
            return Outcome::refused(&error);
        }
    };
    let told = Told::of_grant(&grant);
    let to_be_signed = grant.to_be_signed(&mut pool::rng(8)).expect("entropy");
    assert_eq!(told, Told::of_to_be_signed(&to_be_signed));
    let signer = signer.or(private_key.as_ref());
    let Some(signer) = signer.filter(|signer| signer.public_key() == to_be_signed.public_key()) else {
        // A root whose private key is not available.
        return Outcome::accepted("granted alone");
    };
    if let Some(private_key) = &private_key {
        assert!(asked.public_key.is_none(), "a private key for a key that was given");
        check_generated(private_key);
    }
    let issued = to_be_signed.sign(signer).expect("the issuer's own key");
    assert_eq!(told, Told::of_issued(&issued));
    check_issued(&issued, asked, circumstances);
    let (of_serial_number, of_id) = pool::randomness(8);
    check_randomness(&issued, of_serial_number, of_id);
    look(&issued);
    Outcome::accepted(format!(
        "{}, a key of type {} by {}, {} of key usages, {} names, {} purposes, {} extensions, constrained {}, below {} CAs, {} notices",
        if asked.kind.is_of_csr() { "of a CSR" } else { "of a body" },
        issued.subject_public_key().key_type(),
        issued.signature_algorithm(),
        told.key_usages.iter().count(),
        told.names.len().min(3),
        told.purposes.len().min(2),
        asked.extensions.len().min(2),
        told.name_constraints.is_some(),
        issued.chain().count() - 1,
        told.notices.len().min(2),
    ))
}

/// A generated key in PKCS#8 is the key that is certified.
fn check_generated(key: &PrivateKey) {
    let pkcs8 = key.to_pkcs8_der();
    assert_eq!(pem::decode(&key.to_pkcs8_pem()).as_deref(), Some(pkcs8.as_slice()));
    let public_key = signature::public_key_of(&pkcs8).expect("a key in PKCS#8");
    assert_eq!(key.public_key().as_spki_der(), public_key);
}

/// A refusal is valid, and names the validity and the purposes exactly if none can be granted.
fn check_refused(error: &Error, asked: &Asked, circumstances: Circumstances<'_>) {
    check_refusal(error);
    let violations = error.violations();
    if violations.len() < certmint::error::RequestError::MAX_VIOLATIONS {
        let names_validity = violations.iter().any(|violation| violation.pointer().starts_with("/validity"));
        let may_be_granted = expected::granted_validity(asked, circumstances).is_some();
        assert_eq!(names_validity, !may_be_granted, "{error} {asked:?}");
        // A CSR with an extension that cannot be read: it is unknown what else it asks for.
        let is_unread = |violation: &certmint::error::Violation| {
            let ViolationKind::Csr(error) = violation.kind() else { return false };
            let pointer = violation.pointer();
            let is_extension = pointer.starts_with("/csr#/extensionRequest/");
            is_extension
                && matches!(
                    error,
                    CsrError::Der(_)
                        | CsrError::Structure { .. }
                        | CsrError::NoKeyUsage
                        | CsrError::UnknownKeyUsage
                        | CsrError::NoKeyPurpose
                        | CsrError::NoNamesInExtension
                )
        };
        if violations.iter().any(is_unread) {
            return;
        }
        let of_purposes = ["/extended_key_usage", "/csr#/extensionRequest/extKeyUsage"];
        // How the extension is encoded says nothing about the purposes in it.
        let is_of_encoding =
            |kind: &ViolationKind| matches!(kind, ViolationKind::Csr(CsrError::Deviation(_)));
        let is_of_purposes = |violation: &certmint::error::Violation| {
            of_purposes.iter().any(|pointer| violation.pointer().starts_with(pointer))
                && !is_of_encoding(violation.kind())
        };
        let may_be_granted = purposes::granted(asked, circumstances).is_some();
        assert_eq!(violations.iter().any(is_of_purposes), !may_be_granted, "{error} {asked:?}");
    }
}

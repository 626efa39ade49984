//! Issuing under a profile, and saying what is expected of it.

use certmint::request::CertificateType;
use certmint::{
    Authority, Csr, CsrRequest, Error, Issued, KeyAlgorithm, Profile, RequestedValidity, RootRequest,
};
use serde_json::Value;

use crate::builder::Builder;
use crate::support::{apply_body, apply_json, csr_body, csr_json, now, params, rng, root, years};
pub(crate) use crate::support::{only, refused};

/// A root of P-256 that issues by this profile.
pub(crate) fn authority(profile: Profile) -> Authority {
    root(KeyAlgorithm::Ec256).with_profile(profile)
}

/// The accepted apply body with these members set; a pointer's last token names a member of an object.
pub(crate) fn body_with(changes: &[(&str, Value)]) -> Value {
    let mut body = apply_body();
    for (pointer, value) in changes {
        let (parent, member) = pointer.rsplit_once('/').expect("a pointer to a member");
        body.pointer_mut(parent).expect("the parent")[member] = value.clone();
    }
    body
}

pub(crate) fn apply(profile: &Profile, changes: &[(&str, Value)]) -> Result<Issued, Error> {
    apply_json(&authority(profile.clone()), &body_with(changes))
}

/// Issues from the JSON body; `changes` are those of the body, `type` and `path_length` among them.
pub(crate) fn csr(profile: &Profile, csr: &Builder, changes: &[(&str, Value)]) -> Result<Issued, Error> {
    let mut body = csr_body(&csr.pem());
    for (member, value) in changes {
        body[member] = value.clone();
    }
    csr_json(&authority(profile.clone()), &body)
}

/// Issues from Rust values.
pub(crate) fn typed_csr(profile: &Profile, csr: &Builder, kind: CertificateType) -> Result<Issued, Error> {
    let request = CsrRequest::new(Csr::from_der(&csr.der())?, kind, years(1))?;
    authority(profile.clone()).issue(&request, now(), &mut rng(4))
}

pub(crate) fn create_root(
    profile: &Profile,
    key: KeyAlgorithm,
    validity: RequestedValidity,
) -> Result<Issued, Error> {
    let request = RootRequest::new(params(key, "Root", validity));
    Authority::create_root(&request, profile, now(), &mut rng(7))
}

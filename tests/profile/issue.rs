//! Issues under a profile and checks the result.

use certmint::request::CertificateType;
use certmint::{
    Authority, Csr, CsrRequest, Error, Issued, KeyAlgorithm, Profile, RequestedValidity, RootRequest,
};
use serde_json::Value;

use toolkit::builder::Builder;
use toolkit::{apply_json, csr_body, csr_json, now, params, rng, root, years};
pub(crate) use toolkit::{body_with, only, refused};

/// A P-256 root that issues under this profile.
pub(crate) fn authority(profile: Profile) -> Authority {
    root(KeyAlgorithm::Ec256).with_profile(profile)
}

pub(crate) fn apply(profile: &Profile, changes: &[(&str, Value)]) -> Result<Issued, Error> {
    apply_json(&authority(profile.clone()), &body_with(changes))
}

/// Issues from the JSON body; `changes` are members of the body, including `type` and
/// `path_length`.
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

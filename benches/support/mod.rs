//! What the benches share: a time, and an authority.

use certmint::time::UtcDateTime;
use certmint::{
    Application, Authority, DistinguishedName, HashAlgorithm, KeyAlgorithm, PeriodUnit, Profile, RootRequest,
    Validity,
};
use rand_chacha::ChaCha20Rng;

pub(crate) fn now() -> UtcDateTime {
    UtcDateTime::UNIX_EPOCH.replace_year(2026).unwrap_or(UtcDateTime::UNIX_EPOCH)
}

pub(crate) fn authority(rng: &mut ChaCha20Rng) -> Authority {
    let subject = DistinguishedName::new("Bench Root").expect("a common name");
    let validity = Validity::new(PeriodUnit::Year, 30).expect("a period");
    let application = Application::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, subject, validity);
    let root = Authority::create_root(&RootRequest::new(application), &Profile::default(), now(), rng)
        .expect("a root");
    Authority::try_from(root).expect("an authority")
}

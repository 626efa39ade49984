//! What the targets share: an authority, a time, and what must hold of every certificate.

use std::sync::OnceLock;

use certmint::rand_core::SeedableRng;
use certmint::time::UtcDateTime;
use certmint::*;
use rand_chacha::ChaCha20Rng;
use x509_cert::der::{Decode, Encode};

pub fn now() -> UtcDateTime {
    UtcDateTime::from_unix_timestamp(1_769_860_800).expect("a time of this century")
}

pub fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}

pub fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        let subject = DistinguishedName::new("Fuzz Root").expect("a common name");
        let validity = Validity::new(PeriodUnit::Year, 30).expect("a period");
        let application = Application::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, subject, validity);
        let root =
            Authority::create_root(&RootRequest::new(application), &Profile::default(), now(), &mut rng())
                .expect("a root");
        Authority::try_from(root).expect("an authority")
    })
}

/// A certificate parses and encodes to the same bytes; a refusal says why, within its bounds.
pub fn check(result: Result<Issued, Error>) {
    match result {
        Ok(issued) => {
            let der = issued.certificate().as_der();
            let certificate = x509_cert::Certificate::from_der(der).expect("it parses");
            assert_eq!(certificate.to_der().expect("it encodes"), der);
        }
        Err(error) => {
            assert!(!error.violations().is_empty(), "{error:?}");
            assert!(error.message().chars().count() <= Error::MAX_MESSAGE_CHARACTERS);
            assert_eq!(error.violations().iter().filter(|v| v.to_string().contains('\n')).count(), 0);
        }
    }
}

//! Common names that OpenSSL matches against host names without comparing them with the constraints.

use certmint::NameConstraintFault;

use crate::hierarchy::Hierarchy;
use crate::names::{Asked, Constraints, DNS, GeneralName};
use crate::trial::faults;
use crate::verifiers::{openssl, openssl_as_host};

fn constraints(permitted: &[&str], excluded: &[&str]) -> Constraints {
    let bases = |bases: &[&str]| bases.iter().map(|base| GeneralName::text(DNS, base)).collect();
    Constraints { permitted: bases(permitted), excluded: bases(excluded) }
}

#[test]
fn a3_common_names_that_openssl_takes_for_hosts_past_the_constraints_are_refused() {
    use NameConstraintFault::{Excluded, NotPermitted};
    let permitting = constraints(&["example.com"], &[]);
    let excluding = constraints(&[], &["example.com", "intranet"]);
    for (constraints, common_name, host, fault) in [
        (&permitting, "intranet", "intranet", NotPermitted),
        (&permitting, "evil.example.", "evil.example.", NotPermitted),
        (&permitting, "*.evil.example", "www.evil.example", NotPermitted),
        (&permitting, "w*.evil.example", "www.evil.example", NotPermitted),
        (&excluding, "intranet", "intranet", Excluded),
        (&excluding, "www.example.com.", "www.example.com.", Excluded),
        (&excluding, "*.example.com", "www.example.com", Excluded),
        (&excluding, "w*.example.com", "www.example.com", Excluded),
    ] {
        let hierarchy = Hierarchy::new(std::slice::from_ref(constraints));
        let asked = Asked::new(common_name, Vec::new());
        let free = hierarchy.issue_freely(&asked).certificate().as_der().to_vec();
        assert!(openssl_as_host(&hierarchy.chain, &free, host), "{common_name}");
        assert!(!openssl_as_host(&hierarchy.chain, &free, "other.example"), "{common_name}");
        let refused = hierarchy.issue(&asked).expect_err(common_name);
        assert_eq!(faults(&refused), [fault], "{common_name}");
    }
}

#[test]
fn a3_common_names_that_no_verifier_takes_for_other_hosts_are_issued() {
    let hierarchy = Hierarchy::new(&[constraints(&["example.com"], &["secret.example.com"])]);
    for common_name in ["www.example.com", "*.www.example.com", "Device 42", "user@example.org"] {
        let issued = hierarchy.issue(&Asked::new(common_name, Vec::new())).expect(common_name);
        let leaf = issued.certificate().as_der().to_vec();
        assert_eq!(openssl(&hierarchy.chain, std::slice::from_ref(&leaf)), [true], "{common_name}");
        for host in ["intranet", "evil.example", "secret.example.com", "a.secret.example.com"] {
            assert!(!openssl_as_host(&hierarchy.chain, &leaf, host), "{common_name} {host}");
        }
    }
}

//! Common names that OpenSSL matches against host names without checking the constraints.

use certmint::error::NameConstraintErrorKind;

use crate::hierarchy::Hierarchy;
use crate::names::{Asked, Constraints, DNS, GeneralName, IP};
use crate::outcomes::faults;
use crate::verifiers::{openssl, openssl_as_host};

fn constraints(permitted: &[&str], excluded: &[&str]) -> Constraints {
    let bases = |bases: &[&str]| bases.iter().map(|base| GeneralName::text(DNS, base)).collect();
    Constraints { permitted: bases(permitted), excluded: bases(excluded) }
}

#[test]
fn a3_common_names_that_openssl_takes_for_hosts_past_the_constraints_are_refused() {
    use NameConstraintErrorKind::{Excluded, NotPermitted};
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

#[test]
fn a3_common_names_that_are_addresses_keep_to_ip_constraints() {
    use NameConstraintErrorKind::{Excluded, NotComparable, NotPermitted};
    let network = |octets: [u8; 4]| GeneralName(IP, [octets, [255, 0, 0, 0]].concat());
    let permitting = Constraints { permitted: vec![network([10, 0, 0, 0])], excluded: Vec::new() };
    let excluding = Constraints { permitted: Vec::new(), excluded: vec![network([10, 0, 0, 0])] };
    for (constraints, common_name, fault) in [
        (&excluding, "10.1.2.3", Some(Excluded)),
        (&excluding, "10.1.2.3.", Some(Excluded)),
        (&excluding, "::ffff:10.1.2.3", Some(Excluded)),
        (&excluding, "11.1.2.3", None),
        (&excluding, "2130706433", Some(NotComparable)),
        (&excluding, "0x0a.1.2.3", Some(NotComparable)),
        (&excluding, "host10.example", None),
        (&permitting, "10.1.2.3", None),
        (&permitting, "11.1.2.3", Some(NotPermitted)),
        (&permitting, "2001:db8::1", Some(NotPermitted)),
    ] {
        let hierarchy = Hierarchy::new(std::slice::from_ref(constraints));
        let asked = Asked::new(common_name, Vec::new());
        let issued = hierarchy.issue(&asked);
        match fault {
            None => assert!(issued.is_ok(), "{common_name}"),
            Some(fault) => {
                // OpenSSL compares no common name with iPAddress constraints.
                let free = hierarchy.issue_freely(&asked).certificate().as_der().to_vec();
                assert!(openssl_as_host(&hierarchy.chain, &free, common_name), "{common_name}");
                assert_eq!(faults(&issued.expect_err(common_name)), [fault], "{common_name}");
            }
        }
    }
}

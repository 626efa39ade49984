//! Constraints of one CA on alternative names, with subjects that verifiers may treat as names.

use certmint::error::NameConstraintErrorKind;

use crate::names::{Asked, Constraints, Dice, EMAIL_ADDRESS, HOSTS, IA5, UTF8};
use crate::outcomes::{Outcome, Tally, outcomes};
use toolkit::forge::{COMMON_NAME, name};

/// The number of constraint sets, and of requests below each.
const SETS: usize = 40;
const REQUESTS: usize = 25;

/// Issues generated requests below generated constraints and asserts that a verifier also refuses
/// what is refused. A matcher that is stricter than both is thus detected.
fn try_all(
    seed: u8,
    constraints: impl Fn(&mut Dice) -> Constraints,
    asked: impl Fn(&mut Dice) -> Asked,
    is_refused_elsewhere: impl Fn(&Outcome, &Constraints, &Asked) -> bool,
) {
    let mut dice = Dice::new(seed);
    let mut tally = Tally::default();
    for _ in 0..SETS {
        let constraints = constraints(&mut dice);
        let all: Vec<_> = (0..REQUESTS).map(|_| asked(&mut dice)).collect();
        for (outcome, asked) in outcomes(std::slice::from_ref(&constraints), &all).iter().zip(&all) {
            let agreed = outcome.faults.is_empty() || is_refused_elsewhere(outcome, &constraints, asked);
            assert!(agreed, "{constraints:?} {asked:?} {outcome:?}");
            tally.count(outcome);
        }
    }
    tally.assert_balanced(SETS * REQUESTS);
}

#[test]
fn a3_dns_names_as_openssl_and_webpki() {
    let common_names = [&HOSTS[..], &["Example"]].concat();
    // Without a dNSName, OpenSSL compares the common name unless it has one label: see
    // `common_names`.
    let asked = |dice: &mut Dice| Asked::new(dice.one(&common_names), dice.names(2, Dice::dns_name));
    let refused = |outcome: &Outcome, _: &_, asked: &Asked| {
        !outcome.openssl || outcome.webpki == Some(false) || asked.is_for_a_host_of_one_label()
    };
    try_all(60, |dice| Constraints::some_of(dice, Dice::dns_base), asked, refused);
}

#[test]
fn a3_ip_addresses_as_openssl_and_webpki() {
    let asked = |dice: &mut Dice| Asked::new("Example", dice.names(2, Dice::ip_name));
    // The verifiers agree on every address, so both must refuse.
    let refused = |outcome: &Outcome, _: &_, _: &_| !outcome.openssl && outcome.webpki == Some(false);
    try_all(61, |dice| Constraints::some_of(dice, Dice::ip_base), asked, refused);
}

#[test]
fn a3_email_addresses_as_openssl() {
    let asked = |dice: &mut Dice| {
        // Attributes of another string type are refused if there are any constraints.
        let tag = if dice.below(12) == 0 { UTF8 } else { IA5 };
        let mailbox = dice.mailbox();
        let attributes = [(COMMON_NAME, UTF8, &b"Example"[..]), (EMAIL_ADDRESS, tag, mailbox.as_bytes())];
        let subject = name(&attributes[..1 + dice.below(2)]);
        Asked { subject, names: dice.names(2, Dice::email_name) }
    };
    // Excluded mailboxes are compared ignoring case, as in Java; OpenSSL compares their local part
    // exactly.
    let refused = |outcome: &Outcome, constraints: &Constraints, asked: &Asked| {
        !outcome.openssl || constraints.excluded.iter().any(|base| asked.has_mailbox_but_for_case(base))
    };
    try_all(62, |dice| Constraints::some_of(dice, Dice::email_base), asked, refused);
}

#[test]
fn a3_uris_as_openssl() {
    let asked = |dice: &mut Dice| Asked::new("Example", dice.names(2, Dice::uri_name));
    // OpenSSL accepts some URIs whose host it misreads, such as `https://user@a.org/` where x.org
    // is excluded.
    let refused = |outcome: &Outcome, _: &_, _: &_| {
        !outcome.openssl || outcome.faults.contains(&NameConstraintErrorKind::NotComparable)
    };
    try_all(63, |dice| Constraints::some_of(dice, Dice::uri_base), asked, refused);
}

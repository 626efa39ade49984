//! Constraints of several CAs in a chain, of all forms at once, and some that cannot be applied.

use crate::names::{
    Asked, Constraints, DIRECTORY_NAME, DNS, Dice, EMAIL, EMAIL_ADDRESS, GeneralName, HOSTS, IA5, IP, URI,
    UTF8,
};
use crate::outcomes::{Tally, outcomes};
use toolkit::forge::{COMMON_NAME, ORGANIZATION};

/// A base of any form, sometimes an invalid one.
fn any_base(dice: &mut Dice) -> GeneralName {
    let broken = [
        GeneralName::text(DNS, "*.a.org"),
        GeneralName::text(DNS, "a.org."),
        GeneralName::text(EMAIL, "@a.org"),
        GeneralName::text(EMAIL, ""),
        GeneralName::text(URI, "https://a.org/"),
        GeneralName(IP, vec![192, 0, 2, 0, 255, 0, 255, 0]),
        GeneralName(IP, vec![192, 0, 2, 1]),
        // registeredID, which constrains no issued name.
        GeneralName(0x88, vec![42, 3]),
    ];
    match dice.below(60) {
        0..20 => dice.dns_base(),
        20..35 => dice.ip_base(),
        35..45 => dice.email_base(),
        45..58 => dice.uri_base(),
        _ => dice.one(&broken),
    }
}

fn any_request(dice: &mut Dice) -> Asked {
    let host = dice.one(&HOSTS);
    let mailbox = dice.mailbox();
    let organization = dice.one(&["Example", "EXAMPLE", "Other"]);
    let attributes = [
        (ORGANIZATION, UTF8, organization.as_bytes()),
        (COMMON_NAME, UTF8, host.as_bytes()),
        (EMAIL_ADDRESS, IA5, mailbox.as_bytes()),
    ];
    let any_name = |dice: &mut Dice| match dice.below(8) {
        0..3 => dice.dns_name(),
        3..5 => dice.ip_name(),
        5 => dice.email_name(),
        _ => dice.uri_name(),
    };
    let subject = toolkit::forge::name(&attributes[..1 + dice.below(6).min(2)]);
    Asked { subject, names: dice.names(3, any_name) }
}

#[test]
fn a3_what_several_constrained_cas_admit_is_accepted() {
    let mut dice = Dice::new(65);
    let mut tally = Tally::default();
    for round in 0..40 {
        let above = Constraints::some_of(&mut dice, any_base);
        let mut own = Constraints::some_of(&mut dice, any_base);
        if round % 4 == 0 {
            let base = toolkit::forge::name(&[(ORGANIZATION, UTF8, b"example")]);
            own.permitted.push(GeneralName(DIRECTORY_NAME, base));
        }
        let levels = [above, own];
        let levels = if round % 3 == 0 { &levels[1..] } else { &levels[..] };
        let all: Vec<_> = (0..25).map(|_| any_request(&mut dice)).collect();
        outcomes(levels, &all).iter().for_each(|outcome| tally.count(outcome));
    }
    tally.assert_balanced(40 * 25);
}

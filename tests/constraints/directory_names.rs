//! directoryName constraints on subjects of any shape that a CSR allows.

use crate::names::{Asked, Constraints, DIRECTORY_NAME, DNS, Dice, GeneralName, PRINTABLE, UTF8};
use crate::outcomes::{Tally, outcomes};
use toolkit::forge::{COUNTRY, ORGANIZATION, ORGANIZATIONAL_UNIT, sequence};
use toolkit::tlv;

const TELETEX: u8 = 0x14;
const BMP: u8 = 0x1e;

/// Values and string types to choose from.
struct Alphabet {
    texts: &'static [&'static str],
    tags: &'static [u8],
}

/// Values that are equal, or nearly so, except for case, white space and string type. All verifiers
/// that compare subjects agree on them.
const ASCII: Alphabet = Alphabet {
    texts: &["Example One", "EXAMPLE one", " example  One ", "Example  ONE", "ExampleOne", "Other"],
    tags: &[UTF8, PRINTABLE],
};

/// Values that some verifiers consider equal and others do not.
const DISPUTED: Alphabet = Alphabet {
    texts: &["Éxample", "éxample", "ÉXAMPLE", "Example", "EXAMPLE", "Example\u{a0}", "E\u{301}xample"],
    tags: &[UTF8, UTF8, TELETEX, BMP],
};

fn attribute(dice: &mut Dice, oid: &[u8], alphabet: &Alphabet) -> Vec<u8> {
    let text = dice.one(alphabet.texts);
    let value = match dice.one(alphabet.tags) {
        BMP => tlv(BMP, &text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()),
        // Latin-1, for the characters that it has.
        TELETEX => tlv(TELETEX, &text.chars().map(|character| character as u8).collect::<Vec<_>>()),
        tag => tlv(tag, text.as_bytes()),
    };
    sequence(&[&tlv(0x06, oid), &value])
}

/// A Name of up to three RDNs. The last may have two attributes.
fn name(dice: &mut Dice, alphabet: &Alphabet) -> Vec<u8> {
    let country = sequence(&[&tlv(0x06, COUNTRY), &tlv(PRINTABLE, dice.one(&["DE", "de", "CN"]).as_bytes())]);
    let organization = attribute(dice, ORGANIZATION, alphabet);
    let unit = attribute(dice, ORGANIZATIONAL_UNIT, alphabet);
    let mut pair = [organization.clone(), unit.clone()];
    pair.sort_unstable();
    let last = if dice.below(4) == 0 { pair.concat() } else { unit };
    let rdns = [country, organization, last].map(|attributes| tlv(0x31, &attributes));
    tlv(0x30, &rdns[..1 + dice.below(3)].concat())
}

fn subject(dice: &mut Dice, alphabet: &Alphabet) -> Asked {
    match dice.below(12) {
        0 => Asked { subject: tlv(0x30, &[]), names: vec![GeneralName::text(DNS, "a.org")] },
        _ => Asked { subject: name(dice, alphabet), names: Vec::new() },
    }
}

#[test]
fn a3_subjects_as_openssl() {
    let mut dice = Dice::new(64);
    let mut tally = Tally::default();
    for _ in 0..16 {
        let base = |dice: &mut Dice| GeneralName(DIRECTORY_NAME, name(dice, &ASCII));
        let constraints = Constraints::some_of(&mut dice, base);
        let all: Vec<_> = (0..25).map(|_| subject(&mut dice, &ASCII)).collect();
        for (outcome, asked) in outcomes(std::slice::from_ref(&constraints), &all).iter().zip(&all) {
            let is_refused = !outcome.faults.is_empty();
            assert_eq!(is_refused, !outcome.openssl, "{constraints:?} {asked:?} {outcome:?}");
            tally.count(outcome);
        }
    }
    tally.assert_balanced(16 * 25);
}

#[test]
fn a3_subjects_that_verifiers_compare_differently_are_issued_where_all_accept() {
    let mut dice = Dice::new(66);
    let mut tally = Tally::default();
    // Subjects of a CSR are UTF8String outside ASCII.
    let of_csr = Alphabet { tags: &[UTF8], ..DISPUTED };
    for _ in 0..16 {
        let base = |dice: &mut Dice| GeneralName(DIRECTORY_NAME, name(dice, &DISPUTED));
        let constraints = Constraints::some_of(&mut dice, base);
        let all: Vec<_> = (0..25).map(|_| subject(&mut dice, &of_csr)).collect();
        outcomes(&[constraints], &all).iter().for_each(|outcome| tally.count(outcome));
    }
    tally.assert_balanced(16 * 25);
}

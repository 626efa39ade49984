//! The texts of refusals, notices and errors: that each is one line, and those in which data has a
//! special form.

mod csrs;
mod fields;
mod issuers;
mod limits;
mod names;
mod notices;
mod one_line;
mod violations;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use time::UtcDateTime;

use super::*;
use crate::issuance::Error;
use crate::key::PublicKeyError;
use crate::x509::extension::CustomExtensionError;
use crate::x509::general_name::{NameError, NameErrorKind, NameForm};
use crate::x509::length::LengthError;
use crate::x509::name::{AttributeErrorKind, DistinguishedNameError};
use crate::x509::name_constraints::{NameConstraintError, NameConstraintErrorKind};
use crate::x509::oid::{ObjectIdentifier, ObjectIdentifierError};
use crate::x509::{EncodingDeviation, Sanitized};

pub(super) fn oid() -> ObjectIdentifier {
    ObjectIdentifier::new("2.999.1").expect("an identifier")
}

fn named(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).expect("an identifier")
}

fn at(milliseconds: i128) -> UtcDateTime {
    UtcDateTime::from_unix_timestamp_nanos(milliseconds * 1_000_000).expect("a time")
}

/// Compares texts in pairs. Each must be one line.
pub(super) fn assert_texts<T: ToString>(pairs: impl IntoIterator<Item = (T, &'static str)>) {
    for (value, text) in pairs {
        assert_eq!(value.to_string(), text);
        assert_one_line([value]);
    }
}

/// Asserts what holds for every text: it is one line without control characters and without a full
/// stop.
fn assert_one_line<T: ToString>(values: impl IntoIterator<Item = T>) {
    for value in values {
        let text = value.to_string();
        assert!(!text.is_empty() && !text.ends_with('.') && !text.contains(char::is_control), "{text:?}");
    }
}

#[test]
fn e2_a_refusal_joins_its_violations_and_is_cut_at_a_character() {
    let mut violations = Violations::new();
    violations.push(Field::Validity, ViolationKind::Missing);
    violations.push(Field::Whole, ViolationKind::DuplicateMember);
    let error = Error::from(RequestError::from(violations));
    assert_eq!(error.message(), "/validity: a value is required; this member occurs more than once");
    assert_eq!(error.code(), ErrorCode::Validity);

    let mut violations = Violations::new();
    let allowed = &["é"; 600];
    let kind = ViolationKind::NotOneOf { found: Sanitized::new("é"), allowed };
    violations.push(Field::ValidityUnit, kind);
    let message: String = Error::from(RequestError::from(violations)).message();
    assert_eq!(message.chars().count(), Error::MAX_MESSAGE_CHARACTERS);
    assert!(message.ends_with('…'));

    // The pointer makes up the rest: ": a value is required" has 21 characters.
    let message = |pointer: usize| {
        let mut violations = Violations::new();
        // A pointer of so many characters.
        let name = "é".repeat(pointer - 1).into();
        let field = Field::Member { object: alloc::boxed::Box::new(Field::Whole), name };
        violations.push(field, ViolationKind::Missing);
        Error::from(RequestError::from(violations)).message()
    };
    assert_eq!(message(1_003), alloc::format!("/{}: a value is required", "é".repeat(1_002)));
    assert_eq!(message(1_004), alloc::format!("/{}: a value is requir…", "é".repeat(1_003)));
}

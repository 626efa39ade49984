//! Every text that a refusal, a notice or an error can have.

mod csrs;
mod limits;
mod names;
mod notices;
mod violations;

use alloc::string::{String, ToString};

use time::UtcDateTime;

use super::*;
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

/// Compares texts in pairs; each is one line.
pub(super) fn assert_texts<T: ToString>(pairs: impl IntoIterator<Item = (T, &'static str)>) {
    for (value, text) in pairs {
        let found = value.to_string();
        assert_eq!(found, text);
        assert!(!found.contains(char::is_control), "{found:?}");
    }
}

#[test]
fn e2_a_refusal_joins_its_violations_and_is_cut_at_a_character() {
    let mut violations = Violations::new();
    violations.push("/a", ErrorCode::Validity, ViolationKind::Missing);
    violations.push("", ErrorCode::Parameter, ViolationKind::DuplicateMember);
    let error = violations.unless_any::<()>(None).expect_err("a refusal");
    assert_eq!(error.message(), "/a: a value is required; this member occurs more than once");
    assert_eq!(error.code(), ErrorCode::Validity);

    let mut violations = Violations::new();
    let allowed = &["é"; 600];
    violations.push(
        "/é",
        ErrorCode::Validity,
        ViolationKind::NotOneOf { found: Sanitized::new("é"), allowed },
    );
    let message: String = violations.unless_any::<()>(None).expect_err("a refusal").message();
    assert_eq!(message.chars().count(), Error::MAX_MESSAGE_CHARACTERS);
    assert!(message.ends_with('…'));

    // The pointer makes up the rest: ": a value is required" has 21 characters.
    let message = |pointer: usize| {
        let mut violations = Violations::new();
        violations.push("é".repeat(pointer), ErrorCode::Validity, ViolationKind::Missing);
        violations.unless_any::<()>(None).expect_err("a refusal").message()
    };
    assert_eq!(message(1_003), alloc::format!("{}: a value is required", "é".repeat(1_003)));
    assert_eq!(message(1_004), alloc::format!("{}: a value is requir…", "é".repeat(1_004)));
}

//! Checks of refusals (rules E1–E3).

use certmint::Error;
use certmint::error::{Violation, ViolationKind};
use certmint::wire::Refusal;
use serde_json::Value;

/// A refusal says where and why, within its bounds.
///
/// # Panics
/// If it does not.
pub fn check_refusal(error: &Error) {
    let violations = match error {
        Error::Refused(error) => error.violations(),
        other => panic!("no request causes {other:?}"),
    };
    assert!(
        (1..=certmint::error::RequestError::MAX_VIOLATIONS).contains(&violations.len()),
        "{} violations",
        violations.len()
    );
    for violation in violations {
        let pointer = violation.pointer();
        check_pointer(&pointer);
        check_text(&pointer);
        check_text(&violation.to_string());
        assert!(!violation.kind().to_string().is_empty());
    }
    assert_eq!(error.code(), violations[0].code(), "the code is that of the first violation");
    check_wire(error);
}

/// The wire form of an error (rule E2).
pub fn check_wire(error: &Error) {
    check_text(&error.to_string());
    let Refusal { error_code, error_msg } = Refusal::from(error);
    assert!((3..=36).contains(&error_code.len()) && error_code.is_ascii(), "the code {error_code}");
    assert!(!error_msg.is_empty() && error_msg.chars().count() <= 1_024, "the message {error_msg}");
    check_text(&error_msg);
    assert_eq!((error_code, error_msg), (error.code().as_str(), error.message()));
    assert!([400, 404, 500].contains(&error.code().http_status()));
}

/// The text does not disturb logs or terminals.
pub fn check_text(text: &str) {
    assert_eq!(text.chars().find(|character| character.is_control()), None, "{text:?}");
}

/// RFC 6901 §3.
fn check_pointer(pointer: &str) {
    assert!(pointer.is_empty() || pointer.starts_with('/'), "the pointer {pointer}");
    let mut escapes = pointer.split('~').skip(1);
    assert!(escapes.all(|rest| rest.starts_with(['0', '1'])), "the pointer {pointer}");
}

/// The pointers of a refused body lead to an existing value, or to a member that an object lacks.
///
/// # Panics
/// If one leads elsewhere.
pub fn check_pointers(violations: &[Violation], body: &Value) {
    // Of a duplicate member, this body holds the other value.
    if violations.iter().any(|violation| *violation.kind() == ViolationKind::DuplicateMember) {
        return;
    }
    for violation in violations {
        // The part after the `#` is inside the CSR.
        let pointer = violation.pointer();
        let pointer = pointer.split('#').next().unwrap_or_default();
        assert!(leads_somewhere(pointer, body), "{violation} in {body}");
    }
}

fn leads_somewhere(pointer: &str, body: &Value) -> bool {
    let mut value = Some(body);
    for token in pointer.split('/').skip(1) {
        value = match value {
            Some(Value::Object(members)) => match is_as_written(token) {
                true => members.get(&token.replace("~1", "/").replace("~0", "~")),
                // An escaped or shortened name is ambiguous, so it is not followed further.
                false => return !members.is_empty(),
            },
            Some(Value::Array(entries)) => {
                let Some(entry) = token.parse().ok().and_then(|position: usize| entries.get(position)) else {
                    return false;
                };
                Some(entry)
            }
            _ => return false,
        };
    }
    true
}

/// Returns whether a member name appears as it was sent.
fn is_as_written(token: &str) -> bool {
    !token.contains('…') && !token.contains("\\u{")
}

//! The texts of refusals, notices and errors: that each is one line, and those in which data has a
//! special form.

mod csrs;
mod fields;
mod issuers;
mod limits;
mod names;
mod notices;
mod one_line;
mod one_line_requests;
mod violations;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use time::UtcDateTime;

use super::*;
use crate::key::{PrivateKeyError, PublicKeyError};
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

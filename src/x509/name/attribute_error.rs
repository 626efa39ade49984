//! What is wrong with a subject that is to be copied.

use core::fmt;

use crate::x509::oid::ObjectIdentifier;
use crate::x509::{Sanitized, Visible};

/// An attribute of a subject with a value that cannot be copied into a certificate (rule C5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AttributeError {
    /// The type of the attribute.
    pub(crate) attribute: ObjectIdentifier,
    /// What is wrong with its value.
    pub(crate) kind: AttributeErrorKind,
}

/// Why a name cannot be copied into a certificate as its subject, beside its structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SubjectError {
    /// Too many attributes, RDNs without any counted as one.
    TooManyAttributes { found: usize, max: usize },
    /// A country that is not two ASCII letters.
    Country(Sanitized),
    /// Another value that its attribute cannot have.
    Attribute(AttributeError),
}

/// Why bytes are not a Name in strict DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotAName {
    /// They are not one DER value.
    NotDer,
    /// They are DER, but no Name.
    OtherStructure,
    /// The attributes of an RDN are not in the order of a SET OF (X.690 §11.6).
    RdnOrder,
}

/// Why an attribute of a CSR's subject cannot be copied into a certificate (rule C5).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttributeErrorKind {
    /// Another type than those of strings that are accepted for the attribute.
    StringType {
        /// The type found, such as `BMPString`, or `a value of another type` than those of ASN.1 that have a name.
        found: &'static str,
        /// The string types that are accepted.
        allowed: &'static str,
    },
    /// A character that the string type does not have.
    StringCharacter {
        /// The value.
        value: Sanitized,
        /// The string type found.
        string: &'static str,
        /// The first such character.
        character: char,
    },
    /// A character that the definition of the attribute does not allow, whatever the string type.
    DefinedCharacter {
        /// The value.
        value: Sanitized,
        /// The characters that are allowed.
        allowed: &'static str,
        /// The first other character.
        character: char,
    },
    /// Octets that are no text of the string type.
    StringOctet {
        /// The string type found.
        string: &'static str,
        /// The first such octet.
        octet: u8,
    },
    /// A control character (C0, DEL or C1).
    ControlCharacter {
        /// The value.
        value: Sanitized,
        /// The first control character.
        character: char,
    },
    /// No character at all, of an attribute without bounds of its own.
    Empty,
    /// Too few or too many characters.
    Length {
        /// The value.
        value: Sanitized,
        /// The characters found.
        found: usize,
        /// The fewest characters.
        min: usize,
        /// The most characters.
        max: usize,
    },
    /// The same attribute with the same value a second time in one RDN.
    RepeatedInRdn,
}

impl AttributeErrorKind {
    /// Writes what is wrong with the attribute of this type.
    pub(crate) fn write(&self, f: &mut fmt::Formatter<'_>, attribute: &ObjectIdentifier) -> fmt::Result {
        let attribute = attribute.named();
        match self {
            Self::StringType { found, allowed } => {
                write!(f, "the attribute {attribute} is encoded as {found}; encode it as {allowed}")
            }
            Self::StringCharacter { value, string, character } => write!(
                f,
                "the attribute {attribute}, {value}, holds {}, which a {string} cannot hold; encode it as a \
                 UTF8String, or leave the character out",
                Visible(*character)
            ),
            Self::DefinedCharacter { value, allowed, character } => write!(
                f,
                "the attribute {attribute}, {value}, holds {}, which its definition does not allow; use {allowed}",
                Visible(*character)
            ),
            Self::StringOctet { string, octet } => write!(
                f,
                "the attribute {attribute} holds the octet {octet:02X}, which is not valid in a {string}; encode the \
                 text in UTF-8 as a UTF8String"
            ),
            Self::ControlCharacter { value, character } => write!(
                f,
                "the attribute {attribute}, {value}, holds the control character {}; leave it out",
                Visible(*character)
            ),
            Self::Empty => write!(f, "the attribute {attribute} is empty; give it a value, or leave it out"),
            Self::Length { found: 0, .. } => {
                write!(f, "the attribute {attribute} is empty; give it a value, or leave it out")
            }
            Self::Length { value, found, min, max } => write!(
                f,
                "the attribute {attribute}, {value}, has {found} characters, {min} to {max} are allowed; shorten it"
            ),
            Self::RepeatedInRdn => {
                write!(f, "an RDN holds the attribute {attribute} twice with the same value; leave one out")
            }
        }
    }
}

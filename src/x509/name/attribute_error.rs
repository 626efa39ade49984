//! Why a subject cannot be copied into a certificate.

use core::fmt;

use crate::x509::oid::ObjectIdentifier;
use crate::x509::{Sanitized, Visible};

/// An attribute of a subject whose value cannot be copied into a certificate (rule C5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AttributeError {
    /// The type of the attribute.
    pub(crate) attribute: ObjectIdentifier,
    /// What is wrong with its value.
    pub(crate) kind: AttributeErrorKind,
}

/// Why a well-formed name cannot be copied into a certificate as its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SubjectError {
    /// There are too many attributes. An empty RDN counts as one.
    TooManyAttributes { found: usize, max: usize },
    /// A country that is not two ASCII letters.
    Country(Sanitized),
    /// Another value that is not allowed for its attribute.
    Attribute(AttributeError),
}

/// Why bytes are not a Name in DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotAName {
    /// They are not one DER value.
    NotDer,
    /// They are DER, but not a Name.
    OtherStructure,
    /// The attributes of an RDN are not in the order of a SET OF (X.690 §11.6).
    RdnOrder,
}

/// Why an attribute of a CSR's subject cannot be copied into a certificate
/// ([rule C5](crate::docs::rules#c5)), or why an attribute of a name cannot have a value
/// ([rule N6](crate::docs::rules#n6)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttributeErrorKind {
    /// The value does not have a string type that is accepted for the attribute.
    StringType {
        /// The type of the value, such as `BMPString`. A type that is not a string type of ASN.1 is
        /// called `a value of another type`.
        found: &'static str,
        /// The string types that are accepted.
        allowed: &'static str,
    },
    /// The value contains a character that its string type does not allow.
    StringCharacter {
        /// The value.
        value: Sanitized,
        /// The string type of the value.
        string: &'static str,
        /// The first such character.
        character: char,
    },
    /// The value contains a character that the definition of the attribute does not allow,
    /// regardless of the string type.
    DefinedCharacter {
        /// The value.
        value: Sanitized,
        /// The characters that are allowed.
        allowed: &'static str,
        /// The first other character.
        character: char,
    },
    /// The octets of the value are not valid in its string type.
    StringOctet {
        /// The string type of the value.
        string: &'static str,
        /// The first such octet.
        octet: u8,
    },
    /// The value contains a control character (C0, DEL or C1).
    ControlCharacter {
        /// The value.
        value: Sanitized,
        /// The first control character.
        character: char,
    },
    /// The value is empty, and the attribute has no bounds of its own.
    Empty,
    /// The value has too few or too many characters.
    Length {
        /// The value.
        value: Sanitized,
        /// The number of characters.
        found: usize,
        /// The minimum number of characters.
        min: usize,
        /// The maximum number of characters.
        max: usize,
    },
    /// An RDN contains the attribute twice with the same value.
    RepeatedInRdn,
    /// The value is not exactly one DER value.
    NotDer,
}

impl AttributeErrorKind {
    /// What [`AttributeErrorKind::DefinedCharacter`] allows in a PrintableString.
    pub(super) const PRINTABLE_CHARACTERS: &str = "letters A-Z and a-z, digits, space and '()+,-./:=?";
    /// What [`AttributeErrorKind::DefinedCharacter`] allows in an IA5String.
    pub(super) const ASCII_CHARACTERS: &str = "ASCII characters";

    /// Writes why the attribute with this type cannot be copied.
    pub(crate) fn write(&self, f: &mut fmt::Formatter<'_>, attribute: &ObjectIdentifier) -> fmt::Result {
        let attribute = attribute.named();
        match self {
            Self::StringType { found, allowed } => {
                write!(f, "the attribute {attribute} is encoded as {found}; encode it as {allowed}")
            }
            Self::StringCharacter { value, string, character } => write!(
                f,
                "the attribute {attribute}, {value}, contains {}, which a {string} does not allow; \
                 encode it as a UTF8String, or remove the character",
                Visible(*character)
            ),
            Self::DefinedCharacter { value, allowed, character } => write!(
                f,
                "the attribute {attribute}, {value}, contains {}, which its definition does not allow; \
                 use only {allowed}",
                Visible(*character)
            ),
            Self::StringOctet { string, octet } => write!(
                f,
                "the attribute {attribute} contains the octet {octet:02X}, which is not valid in a {string}; \
                 encode the text in UTF-8 as a UTF8String"
            ),
            Self::ControlCharacter { value, character } => write!(
                f,
                "the attribute {attribute}, {value}, contains the control character {}; remove it",
                Visible(*character)
            ),
            Self::Empty | Self::Length { found: 0, .. } => {
                write!(f, "the attribute {attribute} is empty; give it a value, or omit it")
            }
            Self::Length { value, found, min, max } => write!(
                f,
                "the attribute {attribute}, {value}, has {found} characters, but must have {min} to {max}; \
                 shorten it"
            ),
            Self::RepeatedInRdn => {
                write!(
                    f,
                    "an RDN contains the attribute {attribute} twice with the same value; keep one of them"
                )
            }
            Self::NotDer => {
                write!(f, "the value of the attribute {attribute} must be exactly one DER value")
            }
        }
    }
}

//! otherName: a name of a form that its type defines (rule S7).

use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;

use super::other_name_types::{
    check_text, check_value, encode_hardware_module_name, further_form, read_hardware_module_name,
    string_type, text_of,
};
use super::{NameError, NameErrorKind, NameForm};
use crate::x509::der::{NotDer, Reader, Writer, is_one_value, tag};
use crate::x509::oid::{self, ObjectIdentifier};
use crate::x509::write_character;

/// EXPLICIT.
const VALUE: u8 = tag::context_constructed(0);

/// An otherName (RFC 5280 §4.2.1.6): the identifier of a type, and a value in DER as the type
/// defines it ([rule S7](crate::docs::rules#s7)).
///
/// ```
/// use certmint::ObjectIdentifier;
/// use certmint::name::OtherName;
///
/// let user = OtherName::user_principal_name("jdoe@corp.example")?;
/// assert_eq!(user.type_id().to_string(), "1.3.6.1.4.1.311.20.2.3");
/// assert_eq!(user.as_user_principal_name(), Some("jdoe@corp.example"));
///
/// // IEEE 802.1AR: the serial number of a device, of a type of its maker.
/// let device = ObjectIdentifier::new("1.3.6.1.4.1.99999.1")?;
/// let module = OtherName::hardware_module_name(&device, b"SN-0001")?;
/// assert_eq!(module.as_hardware_module_name(), Some((device, &b"SN-0001"[..])));
/// assert_eq!(module.to_string(), "HWMODULE:1.3.6.1.4.1.99999.1;534e2d30303031");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OtherName {
    /// The members, in DER, one after the other.
    members: Vec<u8>,
}

impl OtherName {
    /// The maximum number of octets of a name: its type and its value, both in DER.
    pub const MAX_OCTETS: usize = 4_096;
    /// The maximum number of characters of a text: of [`OtherName::text`], and of the types that
    /// have one.
    pub const MAX_TEXT_CHARACTERS: usize = 1_024;

    /// Creates a name of any type. The value must be exactly one DER value, at most 32 levels deep;
    /// the content of values with a context tag and the order of a SET are not checked. The value
    /// of a userPrincipalName, a hardwareModuleName, an SmtpUTF8Mailbox (1.3.6.1.5.5.7.8.9, RFC
    /// 9598) or an SRVName (1.3.6.1.5.5.7.8.7, RFC 4985) must be one as it is defined.
    ///
    /// # Errors
    /// [`NameError`] with [`NameErrorKind::ValueNotDer`], [`NameErrorKind::Octets`], or the reason
    /// why a value of these types is not one, and the type as what was found.
    pub fn new(type_id: &ObjectIdentifier, value_der: &[u8]) -> Result<Self, NameError> {
        Self::of(type_id, value_der).map_err(|kind| NameError::new(&type_id.to_string(), kind))
    }

    /// Creates a name of any type whose value is a text of 1–1,024 characters without control
    /// characters. It is written as a UTF8String, and that of an SRVName as the IA5String that it is.
    ///
    /// ```
    /// use certmint::ObjectIdentifier;
    /// use certmint::name::OtherName;
    ///
    /// let xmpp = ObjectIdentifier::new("1.3.6.1.5.5.7.8.5")?;
    /// let name = OtherName::text(&xmpp, "jdoe@im.example")?;
    /// assert_eq!(name.value_der(), b"\x0c\x0fjdoe@im.example");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`NameError`] with [`NameErrorKind::Length`] or [`NameErrorKind::Character`], or if names of
    /// this type cannot have the text.
    pub fn text(type_id: &ObjectIdentifier, text: &str) -> Result<Self, NameError> {
        check_text(text)
            .and_then(|()| Self::of_text(type_id, text))
            .map_err(|kind| NameError::new(text, kind))
    }

    /// Creates a userPrincipalName (1.3.6.1.4.1.311.20.2.3), the name of an account in Active
    /// Directory, of 1–1,024 characters without control characters. It is written as a UTF8String.
    ///
    /// # Errors
    /// [`NameError`] if the text is not such a name.
    pub fn user_principal_name(name: &str) -> Result<Self, NameError> {
        Self::text(&ObjectIdentifier::from_content_unchecked(oid::USER_PRINCIPAL_NAME), name)
    }

    /// Creates a hardwareModuleName (1.3.6.1.5.5.7.8.4), which names a device by its serial number
    /// of 1 octet or more (RFC 4108 §5, IEEE 802.1AR). `hardware_type` says how the maker numbers
    /// such devices.
    ///
    /// # Errors
    /// [`NameError`] if the serial number is empty, or if the name is too long.
    pub fn hardware_module_name(
        hardware_type: &ObjectIdentifier,
        serial_number: &[u8],
    ) -> Result<Self, NameError> {
        let type_id = ObjectIdentifier::from_content_unchecked(oid::HARDWARE_MODULE_NAME);
        let mut w = Writer::with_capacity(16 + hardware_type.as_content().len() + serial_number.len());
        encode_hardware_module_name(&mut w, hardware_type, serial_number);
        Self::new(&type_id, w.as_bytes())
    }

    fn of_text(type_id: &ObjectIdentifier, text: &str) -> Result<Self, NameErrorKind> {
        let string_type = string_type(type_id.as_content());
        if string_type == tag::IA5_STRING && !text.is_ascii() {
            return Err(NameErrorKind::NotAscii);
        }
        let mut w = Writer::with_capacity(4 + text.len());
        w.value(string_type, text.as_bytes());
        Self::of(type_id, w.as_bytes())
    }

    /// ```asn1
    /// OtherName ::= SEQUENCE {
    ///   type-id    OBJECT IDENTIFIER,
    ///   value  [0] EXPLICIT ANY DEFINED BY type-id }
    /// ```
    fn of(type_id: &ObjectIdentifier, value: &[u8]) -> Result<Self, NameErrorKind> {
        let mut w = Writer::with_capacity(16 + type_id.as_content().len() + value.len());
        w.object_identifier(type_id.as_content());
        w.value(VALUE, value);
        Self::read(w.as_bytes())
    }

    /// Reads the members in DER.
    pub(crate) fn read(members: &[u8]) -> Result<Self, NameErrorKind> {
        let (found, max) = (members.len(), Self::MAX_OCTETS);
        if found > max {
            return Err(NameErrorKind::Octets { found, max });
        }
        let (type_id, value) = split(members).map_err(|NotDer| NameErrorKind::ValueNotDer)?;
        if !oid::is_content(type_id) || !is_one_value(value) {
            return Err(NameErrorKind::ValueNotDer);
        }
        check_value(type_id, value)?;
        Ok(Self { members: members.to_vec() })
    }

    /// Returns the type.
    #[must_use]
    pub fn type_id(&self) -> ObjectIdentifier {
        ObjectIdentifier::from_content_unchecked(self.parts().0)
    }

    /// Returns the value in DER.
    #[must_use]
    pub fn value_der(&self) -> &[u8] {
        self.parts().1
    }

    /// Returns the text of a userPrincipalName, or `None` for any other type.
    #[must_use]
    pub fn as_user_principal_name(&self) -> Option<&str> {
        let (type_id, value) = self.parts();
        if type_id == oid::USER_PRINCIPAL_NAME { text_of(value, tag::UTF8_STRING) } else { None }
    }

    /// Returns the hardware type and the serial number of a hardwareModuleName, or `None` for any
    /// other type.
    #[must_use]
    pub fn as_hardware_module_name(&self) -> Option<(ObjectIdentifier, &[u8])> {
        let (type_id, value) = self.parts();
        if type_id != oid::HARDWARE_MODULE_NAME {
            return None;
        }
        let (hardware_type, serial_number) = read_hardware_module_name(value).ok()?;
        Some((ObjectIdentifier::from_content_unchecked(hardware_type), serial_number))
    }

    /// Returns the form to whose constraints the name is subject as well, if its type has one.
    pub(crate) fn further_form(&self) -> Option<NameForm> {
        further_form(self.parts().0)
    }

    /// Returns the members in DER.
    pub(crate) fn members(&self) -> &[u8] {
        &self.members
    }

    /// Returns the content of the type and the value in DER.
    fn parts(&self) -> (&[u8], &[u8]) {
        // They were read when the name was made.
        split(&self.members).unwrap_or_default()
    }
}

fn split(members: &[u8]) -> Result<(&[u8], &[u8]), NotDer> {
    let mut reader = Reader::new(members);
    let type_id = reader.content_of(tag::OBJECT_IDENTIFIER)?;
    let value = reader.content_of(VALUE)?;
    reader.finish()?;
    Ok((type_id, value))
}

impl fmt::Display for OtherName {
    /// Writes `UPN:jdoe@corp.example`, the hardware type and the serial number in hexadecimal:
    /// `HWMODULE:2.999.1;0102`, or else the type and the value: `OTHERNAME:2.999.1;DER:0500`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.as_user_principal_name() {
            f.write_str("UPN:")?;
            return name.chars().try_for_each(|character| write_character(f, character));
        }
        let octets = match self.as_hardware_module_name() {
            Some((hardware_type, serial_number)) => {
                write!(f, "HWMODULE:{hardware_type};")?;
                serial_number
            }
            None => {
                write!(f, "OTHERNAME:{};DER:", self.type_id())?;
                self.value_der()
            }
        };
        octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for OtherName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OtherName({self})")
    }
}

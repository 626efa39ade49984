//! Names from their texts and from other types, and back.

use alloc::vec::Vec;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::str::FromStr;

use super::{DnsName, EmailAddress, NameError, NameErrorKind, OtherName, SubjectAlternativeName, Uri};
use crate::x509::name::DistinguishedName;
use crate::x509::oid::ObjectIdentifier;

macro_rules! text_conversions {
    ($($name:ident),*) => {
        $(impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = NameError;

            fn try_from(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        })*
    };
}

text_conversions!(DnsName, EmailAddress, Uri);

macro_rules! from_values {
    ($($value:ty => $variant:ident),*) => {
        $(impl From<$value> for SubjectAlternativeName {
            fn from(value: $value) -> Self {
                Self::$variant(value.into())
            }
        })*
    };
}

from_values!(
    DnsName => Dns,
    IpAddr => Ip,
    Ipv4Addr => Ip,
    Ipv6Addr => Ip,
    EmailAddress => Email,
    Uri => Uri,
    OtherName => OtherName,
    DistinguishedName => DirectoryName
);

impl FromStr for SubjectAlternativeName {
    type Err = NameError;

    /// Reads the text that `Display` writes: the form, in any case, a colon, and the name. The
    /// forms are DNS, IP, EMAIL, URI, RID (registeredID), UPN (userPrincipalName), HWMODULE
    /// (hardwareModuleName) and OTHERNAME. A directoryName (DIRNAME) is written but not read; build it as a [`DistinguishedName`].
    fn from_str(text: &str) -> Result<Self, NameError> {
        let error = |kind| NameError::new(text, kind);
        let (form, name) = text.split_once(':').ok_or_else(|| error(NameErrorKind::Form))?;
        match form.to_ascii_uppercase().as_str() {
            "DNS" => Self::dns(name),
            "IP" => Self::ip(name),
            "EMAIL" => Self::email(name),
            "URI" => Self::uri(name),
            "RID" => ObjectIdentifier::new(name)
                .map(Self::RegisteredId)
                .map_err(|kind| error(NameErrorKind::ObjectIdentifier(kind))),
            // The text of a name that contains a backslash has it escaped.
            "UPN" if name.contains('\\') => Err(error(NameErrorKind::Character('\\'))),
            "UPN" => Self::user_principal_name(name),
            "HWMODULE" => {
                let (hardware_type, serial_number) =
                    type_and_octets(name, ";", NameErrorKind::HardwareModuleText).map_err(error)?;
                Self::hardware_module_name(&hardware_type, &serial_number)
            }
            "OTHERNAME" => {
                let (type_id, value) =
                    type_and_octets(name, ";DER:", NameErrorKind::OtherNameText).map_err(error)?;
                Self::other_name(&type_id, &value)
            }
            _ => Err(error(NameErrorKind::Form)),
        }
    }
}

/// Reads an object identifier, a separator, and octets in hexadecimal. `otherwise` is the error if
/// the text does not have that form.
fn type_and_octets(
    text: &str,
    separator: &str,
    otherwise: NameErrorKind,
) -> Result<(ObjectIdentifier, Vec<u8>), NameErrorKind> {
    let (type_id, value) = text.split_once(separator).ok_or(otherwise)?;
    let type_id = ObjectIdentifier::new(type_id).map_err(NameErrorKind::ObjectIdentifier)?;
    Ok((type_id, octets(value).ok_or(otherwise)?))
}

/// Reads hexadecimal digits, two for each octet.
fn octets(text: &str) -> Option<Vec<u8>> {
    if text.len() > 2 * OtherName::MAX_OCTETS || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let octet = |pair: &[u8; 2]| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok();
    if rest.is_empty() { pairs.iter().map(octet).collect() } else { None }
}

impl TryFrom<&str> for SubjectAlternativeName {
    type Error = NameError;

    fn try_from(text: &str) -> Result<Self, NameError> {
        text.parse()
    }
}

impl fmt::Display for SubjectAlternativeName {
    /// Writes the form and the name: `DNS:example.org`, `IP:192.0.2.1`, `EMAIL:…`, `URI:…`,
    /// `RID:2.999.1`, `UPN:…`, `HWMODULE:2.999.1;0102`, `OTHERNAME:2.999.1;DER:0500`,
    /// `DIRNAME:C=DE, CN=example`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => write!(f, "DNS:{name}"),
            Self::Ip(address) => write!(f, "IP:{address}"),
            Self::Email(address) => write!(f, "EMAIL:{address}"),
            Self::Uri(uri) => write!(f, "URI:{uri}"),
            Self::OtherName(name) => name.fmt(f),
            Self::RegisteredId(oid) => write!(f, "RID:{oid}"),
            Self::DirectoryName(name) => write!(f, "DIRNAME:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::name::AttributeType;
    use alloc::string::ToString;

    fn oid(dotted: &str) -> ObjectIdentifier {
        dotted.parse().expect("an identifier")
    }

    #[test]
    fn s7_a_name_is_read_from_the_text_that_it_writes() {
        for text in [
            "DNS:*.example.org",
            "IP:192.0.2.1",
            "IP:2001:db8::1",
            "EMAIL:user@example.org",
            "URI:spiffe://example.org/a:b",
            "RID:2.999.1",
            "UPN:jdoe@corp.example",
            "UPN:Jürgen@corp.example",
            "OTHERNAME:2.999.1;DER:0500",
            "HWMODULE:2.999.1;0102",
        ] {
            let name: SubjectAlternativeName = text.parse().expect(text);
            assert_eq!(name.to_string(), text);
            assert_eq!(SubjectAlternativeName::try_from(text).as_ref(), Ok(&name));
        }
        let name: SubjectAlternativeName = "dns:example.org".parse().expect("a name");
        assert_eq!(name.to_string(), "DNS:example.org");
        // A form of its own is written for any text that has the name.
        let module = "OTHERNAME:1.3.6.1.5.5.7.8.4;DER:3009060388370104020102";
        let module: SubjectAlternativeName = module.parse().expect("a name");
        assert_eq!(module.to_string(), "HWMODULE:2.999.1;0102");
    }

    #[test]
    fn s7_a_text_without_its_form_or_of_another_content_is_refused() {
        use crate::x509::oid::ObjectIdentifierError;
        for (text, expected) in [
            ("example.org", NameErrorKind::Form),
            ("https://example.org", NameErrorKind::Form),
            ("", NameErrorKind::Form),
            ("DIRNAME:CN=a", NameErrorKind::Form),
            ("DNS:a..b", NameErrorKind::EmptyLabel),
            ("IP:::ffff:192.0.2.1", NameErrorKind::Ipv4Mapped(Ipv4Addr::new(192, 0, 2, 1))),
            ("RID:2", NameErrorKind::ObjectIdentifier(ObjectIdentifierError::TooFewArcs)),
            ("UPN:a\\b", NameErrorKind::Character('\\')),
            ("UPN:a\n", NameErrorKind::Character('\n')),
            ("HWMODULE:2.999", NameErrorKind::HardwareModuleText),
            ("HWMODULE:2.999;0", NameErrorKind::HardwareModuleText),
            ("HWMODULE:2.999;SN-1", NameErrorKind::HardwareModuleText),
            ("HWMODULE:2;01", NameErrorKind::ObjectIdentifier(ObjectIdentifierError::TooFewArcs)),
            ("HWMODULE:2.999;", NameErrorKind::HardwareModuleName),
            ("OTHERNAME:2.999", NameErrorKind::OtherNameText),
            ("OTHERNAME:2.999;DER:050", NameErrorKind::OtherNameText),
            ("OTHERNAME:2.999;DER:+5", NameErrorKind::OtherNameText),
            ("OTHERNAME:2.999;DER:", NameErrorKind::ValueNotDer),
            ("OTHERNAME:2.999;DER:05000500", NameErrorKind::ValueNotDer),
            ("OTHERNAME:1.3.6.1.4.1.311.20.2.3;DER:160161", NameErrorKind::UserPrincipalName),
            ("OTHERNAME:1.3.6.1.5.5.7.8.4;DER:3007060388370104", NameErrorKind::ValueNotDer),
            ("OTHERNAME:1.3.6.1.5.5.7.8.4;DER:300706038837010400", NameErrorKind::HardwareModuleName),
        ] {
            let error = text.parse::<SubjectAlternativeName>().expect_err(text);
            assert_eq!(error.kind, expected, "{text}");
        }
    }

    #[test]
    fn s7_names_convert_from_their_values() {
        let name: SubjectAlternativeName = Ipv4Addr::LOCALHOST.into();
        assert_eq!(name.to_string(), "IP:127.0.0.1");
        let name: SubjectAlternativeName = IpAddr::V6(Ipv6Addr::LOCALHOST).into();
        assert_eq!(name.to_string(), "IP:::1");
        let dns: DnsName = "example.org".parse().expect("a name");
        assert_eq!((dns.as_ref(), dns.to_string().as_str()), ("example.org", "example.org"));
        assert_eq!(SubjectAlternativeName::from(dns).to_string(), "DNS:example.org");
        assert!(EmailAddress::try_from("a@b").is_ok() && Uri::try_from("a").is_err());
        let subject = DistinguishedName::from_attributes(&[(AttributeType::Country, "DE")]).expect("a name");
        assert_eq!(SubjectAlternativeName::from(subject).to_string(), "DIRNAME:C=DE");
    }

    #[test]
    fn s7_other_names_are_bounded_and_hold_one_value() {
        let value = |octets: usize| {
            [&[0x04, 0x82][..], &[(octets >> 8) as u8, octets as u8], &alloc::vec![0; octets]].concat()
        };
        // Type 5, value tag 4, OCTET STRING tag 4.
        assert!(OtherName::new(&oid("2.999.1"), &value(4_096 - 13)).is_ok());
        let error = OtherName::new(&oid("2.999.1"), &value(4_096 - 12)).expect_err("too long");
        assert_eq!(error.kind, NameErrorKind::Octets { found: 4_097, max: 4_096 });
        let long = "é".repeat(1_025);
        assert!(OtherName::user_principal_name(&long[..2_048]).is_ok());
        assert!(matches!(
            OtherName::user_principal_name(&long),
            Err(NameError { kind: NameErrorKind::Length(_), .. })
        ));
        assert!(OtherName::user_principal_name("").is_err());
        assert!(OtherName::hardware_module_name(&oid("2.999"), b"").is_err());
        let module = OtherName::hardware_module_name(&oid("2.999"), b"\x00\xff").expect("a name");
        assert_eq!(module.value_der(), b"\x30\x08\x06\x02\x88\x37\x04\x02\x00\xff");
        assert_eq!(module.members()[..10], *b"\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x04");
        assert_eq!(module.as_user_principal_name(), None);
    }
}

//! The alternative names that a certificate can contain (rule S1).

use alloc::string::ToString;
use core::net::IpAddr;
use core::str::FromStr;

use super::NameForm;
use super::dns::check_name;
use super::{DnsName, EmailAddress, NameError, NameErrorKind, OtherName, Uri};
use crate::x509::name::DistinguishedName;
use crate::x509::oid::ObjectIdentifier;

/// The maximum number of characters of an IP address in text form, from the API page.
const MAX_IP_CHARACTERS: usize = 39;

/// One alternative name of the subject.
///
/// ```
/// use certmint::name::SubjectAlternativeName;
///
/// let name: SubjectAlternativeName = "DNS:example.org".parse()?;
/// assert_eq!(name, SubjectAlternativeName::dns("example.org")?);
/// # Ok::<(), certmint::error::NameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SubjectAlternativeName {
    /// dNSName.
    Dns(DnsName),
    /// iPAddress, 4 or 16 octets. The check of a request rejects an IPv4-mapped IPv6 address
    /// ([rule S3](crate::docs::rules#s3)).
    Ip(IpAddr),
    /// rfc822Name.
    Email(EmailAddress),
    /// uniformResourceIdentifier.
    Uri(Uri),
    /// otherName.
    OtherName(OtherName),
    /// registeredID.
    RegisteredId(ObjectIdentifier),
    /// directoryName, not empty and of at most 4,096 octets. The check of a request applies the
    /// rules for a subject to it ([rule S7](crate::docs::rules#s7)).
    DirectoryName(DistinguishedName),
}

impl SubjectAlternativeName {
    /// Creates a DNS name.
    ///
    /// # Errors
    /// See [`DnsName::new`].
    pub fn dns(name: &str) -> Result<Self, NameError> {
        DnsName::new(name).map(Self::Dns)
    }

    /// Reads an IP address from text: IPv4 in dotted decimal without leading zeros, or IPv6; no
    /// zone, port or prefix; at most 39 characters ([rule S3](crate::docs::rules#s3)). IPv4-mapped
    /// IPv6 addresses (`::ffff:0:0/96`) are rejected, because verifiers compare them with
    /// constraints as IPv6 and with a host as IPv4.
    ///
    /// # Errors
    /// [`NameError`] if the text is not such an address.
    pub fn ip(address: &str) -> Result<Self, NameError> {
        check_name(address, MAX_IP_CHARACTERS, |text| {
            let address = IpAddr::from_str(text).map_err(|_| NameErrorKind::NotAnIpAddress)?;
            check_not_mapped(address).map(|()| address)
        })
        .map(Self::Ip)
    }

    /// Creates an IP address.
    ///
    /// # Errors
    /// [`NameError`] for an IPv4-mapped IPv6 address.
    pub(crate) fn ip_address(address: IpAddr) -> Result<Self, NameError> {
        let name = Self::Ip(address);
        name.check().map(|()| name)
    }

    /// Returns the form of the name.
    #[must_use]
    pub fn form(&self) -> NameForm {
        match self {
            Self::Dns(_) => NameForm::Dns,
            Self::Ip(_) => NameForm::Ip,
            Self::Email(_) => NameForm::Email,
            Self::Uri(_) => NameForm::Uri,
            Self::OtherName(_) => NameForm::OtherName,
            Self::RegisteredId(_) => NameForm::RegisteredId,
            Self::DirectoryName(_) => NameForm::DirectoryName,
        }
    }

    /// Checks what the type does not rule out: a variant can be built from any address. The
    /// attributes of a directoryName are checked like those of a subject.
    pub(crate) fn check(&self) -> Result<(), NameError> {
        match self {
            Self::Ip(address) => {
                check_not_mapped(*address).map_err(|kind| NameError::new(&address.to_string(), kind))
            }
            Self::DirectoryName(name) => {
                let (found, max) = (name.as_der().len(), OtherName::MAX_OCTETS);
                let error = |kind| Err(NameError::new(&name.to_string(), kind));
                match () {
                    () if name.is_empty() => error(NameErrorKind::EmptyDirectoryName),
                    () if found > max => error(NameErrorKind::Octets { found, max }),
                    () => Ok(()),
                }
            }
            Self::Dns(_) | Self::Email(_) | Self::Uri(_) | Self::OtherName(_) | Self::RegisteredId(_) => {
                Ok(())
            }
        }
    }

    /// Creates an e-mail address.
    ///
    /// # Errors
    /// See [`EmailAddress::new`].
    pub fn email(address: &str) -> Result<Self, NameError> {
        EmailAddress::new(address).map(Self::Email)
    }

    /// Creates a URI.
    ///
    /// # Errors
    /// See [`Uri::new`].
    pub fn uri(uri: &str) -> Result<Self, NameError> {
        Uri::new(uri).map(Self::Uri)
    }

    /// Creates an otherName from its type and its value in DER.
    ///
    /// # Errors
    /// See [`OtherName::new`].
    pub fn other_name(type_id: &ObjectIdentifier, value_der: &[u8]) -> Result<Self, NameError> {
        OtherName::new(type_id, value_der).map(Self::OtherName)
    }

    /// Creates an otherName whose value is a text.
    ///
    /// # Errors
    /// See [`OtherName::text`].
    pub fn other_name_text(type_id: &ObjectIdentifier, text: &str) -> Result<Self, NameError> {
        OtherName::text(type_id, text).map(Self::OtherName)
    }

    /// Creates a userPrincipalName, the name of an account in Active Directory.
    ///
    /// # Errors
    /// See [`OtherName::user_principal_name`].
    pub fn user_principal_name(name: &str) -> Result<Self, NameError> {
        OtherName::user_principal_name(name).map(Self::OtherName)
    }

    /// Creates a hardwareModuleName, the serial number of a device (IEEE 802.1AR).
    ///
    /// # Errors
    /// See [`OtherName::hardware_module_name`].
    pub fn hardware_module_name(
        hardware_type: &ObjectIdentifier,
        serial_number: &[u8],
    ) -> Result<Self, NameError> {
        OtherName::hardware_module_name(hardware_type, serial_number).map(Self::OtherName)
    }

    /// Returns the number of octets of the name in a certificate.
    pub(crate) fn octets(&self) -> usize {
        match self {
            Self::Dns(name) => name.as_str().len(),
            Self::Ip(IpAddr::V4(_)) => 4,
            Self::Ip(IpAddr::V6(_)) => 16,
            Self::Email(address) => address.as_str().len(),
            Self::Uri(uri) => uri.as_str().len(),
            Self::OtherName(name) => name.members().len(),
            Self::RegisteredId(oid) => oid.as_content().len(),
            Self::DirectoryName(name) => name.as_der().len(),
        }
    }
}

/// Rejects an IPv4-mapped IPv6 address. Go and Java take it for the IPv4 address when they verify a
/// host, but not when they compare it with name constraints.
pub(crate) fn check_not_mapped(address: IpAddr) -> Result<(), NameErrorKind> {
    match address {
        IpAddr::V6(address) => {
            address.to_ipv4_mapped().map_or(Ok(()), |mapped| Err(NameErrorKind::Ipv4Mapped(mapped)))
        }
        IpAddr::V4(_) => Ok(()),
    }
}

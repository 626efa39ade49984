//! Why a text or address is not a valid name.

use core::fmt;
use core::net::Ipv4Addr;

use crate::x509::length::LengthError;
use crate::x509::oid::ObjectIdentifierError;
use crate::x509::{Sanitized, Visible};

/// A text or value that is not a valid DNS name, IP address, e-mail address or URI (rules
/// [S2](crate::docs::rules#s2)–[S5](crate::docs::rules#s5)) or another alternative name
/// ([rule S7](crate::docs::rules#s7)), or not a valid base of a subtree of
/// such names ([rule A3](crate::docs::rules#a3)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    /// The value.
    pub found: Sanitized,
    /// What is wrong with it.
    pub kind: NameErrorKind,
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameErrorKind {
    /// Too few or too many characters.
    #[error(transparent)]
    Length(LengthError),
    /// In a name constraint, a prefix has more bits than an address.
    #[error("found a prefix of {found} bits, but 0 to {max} are allowed")]
    PrefixLength {
        /// The length of the prefix.
        found: u8,
        /// The number of bits of an address.
        max: u8,
    },
    /// A character outside ASCII.
    #[error(
        "it contains characters outside ASCII; use A-labels (xn--…) in host names, and percent-encoding in \
         other parts of a URI"
    )]
    NotAscii,
    /// A character that is not allowed there.
    #[error("it contains the character {}, which is not allowed there; remove it", Visible(*.0))]
    Character(char),
    /// Two consecutive dots, or a dot at the start.
    #[error("it has an empty label; remove the dot at its start, or one of two consecutive dots")]
    EmptyLabel,
    /// A dot at the end.
    #[error("it ends with a dot; remove the dot")]
    TrailingDot,
    /// A label of more than 63 characters.
    #[error("it has a label of more than 63 characters; shorten it")]
    LabelTooLong,
    /// A host name of more than 253 characters.
    #[error("its host name has more than 253 characters; shorten it")]
    HostTooLong,
    /// A label that starts or ends with a hyphen.
    #[error("it has a label that starts or ends with a hyphen; remove the hyphen")]
    Hyphen,
    /// `*` in a place other than the whole leftmost label, or without a label after it.
    #[error("* must be the whole leftmost label, with another label after it")]
    Wildcard,
    /// An IPv4 address instead of a name.
    #[error("it is an IPv4 address; send it with type IP (in a CSR, as an iPAddress)")]
    Ipv4Address,
    /// A last label that is a number, either decimal or `0x` with hexadecimal digits. URL parsers
    /// read such a name as an IPv4 address.
    #[error(
        "its last label is a number, so URL parsers read it as an IPv4 address; send an IP address in dotted \
         decimal with type IP (in a CSR, as an iPAddress)"
    )]
    NumericLastLabel,
    /// Neither an IPv4 nor an IPv6 address.
    #[error(
        "it is neither an IPv4 address in dotted decimal without leading zeros nor an IPv6 address; a zone, \
         port or prefix is not allowed"
    )]
    NotAnIpAddress,
    /// An IPv4-mapped IPv6 address; the IPv4 address in it.
    #[error(
        "it is an IPv4-mapped IPv6 address, which some verifiers treat as the IPv4 address {0}; send {0}"
    )]
    Ipv4Mapped(Ipv4Addr),
    /// Not exactly one `@` between a local part and a domain.
    #[error("it does not have the form local-part@domain")]
    At,
    /// The local part of a mailbox is not a dot-atom (RFC 5322 §3.2.3).
    #[error(
        "the part before @ must consist of ASCII letters, digits and !#$%&'*+-/=?^_`{{|}}~, with single dots \
         only between them"
    )]
    LocalPart,
    /// The domain of a mailbox is an IP address, or is read as one because its last label is a
    /// number.
    #[error(
        "its domain must be a DNS name, not an IP address; a domain whose last label is a number is read as \
         one"
    )]
    AddressDomain,
    /// The scheme is missing, or is not a letter followed by letters, digits, `+`, `-` and `.`.
    #[error("it must start with a scheme, such as https: or spiffe:")]
    Scheme,
    /// Nothing after the scheme.
    #[error("nothing follows the scheme; send the complete URI")]
    EmptyAfterScheme,
    /// A URI's authority without a host, or an e-mail address without a domain.
    #[error("its host is empty; add one")]
    EmptyHost,
    /// A host that is neither a DNS name nor an IP address.
    #[error("its host must be a DNS name or an IP address")]
    Host,
    /// A host whose last label is a number, but which is not an IPv4 address in dotted decimal.
    #[error(
        "its host ends in a number, so URL parsers read it as an IPv4 address; write the address in dotted \
         decimal, or send it with type IP"
    )]
    NumericHost,
    /// A port that is not a number.
    #[error("its port is not a number; use digits, or omit the port and its colon")]
    Port,
    /// A `%` without two hexadecimal digits after it.
    #[error("it contains a % without two hexadecimal digits after it; use %25 for the character itself")]
    PercentEncoding,
    /// A text without the form of the name before a colon.
    #[error(
        "it must start with its form and a colon; use DNS:, IP:, EMAIL:, URI:, RID:, UPN:, HWMODULE: or \
         OTHERNAME:, and build a directoryName as a distinguished name"
    )]
    Form,
    /// A registeredID that is not an object identifier.
    #[error(transparent)]
    ObjectIdentifier(ObjectIdentifierError),
    /// The text of a hardwareModuleName without its hardware type and serial number.
    #[error(
        "a hardwareModuleName must have the form HWMODULE:type;serial, with the serial number in hexadecimal"
    )]
    HardwareModuleText,
    /// The text of an otherName without its type and value.
    #[error("an otherName must have the form OTHERNAME:type;DER:value, with the value in hexadecimal")]
    OtherNameText,
    /// An otherName without exactly one DER value.
    #[error("the value of an otherName must be exactly one DER value, after its type")]
    ValueNotDer,
    /// A userPrincipalName that is not a UTF8String.
    #[error("the value of a userPrincipalName must be a UTF8String")]
    UserPrincipalName,
    /// A hardwareModuleName that is not a HardwareModuleName (RFC 4108 §5), or has an empty serial
    /// number.
    #[error(
        "the value of a hardwareModuleName must be a SEQUENCE of an object identifier and an OCTET STRING of \
         at least one octet (RFC 4108 §5)"
    )]
    HardwareModuleName,
    /// An SmtpUTF8Mailbox that is not a UTF8String, or whose local part is not a dot-atom with a
    /// character outside ASCII (RFC 9598 §3).
    #[error(
        "the value of an SmtpUTF8Mailbox must be a UTF8String local-part@domain with a character outside \
         ASCII before the @ (RFC 9598 §3); ask for any other address as an rfc822Name"
    )]
    SmtpUtf8Mailbox,
    /// An SRVName that is not an IA5String, or not a service and a DNS name (RFC 4985 §2).
    #[error(
        "the value of an SRVName must be an IA5String _service.name, with a service of letters, digits and \
         hyphens and a DNS name (RFC 4985 §2)"
    )]
    SrvName,
    /// An otherName or a directoryName that is too long.
    #[error("it has {found} octets in DER, but at most {max} are allowed; shorten it")]
    Octets {
        /// The number of octets.
        found: usize,
        /// The maximum number of octets.
        max: usize,
    },
    /// A directoryName without attributes.
    #[error("a directoryName must have at least one attribute; add one, or omit the name")]
    EmptyDirectoryName,
    /// In a name constraint, an address with bits set after its prefix.
    #[error("it has bits set after its prefix; clear them, or lengthen the prefix")]
    BitsAfterPrefix,
}

impl NameError {
    pub(crate) fn new(found: &str, kind: NameErrorKind) -> Self {
        Self { found: Sanitized::new(found), kind }
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            // Their texts say what was found.
            NameErrorKind::Length(_) | NameErrorKind::PrefixLength { .. } => self.kind.fmt(f),
            kind => write!(f, "{}: {kind}", self.found),
        }
    }
}

impl core::error::Error for NameError {}

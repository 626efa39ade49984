//! What is wrong with a name.

use core::fmt;
use core::net::Ipv4Addr;

use crate::x509::length::LengthError;
use crate::x509::{Sanitized, Visible};

/// A text or address that is not a valid DNS name, IP address, e-mail address or URI (rules S2–S5), or not a valid
/// base of a subtree of such names (rule A3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    /// The value that was given.
    pub found: Sanitized,
    /// What is wrong with it.
    pub kind: NameErrorKind,
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameErrorKind {
    /// Too few or too many characters.
    Length(LengthError),
    /// A prefix of more bits than an address has, in a name constraint.
    PrefixLength {
        /// The length of the prefix.
        found: u8,
        /// The number of bits of an address.
        max: u8,
    },
    /// A character outside ASCII.
    NotAscii,
    /// A character that may not stand there.
    Character(char),
    /// Two dots in a row, or a dot at the start.
    EmptyLabel,
    /// A dot at the end.
    TrailingDot,
    /// A label of more than 63 characters.
    LabelTooLong,
    /// A host name of more than 253 characters.
    HostTooLong,
    /// A label that starts or ends with a hyphen.
    Hyphen,
    /// `*` anywhere but as the whole leftmost label with a label after it.
    Wildcard,
    /// An IPv4 address, not a name.
    Ipv4Address,
    /// A last label that is a number, decimal or `0x` and hexadecimal digits: URL parsers read such a name as an
    /// IPv4 address.
    NumericLastLabel,
    /// Neither an IPv4 nor an IPv6 address.
    NotAnIpAddress,
    /// An IPv4-mapped IPv6 address, and the IPv4 address that it stands for.
    Ipv4Mapped(Ipv4Addr),
    /// Not exactly one `@` between a local part and a domain.
    At,
    /// The local part of a mailbox is not a dot-atom (RFC 5322 §3.2.3).
    LocalPart,
    /// The domain of a mailbox is an IP address, or is read as one because its last label is a number.
    AddressDomain,
    /// No scheme, or one that is not a letter followed by letters, digits, `+`, `-`, `.`.
    Scheme,
    /// Nothing after the scheme.
    EmptyAfterScheme,
    /// A URI's authority without a host, or an e-mail address without a domain.
    EmptyHost,
    /// A host that is neither a DNS name nor an IP address.
    Host,
    /// A host whose last label is a number, and that is no IPv4 address in dotted decimal.
    NumericHost,
    /// A port that is not a number.
    Port,
    /// A `%` that two hexadecimal digits do not follow.
    PercentEncoding,
    /// An address with bits set after its prefix, in a name constraint.
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

impl fmt::Display for NameErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Length(length) => return length.fmt(f),
            Self::PrefixLength { found, max } => return write!(f, "found {found}, 0 to {max} are allowed"),
            Self::NotAscii => {
                "it holds characters outside ASCII; send host names as A-labels (xn--…), and other parts of a URI \
                 percent-encoded"
            }
            Self::Character(character) => {
                return write!(
                    f,
                    "it holds the character {}, which is not allowed there; leave it out",
                    Visible(*character)
                );
            }
            Self::EmptyLabel => {
                "it has an empty label; leave out the dot at its start, or one of two in a row"
            }
            Self::TrailingDot => "it ends with a dot; leave the dot out",
            Self::LabelTooLong => "it has a label of more than 63 characters; shorten it",
            Self::HostTooLong => "its host name has more than 253 characters; shorten it",
            Self::Hyphen => "it has a label that starts or ends with a hyphen; leave that hyphen out",
            Self::Wildcard => "* may only be the whole leftmost label, with another label after it",
            Self::Ipv4Address => "it is an IPv4 address; send it with type IP (in a CSR, as an iPAddress)",
            Self::NumericLastLabel => {
                "its last label is a number, so that URL parsers read it as an IPv4 address; send an IP address \
                 with type IP (in a CSR, as an iPAddress), in dotted decimal"
            }
            Self::Ipv4Mapped(address) => {
                return write!(
                    f,
                    "it is an IPv4-mapped IPv6 address, which some verifiers take for the IPv4 address {address}; \
                     send {address}"
                );
            }
            Self::NotAnIpAddress => {
                "it is neither an IPv4 address in dotted decimal without leading zeros nor an IPv6 address; \
                 zone, port and prefix are not allowed"
            }
            Self::At => "it is not of the form local-part@domain",
            Self::LocalPart => {
                "the part before @ must be atoms of ASCII letters, digits and !#$%&'*+-/=?^_`{|}~ joined by single dots"
            }
            Self::AddressDomain => {
                "its domain must be a DNS name, not an IP address; a last label that is a number makes it read as one"
            }
            Self::Scheme => "it must start with a scheme such as https: or spiffe:",
            Self::EmptyAfterScheme => "nothing follows the scheme; send the whole URI",
            Self::EmptyHost => "its host is empty; name one",
            Self::Host => "its host is neither a DNS name nor an IP address; name one of them",
            Self::NumericHost => {
                "its host ends in a number, so that URL parsers read it as an IPv4 address; write the address in \
                 dotted decimal, or send it with type IP"
            }
            Self::Port => "its port is not a number; send digits, or leave port and colon out",
            Self::PercentEncoding => {
                "it holds a % that two hexadecimal digits do not follow; send %25 for the character itself"
            }
            Self::BitsAfterPrefix => "it has bits set after its prefix; clear them, or lengthen the prefix",
        };
        f.write_str(text)
    }
}

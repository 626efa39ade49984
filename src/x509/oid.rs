//! Object identifiers with arcs of any size, kept as their DER content.

mod error;
mod names;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

pub(crate) use names::name;

pub use error::{NamedIdentifierError, ObjectIdentifierError};

use super::length::check_length;

/// An ASN.1 object identifier with arcs of any size.
///
/// Arcs are not limited to 32 bits, unlike in most implementations: `2.25.` with a 128-bit UUID
/// works.
///
/// ```
/// use certmint::ObjectIdentifier;
///
/// let dotted = "2.25.329800735698586629295641978511506172918";
/// let oid = ObjectIdentifier::new(dotted)?;
/// assert_eq!(oid.to_string(), dotted);
/// # Ok::<(), certmint::error::ObjectIdentifierError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectIdentifier(Vec<u8>);

impl ObjectIdentifier {
    /// The maximum number of characters of dotted-decimal text: 64.
    pub const MAX_CHARACTERS: usize = 64;

    /// Reads dotted decimal: at least two arcs, the first 0–2, the second below 40 if the first is
    /// 0 or 1, no leading zeros (X.660), 1–64 characters in all (the limit of the apply request).
    ///
    /// # Errors
    /// [`ObjectIdentifierError`] if the text is not an object identifier.
    pub fn new(dotted: &str) -> Result<Self, ObjectIdentifierError> {
        check_length(dotted, 1, Self::MAX_CHARACTERS)?;
        encode(dotted).map(Self)
    }

    /// Takes content octets from a standard, or ones that were checked before.
    pub(crate) fn from_content_unchecked(content: &[u8]) -> Self {
        Self(content.to_vec())
    }

    /// Takes the content octets of a DER OBJECT IDENTIFIER, or returns `None` if they are not valid
    /// (X.690 §8.19).
    pub(crate) fn from_content(content: &[u8]) -> Option<Self> {
        is_content(content).then(|| Self::from_content_unchecked(content))
    }

    /// Returns the content octets of the DER encoding, without tag and length.
    #[must_use]
    pub fn as_content(&self) -> &[u8] {
        &self.0
    }

    /// Returns whether this identifier is `arc` or below it.
    pub(crate) fn is_under(&self, arc: &[u8]) -> bool {
        self.0.starts_with(arc)
    }
}

/// Returns whether these are valid content octets of a DER OBJECT IDENTIFIER (X.690 §8.19).
pub(crate) fn is_content(content: &[u8]) -> bool {
    let terminated = content.last().is_some_and(|last| last & 0x80 == 0);
    terminated && subidentifiers(content).all(|arc| arc[0] != 0x80)
}

/// Splits the content into subidentifiers, each of which ends with a byte without the continuation
/// bit.
fn subidentifiers(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    content.split_inclusive(|byte| byte & 0x80 == 0)
}

fn encode(dotted: &str) -> Result<Vec<u8>, ObjectIdentifierError> {
    let mut arcs = dotted.split('.');
    let first = match arcs.next() {
        Some("0") => 0u8,
        Some("1") => 1,
        Some("2") => 2,
        _ => return Err(ObjectIdentifierError::FirstArc),
    };
    let second = arcs.next().ok_or(ObjectIdentifierError::TooFewArcs)?;
    let mut content = Vec::with_capacity(dotted.len());
    // The first two arcs share one subidentifier: 40 × first + second (X.690 §8.19.4).
    let base_128 = decimal_to_base_128(second)?;
    if first < 2 && (base_128.len() > 1 || base_128[0] >= 40) {
        return Err(ObjectIdentifierError::SecondArc);
    }
    push_subidentifier(&mut content, add(base_128, first * 40));
    for arc in arcs {
        push_subidentifier(&mut content, decimal_to_base_128(arc)?);
    }
    Ok(content)
}

/// Converts an arc to groups of seven bits, least significant first.
fn decimal_to_base_128(arc: &str) -> Result<Vec<u8>, ObjectIdentifierError> {
    if arc.is_empty() {
        return Err(ObjectIdentifierError::EmptyArc);
    }
    if arc.len() > 1 && arc.starts_with('0') {
        return Err(ObjectIdentifierError::LeadingZero);
    }
    let mut groups = Vec::from([0u8]);
    for digit in arc.bytes() {
        if !digit.is_ascii_digit() {
            return Err(ObjectIdentifierError::Character);
        }
        let mut carry = u16::from(digit - b'0');
        for group in &mut groups {
            let value = u16::from(*group) * 10 + carry;
            *group = low(value) & 0x7f;
            carry = value >> 7;
        }
        if carry > 0 {
            groups.push(low(carry));
        }
    }
    Ok(groups)
}

/// Returns the low octet of a number, which is the whole number if it is below 256.
fn low(number: u16) -> u8 {
    let [_, low] = number.to_be_bytes();
    low
}

fn add(mut groups: Vec<u8>, addend: u8) -> Vec<u8> {
    let mut carry = u16::from(addend);
    for group in &mut groups {
        let value = u16::from(*group) + carry;
        *group = low(value) & 0x7f;
        carry = value >> 7;
    }
    if carry > 0 {
        groups.push(low(carry));
    }
    groups
}

fn push_subidentifier(content: &mut Vec<u8>, groups: Vec<u8>) {
    for (position, group) in groups.iter().enumerate().rev() {
        content.push(if position == 0 { *group } else { group | 0x80 });
    }
}

fn base_128_to_decimal(groups_most_significant_first: impl Iterator<Item = u8>) -> String {
    let mut digits = Vec::from([0u8]);
    for group in groups_most_significant_first {
        let mut carry = u16::from(group);
        for digit in &mut digits {
            let value = u16::from(*digit) * 128 + carry;
            *digit = low(value % 10);
            carry = value / 10;
        }
        while carry > 0 {
            digits.push(low(carry % 10));
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

impl fmt::Display for ObjectIdentifier {
    /// Writes dotted decimal. An identifier longer than 64 octets, which only a CSR can contain, is
    /// truncated and ends with `…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN_OCTETS: usize = 64;
        let mut shown = 0;
        for (position, arc) in subidentifiers(&self.0).enumerate() {
            shown += arc.len();
            if shown > SHOWN_OCTETS {
                return f.write_str(".…");
            }
            let groups = arc.iter().map(|byte| byte & 0x7f);
            if position > 0 {
                write!(f, ".{}", base_128_to_decimal(groups))?;
            } else if let [byte @ 0..80] = arc {
                write!(f, "{}.{}", byte / 40, byte % 40)?;
            } else {
                // The value is at least 80: the first arc is 2, the second is the value minus 80.
                let mut remainder: Vec<u8> = groups.collect();
                let mut borrow = 80;
                for group in remainder.iter_mut().rev() {
                    let value = i16::from(*group) - borrow;
                    *group = low(value.rem_euclid(128).unsigned_abs());
                    borrow = i16::from(value < 0);
                }
                write!(f, "2.{}", base_128_to_decimal(remainder.into_iter()))?;
            }
        }
        Ok(())
    }
}

impl FromStr for ObjectIdentifier {
    type Err = ObjectIdentifierError;

    /// Reads dotted decimal, like [`ObjectIdentifier::new`].
    fn from_str(dotted: &str) -> Result<Self, ObjectIdentifierError> {
        Self::new(dotted)
    }
}

impl TryFrom<&str> for ObjectIdentifier {
    type Error = ObjectIdentifierError;

    fn try_from(dotted: &str) -> Result<Self, ObjectIdentifierError> {
        Self::new(dotted)
    }
}

impl fmt::Debug for ObjectIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectIdentifier({self})")
    }
}

/// Defines the identifiers that the standards assign and the code refers to, as DER content octets.
macro_rules! known_identifiers {
    ($($name:ident = $dotted:literal;)*) => {
        $(pub(crate) const $name: &[u8] = {
            const ID: der::oid::ObjectIdentifier = der::oid::ObjectIdentifier::new_unwrap($dotted);
            ID.as_bytes()
        };)*
    };
}

known_identifiers! {
    // Attribute types that the code refers to. The table of attributes lists all.
    COMMON_NAME = "2.5.4.3";
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
    PERSONAL_DATA = "1.3.6.1.5.5.7.9";

    // Keys and signatures: RFC 3279, RFC 4055, RFC 5480, RFC 5758, RFC 8410, RFC 9881.
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
    MGF1 = "1.2.840.113549.1.1.8";
    RSASSA_PSS = "1.2.840.113549.1.1.10";
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12";
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13";
    EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    SECP256R1 = "1.2.840.10045.3.1.7";
    SECP384R1 = "1.3.132.0.34";
    SECP521R1 = "1.3.132.0.35";
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4";
    ED25519 = "1.3.101.112";
    ML_DSA_44 = "2.16.840.1.101.3.4.3.17";
    ML_DSA_65 = "2.16.840.1.101.3.4.3.18";
    ML_DSA_87 = "2.16.840.1.101.3.4.3.19";
    SHA1 = "1.3.14.3.2.26";
    SHA256 = "2.16.840.1.101.3.4.2.1";
    SHA384 = "2.16.840.1.101.3.4.2.2";
    SHA512 = "2.16.840.1.101.3.4.2.3";

    // Signatures that are rejected by name.
    MD2_WITH_RSA = "1.2.840.113549.1.1.2";
    MD4_WITH_RSA = "1.2.840.113549.1.1.3";
    MD5_WITH_RSA = "1.2.840.113549.1.1.4";
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5";
    SHA1_WITH_RSA_OIW = "1.3.14.3.2.29";
    SHA224_WITH_RSA = "1.2.840.113549.1.1.14";
    ECDSA_WITH_SHA1 = "1.2.840.10045.4.1";
    ECDSA_WITH_SHA224 = "1.2.840.10045.4.3.1";
    DSA_WITH_SHA1 = "1.2.840.10040.4.3";
    DSA_WITH_SHA224 = "2.16.840.1.101.3.4.3.1";
    DSA_WITH_SHA256 = "2.16.840.1.101.3.4.3.2";
    DSA_WITH_SHA384 = "2.16.840.1.101.3.4.3.3";
    DSA_WITH_SHA512 = "2.16.840.1.101.3.4.3.4";

    // Extensions whose standards define a content that this library does not know.
    SMIME_CAPABILITIES = "1.2.840.113549.1.9.15";
    CERTIFICATE_TRANSPARENCY = "1.3.6.1.4.1.11129.2.4";
    PRECERTIFICATE_POISON = "1.3.6.1.4.1.11129.2.4.3";
    NETSCAPE_CERTIFICATE_TYPE = "2.16.840.1.113730.1.1";
    OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";

    // RFC 2985.
    PKCS_9 = "1.2.840.113549.1.9";
    CHALLENGE_PASSWORD = "1.2.840.113549.1.9.7";
    EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
    // Microsoft, szOID_CERT_EXTENSIONS ([MS-WCCE]).
    MICROSOFT_EXTENSION_REQUEST = "1.3.6.1.4.1.311.2.1.14";

    // RFC 5280 extensions.
    CERTIFICATE_EXTENSIONS = "2.5.29";
    PKIX_EXTENSIONS = "1.3.6.1.5.5.7.1";
    SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9";
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    KEY_USAGE = "2.5.29.15";
    PRIVATE_KEY_USAGE_PERIOD = "2.5.29.16";
    SUBJECT_ALT_NAME = "2.5.29.17";
    ISSUER_ALT_NAME = "2.5.29.18";
    BASIC_CONSTRAINTS = "2.5.29.19";
    CRL_NUMBER = "2.5.29.20";
    REASON_CODE = "2.5.29.21";
    INVALIDITY_DATE = "2.5.29.24";
    DELTA_CRL_INDICATOR = "2.5.29.27";
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    NAME_CONSTRAINTS = "2.5.29.30";
    CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    CERTIFICATE_POLICIES = "2.5.29.32";
    POLICY_MAPPINGS = "2.5.29.33";
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    POLICY_CONSTRAINTS = "2.5.29.36";
    EXTENDED_KEY_USAGE = "2.5.29.37";
    ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
    FRESHEST_CRL = "2.5.29.46";
    INHIBIT_ANY_POLICY = "2.5.29.54";
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    QC_STATEMENTS = "1.3.6.1.5.5.7.1.3";
    SUBJECT_INFO_ACCESS = "1.3.6.1.5.5.7.1.11";
    PROXY_CERTIFICATE_INFORMATION = "1.3.6.1.5.5.7.1.14";
    // RFC 7633 §4.1.
    TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
    CPS_QUALIFIER = "1.3.6.1.5.5.7.2.1";
    OCSP = "1.3.6.1.5.5.7.48.1";
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1";
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
    CA_ISSUERS = "1.3.6.1.5.5.7.48.2";

    // Types of otherName: [MS-WCCE], RFC 4108 §5, RFC 4985 §2, RFC 9598 §3.
    USER_PRINCIPAL_NAME = "1.3.6.1.4.1.311.20.2.3";
    HARDWARE_MODULE_NAME = "1.3.6.1.5.5.7.8.4";
    SRV_NAME = "1.3.6.1.5.5.7.8.7";
    SMTP_UTF8_MAILBOX = "1.3.6.1.5.5.7.8.9";

    // RFC 5280 §4.2.1.12.
    SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";

    // Assigned by Microsoft: id-ms-kp-sc-logon (RFC 4556 §3.2.4).
    SMART_CARD_LOGON = "1.3.6.1.4.1.311.20.2.2";
    // Server-gated cryptography.
    MICROSOFT_SERVER_GATED_CRYPTO = "1.3.6.1.4.1.311.10.3.3";
    NETSCAPE_SERVER_GATED_CRYPTO = "2.16.840.1.113730.4.1";
    NETSCAPE_CERT_TYPE = "2.16.840.1.113730.1.1";
}

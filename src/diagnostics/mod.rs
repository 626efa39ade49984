//! What can go wrong, from the outside in: [`Error`], the [`Violation`]s of a refused request, and the
//! codes of the wire.

mod attribute;
mod certificate;
mod chain_certificate;
mod character;
mod code;
mod crl;
mod csr_defect;
mod deviation;
mod issuer_notice;
mod issuer_notice_text;
mod key;
mod name_constraint;
mod name_defect;
mod notice;
mod object_identifier;
mod private_key;
mod profile;
mod public_key;
mod quoted;
mod rfc;
mod shown;
#[cfg(test)]
mod texts;
mod violation;
mod violation_text;
mod violations;

pub use attribute::AttributeError;
pub use certificate::CertificateError;
pub use chain_certificate::ChainCertificate;
use character::Visible;
pub(crate) use character::write_character;
pub use code::ErrorCode;
pub use crl::CrlError;
pub use csr_defect::CsrError;
pub use deviation::EncodingDeviation;
pub use issuer_notice::{IssuerNotice, IssuerNoticeKind};
pub use key::{ChainError, IssuerError, SignerError};
pub use name_constraint::{NameConstraintError, NameForm};
pub use name_defect::NameError;
pub(crate) use notice::Notices;
pub use notice::{Notice, NoticeKind};
pub use object_identifier::ObjectIdentifierError;
pub use private_key::PrivateKeyError;
pub use profile::ProfileError;
pub use public_key::PublicKeyError;
pub use quoted::Sanitized;
#[cfg(feature = "serde")]
pub(crate) use quoted::may_be_secret;
pub use rfc::RfcError;
pub use violation::ViolationKind;
pub use violations::Violation;
pub(crate) use violations::Violations;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use uuid::Uuid;

/// Why nothing was issued.
///
/// ```
/// use certmint::wire::Body;
/// use certmint::Error;
///
/// let json = br#"{ "key_algorithm": "DSA", "validity": { "type": "DAY" } }"#;
/// let error: Error = Body::from_json(json)?.read_end_entity().unwrap_err();
/// for violation in error.violations() {
///     println!("{}: {}", violation.pointer(), violation.kind());
/// }
/// assert_eq!(error.violations()[1].pointer().to_string(), "/key_algorithm");
/// assert_eq!(error.code().http_status(), 400);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request was refused, for every reason listed, in the order in which they were found.
    /// Never empty, and at most 256.
    Refused(Vec<Violation>),
    /// The sender is not authenticated (401). Raised by the host, which alone knows senders.
    NotAuthenticated,
    /// The host knows no issuer of this id (404). Raised by the host, which looks issuers up.
    IssuerNotFound(Uuid),
    /// The state of a CA or certificate forbids the operation (403). Raised by the host, which keeps states.
    StateForbids {
        /// The CA or certificate.
        id: Uuid,
        /// Its state, such as `DISABLED`.
        state: &'static str,
        /// What was to be done, such as `export`.
        operation: &'static str,
    },
    /// A CA or certificate is frozen (403). Raised by the host, as for an account in arrears.
    Frozen(Uuid),
    /// A certificate and a private key that are to be imported do not match (403). Raised by the host.
    CertificateKeyMismatch,
    /// The issuer's certificate or chain cannot be used.
    Issuer(IssuerError),
    /// A private key cannot be used.
    Key(PrivateKeyError),
    /// The signer failed.
    Signer(SignerError),
    /// The signature that a signer returned does not verify under the issuer's public key.
    SignatureInvalid,
    /// A to-be-signed certificate that was stored is not what this library writes for this issuer.
    NotAsWritten {
        /// The first part that differs, by its name in RFC 5280 §4.1 and §4.2.
        part: &'static str,
    },
    /// The signer that was offered holds another key than the issuer's certificate.
    SignerMismatch,
    /// The caller's random number generator failed.
    Entropy,
}

impl Error {
    /// The maximum length of [`Error::message`] in characters.
    pub const MAX_MESSAGE_CHARACTERS: usize = 1_024;

    /// The error code of the wire. If there are several violations, it is that of the first one.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(violations) => violations.first().map_or(ErrorCode::Internal, Violation::code),
            Self::NotAuthenticated => ErrorCode::NotAuthenticated,
            Self::IssuerNotFound(_) => ErrorCode::IssuerNotFound,
            Self::StateForbids { .. } => ErrorCode::StateForbids,
            Self::Frozen(_) => ErrorCode::Frozen,
            Self::CertificateKeyMismatch => ErrorCode::CertificateKeyMismatch,
            _ => ErrorCode::Internal,
        }
    }

    /// The violations of a refused request; empty for every other error.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Refused(violations) => violations,
            _ => &[],
        }
    }

    /// The text for the wire: at most 1,024 characters, and without the text of the signer's error.
    /// [`Display`](fmt::Display) has all of it.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = Message { text: String::new(), left: Self::MAX_MESSAGE_CHARACTERS };
        let written = match self {
            // What the signer says of itself is for the host's log.
            Self::Signer(_) => message.write_str("the signer failed"),
            _ => write!(message, "{self}"),
        };
        if written.is_err() {
            message.text.pop();
            message.text.push('…');
        }
        message.text
    }
}

/// Takes so many characters. Writing fails with the next one, so that what is not shown is not made.
struct Message {
    text: String,
    left: usize,
}

impl Write for Message {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(character);
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(violations) => {
                for (position, violation) in violations.iter().enumerate() {
                    if position > 0 {
                        f.write_str("; ")?;
                    }
                    violation.fmt(f)?;
                }
                Ok(())
            }
            Self::NotAuthenticated => f.write_str("the sender is not authenticated; send valid credentials"),
            Self::IssuerNotFound(id) => write!(f, "there is no issuer {id}"),
            Self::StateForbids { id, state, operation } => {
                write!(f, "{id} is in the state {state}, which forbids the operation {operation}")
            }
            Self::Frozen(id) => write!(f, "{id} is frozen"),
            Self::CertificateKeyMismatch => f.write_str("the certificate and the private key do not match"),
            Self::Issuer(error) => error.fmt(f),
            Self::Key(error) => error.fmt(f),
            Self::Signer(error) => write!(f, "the signer failed: {error}"),
            Self::SignatureInvalid => {
                f.write_str("the signer's signature does not verify under the issuer's public key")
            }
            Self::SignerMismatch => f.write_str("the signer's public key is not the issuer's"),
            Self::NotAsWritten { part } => {
                write!(f, "the stored bytes are not what is written for this issuer: {part} differs")
            }
            Self::Entropy => f.write_str("the random number generator failed"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Issuer(error) => Some(error),
            Self::Key(error) => Some(error),
            Self::Signer(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ViolationKind> for Error {
    /// So that names and lengths can be made with `?` where requests are: a refusal of one violation,
    /// which points at the whole.
    fn from(kind: ViolationKind) -> Self {
        let mut violations = Violations::new();
        violations.push("", ErrorCode::Parameter, kind);
        violations.into_error()
    }
}

impl From<IssuerError> for Error {
    fn from(error: IssuerError) -> Self {
        Self::Issuer(error)
    }
}

impl From<PrivateKeyError> for Error {
    fn from(error: PrivateKeyError) -> Self {
        Self::Key(error)
    }
}

impl From<SignerError> for Error {
    fn from(error: SignerError) -> Self {
        Self::Signer(error)
    }
}

/// Writes `items` separated by a comma and a space.
fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

/// Writes a UTC time to the second in RFC 3339 form; the years are those of a certificate, 1950–9999.
struct Instant(time::UtcDateTime);

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second) = self.0.as_hms();
        write!(f, "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", u8::from(month))
    }
}

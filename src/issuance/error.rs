//! [`Error`], the sum of what can keep a certificate or a list from being issued.

use alloc::string::String;
use core::fmt::{self, Write};

use uuid::Uuid;

use crate::diagnostics::{ErrorCode, IssuerError, RequestError, Violation, ViolationKind};
use crate::key::{EntropyError, PrivateKeyError, SignerError};
use crate::request::validity::RequestedValidityError;
use crate::x509::extension::{CustomExtensionError, PathLengthError};
use crate::x509::general_name::NameError;
use crate::x509::length::LengthError;
use crate::x509::name::DistinguishedNameError;
use crate::x509::name_constraints::NameConstraintsError;
use crate::x509::oid::ObjectIdentifierError;

/// Why nothing was issued.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request was refused, with every violation found.
    Refused(RequestError),
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
    /// The most characters of [`Error::message`].
    pub const MAX_MESSAGE_CHARACTERS: usize = 1_024;

    /// The code that the wire carries: of several violations, the first one's.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(error) => error.code(),
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
            Self::Refused(error) => error.violations(),
            _ => &[],
        }
    }

    /// The text for the wire: cut to 1,024 characters, and without what a signer says of itself. The whole is
    /// in [`Display`](fmt::Display).
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
            Self::Refused(error) => error.fmt(f),
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

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        Self::Refused(error)
    }
}

impl From<ViolationKind> for Error {
    /// Lets `?` make names and lengths where requests are made: a refusal of one violation, which points at
    /// the whole request.
    fn from(kind: ViolationKind) -> Self {
        RequestError::from(kind).into()
    }
}

/// A refusal of one violation, which points at the whole.
macro_rules! refusals {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for Error {
            fn from(error: $error) -> Self {
                ViolationKind::from(error).into()
            }
        })*
    };
}

refusals! {
    LengthError,
    NameError,
    DistinguishedNameError,
    ObjectIdentifierError,
    CustomExtensionError,
    PathLengthError,
    NameConstraintsError,
    RequestedValidityError,
}

impl From<IssuerError> for Error {
    fn from(error: IssuerError) -> Self {
        Self::Issuer(error)
    }
}

impl From<PrivateKeyError> for Error {
    fn from(error: PrivateKeyError) -> Self {
        match error {
            PrivateKeyError::Entropy => Self::Entropy,
            error => Self::Key(error),
        }
    }
}

impl From<EntropyError> for Error {
    fn from(_: EntropyError) -> Self {
        Self::Entropy
    }
}

impl From<SignerError> for Error {
    fn from(error: SignerError) -> Self {
        Self::Signer(error)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::diagnostics::{CertificateError, ChainCertificate};

    #[test]
    fn e3_texts_of_what_is_not_the_requests_fault() {
        let id = Uuid::nil();
        let certificate = ChainCertificate::new(0, Some(&"CN=CA 0"));
        let not_a_ca = IssuerError::Certificate { certificate, fault: CertificateError::NotACa };
        for (error, text) in [
            (Error::NotAuthenticated, "the sender is not authenticated; send valid credentials"),
            (Error::IssuerNotFound(id), "there is no issuer 00000000-0000-0000-0000-000000000000"),
            (
                Error::StateForbids { id, state: "DISABLED", operation: "export" },
                "00000000-0000-0000-0000-000000000000 is in the state DISABLED, which forbids the operation export",
            ),
            (Error::Frozen(id), "00000000-0000-0000-0000-000000000000 is frozen"),
            (Error::CertificateKeyMismatch, "the certificate and the private key do not match"),
            (Error::Signer(SignerError::new("the HSM is away")), "the signer failed: the HSM is away"),
            (Error::SignatureInvalid, "the signer's signature does not verify under the issuer's public key"),
            (
                Error::NotAsWritten { part: "keyUsage" },
                "the stored bytes are not what is written for this issuer: keyUsage differs",
            ),
            (Error::SignerMismatch, "the signer's public key is not the issuer's"),
            (Error::Entropy, "the random number generator failed"),
            (Error::Key(PrivateKeyError::Missing), "there is no private key"),
            (
                Error::Issuer(not_a_ca),
                "the issuer's certificate (CN=CA 0): it is not a CA's: basicConstraints with cA TRUE is missing",
            ),
        ] {
            assert_eq!(error.to_string(), text);
        }
    }
}

//! [`Error`]: why a certificate, CRL or OCSP response was not issued.

use alloc::string::String;
use core::fmt::{self, Write};

use uuid::Uuid;

use super::crl::number::CrlNumberError;
use super::host_text::HostText;
use super::ocsp::{OcspError, OcspRequestError, OcspResponderError};
use crate::diagnostics::{
    CertificateError, ChainCertificate, ChainError, CrlError, CsrError, ErrorCode, HostBodyError,
    IssuerError, ProfileError, RequestError, RequestedKeyError, RfcError, ValidityError, Violation,
    ViolationKind,
};
use crate::issuer::extensions::RepeatedPolicyError;
use crate::key::{EntropyError, PrivateKeyError, PublicKeyError, SignerError};
use crate::request::validity::RequestedValidityError;
use crate::x509::extension::{CustomExtensionError, PathLengthError};
use crate::x509::general_name::{NameError, UrlError};
use crate::x509::length::LengthError;
use crate::x509::name::DistinguishedNameError;
use crate::x509::name_constraints::{NameConstraintError, NameConstraintsError};
use crate::x509::oid::{NamedIdentifierError, ObjectIdentifierError};
use crate::x509::{RevocationReasonError, SerialNumberError, UnknownNameError};

/// Why nothing was issued.
///
/// `?` converts every error of this crate into it. What a request caused is a refusal (400), and
/// what the operator's files or the signer caused is an internal failure (500).
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
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request was refused, with every violation found.
    #[error(transparent)]
    Refused(#[from] RequestError),
    /// The sender is not authenticated (401). The host raises this error, because only the host
    /// knows the senders.
    #[error("the sender is not authenticated; send valid credentials")]
    NotAuthenticated,
    /// The host has no issuer with this id (404). The host raises this error, because it looks up
    /// the issuers.
    #[error("there is no issuer {0}")]
    IssuerNotFound(Uuid),
    /// The host does not have something else (404), such as a certificate. The host raises this
    /// error with [`Error::not_found`].
    #[error("there is no {what} {id}")]
    NotFound {
        /// What was looked up, such as `certificate`.
        what: HostText,
        /// Its id.
        id: HostText,
    },
    /// The state of a CA or certificate does not allow the operation (403). The host raises this
    /// error with [`Error::state_forbids`], because it keeps the states.
    #[error("{id} is in the state {state}, which does not allow the operation {operation}")]
    StateForbids {
        /// The CA or certificate.
        id: HostText,
        /// Its state, such as `DISABLED`.
        state: HostText,
        /// The operation, such as `export`.
        operation: HostText,
    },
    /// A CA or certificate is frozen (403), for example because an account is in arrears. The host
    /// raises this error with [`Error::frozen`].
    #[error("{0} is frozen")]
    Frozen(HostText),
    /// A certificate and a private key to be imported do not match (403). The host raises this
    /// error.
    #[error("the certificate and the private key do not match")]
    CertificateKeyMismatch,
    /// The issuer's certificate or chain cannot be used.
    #[error("{0}")]
    Issuer(#[from] IssuerError),
    /// The settings do not make a valid profile.
    #[error("the profile is not valid: {0}")]
    Profile(#[from] ProfileError),
    /// A private key cannot be used.
    #[error("{0}")]
    Key(#[source] PrivateKeyError),
    /// The signer failed.
    #[error("the signer failed: {0}")]
    Signer(#[from] SignerError),
    /// The signature that the signer returned does not verify with the issuer's public key.
    #[error("the signer's signature does not verify with the issuer's public key")]
    SignatureInvalid,
    /// A stored to-be-signed certificate differs from what this library encodes for this issuer.
    #[error("the stored bytes are not those that this library encodes for this issuer: {part} differs")]
    NotAsWritten {
        /// The first part that differs, under its name in RFC 5280 §4.1 and §4.2.
        part: &'static str,
    },
    /// The signer's key differs from the key in the issuer's certificate.
    #[error("the signer's public key is not the issuer's")]
    SignerMismatch,
    /// An OCSP request is not answered with a status.
    #[error(transparent)]
    Ocsp(#[from] OcspError),
    /// An OCSP responder cannot answer for the issuer.
    #[error(transparent)]
    OcspResponder(#[from] OcspResponderError),
    /// The caller's random number generator failed.
    #[error("the random number generator failed")]
    Entropy,
}

impl Error {
    /// The maximum length of [`Error::message`] in characters.
    pub const MAX_MESSAGE_CHARACTERS: usize = 1_024;

    /// Makes the error for something that the host does not have (404): what it is, such as
    /// `certificate`, and its id. The API has one code for all of them, PCA.00030102. If it is the
    /// issuer of a request, [`wire::Body::resolve`](crate::wire::Body::resolve) makes the error.
    ///
    /// ```
    /// use certmint::Error;
    ///
    /// let error = Error::not_found("certificate", 4711);
    /// assert_eq!(error.to_string(), "there is no certificate 4711");
    /// assert_eq!(error.code().http_status(), 404);
    /// ```
    #[must_use]
    pub fn not_found(what: impl fmt::Display, id: impl fmt::Display) -> Self {
        Self::NotFound { what: HostText::new(what), id: HostText::new(id) }
    }

    /// Makes the error for a CA or certificate whose state does not allow an operation (403). Id,
    /// state and operation are texts of the host.
    ///
    /// ```
    /// use certmint::Error;
    ///
    /// let error = Error::state_forbids("ca-7", "DISABLED", "issue");
    /// assert_eq!(error.code().as_str(), "PCA.00030201");
    /// ```
    #[must_use]
    pub fn state_forbids(
        id: impl fmt::Display,
        state: impl fmt::Display,
        operation: impl fmt::Display,
    ) -> Self {
        let [id, state] = [HostText::new(id), HostText::new(state)];
        Self::StateForbids { id, state, operation: HostText::new(operation) }
    }

    /// Makes the error for a CA or certificate that is frozen (403), by the id that the host uses.
    #[must_use]
    pub fn frozen(id: impl fmt::Display) -> Self {
        Self::Frozen(HostText::new(id))
    }

    /// Returns the error code on the wire: with several violations, the code of the first.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(error) => error.code(),
            Self::NotAuthenticated => ErrorCode::NotAuthenticated,
            Self::IssuerNotFound(_) | Self::NotFound { .. } => ErrorCode::IssuerNotFound,
            Self::StateForbids { .. } => ErrorCode::StateForbids,
            Self::Frozen(_) => ErrorCode::Frozen,
            Self::CertificateKeyMismatch => ErrorCode::CertificateKeyMismatch,
            Self::Ocsp(error) if error.is_of_request() => ErrorCode::Parameter,
            _ => ErrorCode::Internal,
        }
    }

    /// Returns the violations of a refused request. For all other errors the slice is empty.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Refused(error) => error.violations(),
            _ => &[],
        }
    }

    /// Returns the text for the wire: at most 1,024 characters, without the text of the signer's
    /// error. [`Display`](fmt::Display) gives the full text.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = Message { text: String::new(), left: Self::MAX_MESSAGE_CHARACTERS };
        let written = match self {
            // The signer's own text is for the host's log only.
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

/// A buffer for a limited number of characters. Writing one more fails, so the rest is not even
/// formatted.
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

impl From<ViolationKind> for Error {
    /// Converts a fault to a refusal with one violation about the whole request, so that `?` works
    /// where requests are built.
    fn from(kind: ViolationKind) -> Self {
        RequestError::from(kind).into()
    }
}

/// Implements the conversion of each error to a refusal with one violation about the whole request.
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
    NamedIdentifierError,
    UnknownNameError,
    CustomExtensionError,
    PathLengthError,
    NameConstraintsError,
    NameConstraintError,
    RequestedValidityError,
    PublicKeyError,
    CsrError,
    RfcError,
    SerialNumberError,
    RevocationReasonError,
    CrlError,
    HostBodyError,
    RequestedKeyError,
    CrlNumberError,
    UrlError,
    RepeatedPolicyError,
    ValidityError,
}

impl From<CertificateError> for Error {
    fn from(error: CertificateError) -> Self {
        IssuerError::Certificate { certificate: ChainCertificate::new(0, None), error }.into()
    }
}

impl From<ChainError> for Error {
    fn from(error: ChainError) -> Self {
        IssuerError::Chain { certificate: ChainCertificate::new(0, None), above: None, error }.into()
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

impl From<OcspRequestError> for Error {
    fn from(error: OcspRequestError) -> Self {
        Self::Ocsp(error.into())
    }
}

impl From<EntropyError> for Error {
    fn from(_: EntropyError) -> Self {
        Self::Entropy
    }
}

#[cfg(test)]
mod tests {
    use alloc::boxed::Box;
    use alloc::format;
    use alloc::string::ToString;

    use super::*;
    use crate::diagnostics::{Field, Violations};
    use crate::x509::Sanitized;

    fn refused(violations: impl IntoIterator<Item = (Field, ViolationKind)>) -> Error {
        let mut collected = Violations::new();
        violations.into_iter().for_each(|(field, kind)| collected.push(field, kind));
        RequestError::from(collected).into()
    }

    #[test]
    fn e2_a_refusal_joins_its_violations_and_is_cut_at_a_character() {
        let error = refused([
            (Field::Validity, ViolationKind::Missing),
            (Field::Whole, ViolationKind::DuplicateMember),
        ]);
        assert_eq!(error.message(), "/validity: a value is required; this member occurs more than once");
        assert_eq!(error.code(), ErrorCode::Validity);

        let kind = ViolationKind::NotOneOf { found: Sanitized::new("é"), allowed: &["é"; 600] };
        let message: String = refused([(Field::ValidityUnit, kind)]).message();
        assert_eq!(message.chars().count(), Error::MAX_MESSAGE_CHARACTERS);
        assert!(message.ends_with('…'));

        // The pointer takes the remaining characters: ": a value is required" has 21.
        let message = |pointer: usize| {
            let name = "é".repeat(pointer - 1).into();
            let field = Field::Member { object: Box::new(Field::Whole), name };
            refused([(field, ViolationKind::Missing)]).message()
        };
        assert_eq!(message(1_003), format!("/{}: a value is required", "é".repeat(1_002)));
        assert_eq!(message(1_004), format!("/{}: a value is requir…", "é".repeat(1_003)));
    }

    #[test]
    fn e3_texts_of_what_the_host_raises_name_the_id() {
        let id = Uuid::nil();
        for (error, text) in [
            (Error::IssuerNotFound(id), "there is no issuer 00000000-0000-0000-0000-000000000000"),
            (
                Error::state_forbids(id, "DISABLED", "export"),
                "00000000-0000-0000-0000-000000000000 is in the state DISABLED, which does not \
                 allow the operation export",
            ),
            (Error::not_found("certificate", 7), "there is no certificate 7"),
            (Error::frozen(id), "00000000-0000-0000-0000-000000000000 is frozen"),
        ] {
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn e2_the_text_of_a_signer_is_not_in_the_message() {
        let error = Error::Signer(SignerError::new("the HSM is away"));
        assert_eq!(error.to_string(), "the signer failed: the HSM is away");
        assert_eq!(error.message(), "the signer failed");
    }
}

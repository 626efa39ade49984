//! Why a certificate was revoked (RFC 5280 §5.3.1).

use core::fmt;
use core::str::FromStr;

use super::Sanitized;

/// Why a certificate was revoked: the CRLReason of RFC 5280 §5.3.1.
///
/// It has a number, and two names: that of the RFC, which [`Display`](fmt::Display) writes, and
/// that of the API, which serde writes. Both names are read, in upper or lower case, so that the
/// `CACompromise` of OpenSSL's index is read as well.
///
/// ```
/// use certmint::crl::RevocationReason;
///
/// let reason = RevocationReason::try_from(2)?;
/// assert_eq!(reason.to_string(), "cACompromise");
/// assert_eq!(reason.api_name(), "CERTIFICATE_AUTHORITY_COMPROMISE");
/// assert_eq!("cACompromise".parse(), Ok(reason));
/// assert_eq!("CERTIFICATE_AUTHORITY_COMPROMISE".parse(), Ok(reason));
/// assert_eq!(u8::from(reason), 2);
/// # Ok::<(), certmint::error::RevocationReasonError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationReason {
    /// unspecified (0): no reason is known. In a CRL it is written by leaving the reason out.
    #[default]
    Unspecified,
    /// keyCompromise (1): the subject's private key is, or may be, known to others.
    KeyCompromise,
    /// cACompromise (2): the private key of a CA is, or may be, known to others.
    CaCompromise,
    /// affiliationChanged (3): information in the certificate, such as the subject's name, has
    /// changed.
    AffiliationChanged,
    /// superseded (4): another certificate has replaced it.
    Superseded,
    /// cessationOfOperation (5): the certificate is no longer needed.
    CessationOfOperation,
    /// certificateHold (6): temporarily suspended.
    CertificateHold,
    /// removeFromCRL (8): no longer on hold, or expired. It occurs only in delta CRLs, where it
    /// removes an entry of the base ([rule R9](crate::docs::rules#r9)).
    RemoveFromCrl,
    /// privilegeWithdrawn (9): a privilege that the certificate states was withdrawn.
    PrivilegeWithdrawn,
    /// aACompromise (10): the private key of an attribute authority is, or may be, known to others.
    AaCompromise,
}

/// Why a number or a text is not a revocation reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RevocationReasonError {
    /// RFC 5280 §5.3.1 has no reason with this number.
    #[error("found {0}, but the reasons of RFC 5280 §5.3.1 are 0 to 6 and 8 to 10")]
    Number(u8),
    /// There is no reason with this name.
    #[error("found {0}, which is not a revocation reason; use a name of RFC 5280 §5.3.1 or of the API")]
    Name(Sanitized),
}

impl RevocationReason {
    /// All reasons, in the order of their numbers.
    pub const ALL: &[Self] = &[
        Self::Unspecified,
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::RemoveFromCrl,
        Self::PrivilegeWithdrawn,
        Self::AaCompromise,
    ];

    /// The number, the name in RFC 5280, and the name in the API.
    const fn row(self) -> (u8, &'static str, &'static str) {
        match self {
            Self::Unspecified => (0, "unspecified", "UNSPECIFIED"),
            Self::KeyCompromise => (1, "keyCompromise", "KEY_COMPROMISE"),
            Self::CaCompromise => (2, "cACompromise", "CERTIFICATE_AUTHORITY_COMPROMISE"),
            Self::AffiliationChanged => (3, "affiliationChanged", "AFFILIATION_CHANGED"),
            Self::Superseded => (4, "superseded", "SUPERSEDED"),
            Self::CessationOfOperation => (5, "cessationOfOperation", "CESSATION_OF_OPERATION"),
            Self::CertificateHold => (6, "certificateHold", "CERTIFICATE_HOLD"),
            Self::RemoveFromCrl => (8, "removeFromCRL", "REMOVE_FROM_CRL"),
            Self::PrivilegeWithdrawn => (9, "privilegeWithdrawn", "PRIVILEGE_WITHDRAWN"),
            Self::AaCompromise => (10, "aACompromise", "ATTRIBUTE_AUTHORITY_COMPROMISE"),
        }
    }

    /// Returns the name in RFC 5280 §5.3.1, such as `keyCompromise`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().1
    }

    /// Returns the name in the API, such as `KEY_COMPROMISE`. The API has no name for
    /// [`RevocationReason::RemoveFromCrl`]; this project calls it `REMOVE_FROM_CRL`.
    #[must_use]
    pub const fn api_name(self) -> &'static str {
        self.row().2
    }

    /// Returns the number of the CRLReason.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.row().0
    }
}

impl From<RevocationReason> for u8 {
    fn from(reason: RevocationReason) -> Self {
        reason.number()
    }
}

impl TryFrom<u8> for RevocationReason {
    type Error = RevocationReasonError;

    fn try_from(number: u8) -> Result<Self, RevocationReasonError> {
        let reason = Self::ALL.iter().copied().find(|reason| reason.number() == number);
        reason.ok_or(RevocationReasonError::Number(number))
    }
}

impl FromStr for RevocationReason {
    type Err = RevocationReasonError;

    fn from_str(text: &str) -> Result<Self, RevocationReasonError> {
        let has_name = |reason: &Self| {
            text.eq_ignore_ascii_case(reason.as_str()) || text.eq_ignore_ascii_case(reason.api_name())
        };
        let reason = Self::ALL.iter().copied().find(has_name);
        reason.ok_or_else(|| RevocationReasonError::Name(Sanitized::new(text)))
    }
}

impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for RevocationReason {
    /// Writes the name in the API.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.api_name())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for RevocationReason {
    /// Reads both names.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl serde::de::Visitor<'_> for Text {
            type Value = RevocationReason;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a revocation reason")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RevocationReason, E> {
                text.parse().map_err(|error: RevocationReasonError| E::custom(error))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn r6_reasons_are_read_from_their_number_and_both_names() {
        for reason in RevocationReason::ALL.iter().copied() {
            assert_eq!(RevocationReason::try_from(reason.number()), Ok(reason));
            assert_eq!(reason.as_str().parse(), Ok(reason));
            assert_eq!(reason.api_name().parse(), Ok(reason));
            assert_eq!(reason.to_string(), reason.as_str());
        }
        let numbers = RevocationReason::ALL.iter().copied().map(u8::from);
        assert_eq!(Vec::from_iter(numbers), [0, 1, 2, 3, 4, 5, 6, 8, 9, 10]);
        assert_eq!("CACompromise".parse(), Ok(RevocationReason::CaCompromise));
        assert_eq!(RevocationReason::default(), RevocationReason::Unspecified);
    }

    #[test]
    fn r6_other_numbers_and_names_are_refused() {
        for number in (0..=u8::MAX).filter(|number| !matches!(number, 0..=6 | 8..=10)) {
            assert_eq!(RevocationReason::try_from(number), Err(RevocationReasonError::Number(number)));
        }
        for text in ["", "1", "KEYCOMPROMISE ", "KEY COMPROMISE", "CA_COMPROMISE", "keyCompromisé"] {
            let error = RevocationReasonError::Name(Sanitized::new(text));
            assert_eq!(text.parse::<RevocationReason>(), Err(error), "{text}");
        }
        assert_eq!(
            RevocationReasonError::Number(7).to_string(),
            "found 7, but the reasons of RFC 5280 §5.3.1 are 0 to 6 and 8 to 10"
        );
        assert_eq!(
            RevocationReasonError::Name(Sanitized::new("x")).to_string(),
            "found \"x\", which is not a revocation reason; use a name of RFC 5280 §5.3.1 or of the API"
        );
    }
}

//! Deviations from DER, or from the structure that a standard prescribes, that are accepted on
//! reading.

use core::fmt;

/// An encoding that is not the one that its standard prescribes, but has exactly one meaning.
///
/// It is accepted in bytes that are only read and never copied into a certificate (rules
/// [C2](crate::docs::rules#c2) and [A6](crate::docs::rules#a6)), and a notice reports it. A profile
/// can refuse it in CSRs ([`CsrEncoding::Strict`](crate::profile::CsrEncoding::Strict)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodingDeviation {
    /// `critical FALSE` is encoded, although it is the default (X.690 §11.5).
    CriticalFalse,
    /// `critical TRUE` is encoded as an octet other than FF (X.690 §11.1).
    CriticalTrue,
    /// `cA FALSE` is encoded, although it is the default (X.690 §11.5).
    CaFalse,
    /// `cA TRUE` is encoded as an octet other than FF (X.690 §11.1).
    CaTrue,
    /// keyUsage has zero bits after the last usage (X.690 §11.2.2).
    KeyUsageTrailingZeroBits,
    /// The attributes of an RDN are not in the order of a SET OF (X.690 §11.6).
    RdnOrder,
    /// An RDN has no attributes (RFC 5280 §4.1.2.4).
    EmptyRdn,
    /// A time before 2050 is a GeneralizedTime instead of a UTCTime (RFC 5280 §4.1.2.5).
    GeneralizedTimeBefore2050,
    /// The `minimum` 0 of a subtree is encoded, although it is the default (X.690 §11.5).
    SubtreeMinimumZero,
    /// The parameters of an RSA key are absent instead of NULL (RFC 3279 §2.3.1).
    RsaKeyWithoutNull,
    /// The modulus of an RSA key has no leading zero octet, so it reads as negative (X.690 §8.3.3).
    RsaModulusWithoutSign,
    /// The version of a CSR is 1 or 2 instead of 0, that of PKCS #10 (RFC 2986 §4.1).
    CsrVersion(u8),
    /// The attributes of a CSR are absent; they may be empty, but not absent (RFC 2986 §4.1).
    NoAttributes,
    /// The attributes of a CSR are not in the order of a SET OF (X.690 §11.6).
    AttributeOrder,
    /// The values of an attribute are not in the order of a SET OF (X.690 §11.6).
    AttributeValueOrder,
    /// An attribute has no value (RFC 2986 §4.1: SET SIZE (1..MAX)).
    AttributeWithoutValue,
    /// An extensionRequest has no extensions (RFC 5280 §4.1: SEQUENCE SIZE (1..MAX)).
    NoExtensions,
    /// The parameters of an ECDSA signature algorithm are NULL instead of absent (RFC 5758 §3.2).
    EcdsaNullParameters,
    /// The parameters of an RSA signature algorithm are absent instead of NULL (RFC 4055 §5).
    RsaWithoutNull,
    /// Default parameters of RSASSA-PSS are encoded (X.690 §11.5).
    PssDefault,
}

impl fmt::Display for EncodingDeviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CriticalFalse => "critical FALSE is encoded, but DER omits it",
            Self::CriticalTrue => "critical TRUE is not encoded as FF",
            Self::CaFalse => "cA FALSE is encoded, but DER omits it",
            Self::CaTrue => "cA TRUE is not encoded as FF",
            Self::KeyUsageTrailingZeroBits => "keyUsage has trailing zero bits, but DER omits them",
            Self::RdnOrder => "the attributes of an RDN are not in the order that DER requires for a SET OF",
            Self::EmptyRdn => "an RDN has no attributes, but must have at least one (RFC 5280 §4.1.2.4)",
            Self::GeneralizedTimeBefore2050 => {
                "a time before 2050 is a GeneralizedTime, but must be a UTCTime (RFC 5280 §4.1.2.5)"
            }
            Self::SubtreeMinimumZero => "the minimum 0 of a subtree is encoded, but DER omits it",
            Self::RsaKeyWithoutNull => {
                "the parameters of the RSA key are absent, but must be NULL (RFC 3279 §2.3.1)"
            }
            Self::RsaModulusWithoutSign => {
                "the modulus of the RSA key reads as negative, because its leading zero octet is missing"
            }
            Self::CsrVersion(found) => {
                return write!(f, "the version is {found}, but that of a CSR must be 0 (RFC 2986 §4.1)");
            }
            Self::NoAttributes => {
                "the attributes are absent; they may be empty, but not absent (RFC 2986 §4.1)"
            }
            Self::AttributeOrder => "the attributes are not in the order that DER requires for a SET OF",
            Self::AttributeValueOrder => {
                "the values of the attribute are not in the order that DER requires for a SET OF"
            }
            Self::AttributeWithoutValue => "the attribute has no value, but PKCS #10 requires at least one",
            Self::NoExtensions => "the extension request is empty; omit it if no extension is requested",
            Self::EcdsaNullParameters => {
                "the parameters of the ECDSA signature algorithm are NULL, but must be absent (RFC 5758 §3.2)"
            }
            Self::RsaWithoutNull => {
                "the parameters of the RSA signature algorithm are absent, but must be NULL (RFC 4055 §5)"
            }
            Self::PssDefault => "default parameters of RSASSA-PSS are encoded, but DER omits them",
        })
    }
}

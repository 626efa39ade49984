//! Deviations from DER, or from the structure that a standard prescribes, that are accepted on reading.

use core::fmt;

/// An encoding that is not the one that its standard prescribes, but has exactly one meaning.
///
/// It is accepted in bytes that are only read and never copied into a certificate (rules C2 and A6), and a notice
/// reports it. A profile can refuse it in CSRs ([`CsrEncoding::Strict`](crate::profile::CsrEncoding::Strict)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodingDeviation {
    /// An encoded `critical FALSE`, which is the default (X.690 §11.5).
    CriticalFalse,
    /// `critical TRUE` as another octet than FF (X.690 §11.1).
    CriticalTrue,
    /// An encoded `cA FALSE`, which is the default (X.690 §11.5).
    CaFalse,
    /// `cA TRUE` as another octet than FF (X.690 §11.1).
    CaTrue,
    /// Zero bits after the last key usage (X.690 §11.2.2).
    KeyUsageTrailingZeroBits,
    /// The attributes of an RDN are not in the order of a SET OF (X.690 §11.6).
    RdnOrder,
    /// An RDN has no attribute (RFC 5280 §4.1.2.4).
    EmptyRdn,
    /// A GeneralizedTime before 2050, which is to be a UTCTime (RFC 5280 §4.1.2.5).
    GeneralizedTimeBefore2050,
    /// The `minimum` 0 of a subtree, which is the default (X.690 §11.5).
    SubtreeMinimumZero,
    /// The parameters of an RSA key are absent instead of NULL (RFC 3279 §2.3.1).
    RsaKeyWithoutNull,
    /// The modulus of an RSA key lacks the octet of its sign, so that it reads as negative (X.690 §8.3.3).
    RsaModulusWithoutSign,
    /// A CSR of version 1 or 2 in place of 0, that of PKCS #10 (RFC 2986 §4.1).
    CsrVersion(u8),
    /// A CSR without the member attributes, which may be empty but not absent (RFC 2986 §4.1).
    NoAttributes,
    /// Attributes of a CSR that are not in the order of a SET OF (X.690 §11.6).
    AttributeOrder,
    /// Values of an attribute that are not in the order of a SET OF (X.690 §11.6).
    AttributeValueOrder,
    /// An attribute without any value (RFC 2986 §4.1: SET SIZE (1..MAX)).
    AttributeWithoutValue,
    /// An extensionRequest without any extension (RFC 5280 §4.1: SEQUENCE SIZE (1..MAX)).
    NoExtensions,
    /// NULL as the parameters of an ECDSA signature algorithm, which has none (RFC 5758 §3.2).
    EcdsaNullParameters,
    /// An RSA signature algorithm without the parameters NULL (RFC 4055 §5).
    RsaWithoutNull,
    /// Parameters of RSASSA-PSS that are encoded although they are the default (X.690 §11.5).
    PssDefault,
}

impl fmt::Display for EncodingDeviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CriticalFalse => "critical FALSE is encoded; DER leaves it out",
            Self::CriticalTrue => "critical TRUE is not encoded as FF",
            Self::CaFalse => "cA FALSE is encoded; DER leaves it out",
            Self::CaTrue => "cA TRUE is not encoded as FF",
            Self::KeyUsageTrailingZeroBits => "keyUsage has trailing zero bits; DER removes them",
            Self::RdnOrder => "the attributes of an RDN are not in the order that DER gives a SET OF",
            Self::EmptyRdn => "an RDN has no attribute; RFC 5280 §4.1.2.4 demands one",
            Self::GeneralizedTimeBefore2050 => {
                "a time before 2050 is a GeneralizedTime; RFC 5280 §4.1.2.5 prescribes UTCTime"
            }
            Self::SubtreeMinimumZero => "the minimum 0 of a subtree is encoded; DER leaves it out",
            Self::RsaKeyWithoutNull => {
                "the parameters of the RSA key are absent; RFC 3279 §2.3.1 prescribes NULL"
            }
            Self::RsaModulusWithoutSign => {
                "the modulus of the RSA key reads as negative: the octet of its sign is missing"
            }
            Self::CsrVersion(found) => {
                return write!(f, "the version is {found}; that of a CSR is 0 (RFC 2986 §4.1)");
            }
            Self::NoAttributes => "the attributes are missing; they may be empty, not absent (RFC 2986 §4.1)",
            Self::AttributeOrder => "the attributes are not in the order that DER has for a SET OF",
            Self::AttributeValueOrder => {
                "the values of the attribute are not in the order that DER has for a SET OF"
            }
            Self::AttributeWithoutValue => "the attribute has no value; PKCS #10 demands one at least",
            Self::NoExtensions => {
                "the extension request is empty; leave it out where no extension is asked for"
            }
            Self::EcdsaNullParameters => {
                "the ECDSA signature algorithm has NULL parameters; it has none (RFC 5758 §3.2)"
            }
            Self::RsaWithoutNull => {
                "the RSA signature algorithm has no parameters; they are NULL (RFC 4055 §5)"
            }
            Self::PssDefault => "default parameters of RSASSA-PSS are encoded; DER leaves them out",
        })
    }
}

//! What deviates from DER and is accepted where it is only read.

use core::fmt;

/// An encoding that is not DER, or not the one that RFC 5280 prescribes, and has exactly one meaning.
///
/// It is accepted where bytes are only read and never enter a certificate (rules C2 and A6), and a notice names it.
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
        })
    }
}

//! What deviates from DER and is accepted where it is only read.

use core::fmt;

/// An encoding that is not DER and has exactly one meaning.
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
}

impl fmt::Display for EncodingDeviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CriticalFalse => "critical FALSE is encoded; DER leaves it out",
            Self::CriticalTrue => "critical TRUE is not encoded as FF",
            Self::CaFalse => "cA FALSE is encoded; DER leaves it out",
            Self::CaTrue => "cA TRUE is not encoded as FF",
            Self::KeyUsageTrailingZeroBits => "keyUsage has trailing zero bits; DER removes them",
        })
    }
}

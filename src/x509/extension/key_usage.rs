//! keyUsage (RFC 5280 §4.2.1.3), critical.

use core::fmt;
use core::str::FromStr;

use super::{Criticality, encode_extension};
use crate::x509::der::{NotDer, Value, Writer, tag};
use crate::x509::oid;
use crate::x509::{EncodingDeviation, UnknownNameError, names_of};

/// One usage of a key. The discriminant is the bit number of RFC 5280 §4.2.1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
pub enum KeyUsage {
    /// digitalSignature.
    DigitalSignature = 0,
    /// nonRepudiation, which X.509 also calls contentCommitment.
    NonRepudiation = 1,
    /// keyEncipherment.
    KeyEncipherment = 2,
    /// dataEncipherment.
    DataEncipherment = 3,
    /// keyAgreement.
    KeyAgreement = 4,
    /// keyCertSign.
    KeyCertSign = 5,
    /// cRLSign.
    #[cfg_attr(feature = "serde", serde(rename = "cRLSign"))]
    CrlSign = 6,
    /// encipherOnly.
    EncipherOnly = 7,
    /// decipherOnly.
    DecipherOnly = 8,
}

impl KeyUsage {
    /// All usages, in the order of their bits.
    pub const ALL: [Self; 9] = [
        Self::DigitalSignature,
        Self::NonRepudiation,
        Self::KeyEncipherment,
        Self::DataEncipherment,
        Self::KeyAgreement,
        Self::KeyCertSign,
        Self::CrlSign,
        Self::EncipherOnly,
        Self::DecipherOnly,
    ];

    /// The names of [`KeyUsage::ALL`].
    pub(crate) const NAMES: [&str; Self::ALL.len()] = names_of!(Self::ALL, as_str);

    /// Returns the bit of the usage in a set, counted from the least significant.
    const fn bit(self) -> u16 {
        match self {
            Self::DigitalSignature => 1,
            Self::NonRepudiation => 1 << 1,
            Self::KeyEncipherment => 1 << 2,
            Self::DataEncipherment => 1 << 3,
            Self::KeyAgreement => 1 << 4,
            Self::KeyCertSign => 1 << 5,
            Self::CrlSign => 1 << 6,
            Self::EncipherOnly => 1 << 7,
            Self::DecipherOnly => 1 << 8,
        }
    }

    /// Returns the name in RFC 5280 and in the JSON bodies.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DigitalSignature => "digitalSignature",
            Self::NonRepudiation => "nonRepudiation",
            Self::KeyEncipherment => "keyEncipherment",
            Self::DataEncipherment => "dataEncipherment",
            Self::KeyAgreement => "keyAgreement",
            Self::KeyCertSign => "keyCertSign",
            Self::CrlSign => "cRLSign",
            Self::EncipherOnly => "encipherOnly",
            Self::DecipherOnly => "decipherOnly",
        }
    }
}

impl FromStr for KeyUsage {
    type Err = UnknownNameError;

    /// Reads the name that [`KeyUsage::as_str`] returns.
    fn from_str(name: &str) -> Result<Self, UnknownNameError> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or_else(|| UnknownNameError::new(name, &Self::NAMES))
    }
}

impl TryFrom<&str> for KeyUsage {
    type Error = UnknownNameError;

    fn try_from(name: &str) -> Result<Self, UnknownNameError> {
        name.parse()
    }
}

impl AsRef<str> for KeyUsage {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of key usages.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct KeyUsages(u16);

impl KeyUsages {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// Creates a set of these usages; repeated ones count once.
    #[must_use]
    pub const fn of(usages: &[KeyUsage]) -> Self {
        let mut set = Self::NONE;
        let mut position = 0;
        while position < usages.len() {
            set.0 |= usages[position].bit();
            position += 1;
        }
        set
    }

    /// Returns whether the set contains this usage.
    #[must_use]
    pub const fn contains(self, usage: KeyUsage) -> bool {
        self.0 & usage.bit() != 0
    }

    /// Returns whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the usages, in the order of their bits.
    pub fn iter(self) -> impl Iterator<Item = KeyUsage> {
        KeyUsage::ALL.into_iter().filter(move |usage| self.contains(*usage))
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn encode(self, w: &mut Writer) {
        if !self.is_empty() {
            encode_extension(w, oid::KEY_USAGE, Criticality::Critical, |w| self.encode_bits(w));
        }
    }

    /// Encodes the set as a named bit list, without trailing zero bits (X.690 §11.2.2).
    fn encode_bits(self, w: &mut Writer) {
        // Bit 0 of the ASN.1 type is the most significant bit of the first octet.
        let [first, second] = self.0.reverse_bits().to_be_bytes();
        // At most 8.
        let unused = |last: u8| u8::try_from(last.trailing_zeros()).unwrap_or(8);
        if second == 0 {
            w.value(tag::BIT_STRING, &[unused(first), first]);
        } else {
            w.value(tag::BIT_STRING, &[unused(second), first, second]);
        }
    }

    /// Reads the value of the extension in strict DER, without the trailing zero bits that
    /// [`KeyUsages::read_tolerant`] accepts.
    pub(crate) fn read(value: &[u8]) -> Result<Self, NotDer> {
        match Self::read_tolerant(value)? {
            (usages, None) => Ok(usages),
            (_, Some(_)) => Err(NotDer),
        }
    }

    /// Reads a value that is never copied, and accepts zero bits after the last usage. No bit
    /// beyond decipherOnly is defined, and at least one must be set (RFC 5280 §4.2.1.3).
    pub(crate) fn read_tolerant(value: &[u8]) -> Result<(Self, Option<EncodingDeviation>), NotDer> {
        let (unused, octets) =
            Value::read(value)?.content_of(tag::BIT_STRING)?.split_first().ok_or(NotDer)?;
        let last = octets.last().ok_or(NotDer)?;
        // The bits declared as unused must be zero (X.690 §11.2.1).
        if *unused > 7 || last.trailing_zeros() < u32::from(*unused) {
            return Err(NotDer);
        }
        let (first, second) = match octets {
            [first] => (*first, 0),
            [first, second, rest @ ..] if rest.iter().all(|octet| *octet == 0) => (*first, *second),
            _ => return Err(NotDer),
        };
        let usages = Self(u16::from_be_bytes([first, second]).reverse_bits());
        if usages.is_empty() || usages.0 >= 1 << KeyUsage::ALL.len() {
            return Err(NotDer);
        }
        let is_der = *last != 0 && u32::from(*unused) == last.trailing_zeros();
        Ok((usages, (!is_der).then_some(EncodingDeviation::KeyUsageTrailingZeroBits)))
    }
}

impl fmt::Display for KeyUsages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, usage) in self.iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            f.write_str(usage.as_str())?;
        }
        Ok(())
    }
}

impl fmt::Debug for KeyUsages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyUsages({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use KeyUsage::*;

    #[test]
    fn u1_usages_are_shown_by_their_names() {
        let usages = KeyUsages::of(&[KeyCertSign, DigitalSignature]);
        assert_eq!(alloc::format!("{usages:?}"), "KeyUsages(digitalSignature, keyCertSign)");
        assert_eq!(alloc::format!("{}", KeyUsages::NONE), "");
    }

    fn bits(usages: &[KeyUsage]) -> alloc::vec::Vec<u8> {
        let mut w = Writer::with_capacity(8);
        KeyUsages::of(usages).encode_bits(&mut w);
        w.into_bytes()
    }

    #[test]
    fn x3_trailing_zero_bits_are_removed() {
        assert_eq!(bits(&[DigitalSignature]), [3, 2, 7, 0x80]);
        assert_eq!(bits(&[DigitalSignature, NonRepudiation]), [3, 2, 6, 0xc0]);
        assert_eq!(bits(&[KeyCertSign, CrlSign]), [3, 2, 1, 0x06]);
        assert_eq!(bits(&[EncipherOnly]), [3, 2, 0, 0x01]);
        assert_eq!(bits(&[KeyAgreement, DecipherOnly]), [3, 3, 7, 0x08, 0x80]);
    }

    #[test]
    fn x3_every_set_reads_back_and_no_other_bits_do() {
        for set in 1..512u16 {
            let mut w = Writer::with_capacity(8);
            KeyUsages(set).encode_bits(&mut w);
            assert_eq!(KeyUsages::read(&w.into_bytes()), Ok(KeyUsages(set)));
        }
        for refused in [
            &[3, 2, 0, 0x80][..],
            &[3, 2, 7, 0x81],
            &[3, 2, 0, 0],
            &[3, 1, 0],
            &[3, 3, 0, 0x80, 0],
            &[3, 3, 6, 0x80, 0x40],
            &[3, 4, 7, 0x80, 0x80, 0x80],
            &[4, 2, 7, 0x80],
        ] {
            assert_eq!(KeyUsages::read(refused), Err(NotDer), "{refused:02x?}");
        }
    }

    #[test]
    fn a6_usages_that_are_only_read_may_have_trailing_zero_bits_and_no_others() {
        let deviation = Some(EncodingDeviation::KeyUsageTrailingZeroBits);
        let ca = KeyUsages::of(&[KeyCertSign, CrlSign]);
        for (value, expected) in [
            (&[3, 2, 1, 0x06][..], Ok((ca, None))),
            (&[3, 2, 0, 0x06], Ok((ca, deviation))),
            (&[3, 3, 7, 0x06, 0], Ok((ca, deviation))),
            (&[3, 3, 0, 0x06, 0], Ok((ca, deviation))),
            (&[3, 5, 4, 0x06, 0, 0, 0], Ok((ca, deviation))),
            (&[3, 3, 0, 0x08, 0x80], Ok((KeyUsages::of(&[KeyAgreement, DecipherOnly]), deviation))),
            (&[3, 2, 1, 0x80], Ok((KeyUsages::of(&[DigitalSignature]), deviation))),
            // Unused bits that are set, bits without a meaning, no bits, more than eight unused
            // bits.
            (&[3, 2, 2, 0x06], Err(NotDer)),
            (&[3, 3, 6, 0x06, 0x40], Err(NotDer)),
            (&[3, 4, 0, 0x06, 0, 1], Err(NotDer)),
            (&[3, 2, 7, 0], Err(NotDer)),
            (&[3, 1, 0], Err(NotDer)),
            (&[3, 2, 8, 0], Err(NotDer)),
            (&[3, 0], Err(NotDer)),
        ] {
            assert_eq!(KeyUsages::read_tolerant(value), expected, "{value:02x?}");
        }
    }
}

//! Unsigned integers of up to 160 bits: serial numbers and CRL numbers.

use core::fmt;
use core::str::FromStr;

use super::der::{Writer, tag};

/// The maximum length of a serial number or CRL number in octets (RFC 5280 §4.1.2.2, §5.2.3).
pub(crate) const MAX_OCTETS: usize = 20;

/// An integer from 0 to 2^160 − 1, as big-endian octets with leading zeros. The octets therefore
/// compare as the integers do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Unsigned160([u8; MAX_OCTETS]);

impl Unsigned160 {
    pub(crate) const ZERO: Self = Self([0; MAX_OCTETS]);

    /// Reads big-endian octets, ignoring leading zeros.
    ///
    /// # Errors
    /// The number of octets, if it is more than 20.
    pub(crate) fn new(octets: &[u8]) -> Result<Self, usize> {
        let significant = without_leading_zeros(octets);
        let mut padded = [0; MAX_OCTETS];
        let start = MAX_OCTETS.checked_sub(significant.len()).ok_or(significant.len())?;
        padded[start..].copy_from_slice(significant);
        Ok(Self(padded))
    }

    pub(crate) const fn from_octets(octets: [u8; MAX_OCTETS]) -> Self {
        Self(octets)
    }

    /// Returns the octets without leading zeros; for 0, no octets.
    pub(crate) fn significant(&self) -> &[u8] {
        without_leading_zeros(&self.0)
    }

    /// Returns the last eight octets. In random serial numbers they are random.
    pub(crate) fn end(&self) -> u64 {
        self.0.last_chunk().map_or(0, |end| u64::from_be_bytes(*end))
    }

    /// Whether the INTEGER needs a leading zero to be positive, in addition to all 20 octets.
    pub(crate) fn is_top_bit_set(&self) -> bool {
        self.0[0] & 0x80 != 0
    }

    /// Returns the number if it fits into 64 bits.
    pub(crate) fn to_u64(self) -> Option<u64> {
        let leading = &self.0[..MAX_OCTETS - size_of::<u64>()];
        leading.iter().all(|octet| *octet == 0).then(|| self.end())
    }

    /// Encodes an INTEGER in its shortest form (X.690 §8.3.2).
    pub(crate) fn encode(&self, w: &mut Writer) {
        let significant = self.significant();
        let needs_zero = significant.first().is_none_or(|first| first & 0x80 != 0);
        w.nested(tag::INTEGER, |w| {
            if needs_zero {
                w.raw(&[0]);
            }
            w.raw(significant);
        });
    }
}

fn without_leading_zeros(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    &octets[zeros..]
}

/// Why a text is not an unsigned integer of up to 160 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NotUnsigned160 {
    /// It is not hexadecimal digits, with or without colons between octets.
    NotHexadecimal,
    /// The number of octets, without leading zeros, is more than 20.
    TooLong(usize),
}

impl FromStr for Unsigned160 {
    type Err = NotUnsigned160;

    /// Reads hexadecimal digits in any case. Colons between octets are allowed, leading zeros
    /// ignored.
    fn from_str(text: &str) -> Result<Self, NotUnsigned160> {
        let mut octets = [0; MAX_OCTETS];
        let mut digits = 0;
        for part in text.split(':') {
            // Between colons stand whole octets; without colons, any number of digits.
            if part.is_empty() || (part.len() != 2 && part.len() != text.len()) {
                return Err(NotUnsigned160::NotHexadecimal);
            }
            for character in part.chars() {
                let digit = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                let digit = digit.ok_or(NotUnsigned160::NotHexadecimal)?;
                if digits == 0 && digit == 0 {
                    continue;
                }
                digits += 1;
                if digits <= 2 * MAX_OCTETS {
                    append_digit(&mut octets, digit);
                }
            }
        }
        let found = digits.div_ceil(2);
        if found > MAX_OCTETS { Err(NotUnsigned160::TooLong(found)) } else { Ok(Self(octets)) }
    }
}

/// Drops the first hexadecimal digit of the octets and appends another one.
fn append_digit(octets: &mut [u8; MAX_OCTETS], digit: u8) {
    let mut last = digit;
    for octet in octets.iter_mut().rev() {
        let first = *octet >> 4;
        *octet = *octet << 4 | last;
        last = first;
    }
}

impl fmt::Display for Unsigned160 {
    /// Writes two lower-case hexadecimal digits for each octet; for 0, `00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let significant = self.significant();
        let shown = if significant.is_empty() { &[0] } else { significant };
        shown.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for Unsigned160 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r3_integers_take_the_shortest_form() {
        for (octets, encoded) in [
            (&[][..], &[2, 1, 0][..]),
            (&[0, 0], &[2, 1, 0]),
            (&[0x7f], &[2, 1, 0x7f]),
            (&[0x80], &[2, 2, 0, 0x80]),
            (&[0, 0, 1, 0], &[2, 2, 1, 0]),
        ] {
            let mut w = Writer::with_capacity(0);
            Unsigned160::new(octets).expect("at most 20 octets").encode(&mut w);
            assert_eq!(w.into_bytes(), encoded, "{octets:02x?}");
        }
        let longest = Unsigned160::new(&[0xff; 20]).expect("20 octets");
        let mut w = Writer::with_capacity(0);
        longest.encode(&mut w);
        assert_eq!(w.into_bytes(), [&[2, 21, 0][..], &[0xff; 20]].concat());
        assert_eq!(Unsigned160::new(&[1; 21]), Err(21));
        assert_eq!(Unsigned160::new(&[[0; 5].as_slice(), &[1; 20]].concat()).map(|_| ()), Ok(()));
    }
}

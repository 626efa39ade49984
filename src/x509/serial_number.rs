//! Serial numbers of certificates (RFC 5280 §4.1.2.2).

use core::fmt;
use core::str::FromStr;

use super::der::Writer;
use super::unsigned160::{MAX_OCTETS, NotUnsigned160, Unsigned160};

/// The serial number of a certificate: a positive integer of at most 20 octets (RFC 5280 §4.1.2.2,
/// [rule R3](crate::docs::rules#r3)).
///
/// Its text is hexadecimal, two lower-case digits for each octet. Upper-case digits and colons
/// between octets, as OpenSSL writes them, are read as well.
///
/// ```
/// use certmint::SerialNumber;
///
/// let serial_number: SerialNumber = "4F:00:1C".parse()?;
/// assert_eq!(serial_number.as_bytes(), [0x4f, 0x00, 0x1c]);
/// assert_eq!(serial_number.to_string(), "4f001c");
/// # Ok::<(), certmint::error::SerialNumberError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SerialNumber(Unsigned160);

impl SerialNumber {
    /// Makes a serial number from big-endian octets. Leading zeros are ignored.
    ///
    /// # Errors
    /// [`SerialNumberError::Zero`] or [`SerialNumberError::TooLong`].
    pub fn new(octets: &[u8]) -> Result<Self, SerialNumberError> {
        match Unsigned160::new(octets) {
            Ok(Unsigned160::ZERO) => Err(SerialNumberError::Zero),
            Ok(number) => Ok(Self(number)),
            Err(found) => Err(SerialNumberError::TooLong { found, max: MAX_OCTETS }),
        }
    }

    /// Takes the content of an INTEGER, or returns `None` if the number is not positive or has more
    /// than 20 octets.
    pub(crate) fn from_integer(content: &[u8]) -> Option<Self> {
        // A set top bit makes an INTEGER negative.
        let is_negative = content.first().is_some_and(|first| *first >= 0x80);
        Self::new(content).ok().filter(|_| !is_negative)
    }

    /// Takes 20 octets of which the first is not 0.
    pub(crate) const fn from_octets(octets: [u8; MAX_OCTETS]) -> Self {
        Self(Unsigned160::from_octets(octets))
    }

    /// Returns the big-endian octets, without leading zeros.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.significant()
    }

    /// Returns the last eight octets. In random serial numbers they are random.
    pub(crate) fn end(&self) -> u64 {
        self.0.end()
    }

    /// Encodes the number as an INTEGER.
    pub(crate) fn encode(&self, w: &mut Writer) {
        self.0.encode(w);
    }
}

impl AsRef<[u8]> for SerialNumber {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

impl FromStr for SerialNumber {
    type Err = SerialNumberError;

    fn from_str(text: &str) -> Result<Self, SerialNumberError> {
        match text.parse() {
            Ok(Unsigned160::ZERO) => Err(SerialNumberError::Zero),
            Ok(number) => Ok(Self(number)),
            Err(NotUnsigned160::TooLong(found)) => Err(SerialNumberError::TooLong { found, max: MAX_OCTETS }),
            Err(NotUnsigned160::NotHexadecimal) => Err(SerialNumberError::NotHexadecimal),
        }
    }
}

/// Why octets or a text are not a serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SerialNumberError {
    /// It is 0 or has no octets.
    #[error("a serial number must be positive")]
    Zero,
    /// It is too long.
    #[error("the serial number has {found} octets, but at most {max} are allowed")]
    TooLong {
        /// The number of octets, without leading zeros.
        found: usize,
        /// The maximum number of octets.
        max: usize,
    },
    /// The text is not hexadecimal digits, with or without colons between octets.
    #[error("a serial number is written in hexadecimal digits, with or without colons between octets")]
    NotHexadecimal,
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn r3_serial_numbers_are_read_from_hexadecimal_text() {
        for (text, octets) in [
            ("1", &[1][..]),
            ("0f", &[15]),
            ("100", &[1, 0]),
            ("00:00:AB:cd", &[0xab, 0xcd]),
            ("ffffffffffffffffffffffffffffffffffffffff", &[0xff; 20]),
            ("000000ffffffffffffffffffffffffffffffffffffffff", &[0xff; 20]),
        ] {
            let serial_number: SerialNumber = text.parse().expect("a serial number");
            assert_eq!(serial_number.as_bytes(), octets, "{text}");
            assert_eq!(serial_number.to_string().parse(), Ok(serial_number), "{text}");
        }
    }

    #[test]
    fn r3_text_that_is_no_serial_number_is_refused() {
        use SerialNumberError::{NotHexadecimal, TooLong, Zero};
        for (text, error) in [
            ("", NotHexadecimal),
            ("0x01", NotHexadecimal),
            ("1:", NotHexadecimal),
            ("1:2", NotHexadecimal),
            ("001:02", NotHexadecimal),
            ("ab cd", NotHexadecimal),
            ("-1", NotHexadecimal),
            ("é", NotHexadecimal),
            ("0", Zero),
            ("00:00", Zero),
            ("1ffffffffffffffffffffffffffffffffffffffff", TooLong { found: 21, max: 20 }),
        ] {
            assert_eq!(text.parse::<SerialNumber>(), Err(error), "{text}");
        }
        assert_eq!(SerialNumber::new(&[]), Err(Zero));
        assert_eq!(SerialNumber::new(&[1; 21]), Err(TooLong { found: 21, max: 20 }));
    }
}

//! Requests, profiles and issuers made from arbitrary octets. Each is kept as plain data. The typed
//! value is made from that data, and the oracle compares the result with it.

pub mod certificate;
pub mod csr;
pub mod extensions;
pub mod issuer;
pub mod names;
pub mod profile;
pub mod request;
pub mod time;

use arbitrary::Arbitrary;
use certmint::ObjectIdentifier;
use certmint::extension::{KeyUsage, KeyUsages};
use certmint::request::ValidityUnit;

/// A unit of validity.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum Unit {
    Year,
    Month,
    Day,
    Hour,
    Minute,
}

impl From<Unit> for ValidityUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Year => Self::Year,
            Unit::Month => Self::Month,
            Unit::Day => Self::Day,
            Unit::Hour => Self::Hour,
            Unit::Minute => Self::Minute,
        }
    }
}

/// A number of units, usually small.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum Count {
    Few(u8),
    Many(u32),
    Any(u64),
}

impl Count {
    pub fn get(self) -> u64 {
        match self {
            Self::Few(count) => count.into(),
            Self::Many(count) => count.into(),
            Self::Any(count) => count,
        }
    }
}

/// The usages whose bits are set, numbered as in RFC 5280 §4.2.1.3.
pub fn usages(bits: u16) -> KeyUsages {
    let set = KeyUsage::ALL.into_iter().filter(|usage| bits & 1 << *usage as u16 != 0);
    KeyUsages::of(&set.collect::<Vec<_>>())
}

/// An object identifier in dotted decimal.
#[derive(Arbitrary, Clone, Debug)]
pub enum Oid {
    Known(u8),
    Arcs(u8, Vec<u32>),
    Text(String),
}

impl Oid {
    const KNOWN: [&str; 25] = [
        "2.999.1",
        "1.3.6.1.4.1.99999.1",
        "1.3.6.1.5.5.7.8.7",
        "2.25.329800735698586629295641978511506172918",
        "1.3.6.1.5.5.7.3.1",
        "1.3.6.1.5.5.7.3.2",
        "1.3.6.1.5.5.7.3.8",
        "1.3.6.1.5.5.7.3.9",
        "2.5.29.37.0",
        "2.5.29.15",
        "2.5.29.30",
        "1.3.6.1.5.5.7.1.24",
        "1.3.6.1.5.5.7.48.1.5",
        "1.3.6.1.4.1.11129.2.4.3",
        "1.2.840.113549.1.9.15",
        "0.0",
        "0.39.1",
        "2.47.127.128.16383.16384",
        "2.23.140.1.2.1",
        "1.3.6.1.4.1.311.21.7",
        "1.3.6.1.4.1.311.20.2.2",
        "2.5.29.36",
        "2.5.29.54",
        "1.3.6.1.4.1.311.20.2.3",
        "1.3.6.1.5.5.7.8.9",
    ];

    pub fn dotted(&self) -> String {
        match self {
            Self::Known(position) => Self::KNOWN[usize::from(*position) % Self::KNOWN.len()].into(),
            Self::Arcs(first, arcs) => {
                let arcs = arcs.iter().map(|arc| format!(".{arc}"));
                format!("{}{}", first % 3, arcs.collect::<String>())
            }
            Self::Text(text) => text.clone(),
        }
    }

    /// The identifier, if it is valid.
    pub fn typed(&self) -> Option<ObjectIdentifier> {
        ObjectIdentifier::new(&self.dotted()).ok()
    }
}

//! Key usages, purposes and identifiers in a configuration file, by the standards' names.

use alloc::string::String;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use crate::x509::general_name::NameForm;
use crate::x509::oid::ObjectIdentifier;

impl Serialize for KeyUsages {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for KeyUsages {
    /// Reads a list of the names of RFC 5280 §4.2.1.3.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<KeyUsage>::deserialize(deserializer).map(|usages| Self::of(&usages))
    }
}

impl Serialize for ObjectIdentifier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ObjectIdentifier {
    /// Reads dotted decimal, as [`ObjectIdentifier::new`] does.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Serialize for NameForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for NameForm {
    /// Reads the names of [`NameForm::as_str`].
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl Serialize for KeyPurpose {
    /// Writes the form that is read: the name of one of the six, or dotted decimal.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Other(oid) => oid.serialize(serializer),
            named => serializer.collect_str(named),
        }
    }
}

impl<'de> Deserialize<'de> for KeyPurpose {
    /// Reads a name of RFC 5280 §4.2.1.12, smartCardLogon, or dotted decimal.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl Serialize for ExtendedKeyUsage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.purposes())
    }
}

impl<'de> Deserialize<'de> for ExtendedKeyUsage {
    /// Reads a list of purposes.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<KeyPurpose>::deserialize(deserializer).map(Self::new)
    }
}

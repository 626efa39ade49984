//! Arbitrary issuers, with the CAs above them.

use arbitrary::Arbitrary;
use certmint::error::IssuerError;
use certmint::time::UtcDateTime;
use certmint::{Certificate, Issuer, PrivateKey};

use super::super::oracle::asked::{
    AskedIssuer, EXTENDED_KEY_USAGE, NAME_CONSTRAINTS, RawExtension, SUBJECT_KEY_IDENTIFIER,
};
use super::super::oracle::der::{OCTET_STRING, OID, sequence, tlv};
use super::super::oracle::validity::Window;
use super::super::pool::{asked_issuer, private_key};
use super::Oid;
use super::certificate::{CaCertificate, basic_constraints, key_usage};
use super::extensions::{OfIssuer, oid_of};
use super::names::{AlternativeName, Attribute, Constraints, name};
use super::time::When;

/// A CA with at most two CAs above it.
#[derive(Arbitrary, Clone, Debug)]
pub struct IssuerInput {
    own: Ca,
    above: Option<(Ca, Option<Ca>)>,
    extensions: Option<OfIssuer>,
}

#[derive(Arbitrary, Clone, Debug)]
struct Ca {
    key: u8,
    subject: Vec<Attribute>,
    not_before: When,
    not_after: When,
    /// Whether keyUsage is present, and whether it includes cRLSign.
    key_usage: Option<bool>,
    path_length: Option<u8>,
    key_identifier: Option<Vec<u8>>,
    constraints: Option<ConstraintsInput>,
    names: Vec<AlternativeName>,
    purposes: Vec<Oid>,
    others: Vec<(bool, u8, Vec<u8>)>,
}

/// nameConstraints of subtrees, or of arbitrary octets.
#[derive(Arbitrary, Clone, Debug)]
pub enum ConstraintsInput {
    Subtrees(Constraints),
    Octets(Vec<u8>),
}

impl ConstraintsInput {
    pub fn extension(&self) -> RawExtension {
        let value = match self {
            Self::Subtrees(constraints) => constraints.der(),
            Self::Octets(octets) => octets.clone(),
        };
        RawExtension::new(NAME_CONSTRAINTS, true, value)
    }
}

/// A loaded issuer: typed, as data, and its key.
pub struct Loaded {
    pub issuer: Issuer,
    pub asked: AskedIssuer,
    pub key: &'static PrivateKey,
}

impl IssuerInput {
    /// Builds and loads the chain. Each certificate is signed with the key of the next one.
    ///
    /// # Errors
    /// Returns the reason if the chain does not load as an issuer.
    pub fn load(&self, now: UtcDateTime) -> Result<Loaded, IssuerError> {
        let mut cas = vec![&self.own];
        cas.extend(self.above.iter().flat_map(|(first, second)| [first].into_iter().chain(second)));
        let above = cas.iter().skip(1).chain(cas.last());
        let chain = cas
            .iter()
            .zip(above)
            .map(|(ca, above)| Certificate::from_der(&ca.certificate(above, now)).expect("one SEQUENCE"));
        let issuer = Issuer::from_chain(chain.collect())?;
        let (extensions, raw) = self.extensions.as_ref().map(OfIssuer::typed).unwrap_or_default();
        let issuer = issuer.with_extensions(extensions);
        let asked = asked_issuer(&issuer, raw);
        Ok(Loaded { issuer, asked, key: private_key(self.own.key) })
    }
}

impl Ca {
    fn certificate(&self, above: &Self, now: UtcDateTime) -> Vec<u8> {
        let mut extensions = vec![basic_constraints(self.path_length)];
        extensions.extend(self.key_usage.map(key_usage));
        let identifier = self.key_identifier.as_ref().map(|identifier| tlv(OCTET_STRING, identifier));
        extensions.extend(identifier.map(|value| RawExtension::new(SUBJECT_KEY_IDENTIFIER, false, value)));
        extensions.extend(self.constraints.as_ref().map(ConstraintsInput::extension));
        if !self.names.is_empty() {
            let names = sequence(self.names.iter().map(AlternativeName::der));
            extensions.push(RawExtension::new(b"\x55\x1d\x11", false, names));
        }
        if !self.purposes.is_empty() {
            let purposes = sequence(self.purposes.iter().map(|purpose| tlv(OID, oid_of(purpose))));
            extensions.push(RawExtension::new(EXTENDED_KEY_USAGE, false, purposes));
        }
        let other = |(critical, last, value): &(bool, u8, Vec<u8>)| {
            // With an unknown critical extension it would not load.
            let critical = *critical && [9, 16, 18, 31, 32, 33, 36, 37, 46, 54].contains(last);
            RawExtension::new(&[0x55, 0x1d, last & 0x7f], critical, value.clone())
        };
        extensions.extend(self.others.iter().map(other));
        let certificate = CaCertificate {
            issuer: above.subject(),
            validity: self.validity(now),
            subject: self.subject(),
            public_key: private_key(self.key).public_key().as_spki_der().to_vec(),
            extensions,
        };
        certificate.sign(private_key(above.key))
    }

    /// The name always has at least one attribute.
    fn subject(&self) -> Vec<u8> {
        match name(&self.subject) {
            empty if empty == b"\x30\x00" => {
                b"\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02CA".to_vec()
            }
            name => name,
        }
    }

    /// A time that cannot be expressed is replaced by the widest bound.
    fn validity(&self, now: UtcDateTime) -> Window {
        let of = |when: When, widest: i64| {
            let at = when.from(now).map_or(widest, UtcDateTime::unix_timestamp);
            at.clamp(WIDEST.not_before, WIDEST.not_after)
        };
        Window {
            not_before: of(self.not_before, WIDEST.not_before),
            not_after: of(self.not_after, WIDEST.not_after),
        }
    }
}

/// From 1950 through 9999.
const WIDEST: Window = Window { not_before: -631_152_000, not_after: 253_402_300_799 };

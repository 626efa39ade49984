//! extKeyUsage (RFC 5280 §4.2.1.12), critical only if timeStamping is the sole purpose.

use alloc::vec::Vec;

use super::{Criticality, EXTENSION_BOUND, HEADER_BOUND, encode_extension};
use crate::x509::der::{NotDer, Reader, Value, Writer, tag, values};
use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose};
use crate::x509::oid::{self, ObjectIdentifier};

impl KeyPurpose {
    /// Reads a purpose from the content octets of its identifier.
    fn read(oid: &[u8]) -> Result<Self, NotDer> {
        let other = || ObjectIdentifier::from_content(oid).map(Self::Other).ok_or(NotDer);
        Self::named(oid).map_or_else(other, Ok)
    }
}

impl ExtendedKeyUsage {
    /// Returns an upper bound of the encoded length in octets.
    pub(crate) fn encoded_bound(&self) -> usize {
        let purposes = self.purposes().iter().map(|purpose| HEADER_BOUND + purpose.oid().len());
        EXTENSION_BOUND + HEADER_BOUND + purposes.sum::<usize>()
    }

    /// ```asn1
    /// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
    /// ```
    pub(crate) fn encode(&self, w: &mut Writer) {
        if self.is_empty() {
            return;
        }
        let criticality = Criticality::critical_if(self.purposes() == [KeyPurpose::TimeStamping]);
        encode_extension(w, oid::EXTENDED_KEY_USAGE, criticality, |w| {
            w.sequence(|w| {
                for purpose in self.purposes() {
                    w.object_identifier(purpose.oid());
                }
            });
        });
    }

    /// The maximum number of purposes in a CA certificate.
    pub(crate) const MAX_PURPOSES: usize = 100;

    /// Returns how many purposes the value of the extension lists, without reading them.
    pub(crate) fn count(value: &[u8]) -> Result<usize, NotDer> {
        Ok(values(Value::read(value)?.content).count())
    }

    /// Reads the value of the extension, which must have at least one purpose.
    pub(crate) fn read(value: &[u8]) -> Result<Self, NotDer> {
        let mut reader = Reader::of_sequence(value)?;
        let mut purposes = Vec::new();
        loop {
            let content = reader.content_of(tag::OBJECT_IDENTIFIER)?;
            purposes.push(KeyPurpose::read(content)?);
            if reader.is_finished() {
                return Ok(Self::new(purposes));
            }
        }
    }
}

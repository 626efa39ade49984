//! The encoding of a CSR. Its structure is quoted where it is read.

use alloc::vec::Vec;

use zeroize::Zeroize;

use super::CsrBuilder;
use crate::key::PublicKey;
use crate::x509::der::{Writer, tag};
use crate::x509::extension::{Criticality, CustomExtension, encode_subject_alt_name, subject_alt_name_bound};
use crate::x509::oid;

impl CsrBuilder {
    /// Encodes the CertificationRequestInfo for this key.
    pub(crate) fn encode(&self, w: &mut Writer, key: &PublicKey) {
        w.nested_about(tag::SEQUENCE, self.encoded_bound(key), |w| {
            // v1.
            w.value(tag::INTEGER, &[0]);
            w.raw(self.subject.as_der());
            w.raw(key.as_spki_der());
            let mut attributes = [self.challenge_password_der(), self.extension_request_der()];
            // The order of a SET OF in DER (X.690 §11.6).
            attributes.sort_unstable();
            w.nested(tag::context_constructed(0), |w| attributes.iter().for_each(|der| w.raw(der)));
            // The CSR has the password now; no copy of it stays behind.
            attributes.iter_mut().for_each(Zeroize::zeroize);
        });
    }

    /// Returns an upper bound of the encoded length in octets.
    pub(crate) fn encoded_bound(&self, key: &PublicKey) -> usize {
        let password = self.challenge_password.as_ref().map_or(0, |password| password.octets());
        // The parts of fixed length take less than 128 octets.
        self.subject.as_der().len() + key.as_spki_der().len() + password + self.extensions_bound() + 128
    }

    fn extensions_bound(&self) -> usize {
        let further: usize = self.extensions.iter().map(CustomExtension::encoded_bound).sum();
        let purposes = self.extended_key_usage.encoded_bound();
        // keyUsage and basicConstraints take less than 64 octets.
        purposes + subject_alt_name_bound(&self.alternative_names) + further + 64
    }

    /// Returns the challengePassword, or nothing.
    fn challenge_password_der(&self) -> Vec<u8> {
        let Some(password) = &self.challenge_password else { return Vec::new() };
        attribute(oid::CHALLENGE_PASSWORD, password.octets(), |w| password.encode(w))
    }

    /// Returns the extensionRequest, or nothing if no extension is requested: it must not be empty
    /// (RFC 5280 §4.1).
    fn extension_request_der(&self) -> Vec<u8> {
        let mut w = Writer::with_capacity(self.extensions_bound());
        self.asked_key_usages().encode(&mut w);
        self.extended_key_usage.encode(&mut w);
        if let Some(constraints) = self.basic_constraints {
            constraints.encode(&mut w);
        }
        let criticality = Criticality::critical_if(self.subject.is_empty());
        encode_subject_alt_name(&mut w, &self.alternative_names, criticality);
        self.extensions.iter().for_each(|extension| extension.encode(&mut w));
        let extensions = w.into_bytes();
        if extensions.is_empty() {
            return extensions;
        }
        attribute(oid::EXTENSION_REQUEST, extensions.len(), |w| w.value(tag::SEQUENCE, &extensions))
    }
}

/// Returns an Attribute with one value of about so many octets.
fn attribute(oid: &[u8], octets: usize, value: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut w = Writer::with_capacity(octets + 32);
    w.nested_about(tag::SEQUENCE, octets + 28, |w| {
        w.object_identifier(oid);
        w.nested_about(tag::SET, octets + 4, value);
    });
    w.into_bytes()
}

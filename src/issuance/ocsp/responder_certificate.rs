//! The certificate of a delegated responder, read and checked once when it is loaded (rule O7).

use alloc::collections::BTreeSet;

use time::UtcDateTime;

use super::OcspResponderError;
use crate::issuer::Issuer;
use crate::issuer::certificate::Certificate;
use crate::key::{PublicKey, SignatureAlgorithm};
use crate::x509::algorithm_identifier::AlgorithmIdentifier;
use crate::x509::der::{NotDer, Reader, tag};
use crate::x509::extension::{KeyUsage, KeyUsages, RawExtension, read_extensions, rule_of};
use crate::x509::name::DistinguishedName;
use crate::x509::oid::{self, ObjectIdentifier};
use crate::x509::validity::Validity;

/// What is needed of a responder's certificate.
#[derive(Debug)]
pub(super) struct ResponderCertificate {
    pub(super) subject: DistinguishedName,
    pub(super) validity: Validity,
    pub(super) public_key: PublicKey,
}

fn malformed(part: &'static str) -> impl Fn(NotDer) -> OcspResponderError {
    move |NotDer| OcspResponderError::Malformed { part }
}

impl ResponderCertificate {
    /// Reads the certificate, and checks that the issuer itself has issued it for this purpose.
    pub(super) fn read(
        certificate: &Certificate,
        issuer: &Issuer,
        now: UtcDateTime,
    ) -> Result<Self, OcspResponderError> {
        let part = malformed("Certificate");
        let mut members = Reader::of_sequence(certificate.as_der()).map_err(&part)?;
        let tbs = members.next().map_err(&part)?;
        let algorithm = members.next().map_err(&part)?;
        let signature = members.bit_string().map_err(&part)?;
        members.finish().map_err(&part)?;

        let part = malformed("tbsCertificate");
        let mut members = Reader::of_sequence(tbs.bytes).map_err(&part)?;
        // INTEGER 2 means v3. An absent version means v1.
        let version = members.optional(tag::context_constructed(0)).map_err(&part)?;
        if version != Some(&[tag::INTEGER, 1, 2]) {
            return Err(OcspResponderError::Version);
        }
        members.content_of(tag::INTEGER).map_err(malformed("serialNumber"))?;
        if members.next().map_err(&part)?.bytes != algorithm.bytes {
            return Err(OcspResponderError::Malformed { part: "signature" });
        }
        let issuer_name = members.next().map_err(&part)?.bytes;
        let validity = Validity::read(members.next().map_err(&part)?.bytes).map_err(malformed("validity"))?;
        let subject = members.next().map_err(&part)?.bytes;
        let public_key = members.next().map_err(&part)?.bytes;
        // issuerUniqueID and subjectUniqueID.
        for number in [1, 2] {
            members.optional(tag::context(number)).map_err(&part)?;
        }
        let extensions = members.optional(tag::context_constructed(3)).map_err(&part)?;
        members.finish().map_err(&part)?;

        let name = DistinguishedName::read_tolerant(issuer_name).map_err(malformed("issuer"))?;
        if !name.matches(issuer.subject()) {
            return Err(OcspResponderError::OtherIssuer);
        }
        check_extensions(extensions.ok_or(OcspResponderError::NoOcspSigning)?)?;
        let identifier = AlgorithmIdentifier::read(algorithm).map_err(malformed("signatureAlgorithm"))?;
        let Some(algorithm) = SignatureAlgorithm::of_certificate(&identifier) else {
            let identifier = ObjectIdentifier::from_content(identifier.algorithm);
            let malformed = OcspResponderError::Malformed { part: "signatureAlgorithm" };
            return Err(identifier.map_or(malformed, OcspResponderError::Algorithm));
        };
        if !issuer.public_key().verify(algorithm, tbs.bytes, signature) {
            return Err(OcspResponderError::Signature);
        }
        if !validity.contains(now) {
            let Validity { not_before, not_after } = validity;
            return Err(OcspResponderError::OutsideValidity { not_before, not_after });
        }
        Ok(Self {
            subject: DistinguishedName::read_tolerant(subject).map_err(malformed("subject"))?,
            validity,
            public_key: PublicKey::from_spki_der(public_key).map_err(OcspResponderError::PublicKey)?,
        })
    }
}

/// Checks that clients accept the signatures of a certificate with these extensions. OCSPSigning
/// must be listed itself: anyExtendedKeyUsage does not stand for it (RFC 6960 §4.2.2.2).
fn check_extensions(bytes: &[u8]) -> Result<(), OcspResponderError> {
    let mut seen = BTreeSet::new();
    let mut has_purpose = false;
    for extension in read_extensions(bytes).map_err(malformed("extensions"))? {
        let RawExtension { oid, critical, value, .. } = extension;
        let identifier = || ObjectIdentifier::from_content_unchecked(oid);
        if !oid::is_content(oid) {
            return Err(OcspResponderError::Malformed { part: "extensions" });
        }
        if !seen.insert(oid) {
            return Err(OcspResponderError::RepeatedExtension(identifier()));
        }
        if critical && rule_of(oid).is_none() {
            return Err(OcspResponderError::CriticalExtension(identifier()));
        }
        match oid {
            oid::KEY_USAGE => {
                let (usages, _) = KeyUsages::read_tolerant(value).map_err(malformed("keyUsage"))?;
                if !usages.contains(KeyUsage::DigitalSignature) {
                    return Err(OcspResponderError::NoDigitalSignature);
                }
            }
            oid::EXTENDED_KEY_USAGE => {
                has_purpose = contains_ocsp_signing(value).map_err(malformed("extKeyUsage"))?;
            }
            _ => {}
        }
    }
    if has_purpose { Ok(()) } else { Err(OcspResponderError::NoOcspSigning) }
}

/// Reads the value of extKeyUsage. It keeps no purposes, because there may be any number of them.
fn contains_ocsp_signing(value: &[u8]) -> Result<bool, NotDer> {
    let mut reader = Reader::of_sequence(value)?;
    let mut found = false;
    while !reader.is_finished() {
        found |= reader.content_of(tag::OBJECT_IDENTIFIER)? == oid::OCSP_SIGNING;
    }
    Ok(found)
}

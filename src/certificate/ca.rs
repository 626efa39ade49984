//! What a CA's certificate says, read and checked once when it is loaded.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::Certificate;
use crate::der::{NotDer, Reader, tag};
use crate::error::{ChainFault, IssuerError};
use crate::extension::{BasicConstraints, KeyUsage, KeyUsages, read_extensions, read_subject_key_identifier};
use crate::key::{PublicKey, SignatureAlgorithm};
use crate::name::Name;
use crate::oid::{self, ObjectIdentifier};
use crate::validity::Period;

/// What a CA's certificate says, as far as issuing and linking a chain need it.
#[derive(Debug)]
pub(crate) struct CaCertificate {
    pub(crate) issuer: Name,
    pub(crate) subject: Name,
    pub(crate) validity: Period,
    pub(crate) public_key: PublicKey,
    pub(crate) path_length: Option<u32>,
    pub(crate) key_identifier: Vec<u8>,
    /// The TBSCertificate, the algorithm and the value of the signature over it.
    signed: (Vec<u8>, Option<SignatureAlgorithm>, Vec<u8>),
}

impl CaCertificate {
    /// Reads and checks a CA certificate (rule A1).
    pub(crate) fn read(certificate: &Certificate) -> Result<Self, IssuerError> {
        let fault = |part| move |NotDer| IssuerError::Malformed { part };
        let mut reader = Reader::of_sequence(&certificate.0).map_err(fault("Certificate"))?;
        let tbs = reader.next().map_err(fault("tbsCertificate"))?;
        let outer_algorithm = reader.next().map_err(fault("signatureAlgorithm"))?;
        let signature = reader.bit_string().map_err(fault("signatureValue"))?;
        reader.finish().map_err(fault("Certificate"))?;

        let content = tbs.content_of(tag::SEQUENCE).map_err(fault("tbsCertificate"))?;
        let mut reader = Reader::new(content);
        let version = reader.optional(tag::context_constructed(0)).map_err(fault("version"))?;
        // INTEGER 2: v3. Its absence stands for v1.
        if version != Some(&[tag::INTEGER, 1, 2]) {
            return Err(IssuerError::Version);
        }
        reader.content_of(tag::INTEGER).map_err(fault("serialNumber"))?;
        let inner_algorithm = reader.next().map_err(fault("signature"))?;
        if inner_algorithm.bytes != outer_algorithm.bytes {
            return Err(IssuerError::Malformed { part: "signature" });
        }
        let name = |reader: &mut Reader<'_>| reader.next().and_then(|name| Name::from_der(name.bytes));
        let issuer = name(&mut reader).map_err(fault("issuer"))?;
        let validity =
            reader.next().and_then(|value| Period::read(value.bytes)).map_err(fault("validity"))?;
        let subject = name(&mut reader).map_err(fault("subject"))?;
        let spki = reader.next().map_err(fault("subjectPublicKeyInfo"))?.bytes;
        // issuerUniqueID and subjectUniqueID.
        for number in [1, 2] {
            reader.optional(tag::context(number)).map_err(fault("uniqueIdentifier"))?;
        }
        let extensions = reader.content_of(tag::context_constructed(3)).map_err(|_| IssuerError::NotACa)?;
        reader.finish().map_err(fault("tbsCertificate"))?;

        if subject.is_empty() {
            return Err(IssuerError::EmptySubject);
        }
        let public_key = PublicKey::from_spki_der(spki).map_err(IssuerError::PublicKey)?;
        let (path_length, key_identifier) = check_extensions(extensions)?;
        let key_identifier = key_identifier.unwrap_or_else(|| public_key.key_identifier().to_vec());
        let algorithm = read_algorithm(outer_algorithm.content).map_err(fault("signatureAlgorithm"))?;
        let signed = (tbs.bytes.to_vec(), algorithm, signature.to_vec());
        Ok(Self { issuer, subject, validity, public_key, path_length, key_identifier, signed })
    }

    /// Whether `above` has issued this certificate, as far as the name, byte for byte, and the signature
    /// tell.
    pub(crate) fn check_issued_by(&self, above: &Self) -> Result<(), ChainFault> {
        let (message, algorithm, signature) = &self.signed;
        if self.issuer != above.subject {
            return Err(ChainFault::Name);
        }
        let algorithm = algorithm.ok_or(ChainFault::Algorithm)?;
        let verified = above.public_key.verify(algorithm, message, signature);
        if verified { Ok(()) } else { Err(ChainFault::Signature) }
    }
}

fn read_algorithm(content: &[u8]) -> Result<Option<SignatureAlgorithm>, NotDer> {
    let oid = Reader::new(content).content_of(tag::OBJECT_IDENTIFIER)?;
    Ok(SignatureAlgorithm::from_oid(oid))
}

/// The path length and the subjectKeyIdentifier of a certificate that may issue.
fn check_extensions(extensions: &[u8]) -> Result<(Option<u32>, Option<Vec<u8>>), IssuerError> {
    let fault = |part| move |NotDer| IssuerError::Malformed { part };
    let mut constraints = None;
    let mut key_usages = None;
    let mut key_identifier = None;
    let mut seen = BTreeSet::new();
    for extension in read_extensions(extensions).map_err(fault("extensions"))? {
        if !seen.insert(extension.oid) {
            return Err(IssuerError::Malformed { part: "extensions" });
        }
        match extension.oid {
            oid::BASIC_CONSTRAINTS => {
                constraints =
                    Some(BasicConstraints::read(extension.value).map_err(fault("basicConstraints"))?);
            }
            oid::KEY_USAGE => {
                key_usages = Some(KeyUsages::read(extension.value).map_err(fault("keyUsage"))?);
            }
            oid::SUBJECT_KEY_IDENTIFIER => {
                let identifier = read_subject_key_identifier(extension.value);
                key_identifier = Some(identifier.map_err(fault("subjectKeyIdentifier"))?.to_vec());
            }
            oid::NAME_CONSTRAINTS => return Err(IssuerError::NameConstraints),
            // Those of the standard are known; none of them bears on what may be issued.
            _ if extension.critical => {
                let oid = ObjectIdentifier::from_content(extension.oid);
                let oid = oid.ok_or(NotDer).map_err(fault("extensions"))?;
                if !oid.is_under(oid::CERTIFICATE_EXTENSIONS) {
                    return Err(IssuerError::CriticalExtension(oid));
                }
            }
            _ => {}
        }
    }
    let Some(BasicConstraints::Ca { path_length }) = constraints else { return Err(IssuerError::NotACa) };
    if key_usages.is_some_and(|usages| !usages.contains(KeyUsage::KeyCertSign)) {
        return Err(IssuerError::NoKeyCertSign);
    }
    Ok((path_length, key_identifier))
}

//! What a CA's certificate says, read and checked once when it is loaded.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::Certificate;
use crate::der::{NotDer, Reader, tag};
use crate::error::IssuerError;
use crate::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, check_foreign_names,
    foreign_names, read_extensions, read_name_constraints, read_subject_key_identifier,
};
use crate::key::{HashAlgorithm, PublicKey, SignatureAlgorithm};
use crate::name::{ForeignName, IssuerNameConstraints, Name};
use crate::oid::{self, ObjectIdentifier};
use crate::validity::Period;

/// What a CA's certificate says, as far as issuing and linking a chain need it.
#[derive(Debug)]
pub(crate) struct CaCertificate {
    pub(super) serial_number: Vec<u8>,
    pub(super) issuer: Name,
    pub(crate) subject: Name,
    pub(crate) validity: Period,
    pub(crate) public_key: PublicKey,
    pub(crate) extensions: CaExtensions,
    pub(super) signed: SignedPart,
}

/// What the extensions of a CA's certificate say.
#[derive(Debug, Default)]
pub(crate) struct CaExtensions {
    pub(crate) path_length: Option<u32>,
    /// Whether keyUsage, where it is there, contains cRLSign.
    pub(crate) crl_sign: bool,
    pub(crate) name_constraints: Option<IssuerNameConstraints>,
    /// The purposes of extKeyUsage, where it is there.
    pub(crate) extended_key_usage: Option<ExtendedKeyUsage>,
    /// The value of subjectAltName, which was checked.
    alternative_names: Option<Vec<u8>>,
    pub(super) subject_key_identifier: Option<Vec<u8>>,
    /// The value of authorityKeyIdentifier.
    pub(super) authority_key_identifier: Option<Vec<u8>>,
}

/// The TBSCertificate, the algorithm and the value of the signature over it.
#[derive(Debug)]
pub(super) struct SignedPart {
    pub(super) message: Vec<u8>,
    pub(super) algorithm: Option<SignatureAlgorithm>,
    pub(super) signature: Vec<u8>,
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
        let serial_number = reader.content_of(tag::INTEGER).map_err(fault("serialNumber"))?.to_vec();
        let inner_algorithm = reader.next().map_err(fault("signature"))?;
        if inner_algorithm.bytes != outer_algorithm.bytes {
            return Err(IssuerError::Malformed { part: "signature" });
        }
        let name = |reader: &mut Reader<'_>| reader.next().and_then(|name| Name::read(name.bytes));
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
        let extensions = CaExtensions::read(extensions)?;
        let algorithm = read_algorithm(outer_algorithm.content).map_err(fault("signatureAlgorithm"))?;
        let signed = SignedPart { message: tbs.bytes.to_vec(), algorithm, signature: signature.to_vec() };
        Ok(Self { serial_number, issuer, subject, validity, public_key, extensions, signed })
    }

    /// The hash of the signature, where its algorithm is one with which this crate signs.
    pub(crate) fn signature_hash(&self) -> Option<HashAlgorithm> {
        self.signed.algorithm.map(SignatureAlgorithm::hash)
    }

    /// The subjectKeyIdentifier; computed from the key where there is none.
    pub(crate) fn key_identifier(&self) -> Vec<u8> {
        let computed = || self.public_key.key_identifier().to_vec();
        self.extensions.subject_key_identifier.clone().unwrap_or_else(computed)
    }
}

fn read_algorithm(content: &[u8]) -> Result<Option<SignatureAlgorithm>, NotDer> {
    let oid = Reader::new(content).content_of(tag::OBJECT_IDENTIFIER)?;
    Ok(SignatureAlgorithm::from_oid(oid))
}

/// The other extensions of RFC 5280 §4.2.1, none of which bears on what may be issued, and
/// privateKeyUsagePeriod of RFC 3280.
fn is_of_rfc_5280(oid: &[u8]) -> bool {
    // subjectDirectoryAttributes, privateKeyUsagePeriod, issuerAltName, cRLDistributionPoints,
    // certificatePolicies, policyMappings, policyConstraints, freshestCRL, inhibitAnyPolicy
    matches!(oid, [0x55, 0x1d, 9 | 16 | 18 | 31 | 32 | 33 | 36 | 46 | 54])
}

/// The purposes of a CA (rule A7), few enough that each request can be compared with them.
fn read_purposes(value: &[u8]) -> Result<ExtendedKeyUsage, IssuerError> {
    let fault = |NotDer| IssuerError::Malformed { part: "extKeyUsage" };
    let (found, max) = (ExtendedKeyUsage::count(value).map_err(fault)?, ExtendedKeyUsage::MAX_PURPOSES);
    if found > max {
        return Err(IssuerError::TooManyPurposes { found, max });
    }
    ExtendedKeyUsage::read(value).map_err(fault)
}

impl CaExtensions {
    /// The alternative names. They are read where they are needed: each takes many times the octets that it
    /// has in the certificate.
    pub(crate) fn alternative_names(&self) -> impl Iterator<Item = ForeignName> {
        self.alternative_names.iter().flat_map(|value| foreign_names(value))
    }

    /// Reads and checks the extensions of a certificate that may issue.
    fn read(extensions: &[u8]) -> Result<Self, IssuerError> {
        let fault = |part| move |NotDer| IssuerError::Malformed { part };
        let mut found = Self::default();
        let mut constraints = None;
        let mut key_usages = None;
        let mut seen = BTreeSet::new();
        for extension in read_extensions(extensions).map_err(fault("extensions"))? {
            if !seen.insert(extension.oid) {
                return Err(IssuerError::Malformed { part: "extensions" });
            }
            let value = extension.value;
            match extension.oid {
                oid::BASIC_CONSTRAINTS => {
                    constraints = Some(BasicConstraints::read(value).map_err(fault("basicConstraints"))?);
                }
                oid::KEY_USAGE => {
                    key_usages = Some(KeyUsages::read(value).map_err(fault("keyUsage"))?);
                }
                oid::SUBJECT_KEY_IDENTIFIER => {
                    let identifier =
                        read_subject_key_identifier(value).map_err(fault("subjectKeyIdentifier"))?;
                    found.subject_key_identifier = Some(identifier.to_vec());
                }
                oid::AUTHORITY_KEY_IDENTIFIER => {
                    AuthorityKeyIdentifier::read(value).map_err(fault("authorityKeyIdentifier"))?;
                    found.authority_key_identifier = Some(value.to_vec());
                }
                oid::SUBJECT_ALT_NAME => {
                    check_foreign_names(value).map_err(fault("subjectAltName"))?;
                    found.alternative_names = Some(value.to_vec());
                }
                oid::NAME_CONSTRAINTS => {
                    let constraints = read_name_constraints(value).map_err(fault("nameConstraints"))?;
                    found.name_constraints = Some(constraints);
                }
                oid::EXTENDED_KEY_USAGE => found.extended_key_usage = Some(read_purposes(value)?),
                oid if extension.critical && !is_of_rfc_5280(oid) => {
                    let oid = ObjectIdentifier::from_content(oid);
                    let oid = oid.ok_or(NotDer).map_err(fault("extensions"))?;
                    return Err(IssuerError::CriticalExtension(oid));
                }
                _ => {}
            }
        }
        let Some(BasicConstraints::Ca { path_length }) = constraints else {
            return Err(IssuerError::NotACa);
        };
        let may = |usage| key_usages.is_none_or(|usages: KeyUsages| usages.contains(usage));
        if !may(KeyUsage::KeyCertSign) {
            return Err(IssuerError::NoKeyCertSign);
        }
        Ok(Self { path_length, crl_sign: may(KeyUsage::CrlSign), ..found })
    }
}

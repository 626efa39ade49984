//! The contents of a certificate that this library wrote, read back from its DER.

use alloc::vec::Vec;

use super::resume::{
    Extensions, Parts, not_as_written, read_serial_number, read_signature_algorithm, read_validity,
};
use crate::issuance::Error;
use crate::issuer::certificate::Certificate;
use crate::key::{PublicKey, SignatureAlgorithm};
use crate::x509::SerialNumber;
use crate::x509::der::Reader;
use crate::x509::extension::{BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsages};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;
use crate::x509::validity::Validity;

/// The contents of a certificate that this library wrote, for a host that kept only its DER and
/// shows it. It needs no issuer, and checks neither the signature nor whether the certificate is
/// valid: what is shown is as trustworthy as the store.
///
/// ```
/// use certmint::{Certificate, Error};
///
/// fn names(der: &[u8]) -> Result<Vec<String>, Error> {
///     let contents = Certificate::from_der(der)?.contents()?;
///     let names = contents.alternative_names().iter();
///     Ok(names.map(ToString::to_string).collect())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateContents {
    serial_number: SerialNumber,
    signature_algorithm: SignatureAlgorithm,
    issuer: DistinguishedName,
    validity: Validity,
    subject: DistinguishedName,
    public_key: PublicKey,
    key_usages: KeyUsages,
    extended_key_usage: ExtendedKeyUsage,
    basic_constraints: BasicConstraints,
    alternative_names: Vec<SubjectAlternativeName>,
    extensions: Vec<CustomExtension>,
}

impl Certificate {
    /// Reads the contents, if this library wrote the certificate. Another CA's certificate is read
    /// by an [`Issuer`](crate::Issuer).
    ///
    /// # Errors
    /// [`Error::NotAsWritten`] names the first part that this library would not have written.
    pub fn contents(&self) -> Result<CertificateContents, Error> {
        let not_read = not_as_written("TBSCertificate");
        let tbs = Reader::of_sequence(self.as_der()).and_then(|mut members| members.next());
        let Parts([_, serial_number, algorithm, issuer, validity, subject, key, extensions]) =
            tbs.and_then(|tbs| Parts::read(tbs.bytes)).map_err(not_read)?;
        let Extensions {
            key_usages,
            extended_key_usage,
            basic_constraints,
            alternative_names,
            custom: extensions,
            ..
        } = Extensions::read(extensions)?;
        Ok(CertificateContents {
            serial_number: read_serial_number(serial_number).map_err(not_as_written("serialNumber"))?,
            signature_algorithm: read_signature_algorithm(algorithm).map_err(not_as_written("signature"))?,
            issuer: DistinguishedName::read_tolerant(issuer.bytes).map_err(not_as_written("issuer"))?,
            validity: read_validity(validity).map_err(not_as_written("validity"))?,
            subject: DistinguishedName::read(subject.bytes).map_err(not_as_written("subject"))?,
            public_key: PublicKey::from_spki_der(key.bytes)
                .map_err(not_as_written("subjectPublicKeyInfo"))?,
            key_usages,
            extended_key_usage,
            basic_constraints: basic_constraints.ok_or(Error::NotAsWritten { part: "basicConstraints" })?,
            alternative_names,
            extensions,
        })
    }
}

impl CertificateContents {
    /// Returns the serial number.
    #[must_use]
    pub fn serial_number(&self) -> SerialNumber {
        self.serial_number
    }

    /// Returns the algorithm of the signature.
    #[must_use]
    pub fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.signature_algorithm
    }

    /// Returns the name of the issuer.
    #[must_use]
    pub fn issuer_name(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// Returns the validity: notBefore and notAfter.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// Returns the subject.
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// Returns the certified key.
    #[must_use]
    pub fn subject_public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Returns the key usages.
    #[must_use]
    pub fn key_usages(&self) -> KeyUsages {
        self.key_usages
    }

    /// Returns the purposes of the key.
    #[must_use]
    pub fn extended_key_usage(&self) -> &ExtendedKeyUsage {
        &self.extended_key_usage
    }

    /// Returns whether the certificate is that of a CA.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.basic_constraints.is_ca()
    }

    /// Returns how many CAs may follow below this one; `None` for an end entity, and for a CA
    /// without a limit.
    #[must_use]
    pub fn path_length(&self) -> Option<u32> {
        self.basic_constraints.path_length()
    }

    /// Returns the alternative names.
    #[must_use]
    pub fn alternative_names(&self) -> &[SubjectAlternativeName] {
        &self.alternative_names
    }

    /// Returns the extensions that were requested or granted from a CSR, other than those above.
    #[must_use]
    pub fn extensions(&self) -> &[CustomExtension] {
        &self.extensions
    }
}

//! The content of a CA's certificate, read and checked once when it is loaded.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::Certificate;
use super::deviations::{self, Deviations};
use crate::diagnostics::{CertificateError, IssuerNoticeKind};
use crate::key::{HashAlgorithm, KeyRole, PublicKey, SignatureAlgorithm, VerifyingKey};
use crate::x509::algorithm_identifier::AlgorithmIdentifier;
use crate::x509::der::{NotDer, Reader, Value, is_empty_sequence, is_one_value, tag};
use crate::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, RawExtension,
    check_foreign_names, foreign_names, name_of, read_extensions, read_name_constraints_tolerant,
    read_subject_key_identifier, rule_of,
};
use crate::x509::general_name::GeneralName;
use crate::x509::name::DistinguishedName;
use crate::x509::name_constraints::IssuerNameConstraints;
use crate::x509::oid::{self, ObjectIdentifier};
use crate::x509::validity::Validity;

/// The content of a CA's certificate, as far as issuing and linking a chain need it.
#[derive(Debug)]
pub(crate) struct CaCertificate {
    /// The content of the INTEGER.
    pub(crate) serial_number: Vec<u8>,
    pub(crate) issuer: DistinguishedName,
    pub(crate) subject: DistinguishedName,
    pub(crate) validity: Validity,
    pub(crate) public_key: PublicKey,
    pub(crate) extensions: CaExtensions,
    pub(super) signed: SignedPart,
    /// Deviations that stricter verifiers refuse.
    pub(crate) notices: Vec<IssuerNoticeKind>,
}

/// The extensions of a CA's certificate.
#[derive(Debug, Default)]
pub(crate) struct CaExtensions {
    pub(crate) path_length: Option<u32>,
    /// Whether keyUsage, if present, contains cRLSign.
    pub(crate) crl_sign: bool,
    /// Whether keyUsage, if present, contains digitalSignature.
    pub(crate) digital_signature: bool,
    pub(crate) name_constraints: Option<IssuerNameConstraints>,
    /// The purposes of extKeyUsage, if present.
    pub(crate) extended_key_usage: Option<ExtendedKeyUsage>,
    /// The checked value of subjectAltName.
    alternative_names: Option<Vec<u8>>,
    pub(super) subject_key_identifier: Option<Vec<u8>>,
    /// The value of authorityKeyIdentifier.
    pub(super) authority_key_identifier: Option<Vec<u8>>,
}

/// The TBSCertificate, and the algorithm and value of its signature.
#[derive(Debug)]
pub(super) struct SignedPart {
    pub(super) message: Vec<u8>,
    /// The identifier of the algorithm if it is not verified here.
    pub(super) algorithm: Result<SignatureAlgorithm, ObjectIdentifier>,
    pub(super) signature: Vec<u8>,
}

/// What the parts of a certificate must be, unless their names say it.
const EXPECTED: [(&str, &str); 12] = [
    ("Certificate", "a certificate: tbsCertificate, signatureAlgorithm and signatureValue (RFC 5280 §4.1)"),
    (
        "tbsCertificate",
        "the ten members of RFC 5280 §4.1, of which version, identifiers and extensions are optional",
    ),
    ("serialNumber", "an INTEGER"),
    (
        "validity",
        "two times in UTC, YYMMDDhhmmssZ as UTCTime or YYYYMMDDhhmmssZ as GeneralizedTime (RFC 5280 \
         §4.1.2.5); OpenSSL does not accept others either",
    ),
    ("extensions", "a SEQUENCE of extensions, each with an identifier, optionally critical, and a value"),
    (
        "basicConstraints",
        "cA and optionally a path length, which must be at least 0 and requires cA TRUE (RFC 5280 §4.2.1.9)",
    ),
    (
        "keyUsage",
        "a BIT STRING with at least one of the nine usages and no other bits set (RFC 5280 §4.2.1.3)",
    ),
    ("extKeyUsage", "a SEQUENCE of at least one object identifier (RFC 5280 §4.2.1.12)"),
    ("subjectKeyIdentifier", "an OCTET STRING that is not empty"),
    (
        "authorityKeyIdentifier",
        "one or more of a key identifier, an issuer and a serial number (RFC 5280 §4.2.1.1)",
    ),
    ("subjectAltName", "a SEQUENCE of names with the forms of RFC 5280 §4.2.1.6"),
    (
        "nameConstraints",
        "lists of permitted and then of excluded subtrees, none of them empty, whose bases are names with \
         the forms of RFC 5280 §4.2.1.6",
    ),
];

/// Why a part cannot be read: its bytes are not DER, or do not have the required content.
pub(super) fn fault(part: &'static str, bytes: &[u8]) -> CertificateError {
    let expected = EXPECTED.iter().find(|(name, _)| *name == part).map(|(_, expected)| *expected);
    if is_one_value(bytes) {
        CertificateError::Content { part, expected: expected.unwrap_or("what RFC 5280 §4.1 defines") }
    } else {
        CertificateError::NotDer { part }
    }
}

/// The members of a part that is a SEQUENCE.
struct Members<'a> {
    part: &'static str,
    bytes: &'a [u8],
    reader: Reader<'a>,
}

impl<'a> Members<'a> {
    fn of(part: &'static str, bytes: &'a [u8]) -> Result<Self, CertificateError> {
        let reader = Reader::of_sequence(bytes).map_err(|NotDer| fault(part, bytes))?;
        Ok(Self { part, bytes, reader })
    }

    /// Returns the next member, with any tag. At the end of the part, the error names the whole part.
    fn next(&mut self, member: &'static str) -> Result<Value<'a>, CertificateError> {
        self.reader.next().map_err(|NotDer| self.broken(member))
    }

    fn optional(&mut self, member: &'static str, tag: u8) -> Result<Option<&'a [u8]>, CertificateError> {
        self.reader.optional(tag).map_err(|NotDer| self.broken(member))
    }

    /// Reads the next member with `read`.
    fn read<T>(
        &mut self,
        member: &'static str,
        read: impl FnOnce(Value<'a>) -> Result<T, NotDer>,
    ) -> Result<T, CertificateError> {
        let value = self.next(member)?;
        read(value).map_err(|NotDer| fault(member, value.bytes))
    }

    fn finish(self) -> Result<(), CertificateError> {
        let whole = fault(self.part, self.bytes);
        self.reader.finish().map_err(|NotDer| whole)
    }

    fn broken(&self, member: &'static str) -> CertificateError {
        match fault(self.part, self.bytes) {
            CertificateError::NotDer { .. } => CertificateError::NotDer { part: member },
            whole => whole,
        }
    }
}

impl CaCertificate {
    /// Reads and checks a CA certificate (rule A1). A deviation that has one meaning is a notice
    /// (rule A6). The key is one that a certificate in this role can have. Also returns the key that
    /// verifies what the CA signed.
    pub(crate) fn read(
        certificate: &Certificate,
        role: KeyRole,
    ) -> Result<(Self, VerifyingKey), CertificateError> {
        let mut members = Members::of("Certificate", &certificate.0)?;
        let tbs = members.next("tbsCertificate")?;
        let outer_algorithm = members.next("signatureAlgorithm")?;
        let signature =
            members.read("signatureValue", |value| Reader::new(value.bytes).bit_string())?.to_vec();
        members.finish()?;

        let mut members = Members::of("tbsCertificate", tbs.bytes)?;
        // INTEGER 2 means v3. An absent version means v1.
        if members.optional("version", tag::context_constructed(0))? != Some(&[tag::INTEGER, 1, 2]) {
            return Err(CertificateError::Version);
        }
        let mut deviations = Deviations::default();
        let serial_number = members.read("serialNumber", deviations::integer)?;
        deviations.of_serial_number(serial_number);
        let inner_algorithm = members.next("signature")?;
        if inner_algorithm.bytes != outer_algorithm.bytes {
            return Err(CertificateError::AlgorithmMismatch);
        }
        let name = |value: Value<'_>| DistinguishedName::read_tolerant(value.bytes);
        let issuer = members.read("issuer", name)?;
        let validity_bytes = members.next("validity")?.bytes;
        let validity = Validity::read(validity_bytes).map_err(|NotDer| fault("validity", validity_bytes))?;
        deviations.of_validity(validity, validity_bytes);
        let subject = members.read("subject", name)?;
        let spki = members.next("subjectPublicKeyInfo")?;
        // issuerUniqueID and subjectUniqueID.
        for number in [1, 2] {
            if members.optional("uniqueIdentifier", tag::context(number))?.is_some() {
                deviations.push(IssuerNoticeKind::UniqueIdentifier);
            }
        }
        let extensions = members.optional("extensions", tag::context_constructed(3))?;
        members.finish()?;

        let extensions = CaExtensions::read(extensions.ok_or(CertificateError::NotACa)?, &mut deviations)?;
        if subject.attributes().next().is_none() {
            return Err(CertificateError::EmptySubject);
        }
        deviations.of_names(&issuer, &subject);
        let (public_key, verifying_key) = read_public_key(spki.bytes, role, &mut deviations)?;
        let not_read = |NotDer| fault("signatureAlgorithm", outer_algorithm.bytes);
        let identifier = AlgorithmIdentifier::read(outer_algorithm).map_err(not_read)?;
        let algorithm = read_signature_algorithm(&identifier).map_err(not_read)?;
        let signed = SignedPart { message: tbs.bytes.to_vec(), algorithm, signature };
        let serial_number = serial_number.to_vec();
        let notices = Vec::new();
        let mut ca =
            Self { serial_number, issuer, subject, validity, public_key, extensions, signed, notices };
        deviations.of_place(&ca, &identifier);
        ca.notices = deviations.into_notices();
        Ok((ca, verifying_key))
    }

    /// Returns the algorithm of the signature, or its identifier if it is not verified here.
    pub(crate) fn signature_algorithm(&self) -> Result<SignatureAlgorithm, &ObjectIdentifier> {
        self.signed.algorithm.as_ref().copied()
    }

    /// Returns the hash of the signature if this crate signs with its algorithm.
    pub(crate) fn signature_hash(&self) -> Option<HashAlgorithm> {
        match self.signed.algorithm {
            Ok(SignatureAlgorithm::RsaPss { .. }) | Err(_) => None,
            Ok(algorithm) => algorithm.hash(),
        }
    }

    /// Returns the subjectKeyIdentifier. If the certificate has none, computes it from the key.
    pub(crate) fn key_identifier(&self) -> Vec<u8> {
        let computed = || self.public_key.key_identifier().to_vec();
        self.extensions.subject_key_identifier.clone().unwrap_or_else(computed)
    }
}

/// Returns the algorithm that verifies the signature, or its identifier if it is not verified here.
fn read_signature_algorithm(
    identifier: &AlgorithmIdentifier<'_>,
) -> Result<Result<SignatureAlgorithm, ObjectIdentifier>, NotDer> {
    match SignatureAlgorithm::of_certificate(identifier) {
        Some(algorithm) => Ok(Ok(algorithm)),
        None => ObjectIdentifier::from_content(identifier.algorithm).map(Err).ok_or(NotDer),
    }
}

/// Reads the public key. An RSA key with a slightly wrong encoding is read as the correctly encoded
/// one: no issued certificate holds it.
fn read_public_key(
    spki: &[u8],
    role: KeyRole,
    deviations: &mut Deviations,
) -> Result<(PublicKey, VerifyingKey), CertificateError> {
    let read = |spki: &[u8]| PublicKey::read(spki, role).map_err(CertificateError::PublicKey);
    let Some((completed, lacking)) = deviations::completed_rsa_key(spki) else { return read(spki) };
    deviations.of_key(lacking);
    read(&completed)
}

/// Reads the purposes of a CA (rule A7), few enough that each request can be compared with them.
fn read_purposes(value: &[u8]) -> Result<ExtendedKeyUsage, CertificateError> {
    let fault = |NotDer| fault("extKeyUsage", value);
    let (found, max) = (ExtendedKeyUsage::count(value).map_err(fault)?, ExtendedKeyUsage::MAX_PURPOSES);
    if found > max {
        return Err(CertificateError::TooManyPurposes { found, max });
    }
    ExtendedKeyUsage::read(value).map_err(fault)
}

impl CaExtensions {
    /// Returns the alternative names. They are read on demand, because each takes many times the
    /// octets that it has in the certificate.
    pub(crate) fn alternative_names(&self) -> impl Iterator<Item = GeneralName> {
        self.alternative_names.iter().flat_map(|value| foreign_names(value))
    }

    /// Reads and checks the extensions of a certificate that may issue.
    fn read(bytes: &[u8], deviations: &mut Deviations) -> Result<Self, CertificateError> {
        if is_empty_sequence(bytes) {
            return Err(CertificateError::NotACa);
        }
        let mut found = Self::default();
        let mut constraints = None;
        let mut key_usages = None;
        let mut unknown = None;
        let mut seen = BTreeSet::new();
        for extension in read_extensions(bytes).map_err(|NotDer| fault("extensions", bytes))? {
            let RawExtension { oid, value, .. } = extension;
            let identifier =
                || ObjectIdentifier::from_content(oid).ok_or(CertificateError::NotDer { part: "extensions" });
            if !seen.insert(oid) {
                return Err(CertificateError::RepeatedExtension(identifier()?));
            }
            if extension.critical && rule_of(oid).is_none() && unknown.is_none() {
                unknown = Some(identifier()?);
            }
            deviations.of_extension(&extension);
            let fault = |NotDer| fault(name_of(oid).unwrap_or("extensions"), value);
            match oid {
                oid::BASIC_CONSTRAINTS => {
                    let (read, deviation) = BasicConstraints::read_tolerant(value).map_err(fault)?;
                    deviations.of_value(oid, deviation);
                    constraints = Some(read);
                }
                oid::KEY_USAGE => {
                    let (read, deviation) = KeyUsages::read_tolerant(value).map_err(fault)?;
                    deviations.of_value(oid, deviation);
                    key_usages = Some(read);
                }
                oid::SUBJECT_KEY_IDENTIFIER => {
                    let identifier = read_subject_key_identifier(value).map_err(fault)?;
                    found.subject_key_identifier = Some(identifier.to_vec());
                }
                oid::AUTHORITY_KEY_IDENTIFIER => {
                    let read = AuthorityKeyIdentifier::read(value).map_err(fault)?;
                    if read.issuer.is_some() != read.serial_number.is_some() {
                        deviations.push(IssuerNoticeKind::AuthorityIssuerOrSerialNumber);
                    }
                    found.authority_key_identifier = Some(value.to_vec());
                }
                oid::SUBJECT_ALT_NAME => {
                    check_foreign_names(value).map_err(fault)?;
                    deviations.of_list(oid, value);
                    found.alternative_names = Some(value.to_vec());
                }
                oid::NAME_CONSTRAINTS => {
                    let (read, deviation) = read_name_constraints_tolerant(value).map_err(fault)?;
                    deviations.of_value(oid, deviation);
                    deviations.of_list(oid, value);
                    deviations.of_name_constraints(&read);
                    found.name_constraints = Some(read);
                }
                oid::EXTENDED_KEY_USAGE => {
                    found.extended_key_usage = Some(read_purposes(value)?);
                }
                _ => {}
            }
        }
        let Some(BasicConstraints::Ca { path_length }) = constraints else {
            return Err(CertificateError::NotACa);
        };
        let may = |usage| key_usages.is_none_or(|usages: KeyUsages| usages.contains(usage));
        if !may(KeyUsage::KeyCertSign) {
            return Err(CertificateError::NoKeyCertSign);
        }
        if let Some(oid) = unknown {
            return Err(CertificateError::CriticalExtension(oid));
        }
        deviations.of_absent_extensions(&seen);
        let (crl_sign, digital_signature) = (may(KeyUsage::CrlSign), may(KeyUsage::DigitalSignature));
        Ok(Self { path_length, crl_sign, digital_signature, ..found })
    }
}

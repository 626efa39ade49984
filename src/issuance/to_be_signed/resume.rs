//! Resumes a to-be-signed certificate that was stored (rule K5): it is read, encoded again, and
//! accepted only if the result is the same bytes.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use time::UtcDateTime;
use uuid::Uuid;

use super::ToBeSigned;
use super::certificate::UnsignedCertificate;
use crate::diagnostics::{Field, Notices, Source, ViolationKind, Violations};
use crate::issuance::{
    CertificateFields, Error, Names, check_issuer_validity, check_names, check_own_name, check_path_length,
    check_purposes, grantable_key_usages, repeated,
};
use crate::issuer::Issuer;
use crate::key::{PublicKey, SignatureAlgorithm};
use crate::request::key_agreement_faults;
use crate::x509::SerialNumber;
use crate::x509::algorithm_identifier::AlgorithmIdentifier;
use crate::x509::der::{NotDer, Reader, Value, tag};
use crate::x509::extension::{
    BasicConstraints, CustomExtension, ExtendedKeyUsage, KeyUsage, KeyUsages, PathLength, RawExtension,
    read_extensions, read_name_constraints, read_subject_alt_name,
};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::{DistinguishedName, Values, read_subject};
use crate::x509::name_constraints::NameConstraints;
use crate::x509::oid::{self, ObjectIdentifier};
use crate::x509::validity::Validity;

impl ToBeSigned {
    /// Resumes a to-be-signed certificate that was stored, for example after a restart or on
    /// another day of a key ceremony. Store [`ToBeSigned::as_bytes`] and
    /// [`ToBeSigned::certificate_id`]. `issuer` must be unchanged, including its extensions.
    ///
    /// The bytes are read and encoded again, so only bytes that this library would write for this
    /// issuer are accepted. The limits that the issuer and the time set are then checked as for the
    /// grant. The rules of a profile are not checked, nor whether anyone requested this
    /// certificate. Write access to the store is therefore enough to obtain any certificate that
    /// this library issues; the host must protect the integrity of the store.
    ///
    /// The certificate keeps its serial number. If it is resumed twice, it can be signed twice:
    /// delete the stored bytes in the transaction that stores the certificate. Notices and a
    /// generated private key are not part of the bytes, so the result has none: store such a key
    /// beside them.
    ///
    /// # Errors
    /// [`Error::NotAsWritten`] names the first part that this library would have written
    /// differently. [`Error::Refused`] if the issuer can no longer issue the certificate: the
    /// issuer is not valid now or the certificate has expired ([rule V6](crate::docs::rules#v6)),
    /// the path length of the issuer is too short ([rule A2](crate::docs::rules#a2)), its name
    /// constraints exclude a name ([rule A3](crate::docs::rules#a3)), or its purposes do not
    /// include one of the certificate's ([rule A7](crate::docs::rules#a7)).
    pub fn resume(
        bytes: &[u8],
        certificate_id: Uuid,
        issuer: &Issuer,
        now: UtcDateTime,
    ) -> Result<Self, Error> {
        resume(bytes, certificate_id, Some(issuer), now)
    }

    /// Resumes a to-be-signed root certificate that was stored. It works like
    /// [`ToBeSigned::resume`], but a root has no other issuer.
    ///
    /// # Errors
    /// [`Error::NotAsWritten`]; [`Error::Refused`] if the root has expired.
    pub fn resume_root(bytes: &[u8], certificate_id: Uuid, now: UtcDateTime) -> Result<Self, Error> {
        resume(bytes, certificate_id, None, now)
    }
}

fn resume(
    bytes: &[u8],
    certificate_id: Uuid,
    issuer: Option<&Issuer>,
    now: UtcDateTime,
) -> Result<ToBeSigned, Error> {
    let stored = Parts::read(bytes).map_err(not_as_written("TBSCertificate"))?;
    let to_be_signed = read_stored(&stored, certificate_id, issuer)?.into_to_be_signed();
    if bytes != to_be_signed.as_bytes() {
        return Err(Error::NotAsWritten { part: first_difference(&stored, to_be_signed.as_bytes()) });
    }
    let mut violations = Violations::new();
    check_still_issuable(&to_be_signed.unsigned.fields, now, &mut violations);
    Ok(violations.unless_any(Some(to_be_signed))?)
}

pub(super) fn not_as_written<E>(part: &'static str) -> impl Fn(E) -> Error {
    move |_| Error::NotAsWritten { part }
}

/// The members of a TBSCertificate as this library writes it, without unique identifiers.
pub(super) struct Parts<'a>(pub(super) [Value<'a>; Parts::NAMES.len()]);

impl<'a> Parts<'a> {
    const NAMES: [&'static str; 8] = [
        "version",
        "serialNumber",
        "signature",
        "issuer",
        "validity",
        "subject",
        "subjectPublicKeyInfo",
        "extensions",
    ];

    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, NotDer> {
        let mut reader = Reader::of_sequence(bytes)?;
        let mut next = || reader.next();
        let parts = [next()?, next()?, next()?, next()?, next()?, next()?, next()?, next()?];
        reader.finish()?;
        Ok(Self(parts))
    }
}

/// Reads the unsigned certificate that this library would encode to these parts. Members that are
/// not read here come from the issuer or never vary; encoding them again compares them.
fn read_stored(
    Parts([_, serial_number, algorithm, _, validity, subject, key, extensions]): &Parts<'_>,
    certificate_id: Uuid,
    issuer: Option<&Issuer>,
) -> Result<UnsignedCertificate, Error> {
    let serial_number = read_serial_number(*serial_number).map_err(not_as_written("serialNumber"))?;
    let hash = read_signature_algorithm(*algorithm).map_err(not_as_written("signature"))?.hash();
    let validity = read_validity(*validity).map_err(not_as_written("validity"))?;
    let subject =
        read_subject(subject.bytes, issuer.map(Issuer::subject)).map_err(not_as_written("subject"))?;
    let key = PublicKey::from_spki_der(key.bytes).map_err(not_as_written("subjectPublicKeyInfo"))?;
    let extensions = Extensions::read(*extensions)?;
    extensions.check(issuer, &key, &subject)?;
    let Extensions {
        key_usages,
        extended_key_usage,
        basic_constraints,
        alternative_names,
        name_constraints,
        custom,
    } = extensions;
    let signer = issuer.map_or(&key, Issuer::public_key).key_type();
    let fields = CertificateFields {
        issuer: issuer.cloned(),
        signature_algorithm: SignatureAlgorithm::with_hash_or_default(signer, hash),
        subject,
        validity,
        key_usages,
        extended_key_usage,
        basic_constraints: basic_constraints.ok_or(Error::NotAsWritten { part: "basicConstraints" })?,
        alternative_names: alternative_names.into(),
        name_constraints,
        extensions: custom,
        notices: Notices::default(),
    };
    let key_identifier = key.key_identifier();
    let private_key = None;
    Ok(UnsignedCertificate { serial_number, certificate_id, key, key_identifier, fields, private_key })
}

pub(super) fn read_serial_number(value: Value<'_>) -> Result<SerialNumber, NotDer> {
    let octets = <[u8; 20]>::try_from(value.content_of(tag::INTEGER)?).map_err(|_| NotDer)?;
    let serial_number = super::certificate::serial_number(octets);
    if serial_number.as_bytes() == octets { Ok(serial_number) } else { Err(NotDer) }
}

pub(super) fn read_signature_algorithm(value: Value<'_>) -> Result<SignatureAlgorithm, NotDer> {
    SignatureAlgorithm::of_certificate(&AlgorithmIdentifier::read(value)?).ok_or(NotDer)
}

pub(super) fn read_validity(value: Value<'_>) -> Result<Validity, NotDer> {
    Validity::read(value.bytes).ok().filter(|period| period.not_before <= period.not_after).ok_or(NotDer)
}

/// The contents of the extensions that the issuer does not determine.
#[derive(Default)]
pub(super) struct Extensions {
    pub(super) key_usages: KeyUsages,
    pub(super) extended_key_usage: ExtendedKeyUsage,
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) alternative_names: Vec<SubjectAlternativeName>,
    name_constraints: Option<NameConstraints>,
    pub(super) custom: Vec<CustomExtension>,
}

impl Extensions {
    pub(super) fn read(stored: Value<'_>) -> Result<Self, Error> {
        let stored = stored.content_of(tag::context_constructed(3)).and_then(read_extensions);
        let mut extensions = Self::default();
        let mut seen = BTreeSet::new();
        for extension in &stored.map_err(not_as_written("extensions"))? {
            let part = name(extension.oid);
            if !seen.insert(extension.oid) {
                return Err(Error::NotAsWritten { part });
            }
            extensions.add(extension).map_err(not_as_written(part))?;
        }
        Ok(extensions)
    }

    fn add(&mut self, extension: &RawExtension<'_>) -> Result<(), NotDer> {
        let RawExtension { oid, critical, value, .. } = *extension;
        match oid {
            oid::KEY_USAGE => self.key_usages = KeyUsages::read(value)?,
            oid::EXTENDED_KEY_USAGE => self.extended_key_usage = ExtendedKeyUsage::read(value)?,
            oid::BASIC_CONSTRAINTS => self.basic_constraints = Some(BasicConstraints::read(value)?),
            oid::SUBJECT_ALT_NAME => self.alternative_names = read_names(value)?,
            oid::NAME_CONSTRAINTS => self.name_constraints = Some(read_constraints(value)?),
            // Encoded again from the two keys and the issuer.
            oid::SUBJECT_KEY_IDENTIFIER
            | oid::AUTHORITY_KEY_IDENTIFIER
            | oid::CERTIFICATE_POLICIES
            | oid::CRL_DISTRIBUTION_POINTS
            | oid::FRESHEST_CRL
            | oid::AUTHORITY_INFO_ACCESS => {}
            oid => {
                let oid = ObjectIdentifier::from_content(oid).ok_or(NotDer)?;
                let extension = CustomExtension::new(oid, critical, value.to_vec());
                self.custom.push(extension.map_err(|_| NotDer)?);
            }
        }
        Ok(())
    }

    /// Checks whether a grant can have these extensions: the path length (rule A4), the key usages
    /// (rules U3, C9), the names (rule C5) and their constraints, which only a subordinate CA has.
    fn check(
        &self,
        issuer: Option<&Issuer>,
        key: &PublicKey,
        subject: &DistinguishedName,
    ) -> Result<(), Error> {
        let fault = |part| Err(Error::NotAsWritten { part });
        let kind = match (issuer, self.basic_constraints) {
            (Some(_), Some(kind @ BasicConstraints::EndEntity)) => kind,
            (None, Some(kind @ BasicConstraints::Ca { path_length: None })) => kind,
            (_, Some(kind @ BasicConstraints::Ca { path_length: Some(length) }))
                if length <= PathLength::MAX.into() =>
            {
                kind
            }
            _ => return fault("basicConstraints"),
        };
        let usages = self.key_usages;
        let is_ca = kind != BasicConstraints::EndEntity;
        if subject.is_empty() && (is_ca || self.alternative_names.is_empty()) {
            return fault("subject");
        }
        let of_its_kind = usages.difference(grantable_key_usages(kind, key.key_type(), subject)).is_empty()
            && usages.contains(KeyUsage::KeyCertSign) == is_ca
            && key_agreement_faults(usages).next().is_none();
        if usages.is_empty() || !of_its_kind {
            return fault("keyUsage");
        }
        if self.name_constraints.is_some() && (issuer.is_none() || !is_ca) {
            return fault("nameConstraints");
        }
        Ok(())
    }
}

/// Reads the name constraints. Constraints that cannot be applied are left out, because no request
/// can ask for them; the comparison with the new encoding then fails.
fn read_constraints(value: &[u8]) -> Result<NameConstraints, NotDer> {
    let read = read_name_constraints(value)?;
    NameConstraints::new(read.permitted, read.excluded).map_err(|_| NotDer)
}

/// Reads the alternative names, each in a form that a request can have (rules S1–S5 and S7),
/// without duplicates.
fn read_names(value: &[u8]) -> Result<Vec<SubjectAlternativeName>, NotDer> {
    let max = crate::request::csr::Csr::MAX_ALTERNATIVE_NAMES;
    let (read, found) = read_subject_alt_name(value, max, Values::Any)?;
    let names: Vec<_> = read.into_iter().filter_map(Result::ok).collect();
    // Refused names are missing from the list.
    if names.len() == found && repeated(&names).is_empty() { Ok(names) } else { Err(NotDer) }
}

/// Checks the limits that the issuer and the time set now: the path length (rule A2), the names
/// (rule A3), the purposes (rule A7) and the validities (rule V6).
fn check_still_issuable(fields: &CertificateFields, now: UtcDateTime, violations: &mut Violations) {
    let period = fields.validity;
    if period.not_after < now.truncate_to_second() {
        let kind = ViolationKind::AlreadyOver { now, not_after: period.not_after };
        violations.push(Field::Validity, kind);
    }
    let Some(issuer) = &fields.issuer else { return };
    check_path_length(fields.basic_constraints, issuer, violations);
    let names = Names::of(&fields.alternative_names);
    let (kind, subject) = (fields.basic_constraints, Some(&fields.subject));
    check_own_name(Source::Body, kind, subject, issuer, violations, &mut Notices::default());
    let serves_hosts = !kind.is_ca() && fields.extended_key_usage.may_serve_tls();
    check_names(Source::Body, subject, names, serves_hosts, issuer, violations);
    check_purposes(&fields.extended_key_usage, issuer, violations);
    check_issuer_validity(issuer, now, violations);
    let Validity { not_before, not_after } = issuer.validity();
    if period.not_before < not_before || not_after < period.not_after {
        let kind = ViolationKind::OutsideIssuerValidity { not_before, not_after };
        violations.push(Field::Validity, kind);
    }
}

/// Returns the name of the first part that differs between the stored and the new encoding. If it is
/// the algorithm, because the key of the issuer has another type, the issuer's own part is named.
fn first_difference(stored: &Parts<'_>, written: &[u8]) -> &'static str {
    let Ok(written) = Parts::read(written) else { return "TBSCertificate" };
    let parts = Parts::NAMES.into_iter().zip(stored.0.iter().zip(&written.0));
    let mut differing = parts.filter(|(_, (stored, written))| stored.bytes != written.bytes);
    match differing.next() {
        Some(("extensions", (stored, written))) => {
            first_differing_extension(stored.content, written.content).map_or("extensions", name)
        }
        Some(("signature", _)) => part_of_issuer(stored, &written).unwrap_or("signature"),
        Some((part, _)) => part,
        None => "TBSCertificate",
    }
}

/// Returns the name of the part that names another issuer, if there is one.
fn part_of_issuer(Parts(stored): &Parts<'_>, Parts(written): &Parts<'_>) -> Option<&'static str> {
    let ([_, _, _, stored_issuer, .., stored], [_, _, _, issuer, .., written]) = (stored, written);
    if stored_issuer.bytes != issuer.bytes {
        return Some("issuer");
    }
    let (stored, written) = (read_extensions(stored.content).ok()?, read_extensions(written.content).ok()?);
    let is_key_identifier = |extension: &&RawExtension<'_>| extension.oid == oid::AUTHORITY_KEY_IDENTIFIER;
    let [stored, written] =
        [&stored, &written].map(|all| all.iter().find(is_key_identifier).map(|found| found.value));
    (stored != written).then_some("authorityKeyIdentifier")
}

/// Returns the first extension that differs: one that was not stored, or else the stored one that
/// is encoded differently now.
fn first_differing_extension<'a>(stored: &'a [u8], written: &'a [u8]) -> Option<&'a [u8]> {
    let (stored, written) = (read_extensions(stored).ok()?, read_extensions(written).ok()?);
    let is_same = |(one, other): &(&RawExtension<'_>, &RawExtension<'_>)| {
        (one.oid, one.critical, one.value) == (other.oid, other.critical, other.value)
    };
    let position = stored.iter().zip(&written).take_while(is_same).count();
    let missing = written.get(position).filter(|written| stored.iter().all(|known| known.oid != written.oid));
    missing.or(stored.get(position)).map(|extension| extension.oid)
}

/// Returns the name of an extension that this library writes, or the name of the member that holds
/// any other.
fn name(extension: &[u8]) -> &'static str {
    match extension {
        oid::KEY_USAGE => "keyUsage",
        oid::EXTENDED_KEY_USAGE => "extKeyUsage",
        oid::BASIC_CONSTRAINTS => "basicConstraints",
        oid::SUBJECT_KEY_IDENTIFIER => "subjectKeyIdentifier",
        oid::AUTHORITY_KEY_IDENTIFIER => "authorityKeyIdentifier",
        oid::SUBJECT_ALT_NAME => "subjectAltName",
        oid::NAME_CONSTRAINTS => "nameConstraints",
        oid::CERTIFICATE_POLICIES => "certificatePolicies",
        oid::CRL_DISTRIBUTION_POINTS => "cRLDistributionPoints",
        oid::FRESHEST_CRL => "freshestCRL",
        oid::AUTHORITY_INFO_ACCESS => "authorityInfoAccess",
        _ => "extensions",
    }
}

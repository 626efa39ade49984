//! Deviations of a CA's certificate that have one meaning. They are no reason to refuse it, but
//! stricter verifiers do (rule A6).

use alloc::collections::BTreeSet;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::CaCertificate;
use crate::diagnostics::IssuerNoticeKind;
use crate::key::{KeyType, SignatureAlgorithm};
use crate::x509::EncodingDeviation;
use crate::x509::algorithm_identifier::{AlgorithmIdentifier, ParameterMatch};
use crate::x509::der::{NotDer, Reader, Value, Writer, is_empty_sequence, is_one_value, small_unsigned, tag};
use crate::x509::extension::{
    AuthorityKeyIdentifier, POLICY_EXTENSIONS, RawExtension, Rule, name_of, rule_of,
};
use crate::x509::name::{DistinguishedName, NameAttribute};
use crate::x509::name_constraints::{IssuerNameConstraints, SubtreeBase};
use crate::x509::oid::{self, ObjectIdentifier};
use crate::x509::validity::Validity;

/// Collects the deviations of one certificate.
#[derive(Default)]
pub(super) struct Deviations {
    notices: Vec<IssuerNoticeKind>,
    has_purposes: bool,
    explicit_policy: Option<u32>,
}

impl Deviations {
    /// The maximum number of deviations kept for one certificate: more than any has, few enough
    /// that a hostile one cannot fill the memory.
    const MAX: usize = 32;

    pub(super) fn push(&mut self, kind: IssuerNoticeKind) {
        if self.notices.len() < Self::MAX && !self.notices.contains(&kind) {
            self.notices.push(kind);
        }
    }

    pub(super) fn into_notices(self) -> Vec<IssuerNoticeKind> {
        self.notices
    }

    fn encoding(&mut self, part: &'static str, deviation: EncodingDeviation) {
        self.push(IssuerNoticeKind::Encoding { part, deviation });
    }

    /// Checks that the serial number is positive and has at most 20 octets (RFC 5280 §4.1.2.2).
    pub(super) fn of_serial_number(&mut self, content: &[u8]) {
        let octets = match content {
            [0x80..=0xff, ..] | [0] => return self.push(IssuerNoticeKind::SerialNumberNotPositive),
            [0, magnitude @ ..] | magnitude => magnitude.len(),
        };
        // A sign octet does not count, as wherever serial numbers are read.
        if octets > 20 {
            self.push(IssuerNoticeKind::SerialNumberTooLong { octets });
        }
    }

    /// Checks for UTCTime through 2049 (RFC 5280 §4.1.2.5). All else about the form was checked
    /// when reading.
    pub(super) fn of_validity(&mut self, validity: Validity, bytes: &[u8]) {
        let mut w = Writer::with_capacity(40);
        validity.encode(&mut w);
        if w.into_bytes() != bytes {
            self.encoding("validity", EncodingDeviation::GeneralizedTimeBefore2050);
        }
    }

    pub(super) fn of_names(&mut self, issuer: &DistinguishedName, subject: &DistinguishedName) {
        for (part, name) in [("issuer", issuer), ("subject", subject)] {
            for rdn in name.rdns() {
                if rdn.is_empty() {
                    self.encoding(part, EncodingDeviation::EmptyRdn);
                }
                if !rdn.attributes().map(|attribute| attribute.bytes).is_sorted() {
                    self.encoding(part, EncodingDeviation::RdnOrder);
                }
            }
            let broken = name.attributes().filter(|attribute| !is_text(attribute.value));
            for NameAttribute { oid, .. } in broken.take(Self::MAX) {
                let attribute = ObjectIdentifier::from_content_unchecked(oid);
                self.push(IssuerNoticeKind::AttributeString { part, attribute });
            }
        }
    }

    pub(super) fn of_key(&mut self, lacking: Vec<EncodingDeviation>) {
        for deviation in lacking {
            self.encoding("subjectPublicKeyInfo", deviation);
        }
    }

    pub(super) fn of_extension(&mut self, extension: &RawExtension<'_>) {
        let &RawExtension { oid, critical, deviation, .. } = extension;
        self.has_purposes |= oid == oid::EXTENDED_KEY_USAGE;
        if oid == oid::POLICY_CONSTRAINTS {
            self.explicit_policy = explicit_policy(extension.value);
        }
        if let Some(deviation) = deviation {
            self.encoding(name_of(oid).unwrap_or("extensions"), deviation);
        }
        let Some((extension, rule)) = name_of(oid).zip(rule_of(oid)) else { return };
        match (rule, critical) {
            (Rule::Critical, false) => self.push(IssuerNoticeKind::NotCritical { extension }),
            (Rule::NotCritical, true) => self.push(IssuerNoticeKind::Critical { extension }),
            _ => {}
        }
        if critical && POLICY_EXTENSIONS.contains(&oid) {
            self.push(IssuerNoticeKind::CriticalPolicy { extension });
        }
    }

    /// Notes how the value of an extension is encoded.
    pub(super) fn of_value(&mut self, oid: &[u8], deviation: Option<EncodingDeviation>) {
        if let Some((part, deviation)) = name_of(oid).zip(deviation) {
            self.encoding(part, deviation);
        }
    }

    /// Checks that an extension that is a list has at least one entry.
    pub(super) fn of_list(&mut self, oid: &[u8], value: &[u8]) {
        if let Some(extension) = name_of(oid).filter(|_| is_empty_sequence(value)) {
            self.push(IssuerNoticeKind::Empty { extension });
        }
    }

    pub(super) fn of_name_constraints(&mut self, constraints: &IssuerNameConstraints) {
        for subtree in constraints.permitted.iter().chain(&constraints.excluded) {
            if let SubtreeBase::Dns(base) = subtree.base()
                && base.as_str().starts_with('.')
            {
                self.push(IssuerNoticeKind::LeadingDot(subtree.to_string()));
            }
        }
        for form in &constraints.not_applicable {
            self.push(IssuerNoticeKind::ConstraintNotApplicable(*form));
        }
    }

    pub(super) fn of_absent_extensions(&mut self, present: &BTreeSet<&[u8]>) {
        for oid in [oid::KEY_USAGE, oid::SUBJECT_KEY_IDENTIFIER] {
            if let Some(extension) = name_of(oid).filter(|_| !present.contains(oid)) {
                self.push(IssuerNoticeKind::Missing { extension });
            }
        }
    }

    /// Checks what depends on whether the certificate is self-signed.
    pub(super) fn of_place(&mut self, ca: &CaCertificate, signed_with: &AlgorithmIdentifier<'_>) {
        if ca.is_self_signed() {
            if self.has_purposes {
                self.push(IssuerNoticeKind::PurposesOfRoot);
            }
            // Verifiers ignore the signature and, in a trust anchor, the policies.
            return;
        }
        if let Some(certificates) = self.explicit_policy {
            self.push(IssuerNoticeKind::ExplicitPolicy { certificates });
        }
        let identifier = ca.extensions.authority_key_identifier.as_deref().map(AuthorityKeyIdentifier::read);
        if !matches!(identifier, Some(Ok(AuthorityKeyIdentifier { key_identifier: Some(_), .. }))) {
            self.push(IssuerNoticeKind::Missing { extension: "authorityKeyIdentifier" });
        }
        if let Some(name) = SignatureAlgorithm::weak(signed_with.algorithm) {
            self.push(IssuerNoticeKind::WeakSignature(name));
        }
        match SignatureAlgorithm::known(signed_with) {
            Some((_, ParameterMatch::Exact)) => {}
            Some(_) => self.push(IssuerNoticeKind::SignatureParameters),
            None => {
                if let Ok((_, Some(deviation))) = SignatureAlgorithm::read(signed_with) {
                    self.encoding("signatureAlgorithm", deviation);
                }
            }
        }
    }
}

/// Returns requireExplicitPolicy of a policyConstraints; `None` if it is absent, or so large that
/// no verifier reaches it (RFC 5280 §4.2.1.11).
fn explicit_policy(value: &[u8]) -> Option<u32> {
    const REQUIRE_EXPLICIT_POLICY: u8 = tag::context(0);
    let content = Reader::of_sequence(value).ok()?.optional(REQUIRE_EXPLICIT_POLICY).ok()??;
    small_unsigned(content).ok()
}

/// Returns the content of an INTEGER in the fewest octets (X.690 §8.3.2).
pub(super) fn integer(value: Value<'_>) -> Result<&[u8], NotDer> {
    let content = value.content_of(tag::INTEGER)?;
    if is_one_value(value.bytes) { Ok(content) } else { Err(NotDer) }
}

/// Returns the correct encoding of an RSA key and what the given one lacks; `None` if it lacks
/// nothing or is another key.
pub(super) fn completed_rsa_key(spki: &[u8]) -> Option<(Vec<u8>, Vec<EncodingDeviation>)> {
    let mut members = Reader::of_sequence(spki).ok()?;
    let found = AlgorithmIdentifier::read(members.next().ok()?).ok()?;
    let key = members.bit_string().ok()?;
    members.finish().ok()?;
    let standard = KeyType::Rsa.identifier();
    if found.algorithm != standard.algorithm {
        return None;
    }
    let mut deviations = Vec::new();
    match found.parameters.compare(standard.parameters) {
        ParameterMatch::Exact => {}
        ParameterMatch::NullMissing => deviations.push(EncodingDeviation::RsaKeyWithoutNull),
        ParameterMatch::NullAdded | ParameterMatch::Different => return None,
    }
    let mut numbers = Reader::of_sequence(key).ok()?;
    let modulus = numbers.content_of(tag::INTEGER).ok()?;
    let exponent = numbers.next().ok()?;
    numbers.finish().ok()?;
    let sign: &[u8] = if modulus.first().is_some_and(|first| *first >= 0x80) { &[0] } else { &[] };
    if !sign.is_empty() {
        deviations.push(EncodingDeviation::RsaModulusWithoutSign);
    }
    let mut numbers = Writer::with_capacity(key.len() + 8);
    numbers.sequence(|w| {
        w.nested(tag::INTEGER, |w| {
            w.raw(sign);
            w.raw(modulus);
        });
        w.raw(exponent.bytes);
    });
    let mut w = Writer::with_capacity(spki.len() + 16);
    w.sequence(|w| {
        standard.encode(w);
        w.bit_string(&numbers.into_bytes());
    });
    (!deviations.is_empty()).then(|| (w.into_bytes(), deviations))
}

/// Returns whether a value is text of its string type, or of no string type.
fn is_text(value: Value<'_>) -> bool {
    const BMP_STRING: u8 = 0x1e;
    match value.tag {
        BMP_STRING => {
            let (units, rest) = value.content.as_chunks::<2>();
            let units = units.iter().map(|octets| u16::from_be_bytes(*octets));
            rest.is_empty() && char::decode_utf16(units).all(|character| character.is_ok())
        }
        _ => is_one_value(value.bytes),
    }
}

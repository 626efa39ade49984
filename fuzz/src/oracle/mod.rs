//! Checks of every result: certificates, lists, refusals. The oracle shares no code with the crate
//! under test and panics if a check fails.
//!
//! A certificate is checked as DER, against what [`expected`] derives from the request, against the
//! fields of the grant, by parsing it with x509-cert, and by verifying its signature with other
//! crates.

pub mod algorithm;
pub mod asked;
pub mod constraints;
pub mod crl;
pub mod der;
pub mod expected;
mod ml_dsa;
mod notices;
pub mod ocsp;
pub mod pem;
pub mod purposes;
pub mod read_back;
pub mod refusal;
pub mod reported_fields;
pub mod signature;
pub mod validity;
pub mod webpki;

use std::collections::BTreeSet;

use certmint::error::NoticeKind;
use certmint::name::NameForm;
use certmint::profile::ProfileSettings;
use certmint::wire::Response;
use certmint::{Certificate, Issued};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode, Encode};

use asked::{Asked, CaParts, Circumstances, Kind, RawExtension};
use der::{Value, sequence_members};
use expected::{Expected, expected};
pub use refusal::check_refusal;
pub use reported_fields::Told;

/// The certificate that was issued for a request is the expected one.
///
/// # Panics
/// If it is not.
pub fn check_issued(issued: &Issued, asked: &Asked, circumstances: Circumstances<'_>) {
    let der = issued.certificate().as_der();
    let parts = Parts::read(der);
    let asked = &without_refused_names(asked, &parts, issued);
    let is_there = |extension: &RawExtension| parts.extensions.contains(extension);
    let expected = expected(asked, circumstances, parts.public_key, is_there);
    if let Some(given) = &asked.public_key {
        assert_eq!(parts.public_key, given, "another key than the one that was given");
    }
    check_serial_number(parts.serial_number, issued);
    check_to_be_signed(&parts, &expected);
    check_allowed(asked, circumstances);
    check_algorithms(&Told::of_issued(issued), asked, circumstances, &expected);
    assert!(
        signature::verifies(&expected.issuer_key, expected.hash, parts.to_be_signed, parts.signature),
        "the signature does not verify"
    );
    check_forms(issued);
    notices::check(issued, asked, circumstances, &expected);
    let chain: Vec<CaParts<'_>> = circumstances
        .issuer
        .iter()
        .flat_map(|issuer| &issuer.chain)
        .map(|der| CaParts::read(der).expect("the chain was loaded"))
        .collect();
    let purposes = &Told::of_issued(issued).purposes;
    constraints::check(&chain, asked.kind, &expected.subject, &expected.names, purposes);
    read_back::check(der, &Told::of_issued(issued), &expected, &chain);
    check_chain(issued, circumstances);
}

/// The request of a CA by CSR without the names that it does not get. Each of them draws a notice
/// (rule C16).
fn without_refused_names(asked: &Asked, parts: &Parts<'_>, issued: &Issued) -> Asked {
    let mut granted = asked.clone();
    if !matches!(asked.kind, Kind::CaOfCsr { .. }) {
        return granted;
    }
    let value = asked::extension_of(&parts.extensions, asked::SUBJECT_ALT_NAME);
    let there = value.map(|value| sequence_members(value).expect("names")).unwrap_or_default();
    granted.names.retain(|name| there.iter().any(|there| there.bytes == name));
    let count = |is_of: fn(&NoticeKind) -> bool| {
        issued.fields().notices().iter().filter(|notice| is_of(notice.kind())).count()
    };
    let noted = count(|kind| matches!(kind, NoticeKind::NameNotGranted(_)));
    let are_too_many = count(|kind| matches!(kind, NoticeKind::NamesNotGranted { .. })) > 0;
    let missing = asked.names.len() - granted.names.len();
    assert!(missing == noted || missing > noted && are_too_many, "{missing} names missing, {noted} noted");
    granted
}

/// The parts of a certificate.
struct Parts<'a> {
    to_be_signed: &'a [u8],
    serial_number: &'a [u8],
    public_key: &'a [u8],
    extensions: Vec<RawExtension>,
    signature: &'a [u8],
}

impl<'a> Parts<'a> {
    /// Reads a certificate written by this crate and checks its DER recursively (rule X3). Names
    /// from elsewhere and values of unknown extensions may hold arbitrary octets.
    fn read(der: &'a [u8]) -> Self {
        let certificate = sequence_members(der).expect("a Certificate in DER");
        let [to_be_signed, outer_algorithm, signature] = certificate[..] else {
            panic!("three members of a Certificate")
        };
        let [version, serial_number, algorithm, _, validity, _, public_key, extensions] =
            to_be_signed.members().expect("a TBSCertificate in DER")[..]
        else {
            panic!("eight members of a TBSCertificate")
        };
        assert_eq!(algorithm.bytes, outer_algorithm.bytes, "two signature algorithms");
        for part in [version, serial_number, algorithm, validity, public_key, extensions, signature] {
            der::check_strict(part).expect("strict DER");
        }
        let extensions = RawExtension::read_all(extensions.content).expect("Extensions");
        let mut seen = BTreeSet::new();
        for extension in &extensions {
            assert!(seen.insert(&extension.oid), "the extension {:?} twice", extension.oid);
            let value = Value::of(&extension.value).expect("the value of an extension in DER");
            if is_managed(&extension.oid) {
                der::check_strict(value).expect("the value of an extension in strict DER");
            }
        }
        let [0, signature @ ..] = signature.content else { panic!("a signature of whole octets") };
        Self {
            to_be_signed: to_be_signed.bytes,
            serial_number: serial_number.content,
            public_key: public_key.bytes,
            extensions,
            signature,
        }
    }
}

/// The extensions of RFC 5280 without nameConstraints and subjectAltName, whose directory names and
/// other names come from the request.
fn is_managed(oid: &[u8]) -> bool {
    let of_pkix = oid.starts_with(b"\x2b\x06\x01\x05\x05\x07\x01");
    let has_names = [asked::NAME_CONSTRAINTS, asked::SUBJECT_ALT_NAME].contains(&oid);
    (oid.starts_with(b"\x55\x1d") || of_pkix) && !has_names
}

/// Rule X1.
fn check_serial_number(serial_number: &[u8], issued: &Issued) {
    assert_eq!(serial_number, issued.serial_number().as_bytes());
    assert_eq!(serial_number.len(), 20, "the octets of a serial number");
    assert_eq!(serial_number[0] & 0xc0, 0x40, "a serial number that is positive and has all octets");
}

/// Rule X1: the serial number and the id are these octets of the generator, combined with the key
/// identifier, except for the fixed bits.
///
/// # Panics
/// If they are not.
/// Where they are not.
pub fn check_randomness(issued: &Issued, of_serial_number: [u8; 20], of_id: [u8; 16]) {
    let parts = Parts::read(issued.certificate().as_der());
    let identifier = expected::key_identifier(parts.public_key);
    let combined = |octets: &[u8]| -> Vec<u8> {
        octets.iter().zip(&identifier).map(|(octet, of_key)| octet ^ of_key).collect()
    };
    let mut serial_number = combined(&of_serial_number);
    serial_number[0] = serial_number[0] % 64 + 64;
    assert_eq!(parts.serial_number, serial_number, "a serial number of other randomness or another key");
    // RFC 9562 §5.4.
    let mut id = combined(&of_id);
    (id[6], id[8]) = (id[6] % 16 + 0x40, id[8] % 64 + 0x80);
    assert_eq!(issued.certificate_id().as_bytes()[..], id, "an id of other randomness or another key");
}

fn check_to_be_signed(parts: &Parts<'_>, expected: &Expected) {
    assert!(expected.validity.is_some(), "a validity that may not be granted");
    let to_be_signed = expected.to_be_signed(parts.serial_number);
    if parts.to_be_signed != to_be_signed {
        // Comparing the parts first gives a clearer message.
        assert_eq!(parts.extensions, expected.extensions, "extensions");
        panic!("{expected:#?}\n{:02x?}\nis not\n{to_be_signed:02x?}", parts.to_be_signed);
    }
}

/// Nothing is issued that the profile does not allow (rules C14, U5 and U7), and no CA lacks a
/// limit that its CSR requests.
fn check_allowed(asked: &Asked, circumstances: Circumstances<'_>) {
    let settings = circumstances.profile.settings();
    let asks_for = |oid: &[u8]| asked.extensions.iter().any(|extension| extension.oid == oid);
    if let Kind::CaOfCsr { .. } = asked.kind {
        assert_eq!(settings.csr_intermediate_ca, Some(true), "a CA by a CSR");
        assert!(
            !asks_for(asked::NAME_CONSTRAINTS) || asked.name_constraints.is_some(),
            "unconstrained names"
        );
        assert!(!asks_for(asked::POLICY_CONSTRAINTS) && !asks_for(asked::INHIBIT_ANY_POLICY), "policies");
    }
    // The CA's own names need no list.
    if asked.kind == Kind::EndEntityOfCsr && asked.remarks.replaced.names.is_none() {
        assert!(asked.names.iter().all(|name| is_listed(name, settings)), "a name that is not listed");
    }
    if asked.kind == Kind::EndEntity {
        let crl_sign = asked.key_usages & expected::CRL_SIGN != 0;
        assert!(settings.end_entity_crl_sign || !crl_sign, "cRLSign for an end entity");
    }
    if let (false, Some(allowed)) = (asked.kind.is_of_csr(), &settings.apply_extensions) {
        let is_allowed =
            |extension: &RawExtension| allowed.iter().any(|oid| oid.as_content() == extension.oid);
        assert!(asked.extensions.iter().all(is_allowed), "an extension that the profile does not list");
    }
}

/// The keys, their usages and the hash are those that the profile and the rules allow (rules C4, K2, U3
/// and C9).
fn check_algorithms(told: &Told, asked: &Asked, circumstances: Circumstances<'_>, expected: &Expected) {
    let settings = circumstances.profile.settings();
    let keys = if asked.kind.is_ca() { &settings.ca_keys } else { &settings.end_entity_keys };
    let key_type = algorithm::key_type(&expected.public_key);
    assert!(keys.types.contains(&key_type), "a key of a type that the profile does not accept");
    let is_granted = settings.signature_algorithms.contains(&expected.hash);
    assert!(is_granted || !algorithm::signs_hash(&expected.issuer_key), "a hash that is not granted");
    if !asked.kind.is_ca() {
        let forbidden = expected::forbidden_usages(algorithm::key_use(&expected.public_key));
        assert_eq!(expected::bits(told.key_usages) & forbidden, 0, "usages that the key cannot have");
    }
}

/// Whether a profile grants a CSR a name of this form, and of this type of otherName (rule S7).
fn is_listed(name: &[u8], settings: &ProfileSettings) -> bool {
    let form = match name[0] {
        0x81 => NameForm::Email,
        0x82 => NameForm::Dns,
        0x86 => NameForm::Uri,
        0x87 => NameForm::Ip,
        0x88 => NameForm::RegisteredId,
        0xa4 => NameForm::DirectoryName,
        _ => {
            let content = Value::of(name).expect("a GeneralName").content;
            let kind = der::members(content).expect("the members of an otherName")[0].content;
            return settings.csr_other_names.iter().any(|oid| oid.as_content() == kind);
        }
    };
    settings.csr_alternative_name_forms.contains(&form)
}

/// The chain consists of the certificate and the issuer's chain (rule X5).
fn check_chain(issued: &Issued, circumstances: Circumstances<'_>) {
    let above = circumstances.issuer.iter().flat_map(|issuer| &issuer.chain).map(Vec::as_slice);
    let chain: Vec<&[u8]> = std::iter::once(issued.certificate().as_der()).chain(above).collect();
    assert!(issued.chain().map(Certificate::as_der).eq(chain.iter().copied()), "another chain");
    assert!(pem::blocks(&issued.chain_pem()).eq(chain), "another chain in PEM");
}

/// PEM and DER have the same content; the wire form carries the id (rule X5).
fn check_forms(issued: &Issued) {
    let text = issued.certificate().to_pem();
    assert_eq!(pem::decode(&text).as_deref(), Some(issued.certificate().as_der()));
    let id = Response::from(issued).certificate_id;
    let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    let mut groups = id.split('-').map(|group| group.bytes().filter(|digit| is_digit(*digit)).count());
    assert!(id.len() == 36 && [8, 4, 4, 4, 12].iter().all(|count| groups.next() == Some(*count)), "{id}");
    assert_eq!(id, issued.certificate_id().to_string());
}

/// Returns whether x509-cert can read the identifiers in these values. It does not read large arcs
/// or long identifiers.
fn is_readable(values: &[&[u8]]) -> bool {
    let mut oids = BTreeSet::new();
    for value in values.iter().filter_map(|value| Value::of(value).ok()) {
        der::object_identifiers(value, &mut oids);
    }
    oids.iter().all(|oid| ObjectIdentifier::from_bytes(oid).is_ok())
}

/// Parses with x509-cert and checks that it encodes the same bytes.
fn parse<T: for<'a> Decode<'a, Error = x509_cert::der::Error> + Encode>(der: &[u8]) -> T {
    let value = T::from_der(der).expect("x509-cert reads it");
    assert_eq!(value.to_der().expect("x509-cert writes it"), der, "x509-cert writes other bytes");
    value
}

//! Checks of every result: certificates, lists, refusals. The oracle shares no code with the crate
//! under test and panics if a check fails.
//!
//! A certificate is checked as DER, against what [`expected`] derives from the request, against the
//! fields of the grant, by parsing it with x509-cert, and by verifying its signature with other
//! crates.
//! the grant said, read by x509-cert, and by the crates that verify its signature.

pub mod asked;
pub mod constraints;
pub mod crl;
pub mod der;
pub mod expected;
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

use certmint::error::{NoticeKind, ReplacedKind};
use certmint::name::NameForm;
use certmint::profile::{CsrEncoding, ProfileSettings};
use certmint::wire::Response;
use certmint::{Certificate, Issued, Profile};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode, Encode};

use asked::{Asked, CaParts, Circumstances, Kind, RawExtension, Remarks, Replaced};
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
    assert!(
        signature::verifies(&expected.issuer_key, expected.hash, parts.to_be_signed, parts.signature),
        "the signature does not verify"
    );
    check_forms(issued);
    check_notices(issued, asked, circumstances, &expected);
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

/// Everything that is not granted draws a notice (rules C6, C7 and C9).
fn check_notices(issued: &Issued, asked: &Asked, circumstances: Circumstances<'_>, expected: &Expected) {
    let noted = |is_of: &dyn Fn(&NoticeKind) -> bool| {
        issued.fields().notices().iter().any(|notice| is_of(notice.kind()))
    };
    for notice in issued.fields().notices() {
        refusal::check_text(&notice.to_string());
    }
    let granted = asked::extension_of(&expected.extensions, asked::EXTENDED_KEY_USAGE);
    let granted = granted.map(|value| sequence_members(value).expect("purposes")).unwrap_or_default();
    let contents: Vec<_> = granted.iter().map(|purpose| purpose.content.to_vec()).collect();
    let is_nameless_server = asked.names.is_empty() && purposes::is_server(asked, &contents);
    let is_added = !expected.names.is_empty();
    let added = noted(&|kind| *kind == NoticeKind::CommonNameAdded);
    assert_eq!(added, is_nameless_server && is_added, "the notice of a common name that is added");
    let nameless = noted(&|kind| *kind == NoticeKind::ServerWithoutAlternativeName);
    assert_eq!(nameless, is_nameless_server && !is_added, "the notice of a server without name");
    let is_unlimited = contents.is_empty() && purposes::limit(circumstances.issuer).is_some();
    let unlimited = noted(&|kind| matches!(kind, NoticeKind::NoPurposeBelowLimitedIssuer(_)));
    assert_eq!(unlimited, is_unlimited, "the notice of a certificate without purposes");
    check_replaced(issued, &asked.remarks.replaced, expected);
    if asked.has_key_usages_of_csr() || matches!(asked.kind, Kind::Subordinate { .. }) {
        check_usage_notices(issued, asked, circumstances, expected);
    }
    check_outlived(issued, circumstances);
    if !asked.kind.is_of_csr() {
        return;
    }
    check_remarks(issued, &asked.remarks, circumstances.profile);
    for extension in &asked.extensions {
        let copied = extension.as_copied();
        if expected.extensions.contains(&copied) {
            let is_of = |kind: &NoticeKind| matches!(kind, NoticeKind::CriticalNotGranted(oid) if oid.as_content() == extension.oid);
            assert_eq!(noted(&is_of), copied != *extension, "critical of the extension {:?}", extension.oid);
            continue;
        }
        let is_of = |kind: &NoticeKind| matches!(kind, NoticeKind::ExtensionNotGranted(oid) if oid.as_content() == extension.oid);
        assert!(noted(&is_of), "the extension {:?} is neither granted nor noted", extension.oid);
    }
    if !asked.has_purposes_of_csr() {
        return;
    }
    for purpose in
        asked.purposes.iter().filter(|purpose| granted.iter().all(|known| known.content != *purpose))
    {
        let is_of = |kind: &NoticeKind| matches!(kind, NoticeKind::KeyPurposeNotGranted(oid) if oid.as_content() == purpose);
        assert!(noted(&is_of), "the purpose {purpose:?} is neither granted nor noted");
    }
}

/// What the CSR requests in the parts that the CA sets, and does not get, draws one notice for each
/// part (rule C15).
fn check_replaced(issued: &Issued, replaced: &Replaced, expected: &Expected) {
    let (mut subject, mut names, mut key_usages, mut purposes) = (None, None, None, None);
    let mut widened = None;
    for notice in issued.fields().notices() {
        let NoticeKind::Replaced(kind) = notice.kind() else { continue };
        let is_first = match kind {
            ReplacedKind::Subject(name) => subject.replace(name.as_der().to_vec()).is_none(),
            ReplacedKind::AlternativeNames { names: known, others } => {
                names.replace(known.len() + others).is_none()
            }
            ReplacedKind::KeyUsages(usages) => key_usages.replace(expected::bits(*usages)).is_none(),
            ReplacedKind::ExtendedKeyUsage(usage) => {
                let oids = usage.purposes().iter().map(|purpose| purpose.object_identifier());
                let contents: Vec<_> = oids.map(|oid| oid.as_content().to_vec()).collect();
                purposes.replace(contents).is_none()
            }
            // The target compares them with what it knows.
            ReplacedKind::Fault(_) => continue,
            ReplacedKind::EveryPurpose(usage) => {
                let oids = usage.purposes().iter().map(|purpose| purpose.object_identifier());
                widened.replace(oids.map(|oid| oid.as_content().to_vec()).collect::<Vec<_>>()).is_none()
            }
            other => panic!("a part that the oracle does not know: {other:?}"),
        };
        assert!(is_first, "two notices of one part: {kind:?}");
    }
    let told = Told::of_issued(issued);
    let lost = |own: &Vec<u8>| own != b"\x30\x00" && *own != expected.subject;
    assert_eq!(subject, replaced.subject.clone().filter(lost), "the subject of the CSR");
    let lost: Option<usize> = replaced.names.as_ref().map(|own| {
        let lost = |name: &&Vec<u8>| !expected.names.contains(name);
        own.iter().filter(lost).count()
    });
    // Names that are too many are not read.
    if replaced.names.as_ref().is_none_or(|own| own.len() <= 100) {
        assert_eq!(names, lost.filter(|count| *count > 0), "names of the CSR");
    }
    let lost = replaced.key_usages.map(|own| own & !expected::bits(told.key_usages));
    assert_eq!(key_usages, lost.filter(|usages| *usages != 0), "usages of the CSR");
    let lost = replaced.purposes.as_ref().map(|own| {
        let mut own = asked::each_once(own);
        own.retain(|purpose| !told.purposes.contains(purpose));
        own
    });
    let lost = lost.filter(|purposes| !purposes.is_empty());
    let own = replaced.purposes.as_deref().map(asked::each_once).unwrap_or_default();
    let is_any = |purpose: &Vec<u8>| purpose == purposes::ANY;
    let serves_all = told.purposes.is_empty() || told.purposes.iter().any(is_any);
    if lost.is_some() && serves_all && !own.iter().any(is_any) {
        assert_eq!((purposes, widened), (None, Some(own)), "a certificate for every purpose");
    } else {
        assert_eq!((purposes, widened), (lost, None), "purposes of the CSR");
    }
}

/// Each requested usage that is not granted draws a notice (rules C9 and W6).
fn check_usage_notices(
    issued: &Issued,
    asked: &Asked,
    circumstances: Circumstances<'_>,
    expected: &Expected,
) {
    let rsa = signature::is_rsa(&expected.public_key);
    let without_subject = expected.subject == b"\x30\x00";
    let refused = asked.key_usages & !expected::grantable(asked, circumstances.profile, rsa, without_subject);
    let noted_usages = |kind: &NoticeKind| matches!(kind, NoticeKind::KeyUsageNotGranted(_));
    let count = issued.fields().notices().iter().filter(|notice| noted_usages(notice.kind())).count();
    assert_eq!(count, refused.count_ones() as usize, "key usages that are not granted, and notices");
}

/// A certificate that outlives a CA above its issuer draws a notice (rule V9).
fn check_outlived(issued: &Issued, circumstances: Circumstances<'_>) {
    let above = circumstances.issuer.map(asked::AskedIssuer::above).unwrap_or_default();
    let first = above.iter().map(|ca| ca.not_after).min();
    let outlived = first.filter(|end| *end < issued.fields().validity().not_after().unix_timestamp());
    let noted = issued.fields().notices().iter().find_map(|notice| match notice.kind() {
        NoticeKind::OutlivesCa { not_after, .. } => Some(not_after.unix_timestamp()),
        _ => None,
    });
    assert_eq!(noted, outlived, "the end of a CA above the issuer");
}

/// A CSR that deviates from the required encoding is accepted only by a tolerant profile and draws
/// a notice, as do ignored attributes (rule C2).
fn check_remarks(issued: &Issued, remarks: &Remarks, profile: &Profile) {
    let (mut deviations, mut ignored, mut are_microsofts) = (0, Vec::new(), false);
    for notice in issued.fields().notices() {
        match notice.kind() {
            NoticeKind::Encoding(_) => deviations += 1,
            NoticeKind::AttributeIgnored(oid) => ignored.push(oid.as_content().to_vec()),
            NoticeKind::MicrosoftExtensionRequest => are_microsofts = true,
            _ => {}
        }
    }
    assert_eq!(deviations, remarks.deviations, "deviations and notices");
    assert_eq!(ignored, remarks.ignored_attributes, "attributes that are ignored");
    assert_eq!(are_microsofts, remarks.is_microsofts, "Microsoft's attribute");
    let is_strict = profile.settings().csr_encoding == Some(CsrEncoding::Strict);
    assert!(!is_strict || deviations == 0, "a strict profile issues");
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

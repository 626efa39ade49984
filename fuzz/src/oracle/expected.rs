//! The certificate that a request must get, octet for octet except for serial number and signature.
//! Each value comes from the request, the issuer or the profile, and there are no others.

use certmint::extension::KeyUsages;
use certmint::name::DnsName;
use certmint::name::NameForm;
use certmint::profile::{Conformance, DefaultKeyUsages, ServerNamePolicy};
use certmint::{HashAlgorithm, Profile};
use sha2::{Digest, Sha256};

use super::algorithm::{self, KeyUse};
use super::asked::*;
use super::der::{BIT_STRING, BOOLEAN, INTEGER, OCTET_STRING, OID, PRINTABLE_STRING, UTF8_STRING};
use super::der::{SEQUENCE, SET, Value, constructed, sequence, sequence_members, tlv};
use super::purposes;
use super::validity::{self, Window};

const DIGITAL_SIGNATURE: u16 = 1 << 0;
const NON_REPUDIATION: u16 = 1 << 1;
const KEY_ENCIPHERMENT: u16 = 1 << 2;
const DATA_ENCIPHERMENT: u16 = 1 << 3;
const KEY_AGREEMENT: u16 = 1 << 4;
const KEY_CERT_SIGN: u16 = 1 << 5;
pub const CRL_SIGN: u16 = 1 << 6;
const ENCIPHER_ONLY: u16 = 1 << 7;
const DECIPHER_ONLY: u16 = 1 << 8;

/// C, ST, L, O, OU, CN: the contents of their identifiers (rule N3).
const ATTRIBUTES: [&[u8]; 6] =
    [b"\x55\x04\x06", b"\x55\x04\x08", b"\x55\x04\x07", b"\x55\x04\x0a", b"\x55\x04\x0b", b"\x55\x04\x03"];

/// The expected content of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Of the signature, if the issuer's key signs a hash.
    pub hash: HashAlgorithm,
    pub issuer: Vec<u8>,
    /// The key that verifies the signature.
    pub issuer_key: Vec<u8>,
    /// `None` if no validity may be granted.
    pub validity: Option<Window>,
    pub subject: Vec<u8>,
    pub public_key: Vec<u8>,
    /// The alternative names, each in DER.
    pub names: Vec<Vec<u8>>,
    pub extensions: Vec<RawExtension>,
}

/// Returns what a request for this key must get. Of the CSR extensions that the profile copies,
/// those whose value is DER are expected.
pub fn expected(
    asked: &Asked,
    circumstances: Circumstances<'_>,
    public_key: &[u8],
    is_there: impl Fn(&RawExtension) -> bool,
) -> Expected {
    let Circumstances { issuer, profile, .. } = circumstances;
    let own = issuer.map(AskedIssuer::own);
    let subject = subject(asked, own.as_ref().filter(|_| profile.settings().inherit_subject));
    let key_usages = key_usages(asked, profile, public_key, subject == b"\x30\x00");
    let mut extensions = vec![
        RawExtension::new(KEY_USAGE, true, key_usage_value(key_usages)),
        RawExtension::new(BASIC_CONSTRAINTS, true, basic_constraints(asked.kind)),
        RawExtension::new(SUBJECT_KEY_IDENTIFIER, false, tlv(OCTET_STRING, key_identifier(public_key))),
    ];
    let granted = purposes::granted(asked, circumstances).expect("purposes that may be granted");
    if !granted.is_empty() {
        let value = sequence(granted.iter().map(|purpose| tlv(OID, purpose)));
        let is_critical = granted == [purposes::TIME_STAMPING];
        extensions.insert(1, RawExtension::new(EXTENDED_KEY_USAGE, is_critical, value));
    }
    if let Some(own) = &own {
        let value = sequence([tlv(0x80, authority_key_identifier(own))]);
        extensions.push(RawExtension::new(AUTHORITY_KEY_IDENTIFIER, false, value));
    }
    let names = names(asked, profile, &subject, &granted);
    if !names.is_empty() {
        extensions.push(RawExtension::new(SUBJECT_ALT_NAME, subject == b"\x30\x00", sequence(&names)));
    }
    let constraints = asked.name_constraints.iter().cloned();
    extensions.extend(constraints.map(|value| RawExtension::new(NAME_CONSTRAINTS, true, value)));
    extensions.extend(issuer.iter().flat_map(|issuer| issuer.extensions.clone()));
    let copied = |extension: &RawExtension| !asked.kind.is_of_csr() || is_there(extension);
    extensions.extend(asked.extensions.iter().map(RawExtension::as_copied).filter(copied));
    Expected {
        hash: asked.hash.unwrap_or(profile.settings().csr_signature_algorithm),
        issuer: own.as_ref().map_or(subject.clone(), |own| own.subject.to_vec()),
        issuer_key: own.as_ref().map_or(public_key.to_vec(), CaParts::public_key),
        validity: granted_validity(asked, circumstances),
        subject,
        public_key: public_key.to_vec(),
        names,
        extensions,
    }
}

/// Rules S1 and S8: the requested names without duplicates, or the common name of a server in their
/// place.
fn names(asked: &Asked, profile: &Profile, subject: &[u8], purposes: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let settings = profile.settings();
    let adds = settings.server_without_alternative_name == ServerNamePolicy::AddCommonName;
    let replaced = &asked.remarks.replaced;
    let of_csr = asked.kind.is_of_csr() && replaced.subject.is_none();
    let is_form_granted = !of_csr || settings.csr_alternative_name_forms.contains(&NameForm::Dns);
    let adds = adds && is_form_granted && replaced.names.is_none();
    if !asked.names.is_empty() || !adds || !purposes::is_server(asked, purposes) {
        return each_once(&asked.names);
    }
    let rdns = sequence_members(subject).expect("a Name");
    let attributes = rdns.iter().flat_map(|rdn| rdn.members().expect("an RDN"));
    let attributes = attributes.map(|attribute| attribute.members().expect("an attribute"));
    let common_names: Vec<_> = attributes.filter(|attribute| attribute[0].content == ATTRIBUTES[5]).collect();
    let [only] = &common_names[..] else { return Vec::new() };
    let text = std::str::from_utf8(only[1].content).unwrap_or_default();
    let is_text = only[1].tag == UTF8_STRING || only[1].tag == PRINTABLE_STRING;
    let is_strict = settings.conformance == Conformance::Rfc;
    let last = text.rsplit('.').next().unwrap_or_default();
    let is_refused = is_strict && (text.contains('_') || last.bytes().all(|octet| octet.is_ascii_digit()));
    // The property tests check against a grammar what a DNS name is (rule S2).
    match is_text && !is_refused && DnsName::new(text).is_ok() {
        true => vec![tlv(0x82, text)],
        false => Vec::new(),
    }
}

/// Rules V1–V7 and V9; `None` if no validity may be granted.
pub fn granted_validity(asked: &Asked, circumstances: Circumstances<'_>) -> Option<Window> {
    let Circumstances { issuer, profile, now } = circumstances;
    let settings = profile.settings();
    let longest = match asked.kind {
        Kind::Root { .. } => settings.root_validity,
        Kind::Subordinate { .. } | Kind::CaOfCsr { .. } => settings.subordinate_validity,
        Kind::EndEntity | Kind::EndEntityOfCsr => settings.end_entity_validity,
    };
    let above = issuer.map(AskedIssuer::above).unwrap_or_default();
    let own = issuer.map(|issuer| issuer.own().validity);
    let granted = validity::granted(asked.validity, longest, own, profile, now);
    granted.filter(|_| above.iter().all(|ca| ca.contains(now.unix_timestamp())))
}

impl Expected {
    /// The TBSCertificate with this serial number (rules X1–X3, N5).
    pub fn to_be_signed(&self, serial_number: &[u8]) -> Vec<u8> {
        let window = self.validity.expect("a validity that may be granted");
        let extensions = sequence(self.extensions.iter().map(RawExtension::encode));
        sequence([
            &tlv(0xa0, b"\x02\x01\x02"),
            &tlv(INTEGER, serial_number),
            &algorithm::signature_algorithm(&self.issuer_key, self.hash),
            &self.issuer,
            &sequence([validity::time(window.not_before), validity::time(window.not_after)]),
            &self.subject,
            &self.public_key,
            &tlv(0xa3, extensions),
        ])
    }
}

/// Rules N2–N4, N6 and C5. `issuer` is one whose attributes are inherited.
fn subject(asked: &Asked, issuer: Option<&CaParts<'_>>) -> Vec<u8> {
    let (values, issuer) = match &asked.subject {
        AskedSubject::Name(name) => return name.clone(),
        AskedSubject::Attributes(values) => (values, issuer),
        AskedSubject::Alone(values) => (values, None),
    };
    let mut rdns = Vec::new();
    for ((oid, value), position) in ATTRIBUTES.into_iter().zip(values).zip(0..) {
        let tag = if position == 0 { PRINTABLE_STRING } else { UTF8_STRING };
        match (value, issuer) {
            (Some(value), _) => {
                rdns.push(tlv(SET, sequence([tlv(OID, oid), tlv(tag, value.as_bytes())])));
            }
            (None, Some(issuer)) if position < 5 => rdns.extend(inherited(issuer.subject, oid)),
            _ => {}
        }
    }
    sequence(rdns)
}

/// The values of an attribute in a name, each as an RDN of its own.
fn inherited(name: &[u8], oid: &[u8]) -> Vec<Vec<u8>> {
    let rdns = sequence_members(name).expect("a Name");
    let attributes = rdns.iter().flat_map(|rdn| rdn.members().expect("an RDN"));
    let of_type = |attribute: &Value<'_>| attribute.members().expect("an attribute")[0].content == oid;
    attributes.filter(of_type).map(|attribute| constructed(SET, [attribute.bytes])).collect()
}

/// Rules U2, A4, C8, C9 and W6.
fn key_usages(asked: &Asked, profile: &Profile, public_key: &[u8], without_subject: bool) -> u16 {
    let key_use = algorithm::key_use(public_key);
    let default = |usages: DefaultKeyUsages| {
        let usages = match key_use {
            KeyUse::Encipherment => usages.rsa,
            KeyUse::Agreement => usages.ec,
            KeyUse::Signature => usages.signature,
        };
        bits(usages.expect("a profile leaves no default open"))
    };
    let settings = profile.settings();
    let asked_for = asked.key_usages;
    match asked.kind {
        Kind::Root { .. } => default(settings.ca_key_usages),
        Kind::Subordinate { .. } if asked_for == 0 => default(settings.ca_key_usages),
        // Rule W6.
        Kind::Subordinate { .. } => {
            asked_for & grantable(asked, profile, key_use, without_subject) | KEY_CERT_SIGN
        }
        Kind::EndEntity if asked_for == 0 => default(settings.apply_key_usages),
        Kind::EndEntity => asked_for,
        Kind::CaOfCsr { .. } | Kind::EndEntityOfCsr => {
            let granted = match asked.has_key_usages_of_csr() {
                true => asked_for & grantable(asked, profile, key_use, without_subject),
                // Rules C15 and W6.
                false if asked.kind.is_ca() && asked_for != 0 => asked_for | KEY_CERT_SIGN,
                false => asked_for,
            };
            match asked.kind {
                _ if granted != 0 => granted,
                Kind::CaOfCsr { .. } => default(settings.ca_key_usages),
                _ => default(settings.csr_key_usages),
            }
        }
    }
}

/// The requested usages that a CSR may have (rules C9 and U7; under the conformance RFC, RFC 3279
/// §2.3).
pub fn grantable(asked: &Asked, profile: &Profile, key_use: KeyUse, without_subject: bool) -> u16 {
    let mut usages = match asked.kind.is_ca() {
        true => DIGITAL_SIGNATURE | NON_REPUDIATION | KEY_CERT_SIGN | CRL_SIGN,
        false => 0x1ff & !forbidden_usages(key_use),
    };
    if without_subject || !(asked.kind.is_ca() || profile.settings().end_entity_crl_sign) {
        usages &= !CRL_SIGN;
    }
    let both = ENCIPHER_ONLY | DECIPHER_ONLY;
    if profile.settings().conformance == Conformance::Rfc {
        if key_use == KeyUse::Encipherment {
            usages &= !(KEY_AGREEMENT | both);
        } else if asked.key_usages & both == both {
            usages &= !both;
        }
    }
    usages
}

/// The usages that an end entity with such a key cannot have (RFC 8813 §3, RFC 9295 §3).
pub fn forbidden_usages(key_use: KeyUse) -> u16 {
    let encipherment = KEY_ENCIPHERMENT | DATA_ENCIPHERMENT;
    match key_use {
        KeyUse::Encipherment => 0,
        KeyUse::Agreement => encipherment,
        KeyUse::Signature => encipherment | KEY_AGREEMENT | ENCIPHER_ONLY | DECIPHER_ONLY,
    }
}

/// One bit per usage, numbered as in RFC 5280 §4.2.1.3.
pub fn bits(usages: KeyUsages) -> u16 {
    usages.iter().fold(0, |bits, usage| bits | 1 << usage as u16)
}

/// A named bit list without trailing zeros (X.690 §11.2.2).
fn key_usage_value(usages: u16) -> Vec<u8> {
    let [first, second] = usages.reverse_bits().to_be_bytes();
    let content = match second {
        0 => vec![first.trailing_zeros() as u8, first],
        second => vec![second.trailing_zeros() as u8, first, second],
    };
    tlv(BIT_STRING, content)
}

/// cA FALSE, the default, is an empty SEQUENCE (X.690 §11.5).
fn basic_constraints(kind: Kind) -> Vec<u8> {
    match (kind.is_ca(), kind.path_length()) {
        (false, _) => tlv(SEQUENCE, []),
        (true, None) => sequence([tlv(BOOLEAN, [0xff])]),
        (true, Some(length)) => sequence([tlv(BOOLEAN, [0xff]), tlv(INTEGER, [length])]),
    }
}

/// RFC 7093 §2 method 1.
pub fn key_identifier(public_key: &[u8]) -> Vec<u8> {
    Sha256::digest(key_bits(public_key))[..20].to_vec()
}

/// The issuer's own subjectKeyIdentifier, or a computed one if it has none.
pub fn authority_key_identifier(issuer: &CaParts<'_>) -> Vec<u8> {
    let own = extension_of(&issuer.extensions, SUBJECT_KEY_IDENTIFIER);
    let read = own.map(|value| Value::of(value).expect("an OCTET STRING").content.to_vec());
    read.unwrap_or_else(|| key_identifier(&issuer.public_key()))
}

//! What was requested, from which issuer and under which rules, as plain data that the crate under
//! test has not processed.

use certmint::time::UtcDateTime;
use certmint::{HashAlgorithm, Profile};

use super::algorithm;
use super::der::{self, BOOLEAN, NotDer, OCTET_STRING, OID, SET, Value};
use super::der::{sequence, sequence_members, tlv};
use super::validity::{AskedValidity, Window};

pub const KEY_USAGE: &[u8] = b"\x55\x1d\x0f";
pub const EXTENDED_KEY_USAGE: &[u8] = b"\x55\x1d\x25";
pub const BASIC_CONSTRAINTS: &[u8] = b"\x55\x1d\x13";
pub const SUBJECT_KEY_IDENTIFIER: &[u8] = b"\x55\x1d\x0e";
pub const AUTHORITY_KEY_IDENTIFIER: &[u8] = b"\x55\x1d\x23";
pub const SUBJECT_ALT_NAME: &[u8] = b"\x55\x1d\x11";
pub const NAME_CONSTRAINTS: &[u8] = b"\x55\x1d\x1e";
pub const POLICY_CONSTRAINTS: &[u8] = b"\x55\x1d\x24";
pub const INHIBIT_ANY_POLICY: &[u8] = b"\x55\x1d\x36";
/// 1.3.6.1.5.5.7.1.24.
pub const TLS_FEATURE: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x01\x18";
/// 1.2.840.113549.1.9.14.
const EXTENSION_REQUEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e";
/// 1.3.6.1.4.1.311.2.1.14.
const MICROSOFT_EXTENSION_REQUEST: &[u8] = b"\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0e";
/// 1.2.840.113549.1.1, the parent of the RSA signature algorithms.
const PKCS1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01";
/// 1.2.840.113549.1.1.10.
const RSASSA_PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";

/// A request.
#[derive(Clone, Debug)]
pub struct Asked {
    pub kind: Kind,
    /// In DER, if the key already exists.
    pub public_key: Option<Vec<u8>>,
    /// `None` for the profile's default, and for none below an issuer that signs no hash.
    pub hash: Option<HashAlgorithm>,
    pub subject: AskedSubject,
    pub validity: AskedValidity,
    /// The alternative names, each a GeneralName in DER.
    pub names: Vec<Vec<u8>>,
    /// One bit per usage, numbered as in RFC 5280 §4.2.1.3; 0 if none is requested.
    pub key_usages: u16,
    /// The content of each identifier.
    pub purposes: Vec<Vec<u8>>,
    /// nameConstraints in DER.
    pub name_constraints: Option<Vec<u8>>,
    pub extensions: Vec<RawExtension>,
    /// The notices that a CSR must draw in addition to those of its content.
    pub remarks: Remarks,
}

/// The notices that a CSR must draw in addition to those of its content (rule C2).
#[derive(Clone, Debug, Default)]
pub struct Remarks {
    /// The number of places that deviate from the required encoding.
    pub deviations: usize,
    /// The types of the ignored attributes.
    pub ignored_attributes: Vec<Vec<u8>>,
    /// Whether the extensions are in Microsoft's attribute.
    pub is_microsofts: bool,
    pub replaced: Replaced,
}

/// What a CSR requests in the parts that the CA sets itself (rule C15).
#[derive(Clone, Debug, Default)]
pub struct Replaced {
    pub subject: Option<Vec<u8>>,
    pub names: Option<Vec<Vec<u8>>>,
    pub key_usages: Option<u16>,
    pub purposes: Option<Vec<Vec<u8>>>,
}

impl Asked {
    /// Returns whether the purposes are those of a CSR.
    pub fn has_purposes_of_csr(&self) -> bool {
        self.kind.is_of_csr() && self.remarks.replaced.purposes.is_none()
    }

    /// Returns whether the key usages are those of a CSR.
    pub fn has_key_usages_of_csr(&self) -> bool {
        self.kind.is_of_csr() && self.remarks.replaced.key_usages.is_none()
    }
}

/// The kind of certificate that is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Root { path_length: Option<u8> },
    Subordinate { path_length: u8 },
    EndEntity,
    CaOfCsr { path_length: u8 },
    EndEntityOfCsr,
}

impl Kind {
    pub fn is_ca(self) -> bool {
        !matches!(self, Self::EndEntity | Self::EndEntityOfCsr)
    }

    pub fn is_of_csr(self) -> bool {
        matches!(self, Self::CaOfCsr { .. } | Self::EndEntityOfCsr)
    }

    pub fn path_length(self) -> Option<u8> {
        match self {
            Self::Root { path_length } => path_length,
            Self::Subordinate { path_length } | Self::CaOfCsr { path_length } => Some(path_length),
            Self::EndEntity | Self::EndEntityOfCsr => None,
        }
    }
}

/// The requested subject.
#[derive(Clone, Debug)]
pub enum AskedSubject {
    /// C, ST, L, O, OU, CN.
    Attributes([Option<String>; 6]),
    /// The same, without those of the issuer.
    Alone([Option<String>; 6]),
    /// The subject of a CSR or a name that was built, in DER.
    Name(Vec<u8>),
}

/// An extension: the content of its identifier, criticality, value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawExtension {
    pub oid: Vec<u8>,
    pub critical: bool,
    pub value: Vec<u8>,
}

impl RawExtension {
    pub fn new(oid: &[u8], critical: bool, value: Vec<u8>) -> Self {
        Self { oid: oid.to_vec(), critical, value }
    }

    /// Reads an Extension. FALSE, the default of `critical`, is not encoded (X.690 §11.5).
    pub fn read(extension: Value<'_>) -> Result<Self, NotDer> {
        let members = extension.members()?;
        let (oid, critical, value) = match members[..] {
            [oid, value] => (oid, false, value),
            [oid, critical, value] if critical.bytes == b"\x01\x01\xff" => (oid, true, value),
            _ => return Err(NotDer("an Extension")),
        };
        let oid = oid.content_of(OID)?;
        Ok(Self { oid: oid.to_vec(), critical, value: value.content_of(OCTET_STRING)?.to_vec() })
    }

    /// Reads an Extension of a CSR or a CA that this crate has not written. `critical` may be
    /// encoded in BER (rules C2 and A6); the second value says whether it is.
    fn read_of_others(extension: Value<'_>) -> Result<(Self, bool), NotDer> {
        let members = extension.members()?;
        let [oid, ref critical @ .., value] = members[..] else { return Err(NotDer("an Extension")) };
        let (critical, deviates) = match critical {
            [] => (false, false),
            [critical] => match critical.content_of(BOOLEAN)? {
                [octet] => (*octet != 0, *octet != 0xff),
                _ => return Err(NotDer("a BOOLEAN")),
            },
            _ => return Err(NotDer("an Extension")),
        };
        let oid = oid.content_of(OID)?;
        let value = value.content_of(OCTET_STRING)?;
        Ok((Self { oid: oid.to_vec(), critical, value: value.to_vec() }, deviates))
    }

    /// Reads the Extensions that fill `der`.
    pub fn read_all(der: &[u8]) -> Result<Vec<Self>, NotDer> {
        sequence_members(der)?.into_iter().map(Self::read).collect()
    }

    /// The extension as it is copied: the TLS feature is not critical (rule U5).
    pub fn as_copied(&self) -> Self {
        Self { critical: self.critical && self.oid != TLS_FEATURE, ..self.clone() }
    }

    pub fn encode(&self) -> Vec<u8> {
        let critical: &[u8] = if self.critical { b"\x01\x01\xff" } else { b"" };
        sequence([tlv(OID, &self.oid), critical.to_vec(), tlv(OCTET_STRING, &self.value)])
    }
}

/// Returns the value of an extension, if it is present.
pub fn extension_of<'a>(extensions: &'a [RawExtension], oid: &[u8]) -> Option<&'a [u8]> {
    extensions.iter().find(|extension| extension.oid == oid).map(|extension| extension.value.as_slice())
}

/// The parts of a CSR from which a certificate is made.
#[derive(Clone, Debug)]
pub struct CsrParts {
    pub subject: Vec<u8>,
    pub public_key: Vec<u8>,
    pub extensions: Vec<RawExtension>,
    pub remarks: Remarks,
}

impl CsrParts {
    /// Reads a CertificationRequest. Checks only what is needed to read it.
    pub fn read(csr: &[u8]) -> Result<Self, NotDer> {
        let [info, algorithm, _] = sequence_members(csr)?[..] else {
            return Err(NotDer("a CertificationRequest"));
        };
        let info = info.members()?;
        let [version, subject, public_key, ref attributes @ ..] = info[..] else {
            return Err(NotDer("a CertificationRequestInfo"));
        };
        let mut parts = Self {
            subject: subject.bytes.to_vec(),
            public_key: public_key.bytes.to_vec(),
            extensions: Vec::new(),
            remarks: Remarks::default(),
        };
        parts.note(version.content != [0]);
        parts.note(deviates(algorithm)?);
        match attributes {
            [] => parts.note(true),
            [attributes] => parts.read_attributes(&attributes.members()?)?,
            _ => return Err(NotDer("a CertificationRequestInfo")),
        }
        Ok(parts)
    }

    /// Leaves out an extension that cannot be read, which counts for nothing if the CA replaces it
    /// (rule C15).
    pub fn leave_out(&mut self, oid: &[u8]) {
        for extension in self.extensions.extract_if(.., |extension| extension.oid == oid) {
            let deviates = oid == KEY_USAGE && has_trailing_zero_bits(&extension.value);
            self.remarks.deviations -= usize::from(deviates);
        }
    }

    fn note(&mut self, deviates: bool) {
        self.remarks.deviations += usize::from(deviates);
    }

    fn read_attributes(&mut self, attributes: &[Value<'_>]) -> Result<(), NotDer> {
        self.note(!attributes.is_sorted_by_key(|attribute| attribute.bytes));
        for attribute in attributes {
            let [oid, values] = attribute.members()?[..] else { return Err(NotDer("an Attribute")) };
            let values = der::encodings(values.content_of(SET)?)?;
            self.note(!values.is_sorted());
            self.note(values.is_empty());
            match oid.content {
                EXTENSION_REQUEST | MICROSOFT_EXTENSION_REQUEST => {
                    self.remarks.is_microsofts = oid.content == MICROSOFT_EXTENSION_REQUEST;
                    if let Some(request) = values.first() {
                        self.read_extensions(&Value::of(request)?.members()?)?;
                    }
                }
                other => self.remarks.ignored_attributes.push(other.to_vec()),
            }
        }
        Ok(())
    }

    fn read_extensions(&mut self, extensions: &[Value<'_>]) -> Result<(), NotDer> {
        self.note(extensions.is_empty());
        for extension in extensions {
            let (extension, deviates) = RawExtension::read_of_others(*extension)?;
            self.note(deviates);
            match extension.oid.as_slice() {
                KEY_USAGE => self.note(has_trailing_zero_bits(&extension.value)),
                BASIC_CONSTRAINTS => {
                    let first = sequence_members(&extension.value)?.first().copied();
                    let ca = first.filter(|first| first.tag == BOOLEAN);
                    self.note(ca.is_some_and(|ca| ca.content != [0xff]));
                }
                _ => {}
            }
            self.extensions.push(extension);
        }
        Ok(())
    }

    /// Returns what the CSR requests.
    pub fn asked(&self, kind: Kind, validity: AskedValidity) -> Result<Asked, NotDer> {
        let members = |oid| extension_of(&self.extensions, oid).map(sequence_members).transpose();
        let names = members(SUBJECT_ALT_NAME)?.unwrap_or_default();
        let purposes = members(EXTENDED_KEY_USAGE)?.unwrap_or_default();
        let managed = [KEY_USAGE, EXTENDED_KEY_USAGE, BASIC_CONSTRAINTS, SUBJECT_ALT_NAME];
        let others = self.extensions.iter().filter(|extension| !managed.contains(&extension.oid.as_slice()));
        Ok(Asked {
            kind,
            public_key: Some(self.public_key.clone()),
            hash: None,
            subject: AskedSubject::Name(self.subject.clone()),
            validity,
            names: names.iter().map(|name| name.bytes.to_vec()).collect(),
            key_usages: extension_of(&self.extensions, KEY_USAGE).map(usage_bits).unwrap_or_default(),
            purposes: purposes.iter().map(|purpose| purpose.content.to_vec()).collect(),
            name_constraints: None,
            extensions: others.cloned().collect(),
            remarks: self.remarks.clone(),
        })
    }
}

/// Returns whether the parameters of a signature's AlgorithmIdentifier are accepted although they
/// differ from the standard.
fn deviates(algorithm: Value<'_>) -> Result<bool, NotDer> {
    let members = algorithm.members()?;
    let [oid, ref parameters @ ..] = members[..] else { return Err(NotDer("an AlgorithmIdentifier")) };
    Ok(match (oid.content, parameters) {
        // A saltLength of 20 and a trailerField, both the defaults.
        (RSASSA_PSS, [parameters]) => {
            let members = parameters.members()?;
            members.iter().any(|member| matches!(member.bytes, [0xa2, 3, 2, 1, 20] | [0xa3, ..]))
        }
        (oid, parameters) => oid.starts_with(PKCS1) == parameters.is_empty(),
    })
}

/// Returns whether the last significant bit of a BIT STRING is zero (X.690 §11.2.2).
fn has_trailing_zero_bits(value: &[u8]) -> bool {
    match value {
        [_, _, unused, .., last] => last.trailing_zeros() != u32::from(*unused),
        _ => false,
    }
}

/// The usages of a keyUsage value, one bit each.
pub fn usage_bits(value: &[u8]) -> u16 {
    let octets = value.get(3..).unwrap_or_default();
    let octet = |position: usize| octets.get(position).copied().unwrap_or_default();
    u16::from_be_bytes([octet(0), octet(1)]).reverse_bits()
}

/// The issuer, the profile and the time.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// `None` for a root.
    pub issuer: Option<&'a AskedIssuer>,
    pub profile: &'a Profile,
    pub now: UtcDateTime,
}

/// An issuer: its chain and the extensions that it puts into every certificate.
#[derive(Clone, Debug)]
pub struct AskedIssuer {
    /// The chain in DER, the issuer's own certificate first.
    pub chain: Vec<Vec<u8>>,
    /// certificatePolicies, cRLDistributionPoints, freshestCRL and authorityInfoAccess, as far as
    /// they are set.
    pub extensions: Vec<RawExtension>,
}

impl AskedIssuer {
    /// The hash of the signature on its own certificate, if that is one of a hash with which the
    /// library signs.
    pub fn signature_hash(&self) -> Option<HashAlgorithm> {
        let certificate = sequence_members(&self.chain[0]).expect("the issuer was loaded");
        let is_of = |hash: &HashAlgorithm| {
            [false, true].iter().any(|rsa| algorithm::hash_signature(*rsa, *hash) == certificate[1].bytes)
        };
        HashAlgorithm::ALL.into_iter().find(is_of)
    }

    pub fn own(&self) -> CaParts<'_> {
        CaParts::read(&self.chain[0]).expect("the issuer was loaded")
    }

    /// The validities of the CAs above it.
    pub fn above(&self) -> Vec<Window> {
        let above = self.chain[1..].iter();
        above.map(|ca| CaParts::read(ca).expect("the chain was loaded").validity).collect()
    }
}

/// The parts of a CA's certificate that affect what it issues.
#[derive(Clone, Debug)]
pub struct CaParts<'a> {
    /// The content of the INTEGER.
    pub serial_number: &'a [u8],
    /// The AlgorithmIdentifier of the signature.
    pub signature: &'a [u8],
    pub issuer: &'a [u8],
    pub validity: Window,
    pub subject: &'a [u8],
    pub public_key: &'a [u8],
    pub extensions: Vec<RawExtension>,
}

impl<'a> CaParts<'a> {
    pub fn read(certificate: &'a [u8]) -> Result<Self, NotDer> {
        let tbs = *sequence_members(certificate)?.first().ok_or(NotDer("a Certificate"))?;
        let members = tbs.members()?;
        let [_, serial_number, signature, issuer, validity, subject, public_key, .., extensions] =
            members[..]
        else {
            return Err(NotDer("a TBSCertificate"));
        };
        Ok(Self {
            serial_number: serial_number.content,
            signature: signature.bytes,
            issuer: issuer.bytes,
            validity: Window::read(validity)?,
            subject: subject.bytes,
            public_key: public_key.bytes,
            extensions: sequence_members(extensions.content)?
                .into_iter()
                .map(|extension| RawExtension::read_of_others(extension).map(|(extension, _)| extension))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The public key in its required encoding, with the NULL of rsaEncryption and the sign octet
    /// of a modulus. The certificate may omit them (rule A6).
    pub fn public_key(&self) -> Vec<u8> {
        let [identifier, bits] = sequence_members(self.public_key).expect("a SubjectPublicKeyInfo")[..]
        else {
            panic!("two members of a SubjectPublicKeyInfo")
        };
        if !algorithm::is_rsa(self.public_key) {
            return self.public_key.to_vec();
        }
        let oid = identifier.members().expect("an AlgorithmIdentifier")[0].bytes;
        let [modulus, exponent] = sequence_members(&bits.content[1..]).expect("an RSAPublicKey")[..] else {
            panic!("two members of an RSAPublicKey")
        };
        let sign: &[u8] = if modulus.content[0] < 0x80 { b"" } else { b"\x00" };
        let modulus = tlv(der::INTEGER, [sign, modulus.content].concat());
        let key = sequence([&modulus[..], exponent.bytes]);
        sequence([sequence([oid, b"\x05\x00"]), tlv(der::BIT_STRING, [&[0], &key[..]].concat())])
    }

    /// The path length, if there is one.
    pub fn path_length(&self) -> Option<u64> {
        let value = extension_of(&self.extensions, BASIC_CONSTRAINTS)?;
        let [.., last] = sequence_members(value).ok()?[..] else { return None };
        let octets = last.content_of(der::INTEGER).ok()?;
        Some(octets.iter().fold(0, |value: u64, octet| value.saturating_mul(256) + u64::from(*octet)))
    }
}

/// The octets of the subjectPublicKey of a SubjectPublicKeyInfo.
pub fn key_bits(public_key: &[u8]) -> &[u8] {
    match sequence_members(public_key).as_deref() {
        Ok([_, bits]) => &bits.content[1..],
        other => panic!("a SubjectPublicKeyInfo, not {other:?}"),
    }
}

/// The values in their order, each once.
pub fn each_once<T: Clone + PartialEq>(values: &[T]) -> Vec<T> {
    let mut once: Vec<T> = Vec::new();
    for value in values {
        if !once.contains(value) {
            once.push(value.clone());
        }
    }
    once
}

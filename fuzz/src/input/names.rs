//! Names of all forms: alternative names, distinguished names, subtrees.

use std::net::IpAddr;

use arbitrary::Arbitrary;
use certmint::DistinguishedName;
use certmint::name::{AttributeValue, GeneralSubtree, NameConstraints, SubjectAlternativeName};

use super::super::oracle::der::{IA5_STRING, OID, PRINTABLE_STRING, UTF8_STRING};
use super::super::oracle::der::{SET, constructed, oid_content, sequence, tlv};
use super::Oid;

/// A text: one from a short list, or an arbitrary one.
#[derive(Arbitrary, Clone, Debug)]
pub enum Text {
    Known(u8),
    Numbered(u8),
    Any(String),
    Repeated(char, u8),
}

impl Text {
    fn get(&self, known: &[&str], numbered: &str) -> String {
        match self {
            Self::Known(position) => known[usize::from(*position) % known.len()].into(),
            Self::Numbered(number) => format!("{number}{numbered}"),
            Self::Any(text) => text.clone(),
            Self::Repeated(character, count) => character.to_string().repeat((*count).into()),
        }
    }
}

/// A name of a form that is issued, valid or not.
#[derive(Arbitrary, Clone, Debug)]
pub enum AlternativeName {
    Dns(Text),
    V4([u8; 4]),
    V6([u8; 16]),
    IpText(Text),
    Email(Text),
    Uri(Text),
    UserPrincipalName(Text),
    HardwareModuleName(Oid, Vec<u8>),
    OtherName(Oid, OtherValue),
    RegisteredId(Oid),
    DirectoryName(Vec<Attribute>),
}

/// The value of an otherName: one from a short list, or any octets.
#[derive(Arbitrary, Clone, Debug)]
pub enum OtherValue {
    Known(u8),
    Any(Vec<u8>),
}

impl OtherValue {
    fn der(&self) -> Vec<u8> {
        match self {
            Self::Known(selector) => match selector % 6 {
                0 => tlv(UTF8_STRING, "user@example.com"),
                3 => tlv(UTF8_STRING, "ü@example.com"),
                4 => tlv(0x16, "_ldap.example.com"),
                1 => sequence([tlv(UTF8_STRING, "x"), tlv(0xa0, tlv(0x05, []))]),
                2 => tlv(0x04, vec![*selector; usize::from(*selector) * 17]),
                _ => tlv(0x05, []),
            },
            Self::Any(octets) => octets.clone(),
        }
    }
}

impl AlternativeName {
    const DNS: [&str; 12] = [
        "example.com",
        "a.example.com",
        "*.example.com",
        "b.a.example.com",
        "localhost",
        "xn--bcher-kva.example",
        "_dmarc.example.org",
        "EXAMPLE.com",
        "example.org",
        "notexample.com",
        "*.0x7f",
        "a..b",
    ];
    const IP: [&str; 6] = ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "192.0.2.01", "::", "10.0.0.0/8"];
    const EMAIL: [&str; 6] = [
        "user@example.com",
        "User@EXAMPLE.com",
        "a.b+c@a.example.com",
        "user@localhost",
        "user@192.0.2.1",
        "user@@example.com",
    ];
    const URI: [&str; 10] = [
        "https://example.com/path",
        "spiffe://a.example.com/service",
        "urn:uuid:2cb2878b-6cd1-460d-bd25-afe655159bdc",
        "http://user@example.com:8080/?q#f",
        "ldap://[2001:db8::1]/cn=x",
        "https://192.0.2.1/",
        "https://EXAMPLE.com?x",
        "https://example.com/a:b",
        "https://a.example.com:443",
        "http:///nothing",
    ];

    /// The typed name, if it is valid. A directoryName is not checked before it is requested.
    pub fn typed(&self) -> Option<SubjectAlternativeName> {
        match self {
            Self::UserPrincipalName(_) => SubjectAlternativeName::user_principal_name(&self.text()),
            Self::HardwareModuleName(kind, serial_number) => {
                SubjectAlternativeName::hardware_module_name(&kind.typed()?, serial_number)
            }
            Self::OtherName(kind, value) => SubjectAlternativeName::other_name(&kind.typed()?, &value.der()),
            Self::RegisteredId(oid) => Ok(SubjectAlternativeName::RegisteredId(oid.typed()?)),
            Self::DirectoryName(attributes) => {
                return DistinguishedName::from_der(&name(attributes)).ok().map(Into::into);
            }
            Self::Dns(_) => SubjectAlternativeName::dns(&self.text()),
            Self::IpText(_) => SubjectAlternativeName::ip(&self.text()),
            Self::Email(_) => SubjectAlternativeName::email(&self.text()),
            Self::Uri(_) => SubjectAlternativeName::uri(&self.text()),
            Self::V4(octets) => Ok(SubjectAlternativeName::Ip((*octets).into())),
            Self::V6(octets) => Ok(SubjectAlternativeName::Ip((*octets).into())),
        }
        .ok()
    }

    pub fn text(&self) -> String {
        match self {
            Self::Dns(text) => text.get(&Self::DNS, ".example.com"),
            Self::IpText(text) => text.get(&Self::IP, ".0.2.1"),
            Self::Email(text) => text.get(&Self::EMAIL, "@example.com"),
            Self::Uri(text) => text.get(&Self::URI, ":example"),
            Self::UserPrincipalName(text) => text.get(&Self::EMAIL, "@corp.example"),
            Self::V4(octets) => IpAddr::from(*octets).to_string(),
            Self::V6(octets) => IpAddr::from(*octets).to_string(),
            _ => String::new(),
        }
    }

    /// The GeneralName in DER.
    pub fn der(&self) -> Vec<u8> {
        match self {
            Self::Dns(_) => tlv(0x82, self.text()),
            Self::Email(_) => tlv(0x81, self.text()),
            Self::Uri(_) => tlv(0x86, self.text()),
            Self::UserPrincipalName(_) => {
                other_name("1.3.6.1.4.1.311.20.2.3", &tlv(UTF8_STRING, self.text()))
            }
            Self::HardwareModuleName(kind, serial_number) => {
                let value = sequence([tlv(OID, content(kind)), tlv(0x04, serial_number)]);
                other_name("1.3.6.1.5.5.7.8.4", &value)
            }
            Self::OtherName(kind, value) => {
                tlv(0xa0, [tlv(OID, content(kind)), tlv(0xa0, value.der())].concat())
            }
            Self::RegisteredId(oid) => tlv(0x88, content(oid)),
            Self::DirectoryName(attributes) => tlv(0xa4, name(attributes)),
            Self::V4(octets) => tlv(0x87, octets),
            Self::V6(octets) => tlv(0x87, octets),
            Self::IpText(_) => match self.text().parse() {
                Ok(IpAddr::V4(address)) => tlv(0x87, address.octets()),
                Ok(IpAddr::V6(address)) => tlv(0x87, address.octets()),
                Err(_) => tlv(0x87, self.text()),
            },
        }
    }
}

fn other_name(kind: &str, value: &[u8]) -> Vec<u8> {
    tlv(0xa0, [tlv(OID, oid_content(kind)), tlv(0xa0, value)].concat())
}

/// The content of an identifier, or an octet that is not one.
fn content(oid: &Oid) -> Vec<u8> {
    oid.typed().map_or(vec![0x80], |oid| oid.as_content().to_vec())
}

/// An attribute of a distinguished name: type, string type, value.
#[derive(Arbitrary, Clone, Debug)]
pub struct Attribute {
    kind: u8,
    string_type: u8,
    value: Text,
    /// Whether it belongs to the same RDN as the attribute before it.
    joined: bool,
}

impl Attribute {
    const KINDS: [&str; 12] = [
        "2.5.4.6",
        "2.5.4.8",
        "2.5.4.7",
        "2.5.4.10",
        "2.5.4.11",
        "2.5.4.3",
        "2.5.4.5",
        "1.2.840.113549.1.9.1",
        "0.9.2342.19200300.100.1.25",
        "2.5.4.12",
        "2.5.4.97",
        "1.3.6.1.4.1.99999.7",
    ];
    const VALUES: [&str; 10] = [
        "DE",
        "Example",
        "example",
        "  Example  ",
        "example.com",
        "user@example.com",
        "Fuzz CA",
        "Bücher ß",
        "",
        "a\u{7}b",
    ];
    /// Usually the string type that the definition requires.
    fn string_type(&self, kind: &str) -> u8 {
        match self.string_type {
            0..0xc0 => match kind {
                "2.5.4.6" | "2.5.4.5" => PRINTABLE_STRING,
                "1.2.840.113549.1.9.1" | "0.9.2342.19200300.100.1.25" => IA5_STRING,
                _ => UTF8_STRING,
            },
            // TeletexString, BMPString, and no string type.
            other => [UTF8_STRING, PRINTABLE_STRING, IA5_STRING, 0x14, 0x1e, 0x04][usize::from(other) % 6],
        }
    }

    /// The type, the string type and the value.
    fn parts(&self) -> (&'static str, u8, String) {
        let kind = Self::KINDS[usize::from(self.kind) % Self::KINDS.len()];
        let value = match &self.value {
            Text::Known(_) if kind == "2.5.4.6" => "DE".into(),
            text => text.get(&Self::VALUES, " units"),
        };
        (kind, self.string_type(kind), value)
    }

    fn der(&self) -> Vec<u8> {
        let (kind, string, value) = self.parts();
        sequence([tlv(OID, oid_content(kind)), tlv(string, value)])
    }

    /// Whether a builder is given the text, and chooses the string type that the definition
    /// requires.
    fn is_text(&self) -> bool {
        self.string_type < 0xc0
    }
}

/// Builds a name of the RDNs that are accepted, and encodes the same name (rule N6).
pub fn built(attributes: &[Attribute]) -> (DistinguishedName, Vec<u8>) {
    let mut builder = DistinguishedName::builder();
    let mut accepted = Vec::new();
    for rdn in attributes.chunk_by(|_, attribute| attribute.joined) {
        let parts: Vec<_> = rdn.iter().map(|attribute| (attribute, attribute.parts())).collect();
        let values: Vec<_> = parts.iter().map(|(_, (_, string, value))| tlv(*string, value)).collect();
        let typed = parts.iter().zip(&values).map(|((attribute, (kind, _, text)), der)| {
            let kind = certmint::ObjectIdentifier::new(kind).expect("an identifier");
            let value =
                if attribute.is_text() { AttributeValue::Text(text) } else { AttributeValue::Der(der) };
            (kind, value)
        });
        if let Ok(with) = builder.clone().rdn(typed) {
            builder = with;
            let mut members: Vec<_> = rdn.iter().map(Attribute::der).collect();
            members.sort();
            accepted.push(constructed(SET, members));
        }
    }
    (builder.build(), sequence(accepted))
}

/// A Name in DER. The attributes of each RDN are in the order of a SET.
pub fn name(attributes: &[Attribute]) -> Vec<u8> {
    let mut rdns: Vec<Vec<Vec<u8>>> = Vec::new();
    for attribute in attributes {
        match rdns.last_mut().filter(|_| attribute.joined) {
            Some(rdn) => rdn.push(attribute.der()),
            None => rdns.push(vec![attribute.der()]),
        }
    }
    rdns.iter_mut().for_each(|rdn| rdn.sort());
    sequence(rdns.iter().map(|rdn| constructed(SET, rdn)))
}

/// Name constraints for a typed builder or an extension.
#[derive(Arbitrary, Clone, Debug)]
pub struct Constraints {
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
}

/// A subtree, valid or not.
#[derive(Arbitrary, Clone, Debug)]
enum Subtree {
    Dns(Text),
    V4([u8; 4], u8),
    V6([u8; 16], u8),
    Email(Text),
    Uri(Text),
    DirectoryName(Vec<Attribute>),
}

impl Constraints {
    /// The typed constraints of the valid subtrees, and their DER; `None` if there are none.
    pub fn typed(&self) -> Option<(NameConstraints, Vec<u8>)> {
        let typed = |subtrees: &[Subtree]| -> (Vec<GeneralSubtree>, Vec<Vec<u8>>) {
            subtrees.iter().filter_map(|subtree| Some((subtree.typed()?, subtree.der()))).unzip()
        };
        let ((permitted, permitted_der), (excluded, excluded_der)) =
            (typed(&self.permitted), typed(&self.excluded));
        let constraints = NameConstraints::new(permitted, excluded).ok()?;
        Some((constraints, encode(permitted_der, excluded_der)))
    }

    /// The value of the extension, with arbitrary bases.
    pub fn der(&self) -> Vec<u8> {
        let of = |subtrees: &[Subtree]| subtrees.iter().map(Subtree::der).collect();
        encode(of(&self.permitted), of(&self.excluded))
    }
}

fn encode(permitted: Vec<Vec<u8>>, excluded: Vec<Vec<u8>>) -> Vec<u8> {
    let lists =
        [(0xa0, permitted), (0xa1, excluded)].into_iter().filter(|(_, subtrees)| !subtrees.is_empty());
    sequence(lists.map(|(tag, subtrees)| constructed(tag, subtrees)))
}

impl Subtree {
    const BASES: [&str; 9] = [
        "example.com",
        ".example.com",
        "com",
        "",
        "a.example.com",
        "EXAMPLE.COM",
        "user@example.com",
        "example.org",
        "*.example.com",
    ];

    fn base(text: &Text) -> String {
        text.get(&Self::BASES, ".example.com")
    }

    fn typed(&self) -> Option<GeneralSubtree> {
        match self {
            Self::Dns(text) => GeneralSubtree::dns(&Self::base(text)),
            Self::Email(text) => GeneralSubtree::email(&Self::base(text)),
            Self::Uri(text) => GeneralSubtree::uri(&Self::base(text)),
            Self::V4(octets, length) => {
                let (network, _, length) = network(*octets, *length);
                GeneralSubtree::ip(network.into(), length)
            }
            Self::V6(octets, length) => {
                let (network, _, length) = network(*octets, *length);
                GeneralSubtree::ip(network.into(), length)
            }
            Self::DirectoryName(attributes) => {
                return DistinguishedName::from_der(&name(attributes))
                    .ok()
                    .map(GeneralSubtree::directory_name);
            }
        }
        .ok()
    }

    fn der(&self) -> Vec<u8> {
        let base = match self {
            Self::Dns(text) => tlv(0x82, Self::base(text)),
            Self::Email(text) => tlv(0x81, Self::base(text)),
            Self::Uri(text) => tlv(0x86, Self::base(text)),
            Self::V4(octets, length) => {
                let (network, mask, _) = network(*octets, *length);
                tlv(0x87, [network, mask].concat())
            }
            Self::V6(octets, length) => {
                let (network, mask, _) = network(*octets, *length);
                tlv(0x87, [network, mask].concat())
            }
            Self::DirectoryName(attributes) => tlv(0xa4, name(attributes)),
        };
        sequence([base])
    }
}

/// The network of an address, its mask, and the length of its prefix.
fn network<const N: usize>(address: [u8; N], length: u8) -> ([u8; N], [u8; N], u8) {
    let length = usize::from(length) % (8 * N + 1);
    let mask = std::array::from_fn(|position| {
        let bits = length.saturating_sub(8 * position).min(8);
        !(0xff_u16 >> bits) as u8
    });
    let network = std::array::from_fn(|position| address[position] & mask[position]);
    (network, mask, length as u8)
}

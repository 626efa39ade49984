//! DER written by hand, whether or not it is valid.

use certmint::extension::KeyUsage;
use x509_cert::der::asn1::ObjectIdentifier;

pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const UTF8: u8 = 0x0c;
pub const PRINTABLE: u8 = 0x13;
pub const TELETEX: u8 = 0x14;
pub const IA5: u8 = 0x16;
pub const BMP: u8 = 0x1e;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;
/// The attributes of a CSR: `[0] IMPLICIT SET OF`.
pub const ATTRIBUTES: u8 = 0xa0;

pub const KEY_USAGE: &str = "2.5.29.15";
pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub const EXT_KEY_USAGE: &str = "2.5.29.37";
pub const EXTENSION_REQUEST: &str = "1.2.840.113549.1.9.14";

pub const COMMON_NAME: &str = "2.5.4.3";
pub const COUNTRY: &str = "2.5.4.6";
pub const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";

/// A DER value of anything that gives octets.
pub fn tlv(tag: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    crate::tlv(tag, content.as_ref())
}

/// A SEQUENCE of anything that gives octets.
pub fn sequence<T: AsRef<[u8]>>(parts: impl IntoIterator<Item = T>) -> Vec<u8> {
    tlv(SEQUENCE, concat(parts))
}

pub fn concat<T: AsRef<[u8]>>(parts: impl IntoIterator<Item = T>) -> Vec<u8> {
    parts.into_iter().flat_map(|part| part.as_ref().to_vec()).collect()
}

pub fn oid(dotted: &str) -> Vec<u8> {
    tlv(0x06, ObjectIdentifier::new_unwrap(dotted).as_bytes())
}

/// A BIT STRING of whole octets.
pub fn bit_string(octets: &[u8]) -> Vec<u8> {
    tlv(BIT_STRING, [&[0], octets].concat())
}

/// A non-negative INTEGER in its shortest form.
pub fn integer(octets: &[u8]) -> Vec<u8> {
    let magnitude = &octets[octets.iter().take_while(|octet| **octet == 0).count()..];
    let sign = if magnitude.first().is_none_or(|first| *first >= 0x80) { &[0][..] } else { &[] };
    tlv(INTEGER, [sign, magnitude].concat())
}

/// AlgorithmIdentifier with the given parameters.
pub fn algorithm(dotted: &str, parameters: &[u8]) -> Vec<u8> {
    sequence([oid(dotted).as_slice(), parameters])
}

pub fn null() -> Vec<u8> {
    tlv(NULL, [])
}

/// SubjectPublicKeyInfo.
pub fn spki(algorithm: &[u8], bits: &[u8]) -> Vec<u8> {
    sequence([algorithm, &bit_string(bits)])
}

/// SubjectPublicKeyInfo of an RSA key; the octets are in big-endian order.
pub fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = sequence([integer(modulus), integer(exponent)]);
    spki(&algorithm("1.2.840.113549.1.1.1", &null()), &key)
}

/// AttributeTypeAndValue of a name.
pub fn name_attribute(dotted: &str, tag: u8, value: impl AsRef<[u8]>) -> Vec<u8> {
    sequence([oid(dotted), tlv(tag, value)])
}

/// A Name with one attribute in each RDN.
pub fn name(attributes: &[(&str, u8, &str)]) -> Vec<u8> {
    sequence(attributes.iter().map(|(dotted, tag, value)| tlv(SET, name_attribute(dotted, *tag, value))))
}

/// An Attribute of a CSR.
pub fn attribute(dotted: &str, values: &[Vec<u8>]) -> Vec<u8> {
    sequence([oid(dotted), tlv(SET, values.concat())])
}

/// The attribute extensionRequest (RFC 2985 §5.4.2) with these extensions.
pub fn extension_request(extensions: &[Vec<u8>]) -> Vec<u8> {
    attribute(EXTENSION_REQUEST, &[sequence(extensions)])
}

/// A non-critical Extension.
pub fn extension(dotted: &str, value: impl AsRef<[u8]>) -> Vec<u8> {
    sequence([oid(dotted), tlv(OCTET_STRING, value)])
}

/// A critical Extension.
pub fn critical_extension(dotted: &str, value: impl AsRef<[u8]>) -> Vec<u8> {
    sequence([oid(dotted), vec![0x01, 0x01, 0xff], tlv(OCTET_STRING, value)])
}

/// keyUsage. Bit 0 is the most significant; trailing zero bits are removed (X.690 §11.2.2).
pub fn key_usage_value(usages: &[KeyUsage]) -> Vec<u8> {
    let bits = usages.iter().fold(0u16, |bits, usage| bits | 0x8000 >> *usage as u16);
    let octets = bits.to_be_bytes();
    let used = if octets[1] == 0 { &octets[..1] } else { &octets[..] };
    let unused = bits.trailing_zeros() as u8 % 8;
    tlv(BIT_STRING, [&[unused], used].concat())
}

pub fn key_usage(usages: &[KeyUsage]) -> Vec<u8> {
    critical_extension(KEY_USAGE, key_usage_value(usages))
}

pub fn ext_key_usage(purposes: &[&str]) -> Vec<u8> {
    extension(EXT_KEY_USAGE, sequence(purposes.iter().map(|dotted| oid(dotted))))
}

/// basicConstraints with cA FALSE, which is the default and therefore not encoded.
pub fn ca_false() -> Vec<u8> {
    extension(BASIC_CONSTRAINTS, sequence::<&[u8]>([]))
}

/// basicConstraints with cA TRUE.
pub fn ca_true(path_length: Option<u8>) -> Vec<u8> {
    let path_length = path_length.map(|length| integer(&[length])).unwrap_or_default();
    critical_extension(BASIC_CONSTRAINTS, sequence([vec![0x01, 0x01, 0xff], path_length]))
}

pub fn subject_alt_name(names: &[Vec<u8>]) -> Vec<u8> {
    extension(SUBJECT_ALT_NAME, sequence(names))
}

pub fn dns(name: &str) -> Vec<u8> {
    tlv(0x82, name)
}

//! Bodies with some members changed, DER by hand, and issuers that this crate's requests cannot
//! produce.

use certmint::error::IssuerError;
use certmint::key::SignatureAlgorithm;
use certmint::time::UtcDateTime;
use certmint::time::format_description::well_known::Rfc3339;
use certmint::wire::Body;
use certmint::{Authority, Error, HashAlgorithm, Issued, Issuer, KeyAlgorithm, PrivateKey, Signer};
use serde_json::Value;

use toolkit::{apply_body, apply_json, now, rng, root};
pub(crate) use toolkit::{body_with, only, refused};

/// The valid body without one member.
pub(crate) fn body_without(pointer: &str) -> Value {
    let mut body = apply_body();
    let (parent, member) = pointer.rsplit_once('/').expect("a pointer to a member");
    let parent = body.pointer_mut(parent).and_then(Value::as_object_mut).expect("the parent");
    parent.remove(member).expect("the member");
    body
}

/// The valid body as text, with additional members at its start.
pub(crate) fn text_with(members: &str) -> String {
    format!("{{{members},{}", &apply_body().to_string()[1..])
}

/// Issues from a body under a root of EC256.
pub(crate) fn apply(body: &Value) -> Result<Issued, Error> {
    apply_json(&root(KeyAlgorithm::Ec256), body)
}

/// Issues from JSON text at a time, as a host would.
pub(crate) fn apply_text(authority: &Authority, json: &[u8], now: UtcDateTime) -> Result<Issued, Error> {
    let body = Body::from_json(json)?.for_authority(authority, now);
    let (_, request) = body.read_end_entity()?;
    authority.issue(&request, now, &mut rng(3))
}

/// A time of RFC 3339.
pub(crate) fn at(text: &str) -> UtcDateTime {
    UtcDateTime::parse(text, &Rfc3339).expect("a time of RFC 3339")
}

/// Milliseconds since 1970.
pub(crate) fn milliseconds(at: UtcDateTime) -> i64 {
    (at.unix_timestamp_nanos() / 1_000_000).try_into().expect("64 bits")
}

pub(crate) use toolkit::tlv;

/// A constructed DER value.
pub(crate) fn constructed(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    tlv(tag, &parts.concat())
}

pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const PRINTABLE: u8 = 0x13;

/// An AttributeTypeAndValue of a type under 2.5.4.
pub(crate) fn attribute(last_arc: u8, tag: u8, content: &[u8]) -> Vec<u8> {
    constructed(SEQUENCE, &[&[0x06, 3, 0x55, 4, last_arc], &tlv(tag, content)])
}

/// A Name with one attribute in each RDN.
pub(crate) fn name(attributes: &[&[u8]]) -> Vec<u8> {
    let rdns: Vec<Vec<u8>> = attributes.iter().map(|attribute| tlv(SET, attribute)).collect();
    tlv(SEQUENCE, &rdns.concat())
}

/// The types of attributes, as their last arc under 2.5.4.
pub(crate) mod arc {
    pub(crate) const CN: u8 = 3;
    pub(crate) const C: u8 = 6;
    pub(crate) const L: u8 = 7;
    pub(crate) const ST: u8 = 8;
    pub(crate) const O: u8 = 10;
    pub(crate) const OU: u8 = 11;
}

/// Validity in DER: 13 characters make a UTCTime, 15 a GeneralizedTime (RFC 5280 §4.1.2.5).
pub(crate) fn validity_der(not_before: &str, not_after: &str) -> Vec<u8> {
    let time = |text: &str| tlv(if text.len() == 13 { 0x17 } else { 0x18 }, text.as_bytes());
    constructed(SEQUENCE, &[&time(not_before), &time(not_after)])
}

/// A self-signed CA certificate of P-256 with this subject and this Validity, and its key.
pub(crate) fn ca_certificate(subject: &[u8], validity: &[u8]) -> (Vec<u8>, PrivateKey) {
    let key = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(7)).expect("a key");
    // ecdsa-with-SHA256, without parameters (RFC 5758 §3.2).
    let algorithm = [SEQUENCE, 10, 0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    // basicConstraints, critical, cA TRUE.
    let basic_constraints =
        [SEQUENCE, 15, 0x06, 3, 0x55, 0x1d, 19, 1, 1, 0xff, 4, 5, SEQUENCE, 3, 1, 1, 0xff];
    let tbs = constructed(
        SEQUENCE,
        &[
            &[0xa0, 3, 2, 1, 2],
            &[2, 1, 1],
            &algorithm,
            subject,
            validity,
            subject,
            key.public_key().as_spki_der(),
            &constructed(0xa3, &[&tlv(SEQUENCE, &basic_constraints)]),
        ],
    );
    let signature = key.sign(SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256), &tbs).expect("a signature");
    let certificate = constructed(SEQUENCE, &[&tbs, &algorithm, &constructed(0x03, &[&[0], &signature])]);
    (certificate, key)
}

/// An authority whose certificate has this subject, byte for byte.
pub(crate) fn authority_named(subject: &[u8]) -> Authority {
    try_authority(subject, "700101000000Z", "99991231235959Z").expect("an issuer")
}

/// An authority that is valid from and to these times of ASN.1.
pub(crate) fn authority_valid(not_before: &str, not_after: &str) -> Authority {
    let subject = name(&[&attribute(arc::CN, UTF8, b"Issuer")]);
    try_authority(&subject, not_before, not_after).expect("an issuer")
}

/// An authority that is valid from 1970 to the end of 9999.
pub(crate) fn lasting_authority() -> Authority {
    authority_valid("700101000000Z", "99991231235959Z")
}

/// An authority that expired before [`now`].
pub(crate) fn expired_authority() -> Authority {
    assert!(now() > at("2025-12-31T23:59:59Z"));
    authority_valid("250101000000Z", "251231235959Z")
}

pub(crate) fn try_authority(
    subject: &[u8],
    not_before: &str,
    not_after: &str,
) -> Result<Authority, IssuerError> {
    let (certificate, key) = ca_certificate(subject, &validity_der(not_before, not_after));
    Ok(Authority::new(Issuer::from_der(&certificate)?, key).expect("the key of the certificate"))
}

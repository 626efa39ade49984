//! Parts that the CA sets instead of the CSR (rule C15).

use certmint::extension::{ExtendedKeyUsage, KeyPurpose};
use certmint::name::SubjectAlternativeName;
use certmint::{CsrRequest, DistinguishedName};

use super::super::super::input::usages;
use super::super::super::oracle::asked::{Asked, AskedSubject};
use super::super::super::oracle::der::{OID, SET, UTF8_STRING, constructed, sequence, tlv};
use super::super::super::oracle::purposes::{SERVER_AUTH, TIME_STAMPING};

const SUBJECT: u8 = 1;
const NAMES: u8 = 1 << 1;
const ADDED: u8 = 1 << 2;
const KEY_USAGES: u8 = 1 << 3;
const PURPOSES: u8 = 1 << 4;
/// The rest chooses the values.
const VALUES: u32 = 5;

/// Sets the parts that the bits choose, in the request and in its description.
pub fn set(mut request: CsrRequest, asked: &mut Asked, bits: u8) -> CsrRequest {
    let value = usize::from(bits >> VALUES);
    if bits & SUBJECT != 0 {
        let text = ["decided.example", "a_b", "Decided"][value % 3];
        request = request.with_subject(DistinguishedName::new(text).expect("a common name"));
        let attribute = sequence([tlv(OID, b"\x55\x04\x03"), tlv(UTF8_STRING, text)]);
        let own = AskedSubject::Name(sequence([constructed(SET, [attribute])]));
        let AskedSubject::Name(own) = std::mem::replace(&mut asked.subject, own) else {
            panic!("the subject of a CSR in DER")
        };
        asked.remarks.replaced.subject = Some(own);
    }
    if bits & NAMES != 0 {
        let hosts = [&["one.example", "two.example", "one.example"][..], &["db.example.org"], &[]][value % 3];
        request = request.with_alternative_names(names(hosts)).expect("few names");
        asked.remarks.replaced.names = Some(std::mem::replace(&mut asked.names, encoded(hosts)));
    }
    if bits & ADDED != 0 {
        let hosts = ["added.example", "one.example"];
        request = request.with_added_alternative_names(names(&hosts)).expect("few names");
        asked.names.extend(encoded(&hosts));
    }
    if bits & KEY_USAGES != 0 {
        // digitalSignature, keyAgreement and cRLSign; not every type may have each.
        let bits = [1, 0, 1 << 4 | 1, 1 << 6][value % 4];
        if let Ok(with) = request.clone().with_key_usages(usages(bits)) {
            request = with;
            asked.remarks.replaced.key_usages = Some(std::mem::replace(&mut asked.key_usages, bits));
        }
    }
    if bits & PURPOSES != 0 {
        let (purposes, oids) = [
            (&[KeyPurpose::ServerAuth][..], &[SERVER_AUTH][..]),
            (&[KeyPurpose::ServerAuth, KeyPurpose::TimeStamping], &[SERVER_AUTH, TIME_STAMPING]),
            (&[], &[]),
        ][value % 3];
        request = request.with_extended_key_usage(ExtendedKeyUsage::new(purposes.iter().cloned()));
        let oids = oids.iter().map(|oid| oid.to_vec()).collect();
        asked.remarks.replaced.purposes = Some(std::mem::replace(&mut asked.purposes, oids));
    }
    request
}

fn names(hosts: &[&str]) -> Vec<SubjectAlternativeName> {
    hosts.iter().map(|host| SubjectAlternativeName::dns(host).expect("a DNS name")).collect()
}

fn encoded(hosts: &[&str]) -> Vec<Vec<u8>> {
    hosts.iter().map(|host| tlv(0x82, host)).collect()
}

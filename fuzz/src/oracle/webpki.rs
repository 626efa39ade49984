//! rustls-webpki accepts what is issued below name constraints, for the forms that it supports.

use certmint::name::SubjectAlternativeName;
use certmint::time::UtcDateTime;
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use super::asked::{CaParts, NAME_CONSTRAINTS, extension_of};
use super::der::{Value, sequence_members};

/// Verifies a chain, the leaf first. Its last certificate is trusted.
///
/// # Panics
/// If it is refused.
pub fn check(chain: &[&[u8]], names: &[SubjectAlternativeName], now: UtcDateTime) {
    if !knows_the_forms(&chain[1..], names) {
        return;
    }
    let chain: Vec<CertificateDer<'_>> = chain.iter().map(|der| CertificateDer::from(*der)).collect();
    let [leaf, intermediates @ .., trusted] = chain.as_slice() else { panic!("a chain of one") };
    let anchors = [anchor_from_trusted_cert(trusted).expect("a trusted certificate")];
    let seconds = u64::try_from(now.unix_timestamp()).expect("a time after 1970");
    let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
    let leaf = EndEntityCert::try_from(leaf).expect("an end entity");
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    let verified =
        leaf.verify_for_usage(algorithms, &anchors, intermediates, now, KeyUsage::server_auth(), None, None);
    if let Err(error) = verified {
        panic!("{error}: {chain:02x?}");
    }
}

const RFC822_NAME: u8 = 0x81;
const DNS_NAME: u8 = 0x82;
const URI: u8 = 0x86;
const IP_ADDRESS: u8 = 0x87;

fn form(name: &SubjectAlternativeName) -> u8 {
    match name {
        SubjectAlternativeName::Email(_) => RFC822_NAME,
        SubjectAlternativeName::Uri(_) => URI,
        SubjectAlternativeName::Ip(_) => IP_ADDRESS,
        _ => DNS_NAME,
    }
}

/// rustls-webpki refuses everything below directory name constraints, addresses and URIs below
/// constraints of their form, and subtrees with a minimum or a maximum, which RFC 5280 §4.2.1.10
/// does not use.
fn knows_the_forms(cas: &[&[u8]], names: &[SubjectAlternativeName]) -> bool {
    let has_form = |tag| names.iter().any(|name| form(name) == tag);
    cas.iter().all(|ca| {
        let ca = CaParts::read(ca).expect("a CA that was loaded");
        let Some(value) = extension_of(&ca.extensions, NAME_CONSTRAINTS) else { return true };
        let lists = sequence_members(value).expect("constraints that were read");
        let mut subtrees = lists.iter().flat_map(|list| list.members().expect("subtrees"));
        subtrees.all(|subtree: Value<'_>| match subtree.members().expect("a subtree")[..] {
            [base] if base.tag == RFC822_NAME || base.tag == URI => !has_form(base.tag),
            [base] => base.tag == DNS_NAME || base.tag == IP_ADDRESS,
            _ => false,
        })
    })
}

//! The purposes that a request must get (rules U4, U6, C7 and A7), as sets of identifiers.

use certmint::extension::ExtendedKeyUsage;
use certmint::profile::Conformance;

use super::asked::{
    Asked, AskedIssuer, CaParts, Circumstances, EXTENDED_KEY_USAGE, Kind, each_once, extension_of,
};
use super::der::sequence_members;

/// 1.3.6.1.5.5.7.3.1.
pub const SERVER_AUTH: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x01";
/// 1.3.6.1.5.5.7.3.8.
pub const TIME_STAMPING: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x08";
/// 2.5.29.37.0.
pub const ANY: &[u8] = b"\x55\x1d\x25\x00";

/// The contents of identifiers.
type Purposes = Vec<Vec<u8>>;

fn contents(usage: &ExtendedKeyUsage) -> Purposes {
    usage.purposes().iter().map(|purpose| purpose.object_identifier().as_content().to_vec()).collect()
}

/// The purposes that all limited CAs of the chain share; `None` if no CA is limited.
pub fn limit(issuer: Option<&AskedIssuer>) -> Option<Purposes> {
    let mut limit: Option<Purposes> = None;
    for der in issuer.iter().flat_map(|issuer| &issuer.chain) {
        let ca = CaParts::read(der).expect("the chain was loaded");
        let Some(value) = extension_of(&ca.extensions, EXTENDED_KEY_USAGE) else { continue };
        let own = sequence_members(value).expect("purposes that were read");
        let own: Purposes = own.iter().map(|purpose| purpose.content.to_vec()).collect();
        if own.iter().any(|purpose| purpose == ANY) {
            continue;
        }
        limit = Some(match limit {
            None => own,
            Some(above) => above.into_iter().filter(|purpose| own.contains(purpose)).collect(),
        });
    }
    limit
}

/// The purposes to grant; `None` if the request must be refused because of them.
pub fn granted(asked: &Asked, circumstances: Circumstances<'_>) -> Option<Purposes> {
    let settings = circumstances.profile.settings();
    let limit = limit(circumstances.issuer);
    let is_in =
        |list: &Option<Purposes>, purpose: &Vec<u8>| list.as_ref().is_none_or(|list| list.contains(purpose));
    let is_strict = settings.conformance == Conformance::Rfc;
    let mixes_time_stamping =
        |purposes: &Purposes| purposes.len() > 1 && purposes.iter().any(|purpose| purpose == TIME_STAMPING);
    let mut purposes = each_once(&asked.purposes);
    if purposes.is_empty() {
        let (default, is_needed) = match asked.kind {
            Kind::Root { .. } => return Some(purposes),
            Kind::Subordinate { .. } | Kind::CaOfCsr { .. } => (
                &settings.subordinate_default_extended_key_usage,
                settings.subordinate_needs_extended_key_usage,
            ),
            Kind::EndEntity | Kind::EndEntityOfCsr => (
                &settings.end_entity_default_extended_key_usage,
                settings.end_entity_needs_extended_key_usage,
            ),
        };
        purposes = contents(default);
        let had_some = !purposes.is_empty();
        purposes.retain(|purpose| is_in(&limit, purpose));
        return (!purposes.is_empty() || !had_some && !is_needed).then_some(purposes);
    }
    let of_cas = settings.ca_extended_key_usage.as_ref().filter(|_| asked.kind.is_ca());
    let of_kind = match asked.has_purposes_of_csr() {
        true => Some(&settings.csr_extended_key_usage),
        false => settings.apply_extended_key_usage.as_ref(),
    };
    let allowed = of_cas.or(of_kind).map(contents);
    let is_allowed = |purpose: &Vec<u8>| is_in(&allowed, purpose) && is_in(&limit, purpose);
    if !asked.has_purposes_of_csr() {
        let is_granted = purposes.iter().all(is_allowed) && !(is_strict && mixes_time_stamping(&purposes));
        return is_granted.then_some(purposes);
    }
    purposes.retain(is_allowed);
    if is_strict && mixes_time_stamping(&purposes) {
        purposes.retain(|purpose| purpose != TIME_STAMPING);
    }
    (!purposes.is_empty()).then_some(purposes)
}

/// Returns whether a certificate with these purposes is a server's (rule S8).
pub fn is_server(asked: &Asked, purposes: &[Vec<u8>]) -> bool {
    let has = |known: &[u8]| purposes.iter().any(|purpose| purpose == known);
    let of_any = asked.kind.is_of_csr() && (purposes.is_empty() || has(ANY));
    !asked.kind.is_ca() && (has(SERVER_AUTH) || of_any)
}

//! Path lengths, name constraints and the names of CAs (rules A2, A3 and A8), read as RFC 5280
//! specifies them. The crate is stricter; what it issues must pass these checks.

use std::net::Ipv4Addr;

use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;

use super::asked::{CaParts, Kind, NAME_CONSTRAINTS, extension_of};
use super::der::{self, IA5_STRING, OID, PRINTABLE_STRING, UTF8_STRING, Value, sequence_members};

/// A certificate with these names may be issued below the chain for these purposes.
///
/// # Panics
/// If it may not be issued.
/// Where it may not.
pub fn check(chain: &[CaParts<'_>], kind: Kind, subject: &[u8], names: &[Vec<u8>], purposes: &[Vec<u8>]) {
    names.iter().for_each(|name| check_form(&Constrained::of_name(name)));
    let hosts = if kind.is_ca() || !may_serve_tls(purposes) { Vec::new() } else { hosts(subject, names) };
    for (ca, position) in chain.iter().zip(0..) {
        check_path_length(ca, &chain[..position], kind);
        assert!(kind.is_ca() || !may_be_same(subject, ca.subject), "the name of a CA: {subject:02x?}");
        let value = extension_of(&ca.extensions, NAME_CONSTRAINTS);
        // x509-cert does not read bases of unknown types and numbers beyond 32 bits.
        let Some(Ok(constraints)) = value.map(NameConstraints::from_der) else { continue };
        let permitted = constraints.permitted_subtrees.unwrap_or_default();
        let excluded = constraints.excluded_subtrees.unwrap_or_default();
        let names = names.iter().map(|name| Constrained::of_name(name));
        let hosts = hosts.iter().cloned().map(Constrained::Dns);
        for name in names.chain(Constrained::of_subject(subject)).chain(hosts) {
            check_name(&name, &permitted, &excluded);
        }
    }
}

/// Rules S2 and S3: only an IPv4 address is read as one.
fn check_form(name: &Constrained<'_>) {
    let is_number = |host: &str| {
        let last = host.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match last.strip_prefix("0x") {
            Some(digits) => digits.chars().all(|digit| digit.is_ascii_hexdigit()),
            None => last.chars().all(|digit| digit.is_ascii_digit()),
        }
    };
    let is_sound = match name {
        Constrained::Dns(host) => !is_number(host),
        Constrained::Email(address) => !address.rsplit('@').next().is_some_and(is_number),
        Constrained::Uri(uri) => {
            host(uri).is_none_or(|host| !is_number(host) || host.parse::<Ipv4Addr>().is_ok())
        }
        Constrained::Ip(octets) => {
            octets.len() == 4 || octets[..12] != [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
        }
        Constrained::Directory(name) => {
            return assert!(!name.is_empty() && name != b"\x30\x00", "an empty directoryName");
        }
        Constrained::Incomparable(0x88, content) => {
            return assert!(der::is_oid(content), "{name:?} is no registeredID");
        }
        // A type, and one value of strict DER with an explicit tag (rule S7).
        Constrained::Incomparable(_, content) => {
            let members = der::members(content).expect("the members of an otherName");
            let [kind, value] = members[..] else { panic!("{name:?} is no otherName") };
            let values = value.members().expect("the value of an otherName");
            assert!(kind.tag == OID && der::is_oid(kind.content) && value.tag == 0xa0, "{name:?}");
            assert!(values.len() == 1, "{name:?} has {} values", values.len());
            return check_known_type(kind.content, values[0]);
        }
    };
    assert!(is_sound, "{name:?} is read as an IPv4 address");
}

const SMTP_UTF8_MAILBOX: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x08\x09";
const SRV_NAME: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x08\x07";

/// SmtpUTF8Mailbox (RFC 9598 §3) and SRVName (RFC 4985 §2).
fn check_known_type(kind: &[u8], value: Value<'_>) {
    let text = core::str::from_utf8(value.content);
    let is_sound = match kind {
        SMTP_UTF8_MAILBOX => {
            let parts = text.ok().and_then(|text| text.rsplit_once('@'));
            let is_mailbox = |(local_part, domain): (&str, &str)| {
                let has_controls = local_part.chars().any(char::is_control);
                !local_part.is_ascii() && !has_controls && domain.is_ascii() && !domain.is_empty()
            };
            value.tag == UTF8_STRING && parts.is_some_and(is_mailbox)
        }
        SRV_NAME => {
            let parts = text.ok().and_then(|text| text.strip_prefix('_')?.split_once('.'));
            let is_service = |(service, host): (&str, &str)| !service.is_empty() && !host.is_empty();
            value.tag == IA5_STRING && value.content.is_ascii() && parts.is_some_and(is_service)
        }
        _ => true,
    };
    assert!(is_sound, "{kind:02x?} has the value {value:02x?}");
}

/// serverAuth, anyExtendedKeyUsage, or no purposes at all.
fn may_serve_tls(purposes: &[Vec<u8>]) -> bool {
    let of_tls = [b"\x2b\x06\x01\x05\x05\x07\x03\x01".as_slice(), b"\x55\x1d\x25\x00"];
    purposes.is_empty() || purposes.iter().any(|purpose| of_tls.contains(&purpose.as_slice()))
}

/// The common names that a verifier matches against host names if there is no dNSName, except those
/// with a `*`. A trailing dot is removed.
fn hosts(subject: &[u8], names: &[Vec<u8>]) -> Vec<String> {
    const COMMON_NAME: &[u8] = b"\x55\x04\x03";
    if names.iter().any(|name| name.first() == Some(&0x82)) {
        return Vec::new();
    }
    let of_host = |octet: &u8| octet.is_ascii_alphanumeric() || b"-_.".contains(octet);
    let rdns = sequence_members(subject).expect("a Name");
    let attributes = rdns.iter().flat_map(|rdn| rdn.members().expect("an RDN"));
    let host = |attribute: Value<'_>| {
        let members = attribute.members().expect("an attribute");
        let is_text = [UTF8_STRING, PRINTABLE_STRING, IA5_STRING].contains(&members[1].tag);
        let text = members[1].content;
        let text = text.strip_suffix(b".").unwrap_or(text);
        let is_host = members[0].content == COMMON_NAME && is_text && text.iter().all(of_host);
        (is_host && !text.is_empty()).then(|| String::from_utf8_lossy(text).into_owned())
    };
    attributes.filter_map(host).collect()
}

/// RFC 5280 §4.2.1.9: this many CAs may follow, not counting self-issued ones.
fn check_path_length(ca: &CaParts<'_>, below: &[CaParts<'_>], kind: Kind) {
    let Some(limit) = ca.path_length() else { return };
    let used = below.iter().filter(|below| !may_be_same(below.issuer, below.subject)).count() as u64;
    assert!(used <= limit, "the chain itself is too long");
    if kind.is_ca() {
        let left = (limit - used).checked_sub(1).expect("a CA where none may follow");
        assert!(kind.path_length().is_some_and(|length| u64::from(length) <= left), "{kind:?} below {limit}");
    }
}

fn check_name(name: &Constrained<'_>, permitted: &[GeneralSubtree], excluded: &[GeneralSubtree]) {
    let of_form = |subtree: &&GeneralSubtree| name.is_of_form(&subtree.base);
    for subtree in excluded.iter().chain(permitted).filter(of_form) {
        assert!(!matches!(name, Constrained::Incomparable(..)), "{name:?} beside {subtree:?}");
        // RFC 5280 §4.2.1.10 does not use these, so no name can be compared.
        assert!(subtree.minimum == 0 && subtree.maximum.is_none(), "{name:?} beside {subtree:?}");
    }
    if let Some(subtree) = excluded.iter().find(|subtree| name.is_surely_in(&subtree.base)) {
        panic!("{name:?} is excluded by {subtree:?}");
    }
    let mut permitted = permitted.iter().filter(of_form).peekable();
    if permitted.peek().is_some() {
        let bases: Vec<_> = permitted.map(|subtree| &subtree.base).collect();
        assert!(bases.iter().any(|base| name.may_be_in(base)), "{name:?} is in none of {bases:?}");
    }
}

/// A name in a certificate.
#[derive(Clone, Debug)]
enum Constrained<'a> {
    Dns(String),
    Email(String),
    Uri(String),
    Ip(&'a [u8]),
    Directory(&'a [u8]),
    /// otherName or registeredID, by its tag: nobody compares it with constraints.
    Incomparable(u8, &'a [u8]),
}

impl<'a> Constrained<'a> {
    fn of_name(name: &'a [u8]) -> Self {
        let name = Value::of(name).expect("a GeneralName");
        let text = || String::from_utf8_lossy(name.content).into_owned();
        match name.tag {
            0x81 => Self::Email(text()),
            0x82 => Self::Dns(text()),
            0x86 => Self::Uri(text()),
            0x87 => Self::Ip(name.content),
            0xa4 => Self::Directory(name.content),
            tag @ (0xa0 | 0x88) => Self::Incomparable(tag, name.content),
            tag => panic!("a name of the form {tag:02x}"),
        }
    }

    /// An empty subject is not constrained (RFC 5280 §4.2.1.10).
    fn of_subject(subject: &'a [u8]) -> Option<Self> {
        (subject != b"\x30\x00").then_some(Self::Directory(subject))
    }

    fn is_of_form(&self, base: &GeneralName) -> bool {
        match self {
            Self::Dns(_) => matches!(base, GeneralName::DnsName(_)),
            Self::Email(_) => matches!(base, GeneralName::Rfc822Name(_)),
            Self::Uri(_) => matches!(base, GeneralName::UniformResourceIdentifier(_)),
            Self::Ip(_) => matches!(base, GeneralName::IpAddress(_)),
            Self::Directory(_) => matches!(base, GeneralName::DirectoryName(_)),
            Self::Incomparable(0xa0, content) => match content.get(2..10) {
                // RFC 9598 §6.
                Some(SMTP_UTF8_MAILBOX) => {
                    matches!(base, GeneralName::OtherName(_) | GeneralName::Rfc822Name(_))
                }
                // Rule S7.
                Some(SRV_NAME) => matches!(base, GeneralName::OtherName(_) | GeneralName::DnsName(_)),
                _ => matches!(base, GeneralName::OtherName(_)),
            },
            Self::Incomparable(..) => matches!(base, GeneralName::RegisteredId(_)),
        }
    }

    /// Like [`Self::may_be_in`], but directory names match only if every reading agrees.
    fn is_surely_in(&self, base: &GeneralName) -> bool {
        match (self, base) {
            (Self::Directory(name), GeneralName::DirectoryName(base)) => {
                let base = base.to_der().expect("a Name");
                let start = sequence_members(&base).expect("a Name");
                let rdns = sequence_members(name).expect("a Name");
                rdns.len() >= start.len()
                    && rdns.iter().zip(&start).all(|(rdn, base)| rdn.bytes == base.bytes)
            }
            _ => self.may_be_in(base),
        }
    }

    fn may_be_in(&self, base: &GeneralName) -> bool {
        match (self, base) {
            (Self::Dns(name), GeneralName::DnsName(base)) => is_at_or_below(name, base.as_str()),
            (Self::Email(address), GeneralName::Rfc822Name(base)) => is_mailbox_of(address, base.as_str()),
            (Self::Uri(uri), GeneralName::UniformResourceIdentifier(base)) => {
                host(uri).is_some_and(|host| is_host_of(host, base.as_str()))
            }
            (Self::Ip(address), GeneralName::IpAddress(base)) => is_in_network(address, base.as_bytes()),
            (Self::Directory(name), GeneralName::DirectoryName(base)) => {
                may_start_with(name, &base.to_der().expect("a Name"))
            }
            _ => false,
        }
    }
}

/// Zero or more labels are added to the base; a base with a leading dot requires at least one.
fn is_at_or_below(name: &str, base: &str) -> bool {
    let (name, base) = (name.to_ascii_lowercase(), base.to_ascii_lowercase());
    match name.strip_suffix(&base) {
        Some("") => true,
        Some(before) => base.is_empty() || base.starts_with('.') || before.ends_with('.'),
        None => false,
    }
}

/// One mailbox, all mailboxes of one host, or those of all hosts below one.
fn is_mailbox_of(address: &str, base: &str) -> bool {
    let (local_part, domain) = address.rsplit_once('@').expect("an address");
    match base.rsplit_once('@') {
        Some((base_part, base)) => local_part == base_part && domain.eq_ignore_ascii_case(base),
        None => is_host_of(domain, base),
    }
}

/// One host or, with a leading dot, all hosts below it.
fn is_host_of(host: &str, base: &str) -> bool {
    let (host, base) = (host.to_ascii_lowercase(), base.to_ascii_lowercase());
    if base.starts_with('.') { host.len() > base.len() && host.ends_with(&base) } else { host == base }
}

fn host(uri: &str) -> Option<&str> {
    let authority = uri.split_once("://")?.1.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    if host.starts_with('[') { None } else { host.split(':').next() }
}

/// Address and mask, each as long as the address.
fn is_in_network(address: &[u8], base: &[u8]) -> bool {
    let (network, mask) = base.split_at(base.len() / 2);
    let is_same = |((address, network), mask): ((&u8, &u8), &u8)| address & mask == network & mask;
    address.len() == network.len() && address.iter().zip(network).zip(mask).all(is_same)
}

/// Returns whether a name starts with the RDNs of another, ignoring case, white space and string
/// types.
fn may_start_with(name: &[u8], base: &[u8]) -> bool {
    let (name, base) = (folded(name), folded(base));
    name.len() >= base.len() && name.iter().zip(&base).all(|(rdn, base)| rdn == base)
}

fn may_be_same(one: &[u8], other: &[u8]) -> bool {
    folded(one) == folded(other)
}

/// Each RDN as the sorted types and values of its attributes.
fn folded(name: &[u8]) -> Vec<Vec<(Vec<u8>, Vec<u8>)>> {
    // White space as in C's isspace().
    let is_space = |octet: &u8| matches!(octet, b' ' | b'\t'..=b'\r');
    let attribute = |attribute: &Value<'_>| {
        let members = attribute.members().expect("an attribute");
        let (oid, value) = (members[0].content.to_vec(), members[1]);
        let is_text = [UTF8_STRING, PRINTABLE_STRING, IA5_STRING].contains(&value.tag);
        let folded = || value.content.iter().filter(|octet| !is_space(octet));
        (oid, if is_text { folded().map(u8::to_ascii_lowercase).collect() } else { value.bytes.to_vec() })
    };
    let rdns = sequence_members(name).expect("a Name");
    let rdn = |rdn: &Value<'_>| {
        let mut attributes: Vec<_> = rdn.members().expect("an RDN").iter().map(attribute).collect();
        attributes.sort();
        attributes
    };
    rdns.iter().map(rdn).collect()
}

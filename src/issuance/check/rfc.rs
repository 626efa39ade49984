//! The check for requests that the API pages allow and an RFC does not. Each rule cites its RFC.
//! Further findings of linters are not faults.

use crate::x509::name::attribute_table::{self, Bounds, Syntax};
use alloc::string::String;
use alloc::vec::Vec;

use super::input::CheckInput;
use crate::diagnostics::{Field, RfcError, Source, ViolationKind, Violations};
use crate::request::rfc_faults;
use crate::x509::Sanitized;
use crate::x509::der::tag;
use crate::x509::extension::{BasicConstraints, ExtendedKeyUsage};
use crate::x509::general_name::{SubjectAlternativeName, ends_in_a_number};
use crate::x509::name::{DistinguishedName, NameAttribute};
use crate::x509::name_constraints::{NameConstraints, SubtreeBase};
use crate::x509::oid::{self, ObjectIdentifier};

/// Checks the request. `purposes` are the granted ones, as far as they are known.
pub(super) fn check(
    input: &CheckInput<'_>,
    purposes: Option<&ExtendedKeyUsage>,
    violations: &mut Violations,
) {
    if let (Some(key), BasicConstraints::EndEntity) = (input.key, input.kind) {
        for kind in rfc_faults(input.key_usages, key.key_type) {
            violations.push(Field::KeyUsages(Source::Body), kind);
        }
    }
    if purposes.is_some_and(ExtendedKeyUsage::has_time_stamping_beside_others) {
        let kind = ViolationKind::Rfc(RfcError::TimeStampingNotAlone);
        violations.push(Field::ExtendedKeyUsage(input.purposes_source), kind);
    }
    for (position, name) in input.names.iter() {
        if let Some(defect) = name_fault(name) {
            let field = input.names.field_of(position, name.form());
            violations.push(field, ViolationKind::Rfc(defect));
        }
    }
    if let Some(subject) = input.subject {
        subject_faults(subject, input.names.names, |defect| {
            violations.push(Field::Subject(input.subject_source), ViolationKind::Rfc(defect));
        });
    }
    let subtrees = |constraints| [NameConstraints::permitted(constraints), constraints.excluded()];
    for subtree in input.name_constraints.into_iter().flat_map(subtrees).flatten() {
        if let SubtreeBase::Dns(base) = subtree.base()
            && base.as_str().starts_with('.')
        {
            let defect = RfcError::DnsConstraint(Sanitized::new(base.as_str()));
            violations.push(Field::NameConstraints, ViolationKind::Rfc(defect));
        }
    }
    for extension in input.extensions.iter().filter(|extension| !extension.conforms_to_rfcs()) {
        let defect = RfcError::DefinedExtension(extension.object_identifier().clone());
        violations.push(Field::CustomExtension, ViolationKind::Rfc(defect));
    }
}

/// Checks an alternative name. That of a host has the preferred name syntax, which RFC 5280
/// §4.2.1.6 demands (RFC 1034 §3.5 as changed by RFC 1123 §2.1). It does not allow the `_` of rule
/// S2.
pub(super) fn name_fault(name: &SubjectAlternativeName) -> Option<RfcError> {
    match name {
        // RFC 5280 leaves the meaning of a wildcard to others (RFC 9525 §6.3 defines it).
        SubjectAlternativeName::Dns(name) => {
            let name = name.as_str();
            name.contains('_').then(|| RfcError::DnsName(Sanitized::new(name)))
        }
        SubjectAlternativeName::Email(address) => {
            let address = address.as_str();
            let is_mailbox = address.rsplit_once('@').is_some_and(|(local_part, domain)| {
                local_part.len() <= 64 && domain.contains('.') && !domain.contains('_')
            });
            (!is_mailbox).then(|| RfcError::Mailbox(Sanitized::new(address)))
        }
        SubjectAlternativeName::Uri(uri) => {
            let host = host(uri.as_str())?;
            // The host is neither an address nor a name of several labels.
            let fault = !host.contains(['.', '[']);
            fault.then(|| RfcError::UriHost(Sanitized::new(uri.as_str())))
        }
        SubjectAlternativeName::DirectoryName(name) => {
            let of_attributes = || name.attributes().find_map(|attribute| attribute_fault(&attribute));
            rdn_faults(name).next().or_else(of_attributes).or_else(|| domain_fault(name))
        }
        SubjectAlternativeName::Ip(_)
        | SubjectAlternativeName::OtherName(_)
        | SubjectAlternativeName::RegisteredId(_) => None,
    }
}

/// Returns the host of a URI that has an authority (RFC 3986 §3.2).
fn host(uri: &str) -> Option<&str> {
    let (_, after_scheme) = uri.split_once("://").filter(|(scheme, _)| !scheme.contains([':', '/']))?;
    let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    match host_and_port.starts_with('[') {
        true => Some(host_and_port),
        false => host_and_port.split(':').next(),
    }
}

fn subject_faults(
    subject: &DistinguishedName,
    names: &[SubjectAlternativeName],
    mut push: impl FnMut(RfcError),
) {
    rdn_faults(subject).for_each(&mut push);
    for attribute in subject.attributes() {
        if let Some(defect) = attribute_fault(&attribute) {
            push(defect);
        }
        if attribute.oid == oid::EMAIL_ADDRESS && !is_among(&attribute, names) {
            push(RfcError::EmailAddressNotInNames(Sanitized::new(&text(&attribute))));
        }
    }
    if let Some(defect) = domain_fault(subject) {
        push(defect);
    }
}

/// Returns the RDNs with several attributes of one type.
fn rdn_faults(name: &DistinguishedName) -> impl Iterator<Item = RfcError> {
    name.rdns().filter_map(|rdn| {
        let mut types: Vec<&[u8]> = rdn.attributes().map(|attribute| attribute.oid).collect();
        // A SET OF is sorted by length first, so equal types need not be adjacent in it.
        types.sort_unstable();
        let pair = types.windows(2).find(|pair| pair[0] == pair[1])?;
        Some(RfcError::SeveralOfOneType(ObjectIdentifier::from_content_unchecked(pair[0])))
    })
}

/// Checks that the domain components of a name form a domain name.
fn domain_fault(name: &DistinguishedName) -> Option<RfcError> {
    let components = name.attributes().filter(|attribute| attribute.oid == oid::DOMAIN_COMPONENT);
    let mut components: Vec<String> = components.map(|attribute| text(&attribute)).collect();
    // The top-level domain comes first (RFC 2247 §2).
    components.reverse();
    let fault = !components.is_empty() && !are_domain_components(&components);
    fault.then(|| RfcError::DomainComponents(Sanitized::new(&components.join("."))))
}

fn attribute_fault(attribute: &NameAttribute<'_>) -> Option<RfcError> {
    let oid = ObjectIdentifier::from_content(attribute.oid)?;
    let row = attribute_table::find(attribute.oid);
    // RFC 5280 App. A.
    let string = row.and_then(|row| match row.syntax {
        Syntax::Printable | Syntax::CountryCode => Some(tag::PRINTABLE_STRING),
        Syntax::Ia5 => Some(tag::IA5_STRING),
        Syntax::Directory | Syntax::Ia5OrDirectory => None,
    });
    if string.is_some_and(|string| string != attribute.value.tag) {
        return Some(RfcError::StringType(oid));
    }
    // Of the attributes under id-pkcs-9, the table lists only those for names.
    let for_requests = oid.is_under(oid::PKCS_9) && row.is_none();
    if for_requests || oid.is_under(oid::PERSONAL_DATA) {
        return Some(RfcError::AttributeNotForNames(oid));
    }
    let Bounds::OfRfcs { max } = row?.bounds else { return None };
    let found = text(attribute).chars().count();
    (found > max).then_some(RfcError::AttributeLength { attribute: oid, found, max })
}

/// Whether an emailAddress is also an alternative name (RFC 5280 §4.1.2.6).
fn is_among(attribute: &NameAttribute<'_>, names: &[SubjectAlternativeName]) -> bool {
    names.iter().any(|name| match name {
        SubjectAlternativeName::Email(address) => address.as_str().as_bytes() == attribute.value.content,
        _ => false,
    })
}

/// Whether each component is one label (RFC 4519 §2.4) and together they are a domain name.
fn are_domain_components(components: &[String]) -> bool {
    let is_label = |label: &String| {
        let hyphen_at_end = label.starts_with('-') || label.ends_with('-');
        (1..=63).contains(&label.len())
            && !hyphen_at_end
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let octets: usize = components.iter().map(|label| label.len() + 1).sum();
    components.iter().all(is_label) && octets <= 254 && !ends_in_a_number(&components.join("."))
}

fn text(attribute: &NameAttribute<'_>) -> String {
    String::from_utf8_lossy(attribute.value.content).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n1_domain_components_are_labels_and_together_a_domain_name() {
        let label = |octets: usize| "a".repeat(octets);
        for (components, expected) in [
            (&["example".into(), "org".into()] as &[String], true),
            (&["ex-ample".into()], true),
            (&["-example".into()], false),
            (&["example-".into()], false),
            (&[String::new()], false),
            (&[label(63)], true),
            (&[label(64)], false),
            (&["example".into(), "1".into()], false),
            // 253 and 254 characters, counting the dots.
            (&[label(63), label(63), label(63), label(61)], true),
            (&[label(63), label(63), label(63), label(62)], false),
        ] {
            assert_eq!(are_domain_components(components), expected, "{components:?}");
        }
    }
}

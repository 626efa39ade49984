//! nameConstraints (RFC 5280 §4.2.1.10), critical.

use super::subject_alt_name::{
    DIRECTORY_NAME, DNS_NAME, IP_ADDRESS, OTHER_NAME, REGISTERED_ID, RFC822_NAME, URI, other_form,
};
use super::{Criticality, EXTENSION_BOUND, HEADER_BOUND, encode_extension};
use crate::x509::EncodingDeviation;
use crate::x509::der::{NotDer, Reader, Value, Writer, is_empty_sequence, tag, unsigned, values};
use crate::x509::general_name::NameForm;
use crate::x509::name::DistinguishedName;
use crate::x509::name_constraints::{DnsSubtree, EmailSubtree, IpSubtree, UriSubtree};
use crate::x509::name_constraints::{GeneralSubtree, IssuerNameConstraints, NameConstraints, SubtreeBase};
use crate::x509::oid;

const PERMITTED_SUBTREES: u8 = tag::context_constructed(0);
const EXCLUDED_SUBTREES: u8 = tag::context_constructed(1);
const MINIMUM: u8 = tag::context(0);
const MAXIMUM: u8 = tag::context(1);

/// ```asn1
/// NameConstraints ::= SEQUENCE {
///   permittedSubtrees  [0] GeneralSubtrees OPTIONAL,
///   excludedSubtrees   [1] GeneralSubtrees OPTIONAL }
/// GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree
/// ```
pub(crate) fn encode_name_constraints(w: &mut Writer, constraints: &NameConstraints) {
    encode_extension(w, oid::NAME_CONSTRAINTS, Criticality::Critical, |w| {
        w.sequence(|w| {
            for (tag, subtrees) in
                [(PERMITTED_SUBTREES, constraints.permitted()), (EXCLUDED_SUBTREES, constraints.excluded())]
            {
                if !subtrees.is_empty() {
                    w.nested(tag, |w| subtrees.iter().for_each(|subtree| encode_subtree(w, subtree)));
                }
            }
        });
    });
}

/// ```asn1
/// GeneralSubtree ::= SEQUENCE {
///   base         GeneralName,
///   minimum  [0] BaseDistance DEFAULT 0,
///   maximum  [1] BaseDistance OPTIONAL }
/// ```
fn encode_subtree(w: &mut Writer, subtree: &GeneralSubtree) {
    w.sequence(|w| match subtree.base() {
        SubtreeBase::Dns(base) => w.value(DNS_NAME, base.as_str().as_bytes()),
        SubtreeBase::Ip(base) => base.octets(|octets| w.value(IP_ADDRESS, octets)),
        SubtreeBase::Email(base) => w.value(RFC822_NAME, base.as_str().as_bytes()),
        SubtreeBase::Uri(base) => w.value(URI, base.as_str().as_bytes()),
        SubtreeBase::DirectoryName(base) => w.value(DIRECTORY_NAME, base.as_der()),
    });
}

/// Returns an upper bound of the encoded length in octets.
pub(crate) fn name_constraints_bound(constraints: &NameConstraints) -> usize {
    let octets = |subtree: &GeneralSubtree| match subtree.base() {
        SubtreeBase::Dns(base) => base.as_str().len(),
        SubtreeBase::Ip(_) => 32,
        SubtreeBase::Email(base) => base.as_str().len(),
        SubtreeBase::Uri(base) => base.as_str().len(),
        SubtreeBase::DirectoryName(base) => base.as_der().len(),
    };
    let subtrees = constraints.permitted().iter().chain(constraints.excluded());
    EXTENSION_BOUND
        + 3 * HEADER_BOUND
        + subtrees.map(|subtree| 2 * HEADER_BOUND + octets(subtree)).sum::<usize>()
}

/// Reads the value of the extension in strict DER: at least one list, and no empty list.
pub(crate) fn read_name_constraints(value: &[u8]) -> Result<IssuerNameConstraints, NotDer> {
    match read_name_constraints_tolerant(value)? {
        (constraints, None) if !is_empty_sequence(value) => Ok(constraints),
        _ => Err(NotDer),
    }
}

/// Reads the value of the extension from a CA certificate: lists of subtrees, none of them empty. A
/// value without lists, which RFC 5280 §4.2.1.10 forbids, constrains nothing. Also returns how the
/// encoding deviates from DER, if at all.
pub(crate) fn read_name_constraints_tolerant(
    value: &[u8],
) -> Result<(IssuerNameConstraints, Option<EncodingDeviation>), NotDer> {
    let mut reader = Reader::of_sequence(value)?;
    let permitted = reader.optional(PERMITTED_SUBTREES)?;
    let excluded = reader.optional(EXCLUDED_SUBTREES)?;
    reader.finish()?;
    let mut deviation = None;
    let mut constraints = IssuerNameConstraints::default();
    let IssuerNameConstraints { permitted: into_permitted, excluded: into_excluded, not_applicable } =
        &mut constraints;
    for (subtrees, into) in [(permitted, into_permitted), (excluded, into_excluded)] {
        let Some(subtrees) = subtrees else { continue };
        into.reserve_exact(values(subtrees).count());
        let mut reader = Reader::new(subtrees);
        loop {
            let (subtree, of_subtree) = read_subtree(reader.next()?)?;
            deviation = deviation.or(of_subtree);
            match subtree {
                Subtree::Applicable(base) => into.push(GeneralSubtree::of(base)),
                Subtree::NotApplicable(form) if !not_applicable.contains(&form) => not_applicable.push(form),
                Subtree::NotApplicable(_) | Subtree::OtherForm => {}
            }
            if reader.is_finished() {
                break;
            }
        }
    }
    Ok((constraints, deviation))
}

enum Subtree {
    Applicable(SubtreeBase),
    /// A subtree that no name of this form can be compared with.
    NotApplicable(NameForm),
    /// A subtree of a form that is never issued, so there is nothing to compare.
    OtherForm,
}

fn read_subtree(value: Value<'_>) -> Result<(Subtree, Option<EncodingDeviation>), NotDer> {
    let mut reader = Reader::new(value.content_of(tag::SEQUENCE)?);
    let base = reader.next()?;
    let minimum = reader.optional(MINIMUM)?.map(unsigned).transpose()?;
    let maximum = reader.optional(MAXIMUM)?.map(unsigned).transpose()?;
    reader.finish()?;
    // DER does not encode the DEFAULT (X.690 §11.5).
    let is_zero = minimum == Some(&[0]);
    let mut deviation = is_zero.then_some(EncodingDeviation::SubtreeMinimumZero);
    let Some((form, base)) = read_base(base, &mut deviation)? else {
        return Ok((Subtree::OtherForm, deviation));
    };
    // With any other minimum or maximum, RFC 5280 §4.2.1.10 lets a verifier only process the
    // constraint or reject the certificate.
    let is_whole_subtree = (minimum.is_none() || is_zero) && maximum.is_none();
    let subtree = base.filter(|_| is_whole_subtree).map_or(Subtree::NotApplicable(form), Subtree::Applicable);
    Ok((subtree, deviation))
}

/// Reads a base and its form. The base is missing if it cannot be applied; the result is `None` for
/// forms that are not issued.
fn read_base(
    name: Value<'_>,
    deviation: &mut Option<EncodingDeviation>,
) -> Result<Option<(NameForm, Option<SubtreeBase>)>, NotDer> {
    let content = name.content;
    let text = core::str::from_utf8(content).ok();
    Ok(Some(match name.tag {
        DNS_NAME => (NameForm::Dns, text.and_then(|text| DnsSubtree::new(text).ok()).map(SubtreeBase::Dns)),
        RFC822_NAME => {
            (NameForm::Email, text.and_then(|text| EmailSubtree::new(text).ok()).map(SubtreeBase::Email))
        }
        URI => (NameForm::Uri, text.and_then(|text| UriSubtree::new(text).ok()).map(SubtreeBase::Uri)),
        // Verifiers differ on these, or reject every certificate below such a constraint.
        OTHER_NAME => (NameForm::OtherName, None),
        REGISTERED_ID => (NameForm::RegisteredId, None),
        IP_ADDRESS => (NameForm::Ip, IpSubtree::from_octets(content).map(SubtreeBase::Ip)),
        DIRECTORY_NAME => {
            let (name, had_empty) = DistinguishedName::read_without_empty_rdns(content)?;
            *deviation = deviation.or(had_empty.then_some(EncodingDeviation::EmptyRdn));
            (NameForm::DirectoryName, Some(SubtreeBase::DirectoryName(name)))
        }
        tag => return if other_form(tag).is_some() { Ok(None) } else { Err(NotDer) },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::name::AttributeType;
    use alloc::vec::Vec;

    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let mut w = Writer::with_capacity(64);
        w.value(tag, &parts.concat());
        w.into_bytes()
    }

    fn subtree(base: &[u8], further: &[u8]) -> Vec<u8> {
        der(tag::SEQUENCE, &[base, further])
    }

    /// Encodes NameConstraints that permit these subtrees.
    fn permitting(subtrees: &[&[u8]]) -> Vec<u8> {
        der(tag::SEQUENCE, &[&der(PERMITTED_SUBTREES, subtrees)])
    }

    #[test]
    fn a3_what_is_encoded_is_read_again() {
        let base = DistinguishedName::from_attributes(&[(AttributeType::Country, "CN")]).expect("a name");
        let all: Vec<_> = [
            GeneralSubtree::dns(".a"),
            GeneralSubtree::ip([10, 0, 0, 0].into(), 8),
            GeneralSubtree::email("b@c"),
            GeneralSubtree::uri("d"),
            Ok(GeneralSubtree::directory_name(base)),
        ]
        .into_iter()
        .collect::<Result<_, _>>()
        .expect("subtrees");
        let (permitted, excluded) = all.split_at(2);
        let constraints = NameConstraints::new(permitted.to_vec(), excluded.to_vec()).expect("constraints");
        let mut w = Writer::with_capacity(64);
        encode_name_constraints(&mut w, &constraints);
        #[rustfmt::skip]
        let expected = [
            0x30, 0x41, 0x06, 0x03, 0x55, 0x1d, 0x1e, 0x01, 0x01, 0xff, 0x04, 0x37, 0x30, 0x35,
            0xa0, 0x12,
            0x30, 0x04, 0x82, 0x02, b'.', b'a',
            0x30, 0x0a, 0x87, 0x08, 10, 0, 0, 0, 255, 0, 0, 0,
            0xa1, 0x1f, 0x30, 0x05, 0x81, 0x03, b'b', b'@', b'c',
            0x30, 0x03, 0x86, 0x01, b'd',
            0x30, 0x11, 0xa4, 0x0f, 0x30, 0x0d, 0x31, 0x0b, 0x30, 0x09,
            0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, b'C', b'N',
        ];
        let bytes = w.into_bytes();
        let value = &bytes[12..];
        assert_eq!(read_name_constraints(value), Ok(constraints.into()));
        assert_eq!(bytes, expected);
    }

    #[test]
    fn a3_one_list_is_enough() {
        let dns = [GeneralSubtree::dns("a").expect("a subtree")];
        for (permitted, excluded) in [(dns.to_vec(), Vec::new()), (Vec::new(), dns.to_vec())] {
            let constraints = NameConstraints::new(permitted, excluded).expect("constraints");
            let mut w = Writer::with_capacity(64);
            encode_name_constraints(&mut w, &constraints);
            assert_eq!(read_name_constraints(&w.into_bytes()[12..]), Ok(constraints.into()));
        }
    }

    #[test]
    fn a3_constraints_that_are_not_der_are_refused() {
        let dns = der(DNS_NAME, &[b"a"]);
        let sound = subtree(&dns, &[]);
        let list = |tag| der(tag, &[&sound]);
        assert!(read_name_constraints(&permitting(&[&sound])).is_ok());
        for broken in [
            der(tag::SEQUENCE, &[]),
            permitting(&[]),
            der(tag::SEQUENCE, &[&list(PERMITTED_SUBTREES), &der(EXCLUDED_SUBTREES, &[])]),
            der(tag::SEQUENCE, &[&list(EXCLUDED_SUBTREES), &list(PERMITTED_SUBTREES)]),
            der(tag::SEQUENCE, &[&list(PERMITTED_SUBTREES), &list(PERMITTED_SUBTREES)]),
            der(tag::SET, &[&list(PERMITTED_SUBTREES)]),
            [permitting(&[&sound]), Vec::from([0])].concat(),
            permitting(&[&dns]),
            permitting(&[&subtree(&[], &[])]),
            // A minimum of 0 is the default; BaseDistance is not negative and has the shortest
            // form.
            permitting(&[&subtree(&dns, &[MINIMUM, 1, 0])]),
            permitting(&[&subtree(&dns, &[MINIMUM, 1, 0xff])]),
            permitting(&[&subtree(&dns, &[MAXIMUM, 2, 0, 1])]),
            permitting(&[&subtree(&dns, &[MAXIMUM, 1, 1, MINIMUM, 1, 1])]),
            permitting(&[&subtree(&dns, &[5, 0])]),
            permitting(&[&subtree(&[0x8f, 1, 0], &[])]),
            permitting(&[&subtree(&[0x04, 1, 0], &[])]),
            // A directoryName without its Name, and one with an RDN without attributes.
            permitting(&[&subtree(&[DIRECTORY_NAME, 0], &[])]),
            permitting(&[&subtree(&[DIRECTORY_NAME, 4, 0x30, 2, 0x31, 0], &[])]),
        ] {
            assert_eq!(read_name_constraints(&broken), Err(NotDer), "{broken:02x?}");
        }
    }

    #[test]
    fn a6_constraints_that_are_only_read_may_encode_the_default_minimum_or_be_empty() {
        let dns = der(DNS_NAME, &[b"a"]);
        let of = |subtree| {
            let constraints = NameConstraints::new(Vec::from([subtree]), Vec::new());
            IssuerNameConstraints::from(constraints.expect("constraints"))
        };
        let constraints = of(GeneralSubtree::dns("a").expect("a subtree"));
        let country = DistinguishedName::from_attributes(&[(AttributeType::Country, "CN")]).expect("a name");
        // The same name with an RDN without attributes before and after it.
        let rdn = &country.as_der()[2..];
        let without_attributes =
            der(DIRECTORY_NAME, &[&der(tag::SEQUENCE, &[&[tag::SET, 0], rdn, &[tag::SET, 0]])]);
        let country = GeneralSubtree::directory_name(country);
        let deviation = Some(EncodingDeviation::SubtreeMinimumZero);
        for (value, expected) in [
            (permitting(&[&subtree(&dns, &[])]), Ok((constraints.clone(), None))),
            (permitting(&[&subtree(&dns, &[MINIMUM, 1, 0])]), Ok((constraints, deviation))),
            (der(tag::SEQUENCE, &[]), Ok((IssuerNameConstraints::default(), None))),
            (
                permitting(&[&subtree(&without_attributes, &[])]),
                Ok((of(country), Some(EncodingDeviation::EmptyRdn))),
            ),
            (permitting(&[]), Err(NotDer)),
            (permitting(&[&subtree(&dns, &[MINIMUM, 2, 0, 0])]), Err(NotDer)),
            (permitting(&[&subtree(&dns, &[MINIMUM, 1, 0xff])]), Err(NotDer)),
        ] {
            assert_eq!(read_name_constraints_tolerant(&value), expected, "{value:02x?}");
        }
    }

    #[test]
    fn a3_constraints_that_cannot_be_applied_are_kept_by_form() {
        let dns = der(DNS_NAME, &[b"a"]);
        let name = [DIRECTORY_NAME, 2, 0x30, 0];
        for (base, further, form) in [
            (dns.clone(), &[MINIMUM, 1, 1][..], NameForm::Dns),
            (dns.clone(), &[MAXIMUM, 1, 0], NameForm::Dns),
            (dns, &[MINIMUM, 1, 1, MAXIMUM, 1, 2], NameForm::Dns),
            (name.to_vec(), &[MAXIMUM, 1, 5], NameForm::DirectoryName),
            (der(DNS_NAME, &[b"*.a"]), &[], NameForm::Dns),
            (der(DNS_NAME, &[b"a."]), &[], NameForm::Dns),
            (der(DNS_NAME, &[b"."]), &[], NameForm::Dns),
            (der(DNS_NAME, &[b"a b"]), &[], NameForm::Dns),
            (der(DNS_NAME, &[b"\xff"]), &[], NameForm::Dns),
            (der(DNS_NAME, &[b"10.0.0.1"]), &[], NameForm::Dns),
            (der(RFC822_NAME, &[]), &[], NameForm::Email),
            (der(RFC822_NAME, &[b"@a"]), &[], NameForm::Email),
            (der(RFC822_NAME, &[b"\"b\"@a"]), &[], NameForm::Email),
            (der(URI, &[]), &[], NameForm::Uri),
            (der(URI, &[b"https://a"]), &[], NameForm::Uri),
            (der(URI, &[b"a:1"]), &[], NameForm::Uri),
            (der(URI, &[b"a/b"]), &[], NameForm::Uri),
            (der(URI, &[b"10.0.0.1"]), &[], NameForm::Uri),
            (der(IP_ADDRESS, &[&[10, 0, 0, 1]]), &[], NameForm::Ip),
            (der(IP_ADDRESS, &[&[10, 0, 0, 0, 255, 0, 255, 0]]), &[], NameForm::Ip),
            (der(IP_ADDRESS, &[&[0; 16]]), &[], NameForm::Ip),
            (der(OTHER_NAME, &[&[6, 2, 0x88, 0x37, 0xa0, 2, 5, 0]]), &[], NameForm::OtherName),
            (der(OTHER_NAME, &[]), &[], NameForm::OtherName),
            (der(REGISTERED_ID, &[&[0x88, 0x37]]), &[], NameForm::RegisteredId),
            (der(REGISTERED_ID, &[&[0x88, 0x37]]), &[MAXIMUM, 1, 1], NameForm::RegisteredId),
        ] {
            let subtree = subtree(&base, further);
            let expected = IssuerNameConstraints { not_applicable: Vec::from([form]), ..Default::default() };
            assert_eq!(read_name_constraints(&permitting(&[&subtree, &subtree])), Ok(expected.clone()));
            let excluding = der(tag::SEQUENCE, &[&der(EXCLUDED_SUBTREES, &[&subtree])]);
            assert_eq!(read_name_constraints(&excluding), Ok(expected));
        }
    }

    #[test]
    fn a3_forms_that_are_not_issued_constrain_nothing() {
        for tag in [0xa3, 0xa5] {
            for further in [&[][..], &[MAXIMUM, 1, 1]] {
                let other = subtree(&der(tag, &[&[1]]), further);
                let read = read_name_constraints(&permitting(&[&other]));
                assert_eq!(read, Ok(IssuerNameConstraints::default()), "{tag:02x}");
            }
        }
    }
}

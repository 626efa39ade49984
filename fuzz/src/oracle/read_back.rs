//! Compares the fields of a grant with those that x509-cert reads from its certificate.

use std::net::IpAddr;

use certmint::name::SubjectAlternativeName;
use x509_cert::Certificate;
use x509_cert::certificate::Version;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, NameConstraints, SubjectAltName,
    SubjectKeyIdentifier,
};

use super::asked::CaParts;
use super::expected::{Expected, authority_key_identifier, bits};
use super::reported_fields::Told;
use super::{is_readable, parse};

/// Compares a certificate with the fields of its grant.
pub fn check(der: &[u8], told: &Told, expected: &Expected, chain: &[CaParts<'_>]) {
    // x509-cert does not read times before 1970, large identifiers, or names with unknown types.
    let values = expected.extensions.iter().map(|extension| extension.value.as_slice());
    let identifiers = expected.extensions.iter().map(|extension| extension.encode()).collect::<Vec<_>>();
    let parts: Vec<&[u8]> = values
        .chain(identifiers.iter().map(Vec::as_slice))
        .chain([expected.subject.as_slice(), &expected.issuer])
        .collect();
    let names = [&expected.subject, &expected.issuer];
    let reads_names = names.iter().all(|name| x509_cert::name::Name::from_der(name).is_ok());
    if told.not_before < 0 || !reads_names || !is_readable(&parts) {
        return;
    }
    let certificate: Certificate = parse(der);
    let tbs = certificate.tbs_certificate();
    assert_eq!(tbs.version(), Version::V3);
    assert_eq!(tbs.subject().to_der().expect("a name"), told.subject);
    let issuer = told.issuer.as_ref().unwrap_or(&told.subject);
    assert_eq!(&tbs.issuer().to_der().expect("a name"), issuer);
    let seconds = |time: x509_cert::time::Time| time.to_unix_duration().as_secs() as i64;
    assert_eq!(seconds(tbs.validity().not_before), told.not_before);
    assert_eq!(seconds(tbs.validity().not_after), told.not_after);
    assert_eq!(tbs.subject_public_key_info().to_der().expect("a key"), expected.public_key);
    check_extensions(&certificate, told, chain);
}

fn check_extensions(certificate: &Certificate, told: &Told, chain: &[CaParts<'_>]) {
    let tbs = certificate.tbs_certificate();
    let usages = tbs.get_extension::<KeyUsage>().expect("keyUsage");
    let usages = usages.map(|(critical, usages)| (critical, usages.0.bits()));
    assert_eq!(usages, Some((true, bits(told.key_usages))));

    let purposes = tbs.get_extension::<ExtendedKeyUsage>().expect("extKeyUsage");
    let purposes = purposes.map(|(_, purposes)| purposes.0).unwrap_or_default();
    assert!(purposes.iter().map(|oid| oid.as_bytes()).eq(told.purposes.iter().map(Vec::as_slice)));

    let (critical, constraints) = tbs
        .get_extension::<BasicConstraints>()
        .expect("basicConstraints")
        .expect("basicConstraints is always there");
    assert!(critical);
    let path_length = constraints.path_len_constraint.map(u32::from);
    assert_eq!((constraints.ca, path_length), (told.is_ca, told.path_length));

    let (critical, identifier) = tbs
        .get_extension::<SubjectKeyIdentifier>()
        .expect("subjectKeyIdentifier")
        .expect("subjectKeyIdentifier is always there");
    assert!(!critical && identifier.0.as_bytes().len() == 20);

    let identifier = tbs.get_extension::<AuthorityKeyIdentifier>().expect("authorityKeyIdentifier");
    match (identifier, chain.first()) {
        (Some((false, identifier)), Some(issuer)) => {
            let own = identifier.key_identifier.map(|identifier| identifier.into_bytes().into_vec());
            assert_eq!(own, Some(authority_key_identifier(issuer)));
            assert_eq!(identifier.authority_cert_issuer, None);
            assert_eq!(identifier.authority_cert_serial_number, None);
        }
        (None, None) => {}
        other => panic!("{other:?}"),
    }

    match tbs.get_extension::<SubjectAltName>() {
        Ok(names) => {
            if let Some((critical, _)) = &names {
                assert_eq!(*critical, tbs.subject().is_empty());
            }
            let names = names.map(|(_, names)| names.0).unwrap_or_default();
            let same = names.iter().map(read_name).eq(told.names.iter().map(told_name));
            assert!(same, "{names:?} {:?}", told.names);
        }
        // x509-cert does not read all identifiers and values that these forms can have.
        Err(error) => assert!(told.names.iter().any(is_of_any_content), "subjectAltName: {error}"),
    }

    let constraints = tbs.get_extension::<NameConstraints>().expect("nameConstraints");
    let counts = constraints.map(|(critical, constraints)| {
        assert!(critical && told.is_ca);
        let count = |subtrees: Option<Vec<_>>| subtrees.map_or(0, |subtrees| subtrees.len());
        (count(constraints.permitted_subtrees), count(constraints.excluded_subtrees))
    });
    assert_eq!(counts, told.name_constraints);
}

/// Whether the name has an identifier or a value that the request chose.
fn is_of_any_content(name: &SubjectAlternativeName) -> bool {
    use SubjectAlternativeName::{DirectoryName, OtherName, RegisteredId};
    matches!(name, DirectoryName(_) | OtherName(_) | RegisteredId(_))
}

/// The form and the text of a name.
fn read_name(name: &GeneralName) -> (&'static str, String) {
    match name {
        GeneralName::DnsName(name) => ("DNS", name.to_string()),
        GeneralName::Rfc822Name(address) => ("EMAIL", address.to_string()),
        GeneralName::UniformResourceIdentifier(uri) => ("URI", uri.to_string()),
        GeneralName::IpAddress(octets) => {
            let octets = octets.as_bytes();
            let v4 = <[u8; 4]>::try_from(octets).map(IpAddr::from);
            let address = v4.or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from));
            ("IP", address.expect("4 or 16 octets").to_string())
        }
        GeneralName::RegisteredId(oid) => ("RID", oid.to_string()),
        GeneralName::OtherName(name) => {
            let value = name.value.to_der().expect("the value of an otherName");
            ("OTHERNAME", format!("{} {value:02x?}", name.type_id))
        }
        GeneralName::DirectoryName(name) => ("DIRNAME", format!("{:02x?}", name.to_der().expect("a Name"))),
        other => panic!("a name of a form that is not issued: {other:?}"),
    }
}

fn told_name(name: &SubjectAlternativeName) -> (&'static str, String) {
    match name {
        SubjectAlternativeName::Dns(name) => ("DNS", name.as_str().into()),
        SubjectAlternativeName::Email(address) => ("EMAIL", address.as_str().into()),
        SubjectAlternativeName::Uri(uri) => ("URI", uri.as_str().into()),
        SubjectAlternativeName::Ip(address) => ("IP", address.to_string()),
        SubjectAlternativeName::RegisteredId(oid) => ("RID", oid.to_string()),
        SubjectAlternativeName::OtherName(name) => {
            ("OTHERNAME", format!("{} {:02x?}", name.type_id(), name.value_der()))
        }
        SubjectAlternativeName::DirectoryName(name) => ("DIRNAME", format!("{:02x?}", name.as_der())),
        other => panic!("a form that is not known: {other:?}"),
    }
}

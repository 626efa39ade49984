//! Every pointer, and the code of every fault (rules E1 and E3).

use alloc::string::ToString;

use super::super::*;
use super::oid;
use crate::x509::EncodingDeviation;
use crate::x509::extension::KeyPurpose;
use crate::x509::general_name::NameForm;
use crate::x509::name::AttributeType;

fn name(source: Source, form: Option<NameForm>) -> Field {
    Field::AlternativeName { source, position: 3, form }
}

#[test]
fn e1_a_field_has_its_pointer_in_a_body_and_in_a_csr() {
    type OfSource = fn(Source) -> Field;
    let fields: [(OfSource, &str, &str); 8] = [
        (Field::Key, "/key_algorithm", "/csr#/subjectPKInfo"),
        (Field::SignatureAlgorithm, "/signature_algorithm", "/csr#/signatureAlgorithm"),
        (Field::Subject, "/distinguished_name", "/csr#/subject"),
        (
            |source| Field::SubjectAttribute(source, AttributeType::CommonName),
            "/distinguished_name/common_name",
            "/csr#/subject",
        ),
        (Field::AlternativeNames, "/subject_alternative_names", "/csr#/extensionRequest/subjectAltName"),
        (
            |source| name(source, Some(NameForm::Dns)),
            "/subject_alternative_names/3/value",
            "/csr#/extensionRequest/subjectAltName/3",
        ),
        (Field::KeyUsages, "/key_usages", "/csr#/extensionRequest/keyUsage"),
        (Field::ExtendedKeyUsage, "/extended_key_usage", "/csr#/extensionRequest/extKeyUsage"),
    ];
    for (field, of_body, of_csr) in fields {
        assert_eq!(field(Source::Body).pointer(), of_body);
        assert_eq!(field(Source::Csr).pointer(), of_csr);
    }
}

#[test]
fn e1_every_other_field_has_its_pointer() {
    for (field, pointer) in [
        (Field::Whole, ""),
        (Field::IssuerId, "/issuer_id"),
        (Field::CaType, "/type"),
        (Field::CertificateType, "/type"),
        (Field::PathLength, "/path_length"),
        (Field::SubjectAttribute(Source::Body, AttributeType::Country), "/distinguished_name/country"),
        (Field::Validity, "/validity"),
        (Field::ValidityUnit, "/validity/type"),
        (Field::ValidityValue, "/validity/value"),
        (Field::ValidityStart, "/validity/start_from"),
        (Field::AlternativeNameEntry(0), "/subject_alternative_names/0"),
        (Field::AlternativeNameType(19), "/subject_alternative_names/19/type"),
        (Field::KeyUsage(1), "/key_usages/1"),
        (Field::key_purpose(&KeyPurpose::ServerAuth), "/extended_key_usage/server_auth"),
        (Field::key_purpose(&KeyPurpose::Other(oid())), "/extended_key_usage"),
        (Field::CustomExtension, "/customized_extension"),
        (Field::CustomExtensionIdentifier, "/customized_extension/object_identifier"),
        (Field::CustomExtensionValue, "/customized_extension/value"),
        (Field::NameConstraints, "/name_constraints"),
        (Field::CrlConfiguration, "/crl_configuration"),
        (Field::CrlConfigurationMember("valid_days"), "/crl_configuration/valid_days"),
        (Field::HostMember("is_compressed"), "/is_compressed"),
        (Field::Parameter("limit"), "?limit"),
        (Field::Tags, "/tags"),
        (Field::Tag(2), "/tags/2"),
        (Field::TagKey(2), "/tags/2/key"),
        (Field::TagValue(2), "/tags/2/value"),
        (Field::EnterpriseProjectId, "/enterprise_project_id"),
        (Field::Csr, "/csr"),
        (Field::CsrVersion, "/csr#/version"),
        (Field::CsrAttributes, "/csr#/attributes"),
        (Field::CsrAttribute(oid()), "/csr#/attributes/2.999.1"),
        (Field::CsrSignature, "/csr#/signature"),
        (Field::CsrExtensions, "/csr#/extensionRequest"),
        (Field::CsrBasicConstraints, "/csr#/extensionRequest/basicConstraints"),
        (Field::CsrExtension(oid()), "/csr#/extensionRequest/2.999.1"),
        (Field::ThisUpdate, "/this_update"),
        (Field::NextUpdate, "/next_update"),
        (Field::Reason, "/reason"),
        (Field::BaseCrlNumber, "/base_crl_number"),
        (Field::FreshestCrl, "/freshest_crl"),
        (Field::RevokedCertificates, "/revoked_certificates"),
        (Field::RevokedCertificate(7), "/revoked_certificates/7"),
        (Field::RevokedSerialNumber(7), "/revoked_certificates/7/serial_number"),
        (Field::RevocationDate(7), "/revoked_certificates/7/revocation_date"),
        (Field::RevocationReason(7), "/revoked_certificates/7/reason"),
        (Field::InvalidityDate(7), "/revoked_certificates/7/invalidity_date"),
        (Field::Setting("signature_algorithms"), "/signature_algorithms"),
        (Field::SettingMember("ca_keys", "types"), "/ca_keys/types"),
        (Field::SettingEntry("csr_extensions", 2), "/csr_extensions/2"),
    ] {
        assert_eq!(field.pointer(), pointer);
        assert_eq!(field.to_string(), pointer);
    }
}

#[cfg(feature = "serde")]
#[test]
fn e2_the_name_of_a_member_is_escaped_and_shortened_and_no_secret() {
    let member = |name: &str| Field::member(&Field::Validity, name).pointer();
    assert_eq!(member("a~b/c\n\u{202e}"), "/validity/a~0b~1c\\u{a}\\u{202e}");
    assert_eq!(member(&"é".repeat(48)), alloc::format!("/validity/{}", "é".repeat(48)));
    assert_eq!(member(&"é".repeat(49)), alloc::format!("/validity/{}…", "é".repeat(48)));
    assert_eq!(member(&"a1".repeat(20)), "/validity/…");
    assert_eq!(member("-----BEGIN"), "/validity/…");
}

#[test]
fn e3_the_code_follows_from_the_field() {
    let code = |field: &Field| ErrorCode::of(field, &ViolationKind::Missing);
    for source in [Source::Body, Source::Csr] {
        for (field, expected) in [
            (Field::Key(source), ErrorCode::KeyAlgorithm),
            (Field::SignatureAlgorithm(source), ErrorCode::SignatureAlgorithm),
            (Field::Subject(source), ErrorCode::DistinguishedName),
            (Field::SubjectAttribute(source, AttributeType::Locality), ErrorCode::DistinguishedName),
            (Field::AlternativeNames(source), ErrorCode::Parameter),
            (name(source, None), ErrorCode::Parameter),
            (name(source, Some(NameForm::Dns)), ErrorCode::DnsName),
            (name(source, Some(NameForm::Ip)), ErrorCode::IpAddress),
            (name(source, Some(NameForm::Email)), ErrorCode::Parameter),
            (name(source, Some(NameForm::Uri)), ErrorCode::Parameter),
            (Field::KeyUsages(source), ErrorCode::Parameter),
            (Field::ExtendedKeyUsage(source), ErrorCode::Parameter),
        ] {
            assert_eq!(code(&field), expected, "{field:?}");
        }
    }
    for (field, expected) in [
        (Field::Whole, ErrorCode::Parameter),
        (Field::IssuerId, ErrorCode::IssuerId),
        (Field::CaType, ErrorCode::CaType),
        (Field::CertificateType, ErrorCode::Parameter),
        (Field::PathLength, ErrorCode::PathLength),
        (Field::Validity, ErrorCode::Validity),
        (Field::ValidityUnit, ErrorCode::Validity),
        (Field::ValidityValue, ErrorCode::Validity),
        (Field::ValidityStart, ErrorCode::Validity),
        (Field::AlternativeNameEntry(0), ErrorCode::Parameter),
        (Field::AlternativeNameType(0), ErrorCode::AlternativeNameType),
        (Field::KeyUsage(0), ErrorCode::Parameter),
        (Field::key_purpose(&KeyPurpose::ClientAuth), ErrorCode::Parameter),
        (Field::CustomExtensionIdentifier, ErrorCode::Parameter),
        (Field::Csr, ErrorCode::Parameter),
        (Field::CsrSignature, ErrorCode::Parameter),
        (Field::CsrExtension(oid()), ErrorCode::Parameter),
        (Field::ThisUpdate, ErrorCode::Validity),
        (Field::NextUpdate, ErrorCode::Validity),
        (Field::RevokedSerialNumber(0), ErrorCode::Parameter),
        (Field::RevocationDate(0), ErrorCode::Validity),
        (Field::InvalidityDate(0), ErrorCode::Validity),
        (Field::RevocationReason(0), ErrorCode::Parameter),
        (Field::Reason, ErrorCode::Parameter),
        (Field::CrlConfigurationMember("enabled"), ErrorCode::Parameter),
        (Field::HostMember("type"), ErrorCode::Parameter),
        (Field::TagKey(0), ErrorCode::Parameter),
        (Field::BaseCrlNumber, ErrorCode::Parameter),
        (Field::FreshestCrl, ErrorCode::Parameter),
        (Field::Setting("ca_keys"), ErrorCode::Parameter),
    ] {
        assert_eq!(code(&field), expected, "{field:?}");
    }
}

#[test]
fn e3_the_code_follows_from_the_kind_where_the_field_does_not_tell() {
    let (subject, algorithm) = (Field::Subject(Source::Csr), Field::SignatureAlgorithm(Source::Csr));
    let structure = CsrError::Structure { part: "the subject", expected: "a Name" };
    for (field, defect, expected) in [
        (&subject, structure.clone(), ErrorCode::Parameter),
        (&subject, CsrError::Der("the subject"), ErrorCode::Parameter),
        (&subject, CsrError::RdnOrder, ErrorCode::Parameter),
        (&subject, CsrError::EmptySubject, ErrorCode::DistinguishedName),
        (&subject, CsrError::NoName, ErrorCode::DistinguishedName),
        (&algorithm, structure, ErrorCode::Parameter),
        (&algorithm, CsrError::Deviation(EncodingDeviation::EcdsaNullParameters), ErrorCode::Parameter),
        (&algorithm, CsrError::WeakSignatureAlgorithm("md5"), ErrorCode::SignatureAlgorithm),
        (&algorithm, CsrError::UnknownSignatureAlgorithm(oid()), ErrorCode::SignatureAlgorithm),
        (&algorithm, CsrError::SignatureAlgorithmForOtherKey, ErrorCode::SignatureAlgorithm),
        (&algorithm, CsrError::SignatureParameters, ErrorCode::SignatureAlgorithm),
        (&algorithm, CsrError::MaskGenerationHash, ErrorCode::SignatureAlgorithm),
        (&name(Source::Csr, None), CsrError::NameForm("x400Address"), ErrorCode::AlternativeNameType),
        (
            &name(Source::Csr, Some(NameForm::Dns)),
            CsrError::NameFormNotGranted(NameForm::Dns),
            ErrorCode::AlternativeNameType,
        ),
        (&name(Source::Csr, None), CsrError::OtherName(oid()), ErrorCode::AlternativeNameType),
        (&name(Source::Csr, Some(NameForm::Ip)), CsrError::IpOctets(5), ErrorCode::IpAddress),
    ] {
        assert_eq!(ErrorCode::of(field, &ViolationKind::Csr(defect)), expected, "{field:?}");
    }
    let member = Field::Member { object: alloc::boxed::Box::new(Field::Validity), name: "unit".into() };
    assert_eq!(ErrorCode::of(&member, &ViolationKind::UnknownMember), ErrorCode::Validity);
    assert_eq!(ErrorCode::of(&member, &ViolationKind::DuplicateMember), ErrorCode::Parameter);
}

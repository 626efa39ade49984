//! C14: everything that a request asks for can be read before anything is issued for it.

use certmint::error::{CsrError, NameErrorKind, ViolationKind};
use certmint::extension::{CustomExtension, ExtendedKeyUsage, KeyPurpose, KeyUsage, PathLength};
use certmint::key::{AlgorithmChoice, Curve, KeyType, SignatureAlgorithm};
use certmint::name::{GeneralSubtree, NameConstraints, SubjectAlternativeName};
use certmint::request::CertificateType;
use certmint::{
    Csr, CsrRequest, EndEntityRequest, HashAlgorithm, KeyAlgorithm, RootRequest, SubordinateRequest,
};

use crate::check::{ca_of, object_identifier, set};
use toolkit::asn1::{
    attribute, ca_true, critical_extension, dns, ext_key_usage, extension, extension_request, key_usage,
    subject_alt_name, tlv,
};
use toolkit::builder::{Builder, p256, rsa_2048};
use toolkit::{params, years};

#[test]
fn c14_a_csr_says_all_that_it_asks_for() {
    let secret = "correct horse";
    let builder = Builder::new(p256()).attributes(&[
        attribute("1.2.840.113549.1.9.7", &[tlv(0x0c, secret)]),
        extension_request(&[
            key_usage(&[KeyUsage::DigitalSignature, KeyUsage::KeyCertSign]),
            ext_key_usage(&["1.3.6.1.5.5.7.3.1", "1.3.6.1.4.1.99999.1"]),
            ca_true(Some(3)),
            subject_alt_name(&[dns("a.example"), tlv(0x87, [1, 2, 3]), dns("b b.example"), dns("c.example")]),
            critical_extension("1.3.6.1.4.1.99999.2", [0xff]),
            extension("1.3.6.1.5.5.7.1.24", [0x30, 3, 2, 1, 5]),
        ]),
    ]);
    let csr = Csr::from_der(&builder.der()).expect("a CSR");
    assert_eq!(csr.subject().to_string(), "CN=Test");
    assert_eq!(csr.public_key().key_type(), KeyType::Ec(Curve::P256));
    assert_eq!(csr.public_key().bits(), 256);
    assert_eq!(csr.public_key().algorithm(), Some(KeyAlgorithm::Ec256));
    assert_eq!(csr.signature_algorithm(), SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256));
    assert_eq!(csr.signature_algorithm().to_string(), "ecdsa-with-SHA256");
    assert_eq!(csr.key_usages(), set(&[KeyUsage::DigitalSignature, KeyUsage::KeyCertSign]));
    let purposes = [KeyPurpose::ServerAuth, object_identifier("1.3.6.1.4.1.99999.1").into()];
    assert_eq!(csr.extended_key_usage().purposes(), purposes);
    assert_eq!((csr.asks_for_ca(), csr.path_length()), (Some(true), Some(3)));
    let granted = ["a.example", "c.example"].map(|name| SubjectAlternativeName::dns(name).unwrap());
    assert_eq!(csr.alternative_names(), granted);
    assert_eq!(csr.alternative_name_count(), 4);
    let [address, host] = csr.refused_names() else { panic!("{:?}", csr.refused_names()) };
    assert_eq!((address.position(), host.position()), (1, 2));
    assert_eq!(address.reason(), &ViolationKind::Csr(CsrError::IpOctets(3)));
    assert!(
        matches!(host.reason(), ViolationKind::Name(error) if error.kind == NameErrorKind::Character(' '))
    );
    let others: Vec<_> = csr
        .other_extensions()
        .iter()
        .map(|it| (it.object_identifier().to_string(), it.is_critical(), it.value()))
        .collect();
    let tls_feature: &[u8] = &[0x30, 3, 2, 1, 5];
    assert_eq!(
        others,
        [
            ("1.3.6.1.4.1.99999.2".to_string(), true, &[0xff][..]),
            ("1.3.6.1.5.5.7.1.24".to_string(), false, tls_feature)
        ]
    );
    assert_eq!(csr.other_attributes(), [object_identifier("1.2.840.113549.1.9.7")]);
    assert!(!format!("{csr:?}").contains(secret), "the challenge password is not kept");
}

#[test]
fn c14_a_csr_that_asks_for_nothing_says_so() {
    let csr = Csr::from_der(&Builder::new(rsa_2048()).empty_subject().der()).expect("a CSR");
    assert!(csr.subject().is_empty());
    assert_eq!((csr.public_key().key_type(), csr.public_key().bits()), (KeyType::Rsa, 2048));
    assert_eq!(csr.signature_algorithm().to_string(), "sha256WithRSAEncryption");
    assert!(csr.key_usages().is_empty() && csr.extended_key_usage().is_empty());
    assert_eq!((csr.asks_for_ca(), csr.path_length()), (None, None));
    assert!(csr.alternative_names().is_empty() && csr.refused_names().is_empty());
    assert_eq!(csr.alternative_name_count(), 0);
    assert!(csr.other_extensions().is_empty() && csr.other_attributes().is_empty());
}

#[test]
fn c14_a_csr_request_says_what_it_asks_for() {
    let extensions = [
        key_usage(&[KeyUsage::DigitalSignature]),
        ext_key_usage(&["1.3.6.1.5.5.7.3.1"]),
        subject_alt_name(&[dns("a.example")]),
    ];
    let csr = Csr::from_der(&Builder::new(p256()).extensions(&extensions).der()).expect("a CSR");
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(2)).expect("a request");
    assert_eq!(request.certificate_type(), CertificateType::EntityCert);
    assert_eq!(request.validity(), years(2));
    assert_eq!(request.subject(), request.csr().subject());
    assert_eq!(request.alternative_names(), request.csr().alternative_names());
    assert_eq!(request.key_usages(), set(&[KeyUsage::DigitalSignature]));
    assert_eq!(request.extended_key_usage().purposes(), [KeyPurpose::ServerAuth]);
    assert_eq!((request.hash(), request.name_constraints()), (None, None));
}

#[test]
fn c14_typed_requests_say_what_they_ask_for() {
    let names = vec![SubjectAlternativeName::dns("a.example").expect("a name")];
    let purposes = ExtendedKeyUsage::new([KeyPurpose::ClientAuth]);
    let extension =
        CustomExtension::new(object_identifier("1.3.6.1.4.1.99999.1"), true, vec![5, 0]).expect("one");
    let params = params(KeyAlgorithm::Ec384, "Read", years(3))
        .with_alternative_names(names.clone())
        .expect("names")
        .with_extended_key_usage(purposes.clone())
        .with_extension(extension)
        .expect("an extension");
    assert_eq!(params.key(), &KeyAlgorithm::Ec384);
    assert_eq!(params.hash(), AlgorithmChoice::Named(HashAlgorithm::Sha256));
    assert_eq!(params.subject().to_string(), "CN=Read");
    assert_eq!(params.validity(), years(3));
    assert_eq!(params.alternative_names(), names);
    assert_eq!(params.extended_key_usage(), &purposes);
    let [extension] = params.extensions() else { panic!("one extension") };
    assert_eq!(extension.object_identifier().to_string(), "1.3.6.1.4.1.99999.1");
    assert_eq!((extension.is_critical(), extension.value()), (true, &[5, 0][..]));

    let usages = set(&[KeyUsage::DigitalSignature]);
    let entity = EndEntityRequest::new(params.clone()).with_key_usages(usages).expect("usages");
    assert_eq!((entity.params(), entity.key_usages()), (&params, usages));
    let length = PathLength::new(2).expect("a path length");
    let root = RootRequest::new(params.clone()).with_path_length(length);
    assert_eq!((root.params(), root.path_length()), (&params, Some(length)));
    let subtree = GeneralSubtree::dns("example").expect("a subtree");
    let constraints = NameConstraints::new(vec![subtree], vec![]).expect("constraints");
    let subordinate = SubordinateRequest::new(params.clone())
        .with_path_length(length)
        .with_key_usages(usages)
        .expect("usages of a CA")
        .with_name_constraints(constraints.clone());
    assert_eq!((subordinate.params(), subordinate.path_length()), (&params, length));
    assert_eq!(subordinate.key_usages(), set(&[KeyUsage::DigitalSignature, KeyUsage::KeyCertSign]));
    assert_eq!(subordinate.name_constraints(), Some(&constraints));
    assert_eq!(ca_of(2), CertificateType::IntermediateCa(length));
}

#[test]
fn c14_a_challenge_password_can_be_compared_and_not_read() {
    let with = |values: &[Vec<u8>]| {
        let builder = Builder::new(p256()).attributes(&[attribute("1.2.840.113549.1.9.7", values)]);
        Csr::from_der(&builder.der()).expect("a CSR")
    };
    for (tag, password) in [(0x13, "correct horse"), (0x0c, "schön"), (0x16, "a@b"), (0x0c, "")] {
        let csr = with(&[tlv(tag, password)]);
        assert!(csr.has_challenge_password(password), "{password}");
        for other in ["correct hors", "correct horse ", "Schön", "x"] {
            assert!(!csr.has_challenge_password(other), "{other}");
        }
        let shown = format!("{csr:?}");
        assert!(password.is_empty() || !shown.contains(password), "{shown}");
    }
    // None, two, and another type than the three: nothing matches.
    let plain = Csr::from_der(&Builder::new(p256()).der()).expect("a CSR");
    let two = with(&[tlv(0x0c, "a"), tlv(0x0c, "b")]);
    let [octets, teletex, bmp] =
        [(0x04, "a"), (0x14, "a"), (0x1e, "\0a")].map(|(tag, value)| with(&[tlv(tag, value)]));
    for csr in [plain, two, octets, teletex, bmp, with(&[])] {
        assert!(!["", "a", "b"].iter().any(|password| csr.has_challenge_password(password)));
    }
}

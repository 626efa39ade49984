//! Values that are read from their names, and the errors where there is no such name.

use certmint::error::{NamedIdentifierError, ObjectIdentifierError, UnknownNameError, ViolationKind};
use certmint::extension::{KeyPurpose, KeyUsage};
use certmint::key::KeyType;
use certmint::name::AttributeType;
use certmint::{Error, HashAlgorithm, KeyAlgorithm, ObjectIdentifier};

/// Each value is read from the text that it writes, and another text is refused with all names.
fn assert_names<T>(all: &[T], names: &[&str])
where
    T: std::str::FromStr<Err = UnknownNameError>
        + std::fmt::Display
        + std::fmt::Debug
        + PartialEq
        + AsRef<str>,
{
    assert_eq!(all.iter().map(ToString::to_string).collect::<Vec<_>>(), names);
    for value in all {
        assert_eq!(value.to_string().parse::<T>().as_ref(), Ok(value));
        assert_eq!(value.as_ref(), value.to_string());
    }
    let error = "x".parse::<T>().expect_err("no such name");
    assert_eq!(error.allowed, names);
    assert_eq!(error.to_string(), ViolationKind::from(error.clone()).to_string());
}

#[test]
fn e5_algorithms_and_usages_are_read_from_their_names() {
    assert_names(
        &KeyAlgorithm::ALL,
        &[
            "RSA2048", "RSA3072", "RSA4096", "EC256", "EC384", "EC521", "ED25519", "MLDSA44", "MLDSA65",
            "MLDSA87",
        ],
    );
    assert_names(
        &KeyType::ALL,
        &["RSA", "EC256", "EC384", "EC521", "ED25519", "MLDSA44", "MLDSA65", "MLDSA87"],
    );
    assert_names(&HashAlgorithm::ALL, &["SHA256", "SHA384", "SHA512"]);
    let usages = KeyUsage::ALL.map(KeyUsage::as_str);
    assert_names(&KeyUsage::ALL, &usages);
}

#[test]
fn e5_purposes_and_types_are_read_from_names_and_identifiers() -> Result<(), Error> {
    assert_eq!(KeyPurpose::try_from("serverAuth")?, KeyPurpose::ServerAuth);
    assert_eq!(KeyPurpose::try_from("1.3.6.1.5.5.7.3.1")?, KeyPurpose::ServerAuth);
    assert_eq!(KeyPurpose::try_from("2.999")?, KeyPurpose::Other(ObjectIdentifier::try_from("2.999")?));
    assert_eq!("CN".parse::<AttributeType>()?, AttributeType::CommonName);
    let number = "2".parse::<KeyPurpose>();
    assert_eq!(number, Err(NamedIdentifierError::ObjectIdentifier(ObjectIdentifierError::TooFewArcs)));
    let error = "server_auth".parse::<KeyPurpose>().expect_err("the name in a body");
    assert!(matches!(&error, NamedIdentifierError::Name(name) if name.allowed.contains(&"serverAuth")));
    assert!(error.to_string().starts_with("found \"server_auth\", but the allowed values are serverAuth, "));
    let error = Error::from("x".parse::<AttributeType>().expect_err("no type"));
    assert!(matches!(error.violations()[0].kind(), ViolationKind::NotOneOf { .. }), "{error}");
    Ok(())
}

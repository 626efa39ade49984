//! E3: the errors that a host raises, and that `?` converts every error of the crate.

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::{fs, path::Path};

use certmint::crl::{CrlNumber, IssuingDistributionPoint, RevocationReason};
use certmint::error::*;
use certmint::extension::{CertificatePolicy, CustomExtension, PathLength};
use certmint::interop::AlgorithmMismatch;
use certmint::issuer::IssuerExtensions;
use certmint::name::{DnsName, NameConstraints};
use certmint::profile::{MaximumValidity, ProfileSettings};
use certmint::request::ValidityUnit;
use certmint::uuid::Uuid;
use certmint::wire::Refusal;
use certmint::{
    Certificate, Csr, DistinguishedName, Error, Issued, Issuer, ObjectIdentifier, PrivateKey, Profile,
    PublicKey, RequestedValidity, SerialNumber,
};
use serde_json::json;

/// Compiles only if `?` converts an error of this type to the crate's error and to any error.
fn converts<E: StdError + Into<Error> + Send + Sync + 'static>()
where
    Box<dyn StdError + Send + Sync>: From<E>,
{
}

/// Checks each type, and keeps the names of all.
macro_rules! errors {
    ($($error:ty),* $(,)?) => {
        const NAMES: &[&str] = &[$(stringify!($error)),*];

        #[test]
        fn e3_every_error_converts() {
            $(converts::<$error>();)*
        }
    };
}

errors! {
    AlgorithmMismatch,
    CertificateError,
    ChainError,
    CrlError,
    CrlNumberError,
    CsrError,
    CustomExtensionError,
    DistinguishedNameError,
    Error,
    HostBodyError,
    IssuerError,
    LengthError,
    NameConstraintError,
    NameConstraintsError,
    NameError,
    NamedIdentifierError,
    ObjectIdentifierError,
    OcspError,
    OcspRequestError,
    OcspResponderError,
    PathLengthError,
    PrivateKeyError,
    ProfileError,
    PublicKeyError,
    RepeatedPolicyError,
    RequestError,
    RequestedKeyError,
    RequestedValidityError,
    RevocationReasonError,
    RfcError,
    SerialNumberError,
    SignError<Issued>,
    SignerError,
    UnknownNameError,
    UrlError,
    ValidityError,
    ViolationKind,
}

/// The names of the public types of the source that implement `Error`, except the kinds inside of
/// others.
fn implementors(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            implementors(&path, names);
            continue;
        }
        let source = fs::read_to_string(&path).expect("a source file");
        let name = |text: &str| -> String {
            text.chars().take_while(|character| character.is_alphanumeric()).collect()
        };
        for derived in source.split("thiserror::Error)]").skip(1) {
            // The first item after the attributes. One of the crate alone is `pub(crate)`.
            let item = derived.split("\npub").nth(1).expect("an item");
            let item = item.strip_prefix(" enum ").or(item.strip_prefix(" struct "));
            names.extend(item.map(name));
        }
        names.extend(source.split("core::error::Error for ").skip(1).map(name));
    }
    names.retain(|name| name == "ViolationKind" || !name.ends_with("Kind"));
}

#[test]
fn e3_the_list_of_errors_is_complete() {
    let mut found = BTreeSet::new();
    implementors(&toolkit::path("src"), &mut found);
    let listed: BTreeSet<String> =
        NAMES.iter().map(|name| name.split('<').next().expect("a name").into()).collect();
    assert_eq!(found, listed);
}

fn status<E: Into<Error>>(error: E) -> (&'static str, u16) {
    let code = error.into().code();
    (code.as_str(), code.http_status())
}

#[test]
fn e3_what_a_request_causes_is_400() {
    let parameter = ("PCA.00020001", 400);
    let wrong = IssuerExtensions::default().with_crl_url("ftp://example.org/crl").unwrap_err();
    assert_eq!(status(wrong), parameter);
    assert_eq!(status(IssuingDistributionPoint::at("").unwrap_err()), parameter);
    let policy = CertificatePolicy::new(ObjectIdentifier::new("2.999").unwrap());
    let once = IssuerExtensions::default().with_policy(policy.clone()).unwrap();
    assert_eq!(status(once.with_policy(policy).unwrap_err()), parameter);
    assert_eq!(status(CrlNumber::new(&[0xff; 20]).unwrap_err()), parameter);
    assert_eq!(status("0x0B".parse::<CrlNumber>().unwrap_err()), parameter);
    assert_eq!(status(SerialNumber::new(&[]).unwrap_err()), parameter);
    assert_eq!(status("because".parse::<RevocationReason>().unwrap_err()), parameter);
    assert_eq!(status(RevocationReason::try_from(7).unwrap_err()), parameter);
    assert_eq!(status(DnsName::new("a..b").unwrap_err()), parameter);
    assert_eq!(status(DistinguishedName::new("").unwrap_err()), parameter);
    assert_eq!(status(ObjectIdentifier::new("7").unwrap_err()), parameter);
    assert_eq!(status(PathLength::new(7).unwrap_err()), parameter);
    assert_eq!(status(NameConstraints::new(Vec::new(), Vec::new()).unwrap_err()), parameter);
    let oid = ObjectIdentifier::new("2.999").unwrap();
    assert_eq!(status(CustomExtension::text(oid, "").unwrap_err()), parameter);
    assert_eq!(status(RequestedValidity::new(ValidityUnit::Day, 0).unwrap_err()), parameter);
    assert_eq!(status(PublicKey::from_pem("").unwrap_err()), parameter);
    assert_eq!(status(Csr::from_pem("").unwrap_err()), parameter);
}

#[test]
fn e3_what_an_operators_files_cause_is_500() {
    let internal = ("PCA.00010001", 500);
    assert_eq!(status(Issuer::from_chain_pem("").unwrap_err()), internal);
    assert_eq!(status(Certificate::from_pem("").unwrap_err()), internal);
    assert_eq!(status(CertificateError::NotACa), internal);
    assert_eq!(status(ChainError::Signature), internal);
    assert_eq!(status(PrivateKey::from_pem("").unwrap_err()), internal);
    assert_eq!(status(SignerError::new("away")), internal);
    let wrong = ProfileSettings {
        end_entity_validity: MaximumValidity { unit: ValidityUnit::Day, value: 0 },
        ..ProfileSettings::default()
    };
    let error = Error::from(Profile::new(wrong).unwrap_err());
    assert_eq!((error.code(), error.violations()), (ErrorCode::Internal, &[][..]));
    assert!(error.message().starts_with("the profile is not valid: /end_entity_validity"), "{error}");
}

#[test]
fn e3_a_host_raises_errors_with_its_own_ids() {
    let uuid = Uuid::from_u128(0x2cb2878b_6cd1_460d_bd25_afe655159bdc);
    let text = "2cb2878b-6cd1-460d-bd25-afe655159bdc";
    for (error, status, code, message) in [
        (
            Error::not_found("certificate", uuid),
            404,
            "PCA.00030102",
            format!("there is no certificate {text}"),
        ),
        (Error::not_found("order", 4711), 404, "PCA.00030102", "there is no order 4711".into()),
        (
            Error::state_forbids(17, "PENDING", String::from("issue")),
            403,
            "PCA.00030201",
            "17 is in the state PENDING, which does not allow the operation issue".into(),
        ),
        (Error::frozen("ca/7"), 403, "PCA.00030202", "ca/7 is frozen".into()),
        (Error::frozen("a\r\n\u{202e}b"), 403, "PCA.00030202", "a\\u{d}\\u{a}\\u{202e}b is frozen".into()),
        (Error::frozen("x".repeat(5_000)), 403, "PCA.00030202", format!("{}… is frozen", "x".repeat(128))),
    ] {
        assert_eq!((error.code().http_status(), error.violations()), (status, &[][..]));
        let refusal = json!({ "error_code": code, "error_msg": message });
        assert_eq!(serde_json::to_value(Refusal::from(&error)).expect("JSON"), refusal);
    }
}

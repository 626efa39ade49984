//! Each text of a violation or notice is one line.

use super::*;
use crate::x509::UnknownNameError;
use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use crate::x509::oid::NamedIdentifierError;

#[test]
fn e1_each_text_of_a_value_is_one_line() {
    use CustomExtensionError as C;
    use DistinguishedNameError as D;
    use NameErrorKind as N;
    use ObjectIdentifierError as O;
    let length = LengthError { found: 0, min: 1, max: 64 };
    assert_one_line([
        N::Length(length),
        N::PrefixLength { found: 33, max: 32 },
        N::NotAscii,
        N::Character(' '),
        N::EmptyLabel,
        N::TrailingDot,
        N::LabelTooLong,
        N::HostTooLong,
        N::Hyphen,
        N::Wildcard,
        N::Ipv4Address,
        N::NumericLastLabel,
        N::NotAnIpAddress,
        N::Ipv4Mapped([10, 1, 2, 3].into()),
        N::At,
        N::LocalPart,
        N::AddressDomain,
        N::Scheme,
        N::EmptyAfterScheme,
        N::EmptyHost,
        N::Host,
        N::NumericHost,
        N::Port,
        N::PercentEncoding,
        N::BitsAfterPrefix,
        N::Form,
        N::ObjectIdentifier(O::FirstArc),
        N::OtherNameText,
        N::ValueNotDer,
        N::UserPrincipalName,
        N::HardwareModuleName,
        N::SmtpUtf8Mailbox,
        N::SrvName,
        N::HardwareModuleText,
        N::Octets { found: 4_097, max: 4_096 },
        N::EmptyDirectoryName,
    ]);
    assert_one_line([
        O::Length(length),
        O::FirstArc,
        O::TooFewArcs,
        O::SecondArc,
        O::EmptyArc,
        O::LeadingZero,
        O::Character,
    ]);
    assert_one_line([
        D::Length(length),
        D::ControlCharacter('\n'),
        D::Country(Sanitized::new("\n")),
        D::NotDer,
        D::Attribute { attribute: oid(), kind: AttributeErrorKind::NotDer },
        D::EmptyRdn,
        D::TooManyAttributes { found: 101, max: 100 },
    ]);
    let unknown = || UnknownNameError::new("x", &["A", "B"]);
    assert_one_line([unknown()]);
    assert_one_line([unknown().into(), NamedIdentifierError::ObjectIdentifier(O::FirstArc)]);
    assert_one_line([
        C::Reserved,
        C::NotDer,
        C::NetscapeCertType,
        C::TlsFeature,
        C::CriticalTlsFeature,
        C::Length(length),
    ]);
}

#[test]
fn e1_each_text_of_a_violation_is_one_line() {
    use ViolationKind as V;
    let (now, not_before, not_after) = (at(1_769_860_800_000), at(0), at(86_399_999));
    let certificate = || ChainCertificate::new(2, None);
    let quoted = || Sanitized::new("\n");
    let purposes = || ExtendedKeyUsage::new([KeyPurpose::ClientAuth]);
    assert_one_line([
        V::BodyTooLong { found: 9, max: 8 },
        V::MalformedJson { line: 1, column: 2 },
        V::ByteOrderMark,
        V::WideEncoding,
        V::NotUtf8 { line: 1, column: 2 },
        V::Missing,
        V::UnknownMember,
        V::UnknownPurpose { known: &["server_auth"] },
        V::WrongType { found: "null", expected: "a string" },
        V::DuplicateMember,
        V::TooMany { found: 21, max: 20 },
        V::NotOneOf { found: quoted(), allowed: &["A", "B"] },
        V::OutOfRange { found: -1, min: 0, max: 6 },
        V::NotAUuid(quoted()),
        V::RepeatedExtension,
        V::ExtensionNotAllowed { found: oid(), allowed: Vec::new() },
        V::PurposeNotAllowed { found: KeyPurpose::ServerAuth, allowed: purposes() },
        V::PurposeBeyondIssuer { found: KeyPurpose::ServerAuth, allowed: purposes() },
        V::NoPurposeGranted { found: purposes(), grantable: purposes() },
        V::DefaultPurposesBeyondIssuer { default: purposes(), allowed: purposes() },
        V::NoPurpose { allowed: None },
        V::CrlSignOfEntity,
        V::CaByCsr,
        V::LimitOfCaNotGranted(oid()),
        V::KeyCertSign,
        V::NeedsKeyAgreement("encipherOnly"),
        V::NotForEcKey("keyEncipherment"),
        V::StartTooEarly { start_from: 0, earliest: 1_769_860_500_000 },
        V::ValidityTooLong { max: 20, unit: "YEAR", in_months: true },
        V::TimeNotExpressible,
        V::IssuerNotValid { now, not_before, not_after },
        V::ChainNotValid { certificate: certificate(), now, not_before, not_after },
        V::OutsideIssuerValidity { not_before, not_after },
        V::AlreadyOver { now, not_after },
        V::Validity(ValidityError::EndsBeforeStart { not_before, not_after }),
        V::IssuerPathLength { issuer: 0, asked: 0 },
        V::HashNotGranted { found: "SHA512", granted: alloc::vec!["SHA256"] },
        V::SubjectOfIssuer,
        V::SubjectOfCaAbove { position: 2 },
        V::NameConstraintsOfEntity,
        V::RepeatedPolicy(oid()),
        V::KeyNotOfAlgorithm { asked: "EC256" },
        V::RequestedKey(RequestedKeyError::NotListed { found: quoted(), listed: alloc::vec!["RSA3072"] }),
        V::KeyType { found: "RSA", accepted: alloc::vec!["EC256"] },
        V::RsaKeySize { found: 2048, min: 3072, max: 4096 },
        V::OtherNameWithoutType,
        V::NoAlternativeName,
        V::ServerWithoutAlternativeName,
        V::NotForCa("keyAgreement"),
        V::NeedsKeyCertSign,
    ]);
}

#[test]
fn e1_each_text_of_a_notice_is_one_line() {
    use EncodingDeviation as D;
    use NoticeKind as N;
    assert_one_line([
        N::UnknownMember,
        N::MemberOfHost,
        N::IgnoredForRoot,
        N::PathLengthOfEntity,
        N::ReservedMember,
        N::PathLengthInCsr,
        N::KeyUsagesOfRoot,
        N::AttributeIgnored(oid()),
        N::MicrosoftExtensionRequest,
        N::NamesNotGranted { found: 101, max: 100 },
        N::Replaced(ReplacedKind::KeyUsages(KeyUsages::of(&[KeyUsage::CrlSign]))),
        N::Replaced(ReplacedKind::ExtendedKeyUsage(ExtendedKeyUsage::new([KeyPurpose::ClientAuth]))),
        N::Replaced(ReplacedKind::Fault(alloc::boxed::Box::new(ViolationKind::NoAlternativeName))),
        N::Replaced(ReplacedKind::EveryPurpose(ExtendedKeyUsage::new([KeyPurpose::ClientAuth]))),
        N::ExtensionNotGranted(oid()),
        N::CriticalNotGranted(oid()),
        N::KeyPurposeNotGranted(oid()),
        N::NoPurposeBelowLimitedIssuer(ExtendedKeyUsage::default()),
        N::ServerWithoutAlternativeName,
        N::CommonNameAdded,
        N::CommonNameAsHost,
        N::KeyUsageNotGranted("cRLSign"),
        N::DefaultKeyUsages,
        N::KeyAgreementWithRsaKey,
        N::SelfIssued,
        N::NameOfCaAbove,
        N::DirectoryNameOfCa,
        N::CommonNameUnderDnsConstraints,
        N::HashNotUsed { asked: "SHA256", key: "ED25519" },
        N::TimeStampingNotAlone,
        N::NotAfterTruncated(at(0)),
        N::NotBeforeRaised(at(0)),
        N::OutlivesCa { certificate: ChainCertificate::new(1, None), not_after: at(0) },
    ]);
    let deviations = [
        D::CriticalFalse,
        D::CriticalTrue,
        D::CaFalse,
        D::CaTrue,
        D::KeyUsageTrailingZeroBits,
        D::RdnOrder,
        D::EmptyRdn,
        D::GeneralizedTimeBefore2050,
        D::SubtreeMinimumZero,
        D::RsaKeyWithoutNull,
        D::RsaModulusWithoutSign,
        D::CsrVersion(2),
        D::NoAttributes,
        D::AttributeOrder,
        D::AttributeValueOrder,
        D::AttributeWithoutValue,
        D::NoExtensions,
        D::EcdsaNullParameters,
        D::RsaWithoutNull,
        D::PssDefault,
    ];
    assert_one_line(deviations.map(N::Encoding));
}

//! Each text is one line.

use super::*;
use crate::x509::SerialNumberError;

#[test]
fn e1_each_text_of_a_csr_is_one_line() {
    use CsrError as C;
    assert_one_line([
        C::NoPemBlock,
        C::SeveralPemBlocks,
        C::PemLabel,
        C::PemEnd,
        C::Base64,
        C::TooLong { found: 2, max: 1 },
        C::Der("the subject"),
        C::Structure { part: "the subject", expected: "a Name" },
        C::RdnOrder,
        C::NoKeyUsage,
        C::UnknownKeyUsage,
        C::NoKeyPurpose,
        C::NoNamesInExtension,
        C::PathLengthWithoutCa,
        C::Version,
        C::Deviation(EncodingDeviation::CriticalFalse),
        C::RepeatedAttribute(oid()),
        C::ExtensionRequestValues(2),
        C::TwoExtensionRequests,
        C::RepeatedExtension(oid()),
        C::ProofOfPossession,
        C::SignatureAlgorithmForOtherKey,
        C::WeakSignatureAlgorithm("sha1WithRSAEncryption"),
        C::UnknownSignatureAlgorithm(oid()),
        C::SignatureParameters,
        C::MaskGenerationHash,
        C::NoName,
        C::EmptySubject,
        C::Attribute { attribute: oid(), kind: AttributeErrorKind::Empty },
        C::NameForm("x400Address"),
        C::NameFormNotGranted(NameForm::RegisteredId),
        C::OtherName(oid()),
        C::IpOctets(5),
        C::CaTrueInEntity,
        C::CaFalseInCa,
        C::KeyCertSignInEntity,
        C::NoKeyCertSignInCa,
    ]);
}

#[test]
fn e1_each_text_of_a_crl_is_one_line() {
    use CrlError as C;
    let (not_before, not_after) = (at(0), at(86_399_999));
    assert_one_line([
        C::NoCrlSign,
        C::OutsideIssuerValidity { not_before, not_after },
        C::OutsideChainValidity { certificate: ChainCertificate::new(1, None), not_before, not_after },
        C::NextUpdateNotAfterThisUpdate,
        C::TimeNotExpressible,
        C::SerialNumber(SerialNumberError::Zero),
        C::SerialNumber(SerialNumberError::TooLong { found: 21, max: 20 }),
        C::SerialNumber(SerialNumberError::NotHexadecimal),
        C::RepeatedSerialNumber { before: 0 },
        C::RemoveFromFullCrl,
        C::BaseNotBelowNumber,
        C::FreshestCrlInDelta,
        C::NumberTooLarge,
        C::NumberNotHexadecimal,
    ]);
}

#[test]
fn e1_each_text_of_what_an_rfc_does_not_allow_is_one_line() {
    use RfcError as R;
    let found = || Sanitized::new("x");
    assert_one_line([
        R::KeyAgreementOfRsaKey,
        R::EncipherOnlyAndDecipherOnly,
        R::TimeStampingNotAlone,
        R::DnsName(found()),
        R::Mailbox(found()),
        R::UriHost(found()),
        R::StringType(oid()),
        R::AttributeLength { attribute: oid(), found: 41, max: 40 },
        R::AttributeNotForNames(oid()),
        R::SeveralOfOneType(oid()),
        R::DomainComponents(found()),
        R::EmailAddressNotInNames(found()),
        R::DnsConstraint(found()),
        R::DefinedExtension(oid()),
    ]);
}

#[test]
fn e5_each_text_of_a_certificate_of_an_issuer_is_one_line() {
    use CertificateError as C;
    assert_one_line([
        C::NotDer { part: "Certificate" },
        C::NotDer { part: "validity" },
        C::Content { part: "keyUsage", expected: "a BIT STRING" },
        C::Version,
        C::AlgorithmMismatch,
        C::EmptySubject,
        C::PublicKey(PublicKeyError::EvenModulus),
        C::TooManyPurposes { found: 101, max: 100 },
        C::RepeatedExtension(oid()),
        C::CriticalExtension(oid()),
        C::NotACa,
        C::NoKeyCertSign,
    ]);
}

#[test]
fn e5_each_text_of_a_notice_of_an_issuer_is_one_line() {
    use EncodingDeviation as D;
    use IssuerNoticeKind as N;
    let encoding = |deviation| N::Encoding { part: "extKeyUsage", deviation };
    assert_one_line([
        encoding(D::KeyUsageTrailingZeroBits),
        encoding(D::CriticalFalse),
        encoding(D::CaTrue),
        encoding(D::RsaKeyWithoutNull),
        N::NotCritical { extension: "basicConstraints" },
        N::NotCritical { extension: "keyUsage" },
        N::NotCritical { extension: "nameConstraints" },
        N::Critical { extension: "subjectKeyIdentifier" },
        N::Critical { extension: "cRLDistributionPoints" },
        N::CriticalPolicy { extension: "policyConstraints" },
        N::Missing { extension: "keyUsage" },
        N::Missing { extension: "authorityKeyIdentifier" },
        N::Empty { extension: "nameConstraints" },
        N::Empty { extension: "subjectAltName" },
        N::LeadingDot("dNSName .example.com".into()),
        N::ConstraintNotApplicable(NameForm::Uri),
        N::ExplicitPolicy { certificates: 0 },
        N::ExplicitPolicy { certificates: 2 },
        N::PurposesOfRoot,
        N::AuthorityIssuerOrSerialNumber,
        N::AuthoritySerialNumber { named: [1].into(), next: [2].into() },
        N::AuthorityIssuer,
        N::SerialNumberNotPositive,
        N::SerialNumberTooLong { octets: 21 },
        N::UniqueIdentifier,
        N::AttributeString { part: "subject", attribute: oid() },
        N::WeakSignature("sha1WithRSAEncryption"),
        N::SignatureParameters,
    ]);
}

#[test]
fn e5_each_text_of_an_issuer_is_one_line() {
    use ChainError as C;
    let link = |error| IssuerError::Chain {
        certificate: ChainCertificate::new(0, None),
        above: Some(ChainCertificate::new(1, None)),
        error,
    };
    let last = |error| IssuerError::Chain { certificate: ChainCertificate::new(1, None), above: None, error };
    assert_one_line([
        IssuerError::Pem,
        IssuerError::NotOneCertificate { found: 2 },
        IssuerError::NoCertificate,
        IssuerError::Certificate {
            certificate: ChainCertificate::new(0, None),
            error: CertificateError::NotACa,
        },
        link(C::Name),
        link(C::KeyIdentifier),
        link(C::Signature),
        last(C::Signature),
        link(C::Algorithm(oid())),
        last(C::Algorithm(named("1.2.840.113549.1.1.10"))),
        link(C::PathLength),
        link(C::NameConstraints),
        link(C::TooManyComparisons),
    ]);
}

#[test]
fn e1_each_text_of_a_key_is_one_line() {
    use PrivateKeyError as K;
    use PublicKeyError as P;
    assert_one_line([
        P::Pem,
        P::Malformed,
        P::Structure,
        P::RsaParameters,
        P::RsaPublicKey,
        P::Algorithm(oid()),
        P::Curve(oid()),
        P::ExplicitCurve,
        P::Point,
        P::ModulusBits(1024),
        P::EvenModulus,
        P::SmallFactor(3),
        P::Roca,
        P::ClosePrimes,
        P::Exponent,
        P::Backend,
    ]);
    assert_one_line([
        K::Malformed,
        K::Pem,
        K::Entropy,
        K::Missing,
        K::Unsupported(P::EvenModulus),
        K::MultiPrime,
        K::NoCurve,
        K::Scalar,
        K::Inconsistent { part: "exponent1" },
        K::TooLong { found: 9, max: 8 },
        K::Encrypted,
        K::NotEncrypted,
        K::LegacyPemEncryption,
        K::Decryption,
        K::WeakEncryption("des-EDE3-CBC"),
        K::UnknownEncryption(oid()),
        K::ScryptCostParameter,
        K::KeyDerivationLimit { parameter: "iterationCount", found: 3, min: 1, max: 2 },
        K::KeyLength { found: 16, expected: 32 },
        K::EmptyPassword,
    ]);
}

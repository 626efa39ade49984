//! The texts of what a profile, an issuer or a chain does not allow.

use super::*;
use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose};

#[test]
fn e1_texts_of_what_a_profile_or_a_chain_does_not_allow() {
    use ViolationKind as V;
    let none = || ExtendedKeyUsage::default();
    let two = || ExtendedKeyUsage::new([KeyPurpose::ClientAuth, KeyPurpose::SmartCardLogon]);
    assert_texts([
        (
            V::CustomExtension(CustomExtensionError::TlsFeature),
            "the value of the TLS feature must be a SEQUENCE of INTEGERs, the numbers of TLS extensions, at least one \
             (RFC 7633 §4.1)",
        ),
        (
            V::ExtensionNotAllowed { found: oid(), allowed: Vec::new() },
            "the extension 2.999.1 is not allowed, nor is any other here; leave it out",
        ),
        (
            V::ExtensionNotAllowed { found: oid(), allowed: alloc::vec![oid(), oid()] },
            "the extension 2.999.1 is not allowed; leave it out, or ask for one of 2.999.1, 2.999.1",
        ),
        (
            V::PurposeNotAllowed { found: KeyPurpose::ServerAuth, allowed: none() },
            "the purpose serverAuth is not allowed, nor is any other here; use another profile",
        ),
        (
            V::PurposeNotAllowed { found: KeyPurpose::ServerAuth, allowed: two() },
            "the purpose serverAuth is not allowed; allowed are clientAuth, smartCardLogon",
        ),
        (
            V::PurposeBeyondIssuer { found: KeyPurpose::Other(oid()), allowed: two() },
            "the purpose 2.999.1 is beyond those of the issuer and the CAs above it (clientAuth, smartCardLogon), so \
             that verifiers refuse it; leave it out, or use another issuer",
        ),
        (
            V::PurposeBeyondIssuer { found: KeyPurpose::ServerAuth, allowed: none() },
            "the purpose serverAuth is beyond those of the issuer and the CAs above it (none), so that verifiers \
             refuse it; leave it out, or use another issuer",
        ),
        (
            V::NoPurposeGranted { found: two(), grantable: none() },
            "none of the purposes asked for (clientAuth, smartCardLogon) is granted, and without any the certificate \
             would serve every purpose; use another issuer or profile",
        ),
        (
            V::NoPurposeGranted { found: two(), grantable: two() },
            "none of the purposes asked for (clientAuth, smartCardLogon) is granted, and without any the certificate \
             would serve every purpose; ask for those that are allowed: clientAuth, smartCardLogon",
        ),
        (
            V::DefaultPurposesBeyondIssuer { default: two(), allowed: none() },
            "none of the default purposes (clientAuth, smartCardLogon) is one of the issuer and the CAs above it \
             (none); ask for a purpose of the issuer, or use another issuer",
        ),
        (V::NoPurpose { allowed: None }, "at least one purpose (extended key usage) is required"),
        (
            V::NoPurpose { allowed: Some(none()) },
            "at least one purpose (extended key usage) is required; allowed are none",
        ),
        (
            V::NoPurpose { allowed: Some(two()) },
            "at least one purpose (extended key usage) is required; allowed are clientAuth, smartCardLogon",
        ),
        (
            V::CrlSignOfEntity,
            "cRLSign is for CAs: an end entity could sign revocation lists in a CA's name; leave it out",
        ),
        (
            V::CaByCsr,
            "no CA is issued for a CSR here; send type ENTITY_CERT, or ask the operator for a subordinate CA",
        ),
        (
            V::LimitOfCaNotGranted(oid()),
            "the CSR asks for a CA that is limited by the extension 2.999.1, which is not granted: it would come out \
             without the limit; leave the extension out, or have the CA's operator set name constraints",
        ),
        (
            V::ServerWithoutAlternativeName,
            "a server certificate needs an alternative name, because verifiers do not look at the common name (RFC \
             9525 §2); ask for the server's DNS name or IP address",
        ),
    ]);
    use NoticeKind as N;
    assert_texts([
        (
            N::NoPurposeBelowLimitedIssuer(two()),
            "the certificate has no purposes, but the issuer and the CAs above it are for clientAuth, smartCardLogon \
             alone: verifiers accept it for nothing else; ask for the purposes that you need",
        ),
        (
            N::NoPurposeBelowLimitedIssuer(none()),
            "the issuer and the CAs above it have no purpose in common: some verifiers accept nothing below them; use \
             another issuer",
        ),
        (
            N::ServerWithoutAlternativeName,
            "there is no alternative name, and verifiers of servers look at nothing else (RFC 9525 §2); ask for the \
             server's DNS name or IP address",
        ),
        (N::CommonNameAdded, "the common name was added as a DNS name"),
    ]);
}

#[test]
fn e1_texts_of_name_constraints() {
    use NameConstraintErrorKind as F;
    let violation = |form, kind| {
        ViolationKind::NameConstraint(NameConstraintError::Name { found: Sanitized::new("x"), form, kind })
    };
    assert_texts([
        (
            violation(NameForm::Dns, F::NotPermitted),
            "\"x\": the issuer's name constraints do not permit this dNSName; ask for a name that they permit, \
             or use another issuer",
        ),
        (
            violation(NameForm::Ip, F::Excluded),
            "\"x\": the issuer's name constraints exclude this iPAddress; ask for a name that they do not \
             exclude, or use another issuer",
        ),
        (
            violation(NameForm::Email, F::NotApplicable),
            "\"x\": the issuer has a name constraint on rfc822Name that cannot be applied, so that it issues no \
             such name; use another issuer",
        ),
        (
            violation(NameForm::Uri, F::NotComparable),
            "\"x\": verifiers do not agree how this uniformResourceIdentifier compares with the issuer's name \
             constraints; ask for a plainer name, or use another issuer",
        ),
    ]);
    assert_texts([(NameForm::DirectoryName, "directoryName")]);
}

//! The texts of violations and notices that list extensions and purposes.

use super::*;
use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose};

fn none() -> ExtendedKeyUsage {
    ExtendedKeyUsage::default()
}

fn two() -> ExtendedKeyUsage {
    ExtendedKeyUsage::new([KeyPurpose::ClientAuth, KeyPurpose::SmartCardLogon])
}

#[test]
fn e1_texts_of_what_a_profile_or_an_issuer_does_not_allow_list_what_is_allowed() {
    use ViolationKind as V;
    assert_texts([
        (
            V::ExtensionNotAllowed { found: oid(), allowed: Vec::new() },
            "the extension 2.999.1 is not allowed, nor is any other; omit it",
        ),
        (
            V::ExtensionNotAllowed { found: oid(), allowed: alloc::vec![oid(), oid()] },
            "the extension 2.999.1 is not allowed; omit it, or request one of 2.999.1, 2.999.1",
        ),
        (
            V::PurposeNotAllowed { found: KeyPurpose::ServerAuth, allowed: none() },
            "the purpose serverAuth is not allowed, nor is any other; use another profile",
        ),
        (
            V::PurposeNotAllowed { found: KeyPurpose::ServerAuth, allowed: two() },
            "the purpose serverAuth is not allowed; the allowed purposes are clientAuth, smartCardLogon",
        ),
        (
            V::PurposeBeyondIssuer { found: KeyPurpose::Other(oid()), allowed: two() },
            "the purpose 2.999.1 is not among those of the issuer and the CAs above it (clientAuth, \
             smartCardLogon), so verifiers reject it; omit it, or use another issuer",
        ),
        (
            V::PurposeBeyondIssuer { found: KeyPurpose::ServerAuth, allowed: none() },
            "the purpose serverAuth is not among those of the issuer and the CAs above it (none), so \
             verifiers reject it; omit it, or use another issuer",
        ),
        (
            V::NoPurposeGranted { found: two(), grantable: none() },
            "none of the requested purposes (clientAuth, smartCardLogon) is granted, and a certificate \
             without purposes could be used for all of them; use another issuer or profile",
        ),
        (
            V::NoPurposeGranted { found: two(), grantable: two() },
            "none of the requested purposes (clientAuth, smartCardLogon) is granted, and a certificate \
             without purposes could be used for all of them; request those that are allowed: clientAuth, \
             smartCardLogon",
        ),
        (
            V::DefaultPurposesBeyondIssuer { default: two(), allowed: none() },
            "none of the default purposes (clientAuth, smartCardLogon) is among those of the issuer and the \
             CAs above it (none); request a purpose of the issuer, or use another issuer",
        ),
        (V::NoPurpose { allowed: None }, "at least one purpose (extended key usage) is required"),
        (
            V::NoPurpose { allowed: Some(none()) },
            "at least one purpose (extended key usage) is required; the allowed purposes are none",
        ),
        (
            V::NoPurpose { allowed: Some(two()) },
            "at least one purpose (extended key usage) is required; the allowed purposes are clientAuth, \
             smartCardLogon",
        ),
    ]);
}

#[test]
fn e1_texts_of_notices_list_the_purposes_of_the_issuer() {
    use NoticeKind as N;
    assert_texts([
        (
            N::NoPurposeBelowLimitedIssuer(two()),
            "the certificate has no purposes, but the issuer and the CAs above it are for clientAuth, \
             smartCardLogon only, so verifiers accept it for nothing else; request the purposes that you \
             need",
        ),
        (
            N::NoPurposeBelowLimitedIssuer(none()),
            "the issuer and the CAs above it have no purpose in common, so some verifiers accept nothing \
             below them; use another issuer",
        ),
    ]);
}

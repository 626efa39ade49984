//! The texts about an issuer that carry data in a special form, or that differ with it.

use super::*;

#[test]
fn e5_texts_of_certificates_name_parts_and_extensions() {
    use CertificateError as C;
    assert_texts([
        (C::NotDer { part: "Certificate" }, "it is not exactly one certificate in DER"),
        (C::NotDer { part: "validity" }, "its validity is not DER"),
        (C::Content { part: "keyUsage", expected: "x" }, "its keyUsage must be x"),
        (
            C::RepeatedExtension(named("2.5.29.15")),
            "it has the extension keyUsage more than once (RFC 5280 §4.2)",
        ),
        (
            C::CriticalExtension(named("1.3.6.1.4.1.11129.2.4.3")),
            "its extension precertificate poison is critical, and is not supported here; verifiers that do \
             not support it reject every certificate below this one",
        ),
        // This library writes it, but never as critical.
        (
            C::CriticalExtension(named("1.3.6.1.5.5.7.1.1")),
            "its extension authorityInfoAccess is critical, and is not supported here; verifiers that do not \
             support it reject every certificate below this one",
        ),
    ]);
}

#[test]
fn e5_a_notice_of_an_issuer_names_the_certificate() {
    let root = ChainCertificate::new(1, Some(&"CN=Root"));
    let notice = IssuerNotice::new(root, IssuerNoticeKind::UniqueIdentifier);
    assert_texts([(
        notice.clone(),
        "CA 1 above the issuer (CN=Root): there is a unique identifier (RFC 5280 §4.1.2.8); rustls-webpki \
         rejects certificates below this one",
    )]);
    assert_eq!(notice.certificate().position(), 1);
    assert_eq!(notice.kind(), &IssuerNoticeKind::UniqueIdentifier);
}

#[test]
fn e5_notices_of_an_issuer_name_the_verifiers_that_reject_it() {
    use EncodingDeviation as D;
    use IssuerNoticeKind as N;
    let encoding = |part, deviation| N::Encoding { part, deviation };
    let tail = |kind: N| String::from(kind.to_string().rsplit("; ").next().unwrap_or_default());
    let none_below = |who: &str| alloc::format!("{who} certificates below this one");
    for (kind, who) in [
        (encoding("keyUsage", D::KeyUsageTrailingZeroBits), "verifiers that require DER reject"),
        (encoding("extKeyUsage", D::CriticalFalse), "pyca/cryptography rejects"),
        (encoding("basicConstraints", D::CaTrue), "rustls-webpki and pyca/cryptography reject"),
        (
            encoding("subjectPublicKeyInfo", D::RsaKeyWithoutNull),
            "Go, rustls-webpki and pyca/cryptography reject",
        ),
        (
            N::Critical { extension: "subjectKeyIdentifier" },
            "OpenSSL, Java, rustls-webpki and pyca/cryptography reject",
        ),
        (N::Critical { extension: "cRLDistributionPoints" }, "Java and pyca/cryptography reject"),
        (N::Missing { extension: "keyUsage" }, "OpenSSL with -x509_strict and pyca/cryptography reject"),
        (N::Missing { extension: "authorityKeyIdentifier" }, "OpenSSL with -x509_strict rejects"),
        (N::Empty { extension: "nameConstraints" }, "pyca/cryptography rejects"),
        (N::Empty { extension: "subjectAltName" }, "OpenSSL with -x509_strict rejects"),
    ] {
        assert_eq!(tail(kind), none_below(who));
    }
}

#[test]
fn e5_notices_of_an_issuer_show_numbers_names_and_forms() {
    use IssuerNoticeKind as N;
    assert_texts([
        (
            N::LeadingDot("dNSName .example.com".into()),
            "nameConstraints: dNSName .example.com starts with a dot, which RFC 5280 §4.2.1.10 does not \
             define; pyca/cryptography rejects certificates below this one",
        ),
        (
            N::ConstraintNotApplicable(NameForm::Uri),
            "nameConstraints: a constraint on uniformResourceIdentifier cannot be applied, because of its \
             base, minimum or maximum (RFC 5280 §4.2.1.10); names of this form are not issued below this \
             certificate, and Java may reject all certificates below it",
        ),
        (
            N::ExplicitPolicy { certificates: 0 },
            "policyConstraints has requireExplicitPolicy 0 (RFC 5280 §4.2.1.11); Java rejects certificates \
             below this one that have no policies, whether the extension is critical or not; set policies \
             in IssuerExtensions",
        ),
        (
            N::ExplicitPolicy { certificates: 2 },
            "policyConstraints has requireExplicitPolicy 2 (RFC 5280 §4.2.1.11); Java rejects certificates \
             at least 2 levels below this one that have no policies, whether the extension is critical or \
             not; set policies in IssuerExtensions",
        ),
        (
            N::AuthoritySerialNumber { named: [0, 0xa2].into(), next: [0x7f; 22].into() },
            "authorityKeyIdentifier names a certificate with the serial number 00:a2, but the next \
             certificate in the chain, which has the same key, has \
             7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:…; OpenSSL rejects certificates \
             below this one; provide the named certificate, or have this one reissued",
        ),
        (
            N::AttributeString { part: "subject", attribute: named("2.5.4.3") },
            "subject: the attribute common name (CN) is not valid in its string type; Go and \
             pyca/cryptography reject certificates below this one",
        ),
    ]);
}

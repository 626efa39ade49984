//! The texts of notices that show names, numbers and times.

use super::*;
use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose};
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::name::DistinguishedName;

fn names(count: usize) -> Vec<SubjectAlternativeName> {
    let name = |number| SubjectAlternativeName::dns(&alloc::format!("n{number}.example"));
    (0..count).map(|number| name(number).expect("a DNS name")).collect()
}

#[test]
fn e5_texts_of_notices_show_names_numbers_and_times() {
    use NoticeKind as N;
    assert_texts([
        (
            N::Encoding(EncodingDeviation::CaFalse),
            "cA FALSE is encoded, but DER omits it; accepted, because its meaning is unambiguous",
        ),
        (
            N::AttributeIgnored(named("1.2.840.113549.1.9.7")),
            "the attribute challengePassword of the CSR was ignored",
        ),
        (
            N::NameNotGranted(alloc::boxed::Box::new(ViolationKind::Csr(CsrError::IpOctets(5)))),
            "this name is not granted (names have no function in a CA's certificate): an IP address must \
             have 4 or 16 octets, not 5; omit the mask if there is one",
        ),
        (
            N::NamesNotGranted { found: 101, max: 100 },
            "101 names are requested, and those after the first 100 are not granted; names have no function \
             in a CA's certificate",
        ),
        (
            N::ExtensionNotGranted(oid()),
            "the extension 2.999.1 is not granted; only extensions that the profile lists are copied, and \
             only if their values are well formed",
        ),
        (
            N::ExtensionNotGranted(named("2.5.29.14")),
            "the extension subjectKeyIdentifier is not granted; only extensions that the profile lists are \
             copied, and only if their values are well formed",
        ),
        (
            N::Replaced(ReplacedKind::Subject(DistinguishedName::new("a\u{a0}b").expect("a name"))),
            "the CA sets the subject; that of the CSR, \"CN=a\u{a0}b\", is not used",
        ),
        (
            N::Replaced(ReplacedKind::AlternativeNames { names: names(5), others: 2 }),
            "the CA sets the alternative names; these of the CSR are not granted: \"DNS:n0.example\", \
             \"DNS:n1.example\", \"DNS:n2.example\", and 4 more",
        ),
        (
            N::Replaced(ReplacedKind::AlternativeNames { names: names(0), others: 2 }),
            "the CA sets the alternative names; these of the CSR are not granted: 2 that no request can have",
        ),
        (
            N::Replaced(ReplacedKind::AlternativeNames { names: names(1), others: 0 }),
            "the CA sets the alternative names; these of the CSR are not granted: \"DNS:n0.example\"",
        ),
        (
            N::Replaced(ReplacedKind::Fault(alloc::boxed::Box::new(ViolationKind::Csr(
                CsrError::NoKeyUsage,
            )))),
            "the CA sets this part, so a fault of the CSR's is ignored: keyUsage is empty; request at least \
             one usage, or omit the extension",
        ),
        (
            N::Replaced(ReplacedKind::EveryPurpose(ExtendedKeyUsage::new([KeyPurpose::ClientAuth]))),
            "the CA sets the purposes so that the certificate serves every purpose; the CSR requests only \
             these: clientAuth; set the purposes that the certificate is for",
        ),
        (N::KeyPurposeNotGranted(named("2.5.29.37.0")), "the key purpose anyExtendedKeyUsage is not granted"),
        (N::NotAfterTruncated(at(0)), "notAfter was limited to the issuer's, 1970-01-01T00:00:00Z"),
        (N::NotBeforeRaised(at(0)), "notBefore was raised to the issuer's, 1970-01-01T00:00:00Z"),
        (
            N::OutlivesCa { certificate: ChainCertificate::new(1, None), not_after: at(0) },
            "CA 1 above the issuer expires at 1970-01-01T00:00:00Z, before the certificate; verifiers \
             reject it from then on, unless that CA is renewed with the same key",
        ),
    ]);
}

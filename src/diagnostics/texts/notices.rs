//! The texts of notices.

use super::*;

#[test]
fn e1_texts_of_notices() {
    use NoticeKind as N;
    assert_texts([
        (N::UnknownMember, "this request has no such member; it was ignored"),
        (
            N::MemberOfHost,
            "this member is for the service around this library; the certificate does not depend on it",
        ),
        (
            N::IgnoredForRoot,
            "a root has no issuer, any number of CAs below it, and the key usages that the profile sets; it was \
             ignored",
        ),
        (N::PathLengthOfEntity, "path_length has a meaning only with type INTERMEDIATE_CA; it was ignored"),
        (N::ReservedMember, "this member is reserved; the names in the CSR are used"),
        (N::PathLengthInCsr, "the path length inside the CSR is not used; path_length of the request is"),
        (
            N::KeyUsagesOfRoot,
            "the key usages of a root are those that the profile sets; those given were ignored",
        ),
        (
            N::Encoding(EncodingDeviation::CaFalse),
            "cA FALSE is encoded; DER leaves it out; accepted, because its meaning is clear",
        ),
        (
            N::AttributeIgnored(named("1.2.840.113549.1.9.7")),
            "the attribute challengePassword of the CSR was ignored",
        ),
        (
            N::MicrosoftExtensionRequest,
            "the extensions were taken from Microsoft's attribute, as if from extensionRequest",
        ),
        (
            N::NameNotGranted(alloc::boxed::Box::new(ViolationKind::Csr(CsrError::IpOctets(5)))),
            "this name, which has no function in a CA's certificate, is not granted: an IP address must have \
             4 or 16 octets, not 5; omit the mask if there is one",
        ),
        (
            N::NamesNotGranted { found: 101, max: 100 },
            "101 names are asked for; names have no function in a CA's certificate, and those after the first 100 are \
             not granted",
        ),
        (
            N::ExtensionNotGranted(oid()),
            "the extension 2.999.1 is not granted; only what the profile lists is copied, and only if its value is well formed",
        ),
        (
            N::ExtensionNotGranted(named("2.5.29.14")),
            "the extension subjectKeyIdentifier is not granted; only what the profile lists is copied, and only if its value is well formed",
        ),
        (N::KeyPurposeNotGranted(oid()), "the key purpose 2.999.1 is not granted"),
        (N::KeyPurposeNotGranted(named("2.5.29.37.0")), "the key purpose anyExtendedKeyUsage is not granted"),
        (
            N::KeyUsageNotGranted("cRLSign"),
            "the key usage cRLSign is not granted to such a key and certificate",
        ),
        (
            N::DefaultKeyUsages,
            "none of the key usages asked for is granted; the certificate has those of a CSR that asks for none \
             (csr_key_usages of the profile)",
        ),
        (
            N::KeyAgreementWithRsaKey,
            "keyAgreement is not a usage of RSA keys (RFC 3279 §2.3.1), and some verifiers refuse such a \
             server certificate; name the key usages that you need",
        ),
        (
            N::SelfIssued,
            "the CA bears its issuer's own name and can speak for it, by CRLs say; such a certificate is for a \
             new key of the issuer itself (RFC 5280 §3.2)",
        ),
        (
            N::NameOfCaAbove,
            "the CA bears the name of a CA above its issuer, as verifiers compare names, and can speak for it, by \
             CRLs say; choose another name",
        ),
        (
            N::CommonNameUnderDnsConstraints,
            "the issuer's name constraints do not admit all DNS names, and there is none: some verifiers take \
             the common name for one and refuse it, others match it without \
             looking at the constraints; ask for a DNS name that is admitted",
        ),
        (
            N::TimeStampingNotAlone,
            "RFC 3161 §2.3 demands timeStamping alone and critical; beside other purposes it is not critical",
        ),
        (N::NotAfterTruncated(at(0)), "notAfter was cut to the issuer's, 1970-01-01T00:00:00Z"),
        (N::NotBeforeRaised(at(0)), "notBefore was raised to the issuer's, 1970-01-01T00:00:00Z"),
        (
            N::OutlivesCa { certificate: ChainCertificate::new(1, None), not_after: at(0) },
            "CA 1 above the issuer ends at 1970-01-01T00:00:00Z, before the certificate; from then on verifiers refuse \
             it, unless that CA is renewed with the same key",
        ),
    ]);
}

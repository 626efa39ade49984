//! The expected result for each request, and why other software decides differently.
//!
//! The other results date from 2026-11-22: OpenSSL 3.0.19 (`openssl req -verify`), GnuTLS 3.7.9
//! (`certtool --crq-info`), pyca/cryptography 50.0.2 (`is_signature_valid` after loading, then
//! `extensions` and `attributes`) and rcgen 0.14.10 with x509-parser 0.18.1
//! (`CertificateSigningRequestParams::from_der`). They show whether a request can be read and its
//! signature verifies; what may be granted is for a CA to decide.

use certmint::ObjectIdentifier;
use certmint::error::{CsrError, PublicKeyError, ViolationKind};

/// The result for an end-entity request.
pub(crate) enum Verdict {
    Granted(Granted),
    /// Pointers without `/csr#/`, each with its text.
    Refused(Vec<(String, ViolationKind)>),
}

/// What is granted, each part as it is displayed.
pub(crate) struct Granted {
    pub(crate) subject: &'static str,
    pub(crate) key: &'static str,
    pub(crate) key_usages: &'static str,
    pub(crate) purposes: &'static str,
    pub(crate) names: &'static str,
    pub(crate) notices: &'static [&'static str],
}

impl Granted {
    /// An RSA key, no granted extension, and these notices.
    fn noted(subject: &'static str, notices: &'static [&'static str]) -> Verdict {
        Verdict::Granted(Self { subject, key: "RSA", key_usages: DEFAULT, purposes: "", names: "", notices })
    }

    /// No granted extension: the key usages of rule C8.
    fn plain(subject: &'static str, key: &'static str) -> Verdict {
        let notices: &[_] = if key == "RSA" { &[OF_RSA] } else { &[] };
        Verdict::Granted(Self { subject, key, key_usages: DEFAULT, purposes: "", names: "", notices })
    }
}

/// A request of version 2 for these names, with an RSA key.
fn of_version_2(names: &'static str) -> Verdict {
    let notices = &["/csr#/version: the version is 2", OF_RSA];
    Verdict::Granted(Granted { subject: "", key: "RSA", key_usages: DEFAULT, purposes: "", names, notices })
}

const DEFAULT: &str = "digitalSignature, keyAgreement";

/// Rule C8: keyAgreement with an RSA key.
const OF_RSA: &str = "/csr#/extensionRequest/keyUsage: keyAgreement is not for RSA keys";

/// Rule C2.
const CHALLENGE_PASSWORD: &str =
    "/csr#/attributes/1.2.840.113549.1.9.7: the attribute challengePassword of the CSR was ignored";
const UNSTRUCTURED_NAME: &str =
    "/csr#/attributes/1.2.840.113549.1.9.2: the attribute unstructuredName of the CSR was ignored";

fn refused(pointer: &str, defect: CsrError) -> Verdict {
    Verdict::Refused(vec![(pointer.into(), ViolationKind::Csr(defect))])
}

/// Rule C4.
fn modulus_of(bits: usize) -> Verdict {
    let kind = ViolationKind::PublicKey(PublicKeyError::ModulusBits(bits));
    Verdict::Refused(vec![("subjectPKInfo".into(), kind)])
}

/// Rule C3.
fn weak(name: &'static str) -> Verdict {
    refused("signatureAlgorithm", CsrError::WeakSignatureAlgorithm(name))
}

fn unproved() -> Verdict {
    refused("signature", CsrError::ProofOfPossession)
}

impl Verdict {
    fn and(mut self, pointer: &str, kind: ViolationKind) -> Self {
        if let Self::Refused(violations) = &mut self {
            violations.push((pointer.into(), kind));
        }
        self
    }
}

fn identifier(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).expect("an identifier")
}

/// Each file in `csrs`, without its suffix if the same request exists in PEM and DER.
pub(crate) fn verdicts() -> Vec<(&'static [&'static str], Verdict)> {
    const PYCA_SUBJECT: &str = "C=US, ST=Texas, L=Austin, O=PyCA, CN=cryptography.io";
    const PYCA_EC_SUBJECT: &str = "CN=cryptography.io, O=PyCA, C=US, ST=Texas, L=Austin";
    vec![
        // RSA keys of 512 bits. OpenSSL, GnuTLS and pyca accept keys of any size. rcgen does not
        // verify with them, because its cryptography requires at least 2048 bits, as does rule C4
        // (FIPS 186-5 §5.1).
        (&["acme/csr-100sans.pem", "acme/csr-6sans.pem", "acme/csr-nosans.pem"], modulus_of(512)),
        (&["acme/csr-san.pem", "acme/csr.pem", "certbot/csr-6sans_512.pem"], modulus_of(512)),
        (&["certbot/csr-nonames_512.pem", "certbot/csr-nosans_512.pem"], modulus_of(512)),
        (&["certbot/csr-san_512.pem", "certbot/csr_512.der", "certbot/csr_512.pem"], modulus_of(512)),
        // The same. Its dNSNames are in UTF-8 but should be A-labels (RFC 5280 §7.2, rule S2). This
        // matters only once a type of certificate is requested (rule C16); the others accept them
        // silently.
        (&["acme/csr-idnsans.pem"], modulus_of(512)),
        // Version 2, written by an old pyOpenSSL that used the version of certificates. RFC 2986
        // §4.1 defines only v1(0), which is what they mean (rule C2). pyca refuses them; OpenSSL,
        // GnuTLS and rcgen do not check.
        (&["acme/csr-ipsans.pem"], of_version_2("IP:192.0.2.145, IP:203.0.113.1")),
        (&["acme/csr-ipv6sans.pem"], of_version_2("IP:::1, IP:a3be:32f3:206e:c75d:956:cee:9858:5ec5")),
        // No subject at all, for which alternative names compensate (rule C5).
        (
            &["acme/csr-mixed.pem"],
            Verdict::Granted(Granted {
                subject: "",
                key: "RSA",
                key_usages: DEFAULT,
                purposes: "",
                names: "DNS:a.exemple.com, IP:192.0.2.111",
                notices: &[OF_RSA],
            }),
        ),
        (&["acme/csr.der"], Granted::plain("CN=example.com", "RSA")),
        (
            &["certbot/csr-nosans_nistp256.pem"],
            Granted::plain("C=US, ST=Michigan, L=Ann Arbor, O=EFF, CN=example.com", "P-256"),
        ),
        // Version 1, changed after signing. pyca stops at the version; nobody verifies the
        // signature.
        (&["pyca/bad-version.pem"], unproved()),
        // Signed with SHA-1, then changed. Here the algorithm alone is refused (rule C3); for the
        // others, the signature does not verify.
        (&["pyca/basic_constraints.pem", "pyca/unsupported_extension.pem"], weak("sha1WithRSAEncryption")),
        (&["pyca/unsupported_extension_critical.pem"], weak("sha1WithRSAEncryption")),
        // basicConstraints also occurs twice, which is a separate error (rule C2). pyca detects it
        // when the extensions are requested; the others do not.
        (
            &["pyca/two_basic_constraints.pem"],
            weak("sha1WithRSAEncryption").and(
                "extensionRequest",
                ViolationKind::Csr(CsrError::RepeatedExtension(identifier("2.5.29.19"))),
            ),
        ),
        // Challenge passwords that are an INTEGER, two strings, and a value with a tag number above
        // 30, each inserted after signing. Attributes other than extensionRequest are ignored with
        // a notice, whatever their values, if they are DER (rule C2), so only the signature is at
        // fault. x509-parser cannot read the first and the last; pyca refuses to return the
        // attributes.
        (&["pyca/challenge-invalid.der", "pyca/challenge-multi-valued.der"], unproved()),
        (&["pyca/long-form-attribute.pem"], unproved()),
        // Valid attributes that the library does not use: ignored by name, and their values are
        // never shown (rule C2).
        (
            &["pyca/challenge-unstructured.pem"],
            Granted::noted("CN=something", &[CHALLENGE_PASSWORD, UNSTRUCTURED_NAME, OF_RSA]),
        ),
        (&["pyca/challenge.pem"], Granted::noted("C=US", &[CHALLENGE_PASSWORD, OF_RSA])),
        // Neither the key nor the hash is accepted (rules C3 and C4). OpenSSL and GnuTLS accept
        // both, pyca does not verify with SHA-1, and rcgen does not support DSA.
        (
            &["pyca/dsa_sha1.der", "pyca/dsa_sha1.pem"],
            Verdict::Refused(vec![(
                "subjectPKInfo".into(),
                ViolationKind::PublicKey(PublicKeyError::Algorithm(identifier("1.2.840.10040.4.1"))),
            )])
            .and("signatureAlgorithm", ViolationKind::Csr(CsrError::WeakSignatureAlgorithm("dsa-with-SHA1"))),
        ),
        (&["pyca/ec_sha256.der", "pyca/ec_sha256.pem"], Granted::plain(PYCA_EC_SUBJECT, "P-384")),
        // NEW CERTIFICATE REQUEST (rule C1).
        (&["pyca/ec_sha256_old_header.pem"], Granted::plain(PYCA_EC_SUBJECT, "P-384")),
        // `critical FALSE`, encoded by FreeIPA, is not a reason to refuse it (rule C2); a user
        // principal name and a Kerberos principal are (rule C6). OpenSSL and GnuTLS read BER. pyca
        // refuses it, and so does rcgen when it reads the extensions.
        (
            &["pyca/freeipa-bad-critical.pem"],
            refused(
                "extensionRequest/subjectAltName/1",
                CsrError::OtherName(identifier("1.3.6.1.4.1.311.20.2.3")),
            )
            .and(
                "extensionRequest/subjectAltName/2",
                ViolationKind::Csr(CsrError::OtherName(identifier("1.3.6.1.5.2.2"))),
            ),
        ),
        // An RSA key of 1024 bits, and an invalid signature, which is not checked with such a key.
        (&["pyca/invalid_signature.pem"], modulus_of(1_024)),
        // GnuTLS and OpenSSL no longer support MD4, so they cannot verify it. Here it is refused by
        // name.
        (&["pyca/rsa_md4.der", "pyca/rsa_md4.pem"], weak("md4WithRSAEncryption")),
        // SHA-1, which OpenSSL, GnuTLS and x509-parser accept; pyca and rcgen do not.
        (&["pyca/rsa_sha1.der", "pyca/rsa_sha1.pem"], weak("sha1WithRSAEncryption")),
        (&["pyca/san_rsa_sha1.der", "pyca/san_rsa_sha1.pem"], weak("sha1WithRSAEncryption")),
        (&["pyca/rsa_sha256.der", "pyca/rsa_sha256.pem"], Granted::plain(PYCA_SUBJECT, "RSA")),
        // extensionRequest without a value, contrary to SET SIZE (1..MAX) (RFC 2986 §4.1): it
        // requests nothing (rule C2). pyca and rcgen refuse it, GnuTLS only warns, and OpenSSL does
        // not read it as a request.
        (
            &["pyca/zero-element-attribute.pem"],
            Granted::noted(
                "emailAddress=/, CN=mitel.blonay.ch",
                &["/csr#/extensionRequest: the attribute has no value", OF_RSA],
            ),
        ),
        (
            &["rust/openssl-csr.pem"],
            Granted::plain("C=AU, ST=Some-State, O=Internet Widgits Pty Ltd, CN=foobar.com", "RSA"),
        ),
        (
            &["rust/x509-cert-rsa2048-csr.pem"],
            Verdict::Granted(Granted {
                subject: "CN=example.com, L=Los Angeles, ST=California, O=Example Inc, C=US",
                key: "RSA",
                key_usages: "digitalSignature, keyEncipherment",
                purposes: "serverAuth, clientAuth",
                names: "DNS:example.com",
                notices: &[],
            }),
        ),
        // It requests a subjectKeyIdentifier, which the library sets itself (rule C6). rcgen
        // refuses the whole request; here it draws a notice.
        (
            &["rust/x509-parser-csr-challenge-password.pem"],
            Verdict::Granted(Granted {
                subject: "C=GB, ST=Test State or Province, L=Test Locality, O=Organization Name, \
                          OU=Organizational Unit Name, CN=Common Name, \
                          emailAddress=test@email.address",
                key: "RSA",
                key_usages: "digitalSignature",
                purposes: "serverAuth, clientAuth",
                names: "IP:127.0.0.1, IP:::1, DNS:localhost",
                notices: &[
                    CHALLENGE_PASSWORD,
                    "/csr#/extensionRequest/2.5.29.14: the extension subjectKeyIdentifier is not granted",
                ],
            }),
        ),
        (
            &["rust/x509-parser-csr-empty-attributes.csr"],
            Granted::plain("C=FR, ST=Some-State, L=Locality, O=Org, CN=Test CN", "RSA"),
        ),
        (
            &["rust/x509-parser-test.csr"],
            Verdict::Granted(Granted {
                subject: "CN=test.rusticata.fr",
                key: "P-256",
                key_usages: DEFAULT,
                purposes: "",
                names: "DNS:test.rusticata.fr",
                notices: &[],
            }),
        ),
    ]
}

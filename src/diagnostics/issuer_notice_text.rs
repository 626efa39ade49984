//! The text of each notice of an issuer (rule A6).

use core::fmt;

use super::IssuerNoticeKind;
use crate::x509::EncodingDeviation;

impl fmt::Display for IssuerNoticeKind {
    /// What is found, and who refuses it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Encoding { part, deviation } => {
                return write!(f, "{part}: {deviation}; {}", refusing_encoding(*deviation));
            }
            Self::NotCritical { extension } => {
                return write!(f, "{extension} is not critical; {}", refusing_not_critical(extension));
            }
            Self::Critical { extension: extension @ "cRLDistributionPoints" } => {
                return write!(
                    f,
                    "{extension} is critical; Java and pyca/cryptography refuse what is below it"
                );
            }
            Self::Critical { extension } => {
                return write!(
                    f,
                    "{extension} is critical; OpenSSL, Java, rustls-webpki and pyca/cryptography refuse what is below it"
                );
            }
            Self::CriticalPolicy { extension } => {
                return write!(
                    f,
                    "{extension} is critical; rustls-webpki and pyca/cryptography, which do not process it, refuse what \
                     is below it"
                );
            }
            Self::Missing { extension: extension @ "keyUsage" } => {
                return write!(
                    f,
                    "{extension} is missing (RFC 5280 §4.2.1.3); OpenSSL with -x509_strict and pyca/cryptography refuse \
                     what is below it"
                );
            }
            Self::Missing { extension } => {
                return write!(
                    f,
                    "{extension}, or the key identifier in it, is missing (RFC 5280 §4.2.1); OpenSSL with -x509_strict \
                     refuses what is below it"
                );
            }
            Self::Empty { extension: extension @ "nameConstraints" } => {
                return write!(
                    f,
                    "{extension} is empty and constrains nothing (RFC 5280 §4.2.1.10); pyca/cryptography refuses what is \
                     below it"
                );
            }
            Self::Empty { extension } => {
                return write!(
                    f,
                    "{extension} is empty (RFC 5280 §4.2.1.6); OpenSSL with -x509_strict refuses what is below it"
                );
            }
            Self::LeadingDot(base) => {
                return write!(
                    f,
                    "nameConstraints: the {base} starts with a dot, which RFC 5280 §4.2.1.10 does not define; \
                     pyca/cryptography refuses what is below it"
                );
            }
            Self::ConstraintNotApplicable(form) => {
                return write!(
                    f,
                    "nameConstraints: a constraint on {form} cannot be applied, by its base or because it has a minimum \
                     or maximum (RFC 5280 §4.2.1.10); names of this form are refused below it here, and Java may refuse \
                     all that is below it"
                );
            }
            Self::ExplicitPolicy { certificates } => {
                write!(
                    f,
                    "policyConstraints has requireExplicitPolicy {certificates} (RFC 5280 §4.2.1.11); Java refuses what is \
                     below it "
                )?;
                if *certificates > 1 {
                    write!(f, "by {certificates} certificates or more ")?;
                }
                "and has no policies, whether the extension is critical or not; set policies in IssuerExtensions"
            }
            Self::PurposesOfRoot => {
                "extKeyUsage is in a root; OpenSSL refuses what is below it for any other purpose, and root programs \
                 forbid it"
            }
            Self::AuthorityIssuerOrSerialNumber => {
                "authorityKeyIdentifier has an issuer or a serial number without the other (RFC 5280 App. A.2); linters \
                 such as pkilint report it"
            }
            Self::AuthoritySerialNumber { named, next } => {
                f.write_str("authorityKeyIdentifier names a certificate with the serial number ")?;
                write_hex(f, named)?;
                f.write_str(", and the next one in the chain, of the same key, has ")?;
                write_hex(f, next)?;
                return f.write_str(
                    "; OpenSSL refuses what is below it; give the certificate that is named, or have this one issued again",
                );
            }
            Self::AuthorityIssuer => {
                "authorityKeyIdentifier names another issuer than that of the next certificate, which has the same key; \
                 OpenSSL refuses what is below it; give the certificate that is named, or have this one issued again"
            }
            Self::SerialNumberNotPositive => {
                "serialNumber is not positive (RFC 5280 §4.1.2.2); Go and pyca/cryptography refuse a negative one, and \
                 linters such as pkilint report both"
            }
            Self::SerialNumberTooLong { octets } => {
                return write!(
                    f,
                    "serialNumber has {octets} octets; more than 20 need not be read by anyone (RFC 5280 §4.1.2.2)"
                );
            }
            Self::UniqueIdentifier => {
                "a unique identifier is there (RFC 5280 §4.1.2.8); rustls-webpki refuses what is below it"
            }
            Self::AttributeString { part, attribute } => {
                let attribute = attribute.named();
                return write!(
                    f,
                    "{part}: the attribute {attribute} is not text of its string type; Go and pyca/cryptography refuse \
                     what is below it"
                );
            }
            Self::WeakSignature(name) => {
                return write!(
                    f,
                    "it is signed with {name}; Go and rustls-webpki refuse it and what is below it"
                );
            }
            Self::SignatureParameters => {
                "the parameters of signatureAlgorithm are not those of its standard (RFC 4055 §5, RFC 5758 §3.2); \
                 rustls-webpki refuses what is below it"
            }
        };
        f.write_str(text)
    }
}

/// Writes the octets of a serial number, however many, as `01:a2`: those of the field have 20 at most.
fn write_hex(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    const SHOWN: usize = 21;
    for (position, octet) in octets.iter().take(SHOWN).enumerate() {
        let separator = if position == 0 { "" } else { ":" };
        write!(f, "{separator}{octet:02x}")?;
    }
    if octets.len() > SHOWN { f.write_str(":…") } else { Ok(()) }
}

/// Who refuses an odd encoding, as far as it is known.
fn refusing_encoding(deviation: EncodingDeviation) -> &'static str {
    use EncodingDeviation as D;
    match deviation {
        D::CriticalFalse | D::CaFalse | D::GeneralizedTimeBefore2050 => {
            "pyca/cryptography refuses what is below it"
        }
        D::CriticalTrue | D::CaTrue | D::SubtreeMinimumZero => {
            "rustls-webpki and pyca/cryptography refuse what is below it"
        }
        D::RsaKeyWithoutNull | D::RsaModulusWithoutSign => {
            "Go, rustls-webpki and pyca/cryptography refuse what is below it"
        }
        _ => "verifiers that demand DER refuse what is below it",
    }
}

/// Who minds that an extension is not critical.
fn refusing_not_critical(extension: &str) -> &'static str {
    match extension {
        "basicConstraints" => {
            "OpenSSL with -x509_strict and pyca/cryptography refuse what is below it (RFC 5280 §4.2.1.9)"
        }
        "keyUsage" => "linters such as pkilint report it (RFC 5280 §4.2.1.3)",
        _ => {
            "a verifier that does not know it passes over it, and linters such as pkilint report it (RFC 5280 §4.2.1)"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts::{assert_texts, oid};
    use super::*;
    use crate::x509::general_name::NameForm;

    #[test]
    fn e5_texts_of_notices_of_issuers() {
        use EncodingDeviation as D;
        use IssuerNoticeKind as N;
        let encoding = |part, deviation| N::Encoding { part, deviation };
        assert_texts([
            (
                encoding("keyUsage", D::KeyUsageTrailingZeroBits),
                "keyUsage: keyUsage has trailing zero bits; DER removes them; verifiers that demand DER refuse what is \
                 below it",
            ),
            (
                encoding("extKeyUsage", D::CriticalFalse),
                "extKeyUsage: critical FALSE is encoded; DER leaves it out; pyca/cryptography refuses what is below it",
            ),
            (
                encoding("basicConstraints", D::CaTrue),
                "basicConstraints: cA TRUE is not encoded as FF; rustls-webpki and pyca/cryptography refuse what is \
                 below it",
            ),
            (
                encoding("subjectPublicKeyInfo", D::RsaKeyWithoutNull),
                "subjectPublicKeyInfo: the parameters of the RSA key are absent; RFC 3279 §2.3.1 prescribes NULL; Go, \
                 rustls-webpki and pyca/cryptography refuse what is below it",
            ),
            (
                N::NotCritical { extension: "basicConstraints" },
                "basicConstraints is not critical; OpenSSL with -x509_strict and pyca/cryptography refuse what is below \
                 it (RFC 5280 §4.2.1.9)",
            ),
            (
                N::NotCritical { extension: "keyUsage" },
                "keyUsage is not critical; linters such as pkilint report it (RFC 5280 §4.2.1.3)",
            ),
            (
                N::NotCritical { extension: "nameConstraints" },
                "nameConstraints is not critical; a verifier that does not know it passes over it, and linters such as \
                 pkilint report it (RFC 5280 §4.2.1)",
            ),
            (
                N::Critical { extension: "subjectKeyIdentifier" },
                "subjectKeyIdentifier is critical; OpenSSL, Java, rustls-webpki and pyca/cryptography refuse what is \
                 below it",
            ),
            (
                N::Critical { extension: "cRLDistributionPoints" },
                "cRLDistributionPoints is critical; Java and pyca/cryptography refuse what is below it",
            ),
            (
                N::CriticalPolicy { extension: "policyConstraints" },
                "policyConstraints is critical; rustls-webpki and pyca/cryptography, which do not process it, refuse \
                 what is below it",
            ),
            (
                N::Missing { extension: "keyUsage" },
                "keyUsage is missing (RFC 5280 §4.2.1.3); OpenSSL with -x509_strict and pyca/cryptography refuse what is \
                 below it",
            ),
            (
                N::Missing { extension: "authorityKeyIdentifier" },
                "authorityKeyIdentifier, or the key identifier in it, is missing (RFC 5280 §4.2.1); OpenSSL with \
                 -x509_strict refuses what is below it",
            ),
            (
                N::Empty { extension: "nameConstraints" },
                "nameConstraints is empty and constrains nothing (RFC 5280 §4.2.1.10); pyca/cryptography refuses what is \
                 below it",
            ),
            (
                N::Empty { extension: "subjectAltName" },
                "subjectAltName is empty (RFC 5280 §4.2.1.6); OpenSSL with -x509_strict refuses what is below it",
            ),
            (
                N::LeadingDot("dNSName .example.com".into()),
                "nameConstraints: the dNSName .example.com starts with a dot, which RFC 5280 §4.2.1.10 does not \
                 define; pyca/cryptography refuses what is below it",
            ),
            (
                N::ConstraintNotApplicable(NameForm::Uri),
                "nameConstraints: a constraint on uniformResourceIdentifier cannot be applied, by its base or because it \
                 has a minimum or maximum (RFC 5280 §4.2.1.10); names of this form are refused below it here, and Java \
                 may refuse all that is below it",
            ),
            (
                N::ExplicitPolicy { certificates: 0 },
                "policyConstraints has requireExplicitPolicy 0 (RFC 5280 §4.2.1.11); Java refuses what is below it and has \
                 no policies, whether the extension is critical or not; set policies in IssuerExtensions",
            ),
            (
                N::ExplicitPolicy { certificates: 2 },
                "policyConstraints has requireExplicitPolicy 2 (RFC 5280 §4.2.1.11); Java refuses what is below it by 2 \
                 certificates or more and has no policies, whether the extension is critical or not; set policies in \
                 IssuerExtensions",
            ),
            (
                N::PurposesOfRoot,
                "extKeyUsage is in a root; OpenSSL refuses what is below it for any other purpose, and root programs \
                 forbid it",
            ),
            (
                N::AuthorityIssuerOrSerialNumber,
                "authorityKeyIdentifier has an issuer or a serial number without the other (RFC 5280 App. A.2); linters \
                 such as pkilint report it",
            ),
            (
                N::AuthoritySerialNumber { named: [0, 0xa2].into(), next: [0x7f; 22].into() },
                "authorityKeyIdentifier names a certificate with the serial number 00:a2, and the next one in the chain, \
                 of the same key, has 7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:7f:…; OpenSSL refuses \
                 what is below it; give the certificate that is named, or have this one issued again",
            ),
            (
                N::AuthorityIssuer,
                "authorityKeyIdentifier names another issuer than that of the next certificate, which has the same key; \
                 OpenSSL refuses what is below it; give the certificate that is named, or have this one issued again",
            ),
            (
                N::SerialNumberNotPositive,
                "serialNumber is not positive (RFC 5280 §4.1.2.2); Go and pyca/cryptography refuse a negative one, and \
                 linters such as pkilint report both",
            ),
            (
                N::SerialNumberTooLong { octets: 21 },
                "serialNumber has 21 octets; more than 20 need not be read by anyone (RFC 5280 §4.1.2.2)",
            ),
            (
                N::AttributeString { part: "subject", attribute: oid() },
                "subject: the attribute 2.999.1 is not text of its string type; Go and pyca/cryptography refuse what is \
                 below it",
            ),
            (
                N::WeakSignature("sha1WithRSAEncryption"),
                "it is signed with sha1WithRSAEncryption; Go and rustls-webpki refuse it and what is below it",
            ),
            (
                N::SignatureParameters,
                "the parameters of signatureAlgorithm are not those of its standard (RFC 4055 §5, RFC 5758 §3.2); \
                 rustls-webpki refuses what is below it",
            ),
        ]);
    }
}

//! The extensions that a request adds and those that an issuer puts into every certificate.

use arbitrary::Arbitrary;
use certmint::error::UrlError;
use certmint::extension::CertificatePolicy;
use certmint::extension::CustomExtension;
use certmint::issuer::IssuerExtensions;
use certmint::name::Uri;

use super::super::oracle::asked::RawExtension;
use super::super::oracle::der::{IA5_STRING, OID, UTF8_STRING, constructed, oid_content, sequence, tlv};
use super::Oid;

/// An extension that a request adds.
#[derive(Arbitrary, Clone, Debug)]
pub enum Added {
    Text(Oid, String),
    Value { oid: Oid, critical: bool, tag: u8, content: Vec<u8> },
    Octets { oid: Oid, critical: bool, value: Vec<u8> },
}

impl Added {
    pub fn raw(&self) -> RawExtension {
        let new = |oid: &Oid, critical, value| RawExtension::new(&oid_of(oid), critical, value);
        match self {
            Self::Text(oid, text) => new(oid, false, tlv(UTF8_STRING, text)),
            Self::Value { oid, critical, tag, content } => new(oid, *critical, tlv(*tag, content)),
            Self::Octets { oid, critical, value } => new(oid, *critical, value.clone()),
        }
    }

    /// The typed extension, if it is valid.
    pub fn typed(&self) -> Option<(CustomExtension, RawExtension)> {
        let extension = match self {
            Self::Text(oid, text) => CustomExtension::text(oid.typed()?, text),
            Self::Value { oid, critical, .. } | Self::Octets { oid, critical, .. } => {
                let oid = oid.typed()?;
                return Some((CustomExtension::new(oid, *critical, self.raw().value).ok()?, self.raw()));
            }
        };
        Some((extension.ok()?, self.raw()))
    }
}

/// The content of an identifier, or of a fixed one if the text is invalid.
pub fn oid_of(oid: &Oid) -> Vec<u8> {
    if oid.typed().is_some() { oid_content(&oid.dotted()) } else { oid_content("2.999.0") }
}

/// The extensions that an issuer puts into every certificate.
#[derive(Arbitrary, Clone, Debug)]
pub struct OfIssuer {
    policies: Vec<(Oid, Option<Url>)>,
    crl_urls: Vec<Url>,
    ocsp_urls: Vec<Url>,
    ca_issuers_urls: Vec<Url>,
}

/// A URL: one from a short list, or an arbitrary one.
#[derive(Arbitrary, Clone, Debug)]
enum Url {
    Known(u8),
    Any(String),
}

impl Url {
    const KNOWN: [&str; 6] = [
        "http://pki.example.org/ca.crl",
        "ldap://pki.example.org/cn=CA?certificateRevocationList",
        "https://pki.example.org",
        "HTTP://ocsp.example.org:8080/",
        "urn:example:no-url",
        "http://",
    ];

    /// Whether the URL of the CRL is also that of the delta CRL.
    fn is_of_delta(&self) -> bool {
        matches!(self, Self::Known(position) if *position >= 0x80)
    }

    fn text(&self) -> &str {
        match self {
            Self::Known(position) => Self::KNOWN[usize::from(*position) % Self::KNOWN.len()],
            Self::Any(text) => text,
        }
    }
}

impl OfIssuer {
    /// Returns the typed extensions, as far as they are valid, and what every certificate must
    /// contain of them.
    pub fn typed(&self) -> (IssuerExtensions, Vec<RawExtension>) {
        let (typed, policies) = self.policies();
        let (typed, crl) = with_urls(typed, &self.crl_urls, IssuerExtensions::with_crl_url);
        let (typed, ocsp) = with_urls(typed, &self.ocsp_urls, IssuerExtensions::with_ocsp_url);
        let (typed, ca_issuers) =
            with_urls(typed, &self.ca_issuers_urls, IssuerExtensions::with_ca_issuers_url);
        let delta: Vec<Url> = self.crl_urls.iter().filter(|url| url.is_of_delta()).cloned().collect();
        let (typed, freshest) = with_urls(typed, &delta, IssuerExtensions::with_freshest_crl_url);
        let mut raw = Vec::new();
        if !policies.is_empty() {
            raw.push(RawExtension::new(b"\x55\x1d\x20", false, sequence(policies)));
        }
        for (oid, names) in [(b"\x55\x1d\x1f", crl), (b"\x55\x1d\x2e", freshest)] {
            if !names.is_empty() {
                raw.push(RawExtension::new(oid, false, distribution_point(names)));
            }
        }
        let access =
            [descriptions("1.3.6.1.5.5.7.48.1", &ocsp), descriptions("1.3.6.1.5.5.7.48.2", &ca_issuers)];
        let access = access.concat();
        if !access.is_empty() {
            raw.push(RawExtension::new(&oid_content("1.3.6.1.5.5.7.1.1"), false, sequence(access)));
        }
        (typed, raw)
    }

    /// The policies, each a PolicyInformation in DER.
    fn policies(&self) -> (IssuerExtensions, Vec<Vec<u8>>) {
        let mut typed = IssuerExtensions::default();
        let mut policies = Vec::new();
        for (asked, url) in &self.policies {
            let Some(oid) = asked.typed() else { continue };
            let mut policy = CertificatePolicy::new(oid);
            let mut members = vec![tlv(OID, oid_of(asked))];
            if let Some(uri) = url.as_ref().and_then(|url| Uri::new(url.text()).ok()) {
                // id-qt-cps.
                let qualifier = [tlv(OID, oid_content("1.3.6.1.5.5.7.2.1")), tlv(IA5_STRING, uri.as_str())];
                members.push(sequence([sequence(qualifier)]));
                policy = policy.with_practice_statement(uri);
            }
            if let Ok(with) = typed.clone().with_policy(policy) {
                typed = with;
                policies.push(sequence(members));
            }
        }
        (typed, policies)
    }
}

/// The extensions with the accepted URLs, and these URLs as GeneralNames in DER, without
/// duplicates.
fn with_urls(
    mut typed: IssuerExtensions,
    urls: &[Url],
    add: impl Fn(IssuerExtensions, &str) -> Result<IssuerExtensions, UrlError>,
) -> (IssuerExtensions, Vec<Vec<u8>>) {
    let mut names = Vec::new();
    for url in urls {
        let Ok(with) = add(typed.clone(), url.text()) else { continue };
        typed = with;
        let name = tlv(0x86, url.text());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (typed, names)
}

/// The value of cRLDistributionPoints or freshestCRL with one distribution point.
pub fn distribution_point(names: Vec<Vec<u8>>) -> Vec<u8> {
    sequence([sequence([constructed(0xa0, [constructed(0xa0, names)])])])
}

/// An AccessDescription for each location.
fn descriptions(method: &str, locations: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let method = tlv(OID, oid_content(method));
    locations.iter().map(|location| sequence([&method, location])).collect()
}

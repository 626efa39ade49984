//! Extensions: those that a request adds, and what an issuer says of itself.

use arbitrary::Arbitrary;
use certmint::{CertificatePolicy, Extension, IssuerExtensions, Uri};

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

    /// The typed extension, where it is one.
    pub fn typed(&self) -> Option<(Extension, RawExtension)> {
        let extension = match self {
            Self::Text(oid, text) => Extension::text(oid.typed()?, text),
            Self::Value { oid, critical, .. } | Self::Octets { oid, critical, .. } => {
                let oid = oid.typed()?;
                return Some((Extension::new(oid, *critical, self.raw().value).ok()?, self.raw()));
            }
        };
        Some((extension.ok()?, self.raw()))
    }
}

/// The content of an identifier; of what is none, that of another one.
pub fn oid_of(oid: &Oid) -> Vec<u8> {
    if oid.typed().is_some() { oid_content(&oid.dotted()) } else { oid_content("2.999.0") }
}

/// What an issuer says of itself.
#[derive(Arbitrary, Clone, Debug)]
pub struct OfIssuer {
    policies: Vec<(Oid, Option<Url>)>,
    crl_urls: Vec<Url>,
    ocsp_urls: Vec<Url>,
    ca_issuers_urls: Vec<Url>,
}

/// A URL: one of a few, or any.
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

    fn text(&self) -> &str {
        match self {
            Self::Known(position) => Self::KNOWN[usize::from(*position) % Self::KNOWN.len()],
            Self::Any(text) => text,
        }
    }
}

impl OfIssuer {
    /// The typed extensions, and what of them is to be in each certificate.
    pub fn typed(&self) -> (IssuerExtensions, Vec<RawExtension>) {
        let mut typed = IssuerExtensions::default();
        let mut policies = Vec::new();
        for (oid, url) in &self.policies {
            let content = oid_of(oid);
            let Some(oid) = oid.typed() else { continue };
            let uri = url.as_ref().and_then(|url| Uri::new(url.text()).ok());
            let mut policy = CertificatePolicy::new(oid);
            let mut members = vec![tlv(OID, content)];
            if let Some(uri) = uri {
                // id-qt-cps: 1.3.6.1.5.5.7.2.1.
                let qualifier = [tlv(OID, oid_content("1.3.6.1.5.5.7.2.1")), tlv(IA5_STRING, uri.as_str())];
                members.push(sequence([sequence(qualifier)]));
                policy = policy.with_practice_statement(uri);
            }
            if let Ok(with) = typed.clone().with_policy(policy) {
                typed = with;
                policies.push(sequence(members));
            }
        }
        let mut urls = [&self.crl_urls, &self.ocsp_urls, &self.ca_issuers_urls].map(|_| Vec::new());
        let add: [fn(IssuerExtensions, &str) -> Result<IssuerExtensions, certmint::ViolationKind>; 3] = [
            IssuerExtensions::with_crl_url,
            IssuerExtensions::with_ocsp_url,
            IssuerExtensions::with_ca_issuers_url,
        ];
        for ((asked, add), taken) in
            [&self.crl_urls, &self.ocsp_urls, &self.ca_issuers_urls].into_iter().zip(add).zip(&mut urls)
        {
            for url in asked {
                if let Ok(with) = add(typed.clone(), url.text()) {
                    typed = with;
                    let name = tlv(0x86, url.text());
                    if !taken.contains(&name) {
                        taken.push(name);
                    }
                }
            }
        }
        let [crl, ocsp, ca_issuers] = urls;
        let mut raw = Vec::new();
        if !policies.is_empty() {
            raw.push(RawExtension::new(b"\x55\x1d\x20", false, sequence(policies)));
        }
        if !crl.is_empty() {
            let point = sequence([constructed(0xa0, [constructed(0xa0, crl)])]);
            raw.push(RawExtension::new(b"\x55\x1d\x1f", false, sequence([point])));
        }
        let access = |method: &str, urls: Vec<Vec<u8>>| {
            let method = tlv(OID, oid_content(method));
            urls.into_iter().map(move |url| sequence([&method, &url])).collect::<Vec<_>>()
        };
        let descriptions =
            [access("1.3.6.1.5.5.7.48.1", ocsp), access("1.3.6.1.5.5.7.48.2", ca_issuers)].concat();
        if !descriptions.is_empty() {
            raw.push(RawExtension::new(&oid_content("1.3.6.1.5.5.7.1.1"), false, sequence(descriptions)));
        }
        (typed, raw)
    }
}

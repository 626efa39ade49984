//! To-be-signed certificates of every kind, with everything that a request can contain.

use certmint::extension::CustomExtension;
use certmint::extension::{CertificatePolicy, ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages, PathLength};
use certmint::issuer::IssuerExtensions;
use certmint::key::KeyType;
use certmint::name::{AttributeType, GeneralSubtree, NameConstraints, SubjectAlternativeName};
use certmint::profile::ProfileSettings;
use certmint::request::CertificateType;
use certmint::uuid::Uuid;
use certmint::{
    Authority, CertificateParams, Csr, CsrRequest, DistinguishedName, EndEntityRequest, Error, HashAlgorithm,
    Issued, Issuer, KeyAlgorithm, ObjectIdentifier, PrivateKey, Profile, PublicKey, RootRequest,
    SubordinateRequest, ToBeSigned,
};
use proptest::prelude::*;

use toolkit::forge::{self, BASIC_CONSTRAINTS, KEY_USAGE, SUBJECT_ALT_NAME};
use toolkit::stock::{ALGORITHMS, authority, key};
use toolkit::{now, rng, tlv, years};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Root,
    Subordinate,
    Apply,
    CsrEntity,
    CsrCa,
}

/// The request of a test. Its issuer, if it has one, is [`authority`] of `issuer` with everything
/// that `says` selects.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) kind: Kind,
    pub(crate) issuer: KeyAlgorithm,
    pub(crate) key: KeyAlgorithm,
    pub(crate) hash: HashAlgorithm,
    pub(crate) path_length: Option<u8>,
    pub(crate) attributes: bool,
    pub(crate) names: usize,
    pub(crate) purposes: usize,
    pub(crate) key_usages: bool,
    pub(crate) custom: usize,
    /// Name constraints, of a subordinate CA.
    pub(crate) constrained: bool,
    pub(crate) says: [bool; 4],
}

pub(crate) fn any_kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![Kind::Root, Kind::Subordinate, Kind::Apply, Kind::CsrEntity, Kind::CsrCa])
}

pub(crate) fn wanted() -> impl Strategy<Value = Wanted> {
    let algorithm = || prop::sample::select(ALGORITHMS.to_vec());
    let hash = vec![HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512];
    let keys = (any_kind(), algorithm(), algorithm(), prop::sample::select(hash));
    let counts = (prop::option::of(0..=6_u8), 0..5_usize, 0..=6_usize, 0..4_usize);
    (keys, counts, any::<[bool; 3]>(), any::<[bool; 4]>()).prop_map(
        |(
            (kind, issuer, key, hash),
            (path_length, names, purposes, custom),
            [attributes, key_usages, constrained],
            says,
        )| {
            Wanted {
                kind,
                issuer,
                key,
                hash,
                path_length,
                attributes,
                names,
                purposes,
                key_usages,
                custom,
                constrained,
                says,
            }
        },
    )
}

/// A minimal request of a kind, by a P-256 issuer for a P-256 key.
pub(crate) fn plain(kind: Kind) -> Wanted {
    Wanted {
        kind,
        issuer: KeyAlgorithm::Ec256,
        key: KeyAlgorithm::Ec256,
        hash: HashAlgorithm::Sha256,
        path_length: None,
        attributes: false,
        names: 2,
        purposes: 1,
        key_usages: false,
        custom: 1,
        constrained: true,
        says: [true; 4],
    }
}

/// The issuer's extensions: policies, CRL, its own certificate, OCSP, each optional.
pub(crate) fn says([policy, crl, ca_issuers, ocsp]: [bool; 4]) -> IssuerExtensions {
    let mut extensions = IssuerExtensions::default();
    if policy {
        let statement = certmint::name::Uri::new("http://pki.example.org/cps").expect("a URI");
        let with_statement = CertificatePolicy::new(oid("2.999.5")).with_practice_statement(statement);
        extensions = extensions.with_policy(CertificatePolicy::new(oid("2.999.4"))).expect("a policy");
        extensions = extensions.with_policy(with_statement).expect("a policy");
    }
    if crl {
        extensions = extensions.with_crl_url("http://pki.example.org/ca.crl").expect("a URL");
    }
    if ca_issuers {
        extensions = extensions.with_ca_issuers_url("http://pki.example.org/ca.crt").expect("a URL");
    }
    if ocsp {
        extensions = extensions.with_ocsp_url("http://ocsp.example.org").expect("a URL");
    }
    extensions
}

/// A base of each form, permitted or excluded.
fn constraints() -> NameConstraints {
    let name = DistinguishedName::from_attributes(&[(AttributeType::Country, "DE")]).expect("a name");
    let permitted = vec![
        GeneralSubtree::dns("example.org").expect("a base"),
        GeneralSubtree::ip([192, 0, 2, 0].into(), 24).expect("a base"),
        GeneralSubtree::directory_name(name),
    ];
    let excluded = vec![
        GeneralSubtree::email("user@example.org").expect("a base"),
        GeneralSubtree::uri(".example.org").expect("a base"),
        GeneralSubtree::ip("2001:db8::".parse().expect("an address"), 32).expect("a base"),
    ];
    NameConstraints::new(permitted, excluded).expect("few")
}

fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(text).expect("an identifier")
}

impl Wanted {
    /// `None` for a root.
    pub(crate) fn issuer(&self) -> Option<Issuer> {
        let issuer = || authority(self.issuer).issuer().clone().with_extensions(says(self.says));
        (self.kind != Kind::Root).then(issuer)
    }

    /// The key that signs.
    pub(crate) fn signer(&self) -> PrivateKey {
        key(if self.kind == Kind::Root { self.key } else { self.issuer })
    }

    pub(crate) fn to_be_signed(&self) -> ToBeSigned {
        let settings = ProfileSettings {
            csr_extensions: vec![oid("2.999.1")],
            end_entity_crl_sign: true,
            ..ProfileSettings::default()
        };
        let profile = Profile::new(settings).expect("a profile");
        let issuer = self.issuer();
        let grant = match (&issuer, self.kind) {
            (Some(issuer), Kind::Apply) => {
                let request = EndEntityRequest::new(self.params());
                let request =
                    if self.key_usages { request.with_key_usages(self.usages()) } else { Ok(request) };
                request.expect("usages").check(issuer, &profile, now())
            }
            (Some(issuer), Kind::Subordinate) => {
                let request = SubordinateRequest::new(self.params())
                    .with_path_length(self.length().unwrap_or_default());
                let request = match self.constrained {
                    true => request.with_name_constraints(constraints()),
                    false => request,
                };
                request.check(issuer, &profile, now())
            }
            (Some(issuer), _) => self.csr_request().check(issuer, &profile, now()),
            (None, _) => {
                let request = RootRequest::new(self.params());
                let request = match self.length() {
                    Some(length) => request.with_path_length(length),
                    None => request,
                };
                request.check(&profile, now())
            }
        };
        grant.expect("a grant").to_be_signed(&mut rng(70)).expect("to be signed")
    }

    pub(crate) fn resume(&self, bytes: &[u8], id: Uuid) -> Result<ToBeSigned, Error> {
        resume(self.issuer().as_ref(), bytes, id)
    }

    fn length(&self) -> Option<PathLength> {
        self.path_length.map(|length| PathLength::new(length).expect("0 to 6"))
    }

    /// All usages that the key allows.
    fn usages(&self) -> KeyUsages {
        use KeyUsage::*;
        match self.key.key_type() {
            KeyType::Rsa => {
                KeyUsages::of(&[DigitalSignature, NonRepudiation, KeyEncipherment, DataEncipherment])
            }
            _ => KeyUsages::of(&[DigitalSignature, KeyAgreement, CrlSign, DecipherOnly]),
        }
    }

    fn params(&self) -> CertificateParams<PublicKey> {
        let mut subject = DistinguishedName::new("Remote Ä").expect("a name");
        if self.attributes {
            subject = subject.with(AttributeType::Country, "DE").expect("a country");
            subject = subject.with(AttributeType::Organization, "Example, Inc.").expect("an organization");
        }
        let names = ["remote.example.org", "*.example.org"].map(SubjectAlternativeName::dns).into_iter();
        let names = names.chain(["192.0.2.7", "2001:db8::7"].map(SubjectAlternativeName::ip));
        let names: Result<Vec<_>, _> = names.take(self.names).collect();
        let purposes = KeyPurpose::NAMED.into_iter().chain([KeyPurpose::Other(oid("2.999.3"))]);
        let custom = [
            CustomExtension::text(oid("2.999.1"), "text").expect("an extension"),
            CustomExtension::new(oid("2.999.2"), true, vec![0x05, 0]).expect("an extension"),
            CustomExtension::new(oid("1.3.6.1.4.1.99999.7"), false, tlv(0x04, &[7; 300]))
                .expect("an extension"),
        ];
        let key = key(self.key).public_key().clone();
        let params = CertificateParams::new(key, self.hash, subject, years(2))
            .with_alternative_names(names.expect("names"))
            .expect("few names")
            .with_extended_key_usage(ExtendedKeyUsage::new(purposes.rev().take(self.purposes)));
        let add = |params: CertificateParams<PublicKey>, extension| {
            params.with_extension(extension).expect("each once")
        };
        custom.into_iter().take(self.custom).fold(params, add)
    }

    fn csr_request(&self) -> CsrRequest {
        let kind = match self.kind {
            Kind::CsrCa => CertificateType::IntermediateCa(self.length().unwrap_or_default()),
            _ => CertificateType::EntityCert,
        };
        let request = CsrRequest::new(self.csr(), kind, years(2)).expect("a request").with_hash(self.hash);
        match self.constrained && self.kind == Kind::CsrCa {
            true => request.with_name_constraints(constraints()).expect("of a CA"),
            false => request,
        }
    }

    fn csr(&self) -> Csr {
        let is_ca = self.kind == Kind::CsrCa;
        let mut extensions = Vec::new();
        if self.key_usages {
            // digitalSignature and nonRepudiation, for a CA with keyCertSign.
            let usages: &[u8] = if is_ca { &[3, 2, 2, 0xc4] } else { &[3, 2, 6, 0xc0] };
            extensions.push(forge::extension(KEY_USAGE, true, usages));
        }
        if is_ca {
            extensions.push(forge::extension(BASIC_CONSTRAINTS, true, forge::CA));
        }
        if self.names > 0 {
            let names = (0..self.names)
                .map(|number| tlv(0x82, format!("n{number}.example.org").as_bytes()))
                .chain([tlv(0x81, b"a@example.org"), tlv(0x86, b"spiffe://example.org/a")]);
            let names = tlv(0x30, &names.collect::<Vec<_>>().concat());
            extensions.push(forge::extension(SUBJECT_ALT_NAME, false, &names));
        }
        if self.custom > 0 {
            extensions.push(forge::extension(b"\x88\x37\x01", true, &tlv(0x0c, b"copied")));
        }
        let key = key(self.key);
        // An end entity with names needs no subject (rule S6).
        let anonymous = !self.attributes && !is_ca && self.names > 0;
        let subject = if anonymous { tlv(0x30, &[]) } else { forge::common_name("Remote CSR") };
        Csr::from_der(&forge::csr_der(&key, &subject, &extensions)).expect("a CSR")
    }
}

/// Resumes a stored certificate, below an issuer or as a root.
pub(crate) fn resume(issuer: Option<&Issuer>, bytes: &[u8], id: Uuid) -> Result<ToBeSigned, Error> {
    match issuer {
        Some(issuer) => ToBeSigned::resume(bytes, id, issuer, now()),
        None => ToBeSigned::resume_root(bytes, id, now()),
    }
}

/// Issues in one step.
pub(crate) fn issue(wanted: &Wanted) -> Issued {
    wanted.to_be_signed().sign(&wanted.signer()).expect("a certificate")
}

/// An authority with a certificate issued for [`key`] of P-256.
pub(crate) fn authority_of(issued: &Issued) -> Authority {
    let issuer = Issuer::try_from(issued).expect("a CA");
    Authority::new(issuer, key(KeyAlgorithm::Ec256)).expect("its key")
}

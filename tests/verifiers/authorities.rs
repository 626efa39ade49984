//! Roots and CAs with each key, hash and issuer key.

use certmint::extension::{CertificatePolicy, ExtendedKeyUsage, KeyPurpose, PathLength};
use certmint::issuer::IssuerExtensions;
use certmint::name::{AttributeType, GeneralSubtree, NameConstraints, Uri};
use certmint::request::CertificateType;
use certmint::{
    Authority, CertificateParams, Csr, CsrRequest, DistinguishedName, HashAlgorithm, Issued, Issuer,
    KeyAlgorithm, ObjectIdentifier, PrivateKey, RequestedValidity, RootRequest, SubordinateRequest,
};
use rand_chacha::ChaCha20Rng;

use crate::contents::distinguished_name;
use crate::keys::{Holder, profile, rsa_key};
use toolkit::forge::csr_der;
use toolkit::{now, years};

/// The maximum validity of a root (rule V4): it ends after 2050.
const ROOT_YEARS: u64 = 30;

/// The variants of a CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaContents {
    /// Path length 0 and only defaults.
    Minimal,
    /// Limited to certain names.
    Constrained,
    /// Limited to servers and clients.
    ForServers,
    /// Limited to code signing.
    ForCode,
    /// A name of all attributes with characters beyond ASCII. Otherwise everything except the
    /// common name is inherited.
    Unicode,
}

impl CaContents {
    /// The variants below which servers can be issued.
    pub(crate) const OF_SERVERS: [Self; 4] =
        [Self::Minimal, Self::Constrained, Self::ForServers, Self::Unicode];

    pub(crate) fn purposes(self) -> &'static [KeyPurpose] {
        match self {
            Self::ForServers => &[KeyPurpose::ServerAuth, KeyPurpose::ClientAuth],
            Self::ForCode => &[KeyPurpose::CodeSigning],
            Self::Minimal | Self::Constrained | Self::Unicode => &[],
        }
    }
}

/// Policies, and the URLs of the CRL, the certificate and the OCSP responder.
pub(crate) fn issuer_extensions() -> IssuerExtensions {
    let identifier = |dotted| ObjectIdentifier::new(dotted).expect("an identifier");
    let statement = Uri::new("https://pki.example.org/cps").expect("a URI");
    let policies = [
        CertificatePolicy::new(identifier("1.3.6.1.4.1.32473.1.1")),
        CertificatePolicy::new(identifier("1.3.6.1.4.1.32473.1.2")).with_practice_statement(statement),
    ];
    let extensions = policies
        .into_iter()
        .try_fold(IssuerExtensions::default(), IssuerExtensions::with_policy)
        .expect("two policies");
    extensions
        .with_crl_url("http://pki.example.org/ca.crl")
        .and_then(|extensions| {
            extensions.with_crl_url("ldap://ldap.example.org/cn=CA?certificateRevocationList")
        })
        .and_then(|extensions| extensions.with_ca_issuers_url("http://pki.example.org/ca.crt"))
        .and_then(|extensions| extensions.with_ocsp_url("http://ocsp.example.org"))
        .expect("URLs")
}

fn name_constraints() -> NameConstraints {
    let dns = |base| GeneralSubtree::dns(base).expect("a base");
    let ip =
        |network: &str, bits| GeneralSubtree::ip(network.parse().expect("a network"), bits).expect("a base");
    let permitted = vec![dns("example.org"), ip("192.0.2.0", 24)];
    NameConstraints::new(permitted, vec![dns("secret.example.org"), ip("2001:db8::", 32)])
        .expect("constraints")
}

/// A root whose name states its properties.
pub(crate) fn root(
    name: &str,
    key: KeyAlgorithm,
    hash: HashAlgorithm,
    path_length: Option<u8>,
    purposes: &[KeyPurpose],
    rng: &mut ChaCha20Rng,
) -> Authority {
    let subject = distinguished_name(&[
        (AttributeType::Country, "DE"),
        (AttributeType::StateOrProvince, "Bayern"),
        (AttributeType::Locality, "München"),
        (AttributeType::Organization, "Example"),
        (AttributeType::CommonName, name),
    ]);
    let params = CertificateParams::new(key, hash, subject, years(ROOT_YEARS))
        .with_extended_key_usage(ExtendedKeyUsage::new(purposes.iter().cloned()));
    let mut request = RootRequest::new(params);
    if let Some(length) = path_length {
        request = request.with_path_length(PathLength::new(length).expect("a path length"));
    }
    let Some(key) = rsa_key(key, Holder::Root) else {
        let issued = Authority::create_root(&request, &profile(), now(), rng).expect("a root");
        return Authority::try_from(issued).expect("an authority").with_profile(profile());
    };
    let request = request.with_public_key(key.public_key().clone()).expect("a key of the algorithm");
    let grant = request.check(&profile(), now()).expect("a grant");
    let issued = grant.to_be_signed(rng).expect("randomness").sign(&key).expect("a root");
    authority(&issued, key)
}

/// The CA that was just issued for a key.
fn authority(issued: &Issued, key: PrivateKey) -> Authority {
    let issuer = Issuer::try_from(issued).expect("a CA");
    Authority::new(issuer, key).expect("an authority").with_profile(profile())
}

/// An issuing CA with a key on P-256 below a root whose RSA key has 8192 bits, which certmint neither
/// generates nor signs with. `openssl ca` made both.
pub(crate) fn below_rsa_8192() -> Authority {
    let issuer =
        Issuer::from_chain_pem(include_str!("../algorithms/chains/rsa_8192.pem")).expect("an issuer");
    let key = PrivateKey::from_pem(include_str!("../algorithms/chains/issuing.key.pem")).expect("a key");
    Authority::new(issuer, key).expect("an authority").with_profile(profile())
}

/// A CA to issue: the content of its request.
pub(crate) struct Ca<'a> {
    pub(crate) name: &'a str,
    pub(crate) contents: CaContents,
    pub(crate) key: KeyAlgorithm,
    pub(crate) holder: Holder,
    pub(crate) hash: HashAlgorithm,
    pub(crate) path_length: u8,
    pub(crate) validity: RequestedValidity,
}

impl Ca<'_> {
    fn subject(&self) -> DistinguishedName {
        match self.contents {
            CaContents::Unicode => distinguished_name(&[
                (AttributeType::Country, "GR"),
                (AttributeType::StateOrProvince, "Αττική"),
                (AttributeType::Locality, "Αθήνα"),
                (AttributeType::Organization, "Παράδειγμα"),
                (AttributeType::OrganizationalUnit, "安全"),
                (AttributeType::CommonName, self.name),
            ]),
            _ => DistinguishedName::new(self.name).expect("a common name"),
        }
    }

    fn path_length(&self) -> PathLength {
        PathLength::new(self.path_length).expect("a path length")
    }

    /// Issues it below `above`, generating a key unless it is an RSA key.
    pub(crate) fn subordinate(&self, above: &Authority, rng: &mut ChaCha20Rng) -> Authority {
        let purposes = ExtendedKeyUsage::new(self.contents.purposes().iter().cloned());
        let params = CertificateParams::new(self.key, self.hash, self.subject(), self.validity)
            .with_extended_key_usage(purposes);
        let mut request = SubordinateRequest::new(params).with_path_length(self.path_length());
        if self.contents == CaContents::Constrained {
            request = request.with_name_constraints(name_constraints());
        }
        let Some(key) = rsa_key(self.key, self.holder) else {
            let issued = above.issue(&request, now(), rng).expect("a CA");
            return Authority::try_from(issued).expect("an authority").with_profile(profile());
        };
        let request = request.with_public_key(key.public_key().clone()).expect("a key of the algorithm");
        let issued = above.issue(&request, now(), rng).expect("a CA");
        authority(&issued, key)
    }

    /// Issues it below `above` for a CSR.
    pub(crate) fn intermediate(&self, above: &Authority, rng: &mut ChaCha20Rng) -> Authority {
        let key = rsa_key(self.key, self.holder)
            .unwrap_or_else(|| PrivateKey::generate(self.key, rng).expect("a key"));
        let subject = toolkit::forge::name(&[
            (toolkit::forge::COUNTRY, 0x13, b"DE"),
            (toolkit::forge::ORGANIZATION, 0x0c, "Beispiel ✓".as_bytes()),
            (toolkit::forge::COMMON_NAME, 0x0c, self.name.as_bytes()),
        ]);
        let csr = Csr::from_der(&csr_der(&key, &subject, &[])).expect("a CSR");
        let kind = CertificateType::IntermediateCa(self.path_length());
        let mut request = CsrRequest::new(csr, kind, self.validity).expect("a CA").with_hash(self.hash);
        if self.contents == CaContents::Constrained {
            request = request.with_name_constraints(name_constraints()).expect("of a CA");
        }
        let issued = above.issue(&request, now(), rng).expect("a CA");
        authority(&issued, key)
    }
}

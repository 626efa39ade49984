//! CAs with name constraints, not written by this crate, and the same CAs without constraints.

use certmint::request::CertificateType;
use certmint::{Authority, Certificate, Csr, CsrRequest, Error, Issued, Issuer, KeyAlgorithm, PrivateKey};

use crate::names::{Asked, Constraints};
use toolkit::forge::{
    AUTHORITY_KEY_IDENTIFIER, Forged, NAME_CONSTRAINTS, SUBJECT_KEY_IDENTIFIER, common_name, csr_der,
    sequence,
};
use toolkit::{now, rng, tlv, years};

/// A root without constraints and the CAs below it, one for each set of constraints.
pub(crate) struct Hierarchy {
    /// The issuer's certificate first, the root last.
    pub(crate) chain: Vec<Vec<u8>>,
    constrained: Authority,
    /// A CA with the same name and key, so that its certificates also fit below `chain`.
    free: Authority,
}

impl Hierarchy {
    /// The CAs below a root, from the top down.
    pub(crate) fn new(constraints: &[Constraints]) -> Self {
        let root = key(0);
        let root = ca(0, &root, 0, None).sign(&root);
        let mut chain = vec![root.clone()];
        for (position, constraints) in constraints.iter().enumerate() {
            let own = ca(position + 1, &key(position + 1), position, Some(constraints));
            chain.insert(0, own.sign(&key(position)));
        }
        let levels = constraints.len();
        let free = ca(levels, &key(levels), 0, None).sign(&key(0));
        let constrained = authority(&chain, levels);
        Self { chain, constrained, free: authority(&[free, root], levels) }
    }

    pub(crate) fn issue(&self, asked: &Asked) -> Result<Issued, Error> {
        issue(&self.constrained, asked)
    }

    /// Issues as if there were no constraints.
    pub(crate) fn issue_freely(&self, asked: &Asked) -> Issued {
        issue(&self.free, asked).unwrap_or_else(|error| panic!("{asked:?}: {error}"))
    }
}

fn issue(authority: &Authority, asked: &Asked) -> Result<Issued, Error> {
    let csr = Csr::from_der(&csr_der(&key(9), &asked.subject, &asked.extensions())).expect("a CSR");
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1))?;
    authority.issue(&request, now(), &mut rng(41))
}

fn authority(chain: &[Vec<u8>], number: usize) -> Authority {
    let chain = chain.iter().map(|der| Certificate::from_der(der).expect("a certificate")).collect();
    Authority::new(Issuer::from_chain(chain).expect("an issuer"), key(number)).expect("an authority")
}

/// The same keys in every hierarchy.
fn key(number: usize) -> PrivateKey {
    PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(50 + number as u8)).expect("a key")
}

/// A CA with the key identifiers that `openssl verify -x509_strict` requires.
fn ca(number: usize, key: &PrivateKey, issuer: usize, constraints: Option<&Constraints>) -> Forged {
    let text = |number: usize| format!("CA {number}");
    let identifier = |number: usize| [number as u8; 20];
    let mut forged = Forged::ca(&text(number), key);
    forged.issuer = common_name(&text(issuer));
    let authority_key_identifier = sequence(&[&tlv(0x80, &identifier(issuer))]);
    forged = forged
        .with_extension(SUBJECT_KEY_IDENTIFIER, false, &tlv(0x04, &identifier(number)))
        .with_extension(AUTHORITY_KEY_IDENTIFIER, false, &authority_key_identifier);
    match constraints {
        Some(constraints) => forged.with_extension(NAME_CONSTRAINTS, true, &constraints.der()),
        None => forged,
    }
}

//! W11: the slowest request below the most expensive constraints.
//!
//! Five CAs in a chain each have 250 subtrees. One request may then have 200 names, which causes
//! the most searches, and the most comparisons by verifiers. It is a CSR for 100 DNS names of 253
//! characters and a subject of 100 attributes, whose values have as many cased letters as are
//! folded. Each base differs from a name only at the end. The item measures the check of the
//! request, without any signature.

use certmint::extension::PathLength;
use certmint::key::SignatureAlgorithm;
use certmint::name::{GeneralSubtree, NameConstraints};
use certmint::request::{CertificateType, ValidityUnit};
use certmint::{
    Authority, CertificateParams, Csr, CsrRequest, DistinguishedName, HashAlgorithm, Issuer, KeyAlgorithm,
    PrivateKey, Profile, RequestedValidity, Signer, SubordinateRequest,
};

use super::worst::{sequence, tlv};
use super::{authority, now};
use crate::fixture::{DAYS, rng};
use crate::{Algorithm, Made, Measured, measured};

const CAS: u8 = 5;
const SUBTREES: usize = 250;
const NAMES: usize = 100;
const ATTRIBUTES: usize = 100;

pub(super) fn prepare() -> Box<dyn Measured> {
    let (issuer, request, profile) = (issuer(), request(), Profile::default());
    measured(move || request.check(&issuer, &profile, now()).expect("a grant"), |_| Made::Nothing)
}

fn validity() -> RequestedValidity {
    RequestedValidity::new(ValidityUnit::Day, DAYS.into()).expect("a period")
}

fn issuer() -> Issuer {
    let mut rng = rng();
    let mut above = authority(Algorithm::Ec256);
    for level in 1..=CAS {
        let subject = DistinguishedName::new(&format!("CA {level}")).expect("a name");
        let params = CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, subject, validity());
        let request = SubordinateRequest::new(params)
            .with_path_length(PathLength::new(CAS - level).expect("a path length"))
            .with_name_constraints(constraints());
        let issued = above.issue(&request, now(), &mut rng).expect("a CA");
        above = Authority::try_from(issued).expect("an authority");
    }
    above.issuer().clone()
}

/// One CA permits the DNS names, and the others exclude DNS names and subjects.
fn constraints() -> NameConstraints {
    let excluded = (1..SUBTREES).map(|number| match number % 2 {
        0 => GeneralSubtree::dns(&format!("{:03x}.{}", 0x100 + number, domain())).expect("a base"),
        _ => {
            let last = rdn(&format!("other {number}"));
            let rdns = [&rdns()[1..], &[last]].concat();
            GeneralSubtree::directory_name(
                DistinguishedName::from_der(&sequence(&[&rdns.concat()])).expect("a name"),
            )
        }
    });
    let permitted = GeneralSubtree::dns(&domain()).expect("a base");
    NameConstraints::new(vec![permitted], excluded.collect()).expect("constraints")
}

/// 249 characters.
fn domain() -> String {
    let label = "a".repeat(63);
    format!("{label}.{label}.{label}.{}", &label[6..])
}

fn rdns() -> Vec<Vec<u8>> {
    (0..ATTRIBUTES).map(|_| rdn(&"Я".repeat(20))).collect()
}

fn rdn(value: &str) -> Vec<u8> {
    const ORGANIZATIONAL_UNIT: &[u8] = &[0x55, 4, 11];
    tlv(0x31, &[&sequence(&[&tlv(6, &[ORGANIZATIONAL_UNIT]), &tlv(12, &[value.as_bytes()])])])
}

fn request() -> CsrRequest {
    const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14];
    const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
    const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    let key = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng()).expect("a key");
    let name = |number: usize| tlv(0x82, &[format!("{number:03}.{}", domain()).as_bytes()]);
    let names = tlv(0x30, &[&(0..NAMES).flat_map(name).collect::<Vec<_>>()]);
    let extension = sequence(&[&tlv(6, &[SUBJECT_ALT_NAME]), &tlv(4, &[&names])]);
    let values = tlv(0x31, &[&sequence(&[&extension])]);
    let attribute = sequence(&[&tlv(6, &[EXTENSION_REQUEST]), &values]);
    let subject = sequence(&[&rdns().concat()]);
    let info = sequence(&[&[2, 1, 0], &subject, key.public_key().as_spki_der(), &tlv(0xa0, &[&attribute])]);
    let signature = key.sign(SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256), &info).expect("a signature");
    let algorithm = sequence(&[&tlv(6, &[ECDSA_WITH_SHA256])]);
    let csr = Csr::from_der(&sequence(&[&info, &algorithm, &tlv(3, &[&[0], &signature])])).expect("a CSR");
    CsrRequest::new(csr, CertificateType::EntityCert, validity()).expect("a request")
}

//! Reads encoded certificates without this crate.

use certmint::issuance::Grant;
use certmint::{PublicKey, ToBeSigned};
use x509_cert::TbsCertificate;
use x509_cert::der::{Decode, Encode};

use toolkit::rng;

/// Encodes a grant whose key exists already.
pub(crate) fn to_be_signed(grant: Grant<PublicKey>) -> ToBeSigned {
    grant.to_be_signed(&mut rng(7)).expect("a grant is encoded")
}

/// The TBSCertificate as x509-cert reads it. Asserts that x509-cert encodes it to the same bytes.
pub(crate) fn read(to_be_signed: &ToBeSigned) -> TbsCertificate {
    let der = to_be_signed.as_bytes();
    let tbs = TbsCertificate::from_der(der).expect("x509-cert reads it");
    assert_eq!(tbs.to_der().expect("x509-cert encodes it"), der);
    tbs
}

/// Criticality and value of the extension, if present; it must not occur twice.
pub(crate) fn extension(tbs: &TbsCertificate, dotted: &str) -> Option<(bool, Vec<u8>)> {
    let extensions = tbs.extensions().expect("extensions");
    let mut found = extensions.iter().filter(|extension| extension.extn_id.to_string() == dotted);
    let extension = found.next()?;
    assert!(found.next().is_none(), "{dotted} is there twice");
    Some((extension.critical, extension.extn_value.as_bytes().to_vec()))
}

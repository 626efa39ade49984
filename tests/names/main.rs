//! N6 and S7: names of any attributes, and alternative names of every form.

mod alternative;
mod built;
mod constraints;
mod csr;
mod resumed;
mod subjects;

use certmint::name::SubjectAlternativeName;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, Error, HashAlgorithm, Issued,
    KeyAlgorithm, ObjectIdentifier,
};
use toolkit::{now, rng, stock, years};

fn oid(dotted: &str) -> ObjectIdentifier {
    dotted.parse().expect("an identifier")
}

fn params(subject: DistinguishedName, names: Vec<SubjectAlternativeName>) -> CertificateParams {
    CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, subject, years(1))
        .with_alternative_names(names)
        .expect("at most 100 names")
}

/// Issues below a root that has a common name alone.
fn issue(params: CertificateParams) -> Result<Issued, Error> {
    issue_by(&stock::authority(KeyAlgorithm::Ec256), params)
}

fn issue_by(authority: &Authority, params: CertificateParams) -> Result<Issued, Error> {
    authority.issue(&EndEntityRequest::new(params), now(), &mut rng(3))
}

/// The output of `openssl x509` with these options.
fn openssl(issued: &Issued, options: &str) -> String {
    let arguments = format!("x509 -inform DER -noout {options}");
    toolkit::openssl::openssl_text(&arguments, issued.certificate().as_der())
}

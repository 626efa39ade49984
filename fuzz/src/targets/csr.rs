//! Arbitrary octets as a CSR in DER, as one in PEM, and as one whose key and signature are
//! replaced, so that changes by the fuzzer pass the signature check.

use certmint::error::{Field, Notice, NoticeKind, ReplacedKind, RequestError, Source, Violation};
use certmint::extension::PathLength;
use certmint::profile::ProfileSettings;
use certmint::request::{CertificateType, ValidityUnit};
use certmint::{
    Authority, Csr, CsrRequest, Error, HashAlgorithm, ObjectIdentifier, PrivateKey, Profile,
    RequestedValidity,
};

use super::super::oracle::asked::{
    Circumstances, CsrParts, EXTENDED_KEY_USAGE, KEY_USAGE, Kind, Replaced, SUBJECT_ALT_NAME,
};
use super::super::oracle::der::{NotDer, sequence, sequence_members};
use super::super::oracle::validity::AskedValidity;
use super::super::oracle::{check_refusal, pem};
use super::super::pool;
use super::{Outcome, finish};

mod replacements;
mod written;

/// Runs one input.
pub fn csr(input: &[u8]) -> Outcome {
    let mut outcome = issue(Csr::from_der(input), input);
    if let Ok(text) = std::str::from_utf8(input) {
        let der = pem::decode_escaped(text).unwrap_or_default();
        outcome += issue(Csr::from_pem(text), &der);
    }
    if let Ok(signed) = signed_again(input) {
        outcome += issue(Csr::from_der(&signed), &signed);
    }
    outcome
}

/// The CSR with another key, which signs it.
fn signed_again(csr: &[u8]) -> Result<Vec<u8>, NotDer> {
    let info = *sequence_members(csr)?.first().ok_or(NotDer("a CertificationRequest"))?;
    let mut members: Vec<&[u8]> = info.members()?.iter().map(|member| member.bytes).collect();
    let selector = csr.iter().fold(0, |sum: u8, octet| sum.wrapping_add(*octet));
    let key = pool::private_key(selector);
    *members.get_mut(2).ok_or(NotDer("a CertificationRequestInfo"))? = key.public_key().as_spki_der();
    Ok(pool::signed(&sequence(members), key, HashAlgorithm::ALL[usize::from(selector % 3)]))
}

fn issue(csr: Result<Csr, RequestError>, der: &[u8]) -> Outcome {
    let csr = match csr {
        Ok(csr) => csr,
        Err(error) => {
            let error = Error::from(error);
            check_refusal(&error);
            return Outcome::refused(&error);
        }
    };
    let mut parts = CsrParts::read(der).expect("a CSR that was read");
    for fault in csr.faults() {
        match fault.field() {
            Field::Subject(Source::Csr) => {}
            Field::AlternativeNames(Source::Csr) => parts.leave_out(SUBJECT_ALT_NAME),
            Field::KeyUsages(Source::Csr) => parts.leave_out(KEY_USAGE),
            Field::ExtendedKeyUsage(Source::Csr) => parts.leave_out(EXTENDED_KEY_USAGE),
            other => panic!("a fault that cannot be replaced: {other:?}"),
        }
    }
    assert_eq!(csr.subject().as_der(), parts.subject);
    assert_eq!(csr.public_key().as_spki_der(), parts.public_key);
    let copied = parts.extensions.iter().filter_map(|extension| {
        let oid = super::super::oracle::der::dotted(&extension.oid)?;
        ObjectIdentifier::new(&oid).ok()
    });
    let liberal = liberal(copied);
    let ca = Kind::CaOfCsr { path_length: 1 };
    let mut outcome = Outcome::default();
    let selector = der.iter().fold(0, |sum: u8, octet| sum.rotate_left(1) ^ *octet);
    let (own, further) = (pool::authority(), pool::further_authority());
    for (position, (authority, profile, kind)) in (0..).zip([
        (own, &Profile::default(), Kind::EndEntityOfCsr),
        (own, &liberal, Kind::EndEntityOfCsr),
        (own, &Profile::rfc(), Kind::EndEntityOfCsr),
        (if selector.is_multiple_of(2) { own } else { further }, &liberal, ca),
    ]) {
        let issuing = Issuing { authority, profile, kind };
        outcome += issuing.issue(csr.clone(), &parts, 0);
        outcome += issuing.issue(csr.clone(), &parts, selector.wrapping_add(position * 37));
    }
    written::check(&csr, selector);
    outcome
}

/// A profile that copies those of the extensions that may be copied, and accepts keys of all types.
fn liberal(extensions: impl Iterator<Item = ObjectIdentifier>) -> Profile {
    let of_extensions = |csr_extensions: Vec<_>| {
        let settings = ProfileSettings { csr_extensions, ..pool::of_all_types() };
        Profile::new(settings).ok()
    };
    let copied = extensions.filter(|oid| of_extensions(vec![oid.clone()]).is_some()).collect();
    of_extensions(copied).expect("settings that are allowed")
}

/// Who issues what, by which profile.
#[derive(Clone, Copy)]
struct Issuing<'a> {
    authority: &'a Authority<&'static PrivateKey>,
    profile: &'a Profile,
    kind: Kind,
}

impl Issuing<'_> {
    /// Issues for the CSR; the CA sets the parts that the bits of `set` choose.
    fn issue(&self, csr: Csr, parts: &CsrParts, set: u8) -> Outcome {
        let (Self { authority, profile, kind }, now) = (*self, pool::now());
        let asked_issuer = pool::asked_issuer(authority.issuer(), Vec::new());
        let circumstances = Circumstances { issuer: Some(&asked_issuer), profile, now };
        let validity = RequestedValidity::new(ValidityUnit::Year, 1).expect("a period");
        let asked_validity = AskedValidity::period(ValidityUnit::Year, 1);
        let certificate_type = match kind.path_length() {
            Some(length) => CertificateType::IntermediateCa(PathLength::new(length).expect("at most 6")),
            None => CertificateType::EntityCert,
        };
        let request = match CsrRequest::new(csr, certificate_type, validity) {
            Ok(request) => request,
            Err(error) => {
                let error = Error::from(error);
                check_refusal(&error);
                return Outcome::refused(&error);
            }
        };
        let mut asked = parts.asked(kind, asked_validity).expect("a CSR that was read");
        let request = replacements::set(request, &mut asked, set);
        let granted = request.check(authority.issuer(), profile, now).map(|grant| (None, grant));
        let counts = |fault: &&Violation| !is_replaced(fault, &asked.remarks.replaced);
        let faults: Vec<&Violation> = request.csr().faults().iter().filter(counts).collect();
        match &granted {
            Ok((_, grant)) => {
                assert_eq!(faults, [] as [&Violation; 0], "granted in spite of faults");
                check_noted(request.csr().faults(), grant.fields().notices());
            }
            Err(error) if !faults.is_empty() => {
                // They come first, and what else is wrong may depend on them.
                assert!(
                    error.violations().iter().zip(faults).all(|(found, fault)| found == fault),
                    "{error}"
                );
                check_refusal(error);
                return Outcome::refused(error);
            }
            Err(_) => {}
        }
        finish(granted, &asked, circumstances, Some(authority.signer()))
    }
}

/// Whether the CA set the part of the CSR that has the fault.
fn is_replaced(fault: &Violation, replaced: &Replaced) -> bool {
    match fault.field() {
        Field::Subject(_) => replaced.subject.is_some(),
        Field::AlternativeNames(_) => replaced.names.is_some(),
        Field::KeyUsages(_) => replaced.key_usages.is_some(),
        _ => replaced.purposes.is_some(),
    }
}

/// Each fault of a part that was replaced draws a notice (rule C15).
fn check_noted(faults: &[Violation], notices: &[Notice]) {
    let noted = notices.iter().filter_map(|notice| match notice.kind() {
        NoticeKind::Replaced(ReplacedKind::Fault(kind)) => Some((notice.field(), &**kind)),
        _ => None,
    });
    assert!(noted.eq(faults.iter().map(|fault| (fault.field(), fault.kind()))), "faults and notices");
}

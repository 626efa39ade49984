//! CSRs that are written with the content of one that was read (rule C17).

use certmint::csr::CsrBuilder;
use certmint::extension::{CustomExtension, KeyUsage, PathLength};
use certmint::{Csr, HashAlgorithm, ObjectIdentifier};

use super::super::super::oracle::asked::{
    BASIC_CONSTRAINTS, CsrParts, EXTENDED_KEY_USAGE, KEY_USAGE, SUBJECT_ALT_NAME, usage_bits,
};
use super::super::super::oracle::check_refusal;
use super::super::super::oracle::der::{Value, check_strict, sequence_members};
use super::super::super::oracle::expected::bits;
use super::super::super::pool;

/// Writes a CSR with the content of another, as far as it can be asked for. It must be refused, or
/// be read as what was written.
///
/// # Panics
/// If it is read as something else.
pub fn check(csr: &Csr, selector: u8) {
    let path_length = csr.path_length().and_then(|length| PathLength::new(length.try_into().ok()?).ok());
    let is_ca = csr.asks_for_ca() == Some(true);
    let mut builder = CsrBuilder::new(csr.subject().clone())
        .with_hash(HashAlgorithm::ALL[usize::from(selector % 3)])
        .with_alternative_names(csr.alternative_names().to_vec())
        .expect("as many as a CSR can have")
        .with_key_usages(csr.key_usages())
        .with_extended_key_usage(csr.extended_key_usage().clone())
        .expect("as many as a CSR can have");
    if is_ca {
        builder = builder.for_ca(path_length);
    }
    let mut others = Vec::new();
    for requested in csr.other_extensions() {
        let (oid, value) = (requested.object_identifier().clone(), requested.value().to_vec());
        let Ok(extension) = CustomExtension::new(oid, requested.is_critical(), value) else { continue };
        let Ok(with) = builder.clone().with_extension(extension) else { continue };
        builder = with;
        others.push(requested);
    }
    let password: String = csr.subject().to_string().chars().take(255).collect();
    if let Ok(with) = builder.clone().with_challenge_password(&password) {
        builder = with;
    }
    let key = pool::private_key(selector);
    let written = match builder.sign(key) {
        Ok(written) => written,
        Err(error) => return check_refusal(&error),
    };
    let read = Csr::from_der(written.as_der()).expect("a CSR that was written");
    assert_eq!(read.public_key(), key.public_key());
    assert_eq!(read.subject().as_der(), csr.subject().as_der());
    assert_eq!(read.alternative_names(), csr.alternative_names());
    assert!(read.refused_names().is_empty());
    assert_eq!(read.extended_key_usage(), csr.extended_key_usage());
    assert_eq!(
        (read.asks_for_ca(), read.path_length()),
        (is_ca.then_some(true), path_length.map(|it| it.get().into()).filter(|_| is_ca))
    );
    assert_eq!(read.other_extensions().iter().collect::<Vec<_>>(), others);
    let challenge_password = ObjectIdentifier::new("1.2.840.113549.1.9.7").expect("an identifier");
    assert_eq!(read.other_attributes(), if password.is_empty() { vec![] } else { vec![challenge_password] });
    let mut usages = bits(csr.key_usages());
    if is_ca && usages != 0 {
        usages |= 1 << KeyUsage::KeyCertSign as u16;
    }
    assert_eq!(bits(read.key_usages()), usages);

    // The oracle reads it as well, as strict DER.
    let parts = CsrParts::read(written.as_der()).expect("a CSR that was written");
    assert_eq!((parts.remarks.deviations, parts.subject.as_slice()), (0, csr.subject().as_der()));
    let own = [KEY_USAGE, EXTENDED_KEY_USAGE, BASIC_CONSTRAINTS, SUBJECT_ALT_NAME];
    for extension in parts.extensions.iter().filter(|extension| own.contains(&extension.oid.as_slice())) {
        check_strict(Value::of(&extension.value).expect("one value")).expect("strict DER");
        match extension.oid.as_slice() {
            KEY_USAGE => assert_eq!(usage_bits(&extension.value), usages),
            SUBJECT_ALT_NAME => {
                let names = sequence_members(&extension.value).expect("names");
                assert_eq!(names.len(), csr.alternative_names().len());
                assert_eq!(extension.critical, csr.subject().is_empty());
            }
            _ => {}
        }
    }
}

//! A service that issues from several threads and shares keys with the crate rsa.

use std::error::Error;
use std::sync::Arc;
use std::thread;

use certmint::key::SignatureAlgorithm;
use certmint::name::SubjectAlternativeName;
use certmint::request::ValidityUnit;
use certmint::time::UtcDateTime;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, KeyAlgorithm,
    PrivateKey, Profile, RequestedValidity, RootRequest, Signer,
};
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::SignatureScheme;
use sha2::{Digest, Sha256};

fn params(
    algorithm: KeyAlgorithm,
    name: &str,
    unit: ValidityUnit,
    value: u64,
) -> Result<CertificateParams, Box<dyn Error>> {
    let (subject, validity) = (DistinguishedName::new(name)?, RequestedValidity::new(unit, value)?);
    Ok(CertificateParams::new(algorithm, HashAlgorithm::Sha256, subject, validity))
}

fn main() -> Result<(), Box<dyn Error>> {
    let request = RootRequest::new(params(KeyAlgorithm::Ec256, "Root", ValidityUnit::Year, 10)?);
    let root = Authority::create_root(&request, &Profile::default(), UtcDateTime::now(), &mut rand::rng())?;
    let root = Arc::new(Authority::try_from(root)?);

    let threads = (0..4).map(|number| {
        let root = Arc::clone(&root);
        thread::spawn(move || {
            let host = format!("host-{number}.example.org");
            let params = params(KeyAlgorithm::Ec256, &host, ValidityUnit::Day, 90).expect("valid parameters");
            let names = vec![SubjectAlternativeName::dns(&host).expect("a name")];
            let request = EndEntityRequest::new(params.with_alternative_names(names).expect("few names"));
            let issued = root.issue(&request, UtcDateTime::now(), &mut rand::rng()).expect("a certificate");
            assert_eq!(issued.fields().subject().to_string(), format!("CN={host}"));
            issued.serial_number()
        })
    });
    let threads: Vec<_> = threads.collect();
    let mut serial_numbers: Vec<_> =
        threads.into_iter().map(|thread| thread.join().expect("a number")).collect();
    serial_numbers.sort_unstable();
    serial_numbers.dedup();
    assert_eq!(serial_numbers.len(), 4);

    let own = PrivateKey::generate(KeyAlgorithm::Rsa2048, &mut rand::rng())?;
    let other = rsa::PrivateKey::from_pkcs8_der(&own.to_pkcs8_der())?;
    let digest = Sha256::digest(b"message");
    let signature = rsa::Pkcs1v15Sign::new::<Sha256>().sign(Some(&mut rand::rng()), &other, &digest)?;
    assert!(own.public_key().verify(
        SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha256),
        b"message",
        &signature
    ));
    assert_eq!(own.sign(SignatureAlgorithm::RsaPkcs1(HashAlgorithm::Sha256), b"message")?, signature);
    println!("issued four certificates, and one signature twice");
    Ok(())
}

//! Arbitrary octets as an issuer's certificate in DER, as a chain in PEM, and as consecutive
//! certificates whose keys and signatures are replaced, so that each is signed by the next one. An
//! issuer that loads must be able to issue.

use certmint::crl::CrlNumber;
use certmint::error::IssuerError;
use certmint::key::SignatureAlgorithm;
use certmint::name::{AttributeType, SubjectAlternativeName};
use certmint::profile::{ProfileSettings, ValidityPolicy};
use certmint::request::ValidityUnit;
use certmint::time::{Duration, UtcDateTime};
use certmint::{
    Certificate, CertificateParams, CrlRequest, DistinguishedName, EndEntityRequest, Error, HashAlgorithm,
    Issuer, KeyAlgorithm, PrivateKey, Profile, RequestedValidity, SerialNumber, SubordinateRequest,
};

use super::super::oracle::algorithm;
use super::super::oracle::asked::{Asked, AskedIssuer, AskedSubject, CaParts, Circumstances, Kind, Remarks};
use super::super::oracle::crl::{AskedCrl, check_crl};
use super::super::oracle::der::{NotDer, Value, sequence};
use super::super::oracle::refusal::{check_refusal, check_text};
use super::super::oracle::validity::AskedValidity;
use super::super::pool;
use super::{Outcome, finish};

/// Runs one input.
pub fn issuer(input: &[u8]) -> Outcome {
    let mut outcome = load(Issuer::from_der(input), None);
    if let Ok(text) = std::str::from_utf8(input) {
        let chain = Issuer::from_chain_pem(text);
        // The two readers of PEM agree. That of one certificate checks less.
        match (&chain, Certificate::from_pem(text)) {
            (Ok(issuer), Ok(one)) => assert_eq!(issuer.chain(), [one]),
            (Ok(issuer), Err(IssuerError::NotOneCertificate { found })) => {
                assert!(found > 1 && found == issuer.chain().len());
            }
            (Ok(_), Err(error)) => panic!("{error}"),
            (Err(IssuerError::Pem), other) => assert_eq!(other, Err(IssuerError::Pem)),
            (Err(_), other) => assert_ne!(other, Err(IssuerError::Pem)),
        }
        outcome += load(chain, None);
    }
    // The first of the further keys, Ed25519, comes after the fifth.
    for first in [0, pool::FURTHER + 4] {
        let Ok(chain) = signed_again(input, first) else { break };
        let key = pool::private_key(first + chain.len() as u8);
        let chain = chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>();
        let loaded = load(chain.and_then(Issuer::from_chain), Some(key));
        // What does not load with the keys of the API does not load with others.
        let is_loaded = loaded.accepted > 0;
        outcome += loaded;
        if !is_loaded {
            break;
        }
    }
    outcome
}

/// The certificates with replaced keys, each signed by the next one's key and the last one by its
/// own. The certificate at position p from the end has key `first` + p + 1.
fn signed_again(mut input: &[u8], first: u8) -> Result<Vec<Vec<u8>>, NotDer> {
    let mut certificates = Vec::new();
    while !input.is_empty() && certificates.len() < 4 {
        let header = Value::first(input)?;
        certificates.push(header.0);
        input = header.1;
    }
    let count = certificates.len();
    let keys = |position: usize| pool::private_key(first + (count - position) as u8);
    let signed = |(position, certificate): (usize, &Value<'_>)| {
        let to_be_signed = *certificate.members()?.first().ok_or(NotDer("a Certificate"))?;
        let mut members: Vec<Vec<u8>> =
            to_be_signed.members()?.iter().map(|member| member.bytes.to_vec()).collect();
        let above = keys((position + 1).min(count - 1));
        *members.get_mut(2).ok_or(NotDer("a TBSCertificate"))? =
            algorithm::signature_algorithm(above.public_key().as_spki_der(), HashAlgorithm::Sha256);
        *members.get_mut(6).ok_or(NotDer("a TBSCertificate"))? =
            keys(position).public_key().as_spki_der().to_vec();
        Ok(pool::signed(&sequence(members), above, HashAlgorithm::Sha256))
    };
    certificates.iter().enumerate().map(signed).collect()
}

fn load(loaded: Result<Issuer, IssuerError>, key: Option<&'static PrivateKey>) -> Outcome {
    let issuer = match loaded {
        Ok(issuer) => issuer,
        Err(error) => {
            check_text(&error.to_string());
            return Outcome::refused(&error);
        }
    };
    check_text(&issuer.subject().to_string());
    let asked_issuer = pool::asked_issuer(&issuer, Vec::new());
    let own = CaParts::read(&asked_issuer.chain[0]).expect("a certificate that was loaded");
    assert_eq!(issuer.subject().as_der(), own.subject);
    assert_eq!(issuer.validity().not_before().unix_timestamp(), own.validity.not_before);
    assert_eq!(issuer.validity().not_after().unix_timestamp(), own.validity.not_after);
    assert_eq!(issuer.public_key().as_spki_der(), own.public_key());
    // X.690 §8.3: a positive INTEGER has its top bit clear, and a zero before it only if need be.
    let magnitude = own.serial_number.strip_prefix(&[0]).unwrap_or(own.serial_number);
    let is_positive = own.serial_number[0] < 0x80 && !magnitude.is_empty();
    let serial_number = Some(magnitude).filter(|magnitude| is_positive && magnitude.len() <= 20);
    assert_eq!(issuer.serial_number().as_ref().map(SerialNumber::as_bytes), serial_number);
    for hash in HashAlgorithm::ALL {
        let (rsa, ecdsa) = (SignatureAlgorithm::RsaPkcs1(hash), SignatureAlgorithm::Ecdsa(hash));
        for (is_rsa, expected) in [(true, rsa), (false, ecdsa)] {
            if own.signature == algorithm::hash_signature(is_rsa, hash) {
                assert_eq!(issuer.signature_algorithm(), Ok(expected));
            }
        }
    }
    // RFC 8410 §3.
    if own.signature == b"\x30\x05\x06\x03\x2b\x65\x70" {
        assert_eq!(issuer.signature_algorithm(), Ok(SignatureAlgorithm::Ed25519));
    }
    let positions: Vec<_> = issuer.notices().iter().map(|notice| notice.certificate().position()).collect();
    assert!(positions.is_sorted() && positions.last().is_none_or(|last| *last < issuer.chain().len()));
    for notice in issuer.notices() {
        check_text(&notice.to_string());
    }
    // A certificate that was never valid issues nothing; then any time will do.
    let now = issuer.validity().not_before();
    let mut outcome = Outcome::accepted("issuer");
    if let Some(key) = key {
        for kind in [Kind::EndEntity, Kind::Subordinate { path_length: 0 }] {
            outcome += issue(kind, &issuer, &asked_issuer, key, now);
        }
        outcome += list(&issuer, &asked_issuer, key, now);
    }
    outcome
}

/// Issues for an existing key, with a name of each form.
fn issue(
    kind: Kind,
    issuer: &Issuer,
    asked_issuer: &AskedIssuer,
    key: &PrivateKey,
    now: UtcDateTime,
) -> Outcome {
    let settings =
        ProfileSettings { validity_policy: ValidityPolicy::Truncate, ..ProfileSettings::default() };
    let profile = Profile::new(settings).expect("settings that are allowed");
    let circumstances = Circumstances { issuer: Some(asked_issuer), profile: &profile, now };
    let public_key = pool::public_key_of(KeyAlgorithm::Ec256);
    let subject = DistinguishedName::new("leaf.example.com")
        .and_then(|name| name.with(AttributeType::Locality, "Munich"))
        .expect("a name");
    let validity = RequestedValidity::new(ValidityUnit::Hour, 1).expect("a period");
    let (names, der): (Vec<_>, Vec<_>) = [
        (SubjectAlternativeName::dns("leaf.example.com"), b"\x82\x10leaf.example.com".to_vec()),
        (SubjectAlternativeName::ip("192.0.2.1"), b"\x87\x04\xc0\x00\x02\x01".to_vec()),
    ]
    .into_iter()
    .map(|(name, der)| (name.expect("a name"), der))
    .unzip();
    let params = CertificateParams::new(public_key.clone(), HashAlgorithm::Sha384, subject, validity)
        .with_alternative_names(names)
        .expect("two names");
    let some = |text: &str| Some(text.to_string());
    let asked = Asked {
        kind,
        public_key: Some(public_key.as_spki_der().to_vec()),
        hash: Some(HashAlgorithm::Sha384),
        subject: AskedSubject::Attributes([None, None, some("Munich"), None, None, some("leaf.example.com")]),
        validity: AskedValidity::period(ValidityUnit::Hour, 1),
        names: der,
        key_usages: 0,
        purposes: Vec::new(),
        name_constraints: None,
        extensions: Vec::new(),
        remarks: Remarks::default(),
    };
    let granted = match kind {
        Kind::EndEntity => EndEntityRequest::new(params).check(issuer, &profile, now),
        _ => SubordinateRequest::new(params).check(issuer, &profile, now),
    };
    finish(granted.map(|grant| (None, grant)), &asked, circumstances, Some(key))
}

fn list(issuer: &Issuer, asked_issuer: &AskedIssuer, key: &PrivateKey, now: UtcDateTime) -> Outcome {
    let Some(next) = now.checked_add(Duration::DAY) else { return Outcome::default() };
    let request = CrlRequest::new(CrlNumber::from(1), now, next);
    let crl = request.to_be_signed(issuer).and_then(|list| list.sign(key).map_err(Error::from));
    match crl {
        Ok(crl) => {
            let own = asked_issuer.own();
            let asked = AskedCrl {
                number: vec![1],
                base: None,
                freshest: None,
                this_update: now.unix_timestamp(),
                next_update: next.unix_timestamp(),
                hash: algorithm::default_hash(own.public_key),
                revoked: Vec::new(),
                point: None,
            };
            check_crl(crl.as_der(), &asked, asked_issuer);
            Outcome::accepted("issuer")
        }
        Err(error) => {
            check_refusal(&error);
            Outcome::refused(&error)
        }
    }
}

//! How often issuing allocates memory. The bounds are exact: they fail if an allocation is added,
//! and can be lowered if one is saved. A reallocation counts as an allocation.

use certmint::extension::CustomExtension;
use certmint::extension::{CertificatePolicy, ExtendedKeyUsage, KeyPurpose, PathLength};
use certmint::issuance::Grant;
use certmint::issuer::IssuerExtensions;
use certmint::key::SignatureAlgorithm;
use certmint::name::{AttributeType, GeneralSubtree, NameConstraints, SubjectAlternativeName};
use certmint::ocsp::{CertId, CertIdHash, CertStatus, OcspRequest, OcspResponder, OcspTimes};
use certmint::request::CertificateType;
use certmint::wire::Body;
use certmint::{
    Authority, CertificateParams, Csr, CsrRequest, DistinguishedName, EndEntityRequest, HashAlgorithm,
    KeyAlgorithm, ObjectIdentifier, PrivateKey, Profile, PublicKey, SerialNumber, Signer, SubordinateRequest,
};
use toolkit::{now, profile_with, rng, root, sequence, years};
use x509_cert::der::{DecodePem, Encode};

/// Returns the result and its number of allocations.
fn counted<T>(run: impl FnOnce() -> T) -> (T, u64) {
    let mut result = None;
    let info = allocation_counter::measure(|| result = Some(run()));
    (result.unwrap(), info.count_total)
}

/// Returns the fewest allocations of a hundred runs. AWS-LC's signatures take one more, unless both
/// of their numbers have all octets, as those of every fourth have.
fn fewest(run: impl FnMut() -> u64) -> u64 {
    std::iter::repeat_with(run).take(100).min().expect("a hundred")
}

/// Returns the allocations that the bare signature of a message takes.
fn bare(authority: &Authority, message: &[u8]) -> u64 {
    fewest(|| counted(|| authority.signer().sign(ECDSA, message).unwrap()).1)
}

const ECDSA: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256);

fn names(count: usize) -> Vec<SubjectAlternativeName> {
    (0..count).map(|number| SubjectAlternativeName::dns(&format!("{number}.example.org")).unwrap()).collect()
}

/// A request for an existing key.
fn request(names: Vec<SubjectAlternativeName>) -> EndEntityRequest<PublicKey> {
    let subject = DistinguishedName::new("db.example.org").unwrap();
    let subject = subject.with(AttributeType::Organization, "Example").unwrap();
    let params = CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, subject, years(1))
        .with_alternative_names(names)
        .unwrap()
        .with_extended_key_usage(ExtendedKeyUsage::new([KeyPurpose::ServerAuth]));
    let key = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(8)).unwrap();
    EndEntityRequest::new(params).with_public_key(key.public_key().clone()).unwrap()
}

fn body(names: usize, domain: &str) -> String {
    let names: Vec<_> =
        (0..names).map(|number| format!(r#"{{ "type": "DNS", "value": "{number}.{domain}" }}"#)).collect();
    format!(
        r#"{{
            "issuer_id": "2cb2878b-6cd1-460d-bd25-afe655159bdc",
            "key_algorithm": "EC256", "signature_algorithm": "SHA256",
            "distinguished_name": {{ "organization": "Example", "common_name": "db.example.org" }},
            "subject_alternative_names": [{}],
            "extended_key_usage": {{ "server_auth": true }},
            "validity": {{ "type": "DAY", "value": 90 }}
        }}"#,
        names.join(", ")
    )
}

/// An authority that grants the maximum number of names.
fn authority() -> Authority {
    root(KeyAlgorithm::Ec256).with_profile(profile_with(|settings| settings.apply_alternative_names = 100))
}

#[test]
fn e4_a_typed_request_takes_3_allocations_beside_key_and_signature() {
    let (authority, request) = (authority(), request(names(1)));
    let (grant, checked) = counted(|| request.check(authority.issuer(), authority.profile(), now()).unwrap());
    let (_, copied) = counted(|| grant.public_key().clone());
    let (_, encoded) = counted(|| grant.to_be_signed(&mut rng(7)).unwrap());
    // The subject and the purposes; the certificate.
    assert_eq!([checked - copied, encoded], [2, 1]);

    let to_be_signed = || {
        let grant = request.check(authority.issuer(), authority.profile(), now()).unwrap();
        grant.to_be_signed(&mut rng(7)).unwrap()
    };
    let signed = || {
        let to_be_signed = to_be_signed();
        counted(|| to_be_signed.sign(authority.signer()).unwrap()).1
    };
    assert_eq!(fewest(signed), bare(&authority, to_be_signed().as_bytes()));
}

#[test]
fn e4_further_names_of_a_typed_request_take_no_allocations() {
    let authority = authority();
    let check = |names: usize| {
        let request = request(self::names(names));
        let (grant, count) = counted(|| {
            let grant = request.check(authority.issuer(), authority.profile(), now()).unwrap();
            grant.to_be_signed(&mut rng(7)).unwrap()
        });
        assert_eq!(grant.fields().alternative_names().len(), names);
        count
    };
    // One allocation to detect duplicate names.
    assert_eq!([check(2) - check(1), check(100) - check(2)], [1, 0]);
}

#[test]
fn e4_a_body_takes_12_allocations_beside_key_and_signature() {
    let (authority, body) = (authority(), body(1, "example.org"));
    let (request, read) = counted(|| Body::from_json(body.as_bytes()).unwrap().read_end_entity().unwrap().1);
    let (grant, checked) = counted(|| request.check(authority.issuer(), authority.profile(), now()).unwrap());
    let (key, grant) = grant.generate_key(&mut rng(7)).unwrap();
    let (to_be_signed, encoded) = counted(|| grant.to_be_signed(&mut rng(7)).unwrap());
    let issued = to_be_signed.sign(authority.signer()).unwrap();
    let (_, written) = counted(|| (issued.certificate().to_pem(), key.to_pkcs8_pem()));
    assert_eq!([read, checked, encoded, written], [6, 2, 1, 3]);
}

#[test]
fn e4_each_further_name_of_a_body_takes_an_allocation_if_it_is_longer_than_23_octets() {
    let read = |names: usize, domain: &str| {
        let body = body(names, domain);
        let (request, count) =
            counted(|| Body::from_json(body.as_bytes()).unwrap().read_end_entity().unwrap());
        drop(request);
        count
    };
    let domain = "more.than.example.org";
    // Names of 23 octets, then of 24.
    assert_eq!([read(10, domain) - read(1, domain), read(100, domain) - read(10, domain)], [0, 90]);
}

#[test]
fn e4_a_csr_takes_12_allocations_beside_proof_and_signature() {
    let authority = authority();
    let key = rcgen::KeyPair::generate().unwrap();
    let parameters = rcgen::CertificateParams::new(["db.example.org".to_string()]).unwrap();
    let pem = parameters.serialize_request(&key).unwrap().pem().unwrap();
    let (csr, read) = counted(|| Csr::from_pem(&pem).unwrap());
    let request = CsrRequest::new(csr, CertificateType::EntityCert, years(1)).unwrap();
    let (grant, checked) = counted(|| request.check(authority.issuer(), authority.profile(), now()).unwrap());
    let (_, copied) = counted(|| grant.public_key().clone());
    let (_, encoded) = counted(|| grant.to_be_signed(&mut rng(7)).unwrap());
    assert_eq!([read - proof(&pem), checked - copied, encoded], [10, 1, 1]);
}

/// The allocations of verifying a CSR's signature.
fn proof(pem: &str) -> u64 {
    let csr = x509_cert::request::CertReq::from_pem(pem).unwrap();
    let key = PublicKey::from_spki_der(&csr.info.public_key.to_der().unwrap()).unwrap();
    let (message, signature) = (csr.info.to_der().unwrap(), csr.signature.raw_bytes());
    let (verified, count) = counted(|| key.verify(ECDSA, &message, signature));
    assert!(verified);
    count
}

#[test]
fn e4_an_ocsp_answer_takes_5_allocations_beside_the_signature() {
    let authority = authority();
    let responder = OcspResponder::direct(authority.issuer().clone()).unwrap();
    let answer = |certificates: u8| {
        let id = |number| SerialNumber::new(&[number; 20]).unwrap();
        let ids =
            (1..=certificates).map(|number| CertId::new(authority.issuer(), id(number), CertIdHash::Sha1));
        let ids: Vec<_> = ids.map(|id| sequence(&[id.as_der()])).collect();
        let list = sequence(&ids.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let der = sequence(&[&sequence(&[&list])]);
        let (request, read) = counted(|| OcspRequest::from_der(&der).unwrap());
        let times = OcspTimes::new(now());
        let encode = || responder.to_be_signed(&request, times, |_| Ok(CertStatus::Good)).unwrap();
        let (_, encoded) = counted(encode);
        let signed = fewest(|| {
            let to_be_signed = encode();
            counted(|| to_be_signed.sign(authority.signer()).unwrap()).1
        });
        [read, encoded, signed - bare(&authority, encode().as_bytes())]
    };
    // The list and its CertID; the statuses and the response; the response in its outer structure.
    assert_eq!(answer(1), [2, 2, 1]);
    // Each further CertID, and the list where it grows.
    assert_eq!(answer(100), [106, 2, 1]);
}

/// Whatever a certificate holds, its buffer is allocated once in a sufficient size, and the
/// certificate contains the signed bytes in the same place.
#[test]
fn e4_a_certificate_is_written_into_one_buffer_that_never_grows() {
    let url = |position: usize| format!("http://pki.example.org/{position}/{}", "a".repeat(220));
    let mut said = IssuerExtensions::default();
    for position in 0..20 {
        let policy = ObjectIdentifier::new(&format!("2.999.{position}")).unwrap();
        said = said.with_policy(CertificatePolicy::new(policy)).unwrap();
        said = said.with_crl_url(&url(position)).unwrap().with_ocsp_url(&url(position)).unwrap();
    }
    for key_algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        for extensions in [IssuerExtensions::default(), said.clone()] {
            let authority = root(key_algorithm).with_extensions(extensions).with_profile(authority_profile());
            for grant in grants(&authority) {
                assert_one_buffer(&authority, grant);
            }
        }
    }
}

fn authority_profile() -> Profile {
    authority().profile().clone()
}

fn grants(authority: &Authority) -> Vec<Grant<PublicKey>> {
    let (issuer, profile) = (authority.issuer(), authority.profile());
    let long_names = (0..100)
        .map(|number| format!("{number}.{}", ["a".repeat(63), "b".repeat(63), "c".repeat(63)].join(".")));
    let long_names = long_names.map(|name| SubjectAlternativeName::dns(&name).unwrap()).collect();
    let addresses =
        (0..100).map(|number| SubjectAlternativeName::ip(&format!("2001:db8::{number}")).unwrap());
    let small = [Vec::new(), names(1), addresses.collect(), long_names].map(request);

    let long_oid = |arc: usize| ObjectIdentifier::new(&format!("2.25.{}.{arc}", "9".repeat(50))).unwrap();
    let subject = DistinguishedName::new(&"\u{1f511}".repeat(64)).unwrap();
    let mut params = CertificateParams::new(KeyAlgorithm::Rsa2048, HashAlgorithm::Sha512, subject, years(1))
        .with_extended_key_usage(ExtendedKeyUsage::new((0..200).map(|arc| long_oid(arc).into())));
    for arc in 0..50 {
        let value = [&[0x04, 0x82, 0x01, 0x00][..], &[0xab; 256]].concat();
        params = params.with_extension(CustomExtension::new(long_oid(arc), true, value).unwrap()).unwrap();
    }
    let rsa = root(KeyAlgorithm::Rsa2048).issuer().public_key().clone();
    let large = EndEntityRequest::new(params.with_public_key(rsa).unwrap());

    let name = DistinguishedName::from_attributes(&[(AttributeType::Organization, "Example")]).unwrap();
    let subtrees: Vec<_> = (0..200)
        .flat_map(|number: u8| {
            let dns = GeneralSubtree::dns(&format!("{number}.{}", "a".repeat(60))).unwrap();
            let ip = GeneralSubtree::ip([0x2001, 0xdb8, number.into(), 0, 0, 0, 0, 0].into(), 48).unwrap();
            [dns, ip, GeneralSubtree::directory_name(name.clone())]
        })
        .collect();
    let subject = DistinguishedName::new("Sub").unwrap();
    let params = CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha384, subject, years(1));
    let ca = SubordinateRequest::new(params)
        .with_path_length(PathLength::new(6).unwrap())
        .with_name_constraints(NameConstraints::new(Vec::new(), subtrees).unwrap());

    let (_, ca) = ca.check(issuer, profile, now()).unwrap().generate_key(&mut rng(6)).unwrap();
    let mut grants = vec![large.check(issuer, profile, now()).unwrap(), ca];
    grants.extend(small.iter().map(|request| request.check(issuer, profile, now()).unwrap()));
    grants
}

fn assert_one_buffer(authority: &Authority, grant: Grant<PublicKey>) {
    let (to_be_signed, count) = counted(|| grant.to_be_signed(&mut rng(5)).unwrap());
    let octets = to_be_signed.as_bytes().len();
    assert_eq!(count, 1, "{octets} octets to be signed");
    let signed = to_be_signed.as_bytes().as_ptr() as usize;
    let issued = to_be_signed.sign(authority.signer()).unwrap();
    let certificate = issued.certificate().as_der().as_ptr() as usize;
    // The header of the outer SEQUENCE lies between them.
    assert!((4..=5).contains(&(signed - certificate)), "{octets} octets were moved");
}

//! The oracle detects wrong results: a certificate is compared with a request, an issuer, a profile
//! or a time that is not its own.

use std::panic::{AssertUnwindSafe, catch_unwind};

use certmint::crl::CrlNumber;
use certmint::extension::{CustomExtension, ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use certmint::key::KeyType;
use certmint::name::SubjectAlternativeName;
use certmint::profile::{DefaultKeyUsages, ProfileSettings};
use certmint::request::{CertificateType, ValidityUnit};
use certmint::time::Duration;
use certmint::{
    Authority, CertificateParams, CrlRequest, Csr, CsrRequest, DistinguishedName, EndEntityRequest,
    HashAlgorithm, Issued, KeyAlgorithm, ObjectIdentifier, PrivateKey, Profile, PublicKey, RequestedValidity,
};

use certmint_fuzz::oracle::asked::{
    Asked, AskedIssuer, AskedSubject, Circumstances, CsrParts, Kind, RawExtension, Remarks, Replaced,
};
use certmint_fuzz::oracle::crl::{AskedCrl, check_crl};
use certmint_fuzz::oracle::der::{self, Value, oid_content, tlv};
use certmint_fuzz::oracle::ocsp::{AskedOcsp, AskedResponder, AskedStatus, check_response};
use certmint_fuzz::oracle::validity::{AskedEnd, AskedValidity};
use certmint_fuzz::oracle::{check_issued, check_randomness};
use certmint_fuzz::pool;

/// A certificate that uses every part, and its request.
fn issued() -> (Issued, Asked) {
    issued_by(pool::authority(), pool::public_key_of(KeyAlgorithm::Ec256))
}

fn issued_by(authority: &Authority<&PrivateKey>, key: &PublicKey) -> (Issued, Asked) {
    let subject = DistinguishedName::new("leaf").expect("a common name");
    let validity = RequestedValidity::new(ValidityUnit::Year, 1).expect("a period");
    let names = ["a.example.com", "b.example.com"];
    let typed = names.map(|name| SubjectAlternativeName::dns(name).expect("a name"));
    let oid = ObjectIdentifier::new("2.999.1").expect("an identifier");
    let params = CertificateParams::new(key.clone(), HashAlgorithm::Sha256, subject, validity)
        .with_alternative_names(typed.into())
        .and_then(|params| params.with_extension(CustomExtension::text(oid, "text")?))
        .expect("valid parameters");
    let issued = authority.issue(&EndEntityRequest::new(params), pool::now(), &mut pool::rng(9));
    let asked = Asked {
        kind: Kind::EndEntity,
        public_key: Some(key.as_spki_der().to_vec()),
        hash: Some(HashAlgorithm::Sha256),
        subject: AskedSubject::Attributes([None, None, None, None, None, Some("leaf".into())]),
        validity: AskedValidity::period(ValidityUnit::Year, 1),
        names: names.iter().map(|name| tlv(0x82, name)).collect(),
        key_usages: 0,
        purposes: Vec::new(),
        name_constraints: None,
        extensions: vec![RawExtension::new(&oid_content("2.999.1"), false, tlv(der::UTF8_STRING, "text"))],
        remarks: Remarks::default(),
    };
    (issued.expect("a certificate"), asked)
}

fn issuer() -> AskedIssuer {
    pool::asked_issuer(pool::authority().issuer(), Vec::new())
}

#[test]
fn x2_the_oracle_notices_what_was_not_asked_for() {
    let (issued, asked) = issued();
    let (issuer, profile) = (issuer(), Profile::default());
    let circumstances = Circumstances { issuer: Some(&issuer), profile: &profile, now: pool::now() };
    check_issued(&issued, &asked, circumstances);

    type Change = fn(&mut Asked);
    let changes: [(&str, Change); 13] = [
        ("kind", |asked| asked.kind = Kind::Subordinate { path_length: 0 }),
        ("key", |asked| asked.public_key = Some(pool::public_key(2).as_spki_der().to_vec())),
        ("hash", |asked| asked.hash = Some(HashAlgorithm::Sha384)),
        ("subject", |asked| {
            asked.subject = AskedSubject::Attributes([None, None, None, None, None, Some("other".into())]);
        }),
        ("inherited attribute", |asked| {
            let country = Some("CN".into());
            asked.subject = AskedSubject::Attributes([country, None, None, None, None, Some("leaf".into())]);
        }),
        ("validity", |asked| asked.validity.end = AskedEnd::After(ValidityUnit::Month, 1)),
        ("no validity", |asked| asked.validity.end = AskedEnd::After(ValidityUnit::Year, 21)),
        ("a name", |asked| asked.names.truncate(1)),
        ("order of the names", |asked| asked.names.reverse()),
        ("key usage", |asked| asked.key_usages = 1),
        ("purpose", |asked| asked.purposes.push(oid_content("1.3.6.1.5.5.7.3.1"))),
        ("extension", |asked| asked.extensions.clear()),
        ("criticality", |asked| asked.extensions[0].critical = true),
    ];
    for (part, change) in changes {
        let mut other = asked.clone();
        change(&mut other);
        assert!(panics(|| check_issued(&issued, &other, circumstances)), "{part} is not looked at");
    }
}

#[test]
fn k2_the_oracle_notices_what_keys_that_only_sign_do_not_have() {
    let authority = pool::further_authority();
    let issuer = pool::asked_issuer(authority.issuer(), Vec::new());
    let profile = authority.profile();
    let circumstances = Circumstances { issuer: Some(&issuer), profile, now: pool::now() };
    let keys = pool::private_keys().map(PrivateKey::public_key);
    for key in keys.filter(|key| !KeyType::API.contains(&key.key_type())) {
        let (issued, asked) = issued_by(authority, key);
        check_issued(&issued, &asked, circumstances);
        // The notice of the hash is there, and names the one that was asked for.
        for hash in [None, Some(HashAlgorithm::Sha512)] {
            let other = Asked { hash, ..asked.clone() };
            assert!(panics(|| check_issued(&issued, &other, circumstances)), "{hash:?}");
        }
        let without = Circumstances { profile: &Profile::default(), ..circumstances };
        assert!(panics(|| check_issued(&issued, &asked, without)), "a type that is not accepted");
        let usages = Some(KeyUsages::of(&[KeyUsage::NonRepudiation]));
        let usages = DefaultKeyUsages { signature: usages, ec: usages, ..DefaultKeyUsages::default() };
        let settings = ProfileSettings { apply_key_usages: usages, ..pool::of_all_types() };
        let other = Profile::new(settings).expect("settings that are allowed");
        let other = Circumstances { profile: &other, ..circumstances };
        assert!(panics(|| check_issued(&issued, &asked, other)), "other usages");
    }
}

#[test]
fn c2_the_oracle_notices_what_is_not_told_of_a_csr() {
    let text = include_str!("../csr/field/scep-client-rsa.csr.pem");
    let csr = Csr::from_pem(text).expect("a CSR");
    let validity = RequestedValidity::new(ValidityUnit::Year, 1).expect("a period");
    let request = CsrRequest::new(csr, CertificateType::EntityCert, validity).expect("a request");
    let issued = pool::authority().issue(&request, pool::now(), &mut pool::rng(9)).expect("a certificate");
    let parts = CsrParts::read(&certmint_fuzz::oracle::pem::decode(text).expect("PEM")).expect("a CSR");
    let asked_validity = AskedValidity::period(ValidityUnit::Year, 1);
    let asked = parts.asked(Kind::EndEntityOfCsr, asked_validity).expect("a CSR");
    assert_eq!(asked.remarks.deviations, 1);
    assert_eq!(asked.remarks.ignored_attributes, [oid_content("1.2.840.113549.1.9.7")]);
    let (issuer, profile) = (issuer(), Profile::default());
    let circumstances = Circumstances { issuer: Some(&issuer), profile: &profile, now: pool::now() };
    check_issued(&issued, &asked, circumstances);
    let changes: [fn(&mut Remarks); 3] = [
        |remarks| remarks.deviations = 0,
        |remarks| remarks.ignored_attributes.clear(),
        |remarks| remarks.is_microsofts = true,
    ];
    for change in changes {
        let mut other = asked.clone();
        change(&mut other.remarks);
        assert!(panics(|| check_issued(&issued, &other, circumstances)), "{:?}", other.remarks);
    }
    let strict = Circumstances { profile: &Profile::rfc(), ..circumstances };
    assert!(panics(|| check_issued(&issued, &asked, strict)), "issued by a strict profile");
}

#[test]
fn x1_the_oracle_notices_other_randomness_and_that_a_key_was_not_mixed_in() {
    let (issued, _) = issued();
    let (of_serial_number, of_id) = pool::randomness(9);
    check_randomness(&issued, of_serial_number, of_id);
    let (other_serial_number, other_id) = pool::randomness(10);
    let id = *issued.certificate_id().as_bytes();
    let serial_number = issued.serial_number().as_bytes().try_into().unwrap();
    for (of_serial_number, of_id) in [
        (other_serial_number, of_id),
        (of_serial_number, other_id),
        // As if these octets had been drawn unchanged.
        (serial_number, of_id),
        (of_serial_number, id),
    ] {
        assert!(panics(|| check_randomness(&issued, of_serial_number, of_id)));
    }
}

#[test]
fn x2_the_oracle_notices_another_issuer_and_another_time() {
    let (issued, asked) = issued();
    let (issuer, profile) = (issuer(), Profile::default());
    let circumstances = Circumstances { issuer: Some(&issuer), profile: &profile, now: pool::now() };
    let above = AskedIssuer { chain: issuer.chain[1..].to_vec(), extensions: Vec::new() };
    let policies = RawExtension::new(b"\x55\x1d\x20", false, b"\x30\x06\x30\x04\x06\x02\x88\x37".to_vec());
    let with_policies = AskedIssuer { extensions: vec![policies], ..issuer.clone() };
    let alone = AskedIssuer { chain: issuer.chain[..1].to_vec(), extensions: Vec::new() };
    for other in [&above, &with_policies, &alone] {
        let circumstances = Circumstances { issuer: Some(other), ..circumstances };
        assert!(panics(|| check_issued(&issued, &asked, circumstances)), "{other:?}");
    }
    let later = Circumstances { now: pool::now() + Duration::SECOND, ..circumstances };
    assert!(panics(|| check_issued(&issued, &asked, later)));
    let root = Circumstances { issuer: None, ..circumstances };
    assert!(panics(|| check_issued(&issued, &asked, root)));
}

#[test]
fn r1_the_oracle_notices_another_list() {
    let request = CrlRequest::new(CrlNumber::from(7), pool::now(), pool::now() + Duration::DAY);
    let list = pool::authority().issue_crl(&request).expect("a list");
    let asked = AskedCrl {
        number: vec![7],
        base: None,
        freshest: None,
        this_update: pool::now().unix_timestamp(),
        next_update: (pool::now() + Duration::DAY).unix_timestamp(),
        hash: HashAlgorithm::Sha256,
        revoked: Vec::new(),
        point: None,
    };
    check_crl(list.as_der(), &asked, &issuer());
    let changed = [
        AskedCrl { number: vec![8], ..asked.clone() },
        AskedCrl { base: Some(vec![6]), ..asked.clone() },
        AskedCrl { freshest: Some(b"\x30\x00".to_vec()), ..asked.clone() },
        AskedCrl { this_update: asked.this_update + 1, ..asked.clone() },
        AskedCrl { hash: HashAlgorithm::Sha512, ..asked.clone() },
        AskedCrl { point: Some(b"\x30\x03\x81\x01\xff".to_vec()), ..asked.clone() },
    ];
    for other in changed {
        assert!(panics(|| check_crl(list.as_der(), &other, &issuer())), "{other:?}");
    }
    // The signature is the last member.
    let mut altered = list.as_der().to_vec();
    *altered.last_mut().expect("an octet") ^= 1;
    assert!(panics(|| check_crl(&altered, &asked, &issuer())));
}

#[test]
fn o5_the_oracle_notices_another_response() {
    use certmint::ocsp::{CertId, CertIdHash, CertStatus, OcspRequest, OcspResponder, OcspTimes};
    use certmint::{SerialNumber, Signer};
    let authority = pool::authority();
    let serial_number = SerialNumber::new(&[5]).expect("a serial number");
    let id = |hash| CertId::new(authority.issuer(), serial_number, hash);
    let request = OcspRequest::new(vec![id(CertIdHash::Sha1), id(CertIdHash::Sha256)]).expect("a request");
    let responder = OcspResponder::direct(authority.issuer().clone()).expect("a responder");
    let times = OcspTimes::new(pool::now());
    let to_be_signed = responder.to_be_signed(&request, times, |_| Ok(CertStatus::Good));
    let response = to_be_signed.expect("a response").sign(authority.signer()).expect("a signature");
    let der = der::sequence([der::sequence([der::sequence(
        request.certificates().iter().map(|id| der::sequence([id.as_der()])),
    )])]);
    let asked = AskedOcsp::read(&der).expect("decided").expect("a request");
    let own = (
        toolkit::members(toolkit::members(authority.issuer().chain()[0].as_der())[0])[5].to_vec(),
        authority.signer().public_key().as_spki_der().to_vec(),
    );
    let expected = AskedResponder {
        issuer: own.clone(),
        signer: own,
        certificate: None,
        by_name: false,
        hash: HashAlgorithm::Sha256,
        now: pool::now().unix_timestamp(),
        next_update: None,
    };
    let good = [AskedStatus::Good; 2];
    check_response(response.as_der(), &asked, &expected, &good);

    let other_key = pool::public_key(2).as_spki_der().to_vec();
    for other in [
        AskedResponder { by_name: true, ..expected.clone() },
        AskedResponder { hash: HashAlgorithm::Sha384, ..expected.clone() },
        AskedResponder { now: expected.now + 1, ..expected.clone() },
        AskedResponder { next_update: Some(expected.now + 1), ..expected.clone() },
        AskedResponder { certificate: Some(vec![0x30, 0]), ..expected.clone() },
        AskedResponder { signer: (expected.signer.0.clone(), other_key.clone()), ..expected.clone() },
        AskedResponder { issuer: (expected.issuer.0.clone(), other_key), ..expected.clone() },
    ] {
        assert!(panics(|| check_response(response.as_der(), &asked, &other, &good)), "{other:?}");
    }
    let unknown = [AskedStatus::Good, AskedStatus::Unknown];
    assert!(panics(|| check_response(response.as_der(), &asked, &expected, &unknown)));
    let mut reversed = asked.clone();
    reversed.certificates.reverse();
    let with_nonce = AskedOcsp { nonce: Some(vec![1]), ..asked.clone() };
    for other in [&reversed, &with_nonce] {
        assert!(panics(|| check_response(response.as_der(), other, &expected, &good)), "{other:?}");
    }
    let mut altered = response.as_der().to_vec();
    *altered.last_mut().expect("an octet") ^= 1;
    assert!(panics(|| check_response(&altered, &asked, &expected, &good)));
}

#[test]
fn x3_the_oracle_knows_what_is_not_der() {
    let is_strict = |der: &[u8]| Value::of(der).and_then(der::check_strict).is_ok();
    for sound in [
        b"\x30\x03\x02\x01\x00".as_slice(),
        b"\x01\x01\xff",
        b"\x03\x02\x07\x80",
        b"\x03\x01\x00",
        b"\x06\x02\x88\x37",
        b"\x31\x06\x02\x01\x01\x02\x01\x02",
        b"\x17\x0d260131120000Z",
    ] {
        assert!(is_strict(sound), "{sound:02x?}");
    }
    for (fault, der) in [
        ("an indefinite length", b"\x30\x80\x00\x00".as_slice()),
        ("a length in too many octets", b"\x30\x81\x03\x02\x01\x00"),
        ("something behind", b"\x05\x00\x00"),
        ("content that is cut off", b"\x30\x04\x02\x01\x00"),
        ("TRUE as 1", b"\x01\x01\x01"),
        ("an INTEGER of too many octets", b"\x02\x02\x00\x7f"),
        ("a negative INTEGER of too many octets", b"\x02\x02\xff\x80"),
        ("an INTEGER without octets", b"\x02\x00"),
        ("unused bits that are set", b"\x03\x02\x07\xc0"),
        ("eight unused bits", b"\x03\x02\x08\x00"),
        ("a subidentifier of too many octets", b"\x06\x03\x2a\x80\x37"),
        ("a subidentifier that does not end", b"\x06\x01\x88"),
        ("a SET out of order", b"\x31\x06\x02\x01\x02\x02\x01\x01"),
        ("a time with a fraction", b"\x18\x1120260131120000.5Z"),
        ("a PrintableString with @", b"\x13\x01@"),
    ] {
        assert!(!is_strict(der), "{fault}");
    }
}

fn panics(check: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(check)).is_err()
}

#[test]
fn c15_the_oracle_notices_what_is_not_told_of_replaced_parts() {
    let text = include_str!("../csr/field/scep-client-rsa.csr.pem");
    let csr = Csr::from_pem(text).expect("a CSR");
    let validity = RequestedValidity::new(ValidityUnit::Year, 1).expect("a period");
    let request = CsrRequest::new(csr, CertificateType::EntityCert, validity).expect("a request");
    let subject = DistinguishedName::new("Decided").expect("a common name");
    let name = SubjectAlternativeName::dns("decided.example").expect("a DNS name");
    let usage = KeyUsages::of(&[KeyUsage::NonRepudiation]);
    let purposes = ExtendedKeyUsage::new([KeyPurpose::TimeStamping]);
    let request = request
        .with_subject(subject.clone())
        .with_alternative_names(vec![name])
        .and_then(|request| request.with_key_usages(usage))
        .expect("names and usages")
        .with_extended_key_usage(purposes);
    let issued = pool::authority().issue(&request, pool::now(), &mut pool::rng(9)).expect("a certificate");
    let parts = CsrParts::read(&certmint_fuzz::oracle::pem::decode(text).expect("PEM")).expect("a CSR");
    let asked_validity = AskedValidity { end: AskedEnd::After(ValidityUnit::Year, 1), start_from: None };
    let of_csr = parts.asked(Kind::EndEntityOfCsr, asked_validity).expect("a CSR");
    let mut asked = of_csr.clone();
    let AskedSubject::Name(own) = of_csr.subject else { panic!("the subject of a CSR in DER") };
    asked.subject = AskedSubject::Name(subject.as_der().to_vec());
    asked.names = vec![tlv(0x82, "decided.example")];
    // nonRepudiation.
    asked.key_usages = 1 << 1;
    asked.purposes = vec![oid_content("1.3.6.1.5.5.7.3.8")];
    asked.remarks.replaced = Replaced {
        subject: Some(own),
        names: Some(of_csr.names),
        key_usages: Some(of_csr.key_usages),
        purposes: Some(of_csr.purposes),
    };
    let (issuer, profile) = (issuer(), Profile::default());
    let circumstances = Circumstances { issuer: Some(&issuer), profile: &profile, now: pool::now() };
    check_issued(&issued, &asked, circumstances);
    let changes: [fn(&mut Replaced); 6] = [
        |replaced| replaced.subject = None,
        |replaced| replaced.subject = Some(vec![0x30, 0]),
        |replaced| replaced.names = Some(vec![tlv(0x82, "lost.example")]),
        |replaced| replaced.names = None,
        |replaced| replaced.key_usages = Some(1 << 2),
        |replaced| replaced.purposes = Some(vec![oid_content("1.3.6.1.5.5.7.3.4")]),
    ];
    for change in changes {
        let mut other = asked.clone();
        change(&mut other.remarks.replaced);
        let told = panics(|| check_issued(&issued, &other, circumstances));
        assert!(told, "{:?}", other.remarks.replaced);
    }
}

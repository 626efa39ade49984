//! The oracle detects wrong results: a certificate is compared with a request, an issuer, a profile
//! or a time that is not its own.

use std::panic::{AssertUnwindSafe, catch_unwind};

use certmint::crl::CrlNumber;
use certmint::extension::CustomExtension;
use certmint::name::SubjectAlternativeName;
use certmint::request::{CertificateType, ValidityUnit};
use certmint::time::Duration;
use certmint::{
    CertificateParams, CrlRequest, Csr, CsrRequest, DistinguishedName, EndEntityRequest, HashAlgorithm,
    Issued, KeyAlgorithm, ObjectIdentifier, Profile, RequestedValidity,
};

use certmint_fuzz::oracle::asked::{
    Asked, AskedIssuer, AskedSubject, Circumstances, CsrParts, Kind, RawExtension, Remarks,
};
use certmint_fuzz::oracle::crl::{AskedCrl, check_crl};
use certmint_fuzz::oracle::der::{self, Value, oid_content, tlv};
use certmint_fuzz::oracle::validity::{AskedEnd, AskedValidity};
use certmint_fuzz::oracle::{check_issued, check_randomness};
use certmint_fuzz::pool;

/// A certificate that uses every part, and its request.
fn issued() -> (Issued, Asked) {
    let subject = DistinguishedName::new("leaf").expect("a common name");
    let validity = RequestedValidity::new(ValidityUnit::Year, 1).expect("a period");
    let names = ["a.example.com", "b.example.com"];
    let typed = names.map(|name| SubjectAlternativeName::dns(name).expect("a name"));
    let oid = ObjectIdentifier::new("2.999.1").expect("an identifier");
    let key = pool::public_key_of(KeyAlgorithm::Ec256).clone();
    let params = CertificateParams::new(key.clone(), HashAlgorithm::Sha256, subject, validity)
        .with_alternative_names(typed.into())
        .and_then(|params| params.with_extension(CustomExtension::text(oid, "text")?))
        .expect("valid parameters");
    let authority = pool::authority();
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
        this_update: pool::now().unix_timestamp(),
        next_update: (pool::now() + Duration::DAY).unix_timestamp(),
        hash: HashAlgorithm::Sha256,
        revoked: Vec::new(),
        point: None,
    };
    check_crl(list.as_der(), &asked, &issuer());
    let changed = [
        AskedCrl { number: vec![8], ..asked.clone() },
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

//! Faults seen in other libraries, in the requests that they accept. certmint must not have them.

use certmint::error::{
    AttributeErrorKind, CsrError, CustomExtensionError, DistinguishedNameError, ErrorCode, LengthError,
    NameErrorKind, NoticeKind, RequestedValidityError, ViolationKind,
};
use certmint::extension::CustomExtension;
use certmint::name::{AttributeType, DnsName, SubjectAlternativeName};
use certmint::request::ValidityUnit;
use certmint::time::{Duration, UtcDateTime};
use certmint::{
    Authority, CertificateParams, CsrRequest, DistinguishedName, EndEntityRequest, HashAlgorithm, Issuer,
    KeyAlgorithm, ObjectIdentifier, RequestedValidity,
};
use serde_json::json;

use toolkit::forge::{
    BASIC_CONSTRAINTS, CA, Forged, KEY_USAGE, SUBJECT_ALT_NAME, common_name, csr, csr_der, extension,
    sequence, tlv,
};
use toolkit::stock::{authority, entity, key};
use toolkit::{
    apply_body, apply_json, copying, extension as find, notices_of_csr, now, params, refusals, rng, root,
    truncating, violation, years,
};

#[test]
fn neighbour_csrs_ca_true_is_not_granted_unasked() {
    let authority = authority(KeyAlgorithm::Ec256);
    let asked = [extension(BASIC_CONSTRAINTS, true, CA)];
    let refused = violation(entity(&authority, csr(&key(KeyAlgorithm::Ec384), "CA", &asked)));
    assert_eq!(refused.pointer(), "/csr#/extensionRequest/basicConstraints");
    assert_eq!(
        (refused.code(), refused.kind()),
        (ErrorCode::Parameter, &ViolationKind::Csr(CsrError::CaTrueInEntity))
    );
    assert!(refused.to_string().contains("INTERMEDIATE_CA"));

    let asked = [extension(KEY_USAGE, true, b"\x03\x02\x02\x04")];
    let refused = violation(entity(&authority, csr(&key(KeyAlgorithm::Ec384), "CA", &asked)));
    assert_eq!(refused.kind(), &ViolationKind::Csr(CsrError::KeyCertSignInEntity));
}

fn at(seconds_from_now: i64) -> UtcDateTime {
    now() + Duration::seconds(seconds_from_now)
}

#[test]
fn neighbour_validity_cannot_be_inverted() {
    assert_eq!(RequestedValidity::new(ValidityUnit::Year, 0), Err(RequestedValidityError));
    let mut body = apply_body();
    for value in [json!(0), json!(-1), json!(i64::MIN)] {
        body["validity"]["value"] = value;
        let found = refusals(apply_json(&root(KeyAlgorithm::Ec256), &body));
        assert_eq!(found, [("/validity/value".to_string(), ErrorCode::Validity)]);
    }
    // The issuer ends before the request starts: truncation would invert the validity (rule V6).
    let profile = truncating();
    let authority = root(KeyAlgorithm::Ec256).with_profile(profile);
    let validity = years(1).with_not_before(at(31 * 366 * 86_400));
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "Late", validity));
    let refused = violation(authority.issue(&request, now(), &mut rng(120)));
    assert_eq!((refused.pointer().as_str(), refused.code()), ("/validity", ErrorCode::Validity));
    assert!(matches!(refused.kind(), ViolationKind::OutsideIssuerValidity { .. }));
}

#[test]
fn neighbour_two_dots_and_a_space_make_no_dns_name() {
    for (name, expected) in [
        ("a..b", NameErrorKind::EmptyLabel),
        (".a", NameErrorKind::EmptyLabel),
        ("has space", NameErrorKind::Character(' ')),
        ("a.b.", NameErrorKind::TrailingDot),
        ("a\tb", NameErrorKind::Character('\t')),
    ] {
        assert_eq!(DnsName::new(name).map_err(|error| error.kind), Err(expected), "{name}");
        let mut body = apply_body();
        body["subject_alternative_names"] = json!([{ "type": "DNS", "value": name }]);
        let found = refusals(apply_json(&root(KeyAlgorithm::Ec256), &body));
        assert_eq!(found, [("/subject_alternative_names/0/value".to_string(), ErrorCode::DnsName)], "{name}");

        let value = sequence(&[&tlv(0x82, name.as_bytes())]);
        let asked = [extension(SUBJECT_ALT_NAME, false, &value)];
        let der = csr_der(&key(KeyAlgorithm::Ec256), &common_name("DNS"), &asked);
        let request = certmint::Csr::from_der(&der)
            .and_then(|csr| CsrRequest::new(csr, certmint::request::CertificateType::EntityCert, years(1)));
        let request = request.expect("a CSR that is sound in itself");
        let found = refusals(root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(122)));
        assert_eq!(
            found,
            [("/csr#/extensionRequest/subjectAltName/0".to_string(), ErrorCode::DnsName)],
            "{name}"
        );
    }
    assert_eq!(DnsName::new("a.b").unwrap().as_str(), "a.b");
}

#[test]
fn neighbour_extension_is_not_doubled_through_the_custom_list() {
    let oid = |dotted| ObjectIdentifier::new(dotted).unwrap();
    // Extensions that the library writes itself.
    for dotted in ["2.5.29.15", "2.5.29.17", "2.5.29.37"] {
        let refused = CustomExtension::new(oid(dotted), true, vec![5, 0]);
        assert_eq!(refused, Err(CustomExtensionError::Reserved), "{dotted}");
    }
    let params = params(KeyAlgorithm::Ec256, "Twice", years(1));
    let once = params.with_extension(CustomExtension::text(oid("1.2.3"), "one").unwrap()).unwrap();
    let twice = once.with_extension(CustomExtension::text(oid("1.2.3"), "two").unwrap());
    assert_eq!(twice, Err(ViolationKind::RepeatedExtension));
    // By a CSR.
    let asked = [0, 1].map(|value| extension(b"\x2a\x03", false, &[2, 1, value]));
    let der = csr_der(&key(KeyAlgorithm::Ec256), &common_name("Twice"), &asked);
    let refused = violation(certmint::Csr::from_der(&der));
    assert_eq!(refused.kind(), &ViolationKind::Csr(CsrError::RepeatedExtension(oid("1.2.3"))));
    // By a profile that copies it and a CSR that requests it once.
    let profile = copying(&["1.2.3", "1.2.3"]);
    let authority = authority(KeyAlgorithm::Ec256).with_profile(profile);
    let issued = entity(&authority, csr(&key(KeyAlgorithm::Ec256), "Once", &asked[..1])).unwrap();
    assert_eq!(find(&issued, "1.2.3"), Some((false, vec![2, 1, 0])));
    let copies = toolkit::extensions(&issued).into_iter().filter(|(known, ..)| known == "1.2.3");
    assert_eq!(copies.count(), 1);
}

#[test]
fn neighbour_length_limits_count_characters_not_bytes() {
    use AttributeType::*;
    let authority = root(KeyAlgorithm::Ec256);
    for (attribute, max) in [
        (CommonName, 64),
        (Organization, 64),
        (OrganizationalUnit, 64),
        (StateOrProvince, 128),
        (Locality, 128),
    ] {
        // Two, three and four octets each in UTF-8.
        for character in ["ü", "証", "𝔞"] {
            let longest = character.repeat(max);
            let name = DistinguishedName::new("x").unwrap().with(&attribute, &longest).unwrap();
            let params = CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, name, years(1));
            let issued = authority.issue(&EndEntityRequest::new(params), now(), &mut rng(121)).unwrap();
            let encoded = issued.fields().subject().as_der();
            assert!(encoded.windows(longest.len()).any(|octets| octets == longest.as_bytes()));
            let longer = DistinguishedName::new("x").unwrap().with(&attribute, &character.repeat(max + 1));
            let length = LengthError { found: max + 1, min: 1, max };
            assert_eq!(longer, Err(DistinguishedNameError::Length(length)));
        }
    }
    let issued = entity(&authority, csr(&key(KeyAlgorithm::Ec256), &"ü".repeat(64), &[])).unwrap();
    assert_eq!(issued.fields().subject().to_string(), format!("CN={}", "ü".repeat(64)));
    let der = csr_der(&key(KeyAlgorithm::Ec256), &common_name(&"ü".repeat(65)), &[]);
    let longer = certmint::Csr::from_der(&der).expect("its subject could be replaced");
    let refused = violation(entity(&authority, longer));
    let ViolationKind::Csr(CsrError::Attribute {
        kind: AttributeErrorKind::Length { found, max, .. }, ..
    }) = refused.kind()
    else {
        panic!("{refused}")
    };
    assert_eq!((*found, *max), (65, 64));
}

/// An authority that is valid for these seconds around now.
fn short_lived(from: i64, to: i64) -> Authority {
    let signer = key(KeyAlgorithm::Ec256);
    let time = |seconds| {
        let at = at(seconds);
        let (hour, minute, second) = at.as_hms();
        let (year, month, day) = (at.year() % 100, u8::from(at.month()), at.day());
        tlv(0x17, format!("{year:02}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z").as_bytes())
    };
    let mut forged = Forged::ca("Short", &signer);
    forged.validity = sequence(&[&time(from), &time(to)]);
    let issuer = Issuer::from_der(&forged.sign(&signer)).expect("an issuer");
    let profile = truncating();
    Authority::new(issuer, signer).expect("an authority").with_profile(profile)
}

#[test]
fn neighbour_truncated_certificate_is_not_already_expired() {
    let issue = |authority: &Authority| {
        let csr = csr(&key(KeyAlgorithm::Ec384), "Cut", &[]);
        authority.issue(&CsrRequest::new(csr, Default::default(), years(1))?, now(), &mut rng(122))
    };
    // Its issuer expires in a minute, and so does it.
    let issued = issue(&short_lived(-3_600, 60)).unwrap();
    assert_eq!(issued.fields().validity().not_after(), at(60));
    assert_eq!(notices_of_csr(&issued), [("/validity", NoticeKind::NotAfterTruncated(at(60)))]);
    // Its issuer expired a second ago, or becomes valid in a second.
    for (from, to) in [(-3_600, -1), (1, 3_600)] {
        let error = issue(&short_lived(from, to)).unwrap_err();
        let first = &error.violations()[0];
        assert_eq!((first.pointer().as_str(), first.code()), ("/validity", ErrorCode::Validity));
        let expected = ViolationKind::IssuerNotValid { now: now(), not_before: at(from), not_after: at(to) };
        assert_eq!(first.kind(), &expected);
    }
    // The period itself has expired only if it is shorter than the five-minute backdating; the
    // shortest is an hour.
    let validity = RequestedValidity::new(ValidityUnit::Hour, 1).unwrap().with_not_before(at(-300));
    let names = vec![SubjectAlternativeName::dns("cut.example").unwrap()];
    let params = params(KeyAlgorithm::Ec256, "Cut", validity).with_alternative_names(names).unwrap();
    let issued = short_lived(-3_600, 60).issue(&EndEntityRequest::new(params), now(), &mut rng(123)).unwrap();
    assert_eq!(
        (issued.fields().validity().not_before(), issued.fields().validity().not_after()),
        (at(-300), at(60))
    );
}

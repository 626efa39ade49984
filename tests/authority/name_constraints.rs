//! A3: name constraints, from the request for a CA to what that CA and those below it issue.

use certmint::error::{
    CertificateError, ChainError, DistinguishedNameError, ErrorCode, IssuerError, NameConstraintError,
    NameConstraintErrorKind, NoticeKind, ViolationKind,
};
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, PathLength};
use certmint::name::{AttributeType, GeneralSubtree, NameConstraints, NameForm, SubjectAlternativeName};
use certmint::request::CertificateType;
use certmint::wire::Body;
use certmint::{
    Authority, Certificate, CertificateParams, Csr, CsrRequest, DistinguishedName, EndEntityRequest, Error,
    HashAlgorithm, Issued, Issuer, KeyAlgorithm, ObjectIdentifier, SubordinateRequest,
};
use serde_json::json;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::name::GeneralName;

use toolkit::forge::{
    EMAIL_ADDRESS, Forged, NAME_CONSTRAINTS, SUBJECT_ALT_NAME, csr, csr_der, extension, name, sequence, tlv,
};
use toolkit::stock::{Told, entity, key, told};
use toolkit::{self, apply_body, apply_json, extensions, now, params, refusals, rng, root, years};

fn dns(base: &str) -> GeneralSubtree {
    GeneralSubtree::dns(base).expect("a subtree")
}

fn permitting(subtrees: Vec<GeneralSubtree>) -> NameConstraints {
    NameConstraints::new(subtrees, Vec::new()).expect("constraints")
}

fn issue(above: &Authority, constraints: Option<NameConstraints>, path_length: u8) -> Issued {
    let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Constrained", years(20)))
        .with_path_length(PathLength::new(path_length).expect("a path length"));
    let request = match constraints {
        Some(constraints) => request.with_name_constraints(constraints),
        None => request,
    };
    above.issue(&request, now(), &mut rng(70)).expect("a subordinate")
}

fn below(above: &Authority, constraints: Option<NameConstraints>, path_length: u8) -> Authority {
    Authority::try_from(issue(above, constraints, path_length)).expect("an authority")
}

fn example_com() -> Authority {
    below(&root(KeyAlgorithm::Ec256), Some(permitting(vec![dns("example.com")])), 0)
}

/// The result of an apply request for these names.
fn apply(authority: &Authority, names: &[&str]) -> Result<Issued, Error> {
    let names = names.iter().map(|name| SubjectAlternativeName::dns(name)).collect::<Result<_, _>>()?;
    let params = params(KeyAlgorithm::Ec256, "A3", years(1)).with_alternative_names(names)?;
    authority.issue(&EndEntityRequest::new(params), now(), &mut rng(71))
}

#[test]
fn a3_constraints_of_a_request_are_in_the_certificate_and_critical() {
    let organization = DistinguishedName::from_attributes(&[(AttributeType::Country, "DE")]).unwrap();
    let permitted = vec![
        dns("example.com"),
        GeneralSubtree::ip("10.0.0.0".parse().unwrap(), 8).unwrap(),
        GeneralSubtree::email(".example.com").unwrap(),
        GeneralSubtree::uri("example.com").unwrap(),
        GeneralSubtree::directory_name(organization),
    ];
    let constraints = NameConstraints::new(permitted, vec![dns("secret.example.com")]).unwrap();
    let issued = issue(&root(KeyAlgorithm::Ec256), Some(constraints), 0);
    let all = extensions(&issued);
    let order: Vec<&str> = all.iter().map(|(oid, ..)| oid.as_str()).collect();
    assert_eq!(order, ["2.5.29.15", "2.5.29.19", "2.5.29.14", "2.5.29.35", "2.5.29.30"]);
    let (_, critical, value) = &all[4];
    assert!(critical);
    let read = x509_cert::ext::pkix::NameConstraints::from_der(value).unwrap();
    let permitted = read.permitted_subtrees.unwrap();
    assert!(matches!(&permitted[0].base, GeneralName::DnsName(name) if name.as_str() == "example.com"));
    let address = [10, 0, 0, 0, 255, 0, 0, 0];
    assert!(matches!(&permitted[1].base, GeneralName::IpAddress(octets) if octets.as_bytes() == address));
    assert!(matches!(&permitted[2].base, GeneralName::Rfc822Name(name) if name.as_str() == ".example.com"));
    assert!(
        matches!(&permitted[3].base, GeneralName::UniformResourceIdentifier(name) if name.as_str() == "example.com")
    );
    assert!(matches!(&permitted[4].base, GeneralName::DirectoryName(name) if name.to_string() == "C=DE"));
    let excluded = read.excluded_subtrees.unwrap();
    let [subtree] = &excluded[..] else { panic!("one") };
    assert!(matches!(&subtree.base, GeneralName::DnsName(name) if name.as_str() == "secret.example.com"));
    assert_eq!((subtree.minimum, subtree.maximum), (0, None));
}

#[test]
fn a3_a_certificate_without_constraints_has_no_such_extension() {
    let issued = issue(&root(KeyAlgorithm::Ec256), None, 0);
    assert!(extensions(&issued).iter().all(|(oid, ..)| oid != "2.5.29.30"));
}

#[test]
fn a3_names_within_the_constraints_are_issued() {
    let issued = apply(&example_com(), &["example.com", "a.b.example.com", "*.EXAMPLE.com"]).unwrap();
    assert_eq!(issued.fields().alternative_names().len(), 3);
    assert!(issued.fields().notices().is_empty());
}

#[test]
fn a3_every_name_outside_the_constraints_is_refused_with_its_place() {
    let error = apply(&example_com(), &["example.org", "example.com", "notexample.com"]).unwrap_err();
    let found: Vec<_> =
        error.violations().iter().map(|violation| (&*violation.pointer().leak(), violation.code())).collect();
    assert_eq!(
        found,
        [
            ("/subject_alternative_names/0/value", ErrorCode::DnsName),
            ("/subject_alternative_names/2/value", ErrorCode::DnsName),
        ]
    );
    let ViolationKind::NameConstraint(NameConstraintError::Name { found, form, kind, .. }) =
        error.violations()[0].kind()
    else {
        panic!("{error:?}")
    };
    assert_eq!((form, kind), (&NameForm::Dns, &NameConstraintErrorKind::NotPermitted));
    assert_eq!(found.to_string(), "\"example.org\"");
}

#[test]
fn a3_the_code_follows_the_form_of_the_name() {
    let permitted = vec![
        dns("example.com"),
        GeneralSubtree::ip("10.0.0.0".parse().unwrap(), 8).unwrap(),
        GeneralSubtree::email("example.com").unwrap(),
        GeneralSubtree::uri("example.com").unwrap(),
        GeneralSubtree::directory_name(
            DistinguishedName::from_attributes(&[(AttributeType::Country, "FR")]).unwrap(),
        ),
    ];
    let authority = below(&root(KeyAlgorithm::Ec256), Some(permitting(permitted)), 0);
    let mut body = apply_body();
    body["subject_alternative_names"] = json!([
        { "type": "DNS", "value": "example.org" },
        { "type": "IP", "value": "192.0.2.1" },
        { "type": "EMAIL", "value": "a@example.org" },
        { "type": "URI", "value": "https://example.org/" },
    ]);
    assert_eq!(
        refusals(apply_json(&authority, &body)),
        [
            ("/distinguished_name".to_string(), ErrorCode::DistinguishedName),
            ("/subject_alternative_names/0/value".into(), ErrorCode::DnsName),
            ("/subject_alternative_names/1/value".into(), ErrorCode::IpAddress),
            ("/subject_alternative_names/2/value".into(), ErrorCode::Parameter),
            ("/subject_alternative_names/3/value".into(), ErrorCode::Parameter),
        ]
    );
}

#[test]
fn a3_a_body_that_is_refused_says_also_which_names_are_outside() {
    let mut body = apply_body();
    body["signature_algorithm"] = json!("MD5");
    body["distinguished_name"] = json!({ "common_name": "example.net" });
    body["subject_alternative_names"] = json!([{ "type": "IP", "value": "::1" }, { "type": "DNS", "value": "a..b" }, { "type": "DNS", "value": "example.org" }]);
    let found = refusals(apply_json(&example_com(), &body));
    assert_eq!(
        found,
        [
            ("/signature_algorithm".to_string(), ErrorCode::SignatureAlgorithm),
            ("/subject_alternative_names/1/value".into(), ErrorCode::DnsName),
            ("/subject_alternative_names/2/value".into(), ErrorCode::DnsName),
        ]
    );
    // Only the common name looks like a DNS name.
    body["subject_alternative_names"] = json!([]);
    assert_eq!(
        refusals(apply_json(&example_com(), &body)),
        [
            ("/signature_algorithm".to_string(), ErrorCode::SignatureAlgorithm),
            ("/distinguished_name/common_name".into(), ErrorCode::DistinguishedName),
        ]
    );
    // Without an authority, only faults of the request itself are found.
    let body = Body::from_json(body.to_string().as_bytes()).unwrap();
    assert_eq!(
        refusals(body.read_end_entity()),
        [("/signature_algorithm".to_string(), ErrorCode::SignatureAlgorithm)]
    );
}

#[test]
fn a3_the_names_of_a_csr_are_constrained() {
    let names =
        sequence(&[&tlv(0x82, b"example.com"), &tlv(0x82, b"example.org"), &tlv(0x87, &[10, 0, 0, 1])]);
    let asked = extension(SUBJECT_ALT_NAME, false, &names);
    let key = key(KeyAlgorithm::Ec256);
    assert_eq!(
        refusals(entity(&example_com(), csr(&key, "A3", &[asked]))),
        [("/csr#/extensionRequest/subjectAltName/1".to_string(), ErrorCode::DnsName)]
    );
    // OpenSSL checks the common name if there is no DNS name.
    assert_eq!(
        refusals(entity(&example_com(), csr(&key, "a.example.org", &[]))),
        [("/csr#/subject".to_string(), ErrorCode::DistinguishedName)]
    );
    assert!(entity(&example_com(), csr(&key, "a.example.com", &[])).is_ok());
    let mailbox = permitting(vec![GeneralSubtree::email("example.com").unwrap()]);
    let authority = below(&root(KeyAlgorithm::Ec256), Some(mailbox), 0);
    let with_address = |address: &[u8]| {
        let subject = name(&[(EMAIL_ADDRESS, 0x16, address)]);
        entity(&authority, certmint::Csr::from_der(&csr_der(&key, &subject, &[])).expect("a CSR"))
    };
    assert!(with_address(b"a@example.com").is_ok());
    assert_eq!(
        refusals(with_address(b"a@example.org")),
        [("/csr#/subject".to_string(), ErrorCode::DistinguishedName)]
    );
}

#[test]
fn a3_the_constraints_of_every_ca_above_bind() {
    let top = below(&root(KeyAlgorithm::Ec256), Some(permitting(vec![dns("example.com")])), 2);
    let own = permitting(vec![dns("a.example.com"), dns("example.org")]);
    let middle = below(&top, Some(own), 1);
    let bottom = below(&middle, None, 0);
    assert_eq!(bottom.issuer().chain().len(), 4);
    assert!(apply(&bottom, &["x.a.example.com"]).is_ok());
    for (name, authorities) in
        [("x.b.example.com", vec![&middle, &bottom]), ("example.org", vec![&top, &middle, &bottom])]
    {
        for authority in authorities {
            let found = refusals(apply(authority, &[name]));
            assert_eq!(
                found,
                [("/subject_alternative_names/0/value".to_string(), ErrorCode::DnsName)],
                "{name}"
            );
        }
    }
    assert!(apply(&top, &["x.b.example.com"]).is_ok());
    // If the issuer is loaded without the CAs above it, only its own constraints apply.
    let alone = Issuer::from_chain(bottom.issuer().chain()[..1].to_vec()).unwrap();
    let request = EndEntityRequest::new(params(KeyAlgorithm::Ec256, "example.net", years(1)));
    assert!(request.check(&alone, &certmint::Profile::default(), now()).is_ok());
    assert!(request.check(bottom.issuer(), &certmint::Profile::default(), now()).is_err());
}

#[test]
fn a3_the_subject_of_a_ca_is_constrained() {
    let above = below(
        &root(KeyAlgorithm::Ec256),
        Some(permitting(vec![GeneralSubtree::directory_name(
            DistinguishedName::from_attributes(&[
                (AttributeType::Country, "DE"),
                (AttributeType::StateOrProvince, "bavaria "),
            ])
            .unwrap(),
        )])),
        1,
    );
    // The attributes are inherited, so they match except for case and white space.
    assert!(Authority::try_from(issue(&above, None, 0)).is_ok());
    let subject =
        DistinguishedName::new("Other").unwrap().with(AttributeType::StateOrProvince, "Saxony").unwrap();
    let other = CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, subject, years(1));
    let result = above.issue(&SubordinateRequest::new(other), now(), &mut rng(72));
    assert_eq!(refusals(result), [("/distinguished_name".to_string(), ErrorCode::DistinguishedName)]);
}

fn apply_for(
    authority: &Authority,
    common_name: &str,
    names: Vec<SubjectAlternativeName>,
    purposes: &[KeyPurpose],
) -> Result<Issued, Error> {
    let params = params(KeyAlgorithm::Ec256, common_name, years(1))
        .with_extended_key_usage(ExtendedKeyUsage::new(purposes.iter().cloned()))
        .with_alternative_names(names)?;
    authority.issue(&EndEntityRequest::new(params), now(), &mut rng(75))
}

/// The violations of the DNS name constraints by the common name, with their location.
fn common_name_faults(result: Result<Issued, Error>) -> Vec<NameConstraintErrorKind> {
    let Err(error) = result else { return Vec::new() };
    let violations = error.violations().iter().map(|violation| {
        let pointer = violation.pointer();
        assert_eq!(
            (pointer.as_str(), violation.code()),
            ("/distinguished_name/common_name", ErrorCode::DistinguishedName)
        );
        match violation.kind() {
            ViolationKind::NameConstraint(NameConstraintError::CommonName { kind, .. }) => *kind,
            other => panic!("{other:?}"),
        }
    });
    violations.collect()
}

#[test]
fn a3_a_common_name_that_hosts_are_asked_for_by_is_refused_where_it_is_not_permitted() {
    use NameConstraintErrorKind::{Excluded, NotPermitted};
    let permitting = example_com();
    let excluding = NameConstraints::new(Vec::new(), vec![dns("example.com")]).unwrap();
    let excluding = below(&root(KeyAlgorithm::Ec256), Some(excluding), 0);
    for (authority, common_name, expected) in [
        (&permitting, "intranet", Some(NotPermitted)),
        (&permitting, "evil.example.", Some(NotPermitted)),
        (&permitting, "*.evil.example", Some(NotPermitted)),
        (&permitting, "192.0.2.1", Some(NotPermitted)),
        (&permitting, "www.example.com", None),
        (&permitting, "Device 42", None),
        (&excluding, "www.example.com.", Some(Excluded)),
        (&excluding, "w*.com", Some(Excluded)),
        (&excluding, "intranet", None),
    ] {
        let expected: Vec<_> = expected.into_iter().collect();
        for purposes in [&[][..], &[KeyPurpose::ServerAuth, KeyPurpose::ClientAuth], &[any_purpose()]] {
            let result = apply_for(authority, common_name, Vec::new(), purposes);
            assert_eq!(common_name_faults(result), expected, "{common_name} {purposes:?}");
        }
        // It is not a server's, or has DNS names, in which case verifiers use those.
        let client = apply_for(authority, common_name, Vec::new(), &[KeyPurpose::ClientAuth]).unwrap();
        let is_noted = client
            .fields()
            .notices()
            .iter()
            .any(|notice| *notice.kind() == NoticeKind::CommonNameUnderDnsConstraints);
        assert_eq!(is_noted, !expected.is_empty(), "{common_name}");
        let other = if std::ptr::eq(authority, &permitting) { "a.example.com" } else { "a.example.org" };
        let names = vec![SubjectAlternativeName::dns(other).unwrap()];
        assert_eq!(apply_for(authority, common_name, names, &[]).unwrap().fields().notices(), []);
    }
    let error = apply_for(&permitting, "intranet", Vec::new(), &[]).unwrap_err();
    assert_eq!(
        error.violations()[0].kind().to_string(),
        "\"intranet\": if there is no DNS name, verifiers match this common name against host names, and \
         the issuer's name constraints do not permit it as one; add a DNS name that they permit, choose a \
         common name that is not a host name, or request purposes without serverAuth"
    );
}

fn any_purpose() -> KeyPurpose {
    ObjectIdentifier::new("2.5.29.37.0").expect("an identifier").into()
}

#[test]
fn a3_the_purposes_that_are_granted_decide_whether_a_common_name_counts() {
    const EXT_KEY_USAGE: &[u8] = b"\x55\x1d\x25";
    let [server, client]: [&[u8]; 2] =
        [b"\x2b\x06\x01\x05\x05\x07\x03\x01", b"\x2b\x06\x01\x05\x05\x07\x03\x02"];
    let key = key(KeyAlgorithm::Ec256);
    let asked = |purposes: &[&[u8]]| {
        let purposes: Vec<u8> = purposes.iter().flat_map(|purpose| tlv(0x06, purpose)).collect();
        csr(&key, "intranet", &[extension(EXT_KEY_USAGE, false, &sequence(&[&purposes]))])
    };
    let refused = [("/csr#/subject".to_string(), ErrorCode::DistinguishedName)];
    assert_eq!(refusals(entity(&example_com(), asked(&[server, client]))), refused);
    assert_eq!(refusals(entity(&example_com(), csr(&key, "intranet", &[]))), refused);
    assert!(entity(&example_com(), asked(&[client])).is_ok());
    let of_clients = toolkit::profile_with(|settings| {
        settings.csr_extended_key_usage = ExtendedKeyUsage::new([KeyPurpose::ClientAuth]);
    });
    let issued = entity(&example_com().with_profile(of_clients), asked(&[server, client])).unwrap();
    assert_eq!(issued.fields().extended_key_usage().purposes(), [KeyPurpose::ClientAuth]);
}

#[test]
fn a3_the_common_name_of_a_requested_ca_is_no_host() {
    let above = below(&root(KeyAlgorithm::Ec256), Some(permitting(vec![dns("example.com")])), 1);
    for common_name in ["intranet", "ca.example.net"] {
        let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, common_name, years(1)));
        let issued = above.issue(&request, now(), &mut rng(72)).unwrap();
        assert_eq!(issued.fields().notices(), [], "{common_name}");
    }
}

#[test]
fn a3_a_common_name_alone_draws_a_notice_under_constraints_on_dns_names() {
    let noticed = |authority: &Authority, common_name: &str, names: Vec<SubjectAlternativeName>| {
        let params = params(KeyAlgorithm::Ec256, common_name, years(1));
        let params = params.with_alternative_names(names).expect("one name");
        let issued = authority.issue(&EndEntityRequest::new(params), now(), &mut rng(75)).expect("issued");
        let notices = issued.fields().notices().iter();
        notices.map(|notice| (notice.pointer(), notice.kind().clone())).collect::<Vec<_>>()
    };
    let constrained = example_com();
    let dns = |name: &str| SubjectAlternativeName::dns(name).unwrap();
    let expected = ("/distinguished_name/common_name".to_string(), NoticeKind::CommonNameUnderDnsConstraints);
    assert_eq!(noticed(&constrained, "Alice A.", vec![]), std::slice::from_ref(&expected));
    let address = SubjectAlternativeName::ip("192.0.2.1").unwrap();
    assert_eq!(noticed(&constrained, "Alice A.", vec![address]), std::slice::from_ref(&expected));
    assert_eq!(noticed(&constrained, "a.example.com.", vec![]), [expected]);
    assert_eq!(noticed(&constrained, "Alice A.", vec![dns("example.com")]), []);
    assert_eq!(noticed(&constrained, "a.example.com", vec![]), []);
    assert_eq!(noticed(&root(KeyAlgorithm::Ec256), "Alice A.", vec![]), []);
    let excluding = NameConstraints::new(Vec::new(), vec![GeneralSubtree::dns("example.com").unwrap()]);
    let excluding = below(&root(KeyAlgorithm::Ec256), Some(excluding.unwrap()), 0);
    assert_eq!(noticed(&excluding, "alice", vec![]), []);
    // GnuTLS does not accept them as host names but treats them as DNS names.
    for common_name in ["alice@example.com", "the Example.COM."] {
        assert_eq!(noticed(&excluding, common_name, vec![]).len(), 1, "{common_name}");
    }
}

#[test]
fn a3_a_ca_by_csr_can_be_constrained_and_an_entity_cannot() {
    let key = key(KeyAlgorithm::Ec384);
    let kind = CertificateType::IntermediateCa(PathLength::new(0).unwrap());
    let request = CsrRequest::new(csr(&key, "CA", &[]), kind, years(1)).unwrap();
    let request = request.with_name_constraints(permitting(vec![dns("example.com")])).unwrap();
    let issued = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(73)).unwrap();
    let (critical, value) = toolkit::extension(&issued, "2.5.29.30").unwrap();
    assert!(critical);
    assert_eq!(value, sequence(&[&tlv(0xa0, &sequence(&[&tlv(0x82, b"example.com")]))]));
    let entity = CsrRequest::new(csr(&key, "EE", &[]), CertificateType::EntityCert, years(1)).unwrap();
    let refused = entity.with_name_constraints(permitting(vec![dns("example.com")]));
    assert_eq!(refused.unwrap_err(), ViolationKind::NameConstraintsOfEntity);
}

/// An authority whose own certificate has this nameConstraints value.
fn forged(value: &[u8], critical: bool) -> Result<Authority, IssuerError> {
    let key = key(KeyAlgorithm::Ec256);
    let certificate = Forged::ca("A3 CA", &key).with_extension(NAME_CONSTRAINTS, critical, value).sign(&key);
    Ok(Authority::new(Issuer::from_chain(vec![Certificate::from_der(&certificate)?])?, key)
        .expect("an authority"))
}

#[test]
fn a3_constraints_bind_whether_or_not_they_are_critical() {
    let value = sequence(&[&tlv(0xa1, &sequence(&[&tlv(0x82, b"example.com")]))]);
    for critical in [true, false] {
        let authority = forged(&value, critical).unwrap();
        assert!(apply(&authority, &["example.org"]).is_ok());
        assert_eq!(refusals(apply(&authority, &["a.example.com"])).len(), 1, "{critical}");
    }
}

#[test]
fn a3_a_constraint_that_cannot_be_applied_stops_its_form_alone() {
    // iPAddress of one octet; a dNSName with a maximum.
    for (base, further, stopped, free) in [
        (tlv(0x87, &[10]), Vec::new(), "192.0.2.1", "example.org"),
        (tlv(0x82, b"example.org"), tlv(0x81, &[3]), "example.org", "192.0.2.1"),
    ] {
        let authority = forged(&sequence(&[&tlv(0xa0, &sequence(&[&base, &further]))]), true).unwrap();
        let apply = |text: &str| {
            let name = SubjectAlternativeName::ip(text).or_else(|_| SubjectAlternativeName::dns(text))?;
            let params = params(KeyAlgorithm::Ec256, "A 3", years(1)).with_alternative_names(vec![name])?;
            authority.issue(&EndEntityRequest::new(params), now(), &mut rng(74))
        };
        assert!(apply(free).is_ok());
        let error = apply(stopped).unwrap_err();
        let [violation] = error.violations() else { panic!("{error:?}") };
        let ViolationKind::NameConstraint(error) = violation.kind() else { panic!("{violation:?}") };
        assert_eq!(error.kind(), NameConstraintErrorKind::NotApplicable);
    }
}

#[test]
fn a3_constraints_that_are_not_der_make_no_issuer() {
    for value in [&b"\x05\x00"[..], b"\x30\x02\xa0\x00"] {
        assert_eq!(told(forged(value, true)), Err(Told::Content(0, "nameConstraints")), "{value:02x?}");
    }
    let not_der = CertificateError::NotDer { part: "nameConstraints" };
    assert_eq!(told(forged(b"\x30\x80\x00\x00", true)), Err(Told::Certificate(0, not_der)));
}

#[test]
fn a3_the_alternative_names_of_a_chain_keep_to_the_constraints_above_them() {
    let key = key(KeyAlgorithm::Ec256);
    // permittedSubtrees: dNSName example.org.
    let value = sequence(&[&tlv(0xa0, &sequence(&[&tlv(0x82, b"example.org")]))]);
    let above = Forged::ca("Above", &key).with_extension(NAME_CONSTRAINTS, true, &value);
    let load = |names: &[u8]| {
        let mut below =
            Forged::ca("Below", &key).with_extension(SUBJECT_ALT_NAME, false, &sequence(&[names]));
        below.issuer = above.subject.clone();
        let chain = [&below, &above].map(|forged| Certificate::from_der(&forged.sign(&key)).expect("one"));
        told(Issuer::from_chain(chain.to_vec()))
    };
    let directory_name = tlv(0xa4, &name(&[(toolkit::forge::COMMON_NAME, 0x0c, b"Other")]));
    for admitted in [tlv(0x82, b"ca.example.org"), tlv(0x86, b"https://example.net/"), directory_name] {
        assert_eq!(load(&admitted), Ok(()), "{admitted:02x?}");
    }
    // otherName, and unreadable names, of forms that nothing here constrains.
    let other_name = tlv(0xa0, b"\x06\x01\x2a\xa0\x02\x05\x00");
    for admitted in [other_name, tlv(0x81, b"no mailbox"), tlv(0x86, b"no URI"), tlv(0x87, &[192, 0, 2])] {
        assert_eq!(load(&admitted), Ok(()), "{admitted:02x?}");
    }
    let broken = || Err(Told::Chain(0, ChainError::NameConstraints));
    for refused in [tlv(0x82, b"ca.evil.net"), tlv(0x82, b"not a name"), tlv(0x82, b"")] {
        assert_eq!(load(&refused), broken(), "{refused:02x?}");
    }
    // excludedSubtrees: a directoryName, which a CA has as an alternative name.
    let other = tlv(0xa4, &name(&[(toolkit::forge::COMMON_NAME, 0x0c, b"Other")]));
    let value = sequence(&[&tlv(0xa1, &sequence(&[&other]))]);
    let above = Forged::ca("Above", &key).with_extension(NAME_CONSTRAINTS, true, &value);
    let fine = tlv(0xa4, &name(&[(toolkit::forge::COMMON_NAME, 0x0c, b"Fine")]));
    for (names, expected) in [(fine, Ok(())), (other, broken())] {
        let mut below =
            Forged::ca("Below", &key).with_extension(SUBJECT_ALT_NAME, false, &sequence(&[&names]));
        below.issuer = above.subject.clone();
        let chain = [&below, &above].map(|forged| Certificate::from_der(&forged.sign(&key)).expect("one"));
        assert_eq!(told(Issuer::from_chain(chain.to_vec())), expected);
    }
    assert_eq!(load(&[]), Ok(()));
    assert_eq!(load(&tlv(0x04, b"a")), Err(Told::Content(0, "subjectAltName")));
}

#[test]
fn a3_the_common_name_of_a_loaded_ca_is_no_host() {
    let above = forged(&sequence(&[&tlv(0xa0, &sequence(&[&tlv(0x82, b"example.org")]))]), true).unwrap();
    let mut below = Forged::ca("ca.example.net", above.signer());
    below.issuer = above.issuer().subject().as_der().to_vec();
    let below = Certificate::from_der(&below.sign(above.signer())).unwrap();
    assert!(Issuer::from_chain(vec![below, above.issuer().chain()[0].clone()]).is_ok());
}

#[test]
fn a3_no_more_comparisons_are_asked_of_verifiers_than_they_make() {
    // rustls-webpki makes 250,000 comparisons in a chain.
    let subtrees = || (0..1_000).map(|number| dns(&format!("x{number}.example"))).collect();
    let excluding = || NameConstraints::new(Vec::new(), subtrees()).expect("constraints");
    let top = below(&root(KeyAlgorithm::Ec256), Some(excluding()), 2);
    let middle = below(&top, Some(excluding()), 1);
    let bottom = below(&middle, Some(excluding()), 0);
    let mut names: Vec<Vec<u8>> =
        (0..100).map(|number| tlv(0x82, format!("n{number}.org").as_bytes())).collect();
    // The name is excluded, but beyond the limit none is compared.
    names[82] = tlv(0x82, b"x0.example");
    let asked = |names: &[Vec<u8>]| {
        let value = sequence(&[&names.concat()]);
        entity(&bottom, csr(&key(KeyAlgorithm::Ec256), "A3", &[extension(SUBJECT_ALT_NAME, false, &value)]))
    };
    assert_eq!(asked(&names[..82]).unwrap().fields().alternative_names().len(), 82);
    let error = asked(&names[..83]).unwrap_err();
    let [violation] = error.violations() else { panic!("{error:?}") };
    assert_eq!(violation.kind(), &ViolationKind::TooMany { found: 83, max: 82 });
    // What is wrong within the limit is told as well.
    names[10] = tlv(0x82, b"x1.example");
    let error = asked(&names[..83]).unwrap_err();
    let [first, second] = error.violations() else { panic!("{error:?}") };
    assert_eq!(first.kind(), violation.kind());
    assert_eq!(second.pointer(), "/csr#/extensionRequest/subjectAltName/10");
}

#[test]
fn a3_a_directory_name_of_any_attributes_can_be_constrained() {
    const DOMAIN_COMPONENT: &[u8] = b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19";
    let der = name(&[(DOMAIN_COMPONENT, 0x16, b"org"), (DOMAIN_COMPONENT, 0x16, b"example")]);
    let base = DistinguishedName::from_der(&der).unwrap();
    assert_eq!(base.as_der(), der);
    assert_eq!(DistinguishedName::from_der(&der[1..]), Err(DistinguishedNameError::NotDer));
    let constraints = permitting(vec![GeneralSubtree::directory_name(base)]);
    let authority = {
        let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "DC", years(2)));
        let request = request.with_name_constraints(constraints);
        let issued = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(76)).unwrap();
        Authority::try_from(issued).unwrap()
    };
    let key = key(KeyAlgorithm::Ec384);
    let with_subject = |subject: &[u8]| {
        entity(&authority, certmint::Csr::from_der(&csr_der(&key, subject, &[])).expect("a CSR"))
    };
    let inside = [&der[2..], &name(&[(toolkit::forge::COMMON_NAME, 0x0c, b"A3")])[2..]].concat();
    assert!(with_subject(&tlv(0x30, &inside)).is_ok());
    assert_eq!(refusals(with_subject(&name(&[(DOMAIN_COMPONENT, 0x16, b"org")]))).len(), 1);
}

#[test]
fn a3_the_attributes_of_a_subject_count_as_names_that_are_compared() {
    // OpenSSL refuses more than 2^20 comparisons, and counts them in this way.
    let subtrees = (0..1_000).map(|number| dns(&format!("x{number}.example"))).collect();
    let constraints = NameConstraints::new(Vec::new(), subtrees).expect("constraints");
    let mut issuer = root(KeyAlgorithm::Ec256);
    for path_length in [2, 1, 0] {
        issuer = below(&issuer, Some(constraints.clone()), path_length);
    }
    let subject = |attributes: usize| {
        let numbers: Vec<String> = (0..attributes).map(|number| number.to_string()).collect();
        let units = numbers.iter().map(|number| (b"\x55\x04\x0b".as_slice(), 0x0c, number.as_bytes()));
        name(&units.collect::<Vec<_>>())
    };
    let asked = |attributes: usize| {
        let names = extension(SUBJECT_ALT_NAME, false, &sequence(&[&tlv(0x82, b"a.org")]));
        let key = key(KeyAlgorithm::Ec256);
        let csr = Csr::from_der(&csr_der(&key, &subject(attributes), &[names])).expect("a CSR");
        entity(&issuer, csr)
    };
    // 250,000 comparisons with 3,000 subtrees.
    assert_eq!(asked(82).unwrap().fields().alternative_names().len(), 1);
    for (attributes, pointer, kind) in [
        (83, "/csr#/extensionRequest/subjectAltName", ViolationKind::TooMany { found: 1, max: 0 }),
        (84, "/csr#/subject", ViolationKind::TooMany { found: 84, max: 83 }),
    ] {
        let error = asked(attributes).unwrap_err();
        let [violation] = error.violations() else { panic!("{error:?}") };
        assert_eq!((violation.pointer().as_str(), violation.kind()), (pointer, &kind));
    }
}

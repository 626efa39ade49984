//! A9: self-signed end-entity certificates for development.

use certmint::error::{CertificateError, ErrorCode, IssuerError, ViolationKind};
use certmint::extension::{KeyPurpose, KeyUsage, KeyUsages};
use certmint::name::SubjectAlternativeName;
use certmint::request::ValidityUnit;
use certmint::{Authority, Error, Issued, Issuer, RequestedValidity};
use toolkit::openssl::{openssl_text, try_openssl};
use toolkit::oracle::verify_ders;
use toolkit::{extensions, now, parse, refused, rng, years};
use webpki::KeyUsage as Usage;

fn local() -> Vec<SubjectAlternativeName> {
    let ip = |address| SubjectAlternativeName::ip(address).expect("an address");
    vec![SubjectAlternativeName::dns("localhost").expect("a DNS name"), ip("127.0.0.1"), ip("::1")]
}

fn self_signed(names: Vec<SubjectAlternativeName>, validity: RequestedValidity) -> Result<Issued, Error> {
    Issued::self_signed_for_development(names, validity, now(), &mut rng(71))
}

#[test]
fn a9_one_call_makes_the_certificate_and_its_key() {
    let issued = self_signed(local(), years(1)).expect("a certificate");
    let fields = issued.fields();
    assert!(fields.issuer().is_none() && !fields.is_ca() && fields.notices().is_empty());
    assert_eq!(fields.subject().to_string(), "CN=localhost");
    assert_eq!(fields.alternative_names(), local());
    assert_eq!(fields.extended_key_usage().purposes(), [KeyPurpose::ServerAuth, KeyPurpose::ClientAuth]);
    assert_eq!(fields.key_usages(), KeyUsages::of(&[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement]));
    assert_eq!(issued.chain().count(), 1);
    let key = issued.private_key().expect("the key");
    let certificate = parse(&issued);
    let tbs = certificate.tbs_certificate();
    assert_eq!(tbs.issuer(), tbs.subject());
    assert_eq!(toolkit::oracle::spki(issued.certificate().as_der()), key.public_key().as_spki_der());
    // keyUsage, extKeyUsage, basicConstraints without cA, subjectKeyIdentifier,
    // authorityKeyIdentifier, subjectAltName.
    let oids: Vec<_> = extensions(&issued).into_iter().map(|(oid, ..)| oid).collect();
    assert_eq!(oids, ["2.5.29.15", "2.5.29.37", "2.5.29.19", "2.5.29.14", "2.5.29.35", "2.5.29.17"]);
    let own = key.public_key().key_identifier();
    let identifier = [&[0x30, 22, 0x80, 20][..], &own].concat();
    assert_eq!(toolkit::extension(&issued, "2.5.29.35"), Some((false, identifier)));
    assert_eq!(toolkit::extension(&issued, "2.5.29.19"), Some((true, vec![0x30, 0])));
}

#[test]
fn a9_openssl_and_webpki_accept_it_where_it_is_trusted_itself() {
    let issued = self_signed(local(), years(1)).expect("a certificate");
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("self-signed.pem");
    std::fs::write(&path, issued.certificate().to_pem()).expect("a file");
    let file = path.display();
    let at = toolkit::NOW_MILLISECONDS / 1_000;
    for purpose in ["sslserver", "sslclient"] {
        let arguments =
            format!("verify -x509_strict -attime {at} -purpose {purpose} -verify_hostname localhost -CAfile");
        assert!(openssl_text(&format!("{arguments} {file} {file}"), b"").trim().ends_with("OK"));
    }
    let arguments = format!("verify -attime {at} -verify_hostname other.example -CAfile {file} {file}");
    assert!(try_openssl(&arguments, b"").is_err());
    std::fs::remove_file(&path).expect("the file");

    let der = issued.certificate().as_der();
    for usage in [Usage::server_auth(), Usage::client_auth()] {
        verify_ders(&[der, der], usage, 0).expect("webpki accepts it");
    }
    // Another one with the same name, but another key.
    let other = Issued::self_signed_for_development(local(), years(1), now(), &mut rng(72));
    let other = other.expect("a certificate");
    let elsewhere = verify_ders(&[der, other.certificate().as_der()], Usage::server_auth(), 0);
    assert_eq!(elsewhere, Err(webpki::Error::InvalidSignatureForPublicKey));
}

#[test]
fn a9_the_first_name_is_the_common_name_if_it_fits() {
    let subject = |name: Result<SubjectAlternativeName, _>| {
        let issued = self_signed(vec![name.expect("a name")], years(1)).expect("a certificate");
        issued.fields().subject().to_string()
    };
    assert_eq!(subject(SubjectAlternativeName::ip("::1")), "CN=::1");
    assert_eq!(subject(SubjectAlternativeName::email("a@example.org")), "CN=a@example.org");
    let long = format!("{}.{}.example", "a".repeat(40), "b".repeat(40));
    assert_eq!(subject(SubjectAlternativeName::dns(&long)), "CN=self-signed");
}

#[test]
fn a9_it_is_checked_like_any_other() {
    let place = "/subject_alternative_names";
    let only = |pointer: &str, code, kind| vec![(pointer.to_string(), code, kind)];
    let found = refused(self_signed(Vec::new(), years(1)));
    assert_eq!(found, only(place, ErrorCode::Parameter, ViolationKind::NoAlternativeName));
    let many = vec![local().remove(0); 21];
    let kind = ViolationKind::TooMany { found: 21, max: 20 };
    assert_eq!(refused(self_signed(many, years(1))), only(place, ErrorCode::Parameter, kind));
    let mapped = SubjectAlternativeName::Ip("::ffff:192.0.2.1".parse().expect("an address"));
    let found = refused(self_signed(vec![mapped], years(1)));
    assert_eq!(found[0].0, "/subject_alternative_names/0/value");
    // V4: the limit of an end entity, not that of a root; and all at once.
    assert!(self_signed(local(), years(20)).is_ok());
    let found = refused(self_signed(Vec::new(), years(21)));
    let pointers: Vec<_> = found.iter().map(|(pointer, ..)| pointer.as_str()).collect();
    assert_eq!(pointers, [place, "/validity/value"]);
    let day = RequestedValidity::new(ValidityUnit::Day, 1).expect("a period");
    let early = day.with_not_before(now() - certmint::time::Duration::hours(1));
    assert_eq!(refused(self_signed(local(), early))[0].0, "/validity/start_from");
}

#[test]
fn a9_it_issues_nothing() {
    let issued = self_signed(local(), years(1)).expect("a certificate");
    let is_no_ca = |error: &IssuerError| {
        matches!(error, IssuerError::Certificate { error: CertificateError::NotACa, .. })
    };
    assert!(Issuer::try_from(&issued).is_err_and(|error| is_no_ca(&error)));
    let error = Authority::try_from(issued).expect_err("no CA");
    assert!(matches!(&error, Error::Issuer(error) if is_no_ca(error)), "{error:?}");
}

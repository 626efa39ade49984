//! C17: CSRs that this crate writes.

use certmint::csr::{CsrBuilder, SignedCsr};
use certmint::error::{CsrError, ErrorCode, NoticeKind, SignerError, ViolationKind};
use certmint::extension::{CustomExtension, ExtendedKeyUsage, KeyPurpose, KeyUsage, PathLength};
use certmint::key::SignatureAlgorithm;
use certmint::name::{AttributeType, SubjectAlternativeName};
use certmint::profile::Conformance;
use certmint::request::CertificateType;
use certmint::{
    Authority, Csr, CsrRequest, DistinguishedName, Error, HashAlgorithm, Issuer, KeyAlgorithm, PrivateKey,
    Profile, PublicKey, Signer,
};
use x509_cert::der::{Decode, Encode};

use crate::check::{authority, ca_of, object_identifier, refused, set, violations};
use toolkit::asn1::{
    PRINTABLE, UTF8, attribute, ca_true, concat, critical_extension, dns, ext_key_usage, extension,
    extension_request, integer, key_usage, name, sequence, subject_alt_name, tlv,
};
use toolkit::openssl::{openssl, openssl_text};
use toolkit::stock::{ALGORITHMS, key};
use toolkit::{now, profile_with, rng, years};

fn named(common_name: &str) -> DistinguishedName {
    DistinguishedName::new(common_name).expect("a common name")
}

fn hosts(names: &[&str]) -> Vec<SubjectAlternativeName> {
    names.iter().map(|name| SubjectAlternativeName::dns(name).expect("a DNS name")).collect()
}

/// A CSR that asks for everything.
fn full() -> CsrBuilder {
    let custom = |oid, critical| CustomExtension::new(object_identifier(oid), critical, vec![5, 0]);
    CsrBuilder::new(named("full.example").with(AttributeType::Country, "DE").expect("a country"))
        .with_alternative_names(hosts(&["full.example", "*.full.example"]))
        .expect("names")
        .with_key_usages(set(&[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement]))
        .with_extended_key_usage(ExtendedKeyUsage::new([KeyPurpose::ServerAuth, KeyPurpose::ClientAuth]))
        .expect("purposes")
        .with_extension(custom("1.3.6.1.4.1.99999.1", false).expect("an extension"))
        .expect("one")
        .with_extension(custom("1.3.6.1.4.1.99999.2", true).expect("an extension"))
        .expect("two")
        .with_challenge_password("correct horse")
        .expect("a password")
}

/// The octets to be signed, made by hand.
fn info(subject: &[u8], key: &PublicKey, attributes: &[Vec<u8>]) -> Vec<u8> {
    sequence([&integer(&[0])[..], subject, key.as_spki_der(), &tlv(0xa0, concat(attributes))])
}

fn to_be_signed(builder: &CsrBuilder, key: &PublicKey) -> Vec<u8> {
    builder.to_be_signed(key).expect("a CSR to be signed").as_bytes().to_vec()
}

#[test]
fn c17_the_octets_are_those_of_rfc_2986() {
    let key = key(KeyAlgorithm::Ec256);
    let key = key.public_key();
    let subject = name(&[("2.5.4.6", PRINTABLE, "DE"), ("2.5.4.3", UTF8, "full.example")]);
    let password = attribute("1.2.840.113549.1.9.7", &[tlv(PRINTABLE, "correct horse")]);
    let request = extension_request(&[
        key_usage(&[KeyUsage::DigitalSignature, KeyUsage::KeyAgreement]),
        ext_key_usage(&["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]),
        subject_alt_name(&[dns("full.example"), dns("*.full.example")]),
        extension("1.3.6.1.4.1.99999.1", [5, 0]),
        critical_extension("1.3.6.1.4.1.99999.2", [5, 0]),
    ]);
    assert_eq!(to_be_signed(&full(), key), info(&subject, key, &[password, request]));

    // Without anything: the attributes are there and empty.
    let subject = name(&[("2.5.4.3", UTF8, "plain")]);
    let plain = CsrBuilder::new(named("plain"));
    assert_eq!(to_be_signed(&plain, key), info(&subject, key, &[]));
    assert_eq!(
        plain.to_be_signed(key).expect("one").algorithm(),
        SignatureAlgorithm::Ecdsa(HashAlgorithm::Sha256)
    );

    // A CA, with and without path length; keyCertSign is always among its usages.
    for (length, usages, expected) in [
        (None, &[][..], vec![ca_true(None)]),
        (
            Some(3),
            &[KeyUsage::CrlSign],
            vec![key_usage(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign]), ca_true(Some(3))],
        ),
    ] {
        let length = length.map(|length| PathLength::new(length).expect("a path length"));
        let ca = plain.clone().for_ca(length).with_key_usages(set(usages));
        assert_eq!(to_be_signed(&ca, key), info(&subject, key, &[extension_request(&expected)]));
    }

    // S6: an empty subject makes the names critical.
    let empty = DistinguishedName::from_attributes(&[]).expect("an empty name");
    let nameless = CsrBuilder::new(empty).with_alternative_names(hosts(&["a.example"])).expect("names");
    let names = critical_extension("2.5.29.17", sequence([dns("a.example")]));
    assert_eq!(to_be_signed(&nameless, key), info(&[0x30, 0], key, &[extension_request(&[names])]));
}

#[test]
fn c17_a_challenge_password_is_printable_where_that_is_possible_and_shown_nowhere() {
    let key = key(KeyAlgorithm::Ec256);
    let plain = CsrBuilder::new(named("plain"));
    let subject = name(&[("2.5.4.3", UTF8, "plain")]);
    for (password, tag) in [
        ("aZ09 '()+,-./:=?", PRINTABLE),
        ("under_score", UTF8),
        ("at@sign", UTF8),
        ("schön", UTF8),
        (&*"x".repeat(255), PRINTABLE),
        (&*"ö".repeat(255), UTF8),
    ] {
        let builder = plain.clone().with_challenge_password(password).expect("a password");
        let attribute = attribute("1.2.840.113549.1.9.7", &[tlv(tag, password)]);
        assert_eq!(to_be_signed(&builder, key.public_key()), info(&subject, key.public_key(), &[attribute]));
        assert!(!format!("{builder:?}").contains(password));
        let csr = builder.sign(&key).expect("a CSR");
        assert!(!format!("{csr:?}").contains(password));
        assert!(Csr::from_der(csr.as_der()).expect("a CSR").has_challenge_password(password));
    }
    for (password, found) in [(String::new(), 0), ("x".repeat(256), 256), ("ö".repeat(256), 256)] {
        let Err(ViolationKind::Length(error)) = plain.clone().with_challenge_password(&password) else {
            panic!("{found} characters are refused")
        };
        assert_eq!((error.found, error.min, error.max), (found, 1, 255));
    }
}

/// What was written is read back as it was asked for, under the strict profile.
fn is_read_back(csr: &SignedCsr) -> Csr {
    let read = Csr::from_der(csr.as_der()).expect("a CSR that can be read");
    let pem = csr.to_pem();
    if pem.len() <= Csr::MAX_PEM_CHARACTERS {
        let again = Csr::from_pem(&pem).expect("PEM that can be read");
        assert_eq!(again.subject(), read.subject());
    }
    let encoded = x509_cert::request::CertReq::from_der(csr.as_der()).expect("x509-cert reads it");
    assert_eq!(encoded.to_der().expect("DER"), csr.as_der());
    read
}

#[test]
fn c17_every_key_and_hash_gives_a_csr_that_certmint_and_openssl_verify() {
    for algorithm in ALGORITHMS {
        let key = key(algorithm);
        for hash in HashAlgorithm::ALL {
            let usages = set(&[KeyUsage::DigitalSignature]);
            let csr = full().with_key_usages(usages).with_hash(hash).sign(&key).expect("a CSR");
            let read = is_read_back(&csr);
            assert_eq!(read.public_key(), key.public_key());
            assert_eq!(read.signature_algorithm(), SignatureAlgorithm::new(algorithm.key_type(), hash));
            assert_eq!(read.subject().to_string(), "C=DE, CN=full.example");
            assert_eq!(read.alternative_names(), hosts(&["full.example", "*.full.example"]));
            assert_eq!(read.key_usages(), usages);
            let purposes = [KeyPurpose::ServerAuth, KeyPurpose::ClientAuth];
            assert_eq!(read.extended_key_usage().purposes(), purposes);
            assert_eq!(read.asks_for_ca(), None);
            let others: Vec<_> = read
                .other_extensions()
                .iter()
                .map(|it| (it.object_identifier().to_string(), it.is_critical(), it.value().to_vec()))
                .collect();
            let expected = [("1.3.6.1.4.1.99999.1", false), ("1.3.6.1.4.1.99999.2", true)]
                .map(|(oid, critical)| (oid.to_string(), critical, vec![5, 0]));
            assert_eq!(others, expected);
            assert_eq!(read.other_attributes(), [object_identifier("1.2.840.113549.1.9.7")]);

            let text = openssl_text("req -verify -noout -text", csr.to_pem().as_bytes());
            for part in [
                "Subject: C = DE, CN = full.example",
                "DNS:full.example, DNS:*.full.example",
                "challengePassword        :correct horse",
                "TLS Web Server Authentication, TLS Web Client Authentication",
            ] {
                assert!(text.contains(part), "{part}: {text}");
            }
        }
    }
}

#[test]
fn c17_what_is_written_draws_no_notice_under_the_strict_profile() {
    let strict = profile_with(|settings| {
        settings.conformance = Conformance::Rfc;
        settings.csr_encoding = Some(certmint::profile::CsrEncoding::Strict);
        settings.csr_intermediate_ca = Some(true);
        settings.csr_extensions = vec![object_identifier("1.3.6.1.4.1.99999.1")];
    });
    let ca = authority();
    let notices = |builder: &CsrBuilder, kind| -> Vec<NoticeKind> {
        let csr = builder.sign(&key(KeyAlgorithm::Ec384)).expect("a CSR");
        let request = CsrRequest::new(is_read_back(&csr), kind, years(1)).expect("a request");
        let grant = request.check(ca.issuer(), &strict, now()).expect("a grant");
        grant.fields().notices().iter().map(|notice| notice.kind().clone()).collect()
    };
    let server = CsrBuilder::new(named("a.example"))
        .with_alternative_names(hosts(&["a.example"]))
        .expect("names")
        .with_key_usages(set(&[KeyUsage::DigitalSignature]))
        .with_extended_key_usage(ExtendedKeyUsage::new([KeyPurpose::ServerAuth]))
        .expect("purposes")
        .with_extension(
            CustomExtension::new(object_identifier("1.3.6.1.4.1.99999.1"), false, vec![5, 0]).expect("one"),
        )
        .expect("an extension");
    assert_eq!(notices(&server, CertificateType::EntityCert), []);
    let with_password = server.with_challenge_password("secret").expect("a password");
    let password = NoticeKind::AttributeIgnored(object_identifier("1.2.840.113549.1.9.7"));
    assert_eq!(notices(&with_password, CertificateType::EntityCert), [password]);
    let sub = CsrBuilder::new(named("Sub")).for_ca(None);
    assert_eq!(notices(&sub, ca_of(0)), []);
    // C12: the path length of a CSR is not used.
    let sub = sub.for_ca(Some(PathLength::default()));
    assert_eq!(notices(&sub, ca_of(0)), [NoticeKind::PathLengthInCsr]);
}

#[test]
fn c17_a_csr_that_no_ca_could_grant_is_not_written() {
    let [rsa, ec] = [KeyAlgorithm::Rsa2048, KeyAlgorithm::Ec256].map(key);
    let plain = CsrBuilder::new(named("plain"));
    let usages = |builder: &CsrBuilder, usages: &[KeyUsage]| builder.clone().with_key_usages(set(usages));
    let place = "/key_usages";
    let code = ErrorCode::Parameter;
    let cert_sign = usages(&plain, &[KeyUsage::KeyCertSign]);
    refused(cert_sign.sign(&ec), place, code, ViolationKind::KeyCertSign);
    let decipher = usages(&plain, &[KeyUsage::DecipherOnly]);
    refused(decipher.sign(&ec), place, code, ViolationKind::NeedsKeyAgreement("decipherOnly"));
    let encipherment = usages(&plain, &[KeyUsage::KeyEncipherment]);
    refused(encipherment.sign(&ec), place, code, ViolationKind::NotForEcKey("keyEncipherment"));
    assert!(encipherment.sign(&rsa).is_ok());
    let ca = usages(&plain, &[KeyUsage::KeyAgreement]).for_ca(None);
    refused(ca.sign(&ec), place, code, ViolationKind::NotForCa("keyAgreement"));

    let empty = DistinguishedName::from_attributes(&[]).expect("an empty name");
    let place = "/distinguished_name";
    let code = ErrorCode::DistinguishedName;
    let nameless = CsrBuilder::new(empty);
    refused(nameless.sign(&ec), place, code, ViolationKind::Csr(CsrError::NoName));
    let ca = nameless.with_alternative_names(hosts(&["a.example"])).expect("names").for_ca(None);
    refused(ca.sign(&ec), place, code, ViolationKind::Csr(CsrError::EmptySubject));
    let long = DistinguishedName::from_der(&name(&[("2.5.4.3", UTF8, &"x".repeat(65))])).expect("a name");
    assert_eq!(violations(CsrBuilder::new(long).sign(&ec))[0].0, place);

    let mapped = SubjectAlternativeName::Ip("::ffff:192.0.2.1".parse().expect("an address"));
    let mapped = plain.clone().with_alternative_names(vec![mapped]).expect("one name").sign(&ec);
    assert_eq!(violations(mapped)[0].0, "/subject_alternative_names/0/value");
    // All at once.
    let both = CsrBuilder::new(DistinguishedName::from_attributes(&[]).expect("an empty name"))
        .with_key_usages(set(&[KeyUsage::KeyCertSign]));
    assert_eq!(violations(both.sign(&ec)).len(), 2);
}

#[test]
fn c17_more_than_can_be_read_is_not_written() {
    let plain = || CsrBuilder::new(named("plain"));
    let key = key(KeyAlgorithm::Ec256);
    let name = |number: usize| format!("n{number}.{}.example", "x".repeat(60));
    let names: Vec<_> = (0..101).map(|number| SubjectAlternativeName::dns(&name(number)).unwrap()).collect();
    let kind = ViolationKind::TooMany { found: 101, max: 100 };
    assert_eq!(plain().with_alternative_names(names.clone()).map(drop), Err(kind.clone()));
    let most = plain().with_alternative_names(names[1..].to_vec()).expect("100 names");
    assert_eq!(is_read_back(&most.sign(&key).expect("a CSR")).alternative_names().len(), 100);
    let purpose = |number| object_identifier(&format!("1.3.6.1.4.1.99999.{number}")).into();
    let purposes = |count| ExtendedKeyUsage::new((0..count).map(purpose));
    assert_eq!(plain().with_extended_key_usage(purposes(101)).map(drop), Err(kind));
    let most = plain().with_extended_key_usage(purposes(100)).expect("100 purposes");
    assert_eq!(is_read_back(&most.sign(&key).expect("a CSR")).extended_key_usage().purposes().len(), 100);

    let extension = |number: u32, octets: usize| {
        let value = tlv(0x04, vec![0; octets]);
        CustomExtension::new(object_identifier(&format!("1.3.6.1.4.1.99999.{number}")), false, value).unwrap()
    };
    let many = (0..96).try_fold(plain(), |builder, number| builder.with_extension(extension(number, 1)));
    let many = many.expect("96 extensions");
    let all = many.clone().for_ca(None).with_key_usages(set(&[KeyUsage::KeyCertSign]));
    let all = all.with_alternative_names(hosts(&["a.example"])).expect("a name");
    let all = all.with_extended_key_usage(purposes(1)).expect("a purpose");
    assert_eq!(is_read_back(&all.sign(&key).expect("a CSR")).other_extensions().len(), 96);
    let kind = ViolationKind::TooMany { found: 97, max: 96 };
    assert_eq!(many.with_extension(extension(96, 1)).map(drop), Err(kind));
    let twice = plain().with_extension(extension(1, 1)).expect("one").with_extension(extension(1, 2));
    assert_eq!(twice.map(drop), Err(ViolationKind::RepeatedExtension));

    // The longest is read, whatever its signature.
    let of = |octets| plain().with_extension(extension(1, octets)).expect("an extension");
    let longest = (31_000..33_000).rev().map(of).find_map(|builder| builder.sign(&key).ok());
    let longest = longest.expect("a CSR");
    assert!((32_700..=Csr::MAX_DER_OCTETS).contains(&longest.as_der().len()), "{}", longest.as_der().len());
    is_read_back(&longest);
    let [(place, code, ViolationKind::Csr(CsrError::TooLong { found, max: 32_768 }))] =
        &violations(of(33_000).sign(&key))[..]
    else {
        panic!("too long")
    };
    assert_eq!((place.as_str(), *code, *found > 33_000), ("/csr", ErrorCode::Parameter, true));
}

/// A signer of another make.
struct Hsm {
    key: PrivateKey,
    lies: bool,
}

impl Signer for Hsm {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let mut signature = Signer::sign(&self.key, algorithm, message)?;
        if self.lies {
            *signature.last_mut().expect("a signature") ^= 1;
        }
        Ok(signature)
    }
}

#[test]
fn c17_any_signer_signs_and_its_signature_is_verified() {
    let hsm = |lies| Hsm { key: key(KeyAlgorithm::Rsa2048), lies };
    let usages = set(&[KeyUsage::DigitalSignature]);
    let own = full().with_key_usages(usages).sign(&key(KeyAlgorithm::Rsa2048)).expect("a CSR");
    assert_eq!(full().with_key_usages(usages).sign(&hsm(false)).expect("a CSR"), own);
    let lie = full().with_key_usages(usages).sign(&hsm(true));
    assert!(matches!(lie, Err(Error::SignatureInvalid)), "{lie:?}");

    // In two steps, with a signature that arrives later.
    let remote = key(KeyAlgorithm::Rsa2048);
    let to_be_signed = full().with_key_usages(usages).to_be_signed(remote.public_key()).expect("one");
    let signature = Signer::sign(&remote, to_be_signed.algorithm(), to_be_signed.as_bytes()).expect("one");
    assert_eq!(to_be_signed.complete(&signature).expect("a CSR"), own);
    let to_be_signed = full().with_key_usages(usages).to_be_signed(remote.public_key()).expect("one");
    let other = to_be_signed.sign(&key(KeyAlgorithm::Ec256)).map_err(Error::from);
    assert!(matches!(other, Err(Error::SignerMismatch)), "{other:?}");
}

#[test]
fn c17_a_subordinate_is_made_in_two_steps() {
    // At the subordinate, which keeps its key.
    let own_key = PrivateKey::generate(KeyAlgorithm::Ec256, &mut rng(61)).expect("a key");
    let pem = CsrBuilder::new(named("Two Steps CA")).for_ca(None).sign(&own_key).expect("a CSR").to_pem();
    // At the CA above.
    let request = CsrRequest::new(Csr::from_pem(&pem).expect("a CSR"), ca_of(0), years(10)).expect("one");
    assert_eq!(request.csr().asks_for_ca(), Some(true));
    let issued = authority().issue(&request, now(), &mut rng(62)).expect("a CA");
    let chain = issued.chain_pem();
    // At the subordinate again.
    let issuer = Issuer::from_chain_pem(&chain).expect("an issuer");
    let subordinate = Authority::new(issuer, own_key).expect("the key belongs to the certificate");
    let params = toolkit::params(KeyAlgorithm::Ec256, "leaf.example", years(1));
    let leaf = subordinate.issue(&certmint::EndEntityRequest::new(params), now(), &mut rng(63));
    let leaf = leaf.expect("a certificate");
    assert_eq!(leaf.chain().count(), 3);
    toolkit::oracle::verify_chain(&leaf, webpki::KeyUsage::client_auth(), 0).expect("webpki verifies it");
    assert_eq!(Profile::default().settings().csr_intermediate_ca, Some(true));
    let text = openssl("x509 -noout -subject", leaf.certificate().to_pem().as_bytes());
    assert!(String::from_utf8_lossy(&text).contains("leaf.example"));
}

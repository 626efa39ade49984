//! A5: the extensions that an issuer puts into everything that it issues.

use certmint::error::{NameError, NameErrorKind, RepeatedPolicyError, UrlError};
use certmint::extension::CustomExtension;
use certmint::extension::{CertificatePolicy, PathLength};
use certmint::issuer::IssuerExtensions;
use certmint::name::Uri;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, Error, HashAlgorithm, Issued, Issuer,
    KeyAlgorithm, ObjectIdentifier, Profile, SubordinateRequest, ToBeSigned,
};
use x509_cert::der::Decode;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, CertificatePolicies, CrlDistributionPoints};

use toolkit::forge::csr;
use toolkit::stock::{entity, key};
use toolkit::{extension, extensions, now, params, rng, root, years};

const POLICIES: &str = "2.5.29.32";
const DISTRIBUTION_POINTS: &str = "2.5.29.31";
const FRESHEST_CRL: &str = "2.5.29.46";
const INFORMATION_ACCESS: &str = "1.3.6.1.5.5.7.1.1";

fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).expect("an identifier")
}

fn complete() -> Result<IssuerExtensions, Error> {
    let statement = Uri::new("https://pki.example.org/cps")?;
    Ok(IssuerExtensions::default()
        .with_policy(CertificatePolicy::new(oid("1.3.6.1.4.1.32473.1")).with_practice_statement(statement))?
        .with_policy(CertificatePolicy::new(oid("2.23.140.1.2.1")))?
        .with_crl_url("http://pki.example.org/root.crl")?
        .with_crl_url("ldap://ldap.example.org/cn=Root?certificateRevocationList")?
        .with_freshest_crl_url("http://pki.example.org/root.delta.crl")?
        .with_ocsp_url("http://ocsp.example.org")?
        .with_ca_issuers_url("http://pki.example.org/root.crt")?)
}

fn authority(extensions: IssuerExtensions) -> Authority {
    let plain = root(KeyAlgorithm::Ec256);
    let issuer = plain.issuer().clone().with_extensions(extensions);
    let pkcs8 = plain.signer().to_pkcs8_der();
    Authority::new(issuer, certmint::PrivateKey::from_der(&pkcs8).expect("a key")).expect("an authority")
}

fn apply(authority: &Authority) -> Issued {
    let custom = CustomExtension::text(oid("1.3.6.1.4.1.32473.7"), "custom").expect("an extension");
    let params = params(KeyAlgorithm::Ec256, "A5", years(1)).with_extension(custom);
    authority.issue(&EndEntityRequest::new(params.expect("one")), now(), &mut rng(5)).expect("a certificate")
}

fn url(name: &GeneralName) -> &str {
    let GeneralName::UniformResourceIdentifier(url) = name else { panic!("{name:?}") };
    url.as_str()
}

#[test]
fn a5_policies_urls_and_access_are_in_what_is_issued() {
    let issued = apply(&authority(complete().unwrap()));

    let (critical, value) = extension(&issued, POLICIES).unwrap();
    let policies = CertificatePolicies::from_der(&value).unwrap().0;
    assert!(!critical);
    let identifiers: Vec<String> =
        policies.iter().map(|policy| policy.policy_identifier.to_string()).collect();
    assert_eq!(identifiers, ["1.3.6.1.4.1.32473.1", "2.23.140.1.2.1"]);
    let [qualifier] = &policies[0].policy_qualifiers.as_ref().unwrap()[..] else { panic!("one") };
    assert_eq!(qualifier.policy_qualifier_id.to_string(), "1.3.6.1.5.5.7.2.1");
    assert_eq!(qualifier.qualifier.as_ref().unwrap().value(), b"https://pki.example.org/cps");
    assert!(policies[1].policy_qualifiers.is_none());

    let (critical, value) = extension(&issued, DISTRIBUTION_POINTS).unwrap();
    assert!(!critical);
    let [point] = &CrlDistributionPoints::from_der(&value).unwrap().0[..] else { panic!("one") };
    assert!(point.reasons.is_none() && point.crl_issuer.is_none());
    let Some(DistributionPointName::FullName(names)) = &point.distribution_point else { panic!("names") };
    assert_eq!(
        names.iter().map(url).collect::<Vec<_>>(),
        ["http://pki.example.org/root.crl", "ldap://ldap.example.org/cn=Root?certificateRevocationList"]
    );

    let (critical, value) = extension(&issued, FRESHEST_CRL).unwrap();
    assert!(!critical);
    let [point] = &CrlDistributionPoints::from_der(&value).unwrap().0[..] else { panic!("one") };
    let Some(DistributionPointName::FullName(names)) = &point.distribution_point else { panic!("names") };
    assert_eq!(names.iter().map(url).collect::<Vec<_>>(), ["http://pki.example.org/root.delta.crl"]);

    let (critical, value) = extension(&issued, INFORMATION_ACCESS).unwrap();
    assert!(!critical);
    let access = AuthorityInfoAccessSyntax::from_der(&value).unwrap().0;
    let access: Vec<(String, &str)> = access
        .iter()
        .map(|access| (access.access_method.to_string(), url(&access.access_location)))
        .collect();
    let expected = [
        ("1.3.6.1.5.5.7.48.1".to_string(), "http://ocsp.example.org"),
        ("1.3.6.1.5.5.7.48.2".to_string(), "http://pki.example.org/root.crt"),
    ];
    assert_eq!(access, expected);
}

#[test]
fn x2_what_the_issuer_says_stands_before_custom_extensions() {
    let order: Vec<String> =
        extensions(&apply(&authority(complete().unwrap()))).into_iter().map(|(oid, ..)| oid).collect();
    assert_eq!(
        order,
        [
            "2.5.29.15",
            "2.5.29.19",
            "2.5.29.14",
            "2.5.29.35",
            POLICIES,
            DISTRIBUTION_POINTS,
            FRESHEST_CRL,
            INFORMATION_ACCESS,
            "1.3.6.1.4.1.32473.7",
        ]
    );
}

#[test]
fn a5_every_kind_of_certificate_has_it_but_a_root() {
    let authority = authority(complete().unwrap());
    let length = PathLength::new(0).unwrap();
    let request = SubordinateRequest::new(params(KeyAlgorithm::Ec256, "Below", years(2)));
    let below = authority.issue(&request.with_path_length(length), now(), &mut rng(6)).unwrap();
    let by_csr = entity(&authority, csr(&key(KeyAlgorithm::Ec256), "CSR", &[])).unwrap();
    let all = [POLICIES, DISTRIBUTION_POINTS, FRESHEST_CRL, INFORMATION_ACCESS];
    let expected = all.map(|oid| {
        let value = extension(&apply(&authority), oid);
        assert!(value.is_some(), "{oid}");
        value
    });
    for issued in [&below, &by_csr] {
        let found = all.map(|oid| extension(issued, oid));
        assert_eq!(found, expected);
    }
    // A root has no issuer to set them, and an issuer without settings adds nothing.
    for issued in [toolkit::stock::root_issued(), apply(&root(KeyAlgorithm::Ec256))] {
        for oid in all {
            assert_eq!(extension(&issued, oid), None, "{oid}");
        }
    }
    // The subordinate adds its own settings, not those of its issuer.
    assert_eq!(Issuer::try_from(&below).unwrap().extensions(), &IssuerExtensions::default());
}

#[test]
fn a5_one_url_and_nothing_else_makes_one_extension() {
    let with = |extensions: IssuerExtensions| {
        let issued = apply(&authority(extensions));
        [POLICIES, DISTRIBUTION_POINTS, FRESHEST_CRL, INFORMATION_ACCESS]
            .map(|oid| extension(&issued, oid).is_some())
    };
    let none = IssuerExtensions::default;
    assert_eq!(with(none()), [false, false, false, false]);
    assert_eq!(with(none().with_crl_url("http://example.org/crl").unwrap()), [false, true, false, false]);
    let delta = none().with_freshest_crl_url("http://example.org/delta").unwrap();
    assert_eq!(with(delta), [false, false, true, false]);
    assert_eq!(with(none().with_ocsp_url("http://example.org/").unwrap()), [false, false, false, true]);
    assert_eq!(with(none().with_ca_issuers_url("http://example.org/").unwrap()), [false, false, false, true]);
    assert_eq!(
        with(none().with_policy(CertificatePolicy::new(oid("2.5.29.32.0"))).unwrap()),
        [true, false, false, false]
    );
}

#[test]
fn a5_a_url_is_one_and_of_a_scheme_by_which_things_are_fetched() {
    let none = IssuerExtensions::default;
    for url in ["ftp://example.org/crl", "urn:x:y", "http:crl"] {
        for result in
            [none().with_crl_url(url), none().with_freshest_crl_url(url), none().with_ca_issuers_url(url)]
        {
            let Err(UrlError::Scheme { allowed, .. }) = result else { panic!("{url}: {result:?}") };
            assert_eq!(allowed, ["http", "https", "ldap", "ldaps"], "{url}");
        }
    }
    assert!(matches!(none().with_ocsp_url("ldap://example.org/"), Err(UrlError::Scheme { .. })));
    assert!(matches!(none().with_crl_url("http://"), Err(UrlError::Name(_))));
    assert!(matches!(
        none().with_crl_url(""),
        Err(UrlError::Name(NameError { kind: NameErrorKind::Length(_), .. }))
    ));
    assert_eq!(none().with_crl_url("HTTP://example.org/crl").map(drop), Ok(()));
}

#[test]
fn a5_what_is_given_twice() {
    let policy = || CertificatePolicy::new(oid("1.3.6.1.4.1.32473.1"));
    let result = IssuerExtensions::default().with_policy(policy()).unwrap().with_policy(policy());
    let error: RepeatedPolicyError = result.unwrap_err();
    assert_eq!(error.0, oid("1.3.6.1.4.1.32473.1"));
    let once = IssuerExtensions::default().with_crl_url("http://example.org/crl").unwrap();
    assert_eq!(once.clone().with_crl_url("http://example.org/crl"), Ok(once));
}

#[test]
fn a5_a_stored_certificate_names_the_delta_crl_of_its_issuer() {
    let with = complete().unwrap();
    let issuer = authority(with.clone()).issuer().clone();
    let public_key = key(KeyAlgorithm::Ec384).public_key().clone();
    let subject = DistinguishedName::new("A5").unwrap();
    let params = CertificateParams::new(public_key, HashAlgorithm::Sha256, subject, years(1));
    let grant = EndEntityRequest::new(params).check(&issuer, &Profile::default(), now()).unwrap();
    let stored = grant.to_be_signed(&mut rng(5)).unwrap();
    let resume = |issuer: &Issuer| {
        ToBeSigned::resume(stored.as_bytes(), stored.certificate_id(), issuer, now()).map(drop)
    };
    assert!(resume(&issuer).is_ok());
    let elsewhere = with.with_freshest_crl_url("http://pki.example.org/other.delta.crl").unwrap();
    let error = resume(&issuer.clone().with_extensions(elsewhere)).unwrap_err();
    assert!(matches!(error, Error::NotAsWritten { part: "freshestCRL" }), "{error}");
}

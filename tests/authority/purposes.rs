//! A7: the purposes of the CAs in a chain limit what is issued below them, as verifiers nest them.

use certmint::error::{CertificateError, ErrorCode, IssuerError, NoticeKind, ViolationKind};
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, PathLength};
use certmint::request::CertificateType;
use certmint::uuid::Uuid;
use certmint::{
    Authority, CsrRequest, EndEntityRequest, Error, Issued, Issuer, KeyAlgorithm, ObjectIdentifier,
    PrivateKey, Profile, SubordinateRequest, ToBeSigned,
};
use webpki::KeyUsage;

use toolkit::forge::{Forged, common_name, csr, extension, tlv};
use toolkit::openssl::try_openssl;
use toolkit::oracle::verify_chain;
use toolkit::stock::{Told, key, told};
use toolkit::{self, notices_of_csr, now, only, params, profile_with, refused, rng, years};

const EXTENDED_KEY_USAGE: &[u8] = b"\x55\x1d\x25";
const POINTER: &str = "/csr#/extensionRequest/extKeyUsage";
const MEMBER: &str = "/extended_key_usage";

use KeyPurpose::{ClientAuth, EmailProtection, ServerAuth};

fn any() -> KeyPurpose {
    KeyPurpose::Other(ObjectIdentifier::new("2.5.29.37.0").expect("an identifier"))
}

/// The value of extKeyUsage.
fn value(purposes: &[KeyPurpose]) -> Vec<u8> {
    let purposes = purposes.iter().map(|purpose| tlv(6, purpose.object_identifier().as_content()));
    tlv(0x30, &purposes.collect::<Vec<_>>().concat())
}

/// A chain of CAs with these purposes, the root first. Without any purpose there is no extKeyUsage.
fn try_chain(purposes: &[&[KeyPurpose]]) -> Result<Issuer, IssuerError> {
    let key = key(KeyAlgorithm::Ec256);
    let mut chain = Vec::new();
    for (number, purposes) in purposes.iter().enumerate() {
        let mut ca = Forged::ca(&format!("CA {number}"), &key);
        ca.issuer = common_name(&format!("CA {}", number.saturating_sub(1)));
        if !purposes.is_empty() {
            ca = ca.with_extension(EXTENDED_KEY_USAGE, false, &value(purposes));
        }
        chain.insert(0, certmint::Certificate::from_der(&ca.sign(&key)).expect("a certificate"));
    }
    Issuer::from_chain(chain)
}

fn authority(purposes: &[&[KeyPurpose]]) -> Authority {
    Authority::new(try_chain(purposes).expect("an issuer"), key(KeyAlgorithm::Ec256)).expect("its key")
}

fn usage(purposes: &[KeyPurpose]) -> ExtendedKeyUsage {
    ExtendedKeyUsage::new(purposes.iter().cloned())
}

fn asking(name: &str, purposes: &[KeyPurpose]) -> certmint::CertificateParams {
    params(KeyAlgorithm::Ec256, name, years(1)).with_extended_key_usage(usage(purposes))
}

fn apply(authority: &Authority, purposes: &[KeyPurpose]) -> Result<Issued, Error> {
    authority.issue(&EndEntityRequest::new(asking("leaf.example", purposes)), now(), &mut rng(3))
}

fn subordinate(authority: &Authority, purposes: &[KeyPurpose]) -> Result<Issued, Error> {
    authority.issue(&SubordinateRequest::new(asking("Sub", purposes)), now(), &mut rng(3))
}

fn by_csr(authority: &Authority, purposes: &[KeyPurpose], kind: CertificateType) -> Result<Issued, Error> {
    let key: PrivateKey = key(KeyAlgorithm::Ec384);
    let extensions: Vec<_> = (!purposes.is_empty())
        .then(|| extension(EXTENDED_KEY_USAGE, false, &value(purposes)))
        .into_iter()
        .collect();
    let request = CsrRequest::new(csr(&key, "leaf.example", &extensions), kind, years(1))?;
    authority.issue(&request, now(), &mut rng(4))
}

fn ca() -> CertificateType {
    CertificateType::IntermediateCa(PathLength::default())
}

fn beyond(found: KeyPurpose, allowed: &[KeyPurpose]) -> ViolationKind {
    ViolationKind::PurposeBeyondIssuer { found, allowed: usage(allowed) }
}

#[test]
fn a7_the_purposes_of_a_chain_are_those_that_all_its_cas_have() {
    let [server, client, email] = [ServerAuth, ClientAuth, EmailProtection];
    for (chain, expected) in [
        (vec![vec![]], None),
        (vec![vec![], vec![client.clone()]], Some(vec![client.clone()])),
        (vec![vec![client.clone()], vec![]], Some(vec![client.clone()])),
        // anyExtendedKeyUsage limits nothing, and does not lift a limit from above.
        (vec![vec![any()]], None),
        (vec![vec![any(), client.clone()], vec![]], None),
        (vec![vec![client.clone()], vec![any()]], Some(vec![client.clone()])),
        (
            vec![vec![], vec![server.clone(), client.clone()], vec![client.clone(), email.clone()]],
            Some(vec![client.clone()]),
        ),
        // A CA with a purpose beyond those above it loads, and issues for those that remain, even
        // if none do.
        (vec![vec![client.clone()], vec![server.clone()]], Some(vec![])),
    ] {
        let chain: Vec<&[KeyPurpose]> = chain.iter().map(Vec::as_slice).collect();
        let issuer = try_chain(&chain).expect("an issuer");
        assert_eq!(issuer.extended_key_usage(), expected.map(|list| usage(&list)).as_ref(), "{chain:?}");
    }
}

#[test]
fn a7_a_body_and_a_ca_that_ask_for_more_than_the_issuer_has_are_refused() {
    let authority = authority(&[&[ClientAuth, EmailProtection], &[]]);
    let allowed = [ClientAuth, EmailProtection];
    let expected =
        only("/extended_key_usage/server_auth", ErrorCode::Parameter, beyond(ServerAuth, &allowed));
    for result in
        [apply(&authority, &[ClientAuth, ServerAuth]), subordinate(&authority, &[ServerAuth, ClientAuth])]
    {
        assert_eq!(
            result.as_ref().unwrap_err().message(),
            "/extended_key_usage/server_auth: the purpose serverAuth is not among those of the issuer and \
             the CAs above it (clientAuth, emailProtection), so verifiers reject it; omit it, or use \
             another issuer"
        );
        assert_eq!(refused(result), expected);
    }
    let expected = only(MEMBER, ErrorCode::Parameter, beyond(any(), &allowed));
    assert_eq!(refused(apply(&authority, &[any()])), expected);
    assert_eq!(refused(subordinate(&authority, &[any()])), expected);
    for result in [apply(&authority, &[EmailProtection]), subordinate(&authority, &[EmailProtection])] {
        let issued = result.unwrap();
        let expected = Some((false, value(&[EmailProtection])));
        assert_eq!(toolkit::extension(&issued, "2.5.29.37"), expected);
        assert_eq!(issued.fields().notices(), []);
    }
}

#[test]
fn a7_of_a_csr_only_the_purposes_of_the_issuer_are_granted_and_at_least_one() {
    let authority = authority(&[&[ClientAuth]]);
    for kind in [CertificateType::EntityCert, ca()] {
        let issued = by_csr(&authority, &[ServerAuth, ClientAuth], kind).unwrap();
        assert_eq!(toolkit::extension(&issued, "2.5.29.37"), Some((false, value(&[ClientAuth]))));
        let not_granted = NoticeKind::KeyPurposeNotGranted(ServerAuth.object_identifier());
        assert_eq!(notices_of_csr(&issued), [(POINTER, not_granted)]);
        let kind = by_csr(&authority, &[ServerAuth, EmailProtection], kind);
        let expected = ViolationKind::NoPurposeGranted {
            found: usage(&[ServerAuth, EmailProtection]),
            grantable: usage(&[ClientAuth]),
        };
        assert_eq!(refused(kind), only(POINTER, ErrorCode::Parameter, expected));
    }
}

#[test]
fn a7_a_certificate_without_purposes_below_a_limited_ca_draws_a_notice() {
    let expected = |purposes: &[KeyPurpose]| NoticeKind::NoPurposeBelowLimitedIssuer(usage(purposes));
    let limited = authority(&[&[ClientAuth], &[]]);
    for result in [apply(&limited, &[]), subordinate(&limited, &[])] {
        let issued = result.unwrap();
        let [notice] = issued.fields().notices() else { panic!("{:?}", issued.fields().notices()) };
        assert_eq!((notice.pointer().as_str(), notice.kind()), (MEMBER, &expected(&[ClientAuth])));
        assert_eq!(
            notice.kind().to_string(),
            "the certificate has no purposes, but the issuer and the CAs above it are for clientAuth only, \
             so verifiers accept it for nothing else; request the purposes that you need"
        );
        assert_eq!(toolkit::extension(&issued, "2.5.29.37"), None);
    }
    let issued = by_csr(&limited, &[], CertificateType::EntityCert).unwrap();
    assert_eq!(notices_of_csr(&issued), [(POINTER, expected(&[ClientAuth]))]);
    assert_eq!(apply(&authority(&[&[], &[any()]]), &[]).unwrap().fields().notices(), []);

    // If no purpose remains, no certificate with a purpose is issued.
    let nothing = authority(&[&[ClientAuth], &[ServerAuth]]);
    for purpose in [ClientAuth, ServerAuth] {
        let member = if purpose == ClientAuth { "client_auth" } else { "server_auth" };
        let result = apply(&nothing, std::slice::from_ref(&purpose));
        let message = result.as_ref().unwrap_err().message();
        assert!(message.contains("of the issuer and the CAs above it (none)"), "{message}");
        let pointer = format!("{MEMBER}/{member}");
        assert_eq!(refused(result), only(&pointer, ErrorCode::Parameter, beyond(purpose.clone(), &[])));
        assert!(by_csr(&nothing, &[purpose], CertificateType::EntityCert).is_err());
    }
    let issued = apply(&nothing, &[]).unwrap();
    assert_eq!(issued.fields().notices()[0].kind(), &expected(&[]));
}

#[test]
fn a7_default_purposes_keep_to_those_of_the_issuer() {
    let with_default = |default: &[KeyPurpose]| {
        let default = usage(default);
        let profile = profile_with(|settings| {
            settings.end_entity_default_extended_key_usage = default.clone();
            settings.subordinate_default_extended_key_usage = default;
        });
        authority(&[&[ClientAuth]]).with_profile(profile)
    };
    let authority = with_default(&[EmailProtection, ClientAuth]);
    let not_granted = NoticeKind::KeyPurposeNotGranted(EmailProtection.object_identifier());
    for (result, pointer) in [
        (apply(&authority, &[]), MEMBER),
        (subordinate(&authority, &[]), MEMBER),
        (by_csr(&authority, &[], CertificateType::EntityCert), POINTER),
        (by_csr(&authority, &[], ca()), POINTER),
    ] {
        let issued = result.unwrap();
        assert_eq!(toolkit::extension(&issued, "2.5.29.37"), Some((false, value(&[ClientAuth]))));
        let [notice] = issued.fields().notices() else { panic!("{:?}", issued.fields().notices()) };
        assert_eq!((notice.pointer().as_str(), notice.kind()), (pointer, &not_granted));
    }
    // None of them remains; issuing without any would grant more.
    let authority = with_default(&[EmailProtection]);
    let kind = || ViolationKind::DefaultPurposesBeyondIssuer {
        default: usage(&[EmailProtection]),
        allowed: usage(&[ClientAuth]),
    };
    let result = apply(&authority, &[]);
    assert_eq!(
        result.as_ref().unwrap_err().message(),
        "/extended_key_usage: none of the default purposes (emailProtection) is among those of the issuer \
         and the CAs above it (clientAuth); request a purpose of the issuer, or use another issuer"
    );
    assert_eq!(refused(result), only(MEMBER, ErrorCode::Parameter, kind()));
    let result = by_csr(&authority, &[], CertificateType::EntityCert);
    assert_eq!(refused(result), only(POINTER, ErrorCode::Parameter, kind()));
    assert!(apply(&authority, &[ClientAuth]).is_ok());
}

#[test]
fn a7_what_was_stored_keeps_to_the_purposes_of_the_issuer() {
    let store = |authority: &Authority, purposes: &[KeyPurpose]| {
        let request = EndEntityRequest::new(asking("leaf.example", purposes));
        let grant = request.check(authority.issuer(), &Profile::default(), now()).unwrap();
        let (_, grant) = grant.generate_key(&mut rng(78)).unwrap();
        grant.to_be_signed(&mut rng(79)).unwrap().as_bytes().to_vec()
    };
    let resume = |authority: &Authority, stored: &[u8]| {
        ToBeSigned::resume(stored, Uuid::nil(), authority.issuer(), now()).map(drop)
    };
    // The same name and key; only the purposes in the certificate differ.
    let (free, limited) = (authority(&[&[]]), authority(&[&[ClientAuth]]));
    let server = store(&free, &[ServerAuth]);
    assert!(resume(&free, &server).is_ok());
    let expected =
        only("/extended_key_usage/server_auth", ErrorCode::Parameter, beyond(ServerAuth, &[ClientAuth]));
    assert_eq!(refused(resume(&limited, &server)), expected);
    let every = store(&free, &[any()]);
    assert_eq!(
        refused(resume(&limited, &every)),
        only(MEMBER, ErrorCode::Parameter, beyond(any(), &[ClientAuth]))
    );
    for purposes in [&[ClientAuth][..], &[]] {
        assert!(resume(&limited, &store(&limited, purposes)).is_ok());
    }
}

#[test]
fn a7_verifiers_agree_on_what_is_issued_and_what_is_refused() {
    let limited = authority(&[&[], &[ClientAuth]]);
    let issued = apply(&limited, &[ClientAuth]).unwrap();
    assert_eq!(verify_chain(&issued, KeyUsage::client_auth(), 0), Ok(()));
    assert_eq!(openssl_verifies(&issued, "sslclient"), Ok(()));
    // Without purposes, it has only those of its issuer.
    let issued = apply(&limited, &[]).unwrap();
    assert_eq!(openssl_verifies(&issued, "sslclient"), Ok(()));
    assert!(openssl_verifies(&issued, "sslserver").unwrap_err().contains("unsuitable certificate purpose"));
    // A CA with the same name and key but without purposes issues what is refused here. Below the
    // limited one, verifiers refuse it.
    let free = authority(&[&[], &[]]);
    let server = apply(&free, &[ServerAuth]).unwrap();
    let chain = limited.issuer().chain();
    let ders: Vec<&[u8]> =
        std::iter::once(server.certificate()).chain(chain).map(certmint::Certificate::as_der).collect();
    let result = toolkit::oracle::verify_ders(&ders, KeyUsage::server_auth(), 0);
    assert!(matches!(result, Err(webpki::Error::RequiredEkuNotFoundContext(_))), "{result:?}");
}

/// Returns whether OpenSSL accepts the certificate below its chain for this purpose.
fn openssl_verifies(issued: &Issued, purpose: &str) -> Result<(), String> {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("a7-{purpose}"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let certificates: Vec<String> = issued.chain().map(certmint::Certificate::to_pem).collect();
    let path = |name: &str| folder.join(name).to_str().expect("a path").to_owned();
    std::fs::write(path("root.pem"), certificates.last().expect("a root")).expect("a file");
    std::fs::write(path("cas.pem"), certificates[1..].concat()).expect("a file");
    let at = now().unix_timestamp();
    let (root, cas) = (path("root.pem"), path("cas.pem"));
    let arguments = format!("verify -attime {at} -purpose {purpose} -CAfile {root} -untrusted {cas}");
    try_openssl(&arguments, certificates[0].as_bytes()).map(drop)
}

#[test]
fn a7_the_purposes_of_an_issuer_must_be_some_and_at_most_a_hundred() {
    let key = key(KeyAlgorithm::Ec256);
    let load = |value: &[u8]| {
        let ca = Forged::ca("A7", &key).with_extension(EXTENDED_KEY_USAGE, true, value);
        Issuer::from_der(&ca.sign(&key))
            .map(|issuer| issuer.extended_key_usage().map(|usage| usage.purposes().len()))
    };
    let many = |count: u8| {
        let purposes = (0..count).map(|number| tlv(6, &[0x2a, 3, number]));
        tlv(0x30, &purposes.collect::<Vec<_>>().concat())
    };
    assert_eq!(load(&many(100)), Ok(Some(100)));
    let too_many = CertificateError::TooManyPurposes { found: 101, max: 100 };
    assert_eq!(told(load(&many(101))), Err(Told::Certificate(0, too_many)));
    // Duplicates count once.
    assert_eq!(load(&value(&[ClientAuth, ClientAuth])), Ok(Some(1)));
    for other in [&b"\x30\x00"[..], b"\x05\x00", b"\x30\x02\x05\x00"] {
        assert_eq!(told(load(other)), Err(Told::Content(0, "extKeyUsage")), "{other:02x?}");
    }
    let not_der = CertificateError::NotDer { part: "extKeyUsage" };
    assert_eq!(told(load(b"")), Err(Told::Certificate(0, not_der)));
}

//! V9: every CA above an issuer is valid at the issuing time; their validities need not be nested.

use certmint::crl::CrlNumber;
use certmint::error::{CrlError, ErrorCode, Notice, NoticeKind, ViolationKind};
use certmint::time::{Duration, UtcDateTime};
use certmint::uuid::Uuid;
use certmint::{
    Authority, Certificate, CrlRequest, EndEntityRequest, Error, Issued, Issuer, KeyAlgorithm, ToBeSigned,
};

use toolkit::forge::{
    AUTHORITY_KEY_IDENTIFIER, Forged, SUBJECT_KEY_IDENTIFIER, common_name, sequence, tlv, validity,
};
use toolkit::openssl::try_openssl;
use toolkit::stock::key;
use toolkit::{NOW_MILLISECONDS, now, params, refused, rng, years};

/// The time of [`now`], 2026-01-31T12:00:00Z, and the seconds next to it.
const BEFORE: &[u8] = b"260131115959Z";
const NOW: &[u8] = b"260131120000Z";
const AFTER: &[u8] = b"260131120001Z";
const START: &[u8] = b"260101000000Z";
const END: &[u8] = b"491231235959Z";

/// An authority below these CAs, each valid from one time to the other. The last one is a root.
fn below(above: &[(&[u8], &[u8])]) -> Authority {
    let key = key(KeyAlgorithm::Ec256);
    let ca = |position: usize, (from, to): (&[u8], &[u8])| {
        let name = |position: usize| format!("CA {position}");
        let mut forged = Forged::ca(&name(position), &key);
        forged.validity = validity(from, to);
        forged.issuer = common_name(&name(above.len().min(position + 1)));
        Certificate::from_der(&forged.sign(&key)).expect("a certificate")
    };
    let validities = [(START, END)].into_iter().chain(above.iter().copied());
    let chain = validities.enumerate().map(|(position, validity)| ca(position, validity));
    let issuer = Issuer::from_chain(chain.collect()).expect("an issuer");
    Authority::new(issuer, toolkit::stock::key(KeyAlgorithm::Ec256)).expect("its key")
}

fn request() -> EndEntityRequest {
    EndEntityRequest::new(params(KeyAlgorithm::Ec256, "V9", years(1)))
}

fn apply(authority: &Authority) -> Result<Issued, Error> {
    authority.issue(&request(), now(), &mut rng(120))
}

/// The positions and subjects of the CAs that are not valid.
fn not_valid(error: Result<Issued, Error>) -> Vec<(usize, String)> {
    let of = |(pointer, code, kind): (String, ErrorCode, ViolationKind)| {
        assert_eq!((pointer.as_str(), code), ("/validity", ErrorCode::Validity));
        let ViolationKind::ChainNotValid { certificate, now: at, .. } = kind else { panic!("{kind:?}") };
        assert_eq!(at, now());
        (certificate.position(), certificate.subject().expect("a subject").into())
    };
    refused(error).into_iter().map(of).collect()
}

#[test]
fn v9_a_root_that_was_renewed_with_its_key_begins_after_what_it_signed() {
    let (root_key, sub_key) = (key(KeyAlgorithm::Ec384), key(KeyAlgorithm::Ec256));
    let root = |from| {
        let mut root = Forged::ca("V9 Root", &root_key);
        root.validity = validity(from, END);
        root.with_extension(SUBJECT_KEY_IDENTIFIER, false, &tlv(0x04, b"root"))
    };
    let mut sub = Forged::ca("V9 Sub", &sub_key)
        .with_extension(SUBJECT_KEY_IDENTIFIER, false, &tlv(0x04, b"sub"))
        .with_extension(AUTHORITY_KEY_IDENTIFIER, false, &sequence(&[&tlv(0x80, b"root")]));
    sub.issuer = common_name("V9 Root");
    sub.algorithm = root(START).algorithm;
    let chain = |from| {
        let ders = [sub.sign(&root_key), root(from).sign(&root_key)];
        ders.map(|der| Certificate::from_der(&der).expect("a certificate")).to_vec()
    };
    // The first root, and the one that was renewed within the month.
    for from in [START, b"260120000000Z", NOW] {
        let issuer = Issuer::from_chain(chain(from)).expect("an issuer");
        let authority = Authority::new(issuer, key(KeyAlgorithm::Ec256)).expect("its key");
        let issued = apply(&authority).expect("a certificate");
        assert_eq!(issued.fields().notices(), []);
        assert!(openssl_accepts(&issued));
    }
}

fn openssl_accepts(issued: &Issued) -> bool {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("v9");
    std::fs::create_dir_all(&folder).expect("a folder");
    let files = ["leaf", "sub", "root"].map(|name| folder.join(format!("{name}.pem")));
    for (path, certificate) in files.iter().zip(issued.chain()) {
        std::fs::write(path, certificate.to_pem()).expect("a file");
    }
    let [leaf, sub, root] = files.map(|path| path.display().to_string());
    let at = NOW_MILLISECONDS / 1_000;
    try_openssl(&format!("verify -x509_strict -attime {at} -CAfile {root} -untrusted {sub} {leaf}"), b"")
        .is_ok()
}

#[test]
fn v9_every_ca_above_the_issuer_is_valid_now() {
    for above in [
        &[(START, END)][..],
        &[(NOW, NOW)],
        &[(START, NOW), (NOW, END)],
        // Longer than the issuer, and shorter.
        &[(b"200101000000Z", END), (NOW, b"270101000000Z")],
    ] {
        assert!(apply(&below(above)).is_ok(), "{above:?}");
    }
    for (above, expected) in [
        (&[(START, BEFORE)][..], &[1][..]),
        (&[(AFTER, END)], &[1]),
        (&[(START, END), (START, BEFORE)], &[2]),
        (&[(AFTER, END), (START, END), (START, BEFORE)], &[1, 3]),
    ] {
        let expected: Vec<_> =
            expected.iter().map(|position| (*position, format!("CN=CA {position}"))).collect();
        assert_eq!(not_valid(apply(&below(above))), expected, "{above:?}");
    }
    let error = apply(&below(&[(START, BEFORE)])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "/validity: CA 1 above the issuer (CN=CA 1) is valid from 2026-01-01T00:00:00Z to \
         2026-01-31T11:59:59Z, but not now (2026-01-31T12:00:00Z); load the issuer with a certificate of \
         that CA that is valid"
    );
    assert_eq!(error.code().as_str(), "PCA.00020109");
}

fn outlived(notices: &[Notice]) -> Vec<(&'static str, usize, UtcDateTime)> {
    let of = |notice: &Notice| match notice.kind() {
        NoticeKind::OutlivesCa { certificate, not_after } => Some((certificate.position(), *not_after)),
        _ => None,
    };
    let told = notices.iter().filter_map(|notice| of(notice).map(|found| (&*notice.pointer().leak(), found)));
    told.map(|(pointer, (position, not_after))| (pointer, position, not_after)).collect()
}

#[test]
fn v9_a_certificate_that_outlives_a_ca_above_its_issuer_draws_a_notice() {
    let end = |authority: &Authority| authority.issuer().validity().not_after();
    // A year from now, to the second.
    let [last, longer, shorter]: [&[u8]; 3] = [b"270131120000Z", b"270131120001Z", b"270131115959Z"];
    for within in [&[(START, END)][..], &[(START, last)], &[(START, longer), (START, last)]] {
        assert_eq!(outlived(apply(&below(within)).unwrap().fields().notices()), [], "{within:?}");
    }
    let ends = now() + Duration::days(365) - Duration::seconds(1);
    for (above, position) in [
        (&[(START, shorter)][..], 1),
        (&[(START, last), (START, shorter)], 2),
        // If several do, the one that ends first.
        (&[(START, shorter), (START, b"270131115959Z")], 1),
    ] {
        let authority = below(above);
        let issued = apply(&authority).unwrap();
        assert_eq!(outlived(issued.fields().notices()), [("/validity", position, ends)], "{above:?}");
        assert!(end(&authority) > issued.fields().validity().not_after());
    }
    let text = apply(&below(&[(START, shorter)])).unwrap().fields().notices()[0].to_string();
    assert_eq!(
        text,
        "/validity: CA 1 above the issuer (CN=CA 1) expires at 2027-01-31T11:59:59Z, before the \
         certificate; verifiers reject it from then on, unless that CA is renewed with the same key"
    );
}

#[test]
fn v9_a_stored_certificate_is_not_taken_up_below_a_ca_that_is_not_valid() {
    let authority = below(&[(START, NOW)]);
    let grant = request().check(authority.issuer(), authority.profile(), now()).unwrap();
    let (_, grant) = grant.generate_key(&mut rng(121)).unwrap();
    let stored = grant.to_be_signed(&mut rng(122)).unwrap().as_bytes().to_vec();
    let resume = |at| ToBeSigned::resume(&stored, Uuid::nil(), authority.issuer(), at).map(drop);
    assert_eq!(resume(now()).map_err(|error| error.to_string()), Ok(()));
    let [(pointer, code, kind)] = &refused(resume(now() + Duration::seconds(1)))[..] else {
        panic!("one reason")
    };
    assert_eq!((pointer.as_str(), *code), ("/validity", ErrorCode::Validity));
    let ViolationKind::ChainNotValid { certificate, not_after, .. } = kind else { panic!("{kind:?}") };
    assert_eq!((certificate.position(), *not_after), (1, now()));
}

#[test]
fn v9_a_revocation_list_is_of_a_time_at_which_every_ca_above_is_valid() {
    let authority = below(&[(START, END), (START, NOW)]);
    let list =
        |at: UtcDateTime| authority.issue_crl(&CrlRequest::new(CrlNumber::from(1), at, at + Duration::DAY));
    assert!(list(now()).is_ok());
    let [(pointer, code, kind)] = &refused(list(now() + Duration::seconds(1)))[..] else {
        panic!("one reason")
    };
    assert_eq!((pointer.as_str(), *code), ("/this_update", ErrorCode::Validity));
    let ViolationKind::Crl(CrlError::OutsideChainValidity { certificate, not_after, .. }) = kind else {
        panic!("{kind:?}")
    };
    assert_eq!((certificate.position(), certificate.subject(), *not_after), (2, Some("CN=CA 2"), now()));
}

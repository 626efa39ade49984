//! K5: bytes that this library would not have written are not resumed, even if they are well
//! formed.

use certmint::uuid::Uuid;
use certmint::{Error, KeyAlgorithm, ToBeSigned};

use crate::requests::{Kind, Wanted, plain, says};
use toolkit::forge::{self, COUNTRY, common_name, extension, members, name, sequence};
use toolkit::stock::{authority, key};
use toolkit::{now, tlv};

const ID: Uuid = Uuid::nil();

/// A TBSCertificate with each of its members in DER; the extensions are separate.
struct Stored {
    wanted: Wanted,
    members: [Vec<u8>; 7],
    extensions: Vec<Vec<u8>>,
}

impl Stored {
    fn of(kind: Kind) -> Self {
        Self::from(plain(kind))
    }

    fn from(wanted: Wanted) -> Self {
        let to_be_signed = wanted.to_be_signed();
        let parts = members(to_be_signed.as_bytes());
        let extensions = members(members(parts[7])[0]).iter().map(|each| each.to_vec()).collect();
        Self { wanted, members: std::array::from_fn(|position| parts[position].to_vec()), extensions }
    }

    fn to_der(&self) -> Vec<u8> {
        let extensions = tlv(0xa3, &tlv(0x30, &self.extensions.concat()));
        tlv(0x30, &[self.members.concat(), extensions].concat())
    }

    /// The position of an extension, by the last octet of its identifier under 2.5.29.
    fn place(&self, last: u8) -> usize {
        let starts = [0x06, 0x03, 0x55, 0x1d, last];
        self.extensions.iter().position(|each| forge::content(each).starts_with(&starts)).expect("is there")
    }

    fn with_extension(mut self, last: u8, critical: bool, value: &[u8]) -> Self {
        let place = self.place(last);
        self.extensions[place] = extension(&[0x55, 0x1d, last], critical, value);
        self
    }

    fn with_member(mut self, position: usize, der: &[u8]) -> Self {
        self.members[position] = der.to_vec();
        self
    }

    fn resume(&self) -> Result<ToBeSigned, Error> {
        self.wanted.resume(&self.to_der(), ID)
    }

    fn assert_refused(&self, expected: &str, what: &str) {
        match self.resume() {
            Err(Error::NotAsWritten { part }) => assert_eq!(part, expected, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
}

const KEY_USAGE: u8 = 15;
const BASIC_CONSTRAINTS: u8 = 19;
const SUBJECT_ALT_NAME: u8 = 17;
const EXTENDED_KEY_USAGE: u8 = 37;
const NAME_CONSTRAINTS: u8 = 30;

const KINDS: [Kind; 5] = [Kind::Root, Kind::Subordinate, Kind::Apply, Kind::CsrEntity, Kind::CsrCa];

#[test]
fn k5_what_is_put_together_as_it_was_is_taken_up() {
    for kind in KINDS {
        assert_eq!(Stored::of(kind).resume().unwrap().as_bytes(), Stored::of(kind).to_der(), "{kind:?}");
    }
}

#[test]
fn k5_a_serial_number_of_another_form_is_not_taken_up() {
    // Rule X1: 20 octets, the first two bits 01.
    for serial_number in [&[1][..], &[0x3f; 20], &[0x80; 20], &[0x40; 19], &[0x40; 21], &[0; 20]] {
        Stored::of(Kind::Apply)
            .with_member(1, &tlv(0x02, serial_number))
            .assert_refused("serialNumber", &format!("{serial_number:02x?}"));
    }
    assert!(Stored::of(Kind::Apply).with_member(1, &tlv(0x02, &[0x40; 20])).resume().is_ok());
}

#[test]
fn k5_another_version_algorithm_or_issuer_is_not_taken_up() {
    let of = |position, der: &[u8]| Stored::of(Kind::Apply).with_member(position, der);
    of(0, b"\xa0\x03\x02\x01\x01").assert_refused("version", "v2");
    // sha256WithRSAEncryption with NULL, for an issuer with an EC key.
    let rsa = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00";
    of(2, rsa).assert_refused("signature", "RSA");
    // ecdsa-with-SHA256 with NULL, and ecdsa-with-SHA1.
    of(2, b"\x30\x0c\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02\x05\x00").assert_refused("signature", "NULL");
    of(2, b"\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x04\x01").assert_refused("signature", "SHA-1");
    of(3, &common_name("Another Root")).assert_refused("issuer", "another");
    of(3, &tlv(0x30, &[])).assert_refused("issuer", "none");
    Stored::of(Kind::Root).with_member(3, &common_name("Another Root")).assert_refused("issuer", "of a root");
}

#[test]
fn k5_times_that_are_never_written_are_not_taken_up() {
    for (what, not_before, not_after) in [
        ("over before it starts", tlv(0x17, b"270131120000Z"), tlv(0x17, b"260131120000Z")),
        ("GeneralizedTime before 2050", tlv(0x17, b"260131120000Z"), tlv(0x18, b"20280131120000Z")),
        ("without seconds", tlv(0x17, b"2601311200Z"), tlv(0x17, b"280131120000Z")),
        ("no time", tlv(0x17, b"260131120000Z"), tlv(0x17, b"281331120000Z")),
    ] {
        let validity = sequence(&[&not_before, &not_after]);
        Stored::of(Kind::Apply).with_member(4, &validity).assert_refused("validity", what);
    }
}

#[test]
fn k5_subjects_that_are_never_granted_are_not_taken_up() {
    let long = "x".repeat(65);
    for (what, subject) in [
        ("65 characters", common_name(&long)),
        ("a control character", common_name("a\u{7}b")),
        ("a country of three letters", name(&[(COUNTRY, 0x13, b"DEU")])),
        ("TeletexString", name(&[(forge::COMMON_NAME, 0x14, b"text")])),
        ("an empty RDN", tlv(0x30, &tlv(0x31, &[]))),
        ("no Name", tlv(0x30, &[5, 0])),
    ] {
        Stored::of(Kind::Apply).with_member(5, &subject).assert_refused("subject", what);
    }
    // An end entity's may be empty if it has names (rule S6), which are then critical.
    Stored::of(Kind::Apply).with_member(5, &tlv(0x30, &[])).assert_refused("subjectAltName", "not critical");
    let nobody = Wanted { names: 0, ..plain(Kind::Apply) };
    Stored::from(nobody).with_member(5, &tlv(0x30, &[])).assert_refused("subject", "no name at all");
    Stored::of(Kind::Subordinate).with_member(5, &tlv(0x30, &[])).assert_refused("subject", "of a CA");
}

#[test]
fn n4_what_is_inherited_is_taken_up_whatever_it_holds() {
    // An organization as TeletexString, which no request and no CSR can contain.
    let own_key = key(KeyAlgorithm::Ec256);
    let subject = name(&[(forge::ORGANIZATION, 0x14, b"Ex\xe4mple"), (forge::COMMON_NAME, 0x0c, b"Old")]);
    let forged = forge::Forged { issuer: subject.clone(), subject, ..forge::Forged::ca("", &own_key) };
    let issuer = certmint::Issuer::from_der(&forged.sign(&own_key)).unwrap();
    let request = toolkit::params(KeyAlgorithm::Ec256, "Heir", toolkit::years(1))
        .with_public_key(own_key.public_key().clone())
        .unwrap();
    let grant = certmint::EndEntityRequest::new(request)
        .check(&issuer, &certmint::Profile::default(), now())
        .unwrap();
    let first = grant.to_be_signed(&mut toolkit::rng(71)).unwrap();
    assert_eq!(
        ToBeSigned::resume(first.as_bytes(), ID, &issuer, now()).unwrap().as_bytes(),
        first.as_bytes()
    );

    // The same attribute with another value is not the issuer's.
    let altered = first.as_bytes().to_vec();
    let position = altered.windows(3).position(|window| window == b"Ex\xe4").unwrap();
    let last = altered.windows(3).rposition(|window| window == b"Ex\xe4").unwrap();
    assert!(position < last, "in the issuer and in the subject");
    let mut altered = altered;
    altered[last] = b'F';
    let error = ToBeSigned::resume(&altered, ID, &issuer, now()).unwrap_err();
    assert!(matches!(error, Error::NotAsWritten { part: "subject" }), "{error:?}");
}

#[test]
fn c4_keys_that_are_never_certified_are_not_taken_up() {
    let stored = Stored::of(Kind::Apply);
    let mut off_the_curve = stored.members[6].clone();
    *off_the_curve.last_mut().unwrap() ^= 1;
    stored.with_member(6, &off_the_curve).assert_refused("subjectPublicKeyInfo", "no point");
    let rsa = Stored::from(Wanted { key: KeyAlgorithm::Rsa2048, ..plain(Kind::Apply) });
    let mut even = rsa.members[6].clone();
    let last_of_modulus = even.len() - 6;
    even[last_of_modulus] &= 0xfe;
    rsa.with_member(6, &even).assert_refused("subjectPublicKeyInfo", "an even modulus");
    // Another key than that of subjectKeyIdentifier.
    let other = certmint::PrivateKey::generate(KeyAlgorithm::Ec256, &mut toolkit::rng(72)).unwrap();
    Stored::of(Kind::Apply)
        .with_member(6, other.public_key().as_spki_der())
        .assert_refused("subjectKeyIdentifier", "another key");
}

#[test]
fn c9_key_usages_of_another_kind_are_not_taken_up() {
    // keyCertSign; keyEncipherment with an EC key; decipherOnly without keyAgreement; no usage.
    for usages in [&[3, 2, 2, 0x84][..], &[3, 2, 5, 0xa0], &[3, 3, 7, 0x80, 0x80], &[3, 2, 0, 0]] {
        for kind in [Kind::Apply, Kind::CsrEntity] {
            Stored::of(kind)
                .with_extension(KEY_USAGE, true, usages)
                .assert_refused("keyUsage", &format!("{kind:?} {usages:02x?}"));
        }
    }
    // cRLSign without keyCertSign; keyCertSign with keyAgreement.
    for usages in [&[3, 2, 1, 0x82][..], &[3, 2, 2, 0x0c]] {
        for kind in [Kind::Root, Kind::Subordinate, Kind::CsrCa] {
            Stored::of(kind)
                .with_extension(KEY_USAGE, true, usages)
                .assert_refused("keyUsage", &format!("{kind:?} {usages:02x?}"));
        }
    }
    for kind in KINDS {
        let mut stored = Stored::of(kind);
        stored.extensions.remove(stored.place(KEY_USAGE));
        stored.assert_refused("keyUsage", "no key usage at all");
    }
    Stored::of(Kind::Apply)
        .with_extension(KEY_USAGE, false, &[3, 2, 7, 0x80])
        .assert_refused("keyUsage", "not critical");
}

#[test]
fn c12_basic_constraints_of_another_kind_are_not_taken_up() {
    let (ca, entity): (&[u8], &[u8]) = (&[0x30, 3, 1, 1, 0xff], &[0x30, 0]);
    let length = |length: u8| [&[0x30, 6, 1, 1, 0xff, 2, 1], &[length][..]].concat();
    for (kind, value, what) in [
        (Kind::Apply, ca, "an end entity that becomes a CA"),
        (Kind::Subordinate, ca, "a subordinate without path length"),
        (Kind::Subordinate, &length(7), "a path length above 6"),
        (Kind::Root, &length(7), "a root's path length above 6"),
        (Kind::Root, entity, "a root that is no CA"),
        (Kind::CsrEntity, &[0x30, 3, 1, 1, 0], "an encoded DEFAULT"),
    ] {
        Stored::of(kind)
            .with_extension(BASIC_CONSTRAINTS, true, value)
            .assert_refused("basicConstraints", what);
    }
    // keyUsage shows that an alleged end entity is a CA.
    Stored::of(Kind::Subordinate)
        .with_extension(BASIC_CONSTRAINTS, true, entity)
        .assert_refused("keyUsage", "a CA that calls itself none");
    let mut stored = Stored::of(Kind::Apply);
    stored.extensions.remove(stored.place(BASIC_CONSTRAINTS));
    stored.assert_refused("basicConstraints", "none");
}

#[test]
fn s1_names_that_are_never_granted_are_not_taken_up() {
    let dns = |name: &str| tlv(0x82, name.as_bytes());
    let many: Vec<Vec<u8>> = (0..101).map(|number| dns(&format!("n{number}.example.org"))).collect();
    for (what, names) in [
        ("a bad DNS name", dns("-.example.org")),
        ("one that is refused beside one that is not", [dns("a.example.org"), dns("192.0.2.1")].concat()),
        ("the same twice", [dns("a.example.org"), dns("a.example.org")].concat()),
        ("an X.400 address", tlv(0xa3, b"")),
        ("an empty directory name", tlv(0xa4, b"\x30\x00")),
        ("a directory name with an empty value", tlv(0xa4, &common_name(""))),
        ("an otherName without a value", tlv(0xa0, b"\x06\x02\x88\x37")),
        ("a registeredID that is no identifier", tlv(0x88, b"\x80\x01")),
        ("an address of five octets", tlv(0x87, &[1; 5])),
        ("101 names", many.concat()),
        ("no name", Vec::new()),
    ] {
        Stored::of(Kind::Apply)
            .with_extension(SUBJECT_ALT_NAME, false, &tlv(0x30, &names))
            .assert_refused("subjectAltName", what);
    }
}

#[test]
fn a3_constraints_that_are_never_written_are_not_taken_up() {
    let dns = |base: &str| tlv(0x30, &tlv(0x82, base.as_bytes()));
    let registered_id = tlv(0x30, &tlv(0x88, &[0x2a]));
    let maximum = tlv(0x30, &[tlv(0x82, b"example.org"), tlv(0x81, &[1])].concat());
    let permitting = |subtrees: &[u8]| tlv(0x30, &tlv(0xa0, subtrees));
    for (what, value) in [
        ("no list", tlv(0x30, &[])),
        ("a base that no verifier can apply", permitting(&dns("*.example.org"))),
        ("a maximum", permitting(&maximum)),
        ("a form that is never issued", permitting(&registered_id)),
        ("the same beside another", permitting(&[dns("example.org"), registered_id].concat())),
    ] {
        for kind in [Kind::Subordinate, Kind::CsrCa] {
            Stored::of(kind)
                .with_extension(NAME_CONSTRAINTS, true, &value)
                .assert_refused("nameConstraints", what);
        }
    }
    let sound = permitting(&dns("example.com"));
    assert!(Stored::of(Kind::CsrCa).with_extension(NAME_CONSTRAINTS, true, &sound).resume().is_ok());
    Stored::of(Kind::CsrCa)
        .with_extension(NAME_CONSTRAINTS, false, &sound)
        .assert_refused("nameConstraints", "not critical");
    // Only a subordinate CA has them.
    for kind in [Kind::Root, Kind::Apply, Kind::CsrEntity] {
        let mut stored = Stored::of(kind);
        let place = stored.place(SUBJECT_ALT_NAME) + 1;
        stored.extensions.insert(place, extension(&[0x55, 0x1d, NAME_CONSTRAINTS], true, &sound));
        stored.assert_refused("nameConstraints", &format!("{kind:?}"));
    }
}

#[test]
fn u4_purposes_are_taken_up_as_they_are_written() {
    let server_auth: &[u8] = b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let time_stamping: &[u8] = b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x08";
    let with = |critical, purposes: &[&[u8]]| {
        Stored::of(Kind::Apply).with_extension(EXTENDED_KEY_USAGE, critical, &sequence(purposes))
    };
    with(true, &[server_auth]).assert_refused("extKeyUsage", "critical");
    with(false, &[time_stamping]).assert_refused("extKeyUsage", "timeStamping alone, not critical");
    with(false, &[server_auth, server_auth]).assert_refused("extKeyUsage", "twice");
    with(false, &[]).assert_refused("extKeyUsage", "none");
    assert!(with(true, &[time_stamping]).resume().is_ok());
}

#[test]
fn u5_extensions_of_others_are_taken_up_once_and_in_their_place() {
    let with = |extension: Vec<u8>| {
        let mut stored = Stored::of(Kind::Apply);
        stored.extensions.push(extension);
        stored
    };
    assert!(with(extension(b"\x88\x37\x09", true, &[5, 0])).resume().is_ok());
    with(extension(b"\x88\x37\x01", false, &[5, 0])).assert_refused("extensions", "2.999.1 is there already");
    with(extension(b"\x88\x37\x09", false, &[5, 0, 5, 0])).assert_refused("extensions", "two values");
    with(extension(b"\x88\x37\x80\x09", false, &[5, 0])).assert_refused("extensions", "no identifier");
    // issuerAltName and qcStatements.
    for reserved in [&b"\x55\x1d\x12"[..], b"\x2b\x06\x01\x05\x05\x07\x01\x03"] {
        with(extension(reserved, false, &[0x30, 0])).assert_refused("extensions", "reserved");
    }
    // The order is that of rule X2.
    let mut stored = Stored::of(Kind::Apply);
    stored.extensions.swap(0, 1);
    stored.assert_refused("extKeyUsage", "the first that is not where it was written");
    let mut stored = Stored::of(Kind::Apply);
    stored.extensions.push(stored.extensions[0].clone());
    stored.assert_refused("keyUsage", "twice");
}

#[test]
fn a5_what_the_issuer_says_of_itself_must_be_as_it_was() {
    let wanted = plain(Kind::Apply);
    let first = wanted.to_be_signed();
    let issuer = authority(KeyAlgorithm::Ec256).issuer().clone();
    for (now_says, part) in [
        ([false, true, true, true], "certificatePolicies"),
        ([true, false, true, true], "cRLDistributionPoints"),
        ([true, true, false, true], "authorityInfoAccess"),
        ([true, true, true, false], "authorityInfoAccess"),
    ] {
        let issuer = issuer.clone().with_extensions(says(now_says));
        match ToBeSigned::resume(first.as_bytes(), ID, &issuer, now()) {
            Err(Error::NotAsWritten { part: found }) => assert_eq!(found, part),
            other => panic!("{other:?}"),
        }
    }
    assert!(
        ToBeSigned::resume(first.as_bytes(), ID, &issuer.with_extensions(says([true; 4])), now()).is_ok()
    );
}

#[test]
fn k5_what_was_made_for_another_issuer_is_not_taken_up() {
    let first = plain(Kind::Apply).to_be_signed();
    // The same name, another key of the same curve.
    let other = certmint::PrivateKey::generate(KeyAlgorithm::Ec256, &mut toolkit::rng(73)).unwrap();
    let issuer = certmint::Issuer::from_der(&forge::Forged::ca("Forged Root", &other).sign(&other)).unwrap();
    let issuer = issuer.with_extensions(says([true; 4]));
    assert_eq!(issuer.subject(), authority(KeyAlgorithm::Ec256).issuer().subject());
    let error = ToBeSigned::resume(first.as_bytes(), ID, &issuer, now()).unwrap_err();
    assert!(matches!(error, Error::NotAsWritten { part: "authorityKeyIdentifier" }), "{error:?}");
    // A key of another family, also of another name.
    let rsa = certmint::PrivateKey::from_der(&key(KeyAlgorithm::Rsa2048).to_pkcs8_der()).unwrap();
    for (name, part) in [("Forged Root", "authorityKeyIdentifier"), ("Other Root", "issuer")] {
        let issuer = certmint::Issuer::from_der(&forge::Forged::ca(name, &rsa).sign(&rsa)).unwrap();
        let issuer = issuer.with_extensions(says([true; 4]));
        match ToBeSigned::resume(first.as_bytes(), ID, &issuer, now()) {
            Err(Error::NotAsWritten { part: found }) => assert_eq!(found, part),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn k5_a_root_and_what_is_below_one_are_not_taken_for_each_other() {
    let root = plain(Kind::Root).to_be_signed();
    let issuer = authority(KeyAlgorithm::Ec256).issuer().clone();
    assert!(matches!(
        ToBeSigned::resume(root.as_bytes(), ID, &issuer, now()),
        Err(Error::NotAsWritten { part: "basicConstraints" })
    ));
    let unconstrained = Wanted { constrained: false, ..plain(Kind::Subordinate) };
    for (wanted, part) in [
        (plain(Kind::Apply), "basicConstraints"),
        (plain(Kind::Subordinate), "nameConstraints"),
        (unconstrained, "issuer"),
    ] {
        match ToBeSigned::resume_root(wanted.to_be_signed().as_bytes(), ID, now()) {
            Err(Error::NotAsWritten { part: found }) => assert_eq!(found, part),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn e4_what_is_no_tbs_certificate_is_not_taken_up() {
    let whole = crate::requests::issue(&plain(Kind::Apply)).certificate().as_der().to_vec();
    let first = plain(Kind::Apply).to_be_signed();
    let longer = [first.as_bytes(), &[0]].concat();
    let unique_identifier = {
        let mut parts: Vec<Vec<u8>> = members(first.as_bytes()).iter().map(|part| part.to_vec()).collect();
        parts.insert(7, tlv(0x81, &[0, 1]));
        tlv(0x30, &parts.concat())
    };
    for bytes in [&[][..], &[0x30, 0], &[0; 500], &[0x30; 500], &whole, &longer, &unique_identifier] {
        match plain(Kind::Apply).resume(bytes, ID) {
            Err(Error::NotAsWritten { part: "TBSCertificate" }) => {}
            other => panic!("{bytes:02x?}: {other:?}"),
        }
    }
    let error = plain(Kind::Apply).resume(&[], ID).unwrap_err();
    assert_eq!((error.code().as_str(), error.code().http_status()), ("PCA.00010001", 500));
}

//! Generates the seeds that cannot be written by hand. If the form of an input changes, generate
//! them again with `cargo test --test fuzz -- --ignored`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use certmint::csr::CsrBuilder;
use certmint::extension::CustomExtension;
use certmint::issuance::Grant;
use certmint::key::{KeyType, MlDsa};
use certmint::name::{GeneralSubtree, NameConstraints, SubjectAlternativeName};
use certmint::ocsp::{CertId, CertIdHash};
use certmint::rand_core::Rng;
use certmint::request::ValidityUnit;
use certmint::{
    CertificateParams, DistinguishedName, EndEntityRequest, Error, HashAlgorithm, KeyAlgorithm,
    ObjectIdentifier, Profile, PublicKey, RequestedValidity, RootRequest, SerialNumber, SubordinateRequest,
};

use certmint_fuzz::oracle::asked::key_bits;
use certmint_fuzz::pool;
use certmint_fuzz::targets::{self, Outcome, Target};

fn folder(name: &str) -> PathBuf {
    toolkit::path("fuzz/seeds").join(name)
}

fn write(name: &str, file: &str, octets: &[u8]) {
    fs::write(folder(name).join(file), octets).expect("a file");
}

/// Arbitrary inputs of requests, issuers and profiles, from random octets or from the fuzzer's
/// corpus in the directory named by `CERTMINT_CORPUS`. Keeps the shortest input for each kind of
/// result.
#[test]
#[ignore = "writes seeds"]
fn seeds_of_structured_inputs() {
    for (name, target) in
        [("issue", targets::issue as Target), ("constraints", targets::constraints), ("crl", targets::crl)]
    {
        for (file, _) in crate::replay::files(&format!("seeds/{name}")) {
            fs::remove_file(folder(name).join(file)).expect("a seed");
        }
        let mut inputs = candidates(name);
        inputs.sort_by_key(Vec::len);
        let mut seen = BTreeSet::new();
        let (mut accepted, mut refused) = (0, 0);
        for input in inputs {
            let Outcome { accepted: is_accepted, kinds, .. } = target(&input);
            if kinds.is_empty() || !kinds.into_iter().any(|kind| seen.insert(kind)) {
                continue;
            }
            if is_accepted > 0 && accepted < 48 {
                accepted += 1;
                write(name, &format!("accepted_{accepted:02}"), &input);
            } else if is_accepted == 0 && refused < 24 {
                refused += 1;
                write(name, &format!("refused_{refused:02}"), &input);
            }
        }
    }
}

fn candidates(name: &str) -> Vec<Vec<u8>> {
    if let Some(corpus) = env::var_os("CERTMINT_CORPUS") {
        let entries = fs::read_dir(Path::new(&corpus).join(name)).expect("a folder");
        return entries.map(|entry| fs::read(entry.expect("an entry").path()).expect("a file")).collect();
    }
    let random = |number: u8| {
        let mut rng = pool::rng(number);
        (0..40).map(move |part: usize| {
            let mut octets = vec![0; 32 << (part % 6)];
            rng.fill_bytes(&mut octets);
            octets
        })
    };
    (0..=255).flat_map(random).collect()
}

/// To-be-signed certificates of the target's authority.
#[test]
#[ignore = "writes seeds"]
fn seeds_of_to_be_signed_certificates() {
    let name = |text: &str| DistinguishedName::new(text).expect("a common name");
    let validity = RequestedValidity::new(ValidityUnit::Year, 1).expect("a period");
    let (issuer, profile, now) = (pool::authority().issuer(), Profile::default(), pool::now());
    let params = |key: &PublicKey, text| {
        CertificateParams::new(key.clone(), HashAlgorithm::Sha384, name(text), validity)
    };
    let bytes = |grant: Result<Grant<PublicKey>, Error>| {
        let to_be_signed = grant.expect("a grant").to_be_signed(&mut pool::rng(7)).expect("entropy");
        to_be_signed.as_bytes().to_vec()
    };
    let p256 = pool::public_key_of(KeyAlgorithm::Ec256);

    let names = ["DNS", "IP", "EMAIL", "URI"].map(|form| match form {
        "DNS" => SubjectAlternativeName::dns("*.example.com"),
        "IP" => SubjectAlternativeName::ip("2001:db8::1"),
        "EMAIL" => SubjectAlternativeName::email("user@example.com"),
        _ => SubjectAlternativeName::uri("spiffe://example.com/service"),
    });
    let names = names.into_iter().collect::<Result<_, _>>().expect("names");
    let oid = ObjectIdentifier::new("2.999.1").expect("an identifier");
    let rich = params(p256, "entity")
        .with_alternative_names(names)
        .and_then(|params| params.with_extension(CustomExtension::text(oid, "text")?))
        .expect("valid parameters");
    let rich = EndEntityRequest::new(rich).check(issuer, &profile, now);
    write("resume", "accepted_entity.der", &bytes(rich));
    let plain = EndEntityRequest::new(params(pool::public_key_of(KeyAlgorithm::Rsa2048), "rsa"));
    write("resume", "accepted_rsa.der", &bytes(plain.check(issuer, &profile, now)));
    let permitted = ["example.com", ".example.org"].map(GeneralSubtree::dns);
    let permitted = permitted.into_iter().collect::<Result<_, _>>().expect("subtrees");
    let constraints = NameConstraints::new(permitted, Vec::new()).expect("constraints");
    let ca = SubordinateRequest::new(params(p256, "subordinate")).with_name_constraints(constraints);
    write("resume", "accepted_subordinate.der", &bytes(ca.check(issuer, &profile, now)));
    let own = pool::private_key(0).public_key();
    let root = RootRequest::new(params(own, "root"));
    write("resume", "accepted_root.der", &bytes(root.check(&profile, now)));
    let further = pool::further_authority();
    let entity = EndEntityRequest::new(params(pool::private_key(pool::FURTHER + 1).public_key(), "p521"));
    let entity = entity.check(further.issuer(), further.profile(), now);
    write("resume", "accepted_entity_below_ed25519.der", &bytes(entity));
    let ed25519 = RootRequest::new(params(further.signer().public_key(), "root"));
    let ed25519 = bytes(ed25519.check(further.profile(), now));
    write("resume", "accepted_root_ed25519.der", &ed25519);
    // RFC 8410 §3 has no parameters.
    let mut parts: Vec<Vec<u8>> = toolkit::members(&ed25519).into_iter().map(Vec::from).collect();
    parts[2] = toolkit::asn1::algorithm("1.3.101.112", &toolkit::asn1::null());
    write("resume", "refused_parameters_ed25519.der", &toolkit::asn1::sequence(parts));
    // The serial number has another form than those that the library writes.
    let mut other = bytes(root.check(&profile, now));
    let serial_number = other.windows(2).position(|header| header == [2, 20]).expect("a serial number");
    other[serial_number + 2] |= 0x80;
    write("resume", "refused_serial_number.der", &other);
}

/// OCSP requests about the certificates of the target's authority. The first octet chooses the
/// responder.
#[test]
#[ignore = "writes seeds"]
fn seeds_of_ocsp_requests() {
    use toolkit::asn1::{
        OCTET_STRING, algorithm, critical_extension, extension, integer, null, sequence, tlv,
    };
    let issuer = pool::authority().issuer();
    let id = |hash, serial_number: &[u8]| {
        let serial_number = SerialNumber::new(serial_number).expect("a serial number");
        CertId::new(issuer, serial_number, hash).as_der().to_vec()
    };
    const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
    let nonce = |octets: usize| extension(NONCE, tlv(OCTET_STRING, vec![7; octets]));
    let request = |ids: &[Vec<u8>], extensions: &[Vec<u8>]| {
        let list = sequence(ids.iter().map(|id| sequence([id])));
        let extensions = match extensions {
            [] => Vec::new(),
            extensions => tlv(0xa2, sequence(extensions)),
        };
        sequence([sequence([list, extensions])])
    };
    let seed = |file: &str, options: u8, octets: &[u8]| write("ocsp", file, &[&[options], octets].concat());

    let one = id(CertIdHash::Sha1, &[1]);
    let path = |der: &[u8]| toolkit::openssl::openssl("base64 -A", der);
    let several: Vec<_> = CertIdHash::ALL.iter().zip([1_u8, 4, 6, 15]).collect();
    let several: Vec<_> = several.into_iter().map(|(hash, number)| id(*hash, &[0x80, number])).collect();
    seed("accepted_good.der", 0, &request(std::slice::from_ref(&one), &[]));
    seed("accepted_delegated.der", 1, &request(std::slice::from_ref(&one), &[nonce(32)]));
    seed("accepted_several_by_name.der", 0x43, &request(&several, &[nonce(1)]));
    seed("accepted_path", 4, &path(&request(std::slice::from_ref(&one), &[])));
    let escaped = String::from_utf8(path(&request(&several[..1], &[nonce(16)]))).expect("base64");
    let escaped = escaped.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D");
    seed("accepted_escaped_path", 2, format!("/{escaped}").as_bytes());
    let list = sequence([sequence([&one])]);
    let requestor = tlv(0xa1, tlv(0x82, "client"));
    let version = tlv(0xa0, integer(&[0]));
    let tolerated =
        sequence([version, requestor, list.clone(), tlv(0xa2, sequence([extension("1.2.3", null())]))]);
    seed("accepted_tolerated.der", 0, &sequence([tolerated, tlv(0xa0, sequence([null()]))]));
    let number = |value: Vec<u8>| {
        let parts = toolkit::members(&one);
        sequence([parts[0], parts[1], parts[2], &value])
    };
    seed("accepted_negative.der", 0, &request(&[number(vec![2, 1, 0xff])], &[]));

    let other = sequence([
        algorithm("1.3.14.3.2.26", &null()),
        tlv(OCTET_STRING, [1; 20]),
        tlv(OCTET_STRING, [2; 20]),
        integer(&[1]),
    ]);
    let serial_number = SerialNumber::new(&[1]).expect("a serial number");
    let below_ed25519 = CertId::new(pool::further_authority().issuer(), serial_number, CertIdHash::Sha256);
    let below_ed25519 = request(&[below_ed25519.as_der().to_vec()], &[nonce(32)]);
    seed("accepted_by_ed25519.der", 0x80, &below_ed25519);
    seed("accepted_delegated_to_p521.der", 0x81, &below_ed25519);
    seed("refused_issuer_with_ed25519.der", 0, &below_ed25519);
    seed("refused_other_issuer.der", 0, &request(&[one.clone(), other], &[]));
    seed("refused_try_later.der", 0, &request(&[id(CertIdHash::Sha256, &[8])], &[]));
    seed("refused_long_nonce.der", 0, &request(std::slice::from_ref(&one), &[nonce(129)]));
    seed("refused_two_nonces.der", 0, &request(std::slice::from_ref(&one), &[nonce(8), nonce(8)]));
    let critical = critical_extension("1.2.3", null());
    seed("refused_critical.der", 0, &request(std::slice::from_ref(&one), &[critical]));
    seed("refused_none.der", 0, &request(&[], &[]));
    seed("refused_many.der", 0, &request(&vec![one.clone(); 101], &[]));
    seed("refused_integer.der", 0, &request(&[number(vec![2, 2, 0, 1])], &[]));
    seed("refused_path", 0, b"/MEMwQTA%2FMD0%");
}

/// Keys of ML-DSA, and a CSR: the form of a private key is its seed (RFC 9881 §6).
#[test]
#[ignore = "writes seeds"]
fn seeds_of_ml_dsa() {
    for key in pool::private_keys() {
        let name = match key.public_key().key_type() {
            KeyType::MlDsa(MlDsa::MlDsa44) => "ml_dsa_44",
            KeyType::MlDsa(MlDsa::MlDsa65) => "ml_dsa_65",
            KeyType::MlDsa(MlDsa::MlDsa87) => "ml_dsa_87",
            _ => continue,
        };
        write("key", &format!("accepted_pkcs8_{name}.der"), &key.to_pkcs8_der());
        if name == "ml_dsa_44" {
            let spki = key.public_key().as_spki_der();
            write("key", &format!("accepted_spki_{name}.der"), spki);
            // One octet less than the key has (RFC 9881 §4).
            let (algorithm, bits) = (toolkit::members(spki)[0], key_bits(spki));
            let cut = toolkit::asn1::spki(algorithm, &bits[..bits.len() - 1]);
            write("key", &format!("refused_spki_{name}_cut.der"), &cut);
            let subject = DistinguishedName::new("ml-dsa.example.com").expect("a common name");
            let csr = CsrBuilder::new(subject).sign(key).expect("a CSR");
            write("csr", &format!("accepted_{name}.der"), csr.as_der());
        }
    }
}

//! CSRs that cause the most work of each kind in a given number of octets.

use certmint::{Csr, HashAlgorithm};

use crate::inputs::{Input, NASTY, UNKNOWN, deep};
use toolkit::asn1::{
    EXTENSION_REQUEST, NULL, OCTET_STRING, SET, SUBJECT_ALT_NAME, UTF8, algorithm, attribute, bit_string,
    extension, extension_request, integer, name_attribute, null, oid, rsa_spki, sequence, spki, tlv,
};
use toolkit::builder::{Builder, Key, P256, Scheme, ec_spki, p256, p384};
use toolkit::rsa_keys::{RSA_4096, RSA_LARGE_EXPONENT};

const OBJECT_IDENTIFIER: u8 = 0x06;
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
const SURNAME: &str = "2.5.4.4";

/// The octets of a CSR without its filler.
const AROUND: usize = 360;

/// CSRs of at most this many octets.
pub(crate) fn csrs(octets: usize) -> Vec<Input> {
    let room = octets - AROUND;
    let mut inputs = of_extensions(room);
    // The maximum number that is checked.
    inputs.extend(of_extensions(room.min(Csr::MAX_ENTRIES * 5)));
    inputs.extend(of_extensions(room.min(Csr::MAX_ENTRIES * 9)));
    inputs.extend(of_extensions(room.min(Csr::MAX_ENTRIES * 69)));
    inputs.extend(of_attributes(room.min(Csr::MAX_ENTRIES * 11)));
    inputs.extend(of_attributes(room.min(Csr::MAX_ENTRIES * 71)));
    inputs.extend(of_names(room));
    inputs.extend(of_attributes(room));
    inputs.extend(of_subjects(room));
    inputs.push(("everything wrong in few octets".into(), everything_wrong_in_few_octets()));
    let mut ders: Vec<Input> = inputs.into_iter().map(|(name, request)| (name, request.der())).collect();
    ders.extend(of_keys(room));
    ders.push(("nothing but nesting".into(), deep(room)));
    for (name, der) in &ders {
        assert!(der.len() <= octets, "{name}: {}", der.len());
    }
    ders
}

/// As many distinct identifiers of two arcs as fit, where each takes this many octets including its
/// surroundings.
pub(crate) fn identifiers(room: usize, octets: usize) -> impl Iterator<Item = Vec<u8>> {
    let two_octets = (0x81..=0xff).flat_map(|high| (0..0x80).map(move |low| [0x2a, high, low]));
    two_octets.take(room / octets).map(|content| tlv(OBJECT_IDENTIFIER, content))
}

/// Identifiers with the longest text that is displayed: one arc of 448 bits.
pub(crate) fn long_identifiers(room: usize, octets: usize) -> impl Iterator<Item = Vec<u8>> {
    let content = |number: usize| {
        let low = [0x80 | (number >> 7) as u8, number as u8 & 0x7f];
        [&[0x2a][..], &[0xff; 60], &low].concat()
    };
    (0..room / octets).map(move |number| tlv(OBJECT_IDENTIFIER, content(number)))
}

fn empty_extension(oid: &[u8]) -> Vec<u8> {
    sequence([oid, &tlv(OCTET_STRING, [])])
}

fn of_extensions(room: usize) -> Vec<(String, Builder)> {
    let purposes = |oids: Vec<Vec<u8>>| extension(EXTENDED_KEY_USAGE, sequence(oids));
    let extensions = [
        ("purposes", vec![purposes(identifiers(room, 5).collect())]),
        ("purposes with long names", vec![purposes(long_identifiers(room, 65).collect())]),
        ("extensions", identifiers(room, 9).map(|oid| empty_extension(&oid)).collect()),
        ("extensions with long names", long_identifiers(room, 69).map(|oid| empty_extension(&oid)).collect()),
        ("repeated extensions", vec![empty_extension(&oid(UNKNOWN)); room / 16]),
        (
            "repeated extensions with long names",
            long_identifiers(room, 138)
                .flat_map(|oid| [empty_extension(&oid), empty_extension(&oid)])
                .collect(),
        ),
        ("extensions without names", vec![empty_extension(&[OBJECT_IDENTIFIER, 1, 0x80]); room / 7]),
        ("one long extension", vec![extension(UNKNOWN, vec![0; room - 20])]),
        ("deep nesting in an extension", vec![extension(UNKNOWN, deep(room - 20))]),
        ("deep nesting in basicConstraints", vec![extension("2.5.29.19", deep(room - 20))]),
    ];
    let with = |(name, extensions): (&str, Vec<Vec<u8>>)| {
        (name.to_string(), Builder::new(p256()).extensions(&extensions))
    };
    extensions.into_iter().map(with).collect()
}

fn of_names(room: usize) -> Vec<(String, Builder)> {
    let each = (room / 100).min(258) - 5;
    let dns = |number: usize| {
        let label = "a".repeat(63);
        let name = format!("{number:02}.{label}.{label}.{label}.{label}");
        name[..each.min(253)].trim_end_matches('.').to_string()
    };
    let uri = |number: usize| format!("s://a{number:02}/{}", "%41".repeat(each.min(253) / 3 - 4));
    let nasty = |form: u8, octets: usize| {
        let text = NASTY.repeat(octets / NASTY.len());
        vec![tlv(form, text); 100]
    };
    let numbered = |form: u8, name: &dyn Fn(usize) -> String| {
        (0..100).map(|number| tlv(form, name(number))).collect::<Vec<_>>()
    };
    let names = [
        ("DNS names", numbered(0x82, &dns)),
        ("URIs", numbered(0x86, &uri)),
        ("e-mail addresses", numbered(0x81, &|number| format!("{number:02}@{}", &dns(number)[..each - 20]))),
        ("IP addresses", (0..100).map(|number| tlv(0x87, [number; 16])).collect()),
        ("nasty DNS names", nasty(0x82, room / 100 - 5)),
        ("nasty URIs", nasty(0x86, room / 100 - 5)),
        ("nasty e-mail addresses", nasty(0x81, room / 100 - 5)),
        ("directory names", vec![tlv(0xa4, [0x30, 0]); 100]),
        ("directory names with values", directory_names(room / 100 - 5)),
        ("one long directory name", directory_names(room - 20)[..1].to_vec()),
        ("otherNames", vec![other_name(&tlv(0x04, vec![0; room / 20 - 40])); 20]),
        ("otherNames with deep nesting", vec![other_name(&deep(room / 20 - 40)); 20]),
        ("one long otherName", vec![other_name(&deep(room - 40))]),
        (
            "registeredIDs with long names",
            long_identifiers(room.min(6_500), 65).map(|oid| tlv(0x88, &oid[2..])).collect(),
        ),
        ("too many names", vec![tlv(0x82, []); room / 2 - 20]),
        ("the same name", vec![tlv(0x82, "a"); 100]),
        ("one long name", vec![tlv(0x82, vec![b'a'; room - 20])]),
        ("one long URI", vec![tlv(0x86, format!("s://{}", "a:".repeat(room / 2 - 20)))]),
    ];
    let with = |(name, names): (&str, Vec<Vec<u8>>)| {
        let extension = extension(SUBJECT_ALT_NAME, sequence(names));
        (name.to_string(), Builder::new(p256()).extensions(&[extension]))
    };
    names.into_iter().map(with).collect()
}

fn other_name(value: &[u8]) -> Vec<u8> {
    tlv(0xa0, [oid(UNKNOWN), tlv(0xa0, value)].concat())
}

/// Names of as many attributes as fit into this many octets, each with a value that is folded.
fn directory_names(octets: usize) -> Vec<Vec<u8>> {
    let attribute = tlv(SET, name_attribute(SURNAME, UTF8, "ﷺ"));
    let count = (octets - 8) / attribute.len();
    vec![tlv(0xa4, sequence(vec![attribute; count])); 100]
}

fn of_attributes(room: usize) -> Vec<(String, Builder)> {
    let short = |oid: &[u8]| sequence([oid, &tlv(SET, tlv(NULL, []))]);
    let attributes = [
        ("attributes", identifiers(room, 11).map(|oid| short(&oid)).collect()),
        ("repeated attributes", vec![short(&oid(UNKNOWN)); room / 19]),
        (
            "repeated attributes with long names",
            long_identifiers(room, 142).flat_map(|oid| [short(&oid), short(&oid)]).collect(),
        ),
        ("values of an attribute", vec![attribute(UNKNOWN, &vec![null(); room / 2 - 20])]),
        ("values of extensionRequest", vec![attribute(EXTENSION_REQUEST, &vec![null(); room / 2 - 20])]),
        ("deep nesting in an attribute", vec![attribute(UNKNOWN, &[deep(room - 20)])]),
        ("deep nesting in extensionRequest", vec![attribute(EXTENSION_REQUEST, &[deep(room - 20)])]),
        ("repeated extensionRequest", vec![extension_request(&[empty_extension(&oid(UNKNOWN))]); room / 42]),
    ];
    let with = |(name, attributes): (&str, Vec<Vec<u8>>)| {
        (name.to_string(), Builder::new(p256()).attributes(&attributes))
    };
    attributes.into_iter().map(with).collect()
}

fn of_subjects(room: usize) -> Vec<(String, Builder)> {
    let unit = |value: &str| name_attribute("2.5.4.11", UTF8, value);
    let rdns =
        |value: &str, room: usize| sequence(vec![tlv(SET, unit(value)); room / (unit(value).len() + 2)]);
    let set = |attributes: Vec<Vec<u8>>| sequence([tlv(SET, attributes.concat())]);
    let surname = |value: String| set(vec![name_attribute(SURNAME, UTF8, value)]);
    let long = (room - 40).min(32_000);
    let subjects = [
        ("subject of many RDNs", rdns("a", room)),
        ("subject of many refused RDNs", rdns("\n", room)),
        ("subject of empty RDNs", rdns("", room)),
        ("subject of one RDN", set((0..room / 14).map(|number| unit(&format!("{number:04}"))).collect())),
        ("subject of one repeated RDN", set(vec![unit("a"); room / 11])),
        (
            "subject of many countries",
            sequence(vec![tlv(SET, name_attribute("2.5.4.6", UTF8, "\u{202e}")); room / 15]),
        ),
        (
            "subject of unknown types",
            sequence(identifiers(room, 12).map(|oid| tlv(SET, sequence([oid, tlv(0x1e, [0])])))),
        ),
        (
            "subject of unknown types with long names",
            sequence(long_identifiers(room, 72).map(|oid| tlv(SET, sequence([oid, tlv(0x1e, [0])])))),
        ),
        ("subject of one long value", surname("ä".repeat(long / 2))),
        (
            "subject of one long value with a control character",
            surname(format!("{}\n", "ä".repeat(long / 2))),
        ),
        ("subject of one too long value", surname("a".repeat(room - 40))),
        ("deep nesting in the subject", set(vec![deep(room - 40)])),
    ];
    let with = |(name, subject): (&str, Vec<u8>)| (name.to_string(), Builder::new(p256()).subject(subject));
    subjects.into_iter().map(with).collect()
}

/// The maximum number of violations for so short a CSR.
fn everything_wrong_in_few_octets() -> Builder {
    let mut extensions = vec![empty_extension(&[OBJECT_IDENTIFIER, 1, 0x80]); Csr::MAX_ENTRIES - 1];
    extensions.push(extension(SUBJECT_ALT_NAME, sequence(vec![tlv(0xa4, []); Csr::MAX_ALTERNATIVE_NAMES])));
    let attribute = sequence([tlv(OBJECT_IDENTIFIER, [0x2a]), tlv(SET, tlv(NULL, []))]);
    let mut attributes = vec![attribute; Csr::MAX_ENTRIES - 1];
    attributes.push(extension_request(&extensions));
    let subject = sequence(vec![tlv(SET, sequence([tlv(OBJECT_IDENTIFIER, [0x2a]), tlv(UTF8, [])])); 60]);
    Builder::new(p256()).attributes(&attributes).subject(subject)
}

/// Keys and signatures, most of which do not verify.
fn of_keys(room: usize) -> Vec<Input> {
    let long_oid = tlv(OBJECT_IDENTIFIER, [vec![0xff; room - 200], vec![0x7f]].concat());
    let point = |key: &Key| key.point(true);
    let filler = |key: Key, room: usize| {
        Builder::new(key).attributes(&[attribute(UNKNOWN, &[tlv(OCTET_STRING, vec![0; room])])])
    };
    let refused = |request: Builder| Builder {
        signature: Some(bit_string(&[0x30, 0x06, 2, 1, 1, 2, 1, 1])),
        ..request
    };
    let largest_exponent = rsa_spki(&modulus(), &[1, 0xff, 0xff, 0xff, 0xff]);
    let rsa_signature = Some(bit_string(&[&[0x00][..], &[0x7f; 511]].concat()));
    let rsa_4096 = || Builder::new(Key::rsa(&RSA_4096));
    let rsa_room = room.saturating_sub(1_200);
    let pss = Scheme::Pss { hash: HashAlgorithm::Sha512, salt: 64 };
    [
        ("a long CSR of P-256", filler(p256(), room)),
        ("a long CSR of P-384", filler(p384(), room)),
        ("a long CSR of P-384 that does not verify", refused(filler(p384(), room))),
        ("RSA 4096, a long CSR", filler(Key::rsa(&RSA_4096), rsa_room)),
        ("RSA 4096, a long CSR by PSS", filler(Key::rsa(&RSA_4096), rsa_room).scheme(pss)),
        ("RSA 4096", rsa_4096()),
        ("RSA 4096 by PSS", rsa_4096().scheme(pss)),
        ("RSA 4096 that does not verify", Builder { signature: rsa_signature.clone(), ..rsa_4096() }),
        (
            "RSA 4096 with the largest exponent that does not verify",
            Builder { signature: rsa_signature, ..rsa_4096() }.spki(largest_exponent),
        ),
        ("RSA with the largest exponent", Builder::new(Key::rsa(&RSA_LARGE_EXPONENT))),
        (
            "RSA of enormous numbers",
            refused(Builder::new(p256())).spki(rsa_spki(&vec![0xff; room / 2], &vec![0xff; room / 2 - 40])),
        ),
        ("a long key algorithm", refused(Builder::new(p256())).spki(spki(&sequence([&long_oid]), &[4]))),
        (
            "a long curve",
            refused(Builder::new(p256())).spki(spki(&sequence([&oid("1.2.840.10045.2.1"), &long_oid]), &[4])),
        ),
        ("a long point", refused(Builder::new(p256())).spki(ec_spki(P256, &vec![4; room]))),
        ("a long signature algorithm", Builder { algorithm: sequence([&long_oid]), ..Builder::new(p256()) }),
        (
            "a long signature",
            Builder { signature: Some(bit_string(&vec![0x30; room])), ..Builder::new(p256()) },
        ),
        (
            "RSA and a long integer for its signature",
            Builder { signature: Some(bit_string(&vec![0x7f; room.saturating_sub(1_000)])), ..rsa_4096() },
        ),
        (
            "deep nesting in the signature's parameters",
            Builder { algorithm: algorithm("1.2.840.113549.1.1.10", &deep(room)), ..Builder::new(p256()) },
        ),
        ("a compressed point", filler(p256(), room).spki(ec_spki(P256, &point(&p256())))),
        ("a long version", Builder { version: integer(&vec![0xff; room]), ..refused(Builder::new(p256())) }),
    ]
    .into_iter()
    .map(|(name, request)| (name.to_string(), request.der()))
    .filter(|(_, der)| der.len() <= room + AROUND)
    .collect()
}

fn modulus() -> Vec<u8> {
    use rsa::traits::PublicKeyParts;
    RSA_4096.get().n().to_be_bytes().to_vec()
}

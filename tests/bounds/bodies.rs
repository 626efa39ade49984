//! JSON bodies that cause the most work of each kind.

use crate::csrs::csrs;
use crate::inputs::{Input, NASTY};
use crate::issuers::{certificates, chains};
use toolkit::builder::to_pem;

/// An apply body that is valid except for one member.
fn with(member: &str, value: &str) -> String {
    let members = [
        ("issuer_id", r#""2cb2878b-6cd1-460d-bd25-afe655159bdc""#),
        ("key_algorithm", r#""EC256""#),
        ("signature_algorithm", r#""SHA256""#),
        ("distinguished_name", r#"{"common_name":"a"}"#),
        ("validity", r#"{"type":"DAY","value":1}"#),
    ];
    let others = members.iter().filter(|(name, _)| *name != member);
    let others: String = others.map(|(name, value)| format!(r#""{name}":{value},"#)).collect();
    format!(r#"{{{others}"{member}":{value}}}"#)
}

fn array(count: usize, entry: impl Fn(usize) -> String) -> String {
    format!("[{}]", (0..count).map(entry).collect::<Vec<_>>().join(","))
}

fn object(count: usize, member: impl Fn(usize) -> String) -> String {
    format!("{{{}}}", (0..count).map(member).collect::<Vec<_>>().join(","))
}

fn text(unit: &str, octets: usize) -> String {
    format!("\"{}\"", unit.repeat(octets / unit.len()))
}

/// Bodies of at most about this many octets.
pub(crate) fn bodies(long: usize) -> Vec<Input> {
    let mut bodies: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, body: String| bodies.push((name.to_string(), body));
    nesting(&mut add, long);
    texts(&mut add, long);
    members(&mut add, long);
    names(&mut add, long);
    add("everything wrong", everything_wrong());
    add("everything wrong in few octets", everything_wrong_in_few_octets());
    let mut inputs: Vec<Input> = bodies.into_iter().map(|(name, body)| (name, body.into_bytes())).collect();
    inputs.push(("no UTF-8".into(), vec![0xff; long]));
    inputs.push(("no UTF-8 at the end".into(), [b"\"".to_vec(), vec![b'a'; long], vec![0xff]].concat()));
    inputs
}

fn nesting(add: &mut impl FnMut(&str, String), long: usize) {
    for (name, levels) in [("levels of arrays", 120), ("too many levels of arrays", long / 2)] {
        add(name, "[".repeat(2 * levels));
        add(name, format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
        add(name, with("other", &format!("{}{}", "[".repeat(levels), "]".repeat(levels))));
    }
    for (name, levels) in [("levels of objects", 120), ("too many levels of objects", long / 6)] {
        let objects = format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
        add(name, with("other", &objects));
        add(name, objects);
    }
    let wide = (0..8).fold("1".to_string(), |inside, _| format!("[{}{inside}]", "1,".repeat(99)));
    add("wide and deep", with("subject_alternative_names", &wide));
    let wide = (0..8).fold("1".to_string(), |inside, _| {
        object(99, |number| format!(r#""{number}":1"#)).replace("\"98\":1", &format!("\"98\":{inside}"))
    });
    add("wide and deep objects", with("distinguished_name", &wide));
}

fn texts(add: &mut impl FnMut(&str, String), long: usize) {
    for unit in ["a", "ä", NASTY, "\\n", "\\u202e", "\\ud83d\\udd11", "-----BEGIN ", "a-----END ", "\\\\n"] {
        let (text, half) = (text(unit, long), text(unit, long / 2));
        for member in ["issuer_id", "key_algorithm", "csr", "type", "other"] {
            add("a long text", with(member, &text));
        }
        let name = format!(r#"[{{"type":"URI","value":{text}}}]"#);
        add("a long name", with("subject_alternative_names", &name));
        add("a long common name", with("distinguished_name", &format!(r#"{{"common_name":{text}}}"#)));
        add("a long unit", with("validity", &format!(r#"{{"type":{text}}}"#)));
        let extension = format!(r#"{{"object_identifier":{half},"value":{half}}}"#);
        add("a long value", with("customized_extension", &extension));
    }
    for arc in ["9".repeat(62), "9".repeat(long), "1.".repeat(long / 2)] {
        let extension = format!(r#"{{"object_identifier":"2.{arc}","value":"a"}}"#);
        add("a long identifier", with("customized_extension", &extension));
    }
    add("a long number", with("path_length", &"9".repeat(long)));
    add("a long fraction", with("path_length", &format!("0.{}", "9".repeat(long))));
    add("a long exponent", with("path_length", &format!("1e{}", "9".repeat(long))));
    add("white space", " ".repeat(long));
    add("white space around", format!("{0}{1}{0}", "\n".repeat(long / 2), with("other", "1")));
    add("an unfinished text", text("a", long).trim_end_matches('"').to_string());
    add("an unfinished escape", format!("\"{}\\u12", "a".repeat(long)));
}

fn members(add: &mut impl FnMut(&str, String), long: usize) {
    let nasty = NASTY.repeat(48);
    let nasty_text = text(NASTY, 144);
    for (count, nasties) in [(100, 100), (long / 10, long / 160)] {
        add("unknown members", object(count, |number| format!(r#""{number:05}":1"#)));
        add("nasty members", object(nasties, |number| format!(r#""{number:05}{nasty}":1"#)));
        add("one member again and again", object(count, |_| r#""a":1"#.to_string()));
        add("each member twice", object(count, |number| format!(r#""{:05}":1"#, number / 2)));
        add("each nasty member twice", object(nasties, |number| format!(r#""{:05}{nasty}":1"#, number / 2)));
        let members = object(count, |number| format!(r#""{number:05}":1"#));
        add("unknown members of the name", with("distinguished_name", &members));
        add("numbers", with("key_usages", &array(count, |_| "1".to_string())));
        add("nasty usages", with("key_usages", &array(nasties, |_| nasty_text.clone())));
        add("usages", with("key_usages", &array(nasties, |_| r#""digitalSignature""#.to_string())));
    }
}

fn names(add: &mut impl FnMut(&str, String), long: usize) {
    let label = "a".repeat(62);
    let dns = |number: usize| format!("{number:05}.{label}.{label}.{label}");
    let entry = |kind: &str, value: String| format!(r#"{{"type":"{kind}","value":"{value}"}}"#);
    for count in [20, 100, long / 280] {
        let mut names = |name: &str, names: String| add(name, with("subject_alternative_names", &names));
        names("DNS names", array(count, |number| entry("DNS", dns(number))));
        names("URIs", array(count, |number| entry("URI", format!("s://{}/%41", dns(number)))));
        names("e-mail addresses", array(count, |number| entry("EMAIL", format!("a@{}", dns(number)))));
        names("IP addresses", array(count, |number| entry("IP", format!("2001:db8:0:0:0:0:0:{number:x}"))));
        names("refused IP addresses", array(count, |_| entry("IP", "2001:db8:0:0:0:0:0:0:0".into())));
        for kind in ["DNS", "URI", "EMAIL", "IP", NASTY] {
            names("nasty names", array(count, |_| entry(kind, NASTY.repeat(80))));
        }
        names("nothing", array(count, |_| "{}".into()));
    }
    let mut names = |name: &str, names: String| add(name, with("subject_alternative_names", &names));
    names("too many members", array(20, |_| object(100, |number| format!(r#""{number:05}":1"#))));
    let twice = object(10, |number| format!(r#""{}{}":1"#, number / 2, NASTY.repeat(48)));
    names("each nasty member twice in names", array(20, |_| twice.clone()));
}

/// The maximum number of violations, each with a value that takes the most room when displayed.
fn everything_wrong() -> String {
    let nasty = text(NASTY, 144);
    let twice = object(100, |number| format!(r#""{:02}{}":1"#, number / 2, NASTY.repeat(48)));
    let names = array(20, |_| format!(r#"{{"type":{nasty},"value":{nasty},"{NASTY}":1,"{NASTY}":2}}"#));
    let usages = array(100, |_| nasty.clone());
    format!(
        r#"{{"issuer_id":{nasty},"key_algorithm":{nasty},"signature_algorithm":{nasty},"path_length":{nasty},
            "subject_alternative_names":{names},"key_usages":{usages},"extended_key_usage":{twice},"type":{nasty},
            "distinguished_name":{{"common_name":1,"country":{nasty},"state":1,"locality":1,"organization":1}},
            "validity":{twice},"csr":{nasty},"customized_extension":{twice},"a":1,"a":2}}"#
    )
}

/// The maximum number of violations for so short a body.
fn everything_wrong_in_few_octets() -> String {
    let (names, usages) = (array(100, |_| "{}".into()), array(100, |_| "1".into()));
    let twice = object(99, |number| format!(r#""{}":1"#, number / 2));
    format!(
        r#"{{"subject_alternative_names":{names},"key_usages":{usages},"distinguished_name":{twice},
            "validity":{twice},"extended_key_usage":{twice},"customized_extension":{twice}}}"#
    )
}

/// CSRs as they are sent: in PEM, and in a body that contains it.
pub(crate) fn csrs_in_pem() -> Vec<Input> {
    // The content of 5,120 characters without the boundary lines.
    const OCTETS: usize = 3_700;
    let mut texts: Vec<(String, String)> =
        csrs(OCTETS).into_iter().map(|(name, der)| (name, to_pem("CERTIFICATE REQUEST", &der))).collect();
    let (_, sound) = texts[0].clone();
    let body = sound.lines().nth(1).unwrap_or_default().to_string();
    let request = |inside: &str| {
        format!("-----BEGIN CERTIFICATE REQUEST-----\n{inside}\n-----END CERTIFICATE REQUEST-----")
    };
    let spread = body.chars().flat_map(|character| [character, '\n']).collect::<String>();
    for (name, text) in [
        ("much text before it", format!("{}{}", "a".repeat(4_900), request(""))),
        ("dashes", "-----BEGIN ".repeat(465)),
        ("ends", format!("-----BEGIN CERTIFICATE REQUEST-----{}", "-----END ".repeat(560))),
        ("line ends", request(&"\n".repeat(5_000))),
        ("escaped line ends", request(&"\\n".repeat(2_500))),
        ("backslashes", "\\".repeat(5_120)),
        ("characters of three octets", NASTY.repeat(5_120)),
        ("a character a line", request(&spread)),
        ("too long", "a".repeat(1 << 20)),
    ] {
        texts.push((name.into(), text));
    }
    texts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

pub(crate) fn csrs_in_bodies() -> Vec<Input> {
    let body = |pem: &[u8]| {
        let pem = String::from_utf8_lossy(pem);
        with("csr", &serde_json::Value::String(pem.into_owned()).to_string())
    };
    csrs_in_pem().into_iter().map(|(name, pem)| (name, body(&pem).into_bytes())).collect()
}

/// Certificates and chains as the bodies of imports.
pub(crate) fn imports() -> Vec<Input> {
    let certificates = certificates().into_iter().map(|(name, der)| (name, to_pem("CERTIFICATE", &der)));
    let chains = chains().into_iter().map(|(name, pem)| (name, String::from_utf8_lossy(&pem).into_owned()));
    let own = toolkit::root(certmint::KeyAlgorithm::Ec256).issuer().chain()[0].to_pem();
    let mut inputs = Vec::new();
    for (name, pem) in certificates.chain(chains) {
        for (part, body) in [
            ("the certificate", serde_json::json!({ "certificate": pem })),
            ("the chain", serde_json::json!({ "certificate": own, "certificate_chain": pem })),
        ] {
            inputs.push((format!("{name}, imported as {part}"), body.to_string().into_bytes()));
        }
    }
    inputs.push(("tags".into(), tags().into_bytes()));
    inputs
}

fn tags() -> String {
    let tag = |number: usize| {
        format!(r#"{{"key":"{number:02}{}","value":"{}"}}"#, NASTY.repeat(126), NASTY.repeat(255))
    };
    format!(r#"{{"tags":{}}}"#, array(20, tag))
}

//! JSON bodies that make the most work of each kind.

use crate::builder::to_pem;
use crate::csrs::csrs;
use crate::inputs::{Input, NASTY};

/// The octets of a long body.
const LONG: usize = 1 << 20;

/// A member of an apply body with another value, everything else as it should be.
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

pub(crate) fn bodies() -> Vec<Input> {
    let mut bodies: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, body: String| bodies.push((name.to_string(), body));
    nesting(&mut add);
    texts(&mut add);
    members(&mut add);
    names(&mut add);
    add("everything wrong", everything_wrong());
    add("everything wrong in few octets", everything_wrong_in_few_octets());
    let mut inputs: Vec<Input> = bodies.into_iter().map(|(name, body)| (name, body.into_bytes())).collect();
    inputs.push(("no UTF-8".into(), vec![0xff; LONG]));
    inputs.push(("no UTF-8 at the end".into(), [b"\"".to_vec(), vec![b'a'; LONG], vec![0xff]].concat()));
    inputs
}

fn nesting(add: &mut impl FnMut(&str, String)) {
    for (name, levels) in [("levels of arrays", 120), ("too many levels of arrays", LONG)] {
        add(name, "[".repeat(levels));
        add(name, format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
        add(name, with("other", &format!("{}{}", "[".repeat(levels), "]".repeat(levels))));
    }
    for (name, levels) in [("levels of objects", 120), ("too many levels of objects", LONG / 8)] {
        add(name, format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels)));
        add(name, with("other", &format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels))));
    }
    let wide = (0..8).fold("1".to_string(), |inside, _| format!("[{}{inside}]", "1,".repeat(99)));
    add("wide and deep", with("subject_alternative_names", &wide));
    let wide = (0..8).fold("1".to_string(), |inside, _| {
        object(99, |number| format!(r#""{number}":1"#)).replace("\"98\":1", &format!("\"98\":{inside}"))
    });
    add("wide and deep objects", with("distinguished_name", &wide));
}

fn texts(add: &mut impl FnMut(&str, String)) {
    for unit in ["a", "ä", NASTY, "\\n", "\\u202e", "\\ud83d\\udd11", "-----BEGIN ", "a-----END ", "\\\\n"] {
        for member in ["issuer_id", "key_algorithm", "csr", "type", "other"] {
            add("a long text", with(member, &text(unit, LONG / 8)));
        }
        add(
            "a long common name",
            with("distinguished_name", &format!(r#"{{"common_name":{}}}"#, text(unit, LONG / 8))),
        );
        add("a long number as text", with("validity", &format!(r#"{{"type":{}}}"#, text(unit, LONG / 8))));
        add(
            "a long name",
            with(
                "subject_alternative_names",
                &format!(r#"[{{"type":"URI","value":{}}}]"#, text(unit, LONG / 8)),
            ),
        );
        add(
            "a long value",
            with(
                "customized_extension",
                &format!(r#"{{"object_identifier":{0},"value":{0}}}"#, text(unit, LONG / 16)),
            ),
        );
    }
    add(
        "a long identifier",
        with(
            "customized_extension",
            &format!(r#"{{"object_identifier":"2.{}","value":"a"}}"#, "9".repeat(LONG / 16)),
        ),
    );
    add(
        "an identifier of one long arc",
        with(
            "customized_extension",
            &format!(r#"{{"object_identifier":"2.{}","value":"a"}}"#, "9".repeat(62)),
        ),
    );
    add("a long number", with("path_length", &"9".repeat(LONG)));
    add("a long fraction", with("path_length", &format!("0.{}", "9".repeat(LONG))));
    add("a long exponent", with("path_length", &format!("1e{}", "9".repeat(LONG))));
    add("white space", " ".repeat(LONG));
    add("white space around", format!("{0}{1}{0}", "\n".repeat(LONG / 2), with("other", "1")));
    add("an unfinished text", text("a", LONG).trim_end_matches('"').to_string());
    add("an unfinished escape", format!("\"{}\\u12", "a".repeat(LONG)));
}

fn members(add: &mut impl FnMut(&str, String)) {
    let long = NASTY.repeat(48);
    for count in [100, 20_000] {
        add("unknown members", object(count, |number| format!(r#""{number:05}":1"#)));
        add("nasty members", object(count.min(2_000), |number| format!(r#""{number:05}{long}":1"#)));
        add("one member again and again", object(count, |_| r#""a":1"#.to_string()));
        add("each member twice", object(count, |number| format!(r#""{:05}":1"#, number / 2)));
        add(
            "each nasty member twice",
            object(count.min(2_000), |number| format!(r#""{:05}{long}":1"#, number / 2)),
        );
        add(
            "unknown members of the name",
            with("distinguished_name", &object(count, |number| format!(r#""{number:05}":1"#))),
        );
        add("numbers", with("key_usages", &array(count, |_| "1".to_string())));
        add("nasty usages", with("key_usages", &array(count.min(2_000), |_| text(&long, 144))));
        add("usages", with("key_usages", &array(count, |_| r#""digitalSignature""#.to_string())));
    }
}

fn names(add: &mut impl FnMut(&str, String)) {
    let label = "a".repeat(62);
    let dns = |number: usize| format!("{number:05}.{label}.{label}.{label}");
    let entry = |kind: &str, value: String| format!(r#"{{"type":"{kind}","value":"{value}"}}"#);
    for count in [20, 100, 5_000] {
        let mut names = |name: &str, names: String| {
            add(name, with("subject_alternative_names", &names));
        };
        names("DNS names", array(count, |number| entry("DNS", dns(number))));
        names(
            "URIs",
            array(count, |number| entry("URI", format!("s://{}/{}", dns(number), "%41".repeat(15)))),
        );
        names("e-mail addresses", array(count, |number| entry("EMAIL", format!("a@{}", dns(number)))));
        names("IP addresses", array(count, |number| entry("IP", format!("2001:db8:0:0:0:0:0:{number:x}"))));
        names("refused IP addresses", array(count, |_| entry("IP", "2001:db8:0:0:0:0:0:0:0".into())));
        for kind in ["DNS", "URI", "EMAIL", "IP", NASTY] {
            names("nasty names", array(count, |_| entry(kind, NASTY.repeat(80))));
        }
        names("nothing", array(count, |_| "{}".into()));
        names(
            "too many members",
            array(count.min(100), |_| object(100, |number| format!(r#""{number:05}":1"#))),
        );
        names(
            "each nasty member twice in names",
            array(count.min(100), |_| {
                object(10, |number| format!(r#""{}{}":1"#, number / 2, NASTY.repeat(48)))
            }),
        );
    }
}

/// As many violations as there can be, each with a value that takes the most room where it is shown.
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

/// As many violations as there can be for so short a body.
fn everything_wrong_in_few_octets() -> String {
    let (names, usages) = (array(100, |_| "{}".into()), array(100, |_| "1".into()));
    let twice = object(99, |number| format!(r#""{}":1"#, number / 2));
    format!(
        r#"{{"subject_alternative_names":{names},"key_usages":{usages},"distinguished_name":{twice},
            "validity":{twice},"extended_key_usage":{twice},"customized_extension":{twice}}}"#
    )
}

/// CSRs as they travel: in PEM, and in a body around that.
pub(crate) fn csrs_in_pem() -> Vec<Input> {
    // What 5,120 characters hold, less the lines around it.
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

//! The CSRs of the corpus.

use certmint::Profile;
use certmint::extension::{KeyUsage, PathLength};
use certmint::request::CertificateType;

use crate::corpus::{Case, case};
use crate::issue::{csr, typed_csr};
use toolkit::asn1::{
    IA5, PRINTABLE, SET, UTF8, dns, ext_key_usage, extension, key_usage, name, name_attribute, null,
    sequence, subject_alt_name, tlv,
};
use toolkit::builder::{Builder, Key, p256, p384, rsa_2048};
use toolkit::rsa_keys::{RSA_3072, RSA_4096, RSA_LARGE_EXPONENT};

const SUBJECT: &str = "/csr#/subject";

const CN: &str = "2.5.4.3";
const COUNTRY: &str = "2.5.4.6";
const SERIAL_NUMBER: &str = "2.5.4.5";
const STREET: &str = "2.5.4.9";
const ORGANIZATION: &str = "2.5.4.10";
const UNIT: &str = "2.5.4.11";
const BUSINESS_CATEGORY: &str = "2.5.4.15";
const POSTAL_CODE: &str = "2.5.4.17";
const DN_QUALIFIER: &str = "2.5.4.46";
const DOMAIN_COMPONENT: &str = "0.9.2342.19200300.100.1.25";
const USER_ID: &str = "0.9.2342.19200300.100.1.1";
const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";
const UNSTRUCTURED_NAME: &str = "1.2.840.113549.1.9.2";
const CHALLENGE_PASSWORD: &str = "1.2.840.113549.1.9.7";
const DATE_OF_BIRTH: &str = "1.3.6.1.5.5.7.9.1";

fn entity(label: impl Into<String>, refused: &[&'static str], builder: Builder) -> Case {
    case(label, refused, move |profile| csr(profile, &builder, &[]))
}

fn keys() -> Vec<Case> {
    let keys = [
        ("RSA-2048", rsa_2048()),
        ("RSA-3072", Key::rsa(&RSA_3072)),
        ("RSA-4096", Key::rsa(&RSA_4096)),
        ("RSA-large-exponent", Key::rsa(&RSA_LARGE_EXPONENT)),
        ("P-256", p256()),
        ("P-384", p384()),
    ];
    let mut cases = Vec::new();
    for (label, key) in keys {
        let builder = Builder::new(key);
        let ca = builder.clone();
        cases.push(entity(format!("csr-{label}"), &[], builder));
        cases.push(case(format!("csr-ca-{label}"), &[], move |profile| {
            typed_csr(profile, &ca, CertificateType::IntermediateCa(PathLength::new(0)?))
        }));
    }
    cases
}

/// Disallowed usages and purposes are not granted. Nothing is refused except encipherOnly together
/// with decipherOnly, which limit keyAgreement.
fn usages() -> Vec<Case> {
    use KeyUsage::*;
    let mut cases = Vec::new();
    let all_of_entity: Vec<KeyUsage> =
        KeyUsage::ALL.into_iter().filter(|usage| *usage != KeyCertSign).collect();
    for usages in [&[DigitalSignature][..], &[KeyAgreement], &[KeyAgreement, EncipherOnly], &all_of_entity] {
        for (label, key) in [("RSA", rsa_2048()), ("EC", p256())] {
            let builder = Builder::new(key).extensions(&[key_usage(usages)]);
            let limits = label == "EC" && usages.len() > 2;
            let refused: &[&str] = if limits { &["/csr#/extensionRequest/keyUsage"] } else { &[] };
            cases.push(entity(format!("csr-usages-{label}-{}", usages.len()), refused, builder.clone()));
        }
    }
    let builder = Builder::new(rsa_2048()).extensions(&[key_usage(&KeyUsage::ALL)]);
    cases.push(case("csr-ca-all-usages", &[], move |profile| {
        typed_csr(profile, &builder, CertificateType::IntermediateCa(PathLength::new(0)?))
    }));
    let [server, time] = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.8"];
    for purposes in [&[server][..], &[time], &[server, time], &[time, "1.3.6.1.5.5.7.3.9"]] {
        let builder = Builder::new(p256()).extensions(&[ext_key_usage(purposes)]);
        cases.push(entity(format!("csr-purposes-{}", purposes.join("-")), &[], builder));
    }
    cases
}

fn names() -> Vec<Case> {
    let with = |names: &[Vec<u8>]| Builder::new(p256()).extensions(&[subject_alt_name(names)]);
    let first = "/csr#/extensionRequest/subjectAltName/0";
    vec![
        entity("csr-empty-subject", &[], with(&[dns("example.org")]).empty_subject()),
        entity("csr-email", &[], with(&[tlv(0x81, "a@example.org")])),
        entity("csr-underscore", &[first], with(&[dns("a_b.example.org"), dns("example.org")])),
        entity("csr-mailbox", &[first], with(&[tlv(0x81, "a@localhost")])),
        entity("csr-uri", &[first], with(&[tlv(0x86, "https://localhost/")])),
    ]
}

fn subjects() -> Vec<Case> {
    let [postal_40, postal_41, street_129] = [40, 41, 129].map(|length| "1".repeat(length));
    let mut cases = Vec::new();
    for (label, attribute, fault) in [
        ("country", (COUNTRY, PRINTABLE, "DE"), false),
        ("country-of-nobody", (COUNTRY, PRINTABLE, "zz"), false),
        ("country-utf8", (COUNTRY, UTF8, "DE"), true),
        ("serial-number", (SERIAL_NUMBER, PRINTABLE, "17"), false),
        ("serial-number-utf8", (SERIAL_NUMBER, UTF8, "17"), true),
        ("dn-qualifier-utf8", (DN_QUALIFIER, UTF8, "17"), true),
        ("organization", (ORGANIZATION, PRINTABLE, "Example"), false),
        ("user-id", (USER_ID, UTF8, "some one"), false),
        ("postal-code", (POSTAL_CODE, UTF8, &*postal_40), false),
        ("postal-code-long", (POSTAL_CODE, UTF8, &*postal_41), true),
        ("street", (STREET, UTF8, &*street_129), true),
        ("business-category", (BUSINESS_CATEGORY, UTF8, &*street_129), true),
        ("unstructured-name", (UNSTRUCTURED_NAME, UTF8, "a"), false),
        ("challenge-password", (CHALLENGE_PASSWORD, UTF8, "a"), true),
        ("date-of-birth", (DATE_OF_BIRTH, UTF8, "20000101000000Z"), true),
        ("domain-component", (DOMAIN_COMPONENT, IA5, "example"), false),
        ("domain-component-utf8", (DOMAIN_COMPONENT, UTF8, "example"), true),
        ("domain-component-dot", (DOMAIN_COMPONENT, IA5, "example.org"), true),
        ("domain-component-space", (DOMAIN_COMPONENT, IA5, "exam ple"), true),
        ("domain-component-number", (DOMAIN_COMPONENT, IA5, "1"), true),
    ] {
        let refused: &[&str] = if fault { &[SUBJECT] } else { &[] };
        let subject = name(&[attribute, (CN, UTF8, "Test")]);
        cases.push(entity(format!("csr-subject-{label}"), refused, Builder::new(p256()).subject(subject)));
    }
    let components = [(DOMAIN_COMPONENT, IA5, "org"), (DOMAIN_COMPONENT, IA5, "example"), (CN, UTF8, "Test")];
    let rdn_of = |types: [&str; 2]| {
        let attributes = types.map(|dotted| name_attribute(dotted, UTF8, "a"));
        let second = name_attribute(types[1], UTF8, "b");
        sequence([tlv(SET, [attributes[0].as_slice(), &second].concat())])
    };
    // In DER's order, with another type between the two.
    let apart =
        [(UNIT, "a"), (CN, "bb"), (UNIT, "ccc")].map(|(dotted, value)| name_attribute(dotted, UTF8, value));
    let apart = Builder::new(p256()).subject(sequence([tlv(SET, apart.concat())]));
    cases.push(entity("csr-rdn-apart", &[SUBJECT], apart));
    cases.push(entity("csr-subject-domain", &[], Builder::new(p256()).subject(name(&components))));
    cases.push(entity("csr-rdn", &[], Builder::new(p256()).subject(rdn_of([CN, UNIT]))));
    cases.push(entity("csr-rdn-twice", &[SUBJECT], Builder::new(p256()).subject(rdn_of([UNIT, UNIT]))));
    cases
}

fn email_addresses() -> Vec<Case> {
    let of = |tag, address| name(&[(CN, UTF8, "Test"), (EMAIL_ADDRESS, tag, address)]);
    let with = |subject, address: &str| {
        let names = [subject_alt_name(&[tlv(0x81, address)])];
        Builder::new(p256()).subject(subject).extensions(&names)
    };
    vec![
        entity("csr-email-address", &[], with(of(IA5, "a@example.org"), "a@example.org")),
        entity("csr-email-address-utf8", &[SUBJECT], with(of(UTF8, "a@example.org"), "a@example.org")),
        entity("csr-email-address-other", &[SUBJECT], with(of(IA5, "a@example.org"), "b@example.org")),
        entity("csr-email-address-alone", &[SUBJECT], Builder::new(p256()).subject(of(IA5, "a@example.org"))),
        entity("csr-email-address-none", &[SUBJECT], Builder::new(p256()).subject(of(IA5, "nobody"))),
    ]
}

/// Extensions that the profile lists, copied if they are valid.
fn extensions() -> Vec<Case> {
    let copying = |profile: &Profile, dotted: &str| {
        let mut settings = profile.settings().clone();
        settings.csr_extensions = vec![certmint::ObjectIdentifier::new(dotted).expect("an identifier")];
        Profile::new(settings).expect("settings that are allowed")
    };
    const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
    let mut cases = Vec::new();
    for (label, dotted, value) in [
        ("custom", "1.2.3.4", tlv(UTF8, "a")),
        ("no-check", NO_CHECK, null()),
        ("no-check-text", NO_CHECK, tlv(UTF8, "a")),
    ] {
        let builder = Builder::new(p256()).extensions(&[extension(dotted, &value)]);
        cases.push(case(format!("csr-extension-{label}"), &[], move |profile| {
            csr(&copying(profile, dotted), &builder, &[])
        }));
    }
    cases
}

/// All cases with a CSR.
pub(crate) fn cases() -> Vec<Case> {
    [keys(), usages(), names(), subjects(), email_addresses(), extensions()].into_iter().flatten().collect()
}

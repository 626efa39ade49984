//! C15 and C17: what the CA sets instead of a CSR, and CSRs that are written.

use certmint::csr::CsrBuilder;
use certmint::error::{NoticeKind, ReplacedKind, ViolationKind};
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsages, PathLength};
use certmint::name::{AttributeType, SubjectAlternativeName};
use certmint::request::CertificateType;
use certmint::{Csr, CsrRequest, DistinguishedName, Error, KeyAlgorithm, ObjectIdentifier};
use proptest::prelude::*;

use crate::csrs::csr;
use crate::for_all::{Verdict, for_all};
use crate::generators::{any_text, attribute_text, host_name};
use crate::grammars::is_dns_name;
use crate::issuers::{CaCertificate, ec_key};
use crate::requests::{Asked, asked};
use crate::usages::{encoded, set};
use toolkit::asn1;
use toolkit::stock::key;
use toolkit::{now, years};

/// What is wrong with a CSR and no replacement heals: what contradicts the type.
fn stays_refused(asked: &Asked) -> bool {
    asked.constraints.is_some_and(|(ca, _)| ca != asked.is_ca())
}

/// What is wrong with the parts that can be replaced, each a fault.
fn faults(asked: &Asked) -> usize {
    let bad_texts = asked.subject.iter().filter(|(_, tag, _)| !matches!(tag, 0x0c | 0x13)).count();
    bad_texts + usize::from(asked.names.as_ref().is_some_and(Vec::is_empty))
}

#[test]
fn c15_once_all_is_set_only_the_key_and_the_type_of_the_csr_count() {
    let issuer = CaCertificate::default().load();
    let profile = certmint::Profile::default();
    let decided = || DistinguishedName::new("Decided").expect("a common name");
    let names = vec![SubjectAlternativeName::dns("decided.example").expect("a DNS name")];
    let purposes = ExtendedKeyUsage::new([KeyPurpose::ClientAuth]);
    let tally = for_all(1_500, asked(), |asked| {
        let (kind, usages) = match asked.path_length {
            None => (CertificateType::EntityCert, KeyUsages::of(&set(0b1_0001))),
            Some(length) => {
                let length = PathLength::new(length).expect("0 to 6");
                (CertificateType::IntermediateCa(length), KeyUsages::of(&set(0b10_0001)))
            }
        };
        let grant = Csr::from_der(&csr(&asked.subject(), &asked.extensions()))
            .and_then(|csr| CsrRequest::new(csr, kind, years(1)))
            .map_err(Error::from)
            .and_then(|request| {
                request
                    .with_subject(decided())
                    .with_alternative_names(names.clone())?
                    .with_key_usages(usages)?
                    .with_extended_key_usage(purposes.clone())
                    .check(&issuer, &profile, now())
            });
        assert_eq!(grant.is_err(), stays_refused(&asked), "{grant:?}");
        let verdict = Verdict::of(&grant);
        let Ok(grant) = grant else { return verdict };
        let fields = grant.fields();
        assert_eq!(grant.public_key().as_spki_der(), ec_key().as_spki_der());
        assert_eq!((fields.subject(), fields.alternative_names()), (&decided(), &names[..]));
        assert_eq!((fields.key_usages(), fields.extended_key_usage()), (usages, &purposes));
        assert_eq!(fields.is_ca(), asked.is_ca());

        // One notice for each part of which something is left out.
        let left_out: Vec<_> = fields
            .notices()
            .iter()
            .filter_map(|notice| match notice.kind() {
                NoticeKind::Replaced(kind) => Some(kind.clone()),
                _ => None,
            })
            .collect();
        let has = |is_of: fn(&ReplacedKind) -> bool| left_out.iter().filter(|kind| is_of(kind)).count();
        assert_eq!(has(|kind| matches!(kind, ReplacedKind::Fault(_))), faults(&asked), "{asked:?}");
        let own = asked.usages.unwrap_or(0) & !usages.iter().fold(0, |bits, usage| bits | 1 << usage as u16);
        assert_eq!(has(|kind| matches!(kind, ReplacedKind::KeyUsages(_))), usize::from(own != 0));
        let own = asked.purposes.as_deref().unwrap_or_default().iter().any(|arc| *arc != 2);
        assert_eq!(has(|kind| matches!(kind, ReplacedKind::ExtendedKeyUsage(_))), usize::from(own));
        let own = !asked.subject.is_empty();
        assert_eq!(has(|kind| matches!(kind, ReplacedKind::Subject(_))), usize::from(own));
        let count = asked.names.as_ref().map_or(0, Vec::len);
        let noted = left_out.iter().find_map(|kind| match kind {
            ReplacedKind::AlternativeNames { names, others } => Some(names.len() + others),
            _ => None,
        });
        assert_eq!(noted, Some(count).filter(|count| *count > 0));
        verdict
    });
    tally.assert_both();
}

/// The content of a CSR to be written.
#[derive(Clone, Debug)]
struct Written {
    common_name: String,
    organization: Option<String>,
    names: Vec<String>,
    usages: u16,
    purposes: Vec<u8>,
    path_length: Option<Option<u8>>,
    password: Option<String>,
}

fn written() -> impl Strategy<Value = Written> {
    let usages = prop_oneof![Just(0), 0..512_u16, Just(0b1_0001), Just(0b110_0001)];
    let password = prop::option::of(prop_oneof![any_text(255), attribute_text(255)]);
    let path_length = prop::option::weighted(0.3, prop::option::of(0..7_u8));
    let host = host_name().prop_filter("a DNS name", |name| is_dns_name(name));
    let names = prop::collection::vec(host, 0..4);
    let purposes = prop::collection::btree_set(1..30_u8, 0..5);
    let organization = prop::option::of(attribute_text(64));
    (attribute_text(64), organization, names, usages, purposes, path_length, password).prop_map(
        |(common_name, organization, names, usages, purposes, path_length, password)| Written {
            common_name,
            organization,
            names,
            usages,
            purposes: purposes.into_iter().collect(),
            path_length,
            password,
        },
    )
}

impl Written {
    /// Rules U3 and W6, with an EC key.
    fn is_refused(&self) -> bool {
        let has = |bit: u16| self.usages >> bit & 1 == 1;
        match self.path_length {
            // digitalSignature, nonRepudiation, keyCertSign, cRLSign.
            Some(_) => self.usages & !0b110_0011 != 0,
            None => has(5) || has(2) || has(3) || (has(7) || has(8)) && !has(4),
        }
    }

    fn names(&self) -> Vec<SubjectAlternativeName> {
        self.names.iter().map(|name| SubjectAlternativeName::dns(name).expect("a DNS name")).collect()
    }

    fn purposes(&self) -> ExtendedKeyUsage {
        let purpose = |arc| ObjectIdentifier::new(&format!("1.3.6.1.5.5.7.3.{arc}")).expect("an identifier");
        ExtendedKeyUsage::new(self.purposes.iter().map(purpose).map(KeyPurpose::from))
    }

    fn subject(&self) -> DistinguishedName {
        let subject = DistinguishedName::new(&self.common_name).expect("a common name");
        match &self.organization {
            Some(text) => subject.with(AttributeType::Organization, text).expect("an organization"),
            None => subject,
        }
    }

    fn builder(&self) -> Result<CsrBuilder, ViolationKind> {
        let mut builder = CsrBuilder::new(self.subject())
            .with_alternative_names(self.names())?
            .with_key_usages(KeyUsages::of(&set(self.usages)))
            .with_extended_key_usage(self.purposes())?;
        if let Some(length) = self.path_length {
            builder = builder.for_ca(length.map(|length| PathLength::new(length).expect("0 to 6")));
        }
        match &self.password {
            Some(password) => builder.with_challenge_password(password),
            None => Ok(builder),
        }
    }

    /// The attributes, made by hand, in the order of a SET OF.
    fn attributes(&self) -> Vec<Vec<u8>> {
        let mut extensions = Vec::new();
        let usages = match (self.path_length, self.usages) {
            (Some(_), 1..) => self.usages | 1 << 5,
            (_, usages) => usages,
        };
        if usages != 0 {
            extensions.push(asn1::critical_extension(asn1::KEY_USAGE, encoded(usages)));
        }
        if !self.purposes.is_empty() {
            let oids = self.purposes.iter().map(|arc| asn1::oid(&format!("1.3.6.1.5.5.7.3.{arc}")));
            let value = asn1::sequence(oids);
            extensions.push(match self.purposes == [8] {
                true => asn1::critical_extension(asn1::EXT_KEY_USAGE, value),
                false => asn1::extension(asn1::EXT_KEY_USAGE, value),
            });
        }
        extensions.extend(self.path_length.map(asn1::ca_true));
        if !self.names.is_empty() {
            let names: Vec<_> = self.names.iter().map(|name| asn1::dns(name)).collect();
            extensions.push(asn1::subject_alt_name(&names));
        }
        let mut attributes = Vec::new();
        if !extensions.is_empty() {
            attributes.push(asn1::extension_request(&extensions));
        }
        if let Some(password) = &self.password {
            let is_printable = |it: char| it.is_ascii_alphanumeric() || " '()+,-./:=?".contains(it);
            let tag = if password.chars().all(is_printable) { asn1::PRINTABLE } else { asn1::UTF8 };
            attributes.push(asn1::attribute("1.2.840.113549.1.9.7", &[asn1::tlv(tag, password)]));
        }
        attributes.sort();
        attributes
    }
}

#[test]
fn c17_what_is_written_is_what_was_asked_for_and_reads_back() {
    let key = key(KeyAlgorithm::Ec256);
    let tally = for_all(1_500, written(), |asked| {
        let builder = match asked.builder() {
            Ok(builder) => builder,
            Err(ViolationKind::Length(error)) => {
                assert!(asked.password.as_ref().is_some_and(|text| text.chars().count() == error.found));
                assert!(!(1..=255).contains(&error.found));
                return Verdict::Refused;
            }
            Err(other) => panic!("{other}"),
        };
        let to_be_signed = builder.to_be_signed(key.public_key());
        assert_eq!(to_be_signed.is_err(), asked.is_refused(), "{to_be_signed:?}");
        let Ok(to_be_signed) = to_be_signed else { return Verdict::Refused };
        let info = asn1::sequence([
            &asn1::integer(&[0])[..],
            asked.subject().as_der(),
            key.public_key().as_spki_der(),
            &asn1::tlv(asn1::ATTRIBUTES, asked.attributes().concat()),
        ]);
        assert_eq!(to_be_signed.as_bytes(), info);
        let csr = to_be_signed.sign(&key).expect("a CSR");
        let read = Csr::from_der(csr.as_der()).expect("a CSR that can be read");
        assert_eq!((read.subject(), read.public_key()), (&asked.subject(), key.public_key()));
        assert_eq!(read.alternative_names(), asked.names());
        assert_eq!(read.extended_key_usage(), &asked.purposes());
        assert_eq!(read.asks_for_ca(), asked.path_length.map(|_| true));
        assert_eq!(read.path_length(), asked.path_length.flatten().map(u32::from));
        assert_eq!(read.other_attributes().len(), usize::from(asked.password.is_some()));
        Verdict::Accepted
    });
    tally.assert_both();
}

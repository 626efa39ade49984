//! The notices that an issued certificate must draw, and must not draw.

use certmint::error::{NoticeKind, ReplacedKind};
use certmint::profile::CsrEncoding;
use certmint::{Issued, Profile};

use super::asked::{
    Asked, AskedIssuer, Circumstances, EXTENDED_KEY_USAGE, Kind, Remarks, Replaced, each_once, extension_of,
};
use super::der::sequence_members;
use super::expected::{self, Expected};
use super::{Told, algorithm, purposes, refusal};

/// Everything that is not granted draws a notice (rules C6, C7 and C9).
pub fn check(issued: &Issued, asked: &Asked, circumstances: Circumstances<'_>, expected: &Expected) {
    let noted = |is_of: &dyn Fn(&NoticeKind) -> bool| {
        issued.fields().notices().iter().any(|notice| is_of(notice.kind()))
    };
    for notice in issued.fields().notices() {
        refusal::check_text(&notice.to_string());
    }
    let granted = extension_of(&expected.extensions, EXTENDED_KEY_USAGE);
    let granted = granted.map(|value| sequence_members(value).expect("purposes")).unwrap_or_default();
    let contents: Vec<_> = granted.iter().map(|purpose| purpose.content.to_vec()).collect();
    let is_nameless_server = asked.names.is_empty() && purposes::is_server(asked, &contents);
    let is_added = !expected.names.is_empty();
    let added = noted(&|kind| *kind == NoticeKind::CommonNameAdded);
    assert_eq!(added, is_nameless_server && is_added, "the notice of a common name that is added");
    let nameless = noted(&|kind| *kind == NoticeKind::ServerWithoutAlternativeName);
    assert_eq!(nameless, is_nameless_server && !is_added, "the notice of a server without name");
    let is_unlimited = contents.is_empty() && purposes::limit(circumstances.issuer).is_some();
    let unlimited = noted(&|kind| matches!(kind, NoticeKind::NoPurposeBelowLimitedIssuer(_)));
    assert_eq!(unlimited, is_unlimited, "the notice of a certificate without purposes");
    check_replaced(issued, &asked.remarks.replaced, expected);
    if asked.has_key_usages_of_csr() || matches!(asked.kind, Kind::Subordinate { .. }) {
        check_usage_notices(issued, asked, circumstances, expected);
    }
    check_outlived(issued, circumstances);
    check_unused_hash(issued, asked, expected);
    if !asked.kind.is_of_csr() {
        return;
    }
    check_remarks(issued, &asked.remarks, circumstances.profile);
    for extension in &asked.extensions {
        let copied = extension.as_copied();
        if expected.extensions.contains(&copied) {
            let is_of = |kind: &NoticeKind| matches!(kind, NoticeKind::CriticalNotGranted(oid) if oid.as_content() == extension.oid);
            assert_eq!(noted(&is_of), copied != *extension, "critical of the extension {:?}", extension.oid);
            continue;
        }
        let is_of = |kind: &NoticeKind| matches!(kind, NoticeKind::ExtensionNotGranted(oid) if oid.as_content() == extension.oid);
        assert!(noted(&is_of), "the extension {:?} is neither granted nor noted", extension.oid);
    }
    if !asked.has_purposes_of_csr() {
        return;
    }
    for purpose in
        asked.purposes.iter().filter(|purpose| granted.iter().all(|known| known.content != *purpose))
    {
        let is_of = |kind: &NoticeKind| matches!(kind, NoticeKind::KeyPurposeNotGranted(oid) if oid.as_content() == purpose);
        assert!(noted(&is_of), "the purpose {purpose:?} is neither granted nor noted");
    }
}

/// What the CSR requests in the parts that the CA sets, and does not get, draws one notice for each
/// part (rule C15).
fn check_replaced(issued: &Issued, replaced: &Replaced, expected: &Expected) {
    let (mut subject, mut names, mut key_usages, mut purposes) = (None, None, None, None);
    let mut widened = None;
    for notice in issued.fields().notices() {
        let NoticeKind::Replaced(kind) = notice.kind() else { continue };
        let is_first = match kind {
            ReplacedKind::Subject(name) => subject.replace(name.as_der().to_vec()).is_none(),
            ReplacedKind::AlternativeNames { names: known, others } => {
                names.replace(known.len() + others).is_none()
            }
            ReplacedKind::KeyUsages(usages) => key_usages.replace(expected::bits(*usages)).is_none(),
            ReplacedKind::ExtendedKeyUsage(usage) => {
                let oids = usage.purposes().iter().map(|purpose| purpose.object_identifier());
                let contents: Vec<_> = oids.map(|oid| oid.as_content().to_vec()).collect();
                purposes.replace(contents).is_none()
            }
            // The target compares them with what it knows.
            ReplacedKind::Fault(_) => continue,
            ReplacedKind::EveryPurpose(usage) => {
                let oids = usage.purposes().iter().map(|purpose| purpose.object_identifier());
                widened.replace(oids.map(|oid| oid.as_content().to_vec()).collect::<Vec<_>>()).is_none()
            }
            other => panic!("a part that the oracle does not know: {other:?}"),
        };
        assert!(is_first, "two notices of one part: {kind:?}");
    }
    let told = Told::of_issued(issued);
    let lost = |own: &Vec<u8>| own != b"\x30\x00" && *own != expected.subject;
    assert_eq!(subject, replaced.subject.clone().filter(lost), "the subject of the CSR");
    let lost: Option<usize> = replaced.names.as_ref().map(|own| {
        let lost = |name: &&Vec<u8>| !expected.names.contains(name);
        own.iter().filter(lost).count()
    });
    // Names that are too many are not read.
    if replaced.names.as_ref().is_none_or(|own| own.len() <= 100) {
        assert_eq!(names, lost.filter(|count| *count > 0), "names of the CSR");
    }
    let lost = replaced.key_usages.map(|own| own & !expected::bits(told.key_usages));
    assert_eq!(key_usages, lost.filter(|usages| *usages != 0), "usages of the CSR");
    let lost = replaced.purposes.as_ref().map(|own| {
        let mut own = each_once(own);
        own.retain(|purpose| !told.purposes.contains(purpose));
        own
    });
    let lost = lost.filter(|purposes| !purposes.is_empty());
    let own = replaced.purposes.as_deref().map(each_once).unwrap_or_default();
    let is_any = |purpose: &Vec<u8>| purpose == purposes::ANY;
    let serves_all = told.purposes.is_empty() || told.purposes.iter().any(is_any);
    if lost.is_some() && serves_all && !own.iter().any(is_any) {
        assert_eq!((purposes, widened), (None, Some(own)), "a certificate for every purpose");
    } else {
        assert_eq!((purposes, widened), (lost, None), "purposes of the CSR");
    }
}

/// Each requested usage that is not granted draws a notice (rules C9 and W6).
fn check_usage_notices(
    issued: &Issued,
    asked: &Asked,
    circumstances: Circumstances<'_>,
    expected: &Expected,
) {
    let key_use = algorithm::key_use(&expected.public_key);
    let without_subject = expected.subject == b"\x30\x00";
    let grantable = expected::grantable(asked, circumstances.profile, key_use, without_subject);
    let refused = asked.key_usages & !grantable;
    let noted_usages = |kind: &NoticeKind| matches!(kind, NoticeKind::KeyUsageNotGranted(_));
    let count = issued.fields().notices().iter().filter(|notice| noted_usages(notice.kind())).count();
    assert_eq!(count, refused.count_ones() as usize, "key usages that are not granted, and notices");
}

/// A hash that is asked for draws a notice exactly if the key that signs has no use for it (rule K2).
fn check_unused_hash(issued: &Issued, asked: &Asked, expected: &Expected) {
    let unused = asked.hash.filter(|_| !algorithm::signs_hash(&expected.issuer_key));
    let unused = unused.map(|hash| {
        let key_type = algorithm::key_type(&expected.issuer_key);
        (algorithm::name_of_hash(hash), algorithm::name_of_type(key_type))
    });
    let noted = issued.fields().notices().iter().filter_map(|notice| match notice.kind() {
        NoticeKind::HashNotUsed { asked, key } => Some((*asked, *key)),
        _ => None,
    });
    assert!(noted.eq(unused), "the notice of a hash that is not used");
}

/// A certificate that outlives a CA above its issuer draws a notice (rule V9).
fn check_outlived(issued: &Issued, circumstances: Circumstances<'_>) {
    let above = circumstances.issuer.map(AskedIssuer::above).unwrap_or_default();
    let first = above.iter().map(|ca| ca.not_after).min();
    let outlived = first.filter(|end| *end < issued.fields().validity().not_after().unix_timestamp());
    let noted = issued.fields().notices().iter().find_map(|notice| match notice.kind() {
        NoticeKind::OutlivesCa { not_after, .. } => Some(not_after.unix_timestamp()),
        _ => None,
    });
    assert_eq!(noted, outlived, "the end of a CA above the issuer");
}

/// A CSR that deviates from the required encoding is accepted only by a tolerant profile and draws
/// a notice, as do ignored attributes (rule C2).
fn check_remarks(issued: &Issued, remarks: &Remarks, profile: &Profile) {
    let (mut deviations, mut ignored, mut are_microsofts) = (0, Vec::new(), false);
    for notice in issued.fields().notices() {
        match notice.kind() {
            NoticeKind::Encoding(_) => deviations += 1,
            NoticeKind::AttributeIgnored(oid) => ignored.push(oid.as_content().to_vec()),
            NoticeKind::MicrosoftExtensionRequest => are_microsofts = true,
            _ => {}
        }
    }
    assert_eq!(deviations, remarks.deviations, "deviations and notices");
    assert_eq!(ignored, remarks.ignored_attributes, "attributes that are ignored");
    assert_eq!(are_microsofts, remarks.is_microsofts, "Microsoft's attribute");
    let is_strict = profile.settings().csr_encoding == Some(CsrEncoding::Strict);
    assert!(!is_strict || deviations == 0, "a strict profile issues");
}

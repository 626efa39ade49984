//! The texts of what is wrong with names that show characters and addresses.

use super::*;

#[test]
fn e5_texts_of_names_show_characters_and_addresses() {
    use NameErrorKind as N;
    assert_texts([
        (N::Character(' '), "it contains the character U+0020 SPACE, which is not allowed there; remove it"),
        (N::Character('/'), "it contains the character U+002F /, which is not allowed there; remove it"),
        (
            N::Ipv4Mapped([10, 1, 2, 3].into()),
            "it is an IPv4-mapped IPv6 address, which some verifiers treat as the IPv4 address 10.1.2.3; \
             send 10.1.2.3",
        ),
        (
            N::LocalPart,
            "the part before @ must consist of ASCII letters, digits and !#$%&'*+-/=?^_`{|}~, with single \
             dots only between them",
        ),
        (N::Length(LengthError { found: 0, min: 1, max: 64 }), "found 0 characters, but 1 to 64 are allowed"),
    ]);
}

#[test]
fn e1_texts_of_name_constraints_name_the_form() {
    use NameConstraintErrorKind as F;
    let name = |form, kind| NameConstraintError::Name { found: Sanitized::new("x"), form, kind };
    let common_name = |kind| NameConstraintError::CommonName { found: Sanitized::new("a"), kind };
    assert_texts([
        (
            name(NameForm::Dns, F::NotPermitted),
            "\"x\": the issuer's name constraints do not permit this dNSName; request a name that they \
             permit, or use another issuer",
        ),
        (
            name(NameForm::Ip, F::Excluded),
            "\"x\": the issuer's name constraints exclude this iPAddress; request a name that they do not \
             exclude, or use another issuer",
        ),
        (
            name(NameForm::Email, F::NotApplicable),
            "\"x\": the issuer has a name constraint on rfc822Name that cannot be applied, so it does not \
             issue such names; use another issuer",
        ),
        (
            name(NameForm::Uri, F::NotComparable),
            "\"x\": verifiers disagree on how this uniformResourceIdentifier compares with the issuer's name \
             constraints; request a simpler name, or use another issuer",
        ),
        (
            common_name(F::Excluded),
            "\"a\": if there is no DNS name, verifiers match this common name against host names, and the \
             issuer's name constraints exclude it as one; add a DNS name that they do not exclude, choose a \
             common name that is not a host name, or request purposes without serverAuth",
        ),
        (
            common_name(F::NotApplicable),
            "\"a\": if there is no DNS name, verifiers match this common name against host names, and a \
             name constraint of the issuer on dNSName cannot be applied; use another issuer, choose a \
             common name that is not a host name, or request purposes without serverAuth",
        ),
    ]);
    assert_texts([(NameForm::DirectoryName, "directoryName")]);
}

#[test]
fn e1_texts_of_urls_and_reasons_say_what_is_allowed() {
    use crate::x509::general_name::UrlError;
    use crate::x509::{RevocationReason, RevocationReasonError};
    let scheme = |allowed| UrlError::Scheme { found: Sanitized::new("ftp"), allowed };
    assert_texts([
        (scheme(&["http", "https"]), "found \"ftp\", but the URL must start with http://, https://"),
        (scheme(&["http"]), "found \"ftp\", but the URL must start with http://"),
    ]);
    let kinds = [RevocationReasonError::Number(7), RevocationReasonError::Name(Sanitized::new("x"))];
    let [number, name] = kinds.map(ViolationKind::from).map(|kind| kind.to_string());
    assert_eq!(
        name,
        "found \"x\", but the allowed values are unspecified, keyCompromise, cACompromise, \
         affiliationChanged, superseded, cessationOfOperation, certificateHold, removeFromCRL, \
         privilegeWithdrawn, aACompromise"
    );
    assert_eq!(number, name.replace('x', "7"));
    assert_one_line(RevocationReason::ALL);
}

//! Name constraints (RFC 5280 §4.2.1.10, rule A3): the subtrees, one file for each form of name.

mod common_name;
mod constrained;
mod constraint_set;
mod dns;
mod email;
mod error;
mod host;
mod index;
mod ip;
mod keys;
mod uri;

pub(crate) use constraint_set::{ConstrainedField, IssuerNameConstraints, NameConstraintSet, names_host};
pub(crate) use dns::DnsSubtree;
pub(crate) use email::EmailSubtree;
pub use error::{NameConstraintError, NameConstraintErrorKind, NameConstraintsError};
pub(crate) use ip::IpSubtree;
pub(crate) use uri::UriSubtree;

use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;

use crate::x509::general_name::dns::check_name;
use crate::x509::general_name::{NameError, NameForm};
use crate::x509::name::DistinguishedName;

/// All names of one form at or below a base, which name constraints permit or exclude.
///
/// The minimum is 0 and the maximum is absent, as RFC 5280 §4.2.1.10 requires.
///
/// ```
/// use certmint::name::{GeneralSubtree, NameConstraints};
///
/// let permitted = vec![
///     GeneralSubtree::dns("example.com")?,
///     GeneralSubtree::ip("192.0.2.0".parse()?, 24)?,
/// ];
/// let excluded = vec![GeneralSubtree::dns("secret.example.com")?];
/// let constraints = NameConstraints::new(permitted, excluded)?;
/// assert_eq!(constraints.permitted()[1].to_string(), "iPAddress 192.0.2.0/24");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralSubtree(SubtreeBase);

/// The verifiers that must find a name in a subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Matching {
    /// All verifiers.
    Sure,
    /// Any verifier.
    Possible,
}

/// The base of a subtree, in one of the forms that this crate issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SubtreeBase {
    Dns(DnsSubtree),
    Ip(IpSubtree),
    Email(EmailSubtree),
    Uri(UriSubtree),
    DirectoryName(DistinguishedName),
}

impl GeneralSubtree {
    /// Creates a subtree of DNS names: `example.com` for this name and all names below it,
    /// `.example.com` for only those below it, the empty text for every DNS name. The last label
    /// must not be a number.
    ///
    /// RFC 5280 defines neither the leading dot nor the empty text for DNS names. OpenSSL and
    /// rustls-webpki read both as described. GnuTLS and Java match no name with the empty text; to
    /// permit every name, leave the form out.
    ///
    /// # Errors
    /// [`NameError`] if the text is not a valid base.
    pub fn dns(base: &str) -> Result<Self, NameError> {
        // One more than for a name, because of the leading dot.
        const MAX_CHARACTERS: usize = 254;
        if base.is_empty() {
            return Ok(Self(SubtreeBase::Dns(DnsSubtree::all())));
        }
        check_name(base, MAX_CHARACTERS, DnsSubtree::new).map(|base| Self(SubtreeBase::Dns(base)))
    }

    /// Creates a subtree of IP addresses that share their first `prefix_length` bits with
    /// `network`: 0–32 bits for IPv4, 0–128 for IPv6. Bits of `network` after the prefix must be
    /// zero. No address in a network of IPv4-mapped IPv6 addresses is ever issued; give the IPv4
    /// network instead.
    ///
    /// # Errors
    /// [`NameError`] if the prefix is too long, the network has bits set after it, or it is a
    /// network of IPv4-mapped IPv6 addresses.
    pub fn ip(network: IpAddr, prefix_length: u8) -> Result<Self, NameError> {
        IpSubtree::new(network, prefix_length).map(|base| Self(SubtreeBase::Ip(base)))
    }

    /// Creates a subtree of e-mail addresses: `user@example.com` for one mailbox, `example.com` for
    /// all mailboxes on exactly that host, `.example.com` for those on the hosts below it. The part
    /// before `@` is case-sensitive.
    ///
    /// rustls-webpki rejects every certificate with an e-mail address below such a constraint.
    ///
    /// # Errors
    /// [`NameError`] if the text is not a valid base.
    pub fn email(base: &str) -> Result<Self, NameError> {
        // The same as for an e-mail address.
        const MAX_CHARACTERS: usize = 256;
        check_name(base, MAX_CHARACTERS, EmailSubtree::new).map(|base| Self(SubtreeBase::Email(base)))
    }

    /// Creates a subtree of URIs by their host: `example.com` for exactly that host, `.example.com`
    /// for the hosts below it.
    ///
    /// rustls-webpki rejects every certificate with a URI below such a constraint.
    ///
    /// # Errors
    /// [`NameError`] if the text is not a valid base.
    pub fn uri(base: &str) -> Result<Self, NameError> {
        const MAX_CHARACTERS: usize = 254;
        check_name(base, MAX_CHARACTERS, UriSubtree::new).map(|base| Self(SubtreeBase::Uri(base)))
    }

    /// Creates a subtree of the subjects and directoryNames that start with the RDNs of `base`. An
    /// empty base covers all of them.
    ///
    /// rustls-webpki rejects every certificate below such a constraint, whatever its subject.
    #[must_use]
    pub fn directory_name(base: DistinguishedName) -> Self {
        Self(SubtreeBase::DirectoryName(base))
    }

    /// Wraps a base that was read from a certificate.
    pub(crate) fn of(base: SubtreeBase) -> Self {
        Self(base)
    }

    pub(crate) fn base(&self) -> &SubtreeBase {
        &self.0
    }

    /// Returns the form of the names in the subtree.
    #[must_use]
    pub fn form(&self) -> NameForm {
        match &self.0 {
            SubtreeBase::Dns(_) => NameForm::Dns,
            SubtreeBase::Ip(_) => NameForm::Ip,
            SubtreeBase::Email(_) => NameForm::Email,
            SubtreeBase::Uri(_) => NameForm::Uri,
            SubtreeBase::DirectoryName(_) => NameForm::DirectoryName,
        }
    }
}

impl fmt::Display for GeneralSubtree {
    /// Writes the form and the base: `dNSName .example.com`, `iPAddress 192.0.2.0/24`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.form())?;
        match &self.0 {
            SubtreeBase::Dns(base) => f.write_str(base.as_str()),
            SubtreeBase::Ip(base) => base.fmt(f),
            SubtreeBase::Email(base) => f.write_str(base.as_str()),
            SubtreeBase::Uri(base) => f.write_str(base.as_str()),
            SubtreeBase::DirectoryName(base) => base.fmt(f),
        }
    }
}

/// The name constraints of a CA certificate. Each name in a certificate below it must be in a
/// permitted subtree, if there are any of the name's form, and must not be in an excluded subtree.
///
/// ```
/// use certmint::DistinguishedName;
/// use certmint::name::{AttributeType, GeneralSubtree, NameConstraints};
///
/// let organization = DistinguishedName::from_attributes(&[
///     (AttributeType::Country, "CN"),
///     (AttributeType::Organization, "Example"),
/// ])?;
/// let permitted = vec![
///     GeneralSubtree::dns("example.com")?,
///     GeneralSubtree::directory_name(organization),
/// ];
/// // No IP addresses at all.
/// let excluded = vec![
///     GeneralSubtree::ip("0.0.0.0".parse()?, 0)?,
///     GeneralSubtree::ip("::".parse()?, 0)?,
/// ];
/// let constraints = NameConstraints::new(permitted, excluded)?;
/// assert_eq!(constraints.excluded().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameConstraints {
    permitted: Vec<GeneralSubtree>,
    excluded: Vec<GeneralSubtree>,
}

impl NameConstraints {
    /// The maximum number of subtrees, permitted and excluded together. Verifiers bound the
    /// comparisons of names with subtrees, rustls-webpki at 250,000 for a chain: 1,000 subtrees
    /// leave room for certificates of 100 names.
    pub const MAX_SUBTREES: usize = 1_000;

    /// Creates constraints of 1–1,000 subtrees, permitted and excluded together.
    ///
    /// # Errors
    /// [`NameConstraintsError`] if there are no subtrees or too many.
    pub fn new(
        permitted: Vec<GeneralSubtree>,
        excluded: Vec<GeneralSubtree>,
    ) -> Result<Self, NameConstraintsError> {
        match permitted.len() + excluded.len() {
            0 => Err(NameConstraintsError::Empty),
            1..=Self::MAX_SUBTREES => Ok(Self { permitted, excluded }),
            found => Err(NameConstraintsError::TooMany { found, max: Self::MAX_SUBTREES }),
        }
    }

    /// Returns the permitted subtrees. Forms without a subtree here are not restricted.
    #[must_use]
    pub fn permitted(&self) -> &[GeneralSubtree] {
        &self.permitted
    }

    /// Returns the excluded subtrees, which take precedence over the permitted ones.
    #[must_use]
    pub fn excluded(&self) -> &[GeneralSubtree] {
        &self.excluded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::general_name::NameErrorKind;
    use crate::x509::length::LengthError;
    use crate::x509::name::AttributeType;
    use alloc::string::ToString;

    #[test]
    fn a3_constraints_have_at_least_one_subtree_and_at_most_1000() {
        let subtree = || GeneralSubtree::dns("example.com").expect("a subtree");
        assert_eq!(NameConstraints::new(Vec::new(), Vec::new()), Err(NameConstraintsError::Empty));
        let of = |count| NameConstraints::new(alloc::vec![subtree(); count], alloc::vec![subtree()]);
        assert_eq!(of(999).map(|constraints| constraints.permitted().len()), Ok(999));
        assert_eq!(of(1_000), Err(NameConstraintsError::TooMany { found: 1_001, max: 1_000 }));
        assert!(NameConstraints::new(Vec::new(), alloc::vec![subtree()]).is_ok());
    }

    #[test]
    fn a3_bases_show_their_form() {
        let name = DistinguishedName::from_attributes(&[(AttributeType::Country, "CN")]).expect("a name");
        for (subtree, text) in [
            (GeneralSubtree::dns(".example.com"), "dNSName .example.com"),
            (GeneralSubtree::ip([192, 0, 2, 0].into(), 24), "iPAddress 192.0.2.0/24"),
            (GeneralSubtree::email("example.com"), "rfc822Name example.com"),
            (GeneralSubtree::uri("example.com"), "uniformResourceIdentifier example.com"),
            (Ok(GeneralSubtree::directory_name(name)), "directoryName C=CN"),
        ] {
            assert_eq!(subtree.expect("a subtree").to_string(), text);
        }
    }

    #[test]
    fn a3_bases_that_no_verifier_could_apply_are_refused() {
        type Constructor = fn(&str) -> Result<GeneralSubtree, NameError>;
        let (dns, email, uri): (Constructor, Constructor, Constructor) =
            (GeneralSubtree::dns, GeneralSubtree::email, GeneralSubtree::uri);
        for (new, base, expected) in [
            (dns, "*.example.com", NameErrorKind::Character('*')),
            (dns, "example.com.", NameErrorKind::TrailingDot),
            (dns, ".", NameErrorKind::EmptyHost),
            (dns, "..example.com", NameErrorKind::EmptyLabel),
            (dns, "exa mple.com", NameErrorKind::Character(' ')),
            (dns, "-a.example.com", NameErrorKind::Hyphen),
            (dns, "192.0.2.1", NameErrorKind::NumericLastLabel),
            (dns, "bücher.example", NameErrorKind::NotAscii),
            (email, "user@", NameErrorKind::EmptyHost),
            (email, "@example.com", NameErrorKind::LocalPart),
            (email, "a@b@example.com", NameErrorKind::At),
            (email, "user@.example.com", NameErrorKind::EmptyLabel),
            (email, "[192.0.2.1]", NameErrorKind::Character('[')),
            (uri, "https://example.com", NameErrorKind::Character(':')),
            (uri, "example.com:443", NameErrorKind::Character(':')),
            (uri, "example.com/path", NameErrorKind::Character('/')),
            (uri, "192.0.2.1", NameErrorKind::NumericLastLabel),
            (uri, "[2001:db8::1]", NameErrorKind::Character('[')),
        ] {
            assert_eq!(new(base).map_err(|error| error.kind), Err(expected), "{base}");
        }
        for new in [email, uri] {
            let error = new("").expect_err("no base");
            assert!(matches!(error.kind, NameErrorKind::Length(LengthError { found: 0, .. })));
        }
    }
}

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

pub(crate) use constraint_set::{ConstrainedField, IssuerNameConstraints, NameConstraintSet};
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

/// All names of one form at or below a base: what name constraints permit or exclude.
///
/// Its minimum is 0 and its maximum absent, as RFC 5280 §4.2.1.10 demands.
///
/// ```
/// use certmint::name::{GeneralSubtree, NameConstraints};
///
/// let permitted = vec![
///     GeneralSubtree::dns("example.com")?,
///     GeneralSubtree::ip("192.0.2.0".parse()?, 24)?,
/// ];
/// let constraints = NameConstraints::new(permitted, vec![GeneralSubtree::dns("secret.example.com")?])?;
/// assert_eq!(constraints.permitted()[1].to_string(), "iPAddress 192.0.2.0/24");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralSubtree(SubtreeBase);

/// Which verifiers must find that a name is in a subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Matching {
    /// All of them.
    Sure,
    /// Any of them.
    Possible,
}

/// The base of a subtree, one of the forms that this crate issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SubtreeBase {
    Dns(DnsSubtree),
    Ip(IpSubtree),
    Email(EmailSubtree),
    Uri(UriSubtree),
    DirectoryName(DistinguishedName),
}

impl GeneralSubtree {
    /// DNS names: `example.com` for this name and all below it, `.example.com` for those below it alone,
    /// the empty text for every DNS name. The last label must not be a number.
    ///
    /// RFC 5280 defines neither the leading dot nor the empty text for DNS names; OpenSSL and rustls-webpki read
    /// both as here. GnuTLS and Java find no name in the empty text: to permit every name, leave the
    /// form out.
    ///
    /// # Errors
    /// [`NameError`] where the text is no base.
    pub fn dns(base: &str) -> Result<Self, NameError> {
        // One more than a name has, for the leading dot.
        const MAX_CHARACTERS: usize = 254;
        if base.is_empty() {
            return Ok(Self(SubtreeBase::Dns(DnsSubtree::all())));
        }
        check_name(base, MAX_CHARACTERS, DnsSubtree::new).map(|base| Self(SubtreeBase::Dns(base)))
    }

    /// IP addresses that have their first `prefix_length` bits in common with `network`: 0–32 bits for
    /// IPv4, 0–128 for IPv6. Bits of `network` after the prefix must be zero. A network of IPv4-mapped IPv6 addresses
    /// holds no address that is issued; give the IPv4 network.
    ///
    /// # Errors
    /// [`NameError`] where the prefix is too long, or the network has bits set after it.
    pub fn ip(network: IpAddr, prefix_length: u8) -> Result<Self, NameError> {
        IpSubtree::new(network, prefix_length).map(|base| Self(SubtreeBase::Ip(base)))
    }

    /// E-mail addresses: `user@example.com` for one mailbox, `example.com` for all mailboxes on that very
    /// host, `.example.com` for those on the hosts below it. The part before `@` compares with its case.
    ///
    /// rustls-webpki refuses every certificate that holds an e-mail address below such a constraint.
    ///
    /// # Errors
    /// [`NameError`] where the text is no base.
    pub fn email(base: &str) -> Result<Self, NameError> {
        // As of an e-mail address.
        const MAX_CHARACTERS: usize = 256;
        check_name(base, MAX_CHARACTERS, EmailSubtree::new).map(|base| Self(SubtreeBase::Email(base)))
    }

    /// URIs by their host: `example.com` for that very host, `.example.com` for the hosts below it.
    ///
    /// rustls-webpki refuses every certificate that holds a URI below such a constraint.
    ///
    /// # Errors
    /// [`NameError`] where the text is no base.
    pub fn uri(base: &str) -> Result<Self, NameError> {
        const MAX_CHARACTERS: usize = 254;
        check_name(base, MAX_CHARACTERS, UriSubtree::new).map(|base| Self(SubtreeBase::Uri(base)))
    }

    /// Subjects that start with the RDNs of `base`, all subjects where it is empty.
    ///
    /// rustls-webpki refuses every certificate below such a constraint, whatever its subject.
    #[must_use]
    pub fn directory_name(base: DistinguishedName) -> Self {
        Self(SubtreeBase::DirectoryName(base))
    }

    /// A base that was read from a certificate.
    pub(crate) fn of(base: SubtreeBase) -> Self {
        Self(base)
    }

    pub(crate) fn base(&self) -> &SubtreeBase {
        &self.0
    }

    /// The form of the names in the subtree.
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
    /// The form, then the base: `dNSName .example.com`, `iPAddress 192.0.2.0/24`.
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

/// The name constraints that a CA certificate carries: all certificates below it hold only names within
/// the permitted subtrees, where there are some of the name's form, and none within the excluded ones.
///
/// ```
/// use certmint::DistinguishedName;
/// use certmint::name::{AttributeType, GeneralSubtree, NameConstraints};
///
/// let organization = DistinguishedName::from_attributes(&[
///     (AttributeType::Country, "CN"),
///     (AttributeType::Organization, "Example"),
/// ])?;
/// let permitted = vec![GeneralSubtree::dns("example.com")?, GeneralSubtree::directory_name(organization)];
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
    /// The most subtrees, permitted and excluded together. Verifiers bound the comparisons of names with
    /// subtrees, rustls-webpki at 250,000 a chain: 1,000 subtrees leave room for certificates of 100 names.
    pub const MAX_SUBTREES: usize = 1_000;

    /// At least one subtree, permitted or excluded, and at most 1,000.
    ///
    /// # Errors
    /// [`NameConstraintsError`].
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

    /// What is permitted; a form of name without a subtree here is not restricted.
    #[must_use]
    pub fn permitted(&self) -> &[GeneralSubtree] {
        &self.permitted
    }

    /// What is excluded, even where it is permitted.
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

//! The purposes of a key, as data for requests, certificates, violations and notices.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::x509::oid::{self, NamedIdentifierError, ObjectIdentifier};

/// A purpose for which a key may be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyPurpose {
    /// id-kp-serverAuth.
    ServerAuth,
    /// id-kp-clientAuth.
    ClientAuth,
    /// id-kp-codeSigning.
    CodeSigning,
    /// id-kp-emailProtection.
    EmailProtection,
    /// id-kp-timeStamping.
    TimeStamping,
    /// id-ms-kp-sc-logon, 1.3.6.1.4.1.311.20.2.2: Windows smart card logon.
    SmartCardLogon,
    /// Any other purpose.
    Other(ObjectIdentifier),
}

impl KeyPurpose {
    /// The six purposes named in the apply request, in its order.
    pub const NAMED: [Self; 6] = [
        Self::ServerAuth,
        Self::ClientAuth,
        Self::CodeSigning,
        Self::EmailProtection,
        Self::TimeStamping,
        Self::SmartCardLogon,
    ];

    /// The names of [`KeyPurpose::NAMED`] in texts and in a profile: those of RFC 5280 §4.2.1.12,
    /// and smartCardLogon.
    pub(crate) const NAMES: [&str; Self::NAMED.len()] =
        ["serverAuth", "clientAuth", "codeSigning", "emailProtection", "timeStamping", "smartCardLogon"];

    /// The members of `extended_key_usage` in a body, in the order of [`KeyPurpose::NAMED`].
    pub(crate) const MEMBERS: [&str; Self::NAMED.len()] = [
        "server_auth",
        "client_auth",
        "code_signing",
        "email_protection",
        "time_stamping",
        "smart_card_logon",
    ];

    /// id-kp-OCSPSigning: a responder that answers for the CA that has issued its certificate (RFC
    /// 6960 §4.2.2.2).
    #[must_use]
    pub fn ocsp_signing() -> Self {
        Self::Other(ObjectIdentifier::from_content_unchecked(oid::OCSP_SIGNING))
    }

    /// Returns the content octets of the purpose's identifier.
    pub(crate) fn oid(&self) -> &[u8] {
        match self {
            Self::ServerAuth => oid::SERVER_AUTH,
            Self::ClientAuth => oid::CLIENT_AUTH,
            Self::CodeSigning => oid::CODE_SIGNING,
            Self::EmailProtection => oid::EMAIL_PROTECTION,
            Self::TimeStamping => oid::TIME_STAMPING,
            Self::SmartCardLogon => oid::SMART_CARD_LOGON,
            Self::Other(oid) => oid.as_content(),
        }
    }

    /// Returns the purpose of [`KeyPurpose::NAMED`] that has this identifier.
    pub(crate) fn named(oid: &[u8]) -> Option<Self> {
        Self::NAMED.into_iter().find(|purpose| purpose.oid() == oid)
    }

    /// Returns the position in [`KeyPurpose::NAMED`], if any.
    fn position(&self) -> Option<usize> {
        Self::NAMED.iter().position(|named| named == self)
    }

    /// Returns the member of a body that asks for this purpose, if any.
    pub(crate) fn member(&self) -> Option<&'static str> {
        self.position().map(|position| Self::MEMBERS[position])
    }

    /// Returns whether the purpose is anyExtendedKeyUsage, which covers every purpose.
    pub(crate) fn is_any(&self) -> bool {
        self.oid() == oid::ANY_EXTENDED_KEY_USAGE
    }

    /// Returns the object identifier of the purpose.
    #[must_use]
    pub fn object_identifier(&self) -> ObjectIdentifier {
        ObjectIdentifier::from_content_unchecked(self.oid())
    }
}

impl fmt::Display for KeyPurpose {
    /// Writes the name of RFC 5280 §4.2.1.12 or the usual one, or the identifier of a purpose
    /// without a name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position() {
            Some(position) => f.write_str(Self::NAMES[position]),
            None => self.object_identifier().named().fmt(f),
        }
    }
}

impl FromStr for KeyPurpose {
    type Err = NamedIdentifierError;

    /// Reads a name of RFC 5280 §4.2.1.12, smartCardLogon, or dotted decimal.
    fn from_str(text: &str) -> Result<Self, NamedIdentifierError> {
        const ALLOWED: [&str; KeyPurpose::NAMED.len() + 1] = {
            let mut allowed = ["object identifiers"; KeyPurpose::NAMED.len() + 1];
            let mut position = 0;
            while position < KeyPurpose::NAMED.len() {
                allowed[position] = KeyPurpose::NAMES[position];
                position += 1;
            }
            allowed
        };
        match Self::NAMES.iter().position(|name| *name == text) {
            Some(position) => Ok(Self::NAMED[position].clone()),
            None => NamedIdentifierError::read(text, &ALLOWED).map(Self::from),
        }
    }
}

impl TryFrom<&str> for KeyPurpose {
    type Error = NamedIdentifierError;

    fn try_from(text: &str) -> Result<Self, NamedIdentifierError> {
        text.parse()
    }
}

impl From<ObjectIdentifier> for KeyPurpose {
    fn from(oid: ObjectIdentifier) -> Self {
        Self::named(oid.as_content()).unwrap_or(Self::Other(oid))
    }
}

/// The purposes of a certificate, each once, in the given order. If there are none, the certificate
/// has no such extension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtendedKeyUsage(Vec<KeyPurpose>);

impl ExtendedKeyUsage {
    /// Creates a list of these purposes and drops repeated ones.
    pub fn new(purposes: impl IntoIterator<Item = KeyPurpose>) -> Self {
        let mut named_seen = [false; KeyPurpose::NAMED.len()];
        let mut others_seen = BTreeSet::new();
        // An identifier with a name becomes the named purpose.
        let named = purposes.into_iter().map(|purpose| match purpose {
            KeyPurpose::Other(oid) => oid.into(),
            named => named,
        });
        let is_new = |purpose: &KeyPurpose| match purpose.position() {
            Some(position) => !core::mem::replace(&mut named_seen[position], true),
            None => others_seen.insert(purpose.clone()),
        };
        Self(named.filter(is_new).collect())
    }

    /// Returns the purposes.
    #[must_use]
    pub fn purposes(&self) -> &[KeyPurpose] {
        &self.0
    }

    /// Returns whether there are no purposes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether the list contains this purpose.
    #[must_use]
    pub fn contains(&self, purpose: &KeyPurpose) -> bool {
        self.0.iter().any(|known| known.oid() == purpose.oid())
    }

    /// Returns whether the list contains anyExtendedKeyUsage.
    pub(crate) fn contains_any(&self) -> bool {
        self.0.iter().any(KeyPurpose::is_any)
    }

    /// Returns whether the certificate is for an OCSP responder and nothing else.
    pub(crate) fn is_ocsp_signing_alone(&self) -> bool {
        matches!(&self.0[..], [only] if only.oid() == oid::OCSP_SIGNING)
    }

    /// Returns the purposes that are also in `others`.
    pub(crate) fn intersection(&self, others: &Self) -> Self {
        Self(self.0.iter().filter(|purpose| others.contains(purpose)).cloned().collect())
    }

    /// Returns whether verifiers may accept a certificate with these purposes for a TLS server: it
    /// has a purpose of servers, anyExtendedKeyUsage, or none at all.
    pub(crate) fn may_serve_tls(&self) -> bool {
        self.is_empty() || self.contains_server() || self.contains_any()
    }

    /// Returns whether the list contains a purpose of TLS servers: serverAuth, or one of the two
    /// for server-gated cryptography, which OpenSSL treats as serverAuth.
    pub(crate) fn contains_server(&self) -> bool {
        let serves =
            [oid::SERVER_AUTH, oid::MICROSOFT_SERVER_GATED_CRYPTO, oid::NETSCAPE_SERVER_GATED_CRYPTO];
        self.0.iter().any(|purpose| serves.contains(&purpose.oid()))
    }

    /// Returns whether the list contains timeStamping and other purposes. RFC 3161 §2.3 requires
    /// timeStamping to be alone and critical.
    pub(crate) fn has_time_stamping_beside_others(&self) -> bool {
        self.0.len() > 1 && self.0.contains(&KeyPurpose::TimeStamping)
    }
}

impl fmt::Display for ExtendedKeyUsage {
    /// Writes the purposes, separated by commas.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, purpose) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            purpose.fmt(f)?;
        }
        Ok(())
    }
}

//! The purposes of a key, as data: requests, certificates, violations and notices hold them.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;

use crate::x509::oid::{self, ObjectIdentifier};

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
    /// id-ms-kp-sc-logon, 1.3.6.1.4.1.311.20.2.2: logging on to Windows with a smart card.
    SmartCardLogon,
    /// Any other purpose.
    Other(ObjectIdentifier),
}

impl KeyPurpose {
    /// The six that the apply request names, in its order.
    pub const NAMED: [Self; 6] = [
        Self::ServerAuth,
        Self::ClientAuth,
        Self::CodeSigning,
        Self::EmailProtection,
        Self::TimeStamping,
        Self::SmartCardLogon,
    ];

    /// The names of [`KeyPurpose::NAMED`] in texts and in a profile: those of RFC 5280 §4.2.1.12, and
    /// smartCardLogon.
    pub(crate) const NAMES: [&str; Self::NAMED.len()] =
        ["serverAuth", "clientAuth", "codeSigning", "emailProtection", "timeStamping", "smartCardLogon"];

    /// The members of extended_key_usage in a body that stand for [`KeyPurpose::NAMED`].
    pub(crate) const MEMBERS: [&str; Self::NAMED.len()] = [
        "server_auth",
        "client_auth",
        "code_signing",
        "email_protection",
        "time_stamping",
        "smart_card_logon",
    ];

    /// The content octets of the purpose's identifier.
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

    /// The one of [`KeyPurpose::NAMED`] that has this identifier.
    pub(crate) fn named(oid: &[u8]) -> Option<Self> {
        Self::NAMED.into_iter().find(|purpose| purpose.oid() == oid)
    }

    /// Its position in [`KeyPurpose::NAMED`], where it is there.
    fn position(&self) -> Option<usize> {
        Self::NAMED.iter().position(|named| named == self)
    }

    /// Its member in a body, where it has one.
    pub(crate) fn member(&self) -> Option<&'static str> {
        self.position().map(|position| Self::MEMBERS[position])
    }

    /// Whether it stands for every purpose: anyExtendedKeyUsage.
    pub(crate) fn is_any(&self) -> bool {
        self.oid() == oid::ANY_EXTENDED_KEY_USAGE
    }

    /// The object identifier of the purpose.
    #[must_use]
    pub fn object_identifier(&self) -> ObjectIdentifier {
        ObjectIdentifier::from_content_unchecked(self.oid())
    }
}

impl fmt::Display for KeyPurpose {
    /// The name in RFC 5280 §4.2.1.12 or the usual one, or the identifier of a purpose that has no name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position() {
            Some(position) => f.write_str(Self::NAMES[position]),
            None => self.object_identifier().named().fmt(f),
        }
    }
}

impl From<ObjectIdentifier> for KeyPurpose {
    fn from(oid: ObjectIdentifier) -> Self {
        Self::named(oid.as_content()).unwrap_or(Self::Other(oid))
    }
}

/// The purposes of a certificate, each once, in the order given. Without any, there is no extension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtendedKeyUsage(Vec<KeyPurpose>);

impl ExtendedKeyUsage {
    /// These purposes; one that is named twice is there once.
    pub fn new(purposes: impl IntoIterator<Item = KeyPurpose>) -> Self {
        let mut named_seen = [false; KeyPurpose::NAMED.len()];
        let mut others_seen = BTreeSet::new();
        // An identifier that has a name is the named purpose.
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

    /// The purposes.
    #[must_use]
    pub fn purposes(&self) -> &[KeyPurpose] {
        &self.0
    }

    /// Whether there is no purpose.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this purpose is one of them.
    #[must_use]
    pub fn contains(&self, purpose: &KeyPurpose) -> bool {
        self.0.iter().any(|known| known.oid() == purpose.oid())
    }

    /// Whether anyExtendedKeyUsage is one of them.
    pub(crate) fn contains_any(&self) -> bool {
        self.0.iter().any(KeyPurpose::is_any)
    }

    /// Those that are also among `others`.
    pub(crate) fn intersection(&self, others: &Self) -> Self {
        Self(self.0.iter().filter(|purpose| others.contains(purpose)).cloned().collect())
    }

    /// Whether a certificate with these purposes may be taken for a TLS server's: with one of a server,
    /// anyExtendedKeyUsage, or none at all.
    pub(crate) fn may_serve_tls(&self) -> bool {
        self.is_empty() || self.contains_server() || self.contains_any()
    }

    /// Whether a purpose of TLS servers is among them: serverAuth, or one of the two for server-gated cryptography,
    /// which OpenSSL takes for it.
    pub(crate) fn contains_server(&self) -> bool {
        let serves =
            [oid::SERVER_AUTH, oid::MICROSOFT_SERVER_GATED_CRYPTO, oid::NETSCAPE_SERVER_GATED_CRYPTO];
        self.0.iter().any(|purpose| serves.contains(&purpose.oid()))
    }

    /// timeStamping beside other purposes: RFC 3161 §2.3 wants it alone and critical.
    pub(crate) fn has_time_stamping_beside_others(&self) -> bool {
        self.0.len() > 1 && self.0.contains(&KeyPurpose::TimeStamping)
    }
}

impl fmt::Display for ExtendedKeyUsage {
    /// The purposes, separated by commas.
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

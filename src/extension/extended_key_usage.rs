//! extKeyUsage (RFC 5280 §4.2.1.12), critical only for timeStamping alone.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;

use super::{Criticality, EXTENSION_BOUND, HEADER_BOUND, encode_extension};
use crate::der::{NotDer, Reader, Writer, tag};
use crate::oid::{self, ObjectIdentifier};

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
    /// Any other purpose.
    Other(ObjectIdentifier),
}

impl KeyPurpose {
    /// The five that the apply request names, in its order.
    pub const NAMED: [Self; 5] =
        [Self::ServerAuth, Self::ClientAuth, Self::CodeSigning, Self::EmailProtection, Self::TimeStamping];

    /// The content octets of the purpose's identifier.
    fn oid(&self) -> &[u8] {
        match self {
            Self::ServerAuth => oid::SERVER_AUTH,
            Self::ClientAuth => oid::CLIENT_AUTH,
            Self::CodeSigning => oid::CODE_SIGNING,
            Self::EmailProtection => oid::EMAIL_PROTECTION,
            Self::TimeStamping => oid::TIME_STAMPING,
            Self::Other(oid) => oid.as_content(),
        }
    }

    fn named(oid: &[u8]) -> Option<Self> {
        Self::NAMED.into_iter().find(|purpose| purpose.oid() == oid)
    }

    /// Takes the content octets of an identifier.
    fn read(oid: &[u8]) -> Result<Self, NotDer> {
        let other = || ObjectIdentifier::from_content(oid).map(Self::Other).ok_or(NotDer);
        Self::named(oid).map_or_else(other, Ok)
    }

    /// The object identifier of the purpose.
    #[must_use]
    pub fn object_identifier(&self) -> ObjectIdentifier {
        ObjectIdentifier::from_content_unchecked(self.oid())
    }
}

impl fmt::Display for KeyPurpose {
    /// The name in RFC 5280 §4.2.1.12, or the identifier of a purpose that has none there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ServerAuth => f.write_str("serverAuth"),
            Self::ClientAuth => f.write_str("clientAuth"),
            Self::CodeSigning => f.write_str("codeSigning"),
            Self::EmailProtection => f.write_str("emailProtection"),
            Self::TimeStamping => f.write_str("timeStamping"),
            Self::Other(oid) => oid.fmt(f),
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
        let is_new = |purpose: &KeyPurpose| match KeyPurpose::NAMED.iter().position(|named| named == purpose)
        {
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

    /// Whether a certificate with these purposes may be taken for a TLS server's: with serverAuth,
    /// anyExtendedKeyUsage, or none at all.
    pub(crate) fn may_serve_tls(&self) -> bool {
        let serves = |purpose: &KeyPurpose| match purpose {
            KeyPurpose::ServerAuth => true,
            KeyPurpose::Other(oid) => oid.as_content() == oid::ANY_EXTENDED_KEY_USAGE,
            _ => false,
        };
        self.0.is_empty() || self.0.iter().any(serves)
    }

    /// timeStamping beside other purposes: RFC 3161 §2.3 wants it alone and critical.
    pub(crate) fn has_time_stamping_beside_others(&self) -> bool {
        self.0.len() > 1 && self.0.contains(&KeyPurpose::TimeStamping)
    }

    /// At least the octets of the encoding.
    pub(crate) fn encoded_bound(&self) -> usize {
        let purposes = self.0.iter().map(|purpose| HEADER_BOUND + purpose.oid().len());
        EXTENSION_BOUND + HEADER_BOUND + purposes.sum::<usize>()
    }

    /// ```asn1
    /// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
    /// ```
    pub(crate) fn encode(&self, w: &mut Writer) {
        if self.0.is_empty() {
            return;
        }
        let criticality = Criticality::critical_if(self.0 == [KeyPurpose::TimeStamping]);
        encode_extension(w, oid::EXTENDED_KEY_USAGE, criticality, |w| {
            w.sequence(|w| {
                for purpose in &self.0 {
                    w.object_identifier(purpose.oid());
                }
            });
        });
    }

    /// Reads the value of the extension: at least one purpose.
    pub(crate) fn read(value: &[u8]) -> Result<Self, NotDer> {
        let mut reader = Reader::of_sequence(value)?;
        let mut purposes = Vec::new();
        loop {
            let content = reader.content_of(tag::OBJECT_IDENTIFIER)?;
            purposes.push(KeyPurpose::read(content)?);
            if reader.is_finished() {
                return Ok(Self::new(purposes));
            }
        }
    }
}

//! Arbitrary typed requests.

use arbitrary::Arbitrary;
use certmint::extension::{ExtendedKeyUsage, KeyPurpose};
use certmint::key::SubjectKey;
use certmint::name::{AttributeType, NameConstraints};
use certmint::time::UtcDateTime;
use certmint::{
    CertificateParams, DistinguishedName, HashAlgorithm, KeyAlgorithm, PrivateKey, PublicKey,
    RequestedValidity,
};

use super::super::oracle::asked::{Asked, AskedSubject, Kind, Remarks};
use super::super::oracle::validity::{AskedEnd, AskedValidity, NO_EXPIRATION};
use super::super::pool::{generated, private_key, public_key};
use super::csr::CsrInput;
use super::extensions::{Added, oid_of};
use super::names::{AlternativeName, Attribute, Constraints, built};
use super::time::When;
use super::{Count, Oid, Unit};

/// A request of any kind.
#[derive(Arbitrary, Clone, Debug)]
pub enum RequestInput {
    Apply { params: ApplicationInput, key_usages: Option<u16> },
    Root { params: ApplicationInput, path_length: Option<u8> },
    Subordinate { params: ApplicationInput, path_length: u8, constraints: Option<Constraints> },
    Csr(CsrRequestInput),
}

/// A request with a CSR.
#[derive(Arbitrary, Clone, Debug)]
pub struct CsrRequestInput {
    pub csr: CsrInput,
    /// The path length of a CA.
    pub ca: Option<u8>,
    pub hash: Option<u8>,
    pub validity: Term,
    pub constraints: Option<Constraints>,
}

/// A requested validity.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub struct Term {
    end: End,
    start_from: Option<When>,
}

/// The end of a requested validity.
#[derive(Arbitrary, Clone, Copy, Debug)]
enum End {
    After(Unit, Count),
    At(When),
    Never,
}

impl Term {
    /// The typed validity, at least one unit long, and the same as data.
    pub fn typed(self, now: UtcDateTime) -> (RequestedValidity, AskedValidity) {
        let start_from = self.start_from.and_then(|when| when.from(now));
        let (validity, end) = match self.end {
            End::After(unit, value) => {
                let (unit, value) = (unit.into(), value.get().max(1));
                let validity = RequestedValidity::new(unit, value).expect("at least one unit");
                (validity, AskedEnd::After(unit, value))
            }
            End::At(when) => {
                let at = when.from(now).unwrap_or(now);
                (RequestedValidity::until(at), AskedEnd::At(at))
            }
            End::Never => {
                let at = UtcDateTime::from_unix_timestamp(NO_EXPIRATION).expect("a time");
                (RequestedValidity::without_expiration(), AskedEnd::At(at))
            }
        };
        let typed = start_from.map_or(validity, |at| validity.with_not_before(at));
        (typed, AskedValidity { end, start_from })
    }
}

/// The members of every request that has no CSR.
#[derive(Arbitrary, Clone, Debug)]
pub struct ApplicationInput {
    pub key: KeyInput,
    hash: u8,
    common_name: String,
    attributes: [Option<String>; 5],
    /// A name of any attributes, instead of the six.
    built: Option<Vec<Attribute>>,
    /// Whether nothing is inherited.
    alone: bool,
    pub validity: Term,
    names: Vec<AlternativeName>,
    purposes: Vec<Oid>,
    extensions: Vec<Added>,
}

/// A key to generate, or an existing one.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub enum KeyInput {
    P256,
    P384,
    /// An existing key, or one of a further algorithm to generate.
    Other(u8),
}

/// The typed key.
pub enum Key {
    Generated(KeyAlgorithm),
    Given(PublicKey),
}

impl KeyInput {
    pub fn typed(self) -> Key {
        match self {
            Self::P256 => Key::Generated(KeyAlgorithm::Ec256),
            Self::P384 => Key::Generated(KeyAlgorithm::Ec384),
            Self::Other(selector) => match generated(selector) {
                Some(algorithm) => Key::Generated(algorithm),
                None => Key::Given(public_key(selector).clone()),
            },
        }
    }

    /// A key whose private key is available.
    pub fn own(self) -> &'static PrivateKey {
        match self {
            Self::P256 => private_key(0),
            Self::P384 => private_key(2),
            Self::Other(selector) => private_key(selector),
        }
    }
}

impl ApplicationInput {
    /// The typed parameters, as far as they are valid, and the same as data. `given` is the
    /// existing key in DER.
    pub fn typed<K: SubjectKey>(
        &self,
        key: K,
        given: Option<&PublicKey>,
        kind: Kind,
        now: UtcDateTime,
    ) -> (CertificateParams<K>, Asked) {
        let (subject, asked_subject) = self.subject();
        let (validity, asked_validity) = self.validity.typed(now);
        let hash = HashAlgorithm::ALL[usize::from(self.hash % 3)];
        let (names, names_der): (Vec<_>, Vec<_>) =
            self.names.iter().filter_map(|name| Some((name.typed()?, name.der()))).take(100).unzip();
        let purposes: Vec<_> = self.purposes.iter().filter(|oid| oid.typed().is_some()).collect();
        let usage = purposes.iter().filter_map(|oid| oid.typed()).map(KeyPurpose::from);
        let mut params = CertificateParams::new(key, hash, subject, validity)
            .with_alternative_names(names)
            .expect("at most 100")
            .with_extended_key_usage(ExtendedKeyUsage::new(usage));
        if self.alone || self.built.is_some() {
            params = params.without_inherited_attributes();
        }
        let mut extensions = Vec::new();
        for (extension, raw) in self.extensions.iter().filter_map(Added::typed) {
            if let Ok(with) = params.clone().with_extension(extension) {
                params = with;
                extensions.push(raw);
            }
        }
        let asked = Asked {
            kind,
            public_key: given.map(|key| key.as_spki_der().to_vec()),
            hash: Some(hash),
            subject: asked_subject,
            validity: asked_validity,
            names: names_der,
            key_usages: 0,
            purposes: purposes.into_iter().map(oid_of).collect(),
            name_constraints: None,
            extensions,
            remarks: Remarks::default(),
        };
        (params, asked)
    }

    /// The subject of the attributes that are accepted.
    fn subject(&self) -> (DistinguishedName, AskedSubject) {
        if let Some(attributes) = &self.built {
            let (name, der) = built(attributes);
            return (name, AskedSubject::Name(der));
        }
        let mut values: [Option<String>; 6] = Default::default();
        let common_name = Some(self.common_name.as_str()).filter(|text| DistinguishedName::new(text).is_ok());
        let common_name = common_name.unwrap_or("Fuzz leaf");
        let mut subject = DistinguishedName::new(common_name).expect("a common name");
        for ((attribute, value), position) in
            AttributeType::MEMBERS.into_iter().zip(&self.attributes).zip(0..)
        {
            let Some(value) = value else { continue };
            if let Ok(with) = subject.clone().with(attribute, value) {
                subject = with;
                values[position] = Some(value.clone());
            }
        }
        values[5] = Some(common_name.into());
        let asked = if self.alone { AskedSubject::Alone(values) } else { AskedSubject::Attributes(values) };
        (subject, asked)
    }
}

/// The typed constraints and their DER, if there are any.
pub fn constraints(input: Option<&Constraints>) -> (Option<NameConstraints>, Option<Vec<u8>>) {
    input.and_then(Constraints::typed).unzip()
}

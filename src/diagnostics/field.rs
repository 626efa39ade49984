//! The part of a request that a message is about.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;

use crate::x509::extension::KeyPurpose;
use crate::x509::general_name::{NameForm, SubjectAlternativeName};
use crate::x509::name::AttributeType;
use crate::x509::oid::ObjectIdentifier;
#[cfg(feature = "serde")]
use crate::x509::{may_be_secret, write_character};

/// The source of a subject and its key: the body of a request, or the CSR in it.
///
/// The parts of a request that is built in Rust have the same names as in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The body.
    Body,
    /// The CSR.
    Csr,
}

/// The member of a body, the part of a CSR or the setting of a profile that a
/// [`Violation`](super::Violation) or a [`Notice`](super::Notice) is about.
///
/// Its text is the JSON pointer (RFC 6901), such as `/subject_alternative_names/3/value`. In a CSR,
/// the path follows a `#`: `/csr#/extensionRequest/keyUsage`. Positions start at 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The whole body, request or value.
    Whole,
    /// The id of the issuer.
    IssuerId,
    /// The `type` of a create-CA body.
    CaType,
    /// The `type` of a CSR request.
    CertificateType,
    /// The path length.
    PathLength,
    /// The algorithm of the key; the public key of a CSR.
    Key(Source),
    /// The hash of the certificate's signature; the algorithm of a CSR's own signature.
    SignatureAlgorithm(Source),
    /// The subject.
    Subject(Source),
    /// An attribute of the subject. In a CSR its pointer is that of the subject, as it is for a
    /// type that is not a member of a body.
    SubjectAttribute(Source, AttributeType),
    /// The validity.
    Validity,
    /// The unit of the validity.
    ValidityUnit,
    /// The number of units of the validity.
    ValidityValue,
    /// The start of the validity.
    ValidityStart,
    /// All alternative names.
    AlternativeNames(Source),
    /// The object in a body that holds the alternative name at this position.
    AlternativeNameEntry(usize),
    /// The type of the alternative name at this position in a body.
    AlternativeNameType(usize),
    /// The value of an alternative name.
    AlternativeName {
        /// Whether it is in the body or in the CSR.
        source: Source,
        /// Its position.
        position: usize,
        /// Its form. `None` for a form that cannot be requested, and for an unknown type.
        form: Option<NameForm>,
    },
    /// All key usages.
    KeyUsages(Source),
    /// The key usage at this position in a body.
    KeyUsage(usize),
    /// All purposes of the key.
    ExtendedKeyUsage(Source),
    /// One purpose of the key in a body: the member of `extended_key_usage` with this name.
    KeyPurpose(&'static str),
    /// The custom extension of a body.
    CustomExtension,
    /// The identifier of the custom extension.
    CustomExtensionIdentifier,
    /// The value of the custom extension.
    CustomExtensionValue,
    /// The name constraints, which can be set in Rust only.
    NameConstraints,
    /// A member about CRLs, which the host handles.
    CrlConfiguration,
    /// A member of `crl_configuration`, by its name.
    CrlConfigurationMember(&'static str),
    /// A member of a body that concerns the host and no request for a certificate, such as that of
    /// an export. By its name.
    HostMember(&'static str),
    /// A parameter of the query of a URL, by its name. It has no JSON pointer; its text is such as
    /// `?limit`.
    Parameter(&'static str),
    /// All tags of a body.
    Tags,
    /// The tag at this position.
    Tag(usize),
    /// The key of the tag at this position.
    TagKey(usize),
    /// The value of the tag at this position.
    TagValue(usize),
    /// The id of a project, which the host handles.
    EnterpriseProjectId,
    /// The CSR as a whole.
    Csr,
    /// The version of a CSR.
    CsrVersion,
    /// All attributes of a CSR.
    CsrAttributes,
    /// An attribute of a CSR that is not its extension request.
    CsrAttribute(ObjectIdentifier),
    /// The signature of a CSR.
    CsrSignature,
    /// All extensions that a CSR requests.
    CsrExtensions,
    /// The basicConstraints that a CSR requests.
    CsrBasicConstraints,
    /// A requested extension of a CSR that has no variant of its own.
    CsrExtension(ObjectIdentifier),
    /// The reason in a body that revokes.
    Reason,
    /// The time of a revocation list.
    ThisUpdate,
    /// The time of the next revocation list.
    NextUpdate,
    /// The number of the base of a delta CRL.
    BaseCrlNumber,
    /// The URLs of the delta CRL.
    FreshestCrl,
    /// All entries of a revocation list.
    RevokedCertificates,
    /// The entry of a revocation list at this position.
    RevokedCertificate(usize),
    /// The serial number in the entry at this position.
    RevokedSerialNumber(usize),
    /// The time of revocation in the entry at this position.
    RevocationDate(usize),
    /// The reason in the entry at this position.
    RevocationReason(usize),
    /// The invalidity date in the entry at this position.
    InvalidityDate(usize),
    /// A setting of a profile, by its name.
    Setting(&'static str),
    /// A member of a setting, by the names of both.
    SettingMember(&'static str, &'static str),
    /// An entry of a setting that is a list, by its position.
    SettingEntry(&'static str, usize),
    /// A member with a name that the sender chose.
    Member {
        /// The object that contains it.
        object: Box<Field>,
        /// Its name, escaped as in RFC 6901 §3 and shortened. It is only an ellipsis if the name
        /// may be a secret.
        name: Box<str>,
    },
}

/// The place of a field. It borrows everything, so that looking up a name costs nothing.
#[derive(Clone, Copy)]
enum Place<'f> {
    Whole,
    /// The member of an object.
    Member(Parent<'f>, &'f str),
    /// The entry of an array.
    Entry(Parent<'f>, usize),
    /// A part of a CSR.
    Part(&'static str),
    /// A parameter of a query.
    Parameter(&'static str),
    /// The attribute or extension of a CSR with this identifier.
    Identified(Parent<'f>, &'f ObjectIdentifier),
    /// The same place as another field.
    SameAs(Parent<'f>),
}

/// The field that another one is part of.
#[derive(Clone, Copy)]
enum Parent<'f> {
    Field(&'f Field),
    /// The entry of an array at this position.
    Entry(fn(usize) -> Field, usize),
    /// A setting of a profile.
    Setting(&'static str),
}

impl Field {
    /// Returns the field of the value of an alternative name.
    pub(crate) fn alternative_name(source: Source, position: usize, name: &SubjectAlternativeName) -> Self {
        Self::AlternativeName { source, position, form: Some(name.form()) }
    }

    /// Returns the field of a purpose in a body: all purposes if it has no member of its own.
    pub(crate) fn key_purpose(purpose: &KeyPurpose) -> Self {
        purpose.member().map_or(Self::ExtendedKeyUsage(Source::Body), Self::KeyPurpose)
    }

    /// Returns the field of a member with a name that the sender chose.
    #[cfg(feature = "serde")]
    pub(crate) fn member(object: &Self, name: &str) -> Self {
        Self::Member { object: Box::new(object.clone()), name: token(name).into() }
    }

    /// Returns the JSON pointer.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.to_string()
    }

    /// Returns the name of this member in its object. It is empty if the field is not a member.
    #[cfg(feature = "serde")]
    // If the caller spells out the field, the result is a constant.
    #[inline(always)]
    pub(crate) fn name(&self) -> &str {
        match self.place() {
            Place::Member(_, name) => name,
            _ => "",
        }
    }

    #[inline(always)]
    fn place(&self) -> Place<'_> {
        use Place::{Entry, Identified, Member, Part};
        use Source::Body;
        let of_body = |name| Member(Parent::Field(&Self::Whole), name);
        let of_entry =
            |position: &usize, name| Member(Parent::Entry(Self::RevokedCertificate, *position), name);
        match self {
            Self::Whole => Place::Whole,
            Self::IssuerId => of_body("issuer_id"),
            Self::CaType | Self::CertificateType => of_body("type"),
            Self::PathLength => of_body("path_length"),
            Self::Key(Body) => of_body("key_algorithm"),
            Self::Key(Source::Csr) => Part("subjectPKInfo"),
            Self::SignatureAlgorithm(Body) => of_body("signature_algorithm"),
            Self::SignatureAlgorithm(Source::Csr) => Part("signatureAlgorithm"),
            Self::Subject(Body) => of_body("distinguished_name"),
            Self::Subject(Source::Csr) => Part("subject"),
            Self::SubjectAttribute(Body, attribute) => match attribute.member() {
                Some(member) => Member(Parent::Field(&Self::Subject(Body)), member),
                None => Place::SameAs(Parent::Field(&Self::Subject(Body))),
            },
            Self::SubjectAttribute(Source::Csr, _) => {
                Place::SameAs(Parent::Field(&Self::Subject(Source::Csr)))
            }
            Self::Validity => of_body("validity"),
            Self::ValidityUnit => Member(Parent::Field(&Self::Validity), "type"),
            Self::ValidityValue => Member(Parent::Field(&Self::Validity), "value"),
            Self::ValidityStart => Member(Parent::Field(&Self::Validity), "start_from"),
            Self::AlternativeNames(Body) => of_body("subject_alternative_names"),
            Self::AlternativeNames(Source::Csr) => {
                Member(Parent::Field(&Self::CsrExtensions), "subjectAltName")
            }
            Self::AlternativeNameEntry(position) => {
                Entry(Parent::Field(&Self::AlternativeNames(Body)), *position)
            }
            Self::AlternativeNameType(position) => {
                Member(Parent::Entry(Self::AlternativeNameEntry, *position), "type")
            }
            Self::AlternativeName { source: Body, position, .. } => {
                Member(Parent::Entry(Self::AlternativeNameEntry, *position), "value")
            }
            Self::AlternativeName { source: Source::Csr, position, .. } => {
                Entry(Parent::Field(&Self::AlternativeNames(Source::Csr)), *position)
            }
            Self::KeyUsages(Body) => of_body("key_usages"),
            Self::KeyUsages(Source::Csr) => Member(Parent::Field(&Self::CsrExtensions), "keyUsage"),
            Self::KeyUsage(position) => Entry(Parent::Field(&Self::KeyUsages(Body)), *position),
            Self::ExtendedKeyUsage(Body) => of_body("extended_key_usage"),
            Self::ExtendedKeyUsage(Source::Csr) => Member(Parent::Field(&Self::CsrExtensions), "extKeyUsage"),
            Self::KeyPurpose(name) => Member(Parent::Field(&Self::ExtendedKeyUsage(Body)), name),
            Self::CustomExtension => of_body("customized_extension"),
            Self::CustomExtensionIdentifier => {
                Member(Parent::Field(&Self::CustomExtension), "object_identifier")
            }
            Self::CustomExtensionValue => Member(Parent::Field(&Self::CustomExtension), "value"),
            Self::NameConstraints => of_body("name_constraints"),
            Self::CrlConfiguration => of_body("crl_configuration"),
            Self::CrlConfigurationMember(name) => Member(Parent::Field(&Self::CrlConfiguration), name),
            Self::HostMember(name) => of_body(name),
            Self::Parameter(name) => Place::Parameter(name),
            Self::Tags => of_body("tags"),
            Self::Tag(position) => Entry(Parent::Field(&Self::Tags), *position),
            Self::TagKey(position) => Member(Parent::Entry(Self::Tag, *position), "key"),
            Self::TagValue(position) => Member(Parent::Entry(Self::Tag, *position), "value"),
            Self::EnterpriseProjectId => of_body("enterprise_project_id"),
            Self::Csr => of_body("csr"),
            Self::CsrVersion => Part("version"),
            Self::CsrAttributes => Part("attributes"),
            Self::CsrAttribute(oid) => Identified(Parent::Field(&Self::CsrAttributes), oid),
            Self::CsrSignature => Part("signature"),
            Self::CsrExtensions => Part("extensionRequest"),
            Self::CsrBasicConstraints => Member(Parent::Field(&Self::CsrExtensions), "basicConstraints"),
            Self::CsrExtension(oid) => Identified(Parent::Field(&Self::CsrExtensions), oid),
            Self::Reason => of_body("reason"),
            Self::ThisUpdate => of_body("this_update"),
            Self::NextUpdate => of_body("next_update"),
            Self::BaseCrlNumber => of_body("base_crl_number"),
            Self::FreshestCrl => of_body("freshest_crl"),
            Self::RevokedCertificates => of_body("revoked_certificates"),
            Self::RevokedCertificate(position) => Entry(Parent::Field(&Self::RevokedCertificates), *position),
            Self::RevokedSerialNumber(position) => of_entry(position, "serial_number"),
            Self::RevocationDate(position) => of_entry(position, "revocation_date"),
            Self::RevocationReason(position) => of_entry(position, "reason"),
            Self::InvalidityDate(position) => of_entry(position, "invalidity_date"),
            Self::Setting(name) => of_body(name),
            Self::SettingMember(setting, name) => Member(Parent::Setting(setting), name),
            Self::SettingEntry(setting, position) => Entry(Parent::Setting(setting), *position),
            Self::Member { object, name } => Member(Parent::Field(object), name),
        }
    }
}

impl fmt::Display for Parent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Field(field) => field.fmt(f),
            Self::Entry(entry, position) => entry(position).fmt(f),
            Self::Setting(name) => Field::Setting(name).fmt(f),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place() {
            Place::Whole => Ok(()),
            Place::Member(object, name) => write!(f, "{object}/{name}"),
            Place::Entry(array, position) => write!(f, "{array}/{position}"),
            Place::Part(name) => write!(f, "{}#/{name}", Self::Csr),
            Place::Parameter(name) => write!(f, "?{name}"),
            Place::Identified(list, oid) => write!(f, "{list}/{oid}"),
            Place::SameAs(field) => field.fmt(f),
        }
    }
}

/// Returns a name that the sender chose as a reference token (RFC 6901 §3) that is safe to show: it
/// is escaped, shortened, and replaced if it may be a secret.
#[cfg(feature = "serde")]
fn token(name: &str) -> String {
    use core::fmt::Write;
    const SHOWN: usize = 48;
    if may_be_secret(name) {
        return String::from("…");
    }
    let mut token = String::new();
    for character in name.chars().take(SHOWN) {
        // Writing to a String cannot fail.
        let _ = match character {
            '~' => token.write_str("~0"),
            '/' => token.write_str("~1"),
            other => write_character(&mut token, other),
        };
    }
    if name.chars().nth(SHOWN).is_some() {
        token.push('…');
    }
    token
}

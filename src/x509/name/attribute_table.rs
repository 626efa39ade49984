//! The attribute types of names, as a table used for issuing, for checking subjects and in
//! messages.

/// What the standards define about an attribute type, as far as this crate enforces it, and how
/// messages show it.
#[derive(Clone, Copy)]
pub(crate) struct Attribute {
    /// The content octets of the object identifier.
    pub(crate) oid: &'static [u8],
    /// The short name that precedes the `=` when a name is displayed.
    pub(crate) keyword: &'static str,
    /// The name in plain English.
    pub(crate) name: &'static str,
    /// The member of `distinguished_name` in the JSON bodies.
    pub(crate) member: Option<&'static str>,
    pub(crate) syntax: Syntax,
    pub(crate) bounds: Bounds,
}

/// The syntax of an attribute's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// A DirectoryString, or a syntax that is not enforced.
    Directory,
    /// A PrintableString.
    Printable,
    /// A PrintableString of two letters, an ISO 3166-1 code.
    CountryCode,
    /// An IA5String.
    Ia5,
    /// An IA5String or a DirectoryString.
    Ia5OrDirectory,
}

/// The allowed number of characters of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bounds {
    None,
    Enforced {
        min: usize,
        max: usize,
    },
    /// A maximum that applies if the profile conforms to the RFCs.
    OfRfcs {
        max: usize,
    },
}

impl Attribute {
    const fn syntax(self, syntax: Syntax) -> Self {
        Self { syntax, ..self }
    }

    const fn bounds(self, min: usize, max: usize) -> Self {
        Self { bounds: Bounds::Enforced { min, max }, ..self }
    }

    const fn bound_of_rfcs(self, max: usize) -> Self {
        Self { bounds: Bounds::OfRfcs { max }, ..self }
    }

    const fn member(self, member: &'static str) -> Self {
        Self { member: Some(member), ..self }
    }
}

/// Returns the row of an attribute type, if there is one.
pub(crate) fn find(oid: &[u8]) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| attribute.oid == oid)
}

/// Creates a row for an attribute without syntax or bounds.
macro_rules! row {
    ($dotted:literal, $keyword:literal, $name:literal) => {{
        const ID: der::oid::ObjectIdentifier = der::oid::ObjectIdentifier::new_unwrap($dotted);
        Attribute {
            oid: ID.as_bytes(),
            keyword: $keyword,
            name: $name,
            member: None,
            syntax: Syntax::Directory,
            bounds: Bounds::None,
        }
    }};
    ($dotted:literal, $name:literal) => {
        row!($dotted, $name, $name)
    };
}

/// ub-name.
const UB_NAME: usize = 32_768;

pub(crate) static ATTRIBUTES: [Attribute; 46] = [
    // The members of the JSON bodies, in the order of a subject (rule N3). RFC 5280 App. A.
    row!("2.5.4.6", "C", "country").syntax(Syntax::CountryCode).bounds(2, 2).member("country"),
    row!("2.5.4.8", "ST", "state or province").bounds(1, 128).member("state"),
    row!("2.5.4.7", "L", "locality").bounds(1, 128).member("locality"),
    row!("2.5.4.10", "O", "organization").bounds(1, 64).member("organization"),
    row!("2.5.4.11", "OU", "organizational unit").bounds(1, 64).member("organizational_unit"),
    row!("2.5.4.3", "CN", "common name").bounds(1, 64).member("common_name"),
    // RFC 5280 App. A.
    row!("2.5.4.4", "SN", "surname").bounds(1, UB_NAME),
    row!("2.5.4.5", "serialNumber").syntax(Syntax::Printable).bounds(1, 64),
    row!("2.5.4.12", "title").bounds(1, 64),
    row!("2.5.4.41", "name").bounds(1, UB_NAME),
    row!("2.5.4.42", "GN", "given name").bounds(1, UB_NAME),
    row!("2.5.4.43", "initials").bounds(1, UB_NAME),
    row!("2.5.4.44", "generationQualifier").bounds(1, UB_NAME),
    row!("2.5.4.46", "dnQualifier").syntax(Syntax::Printable),
    row!("2.5.4.65", "pseudonym").bounds(1, 128),
    row!("0.9.2342.19200300.100.1.25", "DC", "domain component").syntax(Syntax::Ia5),
    row!("1.2.840.113549.1.9.1", "emailAddress").syntax(Syntax::Ia5).bounds(1, 255),
    // RFC 2985 §5.2 and App. A.
    row!("1.2.840.113549.1.9.2", "unstructuredName").syntax(Syntax::Ia5OrDirectory).bounds(1, 255),
    row!("1.2.840.113549.1.9.8", "unstructuredAddress").bounds(1, 255),
    // X.520 Annex C.
    row!("2.5.4.9", "STREET", "street address").bound_of_rfcs(128),
    row!("2.5.4.15", "businessCategory").bound_of_rfcs(128),
    row!("2.5.4.17", "postalCode").bound_of_rfcs(40),
    // X.520, RFC 4519, RFC 4524.
    row!("2.5.4.13", "description"),
    row!("2.5.4.16", "postalAddress"),
    row!("2.5.4.18", "postOfficeBox"),
    row!("2.5.4.20", "telephoneNumber"),
    row!("2.5.4.45", "x500UniqueIdentifier"),
    row!("2.5.4.51", "houseIdentifier"),
    row!("2.5.4.54", "dmdName"),
    row!("2.5.4.72", "role"),
    row!("2.5.4.97", "organizationIdentifier"),
    row!("0.9.2342.19200300.100.1.1", "UID", "user id"),
    // RFC 3739 §3.2.2.
    row!("1.3.6.1.5.5.7.9.1", "dateOfBirth"),
    row!("1.3.6.1.5.5.7.9.2", "placeOfBirth"),
    row!("1.3.6.1.5.5.7.9.3", "gender"),
    row!("1.3.6.1.5.5.7.9.4", "countryOfCitizenship"),
    row!("1.3.6.1.5.5.7.9.5", "countryOfResidence"),
    // CA/Browser Forum, Guidelines for Extended Validation §9.2.4.
    row!("1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL", "jurisdiction locality"),
    row!("1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST", "jurisdiction state or province"),
    row!("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC", "jurisdiction country"),
    // Matter Core Specification §6.1.1.
    row!("1.3.6.1.4.1.37244.1.1", "matter-node-id"),
    row!("1.3.6.1.4.1.37244.1.2", "matter-firmware-signing-id"),
    row!("1.3.6.1.4.1.37244.1.3", "matter-icac-id"),
    row!("1.3.6.1.4.1.37244.1.4", "matter-rcac-id"),
    row!("1.3.6.1.4.1.37244.1.5", "matter-fabric-id"),
    row!("1.3.6.1.4.1.37244.1.6", "matter-noc-cat"),
];

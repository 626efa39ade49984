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
    /// The name that its standard defines, such as `commonName`.
    pub(crate) standard_name: &'static str,
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

    const fn standard_name(self, standard_name: &'static str) -> Self {
        Self { standard_name, ..self }
    }
}

/// Returns the row of an attribute type, if there is one.
pub(crate) fn find(oid: &[u8]) -> Option<&'static Attribute> {
    ATTRIBUTES.iter().find(|attribute| attribute.oid == oid)
}

/// Returns the row of the attribute type with this keyword or standard name, in any case (RFC 4512
/// §1.4), if there is one.
pub(crate) fn find_name(name: &str) -> Option<&'static Attribute> {
    let is_name = |known: &str| known.eq_ignore_ascii_case(name);
    ATTRIBUTES.iter().find(|row| is_name(row.keyword) || is_name(row.standard_name))
}

/// Creates a row for an attribute without syntax or bounds. The name of its standard is its name in
/// plain English where it has no other.
macro_rules! row {
    ($dotted:literal, $keyword:literal, $name:literal, $standard_name:literal) => {
        row!($dotted, $keyword, $name).standard_name($standard_name)
    };
    ($dotted:literal, $keyword:literal, $name:literal) => {{
        const ID: der::oid::ObjectIdentifier = der::oid::ObjectIdentifier::new_unwrap($dotted);
        Attribute {
            oid: ID.as_bytes(),
            keyword: $keyword,
            name: $name,
            standard_name: $name,
            member: None,
            syntax: Syntax::Directory,
            bounds: Bounds::None,
        }
    }};
    ($dotted:literal, $name:literal) => {
        row!($dotted, $name, $name)
    };
}

/// ub-name. Also the bound of values that are written here of types without a bound of their own.
pub(crate) const UB_NAME: usize = 32_768;

/// The types that [`AttributeType`](super::AttributeType) names come first, in its order.
pub(crate) static ATTRIBUTES: [Attribute; 46] = [
    // The members of the JSON bodies, in the order of a subject (rule N3). RFC 5280 App. A.
    row!("2.5.4.6", "C", "country", "countryName").syntax(Syntax::CountryCode).bounds(2, 2).member("country"),
    row!("2.5.4.8", "ST", "state or province", "stateOrProvinceName").bounds(1, 128).member("state"),
    row!("2.5.4.7", "L", "locality", "localityName").bounds(1, 128).member("locality"),
    row!("2.5.4.10", "O", "organization", "organizationName").bounds(1, 64).member("organization"),
    row!("2.5.4.11", "OU", "organizational unit", "organizationalUnitName")
        .bounds(1, 64)
        .member("organizational_unit"),
    row!("2.5.4.3", "CN", "common name", "commonName").bounds(1, 64).member("common_name"),
    // RFC 5280 App. A.
    row!("2.5.4.4", "SN", "surname").bounds(1, UB_NAME),
    row!("2.5.4.5", "serialNumber").syntax(Syntax::Printable).bounds(1, 64),
    row!("2.5.4.12", "title").bounds(1, 64),
    row!("2.5.4.41", "name").bounds(1, UB_NAME),
    row!("2.5.4.42", "GN", "given name", "givenName").bounds(1, UB_NAME),
    row!("2.5.4.43", "initials").bounds(1, UB_NAME),
    row!("2.5.4.44", "generationQualifier").bounds(1, UB_NAME),
    row!("2.5.4.46", "dnQualifier").syntax(Syntax::Printable),
    row!("2.5.4.65", "pseudonym").bounds(1, 128),
    row!("0.9.2342.19200300.100.1.25", "DC", "domain component", "domainComponent").syntax(Syntax::Ia5),
    row!("1.2.840.113549.1.9.1", "emailAddress").syntax(Syntax::Ia5).bounds(1, 255),
    // RFC 2985 §5.2 and App. A.
    row!("1.2.840.113549.1.9.2", "unstructuredName").syntax(Syntax::Ia5OrDirectory).bounds(1, 255),
    row!("1.2.840.113549.1.9.8", "unstructuredAddress").bounds(1, 255),
    // X.520 Annex C.
    row!("2.5.4.9", "STREET", "street address", "streetAddress").bound_of_rfcs(128),
    row!("2.5.4.15", "businessCategory").bound_of_rfcs(128),
    row!("2.5.4.17", "postalCode").bound_of_rfcs(40),
    // X.520, RFC 4519.
    row!("2.5.4.97", "organizationIdentifier"),
    row!("0.9.2342.19200300.100.1.1", "UID", "user id", "userId"),
    // CA/Browser Forum, Guidelines for Extended Validation §9.2.4.
    row!("1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL", "jurisdiction locality", "jurisdictionLocalityName"),
    row!(
        "1.3.6.1.4.1.311.60.2.1.2",
        "jurisdictionST",
        "jurisdiction state or province",
        "jurisdictionStateOrProvinceName"
    ),
    row!("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC", "jurisdiction country", "jurisdictionCountryName"),
    // X.520, RFC 4519, RFC 4524.
    row!("2.5.4.13", "description"),
    row!("2.5.4.16", "postalAddress"),
    row!("2.5.4.18", "postOfficeBox"),
    row!("2.5.4.20", "telephoneNumber"),
    row!("2.5.4.45", "x500UniqueIdentifier"),
    row!("2.5.4.51", "houseIdentifier"),
    row!("2.5.4.54", "dmdName"),
    row!("2.5.4.72", "role"),
    // RFC 3739 §3.2.2.
    row!("1.3.6.1.5.5.7.9.1", "dateOfBirth"),
    row!("1.3.6.1.5.5.7.9.2", "placeOfBirth"),
    row!("1.3.6.1.5.5.7.9.3", "gender"),
    row!("1.3.6.1.5.5.7.9.4", "countryOfCitizenship"),
    row!("1.3.6.1.5.5.7.9.5", "countryOfResidence"),
    // Matter Core Specification §6.1.1.
    row!("1.3.6.1.4.1.37244.1.1", "matter-node-id"),
    row!("1.3.6.1.4.1.37244.1.2", "matter-firmware-signing-id"),
    row!("1.3.6.1.4.1.37244.1.3", "matter-icac-id"),
    row!("1.3.6.1.4.1.37244.1.4", "matter-rcac-id"),
    row!("1.3.6.1.4.1.37244.1.5", "matter-fabric-id"),
    row!("1.3.6.1.4.1.37244.1.6", "matter-noc-cat"),
];

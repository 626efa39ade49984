//! The fields that a grant, a to-be-signed certificate and an issued certificate report.

use certmint::extension::KeyUsages;
use certmint::issuance::Grant;
use certmint::name::SubjectAlternativeName;
use certmint::{Issued, PublicKey, ToBeSigned};

/// The fields that a grant reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub issuer: Option<Vec<u8>>,
    pub subject: Vec<u8>,
    /// Seconds since 1970.
    pub not_before: i64,
    pub not_after: i64,
    pub key_usages: KeyUsages,
    /// The contents of their identifiers.
    pub purposes: Vec<Vec<u8>>,
    pub is_ca: bool,
    pub path_length: Option<u32>,
    pub names: Vec<SubjectAlternativeName>,
    /// The numbers of permitted and excluded subtrees.
    pub name_constraints: Option<(usize, usize)>,
    pub notices: Vec<String>,
}

macro_rules! tell {
    ($value:expr) => {{
        let value = $value;
        let purposes = value.fields().extended_key_usage().purposes().iter();
        Told {
            issuer: value.fields().issuer().map(|issuer| issuer.subject().as_der().to_vec()),
            subject: value.fields().subject().as_der().to_vec(),
            not_before: value.fields().validity().not_before().unix_timestamp(),
            not_after: value.fields().validity().not_after().unix_timestamp(),
            key_usages: value.fields().key_usages(),
            purposes: purposes.map(|purpose| purpose.object_identifier().as_content().to_vec()).collect(),
            is_ca: value.fields().is_ca(),
            path_length: value.fields().path_length(),
            names: value.fields().alternative_names().to_vec(),
            name_constraints: value
                .fields()
                .name_constraints()
                .map(|constraints| (constraints.permitted().len(), constraints.excluded().len())),
            notices: value.fields().notices().iter().map(ToString::to_string).collect(),
        }
    }};
}

impl Told {
    pub fn of_grant(grant: &Grant<PublicKey>) -> Self {
        tell!(grant)
    }

    pub fn of_to_be_signed(to_be_signed: &ToBeSigned) -> Self {
        tell!(to_be_signed)
    }

    pub fn of_issued(issued: &Issued) -> Self {
        tell!(issued)
    }
}

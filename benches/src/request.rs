//! The apply request as a program without certmint reads it: with serde, into borrowed text.

use serde::Deserialize;

use crate::item::Algorithm;

#[derive(Deserialize)]
pub struct Apply<'a> {
    pub key_algorithm: Algorithm,
    #[serde(borrow)]
    pub distinguished_name: DistinguishedName<'a>,
    #[serde(borrow)]
    pub subject_alternative_names: Vec<AlternativeName<'a>>,
    pub extended_key_usage: ExtendedKeyUsage,
    pub validity: RequestedValidity,
}

#[derive(Deserialize)]
pub struct DistinguishedName<'a> {
    pub country: &'a str,
    pub organization: &'a str,
    pub common_name: &'a str,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "value")]
pub enum AlternativeName<'a> {
    #[serde(rename = "DNS")]
    Dns(&'a str),
}

#[derive(Deserialize)]
pub struct ExtendedKeyUsage {
    pub server_auth: bool,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "value")]
pub enum RequestedValidity {
    #[serde(rename = "DAY")]
    Days(u32),
}

impl<'a> Apply<'a> {
    pub fn from_json(json: &'a [u8]) -> Self {
        serde_json::from_slice(json).expect("a body")
    }

    pub fn days(&self) -> u32 {
        let RequestedValidity::Days(days) = self.validity;
        days
    }

    pub fn dns_names(&self) -> impl Iterator<Item = &'a str> {
        self.subject_alternative_names.iter().map(|AlternativeName::Dns(name)| *name)
    }
}

//! The operator's settings: each setting, the configuration file, and the strict profile.

mod authorization;
mod configuration;
mod corpus;
mod corpus_csr;
mod issue;
mod purposes;
mod rfc;
mod servers;
mod settings;

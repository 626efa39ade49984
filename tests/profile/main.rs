//! What an operator can set: each setting, the configuration file, and the strict profile.

mod authorization;
mod configuration;
mod corpus;
mod corpus_csr;
mod issue;
mod purposes;
mod rfc;
mod servers;
mod settings;

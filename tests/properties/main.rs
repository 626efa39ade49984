//! Each family of rules as properties that hold for all generated values, compared with independent
//! references in this test. The generators are seeded, so each run uses the same values. Each
//! property counts how many were accepted and refused, so that none passes for lack of values.

mod calendar;
mod csrs;
mod for_all;
mod generators;
mod grammars;
mod issuers;
mod issuing;
mod json;
mod readers;

mod alternative_names;
mod authorities;
mod constraints;
mod csr_decisions;
mod determinism;
mod errors;
mod grants;
mod identifiers;
mod lists;
mod names;
mod ocsp;
mod requests;
mod usages;
mod validity;

//! Each family of rules as properties: what holds for every value that a generator makes, against references
//! that are written here in another way. The generators are seeded, so that each run tries the same values, and
//! each property counts how many of them were accepted and refused, so that none holds for want of values.

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
mod determinism;
mod errors;
mod grants;
mod identifiers;
mod names;
mod requests;
mod usages;
mod validity;

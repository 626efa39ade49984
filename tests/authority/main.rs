//! Keys, signers, authorities and the certificate itself: rules K1–K5, A1–A4 and X1–X5, and known
//! faults of other libraries.

mod authorities;
mod auto_traits;
mod certificate;
mod chain_validity;
mod chains;
mod entropy;
mod golden;
mod hostile_keys;
mod issuer_chains;
mod issuer_extensions;
mod issuers;
mod keys;
mod name_constraints;
mod neighbours;
mod neighbours_requests;
mod own_key;
mod own_name;
mod purposes;
mod results;
mod self_signed;
mod signers;
mod tolerated;

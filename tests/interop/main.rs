//! Interoperation with other libraries: rustls uses issued certificates, and keys are exchanged
//! with rcgen.

mod pki_types;
mod rcgen_issuers;
mod rcgen_requests;
mod tls;

//! Other libraries beside this one: what is issued goes into rustls, keys go to rcgen and come from it.

mod pki_types;
mod rcgen_issuers;
mod rcgen_requests;
mod tls;

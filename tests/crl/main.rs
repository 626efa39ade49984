//! Revocation lists: rules R1–R9.

mod delta;
mod entries;
mod lists;
mod material;
mod openssl;
mod rules;
mod rustls_webpki;
mod signers;

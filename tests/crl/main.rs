//! Revocation lists: rules R1–R8.

mod entries;
mod lists;
mod material;
mod openssl;
mod rules;
mod rustls_webpki;
mod signers;

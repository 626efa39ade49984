//! OCSP: rules O1–O9.

mod answers;
mod asynchronous;
mod delegated;
mod get;
mod java;
mod material;
mod openssl;
mod requests;
mod service;
mod signers;
mod times;
mod tolerated;

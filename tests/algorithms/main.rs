//! Keys beyond the four algorithms of the API: their chains, certificates, requests, lists and
//! responses, compared with other implementations.

mod bodies;
mod chains;
mod combinations;
mod golden;
mod keys;
mod material;
#[cfg(feature = "ml-dsa")]
mod ml_dsa;
mod openssl;
mod rules;
#[cfg(not(feature = "ml-dsa"))]
mod without_ml_dsa;

//! Reading and writing private keys: rules K3, C4 and E4, and the exchange of keys with OpenSSL.

mod stock;

mod components;
mod encrypted;
mod encryption_limits;
mod encryption_refused;
mod password;
mod pem;
mod rsa;
mod secrets;
mod structures;
mod with_openssl;
mod with_openssl_encrypted;

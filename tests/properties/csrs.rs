//! Certificate signing requests, built by hand and signed with the key of [`private_key`].

use toolkit::builder::to_pem;
use toolkit::forge::csr_der;

use crate::issuers::private_key;

/// A CSR with this subject in DER and these extensions. Without any, it has no attribute.
pub(crate) fn csr(subject: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    csr_der(private_key(), subject, extensions)
}

pub(crate) fn pem(der: &[u8]) -> String {
    to_pem("CERTIFICATE REQUEST", der)
}

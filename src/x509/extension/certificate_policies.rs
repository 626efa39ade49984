//! certificatePolicies (RFC 5280 §4.2.1.4), not critical.

use super::{Criticality, encode_extension};
use crate::x509::der::{Writer, tag};
use crate::x509::general_name::Uri;
use crate::x509::oid::{self, ObjectIdentifier};

/// A policy under which an issuer issues, with the URL of its certification practice statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificatePolicy {
    oid: ObjectIdentifier,
    practice_statement: Option<Uri>,
}

impl CertificatePolicy {
    /// Creates a policy of an identifier alone, as RFC 5280 §4.2.1.4 recommends.
    #[must_use]
    pub fn new(oid: ObjectIdentifier) -> Self {
        Self { oid, practice_statement: None }
    }

    /// Adds the URL of the certification practice statement (qualifier id-qt-cps).
    #[must_use]
    pub fn with_practice_statement(mut self, uri: Uri) -> Self {
        self.practice_statement = Some(uri);
        self
    }

    /// Returns the identifier.
    #[must_use]
    pub fn object_identifier(&self) -> &ObjectIdentifier {
        &self.oid
    }

    /// ```asn1
    /// PolicyInformation ::= SEQUENCE {
    ///   policyIdentifier  OBJECT IDENTIFIER,
    ///   policyQualifiers  SEQUENCE SIZE (1..MAX) OF SEQUENCE {
    ///     policyQualifierId  OBJECT IDENTIFIER,
    ///     qualifier          ANY } OPTIONAL }
    /// ```
    fn encode(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.object_identifier(self.oid.as_content());
            if let Some(uri) = &self.practice_statement {
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.object_identifier(oid::CPS_QUALIFIER);
                        w.value(tag::IA5_STRING, uri.as_str().as_bytes());
                    });
                });
            }
        });
    }
}

/// ```asn1
/// CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation
/// ```
pub(crate) fn encode_certificate_policies(w: &mut Writer, policies: &[CertificatePolicy]) {
    if policies.is_empty() {
        return;
    }
    encode_extension(w, oid::CERTIFICATE_POLICIES, Criticality::NonCritical, |w| {
        w.sequence(|w| policies.iter().for_each(|policy| policy.encode(w)));
    });
}

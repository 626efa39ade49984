//! Pointers to further information: cRLDistributionPoints and freshestCRL (RFC 5280 §4.2.1.13,
//! §4.2.1.15), and authorityInfoAccess (RFC 5280 §4.2.2.1), none of them critical.

use super::subject_alt_name::URI;
use super::{Criticality, encode_extension};
use crate::x509::der::{Writer, tag};
use crate::x509::general_name::Uri;
use crate::x509::oid;

/// Encodes one distribution point. Its names are alternative locations of the same CRL.
///
/// ```asn1
/// CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint
/// DistributionPoint ::= SEQUENCE {
///   distributionPoint  [0] DistributionPointName OPTIONAL, … }
/// ```
pub(crate) fn encode_crl_distribution_points(w: &mut Writer, urls: &[Uri]) {
    encode_distribution_point(w, oid::CRL_DISTRIBUTION_POINTS, urls);
}

/// Encodes where the delta CRL is, in a certificate and in a full CRL (RFC 5280 §5.2.6).
///
/// ```asn1
/// FreshestCRL ::= CRLDistributionPoints
/// ```
pub(crate) fn encode_freshest_crl(w: &mut Writer, urls: &[Uri]) {
    encode_distribution_point(w, oid::FRESHEST_CRL, urls);
}

fn encode_distribution_point(w: &mut Writer, extension: &[u8], urls: &[Uri]) {
    if urls.is_empty() {
        return;
    }
    encode_extension(w, extension, Criticality::NonCritical, |w| {
        w.sequence(|w| w.sequence(|w| encode_distribution_point_name(w, urls)));
    });
}

/// Returns an upper bound of the encoded length of such URLs in octets, with the structures around
/// them.
pub(crate) fn distribution_point_bound(urls: &[Uri]) -> usize {
    64 + urls.iter().map(|url| 8 + url.as_str().len()).sum::<usize>()
}

/// Encodes the member `distributionPoint` of a DistributionPoint and of a CRL's
/// issuingDistributionPoint.
///
/// ```asn1
/// DistributionPointName ::= CHOICE {
///   fullName  [0] SEQUENCE SIZE (1..MAX) OF GeneralName, … }
/// ```
pub(crate) fn encode_distribution_point_name(w: &mut Writer, urls: &[Uri]) {
    w.nested(tag::context_constructed(0), |w| {
        w.nested(tag::context_constructed(0), |w| urls.iter().for_each(|url| encode_url(w, url)));
    });
}

/// ```asn1
/// AuthorityInfoAccessSyntax ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE {
///   accessMethod    OBJECT IDENTIFIER,
///   accessLocation  GeneralName }
/// ```
pub(crate) fn encode_authority_info_access(w: &mut Writer, ocsp: &[Uri], ca_issuers: &[Uri]) {
    let methods = [(oid::OCSP, ocsp), (oid::CA_ISSUERS, ca_issuers)];
    if methods.iter().all(|(_, urls)| urls.is_empty()) {
        return;
    }
    encode_extension(w, oid::AUTHORITY_INFO_ACCESS, Criticality::NonCritical, |w| {
        w.sequence(|w| {
            for (method, urls) in methods {
                for url in urls {
                    w.sequence(|w| {
                        w.object_identifier(method);
                        encode_url(w, url);
                    });
                }
            }
        });
    });
}

fn encode_url(w: &mut Writer, url: &Uri) {
    w.value(URI, url.as_str().as_bytes());
}

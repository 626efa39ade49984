//! Responses to be signed. This is the only place that encodes their content.

use super::cert_id::CertId;
use super::response::UnsignedOcspResponse;
use super::{CertStatus, OcspRequest, OcspResponder, OcspResponse, OcspTimes};
use crate::issuance::ToBeSigned;
use crate::key::SignatureAlgorithm;
use crate::x509::RevocationReason;
use crate::x509::der::{Writer, tag};
use crate::x509::extension::{Criticality, encode_extension};
use crate::x509::oid;
use crate::x509::validity::encode_generalized_time;

impl OcspResponder {
    /// Encodes the answer. Each certificate of the request has a status.
    pub(super) fn encode(
        &self,
        request: &OcspRequest,
        times: OcspTimes,
        statuses: &[CertStatus],
    ) -> ToBeSigned<OcspResponse> {
        let algorithm = SignatureAlgorithm::with_hash_or_default(self.public_key().key_type(), self.hash);
        let has_nonce = request.nonce().is_some();
        let unsigned = UnsignedOcspResponse { identity: self.identity.clone(), times, has_nonce };
        let bound = self.encoded_bound(request);
        ToBeSigned::new(unsigned, algorithm, bound, |w, _| {
            self.encode_response_data(w, bound, request, times, statuses);
        })
    }

    /// ```asn1
    /// ResponseData ::= SEQUENCE {
    ///   version             [0] EXPLICIT Version DEFAULT v1,
    ///   responderID             ResponderID,
    ///   producedAt              GeneralizedTime,
    ///   responses               SEQUENCE OF SingleResponse,
    ///   responseExtensions  [1] EXPLICIT Extensions OPTIONAL }
    /// ```
    fn encode_response_data(
        &self,
        w: &mut Writer,
        bound: usize,
        request: &OcspRequest,
        times: OcspTimes,
        statuses: &[CertStatus],
    ) {
        w.nested_about(tag::SEQUENCE, bound, |w| {
            self.encode_responder_id(w);
            encode_generalized_time(w, times.produced_at);
            w.nested_about(tag::SEQUENCE, responses_bound(request), |w| {
                for (id, status) in request.certificates().iter().zip(statuses) {
                    encode_single_response(w, id, *status, times);
                }
            });
            if let Some(nonce) = request.nonce() {
                w.nested(tag::context_constructed(1), |w| w.sequence(|w| encode_nonce(w, nonce)));
            }
        });
    }

    /// ```asn1
    /// ResponderID ::= CHOICE {
    ///   byName  [1] EXPLICIT Name,
    ///   byKey   [2] EXPLICIT OCTET STRING }
    /// ```
    fn encode_responder_id(&self, w: &mut Writer) {
        if self.by_name {
            w.value(tag::context_constructed(1), self.identity.name().as_der());
        } else {
            w.nested(tag::context_constructed(2), |w| w.value(tag::OCTET_STRING, &self.identity.key_hash));
        }
    }

    /// Returns an upper bound of the encoded length in octets.
    fn encoded_bound(&self, request: &OcspRequest) -> usize {
        let name = if self.by_name { self.identity.name().as_der().len() } else { 0 };
        96 + name + responses_bound(request) + request.nonce().map_or(0, |nonce| nonce.len() + 32)
    }
}

/// A SingleResponse has a header of at most 6 octets, a status of at most 26, and two times with 36
/// octets.
fn responses_bound(request: &OcspRequest) -> usize {
    request.certificates().iter().map(|id| id.as_der().len() + 68).sum()
}

/// ```asn1
/// SingleResponse ::= SEQUENCE {
///   certID                CertID,
///   certStatus            CertStatus,
///   thisUpdate            GeneralizedTime,
///   nextUpdate        [0] EXPLICIT GeneralizedTime OPTIONAL,
///   singleExtensions  [1] EXPLICIT Extensions OPTIONAL }
/// ```
fn encode_single_response(w: &mut Writer, id: &CertId, status: CertStatus, times: OcspTimes) {
    w.nested_about(tag::SEQUENCE, id.as_der().len() + 62, |w| {
        w.raw(id.as_der());
        encode_status(w, status);
        encode_generalized_time(w, times.this_update);
        if let Some(at) = times.next_update {
            w.nested(tag::context_constructed(0), |w| encode_generalized_time(w, at));
        }
    });
}

/// ```asn1
/// CertStatus ::= CHOICE {
///   good     [0] IMPLICIT NULL,
///   revoked  [1] IMPLICIT RevokedInfo,
///   unknown  [2] IMPLICIT NULL }
/// RevokedInfo ::= SEQUENCE {
///   revocationTime        GeneralizedTime,
///   revocationReason  [0] EXPLICIT CRLReason OPTIONAL }
/// ```
fn encode_status(w: &mut Writer, status: CertStatus) {
    match status {
        CertStatus::Good => w.value(tag::context(0), &[]),
        CertStatus::Unknown => w.value(tag::context(2), &[]),
        CertStatus::Revoked { at, reason } => w.nested(tag::context_constructed(1), |w| {
            encode_generalized_time(w, at);
            if reason != RevocationReason::Unspecified {
                w.nested(tag::context_constructed(0), |w| w.value(tag::ENUMERATED, &[reason.number()]));
            }
        }),
    }
}

fn encode_nonce(w: &mut Writer, nonce: &[u8]) {
    encode_extension(w, oid::OCSP_NONCE, Criticality::NonCritical, |w| w.value(tag::OCTET_STRING, nonce));
}

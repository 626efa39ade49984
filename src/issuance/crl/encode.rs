//! Revocation lists to be signed. This is the only place that encodes them; it takes one buffer,
//! and time linear in the number of entries.

use super::request::Checked;
use super::{Crl, IssuingDistributionPoint, RevokedCertificate, UnsignedCrl};
use crate::issuance::ToBeSigned;
use crate::key::SignatureAlgorithm;
use crate::x509::der::{Writer, tag};
use crate::x509::extension::{distribution_point_bound, encode_freshest_crl};
use crate::x509::validity::encode_time;

impl Checked<'_> {
    pub(super) fn into_to_be_signed(self) -> ToBeSigned<Crl> {
        let Self { request, issuer, .. } = &self;
        let algorithm =
            SignatureAlgorithm::with_hash_or_default(issuer.public_key().key_type(), request.hash);
        let unsigned = UnsignedCrl {
            issuer: (*issuer).clone(),
            number: request.number,
            base_crl_number: request.base_crl_number,
            this_update: request.this_update.truncate_to_second(),
            next_update: request.next_update.truncate_to_second(),
        };
        ToBeSigned::new(unsigned, algorithm, self.encoded_bound(), |w, _| self.encode(w, algorithm))
    }

    /// ```asn1
    /// TBSCertList ::= SEQUENCE {
    ///   version              INTEGER { v2(1) },
    ///   signature            AlgorithmIdentifier,
    ///   issuer               Name,
    ///   thisUpdate           Time,
    ///   nextUpdate           Time,
    ///   revokedCertificates  SEQUENCE OF SEQUENCE { … } OPTIONAL,
    ///   crlExtensions        [0] Extensions }
    /// ```
    fn encode(&self, w: &mut Writer, algorithm: SignatureAlgorithm) {
        let Self { request, issuer, .. } = self;
        w.nested_about(tag::SEQUENCE, self.encoded_bound(), |w| {
            w.value(tag::INTEGER, &[1]);
            algorithm.encode(w);
            w.raw(issuer.subject().as_der());
            encode_time(w, request.this_update);
            encode_time(w, request.next_update);
            self.encode_entries(w);
            w.nested(tag::context_constructed(0), |w| w.sequence(|w| self.encode_extensions(w)));
        });
    }

    /// Encodes the entries. The member is absent if no certificate is revoked (RFC 5280 §5.1.2.6).
    fn encode_entries(&self, w: &mut Writer) {
        if self.request.revoked.is_empty() {
            return;
        }
        w.nested_about(tag::SEQUENCE, self.entries_bound(), |w| {
            for (entry, serial_number) in self.request.revoked.iter().zip(&self.serial_numbers) {
                entry.encode(w, serial_number);
            }
        });
    }

    /// Encodes the extensions in their order (rule R8).
    fn encode_extensions(&self, w: &mut Writer) {
        w.raw(self.issuer.authority_key_identifier_der());
        self.request.number.encode(w);
        if let Some(base) = &self.request.base_crl_number {
            base.encode_as_base(w);
        }
        if let Some(point) = &self.request.issuing_distribution_point {
            point.encode(w);
        }
        encode_freshest_crl(w, &self.request.freshest_crl_urls);
    }

    /// Returns an upper bound of the encoded length in octets, so that the buffer never has to be
    /// moved.
    fn encoded_bound(&self) -> usize {
        let Self { request, issuer, .. } = self;
        let point = request.issuing_distribution_point.as_ref();
        let repeated = issuer.subject().as_der().len() + issuer.authority_key_identifier_der().len();
        let urls = point.map_or(0, IssuingDistributionPoint::encoded_bound)
            + distribution_point_bound(&request.freshest_crl_urls);
        256 + repeated + self.entries_bound() + urls
    }

    fn entries_bound(&self) -> usize {
        self.request.revoked.iter().map(RevokedCertificate::encoded_bound).sum()
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;
    use time::UtcDateTime;

    use super::*;
    use crate::issuance::crl::{CrlNumber, CrlRequest, IssuingDistributionPoint, RevocationReason};
    use crate::request::ValidityUnit;
    use crate::{
        Authority, CertificateParams, DistinguishedName, HashAlgorithm, Issuer, KeyAlgorithm, Profile,
        RequestedValidity, RootRequest,
    };

    /// A buffer that had to grow has a larger capacity than its initial one.
    #[test]
    fn e4_a_list_is_written_into_one_buffer_of_its_size() {
        let subject = DistinguishedName::new("Root").expect("a common name");
        let validity = RequestedValidity::new(ValidityUnit::Year, 30).expect("a period");
        let params = CertificateParams::new(KeyAlgorithm::Ec384, HashAlgorithm::Sha384, subject, validity);
        let rng = &mut ChaCha20Rng::from_seed([1; 32]);
        let root = RootRequest::new(params);
        let root = Authority::create_root(&root, &Profile::default(), UtcDateTime::UNIX_EPOCH, rng);
        let issuer = Issuer::try_from(&root.expect("a root")).expect("an issuer");
        let at = issuer.validity().not_after();
        // The largest entries: GeneralizedTime, a sign octet, both extensions.
        let entry = |position: u32| {
            let serial_number = [&[0xff; 16][..], &position.to_be_bytes()].concat();
            let far = UtcDateTime::from_unix_timestamp(253_402_300_799).expect("a time");
            RevokedCertificate::new(&serial_number, far)
                .with_reason(RevocationReason::Superseded)
                .with_invalidity_date(far)
        };
        let url = alloc::format!("http://pki.example.org/{}", "a".repeat(230));
        for entries in [0, 1, 1_000, 100_000] {
            let request = CrlRequest::new(CrlNumber::from(u64::MAX), at, at + time::Duration::DAY)
                .with_all_revoked((0..entries).map(entry))
                .with_issuing_distribution_point(IssuingDistributionPoint::at(&url).expect("a URL"));
            let checked = request.check(&issuer).expect("a list");
            let bound = checked.encoded_bound();
            let algorithm = SignatureAlgorithm::new(issuer.public_key().key_type(), HashAlgorithm::Sha512);
            let mut w = Writer::with_capacity(bound);
            checked.encode(&mut w, algorithm);
            let bytes = w.into_bytes();
            assert_eq!(bytes.capacity(), bound, "{entries} entries in {} octets", bytes.len());
            assert!(bytes.len() + 1_000 > bound, "{entries} entries: {} of {bound}", bytes.len());
        }
    }
}

//! Certificates to be signed. This is the only place that encodes them, and it encodes each once.

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use uuid::Uuid;

use super::{Signed, ToBeSigned, sealed};
use crate::issuance::{CertificateFields, Error, Grant, Issued};
use crate::issuer::Issuer;
use crate::issuer::certificate::Certificate;
use crate::key::{Entropy, PrivateKey, PrivateKeyError, PublicKey, SignatureAlgorithm, SubjectKey};
use crate::x509::SerialNumber;
use crate::x509::der::{Writer, tag};
use crate::x509::extension::{
    Criticality, CustomExtension, encode_authority_key_identifier, encode_name_constraints,
    encode_subject_alt_name, encode_subject_key_identifier, name_constraints_bound, subject_alt_name_bound,
};

/// The parts of a certificate that are known before it is signed.
#[allow(missing_debug_implementations, unreachable_pub, reason = "never seen outside")]
pub struct UnsignedCertificate {
    pub(super) serial_number: SerialNumber,
    pub(super) certificate_id: Uuid,
    /// The certified key. A root's own signature is made with it.
    pub(super) key: PublicKey,
    pub(super) key_identifier: [u8; 20],
    pub(super) fields: CertificateFields,
    /// The private key, if it was generated for this certificate.
    pub(super) private_key: Option<PrivateKey>,
}

impl Signed for Issued {}

impl sealed::Signed for Issued {
    type Unsigned = UnsignedCertificate;

    fn verifying_key(unsigned: &UnsignedCertificate) -> &PublicKey {
        unsigned.verifying_key()
    }

    fn assemble(unsigned: UnsignedCertificate, der: Vec<u8>) -> Self {
        let signature_algorithm = unsigned.signature_algorithm();
        let UnsignedCertificate { serial_number, certificate_id, key, fields, private_key, .. } = unsigned;
        Self {
            certificate_id,
            certificate: Certificate::from_der_unchecked(der),
            serial_number,
            signature_algorithm,
            subject_public_key: key,
            fields,
            private_key,
        }
    }
}

impl<K: SubjectKey> Grant<K> {
    /// Generates the key if the request asks for that, and encodes the certificate. A generated
    /// private key travels inside the result ([`ToBeSigned::private_key`]).
    ///
    /// The serial number and certificate id come from `rng` and are combined with the key
    /// identifier, so two generators in the same state make different ones for different keys.
    ///
    /// # Errors
    /// [`Error::Entropy`] if `rng` fails.
    pub fn to_be_signed<R: TryCryptoRng + ?Sized>(self, rng: &mut R) -> Result<ToBeSigned, Error> {
        let Self { key, fields } = self;
        let (private_key, key) = key.obtain(rng)?;
        let key_identifier = key.key_identifier();
        let serial_number = serial_number(octets_for_key(rng, &key_identifier)?);
        let certificate_id =
            uuid::Builder::from_random_bytes(octets_for_key(rng, &key_identifier)?).into_uuid();
        let unsigned =
            UnsignedCertificate { serial_number, certificate_id, key, key_identifier, fields, private_key };
        Ok(unsigned.into_to_be_signed())
    }
}

impl UnsignedCertificate {
    fn verifying_key(&self) -> &PublicKey {
        self.fields.issuer.as_ref().map_or(&self.key, Issuer::public_key)
    }

    fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.fields.signature_algorithm
    }

    pub(super) fn into_to_be_signed(self) -> ToBeSigned {
        let algorithm = self.signature_algorithm();
        let octets = self.encoded_bound();
        ToBeSigned::new(self, algorithm, octets, |w, unsigned: &Self| unsigned.encode(w, octets, algorithm))
    }

    /// ```asn1
    /// TBSCertificate ::= SEQUENCE {
    ///   version               [0] INTEGER { v3(2) },
    ///   serialNumber          INTEGER,
    ///   signature             AlgorithmIdentifier,
    ///   issuer                Name,
    ///   validity              Validity,
    ///   subject               Name,
    ///   subjectPublicKeyInfo  SubjectPublicKeyInfo,
    ///   extensions            [3] SEQUENCE OF Extension }
    /// ```
    fn encode(&self, w: &mut Writer, octets: usize, algorithm: SignatureAlgorithm) {
        let Self { fields, key, serial_number, .. } = self;
        w.nested_about(tag::SEQUENCE, octets, |w| {
            w.nested(tag::context_constructed(0), |w| w.value(tag::INTEGER, &[2]));
            serial_number.encode(w);
            algorithm.encode(w);
            w.raw(fields.issuer.as_ref().map_or(&fields.subject, Issuer::subject).as_der());
            fields.validity.encode(w);
            w.raw(fields.subject.as_der());
            w.raw(key.as_spki_der());
            w.nested(tag::context_constructed(3), |w| w.sequence(|w| self.encode_extensions(w)));
        });
    }

    /// Encodes the extensions in their order (rule X2), each at most once.
    fn encode_extensions(&self, w: &mut Writer) {
        let fields = &self.fields;
        let issuer = fields.issuer.as_ref();
        fields.key_usages.encode(w);
        fields.extended_key_usage.encode(w);
        fields.basic_constraints.encode(w);
        encode_subject_key_identifier(w, &self.key_identifier);
        match issuer {
            Some(issuer) => w.raw(issuer.authority_key_identifier_der()),
            // Only the self-signed certificate of a CA may omit it (RFC 5280 §4.2.1.1).
            None if !fields.is_ca() => encode_authority_key_identifier(w, &self.key_identifier),
            None => {}
        }
        // RFC 5280 §4.2.1.6.
        let criticality = Criticality::critical_if(fields.subject.is_empty());
        encode_subject_alt_name(w, &fields.alternative_names, criticality);
        fields.name_constraints.iter().for_each(|constraints| encode_name_constraints(w, constraints));
        w.raw(issuer.map_or(&[], Issuer::extensions_der));
        fields.extensions.iter().for_each(|extension| extension.encode(w));
    }

    /// Returns an upper bound of the length of the TBSCertificate in octets, so that the buffer
    /// never has to be moved.
    fn encoded_bound(&self) -> usize {
        let Self { fields, key, .. } = self;
        // A self-signed certificate has its own authorityKeyIdentifier, of 33 octets, or none.
        let of_issuer = fields.issuer.as_ref().map_or(fields.subject.as_der().len() + 33, |issuer| {
            let extensions = issuer.authority_key_identifier_der().len() + issuer.extensions_der().len();
            issuer.subject().as_der().len() + extensions
        });
        // The parts of fixed length take less than 192 octets.
        let certified = fields.subject.as_der().len() + key.as_spki_der().len() + 192;
        let purposes = fields.extended_key_usage.encoded_bound();
        let names = subject_alt_name_bound(&fields.alternative_names);
        let constraints = fields.name_constraints.as_ref().map_or(0, name_constraints_bound);
        let further: usize = fields.extensions.iter().map(CustomExtension::encoded_bound).sum();
        of_issuer + certified + purposes + names + constraints + further
    }
}

impl ToBeSigned {
    /// Returns the fields of the future certificate.
    #[must_use]
    pub fn fields(&self) -> &CertificateFields {
        &self.unsigned.fields
    }

    /// Returns the id of the future certificate.
    #[must_use]
    pub fn certificate_id(&self) -> Uuid {
        self.unsigned.certificate_id
    }

    /// Sets the id of the future certificate, in place of the one that was drawn. Use it if the host
    /// chooses the ids: UUIDs in the order of time, for a database whose key grows at its end, or
    /// the id that a CA was given before it had a certificate. The id is not part of the signed
    /// bytes.
    ///
    /// ```
    /// use certmint::ToBeSigned;
    /// use certmint::uuid::Uuid;
    ///
    /// fn for_ca(prepared: ToBeSigned, ca_id: Uuid) -> ToBeSigned {
    ///     prepared.with_certificate_id(ca_id)
    /// }
    /// ```
    #[must_use]
    pub fn with_certificate_id(mut self, id: Uuid) -> Self {
        self.unsigned.certificate_id = id;
        self
    }

    /// Returns the serial number of the future certificate, which has 20 octets.
    #[must_use]
    pub fn serial_number(&self) -> SerialNumber {
        self.unsigned.serial_number
    }

    /// Returns the certified key, that of the subject. [`ToBeSigned::public_key`] is the key of the
    /// signer; a root has one key for both. After [`ToBeSigned::resume`], a private key that was
    /// stored belongs to the certificate if its public key is this one.
    ///
    /// ```
    /// use certmint::{PrivateKey, Signer, ToBeSigned};
    ///
    /// fn belongs_to(key: &PrivateKey, resumed: &ToBeSigned) -> bool {
    ///     key.public_key() == resumed.subject_public_key()
    /// }
    /// ```
    #[must_use]
    pub fn subject_public_key(&self) -> &PublicKey {
        &self.unsigned.key
    }

    /// Returns the private key, if it was generated for this certificate. Store it before a signer
    /// that may fail is called. [`Issued::private_key`] has it after the signature.
    #[must_use]
    pub fn private_key(&self) -> Option<&PrivateKey> {
        self.unsigned.private_key.as_ref()
    }

    /// Takes the private key out, if it was generated for this certificate. The certificate is then
    /// issued without it.
    pub fn take_private_key(&mut self) -> Option<PrivateKey> {
        self.unsigned.private_key.take()
    }

    /// Signs a self-issued certificate with the private key that was generated for it.
    pub(crate) fn sign_with_own_key(mut self) -> Result<Issued, Error> {
        let private_key = self.take_private_key().ok_or(PrivateKeyError::Missing)?;
        let mut issued = self.sign(&private_key)?;
        issued.private_key = Some(private_key);
        Ok(issued)
    }
}

/// Returns random octets, to which those of the key identifier are added without carry. They stay
/// as random as they were, and a generator whose state was copied (in a virtual machine that was
/// restored or forked) does not give the same octets to two keys (rule X1).
fn octets_for_key<const N: usize, R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    key_identifier: &[u8; 20],
) -> Result<[u8; N], Error> {
    let mut octets = Entropy::octets::<N>(rng)?;
    octets.iter_mut().zip(key_identifier).for_each(|(octet, of_key)| *octet ^= of_key);
    Ok(octets)
}

/// Returns a serial number of 20 octets, the maximum in RFC 5280 §4.1.2.2. Bit 159 is 0, so it is
/// positive; bit 158 is 1, so its length is fixed; the other 158 bits are random (rule X1).
pub(super) fn serial_number(mut random: [u8; 20]) -> SerialNumber {
    random[0] = random[0] & 0x7f | 0x40;
    SerialNumber::from_octets(random)
}

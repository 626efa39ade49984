//! The exact bytes that an issuer signs, and what becomes of them. All encoding happens here, once.

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use uuid::Uuid;

use crate::certificate::Certificate;
use crate::der::{Writer, tag};
use crate::error::Error;
use crate::extension::{
    Criticality, encode_authority_key_identifier, encode_subject_alt_name, encode_subject_key_identifier,
};
use crate::grant::{Contents, Grant};
use crate::issued::Issued;
use crate::issuer::Issuer;
use crate::key::{Entropy, Internal, PublicKey, SignatureAlgorithm, Signer};

/// A certificate that lacks only its signature. It can be completed once, by the issuer that it was made
/// for: [`ToBeSigned::sign`] has a [`Signer`] at hand, [`ToBeSigned::complete`] takes a signature that
/// was made elsewhere.
#[derive(Debug)]
pub struct ToBeSigned {
    bytes: Vec<u8>,
    algorithm: SignatureAlgorithm,
    serial_number: [u8; 20],
    certificate_id: Uuid,
    /// The key that is certified; a root's own signature is made with it.
    key: PublicKey,
    contents: Contents,
}

impl Grant<PublicKey> {
    /// Encodes the certificate; serial number and certificate id come from `rng`.
    ///
    /// # Errors
    /// [`Error::Entropy`] where `rng` fails.
    pub fn to_be_signed<R: TryCryptoRng + ?Sized>(self, rng: &mut R) -> Result<ToBeSigned, Error> {
        let serial_number = serial_number(Entropy::octets(rng)?);
        let certificate_id = uuid::Builder::from_random_bytes(Entropy::octets(rng)?).into_uuid();
        let Self { key, contents } = self;
        let signing_key = contents.issuer.as_ref().map_or(&key, Issuer::public_key);
        let algorithm = SignatureAlgorithm::new(signing_key.family(), contents.hash);
        let bytes = encode(&contents, &key, &serial_number, algorithm);
        Ok(ToBeSigned { bytes, algorithm, serial_number, certificate_id, key, contents })
    }
}

/// 20 octets, the most that RFC 5280 §4.1.2.2 allows: positive, so bit 159 is 0; of fixed length, so bit
/// 158 is 1; the other 158 bits are random (rule X1).
fn serial_number(mut random: [u8; 20]) -> [u8; 20] {
    random[0] = random[0] & 0x7f | 0x40;
    random
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
fn encode(
    contents: &Contents,
    key: &PublicKey,
    serial_number: &[u8],
    algorithm: SignatureAlgorithm,
) -> Vec<u8> {
    let issuer = contents.issuer.as_ref();
    let issuer_name = issuer.map_or(&contents.subject, Issuer::subject);
    let variable = issuer_name.as_der().len() + contents.subject.as_der().len() + key.as_spki_der().len();
    let mut w = Writer::with_capacity(512 + variable);
    w.sequence(|w| {
        w.nested(tag::context_constructed(0), |w| w.value(tag::INTEGER, &[2]));
        w.value(tag::INTEGER, serial_number);
        algorithm.encode(w);
        w.raw(issuer_name.as_der());
        contents.validity.encode(w);
        w.raw(contents.subject.as_der());
        w.raw(key.as_spki_der());
        w.nested(tag::context_constructed(3), |w| w.sequence(|w| encode_extensions(w, contents, key)));
    });
    w.into_bytes()
}

/// The extensions in their order (rule X2), each at most once.
fn encode_extensions(w: &mut Writer, contents: &Contents, key: &PublicKey) {
    contents.key_usages.encode(w);
    contents.extended_key_usage.encode(w);
    contents.basic_constraints.encode(w);
    encode_subject_key_identifier(w, &key.key_identifier());
    if let Some(issuer) = &contents.issuer {
        encode_authority_key_identifier(w, issuer.key_identifier());
    }
    // RFC 5280 §4.2.1.6.
    let criticality = Criticality::critical_if(contents.subject.is_empty());
    encode_subject_alt_name(w, &contents.alternative_names, criticality);
    for extension in &contents.extensions {
        extension.encode(w);
    }
}

impl ToBeSigned {
    /// The bytes to be signed: the TBSCertificate in DER, not hashed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The algorithm to sign with.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The public key under which the signature must verify.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        self.contents.issuer.as_ref().map_or(&self.key, Issuer::public_key)
    }

    /// Has `signer` sign, and completes the certificate.
    ///
    /// # Errors
    /// [`Error::SignerMismatch`] where the signer holds another key, [`Error::Signer`] where it fails,
    /// [`Error::SignatureInvalid`] where what it returns does not verify. No certificate exists then.
    pub fn sign<S: Signer + ?Sized>(self, signer: &S) -> Result<Issued, Error> {
        if signer.public_key() != self.public_key() {
            return Err(Error::SignerMismatch);
        }
        let signature = signer.sign(self.algorithm, &self.bytes)?;
        if signer.is_own_key(Internal(())) { Ok(self.finish(&signature)) } else { self.complete(&signature) }
    }

    /// Completes the certificate with a signature that was made elsewhere: octets of the modulus' length
    /// for RSA, the DER of `ECDSA-Sig-Value` for ECDSA. A key that was generated for the grant stays with
    /// the caller; the result does not hold it.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`] where it does not verify. No certificate exists then.
    pub fn complete(self, signature: &[u8]) -> Result<Issued, Error> {
        if self.public_key().verify(self.algorithm, &self.bytes, signature) {
            Ok(self.finish(signature))
        } else {
            Err(Error::SignatureInvalid)
        }
    }

    /// ```asn1
    /// Certificate ::= SEQUENCE {
    ///   tbsCertificate      TBSCertificate,
    ///   signatureAlgorithm  AlgorithmIdentifier,
    ///   signatureValue      BIT STRING }
    /// ```
    fn finish(self, signature: &[u8]) -> Issued {
        let mut w = Writer::with_capacity(self.bytes.len() + signature.len() + 32);
        w.sequence(|w| {
            w.raw(&self.bytes);
            self.algorithm.encode(w);
            w.bit_string(signature);
        });
        Issued {
            certificate_id: self.certificate_id,
            certificate: Certificate::from_der_unchecked(w.into_bytes()),
            serial_number: self.serial_number,
            contents: self.contents,
            private_key: None,
        }
    }
}

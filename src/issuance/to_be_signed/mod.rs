//! The exact bytes that an issuer signs, and their completion with a signature.

mod certificate;
pub(super) mod contents;
mod resume;

use alloc::boxed::Box;
use core::fmt;

use crate::issuance::{Error, Issued};
use crate::key::{AsyncSigner, Digest, PublicKey, SignatureAlgorithm, Signer, Token};
use crate::x509::der::{Open, Writer, tag};

/// A certificate, a CRL or an OCSP response that lacks only its signature.
///
/// It can be completed once, by the issuer that it was made for. [`ToBeSigned::sign`] calls a
/// [`Signer`], [`ToBeSigned::sign_async`] awaits an [`AsyncSigner`], and [`ToBeSigned::complete`]
/// takes a signature that was made elsewhere. To sign a certificate later, or with a signer that
/// may fail, store [`ToBeSigned::as_bytes`] and read it back with [`ToBeSigned::resume`]. A private
/// key that was generated for the certificate is in it ([`ToBeSigned::private_key`]).
///
/// ```
/// use certmint::time::UtcDateTime;
/// use certmint::key::NoSigner;
/// use certmint::{Authority, EndEntityRequest, Error, ToBeSigned};
///
/// /// Returns what to store and to send to the signer.
/// fn prepare(
///     authority: &Authority<NoSigner>,
///     request: &EndEntityRequest,
/// ) -> Result<ToBeSigned, Error> {
///     let (now, rng) = (UtcDateTime::now(), &mut getrandom::SysRng);
///     authority.prepare(request, now, rng)
/// }
///
/// /// Verifies the signature; there is no certificate without it.
/// fn complete(prepared: ToBeSigned, signature: &[u8]) -> Result<String, Error> {
///     let issued = prepared.complete(signature)?;
///     Ok(issued.chain_pem())
/// }
/// ```
pub struct ToBeSigned<T: Signed = Issued> {
    /// The result up to its signature, so that the signed bytes are not copied.
    unfinished: Writer,
    /// The outer SEQUENCE, open until the signature is added.
    outer: Open,
    algorithm: SignatureAlgorithm,
    unsigned: T::Unsigned,
}

/// What a signature completes: an [`Issued`] certificate, a [`Crl`](crate::Crl), a
/// [`SignedCsr`](crate::csr::SignedCsr) or an [`OcspResponse`](crate::ocsp::OcspResponse).
///
/// This trait is sealed: nothing else can implement it.
pub trait Signed: sealed::Signed {}

pub(crate) mod sealed {
    use alloc::vec::Vec;

    use crate::key::PublicKey;

    pub trait Signed: Sized {
        /// The parts of the result that are known before it is signed.
        type Unsigned;

        /// Returns the public key under which the signature must verify.
        fn verifying_key(unsigned: &Self::Unsigned) -> &PublicKey;

        /// Returns what follows the signature in the outer SEQUENCE, in DER.
        fn after_signature(_: &Self::Unsigned) -> &[u8] {
            &[]
        }

        /// Makes the result from its unsigned parts and its DER.
        fn assemble(unsigned: Self::Unsigned, der: Vec<u8>) -> Self;
    }
}

impl<T: Signed> ToBeSigned<T> {
    /// Makes the value from `unsigned`, which `encode` writes in at most `octets` octets. The
    /// `signature` field in it must be `algorithm`.
    pub(crate) fn new(
        unsigned: T::Unsigned,
        algorithm: SignatureAlgorithm,
        octets: usize,
        encode: impl FnOnce(&mut Writer, &T::Unsigned),
    ) -> Self {
        let after = T::after_signature(&unsigned).len();
        let octets = octets + signature_bound(T::verifying_key(&unsigned)) + after;
        let mut unfinished = Writer::with_capacity(octets + 8);
        let outer = unfinished.open(tag::SEQUENCE, octets);
        encode(&mut unfinished, &unsigned);
        Self { unfinished, outer, algorithm, unsigned }
    }

    /// Returns the bytes to be signed: the TBSCertificate, TBSCertList or ResponseData in
    /// DER, not hashed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.unfinished.as_bytes()[self.outer.content()..]
    }

    /// Returns the algorithm to sign with.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Returns the digest of the bytes, for a signer that signs digests
    /// ([`SignatureAlgorithm::digest`]).
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        self.algorithm.digest(self.as_bytes())
    }

    /// Returns the public key under which the signature must verify: that of the signer. The
    /// certified key is [`ToBeSigned::subject_public_key`].
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        T::verifying_key(&self.unsigned)
    }

    /// Calls the signer and completes the certificate, CRL or response with its signature.
    ///
    /// # Errors
    /// [`Error::SignerMismatch`] if the signer holds another key, [`Error::Signer`] if it fails,
    /// [`Error::SignatureInvalid`] if its signature does not verify. In each case nothing is
    /// issued. [`SignError`] says whether it is safe to try the same bytes again.
    pub fn sign<S: Signer + ?Sized>(self, signer: &S) -> Result<T, SignError<T>> {
        if signer.public_key() != self.public_key() {
            return Err(SignError::to_be_retried(Error::SignerMismatch, self));
        }
        match signer.sign(self.algorithm, self.as_bytes()) {
            Ok(signature) if signer.is_own_key(Token(())) => Ok(self.finish(&signature)),
            Ok(signature) => self.complete(&signature).map_err(SignError::for_good),
            Err(error) => Err(SignError::to_be_retried(error.into(), self)),
        }
    }

    /// Awaits the signer and completes the certificate, CRL or response with its signature, as
    /// [`sign`](Self::sign) does. If the future is dropped before it ends, this value is lost, with
    /// a private key in it: store both first.
    ///
    /// # Errors
    /// Those of [`sign`](Self::sign).
    pub async fn sign_async<S: AsyncSigner + ?Sized>(self, signer: &S) -> Result<T, SignError<T>> {
        if signer.public_key() != self.public_key() {
            return Err(SignError::to_be_retried(Error::SignerMismatch, self));
        }
        match signer.sign(self.algorithm, self.as_bytes()).await {
            Ok(signature) => self.complete(&signature).map_err(SignError::for_good),
            Err(error) => Err(SignError::to_be_retried(error.into(), self)),
        }
    }

    /// Completes the certificate, CRL or response with a signature that was made elsewhere. An RSA
    /// signature has as many octets as the modulus; an ECDSA signature is the DER of
    /// `ECDSA-Sig-Value`.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`] if the signature does not verify. Then nothing is issued, and
    /// the value is lost, because signing the same bytes again is not safe (see [`SignError`]).
    pub fn complete(self, signature: &[u8]) -> Result<T, Error> {
        if self.public_key().verify(self.algorithm, self.as_bytes(), signature) {
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
    ///
    /// A CertificateList has the same form (RFC 5280 §5.1), and a BasicOCSPResponse has one more
    /// member (RFC 6960 §4.2.1).
    fn finish(self, signature: &[u8]) -> T {
        let Self { unfinished: mut w, outer, algorithm, unsigned } = self;
        algorithm.encode(&mut w);
        w.bit_string(signature);
        w.raw(T::after_signature(&unsigned));
        w.close(outer);
        T::assemble(unsigned, w.into_bytes())
    }
}

/// Returns an upper bound of the octets of `signatureAlgorithm` and `signatureValue`, so that the
/// buffer need not grow for them.
fn signature_bound(key: &PublicKey) -> usize {
    32 + key.signature_bound()
}

impl<T: Signed> fmt::Debug for ToBeSigned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToBeSigned({} octets, {:?})", self.as_bytes().len(), self.algorithm)
    }
}

/// Why a [`ToBeSigned`] was not signed, and the value itself if trying again is safe.
///
/// Trying again is safe if no signature came back: the signer holds another key and was not called,
/// or it failed. Whatever the signer did before it failed, it did with these very bytes, so the
/// certificate of a retry has the same contents and the same serial number.
///
/// If a signature came back that does not verify, the signer signed something else, used another
/// key, or computed it wrongly. Then the value is lost: two signatures over the same bytes, one of
/// them faulty, can reveal the key of a signer that derives its ECDSA nonces from the message (RFC
/// 6979). Find out what is wrong with the signer, delete what was stored, and start again from the
/// request, which gives another serial number.
///
/// ```
/// # use certmint::{Error, Issued, Signer, ToBeSigned};
/// fn sign_patiently(
///     mut to_be_signed: ToBeSigned,
///     hsm: &impl Signer,
/// ) -> Result<Issued, Error> {
///     for _ in 0..4 {
///         match to_be_signed.sign(hsm) {
///             Ok(issued) => return Ok(issued),
///             Err(error) => to_be_signed = error.into_retry()?,
///         }
///     }
///     Ok(to_be_signed.sign(hsm)?)
/// }
/// ```
pub struct SignError<T: Signed = Issued> {
    error: Error,
    retry: Option<Box<ToBeSigned<T>>>,
}

impl<T: Signed> SignError<T> {
    fn to_be_retried(error: Error, to_be_signed: ToBeSigned<T>) -> Self {
        Self { error, retry: Some(Box::new(to_be_signed)) }
    }

    fn for_good(error: Error) -> Self {
        Self { error, retry: None }
    }

    /// Returns the error.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Returns the value to be signed, if trying again is safe.
    ///
    /// # Errors
    /// The error, if trying again is not safe.
    pub fn into_retry(self) -> Result<ToBeSigned<T>, Error> {
        self.retry.map(|to_be_signed| *to_be_signed).ok_or(self.error)
    }
}

impl<T: Signed> From<SignError<T>> for Error {
    fn from(not_signed: SignError<T>) -> Self {
        not_signed.error
    }
}

impl<T: Signed> fmt::Debug for SignError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignError").field("error", &self.error).field("retry", &self.retry).finish()
    }
}

impl<T: Signed> fmt::Display for SignError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<T: Signed> core::error::Error for SignError<T> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.error.source()
    }
}

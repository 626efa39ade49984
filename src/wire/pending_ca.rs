//! Bodies that create a subordinate CA in two steps: a key and a CSR first, the certificate later.

use uuid::Uuid;

use super::Body;
use super::ca::{self, CaType, note_members_of_ca};
use super::fields::{self, Algorithms};
use super::members::Diagnostics;
use super::requests::{ParamsMembers, path_length};
use crate::diagnostics::{Field, Notice, NoticeKind, Notices, Source};
use crate::issuance::Error;
use crate::key::{KeyAlgorithm, PublicKey};
use crate::request::SubordinateRequest;
use crate::x509::name::DistinguishedName;

/// The request in a create-CA body for a subordinate CA without a certificate
/// ([rule W12](crate::docs::rules#w12)): the host generates a key and keeps a CSR.
///
/// The CA gets its certificate from this service ([`ResolvedBody::read_activation`]) or, for its
/// CSR, from a CA elsewhere ([`Body::read_import`]).
///
/// ```
/// use certmint::csr::CsrBuilder;
/// use certmint::rand_core::TryCryptoRng;
/// use certmint::wire::Body;
/// use certmint::{Error, PrivateKey};
///
/// fn create(
///     body: &Body<'_>,
///     rng: &mut impl TryCryptoRng,
/// ) -> Result<(PrivateKey, String), Error> {
///     let request = body.read_pending_ca()?;
///     let key = PrivateKey::generate(request.key_algorithm(), rng)?;
///     let csr = CsrBuilder::new(request.subject().clone()).for_ca(None).sign(&key)?;
///     Ok((key, csr.to_pem()))
/// }
///
/// let body = Body::from_json(br#"{
///     "type": "SUBORDINATE",
///     "key_algorithm": "EC256",
///     "distinguished_name": {"common_name": "Example Sub"}
/// }"#)?;
/// assert!(body.is_pending_ca());
/// let (key, csr) = create(&body, &mut getrandom::SysRng)?;
/// # Ok::<(), Error>(())
/// ```
///
/// [`ResolvedBody::read_activation`]: super::ResolvedBody::read_activation
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingCaRequest {
    key_algorithm: KeyAlgorithm,
    subject: DistinguishedName,
    notices: Notices,
}

impl PendingCaRequest {
    /// Returns the algorithm of the key to generate.
    #[must_use]
    pub fn key_algorithm(&self) -> KeyAlgorithm {
        self.key_algorithm
    }

    /// Returns the subject. Attributes that it lacks are inherited when the CA is activated.
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// Returns the notices about the body, for example its members that count at the activation.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices.0
    }
}

impl Body<'_> {
    /// Returns whether this create-CA body asks for a key and a CSR only: its type is SUBORDINATE,
    /// and `issuer_id` is absent ([rule W12](crate::docs::rules#w12)). With an issuer it asks for a
    /// certificate, and [`Body::read_ca`] reads it.
    #[must_use]
    pub fn is_pending_ca(&self) -> bool {
        let mut diagnostics = Diagnostics::default();
        let members = self.members(&mut diagnostics);
        self.ca_type() == Some(CaType::Subordinate)
            && members.is_ok_and(|members| members.optional(&Field::IssuerId).is_none())
    }

    /// Reads the create-CA body of a CA that gets no certificate yet
    /// ([`Body::is_pending_ca`]). Members that count when the CA is activated draw a notice;
    /// `path_length` and `key_usages` are refused if they cannot be read. A key algorithm beyond the
    /// API's is accepted if a profile that lists it was set ([`Body::for_root`]).
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_pending_ca(&self) -> Result<PendingCaRequest, Error> {
        self.read(|body, diagnostics| {
            let ca_type = ca::subordinate_type(body, diagnostics);
            let key_algorithm = fields::named_key_algorithm(self.profile(), body, diagnostics);
            let subject = fields::distinguished_name(body, diagnostics);
            let path_length = path_length(body, diagnostics);
            let (_, all_read) = fields::key_usages(body, diagnostics);
            for later in [
                Field::IssuerId,
                Field::SignatureAlgorithm(Source::Body),
                Field::Validity,
                Field::PathLength,
                Field::KeyUsages(Source::Body),
                Field::AlternativeNames(Source::Body),
                Field::ExtendedKeyUsage(Source::Body),
                Field::CustomExtension,
            ] {
                body.ignore(diagnostics, &later, NoticeKind::NotUntilActivation);
            }
            note_members_of_ca(body, diagnostics);
            body.finish(diagnostics);
            ca_type.and(path_length)?;
            all_read?;
            Ok((key_algorithm?, subject?))
        })
        .map(|((key_algorithm, subject), notices)| PendingCaRequest {
            key_algorithm,
            subject,
            notices,
        })
    }

    /// Reads the body that activates a CA which was created without a certificate
    /// ([rule W12](crate::docs::rules#w12)), and the id of the issuer that it is for. `key` and
    /// `subject` are those with which the CA was created. The body is that of a subordinate without
    /// `key_algorithm` and `distinguished_name`; if it has them, they draw a notice.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_activation(
        &self,
        key: PublicKey,
        subject: DistinguishedName,
    ) -> Result<(Uuid, SubordinateRequest<PublicKey>), Error> {
        self.read(|body, diagnostics| {
            let ca_type = ca::subordinate_type(body, diagnostics);
            for fixed in [Field::Key(Source::Body), Field::Subject(Source::Body)] {
                body.ignore(diagnostics, &fixed, NoticeKind::FixedAtCreation);
            }
            let request = self.subordinate_with(body, diagnostics, |diagnostics| {
                let algorithms = Algorithms::for_key(Ok(key), body, diagnostics);
                ParamsMembers::with_subject(algorithms, Ok(subject), self.context, body, diagnostics)
            });
            ca_type.and(request)
        })
        .map(|((id, request), notices)| (id, request.with_notices(notices)))
    }
}

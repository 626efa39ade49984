//! From a body to the authority that it names, and to the request for it.

use core::ops::Deref;

use time::UtcDateTime;
use uuid::Uuid;

use super::{Body, CaRequest, CaType, GenMode, Provenance, ResolvedCaRequest};
use crate::authority::Authority;
use crate::diagnostics::{Field, ViolationKind, Violations};
use crate::issuance::Error;
use crate::key::{AlgorithmChoice, KeyAlgorithm, PublicKey};
use crate::profile::Profile;
use crate::request::{CsrRequest, EndEntityRequest, SubordinateRequest};
use crate::x509::name::DistinguishedName;

/// A JSON body with the authority that it names, from [`Body::resolve`] or [`Body::resolve_async`].
/// Reading it gives both.
///
/// `A` is what the host's look-up returns: any pointer to an [`Authority`], such as `&Authority` or
/// `Arc<Authority>`, wherever its signer is.
#[derive(Clone, Debug)]
pub struct ResolvedBody<A> {
    body: Body<'static>,
    authority: Option<A>,
}

impl Body<'static> {
    /// Looks up the authority that the body names, in a map for example. Then read the body:
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// use certmint::rand_core::TryCryptoRng;
    /// use certmint::time::UtcDateTime;
    /// use certmint::uuid::Uuid;
    /// use certmint::wire::Body;
    /// use certmint::{Authority, Error, Issued};
    ///
    /// fn apply(
    ///     json: &[u8],
    ///     authorities: &HashMap<Uuid, Authority>,
    ///     now: UtcDateTime,
    ///     rng: &mut impl TryCryptoRng,
    /// ) -> Result<Issued, Error> {
    ///     let (authority, request) = Body::from_json(json)?
    ///         .resolve(|id| authorities.get(&id))?
    ///         .read_end_entity(now)?;
    ///     authority.issue(&request, now, rng)
    /// }
    /// # let none = HashMap::new();
    /// # let json = br#"{"issuer_id": "2cb2878b-6cd1-460d-bd25-afe655159bdc"}"#;
    /// # let now = UtcDateTime::UNIX_EPOCH;
    /// # let error = apply(json, &none, now, &mut getrandom::SysRng).unwrap_err();
    /// # assert_eq!(error.code().http_status(), 404);
    /// # let error = apply(b"{}", &none, now, &mut getrandom::SysRng).unwrap_err();
    /// # assert_eq!(error.violations().len(), 3);
    /// ```
    ///
    /// If the id is missing or malformed, `look_up` is not called: reading the body then refuses
    /// it, with this and every other violation that needs no authority. Neither is it called for a
    /// create-CA body of type ROOT, which has no issuer whatever its `issuer_id`. This is decided
    /// before the host says which body it is: for an apply body with a stray `"type": "ROOT"` the
    /// function is not called either, and [`ResolvedBody::read_end_entity`] refuses that member.
    ///
    /// # Errors
    /// [`Error::IssuerNotFound`] (404) if `look_up` returns `None`.
    pub fn resolve<A>(self, look_up: impl FnOnce(Uuid) -> Option<A>) -> Result<ResolvedBody<A>, Error> {
        self.try_resolve(|id| Ok(look_up(id)))
    }

    /// Looks up the authority as [`Body::resolve`] does, where the look-up can fail: because the CA
    /// is disabled, for example.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use std::sync::Arc;
    ///
    /// use certmint::time::UtcDateTime;
    /// use certmint::uuid::Uuid;
    /// use certmint::wire::Body;
    /// use certmint::{Authority, CsrRequest, Error};
    ///
    /// struct Ca {
    ///     authority: Arc<Authority>,
    ///     state: String,
    /// }
    ///
    /// fn read(
    ///     json: &[u8],
    ///     cas: &HashMap<Uuid, Ca>,
    ///     now: UtcDateTime,
    /// ) -> Result<(Arc<Authority>, CsrRequest), Error> {
    ///     let find = |id| match cas.get(&id) {
    ///         Some(ca) if ca.state != "ACTIVED" => {
    ///             Err(Error::state_forbids(id, &ca.state, "issue"))
    ///         }
    ///         ca => Ok(ca.map(|ca| ca.authority.clone())),
    ///     };
    ///     Body::from_json(json)?.try_resolve(find)?.read_csr(now)
    /// }
    /// ```
    ///
    /// # Errors
    /// Those of `look_up`; [`Error::IssuerNotFound`] (404) if it returns `None`.
    pub fn try_resolve<A, E: From<Error>>(
        self,
        look_up: impl FnOnce(Uuid) -> Result<Option<A>, E>,
    ) -> Result<ResolvedBody<A>, E> {
        match self.id_to_resolve() {
            Some(id) => Ok(self.resolved(id, look_up(id)?)?),
            None => Ok(ResolvedBody { body: self, authority: None }),
        }
    }

    /// Looks up the authority as [`Body::try_resolve`] does, where the look-up takes time, in a
    /// database for example. It needs no runtime of its own. The error of the look-up is the
    /// host's:
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use certmint::rand_core::TryCryptoRng;
    /// use certmint::time::UtcDateTime;
    /// use certmint::uuid::Uuid;
    /// use certmint::wire::Body;
    /// use certmint::{Authority, Error, Issued};
    ///
    /// enum HostError {
    ///     Certmint(Error),
    ///     Database(std::io::Error),
    /// }
    /// # impl From<Error> for HostError {
    /// #     fn from(error: Error) -> Self {
    /// #         Self::Certmint(error)
    /// #     }
    /// # }
    /// # struct Store;
    /// # impl Store {
    /// #     async fn authority(
    /// #         &self,
    /// #         _: Uuid,
    /// #     ) -> Result<Option<Arc<Authority>>, HostError> {
    /// #         Ok(None)
    /// #     }
    /// # }
    ///
    /// async fn from_csr(
    ///     json: &[u8],
    ///     store: &Store,
    ///     now: UtcDateTime,
    ///     rng: &mut impl TryCryptoRng,
    /// ) -> Result<Issued, HostError> {
    ///     let (authority, request) = Body::from_json(json)?
    ///         .resolve_async(|id| store.authority(id))
    ///         .await?
    ///         .read_csr(now)?;
    ///     Ok(authority.issue(&request, now, rng)?)
    /// }
    /// ```
    ///
    /// # Errors
    /// Those of `look_up`; [`Error::IssuerNotFound`] (404) if it returns `None`.
    pub async fn resolve_async<A, E, F>(self, look_up: impl FnOnce(Uuid) -> F) -> Result<ResolvedBody<A>, E>
    where
        F: Future<Output = Result<Option<A>, E>>,
        E: From<Error>,
    {
        match self.id_to_resolve() {
            Some(id) => {
                let found = look_up(id).await?;
                Ok(self.resolved(id, found)?)
            }
            None => Ok(ResolvedBody { body: self, authority: None }),
        }
    }

    fn id_to_resolve(&self) -> Option<Uuid> {
        if self.ca_type() == Some(CaType::Root) { None } else { self.issuer_id() }
    }

    fn resolved<A>(self, id: Uuid, found: Option<A>) -> Result<ResolvedBody<A>, Error> {
        let authority = found.ok_or(Error::IssuerNotFound(id))?;
        Ok(ResolvedBody { body: self, authority: Some(authority) })
    }
}

impl<A> ResolvedBody<A> {
    /// Returns what the host stores of the origin of what the body asks for, as
    /// [`Body::provenance`] does.
    #[must_use]
    pub fn provenance(&self, gen_mode: GenMode, now: UtcDateTime) -> Provenance {
        self.body.provenance(gen_mode, now)
    }
}

impl<S, A: Deref<Target = Authority<S>>> ResolvedBody<A> {
    /// Reads an apply body as a request for the authority. A refusal also lists what this authority
    /// would refuse at this time.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_end_entity(
        self,
        now: UtcDateTime,
    ) -> Result<(A, EndEntityRequest<AlgorithmChoice<KeyAlgorithm>>), Error> {
        self.read(now, |body| body.read_end_entity())
    }

    /// Reads the body of a request with a CSR, as [`ResolvedBody::read_end_entity`] does.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_csr(self, now: UtcDateTime) -> Result<(A, CsrRequest), Error> {
        self.read(now, |body| body.read_csr())
    }

    /// Reads the body of a subordinate CA, as [`ResolvedBody::read_end_entity`] does.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_subordinate(self, now: UtcDateTime) -> Result<(A, SubordinateRequest), Error> {
        self.read(now, |body| body.read_subordinate())
    }

    /// Reads the body that activates a CA which was created without a certificate, as
    /// [`Body::read_activation`] does. Missing attributes of the subject are inherited from the
    /// issuer, as for a subordinate CA that is created in one step.
    ///
    /// ```
    /// use certmint::rand_core::TryCryptoRng;
    /// use certmint::time::UtcDateTime;
    /// use certmint::uuid::Uuid;
    /// use certmint::wire::Body;
    /// use certmint::{Authority, DistinguishedName, Error, Issued, PublicKey};
    ///
    /// /// What the host stored when it created the CA.
    /// struct Pending {
    ///     id: Uuid,
    ///     key: PublicKey,
    ///     subject: DistinguishedName,
    /// }
    ///
    /// fn activate<'a>(
    ///     json: &[u8],
    ///     ca: Pending,
    ///     authorities: impl Fn(Uuid) -> Option<&'a Authority>,
    ///     now: UtcDateTime,
    ///     rng: &mut impl TryCryptoRng,
    /// ) -> Result<Issued, Error> {
    ///     let (above, request) = Body::from_json(json)?
    ///         .resolve(authorities)?
    ///         .read_activation(ca.key, ca.subject, now)?;
    ///     let prepared = above.prepare(&request, now, rng)?;
    ///     Ok(prepared.with_certificate_id(ca.id).sign(above.signer())?)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_activation(
        self,
        key: PublicKey,
        subject: DistinguishedName,
        now: UtcDateTime,
    ) -> Result<(A, SubordinateRequest<PublicKey>), Error> {
        self.read(now, |body| body.read_activation(key, subject))
    }

    /// Reads a create-CA body. A root is checked against `root_profile`, a subordinate CA against
    /// the authority that the body names.
    ///
    /// ```
    /// use certmint::rand_core::TryCryptoRng;
    /// use certmint::time::UtcDateTime;
    /// use certmint::uuid::Uuid;
    /// use certmint::wire::{Body, ResolvedCaRequest};
    /// use certmint::{Authority, Error, Issued, Profile};
    ///
    /// fn create_ca<'a>(
    ///     json: &[u8],
    ///     authorities: impl Fn(Uuid) -> Option<&'a Authority>,
    ///     profile: &Profile,
    ///     now: UtcDateTime,
    ///     rng: &mut impl TryCryptoRng,
    /// ) -> Result<Issued, Error> {
    ///     let body = Body::from_json(json)?.resolve(authorities)?;
    ///     match body.read_ca(profile, now)? {
    ///         ResolvedCaRequest::Root(request) => {
    ///             Authority::create_root(&request, profile, now, rng)
    ///         }
    ///         ResolvedCaRequest::Subordinate { authority, request } => {
    ///             authority.issue(&request, now, rng)
    ///         }
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_ca(self, root_profile: &Profile, now: UtcDateTime) -> Result<ResolvedCaRequest<A>, Error> {
        let Self { body, authority } = self;
        let request = match &authority {
            Some(authority) if body.ca_type() == Some(CaType::Subordinate) => {
                body.for_authority(authority, now).read_ca()
            }
            _ => body.for_root(root_profile, now).read_ca(),
        };
        match request? {
            CaRequest::Root(request) => Ok(ResolvedCaRequest::Root(request)),
            CaRequest::Subordinate { issuer_id, request } => {
                let authority = authority.ok_or(Error::IssuerNotFound(issuer_id))?;
                Ok(ResolvedCaRequest::Subordinate { authority, request })
            }
        }
    }

    fn read<Q>(
        self,
        now: UtcDateTime,
        read: impl FnOnce(Body<'_>) -> Result<(Uuid, Q), Error>,
    ) -> Result<(A, Q), Error> {
        let Self { body, authority } = self;
        let Some(authority) = authority else {
            read(body)?;
            // What needs an issuer, but has the type of a root, is not for this path.
            let mut violations = Violations::new();
            violations.push(Field::CaType, ViolationKind::UnknownMember);
            return Err(violations.unless_any(None)?);
        };
        let (_, request) = read(body.for_authority(&authority, now))?;
        Ok((authority, request))
    }
}

//! The parameters of the requests that list CAs and certificates.

use alloc::string::String;

use super::members::{Diagnostics, Member, ReadResult};
use super::value::Json;
use super::{CaStatus, CaType, CertificateStatus};
use crate::diagnostics::{Field, ViolationKind};
use crate::issuance::Error;
use crate::x509::names_of;

/// What a list is sorted by: the `sort_key` of the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SortKey {
    /// `create_time`: when the entry was made.
    #[default]
    CreateTime,
    /// `common_name`: the common name.
    CommonName,
    /// `type`: that of a CA.
    Type,
    /// `issuer_name`: the common name of the issuer of a certificate.
    IssuerName,
    /// `not_after`: the end of the validity.
    NotAfter,
}

impl SortKey {
    const OF_CAS: [Self; 4] = [Self::CreateTime, Self::CommonName, Self::Type, Self::NotAfter];
    const OF_CERTIFICATES: [Self; 4] = [Self::CreateTime, Self::CommonName, Self::IssuerName, Self::NotAfter];
    const NAMES_OF_CAS: [&'static str; 4] = names_of!(Self::OF_CAS, as_str);
    const NAMES_OF_CERTIFICATES: [&'static str; 4] = names_of!(Self::OF_CERTIFICATES, as_str);

    /// Returns the name in the API, such as `create_time`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CreateTime => "create_time",
            Self::CommonName => "common_name",
            Self::Type => "type",
            Self::IssuerName => "issuer_name",
            Self::NotAfter => "not_after",
        }
    }
}

/// Which CAs or certificates a list has, in which order, and which page of it is asked for
/// ([rule W19](crate::docs::rules#w19)). The default is that of a query without parameters.
///
/// `S` is the state: [`CaStatus`] or [`CertificateStatus`].
///
/// ```
/// use certmint::wire::{CertificateStatus, ListQuery, SortKey};
///
/// // ?limit=50&status=ISSUED&sort_key=not_after&sort_dir=ASC&name=
/// let query = ListQuery::of_certificates(&[
///     ("limit", "50"),
///     ("status", "ISSUED"),
///     ("sort_key", "not_after"),
///     ("sort_dir", "ASC"),
///     ("name", ""),
/// ])?;
/// assert_eq!((query.limit, query.offset), (50, 0));
/// assert_eq!((query.status, query.name), (Some(CertificateStatus::Issued), None));
/// assert_eq!((query.sort_key, query.descending), (SortKey::NotAfter, false));
///
/// let error = ListQuery::of_cas(&[("limit", "0"), ("status", "ISSUED")]).unwrap_err();
/// let pointers: Vec<_> = error.violations().iter().map(|violation| violation.pointer()).collect();
/// assert_eq!(pointers, ["?limit", "?status"]);
/// # Ok::<(), certmint::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery<S> {
    /// The most entries to return, 1 to 1,000.
    pub limit: usize,
    /// The number of entries before them.
    pub offset: usize,
    /// A part of the common name.
    pub name: Option<String>,
    /// The state.
    pub status: Option<S>,
    /// The type of the CAs; `None` in a query of certificates.
    pub ca_type: Option<CaType>,
    /// What the list is sorted by.
    pub sort_key: SortKey,
    /// Whether the order is descending.
    pub descending: bool,
}

impl<S> Default for ListQuery<S> {
    fn default() -> Self {
        Self {
            limit: 10,
            offset: 0,
            name: None,
            status: None,
            ca_type: None,
            sort_key: SortKey::CreateTime,
            descending: true,
        }
    }
}

impl ListQuery<CaStatus> {
    /// Reads the parameters of `GET /v1/private-certificate-authorities` from pairs of names and
    /// values, decoded.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found, whose pointers are such as `?limit`.
    pub fn of_cas(pairs: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Self, Error> {
        let statuses = (&CaStatus::NAMES[..], &CaStatus::ALL[..]);
        let keys = (&SortKey::NAMES_OF_CAS[..], &SortKey::OF_CAS[..]);
        read(pairs, |parameters, diagnostics| {
            let ca_type = parameters.one_of(diagnostics, "type", &CaType::NAMES, &CaType::ALL);
            let query = parameters.query(diagnostics, statuses, keys);
            Ok(Self { ca_type: ca_type?, ..query? })
        })
    }
}

impl ListQuery<CertificateStatus> {
    /// Reads the parameters of `GET /v1/private-certificates` as [`ListQuery::of_cas`] does.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn of_certificates(pairs: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Self, Error> {
        let statuses = (&CertificateStatus::NAMES[..], &CertificateStatus::ALL[..]);
        let keys = (&SortKey::NAMES_OF_CERTIFICATES[..], &SortKey::OF_CERTIFICATES[..]);
        read(pairs, |parameters, diagnostics| parameters.query(diagnostics, statuses, keys))
    }
}

fn read<N: AsRef<str>, V: AsRef<str>, T>(
    pairs: &[(N, V)],
    read: impl FnOnce(&Parameters<'_, N, V>, &mut Diagnostics) -> ReadResult<T>,
) -> Result<T, Error> {
    let mut diagnostics = Diagnostics::default();
    let query = read(&Parameters(pairs), &mut diagnostics);
    Ok(diagnostics.violations.unless_any(query.ok())?)
}

/// Reads the parameter of `DELETE /v1/private-certificate-authorities/{ca_id}`.
pub(super) fn pending_days(pairs: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Option<i64>, Error> {
    read(pairs, |parameters, diagnostics| {
        parameters.read(diagnostics, "pending_days", |member, found| member.integer(found, 7, 30))
    })
}

/// The parameters of a query. Those that a list does not have are not looked at.
struct Parameters<'p, N, V>(&'p [(N, V)]);

impl<N: AsRef<str>, V: AsRef<str>> Parameters<'_, N, V> {
    fn query<S: Copy>(
        &self,
        diagnostics: &mut Diagnostics,
        statuses: (&'static [&'static str], &[S]),
        sort_keys: (&'static [&'static str], &[SortKey]),
    ) -> ReadResult<ListQuery<S>> {
        const MAX_LIMIT: i128 = 1_000;
        const MAX_OFFSET: i128 = 100_000_000;
        let default = ListQuery::<S>::default();
        let limit = self.read(diagnostics, "limit", |member, found| member.integer(found, 1, MAX_LIMIT));
        let offset = self.read(diagnostics, "offset", |member, found| member.integer(found, 0, MAX_OFFSET));
        let name = self.read(diagnostics, "name", |member, found| member.text(found).map(String::from));
        let status = self.one_of(diagnostics, "status", statuses.0, statuses.1);
        let sort_key = self.one_of(diagnostics, "sort_key", sort_keys.0, sort_keys.1);
        let descending = self.one_of(diagnostics, "sort_dir", &["ASC", "DESC"], &[false, true]);
        Ok(ListQuery {
            limit: limit?.unwrap_or(default.limit),
            offset: offset?.unwrap_or(default.offset),
            name: name?,
            status: status?,
            ca_type: None,
            sort_key: sort_key?.unwrap_or(default.sort_key),
            descending: descending?.unwrap_or(default.descending),
        })
    }

    fn one_of<T: Copy>(
        &self,
        diagnostics: &mut Diagnostics,
        name: &'static str,
        names: &'static [&'static str],
        values: &[T],
    ) -> ReadResult<Option<T>> {
        self.read(diagnostics, name, |member, diagnostics| member.one_of(diagnostics, names, values))
    }

    /// Reads a parameter as a member is read; one that is empty counts as absent (rule W1).
    fn read<T>(
        &self,
        diagnostics: &mut Diagnostics,
        name: &'static str,
        read: impl FnOnce(&Member<'_, '_>, &mut Diagnostics) -> ReadResult<T>,
    ) -> ReadResult<Option<T>> {
        let field = Field::Parameter(name);
        let mut values = self.0.iter().filter(|(found, _)| found.as_ref() == name);
        let Some((_, value)) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return diagnostics.fail(field, ViolationKind::DuplicateMember);
        }
        match value.as_ref() {
            "" => Ok(None),
            text => {
                let json = Json::of_text(text);
                read(&Member { value: json.root(), field: &field }, diagnostics).map(Some)
            }
        }
    }
}

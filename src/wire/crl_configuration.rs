//! The publication of a CA's revocation lists, in create-CA bodies and in one of its own.

use alloc::string::String;

use super::Body;
use super::members::{Diagnostics, Member, Members, ReadResult};
use crate::diagnostics::{Field, HostBodyError};
use crate::issuance::Error;
use crate::x509::Sanitized;
use crate::x509::length::check_length;

/// How a CA publishes its revocation lists ([rule W13](crate::docs::rules#w13)). The library issues
/// the lists; the host publishes them and sets their URL
/// ([`IssuerExtensions::with_crl_url`](crate::issuer::IssuerExtensions::with_crl_url)).
///
/// Both names can be segments of the path of a URL: they have 1–64 characters, only letters of
/// ASCII, digits, `.`, `_` and `-`, and are neither `.` nor `..`.
///
/// ```
/// use certmint::wire::Body;
///
/// let json = br#"{"crl_name":"","obs_bucket_name":"lists","valid_days":7}"#;
/// let lists = Body::from_json(json)?.read_crl_configuration()?;
/// assert!(lists.enabled);
/// assert_eq!(lists.obs_bucket_name.as_deref(), Some("lists"));
/// assert_eq!((lists.crl_name, lists.valid_days), (None, Some(7)));
/// # Ok::<(), certmint::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct CrlConfiguration {
    /// Whether lists are published. If so, there are a bucket and a number of days.
    pub enabled: bool,
    /// The name of the list; `None` if the host chooses it.
    pub crl_name: Option<String>,
    /// The name of the bucket in which the list is.
    pub obs_bucket_name: Option<String>,
    /// The number of days from a list to the next, 7 to 30.
    pub valid_days: Option<u8>,
}

impl Body<'_> {
    /// Reads the body that turns on the publication of revocation lists:
    /// `{"crl_name","obs_bucket_name","valid_days"}`, of which `crl_name` is optional.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_crl_configuration(&self) -> Result<CrlConfiguration, Error> {
        let read = self.read(|body, diagnostics| {
            let configuration = members(body, true, Field::HostMember, diagnostics);
            body.finish(diagnostics);
            configuration
        });
        read.map(|(configuration, _)| configuration)
    }

    /// Reads the member `crl_configuration` of a create-CA body, or of the body that activates a CA.
    /// It is `None` if the member is absent. If it does not turn on the publication, its other
    /// members can be absent. The methods that read the rest of the body do not look at the member.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found in the member.
    pub fn crl_configuration(&self) -> Result<Option<CrlConfiguration>, Error> {
        let read = self.read(|body, diagnostics| {
            let Some(member) = body.optional_object(&Field::CrlConfiguration) else { return Ok(None) };
            let object = member.object(diagnostics)?;
            let enabled = object
                .mandatory(diagnostics, &Field::CrlConfigurationMember("enabled"))
                .and_then(|member| member.boolean(diagnostics));
            let is_enabled = enabled.unwrap_or_default();
            let configuration = members(&object, is_enabled, Field::CrlConfigurationMember, diagnostics);
            object.finish(diagnostics);
            enabled.and(configuration).map(Some)
        });
        read.map(|(configuration, _)| configuration)
    }
}

/// Reads the members that both bodies have.
fn members(
    object: &Members<'_, '_>,
    enabled: bool,
    field: fn(&'static str) -> Field,
    diagnostics: &mut Diagnostics,
) -> ReadResult<CrlConfiguration> {
    let [crl_name, bucket, days] = ["crl_name", "obs_bucket_name", "valid_days"].map(field);
    let crl_name = object.optional(&crl_name).map(|member| path_segment(&member, diagnostics)).transpose();
    let obs_bucket_name = needed_if(enabled, object, &bucket, diagnostics)
        .and_then(|member| member.map(|member| path_segment(&member, diagnostics)).transpose());
    let valid_days = needed_if(enabled, object, &days, diagnostics)
        .and_then(|member| member.map(|member| member.integer(diagnostics, 7, 30)).transpose());
    Ok(CrlConfiguration {
        enabled,
        crl_name: crl_name?,
        obs_bucket_name: obs_bucket_name?,
        valid_days: valid_days?,
    })
}

/// Takes a member that is mandatory if lists are published.
fn needed_if<'f, 'm>(
    enabled: bool,
    object: &Members<'_, 'm>,
    field: &'f Field,
    diagnostics: &mut Diagnostics,
) -> ReadResult<Option<Member<'f, 'm>>> {
    if enabled { object.mandatory(diagnostics, field).map(Some) } else { Ok(object.optional(field)) }
}

/// Reads a text that can be a segment of the path of a URL.
fn path_segment(member: &Member<'_, '_>, diagnostics: &mut Diagnostics) -> ReadResult<String> {
    const MAX_CHARACTERS: usize = 64;
    let text = member.text(diagnostics)?;
    member.take(diagnostics, check_length(text, 1, MAX_CHARACTERS))?;
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let is_segment = text.bytes().all(is_allowed) && text != "." && text != "..";
    let segment = is_segment.then(|| String::from(text));
    member.take(diagnostics, segment.ok_or_else(|| HostBodyError::NotAPathSegment(Sanitized::new(text))))
}

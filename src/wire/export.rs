//! Bodies that export a certificate with its key.

use alloc::string::String;
use core::fmt;

use zeroize::{Zeroize, Zeroizing};

use super::Body;
use super::members::{Diagnostics, Member, Members, ReadResult};
use super::value::ValueKind;
use crate::diagnostics::{Field, HostBodyError, Notice, Notices};
use crate::issuance::Error;
use crate::x509::names_of;

/// The server that an exported certificate is for: the `type` of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExportFormat {
    /// Apache: the key, the certificate and the chain, each a file in PEM.
    Apache,
    /// nginx: the key in PEM, and the certificate with its chain in one file.
    Nginx,
    /// IIS: a PKCS#12 file.
    Iis,
    /// Tomcat: a Java key store.
    Tomcat,
    /// Any other: files in PEM.
    Other,
}

impl ExportFormat {
    /// All formats.
    pub const ALL: [Self; 5] = [Self::Apache, Self::Nginx, Self::Iis, Self::Tomcat, Self::Other];
    const NAMES: [&'static str; Self::ALL.len()] = names_of!(Self::ALL, as_str);

    /// Returns the name in the API, such as `NGINX`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Apache => "APACHE",
            Self::Nginx => "NGINX",
            Self::Iis => "IIS",
            Self::Tomcat => "TOMCAT",
            Self::Other => "OTHER",
        }
    }

    /// Returns whether the export is one file that is not text, so that it is sent compressed.
    const fn is_binary(self) -> bool {
        matches!(self, Self::Iis | Self::Tomcat)
    }
}

impl fmt::Display for ExportFormat {
    /// Writes the name in the API.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The request in a body that exports a certificate ([rule W16](crate::docs::rules#w16)).
///
/// ```
/// use certmint::wire::{Body, ExportFormat};
///
/// let json = br#"{"is_compressed":"true","type":"IIS","password":"S3.cret"}"#;
/// let request = Body::from_json(json)?.read_export()?;
/// assert!(request.is_compressed());
/// assert_eq!(request.format(), ExportFormat::Iis);
/// assert_eq!(request.password(), Some("S3.cret"));
/// # Ok::<(), certmint::Error>(())
/// ```
#[derive(Clone)]
pub struct ExportRequest {
    is_compressed: bool,
    format: ExportFormat,
    password: Option<Zeroizing<String>>,
    notices: Notices,
}

impl ExportRequest {
    /// The maximum length of a password in octets.
    pub const MAX_PASSWORD_OCTETS: usize = 32;

    /// Returns whether the answer is a ZIP file. An export for IIS or Tomcat always is one.
    #[must_use]
    pub fn is_compressed(&self) -> bool {
        self.is_compressed
    }

    /// Returns the format.
    #[must_use]
    pub fn format(&self) -> ExportFormat {
        self.format
    }

    /// Returns the password that the exported private key is encrypted with, if there is one. It is
    /// overwritten when the request is dropped.
    #[must_use]
    pub fn password(&self) -> Option<&str> {
        self.password.as_ref().map(|password| password.as_str())
    }

    /// Returns the notices about the body: its unknown members.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices.0
    }
}

impl fmt::Debug for ExportRequest {
    /// Shows whether there is a password, and nothing of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportRequest")
            .field("is_compressed", &self.is_compressed)
            .field("format", &self.format)
            .field("has_password", &self.password.is_some())
            .field("notices", &self.notices)
            .finish()
    }
}

impl Body<'_> {
    /// Reads the body that exports a certificate: `is_compressed` and `type`, and optionally
    /// `is_sm_standard` and `password`. The two booleans can be the strings `"true"` and `"false"`.
    /// Takes the body, to overwrite the password in it.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found. None of them shows the password.
    pub fn read_export(mut self) -> Result<ExportRequest, Error> {
        let read = self.read(|body, diagnostics| {
            let request = members(body, diagnostics);
            body.finish(diagnostics);
            request
        });
        self.json.texts.zeroize();
        read.map(|(request, notices)| ExportRequest { notices, ..request })
    }
}

fn members(body: &Members<'_, '_>, diagnostics: &mut Diagnostics) -> ReadResult<ExportRequest> {
    const COMPRESSED: Field = Field::HostMember("is_compressed");
    let is_compressed =
        body.mandatory(diagnostics, &COMPRESSED).and_then(|member| boolean(&member, diagnostics));
    let format = body
        .mandatory(diagnostics, &Field::HostMember("type"))
        .and_then(|member| member.one_of(diagnostics, &ExportFormat::NAMES, &ExportFormat::ALL));
    let sm = Field::HostMember("is_sm_standard");
    let sm = body.optional(&sm).map_or(Ok(()), |member| match boolean(&member, diagnostics)? {
        true => member.fail(diagnostics, HostBodyError::SmStandard.into()),
        false => Ok(()),
    });
    let password = Field::HostMember("password");
    let password = body.optional(&password).map(|member| password_of(&member, diagnostics)).transpose();
    if let (Ok(false), Ok(format)) = (is_compressed, format)
        && format.is_binary()
    {
        let kind = HostBodyError::NeedsCompression(format.as_str());
        diagnostics.violations.push(COMPRESSED, kind.into());
    }
    sm?;
    Ok(ExportRequest {
        is_compressed: is_compressed?,
        format: format?,
        password: password?,
        notices: Notices::default(),
    })
}

/// Reads a boolean, which can be a string.
fn boolean(member: &Member<'_, '_>, diagnostics: &mut Diagnostics) -> ReadResult<bool> {
    match member.value.kind() {
        ValueKind::Text(_) => member.one_of(diagnostics, &["true", "false"], &[true, false]),
        _ => member.boolean(diagnostics),
    }
}

fn password_of(member: &Member<'_, '_>, diagnostics: &mut Diagnostics) -> ReadResult<Zeroizing<String>> {
    let text = member.text(diagnostics)?;
    let (found, max) = (text.len(), ExportRequest::MAX_PASSWORD_OCTETS);
    let password = (found <= max).then(|| Zeroizing::new(String::from(text)));
    member.take(diagnostics, password.ok_or(HostBodyError::PasswordTooLong { found, max }))
}

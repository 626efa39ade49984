//! What is said about a request: the [`Violation`]s for which it is refused, the [`Notice`]s that come with
//! what is granted, and the codes of the wire.

mod certificate_error;
mod chain_certificate;
mod code;
mod crl_error;
mod csr_error;
mod field;
mod from_values;
mod issuer_notice;
mod key;
mod notice;
mod profile_error;
mod request_error;
mod rfc_error;
mod shown;
#[cfg(test)]
mod texts;
mod violation;
mod violation_text;
mod violations;

pub use certificate_error::CertificateError;
pub use chain_certificate::ChainCertificate;
pub use code::ErrorCode;
pub use crl_error::CrlError;
pub use csr_error::CsrError;
pub use field::{Field, Source};
pub use issuer_notice::{IssuerNotice, IssuerNoticeKind};
pub use key::{ChainError, IssuerError};
pub(crate) use notice::Notices;
pub use notice::{Notice, NoticeKind};
pub use profile_error::ProfileError;
pub use request_error::RequestError;
pub use rfc_error::RfcError;
pub use violation::ViolationKind;
pub use violations::Violation;
pub(crate) use violations::Violations;

use core::fmt;

/// Writes `items` separated by a comma and a space.
fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

/// Writes a UTC time to the second in RFC 3339 form; the years are those of a certificate, 1950–9999.
struct Instant(time::UtcDateTime);

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second) = self.0.as_hms();
        write!(f, "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", u8::from(month))
    }
}

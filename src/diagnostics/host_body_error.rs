//! What can be wrong with the bodies that concern the host and no request for a certificate.

use alloc::boxed::Box;

use super::IssuerError;
use crate::x509::Sanitized;

/// What is wrong with a member of a body that concerns the host and no request for a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostBodyError {
    /// The text cannot be a segment of the path of a URL ([rule W13](crate::docs::rules#w13)).
    #[error(
        "found {0}, but a part of a URL has only the characters A-Z, a-z, 0-9, \".\", \"_\" and \"-\", and is \
         neither \".\" nor \"..\""
    )]
    NotAPathSegment(Sanitized),
    /// A certificate that is to be imported, or its chain, cannot be used
    /// ([rule W15](crate::docs::rules#w15)).
    #[error(transparent)]
    Certificate(Box<IssuerError>),
    /// A password has too many octets ([rule W16](crate::docs::rules#w16)). It is not shown.
    #[error("found {found} octets, but at most {max} are allowed")]
    PasswordTooLong {
        /// The number of octets.
        found: usize,
        /// The maximum number of octets.
        max: usize,
    },
    /// An export asks for the SM standards ([rule W16](crate::docs::rules#w16)).
    #[error("the SM standards (SM2, SM3, SM4) are not supported; send false, or omit it")]
    SmStandard,
    /// An export in this format is always compressed ([rule W16](crate::docs::rules#w16)).
    #[error("an export of the type {0} is a binary file, which is only sent compressed; send true")]
    NeedsCompression(&'static str),
    /// A tag has the key of another one ([rule W17](crate::docs::rules#w17)).
    #[error("another tag of the request has this key; keep one of them")]
    RepeatedTag,
}

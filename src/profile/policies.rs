//! Choices between two or three ways, as settings of a profile.

/// What happens if a certificate's validity is not within its issuer's
/// ([rule V6](crate::docs::rules#v6)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum ValidityPolicy {
    /// The request is refused.
    #[default]
    Reject,
    /// `notAfter` is lowered and `notBefore` raised to the issuer's, with a notice. A certificate
    /// that would already have expired is refused.
    Truncate,
}

/// What happens if a server certificate has no alternative name ([rule S8](crate::docs::rules#s8)).
///
/// Verifiers of TLS servers look only at alternative names (RFC 9525 §2). A server certificate is
/// an end-entity certificate that is granted serverAuth, or one from a CSR that is granted every
/// purpose: none, or anyExtendedKeyUsage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ServerNamePolicy {
    /// The certificate is issued, with a notice.
    #[default]
    Notice,
    /// The request is refused.
    Refuse,
    /// The common name is added as a DNS name, with a notice, if there is exactly one and it is a
    /// DNS name ([rule S2](crate::docs::rules#s2)), under [`Conformance::Rfc`] one by RFC 5280. The
    /// issuer's name constraints apply to it, and to the common name of a CSR the forms that a CSR
    /// is granted. If there is nothing to add, or if the CA itself set no names, the certificate is
    /// issued as with [`ServerNamePolicy::Notice`].
    AddCommonName,
}

/// The rules that a profile follows where the API pages allow what an RFC does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
#[non_exhaustive]
pub enum Conformance {
    /// The rules of the API pages.
    #[default]
    Api,
    /// The rules of the RFCs. What they forbid in any certificate is refused with a
    /// [`ViolationKind::Rfc`](crate::diagnostics::ViolationKind::Rfc) or, if a CSR asks for it in
    /// an extension, not granted, with a notice. Each [`RfcError`](crate::diagnostics::RfcError)
    /// names its source.
    Rfc,
}

/// How CSRs must be encoded. The parts that are copied must always be strict DER
/// ([rule C2](crate::docs::rules#c2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum CsrEncoding {
    /// Deviations from the standards that have exactly one meaning are accepted, each
    /// [`EncodingDeviation`](crate::x509::EncodingDeviation) with a notice: devices in the field
    /// write them and cannot be changed.
    Tolerant,
    /// Each such deviation is a reason to refuse the CSR. Extensions in Microsoft's attribute are
    /// not a deviation: both settings read them.
    Strict,
}

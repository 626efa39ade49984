//! What can be wrong with a request.

use crate::x509::extension::CustomExtensionError;
use crate::x509::length::LengthError;
use crate::x509::name::DistinguishedNameError;
use alloc::vec::Vec;

use time::UtcDateTime;

use super::{ChainCertificate, CrlError, CsrError, RfcError};

use crate::x509::name_constraints::NameConstraintError;

use crate::x509::general_name::NameError;

use crate::x509::oid::ObjectIdentifierError;

use crate::key::PublicKeyError;
use crate::x509::Sanitized;
use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose};
use crate::x509::oid::ObjectIdentifier;

/// What is wrong with a field. Its text names what was found and what is allowed.
///
/// The errors of names, identifiers and lengths convert into it, so that `?` works where requests are made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ViolationKind {
    /// A body of more octets than any request needs.
    BodyTooLong {
        /// The octets found.
        found: usize,
        /// The most octets.
        max: usize,
    },
    /// The body cannot be read as JSON; the line and column (both from 1) where the fault was met.
    MalformedJson {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// The body starts with the byte order mark of UTF-8, which RFC 8259 §8.1 forbids.
    ByteOrderMark,
    /// The body looks like UTF-16 or UTF-32.
    WideEncoding,
    /// The body is not UTF-8 (RFC 8259 §8.1); the line and column (both from 1) of the first octet that is not.
    NotUtf8 {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// A mandatory field is not there: neither sent nor more than null, an empty string, or an object all of
    /// whose members are absent.
    Missing,
    /// A member that the body does not have, where the host has such members refused.
    UnknownMember,
    /// A purpose that extended_key_usage does not have, and that is not `false`.
    UnknownPurpose {
        /// The purposes that it has.
        known: &'static [&'static str],
    },
    /// A field is of another JSON type.
    WrongType {
        /// The type that was sent.
        found: &'static str,
        /// The type that is expected.
        expected: &'static str,
    },
    /// A member occurs more than once in its object.
    DuplicateMember,
    /// An array or object has too many entries.
    TooMany {
        /// The entries found.
        found: usize,
        /// The most entries that are allowed.
        max: usize,
    },
    /// A value is none of those that the field can have.
    NotOneOf {
        /// The value that was sent.
        found: Sanitized,
        /// The values that are allowed.
        allowed: &'static [&'static str],
    },
    /// A text is too short or too long.
    Length(LengthError),
    /// A number is too small or too large.
    OutOfRange {
        /// The number that was sent.
        found: i128,
        /// The smallest number that is allowed.
        min: i128,
        /// The largest number that is allowed.
        max: i128,
    },
    /// An issuer id is not of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (hexadecimal).
    NotAUuid(Sanitized),
    /// A value that is not allowed for its attribute of a distinguished name.
    DistinguishedName(DistinguishedNameError),
    /// A DNS name, IP address, e-mail address or URI that is not one.
    Name(NameError),
    /// An object identifier that is not one.
    ObjectIdentifier(ObjectIdentifierError),
    /// An identifier or value that a custom extension cannot have.
    CustomExtension(CustomExtensionError),
    /// The same extension twice.
    RepeatedExtension,
    /// An extension that the profile does not let be asked for (rule U5).
    ExtensionNotAllowed {
        /// The extension.
        found: ObjectIdentifier,
        /// The extensions that may be asked for.
        allowed: Vec<ObjectIdentifier>,
    },
    /// A purpose that the profile does not let be asked for (rule U6).
    PurposeNotAllowed {
        /// The purpose.
        found: KeyPurpose,
        /// The purposes that may be asked for.
        allowed: ExtendedKeyUsage,
    },
    /// A purpose that the issuer, or a CA above it, is not for (rule A7).
    PurposeBeyondIssuer {
        /// The purpose.
        found: KeyPurpose,
        /// The purposes that the issuer and all CAs above it are for.
        allowed: ExtendedKeyUsage,
    },
    /// None of the purposes of a CSR is granted (rule C7).
    NoPurposeGranted {
        /// The purposes asked for.
        found: ExtendedKeyUsage,
        /// The purposes that would be granted.
        grantable: ExtendedKeyUsage,
    },
    /// None of the profile's default purposes is one that the issuer, or a CA above it, is for (rule A7).
    DefaultPurposesBeyondIssuer {
        /// The default purposes.
        default: ExtendedKeyUsage,
        /// The purposes that the issuer and all CAs above it are for.
        allowed: ExtendedKeyUsage,
    },
    /// No purpose, where the profile demands one (rule U6).
    NoPurpose {
        /// The purposes that may be asked for; `None` for any.
        allowed: Option<ExtendedKeyUsage>,
    },
    /// cRLSign for an end entity, where the profile does not allow it (rule U7).
    CrlSignOfEntity,
    /// A CA by a CSR, where the profile does not allow it (rule C14).
    CaByCsr,
    /// An extension of a CSR that would limit the CA, and is not granted.
    LimitOfCaNotGranted(ObjectIdentifier),
    /// keyCertSign for an end entity.
    KeyCertSign,
    /// encipherOnly or decipherOnly without keyAgreement.
    NeedsKeyAgreement(&'static str),
    /// keyEncipherment or dataEncipherment with an EC key.
    NotForEcKey(&'static str),
    /// The validity starts more than five minutes before the time of issuing.
    StartTooEarly {
        /// The start asked for, in milliseconds since 1970.
        start_from: i128,
        /// The earliest start that is allowed, in milliseconds since 1970.
        earliest: i128,
    },
    /// The validity is longer than the certificate's kind allows.
    ValidityTooLong {
        /// The most units.
        max: u64,
        /// The unit: YEAR, MONTH, DAY or HOUR.
        unit: &'static str,
    },
    /// The validity leaves the years 1950 to 9999, which X.509 times can express.
    TimeNotExpressible,
    /// The issuer itself is not valid at the time of issuing.
    IssuerNotValid {
        /// The time of issuing.
        now: UtcDateTime,
        /// The start of the issuer's validity.
        not_before: UtcDateTime,
        /// The end of the issuer's validity.
        not_after: UtcDateTime,
    },
    /// A CA above the issuer is not valid at the time of issuing (rule V9).
    ChainNotValid {
        /// The CA.
        certificate: ChainCertificate,
        /// The time of issuing.
        now: UtcDateTime,
        /// The start of the CA's validity.
        not_before: UtcDateTime,
        /// The end of the CA's validity.
        not_after: UtcDateTime,
    },
    /// The validity is not within the issuer's.
    OutsideIssuerValidity {
        /// The start of the issuer's validity.
        not_before: UtcDateTime,
        /// The end of the issuer's validity.
        not_after: UtcDateTime,
    },
    /// A certificate that was to be signed and was stored would be over when it is signed.
    AlreadyOver {
        /// The time of issuing.
        now: UtcDateTime,
        /// The end of the certificate's validity.
        not_after: UtcDateTime,
    },
    /// The issuer's own path length leaves no room for this CA.
    IssuerPathLength {
        /// The path length of the issuer.
        issuer: u8,
        /// The path length asked for.
        asked: u8,
    },
    /// A name that the name constraints of the issuer, or of a CA above it, refuse (rule A3).
    NameConstraint(NameConstraintError),
    /// A certificate signing request that cannot be used.
    Csr(CsrError),
    /// A revocation list that cannot be issued.
    Crl(CrlError),
    /// A public key that is not accepted.
    PublicKey(PublicKeyError),
    /// A hash of the signature that the profile does not grant.
    HashNotGranted {
        /// The hash that was asked for, as the wire spells it.
        found: &'static str,
        /// The hashes that are granted.
        granted: Vec<&'static str>,
    },
    /// A subject that is the issuer's own, to one verifier at least (rule A8).
    SubjectOfIssuer,
    /// A subject that is that of a CA above the issuer, to one verifier at least (rule A8).
    SubjectOfCaAbove {
        /// The position of that CA in the issuer's chain; the issuer is 0.
        position: usize,
    },
    /// Name constraints for an end entity.
    NameConstraintsOfEntity,
    /// The same certificate policy twice.
    RepeatedPolicy(ObjectIdentifier),
    /// A public key that is not one of the algorithm that the request names.
    KeyNotOfAlgorithm {
        /// The algorithm, as the wire spells it.
        asked: &'static str,
    },
    /// A key of a type that the profile does not accept.
    KeyType {
        /// The type of the key: RSA, EC256 or EC384.
        found: &'static str,
        /// The types that are accepted.
        accepted: Vec<&'static str>,
    },
    /// An RSA key of a size that the profile does not accept, in bits.
    RsaKeySize {
        /// The size of the key.
        found: u32,
        /// The smallest size that is accepted.
        min: u32,
        /// The largest size that is accepted.
        max: u32,
    },
    /// No alternative name, where the profile demands one.
    NoAlternativeName,
    /// A server certificate without an alternative name, where the profile demands one (rule S8).
    ServerWithoutAlternativeName,
    /// A key usage that is not one of a CA.
    NotForCa(&'static str),
    /// Key usages of a CA without keyCertSign.
    NeedsKeyCertSign,
    /// What the API pages allow and an RFC does not, where the profile conforms to the RFCs.
    Rfc(RfcError),
}

//! The texts of violations that depend on their data (rule E1).

use core::fmt;

use super::shown::{List, Purposes};
use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose};
use crate::x509::oid::ObjectIdentifier;

pub(super) fn write_extension_not_allowed(
    found: &ObjectIdentifier,
    allowed: &[ObjectIdentifier],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "the extension {} is not allowed", found.named())?;
    if allowed.is_empty() {
        return f.write_str(", nor is any other; omit it");
    }
    write!(f, "; omit it, or request one of {}", List(allowed))
}

pub(super) fn write_purpose_not_allowed(
    found: &KeyPurpose,
    allowed: &ExtendedKeyUsage,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(f, "the purpose {found} is not allowed")?;
    if allowed.is_empty() {
        return f.write_str(", nor is any other; use another profile");
    }
    write!(f, "; the allowed purposes are {allowed}")
}

pub(super) fn write_no_purpose_granted(
    found: &ExtendedKeyUsage,
    grantable: &ExtendedKeyUsage,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    write!(
        f,
        "none of the requested purposes ({found}) is granted, and a certificate without purposes could be \
         used for all of them; "
    )?;
    if grantable.is_empty() {
        return f.write_str("use another issuer or profile");
    }
    write!(f, "request those that are allowed: {grantable}")
}

pub(super) fn write_no_purpose(
    allowed: &Option<ExtendedKeyUsage>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.write_str("at least one purpose (extended key usage) is required")?;
    match allowed {
        Some(allowed) => write!(f, "; the allowed purposes are {}", Purposes(allowed)),
        None => Ok(()),
    }
}

pub(super) fn write_validity_too_long(
    max: &u64,
    unit: &str,
    in_months: &bool,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let (name, verb) = (unit.to_ascii_lowercase(), if *max == 1 { " is" } else { "s are" });
    write!(f, "the validity is too long; at most {max} {name}{verb} allowed")?;
    if *in_months || unit == "MONTH" { f.write_str(" (a MONTH is 31 days)") } else { Ok(()) }
}

pub(super) fn write_issuer_path_length(issuer: &u8, asked: &u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match issuer.checked_sub(1) {
        None => f.write_str("the issuer's path length is 0, so it cannot issue a CA"),
        Some(max) => write!(
            f,
            "the issuer's path length is {issuer}, so a CA below it must have a path length of at most \
             {max}, not {asked}"
        ),
    }
}

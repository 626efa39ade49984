//! The length of texts, in characters.

/// A text that is too short or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("found {found} characters, but {min} to {max} are allowed")]
pub struct LengthError {
    /// The number of characters.
    pub found: usize,
    /// The minimum number of characters.
    pub min: usize,
    /// The maximum number of characters.
    pub max: usize,
}

/// Checks that a text has at least `min` and at most `max` characters.
pub(crate) fn check_length(text: &str, min: usize, max: usize) -> Result<(), LengthError> {
    // A character has one to four octets, so most texts need not be counted.
    if (4 * min..=max).contains(&text.len()) {
        return Ok(());
    }
    let found = text.chars().count();
    if (min..=max).contains(&found) { Ok(()) } else { Err(LengthError { found, min, max }) }
}

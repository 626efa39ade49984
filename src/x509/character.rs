//! Characters as they appear in messages.

use core::fmt::{self, Write};

/// Writes one character and escapes it if it could disturb a terminal or a log line.
pub(crate) fn write_character(f: &mut impl Write, character: char) -> fmt::Result {
    if character == '"' || character == '\\' || character.is_control() || !is_plain(character) {
        write!(f, "{}", character.escape_unicode())
    } else {
        f.write_char(character)
    }
}

/// Returns whether a message can show a character as it is: it neither reorders nor hides the text
/// around it.
fn is_plain(character: char) -> bool {
    !matches!(character,
        '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A character that is the subject of a message. It is shown as its code point, followed by the
/// character itself or, if it is invisible, its name: `U+0026 &`, `U+0020 SPACE` (rule E5).
pub(crate) struct Visible(pub(crate) char);

impl fmt::Display for Visible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(character) = *self;
        write!(f, "U+{:04X}", u32::from(character))?;
        if let Some((_, name)) = INVISIBLE.iter().find(|(known, _)| *known == character) {
            return write!(f, " {name}");
        }
        match character {
            character if character.is_control() || character.is_whitespace() || !is_plain(character) => {
                Ok(())
            }
            character => write!(f, " {character}"),
        }
    }
}

/// The Unicode names of invisible characters, and the aliases of control characters.
const INVISIBLE: [(char, &str); 54] = [
    ('\u{00}', "NULL"),
    ('\u{01}', "START OF HEADING"),
    ('\u{02}', "START OF TEXT"),
    ('\u{03}', "END OF TEXT"),
    ('\u{04}', "END OF TRANSMISSION"),
    ('\u{05}', "ENQUIRY"),
    ('\u{06}', "ACKNOWLEDGE"),
    ('\u{07}', "ALERT"),
    ('\u{08}', "BACKSPACE"),
    ('\u{09}', "CHARACTER TABULATION"),
    ('\u{0a}', "LINE FEED"),
    ('\u{0b}', "LINE TABULATION"),
    ('\u{0c}', "FORM FEED"),
    ('\u{0d}', "CARRIAGE RETURN"),
    ('\u{0e}', "SHIFT OUT"),
    ('\u{0f}', "SHIFT IN"),
    ('\u{10}', "DATA LINK ESCAPE"),
    ('\u{11}', "DEVICE CONTROL ONE"),
    ('\u{12}', "DEVICE CONTROL TWO"),
    ('\u{13}', "DEVICE CONTROL THREE"),
    ('\u{14}', "DEVICE CONTROL FOUR"),
    ('\u{15}', "NEGATIVE ACKNOWLEDGE"),
    ('\u{16}', "SYNCHRONOUS IDLE"),
    ('\u{17}', "END OF TRANSMISSION BLOCK"),
    ('\u{18}', "CANCEL"),
    ('\u{19}', "END OF MEDIUM"),
    ('\u{1a}', "SUBSTITUTE"),
    ('\u{1b}', "ESCAPE"),
    ('\u{1c}', "INFORMATION SEPARATOR FOUR"),
    ('\u{1d}', "INFORMATION SEPARATOR THREE"),
    ('\u{1e}', "INFORMATION SEPARATOR TWO"),
    ('\u{1f}', "INFORMATION SEPARATOR ONE"),
    ('\u{20}', "SPACE"),
    ('\u{7f}', "DELETE"),
    ('\u{85}', "NEXT LINE"),
    ('\u{a0}', "NO-BREAK SPACE"),
    ('\u{ad}', "SOFT HYPHEN"),
    ('\u{200b}', "ZERO WIDTH SPACE"),
    ('\u{200c}', "ZERO WIDTH NON-JOINER"),
    ('\u{200d}', "ZERO WIDTH JOINER"),
    ('\u{200e}', "LEFT-TO-RIGHT MARK"),
    ('\u{200f}', "RIGHT-TO-LEFT MARK"),
    ('\u{2028}', "LINE SEPARATOR"),
    ('\u{2029}', "PARAGRAPH SEPARATOR"),
    ('\u{202a}', "LEFT-TO-RIGHT EMBEDDING"),
    ('\u{202b}', "RIGHT-TO-LEFT EMBEDDING"),
    ('\u{202c}', "POP DIRECTIONAL FORMATTING"),
    ('\u{202d}', "LEFT-TO-RIGHT OVERRIDE"),
    ('\u{202e}', "RIGHT-TO-LEFT OVERRIDE"),
    ('\u{202f}', "NARROW NO-BREAK SPACE"),
    ('\u{2060}', "WORD JOINER"),
    ('\u{3000}', "IDEOGRAPHIC SPACE"),
    ('\u{feff}', "ZERO WIDTH NO-BREAK SPACE"),
    ('\u{fffd}', "REPLACEMENT CHARACTER"),
];

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn e5_characters_are_shown_by_code_point_and_what_can_be_seen_or_their_name() {
        for (character, shown) in [
            ('&', "U+0026 &"),
            ('*', "U+002A *"),
            ('é', "U+00E9 é"),
            ('𝄞', "U+1D11E 𝄞"),
            (' ', "U+0020 SPACE"),
            ('\n', "U+000A LINE FEED"),
            ('\u{7f}', "U+007F DELETE"),
            ('\u{9f}', "U+009F"),
            ('\u{2003}', "U+2003"),
            ('\u{202e}', "U+202E RIGHT-TO-LEFT OVERRIDE"),
            ('\u{2066}', "U+2066"),
        ] {
            assert_eq!(Visible(character).to_string(), shown);
        }
        let disturbs = |character: char| character.is_control() || !is_plain(character);
        for character in (0..0x3_0000).filter_map(char::from_u32) {
            assert!(!Visible(character).to_string().chars().any(disturbs), "{character:?}");
        }
    }
}

//! Folding of text as the loosest of all verifiers compares it.

use alloc::vec::Vec;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

/// Folds a text so that two texts fold alike if any verifier could treat them as equal: RFC 4518 §2
/// without its prohibitions, and coarser.
///
/// - Each character is decomposed for compatibility (NFKD, which Java uses for comparison), its
///   case is folded, and the result is decomposed again. This makes `Ａ`, `ª` and `a` the same, as
///   well as `℡` and `tel`, or `ß`, `ẞ` and `ss`.
/// - Characters without meaning are dropped, as is white space at either end. Each inner run of
///   white space becomes one space. A space that a decomposition produces (`¨`) counts as white
///   space.
/// - Combining marks are moved to the end and sorted. Verifiers assign them to different letters,
///   depending on whether they fold case before they order marks (U+0345 is a mark, its upper case
///   a letter).
///
/// Returns `None` if the result exceeds `most` octets: one character decomposes into up to 18.
pub(super) fn fold(text: &str, most: usize) -> Option<Vec<u8>> {
    let octets = Vec::with_capacity(text.len().min(most));
    let mut folded = Folded { octets, space: false, marks: Vec::new(), octets_of_marks: 0 };
    for character in text.chars() {
        if character.is_ascii_graphic() {
            folded.character(character.to_ascii_lowercase());
        } else {
            decompose_compatible(character, |part| folded.part(part));
        }
        if folded.octets.len() + folded.octets_of_marks > most {
            return None;
        }
    }
    Some(folded.finish())
}

struct Folded {
    octets: Vec<u8>,
    /// Whether white space followed the last character.
    space: bool,
    marks: Vec<char>,
    octets_of_marks: usize,
}

impl Folded {
    /// Folds the case of one character of a decomposition.
    fn part(&mut self, part: char) {
        if part.is_ascii_graphic() {
            return self.character(part.to_ascii_lowercase());
        }
        let mut folded = part.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
        let (first, second) = (folded.next(), folded.next());
        // Most characters have no case and are already decomposed.
        if (first, second) == (Some(part), None) {
            return self.character(part);
        }
        for part in first.into_iter().chain(second).chain(folded) {
            decompose_compatible(part, |part| self.character(part));
        }
    }

    fn character(&mut self, character: char) {
        if character.is_ascii_graphic() {
            self.push(character);
        } else if character.is_whitespace() {
            self.space = true;
        } else if canonical_combining_class(character) != 0 {
            self.marks.push(character);
            self.octets_of_marks += character.len_utf8();
        } else if !is_mapped_to_nothing(character) {
            self.push(character);
        }
    }

    fn push(&mut self, character: char) {
        if self.space && !self.octets.is_empty() {
            self.octets.push(b' ');
        }
        self.space = false;
        self.octets.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn finish(mut self) -> Vec<u8> {
        if !self.marks.is_empty() {
            // Folded text contains no control character, so this one separates the marks.
            self.octets.push(0);
            self.marks.sort_unstable();
            for mark in self.marks {
                self.octets.extend_from_slice(mark.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        self.octets
    }
}

/// Returns whether a quick comparison shows that the texts fold differently: they are printable
/// ASCII up to the point where they differ.
pub(super) fn surely_differ(one: &str, other: &str) -> bool {
    let mut pairs = one.bytes().zip(other.bytes());
    let differs = pairs.find_map(|(one, other)| match one.is_ascii_graphic() && other.is_ascii_graphic() {
        true if one.eq_ignore_ascii_case(&other) => None,
        both_printable => Some(both_printable),
    });
    differs.unwrap_or(false)
}

/// Returns whether RFC 4518 §2.2 maps the character to nothing.
fn is_mapped_to_nothing(character: char) -> bool {
    let is_control = character.is_control() && !character.is_whitespace();
    is_control
        || matches!(character,
            '\u{00ad}' | '\u{034f}' | '\u{06dd}' | '\u{070f}' | '\u{1806}' | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeMap;
    use alloc::string::String;
    use unicode_normalization::UnicodeNormalization;

    fn folded(text: &str) -> Vec<u8> {
        fold(text, usize::MAX).expect("no bound")
    }

    #[test]
    fn a8_text_folds_to_letters_words_and_marks() {
        for (text, expected) in [
            ("  Example \t LTD ", "example ltd"),
            ("Example\u{a0}\u{3000}Ltd", "example ltd"),
            ("Exa\u{ad}mple\u{200b} \u{200b} Ltd\u{1}", "example ltd"),
            ("Ｅｘ\u{fe0f}ample", "example"),
            ("ﬁ℡Ⅳ", "fiteliv"),
            ("Straße ẞ", "strasse ss"),
            ("é\u{323}", "e\0\u{301}\u{323}"),
            ("e\u{301}\u{323}", "e\0\u{301}\u{323}"),
            ("ᾳ", "αι"),
            ("¨x", "x\0\u{308}"),
            ("한", "\u{1112}\u{1161}\u{11ab}"),
            ("", ""),
            (" \u{200b}", ""),
        ] {
            assert_eq!(core::str::from_utf8(&folded(text)), Ok(expected), "{text}");
        }
    }

    #[test]
    fn e4_text_that_decomposes_into_too_much_is_not_folded() {
        // 18 characters, three of them spaces.
        let folded = folded("\u{fdfa}");
        assert_eq!(folded.len(), 33);
        assert_eq!(fold("\u{fdfa}", 33), Some(folded));
        assert_eq!(fold("\u{fdfa}", 32), None);
        assert_eq!((fold("e\u{301}", 3).is_some(), fold("e\u{301}", 2)), (true, None));
    }

    /// Covers the order of Java (case, then NFKD), that of RFC 4518 (NFKC, then case), and either
    /// step alone.
    #[test]
    fn a8_every_character_folds_as_its_other_cases_and_its_decompositions_do() {
        for character in '\0'..=char::MAX {
            let own = folded(character.encode_utf8(&mut [0; 4]));
            let upper: String = character.to_uppercase().collect();
            let lower: String = character.to_lowercase().collect();
            let java: String = upper.to_lowercase().nfkd().collect();
            let same = [
                character.nfd().collect(),
                character.nfkd().collect(),
                character.nfkc().collect(),
                character.nfkc().collect::<String>().to_lowercase(),
                character.nfkd().collect::<String>().to_uppercase(),
                upper,
                lower,
                java,
            ];
            for text in same {
                assert_eq!(folded(&text), own, "{character:?} {text:?}");
            }
        }
    }

    #[test]
    fn a8_texts_that_surely_differ_fold_differently() {
        for (one, other, expected) in [
            ("example.com", "Test Root", true),
            ("Example A", "Example B", false),
            ("ExampleA", "exampleB", true),
            ("Example", "EXAMPLE", false),
            ("Example", "Example2", false),
            ("Exampl\u{e9}", "Example", false),
            (" Example", "Test", false),
            ("", "Test", false),
        ] {
            assert_eq!(surely_differ(one, other), expected, "{one} {other}");
            assert!(!expected || folded(one) != folded(other));
        }
    }

    /// Models `X500Principal` of Java: white space, case, NFKD, in this order.
    #[test]
    fn a8_texts_that_java_finds_equal_fold_alike() {
        let java = |text: &str| -> String {
            let mut words = String::new();
            for character in text.trim_matches(|character| character <= ' ').chars() {
                if !(character == ' ' && words.ends_with(' ')) {
                    words.push(character);
                }
            }
            words.to_uppercase().to_lowercase().nfkd().collect()
        };
        let parts = [
            "a", "\u{345}", "\u{301}", "\u{323}", "α", "ι", " ", "¨", "ß", "s", "S", "ẞ", "Σ", "ς", "İ", "i",
            "\u{307}", "ı", "\u{a0}", "\u{2003}", "Ａ", "ﬃ", "f", "\u{1f82}", "\u{149}", "℡", "ᾳ",
        ];
        let mut first_of = BTreeMap::new();
        let mut equal = 0;
        for one in parts {
            for two in parts {
                for three in parts {
                    let text = [one, two, three].concat();
                    let first = first_of.entry(java(&text)).or_insert_with(|| text.clone());
                    assert_eq!(folded(first), folded(&text), "{first:?} {text:?}");
                    equal += usize::from(*first != text);
                }
            }
        }
        assert!(equal > 1_000, "{equal}");
    }
}

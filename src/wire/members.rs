//! Taking typed values out of JSON: each fault is recorded with its pointer and code, and reading goes on.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::value::{MAX_ENTRIES, Object, Value};
use crate::error::{
    Code, NoticeKind, Notices, Quoted, ViolationKind, Violations, may_be_secret, write_character,
};

/// What was found while a body is read.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) violations: Violations,
    pub(super) notices: Notices,
}

/// There is no value, and a violation says why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recorded;

pub(super) type Read<T> = Result<T, Recorded>;

impl Findings {
    pub(super) fn fail<T>(&mut self, pointer: &str, code: Code, kind: ViolationKind) -> Read<T> {
        self.violations.push(pointer, code, kind);
        Err(Recorded)
    }
}

/// A value, where it stands, and the code of whatever is wrong with it.
pub(super) struct Member<'v> {
    pub(super) value: &'v Value,
    pub(super) pointer: String,
    pub(super) code: Code,
}

impl<'v> Member<'v> {
    /// Records what is wrong with this value.
    pub(super) fn fail<T>(&self, findings: &mut Findings, kind: ViolationKind) -> Read<T> {
        findings.fail(&self.pointer, self.code, kind)
    }

    /// Takes a checked value, or records why it is refused.
    pub(super) fn take<T>(&self, findings: &mut Findings, checked: Result<T, ViolationKind>) -> Read<T> {
        checked.or_else(|kind| self.fail(findings, kind))
    }

    fn wrong_type<T>(&self, findings: &mut Findings, expected: &'static str) -> Read<T> {
        self.fail(findings, ViolationKind::WrongType { found: self.value.type_name(), expected })
    }

    pub(super) fn text(&self, findings: &mut Findings) -> Read<&'v str> {
        match self.value {
            Value::Text(text) => Ok(text),
            _ => self.wrong_type(findings, "a string"),
        }
    }

    pub(super) fn boolean(&self, findings: &mut Findings) -> Read<bool> {
        match self.value {
            Value::Boolean(boolean) => Ok(*boolean),
            _ => self.wrong_type(findings, "a boolean"),
        }
    }

    /// An integer within the bounds, which fit a `T`.
    pub(super) fn integer<T: TryFrom<i128>>(&self, findings: &mut Findings, min: i128, max: i128) -> Read<T> {
        match self.value {
            Value::Integer(found) => {
                let number = T::try_from(*found).ok().filter(|_| (min..=max).contains(found));
                self.take(findings, number.ok_or(ViolationKind::OutOfRange { found: *found, min, max }))
            }
            _ => self.wrong_type(findings, "an integer"),
        }
    }

    /// One of a few texts, and what it stands for.
    pub(super) fn one_of<T: Copy>(
        &self,
        findings: &mut Findings,
        names: &'static [&'static str],
        values: &[T],
    ) -> Read<T> {
        let text = self.text(findings)?;
        let position = names.iter().position(|name| *name == text);
        let value = position.and_then(|position| values.get(position)).copied();
        self.take(
            findings,
            value.ok_or_else(|| ViolationKind::NotOneOf { found: Quoted::new(text), allowed: names }),
        )
    }

    /// The entries of an array, at most `max`; of a longer one the first `max`, beside a violation.
    pub(super) fn array(&self, findings: &mut Findings, max: usize) -> Read<Vec<Member<'v>>> {
        let Value::Array { kept, found } = self.value else { return self.wrong_type(findings, "an array") };
        if *found > max {
            let _: Read<()> = self.fail(findings, ViolationKind::TooMany { found: *found, max });
        }
        let entry = |(position, value)| Member {
            value,
            pointer: format!("{}/{position}", self.pointer),
            code: self.code,
        };
        Ok(kept.iter().enumerate().take(max).map(entry).collect())
    }

    pub(super) fn object(self, findings: &mut Findings) -> Read<Members<'v>> {
        let Value::Object(object) = self.value else { return self.wrong_type(findings, "an object") };
        if object.found > MAX_ENTRIES {
            let _: Read<()> =
                self.fail(findings, ViolationKind::TooMany { found: object.found, max: MAX_ENTRIES });
        }
        for name in &object.repeated {
            let pointer = format!("{}/{}", self.pointer, segment(name));
            findings.violations.push(pointer, Code::Parameter, ViolationKind::DuplicateMember);
        }
        Ok(Members { object, pointer: self.pointer, code: self.code, known: Vec::new() })
    }
}

/// The members of an object, to be taken one by one.
pub(super) struct Members<'v> {
    object: &'v Object,
    pointer: String,
    code: Code,
    known: Vec<&'static str>,
}

impl<'v> Members<'v> {
    /// A member that need not be there; null stands for its absence. What is wrong with it has the code
    /// of this object.
    pub(super) fn optional(&mut self, name: &'static str) -> Option<Member<'v>> {
        self.optional_as(name, self.code)
    }

    /// As [`Members::optional`], with a code of its own.
    pub(super) fn optional_as(&mut self, name: &'static str, code: Code) -> Option<Member<'v>> {
        self.known.push(name);
        let (_, value) = self.object.members.iter().find(|(member, _)| member == name)?;
        if matches!(value, Value::Null) {
            return None;
        }
        Some(Member { value, pointer: self.pointer_to(name), code })
    }

    /// A member that must be there. What is wrong with it has the code of this object.
    pub(super) fn mandatory(&mut self, findings: &mut Findings, name: &'static str) -> Read<Member<'v>> {
        self.mandatory_as(findings, name, self.code)
    }

    /// As [`Members::mandatory`], with a code of its own.
    pub(super) fn mandatory_as(
        &mut self,
        findings: &mut Findings,
        name: &'static str,
        code: Code,
    ) -> Read<Member<'v>> {
        match self.optional_as(name, code) {
            Some(member) => Ok(member),
            None => findings.fail(&self.pointer_to(name), code, ViolationKind::Missing),
        }
    }

    fn pointer_to(&self, name: &str) -> String {
        format!("{}/{name}", self.pointer)
    }

    /// Notes the members that nobody took.
    pub(super) fn finish(self, findings: &mut Findings) {
        for (name, value) in &self.object.members {
            if !self.known.contains(&name.as_str()) && !matches!(value, Value::Null) {
                findings.notices.push(self.pointer_to(&segment(name)), NoticeKind::UnknownMember);
            }
        }
    }
}

/// The name of a member that the sender chose, as a reference token of RFC 6901 §3 that can be shown:
/// escaped, shortened, and nothing that may be a secret.
fn segment(name: &str) -> String {
    const SHOWN: usize = 48;
    if may_be_secret(name) {
        return String::from("…");
    }
    let mut token = String::new();
    for character in name.chars().take(SHOWN) {
        // Writing to a String does not fail.
        let _ = match character {
            '~' => core::fmt::Write::write_str(&mut token, "~0"),
            '/' => core::fmt::Write::write_str(&mut token, "~1"),
            other => write_character(&mut token, other),
        };
    }
    if name.chars().nth(SHOWN).is_some() {
        token.push('…');
    }
    token
}

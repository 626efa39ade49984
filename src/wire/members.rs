//! Taking typed values out of JSON: each fault is recorded with its pointer and code, and reading goes on.

use alloc::format;
use alloc::string::{String, ToString};
use core::cell::Cell;
use core::fmt;

use super::value::{MAX_ENTRIES, Object, Value};
use crate::diagnostics::{ErrorCode, NoticeKind, Notices, ViolationKind, Violations};
use crate::x509::{Sanitized, may_be_secret, write_character};

/// What was found while a body is read.
#[derive(Default)]
pub(super) struct Findings {
    /// Whether members that a body does not have are refused (rule W5).
    pub(super) deny_unknown_members: bool,
    pub(super) violations: Violations,
    pub(super) notices: Notices,
}

/// There is no value, and a violation says why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recorded;

pub(super) type Read<T> = Result<T, Recorded>;

impl Findings {
    pub(super) fn fail<T>(&mut self, pointer: Pointer<'_>, code: ErrorCode, kind: ViolationKind) -> Read<T> {
        self.violations.push(pointer, code, kind);
        Err(Recorded)
    }
}

/// The JSON pointer to a value (RFC 6901). It is written out only where something is said of the value.
#[derive(Clone, Copy)]
pub(super) enum Pointer<'m> {
    Root,
    Member(&'m Pointer<'m>, &'static str),
    Entry(&'m Pointer<'m>, usize),
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(object, name) => write!(f, "{object}/{name}"),
            Self::Entry(array, position) => write!(f, "{array}/{position}"),
        }
    }
}

impl From<Pointer<'_>> for String {
    fn from(pointer: Pointer<'_>) -> Self {
        pointer.to_string()
    }
}

/// A value, where it stands, and the code of whatever is wrong with it.
#[derive(Clone, Copy)]
pub(super) struct Member<'m> {
    pub(super) value: Value<'m>,
    pub(super) pointer: Pointer<'m>,
    pub(super) code: ErrorCode,
}

impl<'m> Member<'m> {
    /// Records what is wrong with this value.
    pub(super) fn fail<T>(&self, findings: &mut Findings, kind: ViolationKind) -> Read<T> {
        findings.fail(self.pointer, self.code, kind)
    }

    /// Takes a checked value, or records why it is refused.
    pub(super) fn take<T>(
        &self,
        findings: &mut Findings,
        checked: Result<T, impl Into<ViolationKind>>,
    ) -> Read<T> {
        checked.or_else(|error| self.fail(findings, error.into()))
    }

    fn wrong_type<T>(&self, findings: &mut Findings, expected: &'static str) -> Read<T> {
        self.fail(findings, ViolationKind::WrongType { found: self.value.type_name(), expected })
    }

    pub(super) fn text(&self, findings: &mut Findings) -> Read<&'m str> {
        match self.value {
            Value::Text(text) => Ok(text),
            _ => self.wrong_type(findings, "a string"),
        }
    }

    pub(super) fn boolean(&self, findings: &mut Findings) -> Read<bool> {
        match self.value {
            Value::Boolean(boolean) => Ok(boolean),
            _ => self.wrong_type(findings, "a boolean"),
        }
    }

    /// An integer within the bounds, which fit a `T`; a text may spell it (rule W2).
    pub(super) fn integer<T: TryFrom<i128>>(&self, findings: &mut Findings, min: i128, max: i128) -> Read<T> {
        let found = match self.value {
            Value::Integer(found) => Some(found),
            Value::Text(text) => integer_of_text(text),
            _ => None,
        };
        let Some(found) = found else { return self.wrong_type(findings, "an integer") };
        let number = T::try_from(found).ok().filter(|_| (min..=max).contains(&found));
        self.take(findings, number.ok_or(ViolationKind::OutOfRange { found, min, max }))
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
            value.ok_or_else(|| ViolationKind::NotOneOf { found: Sanitized::new(text), allowed: names }),
        )
    }

    /// The entries of an array, at most `max`; of a longer one the first `max`, beside a violation.
    pub(super) fn array<'s>(
        &'s self,
        findings: &mut Findings,
        max: usize,
    ) -> Read<impl ExactSizeIterator<Item = Member<'s>> + use<'s, 'm>> {
        let Value::Array(array) = self.value else { return self.wrong_type(findings, "an array") };
        let found = array.found();
        if found > max {
            let _: Read<()> = self.fail(findings, ViolationKind::TooMany { found, max });
        }
        let entry = |(position, value)| Member {
            value,
            pointer: Pointer::Entry(&self.pointer, position),
            code: self.code,
        };
        Ok(array.entries().enumerate().take(max).map(entry))
    }

    pub(super) fn object(self, findings: &mut Findings) -> Read<Members<'m>> {
        let Value::Object(object) = self.value else { return self.wrong_type(findings, "an object") };
        let (found, max) = (object.found(), MAX_ENTRIES);
        if found > max {
            let _: Read<()> = self.fail(findings, ViolationKind::TooMany { found, max });
        }
        for name in object.repeated() {
            let pointer = format!("{}/{}", self.pointer, segment(name));
            findings.violations.push(pointer, ErrorCode::Parameter, ViolationKind::DuplicateMember);
        }
        Ok(Members { object, pointer: self.pointer, code: self.code, taken: Cell::new(0) })
    }
}

/// The members of an object, to be taken one by one.
pub(super) struct Members<'m> {
    object: Object<'m>,
    pointer: Pointer<'m>,
    code: ErrorCode,
    /// One bit for each member that was taken; there are at most 100.
    taken: Cell<u128>,
}

impl<'m> Members<'m> {
    /// A member that need not be there; null and the empty string stand for its absence (rule W1). What is
    /// wrong with it has the code of this object.
    pub(super) fn optional(&self, name: &'static str) -> Option<Member<'_>> {
        self.optional_as(name, self.code)
    }

    /// As [`Members::optional`], with a code of its own.
    pub(super) fn optional_as(&self, name: &'static str, code: ErrorCode) -> Option<Member<'_>> {
        let mut members = self.object.members().enumerate();
        let (position, member) = members.find(|(_, member)| member.is(name))?;
        self.taken.set(self.taken.get() | 1 << position);
        let value = member.value();
        (!value.is_absent()).then(|| Member { value, pointer: self.pointer_to(name), code })
    }

    /// As [`Members::optional_as`], for an object: one all of whose members are absent is absent, too.
    pub(super) fn optional_object_as(&self, name: &'static str, code: ErrorCode) -> Option<Member<'_>> {
        self.optional_as(name, code).filter(|member| !member.value.is_object_of_absent())
    }

    /// As [`Members::optional_object_as`]. What is wrong with it has the code of this object.
    pub(super) fn optional_object(&self, name: &'static str) -> Option<Member<'_>> {
        self.optional_object_as(name, self.code)
    }

    /// A member that must be there. What is wrong with it has the code of this object.
    pub(super) fn mandatory(&self, findings: &mut Findings, name: &'static str) -> Read<Member<'_>> {
        self.mandatory_as(findings, name, self.code)
    }

    /// As [`Members::mandatory`], with a code of its own.
    pub(super) fn mandatory_as(
        &self,
        findings: &mut Findings,
        name: &'static str,
        code: ErrorCode,
    ) -> Read<Member<'_>> {
        self.present(findings, name, code, self.optional_as(name, code))
    }

    /// An object that must be there, and its members.
    pub(super) fn mandatory_object_as(
        &self,
        findings: &mut Findings,
        name: &'static str,
        code: ErrorCode,
    ) -> Read<Members<'_>> {
        self.present(findings, name, code, self.optional_object_as(name, code))?.object(findings)
    }

    fn present<'s>(
        &'s self,
        findings: &mut Findings,
        name: &'static str,
        code: ErrorCode,
        member: Option<Member<'s>>,
    ) -> Read<Member<'s>> {
        member.map_or_else(|| findings.fail(self.pointer_to(name), code, ViolationKind::Missing), Ok)
    }

    /// Notes a member that is ignored whatever it holds, where it is there.
    pub(super) fn ignore(&self, findings: &mut Findings, name: &'static str, notice: NoticeKind) {
        if let Some(member) = self.optional_object(name) {
            findings.notices.push(member.pointer, notice);
        }
    }

    fn pointer_to(&self, name: &'static str) -> Pointer<'_> {
        Pointer::Member(&self.pointer, name)
    }

    /// Notes the members that nobody took, or refuses them (rule W5).
    pub(super) fn finish(&self, findings: &mut Findings) {
        for (name, _) in self.others() {
            if findings.deny_unknown_members {
                findings.violations.push(
                    self.pointer_to_other(name),
                    self.code,
                    ViolationKind::UnknownMember,
                );
            } else {
                findings.notices.push(self.pointer_to_other(name), NoticeKind::UnknownMember);
            }
        }
    }

    /// The members that are there and that nobody took.
    pub(super) fn others(&self) -> impl Iterator<Item = (&'m str, Value<'m>)> {
        let taken = self.taken.get();
        let left = self.object.found() - taken.count_ones() as usize;
        // Mostly there are none.
        let members = self.object.members().enumerate().take(if left == 0 { 0 } else { MAX_ENTRIES });
        members
            .filter(move |(position, member)| taken & 1 << position == 0 && !member.is_repeated())
            .map(|(_, member)| (member.name(), member.value()))
            .filter(|(_, value)| !value.is_absent())
    }

    /// The pointer to a member whose name the sender chose.
    pub(super) fn pointer_to_other(&self, name: &str) -> String {
        format!("{}/{}", self.pointer, segment(name))
    }
}

/// The 64-bit integer that a text spells in decimal, as JSON does: an optional minus, no leading zeros.
fn integer_of_text(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    let number = text.parse().ok().filter(|_| is_plain || text == "0")?;
    (i64::MIN.into()..=u64::MAX.into()).contains(&number).then_some(number)
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

//! Typed values from JSON. Each fault is recorded with its field, and reading continues.

use core::cell::Cell;

use super::value::{MAX_ENTRIES, Object, Value, ValueKind};
use crate::diagnostics::{Field, NoticeKind, Notices, ViolationKind, Violations};
use crate::x509::Sanitized;

/// The violations and notices that are found while a body is read.
#[derive(Default)]
pub(super) struct Diagnostics {
    /// Whether unknown members are refused (rule W5).
    pub(super) deny_unknown_members: bool,
    pub(super) violations: Violations,
    pub(super) notices: Notices,
}

/// There is no value, and the reason has been recorded as a violation.
#[derive(Clone, Copy, Debug)]
pub(super) struct AlreadyReported;

/// A value that was read, or [`AlreadyReported`].
pub(super) type ReadResult<T> = Result<T, AlreadyReported>;

impl Diagnostics {
    #[cold]
    pub(super) fn fail<T>(&mut self, field: Field, kind: ViolationKind) -> ReadResult<T> {
        self.violations.push(field, kind);
        Err(AlreadyReported)
    }

    /// Returns a checked value, or records why it is refused.
    pub(super) fn take<T, E: Into<ViolationKind>>(
        &mut self,
        field: Field,
        checked: Result<T, E>,
    ) -> ReadResult<T> {
        checked.or_else(|error| self.fail(field, error.into()))
    }
}

/// A value and its field.
///
/// The field is borrowed, and is cloned only for a violation or a notice.
#[derive(Clone, Copy)]
pub(super) struct Member<'f, 'm> {
    pub(super) value: Value<'m>,
    pub(super) field: &'f Field,
}

impl<'f, 'm> Member<'f, 'm> {
    /// Records what is wrong with this value.
    #[cold]
    pub(super) fn fail<T>(&self, diagnostics: &mut Diagnostics, kind: ViolationKind) -> ReadResult<T> {
        diagnostics.fail(self.field.clone(), kind)
    }

    /// Returns a checked value, or records why it is refused.
    pub(super) fn take<T, E: Into<ViolationKind>>(
        &self,
        diagnostics: &mut Diagnostics,
        checked: Result<T, E>,
    ) -> ReadResult<T> {
        checked.or_else(|error| self.fail(diagnostics, error.into()))
    }

    fn wrong_type<T>(&self, diagnostics: &mut Diagnostics, expected: &'static str) -> ReadResult<T> {
        self.fail(diagnostics, ViolationKind::WrongType { found: self.value.type_name(), expected })
    }

    #[inline]
    pub(super) fn text(&self, diagnostics: &mut Diagnostics) -> ReadResult<&'m str> {
        match self.value.kind() {
            ValueKind::Text(text) => Ok(text),
            _ => self.wrong_type(diagnostics, "a string"),
        }
    }

    pub(super) fn boolean(&self, diagnostics: &mut Diagnostics) -> ReadResult<bool> {
        match self.value.kind() {
            ValueKind::Boolean(boolean) => Ok(boolean),
            _ => self.wrong_type(diagnostics, "a boolean"),
        }
    }

    /// Reads an integer within the bounds, which fit a `T`. It may be a decimal string (rule W2).
    pub(super) fn integer<T: TryFrom<i128>>(
        &self,
        diagnostics: &mut Diagnostics,
        min: i128,
        max: i128,
    ) -> ReadResult<T> {
        let found = match self.value.kind() {
            ValueKind::Integer(found) => Some(found),
            ValueKind::Text(text) => integer_of_text(text),
            _ => None,
        };
        let Some(found) = found else { return self.wrong_type(diagnostics, "an integer") };
        let number = T::try_from(found).ok().filter(|_| (min..=max).contains(&found));
        self.take(diagnostics, number.ok_or(ViolationKind::OutOfRange { found, min, max }))
    }

    /// Reads one of `names`, and returns the value at the same position.
    pub(super) fn one_of<T: Copy>(
        &self,
        diagnostics: &mut Diagnostics,
        names: &'static [&'static str],
        values: &[T],
    ) -> ReadResult<T> {
        let text = self.text(diagnostics)?;
        let position = names.iter().position(|name| *name == text);
        let value = position.and_then(|position| values.get(position)).copied();
        self.take(
            diagnostics,
            value.ok_or_else(|| ViolationKind::NotOneOf { found: Sanitized::new(text), allowed: names }),
        )
    }

    /// Returns the first `max` entries of an array. A longer array is a violation.
    pub(super) fn array(
        &self,
        diagnostics: &mut Diagnostics,
        max: usize,
    ) -> ReadResult<impl ExactSizeIterator<Item = Value<'m>> + use<'m>> {
        let ValueKind::Array(array) = self.value.kind() else {
            return self.wrong_type(diagnostics, "an array");
        };
        let found = array.found();
        if found > max {
            let _: ReadResult<()> = self.fail(diagnostics, ViolationKind::TooMany { found, max });
        }
        Ok(array.entries().take(max))
    }

    // A call would return 64 octets through memory.
    #[inline]
    pub(super) fn object(self, diagnostics: &mut Diagnostics) -> ReadResult<Members<'f, 'm>> {
        let ValueKind::Object(object) = self.value.kind() else {
            return self.wrong_type(diagnostics, "an object");
        };
        let (found, max) = (object.found(), MAX_ENTRIES);
        if found > max {
            let _: ReadResult<()> = self.fail(diagnostics, ViolationKind::TooMany { found, max });
        }
        for name in object.repeated() {
            diagnostics.violations.push(Field::member(self.field, name), ViolationKind::DuplicateMember);
        }
        Ok(Members { object, field: self.field, taken: Taken::default() })
    }
}

/// The members of an object, to be taken one by one.
pub(super) struct Members<'f, 'm> {
    object: Object<'m>,
    field: &'f Field,
    taken: Taken,
}

/// The positions of the members that were taken: at most [`MAX_ENTRIES`].
#[derive(Default)]
struct Taken {
    /// One bit for each position.
    bits: [Cell<u64>; MAX_ENTRIES.div_ceil(64)],
    count: Cell<usize>,
}

impl Taken {
    fn add(&self, position: usize) {
        if !self.contains(position) {
            let bits = &self.bits[position / 64];
            bits.set(bits.get() | 1 << (position % 64));
            self.count.set(self.count.get() + 1);
        }
    }

    fn contains(&self, position: usize) -> bool {
        self.bits[position / 64].get() & 1 << (position % 64) != 0
    }
}

impl<'m> Members<'_, 'm> {
    /// Takes a member and returns its value, unless it is absent. A member that is null or an empty
    /// string counts as absent (rule W1).
    fn find(&self, name: &str) -> Option<Value<'m>> {
        let mut members = self.object.members().enumerate();
        let (position, member) = members.find(|(_, member)| member.is(name))?;
        self.taken.add(position);
        let value = member.value();
        (!value.is_absent()).then_some(value)
    }

    /// Takes a member as [`Members::find`] does. An object whose members are all absent counts as
    /// absent, too.
    fn find_object(&self, name: &str) -> Option<Value<'m>> {
        self.find(name).filter(|value| !value.is_object_of_absent())
    }

    /// Takes an optional member.
    #[inline(always)]
    pub(super) fn optional<'f>(&self, field: &'f Field) -> Option<Member<'f, 'm>> {
        self.find(field.name()).map(|value| Member { value, field })
    }

    /// Takes an optional object.
    #[inline(always)]
    pub(super) fn optional_object<'f>(&self, field: &'f Field) -> Option<Member<'f, 'm>> {
        self.find_object(field.name()).map(|value| Member { value, field })
    }

    /// Takes a mandatory member.
    #[inline(always)]
    pub(super) fn mandatory<'f>(
        &self,
        diagnostics: &mut Diagnostics,
        field: &'f Field,
    ) -> ReadResult<Member<'f, 'm>> {
        match self.find(field.name()) {
            Some(value) => Ok(Member { value, field }),
            None => diagnostics.fail(field.clone(), ViolationKind::Missing),
        }
    }

    /// Takes a mandatory object, and returns its members.
    #[inline(always)]
    pub(super) fn mandatory_object<'f>(
        &self,
        diagnostics: &mut Diagnostics,
        field: &'f Field,
    ) -> ReadResult<Members<'f, 'm>> {
        match self.find_object(field.name()) {
            Some(value) => Member { value, field }.object(diagnostics),
            None => diagnostics.fail(field.clone(), ViolationKind::Missing),
        }
    }

    /// Adds a notice for a member that is present but ignored.
    pub(super) fn ignore(&self, diagnostics: &mut Diagnostics, field: &Field, notice: NoticeKind) {
        if let Some(member) = self.optional_object(field) {
            diagnostics.notices.push(member.field.clone(), notice);
        }
    }

    /// Adds a notice for each member that was not taken, or refuses it (rule W5).
    pub(super) fn finish(&self, diagnostics: &mut Diagnostics) {
        for (name, _) in self.others() {
            if diagnostics.deny_unknown_members {
                diagnostics.violations.push(self.other(name), ViolationKind::UnknownMember);
            } else {
                diagnostics.notices.push(self.other(name), NoticeKind::UnknownMember);
            }
        }
    }

    /// Returns the members that are present and were not taken.
    pub(super) fn others(&self) -> impl Iterator<Item = (&'m str, Value<'m>)> {
        // Usually nothing is left.
        let all_taken = self.taken.count.get() == self.object.found();
        let members = self.object.members().enumerate().take(if all_taken { 0 } else { MAX_ENTRIES });
        members
            .filter(|(position, member)| !self.taken.contains(*position) && !member.is_repeated())
            .map(|(_, member)| (member.name(), member.value()))
            .filter(|(_, value)| !value.is_absent())
    }

    /// Returns the field of a member whose name the sender chose.
    pub(super) fn other(&self, name: &str) -> Field {
        Field::member(self.field, name)
    }
}

/// Parses a 64-bit decimal integer, written as in JSON: an optional minus, no leading zeros.
fn integer_of_text(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    let number = text.parse().ok().filter(|_| is_plain || text == "0")?;
    (i64::MIN.into()..=u64::MAX.into()).contains(&number).then_some(number)
}

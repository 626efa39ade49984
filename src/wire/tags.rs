//! Bodies with tags.

use alloc::string::String;
use alloc::vec::Vec;

use super::Body;
use super::members::{AlreadyReported, Diagnostics, Member, ReadResult};
use super::value::Value;
use crate::diagnostics::{Field, HostBodyError};
use crate::issuance::Error;
use crate::x509::length::check_length;

/// A tag of a CA or a certificate, by which a host finds it ([rule W17](crate::docs::rules#w17)). It
/// is written as `{"key","value"}`.
///
/// ```
/// use certmint::wire::Body;
///
/// let json = br#"{"tags":[{"key":"team","value":"db"},{"key":"old"}]}"#;
/// let tags = Body::from_json(json)?.read_tags()?;
/// assert_eq!((tags[0].key.as_str(), tags[0].value.as_str()), ("team", "db"));
/// assert_eq!(tags[1].value, "");
/// # Ok::<(), certmint::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Tag {
    /// The key, 1–128 characters.
    pub key: String,
    /// The value, at most 255 characters; empty if the body has none.
    pub value: String,
}

impl Tag {
    /// The maximum number of tags in a body.
    pub const MAX_TAGS: usize = 20;
}

impl Body<'_> {
    /// Reads the body that creates or deletes tags: `{"tags":[{"key","value"}]}`, of at most 20 tags
    /// with different keys. The value is optional.
    ///
    /// # Errors
    /// [`Error::Refused`] with every violation found.
    pub fn read_tags(&self) -> Result<Vec<Tag>, Error> {
        let read = self.read(|body, diagnostics| {
            let tags =
                body.mandatory(diagnostics, &Field::Tags).and_then(|member| tags(&member, diagnostics));
            body.finish(diagnostics);
            tags
        });
        read.map(|(tags, _)| tags)
    }
}

fn tags(member: &Member<'_, '_>, diagnostics: &mut Diagnostics) -> ReadResult<Vec<Tag>> {
    let entries = member.array(diagnostics, Tag::MAX_TAGS)?;
    let (mut tags, mut complete) = (Vec::<Tag>::with_capacity(entries.len()), Ok(()));
    for (position, value) in entries.enumerate() {
        match tag(value, position, diagnostics) {
            Ok(tag) if tags.iter().any(|known| known.key == tag.key) => {
                complete = diagnostics.fail(Field::TagKey(position), HostBodyError::RepeatedTag.into());
            }
            Ok(tag) => tags.push(tag),
            Err(AlreadyReported) => complete = Err(AlreadyReported),
        }
    }
    complete.map(|()| tags)
}

fn tag(value: Value<'_>, position: usize, diagnostics: &mut Diagnostics) -> ReadResult<Tag> {
    let field = Field::Tag(position);
    let members = Member { value, field: &field }.object(diagnostics)?;
    let text = |member: &Member<'_, '_>, max, diagnostics: &mut Diagnostics| {
        let text = member.text(diagnostics)?;
        member.take(diagnostics, check_length(text, 0, max)).map(|()| String::from(text))
    };
    let key = members
        .mandatory(diagnostics, &Field::TagKey(position))
        .and_then(|member| text(&member, 128, diagnostics));
    let value = members
        .optional(&Field::TagValue(position))
        .map_or(Ok(String::new()), |member| text(&member, 255, diagnostics));
    members.finish(diagnostics);
    Ok(Tag { key: key?, value: value? })
}

//! DER (X.690), read strictly and written simply, without the crate under test.

use std::collections::BTreeSet;

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const OID: u8 = 0x06;
pub const ENUMERATED: u8 = 0x0a;
pub const UTF8_STRING: u8 = 0x0c;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;
pub const PRINTABLE_STRING: u8 = 0x13;
pub const IA5_STRING: u8 = 0x16;
pub const UTC_TIME: u8 = 0x17;
pub const GENERALIZED_TIME: u8 = 0x18;

/// The reason why a value is not DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotDer(pub &'static str);

/// One value: identifier octet, length, content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a> {
    pub tag: u8,
    /// The value with tag and length.
    pub bytes: &'a [u8],
    pub content: &'a [u8],
}

impl<'a> Value<'a> {
    /// Reads the first value and returns it with the remaining octets. Lengths are definite and in
    /// the fewest octets (X.690 §10.1).
    pub fn first(der: &'a [u8]) -> Result<(Self, &'a [u8]), NotDer> {
        let [tag, rest @ ..] = der else { return Err(NotDer("no tag")) };
        if tag & 0x1f == 0x1f {
            return Err(NotDer("a tag of several octets"));
        }
        let (content, after) = content_and_rest(rest)?;
        Ok((Self { tag: *tag, bytes: &der[..der.len() - after.len()], content }, after))
    }

    /// Reads the value that fills `der`.
    pub fn of(der: &'a [u8]) -> Result<Self, NotDer> {
        match Self::first(der)? {
            (value, []) => Ok(value),
            _ => Err(NotDer("something behind the value")),
        }
    }

    /// Reads the values in the content.
    pub fn members(&self) -> Result<Vec<Self>, NotDer> {
        members(self.content)
    }

    /// Returns the content if the tag is this one.
    pub fn content_of(&self, tag: u8) -> Result<&'a [u8], NotDer> {
        if self.tag == tag { Ok(self.content) } else { Err(NotDer("another tag")) }
    }
}

/// Reads the length behind a tag, and returns the content and the remaining octets.
fn content_and_rest(behind_tag: &[u8]) -> Result<(&[u8], &[u8]), NotDer> {
    let [length, rest @ ..] = behind_tag else { return Err(NotDer("no length")) };
    let (length, rest) = match length {
        0..0x80 => (usize::from(*length), rest),
        0x80 => return Err(NotDer("an indefinite length")),
        _ => {
            let (octets, rest) = rest
                .split_at_checked(usize::from(length & 0x7f))
                .filter(|(octets, _)| octets.len() <= 4)
                .ok_or(NotDer("a length that is too long"))?;
            let length = octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet));
            if length < 0x80 || octets[0] == 0 {
                return Err(NotDer("a length that is not minimal"));
            }
            (length, rest)
        }
    };
    rest.split_at_checked(length).ok_or(NotDer("content that is cut off"))
}

/// Splits `content` into the consecutive values that fill it. Their tags may have several octets (X.690
/// §8.1.2.4).
pub fn encodings(mut content: &[u8]) -> Result<Vec<&[u8]>, NotDer> {
    let mut values = Vec::new();
    while let [first, rest @ ..] = content {
        let further = match first & 0x1f {
            0x1f => 1 + rest.iter().take_while(|octet| **octet >= 0x80).count(),
            _ => 0,
        };
        let behind_tag = rest.get(further..).ok_or(NotDer("a tag that is cut off"))?;
        let (_, after) = content_and_rest(behind_tag)?;
        let (value, after) = content.split_at(content.len() - after.len());
        values.push(value);
        content = after;
    }
    Ok(values)
}

/// Reads the consecutive values that fill `content`.
pub fn members(mut content: &[u8]) -> Result<Vec<Value<'_>>, NotDer> {
    let mut members = Vec::new();
    while !content.is_empty() {
        let (member, after) = Value::first(content)?;
        members.push(member);
        content = after;
    }
    Ok(members)
}

/// Reads the values in the SEQUENCE that fills `der`.
pub fn sequence_members(der: &[u8]) -> Result<Vec<Value<'_>>, NotDer> {
    members(Value::of(der)?.content_of(SEQUENCE)?)
}

/// Checks a value recursively: each primitive value of a universal type by X.690 §8, §10 and §11,
/// and the order of each SET. Skips the content of OCTET STRINGs and of primitive values with a
/// context tag, whose types depend on the definition around them.
pub fn check_strict(value: Value<'_>) -> Result<(), NotDer> {
    let fault = |sound: bool, fault| if sound { Ok(()) } else { Err(NotDer(fault)) };
    let content = value.content;
    match value.tag {
        BOOLEAN => fault(matches!(content, [0 | 0xff]), "a BOOLEAN"),
        INTEGER | ENUMERATED => fault(is_minimal(content), "an INTEGER"),
        BIT_STRING => fault(is_bit_string(content), "a BIT STRING"),
        OCTET_STRING => Ok(()),
        NULL => fault(content.is_empty(), "a NULL"),
        OID => fault(is_oid(content), "an OBJECT IDENTIFIER"),
        UTF8_STRING => fault(std::str::from_utf8(content).is_ok(), "a UTF8String"),
        PRINTABLE_STRING => fault(content.iter().all(is_printable), "a PrintableString"),
        IA5_STRING => fault(content.is_ascii(), "an IA5String"),
        UTC_TIME => fault(is_time(content, 12), "a UTCTime"),
        GENERALIZED_TIME => fault(is_time(content, 14), "a GeneralizedTime"),
        SET => {
            let members = value.members()?;
            fault(!members.is_empty() && members.is_sorted_by_key(|member| member.bytes), "a SET")?;
            members.into_iter().try_for_each(check_strict)
        }
        SEQUENCE | 0xa0..=0xbf => value.members()?.into_iter().try_for_each(check_strict),
        0x80..=0x9f => Ok(()),
        _ => Err(NotDer("a type that is not written")),
    }
}

/// Returns whether an INTEGER has the fewest octets (X.690 §8.3.2).
fn is_minimal(content: &[u8]) -> bool {
    !matches!(content, [] | [0, 0..0x80, ..] | [0xff, 0x80..=0xff, ..])
}

/// Returns whether the unused bits are at most seven, and zero (X.690 §8.6, §11.2.1).
fn is_bit_string(content: &[u8]) -> bool {
    match content {
        [0] => true,
        [unused @ 0..8, .., last] => last.trailing_zeros() >= u32::from(*unused),
        _ => false,
    }
}

/// Returns whether each subidentifier is complete and has the fewest octets (X.690 §8.19.2).
pub fn is_oid(content: &[u8]) -> bool {
    let starts = std::iter::once(&0).chain(content).zip(content);
    content.last().is_some_and(|last| *last < 0x80)
        && starts.into_iter().all(|(before, octet)| *before >= 0x80 || *octet != 0x80)
}

/// X.680 §41.4.
fn is_printable(octet: &u8) -> bool {
    octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(octet)
}

fn is_time(content: &[u8], digits: usize) -> bool {
    matches!(content, [time @ .., b'Z'] if time.len() == digits && time.iter().all(u8::is_ascii_digit))
}

/// The identifiers of all OBJECT IDENTIFIERs in a value, including those in constructed values.
pub fn object_identifiers<'a>(value: Value<'a>, found: &mut BTreeSet<&'a [u8]>) {
    if value.tag == OID {
        found.insert(value.content);
    } else if value.tag & 0x20 != 0 {
        value.members().into_iter().flatten().for_each(|member| object_identifiers(member, found));
    }
}

/// A value of any length: identifier octet, length, content.
pub fn tlv(tag: u8, content: impl AsRef<[u8]>) -> Vec<u8> {
    let content = content.as_ref();
    let mut der = vec![tag];
    match content.len() {
        short @ ..0x80 => der.push(short as u8),
        long => {
            let octets = long.to_be_bytes();
            let significant = &octets[long.leading_zeros() as usize / 8..];
            der.push(0x80 | significant.len() as u8);
            der.extend(significant);
        }
    }
    der.extend(content);
    der
}

/// A SEQUENCE of encoded values.
pub fn sequence<T: AsRef<[u8]>>(members: impl IntoIterator<Item = T>) -> Vec<u8> {
    constructed(SEQUENCE, members)
}

/// A constructed value of encoded values.
pub fn constructed<T: AsRef<[u8]>>(tag: u8, members: impl IntoIterator<Item = T>) -> Vec<u8> {
    let content = members.into_iter().fold(Vec::new(), |mut content, member| {
        content.extend_from_slice(member.as_ref());
        content
    });
    tlv(tag, content)
}

/// A BIT STRING without unused bits.
pub fn bit_string(octets: &[u8]) -> Vec<u8> {
    tlv(BIT_STRING, [&[0], octets].concat())
}

/// A non-negative INTEGER with these big-endian octets.
pub fn unsigned(octets: &[u8]) -> Vec<u8> {
    let significant = &octets[octets.iter().take_while(|octet| **octet == 0).count()..];
    let sign: &[u8] = if significant.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    tlv(INTEGER, [sign, significant].concat())
}

/// The content of the OBJECT IDENTIFIER in dotted decimal, with arcs of any size.
pub fn oid_content(dotted: &str) -> Vec<u8> {
    let mut arcs = dotted.split('.').map(base_128);
    let (first, second) = (arcs.next().unwrap_or_default(), arcs.next().unwrap_or_default());
    // The first two arcs share one number: 40 × first + second (X.690 §8.19.4).
    let mut carry = 40 * u16::from(first.first().copied().unwrap_or_default());
    let mut shared: Vec<u8> = Vec::new();
    for group in second {
        let sum = u16::from(group) + carry;
        shared.push((sum & 0x7f) as u8);
        carry = sum >> 7;
    }
    if carry > 0 {
        shared.push(carry as u8);
    }
    std::iter::once(shared).chain(arcs).flat_map(|arc| with_continuation(&arc)).collect()
}

/// The groups of seven bits of a decimal number, the least significant first, by repeated division.
fn base_128(decimal: &str) -> Vec<u8> {
    let mut digits: Vec<u8> = decimal.bytes().map(|digit| digit - b'0').collect();
    let mut groups = Vec::new();
    loop {
        let mut remainder = 0;
        for digit in &mut digits {
            let dividend = remainder * 10 + u16::from(*digit);
            *digit = (dividend / 128) as u8;
            remainder = dividend % 128;
        }
        groups.push(remainder as u8);
        let leading = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..leading);
        if digits.is_empty() {
            return groups;
        }
    }
}

/// The most significant group first. All but the last have their top bit set.
fn with_continuation(groups: &[u8]) -> Vec<u8> {
    let (last, before) = groups.split_first().expect("at least one group");
    before.iter().rev().map(|group| group | 0x80).chain([*last]).collect()
}

/// An identifier in dotted decimal, if its arcs have at most 32 bits.
pub fn dotted(content: &[u8]) -> Option<String> {
    let mut arcs = Vec::new();
    for subidentifier in content.split_inclusive(|octet| *octet < 0x80) {
        let arc = subidentifier.iter().fold(0_u64, |arc, octet| arc << 7 | u64::from(octet & 0x7f));
        arcs.push(Some(arc).filter(|_| subidentifier.len() <= 5)?);
    }
    let (first, rest) = arcs.split_first()?;
    let root = (first / 40).min(2);
    let rest: String = rest.iter().map(|arc| format!(".{arc}")).collect();
    Some(format!("{root}.{}{rest}", first - 40 * root))
}

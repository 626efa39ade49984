//! DER, encoded and decoded without certmint.

/// A DER value of any length: identifier octet, length, content.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let octets = content.len().to_be_bytes();
    let significant = &octets[content.len().leading_zeros() as usize / 8..];
    let length = match content.len() {
        short @ ..0x80 => vec![short as u8],
        _ => [&[0x80 | significant.len() as u8], significant].concat(),
    };
    [&[tag], length.as_slice(), content].concat()
}

/// A SEQUENCE of values that are already DER.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// The values inside a constructed value, each with its tag and length.
pub fn members(der: &[u8]) -> Vec<&[u8]> {
    let mut rest = content(der);
    let mut members = Vec::new();
    while !rest.is_empty() {
        let (member, after) = rest.split_at(rest.len() - after_first(rest).len());
        members.push(member);
        rest = after;
    }
    members
}

/// The content of the value that fills `der`.
pub fn content(der: &[u8]) -> &[u8] {
    let (header, length) = header(der);
    &der[header..header + length]
}

fn after_first(der: &[u8]) -> &[u8] {
    let (header, length) = header(der);
    &der[header + length..]
}

fn header(der: &[u8]) -> (usize, usize) {
    match der[1] {
        short @ 0..0x80 => (2, short.into()),
        long => {
            let octets = usize::from(long & 0x7f);
            (2 + octets, der[2..2 + octets].iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)))
        }
    }
}

/// ansi-X9-62 signatures, the parent of ecdsa-with-SHA2 (RFC 5758 §3.2): 1.2.840.10045.4.
const ECDSA: &[u8] = b"\x2a\x86\x48\xce\x3d\x04";

/// Returns the part of a certificate or a CRL that equal inputs reproduce (rule X4). That is the
/// whole, except where ECDSA signatures are randomized: then it is everything before the signature.
pub fn reproducible(der: &[u8]) -> &[u8] {
    let [_, algorithm, signature] = members(der)[..] else { panic!("to be signed, algorithm, signature") };
    if crate::ECDSA_IS_RANDOMIZED && content(members(algorithm)[0]).starts_with(ECDSA) {
        let content = content(der);
        &content[..content.len() - signature.len()]
    } else {
        der
    }
}

//! Inputs that cause the most work of each kind.

/// A name and the bytes.
pub(crate) type Input = (String, Vec<u8>);

/// An identifier that is unknown to the library.
pub(crate) const UNKNOWN: &str = "1.3.6.1.4.1.55555.1";

/// The character whose display takes the most room: a direction override, displayed as an escape.
pub(crate) const NASTY: &str = "\u{202e}";

/// Nested values that fill about this many octets.
pub(crate) fn deep(octets: usize) -> Vec<u8> {
    // Two to four octets each.
    let mut headers: Vec<Vec<u8>> = Vec::new();
    let mut inside = 0;
    loop {
        let header = header(inside);
        if inside + header.len() > octets {
            break;
        }
        inside += header.len();
        headers.push(header);
    }
    headers.reverse();
    headers.concat()
}

/// Tag and length of a SEQUENCE of this many octets.
fn header(inside: usize) -> Vec<u8> {
    let octets = inside.to_be_bytes();
    let octets = &octets[inside.leading_zeros() as usize / 8..];
    if inside < 0x80 {
        vec![0x30, inside as u8]
    } else {
        [&[0x30, 0x80 | octets.len() as u8], octets].concat()
    }
}

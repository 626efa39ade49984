//! A PEM reader for any layout.

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The content of the first block of a text, with any label, as far as it is base64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    blocks(text).next()
}

/// The contents of all blocks.
pub fn blocks(text: &str) -> impl Iterator<Item = Vec<u8>> {
    text.split("-----BEGIN ").skip(1).filter_map(|block| {
        let (_, after_label) = block.split_once("-----")?;
        let (body, _) = after_label.split_once("-----END")?;
        Some(base64(body))
    })
}

fn base64(text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for character in text.bytes() {
        let Some(sextet) = BASE64.iter().position(|known| *known == character) else { continue };
        bits = bits << 6 | sextet as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            octets.push((bits >> count) as u8);
        }
    }
    octets
}

/// Like [`decode`], for a CSR in a JSON body: line breaks may be the escapes `\n` and `\r`.
pub fn decode_escaped(text: &str) -> Option<Vec<u8>> {
    decode(&text.replace("\\r", "\r").replace("\\n", "\n"))
}

/// A block on one line.
pub fn encode(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for octets in der.chunks(3) {
        let octet = |position: usize| octets.get(position).copied().unwrap_or_default();
        let bits = u32::from_be_bytes([0, octet(0), octet(1), octet(2)]);
        for position in 0..4 {
            let sextet = (bits >> (18 - 6 * position)) as usize & 0x3f;
            text.push(if position <= octets.len() { char::from(BASE64[sextet]) } else { '=' });
        }
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

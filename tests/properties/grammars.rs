//! Parsers for the four kinds of alternative names, written independently of the library from rules
//! S2 to S5 and the RFCs. They consume a name from its start, rule by rule.

/// Consumes as many characters of a kind as possible and returns their number.
fn take_while(text: &mut &[u8], is_of_kind: impl Fn(u8) -> bool) -> usize {
    let count = text.iter().take_while(|octet| is_of_kind(**octet)).count();
    *text = &text[count..];
    count
}

fn take(text: &mut &[u8], octet: u8) -> bool {
    take_while_at_most(text, 1, |found| found == octet) == 1
}

fn take_while_at_most(text: &mut &[u8], most: usize, is_of_kind: impl Fn(u8) -> bool) -> usize {
    let count = text.iter().take(most).take_while(|octet| is_of_kind(**octet)).count();
    *text = &text[count..];
    count
}

const DIGITS: &[u8] = b"0123456789";
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn is_letter(octet: u8) -> bool {
    LETTERS.contains(&octet)
}

fn is_digit(octet: u8) -> bool {
    DIGITS.contains(&octet)
}

/// Rule S2 without `*`: labels joined by dots, 253 characters at most.
pub(crate) fn is_host(name: &str) -> bool {
    let mut text = name.as_bytes();
    loop {
        let label = text;
        let length = take_while(&mut text, |octet| {
            is_letter(octet) || is_digit(octet) || octet == b'-' || octet == b'_'
        });
        let label = &label[..length];
        if length == 0 || length > 63 || label[0] == b'-' || label[length - 1] == b'-' {
            return false;
        }
        match text {
            // URL parsers treat a host that ends in a number as an IPv4 address.
            [] => return name.len() <= 253 && !is_number(label),
            [b'.', rest @ ..] => text = rest,
            _ => return false,
        }
    }
}

/// Decimal digits, or `0x` with any number of hexadecimal digits.
fn is_number(mut label: &[u8]) -> bool {
    let is_hexadecimal = label.len() >= 2 && label[0] == b'0' && b"xX".contains(&label[1]);
    if is_hexadecimal {
        label = &label[2..];
    }
    take_while(&mut label, |octet| is_digit(octet) || (is_hexadecimal && b"abcdefABCDEF".contains(&octet)));
    label.is_empty()
}

/// `::ffff:0:0/96` (RFC 4291 §2.5.5.2).
pub(crate) fn is_ipv4_mapped(octets: &[u8]) -> bool {
    octets.len() == 16 && octets[..12] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
}

/// Rule S2.
pub(crate) fn is_dns_name(name: &str) -> bool {
    name.len() <= 253
        && match name.as_bytes() {
            [b'*', b'.', ..] => is_host(&name[2..]),
            _ => is_host(name),
        }
}

/// The octets of an IPv4 address (rule S3).
pub(crate) fn ipv4(address: &str) -> Option<Vec<u8>> {
    let mut text = address.as_bytes();
    let mut octets = Vec::new();
    loop {
        let digits = text;
        let length = take_while(&mut text, is_digit);
        let digits = &digits[..length];
        let value =
            digits.iter().fold(0_u32, |value, digit| (value * 10 + u32::from(digit - b'0')).min(1_000));
        if length == 0 || value > 255 || (length > 1 && digits[0] == b'0') {
            return None;
        }
        octets.push(value as u8);
        if text.is_empty() {
            return Some(octets).filter(|octets| octets.len() == 4);
        }
        if !take(&mut text, b'.') {
            return None;
        }
    }
}

/// The octets of an IPv6 address (RFC 4291 §2.2): groups with at most one `::`, and optionally an
/// IPv4 address in place of the last two.
pub(crate) fn ipv6(address: &str) -> Option<Vec<u8>> {
    let groups = |side: &str, may_end_in_ipv4: bool| -> Option<Vec<u8>> {
        let mut octets = Vec::new();
        let parts: Vec<&str> = if side.is_empty() { Vec::new() } else { side.split(':').collect() };
        for (position, part) in parts.iter().enumerate() {
            let is_last = position + 1 == parts.len();
            if is_last && may_end_in_ipv4 && part.contains('.') {
                octets.extend(ipv4(part)?);
                continue;
            }
            let is_group =
                (1..=4).contains(&part.len()) && part.bytes().all(|octet| octet.is_ascii_hexdigit());
            let value = u16::from_str_radix(part, 16).ok().filter(|_| is_group)?;
            octets.extend(value.to_be_bytes());
        }
        Some(octets)
    };
    let Some((before, after)) = address.split_once("::") else {
        return groups(address, true).filter(|octets| octets.len() == 16);
    };
    let (before, after) = (groups(before, false)?, groups(after, true)?);
    // It replaces at least one group.
    let zeros = 14_usize.checked_sub(before.len() + after.len())? + 2;
    Some([before, vec![0; zeros], after].concat())
}

/// Rule S4: `1*atext *("." 1*atext) "@" domain` (RFC 5322 §3.2.3).
pub(crate) fn is_email_address(address: &str) -> bool {
    let mut text = address.as_bytes();
    loop {
        let is_atext = |octet| is_letter(octet) || is_digit(octet) || b"!#$%&'*+-/=?^_`{|}~".contains(&octet);
        if take_while(&mut text, is_atext) == 0 {
            return false;
        }
        if take(&mut text, b'@') {
            break;
        }
        if !take(&mut text, b'.') {
            return false;
        }
    }
    address.len() <= 256 && std::str::from_utf8(text).is_ok_and(is_host)
}

/// Consumes characters of RFC 3986 §3.3: unreserved, sub-delims, percent-encoded, and the given
/// ones.
fn take_characters(text: &mut &[u8], more: &[u8]) {
    let is_plain = |octet| {
        is_letter(octet) || is_digit(octet) || b"-._~!$&'()*+,;=".contains(&octet) || more.contains(&octet)
    };
    loop {
        take_while(text, is_plain);
        match text {
            [b'%', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                *text = rest
            }
            _ => return,
        }
    }
}

/// Rule S5, by RFC 3986 App. A.
pub(crate) fn is_uri(uri: &str) -> bool {
    let mut text = uri.as_bytes();
    if uri.len() > 2_048 || take_while_at_most(&mut text, 1, is_letter) == 0 {
        return false;
    }
    take_while(&mut text, |octet| is_letter(octet) || is_digit(octet) || b"+-.".contains(&octet));
    if !take(&mut text, b':') || text.is_empty() {
        return false;
    }
    if let [b'/', b'/', rest @ ..] = text {
        let end = rest.iter().position(|octet| b"/?#".contains(octet)).unwrap_or(rest.len());
        if !std::str::from_utf8(&rest[..end]).is_ok_and(is_authority) {
            return false;
        }
        text = &rest[end..];
    }
    take_characters(&mut text, b":@/");
    if take(&mut text, b'?') {
        take_characters(&mut text, b":@/?");
    }
    if take(&mut text, b'#') {
        take_characters(&mut text, b":@/?");
    }
    text.is_empty()
}

/// RFC 3986 §3.2, with a DNS name or an IP address as host.
fn is_authority(authority: &str) -> bool {
    let mut text = authority.as_bytes();
    let mut user_info = text;
    take_characters(&mut user_info, b":");
    if take(&mut user_info, b'@') {
        text = user_info;
    }
    let end = match text {
        [b'[', ..] => text.iter().position(|octet| *octet == b']').map_or(text.len(), |end| end + 1),
        _ => text.iter().position(|octet| *octet == b':').unwrap_or(text.len()),
    };
    let (host, mut port) = text.split_at(end);
    let host = std::str::from_utf8(host).expect("ASCII boundaries");
    let is_good_host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(literal) => ipv6(literal).is_some_and(|octets| !is_ipv4_mapped(&octets)),
        None => is_host(host) || ipv4(host).is_some(),
    };
    if take(&mut port, b':') {
        take_while(&mut port, is_digit);
    }
    is_good_host && port.is_empty()
}

//! Values for the properties: mostly valid ones, some nearly valid ones, and some arbitrary ones.

use proptest::prelude::*;

use crate::grammars::is_host;

/// Text of 1 to `max` characters without control characters, of one to four octets each.
pub(crate) fn attribute_text(max: usize) -> impl Strategy<Value = String> {
    let character = prop_oneof![
        6 => prop::char::range(' ', '~'),
        1 => prop::char::range('\u{a0}', '\u{2fff}'),
        1 => prop::char::range('\u{1f300}', '\u{1faff}'),
    ];
    let length = prop_oneof![3 => 1..=max.min(12), 1 => 1..=max, 1 => max..=max];
    length
        .prop_flat_map(move |length| prop::collection::vec(character.clone(), length))
        .prop_map(|characters| characters.into_iter().collect())
}

/// Characters at the limits of what is allowed, and characters that must be escaped.
const SPECIAL: &[char] = &['\u{9f}', '\u{a0}', '\u{7f}', '\u{1f}', '\u{202e}', '\u{feff}', '"', '\\', '\n'];

/// Text of up to `max` arbitrary characters, including control characters.
pub(crate) fn any_text(max: usize) -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => prop::char::range(' ', '~'),
        1 => prop::char::range('\0', '\u{ff}'),
        1 => prop::sample::select(SPECIAL),
        1 => any::<char>(),
    ];
    let length = prop_oneof![1 => Just(0), 3 => 0..=max, 3 => max.saturating_sub(4)..=max];
    length
        .prop_flat_map(move |length| prop::collection::vec(character.clone(), length))
        .prop_map(|characters| characters.into_iter().collect())
}

/// A label of a DNS name.
fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,6}[a-zA-Z0-9_])?",
        1 => "[a-z0-9]([a-z0-9-]{60,61}[a-z0-9])",
        1 => "[0-9]{1,3}",
    ]
}

/// A DNS name by rule S2, sometimes longer than a name may be.
pub(crate) fn host_name() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::collection::vec(label(), 1..5),
        1 => prop::collection::vec("[a-z]{1,63}", 1..5),
    ]
    .prop_map(|labels| {
        let name = labels.join(".");
        // The last label is never a number.
        if is_host(&name) { name } else { format!("{name}x") }
    })
}

/// The text with one character changed, inserted or removed, using one of `characters`.
pub(crate) fn nearly(
    texts: impl Strategy<Value = String>,
    characters: &'static [char],
) -> impl Strategy<Value = String> {
    (texts, any::<prop::sample::Index>(), prop::sample::select(characters), 0..4_u8).prop_map(
        |(text, position, character, kind)| {
            let mut text: Vec<char> = text.chars().collect();
            let position = position.index(text.len() + 1);
            match kind {
                0 => text.insert(position, character),
                1 if position < text.len() => text[position] = character,
                2 if position < text.len() => drop(text.remove(position)),
                _ => {}
            }
            text.into_iter().collect()
        },
    )
}

/// An IP address.
pub(crate) fn ip_address() -> impl Strategy<Value = core::net::IpAddr> {
    prop_oneof![
        2 => any::<[u8; 4]>().prop_map(core::net::IpAddr::from),
        1 => any::<[u8; 16]>().prop_map(core::net::IpAddr::from),
        // With runs of zeros, which the text form omits.
        2 => prop::collection::vec(prop_oneof![2 => Just(0_u16), 1 => any::<u16>(), 1 => 0..16_u16], 8)
            .prop_map(|groups| core::net::IpAddr::from(<[u16; 8]>::try_from(groups).expect("eight"))),
    ]
}

/// An IP address in one of its spellings.
pub(crate) fn ip_text() -> impl Strategy<Value = String> {
    (ip_address(), 0..6_u8).prop_map(|(address, spelling)| match (address, spelling) {
        (core::net::IpAddr::V6(address), 0) => address.to_string().to_uppercase(),
        (core::net::IpAddr::V6(address), 1) => {
            address.segments().map(|group| format!("{group:04x}")).join(":")
        }
        (core::net::IpAddr::V6(address), 2) => address.segments().map(|group| format!("{group:x}")).join(":"),
        (core::net::IpAddr::V4(address), 3) => format!("::ffff:{address}"),
        (core::net::IpAddr::V4(address), 4) => format!("1:2::{address}"),
        // Up to 45 characters, six more than the API documentation allows.
        (core::net::IpAddr::V4(address), 5) => format!("2001:0db8:0000:0:0:ffff:{address}"),
        (address, _) => address.to_string(),
    })
}

/// An e-mail address by rule S4.
pub(crate) fn email_address() -> impl Strategy<Value = String> {
    (prop::collection::vec("[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,8}", 1..4), host_name())
        .prop_map(|(atoms, domain)| format!("{}@{domain}", atoms.join(".")))
}

/// A URI by rule S5.
pub(crate) fn uri() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        3 => host_name(),
        1 => any::<[u8; 4]>().prop_map(|address| core::net::Ipv4Addr::from(address).to_string()),
        1 => any::<[u8; 16]>().prop_map(|address| format!("[{}]", core::net::Ipv6Addr::from(address))),
    ];
    let user_info = prop::option::weighted(
        0.2,
        "[a-z0-9:!$%]{0,3}(%[0-9A-F]{2})?".prop_map(|text| text.replace('%', "%2f")),
    );
    let port = prop::option::weighted(0.3, "[0-9]{0,5}");
    let authority = (user_info, host, port).prop_map(|(user_info, host, port)| {
        let user_info = user_info.map_or(String::new(), |user_info| format!("{user_info}@"));
        let port = port.map_or(String::new(), |port| format!(":{port}"));
        format!("//{user_info}{host}{port}")
    });
    let path = "(/[a-zA-Z0-9._~!$&'()*+,;=:@-]{0,6}){0,3}";
    let rest = r"(\?[a-z0-9/?=&:@]{0,6})?(#[a-z0-9/?:@]{0,6})?";
    let with_authority =
        (authority, path, rest).prop_map(|(authority, path, rest)| format!("{authority}{path}{rest}"));
    let without = ("[a-z0-9:@/]{1,12}", rest)
        .prop_filter("no authority", |(path, _)| !path.starts_with("//"))
        .prop_map(|(path, rest)| format!("{path}{rest}"));
    ("[a-zA-Z][a-zA-Z0-9+.-]{0,5}", prop_oneof![3 => with_authority, 1 => without])
        .prop_map(|(scheme, rest)| format!("{scheme}:{rest}"))
}

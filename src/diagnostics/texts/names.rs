//! The texts of what is wrong with names and identifiers.

use super::*;

#[test]
fn e1_texts_of_names_and_identifiers() {
    use NameErrorKind as N;
    assert_texts([
        (
            N::NotAscii,
            "it holds characters outside ASCII; send host names as A-labels (xn--…), and other parts of a URI percent-encoded",
        ),
        (N::Character(' '), "it holds the character U+0020 SPACE, which is not allowed there; leave it out"),
        (N::Character('/'), "it holds the character U+002F /, which is not allowed there; leave it out"),
        (N::EmptyLabel, "it has an empty label; leave out the dot at its start, or one of two in a row"),
        (N::TrailingDot, "it ends with a dot; leave the dot out"),
        (N::LabelTooLong, "it has a label of more than 63 characters; shorten it"),
        (N::HostTooLong, "its host name has more than 253 characters; shorten it"),
        (N::Hyphen, "it has a label that starts or ends with a hyphen; leave that hyphen out"),
        (N::Wildcard, "* may only be the whole leftmost label, with another label after it"),
        (N::Ipv4Address, "it is an IPv4 address; send it with type IP (in a CSR, as an iPAddress)"),
        (
            N::NotAnIpAddress,
            "it is neither an IPv4 address in dotted decimal without leading zeros nor an IPv6 address; \
             zone, port and prefix are not allowed",
        ),
        (N::At, "it is not of the form local-part@domain"),
        (
            N::NumericLastLabel,
            "its last label is a number, so that URL parsers read it as an IPv4 address; send an IP address with type IP (in a CSR, \
             as an iPAddress), in dotted decimal",
        ),
        (
            N::Ipv4Mapped([10, 1, 2, 3].into()),
            "it is an IPv4-mapped IPv6 address, which some verifiers take for the IPv4 address 10.1.2.3; send \
             10.1.2.3",
        ),
        (N::BitsAfterPrefix, "it has bits set after its prefix; clear them, or lengthen the prefix"),
        (
            N::LocalPart,
            "the part before @ must be atoms of ASCII letters, digits and !#$%&'*+-/=?^_`{|}~ joined by single dots",
        ),
        (
            N::AddressDomain,
            "its domain must be a DNS name, not an IP address; a last label that is a number makes it read as one",
        ),
        (N::Scheme, "it must start with a scheme such as https: or spiffe:"),
        (N::EmptyAfterScheme, "nothing follows the scheme; send the whole URI"),
        (N::EmptyHost, "its host is empty; name one"),
        (N::Host, "its host is neither a DNS name nor an IP address; name one of them"),
        (
            N::NumericHost,
            "its host ends in a number, so that URL parsers read it as an IPv4 address; write the address in dotted \
             decimal, or send it with type IP",
        ),
        (N::Port, "its port is not a number; send digits, or leave port and colon out"),
        (
            N::PercentEncoding,
            "it holds a % that two hexadecimal digits do not follow; send %25 for the character itself",
        ),
    ]);
    use ObjectIdentifierError as O;
    assert_texts([
        (O::FirstArc, "not an object identifier: the first arc must be 0, 1 or 2"),
        (O::TooFewArcs, "not an object identifier: there must be at least two arcs"),
        (O::SecondArc, "not an object identifier: the second arc must be below 40 under 0 and 1"),
        (O::EmptyArc, "not an object identifier: an arc is empty"),
        (O::LeadingZero, "not an object identifier: an arc has a leading zero"),
        (O::Character, "not an object identifier: only digits and dots are allowed"),
    ]);
}

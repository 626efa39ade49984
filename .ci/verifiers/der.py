"""DER: where each field of a certificate stands."""

# RFC 5280 §4.1.
CERTIFICATE = ("tbsCertificate", "signatureAlgorithm", "signatureValue")
MEMBERS = {
    "tbsCertificate": (
        "version",
        "serialNumber",
        "signature",
        "issuer",
        "validity",
        "subject",
        "subjectPublicKeyInfo",
        "extensions",
    ),
    "signatureAlgorithm": ("signatureAlgorithm.algorithm", "signatureAlgorithm.parameters"),
}


def header(der, at):
    """The octets of identifier and length at a position, and those of the content."""
    first = der[at + 1]
    if first < 0x80:
        return 2, first
    octets = first & 0x7F
    return 2 + octets, int.from_bytes(der[at + 2 : at + 2 + octets], "big")


def values(der, at):
    """The positions of the values within a constructed one, each with the position after its header and its end."""
    size, length = header(der, at)
    position, end = at + size, at + size + length
    while position < end:
        size, length = header(der, position)
        yield position, position + size, position + size + length
        position += size + length


def fields(certificate):
    """The field of each octet: identifiers and lengths apart, and the members of what is not signed."""
    found = [""] * len(certificate)

    def mark(name, start, content, end):
        found[start:end] = [f"{name}, identifier", *[f"{name}, length"] * (content - start - 1), *[name] * (end - content)]

    mark("Certificate", 0, header(certificate, 0)[0], len(certificate))
    for name, (start, content, end) in zip(CERTIFICATE, values(certificate, 0), strict=True):
        mark(name, start, content, end)
        if name == "signatureValue":
            found[content] = "signatureValue, unused bits"
            continue
        for part, (start, content, end) in zip(MEMBERS[name], values(certificate, start)):
            mark(part, start, content, end)
    return found

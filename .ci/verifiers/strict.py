"""Has pkilint look at what the tests issue under the strict profile, and at what that profile refuses.

In the folder `issued` no finding of WARNING and above may remain but those of ALLOWED, which are no faults by any RFC, and each
of those must occur. In `refused` is what the default profile issues and the strict one does not: each has a finding, but for
those of UNSEEN.
"""

import linter

# pkilint takes DNS names, hosts and URIs for those of public servers. The finding, its value, and why no RFC
# is broken. Values are whole: nothing is allowed that is not listed.
DOMAIN, URI, EMAIL = "pkix.invalid_domain_name_syntax", "pkix.invalid_uri_syntax", "pkix.invalid_email_address_syntax"
COMPONENTS = "pkix.name_domain_components_invalid_domain_name"
WILDCARD = "RFC 5280 §4.2.1.6 leaves wildcards to applications, RFC 9525 §6.3 defines them"
ONE_LABEL = "one label is a domain name in preferred syntax (RFC 1034 §3.5)"
TOP_LEVEL = "RFC 1123 §2.1 has no rule for the top-level label but that it is no number"
ANY_SCHEME = "RFC 5280 §4.2.1.6 allows the URIs of any scheme, with or without authority (RFC 3986 §3)"
ALLOWED = {
    (DOMAIN, "*.example.org"): WILDCARD,
    (DOMAIN, "localhost"): ONE_LABEL,
    (DOMAIN, "a.b"): TOP_LEVEL,
    (DOMAIN, "x.a1"): TOP_LEVEL,
    (EMAIL, "a@b.c"): TOP_LEVEL,
    (COMPONENTS, "example"): ONE_LABEL,
    (URI, "spiffe://example.org/workload"): ANY_SCHEME,
    (URI, "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"): ANY_SCHEME,
    (URI, "mailto:a@example.org"): ANY_SCHEME,
    (URI, "tag:example.org,2026:x"): ANY_SCHEME,
}

# What the strict profile refuses by the RFCs although pkilint does not look, and the text.
UNDERSCORE = "a label in preferred syntax has letters, digits and hyphens (RFC 1034 §3.5, RFC 2821 §4.1.2)"
UNSEEN = {
    "DNS-a-b-example-org": UNDERSCORE,
    "csr-underscore": UNDERSCORE,
    "EMAIL-a-a-b-example-org": UNDERSCORE,
    "csr-subject-challenge-password": "challengePassword is an attribute of requests (RFC 2985 §5.4.1)",
    "csr-subject-domain-component-dot": "a domain component is one label (RFC 4519 §2.4)",
}


def check(folder):
    """Faults, and what is told."""
    faults, met = [], set()
    issued, refused = (sorted((folder / name).glob("*.der")) for name in ("issued", "refused"))
    if not issued or not refused:
        return [f"no certificates in {folder}: the tests have not written them"], []
    for path in issued:
        for code, value, message in linter.certificate_findings(path.read_bytes(), path.name):
            if (code, value) in ALLOWED:
                met.add((code, value))
            else:
                faults.append(f"{path.name}: {code}: {message}")
    faults += [f"allowed, but never found: {code} {value}" for code, value in ALLOWED.keys() - met]
    for path in refused:
        found = {(code, value) for code, value, _ in linter.certificate_findings(path.read_bytes(), path.name)}
        if bool(found - ALLOWED.keys()) == (path.stem.split("-", 1)[1] in UNSEEN):
            faults.append(f"{path.name} is refused by the strict profile, and pkilint says: {found or 'nothing'}")
    return faults, [
        f"pkilint: {len(issued)} strict certificates with {len(met)} findings, all of them allowed;"
        f" {len(refused)} that the strict profile refuses, all with findings but {len(UNSEEN)}"
    ]

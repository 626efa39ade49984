#!/usr/bin/env python3
"""Has pkilint look at what the tests issue under the strict profile, and at what that profile refuses.

lint.py FOLDER, run by a Python that has pkilint. In FOLDER/issued no finding of WARNING and above may remain
but those of ALLOWED, which are no faults by any RFC, and each of those must occur. In FOLDER/refused is what
the default profile issues and the strict one does not: each has a finding, but for those of UNSEEN.
"""

import pathlib
import sys

from pkilint import loader
from pkilint.pkix import certificate, extension, name
from pkilint.validation import ValidationFindingSeverity

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


def validator():
    """As lint_pkix_cert makes it."""
    return certificate.create_pkix_certificate_validator_container(
        certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
        [
            certificate.create_issuer_validator_container([]),
            certificate.create_validity_validator_container(),
            certificate.create_subject_validator_container([]),
            certificate.create_extensions_validator_container([]),
            certificate.create_spki_validator_container([]),
        ],
    )


def findings(linter, der, label):
    try:
        document = loader.RFC5280CertificateDocumentLoader().load_der_document(der, label)
    except ValueError as error:
        yield "not read", "", str(error)
        return
    for result in linter.validate(document.root):
        for description in result.finding_descriptions:
            if description.finding.severity <= ValidationFindingSeverity.WARNING:
                # The most severe is the least number. The value is quoted at the end of the message.
                value = (description.message or "").rstrip('"').rsplit('"', 1)[-1]
                yield description.finding.code, value, description.message


def main():
    linter, faults, met = validator(), [], set()
    issued, refused = (sorted((pathlib.Path(sys.argv[1]) / name).glob("*.der")) for name in ("issued", "refused"))
    if not issued or not refused:
        sys.exit(f"no certificates in {sys.argv[1]}: the tests have not written them")
    for path in issued:
        for code, value, message in findings(linter, path.read_bytes(), path.name):
            if (code, value) in ALLOWED:
                met.add((code, value))
            else:
                faults.append(f"{path.name}: {code}: {message}")
    faults += [f"allowed, but never found: {code} {value}" for code, value in ALLOWED.keys() - met]
    for path in refused:
        found = {(code, value) for code, value, _ in findings(linter, path.read_bytes(), path.name)}
        if bool(found - ALLOWED.keys()) == (path.stem.split("-", 1)[1] in UNSEEN):
            faults.append(f"{path.name} is refused by the strict profile, and pkilint says: {found or 'nothing'}")
    print("\n".join(faults) or f"pkilint: {len(issued)} strict certificates with {len(met)} findings, all of them allowed; "
          f"{len(refused)} that the strict profile refuses, all with findings but {len(UNSEEN)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

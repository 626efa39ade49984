"""Each certificate that the tests have written is accepted by each verifier, for its purpose and its servers."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Callable

from parallel import verifier

VERIFIERS = ["openssl", "gnutls", "nss", "java", "pyca"]

# 2050-01-01.
END_OF_UTC_TIME = 2_524_608_000


@dataclass(frozen=True)
class Exempt:
    """What a verifier does not accept, or is not asked, and why that is no fault of the certificate."""

    verifier: str
    applies: Callable
    # What it says; None where it is not asked.
    answer: str | None
    reason: str


def below_codes_root(path):
    return "-below-code-" in path.name


def has_compressed_key(path):
    return path.name.endswith("-compressed-key")


COMPRESSED = "it reads no compressed points; RFC 5480 §2.2 has them for those who want"

EXEMPT = [
    Exempt(
        "NSS",
        lambda path: path.purpose == "time-stamping",
        None,
        "it knows no time stamps: none of its usages stands for them",
    ),
    Exempt(
        "NSS",
        lambda path: path.at >= END_OF_UTC_TIME,
        None,
        "the year that its command takes has two digits, and stands for one before 2050",
    ),
    Exempt(
        "NSS",
        lambda path: path.purpose == "code-signing" and not below_codes_root(path),
        "Certificate type not approved for application",
        "it wants the purpose of code signing in every CA, too; RFC 5280 §4.2.1.12 has it in end entities, and where"
        " the CAs have it NSS accepts",
    ),
    Exempt("GnuTLS", has_compressed_key, "insecure algorithm", COMPRESSED),
    Exempt("Java", has_compressed_key, "Invalid EC key", COMPRESSED),
    Exempt(
        "GnuTLS",
        lambda path: path.name.endswith("-uuid-identifier"),
        "not read",
        "its arcs of object identifiers have 64 bits; X.667 §6.3 makes identifiers of UUIDs, of 128",
    ),
]


def check(module, folder, paths):
    """The faults, and how often each exemption was met."""
    name, faults, met = verifier(module).NAME, [], Counter()
    for path in paths:
        exempt = next((entry for entry in EXEMPT if entry.verifier == name and entry.applies(path)), None)
        if exempt:
            met[EXEMPT.index(exempt)] += 1
        if exempt and exempt.answer is None:
            continue
        answer = verifier(module).verify(path)
        expected = exempt.answer if exempt else None
        if answer != expected and not (answer and expected and expected in answer):
            faults.append(f"{name}: {path.name} of {folder.name}: {answer or 'accepted'}")
    return faults, met


def with_root(root):
    return lambda path: replace(path, chain=path.chain[:-1] + (root,))


def controls(root):
    """What every verifier has to refuse: it shows that it is asked what it is meant to be asked."""
    return {
        "before it is valid": lambda path: replace(path, at=path.at - 10 * 365 * 86_400),
        "after it was valid": lambda path: replace(path, at=path.at + 22 * 365 * 86_400),
        "below another root": with_root(root),
        "without the CA above it": lambda path: replace(path, chain=path.chain[:1] + path.chain[2:]),
        "for another purpose": lambda path: replace(path, purpose="email", servers=()),
        "for another server": lambda path: replace(path, servers=("other.example.org",)),
    }


# NSS's command and Java's CertPath take no name to compare.
NAMELESS = {"NSS", "Java"}


def check_controls(module, paths):
    """The faults, and how often it was asked, of servers below a CA below a root."""
    name, faults, asked = verifier(module).NAME, [], 0
    servers = [path for path in paths if path.purpose == "server" and len(path.chain) == 3 and path.at < END_OF_UTC_TIME]
    for path, other in zip(servers, servers[len(servers) // 2 :]):
        for what, change in controls(other.chain[-1]).items():
            if what == "for another server" and name in NAMELESS:
                continue
            asked += 1
            if verifier(module).verify(change(path)) is None:
                faults.append(f"{name}: {path.name} is accepted {what}")
    return faults, asked

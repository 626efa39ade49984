"""Each certificate that the tests have written is accepted by each verifier, for its purpose and its servers."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Callable

from parallel import verifier

VERIFIERS = ["openssl", "openssl_4", "gnutls", "nss", "java", "pyca"]

# The keys of issuers. Each verifier is asked about signatures by each of them.
ISSUERS = [
    "RSA2048",
    "RSA3072",
    "RSA4096",
    "RSA8192",
    "EC256",
    "EC384",
    "EC521",
    "ED25519",
    "MLDSA44",
    "MLDSA65",
    "MLDSA87",
]

# 2050-01-01.
END_OF_UTC_TIME = 2_524_608_000


@dataclass(frozen=True)
class Exempt:
    """What a verifier does not accept, or is not asked, and why that is no fault of the certificate."""

    verifier: str
    applies: Callable
    # What it says, or one of the things that it says; None where it is not asked.
    answer: str | tuple | None
    reason: str

    def says(self, answer):
        expected = (self.answer,) if isinstance(self.answer, str) else self.answer
        return answer is not None and any(one in answer for one in expected)


def below_codes_root(path):
    return "-below-code-" in path.name


def has_compressed_key(path):
    return path.name.endswith("-compressed-key")


def is_signed_by(name):
    """Whether an issuer has such a key. To most a root alone is an anchor, whose signature they do not look at."""
    return lambda path: any(key.startswith(name) for key in path.keys[1:])


def has_key(name):
    return lambda path: any(key.startswith(name) for key in path.keys)


COMPRESSED = "it reads no compressed points; RFC 5480 §2.2 has them for those who want"

# SEC_ERROR_UNRECOGNIZED_OID and SEC_ERROR_INADEQUATE_KEY_USAGE.
UNKNOWN_TO_NSS = ("ERROR -8049", "ERROR -8102")

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
    Exempt(
        "OpenSSL",
        lambda path: is_signed_by("MLDSA")(path) or len(path.keys) == 1 and has_key("MLDSA")(path),
        "unable to get local issuer certificate",
        "Debian's OpenSSL 3.0 has no ML-DSA, which OpenSSL has from 3.5; the root's own signature is looked at, too",
    ),
    Exempt("OpenSSL", has_key("MLDSA"), "unspecified certificate verification error", "the same, for the key of the subject"),
    Exempt(
        "GnuTLS",
        lambda path: len(path.keys) > 1 and has_key("MLDSA")(path),
        "The certificate is NOT trusted.",
        "GnuTLS 3.7 has no ML-DSA, neither as the key of an issuer nor of a subject",
    ),
    Exempt("NSS", has_key("ED25519"), UNKNOWN_TO_NSS, "NSS 3.87 has no certificates with Ed25519"),
    Exempt("NSS", has_key("MLDSA"), UNKNOWN_TO_NSS, "NSS 3.87 has no ML-DSA"),
    Exempt(
        "Java",
        lambda path: has_key("MLDSA")(path) and (len(path.keys) == 1 or is_signed_by("MLDSA")(path)),
        ("NoSuchAlgorithmException", "signature check failed"),
        "Java has ML-DSA from 24; it accepts such keys of subjects",
    ),
    Exempt(
        "pyca/cryptography",
        is_signed_by("ED25519"),
        "Forbidden public key algorithm",
        "it has the keys of the web for issuers, and Ed25519 is none (CA/Browser Forum Baseline Requirements §6.1.5)",
    ),
]


def exemption(name, path):
    """Which of EXEMPT it is for a verifier, if any."""
    return next((entry for entry in EXEMPT if entry.verifier == name and entry.applies(path)), None)


def check(module, folder, paths):
    """The faults, how often each exemption was met, and how many signatures by each key were accepted and, as was
    expected, were not."""
    name, faults, met, accepted, refused = verifier(module).NAME, [], Counter(), Counter(), Counter()
    for path in paths:
        exempt = exemption(name, path)
        if exempt:
            met[EXEMPT.index(exempt)] += 1
        if exempt and exempt.answer is None:
            continue
        answer = verifier(module).verify(path)
        if not exempt.says(answer) if exempt else answer is not None:
            faults.append(f"{name}: {path.name} of {folder.name}: {answer or 'accepted'}")
        else:
            (refused if answer else accepted).update((module, key) for key in path.keys[1:])
    return faults, met, accepted, refused


def counted(accepted, refused):
    """The faults, and what is told, of the signatures that were looked at."""
    told = []
    for module in VERIFIERS:
        counts = [f"{key} {accepted[module, key]}" for key in ISSUERS if accepted[module, key]]
        told.append(f"{module} accepts signatures by {', '.join(counts)}")
    asked = accepted | refused
    pairs = [(module, key) for module in VERIFIERS for key in ISSUERS]
    return [f"{module} was not asked about a signature by {key}" for module, key in pairs if not asked[module, key]], told


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
    servers = [
        path
        for path in paths
        if path.purpose == "server" and len(path.chain) == 3 and path.at < END_OF_UTC_TIME and not exemption(name, path)
    ]
    for path, other in zip(servers, servers[len(servers) // 2 :]):
        for what, change in controls(other.chain[-1]).items():
            if what == "for another server" and name in NAMELESS:
                continue
            asked += 1
            if verifier(module).verify(change(path)) is None:
                faults.append(f"{name}: {path.name} is accepted {what}")
    return faults, asked

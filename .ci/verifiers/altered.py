"""The reverse: a certificate of which one octet differs from what was issued is refused."""

from collections import Counter
from dataclasses import dataclass
from typing import Callable

import accepted
import der
from parallel import verifier

# As the tests alter octets: the lowest bit, the highest, and that which tells capital letters from small ones and
# values from structures.
FLIPS = (0x01, 0x20, 0x80)

# Those that are asked about every octet. A process for each question, or a parser in Python, is too slow for that:
# the others are asked about the first octet of each field, the last, and one between them.
EVERY_OCTET = ["openssl", "gnutls", "java", "pyca"]
SPREAD = ["nss", "linter"]

# Those that are told to look at the signature of the root. To the others a trust anchor is its name and its key (RFC 5280
# §6.1.1), so that they have nothing to notice in the rest of it.
OF_ROOTS = ["openssl", "java"]

# What is not noticed: the verifier, the field and the flips, in which certificates, and why. Each occurs, and no other does.
UNUSED, PARAMETERS = "signatureValue, unused bits", "signatureAlgorithm.parameters, identifier"


@dataclass(frozen=True)
class Unnoticed:
    verifier: str
    field: str
    flips: tuple
    applies: Callable
    reason: str


def ends_with_zero(certificate):
    return certificate[-1] & 1 == 0


UNNOTICED = [
    Unnoticed(
        "Java",
        UNUSED,
        (0x01,),
        ends_with_zero,
        "where the last bit of the signature is zero it stays so as an unused one: the octets that are verified are the same",
    ),
    Unnoticed("pyca/cryptography", UNUSED, (0x01,), ends_with_zero, "the same"),
    Unnoticed("NSS", UNUSED, (0x01,), lambda _: True, "it does not look at the number of unused bits below 8: the octets"
              " that are verified are the same"),
    Unnoticed("NSS", PARAMETERS, FLIPS, lambda _: True, "it takes no parameters for NULL ones, and others for none: the"
              " algorithm in what is signed decides"),
]


def exemption(name, field, flip, certificate):
    """Which of UNNOTICED it is, if any."""
    for number, entry in enumerate(UNNOTICED):
        if (entry.verifier, entry.field) == (name, field) and flip in entry.flips and entry.applies(certificate):
            return number
    return None


def spread(fields):
    """The first octet of each field, the last, and one between them."""
    octets = {}
    for octet, field in enumerate(fields):
        octets.setdefault(field, []).append(octet)
    return sorted({at for found in octets.values() for at in (found[0], found[len(found) // 2], found[-1])})


def alterations(path, position, every_octet, every_flip):
    """The path with each octet of the certificate at a position altered: the octet, its field, the flip, the path. Without
    every flip, each octet has one, in turn."""
    certificate = path.chain[position]
    fields = der.fields(certificate)
    for octet in range(len(certificate)) if every_octet else spread(fields):
        for flip in FLIPS if every_flip else (FLIPS[octet % len(FLIPS)],):
            altered = bytearray(certificate)
            altered[octet] ^= flip
            yield octet, fields[octet], flip, path.with_altered(position, bytes(altered))


def check(module, folder, path, every_flip):
    """The faults, how many alterations there were, and how often one was not noticed, as was expected."""
    name, faults, met, asked = verifier(module).NAME, [], Counter(), 0
    if accepted.exemption(name, path):
        return faults, asked, met
    whole = verifier(module).verify(path.with_altered(0, path.chain[0]))
    if whole is not None:
        return [f"{name}: {path.name}, unaltered: {whole}"], 0, met
    for position in (0, 1, 2) if module in OF_ROOTS else (0, 1):
        every_octet = module in EVERY_OCTET and position < 2
        for octet, field, flip, altered in alterations(path, position, every_octet, every_flip):
            asked += 1
            expected = exemption(name, field, flip, path.chain[position])
            is_accepted = verifier(module).verify(altered) is None
            if is_accepted != (expected is not None):
                verdict = "accepted" if is_accepted else "noticed"
                where = f"octet {octet} ({field}) of certificate {position} of {path.name} of {folder.name}"
                faults.append(f"{name}: {where}, flipped by {flip:#04x}: {verdict}")
            elif is_accepted:
                met[expected] += 1
    return faults, asked, met

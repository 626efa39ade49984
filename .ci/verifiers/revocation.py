"""Lists and OCSP responses by each key: of two certificates, each verifier refuses the one that is revoked, and accepts
the other one unless an octet of the signature is altered."""

from collections import Counter

import accepted
from parallel import verifier

# NSS's command takes lists and responses only from its database and from the network. pyOpenSSL has no OCSP.
LISTS = ["openssl", "openssl_4", "gnutls", "java", "pyca"]
RESPONSES = ["openssl", "gnutls", "java", "pyca"]


def last_octet_altered(der):
    return der[:-1] + bytes([der[-1] ^ 0x01])


def check(module, what, folder, revocations):
    """The faults, and how often signatures by each key were accepted or, as was expected, refused."""
    module_of, faults, asked = verifier(module), [], Counter()
    if what == "list":
        ask = getattr(module_of, "verify_list", module_of.verify)
    else:
        ask = module_of.verify_response
    for one in revocations:
        # pyca's signatures are verified one by one, whatever it has for chains.
        exempt = module != "pyca" and accepted.exemption(module_of.NAME, one.good)
        if what == "list":
            good = revoked = one.list
        else:
            good, revoked = one.response_good, one.response_revoked
        answers = {
            "good": ask(one.good, good),
            "revoked": ask(one.revoked, revoked),
            "altered": ask(one.good, last_octet_altered(good)),
        }
        asked[module, one.key] += 1
        if exempt:
            is_expected = None not in answers.values()
        else:
            is_expected = answers["good"] is None and "revoked" in (answers["revoked"] or "")
            is_expected = is_expected and answers["altered"] and "revoked" not in answers["altered"]
        if not is_expected:
            faults.append(f"{module_of.NAME}: {what} of {one.name} of {folder.name}: {answers}")
    return faults, asked

"""pkilint over each certificate, and over each with that of its issuer."""

from collections import Counter

import linter
import parallel

# The paths of which each is true.
OF = {
    "pkix.key_usage_value_prohibited_for_rsa": lambda path: "-rsa" in path.name and path.name.endswith("-minimal"),
    "not read": lambda path: path.name.endswith("-uuid-identifier"),
}


def check_path(path):
    """The findings for a certificate, and for it with its issuer's. A root names no key of an issuer."""
    findings = linter.certificate_findings(path.chain[0], path.name)
    if len(path.chain) > 1:
        findings += linter.chain_findings(path.chain[1], path.chain[0])
    return findings


def check_paths(folder, paths):
    faults, met = [], Counter()
    for path in paths:
        for code, value, message in check_path(path):
            if (code, value) in linter.ALLOWED and OF.get(code, lambda _: True)(path):
                met[code, value] += 1
            else:
                faults.append(f"pkilint: {path.name} of {folder.name}: {code}: {message}")
    return faults, met


def check(folders):
    """Faults, and what is told."""
    results = parallel.run([(check_paths, folder, paths) for folder, (paths, _) in folders.items()])
    faults = [fault for found, _ in results for fault in found]
    met = sum((counted for _, counted in results), Counter())
    told = [f"pkilint, {met[entry]} times: {' '.join(entry)}: {reason}" for entry, reason in linter.ALLOWED.items()]
    faults += [f"allowed, but never found: {entry}" for entry in linter.ALLOWED if not met[entry]]
    return faults, told

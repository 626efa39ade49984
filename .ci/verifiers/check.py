"""Has verifiers that are not ours look at what the demo and the tests issued, and at the same with an octet altered.

check.py DEMO STRICT VERIFIERS, run by a Python that has pkilint and cryptography: the folders of the demo, of tests/profile and of
tests/verifiers, of which the last has one for each backend.
"""

import pathlib
import sys
import tempfile
import time
from collections import Counter

import accepted
import altered
import demo
import linted
import parallel
import path
import revocation
import strict

# Builds whose certificates are looked at in every way, and those whose signatures are only verified: all
# else in them is the same.
BACKENDS = ["rustcrypto", "graviola"]
SIGNATURES = ["aws-lc-rs"]


def part(what, check):
    """Runs a check, which returns its faults and what it has to say."""
    start = time.monotonic()
    faults, told = check()
    print("\n".join(faults + told), flush=True)
    print(f"{what}: {len(faults)} faults, {time.monotonic() - start:.1f} s", flush=True)
    return faults


def check_accepted(folders):
    jobs = [(accepted.check, module, folder, paths) for module in accepted.VERIFIERS for folder, (paths, _) in folders.items()]
    results = parallel.run(jobs)
    met, taken, refused = (sum(counters, Counter()) for counters in list(zip(*results))[1:])
    faults, told = accepted.counted(taken, refused)
    faults += [fault for found, *_ in results for fault in found]
    for number, exempt in enumerate(accepted.EXEMPT):
        told.append(f"{exempt.verifier}, {met[number]} times: {exempt.answer or 'not asked'}: {exempt.reason}")
        if not met[number]:
            faults.append(f"allowed, but never met: {told[-1]}")
    asked = sum(len(job[-1]) for job in jobs) - sum(met[number] for number, exempt in enumerate(accepted.EXEMPT) if exempt.answer is None)
    told.append(f"{sum(len(paths) for paths, _ in folders.values())} certificates, {asked} verifications")
    return faults, told


def check_controls(folders):
    results = parallel.run([
        (accepted.check_controls, module, paths) for module in accepted.VERIFIERS for paths, _ in folders.values()
    ])
    return [fault for found, _ in results for fault in found], [f"{sum(asked for _, asked in results)} refusals"]


def check_revocations(folders):
    found = {folder: path.read_revocations(folder) for folder in folders}
    results = parallel.run([
        (revocation.check, module, what, folder, revocations)
        for what, modules in (("list", revocation.LISTS), ("response", revocation.RESPONSES))
        for module in modules
        for folder, revocations in found.items()
    ])
    asked = sum((counted for _, counted in results), Counter())
    faults = [fault for found, _ in results for fault in found]
    keys = [key for key in accepted.ISSUERS if key != "RSA8192"]
    for module in revocation.LISTS:
        faults += [f"{module} was not asked about a list by {key}" for key in keys if not asked[module, key]]
    return faults, [f"{sum(asked.values())} lists and responses, each in three ways"]


def check_altered(folders):
    jobs = [
        # The same is to be noticed of each backend's certificates and of other keys than the API's: of all but those of the
        # API with the first backend, each octet once.
        (altered.check, module, folder, one, number == 0 and one.keys[0] not in ("ED25519", "EC521"))
        for module in altered.EVERY_OCTET + altered.SPREAD
        for number, (folder, (_, to_be_altered)) in enumerate(folders.items())
        for one in to_be_altered
    ]
    results = parallel.run(jobs)
    faults = [fault for found, _, _ in results for fault in found]
    asked = Counter()
    for job, (_, count, _) in zip(jobs, results):
        asked[job[1]] += count
    met = sum((counted for _, _, counted in results), Counter())
    told = [f"{module}: {count} alterations" for module, count in asked.items()]
    for number, entry in enumerate(altered.UNNOTICED):
        told.append(f"{entry.verifier}, {met[number]} times: {entry.field} is not noticed: {entry.reason}")
        if not met[number]:
            faults.append(f"allowed, but never met: {told[-1]}")
    return faults, told


def check(demo_folder, strict_folder, verifiers_folder):
    names = {folder.name for folder in verifiers_folder.iterdir()} if verifiers_folder.is_dir() else set()
    if missing := {*BACKENDS, *SIGNATURES} - names:
        sys.exit(f"no certificates of {missing}: the tests have not written them")
    folders = {verifiers_folder / name: path.read(verifiers_folder / name) for name in BACKENDS}
    signed = {verifiers_folder / name: path.read(verifiers_folder / name) for name in SIGNATURES}
    faults = part("demo", lambda: demo.check(demo_folder))
    faults += part("pkilint, strict profile", lambda: strict.check(strict_folder))
    faults += part("pkilint, certificates and chains", lambda: linted.check(folders))
    faults += part("accepted", lambda: check_accepted(folders | signed))
    faults += part("refused", lambda: check_controls(folders))
    faults += part("revoked", lambda: check_revocations(folders | signed))
    faults += part("altered", lambda: check_altered(folders))
    return 1 if faults else 0


def main():
    with tempfile.TemporaryDirectory() as folder:
        # What the processes of the verifiers write goes with them.
        tempfile.tempdir = folder
        return check(*map(pathlib.Path, sys.argv[1:4]))


if __name__ == "__main__":
    sys.exit(main())

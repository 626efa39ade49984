#!/usr/bin/env python3
"""Verifies what the demo and the tests issued with software that is not ours.

interop.py DEMO_FOLDER CACHE_FOLDER STRICT_FOLDER; the last is what tests/profile writes. A verifier that is missing and cannot be installed is a failure.
"""

import json
import pathlib
import shutil
import subprocess
import sys

PKILINT = "0.13.3"

# The findings that the rules accept: the certificate, the finding, the reason.
ALLOWED = {
    ("csr", "pkix.key_usage_value_prohibited_for_rsa"): (
        "the CSR has an RSA key and names no key usage: the API page's default, digitalSignature and"
        " keyAgreement, is issued with a notice; a profile can set another default"
    ),
}

demo, cache, strict = (pathlib.Path(argument) for argument in sys.argv[1:4])


def certificate(name):
    return str(demo / name / "certificate.pem")


def run(*command):
    print("+", *command, flush=True)
    subprocess.run(command, check=True)


def install():
    if not shutil.which("openssl"):
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "openssl")
    tools = cache / f"pkilint-{PKILINT}"
    if not (tools / "bin" / "lint_pkix_cert").exists():
        run(sys.executable, "-m", "venv", str(tools))
        run(str(tools / "bin" / "pip"), "install", "--quiet", f"pkilint=={PKILINT}")
    return tools / "bin"


def lint(name, *command):
    """The exit status is the number of findings, and 1 where a file does not load: only JSON on the
    output says that the linter has looked."""
    output = subprocess.run([*command[:1], "lint", "-s", "WARNING", "-f", "JSON", *command[1:]], stdout=subprocess.PIPE).stdout
    results = json.loads(output)["results"]
    found = {finding["code"] for result in results for finding in result["finding_descriptions"]}
    for code in sorted(found):
        reason = ALLOWED.get((name, code))
        if reason is None:
            sys.exit(f"pkilint {name}: {code} is not allowed\n{output.decode()}")
        print(f"pkilint {name}: {code}, allowed: {reason}")
    print(f"pkilint {name}: {len(found)} findings, none that is not allowed")


tools = install()
root, subordinate = certificate("root"), certificate("subordinate")
run("openssl", "verify", "-x509_strict", "-CAfile", root, root, subordinate)
for name in ("apply", "csr", "intermediate_ca"):
    run("openssl", "verify", "-x509_strict", "-CAfile", root, "-untrusted", subordinate, certificate(name))
crl = str(demo / "subordinate" / "crl.pem")
for name, accepted in (("intermediate_ca", True), ("apply", False)):
    check = ("-crl_check", "-CRLfile", crl, "-x509_strict", "-CAfile", root, "-untrusted", subordinate)
    output = subprocess.run(["openssl", "verify", *check, certificate(name)], capture_output=True, text=True)
    if accepted != (output.returncode == 0) or accepted == ("certificate revoked" in output.stderr):
        sys.exit(f"openssl {name} with {crl}: {output.stdout}{output.stderr}")
    print(f"openssl verify -crl_check {name}: {'OK' if accepted else 'revoked'}")
for name in ("root", "subordinate", "apply"):
    run("openssl", "pkey", "-in", str(demo / name / "private_key.pem"), "-check", "-noout")

for name in ("root", "subordinate", "apply", "csr", "intermediate_ca"):
    lint(name, str(tools / "lint_pkix_cert"), certificate(name))
chain = str(tools / "lint_pkix_signer_signee_cert_chain")
lint("root-subordinate", chain, root, subordinate)
for name in ("apply", "csr", "intermediate_ca"):
    lint(f"subordinate-{name}", chain, subordinate, certificate(name))
lint("crl", str(tools / "lint_crl"), "-t", "CRL", "-p", "PKIX", crl)

run(str(tools / "python"), str(pathlib.Path(__file__).parent / "lint.py"), str(strict))

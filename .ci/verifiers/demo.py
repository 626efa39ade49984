"""OpenSSL and pkilint over what the demo issued."""

import base64
import json
import pathlib
import subprocess
import sys

import linter

CERTIFICATES = ("root", "subordinate", "apply", "csr", "intermediate_ca")
BELOW_SUBORDINATE = CERTIFICATES[2:]

# The findings that the rules accept: the certificate, the finding, the reason.
ALLOWED = {
    ("csr", "pkix.key_usage_value_prohibited_for_rsa"): (
        "the CSR has an RSA key and names no key usage: the API page's default, digitalSignature and"
        " keyAgreement, is issued with a notice; a profile can set another default"
    ),
}


def openssl(faults, *command, said=None):
    """Runs it, which has to succeed, or else to fail and say so."""
    output = subprocess.run(["openssl", *map(str, command)], capture_output=True, text=True)
    if (output.returncode == 0) != (said is None) or (said or "") not in output.stderr:
        faults.append(f"openssl {' '.join(map(str, command))}: {output.stdout}{output.stderr}")


def verify(folder, faults):
    pem = {name: folder / name / "certificate.pem" for name in CERTIFICATES}
    strict = ("verify", "-x509_strict", "-CAfile", pem["root"])
    openssl(faults, *strict, pem["root"], pem["subordinate"])
    below = (*strict, "-untrusted", pem["subordinate"])
    openssl(faults, *below, *(pem[name] for name in BELOW_SUBORDINATE))
    crl = ("-crl_check", "-CRLfile", folder / "subordinate" / "crl.pem")
    openssl(faults, *below, *crl, pem["intermediate_ca"])
    openssl(faults, *below, *crl, pem["apply"], said="certificate revoked")
    for name in ("root", "subordinate", "apply"):
        openssl(faults, "pkey", "-in", folder / name / "private_key.pem", "-check", "-noout")


def crl_findings(path):
    """By the command: the exit status is the number of findings, and 1 where the list does not load; only JSON on the
    output says that the linter has looked."""
    command = pathlib.Path(sys.executable).with_name("lint_crl")
    options = ("lint", "-t", "CRL", "-p", "PKIX", "-s", "WARNING", "-f", "JSON")
    output = subprocess.run([command, *options, path], stdout=subprocess.PIPE).stdout
    results = json.loads(output)["results"]
    return [finding["code"] for result in results for finding in result["finding_descriptions"]]


def lint(folder, faults):
    def der(name):
        lines = (folder / name / "certificate.pem").read_text().split()
        return base64.b64decode("".join(lines[2:-2]))

    found = {(name, code) for name in CERTIFICATES for code, _, _ in linter.certificate_findings(der(name), name)}
    pairs = [("root", "subordinate")] + [("subordinate", name) for name in BELOW_SUBORDINATE]
    for issuer, subject in pairs:
        found |= {(subject, code) for code, _, _ in linter.chain_findings(der(issuer), der(subject))}
    found |= {("crl", code) for code in crl_findings(folder / "subordinate" / "crl.pem")}
    faults += [f"pkilint: {name}: {code} is not allowed" for name, code in sorted(found - ALLOWED.keys())]
    faults += [f"allowed, but never found: {entry}" for entry in ALLOWED.keys() - found]


def check(folder):
    """Faults, and what is told."""
    faults = []
    verify(folder, faults)
    lint(folder, faults)
    return faults, [f"pkilint: {' '.join(entry)}: {reason}" for entry, reason in ALLOWED.items()]

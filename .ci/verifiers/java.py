"""Java's CertPath, one process for all."""

import base64
import pathlib
import subprocess

from path import PURPOSES

NAME = "Java"

process = None


def start():
    global process
    source = pathlib.Path(__file__).with_name("Verify.java")
    # It ends with this process, which ends its input.
    process = subprocess.Popen(["java", str(source)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process


def verify(path, crl=None):
    """Why the path is refused, or None. A list is that of the issuer."""
    return ask(path, [f"list:{encoded(crl)}"] if crl else [])


def verify_response(path, response):
    """The same with an OCSP response about the certificate."""
    return ask(path, [f"response:{encoded(response)}"])


def encoded(der):
    return base64.b64encode(der).decode()


def ask(path, revocation):
    java = process or start()
    purpose = PURPOSES.get(path.purpose, "-")
    java.stdin.write(" ".join([str(path.at), purpose, *map(encoded, path.chain), *revocation]) + "\n")
    java.stdin.flush()
    answer = java.stdout.readline().strip()
    if not answer:
        raise RuntimeError("java has ended")
    return None if answer == "OK" else answer

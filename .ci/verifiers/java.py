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


def verify(path):
    """Why the path is refused, or None."""
    java = process or start()
    purpose = PURPOSES.get(path.purpose, "-")
    java.stdin.write(" ".join([str(path.at), purpose, *(base64.b64encode(der).decode() for der in path.chain)]) + "\n")
    java.stdin.flush()
    answer = java.stdout.readline().strip()
    if not answer:
        raise RuntimeError("java has ended")
    return None if answer == "OK" else answer

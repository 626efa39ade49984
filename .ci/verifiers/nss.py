"""NSS, by its command: its library keeps certificates by issuer and serial number, which altered ones share."""

import pathlib
import subprocess
import tempfile
import time

NAME = "NSS"

# vfychain -u. It knows no time stamps.
USAGES = {"client": "0", "server": "1", "email": "4", "code-signing": "6", "ca": "11", "any": "0"}


folder = None


def start():
    """An empty database, and beside it the certificates of the path in hand."""
    global folder
    folder = pathlib.Path(tempfile.mkdtemp())
    subprocess.run(["certutil", "-N", "-d", f"sql:{folder}", "--empty-password"], check=True)
    return folder


def verify(path):
    """Why the path is refused, or None."""
    files = [(folder or start()) / f"{position}.der" for position in range(len(path.chain))]
    for file, der in zip(files, path.chain):
        file.write_bytes(der)
    at = time.strftime("%y%m%d%H%MZ", time.gmtime(path.at))
    options = ["-d", f"sql:{folder}", "-pp", "-b", at, "-u", USAGES[path.purpose]]
    command = ["vfychain", *options, files[0], *files[1:-1], "-t", files[-1]]
    output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if output.returncode == 0 and "Chain is good!" in output.stdout:
        return None
    return " ".join(output.stdout.split())

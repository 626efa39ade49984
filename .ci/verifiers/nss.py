"""NSS, by its command: its library keeps certificates by issuer and serial number, which altered ones share."""

import pathlib
import subprocess
import tempfile
import time

NAME = "NSS"

# vfychain -u. It knows no time stamps.
USAGES = {"client": "0", "server": "1", "email": "4", "code-signing": "6", "ca": "11", "any": "0"}


class Folder:
    """An empty database, and the certificates of the path in hand."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        subprocess.run(["certutil", "-N", "-d", f"sql:{self.path}", "--empty-password"], check=True)


folder = None


def verify(path):
    """Why the path is refused, or None."""
    global folder
    folder = folder or Folder()
    names = []
    for position, der in enumerate(path.chain):
        names.append(str(folder.path / f"{position}.der"))
        pathlib.Path(names[-1]).write_bytes(der)
    usage = USAGES.get(path.purpose)
    if usage is None:
        return None
    at = time.strftime("%y%m%d%H%MZ", time.gmtime(path.at))
    leaf, intermediates, root = names[0], names[1:-1], names[-1]
    command = ["vfychain", "-d", f"sql:{folder.path}", "-pp", "-b", at, "-u", usage, leaf, *intermediates, "-t", root]
    output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if output.returncode == 0 and "Chain is good!" in output.stdout:
        return None
    return " ".join(output.stdout.split())

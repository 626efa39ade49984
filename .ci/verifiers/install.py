"""What the checks need that is not there: programs and libraries by apt, Python packages into a folder of their own."""

import ctypes.util
import pathlib
import shutil
import subprocess
import sys

# Pinned: what a linter finds and what a verifier refuses changes from one version to the next.
PACKAGES = ["pkilint==0.13.3", "cryptography==50.0.2", "pyopenssl==26.4.0"]
PROGRAMS = {"openssl": "openssl", "java": "default-jdk-headless", "certutil": "libnss3-tools", "vfychain": "libnss3-tools"}
LIBRARIES = {"crypto": "openssl", "gnutls": "gnutls-bin"}


def run(*command):
    print("+", *command, flush=True)
    subprocess.run(command, check=True)


def missing():
    """The packages of apt that would bring what is not there."""
    packages = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    packages += [package for library, package in LIBRARIES.items() if not ctypes.util.find_library(library)]
    return sorted(set(packages))


def install(cache):
    """Fails where something is still missing. Returns the Python that has the packages."""
    if packages := missing():
        run("apt-get", "update", "-q")
        run("apt-get", "install", "-y", "-q", *packages)
    if packages := missing():
        sys.exit(f"still missing: {packages}")
    folder = pathlib.Path(cache) / "-".join(package.replace("==", "-") for package in PACKAGES)
    if not (folder / "installed").exists():
        run(sys.executable, "-m", "venv", "--clear", str(folder))
        run(str(folder / "bin" / "pip"), "install", "--quiet", *PACKAGES)
        (folder / "installed").touch()
    return str(folder / "bin" / "python")

#!/usr/bin/env python3
"""Verifies what the demo and the tests issued with independent software, as `verifiers/check.py` describes.

verify.py CACHE DEMO STRICT VERIFIERS; tests/profile and tests/verifiers write the last two. A verifier
that is missing and cannot be installed is a failure.
"""

import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent / "verifiers"))

from install import install  # noqa: E402

python = install(sys.argv[1])
check = pathlib.Path(__file__).parent / "verifiers" / "check.py"
# -B writes nothing into the tree. Altered certificates draw warnings, which do not matter.
sys.exit(subprocess.run([python, "-B", "-W", "ignore", str(check), *sys.argv[2:]]).returncode)

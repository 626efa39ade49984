#!/usr/bin/env python3
"""Verifies what the demo and the tests issued with software that is not ours: `verifiers/check.py` says how.

verify.py CACHE DEMO STRICT VERIFIERS; the last two are what tests/profile and tests/verifiers write. A verifier that is missing
and cannot be installed is a failure.
"""

import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent / "verifiers"))

from install import install  # noqa: E402

python = install(sys.argv[1])
check = pathlib.Path(__file__).parent / "verifiers" / "check.py"
# -B: nothing is written into the tree. Altered certificates draw warnings, which are nobody's concern.
sys.exit(subprocess.run([python, "-B", "-W", "ignore", str(check), *sys.argv[2:]]).returncode)

#!/usr/bin/env python3
"""Checks that each module of src/ uses only modules of its own layer or below."""

import pathlib
import re
import sys

# From the bottom to the top. Modules of one layer may use each other.
LAYERS = [
    {"der", "error", "oid", "pem", "purpose"},
    {"validity", "key"},
    {"name"},
    {"extension"},
    {"certificate", "csr"},
    {"issuer", "request", "profile"},
    {"grant"},
    {"issued", "to_be_signed", "crl"},
    {"authority"},
    {"interop", "wire"},
]
LEVEL = {module: level for level, modules in enumerate(LAYERS) for module in modules}


def used_modules(text):
    """The modules named after `crate::`, comments aside."""
    code = "\n".join(line.split("//")[0] for line in text.splitlines())
    for match in re.finditer(r"\bcrate::(\{[^}]*\}|\w+)", code):
        yield from re.findall(r"\w+", match.group(1)) if match.group(1)[0] == "{" else [match.group(1)]


def main():
    source = pathlib.Path(__file__).resolve().parent.parent / "src"
    faults = []
    seen = set()
    for path in sorted(source.rglob("*.rs")):
        module = path.relative_to(source).parts[0].removesuffix(".rs")
        if module == "lib":
            continue
        seen.add(module)
        if module not in LEVEL:
            faults.append(f"{path}: the module {module} has no layer")
            continue
        for used in used_modules(path.read_text()):
            if used not in LEVEL:
                faults.append(f"{path}: crate::{used} is not named by its module")
            elif LEVEL[used] > LEVEL[module]:
                faults.append(f"{path}: {module} must not use {used}, which stands above it")
        lines = len(path.read_text().splitlines())
        if lines > 400:
            faults.append(f"{path}: {lines} lines, at most 400")
    faults += [f"layer of a module that is not there: {module}" for module in LEVEL.keys() - seen]
    print("\n".join(faults) or f"layers: {len(seen)} modules in {len(LAYERS)} layers, no use upwards")
    return 1 if faults else 0


sys.exit(main())

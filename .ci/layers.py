#!/usr/bin/env python3
"""Checks that each top module of src/ uses only modules of lower layers, and that no file is too long.

The layers are the comments on the `mod` lines of src/lib.rs: `mod x509; // layer 1: …`. Modules of
the same layer do not use each other. Tests beside the code may use anything.
"""

import collections
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent / "src"
MOST_LINES = 400
SERVICE = SOURCE.parent / "examples/service/src"
MOST_LINES_OF_SERVICE = 300

MODULE = re.compile(r"^(?:pub(?:\(crate\))? )?mod (\w+);(?:\s*// layer (\d+): (.+))?$", re.M)
REEXPORT = re.compile(r"^pub use (\w+)::([^;]+);", re.M)
TEST_BLOCK = re.compile(r"^( *)#\[cfg\(test\)\]\n(?:\1#\[.*\n)*\1(?:pub(?:\(\w+\))? )?mod \w+ \{\n(?:.*\n)*?\1\}$", re.M)
TEST_FILE = re.compile(r"^ *#\[cfg\(test\)\]\n(?: *#\[.*\n)* *(?:pub(?:\(\w+\))? )?mod (\w+);", re.M)


def layers_of(library, faults):
    """Maps each top module to its layer and the description of the layer."""
    layers = {}
    for module, layer, purpose in MODULE.findall(library):
        if layer:
            layers[module] = (int(layer), purpose)
        else:
            faults.append(f"lib.rs: mod {module} has no comment `// layer N: purpose`")
    return layers


def homes_of(library):
    """Maps each name at the root to the top module that it comes from."""
    homes = {}
    for module, path in REEXPORT.findall(library):
        for name in re.findall(r"(?:\w+ as )?(\w+)(?=\s*[,}]|$)", path.strip()):
            homes[name] = module
    return homes


def test_files(files):
    """Returns the files of modules that are compiled only for tests."""
    roots = []
    for path, text in files.items():
        folder = path.parent if path.stem in ("mod", "lib") else path.with_suffix("")
        roots += [folder / name for name in TEST_FILE.findall(text)]
    return {path for path in files for root in roots if path.with_suffix("") == root or root in path.parents}


def first_names(group):
    """`a::{b, c}, d` -> a, d."""
    depth, start = 0, 0
    for position, character in enumerate(group + ","):
        depth += (character == "{") - (character == "}")
        if character == "," and depth == 0:
            name = re.match(r"\s*(\w+)", group[start:position])
            if name:
                yield name.group(1)
            start = position + 1


def used_names(code):
    """Yields the names that follow `crate::`."""
    for match in re.finditer(r"\bcrate::(\w+|\{)", code):
        if match.group(1) != "{":
            yield match.group(1)
            continue
        end, depth = match.end(), 1
        while depth:
            depth += {"{": 1, "}": -1}.get(code[end], 0)
            end += 1
        yield from first_names(code[match.end() : end - 1])


def climbs_out(code, path):
    """Returns whether a path of `super::` ends at the root of the crate."""
    depth = len(path.relative_to(SOURCE).parts) - (path.stem == "mod")
    return any(match.group(0).count("super") >= depth for match in re.finditer(r"(?:\bsuper::)+", code))


def main():
    faults = []
    files = {path: path.read_text() for path in sorted(SOURCE.rglob("*.rs"))}
    library = files[SOURCE / "lib.rs"]
    layers = layers_of(library, faults)
    homes = homes_of(library)
    tests = test_files(files)
    uses = collections.defaultdict(set)
    lines = collections.Counter()
    for path, text in files.items():
        name = path.relative_to(SOURCE)
        module = name.parts[0].removesuffix(".rs")
        count = text.count("\n")
        lines[module] += count
        if count > MOST_LINES:
            faults.append(f"{name}: {count} lines, at most {MOST_LINES}")
        if module == "lib" or path in tests:
            continue
        if module not in layers:
            faults.append(f"{name}: lib.rs gives {module} no layer")
            continue
        code = "\n".join(line.split("//")[0] for line in TEST_BLOCK.sub("", text).splitlines())
        if climbs_out(code, path):
            faults.append(f"{name}: `super` reaches the root of the crate; write `crate::`")
        for used in set(used_names(code)):
            used = homes.get(used, used)
            if used == module:
                continue
            if used not in layers:
                faults.append(f"{name}: crate::{used} is no module with a layer")
            elif layers[used][0] < layers[module][0]:
                uses[module].add(used)
            else:
                faults.append(f"{name}: {module} (layer {layers[module][0]}) must not use {used} (layer {layers[used][0]})")
    for path in SERVICE.rglob("*.rs"):
        count = path.read_text().count("\n")
        if count > MOST_LINES_OF_SERVICE:
            faults.append(f"{path.relative_to(SOURCE.parent)}: {count} lines, at most {MOST_LINES_OF_SERVICE}")
    faults += [f"lib.rs: mod {module} has no file" for module in layers if module not in lines]
    for module, (layer, purpose) in sorted(layers.items(), key=lambda item: (item[1][0], item[0])):
        below = ", ".join(sorted(uses[module], key=lambda used: layers[used][0])) or "nothing"
        print(f"{layer} {module:<12} {lines[module]:>5} lines, uses {below}")
    print("\n".join(faults) or f"layers: {len(layers)} modules, no use upwards; {len(files)} files, none over {MOST_LINES} lines")
    return 1 if faults else 0


sys.exit(main())

#!/usr/bin/env python3
"""Checks that a program that depends on certmint resolves and builds: no dependency is pinned to
one version, `rust-version` is what the dependencies need, with all features, and nothing is in C
without the features that say so."""

import json
import pathlib
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The features that bring C and assembly which a C compiler builds.
IN_C = {"aws-lc-rs", "fips"}
# Crates that build, find or bind C.
BUILDERS_OF_C = {"bindgen", "cc", "cmake", "nasm-rs", "pkg-config", "vcpkg"}


def pins_of_manifests():
    """Yields the pinned dependencies in the manifests of this repository."""
    manifests = subprocess.run(["git", "ls-files", "*Cargo.toml"], cwd=ROOT, text=True, capture_output=True, check=True)
    for name in manifests.stdout.split():
        tables = [tomllib.loads((ROOT / name).read_text())]
        while tables:
            table = tables.pop()
            for key, value in table.items():
                if key in ("dependencies", "dev-dependencies", "build-dependencies"):
                    for crate, wanted in value.items():
                        version = wanted.get("version", "") if isinstance(wanted, dict) else wanted
                        if "=" in version.replace(">=", "").replace("<=", ""):
                            yield f"{name} pins {crate} to {version}"
                elif isinstance(value, dict):
                    tables.append(value)


def used(metadata):
    """Returns the packages that certmint is built from with all features, without those of its tests."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    found, left = set(), [metadata["resolve"]["root"]]
    while left:
        package = left.pop()
        if package not in found:
            found.add(package)
            for dependency in nodes[package]["deps"]:
                if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"]):
                    left.append(dependency["pkg"])
    return [package for package in metadata["packages"] if package["id"] in found]


def family(crate):
    return crate.replace("_", "-").split("-")[0]


def faults_of_tree(packages):
    own = next(package for package in packages if package["name"] == "certmint")
    for package in packages:
        if "-" in package["version"].split("+")[0]:
            yield f"{package['name']} {package['version']} is a pre-release"
        for dependency in package["dependencies"]:
            # Parts of one crate are released together.
            pinned = dependency["req"].startswith("=") and family(dependency["name"]) != family(package["name"])
            if pinned and dependency["kind"] != "dev":
                yield f"{package['name']} pins {dependency['name']} to {dependency['req']}"

    def needs(package):
        return [int(number) for number in (package["rust_version"] or "1.0").split(".")][:2]

    most = max((package for package in packages if package is not own), key=needs)
    if needs(own) != needs(most):
        yield f"rust-version is {own['rust_version']}; {most['name']} {most['version']} needs {most['rust_version']}"


def output_of(*command):
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True).stdout


def faults_of_languages(packages):
    """Finds what links something native, or could build it, without the features that may."""
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text())
    native = {package["name"] for package in packages if package["links"]} | BUILDERS_OF_C

    def in_c(features):
        tree = output_of(
            "cargo", "tree", "--locked", "-p", "certmint", "-e", "normal,build", "--target", "all",
            "--features", ",".join(sorted(features)), "--prefix", "none", "-f", "{p}",
        )
        return sorted(native & {line.split()[0] for line in tree.splitlines() if line})

    pure = manifest["features"].keys() - IN_C
    documented = manifest["package"]["metadata"]["docs"]["rs"]["features"] + manifest["features"]["default"]
    if pure != {*documented, "default"}:
        yield f"docs.rs shows {sorted(documented)}, and not {sorted(pure)}"
    yield from (f"{name} is in C and comes without the features {sorted(IN_C)}" for name in in_c(pure))
    yield from (f"the feature {feature} brings no C" for feature in sorted(IN_C) if not in_c({feature}))


def main():
    metadata = json.loads(output_of("cargo", "metadata", "--locked", "--all-features", "--format-version", "1"))
    packages = used(metadata)
    faults = [*pins_of_manifests(), *faults_of_tree(packages), *faults_of_languages(packages)]
    print("\n".join(faults) or f"no dependency is pinned, and rust-version is what {len(packages)} packages need")
    return 1 if faults else 0


sys.exit(main())

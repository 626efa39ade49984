#!/usr/bin/env python3
"""Checks that the library cannot reach the operating system (rule K4): the lints notice clock, files,
sockets, environment, processes and threads, and no dependency brings the operating system's
randomness or system calls."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Lines that are put into a copy of the library, and the kind of lint that must notice each.
FORBIDDEN = [
    ("fn clock() { let _ = std::time::SystemTime::now(); }", "method"),
    ("fn monotonic_clock() { let _ = std::time::Instant::now(); }", "method"),
    ("fn time(_: std::time::SystemTime) {}", "type"),
    ("fn file() { let _ = std::fs::read(\"a\"); }", "method"),
    ("fn open_file(_: &std::fs::File) {}", "type"),
    ("fn socket(_: std::net::TcpStream) {}", "type"),
    ("fn unix_socket(_: std::os::unix::net::UnixStream) {}", "type"),
    ("fn environment() { let _ = std::env::var(\"A\"); }", "method"),
    ("fn arguments() { let _ = std::env::args(); }", "method"),
    ("fn environment_of_the_build() { let _ = core::option_env!(\"A\"); }", "macro"),
    ("fn process(_: std::process::Command) {}", "type"),
    ("fn end() { std::process::exit(0); }", "method"),
    ("fn thread() { let _ = std::thread::spawn(|| ()); }", "method"),
    ("fn clock_of_time() { let _ = time::UtcDateTime::now(); }", "method"),
    ("fn sleep() { std::thread::sleep(core::time::Duration::ZERO); }", "method"),
    ("fn console() { std::println!(); }", "macro"),
    ("fn standard_input() { let _ = std::io::stdin(); }", "method"),
]

# Crates that call the operating system.
SYSTEM = {"getrandom", "rand", "libc", "rustix", "windows-sys", "wasi", "js-sys", "r-efi", "tokio", "mio", "socket2"}
# The crates that use std. primeorder takes a one-time cell from it, and turns it on in the others.
# time has a clock for the host, which the lints keep out of the library.
STD = {"certmint", "primeorder", "elliptic-curve", "sec1", "der", "time"}


def run(command, directory):
    return subprocess.run(command, cwd=directory, text=True, capture_output=True)


def copy_package(target):
    for name in ["src", "clippy.toml", "Cargo.toml", "Cargo.lock"] + [path.name for path in ROOT.glob("*.md")]:
        source = ROOT / name
        shutil.copytree(source, target / name) if source.is_dir() else shutil.copy(source, target / name)
    manifest = (target / "Cargo.toml").read_text()
    # The examples and the other packages of the workspace are not copied.
    manifest = re.sub(r"\[\[example\]\]\n(.+\n)*", "", manifest)
    manifest = re.sub(r"\[workspace\]\n(.+\n)*", "[workspace]\n", manifest)
    (target / "Cargo.toml").write_text(manifest)


def lint_faults(package):
    """Returns what the lints miss, and entries of their lists that name nothing."""
    library = package / "src/lib.rs"
    before = library.read_text()
    first = before.count("\n") + 3
    lines = ["extern crate std;", "mod forbidden {"] + [line for line, _ in FORBIDDEN] + ["}"]
    library.write_text(before + "\n".join(lines) + "\n")
    result = run(["cargo", "clippy", "--offline", "--lib", "--message-format", "json"], package)
    found = set()
    faults = []
    for line in result.stdout.splitlines():
        message = json.loads(line).get("message")
        if not message:
            continue
        code = (message.get("code") or {}).get("code", "")
        for span in message["spans"]:
            if span["file_name"].endswith("clippy.toml"):
                faults.append(f"clippy.toml:{span['line_start']}: {message['message']}")
            while span.get("expansion"):
                span = span["expansion"]["span"]
            if message["level"] == "error":
                found.add((span["line_start"], code))
    for position, (line, kind) in enumerate(FORBIDDEN):
        if (first + position, f"clippy::disallowed_{kind}s") not in found:
            faults.append(f"not noticed: {line}")
    if not found:
        faults.append(result.stderr)
    library.write_text(before)
    return faults


def dependency_faults(outsider):
    """Finds crates that call the operating system in the tree of a program that depends on certmint."""
    faults = []
    tree = run(["cargo", "tree", "--offline", "-e", "normal", "--prefix", "none", "-f", "{p} {f}"], outsider)
    crates = {line.split()[0]: line for line in tree.stdout.splitlines() if line}
    if "certmint" not in crates:
        faults.append(tree.stderr)
    faults += [f"depends on {name}" for name in sorted(crates.keys() & SYSTEM)]
    for name, line in sorted(crates.items()):
        features = line.replace("(*)", "").split()[-1].split(",")
        if "std" in features and name not in STD:
            faults.append(f"{name} has its feature std")
    # On other systems, the operating system reports the features of the processor.
    others = run(["cargo", "tree", "--offline", "-e", "normal", "--prefix", "depth", "--target", "all"], outsider)
    path = []
    for line in others.stdout.splitlines():
        depth, name = re.match(r"(\d+)(\S+)", line).groups()
        path[int(depth):] = [name]
        if name in SYSTEM and path[-2] != "cpufeatures":
            faults.append(f"depends on {name} by way of {' > '.join(path)}")
    return faults, len(crates)


def main():
    with tempfile.TemporaryDirectory() as directory:
        package, outsider = pathlib.Path(directory) / "certmint", pathlib.Path(directory) / "outsider"
        package.mkdir()
        copy_package(package)
        faults = lint_faults(package)
        (outsider / "src").mkdir(parents=True)
        (outsider / "src/lib.rs").write_text("")
        (outsider / "Cargo.toml").write_text(
            '[package]\nname = "outsider"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n'
            '[dependencies]\ncertmint = { path = "../certmint" }\n'
        )
        shutil.copy(ROOT / "Cargo.lock", outsider)
        of_dependencies, crates = dependency_faults(outsider)
        faults += of_dependencies
    print("\n".join(faults) or f"no I/O: {len(FORBIDDEN)} uses noticed, none of {crates} crates asks the system")
    return 1 if faults else 0


sys.exit(main())

"""What the tests have written: certificates with the chains above them."""

import json
from dataclasses import dataclass, replace

# The identifiers of the purposes in extKeyUsage (RFC 5280 §4.2.1.12); any of them and CAs are not asked for one.
PURPOSES = {
    "server": "1.3.6.1.5.5.7.3.1",
    "client": "1.3.6.1.5.5.7.3.2",
    "code-signing": "1.3.6.1.5.5.7.3.3",
    "email": "1.3.6.1.5.5.7.3.4",
    "time-stamping": "1.3.6.1.5.5.7.3.8",
}


@dataclass(frozen=True)
class Path:
    """A certificate, those above it up to the root, all in DER, and what a verifier is to accept it for."""

    name: str
    chain: tuple
    # The algorithms of their keys, as requests name them.
    keys: tuple
    purpose: str
    servers: tuple
    # Unix time.
    at: int

    def with_altered(self, position, der):
        """The same path with another certificate at a position, for no server by name."""
        chain = self.chain[:position] + (der,) + self.chain[position + 1 :]
        return replace(self, chain=chain, servers=())


def read(folder):
    """All paths of a folder, and those whose certificates are to be altered."""
    manifest = json.loads((folder / "manifest.json").read_text())
    paths = {}
    for entry in manifest["paths"]:
        chain = tuple((folder / name).read_bytes() for name in entry["files"])
        keys, servers = tuple(entry["keys"]), tuple(entry["servers"])
        path = Path(entry["name"], chain, keys, entry["purpose"], servers, entry["at"])
        if path.name in paths:
            raise ValueError(f"two paths are called {path.name}")
        paths[path.name] = path
    return list(paths.values()), [paths[name] for name in manifest["tampered"]]


@dataclass(frozen=True)
class Revocation:
    """Two certificates below a root, of which one is revoked, and the root's list and responses."""

    name: str
    # The algorithm of the root's key.
    key: str
    revoked: Path
    good: Path
    list: bytes
    response_revoked: bytes
    response_good: bytes


def read_revocations(folder):
    """The revocations of a folder."""
    found = []
    for entry in json.loads((folder / "manifest.json").read_text())["revocations"]:
        name, key, at = entry["name"], entry["key"], entry["at"]
        file = {what: (folder / entry[what]).read_bytes() for what in entry.keys() - {"name", "key", "at"}}
        paths = [Path(name, (file[what], file["root"]), ("EC256", key), "server", (), at) for what in ("revoked", "good")]
        found.append(Revocation(name, key, *paths, file["list"], file["response_revoked"], file["response_good"]))
    return found

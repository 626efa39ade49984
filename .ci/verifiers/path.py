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
        path = Path(entry["name"], chain, entry["purpose"], tuple(entry["servers"]), entry["at"])
        if path.name in paths:
            raise ValueError(f"two paths are called {path.name}")
        paths[path.name] = path
    return list(paths.values()), [paths[name] for name in manifest["tampered"]]

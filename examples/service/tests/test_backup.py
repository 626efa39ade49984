"""A stolen database gives no private key, and a backup gives all back."""

import contextlib
import json
import re
import shutil
import threading
import unittest

from sdk import subject
from service import AUTHORITIES, CERTIFICATES, Service, listens, run, wait_until
from started import ROOT, Started, leaf_of
from tools import text


def head_of_pkcs8(der):
    """What precedes the key in every PKCS#8 of its algorithm: the version and the algorithm."""
    return der[der.index(b"\x02\x01\x00\x30") :][:18]


def secret_numbers(pem):
    """The secret numbers of a key: the scalar, or the private exponent and the primes."""
    shown = text("pkey", "-noout", "-text", stdin=pem)
    found = re.findall(r"(?:priv|privateExponent|prime1|prime2):\n((?: +[0-9a-f:]+\n)+)", shown)
    return [bytes.fromhex(re.sub(r"[\s:]", "", number)).lstrip(b"\0") for number in found]


class Stolen(Started):
    def test_a_stolen_database_gives_no_private_key(self):
        service = self.service()
        root = self.create(service, AUTHORITIES, ROOT)
        keys, needles = {}, [b"PRIVATE KEY", *(secret.encode() for secret in service.secrets)]
        for algorithm in ("EC256", "EC384", "RSA2048"):
            leaf = self.create(service, CERTIFICATES, leaf_of(root, algorithm))
            export = {"is_compressed": "false", "type": "OTHER"}
            keys[leaf] = service.json("POST", f"{CERTIFICATES}/{leaf}/export", export)[1]["private_key"]
            self.create(
                service,
                AUTHORITIES,
                {"type": "SUBORDINATE", "distinguished_name": subject("P"), "key_algorithm": algorithm},
            )
            plain = run("openssl", "pkcs8", "-topk8", "-nocrypt", "-outform", "DER", stdin=keys[leaf]).stdout
            secrets = [head_of_pkcs8(plain), *secret_numbers(keys[leaf])]
            self.assertTrue(all(secret in plain for secret in secrets))
            needles += secrets
        thief = self.folder / "thief"
        thief.mkdir()
        for path in service.data.glob("certmint.db*"):
            content = path.read_bytes()
            for needle in needles:
                self.assertNotIn(needle, content, path)
            shutil.copy(path, thief)
        service.stop()
        self.opens_nothing(thief, keys, needles)

    def opens_nothing(self, thief, keys, needles):
        """Whoever starts a service of their own on the database gets no key out of it."""
        other = Service(data=thief)
        self.addCleanup(other.discard)
        other.launch()
        wait_until(lambda: other.process.poll() is not None or listens(other), "an end or a start")
        if other.process.poll() is not None:
            self.assertEqual(other.process.returncode, 2)
            return
        other._read_credentials()
        for leaf in keys:
            body = {"is_compressed": "false", "type": "OTHER"}
            status, _, content = other.request("POST", f"{CERTIFICATES}/{leaf}/export", body)
            self.assertEqual(status, 500, content)
            self.assertFalse(any(needle in content for needle in needles))

    def test_backup_and_restore(self):
        service = self.service()
        root = self.create(service, AUTHORITIES, ROOT)
        ending = threading.Event()
        made = []

        def load():
            with contextlib.closing(service.connect()) as connection:
                while not ending.is_set():
                    status, _, content = service.request("POST", CERTIFICATES, leaf_of(root), connection=connection)
                    if status == 200:
                        made.append(json.loads(content)["certificate_id"])

        clients = [threading.Thread(target=load) for _ in range(4)]
        for client in clients:
            client.start()
        wait_until(lambda: len(made) > 20, "certificates under load")
        known = list(made)
        backup = self.folder / "backup"
        backup.mkdir(0o700)
        run("sqlite3", service.data / "certmint.db", f"VACUUM INTO '{backup}/certmint.db'")
        for name in ("key-encryption.key", "credentials.json"):
            shutil.copy2(service.data / name, backup)
        ending.set()
        for client in clients:
            client.join()
        service.stop()
        (backup / "certmint.db").chmod(0o600)
        restored = Service(data=backup)
        restored.token = service.token
        self.addCleanup(restored.stop)
        restored.start()
        export = {"is_compressed": "false", "type": "OTHER"}
        for leaf in known:
            status, answer = restored.json("POST", f"{CERTIFICATES}/{leaf}/export", export)
            self.assertEqual(status, 200, answer)
        new = self.create(restored, CERTIFICATES, leaf_of(root))
        pem = restored.json("POST", f"{CERTIFICATES}/{new}/export", export)[1]["certificate"]
        self.assertIn("CN=Root", text("x509", "-noout", "-issuer", "-nameopt", "RFC2253", stdin=pem))


if __name__ == "__main__":
    unittest.main()

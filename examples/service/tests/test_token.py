"""Keys of CAs in a PKCS#11 token (SoftHSM): made there, used there, never in the database."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from sdk import subject, validity
from service import AUTHORITIES, BINARY, CERTIFICATES, Service, run
from tools import Crl, Key, verify

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
MODULE = os.environ.get("PKCS11_MODULE") or next((path for path in MODULES if os.path.exists(path)), None)
PIN, LABEL = "pin-of-the-token-1234", "certmint-tests"


@unittest.skipUnless(MODULE and shutil.which("softhsm2-util"), "softhsm2 is not installed")
class Token(unittest.TestCase):
    def setUp(self):
        folder = tempfile.mkdtemp(prefix="certmint-token-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        pathlib.Path(folder, "tokens").mkdir()
        configuration = pathlib.Path(folder, "softhsm2.conf")
        configuration.write_text(f"directories.tokendir = {folder}/tokens\n", encoding="utf-8")
        self.environment = {"SOFTHSM2_CONF": str(configuration)}
        init = ("softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", "5678", "--pin", PIN)
        run(*init, environment=self.environment)
        self.options = ("--pkcs11-module", MODULE, "--pkcs11-token", LABEL)

    def start(self):
        service = Service(*self.options, environment={**self.environment, "CERTMINT_PKCS11_PIN": PIN})
        service.secrets.add(PIN)
        self.addCleanup(service.stop)
        return service.start()

    def create(self, service, path, body):
        status, answer = service.json("POST", path, body)
        self.assertEqual(status, 200, answer)
        return next(iter(answer.values()))

    def leaf(self, service, issuer):
        body = {"issuer_id": issuer, "csr": Key().csr(), "validity": validity("DAY")}
        leaf = self.create(service, f"{CERTIFICATES}/csr", body)
        export = {"is_compressed": "false", "type": "OTHER"}
        exported = service.json("POST", f"{CERTIFICATES}/{leaf}/export", export)[1]
        return leaf, exported["certificate"], exported["certificate_chain"]

    def test_authorities_with_their_keys_in_the_token(self):
        service = self.start()
        crl = {"enabled": True, "obs_bucket_name": "token", "valid_days": 7}
        authorities = []
        for key in ("EC256", "EC384", "RSA2048"):
            root = {
                **{"type": "ROOT", "distinguished_name": subject(f"Root {key}"), "key_algorithm": key},
                **{"signature_algorithm": "SHA256", "validity": validity("YEAR", 10), "crl_configuration": crl},
            }
            root = self.create(service, AUTHORITIES, root)
            pending = {"type": "SUBORDINATE", "distinguished_name": subject(f"Sub {key}"), "key_algorithm": key}
            sub = self.create(service, AUTHORITIES, pending)
            body = {
                "issuer_id": root,
                "signature_algorithm": "SHA256",
                "validity": validity(),
                "crl_configuration": crl,
            }
            self.assertEqual(service.request("POST", f"{AUTHORITIES}/{sub}/activate", body)[0], 204)
            authorities += [root, sub]
        for issuer in authorities:
            leaf, certificate, chain = self.leaf(service, issuer)
            list_of_issuer = service.request("GET", f"/crl/token/{issuer}.crl", token=None)[2]
            verify(certificate, chain, [list_of_issuer])
            self.assertEqual(service.request("POST", f"{CERTIFICATES}/{leaf}/revoke", {})[0], 204)
            list_of_issuer = service.request("GET", f"/crl/token/{issuer}.crl", token=None)[2]
            self.assertEqual(len(Crl(list_of_issuer).reasons), 1)
        for (data,) in service.query("SELECT data FROM authorities"):
            self.assertIsNone(json.loads(data).get("private_key"))
        # The token has a key for each, which a restart finds again.
        self.assertEqual(service.terminate(), 0)
        service.start()
        for issuer in authorities:
            _, certificate, chain = self.leaf(service, issuer)
            verify(certificate, chain)

    def test_a_token_that_cannot_be_opened(self):
        for options, pin in (
            ((*self.options[:3], "no-such-token"), PIN),
            (self.options, "wrong-pin-hidden"),
            (("--pkcs11-module", "/no/such.so", "--pkcs11-token", LABEL), PIN),
            (self.options, None),
        ):
            with self.subTest(options=options, pin=pin), tempfile.TemporaryDirectory() as data:
                environment = {**os.environ, **self.environment, **({"CERTMINT_PKCS11_PIN": pin} if pin else {})}
                command = [BINARY, "--data", data, "--listen", "127.0.0.1:0", *options]
                done = subprocess.run(command, capture_output=True, text=True, timeout=30, env=environment)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertNotIn("hidden", done.stderr)
                self.assertNotIn(PIN, done.stderr + done.stdout)
                self.assertNotIn("panicked", done.stderr)


if __name__ == "__main__":
    unittest.main()

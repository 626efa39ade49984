"""What the tests of hostile requests share."""

import json
import re

INTERNALS = re.compile(rb"panicked|stack|\.rs[:\"]|sqlx|SELECT|INSERT|syntax error|sqlite|postgres|/src/", re.I)
CONSOLE = "/v1/pca/config/console"
CREDENTIALS = {
    "access_keys": {"AKHOSTILE00000000000": "s" * 32, "AKDOMAIN000000000000": {"secret": "d" * 32, "domain": "own"}},
    "tokens": ["t" * 32],
}


class Refusals:
    """A service with a CA and a certificate, and how its error answers must look."""

    credentials = CREDENTIALS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        cls.issuer = self.root("Issuer")
        cls.leaf = self.apply(cls.issuer)

    def refusal(self, answer, *statuses):
        """Asserts an error as it must look, and returns its code."""
        status, headers, content = answer
        self.assertIn(status, statuses, content[:300])
        self.assertEqual(headers["Content-Type"], "application/json", content[:300])
        self.assertTrue(headers["X-Request-Id"])
        refusal = json.loads(content)
        self.assertEqual(set(refusal), {"error_code", "error_msg"})
        self.assertRegex(refusal["error_code"], r"\APCA\.[0-9]{8}\Z")
        self.assertTrue(0 < len(refusal["error_msg"]) <= 1024)
        self.assertIsNone(INTERNALS.search(content), content)
        for secret in self.service.secrets:
            self.assertNotIn(secret.encode(), content)
        return refusal["error_code"]

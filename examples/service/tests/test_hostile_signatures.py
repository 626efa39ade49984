"""Hostile requests: wrong, old and changed signatures, and none at all."""

import hashlib
import hmac
import json
import re
import time
import unittest
import urllib.parse

from hostile import CONSOLE, Refusals
from sdk import ClientTest, OnPostgres, validity
from service import AUTHORITIES, CERTIFICATES
from tools import Key


def signed(service, method, path, query="", body=b"", date=None, key=None, secret=None, **headers):
    """Signs as SERVICE.md says; independent of the client's code and of the service's."""
    date = stamp(0) if date is None else date
    sent = {"host": f"127.0.0.1:{service.port}", "x-sdk-date": date, "content-type": "application/json", **headers}
    names = ";".join(sorted(sent))
    segments = [urllib.parse.quote(urllib.parse.unquote(part), safe="~") for part in path.split("/")]
    pairs = sorted(urllib.parse.parse_qsl(query, keep_blank_values=True))
    canonical = [
        *(method, "/".join(segments).rstrip("/") + "/"),
        "&".join(
            f"{urllib.parse.quote(name, safe='~')}={urllib.parse.quote(value, safe='~')}" for name, value in pairs
        ),
        *(f"{name}:{sent[name]}" for name in sorted(sent)),
        *("", names, hashlib.sha256(body).hexdigest()),
    ]
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    text = f"SDK-HMAC-SHA256\n{date}\n{digest}".encode()
    signature = hmac.new((secret or service.secret).encode(), text, "sha256").hexdigest()
    authorization = f"SDK-HMAC-SHA256 Access={key or service.access_key}, SignedHeaders={names}, Signature={signature}"
    return {**sent, "Authorization": authorization}


def stamp(seconds):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + seconds))


class Signatures(Refusals):
    def unauthenticated(self, method, path, headers, body=None):
        answer = self.service.request(method, path, body, headers, token=None)
        self.assertEqual(self.refusal(answer, 401), "PCA.00030001")

    def test_right_signatures(self):
        for path, query in [
            *((CONSOLE, ""), (CERTIFICATES, "limit=1&name=%27%20%C3%A9~&offset=0"), (CERTIFICATES, "offset=0&limit=1")),
            *((CERTIFICATES, "name=a%2Bb"), (CERTIFICATES, "name="), (f"{AUTHORITIES}/{self.issuer}", "")),
        ]:
            headers = signed(self.service, "GET", path, query)
            target = f"{path}?{query}" if query else path
            self.assertEqual(self.service.request("GET", target, None, headers, token=None)[0], 200, target)
        for seconds in (-14 * 60, 14 * 60):
            headers = signed(self.service, "GET", CONSOLE, date=stamp(seconds))
            self.assertEqual(self.service.request("GET", CONSOLE, None, headers, token=None)[0], 200)

    def test_replays(self):
        for seconds in (-16 * 60, 16 * 60, -86_400, 86_400 * 365 * 20):
            self.unauthenticated("GET", CONSOLE, signed(self.service, "GET", CONSOLE, date=stamp(seconds)))
        for date in (
            "",
            "now",
            "20261301T000000Z",
            "2026-11-29T18:51:29Z",
            "99999999T999999Z",
            "20260230T000000Z",
            stamp(0)[:-1],
        ):
            self.unauthenticated("GET", CONSOLE, signed(self.service, "GET", CONSOLE, date=date))
        # A later date on an old signature.
        self.unauthenticated("GET", CONSOLE, {**signed(self.service, "GET", CONSOLE), "x-sdk-date": stamp(60)})

    def test_changed_after_the_signature(self):
        body = json.dumps({"issuer_id": self.issuer, "csr": Key().csr(), "validity": validity("DAY")}).encode()
        path = f"{CERTIFICATES}/csr"

        def right(**headers):
            return signed(self.service, "POST", path, body=body, **headers)

        self.unauthenticated("POST", path, right(), body.replace(b"DAY", b"YEAR"))
        self.unauthenticated("POST", path, right(), body + b" ")
        self.unauthenticated("POST", path, right(), b"")
        self.unauthenticated("POST", path, {**right(), "content-type": "text/plain"}, body)
        self.unauthenticated("POST", path, {**right(), "host": "other"}, body)
        self.unauthenticated("POST", CERTIFICATES, right(), body)
        self.unauthenticated("GET", path, right(), body)
        self.unauthenticated("POST", f"{path}?limit=1", right(), body)
        self.unauthenticated("POST", path, {**right(**{"x-domain-id": "a"}), "x-domain-id": "b"}, body)
        # A body that is not signed is none that the client sent.
        self.unauthenticated("POST", path, {**right(), "x-sdk-content-sha256": "UNSIGNED-PAYLOAD"}, body + b" ")
        # A domain that nobody signed for.
        status, headers, content = self.service.request("POST", path, body, {**right(), "X-Domain-Id": "b"}, token=None)
        self.assertIn(status, (401, 403), content)
        self.assertEqual(self.service.request("POST", path, body, right(), token=None)[0], 200)

    def test_wrong_authorizations(self):
        right = signed(self.service, "GET", CONSOLE)
        value = right["Authorization"]
        signature = value.rsplit("=", 1)[1]
        for wrong in [
            *("", "x", "Basic eDp4", "Bearer " + self.service.token, "SDK-HMAC-SHA256", "SDK-HMAC-SHA256 "),
            *(
                value.replace("SHA256", "SHA1"),
                value.replace("SDK-HMAC-SHA256", "V11-HMAC-SHA256"),
                value[:-1],
                value + "0",
            ),
            *(value.replace(signature, ""), value.replace(signature, "0" * 64), value.replace(signature, "g" * 64)),
            *(
                value.replace("Access=", "Access"),
                value.replace("SignedHeaders=", "SignedHeaders=;"),
                value.split(", Sig")[0],
            ),
            re.sub("SignedHeaders=[^,]*", "SignedHeaders=", value),
            re.sub("SignedHeaders=[^,]*", "SignedHeaders=no-such-header", value),
            re.sub("SignedHeaders=[^,]*", "SignedHeaders=" + "host;" * 2000, value),
            re.sub("Access=[^,]*", "Access=AKDOMAIN000000000000", value),
            *("SDK-HMAC-SHA256 Access=, SignedHeaders=, Signature=", "SDK-HMAC-SHA256 " + "Access=x, " * 500),
        ]:
            with self.subTest(wrong=wrong[:100]):
                self.unauthenticated("GET", CONSOLE, {**right, "Authorization": wrong})
        without_date = {name: text for name, text in right.items() if name != "x-sdk-date"}
        self.unauthenticated("GET", CONSOLE, without_date)
        for token in ("", "T" * 32, "t" * 31, "t" * 33, "t" * 32 + ", x", "é"):
            self.unauthenticated("GET", CONSOLE, {"X-Auth-Token": token.encode("utf-8")})

    def test_without_credentials(self):
        for method, path in [
            *(
                ("GET", CONSOLE),
                ("GET", AUTHORITIES),
                ("POST", AUTHORITIES),
                ("GET", CERTIFICATES),
                ("POST", CERTIFICATES),
            ),
            *(("GET", f"{CERTIFICATES}/{self.leaf}"), ("DELETE", f"{CERTIFICATES}/{self.leaf}"), ("GET", "/v1/x")),
            *(("POST", f"{AUTHORITIES}/{self.issuer}/disable"), ("PATCH", "/v1/x/y"), ("OPTIONS", CERTIFICATES)),
        ]:
            self.unauthenticated(method, path, {})
            self.unauthenticated(method, path, {"X-Auth-Token": "x"}, b"{}")
        self.assertEqual(self.status(self.issuer), "ACTIVED")


class SignaturesOnSqlite(Signatures, ClientTest):
    pass


class SignaturesOnPostgres(Signatures, OnPostgres):
    pass


if __name__ == "__main__":
    unittest.main()

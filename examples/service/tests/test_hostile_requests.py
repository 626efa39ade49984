"""Hostile requests: paths, SQL and JSON. Each gets the right status, and its answer tells nothing."""

import unittest
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from hostile import CONSOLE, Refusals
from sdk import UNKNOWN, ClientTest, OnPostgres, subject, validity
from service import AUTHORITIES, CERTIFICATES
from tools import Key

TEXTS = [
    *("' OR '1'='1", "'; DROP TABLE certificates; --", '"', "\\", "\\'", "%", "_", "$1", "?", "{{7*7}}", "${jndi:x}"),
    *(
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "\0",
        "a\0b",
        "\r\nX-Injected: 1",
        "\u202e",
        "\U0001f600",
        "\ufffe",
        "a" * 5000,
    ),
]
PASSWORDS = ("' OR '1'='1", "\0", "\U0001f600")


class HostileRequests(Refusals):
    def test_unknown_methods_and_paths(self):
        for method, path in [
            *(
                ("PUT", CERTIFICATES),
                ("PATCH", f"{CERTIFICATES}/{self.leaf}"),
                ("DELETE", CERTIFICATES),
                ("BREW", CERTIFICATES),
            ),
            *(
                ("OPTIONS", CERTIFICATES),
                ("TRACE", CERTIFICATES),
                ("GET", f"{CERTIFICATES}/csr/parse"),
                ("POST", CONSOLE),
            ),
            *(
                ("GET", "/v1"),
                ("GET", "/v1/"),
                ("GET", "/v2/private-certificates"),
                ("GET", "/v1/private-certificates/x/y/z"),
            ),
            *(("GET", "/v1//private-certificates"), ("GET", "/v1/private-certificates/%2e%2e/x"), ("GET", "/%00")),
            *(("GET", "/.git/config"), ("GET", "/v1/%ff"), ("GET", "//"), ("POST", "/no/such")),
        ]:
            with self.subTest(method=method, path=path):
                answer = self.service.request(method, path)
                self.assertEqual(self.refusal(answer, 404), "PCA.00030102")

    def works(self):
        """The tables are there and hold what they held."""
        self.assertEqual(self.client.show_certificate(certificate_id=self.leaf)["status"], "ISSUED")
        self.assertEqual(self.status(self.issuer), "ACTIVED")

    def answers(self, method, path, body=None, **options):
        """Any answer that is no fault of the service's."""
        answer = self.service.request(method, path, body, **options)
        if answer[0] not in (200, 204):
            self.refusal(answer, 400, 401, 403, 404)
        return answer

    def test_sql_in_bodies(self):
        names = dict.fromkeys(("common_name", "country", "state", "locality", "organization", "organizational_unit"))
        apply = {
            **{"issuer_id": self.issuer, "distinguished_name": {"common_name": "x"}, "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("HOUR")},
        }
        root = {**apply, "type": "ROOT", "distinguished_name": subject("x")}
        crl = {"enabled": True, "crl_name": "x", "obs_bucket_name": "x", "valid_days": 7}
        leaf, ca = f"{CERTIFICATES}/{self.leaf}", f"{AUTHORITIES}/{self.issuer}"
        for text in TEXTS:
            for path, body in [
                *(
                    (CERTIFICATES, {**apply, member: text})
                    for member in (*apply, "enterprise_project_id", "key_usages")
                ),
                *((CERTIFICATES, {**apply, "distinguished_name": {"common_name": "x", name: text}}) for name in names),
                *(
                    (CERTIFICATES, {**apply, "subject_alternative_names": [{"type": kind, "value": text}]})
                    for kind in ("DNS", "URI", text)
                ),
                (CERTIFICATES, {**apply, "customized_extension": {"object_identifier": "2.999.1", "value": text}}),
                (f"{CERTIFICATES}/csr", {"issuer_id": self.issuer, "csr": text, "validity": validity("DAY")}),
                (
                    f"{CERTIFICATES}/csr",
                    {"issuer_id": self.issuer, "csr": "x", "validity": validity("DAY"), "type": text},
                ),
                *((AUTHORITIES, {**root, member: text}) for member in ("type", "enterprise_project_id")),
                *(
                    (f"{ca}/crl/enable", {**crl, member: text})
                    for member in ("crl_name", "obs_bucket_name", "valid_days")
                ),
                *(
                    (f"{leaf}/tags/create", {"tags": [tag]})
                    for tag in ({"key": text, "value": "x"}, {"key": "x", "value": text})
                ),
                *((f"{leaf}/revoke", {"reason": text}), (f"{leaf}/export", {"is_compressed": "false", "type": text})),
                # A key is derived from each password, which takes its time.
                *(
                    (f"{leaf}/export", {"is_compressed": "false", "type": "OTHER", "password": text})
                    for _ in range(text in PASSWORDS)
                ),
                *(
                    (f"{CERTIFICATES}/csr/parse", {"csr": text}),
                    (f"{ca}/import", {"certificate": text, "certificate_chain": text}),
                ),
            ]:
                with self.subTest(path=path, body=str(body)[:300]):
                    self.answers("POST", path, body)
        self.works()

    def test_texts_come_back_as_they_went(self):
        for text in TEXTS:
            if any(ord(character) < 32 for character in text) or len(text) > 64:
                continue
            leaf = self.apply(self.issuer, text)
            shown = self.client.show_certificate(certificate_id=leaf)
            self.assertEqual(shown["distinguished_name"]["common_name"], text)
            found = self.client.list_certificate(name=text, limit=100)["certificates"]
            self.assertIn(leaf, [row["certificate_id"] for row in found])

    def test_sql_in_queries_paths_and_headers(self):
        for text in [*TEXTS, "1 UNION ALL", "9" * 30, "-9223372036854775809", "1e3", "0x10", " 1"]:
            quoted = urllib.parse.quote(text[:1000], safe="")
            for base, keys in ((AUTHORITIES, ("type",)), (CERTIFICATES, ())):
                for key in ("name", "status", "limit", "offset", "sort_key", "sort_dir", "no_such", *keys):
                    self.answers("GET", f"{base}?{key}={quoted}")
                self.answers("GET", f"{base}/{quoted}")
                self.answers("DELETE", f"{base}/{quoted}?pending_days={quoted}")
                self.answers("GET", f"{base}/{quoted}/tags")
            for path in (f"/crl/{quoted}/{quoted}.crl", f"/ocsp/{quoted}/{quoted}"):
                self.assertLess(self.service.request("GET", path, token=None)[0], 500)
            if text.isprintable() and text.isascii():
                self.answers("GET", CERTIFICATES, headers={"X-Domain-Id": text[:1000]})
        for query in (
            "limit",
            "limit=1&limit=2",
            "&&&",
            "=",
            "%",
            "name=%ff",
            "name=%",
            "a=b;c=d",
            "name=" + "x" * 5000,
        ):
            self.answers("GET", f"{CERTIFICATES}?{query}")
        self.works()

    def test_bodies_that_are_no_objects(self):
        posts = [
            *(
                AUTHORITIES,
                CERTIFICATES,
                f"{CERTIFICATES}/csr",
                f"{CERTIFICATES}/csr/parse",
                f"{CERTIFICATES}/{self.leaf}/export",
            ),
            *(f"{CERTIFICATES}/{self.leaf}/revoke", f"{CERTIFICATES}/{self.leaf}/tags/create"),
            *(f"{AUTHORITIES}/{self.issuer}/crl/enable", f"{AUTHORITIES}/{self.issuer}/import"),
        ]
        bodies = [
            *(
                b"",
                b" ",
                b"null",
                b"true",
                b"7",
                b'"x"',
                b"[]",
                b"[{}]",
                b"{",
                b"{}{}",
                b'{"a":1,}',
                b"{'a':1}",
                b"\xff\xfe{}\x00",
            ),
            *(
                b"\xef\xbb\xbf{}",
                b'{"csr":"\xff"}',
                b'{"csr":"\\ud800"}',
                b'{"issuer_id":"\xed\xa0\x80"}',
                b"NaN",
                b'{"a":1e999999}',
            ),
            *(b"[" * 30_000, b'{"a":' * 10_000, b"9" * 60_000, b"{" + b'"a":1,' * 9000 + b'"a":1}', b'"' * 60_000),
        ]
        for path in posts:
            for body in bodies:
                with self.subTest(path=path, body=body[:50]):
                    answer = self.service.request("POST", path, body, {"Content-Type": "application/json"})
                    self.refusal(answer, 400)
        # An object, if a deep one.
        self.answers("POST", CERTIFICATES, b'{"a":' * 10_000 + b"1" + b"}" * 10_000)
        self.works()

    def test_numbers_at_the_edges(self):
        for value in (0, -1, 2**31, 2**63 - 1, 2**63, 2**64, 10**40, 1.5, "1.5", "9" * 400, True, [], {}):
            for body in [
                {"validity": {"type": "DAY", "value": value}},
                {"validity": {"type": "DAY", "value": 1, "start_from": value}},
                {"type": "INTERMEDIATE_CA", "path_length": value},
            ]:
                body = {
                    "issuer_id": self.issuer,
                    "csr": Key().csr() if "type" in body else "x",
                    "validity": validity("DAY"),
                    **body,
                }
                self.answers("POST", f"{CERTIFICATES}/csr", body)

    def test_request_ids_are_the_services_own(self):
        sent = f"{UNKNOWN}' \"x"
        _, headers, _ = self.service.request("GET", CONSOLE, headers={"X-Request-Id": sent})
        self.assertNotEqual(headers["X-Request-Id"], sent)
        self.assertEqual(len(headers.get_all("X-Request-Id")), 1)

    def test_one_line_of_the_log_for_each_request(self):
        secret = "never-in-the-log-0123456789"
        body = {"issuer_id": self.issuer, "csr": secret, "validity": validity("DAY")}
        for method, path, sent in [
            *(("GET", CONSOLE, None), ("POST", f"{CERTIFICATES}/csr", body), ("GET", "/v1/%0aforged", None)),
            (
                "POST",
                f"{CERTIFICATES}/{self.leaf}/export",
                {"is_compressed": "false", "type": "OTHER", "password": secret},
            ),
            ("GET", f"{CERTIFICATES}?name={secret}", None),
        ]:
            _, headers, _ = self.service.request(method, path, sent)
            lines = [line for line in self.service.log().splitlines() if headers["X-Request-Id"] in line]
            self.assertEqual(len(lines), 1, (method, path, lines))
        self.assertNotIn(secret, self.service.log().replace(f"name={secret}", ""))
        self.assertNotIn("\nforged", self.service.log())

    def test_the_audit_table_only_grows(self):
        rows = self.service.query("SELECT number, result FROM audit ORDER BY number")
        self.assertTrue(rows)
        self.refusal(self.service.request("POST", f"{AUTHORITIES}/{self.issuer}/enable"), 403)
        after = self.service.query("SELECT number, result FROM audit ORDER BY number")
        self.assertEqual((after[: len(rows)], after[-1][1]), (rows, "PCA.00030201"))
        replace = "INSERT OR REPLACE INTO audit SELECT * FROM audit"
        for statement in ("UPDATE audit SET result = 'x'", "DELETE FROM audit", replace):
            with self.assertRaises(Exception):
                self.service.execute(statement)
        self.assertEqual(self.service.query("SELECT number, result FROM audit ORDER BY number"), after)

    def test_of_activations_at_once_one_succeeds(self):
        ca = {"distinguished_name": subject("Contended"), "key_algorithm": "EC256"}
        signed = {"signature_algorithm": "SHA256", "validity": validity()}
        root = {**ca, **signed, "type": "ROOT", "validity": validity("YEAR", 10)}
        root = self.service.json("POST", AUTHORITIES, root)[1]["ca_id"]
        pending = self.service.json("POST", AUTHORITIES, {**ca, "type": "SUBORDINATE"})[1]["ca_id"]

        def activate(_):
            return self.service.request("POST", f"{AUTHORITIES}/{pending}/activate", {**signed, "issuer_id": root})

        with ThreadPoolExecutor(8) as threads:
            answers = sorted(threads.map(activate, range(8)), key=lambda answer: answer[0])
        self.assertEqual(answers[0][0], 204)
        for answer in answers[1:]:
            self.refusal(answer, 403)


class HostileRequestsOnSqlite(HostileRequests, ClientTest):
    pass


class HostileRequestsOnPostgres(HostileRequests, OnPostgres):
    pass


if __name__ == "__main__":
    unittest.main()

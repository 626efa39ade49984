"""The page without a browser: sessions, cookies, origins and headers."""

import http.cookies
import json
import pathlib
import re
import unittest
import urllib.parse

from sdk import subject, validity
from service import AUTHORITIES, CERTIFICATES, Service
from tools import Key, unzip

TOKEN, OWN = "page-token-" + "t" * 32, "own-token-" + "o" * 32
CREDENTIALS = {"access_keys": {"AKPAGE00000000000000": "s" * 32}, "tokens": [TOKEN, {"token": OWN, "domain": "own"}]}
POLICY = {"default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"}


class PageOverHttp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service(credentials=CREDENTIALS).start()
        cls.addClassCleanup(cls.service.stop)
        body = {
            **{"type": "ROOT", "distinguished_name": subject("Root"), "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("YEAR", 10)},
        }
        cls.root = cls.service.json("POST", AUTHORITIES, body)[1]["ca_id"]
        cls.leaf = cls.apply("leaf")
        cls.origin = {"Origin": cls.service.url}

    @classmethod
    def apply(cls, name):
        body = {
            **{"issuer_id": cls.root, "distinguished_name": {"common_name": name}, "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("DAY", 30)},
        }
        return cls.service.json("POST", CERTIFICATES, body)[1]["certificate_id"]

    def get(self, path, cookie=None, **headers):
        headers = {"Accept": "text/html", **({"Cookie": cookie} if cookie else {}), **headers}
        return self.service.request("GET", path, None, headers, token=None)

    def post(self, path, form, cookie=None, headers=None):
        headers = self.origin if headers is None else headers
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            **({"Cookie": cookie} if cookie else {}),
            **headers,
        }
        return self.service.request("POST", path, urllib.parse.urlencode(form), headers, token=None)

    def log_in(self, token=TOKEN):
        """Logs in and returns the cookie."""
        status, headers, _ = self.post("/login", {"token": token})
        self.assertEqual((status, headers["Location"]), (303, "/"))
        (sent,) = headers.get_all("Set-Cookie")
        (morsel,) = http.cookies.SimpleCookie(sent).values()
        self.assertTrue(morsel["httponly"])
        self.assertEqual((morsel["samesite"], morsel["path"], morsel["secure"]), ("Strict", "/", ""))
        self.assertNotIn(token, sent)
        return f"{morsel.key}={morsel.value}"

    def status_of(self, leaf):
        return self.service.json("GET", f"{CERTIFICATES}/{leaf}")[1]["status"]

    def test_without_a_session(self):
        for path in (
            "/",
            "/certificates",
            f"/certificates/{self.leaf}",
            f"/certificates/{self.leaf}/certificate.pem",
            "/issue",
        ):
            for cookie in (None, "session=x", "session=" + "A" * 4000, f"session={TOKEN}"):
                status, headers, content = self.get(path, cookie)
                self.assertEqual((status, headers["Location"]), (303, "/login"), path)
                self.assertNotIn(b"leaf", content)
        for path in ("/issue", f"/certificates/{self.leaf}/revoke", f"/certificates/{self.leaf}/export"):
            status, headers, _ = self.post(path, {"confirm": "on"})
            self.assertEqual((status, headers["Location"]), (303, "/login"), path)
        self.assertEqual(self.status_of(self.leaf), "ISSUED")

    def test_wrong_tokens(self):
        for token in ("", "x", TOKEN[:-1], TOKEN + " x", "AKPAGE00000000000000", "s" * 32):
            status, headers, content = self.post("/login", {"token": token})
            self.assertEqual((status, headers["Set-Cookie"]), (401, None), token)
            self.assertIn(b'role="alert"', content)
            if len(token) > 1:
                self.assertNotIn(token.encode(), content)
        for form in ({}, {"other": TOKEN}):
            self.assertIn(self.post("/login", form)[0], (400, 401, 422))

    def test_a_session_ends_with_the_log_out(self):
        cookie, other = self.log_in(), self.log_in()
        self.assertNotEqual(cookie, other)
        self.assertEqual(self.get("/", cookie)[0], 200)
        status, headers, _ = self.post("/logout", {}, cookie)
        self.assertEqual((status, headers["Location"]), (303, "/login"))
        self.assertIn("max-age=0", headers["Set-Cookie"].lower())
        self.assertEqual(self.get("/", cookie)[0], 303)
        self.assertEqual(self.get("/", other)[0], 200)

    def test_a_log_out_outlives_the_process_and_a_session_ends_with_its_token(self):
        with Service(credentials=CREDENTIALS) as service:
            form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": service.url}

            def session(token):
                headers = service.request("POST", "/login", f"token={token}", form, token=None)[1]
                return {"Cookie": headers["Set-Cookie"].split(";")[0]}

            ended, stays, own = session(TOKEN), session(TOKEN), session(OWN)
            self.assertEqual(service.request("POST", "/logout", "", {**form, **ended}, token=None)[0], 303)
            credentials = pathlib.Path(service.folder, "credentials.json")
            # Another token takes the name and the domain of the second.
            for tokens, statuses in (
                (CREDENTIALS["tokens"], (303, 200, 200)),
                ([TOKEN, {"token": "new", "domain": "own"}], (303, 200, 303)),
            ):
                credentials.write_text(json.dumps({**CREDENTIALS, "tokens": tokens}), encoding="utf-8")
                service.terminate()
                service.start()
                answers = [service.request("GET", "/", None, cookie, token=None)[0] for cookie in (ended, stays, own)]
                self.assertEqual(tuple(answers), statuses)

    def test_the_audit_table_has_what_the_page_does(self):
        revoke = f"/certificates/{self.apply('audited')}/revoke"
        cookie = self.log_in()
        for form, status in (
            ({"reason": "SUPERSEDED"}, 400),
            ({"reason": "SUPERSEDED", "confirm": "on"}, 303),
            ({"confirm": "on"}, 403),
        ):
            self.assertEqual(self.post(revoke, form, cookie)[0], status)
        rows = self.service.query("SELECT caller, action, result FROM audit ORDER BY number DESC LIMIT 3")
        self.assertEqual({row[:2] for row in rows}, {("token-1", "POST /certificates/{id}/revoke")})
        self.assertEqual([row[2] == "ok" for row in rows], [False, True, False])

    def test_changed_cookies(self):
        cookie = self.log_in()
        name, value = cookie.split("=", 1)
        for changed in (value[:-1], value + "A", value[::-1], ("B" if value[0] != "B" else "C") + value[1:], ""):
            self.assertEqual(self.get("/", f"{name}={changed}")[0], 303, changed)

    def test_a_cookie_is_no_credential_of_the_api(self):
        cookie = self.log_in()
        for headers in ({"Cookie": cookie}, {"X-Auth-Token": cookie.split("=", 1)[1]}):
            self.assertEqual(self.service.request("GET", CERTIFICATES, None, headers, token=None)[0], 401)

    def test_headers(self):
        cookie = self.log_in()
        seen = set()
        for path in (
            "/",
            "/certificates",
            f"/certificates/{self.leaf}",
            "/issue",
            "/login",
            "/no-such",
            "/certificates/x",
        ):
            status, headers, content = self.get(path, cookie)
            self.assertIn(status, (200, 404) if path != "/login" else (200, 303), path)
            if not content.strip():
                continue
            self.assertRegex(headers["Content-Type"], r"\Atext/html; ?charset=utf-8\Z")
            policy = {part.strip() for part in headers["Content-Security-Policy"].split(";")}
            self.assertLessEqual(POLICY, policy)
            self.assertNotIn("unsafe", headers["Content-Security-Policy"])
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "same-origin")
            seen.add(headers["X-Request-Id"])
            self.assertNotRegex(content, rb"<script|<style|style=|onclick=|javascript:")
            self.assertNotRegex(content, rb'(?:src|href|action)="(?:https?:)?//')
        self.assertNotIn(None, seen)
        self.assertGreater(len(seen), 5)
        status, headers, _ = self.get("/style.css")
        self.assertEqual((status, headers["Content-Type"].split(";")[0]), (200, "text/css"))
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")

    def test_posts_of_other_origins(self):
        cookie = self.log_in()
        csr = {"issuer_id": self.root, "csr": Key().csr(), "value": "1", "validity": "DAY"}
        before = self.service.json("GET", CERTIFICATES)[1]["total"]
        for headers in [
            *({"Origin": origin} for origin in ("http://evil.example", "null", "", self.service.url + ".evil.example")),
            *(
                {"Origin": f"http://localhost:{self.service.port}"},
                {"Origin": f"https://127.0.0.1:{self.service.port}"},
            ),
            *({"Origin": "http://127.0.0.1"}, {"Origin": f"http://x@127.0.0.1:{self.service.port}"}),
            *({"Sec-Fetch-Site": site} for site in ("cross-site", "same-site", "none")),
            *({}, {"Referer": self.service.url + "/"}),
            {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
        ]:
            for path, form in [
                *(("/login", {"token": TOKEN}), ("/issue", csr), ("/logout", {})),
                (f"/certificates/{self.leaf}/revoke", {"reason": "UNSPECIFIED", "confirm": "on"}),
                (f"/certificates/{self.leaf}/export", {"type": "OTHER", "password": ""}),
            ]:
                with self.subTest(headers=headers, path=path):
                    status, answered, content = self.post(path, form, cookie, headers)
                    self.assertEqual((status, answered["Set-Cookie"]), (403, None), content[:200])
            self.assertEqual(self.status_of(self.leaf), "ISSUED")
            self.assertEqual(self.get("/", cookie)[0], 200)
        self.assertEqual(self.service.json("GET", CERTIFICATES)[1]["total"], before)

    def test_origins_that_are_right(self):
        for headers in (
            self.origin,
            {"Sec-Fetch-Site": "same-origin"},
            {**self.origin, "Sec-Fetch-Site": "same-origin"},
        ):
            self.assertEqual(self.post("/login", {"token": TOKEN}, None, headers)[0], 303)

    def test_behind_a_proxy(self):
        with Service("--public-url", "https://ca.example.org", credentials=CREDENTIALS) as service:
            form = urllib.parse.urlencode({"token": TOKEN})
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://ca.example.org"}
            status, answered, _ = service.request("POST", "/login", form, headers, token=None)
            self.assertEqual(status, 303)
            self.assertIn("; Secure", answered["Set-Cookie"])

    def test_wrong_forms(self):
        cookie = self.log_in()
        right = {"issuer_id": self.root, "csr": Key().csr(), "value": "1", "validity": "DAY"}
        for change, status, code in [
            *(({"csr": ""}, 400, b"PCA.00020001"), ({"csr": "<b>x</b>"}, 400, b"PCA.00020001")),
            *(({"validity": "WEEK"}, 400, b"PCA.00020109"), ({"value": "0"}, 400, b"PCA.00020109")),
            *(({"value": "9" * 30}, 400, b"PCA.00020109"), ({"value": "x"}, 400, b"PCA.00020109")),
            *(({"issuer_id": "x"}, 400, b"PCA.00020201"), ({"issuer_id": self.leaf}, 404, b"PCA.00030102")),
        ]:
            with self.subTest(change=change):
                got, _, content = self.post("/issue", {**right, **change}, cookie)
                self.assertEqual(got, status, content[:300])
                self.assertIn(code, content)
                self.assertIn(b'role="alert"', content)
                self.assertNotIn(b"<b>x</b>", content)
        revoke = f"/certificates/{self.leaf}/revoke"
        for form in ({"reason": "UNSPECIFIED"}, {"confirm": "on", "reason": "NONE"}, {}):
            self.assertEqual(self.post(revoke, form, cookie)[0], 400, form)
        self.assertEqual(self.status_of(self.leaf), "ISSUED")
        self.assertEqual(self.post(f"/certificates/{self.root}/revoke", {"confirm": "on"}, cookie)[0], 404)
        self.assertEqual(self.post(f"/certificates/{self.leaf}/export", {"type": "X", "password": ""}, cookie)[0], 400)

    def test_domains(self):
        own, all_of_it = self.log_in(OWN), self.log_in()
        body = {
            **{"type": "ROOT", "distinguished_name": subject("Of another"), "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("YEAR", 10)},
        }
        status, answer = self.service.json("POST", AUTHORITIES, body, headers={"X-Domain-Id": "another"})
        self.assertEqual(status, 200, answer)
        body = {"issuer_id": answer["ca_id"], "csr": Key().csr("/CN=of.another"), "validity": validity("DAY")}
        leaf = self.service.json("POST", f"{CERTIFICATES}/csr", body)[1]["certificate_id"]
        for path in (
            f"/certificates/{leaf}",
            f"/certificates/{leaf}/certificate.pem",
            f"/certificates/{leaf}/chain.pem",
        ):
            self.assertEqual(self.get(path, own)[0], 404, path)
            self.assertEqual(self.get(path, all_of_it)[0], 200, path)
        self.assertEqual(
            self.post(f"/certificates/{leaf}/revoke", {"confirm": "on", "reason": "UNSPECIFIED"}, own)[0], 404
        )
        self.assertNotIn(b"Of another", self.get("/", own)[2])
        self.assertIn(b"Of another", self.get("/", all_of_it)[2])
        self.assertNotIn(b"of.another", self.get("/certificates", own)[2])

    def test_downloads(self):
        cookie = self.log_in()
        for name in ("certificate", "chain"):
            status, headers, content = self.get(f"/certificates/{self.leaf}/{name}.pem", cookie)
            self.assertEqual((status, headers["Content-Type"]), (200, "application/x-pem-file"))
            self.assertRegex(headers["Content-Disposition"], r'\Aattachment; filename="?[A-Za-z0-9._-]+\.pem"?\Z')
            self.assertTrue(content.startswith(b"-----BEGIN CERTIFICATE-----"))
        status, headers, content = self.post(
            f"/certificates/{self.leaf}/export", {"type": "IIS", "password": ""}, cookie
        )
        self.assertEqual((status, headers["Content-Disposition"][:10]), (200, "attachment"))
        self.assertEqual(set(unzip(content)), {"server.pfx", "keystorePass.txt"})

    def test_queries(self):
        cookie = self.log_in()
        for query in (
            "offset=-1",
            "offset=x",
            "offset=99999999999999999999",
            "status=NEW",
            "name=%00",
            "name=%ff",
            "name=" + "x" * 5000,
        ):
            status, _, content = self.get(f"/certificates?{query}", cookie)
            self.assertIn(status, (200, 400), query)
            self.assertNotRegex(content, rb"panicked|sqlx|SELECT ")
        self.assertEqual(len(re.findall(rb"<h1", self.get("/certificates?name=%3Ch1%3E", cookie)[2])), 1)


if __name__ == "__main__":
    unittest.main()

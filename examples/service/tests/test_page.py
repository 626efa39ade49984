"""The page in headless Chromium, with and without JavaScript."""

import pathlib
import unittest

from sdk import subject, validity
from service import AUTHORITIES, CERTIFICATES, Service
from tools import Certificate, Key, blocks, text, unzip, verify
from webdriver import TAB, Browser, Driver

CREDENTIALS = {
    "access_keys": {"AKPAGE00000000000000": "s" * 32},
    "tokens": ["page-token-" + "t" * 32, {"token": "own-token-" + "o" * 32, "domain": "own"}],
}
NAME = "<script>document.title='x'</script>\"'&amp;"
REASONS = {
    *("UNSPECIFIED", "KEY_COMPROMISE", "CERTIFICATE_AUTHORITY_COMPROMISE", "AFFILIATION_CHANGED", "SUPERSEDED"),
    *("CESSATION_OF_OPERATION", "CERTIFICATE_HOLD", "PRIVILEGE_WITHDRAWN", "ATTRIBUTE_AUTHORITY_COMPROMISE"),
}
HERE = pathlib.Path(__file__).resolve().parent
CONTRAST = (HERE / "page_contrast.js").read_text(encoding="utf-8")
STRUCTURE = (HERE / "page_structure.js").read_text(encoding="utf-8")
FOCUSED = "const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth, s.boxShadow]"


class PageTest(unittest.TestCase):
    javascript = True

    @classmethod
    def setUpClass(cls):
        cls.service = Service(credentials=CREDENTIALS).start()
        cls.addClassCleanup(cls.service.stop)
        cls.driver = Driver()
        cls.addClassCleanup(cls.driver.stop)
        crl = {"enabled": True, "obs_bucket_name": "page", "valid_days": 7}
        root = {
            **{"type": "ROOT", "distinguished_name": subject("Page Root"), "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("YEAR", 10), "crl_configuration": crl},
        }
        cls.root = cls.create(AUTHORITIES, root)
        sub = {**root, "type": "SUBORDINATE", "issuer_id": cls.root, "validity": validity("YEAR", 5)}
        cls.sub = cls.create(AUTHORITIES, {**sub, "distinguished_name": subject("Page Sub")})
        cls.leaf = cls.apply(
            "leaf.example.org", subject_alternative_names=[{"type": "DNS", "value": "leaf.example.org"}]
        )
        cls.scripted = cls.apply(NAME)
        cls.browser = Browser(cls.driver, cls.javascript)
        cls.addClassCleanup(cls.browser.close)

    @classmethod
    def create(cls, path, body):
        status, answer = cls.service.json("POST", path, body)
        assert status == 200, answer
        return next(iter(answer.values()))

    @classmethod
    def apply(cls, name, **members):
        body = {
            **{"issuer_id": cls.sub, "distinguished_name": {"common_name": name}, "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("DAY", 30), **members},
        }
        return cls.create(CERTIFICATES, body)

    def setUp(self):
        self.browser.open(self.service.url + "/")
        if self.browser.url.endswith("/login"):
            self.log_in(CREDENTIALS["tokens"][0])

    def log_in(self, token):
        self.browser.one("#login #token").type(token)
        self.browser.one("#login button").follow()

    def open(self, path):
        self.browser.open(self.service.url + path)

    def ids(self, table):
        return [row.attribute("data-id") for row in self.browser.all(f"table#{table} tbody tr")]

    def detail(self, name):
        return self.browser.text(f"dl#details dd[data-name={name}]")

    def test_log_in_and_out(self):
        self.browser.one("#logout button").follow()
        self.assertTrue(self.browser.url.endswith("/login"))
        for path in ("/", "/certificates", f"/certificates/{self.leaf}", "/issue"):
            self.open(path)
            self.assertTrue(self.browser.url.endswith("/login"), path)
        self.log_in("wrong")
        self.assertTrue(self.browser.text("[role=alert]"))
        self.assertEqual(self.browser.one("#token").value(), "")
        self.log_in(CREDENTIALS["tokens"][0])
        self.assertEqual(self.browser.url, self.service.url + "/")
        (cookie,) = self.browser.cookies()
        self.assertEqual((cookie["httpOnly"], cookie["sameSite"], cookie["path"]), (True, "Strict", "/"))
        self.assertNotIn(CREDENTIALS["tokens"][0], cookie["value"])
        links = [(link.attribute("href"), link.text) for link in self.browser.all("header nav a")]
        self.assertEqual(links, [("/", "Authorities"), ("/certificates", "Certificates"), ("/issue", "Issue")])
        self.assertEqual(self.browser.one("header nav [aria-current=page]").text, "Authorities")

    def test_authorities(self):
        self.assertEqual(self.ids("authorities"), [self.sub, self.root])
        row = self.browser.one(f'tr[data-id="{self.root}"]')
        for part in ("Page Root", "ROOT", "ACTIVED", "EC256"):
            self.assertIn(part, row.text)
        row.one("a[data-download=certificate]").click()
        name, pem = self.browser.downloaded(".pem")
        self.assertIn("CN=Page Root", Certificate(pem.decode()).subject)
        self.assertIn("Page", name)
        row.one("a[data-download=crl]").click()
        _, crl = self.browser.downloaded(".crl")
        self.assertIn("CN = Page Root\n", text("crl", "-inform", "DER", "-noout", "-text", stdin=crl))

    def search(self, name="", status=""):
        self.open("/certificates")
        self.browser.one("#search #name").type(name)
        self.browser.one("#search #status").choose(status)
        self.browser.one("#search button").follow()
        self.assertEqual((self.browser.one("#name").value(), self.browser.one("#status").value()), (name, status))
        return self.ids("certificates")

    def test_search(self):
        found = self.search("example.org")
        self.assertIn(self.leaf, found)
        self.assertEqual(found, sorted(found, reverse=True))
        self.assertEqual(self.browser.text("#total"), f"{len(found)} certificates")
        self.assertEqual(self.search("leaf.exa"), [self.leaf])
        self.assertEqual(self.browser.text("#total"), "1 certificate")
        self.assertEqual(self.search("<script>"), [self.scripted])
        self.assertEqual(self.search("leaf.exa", "REVOKED"), [])
        self.assertEqual(self.browser.text("#total"), "No certificates")
        self.assertEqual(self.search("leaf.exa", "ISSUED"), [self.leaf])
        self.browser.one(f'tr[data-id="{self.leaf}"] th a').follow()
        self.assertEqual(self.browser.url, f"{self.service.url}/certificates/{self.leaf}")

    def test_pages_of_certificates(self):
        for n in range(60):
            self.apply(f"paged-{n}.example.net")
        names, pages = [], 1
        self.search("example.net")
        while True:
            names += self.ids("certificates")
            following = self.browser.all("a[rel=next]")
            if not following:
                break
            following[0].follow()
            pages += 1
        self.assertEqual((pages, len(names), len({*names})), (2, 60, 60))
        self.assertEqual(self.browser.text("#total"), "60 certificates")
        self.browser.one("a[rel=prev]").follow()
        self.assertEqual(self.ids("certificates"), names[:50])

    def test_details_and_downloads(self):
        self.open(f"/certificates/{self.leaf}")
        shown = self.service.json("GET", f"{CERTIFICATES}/{self.leaf}")[1]
        self.assertIn("leaf.example.org", self.browser.text("h1"))
        for name in ("status", "issuer_name", "key_algorithm", "signature_algorithm", "certificate_id"):
            self.assertEqual(self.detail(name), shown[name])
        self.assertEqual(int(self.detail("serial_number").replace(":", ""), 16), int(shown["serial_number"], 16))
        for part in ("leaf.example.org", "Example Ltd", "CN"):
            self.assertIn(part, self.detail("subject"))
        self.assertIn("leaf.example.org", self.detail("subject_alternative_names"))
        self.browser.one("a[data-download=certificate]").click()
        _, certificate = self.browser.downloaded(".pem")
        self.browser.one("a[data-download=chain]").click()
        _, chain = self.browser.downloaded(".pem")
        self.assertEqual(len(blocks(chain.decode())), 2)
        verify(certificate.decode(), chain.decode())
        for kind, names in (
            ("NGINX", {"server.key", "server.crt"}),
            ("OTHER", {"server.key", "chain.pem", "server.pem"}),
        ):
            self.browser.one("#export #type").choose(kind)
            self.browser.one("#export #password").clear()
            self.browser.one("#export #password").type("p4ss-word")
            self.browser.one("#export button").click()
            name, archive = self.browser.downloaded(".zip")
            self.assertEqual(name, f"leaf.example.org_{kind.lower()}.zip")
            files = unzip(archive)
            self.assertEqual(set(files), names)
            text("pkey", "-passin", "pass:p4ss-word", "-noout", stdin=files["server.key"])

    def test_names_are_escaped(self):
        for path in (f"/certificates/{self.scripted}", "/certificates"):
            self.open(path)
            self.assertIn(NAME, self.browser.text("main"))
            self.assertTrue(self.browser.title.endswith("certmint"))
            self.assertEqual(self.browser.all("script"), [])

    def test_issue_from_a_csr(self):
        key = Key()
        csr = key.csr("/CN=pasted.example.org", "subjectAltName=DNS:pasted.example.org")
        self.browser.one('header nav a[href="/issue"]').follow()
        options = [option.text for option in self.browser.all("#issue #issuer_id option") if option.attribute("value")]
        self.assertTrue(
            any("Page Sub" in option for option in options) and any("Page Root" in option for option in options)
        )
        self.assertEqual((self.browser.one("#value").value(), self.browser.one("#validity").value()), ("1", "YEAR"))
        self.browser.one("#issuer_id").choose(self.sub)
        self.browser.one("#csr").type("no CSR")
        self.browser.one("#validity").choose("DAY")
        self.browser.one("#value").clear()
        self.browser.one("#value").type("20")
        self.browser.one("#issue button").follow()
        self.assertIn("PCA.00020001", self.browser.text("[role=alert]"))
        kept = [self.browser.one(f"#{field}").value().strip() for field in ("issuer_id", "csr", "value", "validity")]
        self.assertEqual(kept, [self.sub, "no CSR", "20", "DAY"])
        self.browser.one("#csr").clear()
        self.browser.one("#csr").type(csr)
        self.browser.one("#issue button").follow()
        self.assertRegex(self.browser.url, r"/certificates/[0-9a-f-]{36}$")
        shown = self.service.json("GET", CERTIFICATES + "/" + self.browser.url.rsplit("/", 1)[1])[1]
        self.assertEqual((shown["gen_mode"], shown["issuer_id"]), ("CSR", self.sub))
        self.assertEqual(shown["not_after"] - shown["not_before"], 20 * 86_400_000)
        self.browser.one("a[data-download=certificate]").click()
        self.assertEqual(Certificate(self.browser.downloaded(".pem")[1].decode()).public_key(), key.public_key())

    def test_revoke(self):
        leaf = self.apply("to-revoke.example.org")
        self.open(f"/certificates/{leaf}")
        reasons = {option.attribute("value") for option in self.browser.all("#revoke #reason option")}
        self.assertEqual(reasons, REASONS)
        # Without the confirmation the browser sends nothing.
        self.browser.one("#revoke button").click()
        self.assertEqual(self.service.json("GET", f"{CERTIFICATES}/{leaf}")[1]["status"], "ISSUED")
        self.browser.one("#revoke #reason").choose("KEY_COMPROMISE")
        self.browser.one("#revoke #confirm").click()
        self.browser.one("#revoke button").follow()
        self.assertEqual(self.browser.url, f"{self.service.url}/certificates/{leaf}")
        self.assertEqual(self.detail("status"), "REVOKED")
        self.assertEqual(self.browser.all("#revoke, #export"), [])
        self.assertEqual(self.service.json("GET", f"{CERTIFICATES}/{leaf}")[1]["status"], "REVOKED")
        self.assertEqual(self.search("to-revoke", "REVOKED"), [leaf])
        self.open(f"/certificates/{leaf}")
        self.browser.one("a[data-download=certificate]").click()
        self.browser.downloaded(".pem")

    def test_a_page_that_does_not_exist(self):
        for path in ("/no-such-page", f"/certificates/{self.root}", "/certificates/x"):
            self.open(path)
            self.assertTrue(self.browser.text("h1"), path)

    def test_a_token_of_a_domain_sees_that_domain(self):
        self.browser.one("#logout button").follow()
        self.log_in(CREDENTIALS["tokens"][1]["token"])
        self.assertEqual(self.browser.url, self.service.url + "/")
        self.assertEqual(self.browser.all("tr[data-id]"), [])
        self.open("/certificates")
        self.assertEqual(self.browser.all("tr[data-id]"), [])
        self.open("/issue")
        self.assertEqual(self.browser.all("#issue"), [])
        self.browser.one("#logout button").follow()

    def pages(self):
        for path in ("/", "/certificates", f"/certificates/{self.leaf}", "/issue", "/no-such-page"):
            self.open(path)
            yield path
        self.open("/issue")
        self.browser.one("#csr").type("no CSR")
        self.browser.one("#issue button").follow()
        yield "/issue, refused"
        self.browser.one("#logout button").follow()
        yield "/login"
        self.log_in("wrong")
        yield "/login, refused"

    def test_structure(self):
        for page in self.pages():
            self.assertEqual(self.browser.script(STRUCTURE), [], page)

    def test_on_a_narrow_screen(self):
        metrics = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": False}
        self.browser.devtools("Emulation.setDeviceMetricsOverride", **metrics)
        try:
            for page in self.pages():
                self.assertEqual(self.browser.script(STRUCTURE), [], page)
        finally:
            self.browser.devtools("Emulation.clearDeviceMetricsOverride")

    def test_contrast(self):
        for scheme in ("light", "dark"):
            self.browser.devtools(
                "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
            )
            self.setUp()
            for page in self.pages():
                self.assertEqual(self.browser.script(CONTRAST), [], (page, scheme))
        self.browser.devtools("Emulation.setEmulatedMedia", features=[])

    def test_focus_is_visible_and_goes_through_all(self):
        reachable = "a[href], button, input:not([type=hidden]), select, textarea"
        for page in self.pages():
            count = self.browser.script(
                f"return [...document.querySelectorAll('{reachable}')].filter(e => !e.disabled).length"
            )
            self.browser.script("document.activeElement.blur()")
            seen = set()
            for n in range(count):
                self.browser.press(TAB)
                where = self.browser.script("const a = document.activeElement; return a.tagName + a.id + a.outerHTML")
                if n == 0 and "refused" not in page:
                    self.assertIn('href="#main"', where, page)
                style, width, shadow = self.browser.script(FOCUSED)
                self.assertTrue((style != "none" and width != "0px") or shadow != "none", (page, where[:200]))
                seen.add(where)
            self.assertGreaterEqual(len(seen), min(count, 3), page)


class PageWithoutJavaScriptTest(PageTest):
    javascript = False


if __name__ == "__main__":
    unittest.main()

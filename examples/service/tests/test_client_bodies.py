"""The bodies that the official clients send (tests/clients of the repository), as they were recorded."""

import copy
import json
import pathlib
import time
import unittest

from sdk import ClientTest, OnPostgres, validity
from service import AUTHORITIES, CERTIFICATES, path_of
from tools import Certificate, Crl, verify

CLIENTS = pathlib.Path(__file__).resolve().parents[3] / "tests/clients"
# What is no success: SM2 and two sizes that the API does not have.
REFUSED = {
    "06_apply_key_SM2": (400, "PCA.00020102"),
    "07_apply_key_RSA3072": (400, "PCA.00020102"),
    "08_apply_key_EC521": (400, "PCA.00020102"),
}
PENDING = {"22_ca_create_subordinate_pending", "ca_sub_said_to_be_root"}
# Those that create nothing: their endpoint with what it is of, and the status.
OTHERS = {
    "19_csr_parse": (f"{CERTIFICATES}/csr/parse", None, 200),
    "23_ca_activate": (f"{AUTHORITIES}/%s/activate", "pending", 204),
    "25_ca_import": (f"{AUTHORITIES}/%s/import", "pending", 400),
    "29_ca_crl_enable": (f"{AUTHORITIES}/%s/crl/enable", "root", 204),
    "34_ca_revoke": (f"{AUTHORITIES}/%s/revoke", "subordinate", 204),
    "40_cert_export_other": (f"{CERTIFICATES}/%s/export", "certificate", 200),
    "41_cert_export_tomcat_bool": (f"{CERTIFICATES}/%s/export", "certificate", 400),
    "42_cert_revoke_reason": (f"{CERTIFICATES}/%s/revoke", "certificate", 204),
    "43_cert_revoke_empty_body": (f"{CERTIFICATES}/%s/revoke", "certificate", 204),
    "47_cert_tags_create": (f"{CERTIFICATES}/%s/tags/create", "certificate", 204),
}


class Bodies:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.issuer = cls().root("Issuer", "RSA2048", validity=validity("YEAR", 30))

    def bodies(self):
        """Yields each body that creates, with its name, its endpoint and the member of the answer."""
        files = [*sorted(CLIENTS.glob("sdk/*.json")), *sorted(CLIENTS.glob("terraform/*.json"))]
        self.assertGreater(len(files), 20)
        for file in files:
            body = json.loads(file.read_text(encoding="utf-8"))
            if "csr" in body:
                yield file.stem, body, f"{CERTIFICATES}/csr", "certificate_id"
            elif "type" in body:
                yield file.stem, body, AUTHORITIES, "ca_id"
            else:
                yield file.stem, body, CERTIFICATES, "certificate_id"

    def fresh(self, body):
        """The body with the issuer of this test and with a start that has not passed."""
        body = copy.deepcopy(body)
        if "issuer_id" in body:
            body["issuer_id"] = self.issuer
        start = body.get("validity", {}).get("start_from")
        if start is not None:
            body["validity"]["start_from"] = type(start)(int(time.time() * 1000))
        return body

    def test_all(self):
        for name, body, path, member in self.bodies():
            with self.subTest(name=name):
                status, answer = self.service.json("POST", path, self.fresh(body))
                if name in REFUSED:
                    self.assertEqual((status, answer["error_code"]), REFUSED[name], answer)
                    continue
                self.assertEqual((status, set(answer)), (200, {member}), answer)
                self.shown(name, body, answer[member])

    def test_those_that_create_nothing(self):
        made = {
            "pending": self.pending,
            "root": self.root,
            "subordinate": lambda: self.subordinate(self.issuer),
            "certificate": lambda: self.apply(self.issuer),
        }
        self.assertEqual({file.stem for file in CLIENTS.glob("host/*.json")}, {*OTHERS})
        for name, (path, kind, expected) in OTHERS.items():
            with self.subTest(name=name):
                body = self.fresh(json.loads((CLIENTS / f"host/{name}.json").read_text(encoding="utf-8")))
                status, answer = self.service.json("POST", path % made[kind]() if kind else path, body)
                self.assertEqual(status, expected, answer)
                self.assertEqual(answer is None, expected == 204)

    def shown(self, name, body, new_id):
        is_authority = "ca_id" in self.of(name, new_id)
        shown = self.of(name, new_id)
        self.assertEqual(shown["enterprise_project_id"], body.get("enterprise_project_id") or "0")
        for part, value in body.get("distinguished_name", {}).items():
            if value:
                self.assertEqual(shown["distinguished_name"][part], value)
        if name in PENDING:
            self.assertEqual(shown["status"], "PENDING")
            return
        self.assertEqual(shown["status"], "ACTIVED" if is_authority else "ISSUED")
        for part in ("key_algorithm", "signature_algorithm"):
            if part in body:
                self.assertEqual(shown[part], body[part])
        tags = f"{AUTHORITIES if is_authority else CERTIFICATES}/{new_id}/tags"
        # The Terraform provider reads the tags after each creation.
        self.assertEqual(self.service.json("GET", tags), (200, {"tags": []}))
        if is_authority:
            pem, chain = self.exported_authority(new_id)
            verify(pem, chain or pem)
        else:
            exported = self.exported(new_id)
            verify(exported["certificate"], exported["certificate_chain"])
            self.assertEqual("private_key" in exported, "csr" not in body)
        configuration = body.get("crl_configuration")
        if configuration:
            self.crl_published(configuration, shown, pem)

    def of(self, name, new_id):
        for path in (CERTIFICATES, AUTHORITIES):
            status, answer = self.service.json("GET", f"{path}/{new_id}")
            if status == 200:
                return answer
        raise AssertionError(f"{name} is shown neither as a CA nor as a certificate")

    def crl_published(self, configuration, shown, pem):
        crl = shown["crl_configuration"]
        self.assertEqual(crl["enabled"], configuration["enabled"])
        self.assertEqual((crl["obs_bucket_name"], crl["valid_days"]), (configuration["obs_bucket_name"], 7))
        status, _, content = self.service.request("GET", path_of(crl["crl_dis_point"]), token=None)
        self.assertEqual(status, 200)
        name = Certificate(pem).subject.split(",")[0].removeprefix("CN=")
        self.assertIn(f"CN = {name}\n", Crl(content).text)

    def test_a_start_that_has_passed_is_refused(self):
        for name, body, path, _ in self.bodies():
            start = body.get("validity", {}).get("start_from")
            if start is None or name in REFUSED:
                continue
            with self.subTest(name=name):
                body = self.fresh(body)
                body["validity"]["start_from"] = type(start)(int(time.time() * 1000) - 3_600_000)
                status, answer = self.service.json("POST", path, body)
                self.assertEqual((status, answer["error_code"]), (400, "PCA.00020109"), answer)

    def test_of_an_unknown_issuer(self):
        for name, body, path, _ in self.bodies():
            if "issuer_id" in body and body.get("type") != "ROOT":
                with self.subTest(name=name):
                    status, answer = self.service.json("POST", path, body)
                    self.assertEqual((status, answer["error_code"]), (404, "PCA.00030102"), answer)


class BodiesOnSqlite(Bodies, ClientTest):
    pass


class BodiesOnPostgres(Bodies, OnPostgres):
    pass


if __name__ == "__main__":
    unittest.main()

"""The official client and CAs: created, shown, exported, and through all their states."""

import time
import unittest

from sdk import SUBJECT, UNKNOWN, ClientTest, OnPostgres, subject, validity
from service import CERTIFICATES
from tools import Certificate, Key, blocks, text, verify

MEMBERS = {
    *("ca_id", "type", "status", "path_length", "issuer_id", "issuer_name", "key_algorithm", "signature_algorithm"),
    *("freeze_flag", "gen_mode", "serial_number", "create_time", "delete_time", "not_before", "not_after"),
    *("distinguished_name", "crl_configuration", "enterprise_project_id", "free_quota", "charging_mode"),
    *("cluster_id", "domain_id"),
}
CONSTANT = {
    **{"freeze_flag": 0, "enterprise_project_id": "0", "free_quota": 0, "charging_mode": 1},
    **{"cluster_id": None, "domain_id": None},
}
CRL_MEMBERS = {"enabled", "crl_name", "obs_bucket_name", "valid_days", "crl_dis_point"}
SUBJECT_IN_TEXT = "CN={},OU=Ops,O=Example Ltd,L=Chengdu,ST=Sichuan,C=CN"
TEN_DAYS = 10 * 86_400_000


class Authorities:
    def shown(self, ca_id, **expected):
        """Asserts all members of a CA and returns it."""
        answer = self.authority(ca_id)
        self.shows(answer, MEMBERS, {"ca_id": ca_id, "delete_time": None, **CONSTANT, **expected})
        self.assertEqual(set(answer["crl_configuration"]), CRL_MEMBERS)
        return answer

    def test_roots_and_subordinates_of_all_algorithms(self):
        for key, hash_name, algorithm in [
            ("RSA2048", "SHA256", "sha256WithRSAEncryption"),
            ("RSA4096", "SHA512", "sha512WithRSAEncryption"),
            ("EC256", "SHA256", "ecdsa-with-SHA256"),
            ("EC384", "SHA384", "ecdsa-with-SHA384"),
        ]:
            with self.subTest(key=key):
                root = self.root(f"Root {key}", key, hash_name)
                answer = self.shown(
                    root,
                    **{"type": "ROOT", "status": "ACTIVED", "path_length": 7, "issuer_id": None, "issuer_name": None},
                    **{"key_algorithm": key, "signature_algorithm": hash_name, "gen_mode": "GENERATE"},
                    distinguished_name=subject(f"Root {key}"),
                )
                self.assertIs(answer["crl_configuration"]["enabled"], False)
                pem, chain = self.exported_authority(root)
                self.assertEqual(chain, "")
                certificate = Certificate(pem)
                self.agrees(answer, certificate)
                self.assertEqual(certificate.subject, SUBJECT_IN_TEXT.format(f"Root {key}"))
                self.assertIn(f"Signature Algorithm: {algorithm}", certificate.text())
                self.assertNotIn("pathlen", certificate.text())
                verify(pem, pem)

                sub = self.subordinate(root, f"Sub {key}", key, hash_name)
                answer = self.shown(
                    sub,
                    **{"type": "SUBORDINATE", "status": "ACTIVED", "path_length": 0, "issuer_id": root},
                    **{"issuer_name": f"Root {key}", "key_algorithm": key, "signature_algorithm": hash_name},
                    **{"gen_mode": "GENERATE", "distinguished_name": subject(f"Sub {key}")},
                )
                below, chain = self.exported_authority(sub)
                self.assertEqual(chain, pem)
                self.agrees(answer, Certificate(below))
                self.assertIn("CA:TRUE, pathlen:0", Certificate(below).text())
                verify(below, chain)

    def test_pem_in_answers_has_crlf(self):
        pem, _ = self.exported_authority(self.root())
        self.assertRegex(
            pem, r"\A-----BEGIN CERTIFICATE-----\r\n([A-Za-z0-9+/=]{1,64}\r\n)+-----END CERTIFICATE-----\r\n\Z"
        )

    def test_chain_has_all_above_root_last(self):
        root = self.root("Top")
        middle = self.subordinate(root, "Middle", path_length=2)
        bottom = self.subordinate(middle, "Bottom", path_length=1, validity=validity())
        pem, chain = self.exported_authority(bottom)
        names = [Certificate(block).subject for block in blocks(pem + chain)]
        self.assertEqual(names, [SUBJECT_IN_TEXT.format(name) for name in ("Bottom", "Middle", "Top")])
        verify(pem, chain)
        self.assertEqual(self.authority(bottom)["path_length"], 1)
        self.refused(
            *(400, "PCA.00020203", self.client.create_certificate_authority),
            body={
                **{"type": "SUBORDINATE", "distinguished_name": subject("Deep"), "key_algorithm": "EC256"},
                **{"signature_algorithm": "SHA256", "validity": validity(), "issuer_id": bottom, "path_length": 1},
            },
        )

    def test_subordinate_inherits_what_it_does_not_name(self):
        root = self.root("Inherit from")
        body = {"common_name": "Heir", "organization": "Another"}
        sub = self.subordinate(root, distinguished_name=body)
        self.assertEqual(self.authority(sub)["distinguished_name"], {**SUBJECT, **body})

    def test_a_root_ignores_what_only_subordinates_have(self):
        root = self.root("Ignores", issuer_id=UNKNOWN, path_length=3, key_usages=["digitalSignature"])
        answer = self.shown(root, path_length=7, issuer_id=None, issuer_name=None)
        self.assertEqual(answer["type"], "ROOT")

    def test_times_and_project_are_kept(self):
        start = int(time.time()) * 1000 + 3_600_000
        span = {"validity": validity("DAY", 10, start_from=start + 123)}
        answer = self.authority(self.root("Later", enterprise_project_id="7d7bd4b9", **span))
        self.assertEqual((answer["not_before"], answer["not_after"]), (start, start + TEN_DAYS))
        self.assertEqual(answer["enterprise_project_id"], "7d7bd4b9")

    def test_wrong_bodies(self):
        right = {
            **{"type": "ROOT", "distinguished_name": subject("Wrong"), "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity()},
        }
        sub = {**right, "type": "SUBORDINATE"}
        before = self.client.list_certificate_authority()["total"]
        for status, code, body in [
            (400, "PCA.00020202", {**right, "type": "LEAF"}),
            (400, "PCA.00020102", {**right, "key_algorithm": "SM2", "signature_algorithm": "SM3"}),
            (400, "PCA.00020102", {**right, "key_algorithm": "RSA1024"}),
            (400, "PCA.00020103", {**right, "signature_algorithm": "SHA1"}),
            (400, "PCA.00020101", {**right, "distinguished_name": subject("")}),
            (400, "PCA.00020101", {**right, "distinguished_name": subject("x", country="CHN")}),
            (400, "PCA.00020109", {**right, "validity": validity("YEAR", 31)}),
            (400, "PCA.00020109", {**right, "validity": validity(start_from=1_000)}),
            (400, "PCA.00020201", {**sub, "issuer_id": "x"}),
            (404, "PCA.00030102", {**sub, "issuer_id": UNKNOWN}),
        ]:
            with self.subTest(body=body):
                self.refused(status, code, self.client.create_certificate_authority, body=body)
        self.assertEqual(self.client.list_certificate_authority()["total"], before)

    def test_crl_configuration_is_checked(self):
        right = {"enabled": True, "crl_name": "wrong", "obs_bucket_name": "bucket", "valid_days": 7}
        for change in [
            *({"valid_days": days} for days in (6, 31, -1)),
            *({"obs_bucket_name": name} for name in ("", "../x", "a/b")),
            {"crl_name": "../x"},
        ]:
            with self.subTest(change=change), self.assertRaises(Exception) as caught:
                self.root("Wrong CRL", crl_configuration={**right, **change})
            self.assertEqual((caught.exception.status_code, caught.exception.error_code), (400, "PCA.00020001"))

    def test_disabled_and_enabled(self):
        root = self.root()
        self.assertIsNone(self.client.disable_certificate_authority(ca_id=root))
        self.assertEqual(self.status(root), "DISABLED")
        self.forbidden(self.client.disable_certificate_authority, ca_id=root)
        self.forbidden(self.client.export_certificate_authority_certificate, ca_id=root)
        leaf = {
            **{"issuer_id": root, "distinguished_name": {"common_name": "leaf"}, "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("DAY")},
        }
        self.forbidden(self.client.create_certificate, body=leaf)
        below = {"issuer_id": root, "csr": Key().csr(), "validity": validity("DAY")}
        self.forbidden(self.client.create_certificate_by_csr, body=below)
        sub = {**leaf, "type": "SUBORDINATE", "distinguished_name": subject("Sub")}
        self.forbidden(self.client.create_certificate_authority, body=sub)
        self.assertIsNone(self.client.enable_certificate_authority(ca_id=root))
        self.assertEqual(self.status(root), "ACTIVED")
        self.forbidden(self.client.enable_certificate_authority, ca_id=root)
        self.apply(root)

    def test_deleted_and_restored(self):
        root = self.root()
        self.forbidden(self.client.delete_certificate_authority, ca_id=root, pending_days="7")
        self.client.disable_certificate_authority(ca_id=root)
        for days in ("6", "31", "0", "-7", "x", "", "7.0", "99999999999999999999"):
            self.parameter(self.client.delete_certificate_authority, ca_id=root, pending_days=days)
        self.assertEqual(self.status(root), "DISABLED")
        self.assertIsNone(self.client.delete_certificate_authority(ca_id=root, pending_days="7"))
        answer = self.authority(root)
        self.assertEqual(answer["status"], "DELETED")
        self.assertIsInstance(answer["delete_time"], int)
        for call in (
            *(self.client.enable_certificate_authority, self.client.disable_certificate_authority),
            self.client.export_certificate_authority_certificate,
        ):
            self.forbidden(call, ca_id=root)
        self.forbidden(self.client.delete_certificate_authority, ca_id=root, pending_days="7")
        self.assertIsNone(self.client.restore_certificate_authority(ca_id=root))
        self.shown(root, status="DISABLED", delete_time=None)
        self.forbidden(self.client.restore_certificate_authority, ca_id=root)
        self.client.delete_certificate_authority(ca_id=root, pending_days="30")
        self.assertEqual(self.status(root), "DELETED")

    def test_pending_is_deleted_at_once(self):
        pending = self.pending()
        for call in (
            *(self.client.enable_certificate_authority, self.client.disable_certificate_authority),
            *(self.client.restore_certificate_authority, self.client.export_certificate_authority_certificate),
        ):
            self.forbidden(call, ca_id=pending)
        self.assertIsNone(self.client.delete_certificate_authority(ca_id=pending, pending_days="7"))
        self.missing(self.client.show_certificate_authority, ca_id=pending)
        self.missing(self.client.delete_certificate_authority, ca_id=pending, pending_days="7")

    def test_two_steps_within_the_service(self):
        root = self.root("Issues later")
        pending = self.pending("Two steps", "EC384")
        none = ("issuer_id", "issuer_name", "serial_number", "not_before", "not_after", "signature_algorithm")
        self.shown(
            pending,
            **{"type": "SUBORDINATE", "status": "PENDING", "key_algorithm": "EC384", "gen_mode": "GENERATE"},
            **{member: None for member in none},
            distinguished_name=subject("Two steps"),
        )
        csr = self.client.export_certificate_authority_csr(ca_id=pending)
        self.assertEqual(list(csr), ["csr"])
        self.assertIn("-----\r\n", csr["csr"])
        shown = text("req", "-noout", "-verify", "-subject", "-nameopt", "RFC2253", stdin=csr["csr"])
        self.assertIn(SUBJECT_IN_TEXT.format("Two steps"), shown)
        self.forbidden(
            self.client.create_certificate,
            body={"issuer_id": pending, "distinguished_name": {"common_name": "x"}, "validity": validity("DAY")},
        )
        body = {
            **{"issuer_id": root, "path_length": 1, "signature_algorithm": "SHA384"},
            **{"validity": validity("YEAR", 3), "key_usages": ["digitalSignature", "keyCertSign", "cRLSign"]},
        }
        issue = self.client.issue_certificate_authority_certificate
        self.missing(issue, ca_id=pending, body={**body, "issuer_id": UNKNOWN})
        self.refused(400, "PCA.00020109", issue, ca_id=pending, body={**body, "validity": validity("YEAR", 21)})
        crl = {"enabled": True, "obs_bucket_name": "two-steps", "valid_days": 8}
        self.assertIsNone(issue(ca_id=pending, body={**body, "crl_configuration": crl}))
        answer = self.shown(
            pending,
            **{"status": "ACTIVED", "path_length": 1, "issuer_id": root, "issuer_name": "Issues later"},
            **{"signature_algorithm": "SHA384", "gen_mode": "GENERATE"},
        )
        point = f"{self.service.url}/crl/two-steps/{pending}.crl"
        self.assertEqual(answer["crl_configuration"], {**crl, "crl_name": pending, "crl_dis_point": point})
        pem, chain = self.exported_authority(pending)
        self.agrees(answer, Certificate(pem))
        self.assertEqual(Certificate(pem).public_key(), text("req", "-noout", "-pubkey", stdin=csr["csr"]))
        verify(pem, chain)
        self.forbidden(issue, ca_id=pending, body=body)
        self.forbidden(issue, ca_id=root, body=body)
        leaf = self.exported(self.apply(pending))
        verify(leaf["certificate"], leaf["certificate_chain"])

    def test_two_steps_with_an_issuer_elsewhere(self):
        key = Key("RSA2048")
        root = key.root()
        pending = self.pending("Imported")
        load = self.client.import_certificate_authority_certificate
        csr = self.client.export_certificate_authority_csr(ca_id=pending)["csr"]
        foreign = key.certify(root, Key().csr("/CN=Other key"))
        self.refused(403, "PCA.00030301", load, ca_id=pending, body={"certificate": foreign, "certificate_chain": root})
        right = key.certify(root, csr)
        leaf = key.certify(root, csr, extensions="basicConstraints=critical,CA:FALSE")
        for body in (
            {"certificate": "-----BEGIN CERTIFICATE-----\n", "certificate_chain": root},
            {"certificate": right, "certificate_chain": "x"},
            {"certificate": right, "certificate_chain": Key().root()},
            {"certificate": leaf, "certificate_chain": root},
            {"certificate": ""},
        ):
            status, answer = self.service.json("POST", f"/v1/private-certificate-authorities/{pending}/import", body)
            self.assertEqual((status, answer["error_code"]), (400, "PCA.00020001"), answer)
        self.assertEqual(self.status(pending), "PENDING")
        self.assertIsNone(load(ca_id=pending, body={"certificate": right, "certificate_chain": root}))
        answer = self.shown(
            pending,
            **{"type": "SUBORDINATE", "status": "ACTIVED", "issuer_id": None, "issuer_name": "External Root"},
            **{"gen_mode": "IMPORT", "path_length": 1, "signature_algorithm": "SHA256", "key_algorithm": "EC256"},
        )
        pem, chain = self.exported_authority(pending)
        self.agrees(answer, Certificate(pem))
        self.assertEqual(Certificate(pem).der(), Certificate(right).der())
        self.assertEqual(Certificate(chain).der(), Certificate(root).der())
        self.forbidden(load, ca_id=pending, body={"certificate": right, "certificate_chain": root})
        leaf = self.exported(self.apply(pending))
        verify(leaf["certificate"], leaf["certificate_chain"])
        below, chain = self.exported_authority(self.subordinate(pending, "Below the imported", validity=validity()))
        verify(below, chain)

    def test_unknown_and_malformed_ids(self):
        client = self.client
        for ca_id in (UNKNOWN, "x", "A" * 36, UNKNOWN.upper(), UNKNOWN + "0", "%00", "' OR '1'='1", "é"):
            for call in (
                *(client.show_certificate_authority, client.export_certificate_authority_certificate),
                *(client.disable_certificate_authority, client.enable_certificate_authority),
                *(client.restore_certificate_authority, client.disable_certificate_authority_crl),
                *(client.export_certificate_authority_csr, client.list_ca_tags),
            ):
                with self.subTest(ca_id=ca_id, call=call):
                    self.missing(call, ca_id=ca_id)
            self.missing(client.delete_certificate_authority, ca_id=ca_id, pending_days="7")
            self.missing(client.revoke_certificate_authority, ca_id=ca_id, body={})

    def test_ids_end_with_their_kind(self):
        root = self.root()
        leaf = self.apply(root)
        self.missing(self.client.show_certificate_authority, ca_id=leaf)
        self.missing(self.client.show_certificate, certificate_id=root)
        self.assertEqual(self.service.json("GET", f"{CERTIFICATES}/{root}/tags")[0], 404)


class AuthoritiesOnSqlite(Authorities, ClientTest):
    pass


class AuthoritiesOnPostgres(Authorities, OnPostgres):
    pass


if __name__ == "__main__":
    unittest.main()

"""The official client and certificates: applied for, issued from CSRs, shown, deleted."""

import time
import unittest

from sdk import SUBJECT, UNKNOWN, UUID, ClientTest, OnPostgres, subject, validity
from tools import Certificate, Key, blocks, public_key_of, text, verify

MEMBERS = {
    *("certificate_id", "status", "issuer_id", "issuer_name", "key_algorithm", "signature_algorithm", "freeze_flag"),
    *("gen_mode", "serial_number", "create_time", "delete_time", "not_before", "not_after", "distinguished_name"),
    *("enc_cert_info", "enterprise_project_id"),
}
CONSTANT = {"freeze_flag": 0, "delete_time": None, "enc_cert_info": None, "enterprise_project_id": "0"}


class Certificates:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        root = cls.client.create_certificate_authority(
            body={
                **{"type": "ROOT", "distinguished_name": subject("Root"), "key_algorithm": "EC256"},
                **{"signature_algorithm": "SHA256", "validity": validity("YEAR", 30)},
            }
        )
        cls.issuer = root["ca_id"]

    def shown(self, certificate_id, **expected):
        answer = self.client.show_certificate(certificate_id=certificate_id)
        self.shows(answer, MEMBERS, {"certificate_id": certificate_id, **CONSTANT, **expected})
        return answer

    def test_applied_for_with_all_algorithms(self):
        for key, hash_name in (("RSA2048", "SHA256"), ("RSA4096", "SHA512"), ("EC256", "SHA384"), ("EC384", "SHA256")):
            with self.subTest(key=key):
                name = f"{key.lower()}.example.org"
                leaf = self.apply(self.issuer, name, key_algorithm=key, signature_algorithm=hash_name)
                answer = self.shown(
                    leaf,
                    **{"status": "ISSUED", "issuer_id": self.issuer, "issuer_name": "Root", "key_algorithm": key},
                    **{"signature_algorithm": hash_name, "gen_mode": "GENERATE"},
                    distinguished_name={**SUBJECT, "common_name": name},
                )
                exported = self.exported(leaf)
                self.assertEqual(set(exported), {"private_key", "certificate", "certificate_chain"})
                certificate = Certificate(exported["certificate"])
                self.agrees(answer, certificate)
                self.assertIn(f"ecdsa-with-{hash_name}", certificate.text())
                self.assertEqual(public_key_of(exported["private_key"]), certificate.public_key())
                verify(exported["certificate"], exported["certificate_chain"])

    def test_all_that_can_be_applied_for(self):
        names = [
            *({"type": "DNS", "value": "db.example.org"}, {"type": "DNS", "value": "*.example.org"}),
            *({"type": "IP", "value": "192.0.2.7"}, {"type": "IP", "value": "2001:db8::7"}),
            *({"type": "EMAIL", "value": "ops@example.org"}, {"type": "URI", "value": "https://db.example.org/x"}),
        ]
        purposes = {"server_auth": True, "client_auth": True, "code_signing": False, "email_protection": False}
        start = int(time.time()) * 1000 + 600_000
        leaf = self.apply(
            self.issuer,
            distinguished_name=subject("all.example.org", organization="Other"),
            validity=validity("MONTH", 3, start_from=start),
            key_algorithm="RSA2048",
            key_usages=["digitalSignature", "nonRepudiation", "keyEncipherment"],
            subject_alternative_names=names,
            extended_key_usage={**purposes, "time_stamping": False, "smart_card_logon": True},
            customized_extension={"object_identifier": "1.3.6.1.4.1.2011.4.99", "value": "hello"},
            enterprise_project_id="7d7bd4b9",
        )
        answer = self.shown(
            leaf,
            **{"not_before": start, "not_after": start + 3 * 31 * 86_400_000, "enterprise_project_id": "7d7bd4b9"},
            distinguished_name=subject("all.example.org", organization="Other"),
        )
        certificate = Certificate(self.exported(leaf)["certificate"])
        self.agrees(answer, certificate)
        self.assertEqual(certificate.subject, "CN=all.example.org,OU=Ops,O=Other,L=Chengdu,ST=Sichuan,C=CN")
        for name, expected in {
            "keyUsage": "Digital Signature, Non Repudiation, Key Encipherment",
            "extendedKeyUsage": "TLS Web Server Authentication, TLS Web Client Authentication, Microsoft Smartcard Login",
            "subjectAltName": "DNS:db.example.org, DNS:*.example.org, IP Address:192.0.2.7, "
            "IP Address:2001:DB8:0:0:0:0:0:7, email:ops@example.org, URI:https://db.example.org/x",
        }.items():
            self.assertIn(expected, certificate.extension(name))
        self.assertIn("1.3.6.1.4.1.2011.4.99", certificate.text())

    def test_issuer_gives_what_is_not_named(self):
        issuer = self.root("Own algorithms", "EC384", "SHA512")
        body = {"issuer_id": issuer, "distinguished_name": {"common_name": "min"}, "validity": validity("HOUR", 12)}
        leaf = self.client.create_certificate(body=body)["certificate_id"]
        answer = self.shown(leaf, key_algorithm="EC384", signature_algorithm="SHA512")
        self.assertEqual(answer["not_after"] - answer["not_before"], 12 * 3_600_000)
        self.assertEqual(answer["distinguished_name"], {**SUBJECT, "common_name": "min"})

    def test_refused_applications(self):
        right = {
            **{"issuer_id": self.issuer, "distinguished_name": {"common_name": "x"}, "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("DAY")},
        }

        def named(kind, value):
            return {"subject_alternative_names": [{"type": kind, "value": value}]}

        before = self.client.list_certificate()["total"]
        for status, code, change in [
            (400, "PCA.00020201", {"issuer_id": "x"}),
            (404, "PCA.00030102", {"issuer_id": UNKNOWN}),
            (400, "PCA.00020102", {"key_algorithm": "SM2", "signature_algorithm": "SM3"}),
            (400, "PCA.00020102", {"key_algorithm": "ec256"}),
            (400, "PCA.00020103", {"signature_algorithm": "SM3"}),
            (400, "PCA.00020101", {"distinguished_name": {"common_name": "x" * 65}}),
            (400, "PCA.00020101", {"distinguished_name": {"common_name": ""}}),
            (400, "PCA.00020109", {"validity": validity("YEAR", 21)}),
            (400, "PCA.00020109", {"validity": validity("WEEK", 1)}),
            (400, "PCA.00020109", {"validity": validity("DAY", 0)}),
            (400, "PCA.00020109", {"validity": validity("DAY", 1, start_from=int(time.time() * 1000) - 301_000)}),
            (400, "PCA.00020110", named("DNS", "a..b")),
            (400, "PCA.00020111", named("IP", "256.1.1.1")),
            (400, "PCA.00020112", named("UPN", "x")),
            (400, "PCA.00020001", {"key_usages": ["keyCertSign"]}),
            (400, "PCA.00020001", {"customized_extension": {"object_identifier": "2.5.29.19", "value": "x"}}),
        ]:
            with self.subTest(change=change):
                self.refused(status, code, self.client.create_certificate, body={**right, **change})
        self.assertEqual(self.client.list_certificate()["total"], before)

    def test_issued_from_a_csr(self):
        for algorithm, name in (("EC256", "EC256"), ("EC384", "EC384"), ("RSA2048", "RSA2048")):
            with self.subTest(algorithm=algorithm):
                key = Key(algorithm)
                names = "subjectAltName=DNS:csr.example.org,IP:192.0.2.1"
                leaf = self.csr(self.issuer, key.csr("/C=DE/O=Own/CN=csr.example.org", names))
                empty = {member: "" for member in ("state", "locality", "organizational_unit")}
                answer = self.shown(
                    leaf,
                    **{"status": "ISSUED", "issuer_id": self.issuer, "issuer_name": "Root", "key_algorithm": name},
                    **{"signature_algorithm": "SHA384", "gen_mode": "CSR"},
                )
                shown = {member: value or "" for member, value in answer["distinguished_name"].items()}
                self.assertEqual(
                    shown, {"common_name": "csr.example.org", "country": "DE", "organization": "Own", **empty}
                )
                exported = self.exported(leaf)
                self.assertEqual(set(exported), {"certificate", "certificate_chain"})
                certificate = Certificate(exported["certificate"])
                self.agrees(answer, certificate)
                self.assertEqual(certificate.public_key(), key.public_key())
                self.assertIn("DNS:csr.example.org, IP Address:192.0.2.1", certificate.extension("subjectAltName"))
                self.assertIn("Digital Signature, Key Agreement", certificate.extension("keyUsage"))
                verify(exported["certificate"], exported["certificate_chain"])

    def test_line_ends_of_a_csr_may_be_escaped(self):
        csr = Key().csr()
        for line_end in ("\r\n", "\\n", "\\r\\n"):
            self.csr(self.issuer, csr.replace("\n", line_end))

    def test_refused_csrs(self):
        csr = Key().csr()
        lines = csr.splitlines()
        broken = "\n".join([lines[0], *lines[2:]])
        asks_for_ca = Key().csr("/CN=x", "basicConstraints=critical,CA:TRUE")
        for status, code, change in [
            *((400, "PCA.00020001", {"csr": text}) for text in ("x", "", broken, csr + csr, "x" * 5121, asks_for_ca)),
            (400, "PCA.00020103", {"csr": Key("RSA2048").csr(digest="sha1")}),
            (400, "PCA.00020001", {"csr": csr, "type": "ROOT"}),
            (400, "PCA.00020203", {"csr": csr, "type": "INTERMEDIATE_CA", "path_length": 7}),
            (400, "PCA.00020201", {"csr": csr, "issuer_id": "x"}),
            (404, "PCA.00030102", {"csr": csr, "issuer_id": UNKNOWN}),
            (400, "PCA.00020109", {"csr": csr, "validity": validity("YEAR", 31)}),
        ]:
            with self.subTest(change=change):
                body = {"issuer_id": self.issuer, "csr": csr, "validity": validity("DAY"), **change}
                self.refused(status, code, self.client.create_certificate_by_csr, body=body)

    def test_a_key_sent_by_mistake_is_nowhere(self):
        key = Key()
        body = {"issuer_id": self.issuer, "csr": key.pem, "validity": validity("DAY")}
        message = self.parameter(self.client.create_certificate_by_csr, body=body)
        for line in key.pem.splitlines()[1:-1]:
            self.assertNotIn(line, message)
            self.assertNotIn(line, self.service.log())

    def test_subordinate_from_a_csr(self):
        key = Key("EC384")
        before = self.client.list_certificate_authority()["total"]
        quota = self.client.show_certificate_authority_quota()
        csr = key.csr("/C=CN/O=Holder/CN=Of the holder")
        ca = self.csr(self.issuer, csr, type="INTERMEDIATE_CA", path_length=2, validity=validity("YEAR", 2))
        answer = self.authority(ca)
        expected = {
            **{"ca_id": ca, "type": "SUBORDINATE", "status": "ACTIVED", "path_length": 2, "gen_mode": "CSR"},
            **{
                "issuer_id": self.issuer,
                "issuer_name": "Root",
                "key_algorithm": "EC384",
                "signature_algorithm": "SHA384",
            },
        }
        self.assertEqual({member: answer[member] for member in expected}, expected)
        self.assertEqual(answer["distinguished_name"]["common_name"], "Of the holder")
        pem, chain = self.exported_authority(ca)
        self.assertEqual(Certificate(pem).public_key(), key.public_key())
        self.assertIn("CA:TRUE, pathlen:2", Certificate(pem).text())
        verify(pem, chain)
        # It is in no list, uses no quota, and cannot issue.
        self.assertEqual(self.client.list_certificate_authority()["total"], before)
        self.assertEqual(self.client.show_certificate_authority_quota(), quota)
        self.assertEqual(self.client.list_certificate(name="Of the holder")["total"], 0)
        self.missing(self.client.show_certificate, certificate_id=ca)
        body = {"issuer_id": ca, "csr": Key().csr(), "validity": validity("DAY")}
        self.forbidden(self.client.create_certificate_by_csr, body=body)
        # What its holder issues is below the root.
        leaf = key.certify(pem, Key().csr("/CN=by.the.holder"), 30, "basicConstraints=critical,CA:FALSE")
        leaf_issued = text("x509", "-noout", "-issuer", "-nameopt", "RFC2253", stdin=leaf)
        self.assertIn("CN=Of the holder", leaf_issued)
        self.assertIsNone(self.client.revoke_certificate_authority(ca_id=ca, body={"reason": "SUPERSEDED"}))
        self.assertEqual(self.status(ca), "REVOKED")
        self.forbidden(self.client.export_certificate_authority_certificate, ca_id=ca)

    def test_subordinate_without_a_path_length_has_0(self):
        ca = self.csr(self.issuer, Key().csr("/CN=None"), type="INTERMEDIATE_CA")
        self.assertEqual(self.authority(ca)["path_length"], 0)

    def test_deleted_in_any_state(self):
        issued, revoked = self.apply(self.issuer), self.apply(self.issuer)
        self.client.revoke_certificate(certificate_id=revoked, body={})
        for leaf in (issued, revoked):
            self.assertIsNone(self.client.delete_certificate(certificate_id=leaf))
            for call in (self.client.show_certificate, self.client.delete_certificate, self.client.list_cert_tags):
                self.missing(call, certificate_id=leaf)
            self.missing(self.client.revoke_certificate, certificate_id=leaf, body={})

    def test_unknown_and_malformed_ids(self):
        client = self.client
        export = {"is_compressed": "false", "type": "OTHER"}
        for certificate_id in (UNKNOWN, "x", "A" * 36, UNKNOWN + "0", "%00", "' OR '1'='1", "é"):
            with self.subTest(certificate_id=certificate_id):
                for call in (client.show_certificate, client.delete_certificate, client.list_cert_tags):
                    self.missing(call, certificate_id=certificate_id)
                self.missing(client.revoke_certificate, certificate_id=certificate_id, body={})
                self.missing(client.export_certificate, certificate_id=certificate_id, body=export)

    def test_serial_numbers_and_ids_are_new_each_time(self):
        leaves = [self.csr(self.issuer, Key().csr()) for _ in range(5)]
        self.assertEqual(len({*leaves}), 5)
        serials = {self.client.show_certificate(certificate_id=leaf)["serial_number"] for leaf in leaves}
        self.assertEqual(len(serials), 5)
        self.assertTrue(all(UUID.fullmatch(leaf) for leaf in leaves))

    def test_chain_below_a_subordinate(self):
        sub = self.subordinate(self.issuer, "Issuing")
        exported = self.exported(self.apply(sub))
        names = [Certificate(block).subject.split(",")[0] for block in blocks(exported["certificate_chain"])]
        self.assertEqual(names, ["CN=Issuing", "CN=Root"])
        self.assertNotIn("\n", exported["certificate_chain"].replace("\r\n", ""))
        verify(exported["certificate"], exported["certificate_chain"])


class CertificatesOnSqlite(Certificates, ClientTest):
    pass


class CertificatesOnPostgres(Certificates, OnPostgres):
    pass


if __name__ == "__main__":
    unittest.main()

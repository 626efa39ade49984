"""The official client and revocation: states, CRLs and OCSP, as OpenSSL reads them."""

import base64
import time
import unittest
import urllib.parse

from sdk import ClientTest, OnPostgres, validity
from service import AUTHORITIES, CERTIFICATES, path_of
from tools import Certificate, Crl, Folder, Key, blocks, openssl, text, verify

# The names of the API, and what OpenSSL calls the codes of RFC 5280.
REASONS = {
    "UNSPECIFIED": None,
    "KEY_COMPROMISE": "Key Compromise",
    "CERTIFICATE_AUTHORITY_COMPROMISE": "CA Compromise",
    "AFFILIATION_CHANGED": "Affiliation Changed",
    "SUPERSEDED": "Superseded",
    "CESSATION_OF_OPERATION": "Cessation Of Operation",
    "CERTIFICATE_HOLD": "Certificate Hold",
    "PRIVILEGE_WITHDRAWN": "Privilege Withdrawn",
    "ATTRIBUTE_AUTHORITY_COMPROMISE": "AA Compromise",
}
DAY = 86_400_000


class Revocation:
    arguments = ("--ocsp",)

    def root_with_crl(self, name="Root", **members):
        configuration = {"enabled": True, "obs_bucket_name": "bucket", "valid_days": 7}
        return self.root(name, crl_configuration=configuration, **members)

    def crl(self, ca_id):
        """Fetches the CRL from where the API says it is, without credentials."""
        point = self.authority(ca_id)["crl_configuration"]["crl_dis_point"]
        status, headers, content = self.service.request("GET", path_of(point), token=None)
        self.assertEqual((status, headers["Content-Type"]), (200, "application/pkix-crl"))
        return Crl(content)

    def serial(self, leaf):
        return int(self.client.show_certificate(certificate_id=leaf)["serial_number"], 16)

    def revoked(self, leaf, **body):
        self.assertIsNone(self.client.revoke_certificate(certificate_id=leaf, body=body))
        self.assertEqual(self.client.show_certificate(certificate_id=leaf)["status"], "REVOKED")

    def test_configuration_of_a_crl(self):
        configuration = {"enabled": True, "crl_name": "list-1", "obs_bucket_name": "crl-bucket", "valid_days": 12}
        root = self.root("Configured", crl_configuration=configuration)
        point = f"{self.service.url}/crl/crl-bucket/list-1.crl"
        self.assertEqual(self.authority(root)["crl_configuration"], {**configuration, "crl_dis_point": point})
        crl = self.crl(root)
        self.assertEqual(crl.reasons, {})
        self.assertEqual(crl.next_update - crl.this_update, 12 * DAY)
        self.assertLess(abs(crl.this_update - time.time() * 1000), 600_000)
        self.assertIn("X509v3 Authority Key Identifier", crl.text)
        pem, _ = self.exported_authority(root)
        with Folder() as file:
            check = ("crl", "-inform", "DER", "-noout", "-CAfile", file(pem), "-in", file(crl.der, ".crl"))
            self.assertIn(b"verify OK", openssl(*check).stderr)
        self.assertIn(point, Certificate(self.exported(self.apply(root))["certificate"]).text())

    def test_name_of_a_crl_is_by_default_the_authoritys_id(self):
        root = self.root_with_crl()
        configuration = self.authority(root)["crl_configuration"]
        self.assertEqual(configuration["crl_name"], root)
        self.assertEqual(configuration["crl_dis_point"], f"{self.service.url}/crl/bucket/{root}.crl")

    def test_two_authorities_that_name_the_same_crl(self):
        configuration = {"enabled": True, "crl_name": "same", "obs_bucket_name": "same", "valid_days": 7}
        authorities = [self.root(f"Same {n}", crl_configuration=configuration) for n in range(2)]
        for n, root in enumerate(authorities):
            self.assertIn(f"CN = Same {n}\n", self.crl(root).text)

    def test_crl_enabled_and_disabled(self):
        root = self.root("Switched")
        before = self.apply(root)
        self.assertNotIn("CRL Distribution", Certificate(self.exported(before)["certificate"]).text())
        self.revoked(before, reason="SUPERSEDED")
        enable = self.client.enable_certificate_authority_crl
        body = {"crl_name": "switched", "obs_bucket_name": "b", "valid_days": 9}
        for change in ({"valid_days": 6}, {"valid_days": 31}, {"obs_bucket_name": ""}, {"crl_name": "a/b"}):
            self.parameter(enable, ca_id=root, body={**body, **change})
        self.assertIsNone(enable(ca_id=root, body=body))
        point = f"{self.service.url}/crl/b/switched.crl"
        expected = {"enabled": True, **body, "crl_dis_point": point}
        self.assertEqual(self.authority(root)["crl_configuration"], expected)
        self.assertEqual(self.crl(root).reasons, {self.serial(before): "Superseded"})
        leaf = self.apply(root)
        self.assertIn(point, Certificate(self.exported(leaf)["certificate"]).text())
        self.assertIsNone(self.client.disable_certificate_authority_crl(ca_id=root))
        self.assertIs(self.authority(root)["crl_configuration"]["enabled"], False)
        self.assertNotIn(point, Certificate(self.exported(self.apply(root))["certificate"]).text())
        # Enabled again, it is the list of all that was revoked, with a higher number.
        self.revoked(leaf)
        self.assertIsNone(enable(ca_id=root, body=body))
        crl = self.crl(root)
        self.assertEqual(crl.reasons, {self.serial(before): "Superseded", self.serial(leaf): None})
        self.assertGreater(crl.number, 1)

    def test_every_reason(self):
        root = self.root_with_crl("Reasons")
        expected, numbers = {}, [self.crl(root).number]
        for reason, name in REASONS.items():
            leaf = self.apply(root)
            self.revoked(leaf, reason=reason)
            expected[self.serial(leaf)] = name
            # It is published at once.
            crl = self.crl(root)
            self.assertEqual(crl.reasons, expected)
            numbers.append(crl.number)
        self.assertEqual(numbers, sorted({*numbers}))

    def test_bodies_that_revoke(self):
        root = self.root_with_crl("Bodies")
        for body in ({}, {"reason": None}, {"reason": ""}):
            leaf = self.apply(root)
            self.assertEqual(self.service.json("POST", f"{CERTIFICATES}/{leaf}/revoke", body), (204, None))
            self.assertIsNone(self.crl(root).reasons[self.serial(leaf)])
        leaf = self.apply(root)
        self.parameter(self.client.revoke_certificate, certificate_id=leaf)
        for body in ({"reason": "key_compromise"}, {"reason": "REMOVE_FROM_CRL"}, {"reason": 1}, [], "x", None):
            status, answer = self.service.json("POST", f"{CERTIFICATES}/{leaf}/revoke", body)
            self.assertEqual((status, answer["error_code"]), (400, "PCA.00020001"), body)
        self.assertEqual(self.client.show_certificate(certificate_id=leaf)["status"], "ISSUED")

    def test_only_once(self):
        root = self.root_with_crl("Once")
        leaf = self.apply(root)
        self.revoked(leaf, reason="KEY_COMPROMISE")
        crl = self.crl(root)
        self.forbidden(self.client.revoke_certificate, certificate_id=leaf, body={"reason": "SUPERSEDED"})
        self.assertEqual(self.crl(root).reasons, crl.reasons)

    def test_a_deleted_certificate_stays_in_the_crl(self):
        root = self.root_with_crl("Deleted")
        leaf = self.apply(root)
        serial = self.serial(leaf)
        self.revoked(leaf, reason="KEY_COMPROMISE")
        self.client.delete_certificate(certificate_id=leaf)
        self.revoked(self.apply(root))
        self.assertEqual(self.crl(root).reasons[serial], "Key Compromise")

    def test_authorities_revoked(self):
        root = self.root_with_crl("Of subordinates")
        revoke = self.client.revoke_certificate_authority
        for reason in (*REASONS, None):
            sub = self.subordinate(root, f"For {reason}")
            leaf = self.apply(sub)
            serial = Certificate(self.exported_authority(sub)[0]).serial
            if reason is None:
                self.parameter(revoke, ca_id=sub)
                self.assertEqual(
                    self.service.json("POST", f"{AUTHORITIES}/{sub}/revoke", {"reason": None}), (204, None)
                )
            else:
                self.assertIsNone(revoke(ca_id=sub, body={"reason": reason}))
            self.assertEqual(self.status(sub), "REVOKED")
            self.assertEqual(self.crl(root).reasons[serial], REASONS[reason or "UNSPECIFIED"])
            self.forbidden(revoke, ca_id=sub, body={})
            body = {"issuer_id": sub, "csr": Key().csr(), "validity": validity("DAY")}
            self.forbidden(self.client.create_certificate_by_csr, body=body)
            self.forbidden(self.client.enable_certificate_authority, ca_id=sub)
            self.assertEqual(self.client.show_certificate(certificate_id=leaf)["status"], "ISSUED")
        self.forbidden(revoke, ca_id=root, body={})
        self.forbidden(revoke, ca_id=self.pending(), body={})
        self.assertEqual(self.status(root), "ACTIVED")

    def test_openssl_checks_with_crls(self):
        root = self.root_with_crl("Checked")
        configuration = {"enabled": True, "obs_bucket_name": "bucket", "valid_days": 30}
        sub = self.subordinate(root, "Checked sub", crl_configuration=configuration)
        leaf, other = self.apply(sub), self.apply(sub)
        pem, chain = (self.exported(leaf)[member] for member in ("certificate", "certificate_chain"))
        of_other = self.exported(other)["certificate"]
        verify(pem, chain, [self.crl(sub).der, self.crl(root).der])
        verify(pem, chain, [self.crl(sub).der])
        self.revoked(other)
        verify(pem, chain, [self.crl(sub).der])
        refused = verify(of_other, chain, [self.crl(sub).der], check=False)
        self.assertIn(b"certificate revoked", refused.stderr)
        self.client.revoke_certificate_authority(ca_id=sub, body={"reason": "CERTIFICATE_AUTHORITY_COMPROMISE"})
        refused = verify(pem, chain, [self.crl(sub).der, self.crl(root).der], check=False)
        self.assertIn(b"certificate revoked", refused.stderr)

    def test_no_crl_where_none_is(self):
        root = self.root("None")
        for path in (
            f"/crl/bucket/{root}.crl",
            "/crl/x/y.crl",
            "/crl/../data.crl",
            "/crl/x/%2e%2e%2fkey.crl",
            "/crl/x/y",
        ):
            status, _, content = self.service.request("GET", path, token=None)
            self.assertEqual(status, 404, content)

    def test_crls_grow_with_the_disabled_authority_too(self):
        root = self.root_with_crl("Disabled")
        leaf = self.apply(root)
        self.client.disable_certificate_authority(ca_id=root)
        self.revoked(leaf, reason="KEY_COMPROMISE")
        self.assertEqual(self.crl(root).reasons, {self.serial(leaf): "Key Compromise"})

    def ocsp(self, root, chain, certificate=None, serial=None, by_get=False):
        """Asks for the state of a certificate; returns what OpenSSL says after it has verified the answer."""
        issuer = blocks(chain)[0]
        target = ("-cert", certificate) if certificate else ("-serial", serial)
        with Folder() as file:
            target = (target[0], file(certificate)) if certificate else target
            request, answer = file(b"", ".request"), file(b"", ".answer")
            known = ("-issuer", file(issuer), *target)
            openssl("ocsp", *known, "-no_nonce", "-reqout", request)
            octets = request.read_bytes()
            path = f"/ocsp/{root}"
            if by_get:
                encoded = urllib.parse.quote(base64.b64encode(octets), safe="")
                sent = self.service.request("GET", f"{path}/{encoded}", token=None)
            else:
                headers = {"Content-Type": "application/ocsp-request"}
                sent = self.service.request("POST", path, octets, headers, token=None)
            self.assertEqual((sent[0], sent[1]["Content-Type"]), (200, "application/ocsp-response"))
            answer.write_bytes(sent[2])
            trust = ("-CAfile", file(blocks(chain)[-1]), "-verify_other", file(issuer))
            checked = openssl("ocsp", *known, "-no_nonce", "-respin", answer, *trust)
            self.assertIn(b"Response verify OK", checked.stderr)
            return checked.stdout.decode()

    def test_ocsp(self):
        root = self.root_with_crl("Answers")
        sub = self.subordinate(root, "Answers for leaves")
        good, revoked = self.apply(sub), self.apply(sub)
        pems = {leaf: self.exported(leaf)["certificate"] for leaf in (good, revoked)}
        chain = self.exported(good)["certificate_chain"]
        self.assertIn(f"OCSP - URI:{self.service.url}/ocsp/{sub}", Certificate(pems[good]).text())
        self.revoked(revoked, reason="KEY_COMPROMISE")
        for by_get in (True, False):
            self.assertRegex(self.ocsp(sub, chain, pems[good], by_get=by_get), r"\.pem: good\n")
            answer = self.ocsp(sub, chain, pems[revoked], by_get=by_get)
            self.assertRegex(answer, r"\.pem: revoked\n")
            self.assertIn("Reason: keyCompromise", answer)
            self.assertRegex(self.ocsp(sub, chain, serial="0x1234567890", by_get=by_get), r"0x1234567890: unknown\n")
        # OpenSSL asks the responder itself, at the URL in the certificate.
        with Folder() as file:
            known = ("-issuer", file(blocks(chain)[0]), "-cert", file(pems[good]), "-CAfile", file(blocks(chain)[-1]))
            url = text("x509", "-noout", "-ocsp_uri", stdin=pems[good]).strip()
            asked = openssl("ocsp", *known, "-url", url, "-verify_other", file(blocks(chain)[0]))
        self.assertIn(b"Response verify OK", asked.stderr)
        self.assertIn(b": good", asked.stdout)
        # The responder of the root knows the subordinate.
        of_sub, above = self.exported_authority(sub)
        self.assertRegex(self.ocsp(root, above, of_sub), r"\.pem: good\n")
        self.client.revoke_certificate_authority(ca_id=sub, body={})
        self.assertRegex(self.ocsp(root, above, of_sub), r"\.pem: revoked\n")

    def test_ocsp_with_a_nonce(self):
        root = self.root("Nonce")
        exported = self.exported(self.apply(root))
        with Folder() as file:
            issuer = file(exported["certificate_chain"])
            known = ("-issuer", issuer, "-cert", file(exported["certificate"]), "-CAfile", issuer)
            asked = openssl("ocsp", *known, "-nonce", "-url", f"{self.service.url}/ocsp/{root}", "-resp_text")
        self.assertIn(b"Response verify OK", asked.stderr)
        self.assertNotIn(b"Nonce Verify error", asked.stderr)

    def test_wrong_ocsp_requests(self):
        root = self.root("Wrong requests")
        headers = {"Content-Type": "application/ocsp-request"}
        for octets in (b"", b"x", b"\x30\x80", b"\x30" * 1000):
            status, _, content = self.service.request("POST", f"/ocsp/{root}", octets, headers, token=None)
            # malformedRequest of RFC 6960 §4.2.1, or no HTTP success.
            self.assertTrue(status == 400 or content == bytes.fromhex("30030a0101"), (status, content))
        for path in ("/ocsp/x", f"/ocsp/{root}/!!", f"/ocsp/{root}/" + "A" * 3000):
            status, _, content = self.service.request("GET", path, token=None)
            self.assertTrue(status in (400, 404, 414) or content == bytes.fromhex("30030a0101"), (path, status))


class RevocationOnSqlite(Revocation, ClientTest):
    pass


class RevocationOnPostgres(Revocation, OnPostgres):
    pass


if __name__ == "__main__":
    unittest.main()

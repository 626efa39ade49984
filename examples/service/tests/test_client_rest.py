"""The official client and the rest: credentials, domains, tags, quotas, CSRs read, what is not supported."""

import json
import unittest

from sdk import SUBJECT, UNKNOWN, ClientTest, OnPostgres, subject, validity
from service import AUTHORITIES, CERTIFICATES
from tools import Key

KEYS = {
    "AKOPERATOR0000000000": "operator-secret-0123456789-0123456789",
    "AKALPHA0000000000000": {"secret": "alpha-secret-0123456789-0123456789", "domain": "alpha"},
    "AKBRAVO0000000000000": {"secret": "bravo-secret-0123456789-0123456789", "domain": "bravo"},
}
TOKENS = ["operator-token-0123456789-0123456789", {"token": "alpha-token-0123456789-0123456789", "domain": "alpha"}]
CONSOLE = {
    **{"is_support_eps": False, "is_support_sm2": False, "is_support_dhsm": False, "dhsm_regions": []},
    **{"is_support_yearly_monthly_ca": False, "is_support_iam5": False, "is_support_ocsp": False},
}


class Rest:
    credentials = {"access_keys": KEYS, "tokens": TOKENS}

    def client_with(self, access_key, domain=None):
        value = KEYS[access_key]
        secret = value["secret"] if isinstance(value, dict) else value
        return self.client_of(domain, access_key=access_key, secret=secret)

    def test_console(self):
        self.assertEqual(self.client.show_console_config(), CONSOLE)

    def test_request_ids_and_types(self):
        root = self.root("Ids")
        seen = set()
        for _ in range(3):
            self.authority(root)
            headers = self.client.last.headers
            self.assertEqual(headers["Content-Type"], "application/json")
            seen.add(headers["X-Request-Id"])
        self.client.disable_certificate_authority(ca_id=root)
        seen.add(self.client.last.headers["X-Request-Id"])
        self.assertEqual(len(seen), 4)
        self.assertNotIn("", seen)

    def quota(self, call):
        answer = call()
        (resource,) = answer["quotas"]["resources"]
        self.assertEqual(answer, {"quotas": {"resources": [resource]}})
        return resource

    def test_quotas(self):
        authorities, certificates = self.client.show_certificate_authority_quota, self.client.show_certificate_quota
        before = self.quota(authorities)
        self.assertEqual(before, {"type": "CERTIFICATE_AUTHORITY", "used": before["used"], "quota": 100})
        root, pending = self.root("Quota"), self.pending("Quota")
        self.assertEqual(self.quota(authorities)["used"], before["used"] + 2)
        self.client.delete_certificate_authority(ca_id=pending, pending_days="7")
        self.assertEqual(self.quota(authorities)["used"], before["used"] + 1)
        before = self.quota(certificates)
        self.assertEqual(before, {"type": "CERTIFICATE", "used": before["used"], "quota": 100_000})
        leaf = self.apply(root)
        self.csr(root, Key().csr())
        self.assertEqual(self.quota(certificates)["used"], before["used"] + 2)
        self.client.delete_certificate(certificate_id=leaf)
        self.assertEqual(self.quota(certificates)["used"], before["used"] + 1)

    def test_tags(self):
        root = self.root("Tagged")
        client = self.client
        for member, value, calls in (
            ("ca_id", root, (client.list_ca_tags, client.batch_create_ca_tags, client.batch_delete_ca_tags)),
            (
                "certificate_id",
                self.apply(root),
                (client.list_cert_tags, client.batch_create_cert_tags, client.batch_delete_cert_tags),
            ),
        ):
            listed, create, delete = calls
            known = {member: value}
            self.assertEqual(listed(**known), {"tags": []})
            tags = [{"key": "stage", "value": "test"}, {"key": "Größe é", "value": "_.:/=+-@"}]
            self.assertIsNone(create(**known, body={"tags": tags}))
            self.assertEqual(self.tags(listed(**known)), self.tags({"tags": tags}))
            # The same key again takes the new value.
            self.assertIsNone(create(**known, body={"tags": [{"key": "stage", "value": "production"}]}))
            changed = [{"key": "stage", "value": "production"}, tags[1]]
            self.assertEqual(self.tags(listed(**known)), self.tags({"tags": changed}))
            self.assertIsNone(delete(**known, body={"tags": changed[:1]}))
            self.assertEqual(listed(**known), {"tags": tags[1:]})
            for wrong in (
                {"tags": "x"},
                {"tags": [{"value": "x"}]},
                {"tags": [{"key": "", "value": "x"}]},
                {},
                {"tags": [7]},
            ):
                path = f"{AUTHORITIES if member == 'ca_id' else CERTIFICATES}/{value}/tags/create"
                status, answer = self.service.json("POST", path, wrong)
                self.assertEqual((status, answer["error_code"]), (400, "PCA.00020001"), wrong)
            self.assertEqual(listed(**known), {"tags": tags[1:]})
            self.missing(create, **{member: UNKNOWN}, body={"tags": tags})
            self.missing(delete, **{member: UNKNOWN}, body={"tags": tags})

    @staticmethod
    def tags(answer):
        return sorted((tag["key"], tag["value"]) for tag in answer["tags"])

    def test_csrs_read(self):
        parse = self.client.parse_certificate_signing_request
        name = "/C=CN/ST=Sichuan/L=Chengdu/O=Example Ltd/OU=Ops/CN=read.example.org"
        for algorithm, digest, expected in (
            ("RSA2048", "sha256", ("RSA", 2048, "SHA256withRSA")),
            ("RSA2048", "sha512", ("RSA", 2048, "SHA512withRSA")),
            ("EC256", "sha256", ("EC", 256, "SHA256withECDSA")),
            ("EC384", "sha384", ("EC", 384, "SHA384withECDSA")),
        ):
            key = Key(algorithm)
            answer = parse(body={"csr": key.csr(name, digest=digest)})
            kind, length, signature = expected
            self.assertEqual(
                answer,
                {
                    **{"key_algorithm": kind, "key_algorithm_length": length, "signature_algorithm": signature},
                    "public_key": key.public_key().replace("\n", "\r\n"),
                    "distinguished_name": {**SUBJECT, "common_name": "read.example.org"},
                },
            )
        for csr in ("x", "", Key().pem, "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----"):
            self.parameter(parse, body={"csr": csr})

    def test_not_supported(self):
        client = self.client
        root = self.root("Not supported")
        tag = {"tag": {"key": "k", "value": "v"}}
        for call, members in [
            *((client.create_agency, {}), (client.show_agency, {})),
            *((client.create_certificate_authority_obs_agency, {}), (client.show_certificate_authority_obs_agency, {})),
            (client.list_certificate_authority_obs_bucket, {}),
            (client.create_certificate_authority_order, {"body": {"cloud_service_type": "x"}}),
            (client.update_ocsp_switch, {"ca_id": root, "body": {"ocsp_switch": True}}),
            *((client.list_ca_resource_instances, {"body": {}}), (client.list_cert_resource_instances, {"body": {}})),
            *((client.count_ca_resource_instances, {"body": {}}), (client.count_cert_resource_instances, {"body": {}})),
            *((client.list_domain_ca_tags, {}), (client.list_domain_cert_tags, {})),
            *(
                (client.create_ca_tag, {"ca_id": root, "body": tag}),
                (client.create_cert_tag, {"certificate_id": root, "body": tag}),
            ),
        ]:
            with self.subTest(call=call):
                self.missing(call, **members)

    def test_wrong_credentials(self):
        for key, secret in (("AKOPERATOR0000000000", "x" * 37), ("AKNOBODY000000000000", KEYS["AKOPERATOR0000000000"])):
            client = self.client_of(access_key=key, secret=secret)
            self.refused(401, "PCA.00030001", client.list_certificate)
            self.refused(401, "PCA.00030001", client.create_certificate, body={})

    def test_token(self):
        for token in (TOKENS[0], TOKENS[1]["token"]):
            # What the client signs with besides does not matter.
            client = self.client_of(access_key="x", secret="x", headers={"X-Auth-Token": token})
            self.assertEqual(client.show_console_config(), CONSOLE)
            self.assertEqual(self.service.json("GET", "/v1/pca/config/console", token=token), (200, CONSOLE))
        for token in ("x", TOKENS[0][:-1], TOKENS[0] + "x", TOKENS[0].upper()):
            status, answer = self.service.json("GET", "/v1/pca/config/console", token=token)
            self.assertEqual((status, answer["error_code"]), (401, "PCA.00030001"))
            client = self.client_of(access_key="x", secret="x", headers={"X-Auth-Token": token})
            self.refused(401, "PCA.00030001", client.show_console_config)

    def test_domains_do_not_see_each_other(self):
        alpha, bravo = self.client_with("AKALPHA0000000000000"), self.client_with("AKBRAVO0000000000000")
        body = {
            **{"type": "ROOT", "distinguished_name": subject("Of alpha"), "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity()},
        }
        root = alpha.create_certificate_authority(body=body)["ca_id"]
        leaf = self.apply(root, "of.alpha", client=alpha)
        tags = {"tags": [{"key": "k", "value": "v"}]}
        alpha.batch_create_cert_tags(certificate_id=leaf, body=tags)
        for client in (
            alpha,
            self.client_with("AKALPHA0000000000000", "alpha"),
            self.client_with("AKOPERATOR0000000000", "alpha"),
        ):
            self.assertEqual(client.show_certificate_authority(ca_id=root)["ca_id"], root)
            self.assertEqual(client.list_certificate(name="of.alpha")["total"], 1)
            self.assertEqual(client.list_cert_tags(certificate_id=leaf), tags)
        self.assertEqual(self.authority(root)["ca_id"], root)
        for client in (bravo, self.client_with("AKOPERATOR0000000000", "bravo")):
            for call, members in [
                *((client.show_certificate_authority, {}), (client.export_certificate_authority_certificate, {})),
                *((client.disable_certificate_authority, {}), (client.revoke_certificate_authority, {"body": {}})),
                *((client.delete_certificate_authority, {"pending_days": "7"}), (client.list_ca_tags, {})),
                (client.batch_create_ca_tags, {"body": tags}),
            ]:
                self.missing(call, ca_id=root, **members)
            for call, members in [
                *((client.show_certificate, {}), (client.delete_certificate, {}), (client.list_cert_tags, {})),
                (client.export_certificate, {"body": {"is_compressed": "false", "type": "OTHER"}}),
                *((client.revoke_certificate, {"body": {}}), (client.batch_delete_cert_tags, {"body": tags})),
            ]:
                self.missing(call, certificate_id=leaf, **members)
            body = {"issuer_id": root, "csr": Key().csr(), "validity": validity("DAY")}
            self.missing(client.create_certificate_by_csr, body=body)
            self.assertEqual(client.list_certificate(name="of.alpha")["total"], 0)
            self.assertEqual(client.list_certificate_authority(name="Of alpha")["total"], 0)
        self.assertEqual(alpha.show_certificate(certificate_id=leaf)["status"], "ISSUED")

    def test_a_bound_credential_acts_for_its_domain_only(self):
        client = self.client_with("AKALPHA0000000000000", "bravo")
        with self.assertRaises(Exception) as caught:
            client.list_certificate()
        self.assertEqual(caught.exception.status_code, 403)
        headers = {"X-Domain-Id": "bravo"}
        status, answer = self.service.json("GET", CERTIFICATES, token=TOKENS[1]["token"], headers=headers)
        self.assertEqual((status, set(answer)), (403, {"error_code", "error_msg"}))

    def test_quotas_and_pages_of_a_domain_count_only_its_own(self):
        alpha, bravo = self.client_with("AKALPHA0000000000000"), self.client_with("AKBRAVO0000000000000")
        before = bravo.show_certificate_authority_quota()
        body = {
            **{"type": "ROOT", "distinguished_name": subject("Counted"), "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity()},
        }
        alpha.create_certificate_authority(body=body)
        self.assertEqual(bravo.show_certificate_authority_quota(), before)

    def test_crls_and_health_need_no_credentials(self):
        for path in ("/healthz", "/readyz", "/metrics"):
            self.assertEqual(self.service.request("GET", path, token=None)[0], 200, path)
        _, _, metrics = self.service.request("GET", "/metrics", token=None)
        for line in metrics.decode().splitlines():
            self.assertRegex(line, r"^(#.*|[a-z_:]+(\{.*\})? [0-9.e+-]+( [0-9]+)?)$")
        self.assertNotIn("secret", metrics.decode())

    def test_metrics_count(self):
        def counted():
            _, _, metrics = self.service.request("GET", "/metrics", token=None)
            return sum(
                float(line.split()[-1]) for line in metrics.decode().splitlines() if "issued" in line and line[0] != "#"
            )

        root = self.root("Metrics")
        before = counted()
        self.apply(root)
        self.assertGreater(counted(), before)
        self.refused(400, "PCA.00020102", self.client.create_certificate, body=json.loads(REFUSED % root))
        _, _, metrics = self.service.request("GET", "/metrics", token=None)
        self.assertIn("PCA.00020102", metrics.decode())


REFUSED = (
    '{"issuer_id": "%s", "distinguished_name": {"common_name": "x"}, "key_algorithm": "SM2", '
    '"signature_algorithm": "SHA256", "validity": {"type": "DAY", "value": 1}}'
)


class RestOnSqlite(Rest, ClientTest):
    pass


class RestOnPostgres(Rest, OnPostgres):
    pass


if __name__ == "__main__":
    unittest.main()

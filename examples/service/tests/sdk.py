"""The official client, unchanged, with its answers as the JSON that was sent."""

import json
import re
import time
import unittest

from huaweicloudsdkccm import v1
from huaweicloudsdkcore.auth.credentials import GlobalCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.http.http_handler import HttpHandler

from service import Postgres, Service

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
UNKNOWN = "01234567-89ab-4def-8123-456789abcdef"
SUBJECT = {
    "common_name": "Example",
    "country": "CN",
    "state": "Sichuan",
    "locality": "Chengdu",
    "organization": "Example Ltd",
    "organizational_unit": "Ops",
}


def subject(common_name, **members):
    return {**SUBJECT, "common_name": common_name, **members}


def validity(kind="YEAR", value=1, **members):
    return {"type": kind, "value": value, **members}


def model(kind, value):
    """Builds the client's own model of a body from its JSON."""
    if kind.startswith("list["):
        return [model(kind[5:-1], item) for item in value]
    known = getattr(v1, kind, None)
    if known is None:
        return value
    return known(**{member: model(known.openapi_types[member], item) for member, item in value.items()})


class Client:
    """Calls the methods of the client by name: `client.show_certificate(certificate_id=…)`.

    A call returns the JSON of the answer, the octets if it is no JSON, or None for a 204.
    """

    def __init__(self, url, access_key, secret, domain=None, headers=None):
        self.last = None
        credentials = GlobalCredentials(access_key, secret, domain)
        handler = HttpHandler().add_response_handler(self._remember)
        builder = v1.CcmClient.new_builder().with_http_config(HttpConfig(timeout=(10, 60)))
        builder = builder.with_credentials(credentials).with_endpoint(url).with_http_handler(handler)
        self.client = builder.build()
        self.client.preset_headers = headers or {}

    def _remember(self, response, **_):
        self.last = response

    def __getattr__(self, name):
        request_class = "".join(word.capitalize() for word in name.split("_")) + "Request"
        types = getattr(v1, request_class).openapi_types

        def call(**members):
            members = {member: model(types[member], value) for member, value in members.items()}
            getattr(self.client, name)(getattr(v1, request_class)(**members))
            response = self.last
            if response.status_code == 204:
                return None if response.content == b"" else response.content
            if response.headers["Content-Type"].split(";")[0] == "application/json":
                return json.loads(response.content)
            return response.content

        return call


class ClientTest(unittest.TestCase):
    """A test against one service that all tests of the class share. Subclasses choose the database."""

    on_postgres = False
    arguments = ()
    credentials = None
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        database = Postgres.shared().create_database() if cls.on_postgres else None
        cls.service = Service(*cls.arguments, database=database, credentials=cls.credentials).start()
        cls.client = cls.client_of()

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    @classmethod
    def client_of(cls, domain=None, headers=None, access_key=None, secret=None):
        service = cls.service
        return Client(service.url, access_key or service.access_key, secret or service.secret, domain, headers)

    def refused(self, status, code, call, /, **members):
        """Asserts that a call of the client is refused so, and returns the message."""
        with self.assertRaises(ServiceResponseException) as caught:
            call(**members)
        refusal = caught.exception
        self.assertEqual((refusal.status_code, refusal.error_code), (status, code), refusal.error_msg)
        self.assertTrue(0 < len(refusal.error_msg) <= 1024, refusal.error_msg)
        self.assertTrue(refusal.request_id)
        return refusal.error_msg

    def forbidden(self, call, /, **members):
        return self.refused(403, "PCA.00030201", call, **members)

    def missing(self, call, /, **members):
        return self.refused(404, "PCA.00030102", call, **members)

    def parameter(self, call, /, **members):
        return self.refused(400, "PCA.00020001", call, **members)

    def root(self, name="Root", key="EC256", hash_name="SHA256", **members):
        """Creates a root and returns its id."""
        body = {
            **{"type": "ROOT", "distinguished_name": subject(name), "key_algorithm": key},
            **{"signature_algorithm": hash_name, "validity": validity("YEAR", 10)},
            **members,
        }
        return self.created("ca_id", self.client.create_certificate_authority(body=body))

    def subordinate(self, issuer, name="Sub", key="EC256", hash_name="SHA256", **members):
        body = {
            **{"type": "SUBORDINATE", "distinguished_name": subject(name), "key_algorithm": key},
            **{"signature_algorithm": hash_name, "validity": validity("YEAR", 5), "issuer_id": issuer},
            **members,
        }
        return self.created("ca_id", self.client.create_certificate_authority(body=body))

    def pending(self, name="Pending", key="EC256", **members):
        body = {"type": "SUBORDINATE", "distinguished_name": subject(name), "key_algorithm": key, **members}
        return self.created("ca_id", self.client.create_certificate_authority(body=body))

    def apply(self, issuer, name="leaf.example.org", client=None, **members):
        body = {
            **{"issuer_id": issuer, "distinguished_name": {"common_name": name}, "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("DAY", 30)},
            **members,
        }
        return self.created("certificate_id", (client or self.client).create_certificate(body=body))

    def csr(self, issuer, csr, **members):
        body = {"issuer_id": issuer, "csr": csr, "validity": validity("DAY", 30), **members}
        return self.created("certificate_id", self.client.create_certificate_by_csr(body=body))

    def created(self, member, answer):
        self.assertEqual(list(answer), [member])
        self.assertRegex(answer[member], UUID)
        return answer[member]

    def shows(self, answer, members, expected):
        """Asserts which members an answer has, the values of some, and that it was created just now."""
        self.assertEqual(set(answer), members)
        self.assertEqual({member: answer[member] for member in expected}, expected)
        self.assertLess(abs(answer["create_time"] - time.time() * 1000), 120_000)

    def agrees(self, answer, certificate):
        """What the API shows is what the certificate says."""
        self.assertEqual(int(answer["serial_number"], 16), certificate.serial)
        self.assertEqual((answer["not_before"], answer["not_after"]), (certificate.not_before, certificate.not_after))

    def authority(self, ca_id):
        return self.client.show_certificate_authority(ca_id=ca_id)

    def status(self, ca_id):
        return self.authority(ca_id)["status"]

    def exported_authority(self, ca_id):
        """The certificate and the chain above it as PEM."""
        answer = self.client.export_certificate_authority_certificate(ca_id=ca_id)
        self.assertEqual(set(answer), {"certificate", "certificate_chain"})
        return answer["certificate"], answer["certificate_chain"]

    def exported(self, certificate_id, kind="OTHER", **members):
        body = {"is_compressed": "false", "type": kind, **members}
        return self.client.export_certificate(certificate_id=certificate_id, body=body)


class OnPostgres(ClientTest):
    on_postgres = True

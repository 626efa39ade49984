"""The official client and what has expired: a CA from elsewhere that ends in seconds, and what is below it."""

import datetime
import pathlib
import tempfile
import unittest

from sdk import ClientTest, OnPostgres, subject, validity
from service import wait_until
from tools import Key, openssl

SECONDS = 12
CONFIGURATION = """
[ca]
default_ca = own
[own]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
policy = policy
email_in_dn = no
[policy]
commonName = supplied
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
[extensions]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign,digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def certified_for_seconds(key, root, csr):
    """Signs the CSR of a CA with a certificate that expires soon."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for file, content in {
            "configuration": CONFIGURATION.format(folder=folder),
            **{"index": "", "serial": "4242424242424242", "key": key.pem, "root": root, "csr": csr},
        }.items():
            (folder / file).write_text(content, encoding="utf-8")
        now = datetime.datetime.now(datetime.timezone.utc)
        end = now + datetime.timedelta(seconds=SECONDS)
        times = ("-startdate", f"{now:%Y%m%d%H%M%SZ}", "-enddate", f"{end:%Y%m%d%H%M%SZ}")
        files = (
            "-config",
            folder / "configuration",
            "-cert",
            folder / "root",
            "-keyfile",
            folder / "key",
            "-in",
            folder / "csr",
        )
        options = ("-batch", "-notext", "-md", "sha256", "-extensions", "extensions", "-preserveDN")
        return openssl("ca", *options, *files, *times).stdout.decode()


class Expired:
    @classmethod
    def setUpClass(cls):
        cls.profile = tempfile.NamedTemporaryFile("w", suffix=".json")
        cls.addClassCleanup(cls.profile.close)
        # What outlives its issuer is cut to the issuer's end.
        cls.profile.write('{"validity_policy": "truncate"}')
        cls.profile.flush()
        cls.arguments = ("--profile", cls.profile.name)
        super().setUpClass()

    def test_what_has_expired(self):
        client, key = self.client, Key()
        root = key.root()
        ca = self.pending("Short")
        csr = client.export_certificate_authority_csr(ca_id=ca)["csr"]
        body = {"certificate": certified_for_seconds(key, root, csr), "certificate_chain": root}
        client.import_certificate_authority_certificate(ca_id=ca, body=body)
        crl = {"obs_bucket_name": "expired", "valid_days": 7}
        client.enable_certificate_authority_crl(ca_id=ca, body=crl)
        leaf = self.apply(ca)
        self.assertEqual(self.status(ca), "ACTIVED")
        shown = client.show_certificate(certificate_id=leaf)
        self.assertEqual((shown["status"], shown["not_after"]), ("ISSUED", self.authority(ca)["not_after"]))
        self.exported(leaf)
        issued = client.list_certificate(status="ISSUED")["total"]

        wait_until(lambda: self.status(ca) == "EXPIRED", "the CA has expired", 3 * SECONDS)
        self.assertEqual(client.show_certificate(certificate_id=leaf)["status"], "EXPIRED")
        found = client.list_certificate(status="EXPIRED")
        self.assertEqual([row["certificate_id"] for row in found["certificates"]], [leaf])
        self.assertEqual(client.list_certificate(status="ISSUED")["total"], issued - 1)
        for status, expected in (("EXPIRED", [ca]), ("ACTIVED", [])):
            rows = client.list_certificate_authority(status=status, name="Short")["certificate_authorities"]
            self.assertEqual([row["ca_id"] for row in rows], expected)
        # It issues no more, and neither does one that is created below it.
        body = {
            **{"issuer_id": ca, "distinguished_name": {"common_name": "late"}, "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("DAY")},
        }
        self.forbidden(client.create_certificate, body=body)
        self.forbidden(
            client.create_certificate_authority,
            body={**body, "type": "SUBORDINATE", "distinguished_name": subject("x")},
        )
        # An expired CA is still exported, an expired certificate is not.
        self.exported_authority(ca)
        self.forbidden(client.export_certificate, certificate_id=leaf, body={"is_compressed": "false", "type": "OTHER"})
        # Disabled and enabled, it has still expired.
        self.assertIsNone(client.disable_certificate_authority(ca_id=ca))
        self.assertEqual(self.status(ca), "DISABLED")
        self.assertIsNone(client.enable_certificate_authority(ca_id=ca))
        self.assertEqual(self.status(ca), "EXPIRED")
        self.assertIsNone(client.delete_certificate(certificate_id=leaf))
        self.missing(client.show_certificate, certificate_id=leaf)
        client.disable_certificate_authority(ca_id=ca)
        client.delete_certificate_authority(ca_id=ca, pending_days="7")
        self.assertEqual(self.status(ca), "DELETED")


class ExpiredOnSqlite(Expired, ClientTest):
    pass


class ExpiredOnPostgres(Expired, OnPostgres):
    pass


if __name__ == "__main__":
    unittest.main()

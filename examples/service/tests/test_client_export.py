"""The official client and exports: what each kind of server gets, read by OpenSSL and Java."""

import unittest

from sdk import ClientTest, OnPostgres, validity
from service import CERTIFICATES, run
from tools import Certificate, Folder, Key, blocks, openssl, public_key_of, text, unzip, verify

PASSWORD = "secret-1.,+_#"
KINDS = ("APACHE", "NGINX", "IIS", "TOMCAT", "OTHER")


class Exports:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        cls.sub = self.subordinate(self.root("Root"), "Sub")
        cls.leaf = self.apply(cls.sub, "leaf.example.org")
        cls.key = Key()
        cls.of_csr = self.csr(cls.sub, cls.key.csr())
        exported = self.exported(cls.leaf)
        cls.certificate, cls.chain, cls.private_key = (
            exported[member].replace("\r\n", "\n") for member in ("certificate", "certificate_chain", "private_key")
        )
        exported = self.exported(cls.of_csr)
        cls.csr_certificate = exported["certificate"].replace("\r\n", "\n")

    def zip(self, kind, certificate_id=None, **members):
        body = {"is_compressed": "true", "type": kind, **members}
        octets = self.client.export_certificate(certificate_id=certificate_id or self.leaf, body=body)
        self.assertIsInstance(octets, bytes)
        self.file_name = self.client.last.headers["Content-Disposition"]
        files = unzip(octets)
        return {
            name: content.decode().replace("\r\n", "\n") if name[-4:] != ".pfx" else content
            for name, content in files.items()
        }

    def is_the_key(self, pem, password=None):
        """The key of the certificate; encrypted PKCS#8 exactly if there is a password."""
        kind = "PRIVATE KEY" if password is None else "ENCRYPTED PRIVATE KEY"
        self.assertTrue(pem.startswith(f"-----BEGIN {kind}-----"), pem[:40])
        self.assertEqual(public_key_of(pem, password), Certificate(self.certificate).public_key())
        if password is not None:
            self.assertNotEqual(openssl("pkey", "-passin", "pass:wrong", stdin=pem, check=False).returncode, 0)

    def test_without_compression(self):
        for kind in ("APACHE", "NGINX", "OTHER"):
            for options in ({}, {"is_sm_standard": "false"}, {"password": ""}):
                with self.subTest(kind=kind, options=options):
                    answer = self.exported(self.leaf, kind, **options)
                    self.assertEqual(set(answer), {"private_key", "certificate", "certificate_chain"})
                    self.assertEqual(answer["certificate"], self.certificate.replace("\n", "\r\n"))
                    self.assertEqual(answer["certificate_chain"], self.chain.replace("\n", "\r\n"))
                    self.assertEqual(answer["private_key"], self.private_key.replace("\n", "\r\n"))
                    self.is_the_key(answer["private_key"])
            answer = self.exported(self.leaf, kind, password=PASSWORD)
            self.is_the_key(answer["private_key"], PASSWORD)
            self.assertIn("\r\n", answer["private_key"])
        verify(self.certificate, self.chain)
        self.assertEqual(len(blocks(self.chain)), 2)

    def test_without_compression_of_a_csr(self):
        for kind in ("APACHE", "NGINX", "OTHER"):
            answer = self.exported(self.of_csr, kind, password=PASSWORD)
            self.assertEqual(set(answer), {"certificate", "certificate_chain"})
            self.assertEqual(Certificate(answer["certificate"]).public_key(), self.key.public_key())

    def test_iis_and_tomcat_need_compression(self):
        for kind in ("IIS", "TOMCAT"):
            body = {"is_compressed": "false", "type": kind}
            self.parameter(self.client.export_certificate, certificate_id=self.leaf, body=body)

    def is_zip(self, kind, contents):
        """The ZIP has these files beside the key, which is encrypted exactly if there is a password."""
        for password in (None, PASSWORD):
            files = self.zip(kind, **({"password": password} if password else {}))
            self.is_the_key(files.pop("server.key"), password)
            self.assertEqual(files, contents)
            self.assertIn(f"leaf.example.org_{kind.lower()}.zip", self.file_name)

    def test_apache(self):
        self.is_zip("APACHE", {"server.crt": self.certificate, "chain.crt": self.chain})

    def test_nginx(self):
        self.is_zip("NGINX", {"server.crt": self.certificate + self.chain})

    def test_other(self):
        self.is_zip("OTHER", {"server.pem": self.certificate, "chain.pem": self.chain})

    def is_the_key_store(self, store, password):
        """OpenSSL and Java find the key, the certificate and the chain in a PKCS#12 file."""
        with Folder() as file:
            path = file(store, ".pfx")
            read = ("pkcs12", "-in", path, "-passin", f"pass:{password}")
            self.is_the_key(blocks(text(*read, "-nocerts", "-nodes"))[0])
            certificates = blocks(text(*read, "-nokeys"))
            subjects = {Certificate(pem).subject.split(",")[0] for pem in certificates}
            self.assertEqual(subjects, {"CN=leaf.example.org", "CN=Sub", "CN=Root"})
            self.assertNotEqual(openssl(*read[:-1], "pass:wrong", "-nokeys", check=False).returncode, 0)
            keytool = ("keytool", "-list", "-v", "-storetype", "PKCS12", "-keystore", path, "-storepass", password)
            listed = run(*keytool, environment={"LC_ALL": "C"}).stdout.decode()
            self.assertIn("Entry type: PrivateKeyEntry", listed)
            self.assertIn("Certificate chain length: 3", listed)
            self.assertIn("Owner: CN=leaf.example.org", listed)
            # Java decrypts the key itself when it copies the entry.
            copy = path.with_suffix(".copy")
            source = ("-srckeystore", path, "-srcstoretype", "PKCS12", "-srcstorepass", password)
            target = ("-destkeystore", copy, "-deststoretype", "PKCS12", "-deststorepass", "changed")
            run("keytool", "-importkeystore", "-noprompt", *source, *target)

    def test_iis_with_a_password(self):
        files = self.zip("IIS", password=PASSWORD)
        self.assertEqual(set(files), {"server.pfx"})
        self.is_the_key_store(files["server.pfx"], PASSWORD)
        self.assertIn("leaf.example.org_iis.zip", self.file_name)

    def test_iis_without_a_password(self):
        files = self.zip("IIS")
        self.assertEqual(set(files), {"server.pfx", "keystorePass.txt"})
        password = files["keystorePass.txt"]
        self.assertGreaterEqual(len(password.strip()), 16)
        self.is_the_key_store(files["server.pfx"], password)
        self.assertNotEqual(self.zip("IIS")["keystorePass.txt"], password)

    def test_iis_of_keys_of_all_algorithms(self):
        for key in ("RSA2048", "RSA4096", "EC384"):
            leaf = self.apply(self.sub, key_algorithm=key)
            store = self.zip("IIS", leaf, password=PASSWORD)["server.pfx"]
            with Folder() as file:
                read = ("pkcs12", "-in", file(store), "-passin", f"pass:{PASSWORD}", "-nodes")
                pem = blocks(text(*read, "-nocerts"))[0]
                own = blocks(text(*read, "-nokeys", "-clcerts"))
            self.assertEqual(public_key_of(pem), Certificate(own[0]).public_key(), key)

    def test_tomcat_is_told_of_iis(self):
        body = {"is_compressed": True, "type": "TOMCAT"}
        self.assertIn("IIS", self.parameter(self.client.export_certificate, certificate_id=self.leaf, body=body))

    def test_archives_of_a_csr(self):
        for kind, names in {
            "APACHE": ("server.crt", "chain.crt"),
            "NGINX": ("server.crt",),
            "IIS": ("server.crt", "chain.crt"),
            "TOMCAT": ("server.crt", "chain.crt"),
            "OTHER": ("cert.pem", "chain.pem"),
        }.items():
            for options in ({}, {"password": PASSWORD}):
                with self.subTest(kind=kind, options=options):
                    files = self.zip(kind, self.of_csr, **options)
                    self.assertEqual(set(files), {*names})
                    expected = [self.csr_certificate, self.chain][: len(names)]
                    if kind == "NGINX":
                        expected = [self.csr_certificate + self.chain]
                    self.assertEqual([files[name] for name in names], expected)

    def test_is_compressed_may_be_a_boolean(self):
        for value, kind in ((True, bytes), (False, dict)):
            body = {"is_compressed": value, "type": "OTHER"}
            answer = self.client.export_certificate(certificate_id=self.leaf, body=body)
            self.assertIsInstance(answer, kind)

    def test_wrong_bodies(self):
        right = {"is_compressed": "false", "type": "OTHER"}
        for body in [
            *({**right, "is_compressed": value} for value in ("yes", 1, [])),
            *({**right, "type": value} for value in ("other", "JKS", "", 7)),
            *({**right, "password": value} for value in ("x" * 33, "é" * 17, 7)),
            *({"type": "OTHER"}, {"is_compressed": "false"}, {}),
        ]:
            with self.subTest(body=body):
                status, answer = self.service.json("POST", f"{CERTIFICATES}/{self.leaf}/export", body)
                self.assertEqual((status, answer["error_code"]), (400, "PCA.00020001"), answer)
        self.exported(self.leaf, password="x" * 32)

    def test_a_name_with_all_kinds_of_characters(self):
        name = 'ä/..\\"x;\u202e'
        leaf = self.apply(self.sub, name)
        for kind in ("IIS", "APACHE"):
            self.zip(kind, leaf, password=PASSWORD)
            self.assertRegex(self.file_name, rf'\Aattachment; filename="?[A-Za-z0-9_.-]+_{kind.lower()}\.zip"?\Z')

    def test_only_what_is_issued_is_exported(self):
        leaf = self.apply(self.sub)
        self.client.revoke_certificate(certificate_id=leaf, body={})
        for compressed in ("true", "false"):
            body = {"is_compressed": compressed, "type": "OTHER"}
            self.forbidden(self.client.export_certificate, certificate_id=leaf, body=body)

    def test_below_a_disabled_authority(self):
        root = self.root("Disabled")
        leaf = self.apply(root, validity=validity("HOUR"))
        self.client.disable_certificate_authority(ca_id=root)
        self.assertEqual(set(self.exported(leaf)), {"private_key", "certificate", "certificate_chain"})


class ExportsOnSqlite(Exports, ClientTest):
    pass


class ExportsOnPostgres(Exports, OnPostgres):
    pass


if __name__ == "__main__":
    unittest.main()

"""A newcomer's start: options, first credentials, files and their modes, the end."""

import http.client
import json
import logging
import signal
import socket
import stat
import subprocess
import tempfile
import unittest

from sdk import validity
from service import AUTHORITIES, BINARY, CERTIFICATES, Service, free_port, listens, run, wait_until
from started import ROOT, Started, leaf_of
from tools import Key

OPTIONS = (
    *("--listen", "--data", "--database", "--credentials", "--public-url", "--profile", "--tls-cert", "--tls-key"),
    *("--key-encryption-key", "--ocsp", "--help"),
)


class Options(Started):
    def refused(self, *arguments, environment=None, statuses=(2,)):
        """Runs the service with options that it refuses, and returns the message."""
        default = ["--data", str(self.folder / "data"), "--listen", "127.0.0.1:0"]
        default = default if "--data" not in arguments and "--listen" not in arguments else []
        command = [str(BINARY), *default, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=self.folder, timeout=30)
        self.assertIn(done.returncode, statuses, done.stderr)
        self.assertTrue(done.stderr.strip())
        self.assertNotIn("panicked", done.stderr)
        self.assertNotIn("hidden", done.stderr)
        return done.stderr

    def test_help(self):
        shown = run(BINARY, "--help").stdout.decode()
        for option in OPTIONS:
            self.assertIn(option, shown)
        self.assertLess(len(shown.splitlines()), 120)
        self.assertTrue(run(BINARY, "--version").stdout)

    def test_wrong_options(self):
        for arguments in [
            *(
                ("--no-such-option",),
                ("extra",),
                ("--listen",),
                ("--listen", "nowhere"),
                ("--listen", "127.0.0.1:70000"),
            ),
            *(("--database", "mysql://u:hidden@h/d"), ("--database", "x"), ("--public-url", "ftp://x")),
            *(("--public-url", "x"), ("--tls-cert", "x"), ("--tls-key", "x")),
        ]:
            with self.subTest(arguments=arguments):
                self.refused(*arguments)

    def test_wrong_files(self):
        missing = self.folder / "missing"
        for option, content in [
            *(("--profile", ""), ("--profile", '{"no_such_setting": 1}'), ("--profile", "x")),
            *(("--credentials", ""), ("--credentials", '{"tokens": "hidden"}'), ("--credentials", '{"tokens": [""]}')),
            *(("--key-encryption-key", "AAAA"), ("--key-encryption-key", "hidden")),
        ]:
            with self.subTest(option=option, content=content):
                path = self.file("wrong", content)
                self.assertIn(str(path), self.refused(option, path))
        self.assertIn(str(missing), self.refused("--profile", missing))
        self.assertIn("chmod 600", self.refused("--key-encryption-key", self.file("open", "A" * 43 + "=", 0o644)))
        key = Key()
        certificate, private = self.file("tls.pem", key.root()), self.file("tls.key", key.pem)
        for pair in (
            (certificate, missing),
            (missing, private),
            (private, private),
            (certificate, self.file("k", Key().pem)),
        ):
            with self.subTest(pair=pair):
                self.refused("--tls-cert", pair[0], "--tls-key", pair[1])
        self.refused("--data", self.file("file", "x"))

    def test_no_database_there(self):
        message = self.refused("--database", "postgres://u:hidden@127.0.0.1:1/none", statuses=(1, 2))
        self.assertIn("database", message.lower())

    def test_a_port_in_use(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            address = "127.0.0.1:%d" % listener.getsockname()[1]
            message = self.refused("--data", self.folder / "data", "--listen", address, statuses=(1, 2))
        self.assertIn(address, message)

    def test_options_from_the_environment(self):
        service = Service()
        data, credentials = self.folder / "elsewhere", self.file("c.json", '{"tokens": ["from-the-environment"]}')
        service.command = lambda: [str(BINARY)]
        service.environment = {
            **{"CERTMINT_LISTEN": f"127.0.0.1:{service.port}", "CERTMINT_DATA": str(data)},
            **{"CERTMINT_CREDENTIALS": str(credentials), "CERTMINT_PUBLIC_URL": "https://ca.example.org"},
        }
        service.token = "from-the-environment"
        self.addCleanup(service.stop)
        service.start()
        crl = {"enabled": True, "obs_bucket_name": "b", "valid_days": 7}
        root = self.create(service, AUTHORITIES, {**ROOT, "crl_configuration": crl})
        shown = service.json("GET", f"{AUTHORITIES}/{root}")[1]
        self.assertEqual(shown["crl_configuration"]["crl_dis_point"], f"https://ca.example.org/crl/b/{root}.crl")
        self.assertTrue(data.is_dir())

    def test_a_profile_is_applied(self):
        profile = self.file("profile.json", '{"end_entity_validity": {"type": "DAY", "value": 10}}')
        service = self.service("--profile", profile)
        root = self.create(service, AUTHORITIES, ROOT)
        status, answer = service.json("POST", CERTIFICATES, leaf_of(root))
        self.assertEqual((status, answer["error_code"]), (400, "PCA.00020109"))
        self.create(service, CERTIFICATES, {**leaf_of(root), "validity": validity("DAY", 10)})
        service.stop()

    def test_tls(self):
        from huaweicloudsdkccm.v1 import CcmClient, ListCertificateRequest
        from huaweicloudsdkcore.auth.credentials import GlobalCredentials
        from huaweicloudsdkcore.exceptions.exceptions import SslHandShakeException
        from huaweicloudsdkcore.http.http_config import HttpConfig

        with tempfile.TemporaryDirectory() as folder:
            names = ("-addext", "subjectAltName=IP:127.0.0.1", "-subj", "/CN=service", "-days", "2")
            key = ("-newkey", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{folder}/key.pem")
            run("openssl", "req", "-x509", *key, *names, "-out", f"{folder}/cert.pem")
            service = Service("--tls-cert", f"{folder}/cert.pem", "--tls-key", f"{folder}/key.pem")
            self.addCleanup(service.stop)
            service.launch()
            wait_until(lambda: listens(service), "the service listens")
            service._read_credentials()
            credentials = GlobalCredentials(service.access_key, service.secret)

            def client(**options):
                builder = CcmClient.new_builder().with_http_config(HttpConfig(retry_times=0, **options))
                return builder.with_credentials(credentials).with_endpoint(f"https://127.0.0.1:{service.port}").build()

            trusting = client(ssl_ca_cert=f"{folder}/cert.pem")
            self.assertEqual(trusting.list_certificate(ListCertificateRequest()).total, 0)
            # The client would log it to standard error.
            logging.getLogger("HuaweiCloud-SDK-CcmClient").addHandler(logging.NullHandler())
            with self.assertRaises(SslHandShakeException):
                client().list_certificate(ListCertificateRequest())
            # Plain HTTP to the port of TLS.
            with self.assertRaises((http.client.HTTPException, OSError)):
                service.request("GET", "/healthz", token=None)


class FirstStart(Started):
    def test_credentials_are_printed_once(self):
        service = self.service()
        access_key, secret, token = service.access_key, service.secret, service.token
        stored = json.loads((self.folder / "data/credentials.json").read_text(encoding="utf-8"))
        self.assertEqual(stored, {"access_keys": {access_key: secret}, "tokens": [token]})
        self.assertNotIn(token, service.log())
        root = self.create(service, AUTHORITIES, ROOT)
        self.assertEqual(service.terminate(), 0)
        service.start()
        for secret_text in (secret, token):
            self.assertNotIn(secret_text, service.printed())
            self.assertNotIn(secret_text, service.log())
        self.assertEqual(service.json("GET", f"{AUTHORITIES}/{root}")[0], 200)
        service.stop()
        with Service() as other:
            self.assertFalse({other.access_key, other.secret, other.token} & {access_key, secret, token})

    def test_modes_of_files(self):
        service = self.service()
        self.create(service, CERTIFICATES, leaf_of(self.create(service, AUTHORITIES, ROOT)))
        names = {path.name for path in service.data.iterdir()}
        self.assertLessEqual({"credentials.json", "key-encryption.key", "certmint.db", "certmint.db-wal"}, names)
        for path in [service.data, *service.data.iterdir()]:
            self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)
        service.stop()

    def test_folders_with_unusual_names(self):
        for name in ("per%cent", "a?b#c", "white space", "\u00e9", "%25", "a&b=c"):
            with self.subTest(name=name):
                service = self.service(data=self.folder / name)
                self.create(service, AUTHORITIES, ROOT)
                self.assertTrue((self.folder / name / "certmint.db").is_file())
                service.stop()

    def test_a_folder_that_is_in_use(self):
        service = self.service()
        port = free_port()
        done = subprocess.run(
            [BINARY, "--data", service.data, "--listen", f"127.0.0.1:{port}"],
            capture_output=True,
            text=True,
            timeout=30,
        )
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(str(service.data), done.stderr)
        self.assertEqual(service.request("GET", "/healthz")[0], 200)
        service.stop()

    def test_all_stays_after_a_restart(self):
        service = self.service("--ocsp")
        crl = {"enabled": True, "obs_bucket_name": "b", "valid_days": 7}
        root = self.create(service, AUTHORITIES, {**ROOT, "crl_configuration": crl})
        leaf, gone = (self.create(service, CERTIFICATES, leaf_of(root)) for _ in range(2))
        service.request("POST", f"{CERTIFICATES}/{gone}/revoke", {"reason": "SUPERSEDED"})
        service.request("POST", f"{CERTIFICATES}/{leaf}/tags/create", {"tags": [{"key": "k", "value": "v"}]})
        export = {"is_compressed": "false", "type": "OTHER"}

        def state():
            paths = (
                f"{AUTHORITIES}/{root}",
                f"{CERTIFICATES}/{leaf}",
                f"{CERTIFICATES}/{gone}",
                f"{CERTIFICATES}/{leaf}/tags",
            )
            shown = [service.json("GET", path) for path in (*paths, AUTHORITIES, CERTIFICATES)]
            return [*shown, service.json("POST", f"{CERTIFICATES}/{leaf}/export", export)]

        before = state()
        self.assertEqual(service.terminate(), 0)
        service.start()
        self.assertEqual(state(), before)
        self.create(service, CERTIFICATES, leaf_of(root))
        service.stop()


class End(Started):
    def in_flight(self, number):
        service = self.service()
        root = self.create(service, AUTHORITIES, ROOT)
        idle = service.connect()
        self.assertEqual(service.request("GET", "/healthz", connection=idle)[0], 200)
        connection = service.connect()
        body = json.dumps(leaf_of(root, "RSA4096"))
        connection.putrequest("POST", CERTIFICATES)
        for header in (
            ("X-Auth-Token", service.token),
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
        ):
            connection.putheader(*header)
        # The head has arrived, and the body comes when the service is about to end.
        connection.endheaders()
        wait_until(lambda: service.request("GET", "/healthz")[0] == 200, "the service answers others")
        service.process.send_signal(number)
        wait_until(lambda: not listens(service), "the service accepts no more")
        self.assertIsNone(service.process.poll())
        connection.send(body.encode())
        answer = connection.getresponse()
        certificate = json.loads(answer.read())
        self.assertEqual(answer.status, 200, certificate)
        self.assertEqual(service.process.wait(20), 0)
        idle.close()
        service.start()
        self.assertEqual(service.json("GET", f"{CERTIFICATES}/{certificate['certificate_id']}")[0], 200)
        service.stop()

    def test_sigterm_lets_requests_in_flight_end(self):
        self.in_flight(signal.SIGTERM)

    def test_sigint_too(self):
        self.in_flight(signal.SIGINT)

    def test_a_client_that_never_ends_does_not_hold_the_service(self):
        service = self.service()
        with socket.create_connection(("127.0.0.1", service.port)) as client:
            client.sendall(b"POST /v1/private-certificates HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n")
            self.assertEqual(service.terminate(60), 0)
        service.stop()


if __name__ == "__main__":
    unittest.main()

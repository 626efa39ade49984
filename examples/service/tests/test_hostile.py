"""Hostile clients: too much, too slow, too often. The service stays small and serves the others."""

import contextlib
import http.client
import os
import re
import socket
import threading
import time
import unittest

from sdk import subject, validity
from service import AUTHORITIES, CERTIFICATES, Service, wait_until
from tools import Key

UNAUTHENTICATED = int(os.environ.get("CERTMINT_UNAUTHENTICATED", "100000"))
GROWTH_KIB = 6 * 1024
CREDENTIALS = {"access_keys": {"AKHOSTILE00000000000": "s" * 32}, "tokens": ["t" * 32]}


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service(credentials=CREDENTIALS).start()
        body = {
            **{"type": "ROOT", "distinguished_name": subject("Root"), "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("YEAR", 10)},
        }
        cls.root = cls.service.json("POST", AUTHORITIES, body)[1]["ca_id"]
        cls.csr = Key().csr()

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    def open(self):
        connection = socket.create_connection(("127.0.0.1", self.service.port), timeout=30)
        self.addCleanup(connection.close)
        return connection

    def serves(self, seconds=3.0):
        """Asserts that another client's certificate is issued, and how fast."""
        begin = time.monotonic()
        body = {"issuer_id": self.root, "csr": self.csr, "validity": validity("DAY")}
        status, answer = self.service.json("POST", f"{CERTIFICATES}/csr", body)
        self.assertEqual(status, 200, answer)
        self.assertLess(time.monotonic() - begin, seconds)

    @staticmethod
    def answer(connection):
        """Reads until the service closes the connection or stays silent; returns the status and all octets."""
        octets = b""
        with contextlib.suppress(OSError):
            while len(octets) < 1 << 20:
                part = connection.recv(65536)
                if not part:
                    break
                octets += part
                head, _, body = octets.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                if length and len(body) >= int(length.group(1)):
                    break
        match = re.match(rb"HTTP/1\.1 (\d{3})", octets)
        return (int(match.group(1)) if match else None), octets

    def sent(self, octets):
        connection = self.open()
        with contextlib.suppress(OSError):
            connection.sendall(octets)
        return self.answer(connection)

    def head(self, path=f"{CERTIFICATES}/csr", method="POST", token=True, **headers):
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.service.port}", "Content-Type: application/json"]
        if token:
            lines.append(f"X-Auth-Token: {self.service.token}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def test_long_bodies(self):
        for length in (65_537, 1 << 20):
            body = b'{"csr": "' + b"A" * length + b'"}'
            status, octets = self.sent(self.head(Content_Length=len(body)) + body)
            self.assertIn(status, (400, 413), octets)
            self.assertIn(b'"error_code"', octets)
        # No octet of the body is waited for.
        status, octets = self.sent(self.head(Content_Length=1 << 40))
        self.assertIn(status, (400, 413), octets)
        self.serves()

    def is_cut_off(self, start, part):
        """A request of 64 MiB in such parts is cut off before its end, in little memory."""
        before = self.service.resident()
        connection = self.open()
        connection.sendall(start)
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 64 << 20:
                connection.sendall(part)
                sent += len(part)
        self.assertLess(sent, 64 << 20)
        self.assertLess(self.service.resident() - before, GROWTH_KIB)
        self.serves()

    def test_a_body_without_end(self):
        chunk = b"10000\r\n" + b"A" * 65536 + b"\r\n"
        self.is_cut_off(self.head(Transfer_Encoding="chunked"), chunk)

    def test_long_bodies_without_credentials(self):
        before = self.service.resident()
        for _ in range(50):
            with contextlib.suppress(OSError):
                status, octets = self.sent(self.head(token=False, Content_Length=1 << 20) + b"A" * (1 << 20))
                self.assertIn(status, (400, 401, 413, None), octets)
        self.assertLess(self.service.resident() - before, GROWTH_KIB)

    def test_large_heads(self):
        for octets in [
            self.head(X_Large="A" * 100_000),
            self.head(**{f"X_{n}": "x" for n in range(500)}),
            self.head(path="/v1/" + "A" * 200_000, method="GET"),
            self.head(X_Auth_Token="A" * 60_000, method="GET", path="/v1/pca/config/console"),
        ]:
            status, answer = self.sent(octets)
            self.assertIn(status, (400, 401, 404, 413, 414, 431), answer[:500])
        self.is_cut_off(b"GET /v1/x HTTP/1.1\r\n", b"X-A: " + b"A" * 1000 + b"\r\n")

    def test_requests_that_are_none(self):
        for octets in [
            *(
                b"\r\n\r\n",
                b"\0" * 1000,
                b"GET\r\n\r\n",
                b"GET / HTTP/9.9\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            ),
            *(
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: \0\r\n\r\n",
            ),
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nxx",
            b"GET /v1/x\r\nX-Auth-Token: x\r\n\r\n HTTP/1.1\r\n\r\n",
        ]:
            connection = self.open()
            connection.settimeout(5)
            connection.sendall(octets)
            connection.shutdown(socket.SHUT_WR)
            status, answer = self.answer(connection)
            self.assertIn(status, (None, 400, 404, 414, 431, 505), (octets, answer[:200]))
            self.assertNotIn(b".rs", answer)
        self.serves()

    def test_a_length_beside_chunks_hides_no_request(self):
        """The length covers a second request; who reads by it and who reads by chunks differ in what they see."""
        hidden = self.head(path="/v1/pca/config/console", method="GET")
        connection = self.open()
        connection.settimeout(3)
        length = len(b"0\r\n\r\n" + hidden)
        connection.sendall(
            self.head(path="/v1/x", Content_Length=length, Transfer_Encoding="chunked") + b"0\r\n\r\n" + hidden
        )
        octets = b""
        with contextlib.suppress(OSError):
            while part := connection.recv(65536):
                octets += part
        # Refused, or read by chunks (RFC 9112 §6.3): never by the length.
        statuses = re.findall(rb"HTTP/1\.1 (\d{3}) ", octets)
        self.assertIn(statuses, ([b"400"], [b"404"], [b"404", b"200"]), octets)
        if statuses == [b"404"]:
            self.assertIn(b"connection: close", octets.lower())
        self.serves()

    @staticmethod
    def is_open(connection):
        """Sends one octet. A connection on which something arrives has ended, be it with an answer."""
        try:
            connection.send(b"a", socket.MSG_DONTWAIT)
            connection.recv(1, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def drip(self, connections, seconds):
        """Sends an octet a second on each connection until the service has ended all; meanwhile others are served."""
        end = time.monotonic() + seconds
        while connections:
            self.assertLess(time.monotonic(), end, f"{len(connections)} slow connections are still open")
            self.serves(2)
            time.sleep(1)
            connections = [connection for connection in connections if self.is_open(connection)]

    def test_slow_heads(self):
        connections = [self.open() for _ in range(200)]
        for connection in connections:
            connection.sendall(b"POST /v1/private-certificates/csr HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        self.drip(connections, 60)

    def test_slow_bodies(self):
        connections = [self.open() for _ in range(200)]
        for n, connection in enumerate(connections):
            connection.sendall(self.head(token=n % 2 == 0, Content_Length=10_000) + b'{"csr": "')
        self.drip(connections, 90)

    def test_clients_that_do_not_read(self):
        connections = []
        request = self.head(path=f"{CERTIFICATES}?limit=1000", method="GET")
        before = self.service.resident()
        for _ in range(20):
            connection = self.open()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.setblocking(False)
            with contextlib.suppress(OSError):
                for _ in range(2000):
                    connection.send(request)
            connections.append(connection)
        for _ in range(5):
            self.serves()
        self.assertLess(self.service.resident() - before, 2 * GROWTH_KIB)

    def test_many_idle_connections(self):
        for _ in range(300):
            self.open()
        self.serves()

    def test_connections_that_go_away(self):
        for _ in range(200):
            connection = self.open()
            body = b'{"issuer_id": "%s", "csr": ""}' % self.root.encode()
            connection.sendall(self.head(Content_Length=len(body)) + body)
            connection.close()
        self.serves()

    def flood(self, requests, count):
        """Sends requests over a kept connection, 50 at a time without waiting, and counts the answers by status."""
        counted = {}
        connection = socket.create_connection(("127.0.0.1", self.service.port), timeout=60)
        pattern = re.compile(
            rb"HTTP/1\.1 (\d{3}) [^\r]*\r\n(?:[^\r]+\r\n)*?content-length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n", re.I
        )
        with connection:
            buffer = b""
            for start in range(0, count, 50):
                connection.sendall(b"".join(requests[n % len(requests)] for n in range(start, start + 50)))
                left = 50
                while left:
                    match = pattern.match(buffer)
                    if match and len(buffer) >= match.end() + int(match.group(2)):
                        status = int(match.group(1))
                        counted[status] = counted.get(status, 0) + 1
                        buffer = buffer[match.end() + int(match.group(2)) :]
                        left -= 1
                        continue
                    part = connection.recv(262144)
                    if not part:
                        raise AssertionError(f"closed after {counted}")
                    buffer += part
        return counted

    def test_unauthenticated_requests(self):
        signed = "SDK-HMAC-SHA256 Access={}, SignedHeaders=host;x-sdk-date, Signature=" + "0" * 64
        date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        console = "/v1/pca/config/console"
        requests = [
            self.head(method="GET", path=console, token=False),
            self.head(method="GET", path=console, token=False, X_Auth_Token="wrong" * 6),
            self.head(
                method="GET",
                path=CERTIFICATES,
                token=False,
                X_Sdk_Date=date,
                Authorization=signed.format("AKHOSTILE00000000000"),
            ),
            self.head(
                method="GET", path=CERTIFICATES, token=False, X_Sdk_Date=date, Authorization=signed.format("AKNOBODY")
            ),
            self.head(method="POST", token=False, Content_Length=2) + b"{}",
        ]
        self.flood(requests, 2000)
        before = self.service.resident()
        audited = self.service.query("SELECT count(*) FROM audit")
        results, clients = [], 4
        each = UNAUTHENTICATED // clients

        def client():
            results.append(self.flood(requests, each))

        begin = time.monotonic()
        threads = [threading.Thread(target=client) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - begin
        self.assertEqual(results, [{401: each}] * clients)
        grown = self.service.resident() - before
        print(f"\n{clients * each} unauthenticated requests in {seconds:.1f} s, {grown} KiB more resident", flush=True)
        self.assertLess(grown, GROWTH_KIB)
        self.assertEqual(self.service.query("SELECT count(*) FROM audit"), audited, "whoever is nobody fills no table")
        self.serves()

    def test_the_descriptors_do_not_grow(self):
        folder = f"/proc/{self.service.process.pid}/fd"
        before = len(os.listdir(folder))
        for _ in range(500):
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.service.request("GET", "/v1/x", token="wrong")
        wait_until(lambda: len(os.listdir(folder)) <= before + 5, "the connections are closed")


if __name__ == "__main__":
    unittest.main()

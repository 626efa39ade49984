"""Kills the service at random moments under load, and counts.

CERTMINT_KILLS is how often, by default 50; CERTMINT_SEED repeats the moments.
"""

import base64
import collections
import http.client
import json
import os
import random
import threading
import time
import unittest

from sdk import subject, validity
from service import AUTHORITIES, CERTIFICATES, Postgres, Service, wait_until
from tools import Crl, Key, verify

KILLS = int(os.environ.get("CERTMINT_KILLS", "50"))
SEED = int(os.environ.get("CERTMINT_SEED") or random.SystemRandom().randrange(1 << 32))
CLIENTS = 12
EXPORT = {"is_compressed": "false", "type": "OTHER"}
CREDENTIALS = {"access_keys": {"AKCRASHES00000000000": "s" * 32}, "tokens": ["t" * 32]}


class Ended(Exception):
    """The service has gone away."""


class Load:
    """Clients that issue, export and revoke until the service goes away, and what they were told."""

    def __init__(self, authorities, domain="example.org"):
        self.authorities = authorities
        self.domain = domain
        self.lock = threading.Lock()
        self.issued = {}
        self.revoked = set()
        self.wrong = []
        self.common_names = 0
        self.csrs = [Key().csr(f"/CN=csr-{n}.example.org") for n in range(CLIENTS)]

    def begin(self, service, clients=CLIENTS):
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._client, args=(service, n)) for n in range(clients)]
        for thread in self.threads:
            thread.start()

    def join(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)

    def _client(self, service, number):
        choice = random.Random(f"{SEED} {number} {time.monotonic()}")
        connection = service.connect(30)
        try:
            while not self.stopping.is_set():
                self._issue(service, connection, number, choice)
        except Ended:
            pass
        finally:
            connection.close()

    def _send(self, service, connection, method, path, body=None):
        try:
            status, _, content = service.request(method, path, body, connection=connection)
        except (OSError, http.client.HTTPException) as error:
            raise Ended from error
        if status not in (200, 204):
            self.wrong.append((method, path, status, content))
            raise Ended
        return content

    def _issue(self, service, connection, number, choice):
        body = {"issuer_id": choice.choice(self.authorities), "validity": validity("DAY", 30)}
        if choice.random() < 0.5:
            path = f"{CERTIFICATES}/csr"
            body["csr"] = self.csrs[number]
        else:
            with self.lock:
                self.common_names += 1
                name = f"{self.common_names}.{self.domain}"
            path = CERTIFICATES
            body |= {
                "distinguished_name": {"common_name": name},
                "key_algorithm": "EC256",
                "signature_algorithm": "SHA256",
            }
        new_id = json.loads(self._send(service, connection, "POST", path, body))["certificate_id"]
        self.issued[new_id] = None
        if choice.random() < 0.25:
            exported = json.loads(self._send(service, connection, "POST", f"{CERTIFICATES}/{new_id}/export", EXPORT))
            self.issued[new_id] = exported["certificate"]
        if choice.random() < 0.04:
            self._send(service, connection, "POST", f"{CERTIFICATES}/{new_id}/revoke", {"reason": "SUPERSEDED"})
            self.revoked.add(new_id)


class Crashes(unittest.TestCase):
    def setUp(self):
        print(f"\nCERTMINT_SEED={SEED}", flush=True)
        self.random = random.Random(SEED)

    def create_authorities(self, service):
        crl = {"enabled": True, "obs_bucket_name": "crashes", "valid_days": 7}
        root = {
            **{"type": "ROOT", "distinguished_name": subject("Root"), "key_algorithm": "EC256"},
            **{"signature_algorithm": "SHA256", "validity": validity("YEAR", 10), "crl_configuration": crl},
        }
        authorities = []
        for body in (root, {**root, "type": "SUBORDINATE", "validity": validity("YEAR", 5)}):
            body = {**body, "issuer_id": authorities[0]} if authorities else body
            status, answer = service.json("POST", AUTHORITIES, body)
            self.assertEqual(status, 200, answer)
            authorities.append(answer["ca_id"])
        return authorities

    def all_is_there(self, service, load, since=()):
        """Asserts what the clients were told, of all ids but those that were checked before."""
        column = "encode(der, 'hex')" if service.database else "hex(der)"
        rows = {row[0]: row[1:] for row in service.query(f"SELECT id, {column}, revoked_at FROM certificates")}
        new = [certificate_id for certificate_id in load.issued if certificate_id not in since]
        for certificate_id in new:
            self.assertIn(certificate_id, rows, "answered, and lost")
            if load.issued[certificate_id]:
                self.assertEqual(bytes.fromhex(rows[certificate_id][0]), _der(load.issued[certificate_id]))
        for certificate_id in load.revoked:
            self.assertIsNotNone(rows[certificate_id][1], "revoked, and forgotten")
        for certificate_id in new[-3:]:
            status, shown = service.json("GET", f"{CERTIFICATES}/{certificate_id}")
            self.assertEqual(status, 200)
            expected = ("REVOKED",) if certificate_id in load.revoked else ("ISSUED", "REVOKED")
            self.assertIn(shown["status"], expected)
        return rows

    def nothing_is_pending(self, service, seconds=5):
        wait_until(lambda: service.query("SELECT count(*) FROM pending")[0][0] == 0, "nothing is pending", seconds)

    def crls(self, service, authorities):
        lists = []
        for ca_id in authorities:
            status, _, content = service.request("GET", f"/crl/crashes/{ca_id}.crl", token=None)
            self.assertEqual(status, 200)
            lists.append(Crl(content))
        return lists

    def in_the_crls(self, service, load, rows):
        """Every revocation that was answered is in a CRL at once."""
        lists = self.crls(service, load.authorities)
        listed = {serial for crl in lists for serial in crl.reasons}
        for certificate_id in load.revoked:
            self.assertIn(_serial_number(bytes.fromhex(rows[certificate_id][0])), listed)
        return [crl.number for crl in lists]

    def nothing_twice(self, service, rows):
        ders = [bytes.fromhex(row[0]) for row in rows.values()]
        serials = [_serial_number(der) for der in ders]
        # The certificate of a subordinate is among them.
        roots = service.json("GET", f"{AUTHORITIES}?type=ROOT&limit=100")[1]["certificate_authorities"]
        serials += [int(root["serial_number"], 16) for root in roots]
        self.assertEqual(len({*serials}), len(serials), "a serial number twice")
        self.assertEqual(len({*ders}), len(ders))
        shown = service.query("SELECT common_name FROM certificates WHERE common_name NOT LIKE 'csr-%'")
        twice = [name for name, count in collections.Counter(shown).items() if count > 1]
        self.assertEqual(twice, [], "one request, two certificates")

    def all_is_audited(self, service, load):
        """What was done stands in the audit table exactly once."""
        rows = service.query("SELECT target, action FROM audit WHERE result = 'ok'")
        audited = collections.Counter((target, action.rsplit("/", 1)[1]) for target, action in rows)
        for certificate_id in load.issued:
            issued = audited[certificate_id, "private-certificates"] + audited[certificate_id, "csr"]
            self.assertEqual(issued, 1, certificate_id)
            # A revocation whose answer was lost is there as well.
            expected = (1,) if certificate_id in load.revoked else (0, 1)
            self.assertIn(audited[certificate_id, "revoke"], expected, certificate_id)

    def kill_under(self, load, service, clients=CLIENTS, after=0.0):
        """Kills the service `after` seconds to a second after the first certificate of a new load."""
        before = len(load.issued)
        load.begin(service, clients)
        wait_until(lambda: len(load.issued) > before or load.wrong, "a first certificate")
        time.sleep(self.random.uniform(after, 1))
        service.kill()
        load.join()
        self.assertEqual(load.wrong, [])

    def test_killed_under_load(self):
        service = Service(credentials=CREDENTIALS)
        self.addCleanup(service.stop)
        service.start()
        load = Load(self.create_authorities(service))
        numbers, checked, pending = [0, 0], set(), 0
        for kill in range(KILLS):
            self.kill_under(load, service)
            pending += service.query("SELECT count(*) FROM pending")[0][0]
            service.start()
            self.nothing_is_pending(service)
            rows = self.all_is_there(service, load, checked)
            checked |= set(load.issued)
            now = self.in_the_crls(service, load, rows)
            self.assertTrue(all(new >= old for new, old in zip(now, numbers)), (kill, numbers, now))
            numbers = now
        rows = self.all_is_there(service, load)
        self.nothing_twice(service, rows)
        self.all_is_audited(service, load)
        # A CRL after the last start has a number that no list had before.
        leaf = next(certificate_id for certificate_id in load.issued if rows[certificate_id][1] is None)
        self.assertEqual(service.request("POST", f"{CERTIFICATES}/{leaf}/revoke", {})[0], 204)
        self.assertGreater(sum(self.in_the_crls(service, load, rows)), sum(numbers))
        self.certificates_verify(service, load)
        print(f"{KILLS} kills, {len(load.issued)} answered, {len(rows)} stored", end=", ")
        print(f"{pending} were pending, {len(load.revoked)} revoked")
        # Otherwise the kills came when nothing was at stake.
        self.assertGreater(pending, 0)

    def certificates_verify(self, service, load):
        for certificate_id in self.random.sample(sorted(load.issued), 10):
            status, exported = service.json("POST", f"{CERTIFICATES}/{certificate_id}/export", EXPORT)
            if status == 200:
                verify(exported["certificate"], exported["certificate_chain"])

    def test_one_of_two_instances_is_killed(self):
        url = Postgres.shared().create_database()
        services = [Service(database=url, credentials=CREDENTIALS) for _ in range(2)]
        for service in services:
            # The key that encrypts is that of all instances.
            service.arguments += ["--key-encryption-key", f"{services[0].folder}/shared.key"]
            self.addCleanup(service.stop)
            service.start()
        stays, dies = services
        authorities = self.create_authorities(stays)
        load, other = Load(authorities), Load(authorities, "example.net")
        pending = 0
        load.begin(stays, CLIENTS // 2)
        for _ in range(max(KILLS // 10, 2)):
            self.kill_under(other, dies, CLIENTS // 2, after=0.2)
            pending += stays.query("SELECT count(*) FROM pending")[0][0]
            # The one that is left serves what the other answered, and goes on.
            going_on = len(load.issued)
            self.all_is_there(stays, other)
            wait_until(lambda: len(load.issued) > going_on or load.wrong, "the other instance goes on")
            self.assertTrue(all(thread.is_alive() for thread in load.threads), load.wrong)
            dies.start()
        dies.kill()
        load.join()
        self.assertEqual(load.wrong, [])
        # 30 seconds without a heartbeat, and 10 until they are noticed.
        self.nothing_is_pending(stays, 60)
        for each in (load, other):
            rows = self.all_is_there(stays, each)
            self.in_the_crls(stays, each, rows)
            self.certificates_verify(stays, each)
            self.all_is_audited(stays, each)
        self.nothing_twice(stays, rows)
        print(f"{len(load.issued) + len(other.issued)} answered, {len(rows)} stored, {pending} were pending")
        self.assertGreater(pending, 0)

    def test_what_one_instance_does_the_other_sees(self):
        url = Postgres.shared().create_database()
        with Service(database=url, credentials=CREDENTIALS) as one:
            key = ["--key-encryption-key", str(one.data / "key-encryption.key")]
            with Service(*key, database=url, credentials=CREDENTIALS) as two:
                root, sub = self.create_authorities(one)
                body = {"issuer_id": sub, "csr": Key().csr(), "validity": validity("DAY")}
                for n in range(5):
                    issuing, other = (one, two) if n % 2 else (two, one)
                    status, answer = issuing.json("POST", f"{CERTIFICATES}/csr", body)
                    self.assertEqual(status, 200, answer)
                    path = f"{CERTIFICATES}/{answer['certificate_id']}"
                    self.assertEqual(other.json("GET", path)[1]["status"], "ISSUED")
                    self.assertEqual(other.request("POST", f"{path}/revoke", {})[0], 204)
                    self.assertEqual(issuing.json("GET", path)[1]["status"], "REVOKED")
                    serial = int(issuing.json("GET", path)[1]["serial_number"], 16)
                    for service in (one, two):
                        self.assertIn(serial, self.crls(service, [sub])[0].reasons)
                # A CA that one instance disables, the other no longer uses.
                for n in range(5):
                    switching, issuing = (one, two) if n % 2 else (two, one)
                    self.assertEqual(switching.request("POST", f"{AUTHORITIES}/{sub}/disable")[0], 204)
                    self.assertEqual(issuing.json("POST", f"{CERTIFICATES}/csr", body)[0], 403)
                    self.assertEqual(switching.request("POST", f"{AUTHORITIES}/{sub}/enable")[0], 204)
                    self.assertEqual(issuing.json("POST", f"{CERTIFICATES}/csr", body)[0], 200)
                self.assertEqual(one.request("POST", f"{AUTHORITIES}/{sub}/revoke", {})[0], 204)
                self.assertEqual(two.json("POST", f"{CERTIFICATES}/csr", body)[0], 403)


def _der(pem):
    return base64.b64decode("".join(pem.splitlines()[1:-1]))


def _serial_number(der):
    """The serial number of a certificate: Certificate, TBSCertificate, [0] version, INTEGER."""
    at = 0
    for _ in range(2):
        length = der[at + 1]
        at += 2 + (length & 0x7F if length & 0x80 else 0)
    at += 2 + der[at + 1]
    return int.from_bytes(der[at + 2 : at + 2 + der[at + 1]], "big")


if __name__ == "__main__":
    unittest.main()

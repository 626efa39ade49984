"""The databases of the service, as the measurements see them."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid

COUNT = "SELECT count(*) FROM certificates WHERE listed = 1"


class Sqlite:
    def __init__(self, path):
        self.path = path

    def certificates(self):
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            return connection.execute(COUNT).fetchone()[0]
        finally:
            connection.close()

    def fill(self, total, common_name):
        """Copies the certificates that are there, each with an id, a serial number and a name of its
        own, until there are `total`. The copies are older than what is issued afterwards."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -1000000")
        connection.row_factory = sqlite3.Row
        samples = [dict(row) for row in
                   connection.execute("SELECT * FROM certificates WHERE listed = 1 ORDER BY id LIMIT 5000")]
        audits = {row["target"]: dict(row) for row in connection.execute("SELECT * FROM audit")}
        missing = total - self.certificates()
        # One certificate every 30 seconds.
        first = time.time_ns() // 1_000_000 - 30_000 * (missing + 1)
        numbers = random.Random(1)
        names = numbers.sample(range(10_000_000), missing)

        def copies(start, count):
            for n in range(start, start + count):
                row = samples[n % len(samples)]
                audit = audits[row["id"]]
                moment = first + 30_000 * n
                yield copy(row, audit, moment, common_name, f"h{names[n]:07}.example.org", numbers)

        start = 0
        while start < missing:
            count = min(20_000, missing - start)
            connection.execute("BEGIN")
            rows = list(copies(start, count))
            insert(connection, "certificates", [row for row, _ in rows])
            insert(connection, "audit", [audit for _, audit in rows])
            start += count
            connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


def insert(connection, table, rows):
    columns = list(rows[0])
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    connection.executemany(statement, [tuple(row.values()) for row in rows])


def copy(row, audit, moment, old_name, new_name, numbers):
    """Returns another certificate with the lengths of this one, and its audit row."""
    record = json.loads(row["record"])
    old_serial = record["serial_number"]
    new_id = str(uuid.UUID(int=moment << 80 | 7 << 76 | numbers.getrandbits(12) << 64 | 2 << 62
                           | numbers.getrandbits(62)))
    # The first digit stays, so that the number stays positive and of the same length.
    new_serial = same_form(old_serial, numbers)
    shift = moment - record["create_time"]
    for name in ("create_time", "not_before", "not_after"):
        record[name] += shift
    record = json.dumps(record, separators=(",", ":"), ensure_ascii=False)
    replaced = {"id": new_id, "serial_number": octets(new_serial), "common_name": new_name}
    replaced["record"] = record.replace(old_serial, new_serial).replace(old_name, new_name)
    replaced["not_after"] = row["not_after"] + shift
    der = row["der"].replace(octets(old_serial), octets(new_serial))
    replaced["der"] = der.replace(old_name.encode(), new_name.encode())
    audit = {name: value for name, value in audit.items() if name != "number"}
    row = {name: value for name, value in row.items() if name != "number"}
    return {**row, **replaced}, {**audit, "time": moment, "target": new_id, "request_id": str(uuid.uuid4())}


def same_form(serial, numbers):
    digits = [numbers.choice("0123456789abcdef") if c in "0123456789abcdef" else
              numbers.choice("0123456789ABCDEF") if c in "ABCDEF" else c for c in serial]
    return serial[:2] + "".join(digits[2:])


def octets(serial):
    return bytes.fromhex(serial.replace(":", ""))


class Postgres:
    """A cluster of its own, with PostgreSQL's settings."""

    def __init__(self, folder, port):
        self.port = port
        # PostgreSQL does not run as root.
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        folder.mkdir(mode=0o700)
        if self.prefix:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        self.run("initdb", "-D", data, "-A", "trust", "-U", "bench", "--no-instructions")
        command = ["postgres", "-D", data, "-p", port, "-k", folder, "-c", "listen_addresses=127.0.0.1"]
        self.log = (folder.parent / "postgres.log").open("wb")
        self.process = subprocess.Popen([*self.prefix, *self.found(command)], stdout=self.log, stderr=self.log)
        for _ in range(100):
            if self.query("SELECT 1", check=False) == "1":
                break
            time.sleep(0.1)
        else:
            sys.exit("PostgreSQL does not start")
        self.query("CREATE DATABASE certmint")
        self.url = f"postgres://bench@127.0.0.1:{port}/certmint"

    @staticmethod
    def found(command):
        # runuser has a PATH of its own.
        return [shutil.which(command[0]), *map(str, command[1:])]

    def run(self, *command):
        subprocess.run([*self.prefix, *self.found(command)], check=True, stdout=subprocess.DEVNULL)

    def query(self, sql, database="postgres", check=True):
        command = ["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bench", "-d", database, "-Atc", sql]
        return subprocess.run(command, check=check, capture_output=True, text=True).stdout.strip()

    def certificates(self):
        return int(self.query(COUNT, "certmint"))

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()

"""Starts and ends what the tests need: the service and a private PostgreSQL cluster.

Nothing is built here. CERTMINT_SERVICE is the path of the binary; the default is the debug build.
"""

import atexit
import contextlib
import glob
import http.client
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
BINARY = pathlib.Path(os.environ.get("CERTMINT_SERVICE") or HERE.parent / "target/debug/certmint-service").resolve()
AUTHORITIES = "/v1/private-certificate-authorities"
CERTIFICATES = "/v1/private-certificates"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(condition, what, seconds=20.0):
    """Polls until the condition returns something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def run(*command, stdin=None, check=True, environment=None):
    """Runs a program and returns what it printed, or fails with what it complained of."""
    done = subprocess.run(
        [str(part) for part in command],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        env={**os.environ, **(environment or {})},
        timeout=120,
    )
    if check and done.returncode:
        raise AssertionError(f"{command}: exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done


class Postgres:
    """A PostgreSQL cluster in a temporary folder, which ends with the tests."""

    _shared = None

    @classmethod
    def shared(cls):
        if cls._shared is None:
            cls._shared = cls()
            atexit.register(cls._shared.stop)
        return cls._shared

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="certmint-postgres-")
        self.port = free_port()
        self.databases = 0
        # PostgreSQL does not run as root.
        self.user = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        cluster = f"{self.folder}/cluster"
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"]
        initialised = subprocess.run(
            [self._program("initdb"), "-D", cluster, *options],
            cwd=self.folder,
            capture_output=True,
            text=True,
            **self.user,
        )
        if initialised.returncode:
            raise AssertionError(f"initdb: {initialised.stderr}")
        with open(f"{self.folder}/log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [
                    *(self._program("postgres"), "-D", cluster, "-k", self.folder, "-p", str(self.port)),
                    *("-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"),
                ],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self.user,
            )
        wait_until(lambda: self.psql("postgres", "SELECT 1", check=False).stdout == b"1\n", "PostgreSQL answers")

    @staticmethod
    def _program(name):
        found = [*sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}")), shutil.which(name)]
        return next(path for path in found if path)

    def psql(self, database, statement, check=True):
        psql = ("psql", "-X", "-A", "-t", "-h", self.folder, "-p", self.port, "-U", "postgres", "-d", database)
        return run(*psql, "-v", "ON_ERROR_STOP=1", "-c", statement, check=check)

    def create_database(self):
        """Creates an empty database and returns its URL."""
        self.databases += 1
        name = f"certmint_{self.databases}"
        self.psql("postgres", f"CREATE DATABASE {name}")
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def query(self, url, statement):
        text = f"SELECT coalesce(json_agg(rows), '[]') FROM ({statement}) rows"
        rows = json.loads(self.psql(url.rsplit("/", 1)[1], text).stdout)
        return [tuple(row.values()) for row in rows]

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Service:
    """One process of the service, with what it printed and the credentials of its first start."""

    def __init__(self, *arguments, database=None, data=None, credentials=None, environment=None):
        self.folder = tempfile.mkdtemp(prefix="certmint-service-")
        self.data = pathlib.Path(data or f"{self.folder}/data")
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.arguments = list(arguments)
        self.environment = environment or {}
        self.access_key = self.secret = self.token = self.process = None
        self.secrets = set()
        self.logs = []
        # What a failed test leaves behind.
        atexit.register(self.discard)
        if credentials is not None:
            path = pathlib.Path(self.folder, "credentials.json")
            path.touch(0o600)
            path.write_text(json.dumps(credentials), encoding="utf-8")
            self.arguments += ["--credentials", str(path)]
            self.use(credentials)

    def use(self, credentials):
        """Takes the first access key and token of a credentials file for the tests' own requests."""
        for key, value in credentials.get("access_keys", {}).items():
            secret = value["secret"] if isinstance(value, dict) else value
            self.secrets.add(secret)
            if self.access_key is None:
                self.access_key, self.secret = key, secret
        for value in credentials.get("tokens", []):
            token = value["token"] if isinstance(value, dict) else value
            self.secrets.add(token)
            self.token = self.token or token

    def command(self):
        listen = ["--listen", f"127.0.0.1:{self.port}", "--data", str(self.data)]
        database = ["--database", self.database] if self.database else []
        return [str(BINARY), *listen, *database, *self.arguments]

    def launch(self):
        """Starts the process without waiting for it."""
        if not BINARY.is_file():
            raise FileNotFoundError(f"{BINARY}: build the service first, or set CERTMINT_SERVICE")
        log = pathlib.Path(self.folder, f"log-{len(self.logs)}")
        self.logs.append(log)
        with open(log, "wb") as stderr, open(f"{log}.out", "wb") as stdout:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env={**os.environ, **self.environment},
            )

    def start(self):
        self.launch()
        wait_until(self._is_ready, "the service is ready", 30)
        if self.token is None:
            self._read_credentials()
        return self

    def _is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the service ended with {self.process.returncode}:\n{self.log()}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.request("GET", "/readyz", token=None)[0] == 200
        return False

    def _read_credentials(self):
        """Reads what the first start prints."""
        found = []
        for name in ("access key", "secret key", "token"):
            match = re.search(rf"(?m)^{name}: +(\S+)$", self.printed())
            if not match:
                raise AssertionError(f"the first start prints no {name}:\n{self.printed()}")
            found.append(match.group(1))
        self.access_key, self.secret, self.token = found
        self.secrets |= {self.secret, self.token}

    def printed(self):
        """What the last start printed to its standard output."""
        return pathlib.Path(f"{self.logs[-1]}.out").read_text(encoding="utf-8")

    def log(self):
        return self.logs[-1].read_text(encoding="utf-8", errors="replace")

    def connect(self, timeout=60):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, token="", connection=None):
        """Sends one request with the token, and returns status, headers and octets of the answer."""
        headers = dict(headers or {})
        if token is not None:
            headers.setdefault("X-Auth-Token", token or self.token)
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        own = connection or self.connect()
        try:
            own.request(method, path, body, headers)
            answer = own.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            if connection is None:
                own.close()

    def json(self, method, path, body=None, **options):
        """Sends one request and returns the status and the JSON of the answer."""
        status, _, content = self.request(method, path, body, **options)
        return status, json.loads(content) if content else None

    def query(self, statement):
        """Reads the database past the service."""
        if self.database:
            return Postgres.shared().query(self.database, statement)
        with contextlib.closing(sqlite3.connect(f"file:{self.database_file()}?mode=ro", uri=True)) as database:
            return database.execute(statement).fetchall()

    def execute(self, statement):
        """Changes the database past the service."""
        if self.database:
            Postgres.shared().psql(self.database.rsplit("/", 1)[1], statement)
            return
        with contextlib.closing(sqlite3.connect(self.database_file(), timeout=10)) as database, database:
            database.execute(statement)

    def database_file(self):
        files = [path for path in self.data.iterdir() if path.suffix in (".db", ".sqlite", ".sqlite3")]
        if len(files) != 1:
            raise AssertionError(f"not one database in {self.data}: {files}")
        return files[0]

    def resident(self):
        """VmRSS in KiB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def terminate(self, seconds=20):
        """Ends the process with SIGTERM and returns its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(
                f"the service did not end within {seconds} s of SIGTERM:\n{self.log()[-2000:]}"
            ) from None

    def stop(self):
        """Ends the process, checks how it ended and what it logged, and removes all."""
        try:
            if self.process is not None and self.process.poll() is None:
                status = self.terminate()
                if status:
                    raise AssertionError(f"exit status {status} after SIGTERM:\n{self.log()[-2000:]}")
            self.check_logs()
        finally:
            self.discard()

    def discard(self):
        """Ends the process, if it still runs, and removes its folder."""
        if self.process is not None and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def check_logs(self):
        for path in self.logs:
            log = path.read_text(encoding="utf-8", errors="replace")
            for line in log.splitlines():
                if "panicked" in line or "stack backtrace" in line:
                    raise AssertionError(f"a panic: {line}")
                if "PRIVATE KEY" in line or any(secret in line for secret in self.secrets):
                    raise AssertionError(f"a secret in the log: {line}")

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
            return
        with contextlib.suppress(AssertionError):
            self.stop()


def listens(service):
    """Whether the service accepts connections."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", service.port)) == 0


def path_of(url):
    """The path of a URL that an answer names."""
    return urllib.parse.urlsplit(url).path

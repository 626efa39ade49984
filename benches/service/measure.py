"""Starts the service and its peers, measures them with wrk, and prints Markdown. See `run`."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import database

SECONDS = int(os.environ.get("SECONDS_EACH", 15))
WARM_UP = int(os.environ.get("WARM_UP", 5))
ROUNDS = int(os.environ.get("ROUNDS", 3))
CERTIFICATES = int(os.environ.get("CERTIFICATES", 1_000_000))
CONNECTIONS = 32
TOKEN = "bench-token-bench-token-bench-token"
API = "/v1/private-certificates"
# Of one length, so that the database of `million` can put other names in its place.
COMMON_NAME = "h0000000.example.org"

# The summary of wrk, as one line of JSON.
REPORT = """
done = function(summary, latency, requests)
  local e = summary.errors
  print(string.format('{"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"errors":%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.status + e.connect + e.read + e.write + e.timeout))
end
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Process:
    """A server that is measured."""

    def __init__(self, name, command, url, ready, folder):
        self.name, self.url = name, url
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(200):
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                urllib.request.urlopen(url + ready, timeout=5).close()
                return
            time.sleep(0.05)
        tail = "".join(self.log.read_text(errors="replace").splitlines(keepends=True)[-5:])
        self.stop()
        sys.exit(f"{name} does not answer:\n{tail}")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu_seconds(self):
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        user, system = stat.rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


class Wrk:
    """wrk in the background, so that several can run at a time."""

    def __init__(self, url, script, connections, threads, seconds):
        command = ["wrk", f"-c{connections}", f"-t{threads}", f"-d{seconds}s", "-s", str(script), url]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def result(self):
        output, _ = self.process.communicate()
        if self.process.returncode != 0:
            sys.exit(f"wrk failed:\n{output}")
        result = json.loads(output.splitlines()[-1])
        if result["errors"] or not result["requests"]:
            sys.exit(f"not every answer was a success:\n{output}")
        return result


def measure(servers, script, connections=CONNECTIONS, threads=2):
    """Measures servers at the same time. They share the connections."""
    share, threads = connections // len(servers), max(1, threads // len(servers))

    def once(seconds):
        runs = [Wrk(server.url + server.path, script, share, threads, seconds) for server in servers]
        return [run.result() for run in runs]

    answered = sum(result["requests"] for result in once(WARM_UP))
    before = [server.cpu_seconds() for server in servers]
    results = once(SECONDS)
    cpu = sum(server.cpu_seconds() for server in servers) - sum(before)
    requests = sum(result["requests"] for result in results)
    return {
        "rate": sum(result["requests"] / result["seconds"] for result in results),
        "p50": max(result["p50"] for result in results),
        "p99": max(result["p99"] for result in results),
        "cpu": cpu / requests * 1e6,
        "peak": max(server.peak_mib() for server in servers),
        "answered": answered + requests,
    }


def script_of(folder, name, body=None):
    """The script with which wrk sends a body, or asks without one."""
    headers = {"X-Auth-Token": TOKEN, "Content-Type": "application/json"}
    lines = [f'wrk.headers["{header}"] = "{value}"' for header, value in headers.items()]
    if body is not None:
        lines += ['wrk.method = "POST"', f"wrk.body = [[{json.dumps(body)}]]"]
    path = folder / f"{name}.lua"
    path.write_text("\n".join(lines) + REPORT)
    return path


def make_csr(folder):
    command = ["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-keyout", os.devnull, "-subj", f"/C=DE/O=Example/CN={COMMON_NAME}"]
    command += ["-addext", f"subjectAltName=DNS:{COMMON_NAME}"]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout


def call(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"X-Auth-Token": TOKEN})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        sys.exit(f"{url}: {error.code} {error.read().decode()}")


class Service(Process):
    """The service; each has a data folder of its own."""

    path = API + "/csr"

    def __init__(self, binary, data, name="certmint-service", database=None, keys=None):
        keys = keys or data
        keys.mkdir(parents=True, exist_ok=True)
        credentials = keys / "bench-credentials.json"
        credentials.write_text(json.dumps({"access_keys": {}, "tokens": [TOKEN]}))
        credentials.chmod(0o600)
        port = free_port()
        command = [binary, "--listen", f"127.0.0.1:{port}", "--data", str(data)]
        command += ["--credentials", str(credentials)]
        command += ["--key-encryption-key", str(keys / "bench.key")]
        command += ["--database", database] if database else []
        super().__init__(name, command, f"http://127.0.0.1:{port}", "/readyz", data.parent)

    def make_cas(self):
        """Makes a root and a CA below it, and returns the id of the latter."""
        authorities = self.url + "/v1/private-certificate-authorities"
        ca = {"key_algorithm": "EC256", "signature_algorithm": "SHA256"}
        names = {"country": "DE", "state": "Berlin", "locality": "Berlin", "organization": "Example",
                 "organizational_unit": "Bench"}
        root = {**ca, "type": "ROOT", "distinguished_name": {**names, "common_name": "Bench root"},
                "validity": {"type": "YEAR", "value": 20}}
        issuer = call(authorities, root)["ca_id"]
        below = {**ca, "type": "SUBORDINATE", "distinguished_name": {**names, "common_name": "Bench CA"},
                 "validity": {"type": "YEAR", "value": 10}, "issuer_id": issuer, "path_length": 0}
        return call(authorities, below)["ca_id"]


class Cfssl(Process):
    path = "/api/v1/cfssl/sign"

    def __init__(self, folder):
        request = {"CN": "Bench CA", "key": {"algo": "ecdsa", "size": 256}, "ca": {"expiry": "87600h"}}
        (folder / "ca.json").write_text(json.dumps(request))
        made = subprocess.run(["cfssl", "gencert", "-initca", "ca.json"], check=True, capture_output=True,
                              text=True, cwd=folder)
        made = json.loads(made.stdout)
        (folder / "ca.pem").write_text(made["cert"])
        (folder / "ca-key.pem").write_text(made["key"])
        port = free_port()
        command = ["cfssl", "serve", "-address", "127.0.0.1", "-port", str(port)]
        command += ["-ca", str(folder / "ca.pem"), "-ca-key", str(folder / "ca-key.pem")]
        super().__init__("cfssl serve", command, f"http://127.0.0.1:{port}", "/api/v1/cfssl/scaninfo", folder)


def csr_body(issuer, csr):
    return {"issuer_id": issuer, "csr": csr, "type": "ENTITY_CERT", "validity": {"type": "YEAR", "value": 1}}


def check_rows(rows, answered, cut_off):
    """Compares certificates in the database with answers. wrk cuts off a request of each connection
    when it ends, which the service may have fulfilled."""
    if not answered <= rows <= answered + cut_off:
        sys.exit(f"{answered} answers, but {rows} certificates in the database")
    print(f"{answered} answers, {rows} certificates in the database.\n")


def table(rows, columns, baseline=None):
    """Prints the medians of the rounds of each row, and each ratio to the baseline."""
    headings = {"rate": "a second", "p50": "p50 ms", "p99": "p99 ms", "cpu": "CPU µs each",
                "peak": "peak MiB"}
    digits = {"rate": 0, "p50": 1, "p99": 1, "cpu": 0, "peak": 1}
    medians = {name: {column: statistics.median(round_[column] for round_ in rounds) for column in columns}
               for name, rounds in rows.items()}
    head = ["", *(headings[column] for column in columns), *(["ratio"] if baseline else []), "rounds"]
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for name, rounds in rows.items():
        cells = [f"{medians[name][column]:,.{digits[column]}f}" for column in columns]
        if baseline:
            cells.append(f"{medians[name]['rate'] / medians[baseline]['rate']:.2f}")
        cells.append(", ".join(f"{round_['rate']:,.0f}" for round_ in rounds))
        print(f"| {name} | " + " | ".join(cells) + " |")
    print(flush=True)


def describe(folder):
    """Prints what the figures depend on."""
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = info.split("model name")[1].split(":")[1].split("\n")[0].strip()
    with (folder / "sync").open("wb") as file:
        times = []
        for _ in range(100):
            file.write(b"x" * 4096)
            file.flush()
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    sync = statistics.median(times) * 1e3
    print(f"{model}, {os.cpu_count()} threads; fdatasync {sync:.1f} ms on an idle machine; "
          f"load before {os.getloadavg()[0]:.1f}.\n", flush=True)


def run_cfssl(binary, folder, csr, stack):
    service = Service(binary, folder / "data")
    stack.callback(service.stop)
    cfssl = Cfssl(folder)
    stack.callback(cfssl.stop)
    scripts = {service: script_of(folder, "service", csr_body(service.make_cas(), csr)),
               cfssl: script_of(folder, "cfssl", {"certificate_request": csr})}
    rows = {server.name: [] for server in scripts}
    stored = database.Sqlite(folder / "data" / "certmint.db")
    before = stored.certificates()
    for _ in range(ROUNDS):
        for server, script in scripts.items():
            rows[server.name].append(measure([server], script))
    answered = sum(round_["answered"] for round_ in rows[service.name])
    print(f"A CSR with a P-256 key, {CONNECTIONS} connections:\n")
    table(rows, ["rate", "p50", "p99", "cpu", "peak"], cfssl.name)
    check_rows(stored.certificates() - before, answered, 2 * ROUNDS * CONNECTIONS)


def run_million(binary, folder, csr, stack):
    few, full = folder / "few", folder / "full"
    service = Service(binary, few)
    stack.callback(service.stop)
    issuer = service.make_cas()
    # So that the first page is as long as with the full database.
    for _ in range(100):
        call(service.url + service.path, csr_body(issuer, csr))
    issue, lists = script_of(folder, "issue", csr_body(issuer, csr)), script_of(folder, "list")
    service.stop()
    shutil.copytree(few, full)
    service = Service(binary, full)
    stack.callback(service.stop)
    Wrk(service.url + service.path, issue, CONNECTIONS, 2, 2).result()
    service.stop()
    start = time.perf_counter()
    stored = database.Sqlite(full / "certmint.db")
    stored.fill(CERTIFICATES, COMMON_NAME)
    size = (full / "certmint.db").stat().st_size / 2**30
    print(f"{stored.certificates():,} certificates, {size:.1f} GiB, made in "
          f"{time.perf_counter() - start:.0f} s.\n", flush=True)
    filled = f"{CERTIFICATES:,} certificates"
    issued, listed = {"a hundred": [], filled: []}, {"a hundred": [], filled: []}
    for round_ in range(ROUNDS):
        # The small one fills while it is measured, so each round has its own.
        shutil.copytree(few, folder / f"few-{round_}")
        for name, data in (("a hundred", folder / f"few-{round_}"), (filled, full)):
            service = Service(binary, data)
            stack.callback(service.stop)
            service.path = API
            listed[name].append(measure([service], lists, connections=8))
            service.path = Service.path
            issued[name].append(measure([service], issue))
            service.stop()
        shutil.rmtree(folder / f"few-{round_}")
    columns = ["rate", "p50", "p99", "cpu", "peak"]
    print(f"Issuing, {CONNECTIONS} connections:\n")
    table(issued, columns, "a hundred")
    print(f"The first page of GET {API}, 8 connections:\n")
    table(listed, columns, "a hundred")


def run_postgres(binary, folder, csr, stack):
    stored = database.Postgres(folder / "postgres", free_port())
    stack.callback(stored.stop)
    services = []
    for number in (1, 2):
        service = Service(binary, folder / f"data-{number}", f"instance-{number}", stored.url, folder / "keys")
        stack.callback(service.stop)
        services.append(service)
    script = script_of(folder, "service", csr_body(services[0].make_cas(), csr))
    before = stored.certificates()
    rows = {"one instance": [], "two instances": []}
    for _ in range(ROUNDS):
        rows["one instance"].append(measure(services[:1], script))
        rows["two instances"].append(measure(services, script))
    answered = sum(round_["answered"] for rounds in rows.values() for round_ in rounds)
    print(f"A CSR with a P-256 key, {CONNECTIONS} connections in all, PostgreSQL with its defaults:\n")
    table(rows, ["rate", "p50", "p99", "cpu", "peak"], "one instance")
    check_rows(stored.certificates() - before, answered, 4 * ROUNDS * CONNECTIONS)


def main():
    mode, binary = sys.argv[1:]
    base = os.environ.get("TMPDIR", "/var/tmp")
    kind = subprocess.run(["stat", "-f", "-c", "%T", base], check=True, capture_output=True, text=True)
    if kind.stdout.strip() in ("tmpfs", "ramfs"):
        sys.exit(f"{base} is in memory; set TMPDIR to a folder on a disk")
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="certmint-bench-", dir=base)))
        folder.chmod(0o711)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        describe(folder)
        run = {"cfssl": run_cfssl, "million": run_million, "postgres": run_postgres}[mode]
        run(binary, folder, make_csr(folder), stack)


if __name__ == "__main__":
    main()

"""OpenSSL's and Java's opinions."""

import datetime
import io
import os
import pathlib
import re
import tempfile
import zipfile

from service import run

BLOCK = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----\s*", re.S)


def openssl(*arguments, stdin=None, check=True):
    return run("openssl", *arguments, stdin=stdin, check=check)


def text(*arguments, stdin=None):
    return openssl(*arguments, stdin=stdin).stdout.decode()


def blocks(pem):
    return BLOCK.findall(pem)


def unzip(octets):
    """Maps the names in a ZIP to their contents."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


class Folder:
    """A temporary folder for the files that programs take."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="certmint-tools-")
        self._count = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def __call__(self, content, suffix=".pem"):
        """Writes a file and returns its path."""
        self._count += 1
        path = pathlib.Path(self._folder.name, f"{self._count}{suffix}")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.chmod(path, 0o600)
        return path


def verify(leaf, chain, crls=(), purpose=None, check=True):
    """Whether OpenSSL accepts a certificate with the chain above it, root last, and the CRLs, if any."""
    *between, root = blocks(chain)
    with Folder() as file:
        options = ["-x509_strict", "-CAfile", file(root)]
        if between:
            options += ["-untrusted", file("".join(between))]
        for crl in crls:
            options += ["-CRLfile", file(crl, ".crl")]
        if crls:
            options += ["-crl_check" if len(crls) == 1 else "-crl_check_all"]
        if purpose:
            options += ["-purpose", purpose]
        return openssl("verify", *options, file(leaf), check=check)


def milliseconds(openssl_time):
    """`Nov 30 21:19:00 2026 GMT` as milliseconds since 1970."""
    time = datetime.datetime.strptime(openssl_time.strip(), "%b %d %H:%M:%S %Y %Z")
    return int(time.replace(tzinfo=datetime.timezone.utc).timestamp()) * 1000


class Certificate:
    """What OpenSSL reads in a certificate."""

    def __init__(self, pem):
        self.pem = pem
        options = ("-serial", "-startdate", "-enddate", "-subject", "-issuer", "-nameopt", "RFC2253,utf8,-esc_msb")
        lines = text("x509", "-noout", *options, stdin=pem).splitlines()
        values = dict(line.split("=", 1) for line in lines)
        self.serial = int(values["serial"], 16)
        self.not_before = milliseconds(values["notBefore"])
        self.not_after = milliseconds(values["notAfter"])
        self.subject = values["subject"].strip()
        self.issuer = values["issuer"].strip()

    def text(self):
        return text("x509", "-noout", "-text", stdin=self.pem)

    def extension(self, name):
        return text("x509", "-noout", "-ext", name, stdin=self.pem)

    def public_key(self):
        return text("x509", "-noout", "-pubkey", stdin=self.pem)

    def der(self):
        return openssl("x509", "-outform", "DER", stdin=self.pem).stdout


def public_key_of(private_key, password=None):
    options = ["-passin", f"pass:{password}"] if password is not None else []
    return text("pkey", "-pubout", *options, stdin=private_key)


class Crl:
    """What OpenSSL reads in a CRL."""

    def __init__(self, der):
        self.der = der
        self.text = text("crl", "-inform", "DER", "-noout", "-text", stdin=der)
        # OpenSSL writes 0x before numbers of 128 bits and more.
        self.number = int(re.search(r"X509v3 CRL Number:[^\n]*\n\s+(\w+)", self.text).group(1), 0)
        self.this_update = milliseconds(re.search(r"Last Update: (.+)", self.text).group(1))
        self.next_update = milliseconds(re.search(r"Next Update: (.+)", self.text).group(1))
        self.reasons = {}
        for entry in self.text.split("Serial Number: ")[1:]:
            reason = re.search(r"X509v3 CRL Reason Code:[^\n]*\n\s+(.+)", entry)
            self.reasons[int(entry.split()[0], 16)] = reason.group(1).strip() if reason else None


class Key:
    """A key of OpenSSL's, with CSRs and certificates that OpenSSL makes with it."""

    ALGORITHMS = {
        "EC256": ("EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
        "EC384": ("EC", "-pkeyopt", "ec_paramgen_curve:P-384"),
        "RSA2048": ("RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    }

    def __init__(self, algorithm="EC256"):
        self.pem = text("genpkey", "-algorithm", *self.ALGORITHMS[algorithm])

    def public_key(self):
        return public_key_of(self.pem)

    def csr(self, name="/CN=csr.example.org", *extensions, digest="sha256"):
        options = [part for extension in extensions for part in ("-addext", extension)]
        with Folder() as file:
            key = file(self.pem)
            return text("req", "-new", f"-{digest}", "-utf8", "-key", key, "-subj", name, *options)

    def root(self, name="/C=CN/O=Elsewhere/CN=External Root", days=3650):
        extensions = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign")
        options = [part for extension in extensions for part in ("-addext", extension)]
        with Folder() as file:
            return text("req", "-x509", "-new", "-key", file(self.pem), "-subj", name, "-days", str(days), *options)

    def certify(self, issuer, csr, days=1800, extensions="basicConstraints=critical,CA:TRUE,pathlen:1"):
        """Signs a CSR with this key in the name of a certificate."""
        lines = f"{extensions}\nkeyUsage=critical,keyCertSign,cRLSign,digitalSignature\n"
        lines += "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
        with Folder() as file:
            options = ("-CA", file(issuer), "-CAkey", file(self.pem), "-days", str(days), "-extfile", file(lines))
            return text("x509", "-req", *options, "-set_serial", "0x1234567890abcdef", stdin=csr)

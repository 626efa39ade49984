"""Signatures of ML-DSA, verified one by one by the OpenSSL of pyca/cryptography: ml_dsa.py FOLDER.

tests/algorithms writes the folder. `check.py` has whole chains verified.
"""

import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.backends.openssl import backend


def check(folder):
    counts = {}

    def count(kind):
        counts[kind] = counts.get(kind, 0) + 1

    for file in sorted(folder.glob("chain-*.pem")):
        chain = x509.load_pem_x509_certificates(file.read_bytes())
        for certificate, above in zip(chain, chain[1:] + chain[-1:]):
            assert certificate.issuer == above.subject
            above.public_key().verify(certificate.signature, certificate.tbs_certificate_bytes)
            count("certificates")
    for file in sorted(folder.glob("csr-*.pem")):
        csr = x509.load_pem_x509_csr(file.read_bytes())
        csr.public_key().verify(csr.signature, csr.tbs_certrequest_bytes)
        count("CSRs")
    for file in sorted(folder.glob("crl-*.pem")):
        crl = x509.load_pem_x509_crl(file.read_bytes())
        ca = x509.load_pem_x509_certificate((folder / file.name.replace("crl-", "ca-")).read_bytes())
        ca.public_key().verify(crl.signature, crl.tbs_certlist_bytes)
        count("CRLs")
    return counts


if __name__ == "__main__":
    found = check(pathlib.Path(sys.argv[1]))
    print(f"{backend.openssl_version_text()} accepts the ML-DSA signatures of", found)
    assert found == {"certificates": 114, "CSRs": 3, "CRLs": 3}, found

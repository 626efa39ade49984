"""The OpenSSL within pyca/cryptography, by pyOpenSSL. It knows ML-DSA, which Debian's does not."""

import datetime
import ipaddress

from cryptography import x509
from OpenSSL import SSL, crypto

NAME = "OpenSSL 4"

# pyOpenSSL has no functions for purposes and names, but the bindings for them.
library = SSL._lib
# openssl/x509v3.h, as in openssl.py; this one has a purpose for code signing.
PURPOSES = {"client": 1, "server": 2, "email": 4, "time-stamping": 9, "any": 7, "code-signing": 10, "ca": 7}


def set_name(store, server):
    parameters = library.X509_VERIFY_PARAM_new()
    try:
        address = ipaddress.ip_address(server).packed
        library.X509_VERIFY_PARAM_set1_ip(parameters, address, len(address))
    except ValueError:
        library.X509_VERIFY_PARAM_set1_host(parameters, server.encode(), len(server))
    library.X509_STORE_set1_param(store._store, parameters)
    library.X509_VERIFY_PARAM_free(parameters)


def verify(path, crl=None):
    """Why the path is refused, or None. A list is that of the issuer."""
    try:
        leaf, *above = [crypto.load_certificate(crypto.FILETYPE_ASN1, der) for der in path.chain]
        store = crypto.X509Store()
        store.add_cert(([leaf] + above)[-1])
        store.set_flags(crypto.X509StoreFlags.X509_STRICT | crypto.X509StoreFlags.CHECK_SS_SIGNATURE)
        if crl:
            store.add_crl(x509.load_der_x509_crl(crl))
            store.set_flags(crypto.X509StoreFlags.CRL_CHECK)
        store.set_time(datetime.datetime.fromtimestamp(path.at, datetime.timezone.utc))
        library.X509_STORE_set_purpose(store._store, PURPOSES[path.purpose])
        for server in path.servers or (None,):
            if server:
                set_name(store, server)
            crypto.X509StoreContext(store, leaf, above[:-1]).verify_certificate()
        return None
    except (crypto.Error, crypto.X509StoreContextError) as error:
        return str(error) or "not read"

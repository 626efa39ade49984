"""GnuTLS, by its library: its command can be told no time."""

import ctypes
import ctypes.util

from path import PURPOSES

NAME = "GnuTLS"

# gnutls/gnutls.h: GNUTLS_PROFILE_MEDIUM as flags of a verification, which refuses RSA keys below 2048 bits.
MEDIUM = 5 << 24
DT_KEY_PURPOSE_OID = 2
# The signature of a list is looked at when it is added.
TL_VERIFY_CRL = 1


class Datum(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_uint)]


class TypedData(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("data", ctypes.c_char_p), ("size", ctypes.c_uint)]


library = ctypes.CDLL(ctypes.util.find_library("gnutls"))
pointer = ctypes.c_void_p


def function(name, *arguments):
    found = getattr(library, name)
    found.restype, found.argtypes = ctypes.c_int, arguments
    return found


crt_init = function("gnutls_x509_crt_init", ctypes.POINTER(pointer))
crt_import = function("gnutls_x509_crt_import", pointer, ctypes.POINTER(Datum), ctypes.c_int)
crt_check_hostname = function("gnutls_x509_crt_check_hostname", pointer, ctypes.c_char_p)
crt_deinit = function("gnutls_x509_crt_deinit", pointer)
list_init = function("gnutls_x509_trust_list_init", ctypes.POINTER(pointer), ctypes.c_uint)
list_add = function("gnutls_x509_trust_list_add_cas", pointer, ctypes.POINTER(pointer), ctypes.c_uint, ctypes.c_uint)
list_verify = function(
    "gnutls_x509_trust_list_verify_crt2",
    pointer,
    ctypes.POINTER(pointer),
    ctypes.c_uint,
    ctypes.POINTER(TypedData),
    ctypes.c_uint,
    ctypes.c_uint,
    ctypes.POINTER(ctypes.c_uint),
    pointer,
)
crl_init = function("gnutls_x509_crl_init", ctypes.POINTER(pointer))
crl_import = function("gnutls_x509_crl_import", pointer, ctypes.POINTER(Datum), ctypes.c_int)
list_add_crls = function(
    "gnutls_x509_trust_list_add_crls", pointer, ctypes.POINTER(pointer), ctypes.c_uint, ctypes.c_uint, ctypes.c_uint
)
response_init = function("gnutls_ocsp_resp_init", ctypes.POINTER(pointer))
response_import = function("gnutls_ocsp_resp_import", pointer, ctypes.POINTER(Datum))
response_verify = function("gnutls_ocsp_resp_verify_direct", pointer, pointer, ctypes.POINTER(ctypes.c_uint), ctypes.c_uint)
response_check = function("gnutls_ocsp_resp_check_crt", pointer, ctypes.c_uint, pointer)
response_status = function(
    "gnutls_ocsp_resp_get_single", pointer, ctypes.c_uint, *[pointer] * 4, ctypes.POINTER(ctypes.c_uint), *[pointer] * 4
)
response_deinit = function("gnutls_ocsp_resp_deinit", pointer)
list_deinit = function("gnutls_x509_trust_list_deinit", pointer, ctypes.c_uint)
status_print = function(
    "gnutls_certificate_verification_status_print", ctypes.c_uint, ctypes.c_int, ctypes.POINTER(Datum), ctypes.c_uint
)
set_time_function = function("gnutls_global_set_time_function", pointer)

now = 0


@ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.POINTER(ctypes.c_int64))
def clock(into):
    if into:
        into[0] = now
    return now


set_time_function(clock)


def verify(path, crl=None):
    """Why the path is refused, or None. A list is that of the issuer."""
    global now
    now = path.at
    certificates, trusted = (pointer * len(path.chain))(), pointer()
    list_init(ctypes.byref(trusted), 0)
    try:
        for position, der in enumerate(path.chain):
            certificate = pointer()
            crt_init(ctypes.byref(certificate))
            certificates[position] = certificate
            if crt_import(certificate, ctypes.byref(Datum(der, len(der))), 0) < 0:
                return "not read"
        last = len(path.chain) - 1
        list_add(trusted, (pointer * 1)(certificates[last]), 1, 0)
        if crl:
            lists = (pointer * 1)()
            crl_init(lists)
            crl_import(lists[0], ctypes.byref(Datum(crl, len(crl))), 0)
            if list_add_crls(trusted, lists, 1, TL_VERIFY_CRL, MEDIUM) != 1:
                return "the list is refused"
        purpose = PURPOSES.get(path.purpose)
        data = (TypedData * 1)(TypedData(DT_KEY_PURPOSE_OID, (purpose or "").encode(), 0))
        status = ctypes.c_uint()
        # A root that is asked about alone.
        count = max(last, 1)
        result = list_verify(trusted, certificates, count, data, int(purpose is not None), MEDIUM, status, None)
        if result < 0 or status.value:
            text = Datum()
            status_print(status, 1, ctypes.byref(text), 0)
            return text.data.decode().strip() or f"error {result}"
        for server in path.servers:
            if not crt_check_hostname(certificates[0], server.encode()):
                return f"not for {server}"
        return None
    finally:
        list_deinit(trusted, 0)
        for certificate in certificates:
            if certificate:
                crt_deinit(certificate)


def verify_response(path, response):
    """Why an OCSP response by the root, which has issued the certificate, is refused, or the status if it is not good."""
    global now
    now = path.at
    read, certificates = pointer(), [pointer(), pointer()]
    response_init(ctypes.byref(read))
    try:
        for certificate, der in zip(certificates, path.chain):
            crt_init(ctypes.byref(certificate))
            crt_import(certificate, ctypes.byref(Datum(der, len(der))), 0)
        if response_import(read, ctypes.byref(Datum(response, len(response)))) < 0:
            return "not read"
        verdict, status = ctypes.c_uint(), ctypes.c_uint()
        result = response_verify(read, certificates[1], ctypes.byref(verdict), MEDIUM)
        if result < 0 or verdict.value:
            return f"error {result}, verdict {verdict.value}"
        if response_check(read, 0, certificates[0]) < 0:
            return "not for this certificate"
        response_status(read, 0, None, None, None, None, ctypes.byref(status), None, None, None, None)
        return ("revoked", "unknown")[status.value - 1] if status.value else None
    finally:
        response_deinit(read)
        for certificate in certificates:
            crt_deinit(certificate)

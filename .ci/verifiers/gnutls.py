"""GnuTLS, by its library: its command can be told no time."""

import ctypes
import ctypes.util

from path import PURPOSES

NAME = "GnuTLS"

# gnutls/gnutls.h: GNUTLS_PROFILE_MEDIUM as flags of a verification, which refuses RSA keys below 2048 bits.
MEDIUM = 5 << 24
DT_KEY_PURPOSE_OID = 2


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


def verify(path):
    """Why the path is refused, or None."""
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

"""OpenSSL, by its library: what `openssl verify -x509_strict` does, without a process for each certificate."""

import ctypes
import ctypes.util

NAME = "OpenSSL"

# openssl/x509v3.h. OpenSSL 3.0 has no purpose for code signing.
PURPOSES = {"client": 1, "server": 2, "email": 4, "time-stamping": 9, "any": 7, "code-signing": 7, "ca": 7}
# openssl/x509_vfy.h: -x509_strict, and -check_ss_sig for the root, too.
STRICT, CHECK_SELF_SIGNATURE = 0x20, 0x4000

library = ctypes.CDLL(ctypes.util.find_library("crypto"))
pointer = ctypes.c_void_p


def function(name, result, *arguments):
    found = getattr(library, name)
    found.restype, found.argtypes = result, arguments
    return found


d2i = function("d2i_X509", pointer, pointer, ctypes.POINTER(ctypes.c_char_p), ctypes.c_long)
x509_free = function("X509_free", None, pointer)
store_new = function("X509_STORE_new", pointer)
store_add = function("X509_STORE_add_cert", ctypes.c_int, pointer, pointer)
store_free = function("X509_STORE_free", None, pointer)
stack_new = function("OPENSSL_sk_new_null", pointer)
stack_push = function("OPENSSL_sk_push", ctypes.c_int, pointer, pointer)
stack_free = function("OPENSSL_sk_free", None, pointer)
context_new = function("X509_STORE_CTX_new", pointer)
context_init = function("X509_STORE_CTX_init", ctypes.c_int, pointer, pointer, pointer, pointer)
context_param = function("X509_STORE_CTX_get0_param", pointer, pointer)
context_error = function("X509_STORE_CTX_get_error", ctypes.c_int, pointer)
context_free = function("X509_STORE_CTX_free", None, pointer)
set_time = function("X509_VERIFY_PARAM_set_time", None, pointer, ctypes.c_int64)
set_flags = function("X509_VERIFY_PARAM_set_flags", ctypes.c_int, pointer, ctypes.c_ulong)
set_purpose = function("X509_VERIFY_PARAM_set_purpose", ctypes.c_int, pointer, ctypes.c_int)
verify_cert = function("X509_verify_cert", ctypes.c_int, pointer)
error_string = function("X509_verify_cert_error_string", ctypes.c_char_p, ctypes.c_long)
check_host = function("X509_check_host", ctypes.c_int, pointer, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, pointer)
check_ip = function("X509_check_ip_asc", ctypes.c_int, pointer, ctypes.c_char_p, ctypes.c_uint)
clear_errors = function("ERR_clear_error", None)


def verify(path):
    """Why the path is refused, or None."""
    certificates = [d2i(None, ctypes.byref(ctypes.c_char_p(der)), len(der)) for der in path.chain]
    store, untrusted, context = store_new(), stack_new(), context_new()
    try:
        if not all(certificates):
            return "not read"
        leaf = certificates[0]
        store_add(store, certificates[-1])
        for intermediate in certificates[1:-1]:
            stack_push(untrusted, intermediate)
        context_init(context, store, leaf, untrusted)
        parameters = context_param(context)
        set_time(parameters, path.at)
        set_flags(parameters, STRICT | CHECK_SELF_SIGNATURE)
        set_purpose(parameters, PURPOSES[path.purpose])
        if verify_cert(context) != 1:
            return error_string(context_error(context)).decode()
        for server in path.servers:
            name = server.encode()
            if check_host(leaf, name, len(name), 0, None) != 1 and check_ip(leaf, name, 0) != 1:
                return f"not for {server}"
        return None
    finally:
        context_free(context)
        stack_free(untrusted)
        store_free(store)
        for certificate in certificates:
            x509_free(certificate)
        clear_errors()

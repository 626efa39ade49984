"""OpenSSL, by its library: what `openssl verify -x509_strict` does, without a process for each certificate."""

import ctypes
import ctypes.util

NAME = "OpenSSL"

# openssl/x509v3.h. OpenSSL 3.0 has no purpose for code signing.
PURPOSES = {"client": 1, "server": 2, "email": 4, "time-stamping": 9, "any": 7, "code-signing": 7, "ca": 7}
# openssl/x509_vfy.h: -x509_strict, -check_ss_sig for the root, too, and -crl_check.
STRICT, CHECK_SELF_SIGNATURE, CHECK_LIST = 0x20, 0x4000, 0x4

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
store_param = function("X509_STORE_get0_param", pointer, pointer)
d2i_list = function("d2i_X509_CRL", pointer, pointer, ctypes.POINTER(ctypes.c_char_p), ctypes.c_long)
store_add_list = function("X509_STORE_add_crl", ctypes.c_int, pointer, pointer)
list_free = function("X509_CRL_free", None, pointer)
d2i_response = function("d2i_OCSP_RESPONSE", pointer, pointer, ctypes.POINTER(ctypes.c_char_p), ctypes.c_long)
response_basic = function("OCSP_response_get1_basic", pointer, pointer)
response_free = function("OCSP_RESPONSE_free", None, pointer)
basic_verify = function("OCSP_basic_verify", ctypes.c_int, pointer, pointer, pointer, ctypes.c_ulong)
basic_free = function("OCSP_BASICRESP_free", None, pointer)
to_id = function("OCSP_cert_to_id", pointer, pointer, pointer, pointer)
id_free = function("OCSP_CERTID_free", None, pointer)
find_status = function(
    "OCSP_resp_find_status", ctypes.c_int, pointer, pointer, ctypes.POINTER(ctypes.c_int), pointer, pointer, pointer, pointer
)
last_error = function("ERR_peek_last_error", ctypes.c_ulong)
reason_string = function("ERR_reason_error_string", ctypes.c_char_p, ctypes.c_ulong)
clear_errors = function("ERR_clear_error", None)


def read(d2i, der):
    return d2i(None, ctypes.byref(ctypes.c_char_p(der)), len(der))


def verify(path, crl=None):
    """Why the path is refused, or None. A list is that of the issuer."""
    certificates = [read(d2i, der) for der in path.chain]
    store, untrusted, context = store_new(), stack_new(), context_new()
    try:
        if not all(certificates):
            return "not read"
        leaf = certificates[0]
        store_add(store, certificates[-1])
        if crl:
            crl = read(d2i_list, crl)
            store_add_list(store, crl)
            list_free(crl)
        for intermediate in certificates[1:-1]:
            stack_push(untrusted, intermediate)
        context_init(context, store, leaf, untrusted)
        parameters = context_param(context)
        set_time(parameters, path.at)
        set_flags(parameters, STRICT | CHECK_SELF_SIGNATURE | (CHECK_LIST if crl else 0))
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


def verify_response(path, response):
    """Why an OCSP response by the root, which has issued the certificate, is refused, or the status if it is not good."""
    leaf, root = [read(d2i, der) for der in path.chain]
    read_response, store, signers = read(d2i_response, response), store_new(), stack_new()
    basic, identifier = response_basic(read_response), to_id(None, leaf, root)
    try:
        store_add(store, root)
        stack_push(signers, root)
        set_time(store_param(store), path.at)
        if basic_verify(basic, signers, store, 0) != 1:
            return reason_string(last_error()).decode()
        status = ctypes.c_int()
        if find_status(basic, identifier, ctypes.byref(status), None, None, None, None) != 1:
            return "not for this certificate"
        return ("revoked", "unknown")[status.value - 1] if status.value else None
    finally:
        id_free(identifier)
        basic_free(basic)
        response_free(read_response)
        stack_free(signers)
        store_free(store)
        for certificate in (leaf, root):
            x509_free(certificate)
        clear_errors()

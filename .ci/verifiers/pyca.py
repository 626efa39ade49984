"""pyca/cryptography."""

import datetime
import ipaddress

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.verification import (
    Criticality,
    DNSName,
    ExtensionPolicy,
    IPAddress,
    PolicyBuilder,
    Store,
    VerificationError,
)

from path import PURPOSES

NAME = "pyca/cryptography"


def subject(server):
    try:
        return IPAddress(ipaddress.ip_address(server))
    except ValueError:
        return DNSName(server)


def has_purpose(purpose):
    identifier = x509.ObjectIdentifier(purpose)

    def check(_policy, _certificate, usage):
        if identifier not in usage:
            raise ValueError(f"not for {purpose}")

    return check


def policies(path):
    """The rules of the web for CAs and for end entities, but for the purpose and the need of an alternative name."""
    ca = ExtensionPolicy.webpki_defaults_ca().may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, None)
    if path.purpose == "ca":
        return ca, ExtensionPolicy.permit_all()
    entity = ExtensionPolicy.webpki_defaults_ee()
    entity = entity.may_be_present(x509.SubjectAlternativeName, Criticality.AGNOSTIC, None)
    if purpose := PURPOSES.get(path.purpose):
        return ca, entity.require_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, has_purpose(purpose))
    return ca, entity


def verify(path):
    """Why the path is refused, or None."""
    try:
        certificates = [x509.load_der_x509_certificate(der) for der in path.chain]
        leaf, intermediates, root = certificates[0], certificates[1:-1], certificates[-1]
        at = datetime.datetime.fromtimestamp(path.at, datetime.timezone.utc).replace(tzinfo=None)
        builder = PolicyBuilder().store(Store([root])).time(at)
        if not path.servers:
            ca, entity = policies(path)
            builder = builder.extension_policies(ca_policy=ca, ee_policy=entity)
            builder.build_client_verifier().verify(leaf, intermediates)
        for server in path.servers:
            # The rules of the web, as they are.
            builder.build_server_verifier(subject(server)).verify(leaf, intermediates)
        return None
    except (ValueError, x509.InvalidVersion, VerificationError) as error:
        return str(error) or type(error).__name__


def revoked(path, verify_signature, entry):
    try:
        leaf, root = [x509.load_der_x509_certificate(der) for der in path.chain]
        verify_signature(root.public_key())
        return "revoked" if entry(leaf) else None
    except (ValueError, InvalidSignature) as error:
        return str(error) or type(error).__name__


def verify_signature(key, signed, signature, hash_algorithm):
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), hash_algorithm())
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(hash_algorithm()))
    else:
        key.verify(signature, signed)


def verify_list(path, crl):
    """Why a list by the root, which has issued the certificate, is refused, or that it has the certificate."""
    crl = x509.load_der_x509_crl(crl)
    return revoked(
        path,
        lambda key: verify_signature(key, crl.tbs_certlist_bytes, crl.signature, lambda: crl.signature_hash_algorithm),
        lambda leaf: crl.get_revoked_certificate_by_serial_number(leaf.serial_number),
    )


def verify_response(path, response):
    """The same with an OCSP response about the certificate."""
    response = ocsp.load_der_ocsp_response(response)

    def is_revoked(leaf):
        if response.serial_number != leaf.serial_number:
            raise ValueError("not for this certificate")
        return response.certificate_status == ocsp.OCSPCertStatus.REVOKED

    return revoked(
        path,
        lambda key: verify_signature(
            key, response.tbs_response_bytes, response.signature, lambda: response.signature_hash_algorithm
        ),
        is_revoked,
    )

"""pyca/cryptography."""

import datetime
import ipaddress

from cryptography import x509
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

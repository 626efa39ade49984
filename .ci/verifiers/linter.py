"""pkilint, within this process: its command takes half a second to start."""

import logging

from pkilint import document, loader, pkix
from pkilint.pkix import algorithm, certificate, extension, key, name
from pkilint.pkix.certificate import certificate_extension, certificate_key
from pkilint.validation import ValidationFindingSeverity, ValidatorContainer
from pyasn1_alt_modules import rfc5280

NAME = "pkilint"

# pkilint takes DNS names and URIs for those of public servers. The finding, its value, and why no RFC is broken.
# Values are whole: nothing is allowed that is not listed.
ANY_SCHEME = "RFC 5280 §4.2.1.6 allows the URIs of any scheme, with or without authority (RFC 3986 §3)"
ALLOWED = {
    ("pkix.invalid_domain_name_syntax", "*.wild.example.org"): "RFC 5280 §4.2.1.6 leaves wildcards to applications, RFC"
    " 9525 §6.3 defines them",
    ("pkix.invalid_uri_syntax", "spiffe://example.org/workload"): ANY_SCHEME,
    ("pkix.invalid_uri_syntax", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"): ANY_SCHEME,
    (
        "pkix.key_usage_value_prohibited_for_rsa",
        "Prohibited key usage value(s) present: keyAgreement",
    ): "the CSR has an RSA key and names no key usage: the API page's default, digitalSignature and keyAgreement, is"
    " issued with a notice; a profile can set another default",
    ("not read", ""): "pkilint's reader of DER has 32 bits for an arc of an object identifier; X.667 §6.3 makes"
    " identifiers of UUIDs, of 128",
}


def certificate_linter():
    """As lint_pkix_cert makes it."""
    return certificate.create_pkix_certificate_validator_container(
        certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
        [
            certificate.create_issuer_validator_container([]),
            certificate.create_validity_validator_container(),
            certificate.create_subject_validator_container([]),
            certificate.create_extensions_validator_container([]),
            certificate.create_spki_validator_container([]),
        ],
    )


def chain_linters():
    """As lint_pkix_signer_signee_cert_chain makes them: what decodes both certificates, what looks at the issuer, and
    what looks at the subject."""
    decoding = [
        pkix.create_attribute_decoder(name.ATTRIBUTE_TYPE_MAPPINGS),
        pkix.create_extension_decoder(extension.EXTENSION_MAPPINGS),
        pkix.create_signature_algorithm_identifier_decoder(
            algorithm.SIGNATURE_ALGORITHM_IDENTIFIER_MAPPINGS, path="certificate.tbsCertificate.signature"
        ),
        certificate.create_spki_decoder(
            key.SUBJECT_PUBLIC_KEY_ALGORITHM_IDENTIFIER_MAPPINGS, key.SUBJECT_KEY_PARAMETER_ALGORITHM_IDENTIFIER_MAPPINGS
        ),
    ]

    def authority_key_identifier(node):
        subject = document.get_document_by_name(node, "subject")
        return subject.get_extension_by_oid(rfc5280.id_ce_authorityKeyIdentifier)

    of_issuer = [
        name.IssuerSubjectNameBinaryEqualValidator(
            path="certificate.tbsCertificate.subject",
            subject_document_issuer_dn_path="subject:certificate.tbsCertificate.issuer",
        ),
        extension.IssuerSubjectKeyIdentifierBinaryEqualValidator(subject_auth_key_id_retriever=authority_key_identifier),
        certificate_extension.IssuerSubjectPolicyChainValidator(),
    ]
    of_subject = [
        certificate_key.SubjectSignatureVerificationValidator(
            tbs_node_retriever=lambda node: node.navigate("^.tbsCertificate"), path="certificate.signature"
        )
    ]
    return (
        ValidatorContainer(validators=decoding, path="certificate"),
        ValidatorContainer(validators=of_issuer),
        ValidatorContainer(validators=of_subject),
    )


CERTIFICATE, (DECODING, OF_ISSUER, OF_SUBJECT) = certificate_linter(), chain_linters()


def told(results):
    """The findings of WARNING and above: the code, the value that it is about, and the message."""
    for result in results:
        for description in result.finding_descriptions:
            # The most severe is the least number. The value is quoted at the end of the message.
            if description.finding.severity <= ValidationFindingSeverity.WARNING:
                value = (description.message or "").rstrip('"').rsplit('"', 1)[-1]
                yield description.finding.code, value, description.message


def certificate_findings(der, label):
    try:
        read = loader.RFC5280CertificateDocumentLoader().load_der_document(der, label)
    except ValueError as error:
        return [("not read", "", str(error))]
    return list(told(CERTIFICATE.validate(read.root)))


def chain_findings(issuer, subject):
    """What is found between a certificate and that of its issuer."""
    documents = {}
    load = loader.RFC5280CertificateDocumentLoader().load_der_document
    try:
        for role, der in (("issuer", issuer), ("subject", subject)):
            documents[role] = load(der, role, role, documents)
    except ValueError as error:
        return [("not read", "", str(error))]
    issuer, subject = documents["issuer"].root, documents["subject"].root
    results = DECODING.validate(issuer) + DECODING.validate(subject)
    return list(told(results + OF_ISSUER.validate(issuer) + OF_SUBJECT.validate(subject)))


def verify(path):
    """The first thing that is found in the certificates of a path, or between them; or None."""
    # It reports what it cannot go on with, which of altered certificates is much.
    logging.disable()
    try:
        for subject in path.chain[:-1]:
            for code, value, _ in certificate_findings(subject, path.name):
                if (code, value) not in ALLOWED:
                    return code
        for issuer, subject in zip(path.chain[1:], path.chain):
            for code, _, _ in chain_findings(issuer, subject):
                return code
        return None
    except Exception as error:
        # It goes on where a key cannot be read, and stumbles over it.
        return repr(error)

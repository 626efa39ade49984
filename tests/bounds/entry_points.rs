//! The entry points for foreign bytes. Each leads to a certificate, a key, or a refusal on the
//! wire.

use std::sync::OnceLock;

use certmint::crl::RevocationReason;
use certmint::csr::{CsrBuilder, SignedCsr};
use certmint::error::{OcspRequestError, RequestError};
use certmint::extension::{CustomExtension, ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages, PathLength};
use certmint::issuance::Grant;
use certmint::key::{Curve, KeyType};
use certmint::name::{AttributeValue, NameForm, SubjectAlternativeName};
use certmint::ocsp::{CertStatus, OcspRequest, OcspResponder, OcspTimes};
use certmint::request::CertificateType;
use certmint::uuid::Uuid;
use certmint::wire::{Answer, Body, CaRequest, CsrDescription, Refusal};
use certmint::{
    Authority, Certificate, Csr, CsrRequest, DistinguishedName, Error, Issued, Issuer, KeyAlgorithm,
    ObjectIdentifier, PrivateKey, PublicKey, ToBeSigned,
};

use crate::inputs::UNKNOWN;
use toolkit::{self, now, rng, years};

/// An entry point: its name and function. The function returns whether the input was accepted.
pub(crate) type Door = (&'static str, fn(&[u8]) -> bool);

pub(crate) const DOORS: &[Door] = &[
    APPLY,
    SUBORDINATE,
    ROOT,
    CREATE_CA,
    DENYING,
    CSR_BODY,
    FOREIGN_BODY,
    RESOLVED,
    OF_HOST,
    ("CSR, DER", |bytes| issue(Csr::from_der(bytes), ENTITY)),
    ("CSR of a CA, DER", |bytes| {
        issue(Csr::from_der(bytes), CertificateType::IntermediateCa(PathLength::default()))
    }),
    ("CSR whose names the profile lists, DER", |bytes| {
        answer(Csr::from_der(bytes).map_err(Error::from).and_then(|csr| {
            let request = CsrRequest::new(csr, ENTITY, years(1))?;
            listing().issue(&request, now(), &mut rng(4))
        }))
    }),
    ("CSR, DER, the CA sets what it asks for", |bytes| answer(issue_as_decided(bytes))),
    ("CSR, DER, written again", |bytes| answer(write_again(bytes))),
    ("CSR, PEM", |bytes| text(bytes).is_some_and(|text| issue(Csr::from_pem(text), ENTITY))),
    ("issuer, DER", |bytes| said(Issuer::from_der(bytes))),
    ("issuer, PEM", |bytes| text(bytes).is_some_and(|text| said(Issuer::from_chain_pem(text)))),
    ("certificate, DER", |bytes| said(Certificate::from_der(bytes))),
    ("contents of a certificate, DER", |bytes| said(contents(bytes))),
    ("certificate, PEM", |bytes| text(bytes).is_some_and(|text| said(Certificate::from_pem(text)))),
    ("private key, DER", |bytes| said(PrivateKey::from_der(bytes))),
    ("private key, PEM", |bytes| text(bytes).is_some_and(|text| said(PrivateKey::from_pem(text)))),
    ENCRYPTED_DER,
    ENCRYPTED_PEM,
    ("OCSP request, DER", |bytes| respond(OcspRequest::from_der(bytes))),
    ("OCSP request, path", |bytes| text(bytes).is_some_and(|text| respond(OcspRequest::from_get_path(text)))),
    ("certificate of an OCSP responder, DER", |bytes| {
        let load = |certificate| OcspResponder::delegated(authority().issuer().clone(), &certificate, now());
        Certificate::from_der(bytes).is_ok_and(|certificate| said(load(certificate)))
    }),
    ("public key, DER", |bytes| said(PublicKey::from_spki_der(bytes))),
    ("public key, point or numbers", |bytes| {
        let (modulus, exponent) = bytes.split_at(bytes.len().saturating_sub(3));
        let curve = Curve::from_parameters_der(bytes).unwrap_or(Curve::P256);
        said(PublicKey::from_ec_point(curve, bytes)) | said(PublicKey::from_rsa_components(modulus, exponent))
    }),
    ("stored, to be signed", |bytes| {
        answer(ToBeSigned::resume(bytes, Uuid::nil(), authority().issuer(), now()).and_then(sign))
    }),
    ("stored root, to be signed", |bytes| answer(ToBeSigned::resume_root(bytes, Uuid::nil(), now()))),
    ("alternative name, value and text", |bytes| {
        let oid = ObjectIdentifier::new("2.999.1").expect("an identifier");
        let read = text(bytes).is_some_and(|text| said(text.parse::<SubjectAlternativeName>()));
        read | said(SubjectAlternativeName::other_name(&oid, bytes))
            | said(DistinguishedName::builder().attribute(oid, AttributeValue::Der(bytes)))
    }),
    ("name and value of an extension, DER", |bytes| {
        let oid = ObjectIdentifier::new("2.999.1").expect("an identifier");
        said(DistinguishedName::from_der(bytes)) | said(CustomExtension::new(oid, false, bytes.to_vec()))
    }),
];

pub(crate) const APPLY: Door = ("apply, JSON", |bytes| {
    answer(read(bytes).and_then(|body| {
        let (_, request) = body.read_end_entity()?;
        finish(request.check(authority().issuer(), authority().profile(), now())?)
    }))
});
pub(crate) const SUBORDINATE: Door = ("subordinate CA, JSON", |bytes| {
    answer(read(bytes).and_then(|body| {
        let (_, request) = body.read_subordinate()?;
        finish(request.check(authority().issuer(), authority().profile(), now())?)
    }))
});
pub(crate) const ROOT: Door = ("root, JSON", |bytes| {
    answer(Body::from_json(bytes).and_then(|body| {
        let profile = authority().profile();
        let request = body.for_root(profile, now()).read_root()?;
        finish(request.check(profile, now())?)
    }))
});
pub(crate) const CREATE_CA: Door = ("create-CA, JSON", |bytes| {
    answer(read(bytes).and_then(|body| match body.read_ca()? {
        CaRequest::Root(request) => finish(request.check(authority().profile(), now())?),
        CaRequest::Subordinate { request, .. } => {
            finish(request.check(authority().issuer(), authority().profile(), now())?)
        }
    }))
});
/// If unknown members are refused, each of them is a violation.
pub(crate) const DENYING: Door = ("apply, JSON without unknown members", |bytes| {
    answer(read(bytes).and_then(|body| {
        let (_, request) = body.deny_unknown_members().read_end_entity()?;
        finish(request.check(authority().issuer(), authority().profile(), now())?)
    }))
});
pub(crate) const CSR_BODY: Door = ("CSR, JSON", |bytes| {
    answer(read(bytes).and_then(|body| {
        let (_, request) = body.read_csr()?;
        authority().issue(&request, now(), &mut rng(4)).map(Some)
    }))
});
/// Through the host's own deserializer, which has no length limit.
pub(crate) const FOREIGN_BODY: Door = ("apply, JSON of the host", |bytes| {
    let body = serde_json::from_slice::<Body<'_>>(bytes);
    body.is_ok_and(|body| answer(body.for_authority(authority(), now()).read_end_entity()))
});
/// Looked up, read as each body, and answered.
pub(crate) const RESOLVED: Door = ("any body, JSON, resolved", |bytes| {
    let resolve = || Body::from_json(bytes)?.resolve(|_| Some(authority()));
    let read = |result: Result<(), Error>| Answer::new(result).http_status() == 200;
    let revocation = Body::from_json(bytes).and_then(|body| body.read_revocation());
    read(resolve().and_then(|body| body.read_end_entity(now()).map(drop)))
        | read(resolve().and_then(|body| body.read_csr(now()).map(drop)))
        | read(resolve().and_then(|body| body.read_ca(authority().profile(), now()).map(drop)))
        | read(revocation.map(drop))
});
/// Bodies that concern the host only, through the host's own deserializer.
pub(crate) const OF_HOST: Door = ("any body of a host, JSON", |bytes| {
    let Ok(body) = serde_json::from_slice::<Body<'_>>(bytes) else { return false };
    answer(body.read_import())
        | answer(body.read_tags())
        | answer(body.read_crl_configuration())
        | answer(body.crl_configuration())
        | answer(body.read_csr_to_parse().map(|csr| CsrDescription::from(&csr)))
        | answer(body.read_pending_ca())
        | answer(body.read_export())
});
/// Keys encrypted with a password, the only input that determines how much memory is used.
pub(crate) const ENCRYPTED_DER: Door =
    ("encrypted key, DER", |bytes| said(PrivateKey::from_encrypted_pkcs8_der(bytes, b"password")));
pub(crate) const ENCRYPTED_PEM: Door = ("encrypted key, PEM", |bytes| {
    text(bytes).is_some_and(|text| said(PrivateKey::from_encrypted_pkcs8_pem(text, b"password")))
});

const ENTITY: CertificateType = CertificateType::EntityCert;

pub(crate) fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| toolkit::root(KeyAlgorithm::Ec256))
}

/// An authority that grants CSRs names of every form.
pub(crate) fn listing() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        let profile = toolkit::profile_with(|settings| {
            settings.csr_alternative_name_forms.extend([NameForm::DirectoryName, NameForm::RegisteredId]);
            settings.csr_other_names = vec![UNKNOWN.parse().expect("an identifier")];
        });
        toolkit::root(KeyAlgorithm::Ec256).with_profile(profile)
    })
}

fn text(bytes: &[u8]) -> Option<&str> {
    core::str::from_utf8(bytes).ok()
}

fn read(bytes: &[u8]) -> Result<Body<'static>, Error> {
    Body::from_json(bytes).map(|body| body.for_authority(authority(), now()))
}

/// Issues, without generating RSA keys, which does not depend on the input.
fn finish(grant: Grant<KeyAlgorithm>) -> Result<Option<Issued>, Error> {
    if grant.key_algorithm().key_type() == KeyType::Rsa {
        return Ok(None);
    }
    let (_, grant) = grant.generate_key(&mut rng(3))?;
    sign(grant.to_be_signed(&mut rng(3))?).map(Some)
}

fn sign(to_be_signed: ToBeSigned) -> Result<Issued, Error> {
    Ok(to_be_signed.sign(authority().signer())?)
}

fn issue(csr: Result<Csr, RequestError>, kind: CertificateType) -> bool {
    answer(csr.map_err(Error::from).and_then(|csr| {
        let request = CsrRequest::new(csr, kind, years(1))?;
        authority().issue(&request, now(), &mut rng(4))
    }))
}

/// Issues for the key of the CSR, which draws notices of all that the CSR asks for.
fn issue_as_decided(der: &[u8]) -> Result<Issued, Error> {
    let csr = Csr::from_der(der)?;
    let name = SubjectAlternativeName::dns("decided.example")?;
    let request = CsrRequest::new(csr, ENTITY, years(1))?
        .with_subject(DistinguishedName::new("Decided")?)
        .with_alternative_names(vec![name.clone()])?
        .with_added_alternative_names(vec![name])?
        .with_key_usages(KeyUsages::of(&[KeyUsage::DigitalSignature]))?
        .with_extended_key_usage(ExtendedKeyUsage::new([KeyPurpose::ServerAuth]));
    let issued = authority().issue(&request, now(), &mut rng(4))?;
    assert!(issued.fields().notices().iter().all(|notice| !notice.to_string().is_empty()));
    Ok(issued)
}

/// Writes a CSR with the content of another.
fn write_again(der: &[u8]) -> Result<SignedCsr, Error> {
    let csr = Csr::from_der(der)?;
    let mut builder = CsrBuilder::new(csr.subject().clone())
        .with_alternative_names(csr.alternative_names().to_vec())?
        .with_key_usages(csr.key_usages())
        .with_extended_key_usage(csr.extended_key_usage().clone())?;
    for asked in csr.other_extensions().iter().take(96) {
        let (oid, value) = (asked.object_identifier().clone(), asked.value().to_vec());
        if let Ok(extension) = CustomExtension::new(oid, asked.is_critical(), value) {
            builder = builder.with_extension(extension)?;
        }
    }
    drop(csr);
    builder.sign(authority().signer())
}

/// The host's response: a part of the result, or the refusal.
fn answer<T>(result: Result<T, Error>) -> bool {
    match result {
        Ok(_) => true,
        Err(error) => {
            assert!(!Refusal::from(&error).error_msg.is_empty());
            false
        }
    }
}

/// Reads a request, answers it, and for one of another issuer says so.
fn respond(request: Result<OcspRequest, OcspRequestError>) -> bool {
    let responder = OcspResponder::direct(authority().issuer().clone()).expect("a responder");
    let revoked = |_| Ok(CertStatus::Revoked { at: now(), reason: RevocationReason::KeyCompromise });
    answer(request.map_err(Error::from).and_then(|request| {
        assert!(!format!("{request:?}").is_empty());
        let to_be_signed = responder.to_be_signed(&request, OcspTimes::new(now()), revoked)?;
        Ok(to_be_signed.sign(authority().signer())?)
    }))
}

/// Like [`answer`], for input that is not a request.
fn contents(bytes: &[u8]) -> Result<(), Error> {
    Certificate::from_der(bytes)?.contents().map(drop)
}

fn said<T, E: ToString>(result: Result<T, E>) -> bool {
    match result {
        Ok(_) => true,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
    }
}

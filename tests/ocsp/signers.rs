//! K5: responses with external signatures, and signing in two steps.

use certmint::error::SignerError;
use certmint::ocsp::{OcspErrorStatus, OcspResponse, OcspService};
use certmint::{Error, KeyAlgorithm, PrivateKey, Signer, ToBeSigned};

use crate::material::*;
use toolkit::stock::{Answer, Remote};
use toolkit::{ECDSA_IS_RANDOMIZED, now, root};

fn key_of(service: &OcspService, authority: &certmint::Authority) -> PrivateKey {
    let key = PrivateKey::from_der(&authority.signer().to_pkcs8_der()).unwrap();
    assert_eq!(key.public_key(), service.responder().public_key());
    key
}

fn pending(service: &OcspService) -> ToBeSigned<OcspResponse> {
    let request = read(&Parts::of(&[cert_id(service.responder().issuer(), SHA1, &[1])]).der());
    service.responder().to_be_signed(&request, day(), good).expect("a response")
}

#[test]
fn k5_a_remote_signature_gives_the_response_that_the_own_key_gives() {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let ca = root(algorithm);
        let service = direct(algorithm);
        let pending = pending(&service);
        let bytes = pending.as_bytes().to_vec();
        let signature = key_of(&service, &ca).sign(pending.algorithm(), &bytes).unwrap();
        let response = pending.complete(&signature).unwrap();
        let parts = parse(&response);
        assert_eq!((&parts.tbs, &parts.signature), (&bytes, &signature));
        let at_once = self::pending(&service).sign(&key_of(&service, &ca)).unwrap();
        assert_eq!(parse(&at_once).tbs, bytes);
        if !ECDSA_IS_RANDOMIZED {
            assert_eq!(at_once, response);
        }
    }
}

#[test]
fn k5_a_signature_that_does_not_verify_makes_no_response() {
    let answers: [Answer; 4] = [
        |_, _, _| Ok(Vec::new()),
        |_, _, _| Ok(vec![0x5a; 70]),
        |key, algorithm, _| key.sign(algorithm, b"other bytes"),
        |_, _, _| Err(SignerError::new("away")),
    ];
    let ca = root(KeyAlgorithm::Ec256);
    let service = direct(KeyAlgorithm::Ec256);
    let der = Parts::of(&[cert_id(ca.issuer(), SHA1, &[1])]).der();
    for answer in answers {
        let remote = Remote { key: key_of(&service, &ca), answer };
        let remote = OcspService::new(service.responder().clone(), remote).unwrap();
        let error = remote.try_respond(&read(&der), now(), good).unwrap_err();
        assert!(matches!(error, Error::SignatureInvalid | Error::Signer(_)), "{error:?}");
        let response = remote.respond(&der, now(), good);
        assert_eq!(response.error_status(), Some(OcspErrorStatus::InternalError));
    }
    let pending = pending(&service);
    assert!(matches!(pending.complete(&[1; 70]), Err(Error::SignatureInvalid)));
}

#[test]
fn k5_a_signer_that_fails_can_be_asked_again() {
    let ca = root(KeyAlgorithm::Ec256);
    let service = direct(KeyAlgorithm::Ec256);
    let failing = Remote { key: key_of(&service, &ca), answer: |_, _, _| Err(SignerError::new("away")) };
    let not_signed = pending(&service).sign(&failing).unwrap_err();
    assert!(not_signed.into_retry().unwrap().sign(&key_of(&service, &ca)).is_ok());
}

#[test]
fn k5_responders_and_responses_can_be_shared_and_are_shown_in_short() {
    fn send_and_sync<T: Send + Sync + 'static>() {}
    send_and_sync::<ToBeSigned<OcspResponse>>();
    send_and_sync::<OcspResponse>();
    send_and_sync::<OcspService>();
    let error = OcspResponse::error(OcspErrorStatus::TryLater);
    assert_eq!(format!("{error:?}"), "OcspResponse(Error(TryLater), 5 octets)");
}

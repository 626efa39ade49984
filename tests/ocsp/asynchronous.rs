//! K5: services whose signers answer later.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use certmint::error::{OcspError, OcspRequestError, OcspResponderError, SignerError};
use certmint::key::{AsyncSigner, SignatureAlgorithm};
use certmint::ocsp::{OcspErrorStatus, OcspResponder, OcspService};
use certmint::time::Duration;
use certmint::{Error, KeyAlgorithm, PrivateKey, PublicKey, Signer};

use crate::material::*;
use toolkit::stock::Answer;
use toolkit::{now, root};

/// A signer that answers when it is asked for the second time.
struct Late {
    key: PrivateKey,
    answer: Answer,
}

impl AsyncSigner for Late {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    async fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let mut is_asked = false;
        std::future::poll_fn(|context| {
            context.waker().wake_by_ref();
            if std::mem::replace(&mut is_asked, true) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        (self.answer)(&self.key, algorithm, message)
    }
}

/// Runs a future, which can be sent to another thread, without a runtime.
fn wait<T>(future: impl Future<Output = T> + Send) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut context) {
            return done;
        }
    }
}

/// The service of a root whose signer answers later.
fn late(algorithm: KeyAlgorithm, answer: Answer) -> OcspService<Arc<Late>> {
    let root = root(algorithm);
    let key = PrivateKey::from_der(&root.signer().to_pkcs8_der()).unwrap();
    let responder = OcspResponder::direct(root.issuer().clone()).unwrap();
    OcspService::with_async_signer(responder, Arc::new(Late { key, answer })).unwrap()
}

#[test]
fn k5_a_service_with_a_later_signer_answers_as_one_with_its_own_key() {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let own = direct(algorithm).with_lifetime(Duration::HOUR).unwrap();
        let late = late(algorithm, Signer::sign).with_lifetime(Duration::HOUR).unwrap();
        let der = Parts::of(&[cert_id(own.responder().issuer(), SHA1, &[1])]).with_nonce(&[7; 32]).der();
        let expected = parse(&own.respond(&der, now(), good)).tbs;
        // What is asked for a status cannot leave its thread.
        let asked = Rc::new(Cell::new(0));
        let status = |number| {
            asked.set(asked.get() + 1);
            good(number)
        };
        assert_eq!(parse(&wait(late.respond_async(&der, now(), status))).tbs, expected);
        assert_eq!(asked.get(), 1);
        let tried = wait(late.try_respond_async(&read(&der), now(), good)).unwrap();
        assert_eq!(parse(&tried).tbs, expected);

        let path = read_path(&der);
        let expected = parse(&own.respond_to_get(&path, now(), good)).tbs;
        assert_eq!(parse(&wait(late.respond_to_get_async(&path, now(), good))).tbs, expected);
    }
}

/// The path of the GET request: base64, whose `+`, `/` and `=` are percent-encoded.
fn read_path(der: &[u8]) -> String {
    let base64 = toolkit::openssl::openssl_text("base64 -A", der);
    base64.trim().replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

#[test]
fn k5_statuses_are_asked_before_the_signer_is_awaited() {
    let late = late(KeyAlgorithm::Ec256, Signer::sign);
    let der = Parts::of(&[cert_id(late.responder().issuer(), SHA1, &[1])]).der();
    let asked = Cell::new(false);
    let future = late.respond_async(&der, now(), |number| {
        asked.set(true);
        good(number)
    });
    assert!(asked.get());
    assert_eq!(wait(future).error_status(), None);
}

#[test]
fn k5_a_later_signer_that_fails_makes_no_response() {
    let answers: [Answer; 3] = [
        |_, _, _| Err(SignerError::new("away")),
        |_, _, _| Ok(vec![0x5a; 70]),
        |key, algorithm, _| key.sign(algorithm, b"other bytes"),
    ];
    for answer in answers {
        let late = late(KeyAlgorithm::Ec256, answer);
        let der = Parts::of(&[cert_id(late.responder().issuer(), SHA1, &[1])]).der();
        let error = wait(late.try_respond_async(&read(&der), now(), good)).unwrap_err();
        assert!(matches!(error, Error::SignatureInvalid | Error::Signer(_)), "{error:?}");
        let response = wait(late.respond_async(&der, now(), good));
        assert_eq!(response.error_status(), Some(OcspErrorStatus::InternalError));
    }
}

#[test]
fn k5_a_later_signer_is_not_awaited_for_error_responses() {
    let late = late(KeyAlgorithm::Ec256, |_, _, _| panic!("asked to sign"));
    let response = wait(late.respond_async(b"junk", now(), |_| panic!("asked for a status")));
    assert_eq!(response.error_status(), Some(OcspErrorStatus::MalformedRequest));
    let response = wait(late.respond_to_get_async("*", now(), |_| panic!("asked for a status")));
    assert_eq!(response.error_status(), Some(OcspErrorStatus::MalformedRequest));
    let der = Parts::of(&[cert_id(late.responder().issuer(), SHA1, &[1])]).der();
    let response = wait(late.respond_async(&der, now(), |_| Err(OcspErrorStatus::TryLater)));
    assert_eq!(response.error_status(), Some(OcspErrorStatus::TryLater));
}

#[test]
fn k5_a_later_signer_holds_the_responders_key() {
    let key = toolkit::stock::key(KeyAlgorithm::Ec384);
    let responder = OcspResponder::direct(root(KeyAlgorithm::Ec256).issuer().clone()).unwrap();
    let refused = OcspService::with_async_signer(responder, Arc::new(Late { key, answer: Signer::sign }));
    assert_eq!(refused.err(), Some(OcspResponderError::SignerMismatch));
}

#[test]
fn e3_what_a_client_causes_is_400() {
    let service = direct(KeyAlgorithm::Ec256);
    let other = cert_id(root(KeyAlgorithm::Ec384).issuer(), SHA1, &[1]);
    let of_other = service.try_respond(&read(&Parts::of(&[other]).der()), now(), good).unwrap_err();
    assert!(matches!(of_other, Error::Ocsp(OcspError::OtherIssuer { position: 0 })), "{of_other:?}");
    for error in [of_other, OcspRequestError::Version.into(), OcspRequestError::TooLarge.into()] {
        assert_eq!((error.code().as_str(), error.code().http_status()), ("PCA.00020001", 400));
    }
    for error in [OcspError::Host(OcspErrorStatus::TryLater), OcspError::TimeNotExpressible] {
        let error = Error::from(error);
        assert_eq!((error.code().as_str(), error.code().http_status()), ("PCA.00010001", 500));
    }
}

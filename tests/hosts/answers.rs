//! W10 and E3: answers with their HTTP status, and notices in them.

use certmint::wire::{Answer, Body, CaResponse, NoticeBody, Refusal, Response};
use certmint::{Error, Issued, KeyAlgorithm};
use serde_json::{Value, json};

use toolkit::{apply_body, apply_json, root};

fn issued(changes: &[(&str, Value)]) -> Result<Issued, Error> {
    let mut body = apply_body();
    for (member, value) in changes {
        body[*member] = value.clone();
    }
    apply_json(&root(KeyAlgorithm::Ec256), &body)
}

fn json<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("JSON")
}

#[test]
fn e3_an_answer_is_a_body_and_its_status() {
    let result = issued(&[]);
    let id = result.as_ref().unwrap().certificate_id().to_string();
    let answer = Answer::new(result.as_ref().map(Response::from));
    assert_eq!((answer.http_status(), json(&answer)), (200, json!({ "certificate_id": id })));
    let answer = Answer::new(result.as_ref().map(CaResponse::from));
    assert_eq!((answer.http_status(), json(&answer)), (200, json!({ "ca_id": id })));
    // The host's own bodies as well.
    let answer = Answer::new(result.map(|issued| json!({ "serial": issued.serial_number().to_string() })));
    assert_eq!(answer.http_status(), 200);
}

#[test]
fn e3_the_answer_to_an_error_is_a_refusal_and_its_status() {
    let malformed = || Body::from_json(b"{").map(|_| ()).unwrap_err();
    for (error, status) in [
        (issued(&[("validity", json!(1))]).unwrap_err(), 400),
        (malformed(), 400),
        (Error::NotAuthenticated, 401),
        (Error::CertificateKeyMismatch, 403),
        (Error::state_forbids("ca", "DISABLED", "issue"), 403),
        (Error::frozen("ca"), 403),
        (Error::not_found("certificate", 1), 404),
        (Error::Entropy, 500),
    ] {
        let refusal = json(&Refusal::from(&error));
        let answer: Answer<Response> = Answer::new(Err(&error));
        assert_eq!((answer.http_status(), json(&answer)), (status, refusal.clone()));
        let answer: Answer<Response> = Err(error).into();
        assert_eq!((answer.http_status(), json(&answer)), (status, refusal));
    }
}

#[test]
fn e3_an_answer_without_a_body_has_its_own_status() {
    let done: Result<(), Error> = Ok(());
    let answer = Answer::without_body(done);
    assert_eq!((answer.http_status(), answer.body()), (204, None));
    let error = Error::not_found("certificate", 1);
    let answer = Answer::without_body(Err(&error));
    assert_eq!(answer.http_status(), 404);
    assert_eq!(answer.body().map(json), Some(json(&Refusal::from(&error))));
    // An answer with a body, whatever the body is.
    let answer = Answer::new(Result::<_, Error>::Ok(()));
    assert_eq!((answer.http_status(), answer.body().map(json)), (200, Some(Value::Null)));
}

#[test]
fn w10_notices_are_in_an_answer_if_the_host_wants_them() {
    let issued = issued(&[("favourite_colour", json!("blue"))]).unwrap();
    let id = issued.certificate_id().to_string();
    assert_eq!(json(&Response::from(&issued)), json!({ "certificate_id": id }));
    assert_eq!(json(&CaResponse::from(&issued)), json!({ "ca_id": id }));
    let notice =
        json!({ "pointer": "/favourite_colour", "text": "this request has no such member; it was ignored" });
    assert_eq!(
        json(&Response::with_notices(&issued)),
        json!({ "certificate_id": id, "notices": [notice.clone()] })
    );
    assert_eq!(json(&CaResponse::with_notices(&issued)), json!({ "ca_id": id, "notices": [notice] }));
    let [notice] = issued.fields().notices() else { panic!("one notice") };
    let body = NoticeBody::from(notice);
    assert_eq!(format!("{}: {}", body.pointer, body.text), notice.to_string());
}

#[test]
fn w10_without_notices_the_member_is_an_empty_array() {
    let issued = issued(&[]).unwrap();
    let id = issued.certificate_id().to_string();
    assert_eq!(json(&Response::with_notices(&issued)), json!({ "certificate_id": id, "notices": [] }));
}

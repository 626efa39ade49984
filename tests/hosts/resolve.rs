//! W9: from a body to the authority that it names.

use std::cell::Cell;
use std::collections::HashMap;
use std::future::{Future, ready};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use certmint::error::{ErrorCode, ViolationKind};
use certmint::uuid::Uuid;
use certmint::wire::{Body, ResolvedBody, ResolvedCaRequest};
use certmint::{Authority, Error, Issued, Issuer, KeyAlgorithm, PrivateKey, Profile, Signer};
use serde_json::{Value, json};

use toolkit::builder::to_pem;
use toolkit::forge::{common_name, csr_der};
use toolkit::stock::key;
use toolkit::{apply_body, now, refusals, rng, root};

/// The issuer of the bodies.
const ID: Uuid = Uuid::from_u128(0x2cb2878b_6cd1_460d_bd25_afe655159bdc);

fn body(json: &Value) -> Body<'static> {
    Body::from_json(json.to_string().as_bytes()).expect("JSON")
}

/// A map of one authority.
fn authorities() -> HashMap<Uuid, Authority> {
    HashMap::from([(ID, root(KeyAlgorithm::Ec256))])
}

fn csr_body() -> Value {
    let der = csr_der(&key(KeyAlgorithm::Ec256), &common_name("Leaf"), &[]);
    toolkit::csr_body(&to_pem("CERTIFICATE REQUEST", &der))
}

fn ca_body(ca_type: &str) -> Value {
    json!({
        "type": ca_type,
        "issuer_id": ID.to_string(),
        "key_algorithm": "EC256",
        "signature_algorithm": "SHA256",
        "distinguished_name": { "common_name": "New CA" },
        "validity": { "type": "YEAR", "value": 1 }
    })
}

fn with(mut body: Value, changes: &[(&str, Value)]) -> Value {
    for (member, value) in changes {
        body[*member] = value.clone();
    }
    body
}

/// Runs a future that is ready after a few polls.
fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    for _ in 0..9 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
    panic!("never ready")
}

/// A database: it answers at the second poll.
struct Database(HashMap<Uuid, Arc<Authority>>);

#[derive(Debug)]
enum HostError {
    Certmint(Error),
    Database,
}

impl From<Error> for HostError {
    fn from(error: Error) -> Self {
        Self::Certmint(error)
    }
}

impl Database {
    async fn authority(&self, id: Uuid) -> Result<Option<Arc<Authority>>, HostError> {
        struct Once(bool);
        impl Future for Once {
            type Output = ();

            fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
                if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
            }
        }
        Once(false).await;
        Ok(self.0.get(&id).cloned())
    }
}

#[test]
fn w9_a_body_resolves_to_an_authority_of_a_map() {
    let authorities = authorities();
    let find = |id| authorities.get(&id);
    let (authority, request) = body(&apply_body()).resolve(find).unwrap().read_end_entity(now()).unwrap();
    assert!(std::ptr::eq(authority, &authorities[&ID]));
    authority.issue(&request, now(), &mut rng(1)).unwrap();

    let (authority, request) = body(&csr_body()).resolve(find).unwrap().read_csr(now()).unwrap();
    authority.issue(&request, now(), &mut rng(2)).unwrap();

    let subordinate = body(&ca_body("SUBORDINATE")).resolve(find).unwrap();
    let (authority, request) = subordinate.clone().read_subordinate(now()).unwrap();
    let issued = authority.issue(&request, now(), &mut rng(3)).unwrap();
    assert!(issued.fields().is_ca());
    let ResolvedCaRequest::Subordinate { authority, request: same } =
        subordinate.read_ca(&Profile::default(), now()).unwrap()
    else {
        panic!("a subordinate CA")
    };
    assert!(std::ptr::eq(authority, &authorities[&ID]));
    assert_eq!(same, request);
}

#[test]
fn w9_a_body_resolves_to_an_authority_that_is_shared() {
    let shared = Arc::new(root(KeyAlgorithm::Ec256));
    let resolved = body(&apply_body()).resolve(|_| Some(shared.clone())).unwrap();
    let (authority, request) = resolved.read_end_entity(now()).unwrap();
    // The handler owns it, so it can go to another thread.
    let issued = std::thread::spawn(move || authority.issue(&request, now(), &mut rng(1)));
    issued.join().unwrap().unwrap();
    // Boxes and signers of other types as well.
    let issuer: Issuer = shared.issuer().clone();
    let signer = PrivateKey::from_der(&shared.signer().to_pkcs8_der()).unwrap();
    let authority = Authority::new(issuer, Box::new(signer) as Box<dyn Signer>).unwrap();
    let resolved = body(&csr_body()).resolve(|_| Some(Box::new(authority))).unwrap();
    let (authority, request) = resolved.read_csr(now()).unwrap();
    authority.issue(&request, now(), &mut rng(2)).unwrap();
}

#[test]
fn w9_a_body_resolves_in_a_database() {
    let database = Database(HashMap::from([(ID, Arc::new(root(KeyAlgorithm::Ec256)))]));
    let handler = async |json: Value| -> Result<_, HostError> {
        let body = Body::from_json(json.to_string().as_bytes())?;
        let resolved = body.resolve_async(|id| database.authority(id)).await?;
        let (authority, request) = resolved.read_end_entity(now())?;
        Ok(authority.issue(&request, now(), &mut rng(1))?)
    };
    run(handler(apply_body())).unwrap();
    let unknown = with(apply_body(), &[("issuer_id", json!(Uuid::nil().to_string()))]);
    let Err(HostError::Certmint(Error::IssuerNotFound(id))) = run(handler(unknown)) else { panic!("404") };
    assert_eq!(id, Uuid::nil());
    let Err(HostError::Certmint(error)) = run(handler(json!({}))) else { panic!("a refusal") };
    assert_eq!(error.violations().len(), 3);
    // The error of the look-up is the host's, and wins over what else is wrong.
    let down = body(&json!({ "issuer_id": ID.to_string() }))
        .resolve_async(async |_| Err::<Option<Arc<Authority>>, _>(HostError::Database));
    assert!(matches!(run(down), Err(HostError::Database)));
}

#[test]
fn w9_a_look_up_that_fails_wins_over_what_is_wrong_with_the_body() {
    let disabled = |id: Uuid| Err::<Option<&Authority>, _>(Error::state_forbids(id, "DISABLED", "issue"));
    let error = body(&json!({ "issuer_id": ID.to_string() })).try_resolve(disabled).unwrap_err();
    assert_eq!((error.code().as_str(), error.code().http_status()), ("PCA.00030201", 403));
    // It is not asked without an id, or for a root.
    for json in [json!({}), json!({ "type": "ROOT", "issuer_id": ID.to_string() })] {
        assert!(body(&json).try_resolve(disabled).is_ok(), "{json}");
    }
    let authorities = authorities();
    let found = body(&apply_body()).try_resolve(|id| Ok::<_, HostError>(authorities.get(&id)));
    assert!(found.unwrap().read_end_entity(now()).is_ok());
    let unknown = body(&apply_body()).try_resolve(|_| Ok::<Option<&Authority>, HostError>(None));
    assert!(matches!(unknown, Err(HostError::Certmint(Error::IssuerNotFound(ID)))));
}

#[test]
fn w9_the_future_of_a_look_up_can_move_to_another_thread() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let look_up = |_| ready(Ok::<Option<Arc<Authority>>, Error>(None));
    let error = run(is_send(body(&apply_body()).resolve_async(look_up))).unwrap_err();
    assert_eq!(error.code(), ErrorCode::IssuerNotFound);
    // A whole handler as well, which a server spawns.
    async fn handler(database: Arc<Database>, json: Vec<u8>) -> Result<Issued, HostError> {
        let resolved = Body::from_json(&json)?.resolve_async(|id| database.authority(id)).await?;
        let (authority, request) = resolved.read_end_entity(now())?;
        std::future::ready(()).await;
        Ok(authority.issue(&request, now(), &mut rng(1))?)
    }
    let database = Arc::new(Database(HashMap::from([(ID, Arc::new(root(KeyAlgorithm::Ec256)))])));
    run(is_send(handler(database, apply_body().to_string().into_bytes()))).unwrap();
}

#[test]
fn w9_an_unknown_issuer_is_a_404_whatever_the_rest_holds() {
    for json in [apply_body(), csr_body(), ca_body("SUBORDINATE"), json!({ "issuer_id": ID.to_string() })] {
        let error = body(&json).resolve(|_| None::<&Authority>).unwrap_err();
        assert!(matches!(error, Error::IssuerNotFound(ID)), "{error}");
        assert_eq!((error.code().http_status(), error.violations()), (404, &[][..]));
    }
}

#[test]
fn w9_a_missing_or_malformed_id_is_a_refusal_with_all_that_is_wrong() {
    let called = Cell::new(false);
    let resolve = |json: &Value| -> ResolvedBody<&Authority> {
        let look_up = |_| {
            called.set(true);
            None
        };
        body(json).resolve(look_up).unwrap()
    };
    for id in [json!(null), json!(""), json!("7"), json!(7), json!({})] {
        let code = |pointer: &str, code| (pointer.to_string(), code);
        let wrong = [("issuer_id", id.clone()), ("validity", json!({ "type": "DAY" }))];
        let expected =
            [code("/issuer_id", ErrorCode::IssuerId), code("/validity/value", ErrorCode::Validity)];
        for json in
            [with(apply_body(), &wrong), with(csr_body(), &wrong), with(ca_body("SUBORDINATE"), &wrong)]
        {
            let found = if json["csr"].is_string() {
                refusals(resolve(&json).read_csr(now()))
            } else if json["type"].is_string() {
                assert_eq!(refusals(resolve(&json).read_ca(&Profile::default(), now())), expected, "{json}");
                refusals(resolve(&json).read_subordinate(now()))
            } else {
                refusals(resolve(&json).read_end_entity(now()))
            };
            assert_eq!(found, expected, "{json}");
        }
    }
    assert!(!called.get(), "there was no id to look up");
}

#[test]
fn w9_a_refusal_lists_what_the_authority_would_refuse() {
    let authorities = authorities();
    let long = json!({ "type": "YEAR", "value": 21 });
    let wrong = with(apply_body(), &[("validity", long.clone()), ("key_usages", json!(["keyCertSign"]))]);
    let resolved = body(&wrong).resolve(|id| authorities.get(&id)).unwrap();
    let pointers: Vec<String> =
        refusals(resolved.read_end_entity(now())).into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(pointers, ["/key_usages", "/validity/value"]);
    // Of a CA as well; a root by the profile for roots.
    let wrong = [("validity", json!({ "type": "YEAR", "value": 31 })), ("path_length", json!(7))];
    for (ca_type, expected) in
        [("SUBORDINATE", &["/path_length", "/validity/value"][..]), ("ROOT", &["/validity/value"])]
    {
        let json = with(ca_body(ca_type), &wrong);
        let json = with(json, &[("distinguished_name", json!({ "common_name": "CA", "country": "D" }))]);
        let resolved = body(&json).resolve(|id| authorities.get(&id)).unwrap();
        let found = refusals(resolved.read_ca(&Profile::default(), now()));
        let mut pointers: Vec<String> = found.into_iter().map(|(pointer, _)| pointer).collect();
        pointers.retain(|pointer| pointer != "/distinguished_name/country");
        assert_eq!(pointers, expected, "{ca_type}");
    }
}

#[test]
fn w9_a_root_is_not_looked_up() {
    let resolve = |json: &Value| {
        let look_up = |_| -> Option<&Authority> { panic!("a root has no issuer") };
        body(json).resolve(look_up).unwrap()
    };
    for id in [json!(ID.to_string()), json!("7"), json!(null)] {
        let resolved = resolve(&with(ca_body("ROOT"), &[("issuer_id", id)]));
        let request = resolved.read_ca(&Profile::default(), now()).unwrap();
        let ResolvedCaRequest::Root(request) = request else { panic!("a root") };
        Authority::create_root(&request, &Profile::default(), now(), &mut rng(1)).unwrap();
    }
    // Such a body is not for the other paths.
    let only = |pointer: &str, code| vec![(pointer.to_string(), code)];
    let apply = with(apply_body(), &[("type", json!("ROOT"))]);
    let error = resolve(&apply).read_end_entity(now()).unwrap_err();
    assert_eq!(error.violations()[0].kind(), &ViolationKind::UnknownMember);
    assert_eq!(refusals(Err::<(), _>(error)), only("/type", ErrorCode::CaType));
    let csr = with(csr_body(), &[("type", json!("ROOT"))]);
    assert_eq!(refusals(resolve(&csr).read_csr(now())), only("/type", ErrorCode::Parameter));
    let subordinate = resolve(&ca_body("ROOT")).read_subordinate(now());
    assert_eq!(refusals(subordinate), only("/type", ErrorCode::CaType));
}

#[test]
fn w9_a_ca_of_another_type_is_refused() {
    let authorities = authorities();
    for ca_type in [json!("root"), json!(null), json!(1)] {
        let json = with(ca_body("ROOT"), &[("type", ca_type)]);
        let resolved = body(&json).resolve(|id| authorities.get(&id)).unwrap();
        let found = refusals(resolved.read_ca(&Profile::default(), now()));
        assert_eq!(found, [("/type".to_string(), ErrorCode::CaType)], "{json}");
    }
}

#[test]
fn w9_unknown_members_are_refused_where_the_host_asks_for_it() {
    let authorities = authorities();
    let json = with(apply_body(), &[("subject_alternative_name", json!([]))]);
    let strict = body(&json).deny_unknown_members().resolve(|id| authorities.get(&id)).unwrap();
    let found = refusals(strict.read_end_entity(now()));
    assert_eq!(found, [("/subject_alternative_name".to_string(), ErrorCode::Parameter)]);
}

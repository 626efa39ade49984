//! K3 and K5: the traits that the compiler must derive, or not derive, for the types.

use std::sync::Arc;

use certmint::error::SignError;
use certmint::issuance::Grant;
use certmint::key::NoSigner;
use certmint::{
    Authority, Certificate, CertificateParams, Crl, CrlRequest, Csr, CsrRequest, EndEntityRequest, Error,
    Issued, Issuer, KeyAlgorithm, PrivateKey, Profile, PublicKey, RootRequest, SubordinateRequest,
    ToBeSigned,
};

/// Does not compile for a type that is `Clone`: `A` would be ambiguous.
trait NotClone<A> {
    fn is_not_clone() {}
}
struct IfClone;
impl<T: ?Sized> NotClone<()> for T {}
impl<T: Clone> NotClone<IfClone> for T {}

#[test]
fn k3_private_keys_and_what_is_to_be_signed_are_not_clone() {
    <PrivateKey as NotClone<_>>::is_not_clone();
    <Authority as NotClone<_>>::is_not_clone();
    <Issued as NotClone<_>>::is_not_clone();
    // Rule K5: completed at most once.
    <ToBeSigned as NotClone<_>>::is_not_clone();
    assert!(core::mem::needs_drop::<PrivateKey>());
}

#[test]
fn k3_everything_can_be_sent_and_shared_between_threads() {
    fn send_and_sync<T: Send + Sync + 'static>() {}
    send_and_sync::<PrivateKey>();
    // Types that a server shares among its threads.
    send_and_sync::<Arc<Authority>>();
    send_and_sync::<Authority>();
    send_and_sync::<Authority<NoSigner>>();
    send_and_sync::<Issuer>();
    // Types that move between threads while a request is in progress.
    send_and_sync::<CertificateParams>();
    send_and_sync::<EndEntityRequest>();
    send_and_sync::<EndEntityRequest<PublicKey>>();
    send_and_sync::<SubordinateRequest>();
    send_and_sync::<RootRequest>();
    send_and_sync::<CsrRequest>();
    send_and_sync::<CrlRequest>();
    send_and_sync::<Issued>();
    send_and_sync::<Certificate>();
    send_and_sync::<Crl>();
    send_and_sync::<ToBeSigned>();
    send_and_sync::<ToBeSigned<Crl>>();
    send_and_sync::<SignError>();
    send_and_sync::<Grant<KeyAlgorithm>>();
    send_and_sync::<Grant<PublicKey>>();
    send_and_sync::<Csr>();
    send_and_sync::<Profile>();
    send_and_sync::<Error>();
}

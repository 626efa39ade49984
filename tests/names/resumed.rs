//! K5: to-be-signed certificates with such names are taken up again.

use certmint::name::{AttributeType, AttributeValue, SubjectAlternativeName};
use certmint::{DistinguishedName, EndEntityRequest, KeyAlgorithm, Profile, ToBeSigned};
use toolkit::{now, rng, root, stock};

use crate::{oid, params};

#[test]
fn k5_names_of_every_kind_are_resumed() {
    let bits = [0x03, 0x02, 0x00, 0x80];
    let any = DistinguishedName::builder()
        .rdn([(AttributeType::UserId, "u"), (AttributeType::CommonName, "c")])
        .and_then(|name| name.attribute(oid("2.5.4.45"), AttributeValue::Der(&bits)))
        .expect("a name")
        .build();
    let names = vec![
        SubjectAlternativeName::user_principal_name("a@b").expect("a name"),
        SubjectAlternativeName::RegisteredId(oid("2.999")),
        SubjectAlternativeName::DirectoryName(any.clone()),
    ];
    let authority = root(KeyAlgorithm::Ec256);
    for subject in [any.clone(), DistinguishedName::builder().build()] {
        for params in [
            params(subject.clone(), names.clone()),
            params(subject, names.clone()).without_inherited_attributes(),
        ] {
            let key = stock::key(KeyAlgorithm::Ec256).public_key().clone();
            let request = EndEntityRequest::new(params).with_public_key(key).expect("a request");
            let grant = request.check(authority.issuer(), &Profile::default(), now()).expect("a grant");
            let stored = grant.to_be_signed(&mut rng(7)).expect("a certificate to sign");
            let resumed =
                ToBeSigned::resume(stored.as_bytes(), stored.certificate_id(), authority.issuer(), now())
                    .expect("what was written");
            assert_eq!(resumed.as_bytes(), stored.as_bytes());
            assert_eq!(resumed.fields().alternative_names(), names);
        }
    }
}

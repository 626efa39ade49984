//! W19: the parameters of lists.

use certmint::Error;
use certmint::error::{ErrorCode, ViolationKind};
use certmint::wire::{CaStatus, CaType, CertificateStatus, ListQuery, SortKey};

use toolkit::{only, refusals, refused};

type CaQuery = ListQuery<CaStatus>;
type CertificateQuery = ListQuery<CertificateStatus>;

fn of_cas(pairs: &[(&str, &str)]) -> Result<CaQuery, Error> {
    ListQuery::of_cas(pairs)
}

fn of_certificates(pairs: &[(&str, &str)]) -> Result<CertificateQuery, Error> {
    ListQuery::of_certificates(pairs)
}

#[test]
fn w19_without_parameters_the_ten_newest_are_listed() {
    let query = of_cas(&[]).expect("a query");
    assert_eq!(query, ListQuery::default());
    assert_eq!((query.limit, query.offset), (10, 0));
    assert_eq!((query.sort_key, query.descending), (SortKey::CreateTime, true));
    assert_eq!((query.name, query.status, query.ca_type), (None, None, None));
    assert_eq!(of_certificates(&[]).expect("a query"), ListQuery::default());
}

#[test]
fn w19_an_empty_parameter_counts_as_absent_and_an_unknown_one_is_ignored() {
    let names = ["limit", "offset", "name", "status", "type", "sort_key", "sort_dir"];
    let empty: Vec<_> = names.iter().map(|name| (*name, "")).chain([("colour", "red")]).collect();
    assert_eq!(of_cas(&empty).expect("a query"), ListQuery::default());
    assert_eq!(of_certificates(&empty).expect("a query"), ListQuery::default());
    // Certificates have no type.
    assert_eq!(of_certificates(&[("type", "LEAF")]).expect("a query"), ListQuery::default());
}

#[test]
fn w19_all_parameters_are_read() {
    let pairs = [
        ("limit", "1000"),
        ("offset", "7"),
        ("name", "100%_é"),
        ("status", "ACTIVED"),
        ("type", "SUBORDINATE"),
        ("sort_key", "not_after"),
        ("sort_dir", "ASC"),
    ];
    let expected = ListQuery {
        limit: 1_000,
        offset: 7,
        name: Some("100%_é".into()),
        status: Some(CaStatus::Active),
        ca_type: Some(CaType::Subordinate),
        sort_key: SortKey::NotAfter,
        descending: false,
    };
    assert_eq!(of_cas(&pairs).expect("a query"), expected);
    let owned: Vec<(String, String)> = pairs.map(|(name, value)| (name.into(), value.into())).into();
    assert_eq!(ListQuery::of_cas(&owned).expect("a query"), expected);
}

#[test]
fn w19_states_and_keys_are_those_of_the_list() {
    for status in CaStatus::ALL {
        let query = of_cas(&[("status", status.as_str())]).expect("a query");
        assert_eq!(query.status, Some(status));
        assert_eq!(serde_json::to_value(status).expect("JSON"), status.as_str());
        assert_eq!(status.to_string(), status.as_str());
    }
    for status in CertificateStatus::ALL {
        let query = of_certificates(&[("status", status.as_str())]).expect("a query");
        assert_eq!(query.status, Some(status));
        assert_eq!(serde_json::to_value(status).expect("JSON"), status.as_str());
        assert_eq!(status.to_string(), status.as_str());
    }
    for (key, of_a_ca, of_a_certificate) in [
        ("create_time", true, true),
        ("common_name", true, true),
        ("not_after", true, true),
        ("type", true, false),
        ("issuer_name", false, true),
        ("ca_id", false, false),
        ("CREATE_TIME", false, false),
    ] {
        assert_eq!(of_cas(&[("sort_key", key)]).is_ok(), of_a_ca, "{key}");
        let query = of_certificates(&[("sort_key", key)]);
        assert_eq!(query.is_ok(), of_a_certificate, "{key}");
        assert!(query.is_err() || query.unwrap().sort_key.as_str() == key);
    }
}

#[test]
fn w19_every_wrong_parameter_is_a_violation() {
    for (name, value) in [
        ("limit", "0"),
        ("limit", "1001"),
        ("limit", "-1"),
        ("limit", "1.5"),
        ("limit", "x"),
        ("limit", "18446744073709551616"),
        ("offset", "-1"),
        ("offset", "100000001"),
        ("offset", "18446744073709551615"),
        ("status", "issued"),
        ("sort_dir", "asc"),
        ("sort_dir", "ASC, 1"),
        ("sort_key", "create_time;"),
    ] {
        let expected = [(format!("?{name}"), ErrorCode::Parameter)];
        assert_eq!(refusals(of_cas(&[(name, value)])), expected, "{name}={value}");
        assert_eq!(refusals(of_certificates(&[(name, value)])), expected, "{name}={value}");
    }
    let kind = ViolationKind::OutOfRange { found: 0, min: 1, max: 1_000 };
    assert_eq!(refused(of_cas(&[("limit", "0")])), only("?limit", ErrorCode::Parameter, kind));
    let wrong = [("sort_dir", "UP"), ("type", "LEAF"), ("offset", "x"), ("limit", "")];
    let mut pointers: Vec<_> = refusals(of_cas(&wrong)).into_iter().map(|(pointer, _)| pointer).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["?offset", "?sort_dir", "?type"]);
    let error = of_cas(&wrong).unwrap_err();
    assert_eq!((error.code().as_str(), error.code().http_status()), ("PCA.00020001", 400));
}

#[test]
fn w19_a_parameter_that_occurs_twice_is_refused() {
    let found = refused(of_cas(&[("limit", "5"), ("limit", "5")]));
    assert_eq!(found, only("?limit", ErrorCode::Parameter, ViolationKind::DuplicateMember));
}

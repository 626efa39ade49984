//! W17: tags.

use certmint::error::{ErrorCode, HostBodyError};
use certmint::wire::{Body, Tag};
use serde_json::{Value, json};

use toolkit::{only, refusals};

fn read(tags: Value) -> Result<Vec<Tag>, certmint::Error> {
    Body::from_json(json!({ "tags": tags }).to_string().as_bytes())?.read_tags()
}

fn numbered(count: usize) -> Value {
    (0..count).map(|number| json!({ "key": number.to_string() })).collect()
}

#[test]
fn w17_tags_are_read_with_and_without_a_value_and_written_with_one() {
    let tags = read(json!([
        { "key": "k", "value": "v" },
        { "key": "absent" },
        { "key": "empty", "value": "" },
        { "key": "null", "value": null },
        { "key": "é".repeat(128), "value": "é".repeat(255) },
    ]));
    assert_eq!(
        serde_json::to_value(tags.expect("tags")).expect("JSON"),
        json!([
            { "key": "k", "value": "v" },
            { "key": "absent", "value": "" },
            { "key": "empty", "value": "" },
            { "key": "null", "value": "" },
            { "key": "é".repeat(128), "value": "é".repeat(255) },
        ])
    );
    assert_eq!(read(json!([])).expect("no tags"), []);
    assert_eq!(read(numbered(20)).expect("tags").len(), 20);
}

#[test]
fn w17_other_tags_are_refused_where_the_fault_is() {
    for (tags, pointer) in [
        (json!(null), "/tags"),
        (json!({ "key": "k" }), "/tags"),
        (numbered(21), "/tags"),
        (json!([{ "key": "a" }, "b"]), "/tags/1"),
        (json!([{ "value": "v" }]), "/tags/0/key"),
        (json!([{ "key": "" }]), "/tags/0/key"),
        (json!([{ "key": "k".repeat(129) }]), "/tags/0/key"),
        (json!([{ "key": 1 }]), "/tags/0/key"),
        (json!([{ "key": "k", "value": "v".repeat(256) }]), "/tags/0/value"),
        (json!([{ "key": "k", "value": 1 }]), "/tags/0/value"),
    ] {
        assert_eq!(refusals(read(tags.clone())), [(pointer.to_string(), ErrorCode::Parameter)], "{tags}");
    }
    let twice = read(json!([{ "key": "k", "value": "1" }, { "key": "K" }, { "key": "k", "value": "2" }]));
    let expected = only("/tags/2/key", ErrorCode::Parameter, HostBodyError::RepeatedTag.into());
    assert_eq!(toolkit::refused(twice), expected);
}

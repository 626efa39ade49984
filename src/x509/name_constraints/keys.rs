//! Sorted sets of octet strings, in which one binary search tells whether one string starts
//! another.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// Octet strings in ascending order, each once.
///
/// A sorted vector, because a lookup asks for the nearest string and not only for an equal one. Its
/// cost does not depend on a hash function, so no choice of subtrees makes it slow.
#[derive(Debug)]
pub(super) struct KeySet(Vec<Box<[u8]>>);

impl KeySet {
    /// What `write` appends for each of the items.
    pub(super) fn distinct<T>(
        items: impl Iterator<Item = T> + Clone,
        write: impl Fn(T, &mut Vec<u8>),
    ) -> Self {
        Self::of(items, write, |key, before| key == before)
    }

    /// What `write` appends for each of the items, unless it starts with what `write` appends for
    /// another item.
    pub(super) fn shortest<T>(
        items: impl Iterator<Item = T> + Clone,
        write: impl Fn(T, &mut Vec<u8>),
    ) -> Self {
        Self::of(items, write, |key, before| key.starts_with(before))
    }

    /// Drops each key that `is_left_out` beside the key before it. Items are counted first, so that
    /// the memory of the issuer's certificate bounds that of the set.
    fn of<T>(
        items: impl Iterator<Item = T> + Clone,
        write: impl Fn(T, &mut Vec<u8>),
        is_left_out: impl Fn(&[u8], &[u8]) -> bool,
    ) -> Self {
        let mut keys: Vec<Box<[u8]>> = Vec::with_capacity(items.clone().count());
        let mut key = Vec::new();
        keys.extend(items.map(|item| {
            key.clear();
            write(item, &mut key);
            Box::from(key.as_slice())
        }));
        keys.sort_unstable();
        keys.dedup_by(|key, before| is_left_out(key, before));
        keys.shrink_to_fit();
        Self(keys)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many are at most `key`.
    fn rank(&self, key: &[u8]) -> usize {
        // With `partition_point`, which has no branches, each step waits for the octets of the step
        // before: searches among 250 keys take 2.5 times as long.
        let (mut low, mut high) = (0, self.0.len());
        while low < high {
            let middle = low.midpoint(high);
            if *self.0[middle] <= *key { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The last one that is at most `key`.
    fn last_up_to(&self, key: &[u8]) -> Option<&[u8]> {
        self.0[..self.rank(key)].last().map(Box::as_ref)
    }

    pub(super) fn contains(&self, key: &[u8]) -> bool {
        self.last_up_to(key) == Some(key)
    }

    /// The one that `key` starts with, in a set made by [`KeySet::shortest`]. Everything between
    /// that one and `key` would start with it, too, so no search further back is needed.
    pub(super) fn start_of(&self, key: &[u8]) -> Option<&[u8]> {
        self.last_up_to(key).filter(|start| key.starts_with(start))
    }

    /// Whether there is one that starts with `key`.
    pub(super) fn has_start(&self, key: &[u8]) -> bool {
        self.contains(key) || self.0[self.rank(key)..].first().is_some_and(|next| next.starts_with(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distinct(of: &[&str]) -> KeySet {
        KeySet::distinct(of.iter(), |key, octets| octets.extend_from_slice(key.as_bytes()))
    }

    fn shortest(of: &[&str]) -> KeySet {
        KeySet::shortest(of.iter(), |key, octets| octets.extend_from_slice(key.as_bytes()))
    }

    fn all(set: &KeySet) -> Vec<&str> {
        set.0.iter().map(|key| core::str::from_utf8(key).expect("text")).collect()
    }

    #[test]
    fn a3_keys_are_sorted_and_there_once() {
        let keys = ["b.", "a.b.", "a.", "a.b.", "ab.", "b.c.d."];
        assert_eq!(all(&distinct(&keys)), ["a.", "a.b.", "ab.", "b.", "b.c.d."]);
        assert_eq!(all(&shortest(&keys)), ["a.", "ab.", "b."]);
        assert!(!distinct(&keys).is_empty() && distinct(&[]).is_empty());
    }

    #[test]
    fn a3_one_search_finds_what_a_key_starts_with() {
        let (contained_in, started_by) =
            (distinct(&["b.", "a.b.", "a.x.y."]), shortest(&["b.", "a.b.", "a.x.y.", "a.b.c."]));
        for (key, contained, start, has_start) in [
            ("a.", false, None, true),
            ("a.b.", true, Some("a.b."), true),
            ("a.b.c.", false, Some("a.b."), false),
            ("a.b.zz.", false, Some("a.b."), false),
            ("a.c.", false, None, false),
            ("a.x.", false, None, true),
            ("b.", true, Some("b."), true),
            ("c.", false, None, false),
            ("", false, None, true),
        ] {
            assert_eq!(contained_in.contains(key.as_bytes()), contained, "{key}");
            assert_eq!(started_by.start_of(key.as_bytes()), start.map(str::as_bytes), "{key}");
            assert_eq!(started_by.has_start(key.as_bytes()), has_start, "{key}");
        }
        // The empty key starts every other.
        let of_all = shortest(&["", "a."]);
        assert_eq!((of_all.start_of(b"b."), of_all.start_of(b"")), (Some(&b""[..]), Some(&b""[..])));
        assert!(!shortest(&[]).has_start(b"") && shortest(&[]).start_of(b"a").is_none());
    }
}

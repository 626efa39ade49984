//! Sorted sets of octet strings. One binary search finds whether one string is a prefix of another.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// Octet strings in ascending order, without duplicates.
///
/// A sorted vector, because a lookup needs the nearest string and not only an equal one. Its cost
/// does not depend on a hash function, so no choice of subtrees can slow it down.
#[derive(Debug)]
pub(super) struct KeySet(Vec<Box<[u8]>>);

impl KeySet {
    /// Creates the set of what `write` appends for each item.
    pub(super) fn distinct<T>(
        items: impl Iterator<Item = T> + Clone,
        write: impl Fn(T, &mut Vec<u8>),
    ) -> Self {
        Self::of(items, write, |key, before| key == before)
    }

    /// Creates the set of what `write` appends for each item, without strings that start with
    /// another string of the set.
    pub(super) fn shortest<T>(
        items: impl Iterator<Item = T> + Clone,
        write: impl Fn(T, &mut Vec<u8>),
    ) -> Self {
        Self::of(items, write, |key, before| key.starts_with(before))
    }

    /// Drops each key for which `is_left_out` holds with the key before it. Items are counted
    /// first, so that the size of the issuer's certificate bounds the memory of the set.
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

    /// Returns the number of keys up to and including `key`.
    fn rank(&self, key: &[u8]) -> usize {
        // `partition_point` has no branches, so each step waits for the octets that the step before
        // loads: searches among 250 keys then take 2.5 times as long.
        let (mut low, mut high) = (0, self.0.len());
        while low < high {
            let middle = low.midpoint(high);
            if *self.0[middle] <= *key { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Returns the last key up to and including `key`.
    fn last_up_to(&self, key: &[u8]) -> Option<&[u8]> {
        self.0[..self.rank(key)].last().map(Box::as_ref)
    }

    pub(super) fn contains(&self, key: &[u8]) -> bool {
        self.last_up_to(key) == Some(key)
    }

    /// Returns the prefix of `key` in a set made by [`KeySet::shortest`]. Everything between the
    /// prefix and `key` would also start with it, so one search is enough.
    pub(super) fn start_of(&self, key: &[u8]) -> Option<&[u8]> {
        self.last_up_to(key).filter(|start| key.starts_with(start))
    }

    /// Returns whether the set has a key that starts with `key`.
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
        // The empty key is a prefix of all others.
        let of_all = shortest(&["", "a."]);
        assert_eq!((of_all.start_of(b"b."), of_all.start_of(b"")), (Some(&b""[..]), Some(&b""[..])));
        assert!(!shortest(&[]).has_start(b"") && shortest(&[]).start_of(b"a").is_none());
    }
}

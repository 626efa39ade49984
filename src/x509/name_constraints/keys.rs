//! Sets of octet strings, of which one search tells whether one of them starts another.

use alloc::vec::Vec;

/// Octet strings one after the other.
#[derive(Debug)]
struct Keys {
    octets: Vec<u8>,
    ends: Vec<usize>,
}

impl Keys {
    fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.octets);
        self.ends.push(self.octets.len());
    }

    fn get(&self, position: usize) -> &[u8] {
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.octets[start..self.ends[position]]
    }
}

/// Octet strings in their order, each once.
#[derive(Debug)]
pub(super) struct KeySet(Keys);

impl KeySet {
    /// What `write` appends for each of the items.
    pub(super) fn distinct<T>(
        items: impl Iterator<Item = T> + Clone,
        write: impl Fn(T, &mut Vec<u8>),
    ) -> Self {
        Self::of(items, write, |key, before| key == before)
    }

    /// What `write` appends for each of the items, unless it starts with what it appends for another one.
    pub(super) fn shortest<T>(
        items: impl Iterator<Item = T> + Clone,
        write: impl Fn(T, &mut Vec<u8>),
    ) -> Self {
        Self::of(items, write, |key, before| key.starts_with(before))
    }

    /// Leaves a key out beside the one before it. Items are counted first, so that no memory is taken twice.
    fn of<T>(
        items: impl Iterator<Item = T> + Clone,
        write: impl Fn(T, &mut Vec<u8>),
        is_left_out: impl Fn(&[u8], &[u8]) -> bool,
    ) -> Self {
        let count = items.clone().count();
        let mut keys = Keys { octets: Vec::new(), ends: Vec::with_capacity(count) };
        items.for_each(|item| keys.push(|octets| write(item, octets)));
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_unstable_by_key(|position| keys.get(*position));
        order.dedup_by(|position, before| is_left_out(keys.get(*position), keys.get(*before)));
        let octets = order.iter().map(|position| keys.get(*position).len()).sum();
        let mut sorted = Keys { octets: Vec::with_capacity(octets), ends: Vec::with_capacity(order.len()) };
        for position in order {
            sorted.push(|octets| octets.extend_from_slice(keys.get(position)));
        }
        Self(sorted)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.ends.is_empty()
    }

    /// How many are at most `key`.
    fn rank(&self, key: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.0.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.0.get(middle) <= key { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The last one that is at most `key`.
    fn last_up_to(&self, key: &[u8]) -> Option<&[u8]> {
        self.rank(key).checked_sub(1).map(|position| self.0.get(position))
    }

    pub(super) fn contains(&self, key: &[u8]) -> bool {
        self.last_up_to(key) == Some(key)
    }

    /// The one that `key` starts with, in a set of [`KeySet::shortest`]. All that lies between it and `key` would start
    /// with it, too, so that no search back is needed.
    pub(super) fn start_of(&self, key: &[u8]) -> Option<&[u8]> {
        self.last_up_to(key).filter(|start| key.starts_with(start))
    }

    /// Whether there is one that starts with `key`.
    pub(super) fn has_start(&self, key: &[u8]) -> bool {
        let next = self.rank(key);
        self.contains(key) || (next < self.0.ends.len() && self.0.get(next).starts_with(key))
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
        (0..set.0.ends.len()).map(|at| core::str::from_utf8(set.0.get(at)).expect("text")).collect()
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

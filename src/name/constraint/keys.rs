//! Sets of octet strings, of which one search tells whether one of them starts another.

use alloc::vec::Vec;

/// Octet strings in the order in which they are added.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    octets: Vec<u8>,
    ends: Vec<usize>,
}

impl Keys {
    /// Adds the octets that `write` appends.
    pub(super) fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.octets);
        self.ends.push(self.octets.len());
    }

    fn get(&self, position: usize) -> &[u8] {
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.octets[start..self.ends[position]]
    }

    /// Those that are not left out beside the one before them, in order.
    fn sorted(&self, is_left_out: impl Fn(&[u8], &[u8]) -> bool) -> KeySet {
        let mut order: Vec<usize> = (0..self.ends.len()).collect();
        order.sort_unstable_by_key(|position| self.get(*position));
        order.dedup_by(|position, before| is_left_out(self.get(*position), self.get(*before)));
        let mut sorted = Self {
            octets: Vec::with_capacity(order.iter().map(|position| self.get(*position).len()).sum()),
            ends: Vec::with_capacity(order.len()),
        };
        for position in order {
            sorted.push(|octets| octets.extend_from_slice(self.get(position)));
        }
        KeySet(sorted)
    }

    /// Each of them once.
    pub(super) fn distinct(&self) -> KeySet {
        self.sorted(|key, before| key == before)
    }

    /// Those that do not start with another one.
    pub(super) fn shortest(&self) -> KeySet {
        self.sorted(|key, before| key.starts_with(before))
    }
}

/// Octet strings in their order, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct KeySet(Keys);

impl KeySet {
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

    /// The one that `key` starts with, in a set of [`Keys::shortest`]. All that lies between it and `key` would start
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

    fn keys(of: &[&str]) -> Keys {
        let mut keys = Keys::default();
        of.iter().for_each(|key| keys.push(|octets| octets.extend_from_slice(key.as_bytes())));
        keys
    }

    fn all(set: &KeySet) -> Vec<&str> {
        (0..set.0.ends.len()).map(|at| core::str::from_utf8(set.0.get(at)).expect("text")).collect()
    }

    #[test]
    fn a3_keys_are_sorted_and_there_once() {
        let keys = keys(&["b.", "a.b.", "a.", "a.b.", "ab.", "b.c.d."]);
        assert_eq!(all(&keys.distinct()), ["a.", "a.b.", "ab.", "b.", "b.c.d."]);
        assert_eq!(all(&keys.shortest()), ["a.", "ab.", "b."]);
        assert!(!keys.distinct().is_empty() && KeySet::default().is_empty());
    }

    #[test]
    fn a3_one_search_finds_what_a_key_starts_with() {
        let distinct = keys(&["b.", "a.b.", "a.x.y."]).distinct();
        let shortest = keys(&["b.", "a.b.", "a.x.y.", "a.b.c."]).shortest();
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
            assert_eq!(distinct.contains(key.as_bytes()), contained, "{key}");
            assert_eq!(shortest.start_of(key.as_bytes()), start.map(str::as_bytes), "{key}");
            assert_eq!(shortest.has_start(key.as_bytes()), has_start, "{key}");
        }
        // The empty key starts every other.
        let of_all = keys(&["", "a."]).shortest();
        assert_eq!((of_all.start_of(b"b."), of_all.start_of(b"")), (Some(&b""[..]), Some(&b""[..])));
        assert!(!KeySet::default().has_start(b"") && KeySet::default().start_of(b"a").is_none());
    }
}

//! Keys beyond the API's, as keys of issuers, of subjects, and of both.

use certmint::{Authority, HashAlgorithm, KeyAlgorithm};
use toolkit::years;

use crate::authorities::{Ca, CaContents, below_rsa_8192, issuer_extensions, root};
use crate::contents::server;
use crate::keys::{Holder, all_algorithms, further, hashes};
use crate::paths::{Entity, Kind, Maker, a_day_later};

impl Maker {
    /// Each key with each issuer key and hash, if one of the keys is beyond the API: a CA below a
    /// root, and an end entity that has the key of the root below a CA that has the key. Both kinds
    /// of each take turns.
    pub(crate) fn every_further_combination(&mut self) {
        let further = further();
        for issuer in all_algorithms() {
            for hash in hashes(issuer) {
                let by = format!("{}-{}", issuer.as_str(), hash.as_str());
                let top = root(&format!("Further Root {by}"), issuer, *hash, Some(1), &[], &mut self.rng);
                let top = if *hash == HashAlgorithm::Sha512 {
                    top.with_extensions(issuer_extensions())
                } else {
                    top
                };
                if further.contains(&issuer) {
                    self.add_ca(format!("root-{by}"), Kind::Root, &top, a_day_later());
                }
                for key in all_algorithms() {
                    if further.contains(&issuer) || further.contains(&key) {
                        self.further_ca(&top, key, issuer, *hash);
                    }
                }
            }
        }
    }

    fn further_ca(&mut self, top: &Authority, key: KeyAlgorithm, issuer: KeyAlgorithm, hash: HashAlgorithm) {
        let kinds = [(Kind::Subordinate, Kind::Apply), (Kind::Intermediate, Kind::Csr)];
        let (kind, kind_below) = kinds[self.paths.len() / 2 % 2];
        let name = format!("{kind:?}-{}-by-{}-{}", key.as_str(), issuer.as_str(), hash.as_str());
        let name = name.to_lowercase();
        let contents = self.ca_contents.next().expect("a cycle");
        let ca =
            Ca { name: &name, contents, key, holder: Holder::Ca, hash, path_length: 0, validity: years(20) };
        let ca = match kind {
            Kind::Subordinate => ca.subordinate(top, &mut self.rng),
            _ => ca.intermediate(top, &mut self.rng),
        };
        self.add_ca(name.clone(), kind, &ca, a_day_later());
        // An issuer without a hash has one CA with each key, below which all hashes are needed.
        let hashes = if hashes(issuer).len() == 1 { hashes(key) } else { &[hash] };
        for hash in hashes {
            let is_bounded = matches!(contents, CaContents::Constrained | CaContents::ForServers);
            let contents = if is_bounded { server() } else { self.contents(kind_below) };
            let entity = Entity {
                above: name.clone(),
                issuer: &ca,
                kind: kind_below,
                contents,
                key: issuer,
                hash: *hash,
            };
            self.entity(&entity);
        }
    }

    /// Below a CA that is below a root with an RSA key of 8192 bits.
    pub(crate) fn below_rsa_8192(&mut self) {
        let issuer = below_rsa_8192();
        for (position, key) in all_algorithms().into_iter().enumerate() {
            let kind = [Kind::Apply, Kind::Csr][position % 2];
            let contents = self.contents(kind);
            let hash = HashAlgorithm::ALL[position % 3];
            self.entity(&Entity { above: "rsa8192".into(), issuer: &issuer, kind, contents, key, hash });
        }
    }
}

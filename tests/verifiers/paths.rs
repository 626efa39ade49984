//! All certificates, each with its chain and the use for which a verifier must accept it.

use std::sync::OnceLock;

use certmint::issuer::IssuerExtensions;
use certmint::key::KeyType;
use certmint::rand_core::SeedableRng;
use certmint::request::ValidityUnit;
use certmint::time::{Duration, UtcDateTime};
use certmint::{Authority, Certificate, HashAlgorithm, Issued, KeyAlgorithm, PrivateKey, RequestedValidity};
use rand_chacha::ChaCha20Rng;

use crate::authorities::{Ca, CaContents, issuer_extensions, root};
use crate::contents::{
    Contents, Purpose, code_signer, compressed_key, of_apply, of_csrs, server, uuid_identifier,
};
use crate::keys::{Holder, all_algorithms, compressed, further, rsa_key};
use toolkit::{now, years};

/// The kind of request for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Root,
    Subordinate,
    Intermediate,
    Apply,
    Csr,
}

/// A certificate and its chain up to the root.
#[derive(Clone)]
pub(crate) struct Path {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) chain: Vec<Certificate>,
    pub(crate) purpose: Purpose,
    pub(crate) servers: &'static [&'static str],
    /// The extensions that its issuer adds.
    pub(crate) extensions: IssuerExtensions,
    /// The time at which to verify it.
    pub(crate) at: UtcDateTime,
}

/// All paths, the same in every run except for signatures by a backend that adds its own
/// randomness.
pub(crate) fn all() -> &'static [Path] {
    static MADE: OnceLock<Vec<Path>> = OnceLock::new();
    MADE.get_or_init(|| {
        let mut maker = Maker::new();
        maker.every_combination();
        maker.every_further_combination();
        maker.below_rsa_8192();
        maker.deep();
        maker.singular();
        maker.across_2050();
        maker.paths
    })
}

pub(crate) fn a_day_later() -> UtcDateTime {
    now() + Duration::DAY
}

/// An end entity to issue.
pub(crate) struct Entity<'a> {
    /// A description of its chain.
    pub(crate) above: String,
    pub(crate) issuer: &'a Authority,
    pub(crate) kind: Kind,
    pub(crate) contents: Contents,
    pub(crate) key: KeyAlgorithm,
    pub(crate) hash: HashAlgorithm,
}

pub(crate) struct Maker {
    pub(crate) rng: ChaCha20Rng,
    pub(crate) paths: Vec<Path>,
    of_apply: std::iter::Cycle<std::vec::IntoIter<Contents>>,
    of_csrs: std::iter::Cycle<std::vec::IntoIter<Contents>>,
    pub(crate) ca_contents: std::iter::Cycle<std::array::IntoIter<CaContents, 4>>,
}

impl Maker {
    fn new() -> Self {
        Self {
            rng: ChaCha20Rng::from_seed([110; 32]),
            paths: Vec::new(),
            of_apply: of_apply().into_iter().cycle(),
            of_csrs: of_csrs().into_iter().cycle(),
            ca_contents: CaContents::OF_SERVERS.into_iter().cycle(),
        }
    }

    /// Each key of the API with each issuer key and hash: two CAs, two end entities below other CAs with that
    /// issuer's key, and two directly below a root. A root is signed with its own key.
    fn every_combination(&mut self) {
        for issuer in KeyAlgorithm::API {
            for hash in HashAlgorithm::ALL {
                // Every third root adds the location of its CRL, and so do the CAs below it.
                let speaks = hash == HashAlgorithm::Sha384;
                let path_length = [None, Some(1), Some(6)][hash as usize];
                let by = format!("{}-{}", issuer.as_str(), hash.as_str());
                let top = root(&format!("Root {by}"), issuer, hash, path_length, &[], &mut self.rng);
                let top = if speaks { top.with_extensions(issuer_extensions()) } else { top };
                self.add_ca(format!("root-{by}"), Kind::Root, &top, a_day_later());
                for key in KeyAlgorithm::API {
                    let name = format!("{}-by-{by}", key.as_str());
                    self.cas(&name, &top, speaks, (key, issuer, hash));
                    self.entities(&name, "root", &top, (key, hash));
                }
            }
        }
    }

    /// Two CAs, each with a certificate whose key has the algorithm of the CA's issuer.
    fn cas(
        &mut self,
        name: &str,
        top: &Authority,
        speaks: bool,
        (key, issuer, hash): (KeyAlgorithm, KeyAlgorithm, HashAlgorithm),
    ) {
        let contents = self.ca_contents.next().expect("a cycle");
        for kind in [Kind::Subordinate, Kind::Intermediate] {
            let name = format!("{kind:?}-{name}").to_lowercase();
            let ca = Ca {
                name: &name,
                contents,
                key,
                holder: Holder::Ca,
                hash,
                path_length: 0,
                validity: years(20),
            };
            let ca = match kind {
                Kind::Subordinate => ca.subordinate(top, &mut self.rng),
                _ => ca.intermediate(top, &mut self.rng),
            };
            let ca = if speaks { ca.with_extensions(issuer_extensions()) } else { ca };
            self.add_ca(name.clone(), kind, &ca, a_day_later());
            let is_bounded = matches!(contents, CaContents::Constrained | CaContents::ForServers);
            let kind = if kind == Kind::Subordinate { Kind::Apply } else { Kind::Csr };
            let contents = if is_bounded { server() } else { self.contents(kind) };
            self.entity(&Entity { above: name, issuer: &ca, kind, contents, key: issuer, hash });
        }
        // The next CAs with this key are others.
        if key == KeyAlgorithm::Ec384 {
            self.ca_contents.next();
        }
    }

    /// An end entity for each kind of request.
    fn entities(
        &mut self,
        name: &str,
        above: &str,
        issuer: &Authority,
        (key, hash): (KeyAlgorithm, HashAlgorithm),
    ) {
        for kind in [Kind::Apply, Kind::Csr] {
            let contents = self.contents(kind);
            self.entity(&Entity { above: format!("{above}-{name}"), issuer, kind, contents, key, hash });
        }
    }

    pub(crate) fn contents(&mut self, kind: Kind) -> Contents {
        if kind == Kind::Apply { self.of_apply.next() } else { self.of_csrs.next() }.expect("a cycle")
    }

    /// Issues it for one of several periods, from an hour, verified at its first second, to twenty
    /// years.
    pub(crate) fn entity(&mut self, entity: &Entity<'_>) {
        let (validity, at) = match self.paths.len() % 4 {
            0 => (RequestedValidity::new(ValidityUnit::Hour, 1), now()),
            1 => (RequestedValidity::new(ValidityUnit::Day, 90), a_day_later()),
            2 => (RequestedValidity::new(ValidityUnit::Month, 13), a_day_later()),
            _ => (RequestedValidity::new(ValidityUnit::Year, 20), now() + 365 * Duration::DAY),
        };
        self.entity_at(entity, now(), validity.expect("a period"), at);
    }

    /// Issues it, generating a key unless it is an RSA key.
    fn entity_at(
        &mut self,
        entity: &Entity<'_>,
        now: UtcDateTime,
        validity: RequestedValidity,
        at: UtcDateTime,
    ) {
        let Entity { issuer, contents, key, hash, .. } = entity;
        let rng = &mut self.rng;
        let issued = match (entity.kind, rsa_key(*key, Holder::Entity)) {
            (Kind::Csr, made) => {
                let key = made.unwrap_or_else(|| PrivateKey::generate(*key, rng).expect("a key"));
                issuer.issue(&contents.csr_request(&key, *hash, validity), now, rng)
            }
            (_, None) => issuer.issue(&contents.apply_request(*key, *hash, validity), now, rng),
            (_, Some(made)) => {
                let request = contents.apply_request(*key, *hash, validity);
                let request = request.with_public_key(made.public_key().clone());
                issuer.issue(&request.expect("a key of the algorithm"), now, rng)
            }
        };
        self.add(entity, &issued.expect("an end entity"), at);
    }

    /// Issues it for an EC key with a compressed point.
    fn entity_of_compressed_key(&mut self, entity: &Entity<'_>) {
        let key = PrivateKey::generate(entity.key, &mut self.rng).expect("a key");
        let request = entity.contents.apply_request(entity.key, entity.hash, years(1));
        let request = request.with_public_key(compressed(key.public_key())).expect("a key of the algorithm");
        let issued = entity.issuer.issue(&request, now(), &mut self.rng).expect("an end entity");
        self.add(entity, &issued, a_day_later());
    }

    fn add(&mut self, entity: &Entity<'_>, issued: &Issued, at: UtcDateTime) {
        let Entity { above, issuer, kind, contents, key, hash } = entity;
        let name = format!("{kind:?}-{}-{}-below-{above}-{}", key.as_str(), hash.as_str(), contents.name);
        self.paths.push(Path {
            name: name.to_lowercase(),
            kind: *kind,
            chain: issued.chain().cloned().collect(),
            purpose: contents.purpose,
            servers: contents.servers,
            extensions: issuer.issuer().extensions().clone(),
            at,
        });
    }

    pub(crate) fn add_ca(&mut self, name: String, kind: Kind, ca: &Authority, at: UtcDateTime) {
        let chain = ca.issuer().chain().to_vec();
        let name = name.to_lowercase();
        let extensions = IssuerExtensions::default();
        self.paths.push(Path { name, kind, chain, purpose: Purpose::Ca, servers: &[], extensions, at });
    }

    /// Times before and after 2050, where UTCTime ends (rule V5).
    fn across_2050(&mut self) {
        let hash = HashAlgorithm::Sha256;
        let day = |text: &str| at(text);
        for key in KeyAlgorithm::API {
            let name = format!("2050-{}", key.as_str());
            let top = root(&format!("Root {name}"), key, hash, None, &[], &mut self.rng);
            // The longest validity whose end lies within that of the root.
            let validity = years(20).with_not_before(day("2036-01-01"));
            let ca = Ca {
                name: &name,
                contents: CaContents::Minimal,
                key,
                holder: Holder::Ca,
                hash,
                path_length: 0,
                validity,
            };
            let ca = ca.subordinate(&top, &mut self.rng);
            self.add_ca(format!("subordinate-{name}"), Kind::Subordinate, &ca, day("2049-12-31"));
            for (from, at) in
                [("2049-06-01", "2049-12-31"), ("2049-12-31", "2050-01-01"), ("2050-01-01", "2050-06-01")]
            {
                for kind in [Kind::Apply, Kind::Csr] {
                    let above = format!("{name}-from-{from}");
                    let entity = Entity { above, issuer: &ca, kind, contents: server(), key, hash };
                    self.entity_at(&entity, day(from), years(1), day(at));
                }
            }
        }
    }

    /// Features that some verifiers require and some do not support.
    fn singular(&mut self) {
        let hash = HashAlgorithm::Sha384;
        for key in all_algorithms() {
            let name = format!("code-{}", key.as_str());
            let contents = CaContents::ForCode;
            // NSS requires the purpose of the root, too.
            let top = root(&format!("Root {name}"), key, hash, None, contents.purposes(), &mut self.rng);
            let holder = Holder::Ca;
            let ca = Ca { name: &name, contents, key, holder, hash, path_length: 0, validity: years(20) };
            let ca = ca.subordinate(&top, &mut self.rng);
            self.add_ca(format!("subordinate-{name}"), Kind::Subordinate, &ca, a_day_later());
            for (kind, contents) in
                [(Kind::Apply, code_signer()), (Kind::Csr, code_signer()), (Kind::Apply, uuid_identifier())]
            {
                self.entity(&Entity { above: name.clone(), issuer: &ca, kind, contents, key, hash });
            }
            if let KeyType::Ec(_) = key.key_type() {
                let contents = compressed_key();
                let entity = Entity { above: name, issuer: &ca, kind: Kind::Apply, contents, key, hash };
                self.entity_of_compressed_key(&entity);
            }
        }
    }

    /// Three CAs below a root, each with a path length one less than the one above (rule A2). The
    /// keys are of one algorithm of the API, or of all others in turn.
    fn deep(&mut self) {
        let further = further();
        let of_api = KeyAlgorithm::API.map(|key| (key.as_str(), vec![key; 4]));
        let mixed = (0..further.len()).map(|start| {
            let keys = further.iter().cycle().skip(start).take(4).copied();
            (further[start].as_str(), keys.collect::<Vec<_>>())
        });
        for (name, keys) in of_api.into_iter().chain(mixed) {
            self.below_each_other(&format!("deep-{name}"), keys.try_into().expect("four keys"));
        }
    }

    fn below_each_other(&mut self, name: &str, [top, keys @ ..]: [KeyAlgorithm; 4]) {
        let hash = HashAlgorithm::Sha512;
        let mut above = root(&format!("Root {name}"), top, hash, Some(3), &[], &mut self.rng);
        for ((path_length, holder), key) in
            [(2, Holder::Ca), (1, Holder::CaBelow), (0, Holder::Ca)].into_iter().zip(keys)
        {
            let name = format!("{name}-{path_length}");
            let contents = CaContents::Minimal;
            let ca = Ca { name: &name, contents, key, holder, hash, path_length, validity: years(20) };
            let (ca, kind) = if path_length == 1 {
                (ca.intermediate(&above, &mut self.rng), Kind::Intermediate)
            } else {
                (ca.subordinate(&above, &mut self.rng), Kind::Subordinate)
            };
            self.add_ca(format!("{kind:?}-{name}"), kind, &ca, a_day_later());
            self.entities(&name, "ca", &ca, (key, hash));
            above = ca;
        }
    }
}

/// Midnight of a date: `2049-12-31`.
fn at(date: &str) -> UtcDateTime {
    let numbers: Vec<u16> = date.split('-').map(|number| number.parse().expect("a number")).collect();
    let month = certmint::time::Month::try_from(numbers[1] as u8).expect("a month");
    let date = certmint::time::Date::from_calendar_date(numbers[0].into(), month, numbers[2] as u8);
    UtcDateTime::new(date.expect("a date"), certmint::time::Time::MIDNIGHT)
}

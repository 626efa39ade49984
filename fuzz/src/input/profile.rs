//! Profiles with arbitrary settings.

use arbitrary::Arbitrary;
use certmint::extension::{ExtendedKeyUsage, KeyPurpose};
use certmint::key::KeyType;
use certmint::name::NameForm;
use certmint::profile::{
    AcceptedKeys, Backdating, Conformance, CsrEncoding, DefaultKeyUsages, MaximumValidity, ProfileSettings,
    ServerNamePolicy, ValidityPolicy,
};
use certmint::{HashAlgorithm, KeyAlgorithm, Profile};

use super::super::oracle::refusal::check_text;
use super::{Count, Oid, Unit, usages};

/// The bit of `nameless` for keys of every type, if `keys` says nothing else.
const EVERY_TYPE: u8 = 0x80;

/// Where the usages of keys that only sign begin in the bits of the EC keys' usages.
const SIGNATURE_USAGES: u32 = 9;

/// The settings of a profile; those that are not set have their defaults.
#[derive(Arbitrary, Clone, Debug)]
pub struct Settings {
    rfc: bool,
    truncate: bool,
    needs_name: bool,
    validities: Option<[(Unit, Count); 3]>,
    backdating: Option<(Unit, u16)>,
    keys: Option<[(u8, u16, u16); 2]>,
    hashes: Option<(u8, u8)>,
    key_usages: [(Option<u16>, Option<u16>); 3],
    purposes: [Option<Vec<Oid>>; 3],
    default_purposes: [Vec<Oid>; 2],
    needs_purpose: [bool; 2],
    crl_sign: bool,
    apply_extensions: Option<Vec<Oid>>,
    extensions: Vec<Oid>,
    forbids_cas: bool,
    /// What becomes of a server without a name, and [`EVERY_TYPE`].
    nameless: u8,
    names: Option<(u8, u8)>,
    /// One bit for each form.
    name_forms: Option<u8>,
    other_names: Vec<Oid>,
    never_inherits: bool,
}

impl Settings {
    /// The profile, or a plain one if the settings are not allowed.
    pub fn profile(&self) -> Profile {
        let plain = ProfileSettings {
            conformance: if self.rfc { Conformance::Rfc } else { Conformance::Api },
            validity_policy: if self.truncate { ValidityPolicy::Truncate } else { ValidityPolicy::Reject },
            end_entity_needs_alternative_name: self.needs_name,
            // A plain profile of either conformance.
            csr_encoding: match self.extensions.len() % 3 {
                0 => None,
                1 => Some(CsrEncoding::Tolerant),
                _ => Some(CsrEncoding::Strict),
            },
            ..ProfileSettings::default()
        };
        let profile = Profile::new(self.settings(plain.clone())).unwrap_or_else(|error| {
            assert!(!error.violations().is_empty());
            check_text(&error.to_string());
            Profile::new(plain).expect("settings that are always allowed")
        });
        check_stored(&profile);
        profile
    }

    fn settings(&self, plain: ProfileSettings) -> ProfileSettings {
        let mut settings = plain;
        if let Some(validities) = self.validities {
            [settings.root_validity, settings.subordinate_validity, settings.end_entity_validity] =
                validities.map(|(unit, value)| MaximumValidity { unit: unit.into(), value: value.get() });
        }
        settings.backdating = self.backdating.map(|(unit, value)| Backdating::new(unit.into(), value.into()));
        if let Some(keys) = self.keys {
            [settings.end_entity_keys, settings.ca_keys] = keys.map(|(types, min, max)| AcceptedKeys {
                types: chosen(&KeyType::ALL, types),
                rsa_min_bits: 2_048 + 8 * u32::from(min % 257),
                rsa_max_bits: 4_096 - 8 * u32::from(max % 257),
            });
        } else if self.nameless & EVERY_TYPE != 0 {
            [settings.end_entity_keys, settings.ca_keys] = [settings.end_entity_keys, settings.ca_keys]
                .map(|keys| AcceptedKeys { types: KeyType::ALL.into(), ..keys });
        }
        // The names in bodies go with the types of end entities' keys.
        let is_accepted = |algorithm: &KeyAlgorithm| {
            let is_of_api = KeyAlgorithm::API.contains(algorithm);
            is_of_api || settings.end_entity_keys.types.contains(&algorithm.key_type())
        };
        settings.body_key_algorithms = KeyAlgorithm::ALL.into_iter().filter(is_accepted).collect();
        if let Some((hashes, of_csr)) = self.hashes {
            settings.signature_algorithms = chosen(&HashAlgorithm::ALL, hashes);
            settings.csr_signature_algorithm = HashAlgorithm::ALL[usize::from(of_csr % 3)];
        }
        [settings.apply_key_usages, settings.csr_key_usages, settings.ca_key_usages] =
            self.key_usages.map(|(rsa, ec)| DefaultKeyUsages {
                rsa: rsa.map(usages),
                ec: ec.map(usages),
                signature: ec
                    .map(|bits| usages(bits >> SIGNATURE_USAGES))
                    .filter(|usages| !usages.is_empty()),
            });
        let purposes = |oids: &Vec<Oid>| -> ExtendedKeyUsage {
            ExtendedKeyUsage::new(oids.iter().filter_map(Oid::typed).map(KeyPurpose::from))
        };
        let [apply, csr, ca] = &self.purposes;
        settings.apply_extended_key_usage = apply.as_ref().map(purposes);
        settings.csr_extended_key_usage = csr.as_ref().map_or(settings.csr_extended_key_usage, purposes);
        settings.ca_extended_key_usage = ca.as_ref().map(purposes);
        [settings.end_entity_default_extended_key_usage, settings.subordinate_default_extended_key_usage] =
            self.default_purposes.each_ref().map(purposes);
        [settings.end_entity_needs_extended_key_usage, settings.subordinate_needs_extended_key_usage] =
            self.needs_purpose;
        settings.end_entity_crl_sign = self.crl_sign;
        let oids = |oids: &Vec<Oid>| oids.iter().filter_map(Oid::typed).collect();
        settings.apply_extensions = self.apply_extensions.as_ref().map(oids);
        settings.csr_extensions = oids(&self.extensions);
        settings.csr_intermediate_ca = self.forbids_cas.then_some(false);
        settings.server_without_alternative_name = match self.nameless % 4 {
            0 | 1 => ServerNamePolicy::Notice,
            2 => ServerNamePolicy::Refuse,
            _ => ServerNamePolicy::AddCommonName,
        };
        if let Some((apply, csr)) = self.names {
            (settings.apply_alternative_names, settings.csr_alternative_names) = (apply.into(), csr.into());
        }
        if let Some(forms) = self.name_forms {
            settings.csr_alternative_name_forms = chosen(&NameForm::ALL, forms);
        }
        settings.csr_other_names = oids(&self.other_names);
        settings.inherit_subject = !self.never_inherits;
        settings
    }
}

/// The values whose bits are set.
fn chosen<T: Copy>(all: &[T], bits: u8) -> Vec<T> {
    all.iter().zip(0..).filter(|(_, bit)| bits & 1 << bit != 0).map(|(one, _)| *one).collect()
}

/// A stored profile is restored unchanged (rule P1).
fn check_stored(profile: &Profile) {
    let stored = serde_json::to_string(profile).expect("a profile can be stored");
    let read: Profile = serde_json::from_str(&stored).expect("what was stored is read");
    assert_eq!(read, *profile);
}

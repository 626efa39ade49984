//! The settings of an operator, as a plain value.

use alloc::vec::Vec;

use super::{AcceptedKeys, Conformance, CsrEncoding, DefaultKeyUsages, ServerNamePolicy, ValidityPolicy};
use crate::key::{HashAlgorithm, KeyAlgorithm};
use crate::request::validity::{Backdating, MaximumValidity, ValidityUnit};
use crate::x509::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use crate::x509::general_name::NameForm;
use crate::x509::oid::ObjectIdentifier;

/// The settings of an operator, as a plain value. [`Profile::new`](crate::Profile::new) makes a
/// profile of them.
///
/// In Rust, set what differs and take the rest from [`ProfileSettings::default`]; in a
/// configuration file, leave out what does not differ. Unknown names are an error there. This is
/// the complete default profile:
///
/// ```
/// let json = r#"{
///     "conformance": "API",
///     "validity_policy": "reject",
///     "backdating": null,
///     "root_validity": { "type": "YEAR", "value": 30 },
///     "subordinate_validity": { "type": "YEAR", "value": 20 },
///     "end_entity_validity": { "type": "YEAR", "value": 20 },
///     "end_entity_keys": {
///         "types": ["RSA", "EC256", "EC384"],
///         "rsa_min_bits": 2048,
///         "rsa_max_bits": 4096
///     },
///     "ca_keys": {
///         "types": ["RSA", "EC256", "EC384"],
///         "rsa_min_bits": 2048,
///         "rsa_max_bits": 4096
///     },
///     "body_key_algorithms": ["RSA2048", "RSA4096", "EC256", "EC384"],
///     "signature_algorithms": ["SHA256", "SHA384", "SHA512"],
///     "apply_key_usages": {
///         "rsa": ["digitalSignature", "keyEncipherment"],
///         "ec": ["digitalSignature", "keyAgreement"],
///         "signature": ["digitalSignature"]
///     },
///     "csr_key_usages": {
///         "rsa": ["digitalSignature", "keyAgreement"],
///         "ec": ["digitalSignature", "keyAgreement"],
///         "signature": ["digitalSignature"]
///     },
///     "ca_key_usages": {
///         "rsa": ["digitalSignature", "keyCertSign", "cRLSign"],
///         "ec": ["digitalSignature", "keyCertSign", "cRLSign"],
///         "signature": ["digitalSignature", "keyCertSign", "cRLSign"]
///     },
///     "csr_signature_algorithm": "SHA384",
///     "apply_extended_key_usage": null,
///     "csr_extended_key_usage": [
///         "serverAuth", "clientAuth", "codeSigning",
///         "emailProtection", "timeStamping", "smartCardLogon"
///     ],
///     "ca_extended_key_usage": null,
///     "end_entity_default_extended_key_usage": [],
///     "subordinate_default_extended_key_usage": [],
///     "end_entity_needs_extended_key_usage": false,
///     "subordinate_needs_extended_key_usage": false,
///     "end_entity_crl_sign": false,
///     "apply_extensions": null,
///     "csr_extensions": [],
///     "csr_intermediate_ca": true,
///     "csr_encoding": "tolerant",
///     "apply_alternative_names": 20,
///     "csr_alternative_names": 100,
///     "csr_alternative_name_forms": ["DNS", "IP", "EMAIL", "URI"],
///     "csr_other_names": [],
///     "inherit_subject": true,
///     "end_entity_needs_alternative_name": false,
///     "server_without_alternative_name": "notice"
/// }"#;
/// let profile: certmint::Profile = serde_json::from_str(json)?;
/// assert_eq!(profile, certmint::Profile::default());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
pub struct ProfileSettings {
    /// The rules to follow where the API pages allow what an RFC does not. Default:
    /// [`Conformance::Api`], so that users of the pages get what the pages say. To change it alone,
    /// leave out the settings that depend on it: the default key usages, `csr_intermediate_ca` and
    /// `csr_encoding`.
    pub conformance: Conformance,
    /// What happens if a validity is not within the issuer's ([rule V6](crate::docs::rules#v6)).
    /// Default: [`ValidityPolicy::Reject`], because requesters should know what they get.
    pub validity_policy: ValidityPolicy,
    /// How long before the time of issuing a validity begins if its request, including a CSR, sets
    /// no start ([rule V8](crate::docs::rules#v8)); never before that of the issuer. Default:
    /// `None`, at the time of issuing. Five minutes let verifiers, and the hosts of a CA, whose
    /// clocks are a little slow accept what was just issued. The period counts from the back-dated
    /// start, so each longest validity must exceed the back-dating. In a configuration file
    /// `{"type": "MINUTE", "value": 5}`; at most 48 hours.
    pub backdating: Option<Backdating>,
    /// The longest validity of a root. Default: 30 years, by the API page
    /// ([rule V4](crate::docs::rules#v4)).
    pub root_validity: MaximumValidity,
    /// The longest validity of a subordinate CA, including one from a CSR. Default: 20 years, by
    /// the API page ([rule V4](crate::docs::rules#v4)).
    pub subordinate_validity: MaximumValidity,
    /// The longest validity of an end entity. Default: 20 years, by the API page
    /// ([rule V4](crate::docs::rules#v4)).
    pub end_entity_validity: MaximumValidity,
    /// The keys of end entities, both generated keys and keys of CSRs. Default: all that the API
    /// page lists, RSA keys of CSRs of any size from 2048 to 4096 bits (rules
    /// [K1](crate::docs::rules#k1) and [C4](crate::docs::rules#c4)).
    pub end_entity_keys: AcceptedKeys,
    /// The keys of CAs, including roots. Default: as for end entities, because only the key decides
    /// whether it may be certified.
    pub ca_keys: AcceptedKeys,
    /// The algorithms that a JSON body may name as `key_algorithm`, at least one
    /// ([rule K1](crate::docs::rules#k1)). Default: the four of the API pages. A further one is
    /// accepted in bodies only if it is listed here; the settings above apply to it as well. Requests
    /// from Rust are not limited by this setting.
    pub body_key_algorithms: Vec<KeyAlgorithm>,
    /// The hashes that signatures may use, for any request; at least one, and the hash for CSRs
    /// must be among them. Default: all three ([rule K2](crate::docs::rules#k2)). Leave out what
    /// the signer cannot do, for example if its key is in a KMS and bound to one hash: the request
    /// is then refused without asking the signer.
    pub signature_algorithms: Vec<HashAlgorithm>,
    /// The key usages of an apply request that names none. Default: digitalSignature, and
    /// keyEncipherment (RSA) or keyAgreement (EC), which TLS needs; digitalSignature alone for
    /// keys that only sign ([rule U2](crate::docs::rules#u2)). Usages that [rule U3](crate::docs::rules#u3) refuses are
    /// not allowed here either.
    pub apply_key_usages: DefaultKeyUsages,
    /// The key usages of an end entity whose CSR names none, or none that is granted. Default:
    /// digitalSignature and keyAgreement, by the API page ([rule C8](crate::docs::rules#c8)), and
    /// digitalSignature alone for keys that only sign. RFC
    /// 3279 §2.3.1 does not list keyAgreement for RSA, and NSS refuses such a server certificate,
    /// so set digitalSignature and keyEncipherment if RSA keys serve TLS; under
    /// [`Conformance::Rfc`] that is the default. Usages that [rule U3](crate::docs::rules#u3)
    /// refuses are not allowed here either.
    pub csr_key_usages: DefaultKeyUsages,
    /// The key usages of a CA: always of roots and subordinates, and of a CA from a CSR that names
    /// none. Default: digitalSignature, keyCertSign and cRLSign, by the API page (rules
    /// [A4](crate::docs::rules#a4) and [C8](crate::docs::rules#c8)). keyCertSign is required (RFC
    /// 5280 §4.2.1.9), nonRepudiation is allowed.
    pub ca_key_usages: DefaultKeyUsages,
    /// The hash of the signature for a CSR whose request sets none; a CSR body cannot set it.
    /// Default: SHA-384, by the API page ([rule C11](crate::docs::rules#c11)).
    pub csr_signature_algorithm: HashAlgorithm,
    /// The purposes that an end-entity request other than a CSR may ask for; a request for another
    /// purpose is refused ([rule U6](crate::docs::rules#u6)). Default: `None`, any purpose.
    ///
    /// A list of purposes limits what may be asked for. A request that asks for none gets a
    /// certificate without extKeyUsage, which serves every purpose, unless default purposes are set
    /// or a purpose is required. This holds for all lists of purposes here.
    pub apply_extended_key_usage: Option<ExtendedKeyUsage>,
    /// The purposes that are granted if a CSR asks for them. Others draw a notice, and a CSR is
    /// refused if none of its purposes is granted ([rule C7](crate::docs::rules#c7)). Default: the
    /// six that the apply request names. In a configuration file each is one of these six, as
    /// [`KeyPurpose`] spells it, or an object identifier.
    pub csr_extended_key_usage: ExtendedKeyUsage,
    /// The same for CAs, roots and subordinates: the purposes that a request may ask for, or that
    /// are granted if a CSR asks for them (rules [U6](crate::docs::rules#u6) and
    /// [C7](crate::docs::rules#c7)). Default: `None`, the setting above for the kind of request.
    pub ca_extended_key_usage: Option<ExtendedKeyUsage>,
    /// The purposes of an end entity whose request, including a CSR, asks for none. Default: none,
    /// by the API pages; such a certificate serves every purpose.
    pub end_entity_default_extended_key_usage: ExtendedKeyUsage,
    /// The purposes of a subordinate CA whose request, including a CSR, asks for none. Default:
    /// none. The purposes of a CA limit all CAs and end entities below it
    /// ([rule A7](crate::docs::rules#a7)). A root has none unless its request asks for them.
    pub subordinate_default_extended_key_usage: ExtendedKeyUsage,
    /// Whether an end entity must have a purpose. Default: no, by the API pages.
    pub end_entity_needs_extended_key_usage: bool,
    /// Whether a subordinate CA must have a purpose. Default: no.
    pub subordinate_needs_extended_key_usage: bool,
    /// Whether an end entity may have the key usage cRLSign. Default: no, because this library
    /// issues no indirect CRLs, and the only use of cRLSign would be to sign lists in a CA's name
    /// ([rule U7](crate::docs::rules#u7)). A request that asks for it is refused; a CSR is not
    /// granted it, with a notice.
    pub end_entity_crl_sign: bool,
    /// The identifiers of the extensions that a request other than a CSR may ask for; a request for
    /// another extension is refused ([rule U5](crate::docs::rules#u5)). Default: `None`, all that
    /// [rule U5](crate::docs::rules#u5) allows.
    pub apply_extensions: Option<Vec<ObjectIdentifier>>,
    /// The extensions that are copied verbatim from a CSR that asks for them; others draw a notice.
    /// Default: none, because a CSR grants nothing ([rule C6](crate::docs::rules#c6)). Identifiers
    /// under 2.5.29 and 1.3.6.1.5.5.7.1 are not allowed here, except for the TLS feature
    /// (1.3.6.1.5.5.7.1.24). A value that is not exactly one DER value is not copied.
    pub csr_extensions: Vec<ObjectIdentifier>,
    /// Whether a CA is issued for a CSR (type INTERMEDIATE_CA). The requester names the type, and
    /// so decides to become a CA ([rule C14](crate::docs::rules#c14)): a service that lets anyone
    /// send such requests should set `Some(false)`, or check
    /// [`CsrRequest::certificate_type`](crate::CsrRequest::certificate_type) first. Default:
    /// `None`, by the conformance: yes under [`Conformance::Api`], by the API page; no under
    /// [`Conformance::Rfc`].
    pub csr_intermediate_ca: Option<bool>,
    /// How CSRs must be encoded. Default: `None`, which means [`CsrEncoding::Tolerant`], or
    /// [`CsrEncoding::Strict`] under [`Conformance::Rfc`] ([rule C2](crate::docs::rules#c2)). A
    /// checked profile states which.
    pub csr_encoding: Option<CsrEncoding>,
    /// The maximum number of alternative names in a request other than a CSR, 1 to 100. Default:
    /// 20, by the API page ([rule S1](crate::docs::rules#s1)).
    pub apply_alternative_names: usize,
    /// The maximum number of alternative names in a CSR, 1 to 100. Default: 100, more than one
    /// server needs, few enough that the certificate stays small
    /// ([rule S1](crate::docs::rules#s1)).
    pub csr_alternative_names: usize,
    /// The forms of the alternative names that are granted if a CSR asks for them: `DNS`, `IP`,
    /// `EMAIL`, `URI`, `DIRECTORY_NAME` and `REGISTERED_ID` ([rule S7](crate::docs::rules#s7)).
    /// otherNames have a setting of their own, by their types. Default: the four forms of the API.
    /// A name of another form is refused for an end entity; for a CA it is left out with a notice.
    pub csr_alternative_name_forms: Vec<NameForm>,
    /// The types of otherName that are granted if a CSR asks for them, such as
    /// 1.3.6.1.4.1.311.20.2.3 for user principal names ([rule S7](crate::docs::rules#s7)). The value
    /// is copied after it was checked to be DER. Default: none, because an otherName can name an
    /// account.
    pub csr_other_names: Vec<ObjectIdentifier>,
    /// Whether an end entity or a subordinate CA inherits the attributes of its issuer's subject
    /// that its request does not give (rules [N4](crate::docs::rules#n4) and
    /// [N6](crate::docs::rules#n6)). Default: yes, by the API page. A single request can do without
    /// ([`without_inherited_attributes`]), and a CSR never inherits.
    ///
    /// [`without_inherited_attributes`]: crate::CertificateParams::without_inherited_attributes
    pub inherit_subject: bool,
    /// Whether an end entity must have an alternative name. Default: no, by the API page. Verifiers
    /// of server certificates look at nothing else (RFC 9525 §2), so a CA for servers should
    /// require one. A certificate whose only purpose is OCSPSigning needs none
    /// ([rule O8](crate::docs::rules#o8)).
    pub end_entity_needs_alternative_name: bool,
    /// What happens if a server certificate has no alternative name. Default:
    /// [`ServerNamePolicy::Notice`], by the API pages, which allow it
    /// ([rule S8](crate::docs::rules#s8)).
    pub server_without_alternative_name: ServerNamePolicy,
}

impl Default for ProfileSettings {
    fn default() -> Self {
        let years = |value| MaximumValidity::new(ValidityUnit::Year, value);
        Self {
            conformance: Conformance::default(),
            validity_policy: ValidityPolicy::default(),
            backdating: None,
            root_validity: years(30),
            subordinate_validity: years(20),
            end_entity_validity: years(20),
            end_entity_keys: AcceptedKeys::default(),
            ca_keys: AcceptedKeys::default(),
            body_key_algorithms: KeyAlgorithm::API.into(),
            signature_algorithms: HashAlgorithm::ALL.into(),
            apply_key_usages: DefaultKeyUsages::default(),
            csr_key_usages: DefaultKeyUsages::default(),
            ca_key_usages: DefaultKeyUsages::default(),
            csr_signature_algorithm: HashAlgorithm::Sha384,
            apply_extended_key_usage: None,
            csr_extended_key_usage: ExtendedKeyUsage::new(KeyPurpose::NAMED),
            ca_extended_key_usage: None,
            end_entity_default_extended_key_usage: ExtendedKeyUsage::default(),
            subordinate_default_extended_key_usage: ExtendedKeyUsage::default(),
            end_entity_needs_extended_key_usage: false,
            subordinate_needs_extended_key_usage: false,
            end_entity_crl_sign: false,
            apply_extensions: None,
            csr_extensions: Vec::new(),
            csr_intermediate_ca: None,
            csr_encoding: None,
            apply_alternative_names: 20,
            csr_alternative_names: 100,
            csr_alternative_name_forms: [NameForm::Dns, NameForm::Ip, NameForm::Email, NameForm::Uri].into(),
            csr_other_names: Vec::new(),
            inherit_subject: true,
            end_entity_needs_alternative_name: false,
            server_without_alternative_name: ServerNamePolicy::default(),
        }
    }
}

impl ProfileSettings {
    /// Returns the strict settings: the default except for [`Conformance::Rfc`].
    #[must_use]
    pub fn rfc() -> Self {
        Self { conformance: Conformance::Rfc, ..Self::default() }
    }

    /// Sets what is left open: default key usages by the rules U2, C8 and A4, and the settings that
    /// depend on the conformance.
    pub(super) fn with_defaults(mut self) -> Self {
        use KeyUsage::{CrlSign, DigitalSignature, KeyAgreement, KeyCertSign, KeyEncipherment};
        const ENCIPHERMENT: KeyUsages = KeyUsages::of(&[DigitalSignature, KeyEncipherment]);
        const AGREEMENT: KeyUsages = KeyUsages::of(&[DigitalSignature, KeyAgreement]);
        const SIGNATURE: KeyUsages = KeyUsages::of(&[DigitalSignature]);
        const CA: KeyUsages = KeyUsages::of(&[DigitalSignature, KeyCertSign, CrlSign]);
        let (rsa_csr, csr_encoding) = match self.conformance {
            Conformance::Api => (AGREEMENT, CsrEncoding::Tolerant),
            Conformance::Rfc => (ENCIPHERMENT, CsrEncoding::Strict),
        };
        self.csr_encoding = self.csr_encoding.or(Some(csr_encoding));
        self.apply_key_usages =
            self.apply_key_usages.or(DefaultKeyUsages::new(ENCIPHERMENT, AGREEMENT, SIGNATURE));
        self.csr_key_usages = self.csr_key_usages.or(DefaultKeyUsages::new(rsa_csr, AGREEMENT, SIGNATURE));
        self.ca_key_usages = self.ca_key_usages.or(DefaultKeyUsages::new(CA, CA, CA));
        let is_api = self.conformance == Conformance::Api;
        self.csr_intermediate_ca = self.csr_intermediate_ca.or(Some(is_api));
        self
    }
}

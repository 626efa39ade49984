//! From a body to a to-be-signed certificate, step by step.

use std::sync::OnceLock;

use certmint::extension::{ExtendedKeyUsage, KeyPurpose};
use certmint::issuance::Grant;
use certmint::name::{GeneralSubtree, NameConstraints};
use certmint::profile::{ProfileSettings, ServerNamePolicy};
use certmint::rand_core::CryptoRng;
use certmint::wire::Body;
use certmint::{Authority, Error, KeyAlgorithm, Profile, PublicKey, SubordinateRequest, ToBeSigned};

use crate::issuers::rsa_key;
use crate::json::{Kind, Sent};
use toolkit::{now, params, profile_with, rng, root, subordinate, truncating, years};

/// Authorities that differ in what they allow: everything, no CAs below, certain names only, and
/// other profiles.
pub(crate) fn authorities() -> &'static [Authority] {
    static AUTHORITIES: OnceLock<Vec<Authority>> = OnceLock::new();
    AUTHORITIES.get_or_init(|| {
        let of = |profile: Profile| root(KeyAlgorithm::Ec256).with_profile(profile);
        let constrained = {
            let permitted = vec![GeneralSubtree::dns("example.com").expect("a subtree")];
            let constraints = NameConstraints::new(permitted, Vec::new()).expect("constraints");
            let request = SubordinateRequest::new(params(KeyAlgorithm::Ec384, "Constrained", years(2)))
                .with_name_constraints(constraints);
            let issued = root(KeyAlgorithm::Ec256).issue(&request, now(), &mut rng(5)).expect("a CA");
            Authority::try_from(issued).expect("an authority").with_profile(truncating())
        };
        let strict = ProfileSettings { end_entity_needs_alternative_name: true, ..ProfileSettings::rfc() };
        vec![
            root(KeyAlgorithm::Ec256),
            subordinate(&root(KeyAlgorithm::Ec384), KeyAlgorithm::Ec384, 0),
            constrained,
            of(Profile::new(strict).expect("a profile")),
            of(profile_with(|settings| settings.apply_alternative_names = 2)),
            of(profile_with(|settings| {
                settings.apply_extended_key_usage = Some(ExtendedKeyUsage::new([KeyPurpose::ServerAuth]));
                settings.end_entity_needs_extended_key_usage = true;
                settings.subordinate_default_extended_key_usage = ExtendedKeyUsage::new(KeyPurpose::NAMED);
                settings.apply_extensions = Some(Vec::new());
                settings.csr_intermediate_ca = Some(false);
                settings.server_without_alternative_name = ServerNamePolicy::Refuse;
            })),
            of(profile_with(|settings| {
                settings.server_without_alternative_name = ServerNamePolicy::AddCommonName;
                settings.end_entity_default_extended_key_usage =
                    ExtendedKeyUsage::new([KeyPurpose::ServerAuth]);
                settings.end_entity_crl_sign = true;
            })),
        ]
    })
}

/// Reads the body, checks the request and encodes the grant. No step after the check may fail.
///
/// If an RSA key of 2048 bits is requested, an existing one is used instead of searching for
/// primes.
pub(crate) fn encode<R: CryptoRng>(
    sent: &Sent,
    authority: &Authority,
    rng: &mut R,
) -> Result<ToBeSigned, Error> {
    let (profile, issuer) = (authority.profile(), authority.issuer());
    let body = Body::from_json(sent.text.as_bytes())?;
    let grant = match sent.kind {
        Kind::Apply => {
            let request = body.for_authority(authority, now()).read_end_entity()?.1;
            match request.clone().with_public_key(rsa_key()) {
                Ok(request) => request.check(issuer, profile, now())?,
                Err(_) => generate_key(request.check(issuer, profile, now())?, rng),
            }
        }
        Kind::Subordinate => {
            let request = body.for_authority(authority, now()).read_subordinate()?.1;
            match request.clone().with_public_key(rsa_key()) {
                Ok(request) => request.check(issuer, profile, now())?,
                Err(_) => generate_key(request.check(issuer, profile, now())?, rng),
            }
        }
        Kind::Root => {
            let request = body.for_root(profile, now()).read_root()?;
            match request.clone().with_public_key(rsa_key()) {
                Ok(request) => request.check(profile, now())?,
                Err(_) => generate_key(request.check(profile, now())?, rng),
            }
        }
        Kind::Csr => {
            let request = body.for_authority(authority, now()).read_csr()?.1;
            request.check(issuer, profile, now())?
        }
    };
    Ok(grant.to_be_signed(rng).expect("what is granted is encoded"))
}

fn generate_key<R: CryptoRng>(grant: Grant<KeyAlgorithm>, rng: &mut R) -> Grant<PublicKey> {
    grant.generate_key(rng).expect("a key").1
}

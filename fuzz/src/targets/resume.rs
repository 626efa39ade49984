//! Arbitrary octets as a stored to-be-signed certificate. What is resumed and then signed is
//! exactly what was stored.

use certmint::time::UtcDateTime;
use certmint::uuid::Uuid;
use certmint::{Error, HashAlgorithm, Issuer, PrivateKey, Signer, ToBeSigned};

use super::super::oracle::asked::{CaParts, RawExtension};
use super::super::oracle::der::{Value, check_strict, sequence_members};
use super::super::oracle::refusal::{check_refusal, check_wire};
use super::super::oracle::{Told, algorithm, constraints, signature};
use super::super::pool;
use super::Outcome;

/// Runs one input.
pub fn resume(input: &[u8]) -> Outcome {
    let mut outcome = Outcome::default();
    for now in [pool::now(), pool::authority().issuer().validity().not_after()] {
        for authority in [pool::authority(), pool::further_authority()] {
            let issuer = authority.issuer();
            let resumed = ToBeSigned::resume(input, Uuid::nil(), issuer, now);
            outcome += check(resumed, input, Some(issuer), Some(authority.signer()), now);
        }
        outcome += check(ToBeSigned::resume_root(input, Uuid::nil(), now), input, None, root_key(input), now);
    }
    outcome
}

/// The key of a root, if it is in the pool.
fn root_key(input: &[u8]) -> Option<&'static PrivateKey> {
    let members = sequence_members(input).ok()?;
    let own = |key: &&PrivateKey| key.public_key().as_spki_der() == members[6].bytes;
    (members.len() == 8).then(|| pool::private_keys().find(own)).flatten()
}

fn check(
    resumed: Result<ToBeSigned, Error>,
    input: &[u8],
    issuer: Option<&Issuer>,
    signer: Option<&PrivateKey>,
    now: UtcDateTime,
) -> Outcome {
    let to_be_signed = match resumed {
        Ok(to_be_signed) => to_be_signed,
        Err(error) => {
            match &error {
                Error::NotAsWritten { part } => assert!(!part.is_empty()),
                error => check_refusal(error),
            }
            check_wire(&error);
            return Outcome::refused(&error);
        }
    };
    assert_eq!(to_be_signed.as_bytes(), input);
    let members = sequence_members(input).expect("a TBSCertificate");
    for position in [0, 1, 2, 4, 6, 7] {
        check_strict(members[position]).expect("strict DER");
    }
    let extensions = RawExtension::read_all(members[7].content).expect("Extensions");
    assert!(extensions.iter().all(|extension| Value::of(&extension.value).is_ok()));
    let told = Told::of_to_be_signed(&to_be_signed);
    assert_eq!(told.subject, members[5].bytes);
    let issuer_name = issuer.map_or(members[5].bytes, |issuer| issuer.subject().as_der());
    assert_eq!(members[3].bytes, issuer_name);
    if let Some(issuer) = issuer {
        let chain: Vec<_> =
            issuer.chain().iter().map(|ca| CaParts::read(ca.as_der()).expect("a CA")).collect();
        let names = super::super::oracle::asked::extension_of(&extensions, b"\x55\x1d\x11");
        let names = names.map(|value| sequence_members(value).expect("names")).unwrap_or_default();
        let names: Vec<_> = names.iter().map(|name| name.bytes.to_vec()).collect();
        let kind = match told.path_length {
            Some(length) => super::super::oracle::asked::Kind::Subordinate { path_length: length as u8 },
            None => super::super::oracle::asked::Kind::EndEntity,
        };
        constraints::check(&chain, kind, &told.subject, &names, &told.purposes);
    }
    let public_key = to_be_signed.public_key().as_spki_der().to_vec();
    let hash = to_be_signed.algorithm().hash();
    assert_eq!(hash.is_some(), algorithm::signs_hash(&public_key));
    let hash = hash.unwrap_or(HashAlgorithm::Sha256);
    assert_eq!(members[2].bytes, algorithm::signature_algorithm(&public_key, hash));
    let Some(signer) = signer else { return Outcome::accepted("resume") };
    let again = match issuer {
        Some(issuer) => ToBeSigned::resume(input, Uuid::nil(), issuer, now),
        None => ToBeSigned::resume_root(input, Uuid::nil(), now),
    };
    let unsigned = again.expect("it was taken up before").complete(input);
    assert!(matches!(unsigned, Err(Error::SignatureInvalid)), "{unsigned:?}");
    let issued = to_be_signed.sign(signer).expect("the key of the issuer");
    assert_eq!(told, Told::of_issued(&issued));
    let certificate = sequence_members(issued.certificate().as_der()).expect("a Certificate");
    assert_eq!(certificate[0].bytes, input);
    assert_eq!(certificate[1].bytes, members[2].bytes);
    assert!(signature::verifies(&public_key, hash, input, &certificate[2].content[1..]));
    Outcome::accepted("resume")
}

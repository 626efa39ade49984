//! Any bytes as the JSON body of each of the requests.

#![no_main]

mod shared;

use certmint::wire::Body;
use certmint::{Authority, Error, Issued, KeyAlgorithm};
use libfuzzer_sys::fuzz_target;
use shared::{authority, check, now, rng};

fuzz_target!(|json: &[u8]| {
    let body = match Body::from_json(json) {
        Ok(body) => body.for_authority(authority(), now()),
        Err(error) => return check(Err(error)),
    };
    check(body.csr().and_then(|(_, request)| authority().csr(&request, now(), &mut rng())));
    // Key generation is left out where it is slow: it does not depend on the input.
    let grant = body
        .apply()
        .and_then(|(_, request)| request.check(authority().issuer(), authority().profile(), now()));
    check_grant(grant);
    let grant = body.root().and_then(|request| request.check(authority().profile(), now()));
    if let Err(error) = grant {
        check(Err(error));
    }
});

fn check_grant(grant: Result<certmint::Grant<KeyAlgorithm>, Error>) {
    let issued = grant.and_then(|grant| -> Result<Option<Issued>, Error> {
        if grant.key_algorithm().family() == certmint::KeyFamily::Rsa {
            return Ok(None);
        }
        let (_, grant) = grant.generate_key(&mut rng())?;
        let signer: &Authority = authority();
        Ok(Some(grant.to_be_signed(&mut rng())?.sign(signer.signer())?))
    });
    match issued {
        Ok(None) => {}
        Ok(Some(issued)) => check(Ok(issued)),
        Err(error) => check(Err(error)),
    }
}

//! A CA that can sign: its certificate and chain, its key, and what the database says about it.

use std::ops::Deref;

use certmint::issuance::Signed;
use certmint::key::KeyType;
use certmint::ocsp::OcspResponder;
use certmint::wire::{CaOperation, CaStatus};
use certmint::{Authority, KeyAlgorithm, PrivateKey, Profile, Signer, ToBeSigned};
use certmint_signers::pkcs11::Token;
use getrandom::SysRng;
use quick_cache::sync::Cache;
use tokio::task::block_in_place;

use crate::prelude::*;
use crate::secrets::KeyEncryptionKey;

/// How many CAs are kept in memory.
const MAX_LOADED: usize = 1_000;

type AnySigner = Arc<dyn Signer + Send + Sync>;

/// The private key of a CA.
pub struct CaKey {
    pub signer: AnySigner,
    /// What the database stores of it; `None` for a key in a token.
    pub sealed: Option<String>,
}

impl CaKey {
    /// Signs a certificate, CRL, CSR or OCSP response. On a failure nothing was issued.
    pub fn sign<T: Signed>(&self, to_be_signed: ToBeSigned<T>) -> Result<T, Error> {
        let is_fast = self.sealed.is_some() && self.signer.public_key().key_type() != KeyType::Rsa;
        let sign = || to_be_signed.sign(&self.signer);
        Ok(if is_fast { sign() } else { block_in_place(sign) }?)
    }
}

/// Where the keys of CAs are made and kept.
pub struct Keys {
    pub sealing: KeyEncryptionKey,
    /// If there is one, the keys of all new CAs are in it, under the id of the CA.
    pub token: Option<Arc<Token>>,
}

impl Keys {
    /// Makes a key for a CA.
    pub fn generate(&self, id: Uuid, algorithm: KeyAlgorithm) -> Result<Arc<CaKey>> {
        if let Some(token) = &self.token {
            let key = token.key(&id.to_string(), algorithm).map_err(ApiError::internal)?;
            return Ok(Arc::new(CaKey { signer: Arc::new(key), sealed: None }));
        }
        let key = PrivateKey::generate(algorithm, &mut SysRng).map_err(Error::from)?;
        let sealed = Some(self.sealing.seal(id, &key)?);
        Ok(Arc::new(CaKey { signer: Arc::new(key), sealed }))
    }

    /// Returns the key of a CA, wherever it is.
    pub fn get(&self, id: Uuid, sealed: &Option<String>) -> Result<Arc<CaKey>> {
        let signer: AnySigner = match (sealed, &self.token) {
            (Some(sealed), _) => Arc::new(self.sealing.open(id, sealed)?),
            (None, Some(token)) => Arc::new(token.existing_key(&id.to_string()).map_err(ApiError::internal)?),
            (None, None) => return Err(ApiError::internal("it is in a token: start with --pkcs11-module")),
        };
        Ok(Arc::new(CaKey { signer, sealed: sealed.clone() }))
    }
}

/// A CA as the database had it. It dereferences to its authority, and is cheap to clone.
#[derive(Clone)]
pub struct Ca {
    pub id: Uuid,
    pub version: i64,
    pub domain: String,
    status: CaStatus,
    pub key: Arc<CaKey>,
    /// `None` if the key usages of the CA do not allow it to answer.
    pub responder: Option<OcspResponder>,
    authority: Arc<Authority<AnySigner>>,
}

impl Deref for Ca {
    type Target = Authority<AnySigner>;

    fn deref(&self) -> &Authority<AnySigner> {
        &self.authority
    }
}

/// The CAs that were used, by id. What the database says of their state counts, not this.
pub struct Cas {
    pub keys: Keys,
    pub profile: Profile,
    pub public_url: String,
    names_ocsp: bool,
    pub loaded: Cache<Uuid, Ca>,
}

impl Cas {
    pub fn new(keys: Keys, profile: Profile, public_url: String, names_ocsp: bool) -> Self {
        Self { keys, profile, public_url, names_ocsp, loaded: Cache::new(MAX_LOADED) }
    }

    /// Returns a CA that can issue, if it is in this scope.
    pub async fn issuer(&self, store: &Store, scope: &Scope, id: Uuid) -> Result<Option<Ca>> {
        let now = UtcDateTime::now();
        let can_issue = |ca: &Ca| ca.status == CaStatus::Active && ca.issuer().validity().not_after() > now;
        if let Some(ca) = self.loaded.get(&id).filter(can_issue) {
            return Ok(Some(ca).filter(|ca| scope.sees(&ca.domain)));
        }
        let row = store.authority(id).await?.filter(|row| scope.sees(&row.domain) && !row.ca.is_gone(now));
        let Some(row) = row else { return Ok(None) };
        row.ca.check(CaOperation::Issue, now)?;
        self.keep(&row).map(Some)
    }

    /// Returns a CA in any state, as long as it can sign.
    pub async fn signer(&self, store: &Store, id: Uuid) -> Result<Option<Ca>> {
        if let Some(ca) = self.loaded.get(&id) {
            return Ok(Some(ca));
        }
        let row = store.authority(id).await?.filter(|row| row.ca.can_sign(UtcDateTime::now()));
        row.map(|row| self.keep(&row)).transpose()
    }

    fn keep(&self, row: &AuthorityRow) -> Result<Ca> {
        let ca = self.load(row)?;
        self.loaded.insert(ca.id, ca.clone());
        Ok(ca)
    }

    /// Forgets a CA that was changed.
    pub fn forget(&self, id: Uuid) {
        self.loaded.remove(&id);
    }

    /// Makes a CA from its row, whatever its state.
    pub fn load(&self, row: &AuthorityRow) -> Result<Ca> {
        let AuthorityRow { ca, version, domain, private_key } = row;
        let ocsp_url = self.names_ocsp.then(|| format!("{}/ocsp/{}", self.public_url, ca.id));
        let issuer = ca.issuer(ocsp_url.as_deref())?;
        let key = self.keys.get(ca.id, private_key)?;
        let responder = OcspResponder::direct(issuer.clone()).ok();
        let authority = Authority::new(issuer, Arc::clone(&key.signer))?.with_profile(self.profile.clone());
        let (version, domain, authority) = (*version, domain.clone(), Arc::new(authority));
        Ok(Ca { id: ca.id, version, domain, status: ca.status, key, responder, authority })
    }
}

//! The tags of CAs and certificates.

use super::*;
use crate::store::{delete_tag, save_tag};

impl Call {
    /// Returns the id of what the tags belong to, if the caller sees it: a CA or a certificate, as the
    /// route says.
    async fn tagged(&self, id: &str) -> Result<Uuid> {
        Ok(match self.action.contains("/private-certificates/") {
            true => self.certificate(id).await?.id,
            false => self.authority(id).await?.ca.id,
        })
    }
}

pub async fn list(call: Call, Path(id): Path<String>) -> Answer {
    let tags = call.app.store.tags(call.tagged(&id).await?).await?;
    let tags: Vec<_> = tags.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
    Ok(Json(json!({ "tags": tags })))
}

/// POST creates tags, DELETE deletes them.
pub async fn change(method: Method, call: Call, Path(id): Path<String>, json: Bytes) -> Done {
    let tags = Body::from_json(&json)?.read_tags()?;
    let id = call.tagged(&id).await?;
    let mut tx = call.app.store.begin().await?;
    for tag in &tags {
        match method {
            Method::DELETE => delete_tag(&mut tx, id, &tag.key).await?,
            _ => save_tag(&mut tx, id, &tag.key, &tag.value).await?,
        }
    }
    call.commit(tx, id, &[]).await
}

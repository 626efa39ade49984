//! The names that most modules use.

pub use std::sync::Arc;
pub use std::time::Duration;

pub use axum::body::Bytes;
pub use axum::extract::{Path, Query, Request, State};
pub use axum::http::request::Parts;
pub use axum::http::{Method, StatusCode, header};
pub use axum::middleware::Next;
pub use axum::response::{IntoResponse, Response};
pub use axum::routing::{get, post};
pub use axum::{Json, Router};
pub use certmint::Error;
pub use certmint::time::UtcDateTime;
pub use certmint::wire::{Body, ListQuery, StoredCa};
pub use serde_json::{Value, json};
pub use tokio::sync::Semaphore;
pub use uuid::Uuid;
pub use zeroize::Zeroizing;

pub use crate::app::{App, Call};
pub use crate::auth::{Caller, Scope};
pub use crate::error::{ApiError, Result, at};
pub use crate::store::{AuthorityRow, Store};

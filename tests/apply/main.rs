//! Apply requests, rule by rule: errors (E), validity (V), subjects (N), alternative names (S),
//! usages, and the customized extension (U).

mod addresses;
mod customized_extension;
mod ends;
mod errors;
mod helpers;
mod hostile;
mod inheritance;
mod names;
mod secrets;
mod subject;
mod uris;
mod usages;
mod validity;
mod validity_bounds;
mod violations;

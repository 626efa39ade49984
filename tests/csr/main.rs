//! Certificate signing requests: rules C1–C17 and S6, each tested with requests built by hand.

mod check;

mod ca_names;
mod encodings;
mod field;
mod grant;
mod hostile;
mod interop;
mod key;
mod kind;
mod pem;
mod proof;
mod pss;
mod reading;
mod replaced;
mod structure;
mod subject;
mod usage;
mod written;

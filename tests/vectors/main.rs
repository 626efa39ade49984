//! Certificate signing requests that others keep for their own tests, with the verdict on each.

mod csrs;
mod verdicts;

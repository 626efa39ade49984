//! Certificate signing requests from the test suites of other projects, with the expected result
//! for each.

mod csrs;
mod expected;

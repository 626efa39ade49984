//! rfc822Name subtrees.

use alloc::string::String;

use super::super::email::check_mailbox;
use super::host::{check_host_base, is_host_of};
use crate::error::NameDefect;

/// `user@host` for one mailbox, `host` for those on this very host, `.domain` for those on hosts below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EmailSubtree(String);

impl EmailSubtree {
    pub(crate) fn new(base: &str) -> Result<Self, NameDefect> {
        if base.contains('@') {
            check_mailbox(base)?
        } else {
            check_host_base(base)?
        }
        Ok(Self(base.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a mailbox is in the subtree: the local part compares exactly, the host without case (RFC
    /// 5280 §7.5).
    pub(super) fn contains(&self, mailbox: &str) -> bool {
        let Some((local_part, host)) = mailbox.split_once('@') else { return false };
        match self.0.split_once('@') {
            Some((wanted, base)) => wanted == local_part && base.eq_ignore_ascii_case(host),
            None => is_host_of(&self.0, host),
        }
    }
}

/// Whether a text, which an attribute of a subject can hold freely, is a mailbox.
pub(super) fn is_comparable(text: &str) -> bool {
    check_mailbox(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a3_email_mailbox_host_and_domain() {
        for (base, mailbox, expected) in [
            ("user@example.com", "user@example.com", true),
            ("user@example.com", "user@EXAMPLE.com", true),
            ("user@example.com", "User@example.com", false),
            ("user@example.com", "xuser@example.com", false),
            ("user@example.com", "user@a.example.com", false),
            ("example.com", "user@example.com", true),
            ("example.com", "other@Example.Com", true),
            ("example.com", "user@a.example.com", false),
            ("example.com", "user@badexample.com", false),
            ("example.com", "example.com@example.org", false),
            (".example.com", "user@a.example.com", true),
            (".example.com", "user@a.b.EXAMPLE.com", true),
            (".example.com", "user@example.com", false),
            (".example.com", "user@badexample.com", false),
            (".example.com", "user.example.com@example.org", false),
        ] {
            let subtree = EmailSubtree::new(base).expect("a base");
            assert_eq!(subtree.contains(mailbox), expected, "{mailbox} in {base}");
        }
    }

    #[test]
    fn a3_email_compares_mailboxes_alone() {
        for (text, expected) in [
            ("user@example.com", true),
            ("user", false),
            ("a@b@example.com", false),
            ("\"a b\"@example.com", false),
            ("user@[192.0.2.1]", false),
            ("", false),
        ] {
            assert_eq!(is_comparable(text), expected, "{text}");
        }
    }
}

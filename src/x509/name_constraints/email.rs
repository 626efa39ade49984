//! rfc822Name subtrees.

use alloc::string::String;
use alloc::vec::Vec;

use super::Matching;
use super::host::{Hosts, check_host_base, host_key};
use super::keys::KeySet;
use crate::x509::general_name::NameErrorKind;
use crate::x509::general_name::email::check_mailbox;

/// `user@host` for one mailbox, `host` for all on exactly this host, `.domain` for all on hosts
/// below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EmailSubtree(String);

impl EmailSubtree {
    pub(crate) fn new(base: &str) -> Result<Self, NameErrorKind> {
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
}

/// The bases of rfc822Name constraints.
#[derive(Debug)]
pub(super) struct MailboxBases {
    hosts: Hosts,
    mailboxes: KeySet,
}

impl MailboxBases {
    /// Indexes the bases for comparisons with the same `matching`.
    pub(super) fn new<'a>(bases: impl Iterator<Item = &'a EmailSubtree> + Clone, matching: Matching) -> Self {
        let bases = bases.map(EmailSubtree::as_str);
        let mailboxes = bases.clone().filter_map(|base| base.split_once('@'));
        Self {
            hosts: Hosts::at_or_below(bases.filter(|base| !base.contains('@'))),
            mailboxes: KeySet::distinct(mailboxes, |(local_part, host), key| {
                push_mailbox(local_part, &host_key(host), matching, key);
            }),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.mailboxes.is_empty()
    }

    pub(super) fn contain(&self, mailbox: &SoughtMailbox<'_>, matching: Matching) -> bool {
        self.hosts.contains(&mailbox.host) || {
            let mut key = Vec::new();
            push_mailbox(mailbox.local_part, &mailbox.host, matching, &mut key);
            self.mailboxes.contains(&key)
        }
    }
}

/// A mailbox in the form used for lookup.
pub(super) struct SoughtMailbox<'a> {
    local_part: &'a str,
    host: Vec<u8>,
}

impl<'a> SoughtMailbox<'a> {
    /// Returns `None` if the text is not a mailbox: an attribute of a subject can contain any text.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        check_mailbox(text).ok()?;
        let (local_part, host) = text.split_once('@')?;
        Some(Self { local_part, host: host_key(host) })
    }
}

/// Appends the key of a mailbox. The local part is case-sensitive, the host is not (RFC 5280 §7.5).
/// Java ignores the case of both.
fn push_mailbox(local_part: &str, host: &[u8], matching: Matching, key: &mut Vec<u8>) {
    key.extend_from_slice(host);
    // Occurs in neither part, so `x.u@b` and `u@x.b` have different keys.
    key.push(b'@');
    match matching {
        Matching::Sure => key.extend_from_slice(local_part.as_bytes()),
        Matching::Possible => key.extend(local_part.bytes().map(|octet| octet.to_ascii_lowercase())),
    }
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
            ("a.user@example.com", "user@a.example.com", false),
            ("user@a.example.com", "a.user@example.com", false),
        ] {
            let subtree = EmailSubtree::new(base).expect("a base");
            let contains = |matching| {
                let sought = SoughtMailbox::new(mailbox).expect("a mailbox");
                MailboxBases::new(core::iter::once(&subtree), matching).contain(&sought, matching)
            };
            assert_eq!(contains(Matching::Sure), expected, "{mailbox} in {base}");
            let differs_in_case = mailbox == "User@example.com";
            assert_eq!(contains(Matching::Possible), expected || differs_in_case, "{mailbox} in {base}");
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
            assert_eq!(SoughtMailbox::new(text).is_some(), expected, "{text}");
        }
    }
}

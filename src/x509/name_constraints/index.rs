//! An index of one CA's constraints. It takes a few searches to find a name, however many subtrees
//! there are.

use alloc::vec::Vec;
use core::net::IpAddr;

use super::Matching;
use super::dns::{DnsBases, SoughtDns};
use super::email::{MailboxBases, SoughtMailbox};
use super::host::Hosts;
use super::ip::Networks;
use super::keys::KeySet;
use super::{GeneralSubtree, SubtreeBase};
use crate::x509::general_name::NameForm;
use crate::x509::name::DistinguishedName;
use crate::x509::name::comparison::EncodedName;

/// Subtrees of all forms, either permitted or excluded ones.
#[derive(Debug)]
pub(super) struct SubtreeIndex {
    /// The verifiers that must find a name in a subtree: all for permitted subtrees, any for
    /// excluded ones.
    matching: Matching,
    pub(super) dns: DnsBases,
    ip: Networks,
    email: MailboxBases,
    uri: Hosts,
    /// Names in the form that `matching` requires.
    directory_name: KeySet,
}

/// A name in the form used for lookup.
pub(super) enum Sought<'a> {
    Dns(SoughtDns),
    Ip(IpAddr),
    Email(SoughtMailbox<'a>),
    /// The host.
    Uri(Vec<u8>),
    DirectoryName {
        canonical: Vec<u8>,
        folded: EncodedName,
    },
}

impl SubtreeIndex {
    pub(super) fn new(subtrees: &[GeneralSubtree], matching: Matching) -> Self {
        let bases = || subtrees.iter().map(GeneralSubtree::base);
        let dns =
            bases().filter_map(|base| if let SubtreeBase::Dns(base) = base { Some(base) } else { None });
        let ip = bases().filter_map(|base| if let SubtreeBase::Ip(base) = base { Some(base) } else { None });
        let email =
            bases().filter_map(|base| if let SubtreeBase::Email(base) = base { Some(base) } else { None });
        let uri = bases()
            .filter_map(|base| if let SubtreeBase::Uri(base) = base { Some(base.as_str()) } else { None });
        let names = bases()
            .filter_map(|base| if let SubtreeBase::DirectoryName(base) = base { Some(base) } else { None });
        let write_name = |name: &DistinguishedName, key: &mut Vec<u8>| match matching {
            Matching::Sure => key.extend_from_slice(&name.canonical()),
            // Anything after a value that could be anything is ignored.
            Matching::Possible => key.extend_from_slice(&name.folded().octets),
        };
        Self {
            matching,
            dns: DnsBases::new(dns),
            ip: Networks::new(ip),
            email: MailboxBases::new(email, matching),
            uri: Hosts::at_or_below(uri),
            directory_name: KeySet::shortest(names, write_name),
        }
    }

    /// Returns whether there are subtrees of this form.
    pub(super) fn has(&self, form: NameForm) -> bool {
        !match form {
            NameForm::Dns => self.dns.is_empty(),
            NameForm::Ip => self.ip.is_empty(),
            NameForm::Email => self.email.is_empty(),
            NameForm::Uri => self.uri.is_empty(),
            NameForm::DirectoryName => self.directory_name.is_empty(),
            // Their subtrees are never applied.
            NameForm::OtherName | NameForm::RegisteredId => true,
        }
    }

    /// Returns whether the name is in one of the subtrees.
    pub(super) fn contains(&self, name: &Sought<'_>) -> bool {
        match (name, self.matching) {
            (Sought::Dns(name), Matching::Sure) => self.dns.contain(name),
            (Sought::Dns(name), Matching::Possible) => self.dns.may_contain(name),
            (Sought::Ip(address), _) => self.ip.contain(*address),
            (Sought::Email(mailbox), matching) => self.email.contain(mailbox, matching),
            (Sought::Uri(host), _) => self.uri.contains(host),
            (Sought::DirectoryName { canonical, .. }, Matching::Sure) => {
                self.directory_name.start_of(canonical).is_some()
            }
            (Sought::DirectoryName { folded, .. }, Matching::Possible) => {
                let is_below = self.directory_name.start_of(&folded.octets).is_some();
                // The value that could be anything may match the next value of a base.
                is_below || (!folded.is_whole && self.directory_name.has_start(&folded.octets))
            }
        }
    }
}

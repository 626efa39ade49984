//! Certificates without an alternative name: whether they are allowed, and the rules for servers
//! (rule S8).

use super::input::CheckInput;
use super::rfc;
use crate::diagnostics::{Field, NoticeKind, Notices, Source, ViolationKind, Violations};
use crate::profile::{Profile, ServerNamePolicy};
use crate::x509::der::tag;
use crate::x509::extension::ExtendedKeyUsage;
use crate::x509::general_name::SubjectAlternativeName;
use crate::x509::oid;

impl CheckInput<'_> {
    /// Checks a request that asks for no alternative name, and returns the name to be added, if
    /// any. `purposes` are the granted ones, if they could be read.
    pub(super) fn check_nameless(
        &self,
        purposes: Option<&ExtendedKeyUsage>,
        profile: &Profile,
        violations: &mut Violations,
        notices: &mut Notices,
    ) -> Option<SubjectAlternativeName> {
        if !self.without_names || self.kind.is_ca() {
            return None;
        }
        let source = self.names.source();
        let policy = profile.server_name_policy();
        let is_server = purposes.map(|purposes| self.may_be_server(purposes));
        // The CA that replaced the names of a CSR by none wants none (rule C15).
        let are_replaced = self.source == Source::Csr && source == Source::Body;
        let may_add = policy == ServerNamePolicy::AddCommonName && !are_replaced;
        let adds = may_add && is_server != Some(false);
        if adds && (is_server.is_none() || self.subject.is_none()) {
            // It is unknown whether a name would be added.
            return None;
        }
        if adds && let Some(name) = self.common_name_as_dns_name(profile) {
            notices.push(Field::AlternativeNames(source), NoticeKind::CommonNameAdded);
            return Some(name);
        }
        // Clients find a responder by its key (RFC 6960 §4.2.2.2): names have no function there.
        let is_responder = purposes.is_some_and(ExtendedKeyUsage::is_ocsp_signing_alone);
        if profile.needs_alternative_name(self.kind) && !is_responder {
            violations.push(Field::AlternativeNames(source), ViolationKind::NoAlternativeName);
        } else if is_server == Some(true) {
            match policy {
                ServerNamePolicy::Refuse => {
                    let kind = ViolationKind::ServerWithoutAlternativeName;
                    violations.push(Field::AlternativeNames(source), kind);
                }
                ServerNamePolicy::Notice | ServerNamePolicy::AddCommonName => {
                    notices.push(Field::AlternativeNames(source), NoticeKind::ServerWithoutAlternativeName);
                }
            }
        }
        None
    }

    /// Whether the certificate is a server's: it has serverAuth. One from a CSR also counts if it
    /// serves every purpose, because the software that made the CSR may know nothing of purposes.
    /// That the CA replaced the purposes by none does not change it.
    fn may_be_server(&self, purposes: &ExtendedKeyUsage) -> bool {
        let serves_all = purposes.is_empty() || purposes.contains_any();
        purposes.contains_server() || (self.source == Source::Csr && serves_all)
    }

    /// Returns the common name if there is exactly one and it is a DNS name. That of a CSR must be
    /// one that the CSR could be granted as an alternative name (rule S7).
    fn common_name_as_dns_name(&self, profile: &Profile) -> Option<SubjectAlternativeName> {
        let attributes = self.subject.into_iter().flat_map(|subject| subject.attributes());
        let mut common_names = attributes.filter(|attribute| attribute.oid == oid::COMMON_NAME);
        let (Some(only), None) = (common_names.next(), common_names.next()) else { return None };
        if !matches!(only.value.tag, tag::UTF8_STRING | tag::PRINTABLE_STRING) {
            return None;
        }
        let name = SubjectAlternativeName::dns(core::str::from_utf8(only.value.content).ok()?).ok()?;
        let is_conformant = !profile.conforms_to_rfcs() || rfc::name_fault(&name).is_none();
        let is_granted = self.subject_source == Source::Body || profile.refused_form(&name).is_none();
        (is_conformant && is_granted).then_some(name)
    }
}

//! The contents of end-entity certificates, used for both apply requests and CSRs.

use certmint::extension::CustomExtension;
use certmint::extension::KeyUsage::{
    DataEncipherment, DigitalSignature, EncipherOnly, KeyAgreement, KeyEncipherment, NonRepudiation,
};
use certmint::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use certmint::key::KeyType;
use certmint::name::{AttributeType, SubjectAlternativeName};
use certmint::request::CertificateType;
use certmint::{
    CertificateParams, Csr, CsrRequest, DistinguishedName, EndEntityRequest, HashAlgorithm, KeyAlgorithm,
    ObjectIdentifier, PrivateKey, RequestedValidity,
};

use toolkit::asn1::{dns, ext_key_usage, key_usage, subject_alt_name, tlv};
use toolkit::forge::{self, csr_der};

/// The use for which a verifier is asked to accept a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Server,
    Client,
    Email,
    CodeSigning,
    TimeStamping,
    Any,
    Ca,
}

impl Purpose {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::Email => "email",
            Self::CodeSigning => "code-signing",
            Self::TimeStamping => "time-stamping",
            Self::Any => "any",
            Self::Ca => "ca",
        }
    }
}

/// The content of an end-entity certificate.
#[derive(Clone)]
pub(crate) struct Contents {
    pub(crate) name: &'static str,
    pub(crate) purpose: Purpose,
    /// The servers that a verifier asks for.
    pub(crate) servers: &'static [&'static str],
    subject: Vec<(AttributeType, &'static str)>,
    /// The subject of a CSR, if it differs from these attributes.
    csr_subject: Option<Vec<u8>>,
    alternative_names: Vec<SubjectAlternativeName>,
    purposes: Vec<KeyPurpose>,
    rsa_usages: KeyUsages,
    ec_usages: KeyUsages,
    /// Only in apply requests.
    extension: Option<CustomExtension>,
}

impl Contents {
    /// A common name and only defaults.
    fn new(name: &'static str, purpose: Purpose, purposes: &[KeyPurpose]) -> Self {
        Self {
            name,
            purpose,
            servers: &[],
            subject: vec![(AttributeType::CommonName, name)],
            csr_subject: None,
            alternative_names: Vec::new(),
            purposes: purposes.to_vec(),
            rsa_usages: KeyUsages::NONE,
            ec_usages: KeyUsages::NONE,
            extension: None,
        }
    }

    fn servers(mut self, servers: &'static [&'static str]) -> Self {
        self.servers = servers;
        self.usages(&[DigitalSignature, KeyEncipherment], &[DigitalSignature])
    }

    fn usages(mut self, rsa: &[KeyUsage], ec: &[KeyUsage]) -> Self {
        (self.rsa_usages, self.ec_usages) = (KeyUsages::of(rsa), KeyUsages::of(ec));
        self
    }

    fn dns(mut self, names: &[&str]) -> Self {
        self.alternative_names
            .extend(names.iter().map(|name| SubjectAlternativeName::dns(name).expect("a name")));
        self
    }

    fn ip(mut self, addresses: &[&str]) -> Self {
        let name = |address: &&str| SubjectAlternativeName::ip(address).expect("an address");
        self.alternative_names.extend(addresses.iter().map(name));
        self
    }

    fn email(mut self, address: &str) -> Self {
        self.alternative_names.push(SubjectAlternativeName::email(address).expect("an address"));
        self
    }

    fn uri(mut self, uri: &str) -> Self {
        self.alternative_names.push(SubjectAlternativeName::uri(uri).expect("a URI"));
        self
    }

    fn usages_of(&self, key_type: KeyType) -> KeyUsages {
        match key_type {
            KeyType::Rsa => self.rsa_usages,
            KeyType::Ec(_) => self.ec_usages,
            // Such keys only sign (RFC 9295 §3).
            _ => {
                let signs = |usage: &KeyUsage| matches!(usage, DigitalSignature | NonRepudiation);
                KeyUsages::of(&self.ec_usages.iter().filter(signs).collect::<Vec<_>>())
            }
        }
    }

    pub(crate) fn apply_request(
        &self,
        key: KeyAlgorithm,
        hash: HashAlgorithm,
        validity: RequestedValidity,
    ) -> EndEntityRequest {
        let subject = distinguished_name(&self.subject);
        let mut params = CertificateParams::new(key, hash, subject, validity)
            .with_alternative_names(self.alternative_names.clone())
            .expect("few names")
            .with_extended_key_usage(ExtendedKeyUsage::new(self.purposes.iter().cloned()));
        for extension in self.extension.iter().cloned() {
            params = params.with_extension(extension).expect("the only one");
        }
        EndEntityRequest::new(params)
            .with_key_usages(self.usages_of(key.key_type()))
            .expect("usages of the key")
    }

    /// A request with a CSR signed by this key.
    pub(crate) fn csr_request(
        &self,
        key: &PrivateKey,
        hash: HashAlgorithm,
        validity: RequestedValidity,
    ) -> CsrRequest {
        let subject = DistinguishedName::from_attributes(&self.subject).expect("a name").as_der().to_vec();
        let csr = csr_der(key, self.csr_subject.as_ref().unwrap_or(&subject), &self.csr_extensions(key));
        let csr = Csr::from_der(&csr).expect("a CSR");
        CsrRequest::new(csr, CertificateType::EntityCert, validity).expect("an end entity").with_hash(hash)
    }

    fn csr_extensions(&self, key: &PrivateKey) -> Vec<Vec<u8>> {
        let mut extensions = Vec::new();
        let usages: Vec<KeyUsage> = self.usages_of(key.public_key().key_type()).iter().collect();
        if !usages.is_empty() {
            extensions.push(key_usage(&usages));
        }
        if !self.purposes.is_empty() {
            let purposes: Vec<_> =
                self.purposes.iter().map(|purpose| purpose.object_identifier().to_string()).collect();
            let purposes: Vec<&str> = purposes.iter().map(String::as_str).collect();
            extensions.push(ext_key_usage(&purposes));
        }
        if !self.alternative_names.is_empty() {
            let names: Vec<_> = self.alternative_names.iter().map(general_name).collect();
            extensions.push(subject_alt_name(&names));
        }
        extensions
    }
}

pub(crate) fn distinguished_name(attributes: &[(AttributeType, &str)]) -> DistinguishedName {
    let (common_name, others) = attributes.split_last().expect("the common name is last");
    others
        .iter()
        .fold(DistinguishedName::new(common_name.1).expect("a common name"), |name, (attribute, value)| {
            name.with(attribute, value).expect("an attribute")
        })
}

fn general_name(name: &SubjectAlternativeName) -> Vec<u8> {
    match name {
        SubjectAlternativeName::Dns(name) => dns(name.as_str()),
        SubjectAlternativeName::Email(address) => tlv(0x81, address.as_str()),
        SubjectAlternativeName::Uri(uri) => tlv(0x86, uri.as_str()),
        SubjectAlternativeName::Ip(std::net::IpAddr::V4(address)) => tlv(0x87, address.octets()),
        SubjectAlternativeName::Ip(std::net::IpAddr::V6(address)) => tlv(0x87, address.octets()),
        other => panic!("{other:?}"),
    }
}

const SERVER: &[KeyPurpose] = &[KeyPurpose::ServerAuth, KeyPurpose::ClientAuth];

/// A server, which is also issued below CAs with name constraints.
pub(crate) fn server() -> Contents {
    Contents::new("server", Purpose::Server, SERVER)
        .servers(&["www.example.org", "192.0.2.7"])
        .dns(&["www.example.org", "mail.example.org"])
        .ip(&["192.0.2.7"])
}

/// The contents for both kinds of request.
fn common() -> Vec<Contents> {
    let all_names = Contents::new("all-names", Purpose::Server, &[KeyPurpose::ServerAuth])
        .servers(&["www.example.org", "any.wild.example.org", "192.0.2.7", "2001:db8::7"])
        .dns(&["www.example.org", "*.wild.example.org"])
        .ip(&["192.0.2.7", "2001:db8::7"])
        .email("user@example.org")
        .uri("https://www.example.org/path?query")
        .uri("spiffe://example.org/workload");
    let mut unicode = Contents::new("unicode", Purpose::Client, &[KeyPurpose::ClientAuth])
        .usages(&[DigitalSignature], &[DigitalSignature])
        .email("u@example.org");
    unicode.subject = vec![
        (AttributeType::Country, "CN"),
        (AttributeType::StateOrProvince, "浙江省"),
        (AttributeType::Locality, "Αθήνα"),
        (AttributeType::Organization, "Größe & Söhne, \"GmbH\""),
        (AttributeType::OrganizationalUnit, "Отдел + 1"),
        (AttributeType::CommonName, "證書 \u{1f512}"),
    ];
    vec![
        Contents::new("minimal", Purpose::Any, &[]),
        server(),
        all_names,
        Contents::new("client", Purpose::Client, &[KeyPurpose::ClientAuth])
            .usages(&[DigitalSignature], &[DigitalSignature])
            .uri("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
        code_signer(),
        Contents::new("email", Purpose::Email, &[KeyPurpose::EmailProtection])
            .usages(&[DigitalSignature, NonRepudiation, KeyEncipherment], &[DigitalSignature, KeyAgreement])
            .email("first.last@example.org"),
        Contents::new("time-stamping", Purpose::TimeStamping, &[KeyPurpose::TimeStamping])
            .usages(&[DigitalSignature], &[DigitalSignature]),
        unicode,
        Contents::new("usages", Purpose::Any, &[])
            .usages(
                &[DigitalSignature, NonRepudiation, KeyEncipherment, DataEncipherment],
                &[DigitalSignature, KeyAgreement, EncipherOnly],
            )
            .dns(&["usages.example.org"]),
    ]
}

/// The contents for apply requests.
pub(crate) fn of_apply() -> Vec<Contents> {
    let mut contents = common();
    // RFC 5612 §2: a private enterprise number for examples.
    let extension = custom_extension("1.3.6.1.4.1.32473.2");
    contents.push(Contents { name: "custom-extension", extension, ..server() });
    let names =
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s"];
    let many = names.map(|label| format!("{label}.example.org"));
    contents.push(
        Contents::new("twenty-names", Purpose::Server, SERVER)
            .servers(&["a.example.org", "s.example.org", "2001:db8::1"])
            .dns(&many.each_ref().map(String::as_str))
            .ip(&["2001:db8::1"]),
    );
    contents.push(further_names());
    contents
}

/// A device with attributes and alternative names beyond those of the API.
fn further_names() -> Contents {
    let oid = |dotted| ObjectIdentifier::new(dotted).expect("an identifier");
    let device = DistinguishedName::builder()
        .attribute(AttributeType::DomainComponent, "org")
        .and_then(|name| name.attribute(AttributeType::DomainComponent, "example"))
        .and_then(|name| name.rdn([(AttributeType::UserId, "1"), (AttributeType::CommonName, "device")]))
        .expect("a name")
        .build();
    let names = [
        SubjectAlternativeName::user_principal_name("device$@corp.example"),
        SubjectAlternativeName::hardware_module_name(&oid("1.3.6.1.4.1.32473.3"), b"SN-0001"),
        SubjectAlternativeName::other_name(&oid("1.3.6.1.4.1.32473.4"), &[0x05, 0x00]),
        Ok(SubjectAlternativeName::RegisteredId(oid("1.3.6.1.4.1.32473.5"))),
        Ok(SubjectAlternativeName::DirectoryName(device)),
    ];
    let mut further = Contents::new("further-names", Purpose::Client, &[KeyPurpose::ClientAuth])
        .usages(&[DigitalSignature], &[DigitalSignature]);
    further.subject = vec![
        (AttributeType::SerialNumber, "SN-0001"),
        (AttributeType::UserId, "1"),
        (AttributeType::OrganizationIdentifier, "VATDE-123456789"),
        (AttributeType::CommonName, "device"),
    ];
    further.alternative_names = names.into_iter().collect::<Result<_, _>>().expect("names");
    further
}

fn custom_extension(identifier: &str) -> Option<CustomExtension> {
    let identifier = ObjectIdentifier::new(identifier).expect("an identifier");
    Some(CustomExtension::text(identifier, "text ✓").expect("an extension"))
}

/// A code signer with an extension whose identifier contains a UUID (X.667 §6.3): its last arc has
/// 128 bits.
pub(crate) fn uuid_identifier() -> Contents {
    let extension = custom_extension("2.25.329800735698586629295641978511506172918");
    Contents { name: "uuid-identifier", extension, ..code_signer() }
}

/// A code signer.
pub(crate) fn code_signer() -> Contents {
    Contents::new("code-signing", Purpose::CodeSigning, &[KeyPurpose::CodeSigning])
        .usages(&[DigitalSignature], &[DigitalSignature, NonRepudiation])
}

/// A code signer with a compressed public key.
pub(crate) fn compressed_key() -> Contents {
    Contents { name: "compressed-key", ..code_signer() }
}

/// The contents for CSRs.
pub(crate) fn of_csrs() -> Vec<Contents> {
    const PRINTABLE: u8 = 0x13;
    const IA5: u8 = 0x16;
    let mut contents = common();
    contents.push(Contents { name: "empty-subject", csr_subject: Some(vec![0x30, 0x00]), ..server() });
    let mut attributes = Contents::new("other-attributes", Purpose::Email, &[KeyPurpose::EmailProtection])
        .usages(&[DigitalSignature, KeyEncipherment], &[DigitalSignature])
        .email("person@example.org");
    attributes.csr_subject = Some(forge::name(&[
        // domainComponent, 0.9.2342.19200300.100.1.25.
        (b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", IA5, b"org"),
        (b"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", IA5, b"example"),
        (forge::COUNTRY, PRINTABLE, b"DE"),
        (forge::ORGANIZATION, PRINTABLE, b"Example"),
        (forge::ORGANIZATIONAL_UNIT, PRINTABLE, b"One"),
        (forge::ORGANIZATIONAL_UNIT, PRINTABLE, b"Two"),
        // serialNumber, 2.5.4.5.
        (b"\x55\x04\x05", PRINTABLE, b"0001"),
        (forge::EMAIL_ADDRESS, IA5, b"person@example.org"),
    ]));
    contents.push(attributes);
    contents
}

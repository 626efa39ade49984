//! The entries of each archive, and that OpenSSL and Java read what is in them.

use std::io::Read;
use std::process::Command;

use certmint::time::UtcDateTime;
use certmint::{
    Authority, CertificateParams, DistinguishedName, EndEntityRequest, HashAlgorithm, KeyAlgorithm, Profile,
    RequestedValidity, RootRequest, SubordinateRequest, request::ValidityUnit::Day,
};

use super::*;
use certmint::wire::Body;
use certmint::wire::ExportFormat::{self, Apache, Iis, Nginx, Other, Tomcat};

struct Sample {
    certificates: Vec<Certificate>,
    key: PrivateKey,
}

/// A certificate below a subordinate and its root.
fn sample() -> Sample {
    let (now, rng) = (UtcDateTime::now(), &mut getrandom::SysRng);
    let params = |name, days| {
        let name = DistinguishedName::new(name).unwrap();
        let validity = RequestedValidity::new(Day, days).unwrap();
        CertificateParams::new(KeyAlgorithm::Ec256, HashAlgorithm::Sha256, name, validity)
    };
    let root = RootRequest::new(params("Root", 30));
    let root = Authority::create_root(&root, &Profile::default(), now, rng).unwrap();
    let root = Authority::try_from(root).unwrap();
    let above = root.issue(&SubordinateRequest::new(params("Sub", 20)), now, rng).unwrap();
    let above = Authority::try_from(above).unwrap();
    let mut issued = above.issue(&EndEntityRequest::new(params("a b", 10)), now, rng).unwrap();
    let key = issued.take_private_key().unwrap();
    let certificates = issued.chain().cloned().collect();
    Sample { certificates, key }
}

impl Sample {
    fn export(
        &self,
        format: ExportFormat,
        with_key: bool,
        password: Option<&str>,
    ) -> Result<Exported, ApiError> {
        self.export_as(true, format, with_key, password)
    }

    fn export_as(
        &self,
        is_compressed: bool,
        format: ExportFormat,
        with_key: bool,
        password: Option<&str>,
    ) -> Result<Exported, ApiError> {
        let material = Material {
            name: "*.a b\r\n",
            certificate: &self.certificates[0],
            chain: &self.certificates[1..],
            key: with_key.then_some(&self.key),
        };
        let json = serde_json::json!({
            "is_compressed": is_compressed, "type": format.as_str(), "password": password
        });
        let request = Body::from_json(json.to_string().as_bytes())?.read_export()?;
        export(&material, &request)
    }

    fn chain_pem(&self) -> String {
        pem_of(&self.certificates[1..])
    }
}

fn pem_of(certificates: &[Certificate]) -> String {
    certificates.iter().map(Certificate::to_pem).collect()
}

type Entries = Vec<(String, Vec<u8>)>;

fn unzip(exported: Exported) -> Entries {
    let Exported::Zip(content) = exported else { panic!("not a ZIP") };
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).unwrap();
    let entries = (0..archive.len()).map(|index| {
        let mut file = archive.by_index(index).unwrap();
        assert_eq!(file.last_modified(), Some(zip::DateTime::default()));
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    });
    entries.collect()
}

fn pem_of_entry<'a>(entries: &'a Entries, name: &str) -> &'a str {
    let (_, content) = entries.iter().find(|(entry, _)| entry == name).unwrap();
    std::str::from_utf8(content).unwrap()
}

#[test]
fn archives_have_the_entries_of_the_table() {
    let sample = sample();
    for (format, generated, from_csr) in [
        (Apache, "chain.crt server.crt server.key", "chain.crt server.crt"),
        (Nginx, "server.crt server.key", "server.crt"),
        (Iis, "keystorePass.txt server.pfx", "chain.crt server.crt"),
        (Tomcat, "", "chain.crt server.crt"),
        (Other, "chain.pem server.key server.pem", "cert.pem chain.pem"),
    ] {
        for (with_key, expected) in [(true, generated), (false, from_csr)] {
            let exported = match sample.export(format, with_key, None) {
                Err(ApiError::Parameter(text)) if expected.is_empty() && text.contains("take IIS") => {
                    continue;
                }
                exported => exported.unwrap(),
            };
            let entries = unzip(exported);
            let mut names: Vec<_> = entries.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            assert_eq!(names.join(" "), expected, "{format:?}");
            for (name, content) in &entries {
                let expected = match name.as_str() {
                    "server.key" => sample.key.to_pkcs8_pem().to_string(),
                    "chain.crt" | "chain.pem" => sample.chain_pem(),
                    "server.crt" if format == Nginx => pem_of(&sample.certificates),
                    "server.crt" | "server.pem" | "cert.pem" => sample.certificates[0].to_pem(),
                    _ => continue,
                };
                assert_eq!(std::str::from_utf8(content), Ok(expected.as_str()), "{format:?} {name}");
            }
        }
    }
    assert_eq!(sample.certificates.len(), 3);
}

#[test]
fn without_compression_pem_has_crlf_and_no_key_of_a_csr() {
    let sample = sample();
    let members = |with_key, password| match sample.export_as(false, Apache, with_key, password).unwrap() {
        Exported::Json(members) => serde_json::to_value(members).unwrap(),
        Exported::Zip(_) => panic!("a ZIP"),
    };
    let generated = members(true, Some(""));
    let key = sample.key.to_pkcs8_pem().replace('\n', "\r\n");
    assert_eq!(generated["private_key"], key);
    assert_eq!(generated["certificate"], sample.certificates[0].to_pem().replace('\n', "\r\n"));
    assert_eq!(generated["certificate_chain"], sample.chain_pem().replace('\n', "\r\n"));
    let from_csr = members(false, Some("password"));
    assert_eq!(
        from_csr.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["certificate", "certificate_chain"]
    );
    let encrypted = members(true, Some("pässword"));
    let encrypted = encrypted["private_key"].as_str().unwrap();
    let decrypted = PrivateKey::from_encrypted_pkcs8_pem(encrypted, "pässword".as_bytes()).unwrap();
    assert_eq!(decrypted.to_pkcs8_der(), sample.key.to_pkcs8_der());
    for format in [Iis, Tomcat] {
        let refused = sample.export_as(false, format, false, None);
        assert!(matches!(refused, Err(ApiError::Certmint(_))));
    }
}

#[test]
fn a_password_encrypts_the_key_of_an_archive() {
    let sample = sample();
    for format in [Apache, Nginx, Other] {
        let entries = unzip(sample.export(format, true, Some("secret")).unwrap());
        let key = PrivateKey::from_encrypted_pkcs8_pem(pem_of_entry(&entries, "server.key"), b"secret");
        assert_eq!(key.unwrap().to_pkcs8_der(), sample.key.to_pkcs8_der());
    }
}

#[test]
fn openssl_and_java_read_pkcs12_with_the_chain() {
    let sample = sample();
    let path = std::env::temp_dir().join(format!("certmint-export-{}.pfx", std::process::id()));
    for password in [None, Some("p $1\"'")] {
        let entries = unzip(sample.export(Iis, true, password).unwrap());
        assert_eq!(entries.len(), if password.is_some() { 1 } else { 2 });
        let password = password.unwrap_or_else(|| pem_of_entry(&entries, "keystorePass.txt"));
        assert_eq!(entries[0].0, "server.pfx");
        std::fs::write(&path, &entries[0].1).unwrap();
        let run = |program: &str, arguments: &[&str]| {
            let output = Command::new(program).args(arguments).arg(&path).output();
            let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
            assert!(output.status.success(), "{output:?}");
            String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
        };
        let given = format!("pass:{password}");
        let text = run("openssl", &["pkcs12", "-info", "-nodes", "-passin", &given, "-in"]);
        assert_eq!(text.matches("AES-256-CBC").count(), 2, "{text}");
        assert!(text.contains("MAC: sha256, Iteration 100000"), "{text}");
        assert!(text.contains(sample.key.to_pkcs8_pem().trim()), "{text}");
        assert!(sample.certificates.iter().all(|certificate| text.contains(certificate.to_pem().trim())));
        let text = run("keytool", &["-list", "-v", "-storepass", password, "-keystore"]);
        assert!(text.contains("Entry type: PrivateKeyEntry"), "{text}");
        assert!(text.contains("Certificate chain length: 3"), "{text}");
        assert!(text.contains("Alias name: _.a_b"), "{text}");
    }
    std::fs::remove_file(path).unwrap();
    assert!(matches!(sample.export(Iis, true, Some("ü")), Err(ApiError::Parameter(_))));
}

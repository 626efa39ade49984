//! TLS 1.3 in rustls with issued certificates: root, subordinate, a server and a client, in memory.

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use certmint::extension::{ExtendedKeyUsage, KeyPurpose, KeyUsage, KeyUsages};
use certmint::name::SubjectAlternativeName;
use certmint::request::ValidityUnit;
use certmint::{Authority, EndEntityRequest, Issued, Issuer, KeyAlgorithm, RequestedValidity};
use rustls::client::WebPkiServerVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::server::WebPkiClientVerifier;
use rustls::time_provider::TimeProvider;
use rustls::version::TLS13;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, ConnectionCommon, ExtendedKeyPurpose, ProtocolVersion,
    RootCertStore, ServerConfig, ServerConnection, SideData,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};

use toolkit::{NOW_MILLISECONDS, now, params, rng, root, subordinate, years};

const SERVER: &str = "db.example.org";

/// An end entity below `authority`, for one purpose and, if it is a server, with a name.
fn entity(
    authority: &Authority,
    algorithm: KeyAlgorithm,
    purpose: KeyPurpose,
    name: &str,
    validity: RequestedValidity,
) -> Issued {
    let params = params(algorithm, name, validity)
        .with_alternative_names(vec![SubjectAlternativeName::dns(name).expect("a name")])
        .expect("few names")
        .with_extended_key_usage(ExtendedKeyUsage::new([purpose]));
    authority
        .issue(&EndEntityRequest::new(params), now(), &mut rng(160 + name.len() as u8))
        .expect("a certificate")
}

/// A CA below a root, both with keys of the algorithm.
fn hierarchy(algorithm: KeyAlgorithm) -> Authority {
    subordinate(&root(algorithm), algorithm, 0)
}

/// Servers and clients with one algorithm below one CA, valid for a year.
struct Peers {
    authority: Authority,
    server: Issued,
    client: Issued,
}

impl Peers {
    fn new(algorithm: KeyAlgorithm) -> Self {
        Self::below(hierarchy(algorithm), algorithm)
    }

    fn below(authority: Authority, algorithm: KeyAlgorithm) -> Self {
        let server = entity(&authority, algorithm, KeyPurpose::ServerAuth, SERVER, years(1));
        let client = entity(&authority, algorithm, KeyPurpose::ClientAuth, "client", years(1));
        Self { authority, server, client }
    }

    /// Connects them, each trusting the root of their CA, at [`now`] + `seconds`.
    fn connect(&self, seconds: u64) -> Result<Connection, Refused> {
        Connection::open(&self.server, &self.client, self.authority.issuer(), SERVER, seconds)
    }
}

/// The time of the tests plus some seconds.
#[derive(Debug)]
struct At(u64);

impl At {
    fn unix_time(seconds: u64) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(NOW_MILLISECONDS as u64 / 1_000 + seconds))
    }
}

impl TimeProvider for At {
    fn current_time(&self) -> Option<UnixTime> {
        Some(Self::unix_time(self.0))
    }
}

/// The peer that refused the other, and the reason.
#[derive(Debug, PartialEq)]
enum Refused {
    ByServer(rustls::Error),
    ByClient(rustls::Error),
}

/// A server and a client that have completed the handshake.
struct Connection {
    server: ServerConnection,
    client: ClientConnection,
}

impl Connection {
    fn open(
        server: &Issued,
        client: &Issued,
        trusted: &Issuer,
        name: &'static str,
        seconds: u64,
    ) -> Result<Self, Refused> {
        let server =
            ServerConnection::new(Arc::new(server_config(server, trusted, seconds))).expect("a connection");
        let name = ServerName::try_from(name).expect("a name");
        let client = ClientConnection::new(Arc::new(client_config(client, trusted, seconds)), name)
            .expect("a connection");
        let mut connection = Self { server, client };
        while connection.server.is_handshaking() || connection.client.is_handshaking() {
            connection.exchange()?;
        }
        // The client finishes before the server has checked its certificate.
        connection.exchange().map(|()| connection)
    }

    /// Transfers the pending data between the peers.
    fn exchange(&mut self) -> Result<(), Refused> {
        carry(&mut self.client, &mut self.server).map_err(Refused::ByServer)?;
        carry(&mut self.server, &mut self.client).map_err(Refused::ByClient)
    }
}

fn carry<A: SideData, B: SideData>(
    from: &mut ConnectionCommon<A>,
    to: &mut ConnectionCommon<B>,
) -> Result<(), rustls::Error> {
    let mut octets = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut octets).expect("room");
    }
    let mut rest = octets.as_slice();
    while !rest.is_empty() {
        to.read_tls(&mut rest).expect("room");
        to.process_new_packets()?;
    }
    Ok(())
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Trusts only the last certificate of the issuer's chain.
fn roots(issuer: &Issuer) -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let root = issuer.chain().last().expect("a root");
    roots.add(CertificateDer::from(root).into_owned()).expect("a trust anchor");
    Arc::new(roots)
}

fn private_key(issued: &Issued) -> PrivateKeyDer<'static> {
    issued.private_key().expect("a key").into()
}

fn server_config(server: &Issued, trusted: &Issuer, seconds: u64) -> ServerConfig {
    let verifier =
        WebPkiClientVerifier::builder_with_provider(roots(trusted), provider()).build().expect("roots");
    ServerConfig::builder_with_details(provider(), Arc::new(At(seconds)))
        .with_protocol_versions(&[&TLS13])
        .expect("TLS 1.3")
        .with_client_cert_verifier(verifier)
        .with_single_cert(server.tls_chain(), private_key(server))
        .expect("a key of the certificate")
}

fn client_config(client: &Issued, trusted: &Issuer, seconds: u64) -> ClientConfig {
    let verifier =
        WebPkiServerVerifier::builder_with_provider(roots(trusted), provider()).build().expect("roots");
    ClientConfig::builder_with_details(provider(), Arc::new(At(seconds)))
        .with_protocol_versions(&[&TLS13])
        .expect("TLS 1.3")
        .with_webpki_verifier(verifier)
        .with_client_auth_cert(client.tls_chain(), private_key(client))
        .expect("a key of the certificate")
}

#[test]
fn x5_tls_is_served_and_the_client_is_known() {
    for algorithm in [KeyAlgorithm::Ec256, KeyAlgorithm::Ec384, KeyAlgorithm::Rsa2048] {
        let peers = Peers::new(algorithm);
        if algorithm == KeyAlgorithm::Rsa2048 {
            // The default of rule U2; TLS 1.3 needs digitalSignature (RFC 8446 §4.4.2.2).
            let usages = KeyUsages::of(&[KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment]);
            assert_eq!(
                (peers.server.fields().key_usages(), peers.client.fields().key_usages()),
                (usages, usages)
            );
        }
        let Connection { mut server, mut client } = peers.connect(0).unwrap();
        assert_eq!(server.protocol_version(), Some(ProtocolVersion::TLSv1_3));
        assert_eq!(client.protocol_version(), Some(ProtocolVersion::TLSv1_3));
        // Each receives the other's leaf and subordinate, byte for byte, and no root.
        let ca = CertificateDer::from(&peers.authority.issuer().chain()[0]);
        for (seen, sent) in [
            (server.peer_certificates(), peers.client.certificate()),
            (client.peer_certificates(), peers.server.certificate()),
        ] {
            assert_eq!(seen, Some(&[CertificateDer::from(sent), ca.clone()][..]), "{algorithm:?}");
        }

        client.writer().write_all(b"from the client").unwrap();
        carry(&mut client, &mut server).unwrap();
        assert_eq!(received(&mut server, 15), b"from the client");
        server.writer().write_all(b"from the server").unwrap();
        carry(&mut server, &mut client).unwrap();
        assert_eq!(received(&mut client, 15), b"from the server");
    }
}

fn received<S: SideData>(connection: &mut ConnectionCommon<S>, octets: usize) -> Vec<u8> {
    let mut text = vec![0; octets];
    connection.reader().read_exact(&mut text).expect("that many octets");
    text
}

fn refused_by_server(error: CertificateError) -> Refused {
    Refused::ByServer(rustls::Error::InvalidCertificate(error))
}

fn refused_by_client(error: CertificateError) -> Refused {
    Refused::ByClient(rustls::Error::InvalidCertificate(error))
}

#[test]
fn u4_tls_client_without_client_auth_is_refused() {
    let mut peers = Peers::new(KeyAlgorithm::Ec256);
    peers.client = entity(&peers.authority, KeyAlgorithm::Ec256, KeyPurpose::ServerAuth, "client", years(1));
    let expected = CertificateError::InvalidPurposeContext {
        required: ExtendedKeyPurpose::ClientAuth,
        presented: vec![ExtendedKeyPurpose::ServerAuth],
    };
    assert_eq!(peers.connect(0).err(), Some(refused_by_server(expected)));
}

#[test]
fn u4_tls_server_without_server_auth_is_refused() {
    let mut peers = Peers::new(KeyAlgorithm::Ec256);
    peers.server = entity(&peers.authority, KeyAlgorithm::Ec256, KeyPurpose::ClientAuth, SERVER, years(1));
    let expected = CertificateError::InvalidPurposeContext {
        required: ExtendedKeyPurpose::ServerAuth,
        presented: vec![ExtendedKeyPurpose::ClientAuth],
    };
    assert_eq!(peers.connect(0).err(), Some(refused_by_client(expected)));
}

#[test]
fn v3_tls_server_is_refused_from_the_second_after_its_last() {
    let mut peers = Peers::new(KeyAlgorithm::Ec256);
    let hour = RequestedValidity::new(ValidityUnit::Hour, 1).unwrap();
    peers.server = entity(&peers.authority, KeyAlgorithm::Ec256, KeyPurpose::ServerAuth, SERVER, hour);
    assert!(peers.connect(3_600).is_ok());
    let expected =
        CertificateError::ExpiredContext { time: At::unix_time(3_601), not_after: At::unix_time(3_600) };
    assert_eq!(peers.connect(3_601).err(), Some(refused_by_client(expected)));
}

#[test]
fn s2_tls_server_of_another_name_is_refused() {
    let Peers { authority, server, client } = Peers::new(KeyAlgorithm::Ec256);
    let error = Connection::open(&server, &client, authority.issuer(), "www.example.org", 0).err();
    let expected = CertificateError::NotValidForNameContext {
        expected: ServerName::try_from("www.example.org").unwrap(),
        presented: vec![format!("DnsName(\"{SERVER}\")")],
    };
    assert_eq!(error, Some(refused_by_client(expected)));
}

/// Whether each of `ours` refuses the other's peer with this error.
fn assert_refused(theirs: &Peers, expected: &CertificateError) {
    let ours = Peers::new(KeyAlgorithm::Ec256);
    let trusted = ours.authority.issuer();
    let error = Connection::open(&theirs.server, &ours.client, trusted, SERVER, 0).err();
    assert_eq!(error, Some(refused_by_client(expected.clone())));
    let error = Connection::open(&ours.server, &theirs.client, trusted, SERVER, 0).err();
    assert_eq!(error, Some(refused_by_server(expected.clone())));
}

#[test]
fn n5_tls_peer_of_another_hierarchy_is_refused() {
    let elsewhere = subordinate(&toolkit::stock::authority(KeyAlgorithm::Ec256), KeyAlgorithm::Ec384, 0);
    assert_refused(&Peers::below(elsewhere, KeyAlgorithm::Ec256), &CertificateError::UnknownIssuer);
}

#[test]
fn n5_tls_peer_of_another_hierarchy_of_the_same_names_is_refused() {
    // Another root and subordinate that differ from ours only in their keys.
    assert_refused(&Peers::new(KeyAlgorithm::Ec384), &CertificateError::BadSignature);
}

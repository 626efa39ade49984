//! The names of identifiers, as a table.

macro_rules! content {
    ($dotted:literal) => {{
        const ID: der::oid::ObjectIdentifier = der::oid::ObjectIdentifier::new_unwrap($dotted);
        ID.as_bytes()
    }};
}

macro_rules! attributes {
    ($($dotted:literal $keyword:literal $name:literal;)*) => {
        /// Attribute types of names: the short name, and the one that a reader knows.
        pub(super) const ATTRIBUTES: &[(&[u8], &str, &str)] = &[$((content!($dotted), $keyword, $name)),*];
    };
}

macro_rules! names {
    ($($dotted:literal $name:literal;)*) => {
        /// What is no attribute of names.
        pub(super) const NAMES: &[(&[u8], &str)] = &[$((content!($dotted), $name)),*];
    };
}

attributes! {
    // X.520, RFC 4519, RFC 4524.
    "2.5.4.3" "CN" "common name";
    "2.5.4.4" "SN" "surname";
    "2.5.4.5" "serialNumber" "serialNumber";
    "2.5.4.6" "C" "country";
    "2.5.4.7" "L" "locality";
    "2.5.4.8" "ST" "state or province";
    "2.5.4.9" "STREET" "street address";
    "2.5.4.10" "O" "organization";
    "2.5.4.11" "OU" "organizational unit";
    "2.5.4.12" "title" "title";
    "2.5.4.13" "description" "description";
    "2.5.4.15" "businessCategory" "businessCategory";
    "2.5.4.16" "postalAddress" "postalAddress";
    "2.5.4.17" "postalCode" "postalCode";
    "2.5.4.18" "postOfficeBox" "postOfficeBox";
    "2.5.4.20" "telephoneNumber" "telephoneNumber";
    "2.5.4.41" "name" "name";
    "2.5.4.42" "GN" "given name";
    "2.5.4.43" "initials" "initials";
    "2.5.4.44" "generationQualifier" "generationQualifier";
    "2.5.4.45" "x500UniqueIdentifier" "x500UniqueIdentifier";
    "2.5.4.46" "dnQualifier" "dnQualifier";
    "2.5.4.51" "houseIdentifier" "houseIdentifier";
    "2.5.4.54" "dmdName" "dmdName";
    "2.5.4.65" "pseudonym" "pseudonym";
    "2.5.4.72" "role" "role";
    "2.5.4.97" "organizationIdentifier" "organizationIdentifier";
    "0.9.2342.19200300.100.1.1" "UID" "user id";
    "0.9.2342.19200300.100.1.25" "DC" "domain component";
    // RFC 2985.
    "1.2.840.113549.1.9.1" "emailAddress" "emailAddress";
    "1.2.840.113549.1.9.2" "unstructuredName" "unstructuredName";
    "1.2.840.113549.1.9.8" "unstructuredAddress" "unstructuredAddress";
    // RFC 3739 §3.2.2.
    "1.3.6.1.5.5.7.9.1" "dateOfBirth" "dateOfBirth";
    "1.3.6.1.5.5.7.9.2" "placeOfBirth" "placeOfBirth";
    "1.3.6.1.5.5.7.9.3" "gender" "gender";
    "1.3.6.1.5.5.7.9.4" "countryOfCitizenship" "countryOfCitizenship";
    "1.3.6.1.5.5.7.9.5" "countryOfResidence" "countryOfResidence";
    // CA/Browser Forum, Guidelines for Extended Validation §9.2.4.
    "1.3.6.1.4.1.311.60.2.1.1" "jurisdictionL" "jurisdiction locality";
    "1.3.6.1.4.1.311.60.2.1.2" "jurisdictionST" "jurisdiction state or province";
    "1.3.6.1.4.1.311.60.2.1.3" "jurisdictionC" "jurisdiction country";
    // Matter Core Specification §6.1.1.
    "1.3.6.1.4.1.37244.1.1" "matter-node-id" "matter-node-id";
    "1.3.6.1.4.1.37244.1.2" "matter-firmware-signing-id" "matter-firmware-signing-id";
    "1.3.6.1.4.1.37244.1.3" "matter-icac-id" "matter-icac-id";
    "1.3.6.1.4.1.37244.1.4" "matter-rcac-id" "matter-rcac-id";
    "1.3.6.1.4.1.37244.1.5" "matter-fabric-id" "matter-fabric-id";
    "1.3.6.1.4.1.37244.1.6" "matter-noc-cat" "matter-noc-cat";
}

names! {
    // Attributes of CSRs: RFC 2985, RFC 8894, Microsoft.
    "1.2.840.113549.1.9.3" "contentType";
    "1.2.840.113549.1.9.4" "messageDigest";
    "1.2.840.113549.1.9.5" "signingTime";
    "1.2.840.113549.1.9.6" "countersignature";
    "1.2.840.113549.1.9.7" "challengePassword";
    "1.2.840.113549.1.9.9" "extendedCertificateAttributes";
    "1.2.840.113549.1.9.13" "signingDescription";
    "1.2.840.113549.1.9.14" "extensionRequest";
    "1.2.840.113549.1.9.20" "friendlyName";
    "1.2.840.113549.1.9.21" "localKeyId";
    "1.2.840.113549.1.9.16.2.54" "asymmetricDecryptKeyID";
    "2.16.840.1.113733.1.9.2" "messageType (SCEP)";
    "2.16.840.1.113733.1.9.3" "pkiStatus (SCEP)";
    "2.16.840.1.113733.1.9.5" "senderNonce (SCEP)";
    "2.16.840.1.113733.1.9.7" "transactionID (SCEP)";
    "2.16.840.1.113733.1.9.8" "extensionReq (VeriSign)";
    "1.3.6.1.4.1.311.2.1.14" "Microsoft's extension request";
    "1.3.6.1.4.1.311.13.1" "renewalCertificate (Microsoft)";
    "1.3.6.1.4.1.311.13.2.1" "enrollmentNameValuePair (Microsoft)";
    "1.3.6.1.4.1.311.13.2.2" "enrollmentCSP, the enrolment provider (Microsoft)";
    "1.3.6.1.4.1.311.13.2.3" "osVersion (Microsoft)";
    "1.3.6.1.4.1.311.21.13" "archivedKey (Microsoft)";
    "1.3.6.1.4.1.311.21.20" "requestClientInfo (Microsoft)";
    "1.3.6.1.4.1.311.21.23" "enrollmentAttestationStatement (Microsoft)";
    "1.3.6.1.4.1.311.21.24" "enrollmentEKInfo (Microsoft)";

    // Extensions: RFC 5280, and what its registry has beside them.
    "2.5.29.9" "subjectDirectoryAttributes";
    "2.5.29.14" "subjectKeyIdentifier";
    "2.5.29.15" "keyUsage";
    "2.5.29.16" "privateKeyUsagePeriod";
    "2.5.29.17" "subjectAltName";
    "2.5.29.18" "issuerAltName";
    "2.5.29.19" "basicConstraints";
    "2.5.29.20" "cRLNumber";
    "2.5.29.21" "reasonCode";
    "2.5.29.24" "invalidityDate";
    "2.5.29.27" "deltaCRLIndicator";
    "2.5.29.28" "issuingDistributionPoint";
    "2.5.29.29" "certificateIssuer";
    "2.5.29.30" "nameConstraints";
    "2.5.29.31" "cRLDistributionPoints";
    "2.5.29.32" "certificatePolicies";
    "2.5.29.32.0" "anyPolicy";
    "2.5.29.33" "policyMappings";
    "2.5.29.35" "authorityKeyIdentifier";
    "2.5.29.36" "policyConstraints";
    "2.5.29.37" "extKeyUsage";
    "2.5.29.46" "freshestCRL";
    "2.5.29.54" "inhibitAnyPolicy";
    "2.5.29.55" "targetInformation";
    "2.5.29.56" "noRevAvail";
    "1.3.6.1.5.5.7.1.1" "authorityInfoAccess";
    "1.3.6.1.5.5.7.1.2" "biometricInfo";
    "1.3.6.1.5.5.7.1.3" "qcStatements";
    "1.3.6.1.5.5.7.1.7" "ipAddrBlocks";
    "1.3.6.1.5.5.7.1.8" "autonomousSysIds";
    "1.3.6.1.5.5.7.1.11" "subjectInfoAccess";
    "1.3.6.1.5.5.7.1.12" "logotype";
    "1.3.6.1.5.5.7.1.14" "proxyCertInfo";
    "1.3.6.1.5.5.7.1.24" "TLS feature (must-staple)";
    "1.3.6.1.5.5.7.1.26" "TNAuthList";
    "1.3.6.1.5.5.7.1.31" "acmeIdentifier";
    "1.3.6.1.5.5.7.48.1.5" "ocspNoCheck";
    "1.2.840.113549.1.9.15" "smimeCapabilities";
    "1.3.6.1.4.1.11129.2.1.17" "Android key attestation";
    "1.3.6.1.4.1.11129.2.4.2" "signed certificate timestamps";
    "1.3.6.1.4.1.11129.2.4.3" "precertificate poison";
    "2.16.840.1.113730.1.1" "nsCertType (Netscape)";
    "2.16.840.1.113730.1.2" "nsBaseUrl (Netscape)";
    "2.16.840.1.113730.1.3" "nsRevocationUrl (Netscape)";
    "2.16.840.1.113730.1.4" "nsCaRevocationUrl (Netscape)";
    "2.16.840.1.113730.1.8" "nsCaPolicyUrl (Netscape)";
    "2.16.840.1.113730.1.12" "nsSslServerName (Netscape)";
    "2.16.840.1.113730.1.13" "nsComment (Netscape)";
    "1.3.6.1.4.1.311.20.2" "certificate type (Microsoft)";
    "1.3.6.1.4.1.311.21.1" "CA version (Microsoft)";
    "1.3.6.1.4.1.311.21.2" "previous CA certificate hash (Microsoft)";
    "1.3.6.1.4.1.311.21.7" "certificate template (Microsoft)";
    "1.3.6.1.4.1.311.21.10" "params policies (Microsoft)";
    "1.3.6.1.4.1.311.25.2" "NTDS CA security (Microsoft)";

    // Purposes.
    "2.5.29.37.0" "anyExtendedKeyUsage";
    "1.3.6.1.5.5.7.3.1" "serverAuth";
    "1.3.6.1.5.5.7.3.2" "clientAuth";
    "1.3.6.1.5.5.7.3.3" "codeSigning";
    "1.3.6.1.5.5.7.3.4" "emailProtection";
    "1.3.6.1.5.5.7.3.5" "ipsecEndSystem";
    "1.3.6.1.5.5.7.3.6" "ipsecTunnel";
    "1.3.6.1.5.5.7.3.7" "ipsecUser";
    "1.3.6.1.5.5.7.3.8" "timeStamping";
    "1.3.6.1.5.5.7.3.9" "OCSPSigning";
    "1.3.6.1.5.5.7.3.13" "eapOverPPP";
    "1.3.6.1.5.5.7.3.14" "eapOverLAN";
    "1.3.6.1.5.5.7.3.17" "ipsecIKE";
    "1.3.6.1.5.5.7.3.20" "sipDomain";
    "1.3.6.1.5.5.7.3.21" "secureShellClient";
    "1.3.6.1.5.5.7.3.22" "secureShellServer";
    "1.3.6.1.5.5.7.3.27" "cmcCA";
    "1.3.6.1.5.5.7.3.28" "cmcRA";
    "1.3.6.1.5.5.7.3.29" "cmcArchive";
    "1.3.6.1.5.5.7.3.30" "bgpsecRouter";
    "1.3.6.1.5.5.7.3.31" "brandIndicatorForMessageIdentification";
    "1.3.6.1.5.5.7.3.36" "documentSigning";
    "1.3.6.1.5.2.3.4" "pkinitClientAuth (Kerberos)";
    "1.3.6.1.5.2.3.5" "pkinitKDC (Kerberos)";
    "1.0.18013.5.1.2" "mdlDS (ISO mobile driving licence)";
    "1.3.6.1.4.1.311.2.1.21" "individual code signing (Microsoft)";
    "1.3.6.1.4.1.311.2.1.22" "commercial code signing (Microsoft)";
    "1.3.6.1.4.1.311.10.3.1" "trust list signing (Microsoft)";
    "1.3.6.1.4.1.311.10.3.3" "server gated crypto (Microsoft)";
    "1.3.6.1.4.1.311.10.3.4" "encrypting file system (Microsoft)";
    "1.3.6.1.4.1.311.10.3.4.1" "file recovery (Microsoft)";
    "1.3.6.1.4.1.311.10.3.5" "WHQL driver verification (Microsoft)";
    "1.3.6.1.4.1.311.10.3.12" "document signing (Microsoft)";
    "1.3.6.1.4.1.311.10.3.13" "lifetime signing (Microsoft)";
    "1.3.6.1.4.1.311.20.2.1" "certificate request agent (Microsoft)";
    "1.3.6.1.4.1.311.20.2.2" "smartCardLogon";
    "1.3.6.1.4.1.311.21.5" "private key archival (Microsoft)";
    "1.3.6.1.4.1.311.21.6" "key recovery agent (Microsoft)";
    "1.3.6.1.4.1.311.21.19" "directory service email replication (Microsoft)";
    "1.3.6.1.4.1.311.54.1.2" "remote desktop authentication (Microsoft)";
    "1.3.6.1.4.1.311.64.1.1" "DNS server trust (Microsoft)";
    "1.3.6.1.4.1.311.67.1.1" "BitLocker drive encryption (Microsoft)";
    "1.3.6.1.4.1.311.80.1" "document encryption (Microsoft)";
    "2.16.840.1.113730.4.1" "server gated crypto (Netscape)";
    "1.2.840.113583.1.1.5" "authentic documents trust (Adobe)";
    "1.2.840.113635.100.4.1" "code signing (Apple)";
    "1.2.840.113635.100.4.1.1" "code signing for development (Apple)";
    "1.2.840.113635.100.4.1.4" "resource signing (Apple)";
    "1.2.840.113635.100.4.2" "iChat signing (Apple)";
    "1.2.840.113635.100.4.3" "iChat encryption (Apple)";
    "1.2.840.113635.100.4.4" "system identity (Apple)";
    "1.2.840.113635.100.4.14" "Wallet pass signing (Apple)";
    "2.16.840.1.113741.1.2.3" "AMT provisioning (Intel)";

    // Types of otherName.
    "1.3.6.1.4.1.311.20.2.3" "userPrincipalName (UPN)";
    "1.3.6.1.4.1.311.25.1" "directory service GUID (Microsoft)";
    "1.3.6.1.5.2.2" "KRB5PrincipalName";
    "1.3.6.1.5.5.7.8.3" "permanentIdentifier";
    "1.3.6.1.5.5.7.8.4" "hardwareModuleName";
    "1.3.6.1.5.5.7.8.5" "xmppAddr";
    "1.3.6.1.5.5.7.8.7" "SRVName";
    "1.3.6.1.5.5.7.8.9" "SmtpUTF8Mailbox";

    // Public keys.
    "1.2.840.113549.1.1.1" "rsaEncryption";
    "1.2.840.113549.1.1.7" "RSAES-OAEP";
    "1.2.840.113549.1.1.10" "RSASSA-PSS";
    "1.2.840.113549.1.3.1" "dhKeyAgreement (Diffie-Hellman)";
    "1.2.840.10046.2.1" "dhpublicnumber (Diffie-Hellman)";
    "1.2.840.10040.4.1" "DSA";
    "1.2.840.10045.2.1" "id-ecPublicKey";
    "1.3.132.1.12" "id-ecDH";
    "1.3.132.1.13" "id-ecMQV";
    "1.3.101.110" "X25519";
    "1.3.101.111" "X448";
    "1.3.101.112" "Ed25519";
    "1.3.101.113" "Ed448";
    "1.2.643.2.2.19" "GOST R 34.10-2001";
    "1.2.643.7.1.1.1.1" "GOST R 34.10-2012 with 256 bits";
    "1.2.643.7.1.1.1.2" "GOST R 34.10-2012 with 512 bits";
    "1.2.840.113549.1.9.16.3.17" "HSS/LMS";
    "2.16.840.1.101.3.4.3.17" "ML-DSA-44";
    "2.16.840.1.101.3.4.3.18" "ML-DSA-65";
    "2.16.840.1.101.3.4.3.19" "ML-DSA-87";
    "2.16.840.1.101.3.4.3.20" "SLH-DSA-SHA2-128s";
    "2.16.840.1.101.3.4.3.21" "SLH-DSA-SHA2-128f";
    "2.16.840.1.101.3.4.3.22" "SLH-DSA-SHA2-192s";
    "2.16.840.1.101.3.4.3.23" "SLH-DSA-SHA2-192f";
    "2.16.840.1.101.3.4.3.24" "SLH-DSA-SHA2-256s";
    "2.16.840.1.101.3.4.3.25" "SLH-DSA-SHA2-256f";
    "2.16.840.1.101.3.4.3.26" "SLH-DSA-SHAKE-128s";
    "2.16.840.1.101.3.4.3.27" "SLH-DSA-SHAKE-128f";
    "2.16.840.1.101.3.4.3.28" "SLH-DSA-SHAKE-192s";
    "2.16.840.1.101.3.4.3.29" "SLH-DSA-SHAKE-192f";
    "2.16.840.1.101.3.4.3.30" "SLH-DSA-SHAKE-256s";
    "2.16.840.1.101.3.4.3.31" "SLH-DSA-SHAKE-256f";
    "2.16.840.1.101.3.4.4.1" "ML-KEM-512";
    "2.16.840.1.101.3.4.4.2" "ML-KEM-768";
    "2.16.840.1.101.3.4.4.3" "ML-KEM-1024";

    // Curves: SEC 2, X9.62, RFC 5639, GB/T 32918, ANSSI.
    "1.2.840.10045.3.1.1" "prime192v1 (P-192)";
    "1.2.840.10045.3.1.2" "prime192v2";
    "1.2.840.10045.3.1.3" "prime192v3";
    "1.2.840.10045.3.1.4" "prime239v1";
    "1.2.840.10045.3.1.5" "prime239v2";
    "1.2.840.10045.3.1.6" "prime239v3";
    "1.2.840.10045.3.1.7" "prime256v1 (P-256)";
    "1.3.132.0.1" "sect163k1 (K-163)";
    "1.3.132.0.8" "secp160r1";
    "1.3.132.0.9" "secp160k1";
    "1.3.132.0.10" "secp256k1";
    "1.3.132.0.15" "sect163r2 (B-163)";
    "1.3.132.0.16" "sect283k1 (K-283)";
    "1.3.132.0.17" "sect283r1 (B-283)";
    "1.3.132.0.26" "sect233k1 (K-233)";
    "1.3.132.0.27" "sect233r1 (B-233)";
    "1.3.132.0.30" "secp160r2";
    "1.3.132.0.31" "secp192k1";
    "1.3.132.0.32" "secp224k1";
    "1.3.132.0.33" "secp224r1 (P-224)";
    "1.3.132.0.34" "secp384r1 (P-384)";
    "1.3.132.0.35" "secp521r1 (P-521)";
    "1.3.132.0.36" "sect409k1 (K-409)";
    "1.3.132.0.37" "sect409r1 (B-409)";
    "1.3.132.0.38" "sect571k1 (K-571)";
    "1.3.132.0.39" "sect571r1 (B-571)";
    "1.3.36.3.3.2.8.1.1.1" "brainpoolP160r1";
    "1.3.36.3.3.2.8.1.1.2" "brainpoolP160t1";
    "1.3.36.3.3.2.8.1.1.3" "brainpoolP192r1";
    "1.3.36.3.3.2.8.1.1.4" "brainpoolP192t1";
    "1.3.36.3.3.2.8.1.1.5" "brainpoolP224r1";
    "1.3.36.3.3.2.8.1.1.6" "brainpoolP224t1";
    "1.3.36.3.3.2.8.1.1.7" "brainpoolP256r1";
    "1.3.36.3.3.2.8.1.1.8" "brainpoolP256t1";
    "1.3.36.3.3.2.8.1.1.9" "brainpoolP320r1";
    "1.3.36.3.3.2.8.1.1.10" "brainpoolP320t1";
    "1.3.36.3.3.2.8.1.1.11" "brainpoolP384r1";
    "1.3.36.3.3.2.8.1.1.12" "brainpoolP384t1";
    "1.3.36.3.3.2.8.1.1.13" "brainpoolP512r1";
    "1.3.36.3.3.2.8.1.1.14" "brainpoolP512t1";
    "1.2.156.10197.1.301" "SM2";
    "1.2.250.1.223.101.256.1" "FRP256v1";

    // Signatures.
    "1.2.840.113549.1.1.2" "md2WithRSAEncryption";
    "1.2.840.113549.1.1.3" "md4WithRSAEncryption";
    "1.2.840.113549.1.1.4" "md5WithRSAEncryption";
    "1.2.840.113549.1.1.5" "sha1WithRSAEncryption";
    "1.3.14.3.2.29" "sha1WithRSA";
    "1.2.840.113549.1.1.14" "sha224WithRSAEncryption";
    "1.2.840.113549.1.1.11" "sha256WithRSAEncryption";
    "1.2.840.113549.1.1.12" "sha384WithRSAEncryption";
    "1.2.840.113549.1.1.13" "sha512WithRSAEncryption";
    "1.2.840.113549.1.1.15" "sha512-224WithRSAEncryption";
    "1.2.840.113549.1.1.16" "sha512-256WithRSAEncryption";
    "1.3.36.3.3.1.2" "rsaSignatureWithRIPEMD160";
    "1.2.840.10045.4.1" "ecdsa-with-SHA1";
    "1.2.840.10045.4.2" "ecdsa-with-Recommended";
    "1.2.840.10045.4.3" "ecdsa-with-Specified";
    "1.2.840.10045.4.3.1" "ecdsa-with-SHA224";
    "1.2.840.10045.4.3.2" "ecdsa-with-SHA256";
    "1.2.840.10045.4.3.3" "ecdsa-with-SHA384";
    "1.2.840.10045.4.3.4" "ecdsa-with-SHA512";
    "1.2.840.10040.4.3" "dsa-with-SHA1";
    "2.16.840.1.101.3.4.3.1" "dsa-with-SHA224";
    "2.16.840.1.101.3.4.3.2" "dsa-with-SHA256";
    "2.16.840.1.101.3.4.3.3" "dsa-with-SHA384";
    "2.16.840.1.101.3.4.3.4" "dsa-with-SHA512";
    "2.16.840.1.101.3.4.3.9" "ecdsa-with-SHA3-224";
    "2.16.840.1.101.3.4.3.10" "ecdsa-with-SHA3-256";
    "2.16.840.1.101.3.4.3.11" "ecdsa-with-SHA3-384";
    "2.16.840.1.101.3.4.3.12" "ecdsa-with-SHA3-512";
    "2.16.840.1.101.3.4.3.13" "RSASSA-PKCS1-v1_5 with SHA3-224";
    "2.16.840.1.101.3.4.3.14" "RSASSA-PKCS1-v1_5 with SHA3-256";
    "2.16.840.1.101.3.4.3.15" "RSASSA-PKCS1-v1_5 with SHA3-384";
    "2.16.840.1.101.3.4.3.16" "RSASSA-PKCS1-v1_5 with SHA3-512";
    "1.2.156.10197.1.501" "SM2 with SM3";
    "1.2.643.7.1.1.3.2" "GOST R 34.10-2012 with 256 bits and Streebog";
    "1.2.643.7.1.1.3.3" "GOST R 34.10-2012 with 512 bits and Streebog";
}

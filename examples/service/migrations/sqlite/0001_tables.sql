-- Times are milliseconds since 1970. Private keys are sealed with the key-encryption key.
-- CAs are few, so that their rows are documents.
CREATE TABLE authorities (
    id TEXT NOT NULL PRIMARY KEY,
    -- Raised by each change, so that an instance notices that its copy is old.
    version INTEGER NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE certificates (
    number INTEGER PRIMARY KEY,
    -- UUIDs of version 7: their order is that of creation.
    id TEXT NOT NULL UNIQUE,
    domain TEXT NOT NULL,
    issuer_id TEXT NOT NULL,
    issuer_name TEXT NOT NULL,
    common_name TEXT NOT NULL,
    serial_number BLOB NOT NULL,
    not_after INTEGER NOT NULL,
    -- 0 for those of CAs, and for those that were deleted: they stay for CRLs and OCSP.
    listed INTEGER NOT NULL,
    revoked_at INTEGER,
    reason INTEGER,
    record TEXT NOT NULL,
    der BLOB NOT NULL,
    private_key TEXT
);
-- Serial numbers are random: in one index of all certificates, each insertion would change another page.
-- So there are parts of 262,144 certificates, and only the last one changes.
CREATE INDEX certificates_serial_number ON certificates ((number >> 18), serial_number);
-- Finds a serial number in each of the parts.
CREATE VIEW numbered AS
WITH RECURSIVE parts (part) AS (
    SELECT max(number) >> 18 FROM certificates UNION ALL SELECT part - 1 FROM parts WHERE part > 0
)
SELECT certificates.* FROM parts CROSS JOIN certificates WHERE number >> 18 = part;
CREATE INDEX certificates_domain ON certificates (domain, id);
CREATE INDEX certificates_common_name ON certificates (common_name, id);
CREATE INDEX certificates_issuer_name ON certificates (issuer_name, id);
CREATE INDEX certificates_not_after ON certificates (not_after, id);
CREATE INDEX certificates_revoked ON certificates (issuer_id, not_after) WHERE revoked_at IS NOT NULL;

-- Certificates to be signed: what is stored before a signature exists.
CREATE TABLE pending (
    id TEXT NOT NULL PRIMARY KEY,
    instance TEXT NOT NULL,
    to_be_signed BLOB NOT NULL,
    draft TEXT NOT NULL
);
CREATE TABLE instances (
    id TEXT NOT NULL PRIMARY KEY,
    seen INTEGER NOT NULL
);

-- A CA keeps the places of its CRLs: certificates name them for years.
CREATE TABLE crls (
    ca_id TEXT NOT NULL,
    bucket TEXT NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    renew_at INTEGER,
    der BLOB NOT NULL,
    PRIMARY KEY (bucket, name)
);
CREATE INDEX crls_ca ON crls (ca_id);

-- How many certificates a domain lists.
CREATE TABLE counts (
    domain TEXT NOT NULL PRIMARY KEY,
    certificates INTEGER NOT NULL
);
CREATE TRIGGER certificates_listed AFTER INSERT ON certificates WHEN NEW.listed = 1
BEGIN
    INSERT INTO counts (domain, certificates) VALUES (NEW.domain, 1)
    ON CONFLICT (domain) DO UPDATE SET certificates = certificates + 1;
END;
CREATE TRIGGER certificates_unlisted AFTER UPDATE OF listed ON certificates WHEN OLD.listed = 1 AND NEW.listed = 0
BEGIN
    UPDATE counts SET certificates = certificates - 1 WHERE domain = OLD.domain;
END;

CREATE TABLE tags (
    resource_id TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (resource_id, key)
);

-- Sessions of the page that a log-out ended before they expired.
CREATE TABLE ended_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    expires INTEGER NOT NULL
);

CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    request_id TEXT NOT NULL,
    caller TEXT NOT NULL,
    domain TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    result TEXT NOT NULL,
    notices TEXT NOT NULL
);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit table is append-only'); END;
-- REPLACE deletes without the next trigger.
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the audit table is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit table is append-only'); END;

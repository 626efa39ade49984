-- Times are milliseconds since 1970. Private keys are sealed with the key-encryption key.
-- CAs are few, so that their rows are documents.
CREATE TABLE authorities (
    id TEXT NOT NULL PRIMARY KEY,
    -- Raised by each change, so that an instance notices that its copy is old.
    version BIGINT NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE certificates (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- UUIDs of version 7: their order is that of creation.
    id TEXT NOT NULL UNIQUE,
    domain TEXT NOT NULL,
    issuer_id TEXT NOT NULL,
    issuer_name TEXT NOT NULL,
    common_name TEXT NOT NULL,
    serial_number BYTEA NOT NULL,
    not_after BIGINT NOT NULL,
    -- 0 for those of CAs, and for those that were deleted: they stay for CRLs and OCSP.
    listed BIGINT NOT NULL,
    revoked_at BIGINT,
    reason BIGINT,
    record TEXT NOT NULL,
    der BYTEA NOT NULL,
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
    to_be_signed BYTEA NOT NULL,
    draft TEXT NOT NULL
);
CREATE TABLE instances (
    id TEXT NOT NULL PRIMARY KEY,
    seen BIGINT NOT NULL
);

-- A CA keeps the places of its CRLs: certificates name them for years.
CREATE TABLE crls (
    ca_id TEXT NOT NULL,
    bucket TEXT NOT NULL,
    name TEXT NOT NULL,
    number BIGINT NOT NULL,
    renew_at BIGINT,
    der BYTEA NOT NULL,
    PRIMARY KEY (bucket, name)
);
CREATE INDEX crls_ca ON crls (ca_id);

-- How many certificates a domain lists: the sum over the shards, so that few transactions wait for each
-- other.
CREATE TABLE counts (
    domain TEXT NOT NULL,
    shard BIGINT NOT NULL,
    certificates BIGINT NOT NULL,
    PRIMARY KEY (domain, shard)
);
CREATE FUNCTION count_certificates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO counts (domain, shard, certificates) VALUES (NEW.domain, floor(random() * 16), NEW.listed * 2 - 1)
    ON CONFLICT (domain, shard) DO UPDATE SET certificates = counts.certificates + excluded.certificates;
    RETURN NULL;
END $$;
CREATE TRIGGER certificates_listed AFTER INSERT ON certificates FOR EACH ROW WHEN (NEW.listed = 1)
EXECUTE FUNCTION count_certificates();
CREATE TRIGGER certificates_unlisted AFTER UPDATE OF listed ON certificates FOR EACH ROW
WHEN (OLD.listed = 1 AND NEW.listed = 0) EXECUTE FUNCTION count_certificates();

CREATE TABLE tags (
    resource_id TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (resource_id, key)
);

-- Sessions of the page that a log-out ended before they expired.
CREATE TABLE ended_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    expires BIGINT NOT NULL
);

CREATE TABLE audit (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time BIGINT NOT NULL,
    request_id TEXT NOT NULL,
    caller TEXT NOT NULL,
    domain TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    result TEXT NOT NULL,
    notices TEXT NOT NULL
);
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit table is append-only'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

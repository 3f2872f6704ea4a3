"""The log of checks as a table partitioned by month, with a DEFAULT partition as net, chained and append-only."""

from django.db import migrations

FORWARD = """
DROP TABLE credentials_verification;
CREATE TABLE credentials_verification (
    id uuid NOT NULL,
    checked_at timestamptz NOT NULL,
    credential_id uuid,
    person_id bigint,
    kind varchar(30) NOT NULL,
    result varchar(10) NOT NULL CHECK (result IN ('valid', 'abnormal', 'not_valid')),
    reason varchar(20) NOT NULL,
    tone varchar(10) NOT NULL,
    codes varchar(20) NOT NULL,
    purpose varchar(20) NOT NULL,
    channel varchar(10) NOT NULL CHECK (channel IN ('api', 'officer', 'public')),
    verifier varchar(160) NOT NULL,
    organization_id bigint,
    api_key_id bigint,
    user_id bigint,
    cti bytea,
    disclosed varchar(120) NOT NULL,
    request_id varchar(64) NOT NULL,
    is_test boolean NOT NULL,
    chain smallint,
    chain_seq bigint,
    chain_hash bytea,
    PRIMARY KEY (id, checked_at)
) PARTITION BY RANGE (checked_at);

CREATE INDEX verifications_by_person ON credentials_verification (person_id, checked_at DESC, id DESC)
    WHERE person_id IS NOT NULL;
CREATE INDEX verifications_by_organization ON credentials_verification (organization_id, id DESC)
    WHERE organization_id IS NOT NULL;
CREATE TABLE credentials_verification_default PARTITION OF credentials_verification DEFAULT;

CREATE TRIGGER audit_link BEFORE INSERT ON credentials_verification
    FOR EACH ROW EXECUTE FUNCTION audit_link('verification');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON credentials_verification
    FOR EACH ROW EXECUTE FUNCTION audit_no_change();
INSERT INTO audit_chainhead (log, chain, seq, hash)
    SELECT 'verification', c, 0, sha256(convert_to('verification:' || c, 'UTF8')) FROM generate_series(0, 15) c;

CREATE FUNCTION verification_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', month);
    child text := 'credentials_verification_' || to_char(first, 'YYYYMM');
BEGIN
    IF to_regclass(child) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF credentials_verification FOR VALUES FROM (%L) TO (%L)',
                   child, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
    RETURN true;
END $$;
SELECT verification_partition((now() + (n || ' month')::interval)::date) FROM generate_series(0, 2) n;
"""

BACKWARD = """
DROP FUNCTION verification_partition(date);
DELETE FROM audit_chainhead WHERE log = 'verification';
DROP TABLE credentials_verification;
CREATE TABLE credentials_verification (id uuid NOT NULL, checked_at timestamptz NOT NULL, PRIMARY KEY (id, checked_at));
"""


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_initial"), ("audit", "0002_append_only_chain")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

"""The hash chains: a trigger numbers and hashes every row, and rows never change afterwards.

A transaction takes a free chain by a non-waiting advisory lock, so writers neither wait for one another nor
deadlock; the lock ends with the transaction, after its rows have become visible. The hash covers the row as
JSON without empty values, so that a column added later leaves old hashes right.
"""

from django.db import migrations

CHAINS = 16

FORWARD = f"""
CREATE FUNCTION audit_link() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    picked smallint;
    start int := pg_backend_pid() % {CHAINS};
    lock_class int := hashtext('audit_chain:' || TG_ARGV[0]);
BEGIN
    FOR i IN 0..{CHAINS - 1} LOOP
        IF pg_try_advisory_xact_lock(lock_class, (start + i) % {CHAINS}) THEN
            picked := (start + i) % {CHAINS};
            EXIT;
        END IF;
    END LOOP;
    IF picked IS NULL THEN
        picked := start;
        PERFORM pg_advisory_xact_lock(lock_class, picked);
    END IF;
    NEW.chain := NULL; NEW.chain_seq := NULL; NEW.chain_hash := NULL;
    UPDATE audit_chainhead
       SET seq = seq + 1,
           hash = sha256(hash || convert_to(jsonb_strip_nulls(to_jsonb(NEW))::text, 'UTF8'))
     WHERE log = TG_ARGV[0] AND chain = picked
     RETURNING chain, seq, hash INTO STRICT NEW.chain, NEW.chain_seq, NEW.chain_hash;
    RETURN NEW;
END $$;

CREATE FUNCTION audit_no_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append_only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_link BEFORE INSERT ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_link('audit');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_no_change();

ALTER TABLE audit_chainhead SET (fillfactor = 50);
INSERT INTO audit_chainhead (log, chain, seq, hash)
    SELECT 'audit', c, 0, sha256(convert_to('audit:' || c, 'UTF8')) FROM generate_series(0, {CHAINS - 1}) c;
"""

BACKWARD = """
DROP TRIGGER append_only ON audit_auditevent;
DROP TRIGGER audit_link ON audit_auditevent;
DROP FUNCTION audit_no_change();
DROP FUNCTION audit_link();
DELETE FROM audit_chainhead;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

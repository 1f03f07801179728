-- Runs as studio_owner, with search_path = studio.
-- Names of the field: a file that nothing refers to is being deleted, and the role through which people sign in is
-- studio_auth; migrations/run.py renamed it before this, since roles are the whole server's.

ALTER TABLE stored_objects DROP CONSTRAINT stored_objects_state_check;

GRANT CREATE ON SCHEMA studio TO studio_auth;
SET LOCAL ROLE studio_auth;
-- The owner of the table sees no rows.
UPDATE stored_objects SET state = 'deleting' WHERE state = 'doomed';
ALTER FUNCTION doom_object RENAME TO mark_object_deleting;
CREATE OR REPLACE FUNCTION mark_object_deleting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    UPDATE stored_objects SET state = 'deleting', changed_at = now() WHERE key = OLD.storage_key;
    RETURN NULL;
END $$;
SET LOCAL ROLE studio_owner;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

ALTER TABLE stored_objects ADD CONSTRAINT stored_objects_state_check CHECK (state IN ('pending', 'live', 'deleting'));

DO $$
DECLARE t text;
BEGIN
    FOR t IN SELECT tablename FROM pg_policies WHERE schemaname = 'studio' AND policyname = 'gate' LOOP
        EXECUTE format('ALTER POLICY gate ON %I RENAME TO auth', t);
    END LOOP;
    FOR t IN SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'doom_object' LOOP
        EXECUTE format('ALTER TRIGGER doom_object ON %s RENAME TO mark_object_deleting', t);
    END LOOP;
END $$;

-- Runs as studio_owner, with search_path = studio.

-- What was made of requests that may be repeated, whatever its kind: keys of jobs and of assets do not meet.
CREATE TABLE idempotency_keys (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    kind text NOT NULL,  -- the table that holds what was made
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    resource_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, kind, key),
    UNIQUE (kind, resource_id)
);

-- The owner sees rows only while row-level security is not forced; nobody else sees this transaction's state.
ALTER TABLE jobs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE assets NO FORCE ROW LEVEL SECURITY;
-- A key of a job without a fingerprint matches no request, as before.
INSERT INTO idempotency_keys (workspace_id, kind, key, fingerprint, resource_id, created_at)
    SELECT workspace_id, 'jobs', idempotency_key, coalesce(request_fingerprint, ''), id, created_at
        FROM jobs WHERE idempotency_key IS NOT NULL
    UNION ALL
    SELECT workspace_id, 'assets', idempotency_key, request_fingerprint, id, created_at
        FROM assets WHERE idempotency_key IS NOT NULL;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
ALTER TABLE assets FORCE ROW LEVEL SECURITY;

ALTER TABLE jobs DROP COLUMN idempotency_key, DROP COLUMN request_fingerprint;
ALTER TABLE assets DROP COLUMN idempotency_key, DROP COLUMN request_fingerprint;

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON idempotency_keys TO studio_app
    USING (workspace_id = current_workspace_id()) WITH CHECK (workspace_id = current_workspace_id());
CREATE POLICY auth ON idempotency_keys TO studio_auth USING (true);
-- Writing a key over itself is how whoever comes second waits for the first and reads what it made.
GRANT SELECT, INSERT, UPDATE (key) ON idempotency_keys TO studio_app;
GRANT SELECT, DELETE ON idempotency_keys TO studio_auth;

-- A key lives as long as what was made under it. Of studio_auth, as mark_object_deleting is: what cascades runs as the tables' owner.
CREATE FUNCTION forget_idempotency_key() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    DELETE FROM idempotency_keys WHERE kind = TG_TABLE_NAME AND resource_id = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER forget_idempotency_key AFTER DELETE ON jobs FOR EACH ROW EXECUTE FUNCTION forget_idempotency_key();
CREATE TRIGGER forget_idempotency_key AFTER DELETE ON assets FOR EACH ROW EXECUTE FUNCTION forget_idempotency_key();
GRANT CREATE ON SCHEMA studio TO studio_auth;
ALTER FUNCTION forget_idempotency_key OWNER TO studio_auth;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

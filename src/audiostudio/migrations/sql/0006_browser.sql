-- Runs as studio_owner, with search_path = studio.

-- Sessions of browsers --------------------------------------------------------------------------------------------------

-- A browser keeps its token in a cookie that no script can read. Such a token stays the same until the session ends: tabs
-- that use it at once are no sign of theft.
ALTER TABLE sessions ADD COLUMN in_browser boolean NOT NULL DEFAULT false;

CREATE FUNCTION open_browser_session(p_user uuid, p_workspace uuid, p_token_hash bytea, p_lifetime interval)
RETURNS timestamptz LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    DELETE FROM sessions WHERE user_id = p_user AND expires_at < now();
    INSERT INTO sessions (user_id, workspace_id, token_hash, expires_at, in_browser)
        VALUES (p_user, p_workspace, p_token_hash, now() + p_lifetime, true) RETURNING expires_at
$$;

CREATE FUNCTION find_browser_session(p_token_hash bytea)
RETURNS TABLE (user_id uuid, workspace_id uuid, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT user_id, workspace_id, expires_at FROM sessions
    WHERE token_hash = p_token_hash AND in_browser AND expires_at > now()
$$;

GRANT CREATE ON SCHEMA studio TO studio_auth;
ALTER FUNCTION open_browser_session OWNER TO studio_auth;
ALTER FUNCTION find_browser_session OWNER TO studio_auth;
SET LOCAL ROLE studio_auth;
CREATE OR REPLACE FUNCTION rotate_session(p_token_hash bytea, p_new_hash bytea)
RETURNS TABLE (session_id uuid, user_id uuid, workspace_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    DELETE FROM sessions s WHERE s.spent_hashes @> ARRAY[p_token_hash];
    RETURN QUERY UPDATE sessions s
        SET token_hash = p_new_hash, spent_hashes = (s.spent_hashes || s.token_hash)[greatest(1, cardinality(s.spent_hashes) - 62):],
            rotated_at = now()
        WHERE s.token_hash = p_token_hash AND NOT s.in_browser AND s.expires_at > now()
        RETURNING s.id, s.user_id, s.workspace_id;
END $$;

GRANT EXECUTE ON FUNCTION open_browser_session, find_browser_session TO studio_app;
SET LOCAL ROLE studio_owner;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

-- Uploads that can be resumed -------------------------------------------------------------------------------------------

-- What has arrived lies in the storage as parts, one file each; `offset_bytes` says how much that is, and whoever adds a part
-- moves it in the same transaction. So no two requests can add the same bytes, and any server may take the next ones.
CREATE TABLE uploads (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    user_id uuid,
    name text NOT NULL,
    metadata text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
    offset_bytes bigint NOT NULL DEFAULT 0 CHECK (offset_bytes BETWEEN 0 AND size_bytes),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX ON uploads (workspace_id);
CREATE INDEX ON uploads (expires_at);

CREATE TABLE upload_parts (
    upload_id uuid NOT NULL REFERENCES uploads ON DELETE CASCADE,
    start_byte bigint NOT NULL CHECK (start_byte >= 0),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    storage_key text NOT NULL UNIQUE REFERENCES stored_objects,
    PRIMARY KEY (upload_id, start_byte)
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['uploads', 'upload_parts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_workspace ON %I TO studio_app USING (workspace_id = current_workspace_id()) '
                       'WITH CHECK (workspace_id = current_workspace_id())', t);
        EXECUTE format('CREATE POLICY every_workspace ON %I TO studio_worker USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON uploads TO studio_app;
GRANT SELECT, INSERT ON upload_parts TO studio_app;
GRANT SELECT, DELETE ON uploads TO studio_worker;

SET LOCAL ROLE studio_auth;
GRANT EXECUTE ON FUNCTION doom_object TO studio_owner;
SET LOCAL ROLE studio_owner;
CREATE TRIGGER doom_object AFTER DELETE ON upload_parts FOR EACH ROW EXECUTE FUNCTION doom_object();

-- What changed while a page was away --------------------------------------------------------------------------------------

CREATE INDEX ON jobs (workspace_id, updated_at);

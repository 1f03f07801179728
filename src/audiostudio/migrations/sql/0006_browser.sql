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

GRANT CREATE ON SCHEMA studio TO studio_gate;
ALTER FUNCTION open_browser_session OWNER TO studio_gate;
ALTER FUNCTION find_browser_session OWNER TO studio_gate;
SET LOCAL ROLE studio_gate;
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
REVOKE CREATE ON SCHEMA studio FROM studio_gate;

-- Runs as studio_owner, with search_path = studio.

-- Roles are read: a person acts in a workspace as what they are there ------------------------------------------------------

ALTER TABLE memberships DROP CONSTRAINT memberships_role_check;
ALTER TABLE memberships ADD CONSTRAINT memberships_role_check CHECK (role IN ('owner', 'member', 'viewer'));

-- Whoever is signed in sees the names of all the workspaces that they belong to, beside the one they work in.
CREATE POLICY joined_workspace ON workspaces FOR SELECT TO studio_app USING (
    id IN (SELECT m.workspace_id FROM memberships m WHERE m.user_id = current_user_id())
);

-- A session ends with the membership that it was opened under, and tells the role.
GRANT CREATE ON SCHEMA studio TO studio_auth;
SET LOCAL ROLE studio_auth;

DROP FUNCTION find_browser_session(bytea);
CREATE FUNCTION find_browser_session(p_token_hash bytea)
RETURNS TABLE (user_id uuid, workspace_id uuid, role text, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT s.user_id, s.workspace_id, m.role, s.expires_at
    FROM sessions s JOIN memberships m ON m.workspace_id = s.workspace_id AND m.user_id = s.user_id
    WHERE s.token_hash = p_token_hash AND s.in_browser AND s.expires_at > now()
$$;

DROP FUNCTION rotate_session(bytea, bytea);
CREATE FUNCTION rotate_session(p_token_hash bytea, p_new_hash bytea)
RETURNS TABLE (session_id uuid, user_id uuid, workspace_id uuid, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    DELETE FROM sessions s WHERE s.spent_hashes @> ARRAY[p_token_hash];
    RETURN QUERY UPDATE sessions s
        SET token_hash = p_new_hash, spent_hashes = (s.spent_hashes || s.token_hash)[greatest(1, cardinality(s.spent_hashes) - 62):],
            rotated_at = now()
        FROM memberships m
        WHERE s.token_hash = p_token_hash AND NOT s.in_browser AND s.expires_at > now()
          AND m.workspace_id = s.workspace_id AND m.user_id = s.user_id
        RETURNING s.id, s.user_id, s.workspace_id, m.role;
END $$;

-- Whoever joined the personal workspace of somebody else signs in to their own, which they have had since they registered.
CREATE OR REPLACE FUNCTION find_sign_in(p_email text)
RETURNS TABLE (user_id uuid, workspace_id uuid, hashed_password text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT u.id, w.id, u.hashed_password FROM users u
    JOIN memberships m ON m.user_id = u.id JOIN workspaces w ON w.id = m.workspace_id AND w.kind = 'personal'
    WHERE u.email = lower(p_email)
    ORDER BY m.created_at LIMIT 1
$$;

GRANT EXECUTE ON FUNCTION find_browser_session, rotate_session TO studio_app;
SET LOCAL ROLE studio_owner;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

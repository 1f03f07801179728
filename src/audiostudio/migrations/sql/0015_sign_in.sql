-- Runs as studio_owner, with search_path = studio; the revision has filled email_key and username_key.

-- E-mail addresses and user names are compared by forms that the product computes (accounts/identifiers.py) ----------------

ALTER TABLE users DROP CONSTRAINT users_email_check, DROP CONSTRAINT users_email_key;
DROP INDEX users_username_key;
-- Null of a twin that was there before: a name then holds back nobody, and an address is found as it was written.
CREATE UNIQUE INDEX users_email_key ON users (email_key);
CREATE UNIQUE INDEX users_username_key ON users (username_key);
CREATE INDEX users_former_email ON users (email) WHERE email_key IS NULL;

-- Where somebody has signed in from before: whoever guesses their password elsewhere does not shut them out there ----------

CREATE TABLE sign_in_addresses (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    address_hash bytea NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, address_hash)
);

-- Sessions that ended before their time: access tokens of theirs may be about until the session would have expired ---------

CREATE TABLE ended_sessions (
    session_id uuid PRIMARY KEY,
    ended_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ON ended_sessions (ended_at);
CREATE INDEX ON ended_sessions (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_addresses, ended_sessions TO studio_auth;

-- The call that was counted last, where it turns out to be one that does not count.
CREATE FUNCTION forgive_rate_limit_hit(p_key text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ UPDATE rate_limit_hits SET hit_at = hit_at[:cardinality(hit_at) - 1] WHERE key = p_key $$;
GRANT EXECUTE ON FUNCTION forgive_rate_limit_hit TO studio_app;

GRANT CREATE ON SCHEMA studio TO studio_auth;
SET LOCAL ROLE studio_auth;

DROP FUNCTION find_workspace(text), find_sign_in(text), register_account(text, text, text, numeric);
DROP FUNCTION open_session(uuid, uuid, bytea, interval), rotate_session(bytea, bytea), close_session(bytea);

CREATE FUNCTION register_account(p_email text, p_email_key text, p_username text, p_username_key text,
                                 p_hashed_password text, p_credits numeric)
RETURNS TABLE (user_id uuid, workspace_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_user uuid; v_workspace uuid;
BEGIN
    INSERT INTO users (email, email_key, username, username_key, hashed_password)
        VALUES (p_email, p_email_key, p_username, p_username_key, p_hashed_password) RETURNING id INTO v_user;
    INSERT INTO workspaces (name, kind) VALUES (p_username, 'personal') RETURNING id INTO v_workspace;
    INSERT INTO memberships (workspace_id, user_id, role) VALUES (v_workspace, v_user, 'owner');
    INSERT INTO credit_accounts (workspace_id) VALUES (v_workspace);
    IF p_credits > 0 THEN PERFORM credit_signup(v_workspace, v_user, p_credits); END IF;
    RETURN QUERY SELECT v_user, v_workspace;
END $$;

-- Whoever joined the personal workspace of somebody else signs in to their own, which they have had since they registered.
CREATE FUNCTION find_sign_in(p_email_key text, p_former_email text)
RETURNS TABLE (user_id uuid, workspace_id uuid, hashed_password text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT u.id, w.id, u.hashed_password FROM users u
    JOIN memberships m ON m.user_id = u.id JOIN workspaces w ON w.id = m.workspace_id AND w.kind = 'personal'
    WHERE u.email_key = p_email_key OR (u.email_key IS NULL AND u.email = p_former_email)
    ORDER BY u.email_key NULLS FIRST, m.created_at LIMIT 1
$$;

CREATE FUNCTION find_workspace(p_email_key text, p_former_email text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ SELECT workspace_id FROM find_sign_in(p_email_key, p_former_email) $$;

CREATE FUNCTION knows_address(p_email_key text, p_former_email text, p_address_hash bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT EXISTS (SELECT FROM find_sign_in(p_email_key, p_former_email) f
                   JOIN sign_in_addresses a ON a.user_id = f.user_id AND a.address_hash = p_address_hash)
$$;

CREATE FUNCTION remember_address(p_user uuid, p_address_hash bytea, p_kept interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    DELETE FROM sign_in_addresses WHERE user_id = p_user AND seen_at < now() - p_kept;
    INSERT INTO sign_in_addresses AS a (user_id, address_hash) VALUES (p_user, p_address_hash)
        ON CONFLICT (user_id, address_hash) DO UPDATE SET seen_at = now() WHERE a.seen_at < now() - interval '1 hour'
$$;

CREATE FUNCTION open_session(p_user uuid, p_workspace uuid, p_token_hash bytea, p_lifetime interval)
RETURNS TABLE (session_id uuid, expires_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    DELETE FROM sessions WHERE user_id = p_user AND expires_at < now();
    INSERT INTO sessions (user_id, workspace_id, token_hash, expires_at)
        VALUES (p_user, p_workspace, p_token_hash, now() + p_lifetime) RETURNING id, expires_at
$$;

-- A token that was spent before is in two hands: the session ends for both (RFC 9700, 4.14.2), and is told without a user.
CREATE FUNCTION rotate_session(p_token_hash bytea, p_new_hash bytea)
RETURNS TABLE (session_id uuid, user_id uuid, workspace_id uuid, role text, expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    RETURN QUERY DELETE FROM sessions s WHERE s.spent_hashes @> ARRAY[p_token_hash]
        RETURNING s.id, NULL::uuid, NULL::uuid, NULL::text, s.expires_at;
    RETURN QUERY UPDATE sessions s
        SET token_hash = p_new_hash, spent_hashes = (s.spent_hashes || s.token_hash)[greatest(1, cardinality(s.spent_hashes) - 62):],
            rotated_at = now()
        FROM memberships m
        WHERE s.token_hash = p_token_hash AND NOT s.in_browser AND s.expires_at > now()
          AND m.workspace_id = s.workspace_id AND m.user_id = s.user_id
        RETURNING s.id, s.user_id, s.workspace_id, m.role, s.expires_at;
END $$;

CREATE FUNCTION close_session(p_token_hash bytea) RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ DELETE FROM sessions WHERE token_hash = p_token_hash OR spent_hashes @> ARRAY[p_token_hash] RETURNING id $$;

-- However a session ends (signed out, a token in two hands, its user deleted), each web server learns of it.
CREATE FUNCTION announce_session_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    -- What nobody holds: those who sign out at the same time do not wait for each other's tidying.
    DELETE FROM ended_sessions WHERE session_id IN (
        SELECT e.session_id FROM ended_sessions e WHERE e.expires_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED);
    INSERT INTO ended_sessions VALUES (OLD.id, clock_timestamp(), OLD.expires_at) ON CONFLICT DO NOTHING;
    PERFORM pg_notify('session_ended', OLD.id::text);
    RETURN NULL;
END $$;

CREATE FUNCTION recently_ended_sessions(p_within interval) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ SELECT session_id FROM ended_sessions WHERE ended_at > clock_timestamp() - p_within $$;

GRANT EXECUTE ON FUNCTION register_account, find_sign_in, knows_address, remember_address, open_session, rotate_session,
    close_session, recently_ended_sessions TO studio_app;
GRANT EXECUTE ON FUNCTION find_workspace TO studio_worker;
GRANT EXECUTE ON FUNCTION announce_session_end TO studio_owner;
SET LOCAL ROLE studio_owner;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

-- A browser's session is looked up at every request; only tokens of programs outlive theirs.
CREATE TRIGGER announce_end AFTER DELETE ON sessions FOR EACH ROW
    WHEN (NOT OLD.in_browser AND OLD.expires_at > now()) EXECUTE FUNCTION announce_session_end();

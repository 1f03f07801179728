-- Runs as studio_owner, with search_path = studio.

-- People ------------------------------------------------------------------------------------------------------------------

ALTER TABLE users
    ALTER COLUMN hashed_password DROP NOT NULL,  -- whoever signs in by another provider needs none
    ADD COLUMN email_verified_at timestamptz,
    ADD COLUMN registered_from bytea,  -- keyed hash of a network
    ADD COLUMN welcomed_at timestamptz DEFAULT now(),  -- who is here already has had the welcome credits
    ADD COLUMN deletion_due_at timestamptz;
ALTER TABLE users ALTER COLUMN welcomed_at DROP DEFAULT;
GRANT UPDATE (deletion_due_at) ON users TO studio_app;

ALTER TABLE sessions
    ADD COLUMN user_agent text NOT NULL DEFAULT '',
    ADD COLUMN address text NOT NULL DEFAULT '',
    ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN confirmed_at timestamptz NOT NULL DEFAULT 'epoch';  -- when its person last proved who they are
ALTER TABLE sessions ALTER COLUMN confirmed_at SET DEFAULT now();
CREATE POLICY own_session ON sessions TO studio_app
    USING (user_id = current_user_id()) WITH CHECK (user_id = current_user_id());
GRANT SELECT (id, user_id, in_browser, user_agent, address, created_at, rotated_at, last_used_at, confirmed_at, expires_at),
    UPDATE (user_agent, address, confirmed_at), DELETE ON sessions TO studio_app;

-- What somebody is written, and the links in it: a link is its mail's id, signed, so that its secret is kept nowhere ----------

CREATE TABLE account_mails (
    id uuid PRIMARY KEY DEFAULT new_id(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    kind text NOT NULL,
    recipient text NOT NULL,
    facts jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,  -- of its link; null where it has none
    spent_at timestamptz,
    sent_at timestamptz
);
CREATE INDEX ON account_mails (user_id, kind);
CREATE INDEX ON account_mails (created_at);

-- What was begun and is proved in the next request: ceremonies of passkeys, second factors, other providers' answers ---------

CREATE TABLE auth_challenges (
    token_hash bytea PRIMARY KEY,
    purpose text NOT NULL,
    user_id uuid REFERENCES users ON DELETE CASCADE,
    facts jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ON auth_challenges (expires_at);
CREATE INDEX ON auth_challenges (user_id);

CREATE TABLE totp_secrets (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    sealed_secret bytea NOT NULL,
    last_used_step bigint NOT NULL DEFAULT 0,  -- no code of this time step or an earlier one counts again
    confirmed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE recovery_codes (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE passkeys (
    id uuid PRIMARY KEY DEFAULT new_id(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    credential_id bytea NOT NULL UNIQUE,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    transports text[] NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz
);
CREATE INDEX ON passkeys (user_id);

CREATE TABLE identities (
    id uuid PRIMARY KEY DEFAULT new_id(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    provider text NOT NULL,
    subject text NOT NULL,
    email text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (provider, subject),
    UNIQUE (user_id, provider)
);

-- Keyed hashes, which outlive the account: one welcome a mailbox. The domain is null of the providers that everybody uses.
CREATE TABLE welcome_grants (
    mailbox_hash bytea PRIMARY KEY,
    network_hash bytea,
    domain_hash bytea,
    granted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON welcome_grants (network_hash, granted_at);
CREATE INDEX ON welcome_grants (domain_hash, granted_at);

CREATE TABLE account_exports (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'READY', 'FAILED')),
    storage_key text UNIQUE REFERENCES stored_objects,
    size_bytes bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    expires_at timestamptz
);
CREATE INDEX ON account_exports (user_id);
CREATE INDEX ON account_exports (expires_at);
CREATE UNIQUE INDEX one_export_at_a_time ON account_exports (user_id) WHERE state = 'PENDING';
CREATE TRIGGER mark_object_deleting AFTER DELETE ON account_exports
    FOR EACH ROW WHEN (OLD.storage_key IS NOT NULL) EXECUTE FUNCTION mark_object_deleting();

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['account_mails', 'auth_challenges', 'totp_secrets', 'recovery_codes', 'passkeys', 'identities',
                             'welcome_grants', 'account_exports'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY auth ON %I TO studio_auth USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO studio_auth', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['account_mails', 'totp_secrets', 'recovery_codes', 'passkeys', 'identities'] LOOP
        EXECUTE format('CREATE POLICY own_row ON %I TO studio_app USING (user_id = current_user_id()) '
                       'WITH CHECK (user_id = current_user_id())', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['account_mails', 'account_exports'] LOOP
        EXECUTE format('CREATE POLICY everyones ON %I TO studio_worker USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
CREATE POLICY own_row ON account_exports TO studio_app
    USING (workspace_id = current_workspace_id() AND user_id = current_user_id())
    WITH CHECK (workspace_id = current_workspace_id() AND user_id = current_user_id());
GRANT SELECT, INSERT, UPDATE (spent_at) ON account_mails TO studio_app;
GRANT SELECT, UPDATE (sent_at), DELETE ON account_mails TO studio_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON totp_secrets, recovery_codes, passkeys, identities TO studio_app;
GRANT SELECT, INSERT, UPDATE ON account_exports TO studio_app;
GRANT SELECT, UPDATE, DELETE ON account_exports TO studio_worker;

-- What a person's deletion takes with it: every row of their own workspace, but for the ledger and what money's law keeps -----

-- A migration that adds tables with a workspace's rows calls it again: what it has seen stays as it is.
CREATE FUNCTION include_in_erasure() RETURNS void LANGUAGE plpgsql AS $$
DECLARE t name;
BEGIN
    FOR t IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
             WHERE c.relnamespace = 'studio'::regnamespace AND c.relkind = 'r'
               AND c.relname NOT IN ('credit_accounts', 'credit_transactions', 'credit_lots', 'credit_lot_entries',
                                     'credit_debt_entries', 'credit_reversals', 'purchases', 'subscriptions',
                                     'payment_customers', 'sandbox_checkouts', 'stored_objects', 'storage_usage') LOOP
        EXECUTE format('GRANT SELECT, DELETE ON %I TO studio_auth', t);
        EXECUTE format('DROP POLICY IF EXISTS erasure ON %I', t);
        EXECUTE format('CREATE POLICY erasure ON %I TO studio_auth USING (true)', t);
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION include_in_erasure FROM PUBLIC;
SELECT include_in_erasure();
GRANT DELETE ON users TO studio_auth;

-- Functions of the gate -----------------------------------------------------------------------------------------------------

GRANT CREATE ON SCHEMA studio TO studio_auth;
SET LOCAL ROLE studio_auth;

DROP FUNCTION register_account(text, text, text, text, text, numeric);
CREATE FUNCTION register_account(p_email text, p_email_key text, p_username text, p_username_key text, p_hashed_password text,
                                 p_registered_from bytea, p_credits numeric)
RETURNS TABLE (user_id uuid, workspace_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_user uuid; v_workspace uuid;
BEGIN
    INSERT INTO users (email, email_key, username, username_key, hashed_password, registered_from, welcomed_at)
        VALUES (p_email, p_email_key, p_username, p_username_key, p_hashed_password, p_registered_from,
                CASE WHEN p_credits > 0 THEN now() END)
        RETURNING id INTO v_user;
    INSERT INTO workspaces (name, kind) VALUES (p_username, 'personal') RETURNING id INTO v_workspace;
    INSERT INTO memberships (workspace_id, user_id, role) VALUES (v_workspace, v_user, 'owner');
    INSERT INTO credit_accounts (workspace_id) VALUES (v_workspace);
    IF p_credits > 0 THEN PERFORM credit_signup(v_workspace, v_user, p_credits); END IF;
    RETURN QUERY SELECT v_user, v_workspace;
END $$;

-- The workspace that somebody signs in to: their own, which they have had since they registered.
CREATE FUNCTION personal_workspace(p_user uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT w.id FROM memberships m JOIN workspaces w ON w.id = m.workspace_id AND w.kind = 'personal'
    WHERE m.user_id = p_user ORDER BY m.created_at LIMIT 1
$$;

CREATE FUNCTION find_person(p_email_key text, p_former_email text)
RETURNS TABLE (user_id uuid, workspace_id uuid, email_verified boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT u.id, f.workspace_id, u.email_verified_at IS NOT NULL
    FROM find_sign_in(p_email_key, p_former_email) f JOIN users u ON u.id = f.user_id
$$;

DROP FUNCTION open_browser_session(uuid, uuid, bytea, interval), find_browser_session(bytea);
CREATE FUNCTION open_browser_session(p_user uuid, p_workspace uuid, p_token_hash bytea, p_lifetime interval)
RETURNS TABLE (session_id uuid, expires_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    DELETE FROM sessions WHERE user_id = p_user AND expires_at < now();
    INSERT INTO sessions (user_id, workspace_id, token_hash, expires_at, in_browser)
        VALUES (p_user, p_workspace, p_token_hash, now() + p_lifetime, true) RETURNING id, expires_at
$$;

CREATE FUNCTION find_browser_session(p_token_hash bytea)
RETURNS TABLE (session_id uuid, user_id uuid, workspace_id uuid, role text, expires_at timestamptz, unused_for interval)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT s.id, s.user_id, s.workspace_id, m.role, s.expires_at, now() - s.last_used_at
    FROM sessions s JOIN memberships m ON m.workspace_id = s.workspace_id AND m.user_id = s.user_id
    WHERE s.token_hash = p_token_hash AND s.in_browser AND s.expires_at > now()
$$;

-- Tabs that come at once do not wait for each other: whoever finds the row held leaves it.
CREATE FUNCTION note_session_use(p_session uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    UPDATE sessions SET last_used_at = now()
    WHERE id = (SELECT s.id FROM sessions s WHERE s.id = p_session FOR UPDATE SKIP LOCKED)
$$;

-- Links of mails, each of which works once.
CREATE FUNCTION spend_mail_link(p_mail uuid, p_kind text)
RETURNS TABLE (user_id uuid, workspace_id uuid, recipient text, was_mailed boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    UPDATE account_mails m SET spent_at = now()
    WHERE m.id = p_mail AND m.kind = p_kind AND m.spent_at IS NULL AND m.expires_at > now()
    RETURNING m.user_id, personal_workspace(m.user_id), m.recipient, NOT m.facts ? 'handed_over'
$$;

-- Asked by a worker, so that a request about an address nobody has does the very same as one about somebody's.
CREATE FUNCTION write_mail_to(p_email_key text, p_former_email text, p_kind text, p_lifetime interval, p_facts jsonb)
RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    INSERT INTO account_mails (user_id, kind, recipient, expires_at, facts)
        SELECT u.id, p_kind, u.email, now() + p_lifetime, p_facts
        FROM find_person(p_email_key, p_former_email) f JOIN users u ON u.id = f.user_id
        RETURNING id
$$;

-- Only the address that a link was sent to is proved by it. Raises a unique violation where somebody else has the address.
CREATE FUNCTION set_verified_email(p_user uuid, p_email text, p_email_key text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    UPDATE users SET email = p_email, email_key = p_email_key, email_verified_at = now(), updated_at = now() WHERE id = p_user
$$;

-- Where no mail can be sent nothing proves an address.
CREATE FUNCTION set_unverified_email(p_user uuid, p_email text, p_email_key text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    UPDATE users SET email = p_email, email_key = p_email_key, email_verified_at = NULL, updated_at = now() WHERE id = p_user
$$;

-- Free credits, once a person and once a mailbox, and only so many of one network and of one domain in a while.
CREATE FUNCTION grant_welcome(p_user uuid, p_mailbox bytea, p_domain bytea, p_credits numeric, p_most_of_network integer,
                              p_most_of_domain integer, p_within interval)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_network bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('welcome credits', 0));  -- those who come at once are counted
    SELECT registered_from INTO v_network FROM users WHERE id = p_user AND welcomed_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN RETURN 'given_before'; END IF;
    IF EXISTS (SELECT FROM welcome_grants WHERE mailbox_hash = p_mailbox) THEN RETURN 'mailbox_used'; END IF;
    IF (SELECT count(*) FROM welcome_grants WHERE network_hash = v_network AND granted_at > now() - p_within)
        >= p_most_of_network THEN RETURN 'network_limit'; END IF;
    IF (SELECT count(*) FROM welcome_grants WHERE domain_hash = p_domain AND granted_at > now() - p_within)
        >= p_most_of_domain THEN RETURN 'domain_limit'; END IF;
    INSERT INTO welcome_grants (mailbox_hash, network_hash, domain_hash) VALUES (p_mailbox, v_network, p_domain);
    UPDATE users SET welcomed_at = now() WHERE id = p_user;
    PERFORM credit_signup(personal_workspace(p_user), p_user, p_credits);
    RETURN 'given';
END $$;

CREATE FUNCTION begin_challenge(p_hash bytea, p_purpose text, p_user uuid, p_facts jsonb, p_lifetime interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    DELETE FROM auth_challenges WHERE token_hash IN (
        SELECT c.token_hash FROM auth_challenges c WHERE c.expires_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED);
    INSERT INTO auth_challenges VALUES (p_hash, p_purpose, p_user, p_facts, now() + p_lifetime)
$$;

CREATE FUNCTION look_at_challenge(p_hash bytea, p_purpose text) RETURNS TABLE (user_id uuid, facts jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT user_id, facts FROM auth_challenges WHERE token_hash = p_hash AND purpose = p_purpose AND expires_at > now()
$$;

CREATE FUNCTION take_challenge(p_hash bytea, p_purpose text) RETURNS TABLE (user_id uuid, facts jsonb)
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    DELETE FROM auth_challenges WHERE token_hash = p_hash AND purpose = p_purpose AND expires_at > now()
    RETURNING user_id, facts
$$;

CREATE FUNCTION find_passkey(p_credential_id bytea)
RETURNS TABLE (passkey_id uuid, user_id uuid, workspace_id uuid, public_key bytea, sign_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT p.id, p.user_id, personal_workspace(p.user_id), p.public_key, p.sign_count
    FROM passkeys p WHERE p.credential_id = p_credential_id
$$;

CREATE FUNCTION find_identity(p_provider text, p_subject text) RETURNS TABLE (user_id uuid, workspace_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT i.user_id, personal_workspace(i.user_id) FROM identities i WHERE i.provider = p_provider AND i.subject = p_subject
$$;

-- For the operator, where somebody has lost their second factor and their recovery codes.
CREATE FUNCTION remove_second_factor(p_user uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    DELETE FROM totp_secrets WHERE user_id = p_user;
    DELETE FROM recovery_codes WHERE user_id = p_user;
$$;

-- Teams that would have no owner without somebody.
CREATE FUNCTION teams_owned_alone(p_user uuid) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT w.name FROM memberships m JOIN workspaces w ON w.id = m.workspace_id AND w.kind = 'team'
    WHERE m.user_id = p_user AND m.role = 'owner' AND NOT EXISTS (
        SELECT FROM memberships o WHERE o.workspace_id = m.workspace_id AND o.role = 'owner' AND o.user_id <> p_user)
    ORDER BY w.name
$$;

CREATE FUNCTION due_deletions() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ SELECT id FROM users WHERE deletion_due_at <= now() ORDER BY deletion_due_at LIMIT 100 $$;

-- Erases a person whose time has come: false where they took it back meanwhile. The ledger stays, of a workspace that is
-- nobody's; tables are passed over until what refers to their rows is gone.
CREATE FUNCTION erase_account(p_user uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_workspace uuid := personal_workspace(p_user); v_left name[]; v_before integer; t name;
BEGIN
    PERFORM FROM users WHERE id = p_user AND deletion_due_at <= now() FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    FOR v_round IN 1..2 LOOP  -- in the second one goes what triggers wrote down of what went in the first
        v_left := ARRAY(SELECT c.relname FROM pg_class c
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
                        WHERE c.relnamespace = 'studio'::regnamespace AND c.relkind = 'r'
                          AND has_table_privilege(c.oid, 'DELETE'));
        LOOP
            v_before := cardinality(v_left);
            FOREACH t IN ARRAY v_left LOOP
                BEGIN
                    EXECUTE format('DELETE FROM %I WHERE workspace_id = $1', t) USING v_workspace;
                    v_left := array_remove(v_left, t);
                EXCEPTION WHEN foreign_key_violation THEN
                    NULL;  -- its turn comes once the rows that refer to it are gone
                END;
            END LOOP;
            EXIT WHEN cardinality(v_left) = 0;
            IF cardinality(v_left) = v_before THEN RAISE EXCEPTION 'rows that refer to each other: %', v_left; END IF;
        END LOOP;
    END LOOP;
    UPDATE workspaces SET name = 'Deleted account' WHERE id = v_workspace;
    DELETE FROM users WHERE id = p_user;
    RETURN true;
END $$;

GRANT EXECUTE ON FUNCTION register_account, personal_workspace, find_person, open_browser_session, find_browser_session,
    note_session_use, spend_mail_link, set_verified_email, set_unverified_email, grant_welcome, begin_challenge,
    look_at_challenge, take_challenge, find_passkey, find_identity, teams_owned_alone, remove_second_factor TO studio_app;
GRANT EXECUTE ON FUNCTION write_mail_to, find_person, due_deletions, erase_account, remove_second_factor TO studio_worker;
SET LOCAL ROLE studio_owner;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

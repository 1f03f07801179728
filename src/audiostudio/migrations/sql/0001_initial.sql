-- Runs as studio_owner, with search_path = studio.
-- Who may do what: studio_app (the web server) sees one workspace at a time; studio_worker sees all jobs and files but
-- holds no password hashes; studio_ledger and studio_auth own the functions through which credits move and people
-- sign in, and nobody can log in as them.

CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    -- UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then random bits. PostgreSQL 18 has it built in, 16 does not.
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
        52, 1), 53, 1), 'hex')::uuid
$$;
CREATE FUNCTION current_workspace_id() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT NULLIF(current_setting('app.workspace_id', true), '')::uuid $$;
CREATE FUNCTION current_user_id() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT NULLIF(current_setting('app.user_id', true), '')::uuid $$;

-- People --------------------------------------------------------------------------------------------------------------

CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT new_id(),
    email text NOT NULL CHECK (email = lower(email)) UNIQUE,
    username text NOT NULL,
    hashed_password text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_username_key ON users (lower(username));

CREATE TABLE workspaces (
    id uuid PRIMARY KEY DEFAULT new_id(),
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('personal', 'team', 'service')),
    tier text NOT NULL DEFAULT 'Free' CHECK (tier IN ('Free', 'Pro', 'Advanced')),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE memberships (
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'member')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX ON memberships (user_id);

-- A session is a chain of refresh tokens, each usable once; only their hashes are kept.
CREATE TABLE sessions (
    id uuid PRIMARY KEY DEFAULT new_id(),
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    spent_hashes bytea[] NOT NULL DEFAULT '{}',
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    rotated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON sessions (user_id);
CREATE INDEX ON sessions USING gin (spent_hashes);

-- Credits -------------------------------------------------------------------------------------------------------------

CREATE TABLE credit_accounts (
    workspace_id uuid PRIMARY KEY REFERENCES workspaces,
    balance numeric(12, 2) NOT NULL DEFAULT 0 CHECK (balance >= 0)
);

CREATE TABLE credit_transactions (
    id uuid PRIMARY KEY DEFAULT new_id(),
    position bigint GENERATED ALWAYS AS IDENTITY,
    workspace_id uuid NOT NULL REFERENCES credit_accounts,
    user_id uuid,
    kind text NOT NULL CHECK (kind IN ('signup', 'grant', 'debit', 'refund')),
    amount numeric(12, 2) NOT NULL CHECK (amount <> 0),
    balance_after numeric(12, 2) NOT NULL CHECK (balance_after >= 0),
    description text NOT NULL,
    reference text,
    idempotency_key text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON credit_transactions (workspace_id, position);

-- Files, assets, jobs -------------------------------------------------------------------------------------------------

-- Every file in the storage has a row here before its first byte is written, so that none can be lost sight of.
CREATE TABLE stored_objects (
    key text PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'live', 'doomed')),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON stored_objects (state, changed_at) WHERE state <> 'live';

CREATE TABLE jobs (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    user_id uuid,
    tool text NOT NULL,
    model text NOT NULL,
    params jsonb NOT NULL,
    tier text NOT NULL,
    filename text NOT NULL,
    status text NOT NULL DEFAULT 'PENDING'
        CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    progress real NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    message text NOT NULL DEFAULT '',
    cost numeric(12, 2) NOT NULL CHECK (cost >= 0),
    queue text NOT NULL,
    priority integer NOT NULL DEFAULT 0,
    queue_entry_id bigint,
    attempt integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL CHECK (max_attempts > 0),
    heartbeat_at timestamptz,
    cancel_requested boolean NOT NULL DEFAULT false,
    error_code text,
    error_detail text,
    report jsonb,
    external_user text,
    idempotency_key text,
    request_fingerprint bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz,
    UNIQUE (workspace_id, idempotency_key)
);
CREATE INDEX ON jobs (workspace_id, created_at DESC, id DESC);
CREATE INDEX ON jobs (status, heartbeat_at) WHERE status IN ('PENDING', 'PROCESSING');

CREATE TABLE assets (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    direction text NOT NULL CHECK (direction IN ('input', 'output')),
    role text NOT NULL,
    type text NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
    sha256 text NOT NULL,
    storage_key text NOT NULL UNIQUE REFERENCES stored_objects,
    details jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    UNIQUE (job_id, direction, role)
);
CREATE INDEX ON assets (workspace_id, created_at DESC, id DESC);
CREATE INDEX ON assets (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE workers (
    id uuid PRIMARY KEY,
    queues text[] NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    heartbeat_at timestamptz NOT NULL DEFAULT now()
);

-- Who may see which row -----------------------------------------------------------------------------------------------

GRANT USAGE ON SCHEMA studio TO studio_app, studio_worker, studio_ledger, studio_auth;
GRANT EXECUTE ON FUNCTION new_id, current_workspace_id, current_user_id
    TO studio_app, studio_worker, studio_ledger, studio_auth;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['users', 'workspaces', 'memberships', 'sessions', 'credit_accounts', 'credit_transactions',
                             'stored_objects', 'jobs', 'assets'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['credit_accounts', 'credit_transactions', 'stored_objects', 'jobs', 'assets'] LOOP
        EXECUTE format('CREATE POLICY own_workspace ON %I TO studio_app USING (workspace_id = current_workspace_id()) '
                       'WITH CHECK (workspace_id = current_workspace_id())', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['stored_objects', 'jobs', 'assets'] LOOP
        EXECUTE format('CREATE POLICY every_workspace ON %I TO studio_worker USING (true) WITH CHECK (true)', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['users', 'workspaces', 'memberships', 'sessions', 'credit_accounts', 'stored_objects'] LOOP
        EXECUTE format('CREATE POLICY gate ON %I TO studio_auth USING (true) WITH CHECK (true)', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['credit_accounts', 'credit_transactions'] LOOP
        EXECUTE format('CREATE POLICY ledger ON %I TO studio_ledger USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
CREATE POLICY ledger ON jobs FOR SELECT TO studio_ledger USING (true);
CREATE POLICY own_row ON users TO studio_app USING (id = current_user_id()) WITH CHECK (id = current_user_id());
CREATE POLICY own_workspace ON workspaces FOR SELECT TO studio_app USING (id = current_workspace_id());
CREATE POLICY own_membership ON memberships FOR SELECT TO studio_app USING (user_id = current_user_id());

GRANT SELECT, UPDATE (hashed_password, updated_at) ON users TO studio_app;
GRANT SELECT ON workspaces, memberships, credit_accounts, credit_transactions TO studio_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs, assets TO studio_app, studio_worker;
GRANT SELECT, INSERT, UPDATE ON stored_objects TO studio_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON stored_objects TO studio_worker;
GRANT SELECT ON workers TO studio_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON workers TO studio_worker;
GRANT SELECT, INSERT, UPDATE ON credit_accounts TO studio_ledger;
GRANT SELECT, INSERT ON credit_transactions TO studio_ledger;
GRANT SELECT ON jobs TO studio_ledger;
GRANT SELECT, INSERT, UPDATE ON users, workspaces TO studio_auth;
GRANT SELECT, INSERT ON memberships, credit_accounts TO studio_auth;
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO studio_auth;
GRANT SELECT, UPDATE ON stored_objects TO studio_auth;

-- Rules that hold whoever writes --------------------------------------------------------------------------------------

CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_transactions
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

-- Of the gate's, because a deletion that cascades from a job runs as the owner of the tables, who sees no rows.
CREATE FUNCTION doom_object() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    UPDATE stored_objects SET state = 'doomed', changed_at = now() WHERE key = OLD.storage_key;
    RETURN NULL;
END $$;
-- The row of a file outlives its asset until the file itself is gone: that is what makes a crash between the two harmless.
CREATE TRIGGER doom_object AFTER DELETE ON assets FOR EACH ROW EXECUTE FUNCTION doom_object();

CREATE FUNCTION announce_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM pg_notify('job_changed', OLD.id::text || ' ' || OLD.workspace_id::text);
    ELSE
        PERFORM pg_notify('job_changed', NEW.id::text || ' ' || NEW.workspace_id::text);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER announce_new AFTER INSERT OR DELETE ON jobs FOR EACH ROW EXECUTE FUNCTION announce_job();
-- Heartbeats change nothing that anybody watches.
CREATE TRIGGER announce_change AFTER UPDATE ON jobs FOR EACH ROW
    WHEN (OLD.status <> NEW.status OR OLD.progress <> NEW.progress OR OLD.message <> NEW.message
          OR OLD.cancel_requested <> NEW.cancel_requested)
    EXECUTE FUNCTION announce_job();
GRANT EXECUTE ON FUNCTION forbid_change, announce_job
    TO studio_app, studio_worker, studio_ledger, studio_auth;

-- Credits move only through these -------------------------------------------------------------------------------------

CREATE FUNCTION credit_move(p_workspace uuid, p_user uuid, p_kind text, p_amount numeric, p_description text,
                            p_reference text, p_key text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_balance numeric; v_id uuid;
BEGIN
    SELECT balance INTO v_balance FROM credit_accounts WHERE workspace_id = p_workspace FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'no credit account' USING ERRCODE = 'CR404'; END IF;
    -- Under the account's lock a key is either there or cannot appear.
    SELECT id INTO v_id FROM credit_transactions WHERE idempotency_key = p_key;
    IF FOUND THEN RETURN v_id; END IF;
    IF v_balance + p_amount < 0 THEN RAISE EXCEPTION 'insufficient credits' USING ERRCODE = 'CR402'; END IF;
    UPDATE credit_accounts SET balance = balance + p_amount WHERE workspace_id = p_workspace
        RETURNING balance INTO v_balance;
    INSERT INTO credit_transactions (workspace_id, user_id, kind, amount, balance_after, description, reference,
                                     idempotency_key)
        VALUES (p_workspace, p_user, p_kind, p_amount, v_balance, p_description, p_reference, p_key)
        RETURNING id INTO v_id;
    RETURN v_id;
END $$;

CREATE FUNCTION credit_debit_for_job(p_job uuid, p_description text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_job jobs%ROWTYPE;
BEGIN
    SELECT * INTO v_job FROM jobs WHERE id = p_job AND workspace_id = current_workspace_id();
    IF NOT FOUND THEN RAISE EXCEPTION 'no such job' USING ERRCODE = 'CR404'; END IF;
    IF v_job.cost = 0 THEN RETURN NULL; END IF;
    RETURN credit_move(v_job.workspace_id, v_job.user_id, 'debit', -v_job.cost, p_description, p_job::text,
                       'debit:' || p_job);
END $$;

CREATE FUNCTION credit_refund_for_job(p_job uuid, p_description text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_debit credit_transactions%ROWTYPE;
BEGIN
    PERFORM 1 FROM jobs WHERE id = p_job AND workspace_id = current_workspace_id() AND status IN ('FAILED', 'CANCELLED');
    IF NOT FOUND THEN RAISE EXCEPTION 'no job to refund' USING ERRCODE = 'CR404'; END IF;
    SELECT * INTO v_debit FROM credit_transactions WHERE idempotency_key = 'debit:' || p_job;
    IF NOT FOUND THEN RETURN NULL; END IF;
    RETURN credit_move(v_debit.workspace_id, v_debit.user_id, 'refund', -v_debit.amount, p_description, p_job::text,
                       'refund:' || p_job);
END $$;

CREATE FUNCTION credit_grant(p_workspace uuid, p_amount numeric, p_description text, p_reference text, p_key text)
RETURNS numeric LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_id uuid;
BEGIN
    IF p_amount <= 0 THEN RAISE EXCEPTION 'a grant is positive' USING ERRCODE = '22023'; END IF;
    v_id := credit_move(p_workspace, NULL, 'grant', p_amount, p_description, p_reference, 'grant:' || p_key);
    RETURN (SELECT balance_after FROM credit_transactions WHERE id = v_id);
END $$;

-- Free credits of a new account: only once, only by the function that makes the account.
CREATE FUNCTION credit_signup(p_workspace uuid, p_user uuid, p_amount numeric)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    RETURN credit_move(p_workspace, p_user, 'signup', p_amount, 'Welcome credits', p_user::text, 'signup:' || p_user);
END $$;

-- People come in only through these -----------------------------------------------------------------------------------

CREATE FUNCTION register_account(p_email text, p_username text, p_hashed_password text, p_credits numeric)
RETURNS TABLE (user_id uuid, workspace_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_user uuid; v_workspace uuid;
BEGIN
    INSERT INTO users (email, username, hashed_password) VALUES (lower(p_email), p_username, p_hashed_password)
        RETURNING id INTO v_user;
    INSERT INTO workspaces (name, kind) VALUES (p_username, 'personal') RETURNING id INTO v_workspace;
    INSERT INTO memberships (workspace_id, user_id, role) VALUES (v_workspace, v_user, 'owner');
    INSERT INTO credit_accounts (workspace_id) VALUES (v_workspace);
    IF p_credits > 0 THEN PERFORM credit_signup(v_workspace, v_user, p_credits); END IF;
    RETURN QUERY SELECT v_user, v_workspace;
END $$;

CREATE FUNCTION find_sign_in(p_email text)
RETURNS TABLE (user_id uuid, workspace_id uuid, hashed_password text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT u.id, w.id, u.hashed_password FROM users u
    JOIN memberships m ON m.user_id = u.id JOIN workspaces w ON w.id = m.workspace_id AND w.kind = 'personal'
    WHERE u.email = lower(p_email)
$$;

CREATE FUNCTION open_session(p_user uuid, p_workspace uuid, p_token_hash bytea, p_lifetime interval)
RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    DELETE FROM sessions WHERE user_id = p_user AND expires_at < now();
    INSERT INTO sessions (user_id, workspace_id, token_hash, expires_at)
        VALUES (p_user, p_workspace, p_token_hash, now() + p_lifetime) RETURNING id
$$;

-- A token that was spent before is in two hands: the session ends for both (RFC 9700, 4.14.2).
CREATE FUNCTION rotate_session(p_token_hash bytea, p_new_hash bytea)
RETURNS TABLE (session_id uuid, user_id uuid, workspace_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    DELETE FROM sessions s WHERE s.spent_hashes @> ARRAY[p_token_hash];
    RETURN QUERY UPDATE sessions s
        SET token_hash = p_new_hash, spent_hashes = (s.spent_hashes || s.token_hash)[greatest(1, cardinality(s.spent_hashes) - 62):],
            rotated_at = now()
        WHERE s.token_hash = p_token_hash AND s.expires_at > now()
        RETURNING s.id, s.user_id, s.workspace_id;
END $$;

CREATE FUNCTION close_session(p_token_hash bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ DELETE FROM sessions WHERE token_hash = p_token_hash OR spent_hashes @> ARRAY[p_token_hash] $$;

-- The operator's word, through the command line ------------------------------------------------------------------------

CREATE FUNCTION find_workspace(p_email text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ SELECT workspace_id FROM find_sign_in(p_email) $$;

CREATE FUNCTION set_tier(p_workspace uuid, p_tier text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ UPDATE workspaces SET tier = p_tier WHERE id = p_workspace $$;

-- Ownership and use of the functions ------------------------------------------------------------------------------------

GRANT CREATE ON SCHEMA studio TO studio_ledger, studio_auth;
ALTER FUNCTION credit_move OWNER TO studio_ledger;
ALTER FUNCTION credit_debit_for_job OWNER TO studio_ledger;
ALTER FUNCTION credit_refund_for_job OWNER TO studio_ledger;
ALTER FUNCTION credit_grant OWNER TO studio_ledger;
ALTER FUNCTION credit_signup OWNER TO studio_ledger;
ALTER FUNCTION register_account OWNER TO studio_auth;
ALTER FUNCTION find_sign_in OWNER TO studio_auth;
ALTER FUNCTION open_session OWNER TO studio_auth;
ALTER FUNCTION rotate_session OWNER TO studio_auth;
ALTER FUNCTION close_session OWNER TO studio_auth;
ALTER FUNCTION doom_object OWNER TO studio_auth;
ALTER FUNCTION find_workspace OWNER TO studio_auth;
ALTER FUNCTION set_tier OWNER TO studio_auth;
REVOKE CREATE ON SCHEMA studio FROM studio_ledger, studio_auth;

SET ROLE studio_ledger;
GRANT EXECUTE ON FUNCTION credit_debit_for_job TO studio_app;
GRANT EXECUTE ON FUNCTION credit_refund_for_job TO studio_app, studio_worker;
GRANT EXECUTE ON FUNCTION credit_grant TO studio_worker;
GRANT EXECUTE ON FUNCTION credit_signup TO studio_auth;
SET ROLE studio_auth;
GRANT EXECUTE ON FUNCTION register_account, find_sign_in, open_session, rotate_session, close_session TO studio_app;
GRANT EXECUTE ON FUNCTION find_workspace, set_tier TO studio_worker;
SET ROLE studio_owner;

-- The backend that holds the operator's key works in a workspace of its own, which pays nothing.
SET LOCAL ROLE studio_auth;
INSERT INTO workspaces (id, name, kind, tier) VALUES ('00000000-0000-7000-8000-000000000001', 'Service', 'service', 'Advanced');
INSERT INTO credit_accounts (workspace_id) VALUES ('00000000-0000-7000-8000-000000000001');
SET LOCAL ROLE studio_owner;

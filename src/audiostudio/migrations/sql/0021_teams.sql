-- Runs as studio_owner, with search_path = studio.

-- Teams -------------------------------------------------------------------------------------------------------------------

ALTER TABLE memberships DROP CONSTRAINT memberships_role_check;
ALTER TABLE memberships
    ADD CONSTRAINT memberships_role_check CHECK (role IN ('owner', 'admin', 'member', 'viewer', 'billing')),
    ADD COLUMN monthly_limit numeric(12, 2) CHECK (monthly_limit >= 0);  -- credits a calendar month, UTC; null is no limit

-- One invitation for an address; asked again, it has a new token and a new term. Only the token's hash is kept.
CREATE TABLE invitations (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    email text NOT NULL,
    email_key text NOT NULL,
    role text NOT NULL CHECK (role IN ('admin', 'member', 'viewer', 'billing')),
    token_hash bytea NOT NULL UNIQUE,
    invited_by uuid REFERENCES users ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    UNIQUE (workspace_id, email_key)
);

-- What each person has spent in a calendar month (UTC) of a workspace's credits. A refund counts in its debit's month.
CREATE TABLE member_usage (
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    user_id uuid NOT NULL,
    month date NOT NULL,
    spent numeric(12, 2) NOT NULL,
    PRIMARY KEY (workspace_id, month, user_id)
);

-- The owner sees rows only while row-level security is not forced; nobody else sees this transaction's state.
ALTER TABLE credit_transactions NO FORCE ROW LEVEL SECURITY;
INSERT INTO member_usage (workspace_id, user_id, month, spent)
    SELECT t.workspace_id, t.user_id, date_trunc('month', coalesce(d.created_at, t.created_at) AT TIME ZONE 'UTC')::date,
           -sum(t.amount)
        FROM credit_transactions t
        LEFT JOIN credit_transactions d ON t.kind = 'refund' AND d.idempotency_key = 'debit:' || t.reference
        WHERE t.kind IN ('debit', 'refund') AND t.user_id IS NOT NULL
        GROUP BY 1, 2, 3;
ALTER TABLE credit_transactions FORCE ROW LEVEL SECURITY;

-- The operator's people -----------------------------------------------------------------------------------------------------

ALTER TABLE users ADD COLUMN is_operator boolean NOT NULL DEFAULT false, ADD COLUMN suspended_at timestamptz;
ALTER TABLE workspaces ADD COLUMN suspended_at timestamptz;

CREATE TABLE operator_log (
    id uuid PRIMARY KEY DEFAULT new_id(),
    created_at timestamptz NOT NULL DEFAULT now(),
    operator_id uuid,  -- null where it was said on the command line
    operator text NOT NULL,
    act text NOT NULL,
    target_kind text NOT NULL,
    target_id uuid NOT NULL,
    target text NOT NULL,
    reason text NOT NULL,
    details jsonb NOT NULL DEFAULT '{}',
    idempotency_key text UNIQUE
);
CREATE INDEX ON operator_log (created_at, id);
CREATE FUNCTION forbid_change_of_log() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON operator_log
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change_of_log();
GRANT EXECUTE ON FUNCTION forbid_change_of_log TO studio_operator, studio_worker;
GRANT SELECT, INSERT ON operator_log TO studio_operator;
GRANT INSERT, SELECT (id, idempotency_key) ON operator_log TO studio_worker;

-- studio_operator logs in for the routes of operators alone: it may what studio_worker may, and see people and ledgers.
GRANT USAGE ON SCHEMA studio TO studio_operator;
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['invitations', 'member_usage'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['users', 'workspaces', 'memberships', 'credit_accounts', 'credit_transactions',
                             'storage_usage'] LOOP
        EXECUTE format('CREATE POLICY operator ON %I FOR SELECT TO studio_operator USING (true)', t);
    END LOOP;
END $$;
GRANT SELECT (id, email, username, created_at, is_operator, suspended_at) ON users TO studio_operator;
GRANT SELECT ON workspaces, memberships, credit_accounts, credit_transactions, storage_usage TO studio_operator;

-- Who may see which row -----------------------------------------------------------------------------------------------------

GRANT CREATE ON SCHEMA studio TO studio_auth, studio_ledger;
GRANT SELECT, INSERT, UPDATE, DELETE ON memberships, invitations TO studio_auth;
GRANT SELECT ON memberships TO studio_ledger;
GRANT SELECT, INSERT, UPDATE ON member_usage TO studio_ledger;
GRANT SELECT ON invitations, member_usage TO studio_app;
GRANT SELECT ON member_usage TO studio_auth;
CREATE POLICY ledger ON memberships FOR SELECT TO studio_ledger USING (true);
CREATE POLICY ledger ON member_usage TO studio_ledger USING (true) WITH CHECK (true);
CREATE POLICY auth ON invitations TO studio_auth USING (true) WITH CHECK (true);
CREATE POLICY auth ON member_usage FOR SELECT TO studio_auth USING (true);

-- Functions that studio_auth and studio_ledger made themselves could be called by everybody; who needs them was granted them.
SET LOCAL ROLE studio_ledger;
DO $$
DECLARE f regprocedure;
BEGIN
    FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'studio'::regnamespace AND proowner = current_user::regrole LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
END $$;
SET LOCAL ROLE studio_auth;
DO $$
DECLARE f regprocedure;
BEGIN
    FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'studio'::regnamespace AND proowner = current_user::regrole LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
END $$;

-- What whoever asks is in the workspace they ask about, now: a token may still tell the role of a while ago.
CREATE FUNCTION acting_role() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT role FROM memberships WHERE workspace_id = current_workspace_id() AND user_id = current_user_id()
$$;
GRANT EXECUTE ON FUNCTION acting_role TO studio_app;
SET LOCAL ROLE studio_owner;
CREATE POLICY managed ON invitations FOR SELECT TO studio_app
    USING (workspace_id = current_workspace_id() AND (SELECT acting_role()) IN ('owner', 'admin'));
CREATE POLICY own_or_accounted ON member_usage FOR SELECT TO studio_app
    USING (workspace_id = current_workspace_id()
           AND (user_id = current_user_id() OR (SELECT acting_role()) IN ('owner', 'admin', 'billing')));

-- A monthly limit of a member -------------------------------------------------------------------------------------------------

SET LOCAL ROLE studio_ledger;
CREATE FUNCTION check_member_limit(p_workspace uuid, p_user uuid, p_amount numeric) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_limit numeric; v_spent numeric;
BEGIN
    SELECT monthly_limit INTO v_limit FROM memberships WHERE workspace_id = p_workspace AND user_id = p_user;
    IF v_limit IS NULL THEN RETURN; END IF;
    -- The lock that the debit takes next: of debits at once, each sees what those before it have spent.
    PERFORM 1 FROM credit_accounts WHERE workspace_id = p_workspace FOR UPDATE;
    SELECT coalesce(sum(spent), 0) INTO v_spent FROM member_usage
        WHERE workspace_id = p_workspace AND user_id = p_user
          AND month = date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    IF v_spent + p_amount > v_limit THEN
        RAISE EXCEPTION 'monthly limit of the member reached' USING ERRCODE = 'CR403',
            DETAIL = json_build_object('limit', v_limit, 'spent', v_spent, 'cost', p_amount);
    END IF;
END $$;

CREATE FUNCTION count_member_usage() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_at timestamptz := NEW.created_at;
BEGIN
    IF NEW.kind = 'refund' THEN
        SELECT created_at INTO v_at FROM credit_transactions WHERE idempotency_key = 'debit:' || NEW.reference;
        IF NOT FOUND THEN RETURN NULL; END IF;
    END IF;
    INSERT INTO member_usage AS u (workspace_id, user_id, month, spent)
        VALUES (NEW.workspace_id, NEW.user_id, date_trunc('month', v_at AT TIME ZONE 'UTC')::date, -NEW.amount)
        ON CONFLICT (workspace_id, month, user_id) DO UPDATE SET spent = u.spent + excluded.spent;
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION count_member_usage TO studio_owner;

CREATE OR REPLACE FUNCTION credit_debit_for_job(p_job uuid, p_description text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_job record; v_id uuid; v_balance numeric;
BEGIN
    SELECT workspace_id, user_id, cost INTO v_job FROM jobs WHERE id = p_job AND workspace_id = current_workspace_id();
    IF NOT FOUND THEN RAISE EXCEPTION 'no such job' USING ERRCODE = 'CR404'; END IF;
    IF v_job.cost = 0 THEN RETURN NULL; END IF;
    v_id := credit_begin(v_job.workspace_id, 'debit:' || p_job);
    IF v_id IS NOT NULL THEN RETURN v_id; END IF;
    PERFORM check_member_limit(v_job.workspace_id, v_job.user_id, v_job.cost);
    PERFORM credit_expire_locked(v_job.workspace_id);
    UPDATE credit_accounts SET balance = balance - v_job.cost
        WHERE workspace_id = v_job.workspace_id AND balance >= v_job.cost RETURNING balance INTO v_balance;
    IF NOT FOUND THEN RAISE EXCEPTION 'insufficient credits' USING ERRCODE = 'CR402'; END IF;
    v_id := credit_record(v_job.workspace_id, v_job.user_id, 'debit', -v_job.cost, v_balance, p_description,
                          p_job::text, 'debit:' || p_job);
    PERFORM credit_draw(v_job.workspace_id, v_id, v_job.cost);
    RETURN v_id;
END $$;
SET LOCAL ROLE studio_owner;
CREATE TRIGGER count_member_usage AFTER INSERT ON credit_transactions FOR EACH ROW
    WHEN (NEW.kind IN ('debit', 'refund') AND NEW.user_id IS NOT NULL) EXECUTE FUNCTION count_member_usage();

-- Teams change only through these ---------------------------------------------------------------------------------------------
-- Each refuses by SQLSTATE AS409 and the stable code of the answer as its message (kit/postgres/refusals.py). All lock
-- the workspace's row, so that changes of one team come one after the other; jobs, which refer to the row, wait for none.

SET LOCAL ROLE studio_auth;
CREATE FUNCTION refuse(p_code text) RETURNS void LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '%', p_code USING ERRCODE = 'AS409'; END $$;

CREATE FUNCTION lock_team(p_workspace uuid) RETURNS workspaces
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_team workspaces%ROWTYPE;
BEGIN
    SELECT * INTO v_team FROM workspaces WHERE id = p_workspace FOR NO KEY UPDATE;
    IF v_team.kind IS DISTINCT FROM 'team' THEN PERFORM refuse('not_a_team'); END IF;
    RETURN v_team;
END $$;

-- The role of a member of the team that is asked about, which nobody changes until this transaction ends.
CREATE FUNCTION lock_member(p_user uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_kind text; v_role text;
BEGIN
    SELECT kind INTO v_kind FROM workspaces WHERE id = current_workspace_id() FOR NO KEY UPDATE;
    SELECT role INTO v_role FROM memberships WHERE workspace_id = current_workspace_id() AND user_id = p_user;
    IF NOT FOUND THEN PERFORM refuse('member_not_found'); END IF;
    IF v_kind <> 'team' THEN PERFORM refuse('not_a_team'); END IF;
    RETURN v_role;
END $$;

-- Owners answer to owners alone; admins manage everybody else.
CREATE FUNCTION require_manager(p_over text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_role text := acting_role();
BEGIN
    IF v_role IS DISTINCT FROM 'owner' AND (v_role IS DISTINCT FROM 'admin' OR 'owner' = ANY (p_over)) THEN
        PERFORM refuse('not_permitted');
    END IF;
END $$;

CREATE FUNCTION make_team(p_name text, p_most integer) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_team uuid;
BEGIN
    PERFORM 1 FROM users WHERE id = current_user_id() FOR NO KEY UPDATE;
    IF NOT FOUND THEN PERFORM refuse('account_not_found'); END IF;
    IF (SELECT count(*) FROM memberships m JOIN workspaces w ON w.id = m.workspace_id
            WHERE m.user_id = current_user_id() AND m.role = 'owner' AND w.kind = 'team') >= p_most THEN
        PERFORM refuse('too_many_teams');
    END IF;
    INSERT INTO workspaces (name, kind) VALUES (p_name, 'team') RETURNING id INTO v_team;
    INSERT INTO memberships (workspace_id, user_id, role) VALUES (v_team, current_user_id(), 'owner');
    INSERT INTO credit_accounts (workspace_id) VALUES (v_team);
    RETURN v_team;
END $$;

CREATE FUNCTION rename_workspace(p_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    PERFORM require_manager('{}');
    UPDATE workspaces SET name = p_name WHERE id = current_workspace_id();
END $$;

-- What takes or will take a seat: members, and invitations that can still be accepted.
CREATE FUNCTION seats_taken() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT ((SELECT count(*) FROM memberships WHERE workspace_id = current_workspace_id())
          + (SELECT count(*) FROM invitations WHERE workspace_id = current_workspace_id() AND expires_at > now()))::integer
$$;

CREATE FUNCTION list_members()
RETURNS TABLE (user_id uuid, username text, email text, role text, monthly_limit numeric, joined_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT u.id, u.username, u.email, m.role, m.monthly_limit, m.created_at
        FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.workspace_id = current_workspace_id() AND acting_role() IS NOT NULL
        ORDER BY m.created_at, u.id
$$;

-- Whom a workspace's usage names: those who have left it, too.
CREATE FUNCTION name_spenders(p_month date) RETURNS TABLE (user_id uuid, username text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT u.id, u.username FROM member_usage s JOIN users u ON u.id = s.user_id
        WHERE s.workspace_id = current_workspace_id() AND s.month = p_month AND acting_role() IN ('owner', 'admin', 'billing')
$$;

-- Seats are those of each plan: the plan is read under the lock.
CREATE FUNCTION invite(p_email text, p_email_key text, p_role text, p_token_hash bytea, p_lifetime interval, p_seats jsonb)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_team workspaces%ROWTYPE := lock_team(current_workspace_id()); v_id uuid;
BEGIN
    PERFORM require_manager('{}');
    IF EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
                   WHERE m.workspace_id = v_team.id AND u.email_key = p_email_key) THEN
        PERFORM refuse('already_a_member');
    END IF;
    DELETE FROM invitations WHERE workspace_id = v_team.id AND (expires_at <= now() OR email_key = p_email_key);
    IF seats_taken() >= (p_seats ->> v_team.tier)::integer THEN PERFORM refuse('no_seat_left'); END IF;
    INSERT INTO invitations (workspace_id, email, email_key, role, token_hash, invited_by, expires_at)
        VALUES (v_team.id, p_email, p_email_key, p_role, p_token_hash, current_user_id(), now() + p_lifetime)
        RETURNING id INTO v_id;
    RETURN v_id;
END $$;

CREATE FUNCTION revoke_invitation(p_invitation uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    PERFORM require_manager('{}');
    DELETE FROM invitations WHERE id = p_invitation AND workspace_id = current_workspace_id();
    IF NOT FOUND THEN PERFORM refuse('invitation_not_found'); END IF;
END $$;

-- For whoever holds the token: that is the proof, whatever workspace they ask from.
CREATE FUNCTION look_at_invitation(p_token_hash bytea)
RETURNS TABLE (team text, invited_by text, email text, email_key text, role text, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT w.name, u.username, i.email, i.email_key, i.role, i.expires_at
        FROM invitations i JOIN workspaces w ON w.id = i.workspace_id LEFT JOIN users u ON u.id = i.invited_by
        WHERE i.token_hash = p_token_hash AND i.expires_at > now()
$$;

-- The invitation's seat was counted when it was made; after a downgrade there may be none to sit on.
CREATE FUNCTION accept_invitation(p_token_hash bytea, p_seats jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_team workspaces%ROWTYPE; v_invitation invitations%ROWTYPE;
BEGIN
    SELECT * INTO v_invitation FROM invitations WHERE token_hash = p_token_hash AND expires_at > now();
    IF NOT FOUND THEN PERFORM refuse('invitation_not_found'); END IF;
    IF NOT EXISTS (SELECT FROM users WHERE id = current_user_id() AND email_key = v_invitation.email_key) THEN
        PERFORM refuse('invitation_for_another');
    END IF;
    v_team := lock_team(v_invitation.workspace_id);
    DELETE FROM invitations WHERE id = v_invitation.id AND token_hash = p_token_hash;
    IF NOT FOUND THEN PERFORM refuse('invitation_not_found'); END IF;
    IF EXISTS (SELECT FROM memberships WHERE workspace_id = v_team.id AND user_id = current_user_id()) THEN
        PERFORM refuse('already_a_member');
    END IF;
    IF (SELECT count(*) FROM memberships WHERE workspace_id = v_team.id) >= (p_seats ->> v_team.tier)::integer THEN
        PERFORM refuse('no_seat_left');
    END IF;
    INSERT INTO memberships (workspace_id, user_id, role) VALUES (v_team.id, current_user_id(), v_invitation.role);
    RETURN v_team.id;
END $$;

CREATE FUNCTION change_role(p_user uuid, p_role text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    PERFORM require_manager(ARRAY[lock_member(p_user), p_role]);
    UPDATE memberships SET role = p_role WHERE workspace_id = current_workspace_id() AND user_id = p_user;
END $$;

CREATE FUNCTION set_member_limit(p_user uuid, p_limit numeric) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    PERFORM require_manager(ARRAY[lock_member(p_user)]);
    UPDATE memberships SET monthly_limit = p_limit WHERE workspace_id = current_workspace_id() AND user_id = p_user;
END $$;

-- By those who manage, or by the member.
CREATE FUNCTION remove_member(p_user uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_role text := lock_member(p_user);
BEGIN
    IF p_user IS DISTINCT FROM current_user_id() THEN PERFORM require_manager(ARRAY[v_role]); END IF;
    DELETE FROM memberships WHERE workspace_id = current_workspace_id() AND user_id = p_user;
END $$;

CREATE FUNCTION transfer_ownership(p_user uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    PERFORM require_manager(ARRAY[lock_member(p_user), 'owner']);
    UPDATE memberships SET role = 'owner' WHERE workspace_id = current_workspace_id() AND user_id = p_user;
    UPDATE memberships SET role = 'admin'
        WHERE workspace_id = current_workspace_id() AND user_id = current_user_id() AND user_id <> p_user;
END $$;

-- Whoever writes memberships: a team that has members has an owner among them.
CREATE FUNCTION keep_an_owner() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    PERFORM 1 FROM workspaces WHERE id = OLD.workspace_id AND kind = 'team' FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (SELECT FROM memberships WHERE workspace_id = OLD.workspace_id AND role = 'owner')
        AND (TG_OP = 'UPDATE' OR EXISTS (SELECT FROM memberships WHERE workspace_id = OLD.workspace_id)
             OR EXISTS (SELECT FROM users WHERE id = OLD.user_id)) THEN
        PERFORM refuse('last_owner');
    END IF;
    RETURN NULL;
END $$;

-- Browsers of somebody who left a team go on in their own workspace; sessions in other workspaces end with the membership.
CREATE FUNCTION send_sessions_home() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    UPDATE sessions s SET workspace_id = home.id
        FROM (SELECT w.id FROM memberships m JOIN workspaces w ON w.id = m.workspace_id AND w.kind = 'personal'
                  WHERE m.user_id = OLD.user_id AND m.role = 'owner' ORDER BY m.created_at LIMIT 1) home
        WHERE s.user_id = OLD.user_id AND s.workspace_id = OLD.workspace_id AND s.workspace_id <> home.id;
    RETURN NULL;
END $$;

CREATE FUNCTION switch_browser_session(p_token_hash bytea, p_workspace uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    UPDATE sessions s SET workspace_id = p_workspace FROM memberships m
        WHERE s.token_hash = p_token_hash AND s.in_browser AND s.expires_at > now()
          AND m.workspace_id = p_workspace AND m.user_id = s.user_id
        RETURNING true
$$;

GRANT EXECUTE ON FUNCTION make_team, rename_workspace, seats_taken, list_members, name_spenders, invite, revoke_invitation,
    look_at_invitation, accept_invitation, change_role, set_member_limit, remove_member, transfer_ownership,
    switch_browser_session TO studio_app;
GRANT EXECUTE ON FUNCTION keep_an_owner, send_sessions_home TO studio_owner;
SET LOCAL ROLE studio_owner;
CREATE TRIGGER keep_an_owner AFTER UPDATE OF role OR DELETE ON memberships FOR EACH ROW
    WHEN (OLD.role = 'owner') EXECUTE FUNCTION keep_an_owner();
CREATE TRIGGER send_sessions_home AFTER DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION send_sessions_home();

-- What operators do -----------------------------------------------------------------------------------------------------------

SET LOCAL ROLE studio_auth;
CREATE FUNCTION set_operator(p_email_key text, p_former_email text, p_is_operator boolean) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    UPDATE users SET is_operator = p_is_operator
        WHERE id = (SELECT user_id FROM find_sign_in(p_email_key, p_former_email)) RETURNING id
$$;

CREATE FUNCTION list_operators() RETURNS TABLE (user_id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ SELECT id, email FROM users WHERE is_operator ORDER BY email $$;

-- A suspended person is signed out everywhere and signs in nowhere, by whatever way: no session begins.
CREATE FUNCTION suspend_user(p_user uuid, p_is_suspended boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    UPDATE users SET suspended_at = CASE WHEN p_is_suspended THEN coalesce(suspended_at, now()) END WHERE id = p_user;
    DELETE FROM sessions WHERE user_id = p_user AND p_is_suspended;
$$;

CREATE FUNCTION refuse_suspended_user() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_suspended_at timestamptz;
BEGIN
    -- The lock makes a sign-in at the moment of the suspension come before it, and be ended, or after it, and be refused.
    SELECT suspended_at INTO v_suspended_at FROM users WHERE id = NEW.user_id FOR SHARE;
    IF v_suspended_at IS NOT NULL THEN PERFORM refuse('account_suspended'); END IF;
    RETURN NEW;
END $$;

-- A suspended workspace keeps what it has, and takes no new jobs.
CREATE FUNCTION suspend_workspace(p_workspace uuid, p_is_suspended boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    UPDATE workspaces SET suspended_at = CASE WHEN p_is_suspended THEN coalesce(suspended_at, now()) END
        WHERE id = p_workspace
$$;

CREATE FUNCTION refuse_suspended_workspace() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM workspaces WHERE id = NEW.workspace_id AND suspended_at IS NOT NULL) THEN
        PERFORM refuse('workspace_suspended');
    END IF;
    RETURN NEW;
END $$;
GRANT EXECUTE ON FUNCTION set_operator, list_operators TO studio_worker;
GRANT EXECUTE ON FUNCTION suspend_user, suspend_workspace TO studio_operator;
GRANT EXECUTE ON FUNCTION refuse_suspended_user, refuse_suspended_workspace TO studio_owner;
SET LOCAL ROLE studio_owner;
REVOKE CREATE ON SCHEMA studio FROM studio_auth, studio_ledger;
CREATE TRIGGER refuse_suspended BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION refuse_suspended_user();
CREATE TRIGGER refuse_suspended BEFORE INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION refuse_suspended_workspace();

SELECT include_in_erasure();

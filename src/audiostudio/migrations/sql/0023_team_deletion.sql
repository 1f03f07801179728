-- Runs as studio_owner, with search_path = studio.

ALTER TABLE workspaces ADD COLUMN deletion_due_at timestamptz;  -- of teams; a person's own workspace goes with their account
CREATE INDEX ON workspaces (deletion_due_at) WHERE deletion_due_at IS NOT NULL;
GRANT SELECT ON subscriptions TO studio_auth;
CREATE POLICY auth ON subscriptions FOR SELECT TO studio_auth USING (true);

GRANT CREATE ON SCHEMA studio TO studio_auth;
SET LOCAL ROLE studio_auth;

-- A plan that goes on would be paid each month by somebody who has nothing of it any more.
CREATE FUNCTION refuse_running_plan(p_workspace uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM subscriptions WHERE workspace_id = p_workspace AND state IN ('active', 'past_due')
                                           AND NOT cancels_at_period_end) THEN
        PERFORM refuse('plan_running');
    END IF;
END $$;

CREATE FUNCTION schedule_deletion(p_user uuid, p_after interval) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_due timestamptz;
BEGIN
    PERFORM refuse_running_plan(personal_workspace(p_user));
    UPDATE users SET deletion_due_at = coalesce(deletion_due_at, now() + p_after) WHERE id = p_user
        RETURNING deletion_due_at INTO v_due;
    RETURN v_due;
END $$;

CREATE FUNCTION schedule_team_deletion(p_name text, p_after interval) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_team workspaces%ROWTYPE := lock_team(current_workspace_id()); v_due timestamptz;
BEGIN
    PERFORM require_manager('{owner}');
    IF p_name <> v_team.name THEN PERFORM refuse('name_differs'); END IF;
    PERFORM refuse_running_plan(v_team.id);
    UPDATE workspaces SET deletion_due_at = coalesce(deletion_due_at, now() + p_after) WHERE id = v_team.id
        RETURNING deletion_due_at INTO v_due;
    RETURN v_due;
END $$;

-- Whoever keeps a team keeps their account, too: it may be leaving because the team was, and the team would have no owner.
CREATE FUNCTION cancel_team_deletion() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    PERFORM require_manager('{owner}');
    UPDATE workspaces SET deletion_due_at = NULL WHERE id = current_workspace_id() AND deletion_due_at IS NOT NULL;
    IF FOUND THEN UPDATE users SET deletion_due_at = NULL WHERE id = current_user_id(); END IF;
END $$;

CREATE OR REPLACE FUNCTION teams_owned_alone(p_user uuid) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT w.name FROM memberships m JOIN workspaces w ON w.id = m.workspace_id AND w.kind = 'team'
    WHERE m.user_id = p_user AND m.role = 'owner' AND w.deletion_due_at IS NULL AND NOT EXISTS (
        SELECT FROM memberships o WHERE o.workspace_id = m.workspace_id AND o.role = 'owner' AND o.user_id <> p_user)
    ORDER BY w.name
$$;

-- A team keeps an owner until its time has come.
CREATE OR REPLACE FUNCTION keep_an_owner() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    PERFORM 1 FROM workspaces WHERE id = OLD.workspace_id AND kind = 'team'
        AND (deletion_due_at IS NULL OR deletion_due_at > now()) FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (SELECT FROM memberships WHERE workspace_id = OLD.workspace_id AND role = 'owner')
        AND (TG_OP = 'UPDATE' OR EXISTS (SELECT FROM memberships WHERE workspace_id = OLD.workspace_id)
             OR EXISTS (SELECT FROM users WHERE id = OLD.user_id)) THEN
        PERFORM refuse('last_owner');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION due_team_deletions() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ SELECT id FROM workspaces WHERE deletion_due_at <= now() ORDER BY deletion_due_at LIMIT 100 $$;

-- Deletes what a workspace has. The ledger stays, of a workspace that is nobody's; tables are passed over until what refers to
-- their rows is gone.
CREATE FUNCTION erase_rows_of(p_workspace uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_left name[]; v_before integer; t name;
BEGIN
    FOR v_round IN 1..2 LOOP  -- in the second one goes what triggers wrote down of what went in the first
        v_left := ARRAY(SELECT c.relname FROM pg_class c
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
                        WHERE c.relnamespace = 'studio'::regnamespace AND c.relkind = 'r'
                          AND has_table_privilege(c.oid, 'DELETE'));
        LOOP
            v_before := cardinality(v_left);
            FOREACH t IN ARRAY v_left LOOP
                BEGIN
                    EXECUTE format('DELETE FROM %I WHERE workspace_id = $1', t) USING p_workspace;
                    v_left := array_remove(v_left, t);
                EXCEPTION WHEN foreign_key_violation THEN
                    NULL;  -- its turn comes once the rows that refer to it are gone
                END;
            END LOOP;
            EXIT WHEN cardinality(v_left) = 0;
            IF cardinality(v_left) = v_before THEN RAISE EXCEPTION 'rows that refer to each other: %', v_left; END IF;
        END LOOP;
    END LOOP;
END $$;

-- Both erase what has had its time: false where it was taken back meanwhile.
CREATE OR REPLACE FUNCTION erase_account(p_user uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_workspace uuid := personal_workspace(p_user);
BEGIN
    PERFORM FROM users WHERE id = p_user AND deletion_due_at <= now() FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM erase_rows_of(v_workspace);
    UPDATE workspaces SET name = 'Deleted account' WHERE id = v_workspace;
    DELETE FROM users WHERE id = p_user;
    RETURN true;
END $$;

CREATE FUNCTION erase_team(p_team uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    PERFORM FROM workspaces WHERE id = p_team AND deletion_due_at <= now() FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM erase_rows_of(p_team);
    UPDATE workspaces SET name = 'Deleted team', deletion_due_at = NULL WHERE id = p_team;
    RETURN true;
END $$;

REVOKE EXECUTE ON FUNCTION refuse_running_plan, schedule_deletion, schedule_team_deletion, cancel_team_deletion,
    due_team_deletions, erase_rows_of, erase_team FROM PUBLIC;
GRANT EXECUTE ON FUNCTION schedule_deletion, schedule_team_deletion, cancel_team_deletion TO studio_app;
GRANT EXECUTE ON FUNCTION due_team_deletions, erase_team TO studio_worker;
SET LOCAL ROLE studio_owner;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

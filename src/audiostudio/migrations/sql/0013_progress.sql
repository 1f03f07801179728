-- Runs as studio_owner, with search_path = studio.

-- Progress ----------------------------------------------------------------------------------------------------------------

-- Whose progress is being watched, until when. Whoever works on jobs writes their progress often for these alone. Lost in a
-- crash, it is written again within a second.
CREATE UNLOGGED TABLE watched_workspaces (
    workspace_id uuid PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
    watched_until timestamptz NOT NULL
) WITH (fillfactor = 50);
ALTER TABLE watched_workspaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE watched_workspaces FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON watched_workspaces FOR SELECT TO studio_app USING (workspace_id = current_workspace_id());
CREATE POLICY every_workspace ON watched_workspaces FOR SELECT TO studio_worker USING (true);
CREATE POLICY auth ON watched_workspaces TO studio_auth USING (true) WITH CHECK (true);
GRANT SELECT ON watched_workspaces TO studio_app, studio_worker;
GRANT SELECT, INSERT, UPDATE ON watched_workspaces TO studio_auth;
CREATE POLICY auth ON jobs FOR SELECT TO studio_auth USING (true);
GRANT SELECT (id, workspace_id, status, progress, message) ON jobs TO studio_auth;

-- What a web server asks for all that watch through it, which so need not be told of each step.
CREATE FUNCTION watch_progress(p_workspaces uuid[], p_for interval)
RETURNS TABLE (job_id uuid, workspace_id uuid, progress real, message text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    INSERT INTO watched_workspaces AS w
        SELECT id, now() + p_for FROM workspaces WHERE id = ANY (p_workspaces) ORDER BY id
        ON CONFLICT ON CONSTRAINT watched_workspaces_pkey DO UPDATE SET watched_until = excluded.watched_until
        WHERE w.watched_until < now() + p_for / 2;
    RETURN QUERY SELECT j.id, j.workspace_id, j.progress, j.message FROM jobs j
        WHERE j.workspace_id = ANY (p_workspaces) AND j.status = 'PROCESSING';
END $$;
GRANT CREATE ON SCHEMA studio TO studio_auth;
ALTER FUNCTION watch_progress OWNER TO studio_auth;
SET LOCAL ROLE studio_auth;
GRANT EXECUTE ON FUNCTION watch_progress TO studio_app;
SET LOCAL ROLE studio_owner;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

-- A commit that notifies holds a lock of the whole server until it is on disk. Progress is asked for instead; changes of state
-- are few.
DROP TRIGGER announce_change ON jobs;
CREATE TRIGGER announce_change AFTER UPDATE ON jobs FOR EACH ROW
    WHEN (OLD.status <> NEW.status OR OLD.cancel_requested <> NEW.cancel_requested)
    EXECUTE FUNCTION announce_job();

-- With room in its page and no indexed column changed, a heartbeat touches no index.
DROP INDEX jobs_status_heartbeat_at_idx;
CREATE INDEX jobs_status_idx ON jobs (status) WHERE status IN ('PENDING', 'PROCESSING');
ALTER TABLE jobs SET (fillfactor = 80);

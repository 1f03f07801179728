-- Runs as studio_owner, with search_path = studio.

-- What each workspace keeps: its assets, those in the trash too, and its uploads, as large as they were announced. Triggers
-- count, and their write of a workspace's row lets its additions wait for each other: a quota that is checked after it holds
-- for all who come at once.
CREATE TABLE storage_usage (
    workspace_id uuid PRIMARY KEY REFERENCES workspaces,
    kept_bytes bigint NOT NULL
);

-- The owner sees rows only while row-level security is not forced; nobody else sees this transaction's state.
ALTER TABLE assets NO FORCE ROW LEVEL SECURITY;
ALTER TABLE uploads NO FORCE ROW LEVEL SECURITY;
INSERT INTO storage_usage (workspace_id, kept_bytes)
    SELECT workspace_id, sum(size_bytes)
        FROM (SELECT workspace_id, size_bytes FROM assets UNION ALL SELECT workspace_id, size_bytes FROM uploads) kept
        GROUP BY workspace_id;
ALTER TABLE assets FORCE ROW LEVEL SECURITY;
ALTER TABLE uploads FORCE ROW LEVEL SECURITY;

ALTER TABLE storage_usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage_usage FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON storage_usage FOR SELECT TO studio_app USING (workspace_id = current_workspace_id());
CREATE POLICY auth ON storage_usage TO studio_auth USING (true) WITH CHECK (true);
GRANT SELECT ON storage_usage TO studio_app;
GRANT SELECT, INSERT, UPDATE ON storage_usage TO studio_auth;

-- Rows of several workspaces are written in one order, so that two sweeps never wait for each other in a circle.
CREATE FUNCTION count_kept_bytes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    INSERT INTO storage_usage AS usage (workspace_id, kept_bytes)
        SELECT workspace_id, CASE TG_OP WHEN 'INSERT' THEN sum(size_bytes) ELSE -sum(size_bytes) END
            FROM changed GROUP BY workspace_id ORDER BY workspace_id
        ON CONFLICT (workspace_id) DO UPDATE SET kept_bytes = usage.kept_bytes + excluded.kept_bytes;
    RETURN NULL;
END $$;
CREATE TRIGGER count_added AFTER INSERT ON assets REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_kept_bytes();
CREATE TRIGGER count_removed AFTER DELETE ON assets REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_kept_bytes();
CREATE TRIGGER count_added AFTER INSERT ON uploads REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_kept_bytes();
CREATE TRIGGER count_removed AFTER DELETE ON uploads REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_kept_bytes();
GRANT CREATE ON SCHEMA studio TO studio_auth;
ALTER FUNCTION count_kept_bytes OWNER TO studio_auth;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

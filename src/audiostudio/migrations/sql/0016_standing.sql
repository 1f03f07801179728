-- Runs as studio_owner, with search_path = studio.

-- What is asked before anything is taken in, in one round trip: no row where the session does not see the workspace.
CREATE FUNCTION workspace_standing(p_workspace uuid)
RETURNS TABLE (tier text, balance numeric, waiting_jobs bigint, kept_bytes bigint) LANGUAGE sql STABLE AS $$
    SELECT w.tier,
           coalesce((SELECT c.balance FROM credit_accounts c WHERE c.workspace_id = w.id), 0),
           (SELECT count(*) FROM jobs j WHERE j.workspace_id = w.id AND j.status = 'PENDING'),
           coalesce((SELECT u.kept_bytes FROM storage_usage u WHERE u.workspace_id = w.id), 0)
        FROM workspaces w WHERE w.id = p_workspace
$$;
GRANT EXECUTE ON FUNCTION workspace_standing TO studio_app;

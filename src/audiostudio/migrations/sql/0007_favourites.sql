-- Runs as studio_owner, with search_path = studio.

-- Voices that somebody likes, in the order they were marked: one row a person and workspace.
CREATE TABLE favourite_voices (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    user_id uuid,  -- NULL is the operator's own backend
    voice_ids text[] NOT NULL CHECK (cardinality(voice_ids) <= 500),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (workspace_id, user_id)
);

ALTER TABLE favourite_voices ENABLE ROW LEVEL SECURITY;
ALTER TABLE favourite_voices FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON favourite_voices TO studio_app
    USING (workspace_id = current_workspace_id() AND user_id IS NOT DISTINCT FROM current_user_id())
    WITH CHECK (workspace_id = current_workspace_id() AND user_id IS NOT DISTINCT FROM current_user_id());
GRANT SELECT, INSERT, UPDATE ON favourite_voices TO studio_app;

-- Runs as studio_owner, with search_path = studio.

CREATE TABLE folders (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (workspace_id, name),
    UNIQUE (workspace_id, id)
);

ALTER TABLE assets
    ALTER COLUMN job_id DROP NOT NULL,  -- what is kept outlives its job
    ADD COLUMN title text,
    ADD COLUMN folder_id uuid,
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
    ADD COLUMN generation_config jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN kept_at timestamptz,
    ADD COLUMN trashed_at timestamptz,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    ADD FOREIGN KEY (workspace_id, folder_id) REFERENCES folders (workspace_id, id) ON DELETE SET NULL (folder_id),
    ADD CHECK (kept_at IS NULL OR expires_at IS NULL);
UPDATE assets SET title = name;
ALTER TABLE assets ALTER COLUMN title SET NOT NULL;
CREATE INDEX ON assets (workspace_id, folder_id) WHERE folder_id IS NOT NULL;
CREATE INDEX ON assets (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE TABLE asset_peaks (
    asset_id uuid PRIMARY KEY REFERENCES assets ON DELETE CASCADE,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    data bytea NOT NULL
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['folders', 'asset_peaks'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_workspace ON %I TO studio_app USING (workspace_id = current_workspace_id()) '
                       'WITH CHECK (workspace_id = current_workspace_id())', t);
        EXECUTE format('CREATE POLICY every_workspace ON %I TO studio_worker USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON folders TO studio_app;
GRANT SELECT, INSERT ON asset_peaks TO studio_app, studio_worker;

-- Runs as studio_owner, with search_path = studio.

-- A row outlives its voice, emptied, so that who asks for it again can be told that it was deleted.
CREATE TABLE cloned_voices (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    user_id uuid,  -- who made it; NULL is the operator's own backend
    job_id uuid UNIQUE REFERENCES jobs ON DELETE SET NULL,  -- the training
    name text NOT NULL CHECK (char_length(name) <= 100),
    description text NOT NULL DEFAULT '',
    language text NOT NULL,
    is_shared boolean NOT NULL,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'training', 'trained', 'failed', 'deleted')),
    error_code text,
    error_detail text,
    characteristics jsonb NOT NULL DEFAULT '{}',
    usage_count integer NOT NULL DEFAULT 0,
    last_used_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    trained_at timestamptz,
    UNIQUE (workspace_id, id)
);
CREATE INDEX ON cloned_voices (workspace_id, created_at DESC, id DESC);

ALTER TABLE assets
    DROP CONSTRAINT assets_direction_check,
    ADD CONSTRAINT assets_direction_check CHECK (direction IN ('input', 'output', 'sample', 'voice')),
    ADD COLUMN voice_id uuid,
    ADD FOREIGN KEY (workspace_id, voice_id) REFERENCES cloned_voices (workspace_id, id);
CREATE INDEX ON assets (voice_id) WHERE voice_id IS NOT NULL;

-- What somebody said that the speaker agreed to, and when; it outlives the recording.
CREATE TABLE voice_samples (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    user_id uuid,
    voice_id uuid,
    asset_id uuid REFERENCES assets ON DELETE SET NULL,
    findings jsonb NOT NULL,
    speaker text NOT NULL,
    consent_statement text NOT NULL,
    consent_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (workspace_id, voice_id) REFERENCES cloned_voices (workspace_id, id)
);
CREATE INDEX ON voice_samples (workspace_id, consent_at DESC, id DESC);
CREATE INDEX ON voice_samples (voice_id) WHERE voice_id IS NOT NULL;
CREATE INDEX ON voice_samples (asset_id) WHERE asset_id IS NOT NULL;

ALTER TABLE cloned_voices ENABLE ROW LEVEL SECURITY;
ALTER TABLE cloned_voices FORCE ROW LEVEL SECURITY;
ALTER TABLE voice_samples ENABLE ROW LEVEL SECURITY;
ALTER TABLE voice_samples FORCE ROW LEVEL SECURITY;
-- What is not shared is its maker's, within the workspace too.
CREATE POLICY own_or_shared ON cloned_voices TO studio_app
    USING (workspace_id = current_workspace_id() AND (is_shared OR user_id IS NOT DISTINCT FROM current_user_id()))
    WITH CHECK (workspace_id = current_workspace_id() AND (is_shared OR user_id IS NOT DISTINCT FROM current_user_id()));
CREATE POLICY own ON voice_samples TO studio_app
    USING (workspace_id = current_workspace_id() AND user_id IS NOT DISTINCT FROM current_user_id())
    WITH CHECK (workspace_id = current_workspace_id() AND user_id IS NOT DISTINCT FROM current_user_id());
CREATE POLICY every_workspace ON cloned_voices TO studio_worker USING (true) WITH CHECK (true);
CREATE POLICY every_workspace ON voice_samples TO studio_worker USING (true) WITH CHECK (true);
CREATE POLICY gate ON cloned_voices TO studio_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON cloned_voices TO studio_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON voice_samples TO studio_app;
GRANT SELECT, UPDATE ON cloned_voices TO studio_worker;
GRANT SELECT, DELETE ON voice_samples TO studio_worker;
GRANT SELECT, UPDATE ON cloned_voices TO studio_auth;

-- A voice stands where its training stands, from the very transaction that moves the job, whichever way it moves.
CREATE FUNCTION follow_training() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE cloned_voices SET status = 'failed', error_code = 'cancelled', error_detail = 'The training was deleted.',
                                 updated_at = now()
            WHERE job_id = OLD.id AND status IN ('pending', 'training');
        RETURN OLD;
    END IF;
    UPDATE cloned_voices SET
            status = CASE NEW.status WHEN 'PENDING' THEN 'pending' WHEN 'PROCESSING' THEN 'training'
                                     WHEN 'COMPLETED' THEN 'trained' ELSE 'failed' END,
            error_code = NEW.error_code, error_detail = NEW.error_detail, updated_at = now(),
            trained_at = CASE NEW.status WHEN 'COMPLETED' THEN now() END
        WHERE job_id = NEW.id AND status IN ('pending', 'training');
    RETURN NULL;
END $$;
CREATE TRIGGER follow_training AFTER UPDATE ON jobs FOR EACH ROW
    WHEN (NEW.tool = 'voice_cloning' AND OLD.status <> NEW.status) EXECUTE FUNCTION follow_training();
CREATE TRIGGER forget_training BEFORE DELETE ON jobs FOR EACH ROW
    WHEN (OLD.tool = 'voice_cloning') EXECUTE FUNCTION follow_training();
GRANT CREATE ON SCHEMA studio TO studio_auth;
ALTER FUNCTION follow_training OWNER TO studio_auth;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

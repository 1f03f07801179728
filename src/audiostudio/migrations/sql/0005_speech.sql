-- Runs as studio_owner, with search_path = studio.

CREATE TABLE pronunciations (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    word text NOT NULL CHECK (char_length(word) BETWEEN 1 AND 100),
    key text NOT NULL,  -- the word in small letters, as texts are searched for it
    spoken text NOT NULL CHECK (char_length(spoken) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (workspace_id, key)
);

-- Samples of the product's own voices: made once, for everybody, and no workspace's. Those of an older version go when
-- a newer one is made.
CREATE TABLE voice_previews (
    voice text NOT NULL,
    version text NOT NULL,  -- of engine, weights and what is said
    storage_key text NOT NULL UNIQUE REFERENCES stored_objects,
    sha256 text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    media_type text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (voice, version)
);

ALTER TABLE pronunciations ENABLE ROW LEVEL SECURITY;
ALTER TABLE pronunciations FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON pronunciations TO studio_app
    USING (workspace_id = current_workspace_id()) WITH CHECK (workspace_id = current_workspace_id());
CREATE POLICY every_workspace ON pronunciations FOR SELECT TO studio_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON pronunciations TO studio_app;
GRANT SELECT ON pronunciations TO studio_worker;

GRANT SELECT, INSERT, DELETE ON voice_previews TO studio_app;
SET LOCAL ROLE studio_auth;
GRANT EXECUTE ON FUNCTION doom_object TO studio_owner;
SET LOCAL ROLE studio_owner;
SET LOCAL ROLE studio_auth;
GRANT EXECUTE ON FUNCTION doom_object TO studio_owner;
SET LOCAL ROLE studio_owner;
CREATE TRIGGER doom_object AFTER DELETE ON voice_previews FOR EACH ROW EXECUTE FUNCTION doom_object();

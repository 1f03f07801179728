-- Runs as studio_owner, with search_path = studio.

-- A file of one's own that is sent again under its key is the item that came of it before.
ALTER TABLE assets
    ADD COLUMN idempotency_key text,
    ADD COLUMN request_fingerprint bytea,
    ADD UNIQUE (workspace_id, idempotency_key),
    ADD CHECK ((idempotency_key IS NULL) = (request_fingerprint IS NULL));

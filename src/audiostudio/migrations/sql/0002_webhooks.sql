-- Runs as studio_owner, with search_path = studio.

ALTER TABLE jobs ADD COLUMN webhook_url text;

CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
    url text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz DEFAULT now(),  -- NULL once delivered or given up
    delivered_at timestamptz,
    last_result text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON webhook_deliveries (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX ON webhook_deliveries (job_id);

ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY own_workspace ON webhook_deliveries TO studio_app
    USING (workspace_id = current_workspace_id()) WITH CHECK (workspace_id = current_workspace_id());
CREATE POLICY every_workspace ON webhook_deliveries TO studio_worker USING (true) WITH CHECK (true);
CREATE POLICY gate ON webhook_deliveries TO studio_auth USING (true) WITH CHECK (true);
GRANT SELECT ON webhook_deliveries TO studio_app;
GRANT SELECT, UPDATE ON webhook_deliveries TO studio_worker;
GRANT SELECT, INSERT ON webhook_deliveries TO studio_auth;

-- A delivery is owed from the very transaction that ends the job, whichever way it ends.
CREATE FUNCTION owe_webhook() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    INSERT INTO webhook_deliveries (workspace_id, job_id, url) VALUES (NEW.workspace_id, NEW.id, NEW.webhook_url);
    RETURN NULL;
END $$;
CREATE TRIGGER owe_webhook AFTER UPDATE ON jobs FOR EACH ROW
    WHEN (NEW.webhook_url IS NOT NULL AND OLD.status IN ('PENDING', 'PROCESSING')
          AND NEW.status IN ('COMPLETED', 'FAILED', 'CANCELLED'))
    EXECUTE FUNCTION owe_webhook();
GRANT CREATE ON SCHEMA studio TO studio_auth;
ALTER FUNCTION owe_webhook OWNER TO studio_auth;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

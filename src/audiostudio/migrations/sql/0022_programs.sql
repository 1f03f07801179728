-- Runs as studio_owner, with search_path = studio.

-- API keys ----------------------------------------------------------------------------------------------------------------

CREATE TABLE api_keys (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,  -- who made it, and without whose membership it opens nothing
    name text NOT NULL,
    beginning text NOT NULL,  -- by which people recognise it
    secret_hash bytea NOT NULL UNIQUE,
    former_hash bytea UNIQUE,  -- of the secret before the last rotation
    former_until timestamptz,
    scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON api_keys (workspace_id, created_at);
CREATE INDEX ON api_keys (user_id);

ALTER TABLE jobs ADD COLUMN api_key_id uuid;

-- Webhooks to which a workspace subscribes ----------------------------------------------------------------------------------

CREATE TABLE webhook_subscriptions (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    url text NOT NULL,
    description text NOT NULL,
    events text[] NOT NULL CHECK (cardinality(events) > 0),
    active boolean NOT NULL DEFAULT true,
    secret_version integer NOT NULL DEFAULT 1,  -- from which the secret is derived; it lies nowhere
    former_secret_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON webhook_subscriptions (workspace_id, created_at);

ALTER TABLE webhook_deliveries
    ALTER COLUMN job_id DROP NOT NULL,
    ADD COLUMN subscription_id uuid REFERENCES webhook_subscriptions ON DELETE CASCADE,
    ADD COLUMN event text,
    ADD COLUMN message_id uuid,  -- of the message that is sent again; its own unless set
    ADD COLUMN answer_status integer,
    ADD COLUMN answer_head text,
    ADD COLUMN duration_ms integer,
    ADD COLUMN attempted_at timestamptz;
-- The owner sees rows only while row-level security is not forced; nobody else sees this transaction's state.
ALTER TABLE webhook_deliveries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE jobs NO FORCE ROW LEVEL SECURITY;
UPDATE webhook_deliveries d SET event = 'job.' || lower(j.status) FROM jobs j WHERE j.id = d.job_id;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_deliveries FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_deliveries ALTER COLUMN event SET NOT NULL;
CREATE INDEX ON webhook_deliveries (workspace_id, created_at DESC, id DESC);
CREATE INDEX ON webhook_deliveries (subscription_id);
CREATE INDEX ON webhook_deliveries (created_at);

-- Batches -------------------------------------------------------------------------------------------------------------------

CREATE TABLE batches (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    user_id uuid,
    results jsonb NOT NULL,  -- of each item in order: the receipt of its job, or why there is none
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON batches (workspace_id);
CREATE INDEX ON batches (created_at);

-- Usage ---------------------------------------------------------------------------------------------------------------------

-- What counts of jobs that were deleted: people tidy up, and what was used stays used.
CREATE TABLE deleted_jobs (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    user_id uuid,
    api_key_id uuid,
    tool text NOT NULL,
    status text NOT NULL,
    cost numeric(12, 2) NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX ON deleted_jobs (workspace_id, created_at);

-- Whoever looks sees the rows of their workspace, by the tables' own policies. A job is charged unless its price was given back.
CREATE VIEW job_charges WITH (security_invoker = true) AS
    SELECT j.id, j.workspace_id, j.user_id, j.api_key_id, j.tool, j.status, j.created_at,
           CASE WHEN j.status IN ('FAILED', 'CANCELLED') AND EXISTS (
                    SELECT FROM credit_transactions t WHERE t.idempotency_key = 'refund:' || j.id)
                THEN 0 ELSE j.cost END AS charged
    FROM (SELECT id, workspace_id, user_id, api_key_id, tool, status, cost, created_at FROM jobs
          UNION ALL
          SELECT id, workspace_id, user_id, api_key_id, tool, status, cost, created_at FROM deleted_jobs) j;

-- Who may see which row -----------------------------------------------------------------------------------------------------

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['api_keys', 'webhook_subscriptions', 'batches', 'deleted_jobs'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_workspace ON %I TO studio_app USING (workspace_id = current_workspace_id()) '
                       'WITH CHECK (workspace_id = current_workspace_id())', t);
        EXECUTE format('CREATE POLICY auth ON %I TO studio_auth USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY every_workspace ON %I TO studio_worker USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON api_keys TO studio_app;
GRANT SELECT, UPDATE (last_used_at) ON api_keys TO studio_auth;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_subscriptions TO studio_app;
GRANT SELECT ON webhook_subscriptions TO studio_auth;
GRANT SELECT, UPDATE (active) ON webhook_subscriptions TO studio_worker;
GRANT INSERT ON webhook_deliveries TO studio_app;
GRANT DELETE ON webhook_deliveries TO studio_worker;
GRANT SELECT, INSERT ON batches TO studio_app;
GRANT SELECT, DELETE ON batches TO studio_worker;
GRANT SELECT ON deleted_jobs, job_charges TO studio_app;
GRANT INSERT ON deleted_jobs TO studio_auth;

GRANT CREATE ON SCHEMA studio TO studio_auth;
SET LOCAL ROLE studio_auth;

-- Whose key it is and what they are there, in the one look-up that each request costs. That it was used is written seldom, and
-- whoever would have to wait for that leaves it to the one who writes.
CREATE FUNCTION find_api_key(p_hash bytea)
RETURNS TABLE (key_id uuid, workspace_id uuid, user_id uuid, role text, scopes text[], state text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_used timestamptz;
BEGIN
    SELECT k.id, k.workspace_id, k.user_id, m.role, k.scopes,
           CASE WHEN k.revoked_at IS NOT NULL OR m.role IS NULL OR u.suspended_at IS NOT NULL THEN 'revoked'
                WHEN k.expires_at <= now() OR (k.secret_hash <> p_hash AND k.former_until <= now()) THEN 'expired'
                ELSE 'valid' END,
           k.last_used_at
        INTO key_id, workspace_id, user_id, role, scopes, state, v_used
        FROM api_keys k JOIN users u ON u.id = k.user_id
            LEFT JOIN memberships m ON m.workspace_id = k.workspace_id AND m.user_id = k.user_id
        WHERE k.secret_hash = p_hash OR k.former_hash = p_hash;
    IF NOT FOUND THEN RETURN; END IF;
    IF state = 'valid' AND (v_used IS NULL OR v_used < now() - interval '10 minutes') THEN
        UPDATE api_keys k SET last_used_at = now()
            WHERE k.id IN (SELECT a.id FROM api_keys a WHERE a.id = key_id FOR UPDATE SKIP LOCKED);
    END IF;
    RETURN NEXT;
END $$;
GRANT EXECUTE ON FUNCTION find_api_key TO studio_app;

CREATE OR REPLACE FUNCTION owe_webhook() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_event text := 'job.' || lower(NEW.status);
BEGIN
    IF NEW.webhook_url IS NOT NULL THEN
        INSERT INTO webhook_deliveries (workspace_id, job_id, url, event)
            VALUES (NEW.workspace_id, NEW.id, NEW.webhook_url, v_event);
    END IF;
    INSERT INTO webhook_deliveries (workspace_id, job_id, url, event, subscription_id)
        SELECT s.workspace_id, NEW.id, s.url, v_event, s.id FROM webhook_subscriptions s
        WHERE s.workspace_id = NEW.workspace_id AND s.active AND v_event = ANY (s.events);
    RETURN NULL;
END $$;

CREATE FUNCTION remember_deleted_job() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    INSERT INTO deleted_jobs (id, workspace_id, user_id, api_key_id, tool, status, cost, created_at)
        SELECT OLD.id, OLD.workspace_id, OLD.user_id, OLD.api_key_id, OLD.tool, OLD.status, OLD.cost, OLD.created_at
        WHERE EXISTS (SELECT FROM workspaces w WHERE w.id = OLD.workspace_id)  -- which goes with its jobs where it is deleted
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION owe_webhook, remember_deleted_job, forget_idempotency_key TO studio_owner;
SET LOCAL ROLE studio_owner;
REVOKE CREATE ON SCHEMA studio FROM studio_auth;

DROP TRIGGER owe_webhook ON jobs;
CREATE TRIGGER owe_webhook AFTER UPDATE ON jobs FOR EACH ROW
    WHEN (OLD.status IN ('PENDING', 'PROCESSING') AND NEW.status IN ('COMPLETED', 'FAILED', 'CANCELLED'))
    EXECUTE FUNCTION owe_webhook();
CREATE TRIGGER remember_deleted_job AFTER DELETE ON jobs FOR EACH ROW EXECUTE FUNCTION remember_deleted_job();
CREATE TRIGGER forget_idempotency_key AFTER DELETE ON batches FOR EACH ROW EXECUTE FUNCTION forget_idempotency_key();

-- Limits of many calls --------------------------------------------------------------------------------------------------------

-- Calls within a sixtieth of the window are one entry, where more than sixty are allowed: a row stays small whatever the limit.
-- An entry counts until its last possible call is out of the window, so no window of any start holds more than the limit.
ALTER TABLE rate_limit_hits ADD COLUMN counts integer[] NOT NULL DEFAULT '{}';  -- of the calls that each time stands for
UPDATE rate_limit_hits SET counts = array_fill(1, ARRAY[cardinality(hit_at)]);

CREATE OR REPLACE FUNCTION hit_rate_limit(p_key text, p_window_s int, p_limit int)
RETURNS TABLE (allowed bool, remaining int, retry_after_s int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE
    v_hits double precision[]; v_counts int[]; v_now double precision; v_used bigint; v_last int;
    v_slot double precision := CASE WHEN p_limit > 60 THEN p_window_s / 60.0 ELSE 0 END;
BEGIN
    IF random() < 0.001 THEN
        -- In passing, and only what nobody holds: nobody waits for the tidying.
        DELETE FROM rate_limit_hits WHERE key IN (
            SELECT h.key FROM rate_limit_hits h WHERE h.expires_at < extract(epoch FROM clock_timestamp())
            LIMIT 5000 FOR UPDATE SKIP LOCKED);
    END IF;
    LOOP
        SELECT h.hit_at, h.counts INTO v_hits, v_counts FROM rate_limit_hits h WHERE h.key = p_key FOR UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO rate_limit_hits (key) VALUES (p_key) ON CONFLICT DO NOTHING;
    END LOOP;
    -- The clock is read under the row's lock, so that the times in a row rise.
    v_now := extract(epoch FROM clock_timestamp());
    SELECT coalesce(array_agg(u.t ORDER BY u.t), '{}'), coalesce(array_agg(u.c ORDER BY u.t), '{}'), coalesce(sum(u.c), 0)
        INTO v_hits, v_counts, v_used
        FROM unnest(v_hits, v_counts) AS u (t, c) WHERE u.t + v_slot > v_now - p_window_s;
    allowed := v_used < p_limit;
    IF allowed THEN
        v_last := cardinality(v_hits);
        IF v_last > 0 AND v_now < v_hits[v_last] + v_slot THEN
            v_counts[v_last] := v_counts[v_last] + 1;
        ELSE
            v_hits := v_hits || v_now;
            v_counts := v_counts || 1;
        END IF;
        v_used := v_used + 1;
        UPDATE rate_limit_hits h SET hit_at = v_hits, counts = v_counts, expires_at = v_now + p_window_s + v_slot
            WHERE h.key = p_key;
    END IF;
    remaining := greatest(0, p_limit - v_used);
    retry_after_s := 0;
    IF remaining = 0 THEN
        -- Until so many entries have gone that there is room again.
        SELECT greatest(1, ceil(min(u.t) + v_slot + p_window_s - v_now)) INTO retry_after_s
            FROM (SELECT e.t, sum(e.c) OVER (ORDER BY e.t) AS gone FROM unnest(v_hits, v_counts) AS e (t, c)) u
            WHERE v_used - u.gone < p_limit;
    END IF;
    RETURN NEXT;
END $$;

CREATE OR REPLACE FUNCTION forgive_rate_limit_hit(p_key text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    UPDATE rate_limit_hits SET
        counts = counts[:cardinality(counts) - 1] || CASE WHEN counts[cardinality(counts)] > 1
                                                          THEN ARRAY[counts[cardinality(counts)] - 1] ELSE '{}' END,
        hit_at = CASE WHEN counts[cardinality(counts)] > 1 THEN hit_at ELSE hit_at[:cardinality(hit_at) - 1] END
    WHERE key = p_key
$$;

SELECT include_in_erasure();

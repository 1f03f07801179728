-- Runs as studio_owner, with search_path = studio.

-- What is for sale ---------------------------------------------------------------------------------------------------------

-- A price is never changed: the next version of its product is sold instead, and what was bought keeps the price it was bought at.
CREATE TABLE prices (
    id uuid PRIMARY KEY DEFAULT new_id(),
    product text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    name text NOT NULL,
    tier text CHECK (tier IN ('Pro', 'Advanced')),  -- of a plan, which is paid each month; null of a package, paid once
    credits numeric(12, 2) NOT NULL CHECK (credits > 0),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
    credits_last_days integer CHECK (credits_last_days > 0),  -- told before the sale; null where they never expire
    on_sale boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (product, version)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON prices FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
INSERT INTO prices (product, version, name, tier, credits, amount_minor, currency) VALUES
    ('credits-5', 1, '5 credits', NULL, 5, 100, 'usd'),
    ('credits-25', 1, '25 credits', NULL, 25, 400, 'usd'),
    ('credits-100', 1, '100 credits', NULL, 100, 1500, 'usd'),
    ('pro', 1, 'Pro', 'Pro', 60, 900, 'usd'),
    ('advanced', 1, 'Advanced', 'Advanced', 250, 2900, 'usd');
GRANT SELECT ON prices TO studio_app, studio_worker;
GRANT INSERT ON prices TO studio_worker;

-- What people buy ----------------------------------------------------------------------------------------------------------

CREATE TABLE purchases (
    id uuid PRIMARY KEY DEFAULT new_id(),
    workspace_id uuid NOT NULL REFERENCES workspaces,
    user_id uuid,
    price_id uuid NOT NULL REFERENCES prices,
    provider text NOT NULL,
    checkout_id text,  -- the provider's name of it, once the provider has answered
    checkout_url text,
    -- pending: checked out, and not paid yet, as with SEPA and Klarna
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'pending', 'paid', 'failed', 'expired')),
    reversed_minor bigint NOT NULL DEFAULT 0 CHECK (reversed_minor >= 0),  -- refunded, or charged back
    receipt_url text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (provider, checkout_id)
);
CREATE INDEX ON purchases (workspace_id, created_at DESC, id DESC);
CREATE INDEX ON purchases (created_at) WHERE state IN ('open', 'pending');

CREATE TABLE subscriptions (
    provider text NOT NULL,
    subscription_id text NOT NULL,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    price_id uuid NOT NULL REFERENCES prices,
    state text NOT NULL CHECK (state IN ('active', 'past_due', 'incomplete', 'ended')),
    period_start timestamptz NOT NULL,
    period_end timestamptz NOT NULL,
    cancels_at_period_end boolean NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, subscription_id)
);
CREATE INDEX ON subscriptions (workspace_id);

CREATE TABLE payment_customers (
    workspace_id uuid NOT NULL REFERENCES workspaces,
    provider text NOT NULL,
    customer_id text NOT NULL,
    PRIMARY KEY (workspace_id, provider)
);

-- What providers tell ------------------------------------------------------------------------------------------------------

-- The inbox: an event names something that changed, which is then read from the provider; nothing else that it says is believed.
CREATE TABLE payment_events (
    provider text NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    object_kind text,  -- null of what concerns nothing here
    object_id text,
    received_at timestamptz NOT NULL DEFAULT now(),
    applied_at timestamptz,
    PRIMARY KEY (provider, event_id)
);
CREATE INDEX ON payment_events (received_at) WHERE applied_at IS NULL;

-- When what is known of an object was read: what was read before that, and arrives later, is old.
CREATE TABLE payment_reads (
    provider text NOT NULL,
    object_kind text NOT NULL,
    object_id text NOT NULL,
    read_at timestamptz NOT NULL,
    digest bytea NOT NULL,  -- of what was read
    PRIMARY KEY (provider, object_kind, object_id)
);

CREATE TABLE payment_reconciliations (
    id uuid PRIMARY KEY DEFAULT new_id(),
    provider text NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL DEFAULT now(),
    objects_read integer NOT NULL,
    healed integer NOT NULL,  -- objects whose sales, reversals or plans had not arrived
    faults text[] NOT NULL
);
CREATE INDEX ON payment_reconciliations (provider, began_at);

-- What the sandbox remembers, as a provider does on its own machines. No money moves there.
CREATE TABLE sandbox_checkouts (
    id text PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces,
    purchase_id uuid NOT NULL,
    price_id uuid NOT NULL REFERENCES prices,
    return_url text NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'pending', 'paid', 'failed')),
    refunded_minor bigint NOT NULL DEFAULT 0,
    cancelled_at timestamptz,
    paid_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON sandbox_checkouts (updated_at);
CREATE INDEX ON sandbox_checkouts (workspace_id);

-- Who sees which row -------------------------------------------------------------------------------------------------------

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['purchases', 'subscriptions', 'payment_customers', 'sandbox_checkouts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_workspace ON %I TO studio_app USING (workspace_id = current_workspace_id()) '
                       'WITH CHECK (workspace_id = current_workspace_id())', t);
        EXECUTE format('CREATE POLICY every_workspace ON %I TO studio_worker USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT ON %I TO studio_app', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO studio_worker', t);
    END LOOP;
END $$;
GRANT INSERT (id, workspace_id, user_id, price_id, provider), UPDATE (checkout_id, checkout_url, updated_at) ON purchases TO studio_app;
GRANT INSERT ON payment_customers TO studio_app;
GRANT INSERT, UPDATE (state, cancelled_at, paid_at, updated_at) ON sandbox_checkouts TO studio_app;
GRANT INSERT ON payment_events TO studio_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_events TO studio_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON payment_reads TO studio_worker;
GRANT SELECT, INSERT, DELETE ON payment_reconciliations TO studio_worker;
-- Keys of requests that make purchases live as long as these.
SET LOCAL ROLE studio_auth;
GRANT EXECUTE ON FUNCTION forget_idempotency_key TO studio_owner;
SET LOCAL ROLE studio_owner;
CREATE TRIGGER forget_idempotency_key AFTER DELETE ON purchases FOR EACH ROW EXECUTE FUNCTION forget_idempotency_key();

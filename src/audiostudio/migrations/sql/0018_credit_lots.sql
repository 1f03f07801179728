-- Runs as studio_owner, with search_path = studio.

-- Credits lie in lots ----------------------------------------------------------------------------------------------------

-- Each grant is a lot. What is left of it changes; how it changed stands in credit_lot_entries, which never does.
CREATE TABLE credit_lots (
    id uuid PRIMARY KEY DEFAULT new_id(),
    position bigint GENERATED ALWAYS AS IDENTITY,
    workspace_id uuid NOT NULL REFERENCES credit_accounts,
    kind text NOT NULL CHECK (kind IN ('signup', 'purchase', 'subscription', 'admin', 'promotion')),
    granted numeric(12, 2) NOT NULL CHECK (granted > 0),
    remaining numeric(12, 2) NOT NULL CHECK (remaining BETWEEN 0 AND granted),
    -- In the indexes instead of `remaining`: a debit that leaves something touches none of them.
    has_remaining boolean GENERATED ALWAYS AS (remaining > 0) STORED,
    expires_at timestamptz,
    source text UNIQUE,  -- what was paid for it: a checkout session, an invoice's line
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
CREATE INDEX credit_lots_next ON credit_lots (workspace_id, expires_at, position) WHERE has_remaining;
CREATE INDEX credit_lots_due ON credit_lots (expires_at) WHERE has_remaining AND expires_at IS NOT NULL;
CREATE INDEX credit_lots_sold ON credit_lots (created_at) WHERE source IS NOT NULL;
CREATE INDEX credit_lots_of_workspace ON credit_lots (workspace_id, position);

-- From which lots a transaction took, and into which it gave: its amount is their sum.
CREATE TABLE credit_lot_entries (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id uuid NOT NULL,
    transaction_id uuid NOT NULL REFERENCES credit_transactions,
    lot_id uuid NOT NULL REFERENCES credit_lots,
    amount numeric(12, 2) NOT NULL CHECK (amount <> 0)
);
CREATE INDEX ON credit_lot_entries (transaction_id);
CREATE INDEX ON credit_lot_entries (lot_id);

-- What is owed for credits that were spent and whose payment was taken back. The next credits pay it.
ALTER TABLE credit_accounts
    ADD COLUMN debt numeric(12, 2) NOT NULL DEFAULT 0 CHECK (debt >= 0),
    ADD CONSTRAINT debt_or_balance CHECK (debt = 0 OR balance = 0);
ALTER TABLE credit_accounts SET (fillfactor = 50);

CREATE TABLE credit_debt_entries (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id uuid NOT NULL,
    transaction_id uuid NOT NULL REFERENCES credit_transactions,
    amount numeric(12, 2) NOT NULL CHECK (amount <> 0)
);
CREATE INDEX ON credit_debt_entries (transaction_id);
CREATE INDEX ON credit_debt_entries (workspace_id);

-- Refunds and chargebacks of what was paid for a lot, each once; one that is undone has a restoration under its key.
CREATE TABLE credit_reversals (
    transaction_id uuid PRIMARY KEY REFERENCES credit_transactions,
    workspace_id uuid NOT NULL,
    lot_id uuid NOT NULL REFERENCES credit_lots,
    key text NOT NULL UNIQUE,
    amount numeric(12, 2) NOT NULL CHECK (amount >= 0)
);
CREATE INDEX ON credit_reversals (lot_id);

ALTER TABLE credit_transactions
    DROP CONSTRAINT credit_transactions_kind_check,
    DROP CONSTRAINT credit_transactions_amount_check,
    ADD CONSTRAINT credit_transactions_kind_check CHECK (kind IN ('signup', 'grant', 'purchase', 'subscription',
        'promotion', 'debit', 'refund', 'expiry', 'reversal', 'restoration', 'debt')),
    -- Where all of a reversal becomes debt, nothing moves, and it is told all the same.
    ADD CONSTRAINT credit_transactions_amount_check CHECK (amount <> 0 OR kind IN ('reversal', 'restoration'));

-- What moves credits inside of one account, whose lock the caller holds ----------------------------------------------------

-- Take from the lots of a workspace, for a transaction: from one lot first, then from what expires first, then from the oldest.
CREATE FUNCTION credit_draw(p_workspace uuid, p_transaction uuid, p_amount numeric, p_first uuid DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_left numeric := p_amount; v_lot record; v_taken numeric;
BEGIN
    IF p_first IS NOT NULL AND v_left > 0 THEN
        SELECT least(remaining, v_left) INTO v_taken FROM credit_lots WHERE id = p_first;
        IF v_taken > 0 THEN
            UPDATE credit_lots SET remaining = remaining - v_taken WHERE id = p_first;
            INSERT INTO credit_lot_entries (workspace_id, transaction_id, lot_id, amount)
                VALUES (p_workspace, p_transaction, p_first, -v_taken);
            v_left := v_left - v_taken;
        END IF;
    END IF;
    FOR v_lot IN SELECT id, remaining FROM credit_lots WHERE workspace_id = p_workspace AND has_remaining
                 ORDER BY expires_at, position LOOP
        EXIT WHEN v_left <= 0;
        v_taken := least(v_lot.remaining, v_left);
        UPDATE credit_lots SET remaining = remaining - v_taken WHERE id = v_lot.id;
        INSERT INTO credit_lot_entries (workspace_id, transaction_id, lot_id, amount)
            VALUES (p_workspace, p_transaction, v_lot.id, -v_taken);
        v_left := v_left - v_taken;
    END LOOP;
    IF v_left > 0 THEN RAISE EXCEPTION 'the lots of % hold % less than its balance', p_workspace, v_left; END IF;
END $$;

-- Give back what a transaction took, into the lots that it took it from. One that has expired meanwhile can be used a week more.
CREATE FUNCTION credit_put_back(p_workspace uuid, p_taken_by uuid, p_transaction uuid)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE credit_lots l SET remaining = l.remaining - e.amount, expires_at =
            CASE WHEN l.expires_at < now() + interval '7 days' THEN now() + interval '7 days' ELSE l.expires_at END
        FROM credit_lot_entries e WHERE e.transaction_id = p_taken_by AND e.lot_id = l.id;
    INSERT INTO credit_lot_entries (workspace_id, transaction_id, lot_id, amount)
        SELECT p_workspace, p_transaction, lot_id, -amount FROM credit_lot_entries
        WHERE transaction_id = p_taken_by ORDER BY position;
END $$;

-- Every account that there is gets the lots that its history makes: all debits have drawn from the oldest.
ALTER TABLE credit_accounts NO FORCE ROW LEVEL SECURITY;
ALTER TABLE credit_transactions NO FORCE ROW LEVEL SECURITY;
DO $$
DECLARE t record; v_lot uuid;
BEGIN
    FOR t IN SELECT * FROM credit_transactions ORDER BY position LOOP
        IF t.kind = 'debit' THEN
            PERFORM credit_draw(t.workspace_id, t.id, -t.amount);
        ELSIF t.kind = 'refund' THEN
            PERFORM credit_put_back(t.workspace_id, d.id, t.id) FROM credit_transactions d
                WHERE d.idempotency_key = 'debit:' || t.reference;
        ELSE
            INSERT INTO credit_lots (workspace_id, kind, granted, remaining, created_at)
                VALUES (t.workspace_id, CASE t.kind WHEN 'signup' THEN 'signup' ELSE 'admin' END, t.amount, t.amount,
                        t.created_at) RETURNING id INTO v_lot;
            INSERT INTO credit_lot_entries (workspace_id, transaction_id, lot_id, amount)
                VALUES (t.workspace_id, t.id, v_lot, t.amount);
        END IF;
    END LOOP;
    FOR t IN SELECT a.workspace_id, a.balance, coalesce(sum(l.remaining), 0) AS held FROM credit_accounts a
             LEFT JOIN credit_lots l USING (workspace_id) GROUP BY a.workspace_id, a.balance
             HAVING a.balance <> coalesce(sum(l.remaining), 0) LOOP
        RAISE EXCEPTION 'the history of workspace % adds up to %, its balance is %', t.workspace_id, t.held, t.balance;
    END LOOP;
END $$;
ALTER TABLE credit_accounts FORCE ROW LEVEL SECURITY;
ALTER TABLE credit_transactions FORCE ROW LEVEL SECURITY;

-- Who sees which row -------------------------------------------------------------------------------------------------------

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['credit_lots', 'credit_lot_entries', 'credit_debt_entries', 'credit_reversals'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_workspace ON %I FOR SELECT TO studio_app '
                       'USING (workspace_id = current_workspace_id())', t);
        EXECUTE format('CREATE POLICY ledger ON %I TO studio_ledger USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT ON %I TO studio_app', t);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO studio_ledger', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['credit_lot_entries', 'credit_debt_entries', 'credit_reversals'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()', t);
    END LOOP;
END $$;
GRANT UPDATE ON credit_lots TO studio_ledger;
-- A lot is never forgotten, and what was granted stays what it was.
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON credit_lots FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER grant_stays BEFORE UPDATE OF granted, workspace_id, kind, source ON credit_lots
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();

-- Credits move only through these ------------------------------------------------------------------------------------------

-- Lock an account, and return the transaction that was made under a key, if there is one: under the lock none can appear.
CREATE FUNCTION credit_begin(p_workspace uuid, p_key text) RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM credit_accounts WHERE workspace_id = p_workspace FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'no credit account' USING ERRCODE = 'CR404'; END IF;
    RETURN (SELECT id FROM credit_transactions WHERE idempotency_key = p_key);
END $$;

CREATE FUNCTION credit_record(p_workspace uuid, p_user uuid, p_kind text, p_amount numeric, p_balance_after numeric,
                              p_description text, p_reference text, p_key text)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE v_id uuid;
BEGIN
    INSERT INTO credit_transactions (workspace_id, user_id, kind, amount, balance_after, description, reference,
                                     idempotency_key)
        VALUES (p_workspace, p_user, p_kind, p_amount, p_balance_after, p_description, p_reference, p_key)
        RETURNING id INTO v_id;
    RETURN v_id;
END $$;

-- Count credits in that a transaction gave to lots: what is owed is paid of them at once.
CREATE FUNCTION credit_settle(p_workspace uuid, p_transaction uuid, p_amount numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_paid numeric; v_balance numeric; v_id uuid;
BEGIN
    SELECT least(debt, p_amount) INTO v_paid FROM credit_accounts WHERE workspace_id = p_workspace;
    UPDATE credit_accounts SET balance = balance + p_amount - v_paid, debt = debt - v_paid
        WHERE workspace_id = p_workspace RETURNING balance INTO v_balance;
    IF v_paid > 0 THEN
        v_id := credit_record(p_workspace, NULL, 'debt', -v_paid, v_balance, 'Paid what was owed', p_transaction::text,
                              'debt:' || p_transaction);
        PERFORM credit_draw(p_workspace, v_id, v_paid);
        INSERT INTO credit_debt_entries (workspace_id, transaction_id, amount) VALUES (p_workspace, v_id, -v_paid);
    END IF;
END $$;

CREATE FUNCTION credit_balance(p_workspace uuid) RETURNS numeric LANGUAGE sql STABLE AS
    $$ SELECT balance FROM credit_accounts WHERE workspace_id = p_workspace $$;

CREATE FUNCTION credit_add_lot(p_workspace uuid, p_user uuid, p_kind text, p_amount numeric, p_expires_at timestamptz,
                               p_source text, p_description text, p_reference text, p_key text)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE v_id uuid; v_lot uuid;
BEGIN
    IF p_amount <= 0 THEN RAISE EXCEPTION 'a grant is positive' USING ERRCODE = '22023'; END IF;
    v_id := credit_begin(p_workspace, p_key);
    IF v_id IS NOT NULL THEN RETURN v_id; END IF;
    v_id := credit_record(p_workspace, p_user, CASE p_kind WHEN 'admin' THEN 'grant' ELSE p_kind END, p_amount,
                          credit_balance(p_workspace) + p_amount, p_description, p_reference, p_key);
    INSERT INTO credit_lots (workspace_id, kind, granted, remaining, expires_at, source)
        VALUES (p_workspace, p_kind, p_amount, p_amount, p_expires_at, p_source) RETURNING id INTO v_lot;
    INSERT INTO credit_lot_entries (workspace_id, transaction_id, lot_id, amount)
        VALUES (p_workspace, v_id, v_lot, p_amount);
    PERFORM credit_settle(p_workspace, v_id, p_amount);
    RETURN v_id;
END $$;

-- Take away what has expired; the caller holds the account's lock.
CREATE FUNCTION credit_expire_locked(p_workspace uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE v_lot credit_lots%ROWTYPE; v_balance numeric; v_id uuid; v_count integer := 0;
BEGIN
    FOR v_lot IN SELECT * FROM credit_lots WHERE workspace_id = p_workspace AND has_remaining AND expires_at <= now()
                 ORDER BY expires_at, position LOOP
        UPDATE credit_accounts SET balance = balance - v_lot.remaining WHERE workspace_id = p_workspace
            RETURNING balance INTO v_balance;
        v_id := credit_record(p_workspace, NULL, 'expiry', -v_lot.remaining, v_balance, 'Expired', v_lot.id::text,
                              'expiry:' || v_lot.id || ':' || new_id());
        UPDATE credit_lots SET remaining = 0 WHERE id = v_lot.id;
        INSERT INTO credit_lot_entries (workspace_id, transaction_id, lot_id, amount)
            VALUES (p_workspace, v_id, v_lot.id, -v_lot.remaining);
        v_count := v_count + 1;
    END LOOP;
    RETURN v_count;
END $$;

CREATE FUNCTION credit_promote(p_workspace uuid, p_amount numeric, p_expires_at timestamptz, p_description text, p_key text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    RETURN credit_add_lot(p_workspace, NULL, 'promotion', p_amount, p_expires_at, NULL, p_description, NULL,
                          'promotion:' || p_key);
END $$;

-- What somebody paid for: once for each checkout session and each line of an invoice, which `p_source` names.
CREATE FUNCTION credit_sell(p_workspace uuid, p_user uuid, p_kind text, p_amount numeric, p_expires_at timestamptz,
                            p_source text, p_description text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    IF p_kind NOT IN ('purchase', 'subscription') THEN
        RAISE EXCEPTION 'nobody pays for a lot of kind %', p_kind USING ERRCODE = '22023';
    END IF;
    RETURN credit_add_lot(p_workspace, p_user, p_kind, p_amount, p_expires_at, p_source, p_description, p_source,
                          'sale:' || p_source);
END $$;

-- A refund or chargeback: takes what is left of what was sold, then other lots; the rest becomes debt. Once for each key, and
-- of one lot no more than was granted.
CREATE FUNCTION credit_reverse(p_source text, p_amount numeric, p_description text, p_key text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_lot credit_lots%ROWTYPE; v_id uuid; v_amount numeric; v_taken numeric; v_balance numeric;
BEGIN
    IF p_amount < 0 THEN RAISE EXCEPTION 'a reversal is not negative' USING ERRCODE = '22023'; END IF;
    SELECT * INTO v_lot FROM credit_lots WHERE source = p_source;
    IF NOT FOUND THEN RAISE EXCEPTION 'nothing was sold as %', p_source USING ERRCODE = 'CR404'; END IF;
    v_id := credit_begin(v_lot.workspace_id, 'reversal:' || p_key);
    IF v_id IS NOT NULL THEN RETURN v_id; END IF;
    PERFORM credit_expire_locked(v_lot.workspace_id);
    SELECT least(p_amount, v_lot.granted - coalesce(sum(r.amount), 0)) INTO v_amount FROM credit_reversals r
        WHERE r.lot_id = v_lot.id AND NOT EXISTS (
            SELECT 1 FROM credit_transactions t WHERE t.idempotency_key = 'restoration:' || r.key);
    SELECT least(balance, v_amount) INTO v_taken FROM credit_accounts WHERE workspace_id = v_lot.workspace_id;
    UPDATE credit_accounts SET balance = balance - v_taken, debt = debt + v_amount - v_taken
        WHERE workspace_id = v_lot.workspace_id RETURNING balance INTO v_balance;
    v_id := credit_record(v_lot.workspace_id, NULL, 'reversal', -v_taken, v_balance, p_description, p_source,
                          'reversal:' || p_key);
    INSERT INTO credit_reversals (transaction_id, workspace_id, lot_id, key, amount)
        VALUES (v_id, v_lot.workspace_id, v_lot.id, p_key, v_amount);
    PERFORM credit_draw(v_lot.workspace_id, v_id, v_taken, v_lot.id);
    IF v_amount > v_taken THEN
        INSERT INTO credit_debt_entries (workspace_id, transaction_id, amount)
            VALUES (v_lot.workspace_id, v_id, v_amount - v_taken);
    END IF;
    RETURN v_id;
END $$;

-- A reversal that does not stand (a refund that failed, a dispute that was won): given back, once. Of what had become debt the
-- part that was paid since comes back as a lot of its own.
CREATE FUNCTION credit_restore(p_key text, p_description text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_reversal record; v_id uuid; v_lot uuid; v_owed numeric; v_forgiven numeric; v_back numeric;
BEGIN
    SELECT r.transaction_id, r.workspace_id, l.kind, t.amount, t.reference INTO v_reversal
        FROM credit_reversals r JOIN credit_lots l ON l.id = r.lot_id JOIN credit_transactions t ON t.id = r.transaction_id
        WHERE r.key = p_key;
    IF NOT FOUND THEN RETURN NULL; END IF;
    v_id := credit_begin(v_reversal.workspace_id, 'restoration:' || p_key);
    IF v_id IS NOT NULL THEN RETURN v_id; END IF;
    SELECT coalesce(sum(amount), 0) INTO v_owed FROM credit_debt_entries WHERE transaction_id = v_reversal.transaction_id;
    SELECT least(v_owed, debt) INTO v_forgiven FROM credit_accounts WHERE workspace_id = v_reversal.workspace_id;
    v_back := v_owed - v_forgiven - v_reversal.amount;
    v_id := credit_record(v_reversal.workspace_id, NULL, 'restoration', v_back,
                          credit_balance(v_reversal.workspace_id) + v_back, p_description, v_reversal.reference,
                          'restoration:' || p_key);
    PERFORM credit_put_back(v_reversal.workspace_id, v_reversal.transaction_id, v_id);
    IF v_owed > v_forgiven THEN
        INSERT INTO credit_lots (workspace_id, kind, granted, remaining)
            VALUES (v_reversal.workspace_id, v_reversal.kind, v_owed - v_forgiven, v_owed - v_forgiven)
            RETURNING id INTO v_lot;
        INSERT INTO credit_lot_entries (workspace_id, transaction_id, lot_id, amount)
            VALUES (v_reversal.workspace_id, v_id, v_lot, v_owed - v_forgiven);
    END IF;
    IF v_forgiven > 0 THEN
        UPDATE credit_accounts SET debt = debt - v_forgiven WHERE workspace_id = v_reversal.workspace_id;
        INSERT INTO credit_debt_entries (workspace_id, transaction_id, amount)
            VALUES (v_reversal.workspace_id, v_id, -v_forgiven);
    END IF;
    IF v_back > 0 THEN PERFORM credit_settle(v_reversal.workspace_id, v_id, v_back); END IF;
    RETURN v_id;
END $$;

-- Expiry: whose lots are due, and their end, a workspace a transaction.
CREATE FUNCTION credit_workspaces_due(p_limit integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    SELECT DISTINCT workspace_id FROM (
        SELECT workspace_id FROM credit_lots WHERE has_remaining AND expires_at <= now() ORDER BY expires_at LIMIT p_limit) due
$$;

CREATE FUNCTION credit_expire(p_workspace uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
BEGIN
    PERFORM credit_begin(p_workspace, '');
    RETURN credit_expire_locked(p_workspace);
END $$;

CREATE FUNCTION credit_sales_since(p_since timestamptz) RETURNS TABLE (source text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS
    $$ SELECT l.source FROM credit_lots l WHERE l.source IS NOT NULL AND l.created_at >= p_since $$;

-- What does not add up in the ledger, one row an account and rule; no row where all is well.
CREATE FUNCTION credit_faults() RETURNS TABLE (workspace_id uuid, fault text, stated numeric, found numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = studio, pg_temp AS $$
    WITH moved AS (SELECT t.workspace_id, sum(t.amount) AS total FROM credit_transactions t GROUP BY 1),
         held AS (SELECT l.workspace_id, sum(l.remaining) AS total FROM credit_lots l GROUP BY 1),
         owed AS (SELECT d.workspace_id, sum(d.amount) AS total FROM credit_debt_entries d GROUP BY 1)
    SELECT a.workspace_id, 'balance is not the sum of the history', a.balance, coalesce(m.total, 0)
        FROM credit_accounts a LEFT JOIN moved m USING (workspace_id) WHERE a.balance <> coalesce(m.total, 0)
    UNION ALL
    SELECT a.workspace_id, 'balance is not what the lots hold', a.balance, coalesce(h.total, 0)
        FROM credit_accounts a LEFT JOIN held h USING (workspace_id) WHERE a.balance <> coalesce(h.total, 0)
    UNION ALL
    SELECT a.workspace_id, 'debt is not the sum of its entries', a.debt, coalesce(o.total, 0)
        FROM credit_accounts a LEFT JOIN owed o USING (workspace_id) WHERE a.debt <> coalesce(o.total, 0)
    UNION ALL
    SELECT l.workspace_id, 'a lot is not the sum of its entries', l.remaining, coalesce(sum(e.amount), 0)
        FROM credit_lots l LEFT JOIN credit_lot_entries e ON e.lot_id = l.id
        GROUP BY l.id HAVING l.remaining <> coalesce(sum(e.amount), 0)
    UNION ALL
    SELECT t.workspace_id, 'a transaction is not the sum of its entries', t.amount, coalesce(sum(e.amount), 0)
        FROM credit_transactions t LEFT JOIN credit_lot_entries e ON e.transaction_id = t.id
        GROUP BY t.id HAVING t.amount <> coalesce(sum(e.amount), 0)
$$;

-- Ownership and use --------------------------------------------------------------------------------------------------------

GRANT CREATE ON SCHEMA studio TO studio_ledger;
DO $$
DECLARE f regprocedure;
BEGIN
    FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'studio'::regnamespace AND proname LIKE 'credit\_%'
             AND proowner = 'studio_owner'::regrole LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO studio_ledger', f);
    END LOOP;
END $$;
SET LOCAL ROLE studio_ledger;

CREATE OR REPLACE FUNCTION credit_debit_for_job(p_job uuid, p_description text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_job record; v_id uuid; v_balance numeric;
BEGIN
    SELECT workspace_id, user_id, cost INTO v_job FROM jobs WHERE id = p_job AND workspace_id = current_workspace_id();
    IF NOT FOUND THEN RAISE EXCEPTION 'no such job' USING ERRCODE = 'CR404'; END IF;
    IF v_job.cost = 0 THEN RETURN NULL; END IF;
    v_id := credit_begin(v_job.workspace_id, 'debit:' || p_job);
    IF v_id IS NOT NULL THEN RETURN v_id; END IF;
    PERFORM credit_expire_locked(v_job.workspace_id);
    UPDATE credit_accounts SET balance = balance - v_job.cost
        WHERE workspace_id = v_job.workspace_id AND balance >= v_job.cost RETURNING balance INTO v_balance;
    IF NOT FOUND THEN RAISE EXCEPTION 'insufficient credits' USING ERRCODE = 'CR402'; END IF;
    v_id := credit_record(v_job.workspace_id, v_job.user_id, 'debit', -v_job.cost, v_balance, p_description,
                          p_job::text, 'debit:' || p_job);
    PERFORM credit_draw(v_job.workspace_id, v_id, v_job.cost);
    RETURN v_id;
END $$;

CREATE OR REPLACE FUNCTION credit_refund_for_job(p_job uuid, p_description text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_debit credit_transactions%ROWTYPE; v_id uuid;
BEGIN
    PERFORM 1 FROM jobs WHERE id = p_job AND workspace_id = current_workspace_id() AND status IN ('FAILED', 'CANCELLED');
    IF NOT FOUND THEN RAISE EXCEPTION 'no job to refund' USING ERRCODE = 'CR404'; END IF;
    SELECT * INTO v_debit FROM credit_transactions WHERE idempotency_key = 'debit:' || p_job;
    IF NOT FOUND THEN RETURN NULL; END IF;
    v_id := credit_begin(v_debit.workspace_id, 'refund:' || p_job);
    IF v_id IS NOT NULL THEN RETURN v_id; END IF;
    v_id := credit_record(v_debit.workspace_id, v_debit.user_id, 'refund', -v_debit.amount,
                          credit_balance(v_debit.workspace_id) - v_debit.amount, p_description, p_job::text,
                          'refund:' || p_job);
    PERFORM credit_put_back(v_debit.workspace_id, v_debit.id, v_id);
    PERFORM credit_settle(v_debit.workspace_id, v_id, -v_debit.amount);
    RETURN v_id;
END $$;

-- The balance as the movement left it, what was owed being paid.
CREATE OR REPLACE FUNCTION credit_grant(p_workspace uuid, p_amount numeric, p_description text, p_reference text, p_key text)
RETURNS numeric LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_id uuid;
BEGIN
    v_id := credit_add_lot(p_workspace, NULL, 'admin', p_amount, NULL, NULL, p_description, p_reference, 'grant:' || p_key);
    RETURN (SELECT balance_after FROM credit_transactions WHERE idempotency_key = 'debt:' || v_id OR id = v_id
            ORDER BY position DESC LIMIT 1);
END $$;

-- The welcome of a workspace: once, at its registration or later.
CREATE OR REPLACE FUNCTION credit_signup(p_workspace uuid, p_user uuid, p_amount numeric)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_id uuid;
BEGIN
    PERFORM credit_begin(p_workspace, '');
    SELECT e.transaction_id INTO v_id FROM credit_lots l JOIN credit_lot_entries e ON e.lot_id = l.id
        WHERE l.workspace_id = p_workspace AND l.kind = 'signup' ORDER BY e.position LIMIT 1;
    IF FOUND THEN RETURN v_id; END IF;
    RETURN credit_add_lot(p_workspace, p_user, 'signup', p_amount, NULL, NULL, 'Welcome credits', p_user::text,
                          'signup:' || p_workspace);
END $$;

DROP FUNCTION credit_move(uuid, uuid, text, numeric, text, text, text);
GRANT EXECUTE ON FUNCTION credit_promote, credit_sell, credit_reverse, credit_restore, credit_workspaces_due, credit_expire,
    credit_faults, credit_sales_since, credit_signup TO studio_worker;
SET LOCAL ROLE studio_owner;
REVOKE CREATE ON SCHEMA studio FROM studio_ledger;

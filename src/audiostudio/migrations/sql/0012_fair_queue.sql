-- Runs as studio_owner, with search_path = studio.

-- Whose turn it is --------------------------------------------------------------------------------------------------------

-- Jobs are taken by their turns (jobs/turns.py). The clock of a queue is the turn of the job last taken from it: sequences
-- move outside of transactions, so no worker waits for another one's commit.
CREATE SEQUENCE queue_clock_cpu AS integer MINVALUE 0 START 0;
CREATE SEQUENCE queue_clock_gpu AS integer MINVALUE 0 START 0;
GRANT SELECT ON SEQUENCE queue_clock_cpu, queue_clock_gpu TO studio_app;
GRANT SELECT, UPDATE ON SEQUENCE queue_clock_cpu, queue_clock_gpu TO studio_worker;

ALTER TABLE jobs ADD COLUMN turn integer NOT NULL DEFAULT 0;
ALTER TABLE jobs DROP COLUMN priority;  -- what a plan is worth in the queue is in the plans

CREATE INDEX jobs_unfinished_idx ON jobs (workspace_id, status, queue) WHERE status IN ('PENDING', 'PROCESSING');

CREATE FUNCTION queue_clock(p_queue text) RETURNS integer LANGUAGE sql VOLATILE AS $$
    SELECT CASE p_queue WHEN 'gpu' THEN (SELECT last_value FROM queue_clock_gpu)
                        ELSE (SELECT last_value FROM queue_clock_cpu) END::integer
$$;

-- How many jobs of its workspace wait beside this one, how many of its queue are not done, and the queue's clock. Until the
-- transaction ends no other counts that workspace's jobs: of submissions at once, none slips under the limit.
CREATE FUNCTION count_for_turn(p_job uuid, p_workspace uuid, p_queue text)
RETURNS TABLE (waiting bigint, unfinished bigint, clock integer) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('turns of ' || p_workspace, 0));
    RETURN QUERY SELECT count(*) FILTER (WHERE j.status = 'PENDING'), count(*) FILTER (WHERE j.queue = p_queue),
                        queue_clock(p_queue)
        FROM jobs j
        WHERE j.workspace_id = p_workspace AND j.status IN ('PENDING', 'PROCESSING') AND j.id <> p_job;
END $$;

-- Two workers at once may set the clock back by a turn, which costs nobody more than that.
CREATE FUNCTION move_queue_clock(p_queue text, p_turn integer) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF p_turn > queue_clock(p_queue) THEN
        PERFORM setval(CASE p_queue WHEN 'gpu' THEN 'queue_clock_gpu' ELSE 'queue_clock_cpu' END::regclass, p_turn);
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION queue_clock, count_for_turn TO studio_app, studio_worker;
GRANT EXECUTE ON FUNCTION move_queue_clock TO studio_worker;
-- Webhooks ----------------------------------------------------------------------------------------------------------------

-- Those of a workspace that has its share under way are passed over without a look at their rows.
DROP INDEX webhook_deliveries_next_attempt_at_idx;
CREATE INDEX webhook_deliveries_due_idx ON webhook_deliveries (next_attempt_at, workspace_id)
    WHERE next_attempt_at IS NOT NULL;

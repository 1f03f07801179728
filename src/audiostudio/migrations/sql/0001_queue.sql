-- Runs as studio_owner, with search_path = queue, after procrastinate's own schema.
-- The web server may put jobs into the queue and no more; the worker does everything else.

GRANT USAGE ON SCHEMA queue TO studio_app, studio_worker;
GRANT ALL ON ALL TABLES IN SCHEMA queue TO studio_worker;
GRANT ALL ON ALL SEQUENCES IN SCHEMA queue TO studio_worker;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA queue TO studio_worker;
ALTER FUNCTION procrastinate_defer_jobs_v1 SECURITY DEFINER SET search_path = queue, pg_temp;
GRANT EXECUTE ON FUNCTION procrastinate_defer_jobs_v1 TO studio_app;

CREATE FUNCTION oldest_waiting_s() RETURNS double precision LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = queue, pg_temp AS $$
    SELECT coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0)
    FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
    WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
$$;
GRANT EXECUTE ON FUNCTION oldest_waiting_s TO studio_app, studio_worker;

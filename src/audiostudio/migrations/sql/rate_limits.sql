-- Counts calls across processes: at most p_limit in any p_window_s seconds, by the times of the last calls.
-- Unlogged: a crash of the server may forget who called a minute ago, and every call is spared the write-ahead log.

CREATE UNLOGGED TABLE rate_limit_hits (
    key text PRIMARY KEY,
    hit_at double precision[] NOT NULL DEFAULT '{}',  -- Unix time of each call still counted, oldest first
    expires_at double precision NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE FUNCTION hit_rate_limit(p_key text, p_window_s int, p_limit int)
RETURNS TABLE (allowed bool, remaining int, retry_after_s int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = studio, pg_temp AS $$
DECLARE v_hits double precision[]; v_now double precision;
BEGIN
    IF random() < 0.001 THEN
        -- In passing, and only what nobody holds: nobody waits for the tidying.
        DELETE FROM rate_limit_hits WHERE key IN (
            SELECT h.key FROM rate_limit_hits h WHERE h.expires_at < extract(epoch FROM clock_timestamp())
            LIMIT 5000 FOR UPDATE SKIP LOCKED);
    END IF;
    LOOP
        SELECT h.hit_at INTO v_hits FROM rate_limit_hits h WHERE h.key = p_key FOR UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO rate_limit_hits (key) VALUES (p_key) ON CONFLICT DO NOTHING;
    END LOOP;
    -- The clock is read under the row's lock, so that the times in a row rise.
    v_now := extract(epoch FROM clock_timestamp());
    v_hits := ARRAY(SELECT t FROM unnest(v_hits) t WHERE t > v_now - p_window_s ORDER BY t);
    allowed := cardinality(v_hits) < p_limit;
    IF allowed THEN
        v_hits := v_hits || v_now;
        UPDATE rate_limit_hits h SET hit_at = v_hits, expires_at = v_now + p_window_s WHERE h.key = p_key;
    END IF;
    remaining := greatest(0, p_limit - cardinality(v_hits));
    retry_after_s := CASE
        WHEN remaining > 0 THEN 0
        ELSE greatest(1, ceil(v_hits[cardinality(v_hits) - p_limit + 1] + p_window_s - v_now))
    END;
    RETURN NEXT;
END $$;

GRANT EXECUTE ON FUNCTION hit_rate_limit TO studio_app, studio_worker;

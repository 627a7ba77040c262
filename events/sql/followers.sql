-- A follower's position and who may move it. Leases are measured by the server's clock, the same for all workers.

-- The position if the lease is now (or again) the holder's, else NULL. A new follower starts at 0 or at the log's end.
CREATE OR REPLACE FUNCTION lease_follower(name text, holder uuid, seconds float8, at_end boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  found_at bigint;
BEGIN
  INSERT INTO followers AS f (name, position)
  SELECT lease_follower.name, CASE WHEN at_end THEN h.position ELSE 0 END FROM log_head h
  WHERE NOT EXISTS (SELECT FROM followers f WHERE f.name = lease_follower.name)
  ON CONFLICT ON CONSTRAINT pk_followers DO NOTHING;
  UPDATE followers f
  SET holder = lease_follower.holder, leased_until = clock_timestamp() + make_interval(secs => seconds)
  WHERE f.name = lease_follower.name
    AND (f.holder IS NULL OR f.holder = lease_follower.holder OR f.leased_until < clock_timestamp())
  RETURNING f.position INTO found_at;
  RETURN found_at;
END
$$;

-- Gives the lease back, so that nobody has to wait for it to run out.
CREATE OR REPLACE FUNCTION leave_follower(name text, holder uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH left_ AS (
    UPDATE followers f SET holder = NULL, leased_until = NULL
    WHERE f.name = leave_follower.name AND f.holder = leave_follower.holder RETURNING true)
  SELECT EXISTS (SELECT FROM left_);
$$;

-- False, and nothing moved, if the lease or the position is no longer what the holder thinks: it must stop.
CREATE OR REPLACE FUNCTION move_follower(name text, holder uuid, was bigint, becomes bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH moved AS (
    UPDATE followers f SET position = becomes
    WHERE f.name = move_follower.name AND f.holder = move_follower.holder AND f.position = was AND becomes >= was
    RETURNING true)
  SELECT EXISTS (SELECT FROM moved);
$$;

-- Sets a stream aside for one follower, from the first position it could not handle.
CREATE OR REPLACE FUNCTION park_stream(follower text, stream text, at bigint, error text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  INSERT INTO parked AS p (follower, stream, position, error) VALUES ($1, $2, $3, $4)
  ON CONFLICT ON CONSTRAINT pk_parked
  DO UPDATE SET position = excluded.position, error = excluded.error, released = false
  RETURNING true;
$$;

-- Asks the follower to try a parked stream again. False if it is not parked.
CREATE OR REPLACE FUNCTION release_stream(follower text, stream text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH released AS (
    UPDATE parked p SET released = true WHERE p.follower = $1 AND p.stream = $2 RETURNING true)
  SELECT EXISTS (SELECT FROM released);
$$;

-- The stream has caught up: what was parked is handled.
CREATE OR REPLACE FUNCTION unpark_stream(follower text, stream text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH gone AS (DELETE FROM parked p WHERE p.follower = $1 AND p.stream = $2 RETURNING true)
  SELECT EXISTS (SELECT FROM gone);
$$;

-- Notes which far side a follower has acted on. False while the follower has never run.
CREATE OR REPLACE FUNCTION note_far_side(name text, far_side text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH noted AS (
    UPDATE followers f SET far_side = note_far_side.far_side WHERE f.name = note_far_side.name RETURNING true)
  SELECT EXISTS (SELECT FROM noted);
$$;

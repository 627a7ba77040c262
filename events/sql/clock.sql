-- What a workflow last saw of its stream, and when it will look again. A late note never undoes a newer one.
CREATE OR REPLACE FUNCTION note_clock(stream text, seen_version int, next_due timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH noted AS (
    INSERT INTO clock AS c (stream, organiser, seen_version, next_due)
    SELECT s.stream, s.organiser, $2, $3 FROM streams s WHERE s.stream = $1
    ON CONFLICT ON CONSTRAINT pk_clock DO UPDATE SET seen_version = excluded.seen_version, next_due = excluded.next_due
    WHERE c.seen_version <= excluded.seen_version RETURNING true)
  SELECT EXISTS (SELECT FROM noted);
$$;

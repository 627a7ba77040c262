-- Moves what is pending into the log, in order: any worker may call it, others return at once with -1. The result is
-- how many were moved. `at` comes from the caller's clock; what is logged never goes back in time.
CREATE OR REPLACE FUNCTION sequence_batch(most int, at timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  first bigint;
  stamp timestamptz;
  seqs bigint[];
  moved int;
BEGIN
  SELECT h.position, greatest(h.logged_at + interval '1 microsecond', sequence_batch.at) INTO first, stamp
  FROM log_head h FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN -1;
  END IF;
  seqs := ARRAY(SELECT p.seq FROM pending p ORDER BY p.seq LIMIT most);
  moved := cardinality(seqs);
  IF moved = 0 THEN
    RETURN 0;
  END IF;
  WITH gone AS (
    DELETE FROM pending p WHERE p.seq = ANY (seqs) RETURNING p.seq, p.organiser, p.leaf),
  grown AS (
    INSERT INTO trees AS t (organiser, size)
    SELECT g.organiser, count(*) FROM gone g GROUP BY g.organiser ORDER BY g.organiser
    ON CONFLICT (organiser) DO UPDATE SET size = t.size + excluded.size
    RETURNING t.organiser, t.size)
  INSERT INTO log (position, seq, organiser, organiser_index, leaf, logged_at)
  SELECT first + row_number() OVER (ORDER BY g.seq) - 1, g.seq, g.organiser,
    w.size - row_number() OVER (PARTITION BY g.organiser ORDER BY g.seq DESC), g.leaf, stamp
  FROM gone g JOIN grown w ON w.organiser = g.organiser ORDER BY 1;
  UPDATE log_head SET position = first + moved, logged_at = stamp;
  PERFORM pg_notify('log', (first + moved)::text);
  RETURN moved;
END
$$;

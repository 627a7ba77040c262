-- Files beside the log: sealed in chunks under a key derived from the initiative's. Uploaded before the event that names
-- them; what no event names is swept after a day of the server's clock.

-- The next chunk of an upload; the first begins it. False if it is finished already.
CREATE OR REPLACE FUNCTION put_chunk(file uuid, organiser uuid, stream text, n int, sealed bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  INSERT INTO files (id, organiser, stream) VALUES (put_chunk.file, put_chunk.organiser, put_chunk.stream)
  ON CONFLICT ON CONSTRAINT pk_files DO NOTHING;
  PERFORM FROM files f WHERE f.id = put_chunk.file AND f.organiser = put_chunk.organiser
    AND f.stream = put_chunk.stream AND f.digest IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO file_chunks (file, n, sealed) VALUES (put_chunk.file, put_chunk.n, put_chunk.sealed);
  RETURN true;
END
$$;

-- The upload is whole: from here on it does not change.
CREATE OR REPLACE FUNCTION finish_file(file uuid, digest text, size bigint, chunks int, holds text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  UPDATE files f SET digest = finish_file.digest, size = finish_file.size, chunks = finish_file.chunks,
    holds = finish_file.holds, touched_at = clock_timestamp()
  WHERE f.id = finish_file.file AND f.digest IS NULL;
  RETURN FOUND;
END
$$;

-- Somebody is about to name it: it is not swept for another day. False if it is not there, or not this stream's.
CREATE OR REPLACE FUNCTION claim_file(file uuid, organiser uuid, stream text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  UPDATE files f SET touched_at = clock_timestamp() WHERE f.id = claim_file.file
    AND f.organiser = claim_file.organiser AND f.stream = claim_file.stream AND f.digest IS NOT NULL;
  RETURN FOUND;
END
$$;

-- An event names it: it stays.
CREATE OR REPLACE FUNCTION keep_file(file uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  UPDATE files SET kept = true WHERE id = $1;
$$;

-- Deletes a file that nobody has touched for `seconds` and that is not kept. False if it was touched meanwhile.
CREATE OR REPLACE FUNCTION sweep_file(file uuid, seconds float8) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  DELETE FROM files f WHERE f.id = sweep_file.file AND NOT f.kept
    AND f.touched_at < clock_timestamp() - make_interval(secs => sweep_file.seconds);
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM file_chunks c WHERE c.file = sweep_file.file;
  RETURN true;
END
$$;

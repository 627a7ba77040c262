-- Keeps a subject's wrapped key if it has none, and gives back the one that counts; NULL if it was destroyed: a key for
-- an erased subject is never made again.
CREATE OR REPLACE FUNCTION vault.keep_key(organiser uuid, subject text, wrapped bytea) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = vault, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  INSERT INTO keys (organiser, subject, wrapped) VALUES (keep_key.organiser, keep_key.subject, keep_key.wrapped)
  ON CONFLICT ON CONSTRAINT pk_keys DO NOTHING;
  RETURN (SELECT k.wrapped FROM keys k
    WHERE k.organiser = keep_key.organiser AND k.subject = keep_key.subject);
END
$$;

-- The only destruction there is. Leaves a tombstone, also where there was no key. True the first time.
CREATE OR REPLACE FUNCTION vault.destroy_key(organiser uuid, subject text, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = vault, pg_temp
AS $$
  WITH destroyed AS (
    INSERT INTO keys AS k (organiser, subject, wrapped, destroyed_at) VALUES ($1, $2, NULL, $3)
    ON CONFLICT ON CONSTRAINT pk_keys DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at
    WHERE k.destroyed_at IS NULL RETURNING true)
  SELECT EXISTS (SELECT FROM destroyed);
$$;

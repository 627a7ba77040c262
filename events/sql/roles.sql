-- The three roles, for the cluster's superuser: before the first `styrkedjan migrate`, and before a restore, since a
-- dump holds no roles. Runs as often as you like. Passwords (ALTER ROLE ... PASSWORD) are the installation's own.
--
--   styrkedjan_owner   owns the database and everything in it; migrates, dumps, restores
--   styrkedjan_app     EXECUTE and SELECT; can neither change nor remove anything but through the functions
--   styrkedjan_reader  SELECT, without the keys
DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['styrkedjan_owner', 'styrkedjan_app', 'styrkedjan_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', role);
    END IF;
  END LOOP;
END
$$;

-- A held snapshot slows the sequencer (3.4 to 12 ms in 12 s, measured).
ALTER ROLE styrkedjan_app SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE styrkedjan_reader SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE styrkedjan_reader SET default_transaction_read_only = on;

-- One round trip for a whole batch of commands. The result has one judgement per command, in their order:
--   0 done   1 stale: the stream has another version   2 the id is used   3 a guard has moved
-- The caller keeps to: no id and no stream twice in a batch, and no stream both a target and a guard.
CREATE OR REPLACE FUNCTION append_batch(
  commands append_command[],
  guards append_guard[],
  entries append_entry[],
  tasks append_task[],
  initiatives append_initiative[],
  persons append_person[]
) RETURNS int[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  touched record;
  versions int[];
  moved int[];
  results int[];
  seqs bigint[];
BEGIN
  -- Targets and guards are locked in one order, in statements of their own: the next one has a newer snapshot.
  -- A stream that does not exist has no row to lock, so its name is locked instead: of two that create it one waits,
  -- and a guard at version 0 holds.
  FOR touched IN
    SELECT q.stream, bool_or(q.target) AS target
    FROM (SELECT c.stream, true AS target FROM unnest(append_batch.commands) c
          UNION ALL SELECT g.stream, false FROM unnest(append_batch.guards) g) q
    GROUP BY q.stream ORDER BY q.stream COLLATE "C"
  LOOP
    IF touched.target THEN
      PERFORM FROM streams s WHERE s.stream = touched.stream FOR UPDATE;
      IF NOT FOUND THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(touched.stream, 0));
        PERFORM FROM streams s WHERE s.stream = touched.stream FOR UPDATE;
      END IF;
    ELSE
      PERFORM FROM streams s WHERE s.stream = touched.stream FOR SHARE;
      IF NOT FOUND THEN
        PERFORM pg_advisory_xact_lock_shared(hashtextextended(touched.stream, 0));
        PERFORM FROM streams s WHERE s.stream = touched.stream FOR SHARE;
      END IF;
    END IF;
  END LOOP;

  moved := ARRAY(
    SELECT g.command FROM unnest(append_batch.guards) g
    WHERE coalesce((SELECT s.version FROM streams s WHERE s.stream = g.stream), 0) <> g.version);
  -- A scalar subquery, never EXISTS: planned as a hash it reads the whole table (178/s instead of 1,900).
  results := ARRAY(
    SELECT CASE
      WHEN (SELECT true FROM commands k WHERE k.id = c.id) THEN 2
      WHEN coalesce((SELECT s.version FROM streams s WHERE s.stream = c.stream), 0) <> c.expected THEN 1
      WHEN c.n = ANY (moved) THEN 3
      ELSE 0 END
    FROM unnest(append_batch.commands) c ORDER BY c.n);
  IF NOT 0 = ANY (results) THEN
    RETURN results;
  END IF;

  -- Numbers are taken after the locks and the version check, so a stream's numbers rise with its versions.
  seqs := ARRAY(SELECT nextval('event_seq') FROM generate_series(1, cardinality(append_batch.entries)));
  WITH c AS MATERIALIZED (
    SELECT q.* FROM unnest(append_batch.commands) q WHERE results[q.n] = 0),
  kept AS (
    INSERT INTO commands (id, stream, organiser, digest, payload, answer)
    SELECT c.id, c.stream, c.organiser, c.digest, c.payload, c.answer FROM c ORDER BY c.id),
  counted AS (
    INSERT INTO streams (stream, organiser, version)
    SELECT c.stream, c.organiser, c.becomes FROM c WHERE c.becomes > c.expected ORDER BY c.stream COLLATE "C"
    ON CONFLICT (stream) DO UPDATE SET version = excluded.version),
  numbered AS MATERIALIZED (
    SELECT s.seq, c.stream, c.organiser, e.version, e.envelope, e.payload, e.leaf
    FROM unnest(append_batch.entries) WITH ORDINALITY e(command, version, envelope, payload, leaf, i)
    JOIN unnest(seqs) WITH ORDINALITY s(seq, i) ON s.i = e.i
    JOIN c ON c.n = e.command),
  stored AS (
    INSERT INTO events (seq, stream, version, organiser, envelope, payload)
    SELECT n.seq, n.stream, n.version, n.organiser, n.envelope, n.payload FROM numbered n),
  waiting AS (
    INSERT INTO pending (seq, organiser, leaf) SELECT n.seq, n.organiser, n.leaf FROM numbered n),
  task_rows AS (
    INSERT INTO tasks AS t
      (stream, task, organiser, version, key, state, address, post, persons, handed_to, opened, due)
    SELECT c.stream, r.task, c.organiser, c.becomes, r.key, r.state, r.address, r.post, r.persons, r.handed_to,
      r.opened, r.due
    FROM unnest(append_batch.tasks) r JOIN c ON c.n = r.command
    ON CONFLICT (stream, task) DO UPDATE SET version = excluded.version, key = excluded.key, state = excluded.state,
      address = excluded.address, post = excluded.post, persons = excluded.persons, handed_to = excluded.handed_to,
      opened = excluded.opened, due = excluded.due),
  initiative_rows AS (
    INSERT INTO initiatives AS t
      (stream, organiser, version, title, unit, post, template, track, stage, status, stalled, outcome, started)
    SELECT c.stream, c.organiser, c.becomes, r.title, r.unit, r.post, r.template, r.track, r.stage, r.status,
      r.stalled, r.outcome, r.started
    FROM unnest(append_batch.initiatives) r JOIN c ON c.n = r.command
    ON CONFLICT (stream) DO UPDATE SET version = excluded.version, title = excluded.title, unit = excluded.unit,
      post = excluded.post, template = excluded.template, track = excluded.track, stage = excluded.stage,
      status = excluded.status, stalled = excluded.stalled, outcome = excluded.outcome, started = excluded.started)
  INSERT INTO persons AS t (stream, organiser, version, name, email)
  SELECT c.stream, c.organiser, c.becomes, r.name, r.email
  FROM unnest(append_batch.persons) r JOIN c ON c.n = r.command
  ON CONFLICT (stream) DO UPDATE SET version = excluded.version, name = excluded.name, email = excluded.email;
  RETURN results;
END
$$;

-- One round trip for a whole batch of commands. The result has one judgement per command, in their order:
--   0 done   1 stale: the stream has another version   2 the id is used   3 a guard has moved
-- The caller keeps to: no id and no stream twice in a batch, and no stream both a target and a guard; `streams` names
-- each stream once, in the order of its code points. Others refer to streams and commands by place, from 1, and carry
-- their stream's name again: joining them cost half the time of a batch of 128.
CREATE OR REPLACE FUNCTION append_batch(
  streams append_stream[],
  commands append_command[],
  guards append_guard[],
  entries append_entry[],
  tasks append_task[],
  initiatives append_initiative[],
  persons append_person[],
  programmes append_programme[],
  handovers append_handover[],
  holdings append_holding[]
) RETURNS int[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  touched append_stream;
  locked int;
  versions int[] := '{}';
  moved int[];
  results int[];
  seqs bigint[];
BEGIN
  -- Everybody locks in one order. A stream that does not exist has no row to lock, so its name is locked instead: of
  -- two that create it one waits, and a guard at version 0 holds.
  FOREACH touched IN ARRAY append_batch.streams LOOP
    IF touched.target THEN
      SELECT s.version INTO locked FROM streams s WHERE s.stream = touched.stream FOR UPDATE;
      IF NOT FOUND THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(touched.stream, 0));
        SELECT s.version INTO locked FROM streams s WHERE s.stream = touched.stream FOR UPDATE;
      END IF;
    ELSE
      SELECT s.version INTO locked FROM streams s WHERE s.stream = touched.stream FOR SHARE;
      IF NOT FOUND THEN
        PERFORM pg_advisory_xact_lock_shared(hashtextextended(touched.stream, 0));
        SELECT s.version INTO locked FROM streams s WHERE s.stream = touched.stream FOR SHARE;
      END IF;
    END IF;
    versions := versions || coalesce(locked, 0);
  END LOOP;

  -- Locked in statements of their own: this one has a newer snapshot, and sees the ids of those it waited for.
  moved := ARRAY(SELECT g.command FROM unnest(append_batch.guards) g WHERE versions[g.stream] <> g.version);
  -- A scalar subquery, never EXISTS: planned as a hash it reads the whole table (178/s instead of 1,900).
  results := ARRAY(
    SELECT CASE
      WHEN (SELECT true FROM commands k WHERE k.id = c.id) THEN 2
      WHEN versions[c.place] <> c.expected THEN 1
      WHEN c.n = ANY (moved) THEN 3
      ELSE 0 END
    FROM unnest(append_batch.commands) c);
  IF NOT 0 = ANY (results) THEN
    RETURN results;
  END IF;

  -- Numbers are taken after the locks and the version check, so a stream's numbers rise with its versions.
  seqs := ARRAY(SELECT nextval('event_seq') FROM generate_series(1, cardinality(append_batch.entries)));
  WITH kept AS (
    INSERT INTO commands (id, stream, organiser, digest, payload, answer)
    SELECT c.id, c.stream, c.organiser, c.digest, c.payload, c.answer
    FROM unnest(append_batch.commands) c WHERE results[c.n] = 0 ORDER BY c.id),
  counted AS (
    INSERT INTO streams (stream, organiser, version)
    SELECT c.stream, c.organiser, c.becomes
    FROM unnest(append_batch.commands) c WHERE results[c.n] = 0 AND c.becomes > c.expected
    ON CONFLICT (stream) DO UPDATE SET version = excluded.version),
  stored AS (
    INSERT INTO events (seq, stream, version, organiser, envelope, payload)
    SELECT seqs[e.n], e.stream, e.version, e.organiser, e.envelope, e.payload
    FROM unnest(append_batch.entries) e WHERE results[e.command] = 0),
  waiting AS (
    INSERT INTO pending (seq, organiser, leaf)
    SELECT seqs[e.n], e.organiser, e.leaf FROM unnest(append_batch.entries) e WHERE results[e.command] = 0),
  task_rows AS (
    INSERT INTO tasks
      (stream, task, organiser, version, key, state, address, post, persons, handed_to, opened, due)
    SELECT r.stream, r.task, r.organiser, r.version, r.key, r.state, r.address, r.post, r.persons, r.handed_to,
      r.opened, r.due
    FROM unnest(append_batch.tasks) r WHERE results[r.command] = 0
    ON CONFLICT (stream, task) DO UPDATE SET version = excluded.version, key = excluded.key, state = excluded.state,
      address = excluded.address, post = excluded.post, persons = excluded.persons, handed_to = excluded.handed_to,
      opened = excluded.opened, due = excluded.due),
  initiative_rows AS (
    INSERT INTO initiatives
      (stream, organiser, version, title, unit, post, template, template_version, track, stage, status, stalled,
      outcome, started, programme, low_capacity, persons, proposes, principal, came_by,
      came_on)
    SELECT r.stream, r.organiser, r.version, r.title, r.unit, r.post, r.template, r.template_version, r.track,
      r.stage, r.status, r.stalled, r.outcome, r.started, r.programme, r.low_capacity, r.persons,
      r.proposes, r.principal, r.came_by, r.came_on
    FROM unnest(append_batch.initiatives) r WHERE results[r.command] = 0
    ON CONFLICT (stream) DO UPDATE SET version = excluded.version, title = excluded.title, unit = excluded.unit,
      post = excluded.post, template = excluded.template, template_version = excluded.template_version,
      track = excluded.track, stage = excluded.stage, status = excluded.status, stalled = excluded.stalled,
      outcome = excluded.outcome, started = excluded.started, programme = excluded.programme,
      low_capacity = excluded.low_capacity, persons = excluded.persons, proposes = excluded.proposes,
      principal = excluded.principal, came_by = excluded.came_by, came_on = excluded.came_on),
  programme_rows AS (
    INSERT INTO programmes
      (stream, organiser, version, title, template, status, started, waiting, held_back, initiatives, not_taking_part)
    SELECT r.stream, r.organiser, r.version, r.title, r.template, r.status, r.started, r.waiting, r.held_back,
      r.initiatives, r.not_taking_part
    FROM unnest(append_batch.programmes) r WHERE results[r.command] = 0
    ON CONFLICT (stream) DO UPDATE SET version = excluded.version, title = excluded.title,
      template = excluded.template, status = excluded.status, started = excluded.started, waiting = excluded.waiting,
      held_back = excluded.held_back, initiatives = excluded.initiatives, not_taking_part = excluded.not_taking_part),
  handover_rows AS (
    INSERT INTO handovers
      (stream, organiser, version, unit, post, leaver, last_day, newcomer, first_day, manager, status, opened,
      initiatives, waits)
    SELECT r.stream, r.organiser, r.version, r.unit, r.post, r.leaver, r.last_day, r.newcomer, r.first_day, r.manager,
      r.status, r.opened, r.initiatives, r.waits
    FROM unnest(append_batch.handovers) r WHERE results[r.command] = 0
    ON CONFLICT (stream) DO UPDATE SET version = excluded.version, leaver = excluded.leaver,
      last_day = excluded.last_day, newcomer = excluded.newcomer, first_day = excluded.first_day,
      manager = excluded.manager, status = excluded.status, opened = excluded.opened,
      initiatives = excluded.initiatives, waits = excluded.waits),
  former_holdings AS (
    DELETE FROM holdings h USING (
      SELECT DISTINCT r.stream FROM unnest(append_batch.holdings) r WHERE results[r.command] = 0) renewed
    WHERE h.stream = renewed.stream),
  holding_rows AS (
    INSERT INTO holdings
      (stream, organiser, version, post, since, until, standing, person, principal, service_since, manager)
    SELECT r.stream, r.organiser, r.version, r.post, r.since, r.until, r.standing, r.person, r.principal,
      r.service_since, r.manager
    FROM unnest(append_batch.holdings) r WHERE results[r.command] = 0)
  INSERT INTO persons (stream, organiser, version, name, email)
  SELECT r.stream, r.organiser, r.version, r.name, r.email
  FROM unnest(append_batch.persons) r WHERE results[r.command] = 0
  ON CONFLICT (stream) DO UPDATE SET version = excluded.version, name = excluded.name, email = excluded.email;
  RETURN results;
END
$$;

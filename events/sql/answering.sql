-- Answers by code (docs/decisions/answers-by-code.md): counted here and nowhere else until a round is closed. Nobody but
-- these functions reads the tables; what they tell is less than what they know.

-- A round for a task, or the one there is; its tag is the first of `tags` that no other round has.
CREATE OR REPLACE FUNCTION answering.open_round(
  task uuid, organiser uuid, stream text, questionnaire text, questions int, choices int, closes_at timestamptz,
  tags text[]
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = answering, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  candidate text;
  taken text;
BEGIN
  FOREACH candidate IN ARRAY open_round.tags LOOP
    SELECT r.tag INTO taken FROM rounds r WHERE r.task = open_round.task;
    IF FOUND THEN
      RETURN taken;
    END IF;
    INSERT INTO rounds (task, organiser, stream, questionnaire, tag, closes_at)
    VALUES (open_round.task, open_round.organiser, open_round.stream, open_round.questionnaire, candidate,
      open_round.closes_at)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
      INSERT INTO counters (task, question, choice)
      SELECT open_round.task, q, c
      FROM generate_series(1, open_round.questions) q, generate_series(1, open_round.choices) c;
      RETURN candidate;
    END IF;
  END LOOP;
  RAISE EXCEPTION 'every tag offered is taken';
END
$$;

-- More codes, all of the round's now good until `closes_at`. False if the round is no longer open.
CREATE OR REPLACE FUNCTION answering.add_codes(task uuid, closes_at timestamptz, hashes bytea[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = answering, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  UPDATE rounds r SET closes_at = add_codes.closes_at WHERE r.task = add_codes.task AND NOT r.frozen;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO codes (task, hash) SELECT add_codes.task, h FROM unnest(add_codes.hashes) h ORDER BY h
  ON CONFLICT ON CONSTRAINT pk_codes DO NOTHING;
  RETURN true;
END
$$;

-- The round that codes beginning with `tag` belong to.
CREATE OR REPLACE FUNCTION answering.round_of(tag text)
RETURNS TABLE (task uuid, organiser uuid, stream text, questionnaire text)
LANGUAGE sql SECURITY DEFINER SET search_path = answering, pg_temp
AS $$
  SELECT r.task, r.organiser, r.stream, r.questionnaire FROM rounds r WHERE r.tag = $1;
$$;

-- What a code is good for at `at`: open, unknown, spent, closed, expired; or slow, after too many wrong ones. A wrong
-- code of a round is told nothing of the round. Locks the round: of two with one code, one waits and finds it spent.
CREATE OR REPLACE FUNCTION answering.judge(task uuid, hash bytea, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = answering, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  held rounds;
  code codes;
BEGIN
  SELECT * INTO held FROM rounds r WHERE r.task = judge.task FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'unknown';
  END IF;
  IF held.wrong >= 20 AND held.wrong_since > clock_timestamp() - interval '1 minute' THEN
    RETURN 'slow';
  END IF;
  SELECT * INTO code FROM codes c WHERE c.task = judge.task AND c.hash = judge.hash;
  IF NOT FOUND THEN
    UPDATE rounds r SET
      wrong = CASE WHEN r.wrong_since > clock_timestamp() - interval '1 minute' THEN r.wrong + 1 ELSE 1 END,
      wrong_since = CASE WHEN r.wrong_since > clock_timestamp() - interval '1 minute' THEN r.wrong_since
        ELSE clock_timestamp() END
    WHERE r.task = judge.task;
    RETURN 'unknown';
  END IF;
  RETURN CASE WHEN code.spent THEN 'spent' WHEN held.frozen THEN 'closed'
    WHEN judge.at >= held.closes_at THEN 'expired' ELSE 'open' END;
END
$$;

-- Spends a code and counts its answers, or says why not, as `judge`. Every code and counter of the round is written,
-- also where nothing changes: so neither a row's transaction nor its place tells which ones belong to an answer.
CREATE OR REPLACE FUNCTION answering.answer(task uuid, hash bytea, choices int[], at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = answering, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  verdict text := answering.judge(answer.task, answer.hash, answer.at);
BEGIN
  IF verdict <> 'open' THEN
    RETURN verdict;
  END IF;
  IF EXISTS (SELECT FROM counters c WHERE c.task = answer.task GROUP BY c.question
    HAVING count(*) FILTER (WHERE c.choice = answer.choices[c.question]) <> 1)
  THEN
    RAISE EXCEPTION 'every question takes one of its answers';
  END IF;
  UPDATE codes c SET spent = c.spent OR c.hash = answer.hash WHERE c.task = answer.task;
  UPDATE counters c SET times = c.times + CASE WHEN c.choice = answer.choices[c.question] THEN 1 ELSE 0 END
  WHERE c.task = answer.task;
  RETURN 'counted';
END
$$;

-- How many have answered: the only thing that is told before a round is closed. NULL where there is no round.
CREATE OR REPLACE FUNCTION answering.answered(task uuid) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = answering, pg_temp
AS $$
  SELECT sum(c.times)::bigint FROM counters c WHERE c.task = $1 AND c.question = 1;
$$;

-- Ends a round: from here on nothing is counted, and what was counted stays the same for whoever asks again. The
-- counts, question by question, only from five answers (domain/self_assessment.py, FEWEST).
CREATE OR REPLACE FUNCTION answering.close_round(task uuid) RETURNS TABLE (answered bigint, times int[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = answering, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  UPDATE rounds r SET frozen = true WHERE r.task = close_round.task;
  RETURN QUERY
    SELECT a.n, CASE WHEN a.n >= 5 THEN
      (SELECT array_agg(c.times ORDER BY c.question, c.choice) FROM counters c WHERE c.task = close_round.task)
      ELSE '{}'::int[] END
    FROM (SELECT answering.answered(close_round.task) AS n) a WHERE a.n IS NOT NULL;
END
$$;

-- Deletes rounds with their codes and counters.
CREATE OR REPLACE FUNCTION answering.forget(tasks uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = answering, pg_temp
AS $$
BEGIN
  PERFORM FROM rounds r WHERE r.task = ANY (forget.tasks) ORDER BY r.task FOR UPDATE;
  DELETE FROM codes c WHERE c.task = ANY (forget.tasks);
  DELETE FROM counters c WHERE c.task = ANY (forget.tasks);
  DELETE FROM rounds r WHERE r.task = ANY (forget.tasks);
END
$$;

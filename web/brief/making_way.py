"""The way here: stages, stalls, pauses, what was let pass, conditions, check-ins, evaluation."""

from collections import Counter
from collections.abc import Iterator, Mapping

from domain import check_in
from domain.check_in import Fact
from domain.conditions import Condition, Rating, differences, ratings, worse, worse_of_each
from domain.forms import CheckIn, Conditions, Evaluation, EvaluationFacilitators
from domain.forms.evaluation import Extent
from domain.initiative import events as ev
from domain.initiative.events import Voice
from domain.initiative.gates import CLAUSES
from domain.initiative.state import Task
from domain.stalls import Cause
from domain.tasks import Key
from web.brief import content
from web.brief.making_turnover import holders
from web.brief.source import Source
from web.brief.walking import Span

Ratings = Mapping[Condition, Rating]
_RATED = (Key.CONDITIONS, Key.CHECKPOINT)
_CONDITIONS = tuple(Condition)


def way(source: Source) -> content.Way:
    """How it came to be where it is."""
    walked = source.walked
    return content.Way(
        holders=tuple(holders(source)),
        stages=tuple(walked.stages),
        stalls=tuple(stalled(span, source) for span in walked.stalls),
        pauses=tuple(paused(span, source) for span in walked.pauses),
        days=_days(source),
        let_pass=tuple(
            content.LetPass(sentence=CLAUSES[clause].sentence, reason=source.text(reason), on=on)
            for clause, reason, on in walked.let_pass
            if clause in CLAUSES
        ),
        rated=tuple(_rated(source)),
        check_ins=tuple(_check_ins(source)),
        evaluated=_evaluated(source),
    )


def stalled(span: Span[ev.StallEntered], source: Source) -> content.Stalled:
    """Once that it stood still."""
    event = span.began
    return content.Stalled(cause=event.cause, waited=_waited(event, source), since=event.on, until=span.until)


def _waited(event: ev.StallEntered, source: Source) -> content.Waited | None:
    waits = event.waits_for
    if waits is None:
        return None
    return content.Waited(address=waits.address, key=source.state.task(waits.task).key if waits.task else None)


def paused(span: Span[ev.InitiativePaused], source: Source) -> content.Paused:
    """One pause."""
    event = span.began
    return content.Paused(
        since=event.on, until=event.until, ended=span.until, reason=source.text(event.reason), by=event.by
    )


def _days(source: Source) -> Mapping[Cause, int]:
    """School days by cause, in the order of the causes."""
    found: Counter[Cause] = Counter()
    for (_, cause), days in source.walked.days.items():
        found[cause] += days
    return {cause: number for cause in Cause if (number := found.get(cause))}


def _rated(source: Source) -> Iterator[content.Rated]:
    """Every round of conditions, each beside the one before."""
    before: Ratings = {}
    for tasks in _rounds(source):
        voices = {task.voice: _ratings_of(task) for task in tasks}
        principal, second = voices.get(Voice.PRINCIPAL, {}), voices.get(Voice.SECOND, {})
        both = worse_of_each(principal, second)
        yield content.Rated(
            key=tasks[0].key,
            on=max(task.done_on for task in tasks if task.done_on),
            counts={voice: dict(Counter(held.values())) for voice, held in sorted(voices.items())},
            missing=tuple(condition for condition in _CONDITIONS if both.get(condition) is Rating.MISSING),
            differing=tuple((each, principal[each], second[each]) for each in differences(principal, second)),
            better=tuple(_fallen(before, both)),
            worse=tuple(_fallen(both, before)),
        )
        before = both


def _rounds(source: Source) -> list[list[Task]]:
    """The tasks whose answers belong together, earliest first; only those that are answered."""
    found: dict[tuple[Key, int], list[Task]] = {}
    for task in source.state.tasks.values():
        if task.key in _RATED and task.done_on and _ratings_of(task):
            found.setdefault((task.key, task.number or 0), []).append(task)
    return [sorted(tasks, key=lambda task: task.voice) for tasks in found.values()]


def _ratings_of(task: Task) -> Ratings:
    form = task.answer.form if task.answer else None
    return ratings(form.answers) if isinstance(form, Conditions) else {}


def _fallen(one: Ratings, other: Ratings) -> Iterator[Condition]:
    """The conditions that `one` rates worse than `other`."""
    for condition in _CONDITIONS:
        its, others = one.get(condition), other.get(condition)
        if its and others and its is not others and worse(its, others) is its:
            yield condition


def _check_ins(source: Source) -> Iterator[content.Found]:
    for months, placed in sorted(source.state.placed.items()):
        yield content.Found(
            months=months,
            on=source.walked.placed[months],
            place=placed.place,
            one_voice=placed.one_voice,
            differing=_differing(months, source),
        )


def _differing(months: int, source: Source) -> tuple[Fact, ...]:
    """The facts on which principal and facilitators differed."""
    answers = {task.voice: task.answer.form for task in source.state.tasks_of(Key.CHECK_IN)
               if task.number == months and task.answer}  # fmt: skip
    principal, second = answers.get(Voice.PRINCIPAL), answers.get(Voice.SECOND)
    if not isinstance(principal, CheckIn) or not isinstance(second, CheckIn):
        return ()
    return check_in.differing(principal.facts, second.facts) if principal.facts and second.facts else ()


def _evaluated(source: Source) -> content.Evaluated | None:
    form = source.form(Evaluation, Key.EVALUATION)
    done = [task.done_on for task in source.state.tasks_of(Key.EVALUATION) if task.done_on]
    if form is None or not done:
        return None
    return content.Evaluated(
        on=done[-1],
        teaching_changed=form.teaching_changed,
        facilitators_say=_facilitators_say(source),
        pupils_results=form.pupils_results,
        conclusion=form.conclusion,
        helped=source.text(form.helped),
        hindered=source.text(form.hindered),
    )


def _facilitators_say(source: Source) -> Extent | None:
    forms = [source.form(EvaluationFacilitators, Key.EVALUATION_FACILITATORS, voice=voice) for voice in Voice]
    return next((form.teaching_changed for form in forms if form), None)

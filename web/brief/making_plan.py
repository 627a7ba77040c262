"""Plan, effect chain and promises, from the forms that were sent in."""

from collections.abc import Iterator

from domain.effect_chain import Node
from domain.forms import (
    ContinuationPlan,
    CurrentState,
    DecideOnConditions,
    EffectChainForm,
    NeedsAndCurrentState,
    NeedsRecord,
    Protocol,
    StartDecision,
)
from domain.forms.implementation import Held
from domain.forms.needs import Need
from domain.initiative.state import Task
from domain.tasks import Key
from web.brief import content
from web.brief.source import Source

_LAST = 1_000_000
"""Where needs without a priority come."""


def plan(source: Source) -> content.Plan:
    """What it is about and how it is done, as far as that is written."""
    chain, after = source.form(EffectChainForm, Key.EFFECT_CHAIN), _after(source)
    written = source.plan
    return content.Plan(
        needs=tuple(_needs(source)),
        focus=_focus(source),
        teacher=source.text(chain.teacher_does_differently) if chain else "",
        chain=tuple(_step(node, source) for node in chain.nodes if node.kind and node.text) if chain else (),
        goals=source.text(written.goals) if written else "",
        is_written=written is not None,
        is_approved=source.state.plan_approved,
        change_proposed=source.state.plan_proposed is not None,
        practical_time=source.text(written.practical_time) if written else "",
        facilitators_meet=written.facilitators_meet_every_weeks if written else None,
        carriers=source.text(after.carriers_and_successors) if after else "",
        leaders=source.text(after.leaders) if after else "",
        scheduled_time=source.text(after.scheduled_time) if after else "",
    )


def promises(source: Source) -> content.Promises:
    """What organiser, unit and groups have promised."""
    decided = source.form(StartDecision, Key.START_DECISION)
    chain = source.form(EffectChainForm, Key.EFFECT_CHAIN)
    on_conditions = source.form(DecideOnConditions, Key.DECIDE_ON_CONDITIONS)
    return content.Promises(
        until_next=tuple(_until_next(source)),
        actions=tuple(_actions(source)),
        organiser_answers_for=source.text(decided.organiser_answers_for) if decided else "",
        unit_answers_for=source.text(decided.unit_answers_for) if decided else "",
        lives_on=source.text(chain.lives_on_after_four_months) if chain else "",
        who_strengthens=source.text(on_conditions.who_does_what) if on_conditions else "",
    )


def _after(source: Source) -> ContinuationPlan | None:
    return source.form(ContinuationPlan, Key.CONFIRM_CONTINUATION, Key.CONTINUATION_PLAN)


def _needs(source: Source) -> Iterator[str]:
    """By their priority, and in the order they were written; those without one only where none has."""
    form = source.form(NeedsRecord, Key.NEEDS_WORKSHOP) or source.form(
        NeedsAndCurrentState, Key.NEEDS_AND_CURRENT_STATE
    )
    rows: tuple[Need, ...] = form.needs if form else ()
    chosen = [row for row in rows if row.priority is not None] or rows
    yield from (source.text(row.need) for row in sorted(chosen, key=lambda row: row.priority or _LAST) if row.need)


def _focus(source: Source) -> str:
    form = source.form(CurrentState, Key.CURRENT_STATE) or source.form(
        NeedsAndCurrentState, Key.NEEDS_AND_CURRENT_STATE
    )
    return source.text(form.focus) if form else ""


def _step(node: Node, source: Source) -> content.Step:
    if node.kind is None:
        raise LookupError("only steps with a kind are told")
    return content.Step(
        kind=node.kind,
        text=source.text(node.text),
        indicator=source.text(node.indicator),
        baseline=source.text(node.baseline),
        how_much=source.text(node.how_much),
        in_what=source.text(node.in_what),
        by_when=node.by_when,
    )


def _until_next(source: Source) -> Iterator[content.UntilNext]:
    """Of each group's last meeting that was held, as long as there are meetings."""
    if not source.state.is_going_on:
        return
    for number, task in sorted(_last_held(source).items()):
        form = task.answer.form if task.answer else None
        meeting = source.state.meetings.get(task.meeting) if task.meeting else None
        if isinstance(form, Protocol) and meeting is not None:
            yield content.UntilNext(
                group=source.group(number),
                on=meeting.on,
                do=source.text(form.next_do),
                read=source.text(form.next_read),
                collect=source.text(form.next_collect),
            )


def _last_held(source: Source) -> dict[int, Task]:
    """The protocol of each group's latest meeting that was held."""
    found: dict[int, Task] = {}
    held = [task for task in source.state.tasks_of(Key.PROTOCOL) if _is_held(task)]
    for task in sorted(held, key=lambda task: (task.position, task.touched)):
        found[task.group or 0] = task
    return found


def _is_held(task: Task) -> bool:
    form = task.answer.form if task.answer and not task.is_open else None
    return isinstance(form, Protocol) and form.outcome is Held.HELD


def _actions(source: Source) -> Iterator[content.Promise]:
    """Who does what, earliest first."""
    rows = source.plan.actions if source.plan else ()
    for row in sorted(rows, key=lambda row: row.by_when.toordinal() if row.by_when else _LAST):
        yield content.Promise(who=source.text(row.who), what=source.text(row.what), by_when=row.by_when)

"""`docs/chain.md`, made from the code: stages, tasks, fields, gates, ladders, and what filling them in costs."""

import types
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import StrEnum
from typing import Any, Final, get_args, get_type_hints

from domain.catalogue import CATALOGUE
from domain.checklist import LABELS, Item
from domain.course import fewest_meetings
from domain.fields import Asked, questions
from domain.forms import Form
from domain.handover.tasks import HANDOVER_TASKS, HandoverKey
from domain.initiative.gates import gate
from domain.ladders import ESCALATES_TO, OFFSETS, STALLS_AFTER, Ladder, Step
from domain.programme.agenda import BEFORE_TERM_END
from domain.programme.decide import NETWORK_WITHIN
from domain.stages import NAMES, Stage
from domain.tasks import Address, Key, TaskKind
from domain.template import TemplateContent
from domain.track import Track
from styrkedjan.templates import SHIPPED, load
from styrkedjan.translation import translate
from web.schemas import OF_PROGRAMMES

_TEMPLATE: Final = "lartraffar"
_GROUPS, _MEETINGS, _YEARS = 4, 5, 2
"""The life TASKS.md counts the burden of: four groups, five meetings, the first two years."""


def chain_page() -> str:
    """The whole page, Markdown."""
    template = load(_TEMPLATE)
    return "\n".join(
        [
            *_head(),
            *_stages(template),
            *_turnover(),
            *_ladders(),
            *_templates(),
            *_burden(),
            *_forms(),
            *_programmes(),
            "",
        ]
    )


def _sv(message: str) -> str:
    return translate(message, "sv")


def _head() -> Iterator[str]:
    yield "# The chain, stage by stage"
    yield ""
    yield "Made from the code by `make docs`; change the code, not this page. Due days are school days from opening, in"
    yield f"brackets those of the template `{_TEMPLATE}`. **Bold** clauses cannot be let pass."


def _stages(template: TemplateContent) -> Iterator[str]:
    for stage in Stage:
        yield ""
        yield f"## {stage.value} {NAMES[stage]} ({_sv(NAMES[stage])})"
        yield ""
        yield "| task | svenska | to | due | minutes | opens | tracks |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        for key, kind in CATALOGUE.items():
            if kind.stage is stage and not kind.at_turnover:
                yield _task_row(key, kind, template)
        yield ""
        yield "Gate:"
        yield ""
        for clause in gate(stage):
            name = f"`{clause.key}`" if clause.may_pass else f"**`{clause.key}`**"
            yield f"- {name}: {clause.sentence} *{_sv(clause.sentence)}*"


def _task_row(key: Key, kind: TaskKind, template: TemplateContent) -> str:
    to = f"{kind.address}, and the facilitators jointly" if kind.jointly else str(kind.address)
    opens = "with the stage" if kind.opens_with_stage else "when its moment comes"
    tracks = "both" if kind.tracks == frozenset(Track) else ", ".join(sorted(kind.tracks))
    due = "never overdue" if kind.never_overdue else _due(key, kind, template)
    row = (f"`{key}`", _sv(kind.title), to, due, str(kind.minutes), opens, tracks)
    return f"| {' | '.join(row)} |"


def _due(key: Key, kind: TaskKind, template: TemplateContent) -> str:
    if kind.due is None:
        return "a date"
    given = template.due_days(key, kind.due)
    return str(kind.due) if given == kind.due else f"{kind.due} ({given})"


def _turnover() -> Iterator[str]:
    yield ""
    yield "## Turnover (När någon slutar)"
    yield ""
    yield "In any stage, whatever its gate. Due days are school days from opening; ladders as below."
    yield ""
    yield "| task | svenska | to | opens | due | ladder | minutes |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for key, kind in CATALOGUE.items():
        if kind.at_turnover:
            row = (str(kind.address), _OPENS[key], _OWN_DUE.get(key, str(kind.due)), kind.ladder(kind.address).value)
            yield f"| `{key}` | {_sv(kind.title)} | {' | '.join(row)} | {kind.minutes} |"
    for asked, its in HANDOVER_TASKS.items():
        row = ("principal's manager", _OPENS[asked], str(its.due), Ladder.ORGANISER.value)
        yield f"| `{asked}` | {_sv(its.title)} | {' | '.join(row)} | {its.minutes} |"
    yield ""
    yield "The forms of initiatives' tasks are below. What the principal's manager fills in:"
    for its in HANDOVER_TASKS.values():
        yield ""
        yield f"### `{get_args(get_type_hints(its.form)['kind'])[0]}` {_sv(its.title)}"
        yield ""
        yield from _fields(its.form, 0)


_OPENS: Final = {
    Key.OUTGOING_COMMENT: "a principal's last day is known",
    Key.POSITION: "on the first day of another principal",
    Key.NAME_SUCCESSOR: "a facilitator, or another key person, has left",
    Key.SUPPORT_ENDS: "the last day of outside support is known",
    HandoverKey.HANDOVER_TALK: "leaver and newcomer are both known",
    HandoverKey.CONFIRM_BRIEF: "the leaver has gone and has commented not every initiative",
    HandoverKey.ANSWERS_MEANWHILE: "the post is vacant, and nobody answers meanwhile",
}
_OWN_DUE: Final = {Key.OUTGOING_COMMENT: "the last day, never overdue"}


def _ladders() -> Iterator[str]:
    yield ""
    yield "## Ladders"
    yield ""
    yield "| addressed to | " + " | ".join(step.replace("_", " ") for step in Step) + " | stalls |"
    yield "| --- " * (len(Step) + 2) + "|"
    for address, ladder in (
        (Address.PRINCIPAL, Ladder.PRINCIPAL),
        (Address.ORGANISER, Ladder.ORGANISER),
        (Address.FACILITATOR, Ladder.FACILITATOR),
    ):
        steps = [_offset(step, ladder) for step in Step]
        yield f"| {address} | {' | '.join(steps)} | {STALLS_AFTER} after |"
    yield ""
    yield "School days from the due day. Before, for facilitators: only if they have ten school days or more."


def _offset(step: Step, ladder: Ladder) -> str:
    days = OFFSETS[step]
    when = f"{abs(days)} {'before' if days < 0 else 'after'}" if days else "the day"
    return f"{when}, to {ESCALATES_TO[ladder]}" if step is Step.ESCALATED else when


def _templates() -> Iterator[str]:
    yield ""
    yield "## Templates"
    yield ""
    yield "| template | svenska | longest gap | meetings of a group | fewest | adds |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for template in map(load, SHIPPED):
        series = f"{template.series.number}, every {template.series.every_weeks} weeks"
        fewest, gap = str(fewest_meetings(template)), f"{template.longest_gap_weeks} weeks"
        row = (f"`{template.key}`", template.name.sv, gap, series, fewest, "; ".join(_adds(template)))
        yield f"| {' | '.join(row)} |"


def _adds(template: TemplateContent) -> Iterator[str]:
    """What a template has beside the chain that all have."""
    for module in template.modules:
        parts = f"{module.parts} parts" if module.parts > 1 else "one part"
        yield f"{module.text.en}: {parts} of {len(template.part_meetings)} meetings, in stage {module.stage.value}"
    if template.individual_preparation:
        yield "individual preparation offered before every part"
    if template.stage_titles:
        yield "own names of stages " + ", ".join(str(title.stage.value) for title in template.stage_titles)
    yield from (f"{s.fewest} to {s.most} participants at {s.percent} % ({s.subject})" for s in template.spans)
    if template.rounds:
        yield f"{template.rounds.number} analysis rounds a group, {CATALOGUE[Key.ANALYSIS_ROUND].minutes} minutes each"
    if template.wordings:
        yield f"{len(template.wordings)} questions in its own words"
    if template.goes_round:
        yield "the evaluation asks with which needs the next round begins"


def times(key: Key) -> int:
    """How often a task is filled in during the counted life, second voices included."""
    kind = CATALOGUE[key]
    match key:
        case Key.PROTOCOL:
            return _GROUPS * _MEETINGS
        case Key.CHECKPOINT:
            return 2 * 2
        case Key.CHECK_IN:
            return 3 * 2
        case _ if Track.FULL not in kind.tracks or kind.at_turnover or key in _NOT_COUNTED:
            return 0
        case _:
            return 2 if kind.jointly else 1


_NOT_COUNTED: Final = frozenset(
    {
        Key.DECIDE_ON_CONDITIONS,
        Key.STRENGTHEN_CONDITIONS,
        Key.RESTORE_RHYTHM,
        Key.PLAN_PARTS,
        Key.INDIVIDUAL_PREPARATION,
        Key.ANALYSIS_ROUND,
        Key.ANSWER_PAUSE,
        Key.INDICATOR_AGAIN,
        Key.CONFIRM_CONTINUATION,
        Key.TAKE_NEW_HOLD,
        Key.NEXT_INITIATIVE,
        Key.READ_PROTOCOL,
        Key.OBSERVATION,
        Key.SELF_ASSESSMENT,
    }
)


def _burden() -> Iterator[str]:
    yield ""
    yield "## What it costs to fill in"
    yield ""
    yield f"Estimated minutes, full track, {_GROUPS} groups, {_MEETINGS} meetings each, the first {_YEARS} years,"
    yield "the plan for afterwards confirmed in the evaluation. What is offered, or opens only when something goes"
    yield "wrong, is not counted; nor is marking a protocol as read."
    yield ""
    yield "| task | times | minutes | in all |"
    yield "| --- | --- | --- | --- |"
    counted = [(key, times(key), kind.minutes) for key, kind in CATALOGUE.items() if times(key)]
    for key, number, minutes in counted:
        yield f"| `{key}` | {number} | {minutes} | {number * minutes} |"
    every = sum(number for _, number, _ in counted)
    total = sum(number * minutes for _, number, minutes in counted)
    yield f"| **all** | **{every}** | | **{total}**, {total / 60:.1f} hours |"


def _forms() -> Iterator[str]:
    yield ""
    yield "## Forms"
    yield ""
    yield "\\* required · g: a gate or a rule reads it, so it is asked even under *already done* · ←: suggested from."
    for form in get_args(Form):
        yield ""
        yield f"### `{get_args(get_type_hints(form)['kind'])[0]}` {_title(form)}".rstrip()
        yield ""
        yield from _fields(form, 0)


def _programmes() -> Iterator[str]:
    yield ""
    yield "## Programmes (Satsningar)"
    yield ""
    yield "One template, one decision, many units, each with an initiative of its own. A unit where an initiative is"
    yield "live, where the latest one rated its receiving capacity low, or where nobody is principal, is held back"
    yield f"until the organiser chooses. Once a term, {BEFORE_TERM_END} school days before its end, a meeting of the"
    yield f"eager across units opens, to be held within {NETWORK_WITHIN}. The checklist:"
    yield ""
    yield from (f"- {LABELS[item]} *{_sv(LABELS[item])}*" for item in Item)
    for form in OF_PROGRAMMES.values():
        yield ""
        yield f"### `{get_args(get_type_hints(form)['kind'])[0]}`"
        yield ""
        yield from _fields(form, 0)


def _title(form: type) -> str:
    titles = [_sv(kind.title) for kind in CATALOGUE.values() if form in kind.forms]
    return ", ".join(dict.fromkeys(titles))


def _fields(form: type, depth: int) -> Iterator[str]:
    hints = get_type_hints(form)
    for described, how in questions(form):
        inner = _inner(hints[described.name])
        marks = ("\\*" if how.required else "") + (" g" if how.gate else "")
        yield f"{'  ' * depth}- `{described.name}`{marks}: {how.label} *{_sv(how.label)}*{_detail(how, inner)}"
        if isinstance(inner, type) and is_dataclass(inner):
            yield from _fields(inner, depth + 1)


def _detail(how: Asked, inner: Any) -> str:
    values = ", ".join(f"`{value}`" for value in inner) if _is_choice(inner) else ""
    prefilled = f"← {how.prefilled}" if how.prefilled else ""
    parts = [part for part in (how.help, values, prefilled) if part]
    return f" ({'; '.join(parts)})" if parts else ""


def _is_choice(inner: Any) -> bool:
    return isinstance(inner, type) and issubclass(inner, StrEnum)


def _inner(hint: Any) -> Any:
    """The type of one value: of a row in a list, of an optional answer."""
    arguments = [argument for argument in get_args(hint) if argument not in (types.NoneType, Ellipsis)]
    if not arguments:
        return hint
    return _inner(arguments[0])

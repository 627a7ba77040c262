"""What is shown of moving initiatives to another version of their template, as data and in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.catalogue import CATALOGUE
from domain.initiative.rehearsal import Rehearsal
from domain.messages import N_
from domain.refusals import Refusal
from events.intent import Answer
from events.ledger import CHANGED
from web.problems import PRECONDITION_FAILED, UNAVAILABLE
from web.refusing import Translate, sentence_of
from web.template_moves import Rehearsed, Result


class Outcome(StrEnum):
    """What a move would come to, or came to."""

    CLEAN = "clean"
    """Nothing but the version changes."""
    CHANGES = "changes"
    ALREADY = "already"
    """It is at that version."""
    REFUSED = "refused"
    MOVED = "moved"
    UNKNOWN = "unknown"
    """The log could not be reached: the same again tells."""


OUTCOMES: Mapping[Outcome, str] = {
    Outcome.CLEAN: N_("moves cleanly"),
    Outcome.CHANGES: N_("moves with changes"),
    Outcome.ALREADY: N_("there already"),
    Outcome.REFUSED: N_("refused"),
    Outcome.MOVED: N_("moved"),
    Outcome.UNKNOWN: N_("not known: try again"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueView:
    """An open task whose due day is counted again."""

    task: UUID
    key: str
    title: str
    was: date | None
    becomes: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmView:
    """When a group's meetings will have become too rare if none is held."""

    group: int
    was: date | None
    becomes: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesView:
    """What a move changes."""

    dues: tuple[DueView, ...] = ()
    check_ins_added: Mapping[int, date | None] | None = None
    """By months; the day where it is known."""
    check_ins_removed: Mapping[int, date | None] | None = None
    rhythm: tuple[RhythmView, ...] = ()
    opens: tuple[str, ...] = ()
    """Titles of tasks that open at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalView:
    """One live initiative, and what moving it would come to."""

    initiative: UUID
    title: str
    unit: str
    version: int
    """Of the template, which it is at."""
    outcome: str
    code: str | None
    """Why it is refused, for programs."""
    reason: str | None
    """The same for people."""
    changes: ChangesView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """One initiative, and what became of its move."""

    initiative: UUID
    title: str
    outcome: str
    status: int
    """As HTTP would say it of this one alone."""
    code: str | None
    reason: str | None


def outcome_of(rehearsal: Rehearsal | Refusal) -> Outcome:
    """What the move would come to, in a word."""
    match rehearsal:
        case Refusal():
            return Outcome.REFUSED
        case Rehearsal(events=()) | Rehearsal(events=[]):
            return Outcome.ALREADY
        case _:
            return Outcome.CLEAN if rehearsal.is_clean else Outcome.CHANGES


def rehearsal_view(each: Rehearsed, unit: str, translate: Translate) -> RehearsalView:
    """One line of a rehearsal."""
    held = each.outcome
    refusal = held if isinstance(held, Refusal) else None
    return RehearsalView(
        initiative=each.row.id,
        title=each.title,
        unit=unit,
        version=each.row.initiative.template_version,
        outcome=outcome_of(held).value,
        code=refusal.code if refusal else None,
        reason=sentence_of(refusal, translate) if refusal else None,
        changes=_changes(held, translate) if isinstance(held, Rehearsal) else None,
    )


def _changes(held: Rehearsal, translate: Translate) -> ChangesView:
    return ChangesView(
        dues=tuple(
            DueView(
                task=due.task,
                key=due.key.value,
                title=translate(CATALOGUE[due.key].title),
                was=due.was,
                becomes=due.becomes,
            )
            for due in held.dues
        ),
        check_ins_added=held.added,
        check_ins_removed=held.removed,
        rhythm=tuple(RhythmView(group=group, was=was, becomes=then) for group, (was, then) in held.rhythm.items()),
        opens=tuple(translate(CATALOGUE[key].title) for key in held.opened),
    )


def move_view(each: Rehearsed, result: Result, translate: Translate) -> MoveView:
    """One line of what a move came to."""
    outcome, status, code, reason = Outcome.MOVED, 200, None, None
    match result:
        case Answer(events=()):
            outcome = Outcome.ALREADY
        case Answer():
            pass
        case Refusal():
            outcome, code, reason = Outcome.REFUSED, result.code, sentence_of(result, translate)
            status = PRECONDITION_FAILED if code == CHANGED else result.status
        case _:
            outcome, status, code = Outcome.UNKNOWN, UNAVAILABLE, "unavailable"
    return MoveView(
        initiative=each.row.id, title=each.title, outcome=outcome.value, status=status, code=code, reason=reason
    )


def said_of(changes: ChangesView, translate: Translate) -> Iterator[str]:
    """The changes, a line each."""
    for due in changes.dues:
        yield translate(N_("{title}: {was} → {becomes}"), title=due.title, was=due.was, becomes=due.becomes)
    if changes.check_ins_added:
        months = _months(changes.check_ins_added)
        yield translate(N_("check-ins that come in, after so many months: {months}"), months=months)
    if changes.check_ins_removed:
        months = _months(changes.check_ins_removed)
        yield translate(N_("check-ins that fall away, after so many months: {months}"), months=months)
    for row in changes.rhythm:
        yield translate(
            N_("group {group}: too rare from {becomes}, before {was}"),
            group=row.group,
            was=row.was or "–",
            becomes=row.becomes or "–",
        )
    for title in changes.opens:
        yield translate(N_("opens at once: {title}"), title=title)


def _months(held: Mapping[int, date | None]) -> str:
    """With their days, where those are known."""
    return ", ".join(f"{months} ({on})" if on else str(months) for months, on in held.items())

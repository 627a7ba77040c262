"""A file's rows, and what they do, as the API and the command line show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from domain.messages import N_
from domain.organiser import UnitKind
from domain.refusals import Refusal
from web.refusing import Translate, sentence_of
from web.rosters import effects as ef
from web.rosters.planning import Plan, Planned
from web.rosters.registering import Result
from web.rosters.rows import Flaw
from web.views import Coded


class Became(StrEnum):
    """What a row would do, or did."""

    WOULD = "would"
    DONE = "done"
    UNCHANGED = "unchanged"
    ERROR = "error"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """The log could not be reached: the same file again tells."""


BECAME: Final[Mapping[Became, str]] = {
    Became.WOULD: N_("would be done"),
    Became.DONE: N_("done"),
    Became.UNCHANGED: N_("unchanged"),
    Became.ERROR: N_("cannot be used"),
    Became.REFUSED: N_("refused"),
    Became.UNKNOWN: N_("not known: try again"),
}


KINDS: Final[Mapping[UnitKind, str]] = {
    "school": N_("school"),
    "preschool": N_("preschool"),
    "organiser": N_("the organiser's own work"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlawView:
    """What is wrong with one cell."""

    column: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One row of a file."""

    line: int
    unit: str
    outcome: Coded
    effects: tuple[str, ...]
    errors: tuple[FlawView, ...]
    reason: str | None
    """Why it was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterView:
    """A file of units and posts."""

    rows: Sequence[RosterRow]
    errors: int
    """Rows that cannot be used: with any, nothing is done."""
    changes: int
    """Posts with a holder that would change, or have."""
    posts: int
    asks: bool
    """Whether so many change that their number has to be confirmed."""
    unasked: int
    """So many may change without."""
    note: str
    """Of how the file was read."""

    @property
    def does_something(self) -> bool:
        return any(row.outcome.code == Became.WOULD for row in self.rows)


def roster_view(plan: Plan, translate: Translate, results: Mapping[int, Result] | None = None) -> RosterView:
    """What a file would do; with `results`, what became of it."""
    letters = N_("The file was not in UTF-8; it was read in Windows' own letters. See that å, ä and ö are right.")
    return RosterView(
        rows=[_row(each, translate, results) for each in plan.rows],
        errors=plan.faulty,
        changes=plan.changed,
        posts=plan.posts,
        asks=plan.is_many,
        unasked=plan.unasked,
        note=translate(letters) if plan.old_letters else "",
    )


def _row(each: Planned, translate: Translate, results: Mapping[int, Result] | None) -> RosterRow:
    result = results[each.row.line] if results is not None else None
    became = _became(each, result, done=results is not None)
    return RosterRow(
        line=each.row.line,
        unit=each.unit_name or each.row.unit or each.row.code,
        outcome=Coded(code=became.value, label=translate(BECAME[became])),
        effects=tuple(in_words(effect, translate) for effect in each.effects if not each.flaws),
        errors=tuple(flaw_view(flaw, translate) for flaw in each.flaws),
        reason=sentence_of(result, translate) if isinstance(result, Refusal) else None,
    )


def _became(each: Planned, result: Result, *, done: bool) -> Became:
    if each.flaws:
        return Became.ERROR
    if result is not None:
        return Became.REFUSED if isinstance(result, Refusal) else Became.UNKNOWN
    if not each.effects:
        return Became.UNCHANGED
    return Became.DONE if done else Became.WOULD


def flaw_view(flaw: Flaw, translate: Translate) -> FlawView:
    """A cell's flaw in words."""
    return FlawView(column=flaw.column, what=translate(flaw.sentence, **flaw.details))


def in_words(effect: ef.Effect, translate: Translate) -> str:
    """A row's effect."""
    match effect:
        case ef.NewUnit():
            about = ", ".join(filter(None, (translate(KINDS[effect.unit_kind]), effect.code)))
            return translate(N_("new unit ({about})"), about=about)
        case ef.Registered():
            return translate(N_("{name} is registered"), name=effect.name)
        case ef.Appointed():
            return _appointed(effect, translate)
        case ef.MadePermanent():
            return translate(N_("{name} is no longer acting from {since}"), name=effect.name, since=effect.since)
        case ef.Departs():
            return translate(N_("{name} leaves, last day {date}"), name=effect.name, date=effect.last_day)
        case ef.Corrected():
            until = f" – {effect.until}" if effect.until else ""
            said = N_("days of {name} corrected: {since}{until}")
            return translate(said, name=effect.name, since=effect.since, until=until)
        case ef.ManagerNamed():
            return translate(N_("{name} is named the principal's manager"), name=effect.name)
    assert_never(effect)


def _appointed(effect: ef.Appointed, translate: Translate) -> str:
    if effect.until is None:
        acting = N_("{name} is appointed acting principal from {since}")
        said = acting if effect.acting else N_("{name} is appointed principal from {since}")
    else:
        acting = N_("{name} is appointed acting principal from {since} to {until}")
        said = acting if effect.acting else N_("{name} is appointed principal from {since} to {until}")
    return translate(said, name=effect.name, since=effect.since, until=effect.until)

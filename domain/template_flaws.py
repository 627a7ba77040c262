"""Why nobody could follow a template: everything at once, each with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

from domain.bounds import Bounds, Path, out_of_bounds
from domain.fields import questions
from domain.forms import Form, Protocol
from domain.messages import N_
from domain.stages import Stage

if TYPE_CHECKING:
    from domain.template import Module, Moment, Span, TemplateContent, Wording

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Why nobody could follow a template: where, and what would do instead."""

    path: Path
    code: str
    sentence: str
    """A part of a sentence, filled with `allowed`."""
    allowed: str = ""


def number_flaw(path: Path, bounds: Bounds) -> Flaw:
    """A number that its bounds do not hold."""
    if bounds.most is None:
        what = N_("give {allowed} or more")
        return Flaw(path=path, code="template_numbers", sentence=what, allowed=str(bounds.least))
    what = N_("give a number from {allowed}")
    return Flaw(path=path, code="template_numbers", sentence=what, allowed=f"{bounds.least}–{bounds.most}")


def flaws(content: TemplateContent) -> Iterator[Flaw]:
    """Everything that keeps a template from being published."""
    yield from (number_flaw(path, bounds) for path, bounds in out_of_bounds(content))
    if not _KEY.fullmatch(content.key):
        what = N_("give small letters, digits and hyphens, as in larande-samtal")
        yield Flaw(path=("key",), code="template_key", sentence=what)
    for language in ("sv", "en"):
        if not getattr(content.name, language).strip():
            yield Flaw(path=("name", language), code="template_name", sentence=N_("this is needed"))
    if content.series.every_weeks > content.longest_gap_weeks:
        what = N_("the series must not be sparser than longest_gap_weeks: give {allowed} or less")
        where = ("series", "every_weeks")
        yield Flaw(path=where, code="template_gap", sentence=what, allowed=str(content.longest_gap_weeks))
    yield from _check_in_flaws(content)
    yield from _part_flaws(content)
    yield from _module_flaws(content.modules)
    yield from _wording_flaws(content.wordings)
    yield from _span_flaws(content.spans)
    yield from _moment_flaws(content.moments)


_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _check_in_flaws(content: TemplateContent) -> Iterator[Flaw]:
    if not content.check_in_months:
        what = N_("at least one check-in is needed: the initiative closes with the last one")
        yield Flaw(path=("check_in_months",), code="template_check_ins", sentence=what)
        return
    for name in ("check_in_months", "optional_check_in_months"):
        months: tuple[int, ...] = getattr(content, name)
        if set(months) & _repeated((*content.check_in_months, *content.optional_check_in_months)):
            what = N_("no month twice, here or among the other check-ins")
            yield Flaw(path=(name,), code="template_check_ins", sentence=what)
    if max(content.optional_check_in_months, default=0) > content.last_check_in:
        what = N_("an optional check-in comes before the last of the others: give less than {allowed}")
        where = ("optional_check_in_months",)
        yield Flaw(path=where, code="template_check_ins", sentence=what, allowed=str(content.last_check_in))


def _part_flaws(content: TemplateContent) -> Iterator[Flaw]:
    if content.modules and not content.part_meetings:
        what = N_("say which meetings every part has")
        yield Flaw(path=("part_meetings",), code="template_part_meetings", sentence=what)
    known = [each.name for each, _ in questions(Protocol)]
    for number, meeting in enumerate(content.part_meetings):
        for place, name in enumerate(meeting.asks):
            if name not in known:
                where = ("part_meetings", number, "asks", place)
                what = N_("give one of {allowed}")
                yield Flaw(path=where, code="template_asks", sentence=what, allowed=", ".join(known))


_HAVE_PARTS: Final = (Stage.START, Stage.NEEDS, Stage.IMPLEMENTATION)


def _module_flaws(modules: tuple[Module, ...]) -> Iterator[Flaw]:
    for number, module in enumerate(modules):
        if module.stage not in _HAVE_PARTS:
            allowed = ", ".join(str(stage.value) for stage in _HAVE_PARTS)
            where = ("modules", number, "stage")
            yield Flaw(path=where, code="template_stage", sentence=N_("give one of {allowed}"), allowed=allowed)


def _wording_flaws(wordings: tuple[Wording, ...]) -> Iterator[Flaw]:
    by_kind: dict[str, Any] = {form.__dataclass_fields__["kind"].default: form for form in get_args(Form)}
    for number, wording in enumerate(wordings):
        form = by_kind.get(wording.form)
        known = [each.name for each, _ in questions(form)] if form else []
        if wording.field.partition(".")[0] not in known:
            name, allowed = ("field", known) if form else ("form", list(by_kind))
            where = ("wordings", number, name)
            what = N_("give one of {allowed}")
            yield Flaw(path=where, code="template_wordings", sentence=what, allowed=", ".join(allowed))


def _span_flaws(spans: tuple[Span, ...]) -> Iterator[Flaw]:
    for number, span in enumerate(spans):
        if span.fewest > span.most:
            where = ("spans", number, "most")
            what = N_("give {allowed} or more")
            yield Flaw(path=where, code="template_spans", sentence=what, allowed=str(span.fewest))


def _moment_flaws(moments: tuple[Moment, ...]) -> Iterator[Flaw]:
    repeated = _repeated(moment.key for moment in moments)
    for number, moment in enumerate(moments):
        if moment.key in repeated:
            what = N_("no key twice")
            yield Flaw(path=("moments", number, "key"), code="template_moments", sentence=what)
        if moment.minutes_from and moment.minutes_to and moment.minutes_from > moment.minutes_to:
            what = N_("give minutes_from or more: {allowed}")
            where = ("moments", number, "minutes_to")
            yield Flaw(path=where, code="template_moments", sentence=what, allowed=str(moment.minutes_from))


def _repeated(values: Iterable[T]) -> set[T]:
    return {value for value, count in Counter(values).items() if count > 1}

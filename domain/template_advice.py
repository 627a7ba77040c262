"""What in a template may be a mistake though it can be followed: said when a file is checked, never refused."""

from collections.abc import Iterator
from typing import Final

from domain.bounds import Path
from domain.catalogue import CATALOGUE
from domain.ladders import OFFSETS, Step
from domain.mechanisms import missing_blocks
from domain.messages import N_
from domain.template import TemplateContent, Text
from domain.template_flaws import Flaw

LONG_DUE: Final = 60
"""School days: a third of a school year."""


def advice(content: TemplateContent, source: TemplateContent | None = None) -> Iterator[Flaw]:
    """Everything worth a second look; `source` is the shipped template of that key, whose gap the sources give."""
    yield from _on_due_days(content)
    if source is not None and content.longest_gap_weeks > source.longest_gap_weeks:
        what = N_("longer than the source of this kind says, which is {allowed}")
        yield Flaw(path=("longest_gap_weeks",), code="gap", sentence=what, allowed=str(source.longest_gap_weeks))
    least = sum(moment.minutes_from or 0 for moment in content.moments)
    if least > content.series.minutes:
        what = N_("the moments alone take {allowed} minutes at least")
        yield Flaw(path=("series", "minutes"), code="minutes", sentence=what, allowed=str(least))
    if not content.moments:
        yield Flaw(path=("moments",), code="moments", sentence=N_("without moments a meeting has no agenda to tick"))
    if missing_blocks(suggested.mechanism for suggested in content.mechanisms):
        what = N_("not every one of the four building blocks has a mechanism: plans begin unbalanced")
        yield Flaw(path=("mechanisms",), code="mechanisms", sentence=what)
    for path, text in _texts(content):
        for language in ("sv", "en"):
            if not getattr(text, language).strip():
                what = N_("empty: whoever reads this language sees nothing here")
                yield Flaw(path=(*path, language), code="texts", sentence=what)


def _on_due_days(content: TemplateContent) -> Iterator[Flaw]:
    for key, days in content.due.items():
        if CATALOGUE[key].due is None:
            what = N_("this task's due day is set otherwise: the number is not used")
        elif days <= -OFFSETS[Step.BEFORE]:
            what = N_("so few school days that no reminder comes before the due day")
        elif days > LONG_DUE:
            what = N_("more than a third of a school year")
        else:
            continue
        yield Flaw(path=("due", key.value), code="due", sentence=what)


def _texts(content: TemplateContent) -> Iterator[tuple[Path, Text]]:
    yield from ((("stage_titles", n, "text"), title.text) for n, title in enumerate(content.stage_titles))
    yield from ((("wordings", n, "label"), wording.label) for n, wording in enumerate(content.wordings))
    yield ("evidence",), content.evidence
    yield from ((("moments", n, "text"), moment.text) for n, moment in enumerate(content.moments))
    yield from ((("mechanisms", n, "where"), row.where) for n, row in enumerate(content.mechanisms))

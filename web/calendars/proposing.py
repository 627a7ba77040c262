"""A calendar to edit: the terms, breaks and study days in force and the public holidays, as a CSV file."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from domain.calendar import CalendarState
from domain.calendar_content import breaks_of, terms_of
from domain.messages import N_
from domain.school_year import SATURDAY, school_year
from web.calendars.holidays import half_days_in, holidays_in
from web.calendars.rows import KINDS, Kind

Say = Callable[..., str]
_Line = tuple[str, date, date, str]
_HINT = N_("# Change, add and remove rows, then try it: styrkedjan calendar import FILE. A line after # is not read.")
_HALF = N_("# Some schools are closed on these too. Take the # away for those that are:")


def proposal(calendar: CalendarState, years: Sequence[int], say: Say, language: str = "sv") -> str:
    """The file's text. Raises Unmet for years too far away."""
    written = io.StringIO()
    written.write(say(_HINT) + "\n")
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(("typ", "från", "till", "namn") if language == "sv" else ("kind", "from", "to", "name"))
    for year in sorted(set(years)):
        calendar.school.terms(year)
        writer.writerows(_plain(line) for line in _lines(calendar, year, say, language))
        half = list(_half_days(calendar, year, say))
        if half:
            written.write(say(_HALF) + "\n")
            for line in half:
                written.write("# ")
                writer.writerow(_plain(line))
    return written.getvalue()


def _plain(line: _Line) -> tuple[str, str, str, str]:
    kind, start, end, name = line
    return kind, start.isoformat(), end.isoformat(), name


def _lines(calendar: CalendarState, year: int, say: Say, language: str) -> Iterator[_Line]:
    content = calendar.content
    for term in terms_of(content, year):
        kind = Kind.AUTUMN if term.name == "autumn" else Kind.SPRING
        yield say(KINDS[kind]), term.start, term.end, ""
    for gap in breaks_of(content, year):
        yield say(KINDS[Kind.BREAK]), gap.start, gap.end, say(N_("week {week}"), week=gap.start.isocalendar().week)
    for day in sorted(content.study_days):
        if school_year(day) == year:
            yield say(KINDS[Kind.STUDY_DAY]), day, day, ""
    for day, name in holidays_in(year, language).items():
        yield say(KINDS[Kind.HOLIDAY]), day, day, name


def _half_days(calendar: CalendarState, year: int, say: Say) -> Iterator[_Line]:
    """Weekdays in the terms on which some schools are closed."""
    terms, breaks = terms_of(calendar.content, year), breaks_of(calendar.content, year)
    for day, name in half_days_in(year).items():
        in_term = any(term.start <= day <= term.end for term in terms)
        free = any(gap.start <= day <= gap.end for gap in breaks)
        if in_term and not free and day.isoweekday() < SATURDAY:
            yield say(KINDS[Kind.BREAK]), day, day, name

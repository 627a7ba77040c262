"""Calendar files in iCalendar (RFC 5545): whole days, one or several; DTEND is the day after the last."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from icalendar import Calendar, Component
from icalendar.error import BrokenCalendarProperty

from domain.messages import N_
from domain.school_year import DateRange
from web.calendars.rows import UNKNOWN, Passed, Read, Row, file_refused, span_of
from web.calendars.words import kind_of

_DAY: Final = timedelta(days=1)
_BEGIN: Final = re.compile(r"BEGIN:VEVENT\s*", re.IGNORECASE)
_DAMAGED: Final = N_("The iCalendar file is damaged or cut short. Export it again.")
_PARTS: Final = N_("only whole days count; this has hours")
_CANCELLED: Final = N_("cancelled")


def read_ical(text: str) -> Read:
    """Raises Unmet."""
    if "END:VCALENDAR" not in text.upper():
        raise file_refused(_DAMAGED)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError) as error:
        raise file_refused(_DAMAGED) from error
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _BEGIN.fullmatch(line)]
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    found = [_row(event, line) for event, line in zip(events, lines, strict=False)]
    return Read(
        rows=[row for row in found if isinstance(row, Row)], passed=[row for row in found if isinstance(row, Passed)]
    )


def _row(event: Component, line: int) -> Row | Passed:
    name = " ".join(str(event.get("SUMMARY", "")).split())
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return Passed(line=line, name=name, why=_CANCELLED)
    if "RRULE" in event or "RDATE" in event:
        raise file_refused(
            N_("Line {line}: “{name}” repeats by a rule (RRULE). Write its days out, one event each."),
            line=line,
            name=name,
        )
    span = _span(event, line)
    if span is None:
        return Passed(line=line, name=name, why=_PARTS)
    kind = kind_of(name, span.start)
    return (
        Row(line=line, kind=kind, span=span, name=name)
        if kind
        else Passed(line=line, name=name, why=UNKNOWN, span=span)
    )


def _span(event: Component, line: int) -> DateRange | None:
    """Its days; `None` if it has hours."""
    start = _moment(event, "DTSTART")
    if start is None:
        raise file_refused(N_("Line {line}: the event has no date that can be read (DTSTART)."), line=line)
    end = _moment(event, "DTEND") or _lasting(event, start)
    if isinstance(start, datetime) or isinstance(end, datetime):
        moments = [moment for moment in (start, end) if isinstance(moment, datetime)]
        if len(moments) != 2 or any(moment.time() != time.min for moment in moments) or start == end:  # noqa: PLR2004
            return None
    first, after = _date(start), _date(end)
    # An end on the day it starts is written by some for one day.
    return span_of(line, first, after if after <= first else after - _DAY)


def _moment(event: Component, name: str) -> date | None:
    held: Any = event.get(name)
    try:
        found = getattr(held, "dt", None)
    except BrokenCalendarProperty:
        return None
    return found if isinstance(found, date) else None


def _lasting(event: Component, start: date) -> date:
    held: Any = event.get("DURATION")
    lasts = getattr(held, "dt", None)
    whole = start if isinstance(start, datetime) else start + _DAY
    return start + lasts if isinstance(lasts, timedelta) else whole


def _date(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment

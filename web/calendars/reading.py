"""A calendar file, whatever it is: which format, which encoding."""

from domain.messages import N_
from web.calendars.ical import read_ical
from web.calendars.rows import Read, file_refused
from web.calendars.table import read_table


def read_file(held: bytes | str) -> Read:
    """iCalendar or CSV, told by what stands in it. Raises Unmet."""
    text = held if isinstance(held, str) else _text(held)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise file_refused(N_("The file is empty."))
    if text.lstrip()[:15].upper() == "BEGIN:VCALENDAR":
        found = read_ical(text)
    else:
        _refuse_others(text)
        found = read_table(text)
    if not found.rows and not found.passed:
        raise file_refused(N_("There is no day in the file."))
    return found


def _text(held: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or else what Windows and older systems write."""
    if held.startswith((b"\xff\xfe", b"\xfe\xff")):
        return held.decode("utf-16", errors="replace")
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError:
        return held.decode("cp1252", errors="replace")


def _refuse_others(text: str) -> None:
    """A workbook, a PDF, a web page: their first characters say so."""
    if "\0" in text or text.startswith(("PK", "%PDF", "{", "[")) or text.lstrip()[:1] == "<":
        raise file_refused(N_("This is neither iCalendar (.ics) nor CSV. Export or save it as one of them."))

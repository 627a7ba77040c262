"""What schools call their days, in Swedish and English: a row is recognised by whole words, never guessed at."""

import re
from datetime import date
from typing import Final

from domain.school_year import FIRST_MONTH
from web.calendars.holidays import NAMES
from web.calendars.rows import Kind

_WORD: Final = re.compile(r"[^\W_]+(?:-[^\W\d_]+)*")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_AUTUMN: Final = _words("ht höst hösttermin höstterminen höstterminens autumn fall")
_SPRING: Final = _words("vt vår vårtermin vårterminen vårterminens spring")
_TERM: Final = _words(
    """ht vt termin terminen terminens hösttermin höstterminen höstterminens vårtermin vårterminen vårterminens
    term semester"""
)
_SCHOOL: Final = _words("skolan läsåret läsårets school")
_BEGINS: Final = _words("börjar startar start första begins starts first")
_ENDS: Final = _words("slutar slut avslutning sista ends last")
_BEGINS_TERM: Final = _words("skolstart skolstarten terminsstart terminsstarten läsårsstart läsårsstarten")
_ENDS_TERM: Final = _words("skolavslutning skolavslutningen terminsavslutning terminsslut läsårsslut läsårsavslutning")
_STUDY: Final = _words(
    """studiedag studiedagar studiedagen kompetensutvecklingsdag kompetensutvecklingsdagar kompetensdag kompetensdagar
    fortbildningsdag fortbildningsdagar planeringsdag planeringsdagar utvecklingsdag utvecklingsdagar
    lärardag lärardagar k-dag k-dagar study-day inset"""
)
_BREAK: Final = _words(
    """lov lovet lovdag lovdagar lovvecka ledig ledigt ledighet skolfri skolfritt klämdag klämdagar break half-term
    höstlov läslov jullov februarilov sportlov vinterlov påsklov vårlov sommarlov höstlovet läslovet jullovet
    februarilovet sportlovet vinterlovet påsklovet vårlovet sommarlovet"""
)
_HOLIDAY: Final = _words("helgdag helgdagar röd-dag holiday holidays")
_SEASONS: Final = _words("autumn summer christmas winter easter spring sports")
_TOGETHER: Final = {
    "study day": "study-day",
    "study days": "study-day",
    "röd dag": "röd-dag",
    "röda dagar": "röd-dag",
    "k dag": "k-dag",
    "half term": "half-term",
}


def kind_of(said: str, start: date) -> Kind | None:
    """What a row is that is called this and starts on `start`; `None`: it cannot be told, or is told two ways."""
    if said.strip().casefold() in NAMES:
        return Kind.HOLIDAY
    words = _words_in(said)
    if words & _SEASONS and words & {"holiday", "holidays"}:
        return Kind.BREAK
    says = {Kind.STUDY_DAY: words & _STUDY, Kind.BREAK: words & _BREAK, Kind.HOLIDAY: words & _HOLIDAY}
    found = [kind for kind, by in says.items() if by]
    if found:
        return found[0] if len(found) == 1 else None
    return _term(words, start)


def _words_in(said: str) -> set[str]:
    text = " ".join(_WORD.findall(said.casefold()))
    for words, one in _TOGETHER.items():
        text = re.sub(rf"\b{words}\b", one, text)
    return set(text.split())


def _term(words: set[str], start: date) -> Kind | None:
    term, school = words & _TERM, words & (_TERM | _SCHOOL)
    begins = words & _BEGINS_TERM or (words & _BEGINS and school)
    ends = words & _ENDS_TERM or (words & _ENDS and school)
    if begins or ends:
        return None if begins and ends else Kind.BEGINS if begins else Kind.ENDS
    if not term or words & (_BEGINS | _ENDS):
        return None
    if bool(words & _AUTUMN) == bool(words & _SPRING):
        return Kind.AUTUMN if start.month >= FIRST_MONTH else Kind.SPRING
    return Kind.AUTUMN if words & _AUTUMN else Kind.SPRING

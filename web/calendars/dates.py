"""Dates as people write them in calendar files: ISO, or the Swedish ways."""

import re
from datetime import date
from typing import Final

_ISO: Final = re.compile(r"(\d{4})-?(\d{1,2})-?(\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.]\s?(\d{1,2})(?:[/.,-]|\s|,\s)\s?(\d{4})")
_WEEKDAY: Final = r"(?:(?:den|mån|tis|ons|tor|fre|lör|sön)\w*\.?,? )*"
_IN_WORDS: Final = re.compile(_WEEKDAY + r"(\d{1,2}):?[ea]?\.? ([a-zåäö]+)\.? (\d{4})")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "ma", "jun", "jul", "aug", "sep", "o", "nov", "dec")
"""The beginnings that Swedish and English months share."""


def date_of(said: str) -> date | None:
    """`2026-08-17`, `20260817`, `17/8 2026`, `17.8.2026`, `17 augusti 2026`; `None` for anything else."""
    text = " ".join(said.casefold().split())
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if (found := _IN_WORDS.fullmatch(text)) and (month := _month(found[2])):
            return date(int(found[3]), month, int(found[1]))
    except ValueError:
        return None
    return None


def _month(word: str) -> int | None:
    beginnings = {start: number for number, start in enumerate(_MONTHS, 1)} | {"mars": 3, "mar": 3, "maj": 5, "may": 5}
    fitting = [start for start in beginnings if len(word) >= 3 and word.startswith(start)]  # noqa: PLR2004  "ma"
    return beginnings[max(fitting, key=len)] if fitting else None

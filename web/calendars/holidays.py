"""Swedish public holidays as the `holidays` package lists them: proposed here, kept in what is published."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from holidays.constants import DE_FACTO, OPTIONAL, PUBLIC
from holidays.countries.sweden import Sweden

from domain.school_year import school_year

_LANGUAGES: Final = {"sv": "sv", "en": "en_US"}


@cache
def holidays_in(year: int, language: str = "sv") -> Mapping[date, str]:
    """The public holidays of a school year, and the eves that no school is open on, with their names."""
    return _listed(year, language, PUBLIC, DE_FACTO)


@cache
def half_days_in(year: int) -> Mapping[date, str]:
    """Eves and days between that some schools keep: to choose from."""
    return _listed(year, "sv", OPTIONAL)


def _listed(year: int, language: str, *categories: str) -> Mapping[date, str]:
    listed = Sweden(
        years=(year, year + 1), categories=categories, language=_LANGUAGES.get(language, "sv"), include_sundays=False
    )
    return {day: name for day, name in sorted(listed.items()) if school_year(day) == year}


NAMES: Final = frozenset(
    name.casefold() for language in _LANGUAGES for year in (2026, 2027) for name in holidays_in(year, language).values()
)
"""What the holidays are called."""

"""Official Swedish numbers, checked at the edge before they are sealed. Source: DOMAIN, "Places and people"."""

import re
from typing import Final

from domain.messages import N_
from domain.refusals import Unmet

_ORGANISATION: Final = re.compile(r"(?:16)?(\d{6})[- ]?(\d{4})", re.ASCII)
_SCHOOL_UNIT: Final = re.compile(r"\d{8}", re.ASCII)


def organisation_number(text: str) -> str:
    """The ten digits of an organisationsnummer, however written. Raises Unmet.

    It may be a sole trader's personal number, so the refusal does not repeat it.
    """
    match = _ORGANISATION.fullmatch(text.strip())
    digits = "".join(match.groups()) if match else ""
    if not digits or not luhn(digits):
        raise Unmet("organisation_number", N_("This is no organisation number: ten digits, the last a check digit."))
    return digits


def school_unit_code(text: str) -> str:
    """The eight digits of a skolenhetskod; it has no check digit. Raises Unmet."""
    digits = text.strip()
    if not _SCHOOL_UNIT.fullmatch(digits):
        raise Unmet("school_unit_code", N_("A school unit code has eight digits. Preschools have none: leave it out."))
    return digits


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others: every second doubled, digit sums divisible by ten."""
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(digits, start=len(digits) % 2))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0  # noqa: PLR2004  9 and 10 are the method

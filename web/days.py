"""Days as people write them."""

from datetime import date

from domain.messages import N_
from domain.refusals import Unmet


def day(text: str) -> date:
    """A date as people write it. Raises Unmet."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Unmet("no_date", N_("“{text}” is no date. Write it as 2026-08-17."), text=text) from None

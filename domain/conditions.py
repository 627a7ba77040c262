"""Preconditions and receiving capacity (förutsättningar, mottagarkapacitet), rated by two voices.

Sources: the eleven preconditions, seed 001; what counts as low, TASKS, gate 2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.fields import asked
from domain.messages import N_
from domain.sealed import Sealed


class Rating(StrEnum):
    """Best to worst."""

    IN_PLACE = "in_place"
    PARTLY = "partly"
    MISSING = "missing"


_FROM_BEST: Final = {rating: place for place, rating in enumerate(Rating)}


class Condition(StrEnum):
    """The eleven preconditions (DOMAIN, "Preconditions"), and the two of receiving capacity."""

    SCHEDULED_TIME = "scheduled_time"
    TIME_TO_TRY = "time_to_try"
    PLANNED_MEETINGS = "planned_meetings"
    MATERIAL = "material"
    PACE = "pace"
    MEETING_LEADERS = "meeting_leaders"
    ONE_FOCUS = "one_focus"
    TRUST = "trust"
    BROAD_PARTICIPATION = "broad_participation"
    ENGAGED_PRINCIPAL = "engaged_principal"
    CONTINUITY = "continuity"
    MEETING_STRUCTURE = "meeting_structure"
    QUALITY_ROUTINE = "quality_routine"


PRECONDITIONS: Final = tuple(Condition)[:11]
"""What a checkpoint asks; receiving capacity asks all of `Condition`."""

DECISIVE: Final = frozenset({Condition.MEETING_STRUCTURE, Condition.QUALITY_ROUTINE, Condition.SCHEDULED_TIME})
"""Any of these missing makes the capacity low."""

MANY_MISSING: Final = 4
"""So many missing of the 13 make the capacity low."""

RATING_LABELS: Final[Mapping[Rating, str]] = {
    Rating.IN_PLACE: N_("In place"),
    Rating.PARTLY: N_("Partly"),
    Rating.MISSING: N_("Missing"),
}

LABELS: Final[Mapping[Condition, str]] = {
    Condition.SCHEDULED_TIME: N_("Scheduled time of its own"),
    Condition.TIME_TO_TRY: N_("Time to read and try out"),
    Condition.PLANNED_MEETINGS: N_("Meetings planned with content and goal"),
    Condition.MATERIAL: N_("Material of quality"),
    Condition.PACE: N_("The right pace"),
    Condition.MEETING_LEADERS: N_("Meeting leaders"),
    Condition.ONE_FOCUS: N_("One focus at a time"),
    Condition.TRUST: N_("Trust"),
    Condition.BROAD_PARTICIPATION: N_("Broad participation"),
    Condition.ENGAGED_PRINCIPAL: N_("An engaged principal"),
    Condition.CONTINUITY: N_("Continuity of principal and staff"),
    Condition.MEETING_STRUCTURE: N_("A meeting structure exists"),
    Condition.QUALITY_ROUTINE: N_("A routine for quality work exists"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionAnswer:
    """One row of the form; in a joint answer those who cannot agree state the worse rating and mark it."""

    condition: Condition | None = asked(N_("Condition"), required=True, gate=True)
    rating: Rating | None = asked(N_("In place, partly or missing"), required=True, gate=True)
    disagree: bool = asked(N_("We disagree"), default=False, help=N_("in a joint answer; state the worse rating"))
    note: Sealed | None = asked(N_("Note"))


def ratings(answers: Iterable[ConditionAnswer]) -> dict[Condition, Rating]:
    """What was rated; of a condition rated twice the worse."""
    found: dict[Condition, Rating] = {}
    for answer in answers:
        if answer.condition and answer.rating:
            found[answer.condition] = worse(found.get(answer.condition, answer.rating), answer.rating)
    return found


def unrated(
    answers: Iterable[ConditionAnswer], wanted: Iterable[Condition] = tuple(Condition)
) -> tuple[Condition, ...]:
    """Those of `wanted` that have no rating, in order."""
    rated = ratings(answers)
    return tuple(condition for condition in wanted if condition not in rated)


def worse(one: Rating, other: Rating) -> Rating:
    """The worse of two ratings."""
    return one if _FROM_BEST[one] >= _FROM_BEST[other] else other


def worse_of_each(principal: Mapping[Condition, Rating], second: Mapping[Condition, Rating]) -> dict[Condition, Rating]:
    """Per condition the worse of two voices; what only one rated stands on that one."""
    both = {**principal, **second}
    return {condition: worse(principal.get(condition, rating), rating) for condition, rating in both.items()}


def differences(principal: Mapping[Condition, Rating], second: Mapping[Condition, Rating]) -> tuple[Condition, ...]:
    """The conditions two voices rate differently, in order; shown, and itself no rating."""
    return tuple(
        condition
        for condition in Condition
        if condition in principal and condition in second and principal[condition] is not second[condition]
    )


def disagreements(answers: Iterable[ConditionAnswer]) -> tuple[Condition, ...]:
    """The rows of a joint answer marked "vi är oense"."""
    return tuple(answer.condition for answer in answers if answer.condition and answer.disagree)


def is_low(rated: Mapping[Condition, Rating]) -> bool:
    """Whether receiving capacity is low, by the worse of the two voices (TASKS, gate 2)."""
    missing = {condition for condition, rating in rated.items() if rating is Rating.MISSING}
    return bool(missing & DECISIVE) or len(missing) >= MANY_MISSING

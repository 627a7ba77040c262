"""The checklist of a programme: what one that lasts has, in place, partly or missing.

Source: DOMAIN, "Programme checklist" (003).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.conditions import Rating
from domain.fields import asked
from domain.messages import N_
from domain.sealed import Sealed


class Item(StrEnum):
    """The ten, in the source's order."""

    LONG_TERM_DECISION = "long_term_decision"
    USER_CENTRED = "user_centred"
    LOCALLY_ORGANISED = "locally_organised"
    PROCESS_ORIENTED = "process_oriented"
    FOLLOW_UP = "follow_up"
    EXTERNAL_NETWORK = "external_network"
    LOCAL_ADAPTATION = "local_adaptation"
    TESTED_MODEL = "tested_model"
    LEADERS_SUPPORT = "leaders_support"
    SHARED_CONCEPTS = "shared_concepts"


LABELS: Final[Mapping[Item, str]] = {
    Item.LONG_TERM_DECISION: N_("A long-term decision"),
    Item.USER_CENTRED: N_("Centred on those who are to use it"),
    Item.LOCALLY_ORGANISED: N_("Organised locally"),
    Item.PROCESS_ORIENTED: N_("A process, not an event"),
    Item.FOLLOW_UP: N_("Follow-up and feedback"),
    Item.EXTERNAL_NETWORK: N_("A network outside the unit"),
    Item.LOCAL_ADAPTATION: N_("Adapted to each unit"),
    Item.TESTED_MODEL: N_("A tested model"),
    Item.LEADERS_SUPPORT: N_("Leaders' support throughout"),
    Item.SHARED_CONCEPTS: N_("Shared concepts"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnswer:
    """One row of the checklist."""

    item: Item | None = asked(N_("Item"), required=True)
    rating: Rating | None = asked(N_("In place, partly or missing"), required=True)
    note: Sealed | None = asked(N_("Note"))


def unanswered(answers: Iterable[ItemAnswer]) -> tuple[Item, ...]:
    """The items nobody has rated, in order."""
    rated = {answer.item for answer in answers if answer.rating}
    return tuple(item for item in Item if item not in rated)

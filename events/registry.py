"""Every aggregate there is, by the category its streams' names begin with."""

from collections.abc import Mapping
from typing import Any, Final

from domain import calendar, organiser, person, template
from domain.aggregate import Aggregate
from domain.handover.decide import AGGREGATE as HANDOVER
from domain.initiative.decide import AGGREGATE as INITIATIVE
from domain.post.decide import AGGREGATE as POST
from domain.programme.decide import AGGREGATE as PROGRAMME
from events.codec import Codec

AGGREGATES: Final[Mapping[str, Aggregate[Any, Any, Any]]] = {
    aggregate.category: aggregate
    for aggregate in (
        organiser.AGGREGATE,
        person.AGGREGATE,
        calendar.AGGREGATE,
        template.AGGREGATE,
        POST,
        HANDOVER,
        INITIATIVE,
        PROGRAMME,
    )
}

CODEC: Final = Codec(AGGREGATES.values())


def category_of(stream: str) -> str:
    """The part of a stream's name before its id."""
    return stream.partition(":")[0]


def aggregate_of(stream: str) -> Aggregate[Any, Any, Any]:
    """What kind of stream this is. Raises LookupError for a name nothing here has."""
    return AGGREGATES[category_of(stream)]

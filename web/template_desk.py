"""The templates an organiser has published, and how many live by each version. Nothing of them is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain import template
from domain.template import TemplateContent, TemplateState
from web.desk import Caller, Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A template with all its versions; none of one that nobody has published."""

    key: str
    state: TemplateState
    live: Mapping[int, int]
    """How many initiatives go on, or are paused, by version."""

    @property
    def number(self) -> int:
        """The version in force for new initiatives."""
        return self.state.number

    @property
    def latest(self) -> TemplateContent | None:
        return self.state.versions.get(self.number)


async def published(desk: Desk, caller: Caller) -> list[Published]:
    """Every published template, by key; two reads however many there are."""
    names = await desk.reader.streams(caller.organiser, template.AGGREGATE.category)
    live = await desk.reader.live_by_template(caller.organiser)
    states: list[TemplateState] = [state for state, _ in (await desk.ledger.states(names)).values()]
    return sorted((_with(state.latest.key, state, live) for state in states), key=lambda each: each.key)


async def template_of(desk: Desk, caller: Caller, key: str) -> Published:
    """One template, published or not."""
    state, _ = await desk.template(caller, key)
    return _with(key, state, await desk.reader.live_by_template(caller.organiser))


def _with(key: str, state: TemplateState, live: Mapping[tuple[str, int], int]) -> Published:
    by_version = {number: count for (template_, number), count in sorted(live.items()) if template_ == key}
    return Published(key=key, state=state, live=by_version)

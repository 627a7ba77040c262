"""`make demo-turnover`: seven schools' changes of principal, played without and with handovers."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from rich.console import Group, RenderableType
from rich.text import Text

from domain.calendar import CalendarState
from domain.messages import N_
from styrkedjan.locations import Founders
from styrkedjan.performing import introduce
from styrkedjan.player import Player
from styrkedjan.programme_story import ProgrammeStory
from styrkedjan.shows import EXAMPLES, SCHOOLS, Translate, listen
from styrkedjan.story import Story
from styrkedjan.turnover_figures import School, figures
from styrkedjan.turnover_performing import TurnoverPerformance
from styrkedjan.turnover_plays import TurnoverPlay
from styrkedjan.turnover_story import Pair, TurnoverStory

CHANGES: Final = EXAMPLES / "rektorsbyten.toml"


class Turnovers:
    """Two organisers side by side, so that both live the same days; the second has no handovers."""

    example = "E"

    def __init__(self, player: Player, founders: Founders, translate: Translate) -> None:
        """Raises FileError."""
        self._player, self._translate = player, translate
        self._houses = {True: founders, False: founders.twin}
        self._play = TurnoverPlay.read(CHANGES, SCHOOLS)
        year = self._play.work.first_year(player.clock.now(), CalendarState())
        self._performance = TurnoverPerformance(player, self._play, self._houses, year)
        names = {False: N_("{school}, without"), True: N_("{school}, with")}
        self._names = {key: translate(names[key[1]], school=key[0]) for key in self._performance.schools}
        stories = {name: Story(translate, CalendarState()) for name in self._names.values()}
        self._pictured = ProgrammeStory(translate=translate, stories=stories)
        after = self._play.playing.takes_up_after
        self._story = TurnoverStory(translate=translate, file=f"examples/{CHANGES.name}", takes_up_after=after)
        self._counted: dict[str, Pair] = {}

    @property
    def initiatives(self) -> Mapping[str, UUID]:
        """Those with handovers; the other organiser's are its own to read."""
        return {
            unit: school.initiative for (unit, hands_over), school in self._performance.schools.items() if hands_over
        }

    async def perform(self) -> None:
        for house in self._houses.values():
            await introduce(self._player, house, self._play)
        await self._performance.perform()
        self._counted = {unit: await self._pair(unit) for unit in self._play.changes}

    async def _pair(self, unit: str) -> Pair:
        schools = [self._performance.schools[unit, hands_over] for hands_over in (False, True)]
        without, with_ = [
            await figures(self._player.works, School(organiser=each.house, unit=each.unit, initiative=each.stream))
            for each in schools
        ]
        return without, with_

    async def listen(self) -> None:
        for key, school in self._performance.schools.items():
            await listen(self._player, school, self._pictured.stories[self._names[key]])

    def picture(self, now: datetime) -> Group:
        return Group(Text(self._story.opening()), Text(), self._pictured.picture(now))

    def ending(self) -> Iterator[RenderableType]:
        yield self._story.opening()
        yield from self._story.ending(self._counted)

    def afterword(self) -> str:
        return self._story.closing()

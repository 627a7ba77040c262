"""A programme written down: what its units share once, and for each what is its own (`examples/sju-skolor.toml`).

An act without `units` is done at every unit, by its own people; each unit's acts are a play of their own.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from domain.actors import Actor
from domain.calendar import CalendarState
from domain.forms.programme import ProgrammeDecision
from domain.messages import N_
from domain.organiser import OrganiserState
from domain.programme.commands import StartProgramme
from styrkedjan.files import Document, Meaning
from styrkedjan.plays import MORNING, OPENING, Play, acts_of, earliest_year


class ProgrammePlay:
    """One such file."""

    def __init__(self, document: Document) -> None:
        """Raises FileError."""
        self.document = document
        self.plays = {unit: Play(document, unit) for unit in document.data.get("units", {})}
        opening = next(iter(acts_of(document)), None)
        if opening is None or opening.do != OPENING or opening.at is None:
            raise document.fault(N_("begin with start_programme, on a day"), "action", 0, "do")
        self._begins = opening.at
        self._who = opening.who

    @classmethod
    def read(cls, path: Path) -> "ProgrammePlay":
        """Raises FileError."""
        return cls(Document.read(path))

    def meaning(self, organiser_id: UUID, first_year: int) -> Meaning:
        """What its names stand for, those of all units together; who is each unit's own only its play knows."""
        ids: dict[str, UUID] = {}
        for play in self.plays.values():
            own = {name for name, somebody in play.people.items() if somebody.each}
            known = play.meaning(organiser_id, first_year).ids
            ids |= {name: id_ for name, id_ in known.items() if name not in own}
        return Meaning(ids=ids, first_year=first_year)

    def introductions(self, organiser_id: UUID, known: OrganiserState, today: date) -> Iterable[tuple[str, Any]]:
        """Stream and command (an administrator's) of everything it names, each once."""
        every = (step for play in self.plays.values() for step in play.introductions(organiser_id, known, today))
        return dict.fromkeys(every)

    def moment(self, first_year: int, calendar: CalendarState) -> datetime:
        """When the programme is started. Aware, UTC."""
        return calendar.start_of(self._begins.date(first_year)) + MORNING

    def first_year(self, now: datetime, calendar: CalendarState) -> int:
        """The calendar year in which school year 1 starts, if it is to begin as soon as it can after `now`."""
        return earliest_year(now, lambda year: self.moment(year, calendar))

    def opening(self, organiser_id: UUID, first_year: int) -> tuple[Actor, StartProgramme]:
        """Who starts it, and with which decision. Raises FileError."""
        meaning = self.meaning(organiser_id, first_year)
        form = self.document.parse(ProgrammeDecision, meaning, "programme")
        programme = uuid5(organiser_id, f"play:{first_year}")
        return Actor(kind="person", person=meaning.ids[self._who]), StartProgramme(programme=programme, form=form)

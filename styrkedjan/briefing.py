"""Writes the briefs that a handover keeps: in the organiser's language, persons as ids."""

from datetime import datetime
from uuid import UUID

from activities.handover import Written
from activities.initiative import stream_of
from domain import organiser
from domain.initiative.events import StreamVersion
from domain.organiser import OrganiserState
from events.keys import Keys
from events.ledger import Ledger
from events.store import Store
from styrkedjan.translation import Language, translator
from web.brief.rendering import RENDERER, Format, render
from web.brief.telling import Archive, Point
from web.speech import Speech


class Briefing:
    """`activities.handover.Writer`, over this process's store and keys."""

    def __init__(self, store: Store, keys: Keys, ledger: Ledger) -> None:
        self._archive = Archive(store=store, keys=keys)
        self._ledger = ledger

    async def write(self, organiser_id: UUID, initiative: UUID, now: datetime) -> Written:
        """The brief as the initiative stands; the same again for the same moment and version."""
        held, _ = await self._ledger.state(organiser.stream(organiser_id))
        _, version = await self._ledger.state(stream_of(initiative))
        point = Point(moment=now, version=version)
        told, rests_on = await self._archive.told(organiser_id, initiative, now, point)
        home: OrganiserState = held
        language: Language = home.settings.language if home.settings else "sv"
        text = render(told, Format.MARKDOWN, Speech(language=language, translate=translator(language)))
        return Written(
            text=text,
            language=language,
            of_version=version,
            rests_on=tuple(StreamVersion(stream=name, version=known) for name, known in sorted(rests_on.items())),
            moment=now,
            renderer=RENDERER,
        )

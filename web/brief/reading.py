"""A brief as somebody reads it: told, rendered, and the persons in it named from the directory."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from web.brief.document import Document
from web.brief.persons import persons_in
from web.brief.rendering import RENDERER, Format, name_document, name_persons, render
from web.brief.telling import AsOf, brief_of
from web.brief.wording import document
from web.desk import Caller, Desk
from web.speech import Speech


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView:
    """A brief in words, for programs: headings and lines in the reader's language."""

    initiative: UUID
    version: int
    """Of the initiative's stream: what happened after it is not in here."""
    on: date
    """The organiser's day it tells of."""
    renderer: int
    """The same events, calendar, language and renderer give the same brief."""
    brief: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefs:
    """For one reader. Everything raises what `brief_of` does."""

    desk: Desk
    caller: Caller
    speech: Speech

    async def read(self, initiative: UUID, format_: Format, as_of: AsOf = None) -> str:
        """The brief in one format, its persons named."""
        text = render(await brief_of(self.desk, self.caller, initiative, as_of), format_, self.speech)
        names = await self.desk.names(self.caller, persons_in(text))
        return name_persons(text, format_, names, self.speech.translate)

    async def view(self, initiative: UUID, as_of: AsOf = None) -> BriefView:
        """The same for programs."""
        told = await brief_of(self.desk, self.caller, initiative, as_of)
        words = document(told, self.speech)
        names = await self.desk.names(self.caller, persons_in(repr(words)))
        return BriefView(
            initiative=told.initiative,
            version=told.version,
            on=told.on,
            renderer=RENDERER,
            brief=name_document(words, names, self.speech.translate),
        )

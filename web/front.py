"""The pages for whoever finds the address, and for whoever misses it."""

from dataclasses import dataclass
from typing import Final

from domain.messages import N_
from web.pages import Page
from web.speech import Speech

ENTER: Final = N_("Answer with the code on your slip")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage(Page):
    """What this is."""

    about: str
    participants: str
    enter: str
    staff: str
    described: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AstrayPage(Page):
    """What is not as it should be, and where to go on."""

    said: str
    enter: str
    home: str


def front_page(speech: Speech) -> FrontPage:
    """The first page."""
    _ = speech.translate
    return FrontPage(
        language=speech.language,
        title="Styrkedjan",
        about=_(N_("Styrkedjan follows development initiatives in schools, from needs inventory to continued work.")),
        participants=_(N_("Have you been given a slip with a code?")),
        enter=_(ENTER),
        staff=_(N_("Principals and organiser staff work at the command line or with programs that use the API.")),
        described=_(N_("Description of the API")),
    )


def astray_page(speech: Speech, said: str) -> AstrayPage:
    """`said` is a sentence in the reader's language."""
    _ = speech.translate
    return AstrayPage(
        language=speech.language,
        title=_(N_("That did not work")),
        said=said,
        enter=_(ENTER),
        home=_(N_("To the first page")),
    )

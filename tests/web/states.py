"""Every page there is, in every state it can be in, and how somebody comes there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from playwright.async_api import Page, Response

from domain.questionnaires import Questionnaire
from events.answering import Place
from tests.web.browsing import answers_away
from tests.web.schools import School
from web.desk import stream_of


@dataclass(kw_only=True)
class Visit:
    """Somebody's way through the pages of one round of codes."""

    page: Page
    address: str
    here: School
    owner: str
    folder: Path
    slips: str
    """The sheet of codes, as it was answered."""
    initiative: UUID
    task: UUID
    codes: list[str]

    async def go(self, path: str) -> Response:
        """By the address bar."""
        answer = await self.page.goto(f"{self.address}{path}")
        assert answer is not None
        return answer

    async def enter(self, code: str) -> Response:
        """A code, from the first page on."""
        await self.go("/svara")
        await self.page.locator("#code").fill(code)
        return await self.press()

    async def press(self) -> Response:
        """The button."""
        async with self.page.expect_navigation() as moved:
            await self.page.locator("button").click()
        answer = await moved.value
        assert answer is not None
        return answer

    async def fill(self, *left_out: int) -> None:
        """An answer to each question but some."""
        for group in range(1, 19):
            if group not in left_out:
                await self.page.locator(f"#q{group}-{group % 4 + 1}").check()

    async def pulse(self) -> str:
        """A code to the question of a pulse."""
        answering, now = self.here.desk.answering, self.here.house.clock.now()
        place = Place(self.here.house.organiser, stream_of(self.initiative), uuid4(), Questionnaire.PULSE)
        tag = await answering.open(place, now)
        return str((await answering.add(place, tag, uuid4(), 5, now + timedelta(days=1)))[0])


async def front(visit: Visit) -> Response:
    return await visit.go("/")


async def astray(visit: Visit) -> Response:
    return await visit.go("/svar")


async def code(visit: Visit) -> Response:
    return await visit.go("/svara")


async def code_again(visit: Visit) -> Response:
    return await visit.go("/svara/skicka")


async def wrong(visit: Visit) -> Response:
    return await visit.enter("3333-3333-3333")


async def questions(visit: Visit) -> Response:
    return await visit.enter(visit.codes[0])


async def half_filled(visit: Visit) -> Response:
    await questions(visit)
    await visit.fill(3, 12)
    return await visit.press()


async def pulse(visit: Visit) -> Response:
    return await visit.enter(await visit.pulse())


async def away(visit: Visit) -> Response:
    async with answers_away(visit.owner):
        return await visit.enter(visit.codes[0])


async def kept(visit: Visit) -> Response:
    await questions(visit)
    await visit.fill()
    async with answers_away(visit.owner):
        return await visit.press()


async def thanks(visit: Visit) -> Response:
    await questions(visit)
    await visit.fill()
    return await visit.press()


async def spent(visit: Visit) -> Response:
    return await visit.enter(visit.codes[0])


async def slow(visit: Visit) -> Response:
    for letter in "34679CDFGHJKMNPQRTVW":
        await visit.here.desk.answering.look(visit.codes[1][:-6] + "3-333" + letter, visit.here.house.clock.now())
    return await visit.enter(visit.codes[1])


async def expired(visit: Visit) -> Response:
    visit.here.house.clock.forward(timedelta(days=20))
    return await visit.enter(visit.codes[1])


async def closed(visit: Visit) -> Response:
    await visit.here.desk.answering.freeze(visit.task, Questionnaire.SELF_ASSESSMENT)
    return await visit.enter(visit.codes[1])


async def sheet(visit: Visit) -> Response:
    file = visit.folder / "lappar.html"
    file.write_text(visit.slips, encoding="utf-8")
    answer: Any = await visit.page.goto(file.as_uri())
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the page is made by, and how one comes there after the states before."""

    route: tuple[str, str]
    template: str
    status: int
    reach: Callable[[Visit], Awaitable[Response]]


def _state(method: str, path: str, template: str, status: int, reach: Callable[[Visit], Awaitable[Response]]) -> State:
    return State(route=(method, path), template=template, status=status, reach=reach)


STATES: Final[Mapping[str, State]] = {
    "front": _state("GET", "/", "front.html", 200, front),
    "astray": _state("GET", "", "astray.html", 404, astray),
    "code": _state("GET", "/svara", "answer_code.html", 200, code),
    "code_again": _state("GET", "/svara", "answer_code.html", 200, code_again),
    "wrong": _state("POST", "/svara", "answer_code.html", 422, wrong),
    "questions": _state("POST", "/svara", "answer_questions.html", 200, questions),
    "half_filled": _state("POST", "/svara/skicka", "answer_questions.html", 422, half_filled),
    "pulse": _state("POST", "/svara", "answer_questions.html", 200, pulse),
    "away": _state("POST", "/svara", "answer_code.html", 503, away),
    "kept": _state("POST", "/svara/skicka", "answer_again.html", 503, kept),
    "thanks": _state("POST", "/svara/skicka", "answer_said.html", 200, thanks),
    "spent": _state("POST", "/svara", "answer_code.html", 409, spent),
    "expired": _state("POST", "/svara", "answer_code.html", 410, expired),
    "closed": _state("POST", "/svara", "answer_code.html", 410, closed),
    "slow": _state("POST", "/svara", "answer_code.html", 429, slow),
    "sheet": _state("POST", "/v1/tasks/{task}/codes/sheet", "sheet.html", 200, sheet),
}
"""In the order in which one comes to them."""

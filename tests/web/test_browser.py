"""The pages in a browser: whole in both languages and at every width, and used without scripts."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from tests.web.browsing import COMPUTER, PHONE, chromium, faults_of, served, visiting
from tests.web.schools import Api, School
from tests.web.states import STATES, Visit
from tests.web.test_answer import the_task

pytestmark = pytest.mark.full
SLIP = re.compile(r"<strong>(.+?)</strong>")
LANGUAGES = ("sv-SE", "en-GB")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def address(api: Api) -> AsyncIterator[str]:
    async with served(api.app) as address:
        yield address


class Round:
    """Codes on paper, and who goes to the pages with them."""

    def __init__(self, api: Api, here: School, address: str, owner: str, folder: Path) -> None:
        self.api, self.here, self.address, self.owner, self.folder = api, here, address, owner, folder

    async def visit(self, page: Page, language: str) -> Visit:
        """With slips in this language."""
        task = await the_task(self.api, self.here)
        path, wanted = f"/v1/tasks/{task}/codes/sheet", {"number": 6}
        answer = await self.api.post(self.here, "principal", path, wanted, Accept_Language=language)
        assert answer.status_code == 201, answer.text
        shown = (await self.api.get(self.here, "principal", f"/v1/tasks/{task}")).json()
        return Visit(
            page=page,
            address=self.address,
            here=self.here,
            owner=self.owner,
            folder=self.folder,
            slips=answer.text,
            initiative=UUID(shown["initiative"]),
            task=UUID(task),
            codes=SLIP.findall(answer.text),
        )

    async def progress(self, visit: Visit) -> int:
        """How many have answered."""
        path = f"/v1/tasks/{visit.task}/codes"
        return int((await self.api.get(self.here, "principal", path)).json()["answered"])


@pytest.fixture
def talk(api: Api, here: School, address: str, owner_database: str, tmp_path: Path) -> Round:
    return Round(api, here, address, owner_database, tmp_path)


@pytest.mark.parametrize("size", [PHONE, COMPUTER], ids=["phone", "computer"])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_can_be_used_by_everybody(
    browser: Browser, talk: Round, language: str, size: ViewportSize
) -> None:
    async with visiting(browser, language, size, scripts=True) as context:  # axe is one
        page = await context.new_page()
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        visit = await talk.visit(page, language)
        found = {}
        for name, state in STATES.items():
            answer = await state.reach(visit)
            assert answer.status == state.status, name
            assert await page.locator("html").get_attribute("lang") == language[:2], name
            found[name] = await faults_of(page)
        assert {name: faults for name, faults in found.items() if faults} == {}
        assert [line for line in told if "Content Security Policy" in line] == []
        assert await context.cookies() == []


@pytest.fixture
async def hand(browser: Browser) -> AsyncIterator[Page]:
    """A Swedish telephone without scripts."""
    async with visiting(browser, "sv-SE", PHONE) as context:
        yield await context.new_page()


async def test_scripts_are_off(hand: Page) -> None:
    await hand.goto("data:text/html,<title>off</title><script>document.title = 'on'</script>")
    assert await hand.title() == "off"


async def test_from_the_slip_to_the_thanks_and_no_second_time(hand: Page, talk: Round) -> None:
    visit = await talk.visit(hand, "sv")
    await visit.enter(f" {visit.codes[0].lower().replace('-', ' ')} ")
    assert await hand.locator("fieldset").count() == 18
    await visit.fill()
    await visit.press()
    assert await hand.locator("h1").inner_text() == "Tack"
    await visit.enter(visit.codes[0])
    assert "Koden är använd" in await hand.get_by_role("alert").inner_text()
    assert await hand.get_by_label("Kod").input_value() == "", "the next who answers on this telephone has another code"
    assert await talk.progress(visit) == 1


async def test_what_was_filled_in_stays_and_each_gap_is_led_to(hand: Page, talk: Round) -> None:
    visit = await talk.visit(hand, "sv")
    await visit.enter(visit.codes[0])
    await visit.fill(3, 12)
    await visit.press()
    assert await hand.title() == "Fel: Gemensam självvärdering · Styrkedjan"
    assert await hand.locator("[autofocus]:focus").count() == 1, "a screen reader begins with what is missing"
    assert await hand.locator(":checked").count() == 16
    assert await hand.locator("#q1-2").is_checked()
    gaps = hand.get_by_role("alert").get_by_role("link")
    assert await gaps.count() == 2
    await gaps.last.click()
    assert await hand.locator("#q12-1:focus").count() == 1
    await hand.locator("#q3-1").check()
    await hand.locator("#q12-1").check()
    await visit.press()
    assert await hand.locator("h1").inner_text() == "Tack"


async def test_a_wrong_code_is_kept_to_be_mended(hand: Page, talk: Round) -> None:
    visit = await talk.visit(hand, "sv")
    right = visit.codes[0]
    await visit.enter(right[:-1])
    assert "Koden finns inte" in await hand.get_by_role("alert").inner_text()
    field = hand.get_by_label("Kod")
    assert await field.input_value() == right[:-1]
    await field.press("End")
    await field.press_sequentially(right[-1])
    await visit.press()
    assert await hand.locator("fieldset").count() == 18


async def test_answers_that_met_a_closed_door_are_sent_again_from_where_they_are(hand: Page, talk: Round) -> None:
    visit = await talk.visit(hand, "sv")
    await STATES["kept"].reach(visit)
    assert "finns kvar på sidan" in await hand.get_by_role("alert").inner_text()
    await visit.press()
    assert await hand.locator("h1").inner_text() == "Tack"
    assert await talk.progress(visit) == 1


async def test_too_late_is_said(hand: Page, talk: Round) -> None:
    visit = await talk.visit(hand, "sv")
    await STATES["expired"].reach(visit)
    assert "Tiden att svara" in await hand.get_by_role("alert").inner_text()


async def test_by_the_keyboard_alone(hand: Page, talk: Round) -> None:
    visit = await talk.visit(hand, "sv")
    await visit.go("/svara")
    await hand.keyboard.press("Tab")  # the other language
    await hand.keyboard.press("Tab")
    await hand.keyboard.type(visit.codes[0])
    async with hand.expect_navigation():
        await hand.keyboard.press("Enter")
    for _ in range(18):
        await hand.keyboard.press("Tab")
        await hand.keyboard.press("Space")
        await hand.keyboard.press("ArrowRight")
    assert await hand.locator("input[value='2']:checked").count() == 18
    await hand.keyboard.press("Tab")
    async with hand.expect_navigation():
        await hand.keyboard.press("Enter")
    assert await hand.locator("h1").inner_text() == "Tack"


async def test_the_language_is_chosen_on_the_page_and_stays(hand: Page, talk: Round) -> None:
    visit = await talk.visit(hand, "sv")
    await visit.go("/")
    await hand.get_by_role("link", name="In English").click()
    await hand.get_by_role("link", name="Answer with the code").click()
    await hand.get_by_label("Code").fill(visit.codes[0])
    await visit.press()
    assert await hand.locator("h1").inner_text() == "Joint self-assessment"
    await visit.press()
    assert "missing" in await hand.get_by_role("alert").inner_text()


async def test_the_slips_are_printed_without_what_is_said_to_the_printer(hand: Page, talk: Round) -> None:
    visit = await talk.visit(hand, "sv")
    await STATES["sheet"].reach(visit)
    assert await hand.locator("h1").is_visible()
    await hand.emulate_media(media="print")
    assert not await hand.locator("h1").is_visible()
    assert await hand.locator(".slips li").count() == 6
    assert (await hand.pdf(format="A4")).startswith(b"%PDF")

"""`/svara`: answering by code, as a participant's phone meets it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import InterfaceError

from domain.questionnaires import Questionnaire
from events.answering import Answering, Forgetting
from events.sequencer import Sequencer
from tests.web.schools import Api, School, needs_plan, needs_record, speak
from web.front import astray_page, front_page
from web.pages import render
from web.questions import Said, again_page, code_page, questions_page
from web.sheets import Sheet

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SLIPS = Sheet(
    language="sv", title="<b>", about="a", where="b", until="c", promise="d", codes=("3333-3333-3333", "4444-4444-4444")
)
TWOS = {f"q{number}": "2" for number in range(1, 19)}


class Round:
    """A school's self-assessment with its codes."""

    def __init__(self, api: Api, here: School, task: str, codes: list[str]) -> None:
        self.api, self.here, self.task, self.codes = api, here, task, codes

    async def send(self, code: str, answers: Mapping[str, str] = TWOS, **more: str) -> Any:
        return await self.api.client.post("/svara/skicka", data={"code": code, **answers, **more})

    async def look(self, code: str, **more: str) -> Any:
        return await self.api.client.post("/svara", data={"code": code, **more})

    async def close(self, who: str = "principal", **headers: str) -> Any:
        return await self.api.post(self.here, who, f"/v1/tasks/{self.task}/codes/close", **headers)

    async def progress(self) -> Any:
        return (await self.api.get(self.here, "principal", f"/v1/tasks/{self.task}/codes")).json()


async def the_task(api: Api, here: School) -> str:
    """The self-assessment of an initiative that has come to its current-state analysis."""
    initiative = await api.started(here)
    task = await api.task(here, initiative, "needs_workshop")
    for form in (needs_plan(here), needs_record()):
        done = await api.post(here, "principal", f"/v1/tasks/{task}/complete", {"form": form})
        assert done.status_code == 200, done.text
    return await api.task(here, initiative, "self_assessment")


@pytest.fixture
async def talk(api: Api, here: School) -> Round:
    task = await the_task(api, here)
    issued = await api.post(here, "principal", f"/v1/tasks/{task}/codes", {"number": 6})
    assert issued.status_code == 201, issued.text
    return Round(api, here, task, issued.json()["codes"])


async def test_from_the_code_to_the_thanks(talk: Round) -> None:
    asked = await talk.look(talk.codes[0].lower())
    assert asked.status_code == 200
    assert asked.text.count("<fieldset>") == 18
    assert "Systematiskt kvalitetsarbete" in asked.text
    thanked = await talk.send(talk.codes[0])
    assert (thanked.status_code, "<h1>Tack</h1>" in thanked.text) == (200, True)
    assert (await talk.progress()) | {"until": ""} == {"issued": 6, "answered": 1, "until": "", "open": True}


async def test_sent_again_it_is_said_and_nothing_is_counted_twice(talk: Round) -> None:
    await talk.send(talk.codes[0])
    again = await talk.send(talk.codes[0], dict.fromkeys(TWOS, "4"))
    assert again.status_code == 409
    assert "Koden är använd" in again.text
    assert (await talk.progress())["answered"] == 1


async def test_an_answer_left_out_is_asked_for_and_the_others_are_still_there(talk: Round) -> None:
    some = {**TWOS, "q3": "", "q7": "5"}
    said = await talk.send(talk.codes[0], some)
    assert said.status_code == 422
    assert re.findall(r'href="#(q\d+)-1"', said.text) == ["q3", "q7"]
    assert len(re.findall(r'value="2" required checked', said.text)) == 16
    assert (await talk.send(talk.codes[0])).status_code == 200


async def test_each_thing_wrong_with_a_code_is_one_sentence(talk: Round) -> None:
    wrong = talk.codes[0][:-1] + ("3" if talk.codes[0][-1] != "3" else "4")
    for said in (await talk.look(wrong), await talk.look(""), await talk.look("hej"), await talk.send(wrong)):
        assert said.status_code == 422
        assert said.text.count("Koden finns inte") == 1
        assert 'aria-invalid="true"' in said.text
    talk.here.house.clock.forward(timedelta(days=20))
    late = await talk.look(talk.codes[0])
    assert (late.status_code, "Tiden att svara" in late.text) == (410, True)
    assert "Koden finns inte" in (await talk.look(wrong)).text, "a wrong code is not told that the round is over"


async def test_too_many_wrong_codes_wait_a_minute(talk: Round) -> None:
    for letter in "34679CDFGHJKMNPQRTVW":
        await talk.look(talk.codes[0][:-6] + "3-333" + letter)
    slow = await talk.look(talk.codes[0])
    assert (slow.status_code, slow.headers["retry-after"]) == (429, "60")


async def test_the_page_tells_nothing_on(talk: Round) -> None:
    for said in (await talk.api.client.get("/svara"), await talk.look(talk.codes[0]), await talk.send(talk.codes[0])):
        assert said.headers["cache-control"] == "no-store"
        assert said.headers["referrer-policy"] == "no-referrer"
        assert said.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "set-cookie" not in said.headers
        assert "<script" not in said.text
        assert not re.search(r'(href|src|action)="(https?:)?//', said.text)
    assert talk.codes[0] not in str((await talk.look(talk.codes[1])).url)


async def test_a_code_in_the_address_is_not_looked_at(talk: Round) -> None:
    said = await talk.api.client.get(f"/svara?code={talk.codes[0]}")
    assert "<fieldset>" not in said.text
    assert talk.codes[0] not in said.text


async def test_it_is_swedish_or_english_as_asked(talk: Round) -> None:
    assert '<html lang="sv">' in (await talk.api.client.get("/svara")).text
    assert '<html lang="en">' in (await talk.api.client.get("/svara", headers={"Accept-Language": "en"})).text
    assert '<html lang="en">' in (await talk.api.client.get("/svara?lang=en")).text
    assert "Collegial learning" in (await talk.look(talk.codes[0], lang="en")).text
    assert "Thank you" in (await talk.send(talk.codes[0], lang="en")).text


async def test_whatever_is_sent_is_answered_with_a_page(talk: Round) -> None:
    client = talk.api.client
    for body in (b"", b"\xff\xfe", b"code=" + b"3" * 5000, b"&".join(b"a=1" for _ in range(500)), b'{"code": 1}'):
        for path in ("/svara", "/svara/skicka"):
            said = await client.post(path, content=body, headers=FORM)
            assert said.status_code == 422
            assert "Koden finns inte" in said.text


async def test_while_the_database_is_away_one_is_asked_to_try_again(
    talk: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: Any) -> None:
        raise InterfaceError("lost", None, ConnectionError())

    with monkeypatch.context() as away:
        away.setattr(Answering, "_place", lost)
        looked, sent = await talk.look(talk.codes[0]), await talk.send(talk.codes[0], lang="en", other='"><b>', q19="9")
    assert (looked.status_code, sent.status_code) == (503, 503)
    assert "med samma kod" in looked.text
    kept = dict(re.findall(r'name="(\w+)" value="([^"]*)"', sent.text))
    assert kept == {"code": talk.codes[0], "lang": "en", **TWOS}
    assert (await talk.api.client.post("/svara/skicka", data=kept)).status_code == 200


async def test_closed_with_five_the_form_has_the_counts_and_nothing_else_is_left(talk: Round, here: School) -> None:
    for code, choice in zip(talk.codes, "11234", strict=False):
        assert (await talk.send(code, dict.fromkeys(TWOS, choice))).status_code == 200
    closed = await talk.close(Idempotency_Key="k")
    assert closed.json()["events"] == ["codes_closed"]
    assert (await talk.close(Idempotency_Key="k")).json() == closed.json()
    assert (await talk.close()).json()["events"] == []
    assert (await talk.look(talk.codes[5])).status_code == 410
    form = (await talk.api.get(here, "principal", f"/v1/tasks/{talk.task}")).json()["form"]
    assert (form["answered"], form["counts"]) == (5, [[2, 1, 1, 1]] * 18)
    await follow(here)
    assert "Koden finns inte" in (await talk.look(talk.codes[5])).text
    assert (await here.desk.answering.freeze(UUID(talk.task), Questionnaire.SELF_ASSESSMENT)) == (0, ())
    assert (await talk.progress())["answered"] == 5
    done = await talk.api.post(here, "principal", f"/v1/tasks/{talk.task}/complete", {"form": form})
    assert done.status_code == 200


async def test_closed_with_four_there_is_only_their_number(talk: Round, here: School) -> None:
    for code in talk.codes[:4]:
        await talk.send(code)
    await talk.close()
    form = (await talk.api.get(here, "principal", f"/v1/tasks/{talk.task}")).json()["form"]
    assert (form["answered"], form["counts"]) == (4, [])


async def test_a_closing_cut_off_before_its_event_is_done_by_closing_again(talk: Round, here: School) -> None:
    for code in talk.codes[:5]:
        await talk.send(code)
    before = await here.desk.answering.freeze(UUID(talk.task), Questionnaire.SELF_ASSESSMENT)
    assert (await talk.send(talk.codes[5])).status_code == 410
    assert (await talk.close()).json()["events"] == ["codes_closed"]
    form = (await talk.api.get(here, "principal", f"/v1/tasks/{talk.task}")).json()["form"]
    assert (form["answered"], tuple(map(tuple, form["counts"]))) == tuple(before)


async def test_what_is_withdrawn_is_forgotten(talk: Round, here: School) -> None:
    await talk.send(talk.codes[0])
    initiative = (await talk.api.get(here, "staff", f"/v1/tasks/{talk.task}")).json()["initiative"]
    over = {"reason": "Skolan läggs ned", "closing_note": "Tack"}
    assert (await talk.api.post(here, "staff", f"/v1/initiatives/{initiative}/cancel", over)).status_code == 200
    await follow(here)
    assert (await here.desk.answering.answered(UUID(talk.task))) == 0
    assert (await talk.look(talk.codes[1])).status_code == 422


async def test_who_does_not_hold_the_task_learns_nothing(talk: Round, here: School) -> None:
    path = f"/v1/tasks/{talk.task}/codes"
    for who, code in (("staff", "not_yours"), ("auditor", "not_yours"), ("colleague", "not_readable")):
        for answer in (
            await talk.api.get(here, who, path),
            await talk.api.post(here, who, path, {"number": 3}),
            await talk.close(who),
        ):
            assert answer.json()["code"] == code
    assert (await talk.send(talk.codes[0])).status_code == 200


async def test_the_talk_leader_gives_out_the_codes(talk: Round, here: School) -> None:
    to = {"to": str(here.people["colleague"])}
    await talk.api.post(here, "principal", f"/v1/tasks/{talk.task}/hand", to)
    more = await talk.api.post(here, "colleague", f"/v1/tasks/{talk.task}/codes", {"number": 2})
    assert len(more.json()["codes"]) == 2
    assert (await talk.send(more.json()["codes"][0])).status_code == 200


async def test_a_lost_answer_is_asked_for_again_by_its_key(talk: Round, here: School) -> None:
    path = f"/v1/tasks/{talk.task}/codes"
    first = await talk.api.post(here, "principal", path, {"number": 3}, Idempotency_Key="slips")
    again = await talk.api.post(here, "principal", path, {"number": 3}, Idempotency_Key="slips")
    assert first.json() == again.json()
    assert (await talk.progress())["issued"] == 9
    other = await talk.api.post(here, "principal", path, {"number": 4}, Idempotency_Key="slips")
    assert other.json()["code"] == "id_reused"


async def test_slips_to_cut_apart(talk: Round, here: School) -> None:
    path = f"/v1/tasks/{talk.task}/codes/sheet"
    page = await talk.api.post(here, "principal", path, {"number": 2}, Idempotency_Key="a")
    text = await talk.api.post(here, "principal", path, {"number": 2}, Idempotency_Key="a", Accept="text/plain")
    codes = re.findall(r"<strong>(.+?)</strong>", page.text)
    assert len(codes) == 2
    assert re.findall(r"(?m)^    (\S+)$", text.text) == codes
    assert "Svara på http://api/svara med koden" in page.text
    assert "Lärträffar på Åsö" in text.text


async def test_slips_say_the_address_that_the_settings_name(talk: Round, here: School) -> None:
    talk.api.app.state.public_address = "https://kedjan.example/"
    path = f"/v1/tasks/{talk.task}/codes/sheet"
    page = await talk.api.post(here, "principal", path, {"number": 2})
    assert "Svara på https://kedjan.example/svara med koden" in page.text


async def test_a_tab_that_is_opened_again_leads_back_to_the_code(api: Api) -> None:
    again = await api.client.get("/svara/skicka")
    assert (again.status_code, again.headers["location"]) == (303, "/svara")


async def test_a_refused_round_leaves_nothing(api: Api, here: School) -> None:
    task = await the_task(api, here)
    refused = await api.post(here, "principal", f"/v1/tasks/{task}/codes", {"number": 4})
    assert refused.json()["code"] == "too_few_codes"
    assert (await here.desk.answering.freeze(UUID(task), Questionnaire.SELF_ASSESSMENT)) == (0, ())
    assert (await api.get(here, "principal", f"/v1/tasks/{task}/codes")).json()["issued"] == 0


async def test_a_preschool_is_asked_about_children(talk: Round, here: School) -> None:
    speech = speak("en")
    pages = [questions_page(speech, "", Questionnaire.SELF_ASSESSMENT, preschool=each) for each in (False, True)]
    school, preschool = (render("answer_questions.html", page) for page in pages)
    assert "pupils" in school
    assert "pupils" not in preschool
    assert not await here.desk.is_preschool(
        (await here.desk.answering.look(talk.codes[0], here.house.clock.now())).place
    )


class Strict(HTMLParser):
    """Every element that is opened is closed, and every label and description leads somewhere."""

    VOID = frozenset({"meta", "input", "link", "br", "!doctype"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refers: set[str] = set()
        self.feed(page)
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))
        assert self.refers <= set(self.ids)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("for", "aria-describedby"):
                self.refers |= set((value or "").split())
            if name == "href" and (value or "").startswith("#"):
                self.refers.add((value or "")[1:])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_renders_whole(language: str) -> None:
    speech = speak(language)
    pulse = questions_page(speech, "x", Questionnaire.PULSE, preschool=False)
    asked = questions_page(speech, '"><b>', Questionnaire.SELF_ASSESSMENT, preschool=True, chosen=[None] * 18)
    for template, page in (
        ("answer_code.html", code_page(speech)),
        ("answer_code.html", code_page(speech, "Wrong.", '"><b>')),
        ("answer_again.html", again_page(speech, "Away.", {"code": '"><b>'})),
        ("front.html", front_page(speech)),
        ("astray.html", astray_page(speech, "<b>")),
        ("sheet.html", replace(SLIPS, language=language)),
        ("answer_questions.html", pulse),
        ("answer_questions.html", asked),
        ("answer_said.html", Said(language=language, title="<i>", said="a & b")),
    ):
        written = render(template, page)
        Strict(written)
        assert "<i>" not in written.partition("</style>")[2]
        assert "<b>" not in written


def test_a_pulse_has_one_question_with_three_answers() -> None:
    page = questions_page(speak("sv"), "x", Questionnaire.PULSE, preschool=False)
    assert [choice.label for choice in page.choices] == ["Ja", "Delvis", "Nej"]


async def follow(here: School) -> None:
    """What the worker does after the log has grown."""
    desk = here.desk
    await Sequencer(desk.answering._engine, desk.clock).drain()
    await Forgetting(desk.answering).handle(await desk.store.log(0, 10_000))

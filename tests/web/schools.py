"""An organiser with people in every role, its API, and the forms they send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from domain import organiser, person, template
from domain.actors import Role
from domain.organiser import AddUnit, GrantRole
from domain.post import decide as post
from domain.post.commands import AppointPrincipal
from domain.sealed import Sealed
from events.answering import Answering
from events.files import Files
from events.keys import MasterKey
from events.reading import Reader
from events.store import Store
from styrkedjan.templates import load
from styrkedjan.translation import best_language, translator
from tests.events.ledgers import House, found, register
from web.app import create_app
from web.asking import Bearer
from web.desk import Caller, Desk
from web.speech import Speech

PEOPLE = ("staff", "principal", "manager", "facilitator", "colleague", "auditor", "operations")


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """One organiser with one unit, seen through its people's eyes."""

    house: House
    desk: Desk
    unit: UUID
    people: Mapping[str, UUID]

    def caller(self, who: str) -> Caller:
        return Caller(organiser=self.house.organiser, person=self.people[who])

    def decision(self, **changes: Any) -> dict[str, Any]:
        """A complete decision to start, as JSON."""
        return {
            "title": "Lärträffar på Åsö",
            "unit": str(self.unit),
            "template": "lartraffar",
            "track": "full",
            "manager": str(self.people["manager"]),
            "facilitators": [str(self.people["facilitator"])],
            "decision_body": "Utbildningsnämnden",
            "decided_on": "2026-06-10",
            "organiser_answers_for": "Tid och handledning",
            "unit_answers_for": "Deltagande",
            "evidence": "EEF:s översikt",
            "takes_part": [{"group": "Ämneslärare", "number": 12}],
            **changes,
        }

    def programme(self, *units: UUID, **changes: Any) -> dict[str, Any]:
        """A complete decision on a programme, as JSON."""
        shared = {name: held for name, held in self.decision().items() if name not in ("unit", "facilitators")}
        return {**shared, "title": "Läslyftet", "units": [{"unit": str(unit)} for unit in units], **changes}


async def school(store: Store, engine: AsyncEngine, master: MasterKey, name: str = "Åmåls kommun") -> School:
    """A new organiser with people in every role."""
    house = await found(store, engine, master, name=name)
    home, unit = organiser.stream(house.organiser), uuid4()
    people = {who: uuid4() for who in PEOPLE} | {"admin": house.admin}
    await house.do(home, AddUnit(unit=unit, unit_kind="school", name=Sealed("Åsö skola".encode())))
    await house.do(template.stream(house.organiser, "lartraffar"), template.PublishTemplate(content=load("lartraffar")))
    for who, id_ in people.items():
        await house.do(person.stream(id_), register(f"{who.capitalize()} Öberg", f"{who}@example.org"))
    for who in ("staff", "auditor", "operations"):
        role = Role.ORGANISER if who == "staff" else Role(who)
        await house.do(home, GrantRole(person=people[who], role=role))
    appointed = AppointPrincipal(unit=unit, person=people["principal"], since=date(2020, 8, 1))
    await house.do(post.stream_at(unit), appointed)
    desk = Desk(
        ledger=house.ledger,
        store=store,
        reader=Reader(engine),
        keys=house.keys,
        answering=Answering(engine, house.keys),
        files=Files(engine, house.keys),
        clock=house.clock,
    )
    return School(house=house, desk=desk, unit=unit, people=people)


def speak(accepted: str) -> Speech:
    """As in production, where the settings say Swedish."""
    language = best_language(accepted, "sv")
    return Speech(language=language, translate=translator(language))


class Api:
    """The API of some schools, asked by their people."""

    def __init__(self, *schools: School) -> None:
        desk = schools[0].desk
        self.bearers = [
            Bearer(token=f"{each.house.organiser}/{who}", caller=each.caller(who))
            for each in schools
            for who in each.people
        ]
        self.app = create_app(desk, self.bearers, speak)
        self.client = AsyncClient(transport=ASGITransport(self.app, raise_app_exceptions=False), base_url="http://api")

    async def get(self, each: School, who: str, path: str, **headers: str) -> Any:
        return await self.client.get(path, headers={**self.token(each, who), **_headers(headers)})

    async def post(self, each: School, who: str, path: str, body: Any = None, **headers: str) -> Any:
        return await self.client.post(path, json=body, headers={**self.token(each, who), **_headers(headers)})

    async def put(self, each: School, who: str, path: str, body: Any = None, **headers: str) -> Any:
        return await self.client.put(path, json=body, headers={**self.token(each, who), **_headers(headers)})

    def token(self, each: School, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {each.house.organiser}/{who}"}

    async def started(self, each: School, **changes: Any) -> str:
        """A new initiative's id."""
        answer = await self.post(each, "staff", "/v1/initiatives", {"form": each.decision(**changes)})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def several(self, each: School, *titles: str, beside: Sequence[str] = ()) -> list[str]:
        """New initiatives' ids, each started knowing of those before."""
        live = [*beside]
        for title in titles:
            others = {"other_live": live, "other_live_reason": "De hör ihop"} if live else {}
            live = [*live, await self.started(each, title=title, **others)]
        return live[len(beside) :]

    async def programme(self, each: School) -> str:
        """A new programme's id, at the one unit."""
        answer = await self.post(each, "staff", "/v1/programmes", {"form": each.programme(each.unit)})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def task(self, each: School, initiative: str, key: str) -> str:
        """The id of an open task of that kind."""
        shown = (await self.get(each, "staff", f"/v1/initiatives/{initiative}")).json()
        return next(str(task["task"]) for task in shown["tasks"] if task["key"] == key)


def _headers(named: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in named.items()}


def needs_plan(each: School) -> dict[str, Any]:
    """The first visit of the needs inventory."""
    day = each.house.clock.now() + timedelta(days=7)
    return {
        "kind": "needs_plan",
        "held_on": day.date().isoformat(),
        "minutes": 90,
        "competence": "Formativ bedömning",
        "perspectives": ["teacher", "special_educator", "school_leader"],
    }


def needs_record() -> dict[str, Any]:
    """The second."""
    return {
        "kind": "needs_record",
        "perspectives": ["teacher", "special_educator", "school_leader"],
        "problems": [
            {"number": 1, "statement": "Elever läser för lite", "for_whom": "Årskurs 7", "how_noticed": "Läsprov"}
        ],
        "needs": [{"need": "Gemensamma lässtrategier", "problem": 1, "priority": 1}],
        "more_information": False,
    }

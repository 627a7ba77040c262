"""Who and where: oneself, the organiser, units, people, roles."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from domain import organiser, person
from web.asking import Act, Acting, Asking
from web.bodies import PersonBody, RoleBody, SettingsBody, UnitBody
from web.desk import Known
from web.entering import adding, addressed, named
from web.lost import in_words
from web.paging import After, Limit, Page, page_of
from web.views import Done, LiveInitiative, Me, OrganiserView, PersonView

router = APIRouter(prefix="/v1", tags=["organisation"])


@router.get("/me", summary="Who the token stands for")
async def me(ask: Asking) -> Me:
    standing = await ask.desk.standing(ask.caller)
    names = await ask.desk.names(ask.caller, [ask.caller.person])
    return Me(
        organiser=ask.caller.organiser,
        person=ask.caller.person,
        name=names.get(ask.caller.person, ""),
        roles=tuple(sorted(role.value for role in standing.roles)),
        posts=tuple(sorted(standing.posts)),
    )


@router.get("/organiser", summary="The organiser, its units and roles")
async def read_organiser(ask: Asking) -> OrganiserView:
    organisation, version = await ask.desk.roster(ask.caller)
    ask.seen_at(version)
    holders = await ask.desk.holders(ask.caller)
    people = {who for who, _ in organisation.roles} | {held.person for held in holders.values() if held.person}
    return (await ask.rendering(people)).organiser(ask.caller.organiser, version, holders)


@router.put("/organiser/settings", summary="Change the organiser's settings")
async def change_settings(act: Acting, body: SettingsBody) -> Done:
    settings = organiser.Settings(
        contact=body.contact,
        language=body.language,
        check_in_after_one_year=body.check_in_after_one_year,
        pulse_by_code=body.pulse_by_code,
    )
    return await _change(act, organiser.ChangeSettings(settings=settings))


@router.post("/units", status_code=201, summary="Add a unit")
async def add_unit(act: Acting, body: UnitBody) -> Done:
    unit = act.new_id("unit")
    added = await _change(act, await adding(act.desk, act.caller, unit, (body.kind, body.name, body.code)))
    return Done(id=unit, version=added.version, events=added.events)


@router.get("/units/{unit}/live", summary="The live initiatives at a unit, to be shown to whoever starts another")
async def live(ask: Asking, unit: UUID) -> list[LiveInitiative]:
    found = await ask.desk.live_at(ask.caller, unit)
    live = [LiveInitiative(initiative=initiative, title=title) for initiative, title in found.items()]
    return in_words(live, ask.speech.translate)


@router.get("/people", summary="The directory")
async def people(ask: Asking, after: After = "", limit: Limit = 50) -> Page[PersonView]:
    known = sorted(await ask.desk.people(ask.caller), key=_place)
    page, following = page_of(known, _place, after, limit)
    views = [PersonView(person=each.person, name=each.name, email=each.email) for each in page]
    return Page(items=in_words(views, ask.speech.translate), next=following)


@router.post("/people", status_code=201, summary="Register a person")
async def add_person(act: Acting, body: PersonBody) -> Done:
    name, email = named(body.name), addressed(body.email)
    return await act.do(person.stream(act.new_id("person")), person.RegisterPerson(name=name, email=email))


@router.put("/people/{who}", summary="Change a person's name or address")
async def change_person(act: Acting, who: UUID, body: PersonBody) -> Done:
    name, email = named(body.name), addressed(body.email)
    return await act.do(person.stream(who), person.ChangePerson(name=name, email=email))


@router.post("/roles/grant", summary="Give somebody a role")
async def grant(act: Acting, body: RoleBody) -> Done:
    return await _change(act, organiser.GrantRole(person=body.person, role=body.role))


@router.post("/roles/withdraw", summary="Take a role from somebody")
async def withdraw(act: Acting, body: RoleBody) -> Done:
    return await _change(act, organiser.WithdrawRole(person=body.person, role=body.role))


def _place(known: Known) -> str:
    """Where somebody stands in the directory."""
    return f"{known.name}|{known.person}"


async def _change(act: Act, command: Any) -> Done:
    return await act.do(organiser.stream(act.caller.organiser), command)

"""A programme: started at many units, some held back, each then started or recorded as not taking part."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.actors import CLOCK, PROGRAMME, Actor
from domain.calendar import CalendarState
from domain.checklist import Item
from domain.forms.programme import Checklist, NetworkMeeting, UnitLeftOut
from domain.initiative import commands as of_initiative
from domain.initiative.decide import AGGREGATE as INITIATIVE
from domain.initiative.state import InitiativeState
from domain.programme import commands as do
from domain.programme import events as ev
from domain.programme.agenda import network_due, next_look
from domain.programme.decide import AGGREGATE
from domain.programme.events import Known
from domain.programme.state import Place, Status, decision_for
from domain.refusals import Refusal
from tests.domain.life import HEAD, STAFF, an_id, text
from tests.domain.programmes import (
    AUDITOR,
    PROGRAMMES,
    TODAY,
    UNITS,
    Told,
    checklist,
    choice,
    decision,
    facts,
)

A, B, C, *_ = UNITS
LIVE = Known(unit=B, live=(an_id("läslyftet i fjol"),))
LOW = Known(unit=C, low_capacity=an_id("matematiklyftet"))
VACANT = Known(unit=A, vacant=True)


def kinds(events: list[Any]) -> list[str]:
    return [event.kind for event in events]


def refused(code: str, deed: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as refusal:
        deed()
    assert refusal.value.code == code
    assert "{" not in str(refusal.value)


def places(told: Told) -> list[Place]:
    return [unit.place for unit in told.state.units.values()]


def test_a_programme_waits_for_each_of_its_units() -> None:
    told = Told().starts(A, B)
    assert kinds(told.events) == ["programme_started"]
    assert places(told) == [Place.WAITING, Place.WAITING]
    assert told.state.status is Status.LAUNCHING


def test_where_something_is_live_or_capacity_was_low_the_organiser_is_to_choose() -> None:
    told = Told().starts(A, B, C, known=(LIVE, LOW, Known(unit=A)))
    assert kinds(told.events) == ["programme_started", "unit_held_back", "unit_held_back"]
    assert places(told) == [Place.WAITING, Place.HELD_BACK, Place.HELD_BACK]


def test_a_unit_without_a_principal_waits_for_the_organiser_s_choice() -> None:
    told = Told().starts(A, B, known=(VACANT,))
    assert places(told) == [Place.HELD_BACK, Place.WAITING]
    told.does(do.ChooseUnits(choices=(choice(A, takes_part=True),)))
    unit = told.state.units[A]
    assert unit.bears(VACANT)
    assert unit.bears(Known(unit=A)), "somebody has come meanwhile"
    assert not unit.bears(replace(VACANT, live=LIVE.live))
    told.does(do.RecordUnits(started=(), held_back=(do.HeldBack(known=Known(unit=B, vacant=True)),)))
    assert told.state.units[B].place is Place.HELD_BACK, "the principal has left meanwhile"


def test_every_unit_may_be_held_back_and_nothing_is_launched() -> None:
    told = Told().starts(B, known=(LIVE,))
    assert told.state.status is Status.LAUNCHING
    assert told.state.counts[Place.HELD_BACK] == 1


def test_what_is_known_of_units_outside_is_not_kept() -> None:
    told = Told().starts(A, known=(LIVE,))
    assert told.state.form == decision(A)
    assert places(told) == [Place.WAITING]


def test_the_same_start_again_changes_nothing_and_another_is_refused() -> None:
    told = Told().starts(A)
    assert told.does(do.StartProgramme(programme=PROGRAMMES, form=decision(A))) == []
    refused("programme_exists", lambda: told.does(do.StartProgramme(programme=PROGRAMMES, form=decision(A, B))))


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("field_missing", decision()),
        ("field_missing", decision(A, title=None)),
        ("unit_twice", decision(A, B, A)),
        ("unit_twice", decision(A, not_taking_part=(UnitLeftOut(unit=A, reason=text("nej")),))),
        ("unit_unknown", decision(A, an_id("somewhere else"))),
    ],
)
def test_a_start_that_cannot_be_is_refused_whole(code: str, form: Any) -> None:
    told = Told()
    refused(code, lambda: told.does(do.StartProgramme(programme=PROGRAMMES, form=form)))
    assert told.events == []


def test_a_template_nobody_published_is_refused() -> None:
    lacking = replace(facts(), template=None)
    start = do.StartProgramme(programme=PROGRAMMES, form=decision(A))
    refused("template_unknown", lambda: AGGREGATE.decide(start, AGGREGATE.initial, lacking))


@pytest.mark.parametrize("actor", [HEAD, AUDITOR, CLOCK, PROGRAMME])
def test_only_the_organiser_s_staff_start_and_choose(actor: Actor) -> None:
    told = Told()
    refused("organiser_only", lambda: told.does(do.StartProgramme(programme=PROGRAMMES, form=decision(A)), actor))
    told.starts(A)
    for command in (
        do.ChooseUnits(choices=(choice(A, takes_part=False),)),
        do.AnswerChecklist(form=checklist()),
        do.CloseProgramme(reason=text("klart")),
        do.HoldNetworkMeeting(form=NetworkMeeting(held_on=TODAY, units=(A,))),
    ):
        refused("organiser_only", lambda command=command: told.does(command, actor))  # type: ignore[misc]


@pytest.mark.parametrize("actor", [STAFF, HEAD, PROGRAMME])
def test_only_the_launch_records_what_became_of_a_unit(actor: Actor) -> None:
    told = Told().starts(A)
    refused("clock_only", lambda: told.does(do.RecordUnits(started=(A,)), actor))


def test_a_unit_is_started_once_and_with_the_last_the_programme_is_launched() -> None:
    told = Told().starts(A, B)
    assert kinds(told.does(do.RecordUnits(started=(A,)))) == ["unit_started"]
    assert kinds(told.does(do.RecordUnits(started=(A, B)))) == ["unit_started", "programme_launched"]
    assert told.does(do.RecordUnits(started=(A, B))) == []
    assert told.state.launched == TODAY


def test_what_turns_up_meanwhile_holds_a_unit_back() -> None:
    told = Told().starts(A, B)
    assert kinds(told.does(do.RecordUnits(started=(A,), held_back=(do.HeldBack(known=LIVE),)))) == [
        "unit_started",
        "unit_held_back",
    ]
    assert told.state.status is Status.LAUNCHING


def test_a_unit_held_back_is_started_with_a_reason_and_its_decision_says_so() -> None:
    told = Told().starts(B, known=(LIVE,))
    assert kinds(told.does(do.ChooseUnits(choices=(choice(B, takes_part=True, why="de hör ihop"),)))) == ["unit_chosen"]
    unit = told.state.units[B]
    assert unit.bears(LIVE)
    assert not unit.bears(replace(LIVE, live=(*LIVE.live, an_id("ännu en"))))
    form = decision_for(told.state, unit, LIVE.live)
    assert (form.unit, form.other_live, form.other_live_reason) == (B, LIVE.live, text("de hör ihop"))
    assert told.does(do.ChooseUnits(choices=(choice(B, takes_part=True),))) == []


def test_a_unit_may_be_recorded_as_not_taking_part_and_come_back() -> None:
    told = Told().starts(A, B, known=(LIVE,))
    stays_out = do.ChooseUnits(choices=(choice(A, takes_part=False), choice(B, takes_part=False)))
    assert kinds(told.does(stays_out)) == ["unit_not_taking_part", "unit_not_taking_part", "programme_launched"]
    assert told.does(stays_out) == []
    told.does(do.ChooseUnits(choices=(choice(A, takes_part=True),)))
    assert told.state.status is Status.LAUNCHING
    assert told.does(do.RecordUnits(started=(A,)))[-1] == ev.ProgrammeLaunched(on=TODAY)


def test_units_left_out_by_the_decision_stand_there_with_their_reason() -> None:
    told = Told().starts(A, not_taking_part=(UnitLeftOut(unit=C, reason=text("ny rektor")),))
    assert told.state.units[C].place is Place.NOT_TAKING_PART
    assert told.state.units[C].reason == text("ny rektor")


def test_choices_that_cannot_be_are_refused_whole() -> None:
    told = Told().starts(A, B, known=(LIVE,))
    told.does(do.RecordUnits(started=(A,)))
    out = choice(B, takes_part=False)
    for code, choices in (
        ("unit_started", (out, choice(A, takes_part=False))),
        ("unit_outside", (out, choice(C, takes_part=True))),
        ("unit_twice", (out, out)),
        ("field_missing", (out, replace(choice(A, takes_part=True), reason=None))),
    ):
        refused(code, lambda choices=choices: told.does(do.ChooseUnits(choices=choices)))  # type: ignore[misc]
    assert places(told) == [Place.STARTED, Place.HELD_BACK]


def test_a_programme_is_closed_when_no_unit_is_left() -> None:
    told = Told().starts(A)
    refused("units_left", lambda: told.does(do.CloseProgramme(reason=text("klart"))))
    told.does(do.RecordUnits(started=(A,)))
    assert kinds(told.does(do.CloseProgramme(reason=text("klart")))) == ["programme_closed"]
    assert told.does(do.CloseProgramme(reason=text("klart"))) == []
    refused("programme_closed", lambda: told.does(do.ChooseUnits(choices=(choice(A, takes_part=True),))))


def test_the_checklist_wants_all_ten() -> None:
    told = Told().starts(A)
    nine = Checklist(answers=checklist().answers[1:])
    refused("item_unrated", lambda: told.does(do.AnswerChecklist(form=nine)))
    told.does(do.AnswerChecklist(form=checklist()))
    assert len(Item) == len(told.state.checklist.answers) == 10
    assert told.does(do.AnswerChecklist(form=checklist())) == []


def test_a_programme_that_was_never_started_has_nothing_to_choose() -> None:
    refused("programme_unknown", lambda: Told().does(do.AnswerChecklist(form=checklist())))


# An initiative of a programme


def start(told: Told, unit: Any = A, **changes: Any) -> list[Any]:
    """The initiative that the programme starts at a unit."""
    form = decision_for(told.state, told.state.units.get(unit) or told.state.units[A], ())
    command = of_initiative.StartInitiative(
        initiative=told.state.initiative_of(unit), form=replace(form, unit=unit), programme=PROGRAMMES
    )
    known = replace(facts(PROGRAMME), programme=told.state)
    return list(INITIATIVE.decide(replace(command, **changes), InitiativeState(), replace(known)))


def test_its_initiative_begins_with_the_decision_made_and_knows_its_programme() -> None:
    events = start(Told().starts(A))
    assert (events[0].programme, events[0].template_version) == (PROGRAMMES, 1)
    assert "stage_closed" in kinds(events)


def test_an_initiative_is_not_started_out_of_turn() -> None:
    told = Told().starts(A, B, known=(LIVE,))
    refused("not_its_turn", lambda: start(told, B))
    refused("unit_outside", lambda: start(told, C))
    refused("unit_outside", lambda: start(told, A, initiative=an_id("another")))


@pytest.mark.parametrize("actor", [STAFF, CLOCK])
def test_nobody_but_the_launch_starts_a_programme_s_initiative(actor: Actor) -> None:
    told = Told().starts(A)
    form = decision_for(told.state, told.state.units[A], ())
    command = of_initiative.StartInitiative(initiative=told.state.initiative_of(A), form=form, programme=PROGRAMMES)
    known = replace(facts(actor), programme=told.state)
    refused("launch_only", lambda: INITIATIVE.decide(command, InitiativeState(), known))


def test_a_decision_relies_on_the_programme_only_when_it_has_one() -> None:
    form = decision_for(Told().starts(A).state, Told().starts(A).state.units[A], ())
    alone = of_initiative.StartInitiative(initiative=an_id("one"), form=form)
    relied = INITIATIVE.relies_on(an_id("house"), InitiativeState(), replace(alone, programme=PROGRAMMES))
    assert [stream.partition(":")[0] for stream in relied] == ["organiser", "calendar", "template", "post", "programme"]
    assert len(INITIATIVE.relies_on(an_id("house"), InitiativeState(), alone)) == 4


# The network of the eager


def test_once_a_term_the_eager_are_to_meet() -> None:
    told, calendar = Told().starts(A, B), CalendarState()
    assert network_due(told.state, calendar, TODAY) is None
    told.now = next_look(told.state, calendar, TODAY) or told.now
    today = calendar.local_date(told.now)
    end = network_due(told.state, calendar, today)
    assert end == calendar.school.term_end(TODAY)
    command = do.OpenNetworkMeeting(term_end=end, units=(A, B))
    (opened,) = told.does(command)
    assert opened.due < end
    assert told.does(command) == []
    assert network_due(told.state, calendar, today) is None
    after = next_look(told.state, calendar, today)
    assert after is not None
    assert calendar.local_date(after) > end


def test_a_network_meeting_has_been_held_when_it_is_sent_in() -> None:
    told = Told().starts(A, B)
    held = NetworkMeeting(held_on=TODAY, units=(A, B))
    refused("no_network_meeting", lambda: told.does(do.HoldNetworkMeeting(form=held)))
    told.does(do.OpenNetworkMeeting(term_end=TODAY + timedelta(days=90), units=(A,)))
    refused(
        "not_held_yet",
        lambda: told.does(do.HoldNetworkMeeting(form=replace(held, held_on=TODAY + timedelta(days=1)))),
    )
    refused("unit_outside", lambda: told.does(do.HoldNetworkMeeting(form=replace(held, units=(C,)))))
    assert kinds(told.does(do.HoldNetworkMeeting(form=held))) == ["network_meeting_held"]
    assert told.does(do.HoldNetworkMeeting(form=held)) == []
    assert told.state.open_network is None


def test_a_meeting_of_nobody_is_not_opened() -> None:
    told = Told().starts(A)
    assert told.does(do.OpenNetworkMeeting(term_end=TODAY + timedelta(days=90), units=())) == []
    assert next_look(AGGREGATE.initial, CalendarState(), TODAY) is None

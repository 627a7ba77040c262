"""The file of seven schools' changes of principal: its names, its days in any year, and what posts make of them."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import reduce
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import pytest

from domain.actors import Actor, Role, Standing
from domain.calendar import CalendarState
from domain.facts import Facts
from domain.forms.turnover import AnswersMeanwhile
from domain.handover import events as ev
from domain.handover.state import HandoverState, evolve
from domain.handover.tasks import HandoverKey
from domain.initiative.state import InitiativeState
from domain.organiser import OrganiserState
from domain.post import decide as post
from domain.post.state import PostState
from domain.post.state import evolve as post_evolve
from domain.post.timeline import Standing as Held
from styrkedjan.files import Document, FileError
from styrkedjan.programme_plays import ProgrammePlay
from styrkedjan.shows import SCHOOLS
from styrkedjan.turnover_plays import Changes, TurnoverPlay
from styrkedjan.turnover_show import CHANGES
from tests.workflows.lives import introduced

HOUSE: Final = UUID("22222222-2222-4222-8222-222222222222")
YEARS: Final = range(2024, 2036)


def play() -> TurnoverPlay:
    return TurnoverPlay.read(CHANGES, SCHOOLS)


def moments(changes: Changes, year: int) -> Iterator[tuple[datetime, int]]:
    meaning = changes.meaning(HOUSE, year)
    for index in range(len(changes.actions)):
        yield changes.moment(index, meaning, CalendarState(), InitiativeState()), index


def posts(year: int) -> dict[str, PostState]:
    """Every unit's, after everything that is recorded of it."""
    told = play()
    people, held = introduced(told.introductions(HOUSE, OrganiserState(), date(year, 7, 1)), HOUSE)
    found = {}
    for unit, changes in told.changes.items():
        meaning = changes.meaning(HOUSE, year)
        state = held[meaning.ids[unit]]
        for moment, index in moments(changes, year):
            if changes.is_about_post(index):
                command, actor = changes.post_command(index, meaning), changes.actor(index, meaning)
                state = reduce(post_evolve, decided(command, state, people, actor, moment), state)
        found[unit] = state
    return found


def decided(command: Any, state: PostState, people: OrganiserState, actor: Actor, moment: datetime) -> Any:
    roles = frozenset(role for person, role in people.roles if person == actor.person)
    assert Role.ORGANISER in roles
    standing = Standing(actor=actor, roles=roles)
    return post.decide(command, state, Facts(now=moment, standing=standing, organiser=people, calendar=CalendarState()))


@pytest.mark.parametrize("year", YEARS)
def test_in_any_year_posts_take_what_the_file_records_and_each_change_is_one_turnover(year: int) -> None:
    held = posts(year)
    # The first is into the first principal; an announced end without a successor would be one more.
    assert {unit: len(state.turnovers) - 1 for unit, state in held.items()} == {
        **dict.fromkeys("ABCG", 0),
        "D": 1,
        "E": 2,
        "F": 2,
    }
    end = play().playing.until.date(year)
    assert all(state.at(end).standing is Held.PRINCIPAL for state in held.values())


@pytest.mark.parametrize("year", YEARS)
def test_in_any_year_acts_come_in_the_file_s_order_and_before_the_end(year: int) -> None:
    end = CalendarState().start_of(play().playing.until.date(year))
    for changes in play().changes.values():
        order = [moment for moment, _ in moments(changes, year)]
        assert all(one < two for one, two in pairwise([*order, end]))


def test_where_the_source_states_no_change_or_nothing_there_is_none() -> None:
    assert [unit for unit, changes in play().changes.items() if not changes.actions] == ["A", "B", "C", "G"]


def test_everybody_is_introduced_once() -> None:
    steps = list(play().introductions(HOUSE, OrganiserState(), date(2027, 7, 1)))
    kinds = [command.kind for _, command in steps]
    assert (kinds.count("add_unit"), kinds.count("register_person"), kinds.count("appoint_principal")) == (7, 23, 7)
    names = [command.name.decode() for _, command in steps if command.kind == "register_person"]
    assert len(names) == len(set(names))


def test_every_day_in_the_file_is_marked_as_assumed() -> None:
    """By the line, by its row's heading, or, as to when somebody acts, by the file's."""
    lines = CHANGES.read_text(encoding="utf-8").splitlines()
    days = [line for line in lines if "week = " in line and not line.startswith(("at = ", "#"))]
    assert days
    assert all("# antaget" in line for line in days)


def asked(key: HandoverKey) -> HandoverState:
    """A handover that asks one thing."""
    opened = ev.HandoverTaskOpened(
        task=HOUSE, key=key, on=date(2027, 8, 1), position=1, due=date(2027, 9, 1), due_position=9
    )
    return evolve(HandoverState(), opened)


def test_what_the_manager_answers_is_of_the_task_s_form() -> None:
    changes = play().changes["F"]
    meaning = changes.meaning(HOUSE, 2027)
    index = next(n for n, action in enumerate(changes.actions) if action.handover is HandoverKey.ANSWERS_MEANWHILE)
    command = changes.handover_command(index, asked(HandoverKey.ANSWERS_MEANWHILE), meaning)
    assert command.form == AnswersMeanwhile(person=meaning.ids["F_bitr"], until=date(2028, 12, 3))
    with pytest.raises(FileError, match="no such task is open then"):
        changes.handover_command(index, asked(HandoverKey.HANDOVER_TALK), meaning)


def test_a_mistyped_day_is_told_by_its_place() -> None:
    text = CHANGES.read_text(encoding="utf-8").replace("until = { year", "until = { yaer", 1)
    with pytest.raises(FileError, match=r"changes\.toml, line \d+, playing\.until"):
        TurnoverPlay(Document(text, "changes.toml"), ProgrammePlay.read(SCHOOLS))
